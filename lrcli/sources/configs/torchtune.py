"""torchtune's recipes, in YAML.

Source: torchtune 0.6.1, torchtune.training.lr_schedulers and the recipes full_finetune and lora_finetune.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._devices import devices_of, told_devices, want_samples
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._names import nearest
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

COSINE = "get_cosine_schedule_with_warmup"
FAMILY = f"torchtune.{COSINE}"
COMPONENT = "lr_scheduler._component_"
COMPONENTS = f"torchtune.training.lr_schedulers.{COSINE}, num_warmup_steps: 100"
ARGUMENTS = frozenset({"_component_", "num_warmup_steps", "num_cycles"})
MATTER = frozenset({"max_steps_per_epoch", "gradient_accumulation_steps", "lr_scheduler", "optimizer", "batch_size"})


def fits(document: Document) -> bool:
    return isinstance(inside(document.tree, "optimizer._component_"), str)


def read(settings: Settings) -> Plan:
    """What the recipe makes of its configuration."""
    follow(settings)
    settings.warn_near(MATTER)
    lr = settings.rate("optimizer.lr", None, "the rate")
    total, run = updates(settings)
    if lr is None:
        settings.want("lr", instead="optimizer.lr in the file")
        lr = settings.fact("lr")
        settings.missing.pop("lr", None) if lr is not None else None
    settings.ask()
    return Plan(scheduled(settings, lr, total, run.rows or 0), run)


def scheduled(settings: Settings, lr: float, total: int, rows: int) -> Schedule:
    """The schedule: torchtune's cosine, or none, which leaves the rate as it is."""
    if not settings.has("lr_scheduler"):
        text = f"there is no lr_scheduler: the LR stays at {lr:.12g}, without a warm-up"
        settings.warn("config-constant", "lr_scheduler", text, f"lr_scheduler: {{_component_: {COMPONENTS}}}")
        return settings.made("constant", "optimizer.lr", initial=lr)
    section = settings.section("lr_scheduler")
    component = settings.word(COMPONENT, None, "the scheduler")
    if component is None:
        settings.refuse("lr_scheduler", f"lr_scheduler has no _component_: torchtune.training.lr_schedulers.{COSINE}")
    name = component.rpartition(".")[2]
    if name != COSINE or not component.startswith("torchtune."):
        near = f": did you mean torchtune.training.lr_schedulers.{COSINE}?" if nearest(name, [COSINE]) else ""
        reason = f"{component} is none of torchtune's schedulers, and is not called{near}"
        settings.refuse(COMPONENT, f"{reason}; it has torchtune.training.lr_schedulers.{COSINE}")
    section.refuse_unknown(ARGUMENTS, what=f"{COSINE} has no argument")
    warmup = section.whole("num_warmup_steps", None, "updates of the warm-up")
    if warmup is None:
        error = f"TypeError: {COSINE}() missing 1 required positional argument: 'num_warmup_steps'"
        settings.refuse("lr_scheduler", f"num_warmup_steps is not given, and torchtune raises {error}")
    cycles = section.number("num_cycles", 0.5)
    warn_of_warmup(settings, "lr_scheduler.num_warmup_steps", warmup, rows, lr)
    arguments: dict[str, Any] = {"num_warmup_steps": warmup, "num_training_steps": total, "num_cycles": cycles}
    return settings.made(FAMILY, COMPONENT, lr=lr, **arguments)


def updates(settings: Settings) -> tuple[int, Run]:
    """The updates that the schedule is made for, and the run.

    An epoch has floor(floor(ceil(samples / devices) / batch) / accumulation) updates, as batches and updates that are
    not full are left out, and at most max_steps_per_epoch.
    """
    per_epoch = of_epoch(settings)
    epochs = settings.overridden("epochs", "epochs", None, "epochs of the run", least=1)
    steps: int | None = settings.fact("steps", "updates of the run")
    if per_epoch is None or epochs is None:
        if steps is None:
            if epochs is None:
                settings.want("epochs")
            if per_epoch is None:
                want_samples(settings)
            settings.ask()
        total = steps or 0
        return total, Run(steps=total, steps_per_epoch=per_epoch)
    total = int(epochs * per_epoch)
    if steps is not None and steps != total:
        mend = "--epochs in place of --steps"
        warn_of_cut(settings, "epochs", total, steps, mend)
        warn_of_end(settings, "epochs", total, steps, "from there on it rises again, along its cosine", mend)
        return total, Run(steps=steps, steps_per_epoch=per_epoch)
    return total, Run(steps=total, steps_per_epoch=per_epoch)


def of_epoch(settings: Settings) -> int | None:
    """The updates of an epoch; None where nobody tells the samples."""
    most = settings.whole("max_steps_per_epoch", None, "updates of an epoch at most", least=1)
    size = settings.overridden("batch_size", "batch_size", None, "samples of a batch on a device", least=1)
    accumulate = settings.overridden("gradient_accumulation_steps", "accumulate", 1, least=1)
    told: int | None = settings.fact("steps_per_epoch", "updates of an epoch")
    samples = settings.fact("samples", "samples of the training set")
    if accumulate > 1 and settings.has("optimizer_in_bwd") and settings.switch("optimizer_in_bwd"):
        settings.refuse(
            "optimizer_in_bwd", "optimizer_in_bwd allows no gradient accumulation, and torchtune refuses both"
        )
    if told is None and samples is None:
        return None
    if told is None:
        if size is None:
            settings.want("batch_size")
            settings.want(*(["devices"] if told_devices(settings) is None else []))
            settings.ask()
        told = -(-samples // devices_of(settings)) // size // accumulate
        packed = settings.has("dataset.packed") and settings.switch("dataset.packed")
        if packed:
            text = "the samples are packed: --samples counts the packs, of which torchtune tells the number"
            settings.tell("config-packed", "dataset.packed", text)
        if not told:
            settings.refuse("batch_size", f"{samples} samples do not fill one update: an epoch has none")
        settings.came_to("batch_size", f"{told} updates an epoch")
    return min(told, most) if most else told


FORMAT = Format("torchtune", "torchtune", 44, fits, read, once=True)
