"""timm's args.yaml: the arguments of its train.py, or defaults for some of them.

Source: timm 1.0.31, timm.scheduler.scheduler_kwargs and create_scheduler_v2, and train.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._devices import devices_of, tell_no_epochs, told_devices, want_samples
from lrcli.sources.configs._ends import warn_of_dates, warn_of_default_warmup, warn_of_warmup
from lrcli.sources.configs._flags import flags_of, is_command
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.reading.shell_text import Command
    from lrcli.sources.configs._settings import Settings

FAMILY = "timm.create_scheduler_v2"
SCHED = "sched"
OF_LISTS = ("decay_milestones", "lr_noise", "lr_cycle_limit")
PASSED = {
    "decay_epochs": ("decay_epochs", None),
    "warmup_epochs": ("warmup_epochs", 5),
    "warmup_lr": ("warmup_lr", 1e-5),
    "min_lr": ("min_lr", 0.0),
    "cooldown_epochs": ("cooldown_epochs", 0),
    "decay_rate": ("decay_rate", 0.1),
    "lr_cycle_mul": ("cycle_mul", 1.0),
    "lr_cycle_decay": ("cycle_decay", 0.5),
    "lr_cycle_limit": ("cycle_limit", 1),
    "lr_k_decay": ("k_decay", 1.0),
    "lr_stable_timescale": ("stable_timescale", None),
}
"""Numbers that train.py passes on: the argument of the scheduler, and the default of train.py."""
NOISE = {"lr_noise_pct": ("noise_pct", 0.67), "lr_noise_std": ("noise_std", 1.0), "seed": ("noise_seed", 42)}
"""Those of the noise, where there is some."""
READ = {
    "step": keys("decay_epochs decay_rate"),
    "multistep": keys("decay_milestones decay_rate"),
    "cosine": keys("min_lr cooldown_epochs lr_cycle_mul lr_cycle_decay lr_cycle_limit lr_k_decay"),
    "tanh": keys("min_lr cooldown_epochs lr_cycle_mul lr_cycle_decay lr_cycle_limit"),
    "poly": keys("min_lr cooldown_epochs lr_cycle_mul lr_cycle_decay lr_cycle_limit lr_k_decay decay_rate"),
    "wsd": keys("min_lr cooldown_epochs decay_epochs lr_decay_fn"),
    "rsqrt": keys("min_lr cooldown_epochs decay_epochs lr_decay_fn lr_stable_timescale"),
    "constant": keys(""),
    "none": keys(""),
}
"""What each scheduler reads of its own."""
MATTER = keys(
    """sched lr lr_base lr_base_size lr_base_scale epochs warmup_epochs warmup_lr warmup_prefix min_lr cooldown_epochs
    decay_epochs decay_milestones decay_rate lr_cycle_mul lr_cycle_decay lr_cycle_limit lr_k_decay lr_decay_fn
    lr_stable_timescale lr_noise lr_noise_pct lr_noise_std sched_on_updates batch_size grad_accum_steps opt seed
    patience_epochs"""
)
OTHERS = keys(
    """data data_dir dataset train_split val_split model pretrained resume num_classes img_size input_size crop_pct
    mean std interpolation validation_batch_size channels_last fuser opt_eps opt_betas momentum weight_decay clip_grad
    clip_mode layer_decay opt_kwargs epoch_repeats start_epoch aug_splits aug_repeats drop drop_path drop_connect
    drop_block workers amp eval_metric experiment output log_interval model_ema model_ema_decay smoothing mixup
    cutmix"""
)
SIGNS = frozenset({"sched", "warmup_lr", "cooldown_epochs", "decay_milestones", "sched_on_updates", "warmup_prefix"})
SHORT = {"b": "batch_size", "j": "workers", "c": "config"}
"""Flags of one letter."""


def fits(document: Document) -> bool:
    if isinstance(inside(document.tree, SCHED), str):
        return True

    def signed(command: Command) -> bool:
        return len(SIGNS & {name.replace("-", "_") for name in command.flags}) > 1

    return is_command(document, signed)


def tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script the flags of its command."""
    return flags_of(document, MATTER | OTHERS)


def words(tree: dict[str, Any], given: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay the words of the command line over the file; some flags take several numbers."""
    kept: list[str] = []
    lists: dict[str, list[str]] = {}
    name = ""
    for word in given:
        if word.startswith("--"):
            name = word.lstrip("-").partition("=")[0].replace("-", "_")
        elif name in OF_LISTS[:2]:
            lists.setdefault(name, []).append(word)
            continue
        if name in OF_LISTS[:2] and "=" not in word:
            continue
        kept.append(word)
    changed = flat(tree, tuple(kept))
    for short, full in SHORT.items():
        if (short,) in changed:
            tree[full] = tree.pop(short)
            changed = (changed - {(short,)}) | {(full,)}
    for name, values in lists.items():
        tree[name] = values
        changed.add((name,))
    return changed


def read(settings: Settings) -> Plan:
    """What train.py makes of its arguments: one value for each epoch, or with sched_on_updates for each update."""
    settings.warn_near(MATTER, OTHERS)
    name = settings.word(SCHED, "cosine", "the scheduler", (*READ, "plateau"))
    if name == "plateau":
        raise ConfigError(
            f"{settings.where(SCHED)}: plateau reacts to a metric, which no configuration has: "
            f'lrcli plot \'{FAMILY}(lr=0.1, sched="plateau", metrics="losses.csv")\''
        )
    lr = rate(settings)
    by_update = settings.switch("sched_on_updates", False, "the LR moves at each update")
    per_epoch = of_epoch(settings, by_update)
    settings.ask()
    given = arguments(settings, name)
    schedule: Any = settings.made(
        FAMILY, SCHED, lr=lr, sched=name, step_on_epochs=not by_update, updates_per_epoch=per_epoch or 0, **given
    )
    epochs = -(-schedule.returned() // 1)
    if epochs < 1:
        settings.refuse("epochs", f"the run has {epochs:.12g} epochs")
    settings.came_to("epochs", f"{epochs:.12g} epochs in all")
    warn(settings, name, given, lr, int(epochs))
    update = "step" if by_update or per_epoch is None else "epoch"
    if steps := settings.fact("steps", "updates of the run"):
        if per_epoch is not None:
            return Plan(schedule, Run(steps=steps, steps_per_epoch=per_epoch, update=update))
        settings.tell(
            "config-steps", "", "--steps counts updates, and without --samples the rows are epochs: all are here"
        )
    return Plan(schedule, Run(epochs=int(epochs), steps_per_epoch=per_epoch, update=update))


def warn(settings: Settings, name: str, given: dict[str, Any], lr: float, epochs: int) -> None:
    """What does not fit the run, and what timm does that few expect."""
    if name != "none":
        warn_of_default_warmup(settings, "warmup_epochs", given["warmup_epochs"], "epochs")
        warn_of_warmup(settings, "warmup_epochs", given["warmup_epochs"], epochs, lr, "epochs")
    dates = given.get("decay_milestones", ())
    if min(dates, default=epochs + 1) <= epochs:
        early = " ".join(f"{date - 1:.12g}" for date in dates if date <= epochs)
        text = f"timm drops one epoch before each of the milestones: the first epochs at the lower LR are {early}"
        settings.warn("config-early-drop", "decay_milestones", text, "milestones that are one higher")
    warn_of_dates(settings, "decay_milestones", (date for date in dates if date > epochs), epochs, "epochs")
    if name in ("wsd", "rsqrt") and "decay_epochs" not in given:
        text = "there is no decay_epochs: timm 1.0.31 falls over 0.2 of the epochs, 1.0.29 over 90 epochs"
        settings.warn("config-version", "decay_epochs", text, "decay_epochs: 0.2")


def rate(settings: Settings) -> float:
    """The rate: lr, or else lr_base for a batch of lr_base_size, scaled to the batch of all devices."""
    lr: float | None = settings.rate("lr", None, THE_RATE)
    if lr:
        settings.ignored("lr_base", "lr goes before it")
        return lr
    if SCHED in settings.tree and not settings.has("lr_base"):
        text = "there is neither lr nor lr_base, and timm takes an lr_base of 0.1"
        settings.warn("config-default-lr", "lr", text, "lr: 0.1, or the rate that is meant")
    base = settings.rate("lr_base", 0.1, "the rate for a batch of lr_base_size")
    size = settings.whole("lr_base_size", 256, least=1)
    devices = told_devices(settings)
    if devices is None:
        settings.want("devices")
    batch = settings.overridden("batch_size", "batch_size", 128, "samples of a batch of one device", least=1)
    accumulate = settings.overridden("grad_accum_steps", "accumulate", 1, least=1)
    scale = settings.word("lr_base_scale") or (
        "sqrt" if any(part in settings.word("opt", "sgd").lower() for part in ("ada", "lamb")) else "linear"
    )
    ratio = batch * (devices or 1) * accumulate / size
    made: float = float(base) * (ratio**0.5 if scale == "sqrt" else ratio)
    settings.came_to(
        "lr_base", f"{made:.12g}, with {scale} scaling to a batch of {batch * (devices or 1) * accumulate}"
    )
    return made


def of_epoch(settings: Settings, needed: bool) -> int | None:
    """The updates of an epoch: ceil(batches / accumulation), the loader dropping the last batch.

    Where they are not needed, None where nobody tells the samples or the devices.
    """
    told: int | None = settings.fact("steps_per_epoch", "updates of an epoch")
    samples: int | None = settings.fact("samples")
    if told is not None:
        return told
    if samples is None:
        if needed:
            want_samples(settings, "--steps-per-epoch")
        return None
    if not needed and told_devices(settings) is None:
        tell_no_epochs(settings)
        return None
    batch = settings.overridden("batch_size", "batch_size", 128, "samples of a batch of one device", least=1)
    accumulate = settings.overridden("grad_accum_steps", "accumulate", 1, least=1)
    batches = -(-samples // devices_of(settings, instead="--steps-per-epoch")) // batch
    if not batches:
        settings.refuse("batch_size", f"{samples} samples do not fill a batch of {batch}: an epoch has no update")
    updates: int = -(-batches // accumulate)
    settings.came_to("batch_size", f"{batches} batches and {updates} updates an epoch")
    return updates


def arguments(settings: Settings, name: str) -> dict[str, Any]:
    """The arguments of the factory."""
    own = READ.get(name, MATTER)
    given: dict[str, Any] = {
        "num_epochs": settings.overridden_number("epochs", "epochs", 300, "epochs of the schedule", above=0)
    }
    for key, (argument, default) in PASSED.items():
        if key.startswith("warmup") or key in own:
            found = settings.number(key, default)
            if found is not None:
                given[argument] = int(found) if key == "lr_cycle_limit" else found
    given["warmup_prefix"] = settings.switch("warmup_prefix", False)
    if "decay_milestones" in own:
        given["decay_milestones"] = numbers(settings, "decay_milestones", [90, 180, 270])
    if "lr_decay_fn" in own and settings.has("lr_decay_fn"):
        given["decay_fn"] = settings.word("lr_decay_fn")
    noise = numbers(settings, "lr_noise", None)
    if noise:
        given["noise"] = tuple(noise) if len(noise) > 1 else noise[0]
        given |= {argument: settings.number(key, default) for key, (argument, default) in NOISE.items()}
        settings.warn("config-noise", "lr_noise", "lr_noise is random, with the seed of the run", "no lr_noise")
    for key in PASSED.keys() - own:
        if key not in ("warmup_epochs", "warmup_lr") and settings.has(key):
            settings.ignored(key, f"{name} does not read it")
    return given


def numbers(settings: Settings, key: str, default: list[float] | None) -> list[float] | None:
    """A list of numbers; one alone is a list of it."""
    found = settings.value(key, default)
    if found is None:
        return None
    listed = found if isinstance(found, list) else [found]
    return [settings.as_number(key, each) for each in listed]


FORMAT = Format("timm", "timm's train.py", 50, fits, read, tree, words)
