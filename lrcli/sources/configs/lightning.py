"""PyTorch Lightning's configurations, as LightningCLI writes and reads them.

Source: Lightning 2.6.6, lightning.pytorch.cli.LightningCLI.configure_optimizers, lightning.pytorch.trainer.Trainer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.catalogue import schedulers
from lrcli.clock import Run
from lrcli.sources.configs._ends import warn_of_cut
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, meant

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "torch."
LR, SCHEDULER, ARGUMENTS = "optimizer.init_args.lr", "lr_scheduler.class_path", "lr_scheduler.init_args"
OF_METRIC = "ReduceLROnPlateau"
BATCH_KEYS = ("data.batch_size", "data.init_args.batch_size")
RATES = {
    **dict.fromkeys(("Adam", "AdamW", "NAdam", "Adamax", "SparseAdam", "ASGD", "SGD"), 0.001),
    "RAdam": 0.001,
    "NAdam": 0.002,
    "Adamax": 0.002,
    "ASGD": 0.01,
    "RMSprop": 0.01,
    "Adagrad": 0.01,
    "Rprop": 0.01,
    "Adadelta": 1.0,
    "Adafactor": 0.01,
}
"""The rates that PyTorch's optimizers have without one."""
PER_EPOCH = "LightningCLI steps a scheduler once an epoch"
SIGNS = ("optimizer", "model", "lr_scheduler", "data")


def fits(document: Document) -> bool:
    tree = document.tree
    return isinstance(tree, dict) and isinstance(tree.get("trainer"), dict) and any(sign in tree for sign in SIGNS)


def read(settings: Settings) -> Plan:
    """What LightningCLI makes of it: a scheduler that is stepped once an epoch."""
    lr = rate(settings)
    per_epoch = updates_of_epoch(settings)
    epochs, steps = lengths(settings)
    if per_epoch is None:
        settings.want("samples", instead="--steps-per-epoch")
    schedule = scheduled(settings, lr)
    settings.ask()
    count = steps if steps is not None else int(epochs * (per_epoch or 1))
    natural = schedule.natural_run() if settings.has(SCHEDULER) else None
    if natural is not None and natural.run.rows and steps is None:
        warn_of_epochs(settings, natural.proper.rows or 0, epochs, count)
    elif natural is not None and per_epoch:
        warn_of_epochs(settings, natural.proper.rows or 0, -(-count // per_epoch), count)
    return Plan(schedule, Run(steps=count, steps_per_epoch=per_epoch, update="epoch"))


def warn_of_epochs(settings: Settings, length: int, epochs: float, updates: int) -> None:
    """Warn of a scheduler whose length was meant in steps, and counts epochs."""
    if length > epochs and length * 2 >= updates:
        text = f"{PER_EPOCH}: of its {length} steps the run sees the first {epochs:g}"
        settings.warn("config-steps-as-epochs", SCHEDULER, text, "its length in epochs")
    else:
        warn_of_cut(settings, SCHEDULER, length, int(epochs))


def rate(settings: Settings) -> float:
    """The optimizer's rate."""
    if not settings.has("optimizer"):
        other = next((key for key in settings.tree if isinstance(key, str) and key.endswith("optimizer")), None)
        reason = f"the optimizer is under {other}" if other else "there is no optimizer"
        settings.refuse(other or "trainer", f"{reason}: the module's own configure_optimizers has the schedule")
    path = settings.word("optimizer.class_path") or ""
    name = path.rpartition(".")[2]
    lr: float | None = settings.rate(LR, RATES.get(name), THE_RATE)
    if lr is None:
        settings.refuse("optimizer", f"{name or 'the optimizer'} has no lr in its init_args")
    return lr


def updates_of_epoch(settings: Settings) -> int | None:
    """The updates of an epoch: what is left of its batches makes one; None where nobody tells the samples."""
    told: int | None = settings.fact("steps_per_epoch")
    samples: int | None = settings.fact("samples")
    if told is not None or samples is None:
        return told
    key = next((key for key in BATCH_KEYS if settings.has(key)), BATCH_KEYS[0])
    size: int | None = settings.overridden(key, "batch_size", None, least=1)
    if size is None:
        settings.want("batch_size")
        return None
    devices = settings.fact("devices") or 1
    share = -(-samples // devices)
    batches = -(-share // size)
    batches = limited(settings, batches)
    accumulate: int = settings.overridden("trainer.accumulate_grad_batches", "accumulate", 1, least=1)
    return max(-(-batches // accumulate), 1)


def limited(settings: Settings, batches: int) -> int:
    """The batches that limit_train_batches leaves: a number of them, or a share."""
    limit = settings.number("trainer.limit_train_batches", None, least=0)
    if limit is None:
        return batches
    return min(int(limit), batches) if isinstance(limit, int) else int(batches * min(limit, 1.0))


def lengths(settings: Settings) -> tuple[float, int | None]:
    """The epochs of the run, and its updates where they decide."""
    given: int | None = settings.fact("steps", "updates in all")
    most = settings.whole("trainer.max_steps", -1)
    told = settings.fact("epochs", "as trainer.max_epochs")
    if given is None and (most is None or most <= 0):
        default = 1000 if told is None else None
        epochs = told if told is not None else settings.whole("trainer.max_epochs", default)
        if epochs is None or epochs <= 0:
            settings.refuse("trainer.max_epochs", "the run has no end: give trainer.max_epochs or trainer.max_steps")
        return float(epochs), None
    return 0.0, given or most


def scheduled(settings: Settings, lr: float) -> Schedule:
    """The scheduler, or the rate itself where there is none."""
    if not settings.has("lr_scheduler"):
        settings.tell("config-constant", LR, "there is no lr_scheduler: the LR is constant")
        return settings.made("constant", LR, initial=lr)
    path = settings.word(SCHEDULER)
    if path is None:
        settings.refuse("lr_scheduler", "lr_scheduler has no class_path")
    name = path.rpartition(".")[2]
    if name == OF_METRIC:
        raise ConfigError(
            f"{settings.where(SCHEDULER)}: {name} reacts to a metric, which no configuration has: "
            f"lrcli plot 'torch.{name}(lr={lr:g}, metrics=\"losses.csv\")'"
        )
    known = [kind.family.removeprefix(FAMILY) for kind in schedulers("torch")]
    if name not in known:
        settings.refuse(SCHEDULER, f"{path} is no scheduler of PyTorch{meant(name, known)}: {', '.join(known)}")
    given: dict[str, Any] = {}
    for key in settings.get(ARGUMENTS) or {}:
        given[key] = settings.value(f"{ARGUMENTS}.{key}")
    return settings.made(FAMILY + name, SCHEDULER, lr=lr, **given)


FORMAT = Format("lightning", "PyTorch Lightning", 48, fits, read)
