"""timm's args.yaml, which train.py writes and reads with -c.

Source: timm 1.0.31, train.py, timm.scheduler.create_scheduler_v2 and scheduler_kwargs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, keys
from lrcli.sources.configs._words import flat, pairs

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "timm.create_scheduler_v2"
NAMES = ("cosine", "tanh", "step", "multistep", "poly", "wsd", "rsqrt", "constant", "plateau", "none")
BY_ROOT = ("ada", "lamb")
"""Optimizers whose names have these in them scale the rate with the root of the batch."""
NUMBERS: dict[str, tuple[str, Any]] = {
    "cooldown_epochs": ("cooldown_epochs", 0),
    "decay_rate": ("decay_rate", 0.1),
    "min_lr": ("min_lr", 0.0),
    "warmup_lr": ("warmup_lr", 1e-5),
    "warmup_epochs": ("warmup_epochs", 5),
    "lr_cycle_mul": ("cycle_mul", 1.0),
    "lr_cycle_decay": ("cycle_decay", 0.5),
    "lr_cycle_limit": ("cycle_limit", 1),
    "lr_k_decay": ("k_decay", 1.0),
    "lr_noise_pct": ("noise_pct", 0.67),
    "lr_noise_std": ("noise_std", 1.0),
    "seed": ("noise_seed", 42),
}
"""Keys of train.py, the argument of the factory that each is, and its default."""
USED = {
    "step": ("decay_rate",),
    "multistep": ("decay_rate",),
    "poly": ("decay_rate", "min_lr", "lr_cycle_mul", "lr_cycle_decay", "lr_cycle_limit", "lr_k_decay"),
    "cosine": ("min_lr", "lr_cycle_mul", "lr_cycle_decay", "lr_cycle_limit", "lr_k_decay"),
    "tanh": ("min_lr", "lr_cycle_mul", "lr_cycle_decay", "lr_cycle_limit"),
    "wsd": ("min_lr",),
    "rsqrt": ("min_lr",),
}
"""The keys that each scheduler reads, beside those of the warm-up."""
ALWAYS = ("warmup_lr", "warmup_epochs", "cooldown_epochs")
MATTER = keys(
    """sched lr lr_base lr_base_size lr_base_scale epochs warmup_epochs warmup_lr warmup_prefix min_lr cooldown_epochs
    decay_epochs decay_milestones decay_rate lr_cycle_mul lr_cycle_decay lr_cycle_limit lr_k_decay lr_noise
    sched_on_updates batch_size grad_accum_steps opt"""
)
OTHERS = keys(
    "lr_noise_pct lr_noise_std lr_decay_fn lr_stable_timescale patience_epochs epoch_repeats validation_batch_size"
)


def fits(document: Document) -> bool:
    tree = document.tree
    return isinstance(tree, dict) and isinstance(tree.get("sched"), str)


def words(tree: dict[str, Any], given: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """The words of train.py's command line; --decay-milestones takes several."""
    changed: set[tuple[Any, ...]] = set()
    rest: list[str] = []
    dates: list[str] | None = None
    for word in given:
        if word.replace("_", "-") == "--decay-milestones":
            dates = []
        elif dates is not None and not word.startswith("-"):
            dates.append(word)
            tree["decay_milestones"] = [float(each) if "." in each else int(each) for each in dates]
            changed.add(("decay_milestones",))
        else:
            rest.append(word)
            dates = None
    return changed | (flat(tree, tuple(rest)) if any(pairs(tuple(rest))) else set())


def read(settings: Settings) -> Plan:
    """What train.py makes of its arguments."""
    settings.warn_near(MATTER, MATTER | OTHERS)
    name = settings.word("sched", "cosine", among=NAMES)
    if name == "plateau":
        raise ConfigError(f"{settings.where('sched')}: plateau reacts to a metric, which no configuration has")
    lr = rate(settings)
    by_update = settings.switch("sched_on_updates")
    per_epoch = updates_per_epoch(settings)
    if by_update and per_epoch is None:
        settings.want("samples", instead="--steps-per-epoch")
    settings.ask()
    given = arguments(settings, name)
    if by_update:
        given |= {"step_on_epochs": False, "updates_per_epoch": per_epoch}
    schedule = settings.made(FAMILY, "sched", lr=lr, sched=name, **given)
    natural = schedule.natural_run()
    epochs = natural.run.epochs if natural else None
    if epochs is not None and given["warmup_epochs"] > epochs:
        text = f"a warm-up of {given['warmup_epochs']:g} epochs is longer than the run of {float(epochs):g}"
        settings.warn("config-warmup-too-long", "warmup_epochs", text, "a shorter warm-up")
    steps = settings.fact("steps", "updates in all")
    if steps is not None and per_epoch is None:
        return Plan(schedule, Run(epochs=float(epochs or 1)))
    length = {"epochs": float(epochs or 1)} if steps is None else {"steps": steps}
    return Plan(schedule, Run(**length, steps_per_epoch=per_epoch, update="step" if by_update else "epoch"))


def rate(settings: Settings) -> float | None:
    """The rate: lr, or lr_base times a factor for the batch."""
    lr: float | None = settings.rate("lr", None, THE_RATE)
    if lr is not None:
        settings.ignored("lr_base", "lr goes before it")
        return lr
    base = settings.rate("lr_base", 0.1, THE_RATE)
    size = settings.overridden("batch_size", "batch_size", 128, least=1)
    accumulate = settings.overridden("grad_accum_steps", "accumulate", 1, least=1)
    reference = settings.number("lr_base_size", 256, above=0)
    scale = settings.value("lr_base_scale") or None
    if scale is None:
        optimizer = str(settings.value("opt", "sgd")).lower()
        scale = "sqrt" if any(part in optimizer for part in BY_ROOT) else "linear"
    devices = settings.fact("devices")
    if devices is None:
        settings.want("devices", instead="--set lr=VALUE")
        return None
    ratio = size * devices * accumulate / reference
    if scale == "sqrt":
        ratio = math.sqrt(ratio)
    settings.came_to("lr_base", f"{THE_RATE}, times {ratio:g} for the batch")
    return float(base * ratio)


def updates_per_epoch(settings: Settings) -> int | None:
    """The updates of an epoch: the loader drops the last batch; None where nobody tells the samples."""
    told: int | None = settings.fact("steps_per_epoch")
    samples: int | None = settings.fact("samples")
    if told is not None or samples is None:
        return told
    size = settings.overridden("batch_size", "batch_size", 128, least=1)
    accumulate = settings.overridden("grad_accum_steps", "accumulate", 1, least=1)
    batches = -(-samples // (settings.fact("devices") or 1)) // size
    return -(-batches // accumulate) or None


def arguments(settings: Settings, name: str) -> dict[str, Any]:
    """The arguments of the factory: those that the scheduler reads."""
    given: dict[str, Any] = {"num_epochs": settings.overridden("epochs", "epochs", 300, least=1)}
    noise = settings.value("lr_noise")
    for key in (*ALWAYS, *USED.get(name, ()), *(("lr_noise_pct", "lr_noise_std", "seed") if noise else ())):
        argument, default = NUMBERS[key]
        found = settings.number(key, default)
        given[argument] = default if found is None else found
    given["warmup_prefix"] = settings.switch("warmup_prefix")
    if noise is not None:
        given["noise"] = noise
        settings.tell("config-noise", "lr_noise", f"the noise is that of seed {given['noise_seed']}")
    if name in ("step", "wsd", "rsqrt"):
        given["decay_epochs"] = settings.number("decay_epochs", 0.2 if name != "step" else 90)
    if name == "multistep":
        dates = settings.value("decay_milestones", [90, 180, 270])
        if not isinstance(dates, list):
            settings.refuse("decay_milestones", f"decay_milestones is a list, not {dates!r:.40}")
        given["decay_milestones"] = [settings.as_number("decay_milestones", date) for date in dates]
    for key, argument in (("lr_decay_fn", "decay_fn"), ("lr_stable_timescale", "stable_timescale")):
        if name in ("wsd", "rsqrt") and settings.has(key):
            given[argument] = settings.value(key)
    return given


FORMAT = Format("timm", "timm's args.yaml", 50, fits, read, words=words)
