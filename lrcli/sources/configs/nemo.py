"""NeMo's configurations: `model.optim` with its `sched`, and `trainer`, in YAML.

Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.prepare_lr_scheduler and compute_max_steps, nemo.core.classes.modelPT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.sources.configs._devices import told_devices
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, keys, meant, nearest

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

LR, SCHED = "model.optim.lr", "model.optim.sched"
OF_TORCH = ("StepLR", "ExponentialLR", "CyclicLR")
TRAINER = keys("max_steps min_steps max_epochs min_epochs max_time accumulate_grad_batches devices num_nodes")
OPTIM = keys("name lr sched betas beta1 beta2 weight_decay eps")
"""Keys of `trainer` and of `model.optim`: what is nearly one of them is a slip."""
PER_EPOCH = ("ExponentialLR",)
OF_METRIC = "ReduceLROnPlateau"
AROUND = keys(
    "name args monitor reduce_on_plateau t_max_epochs t_accumulate_grad_batches t_limit_train_batches t_num_workers"
)
"""Keys of `sched` that are no arguments of the scheduler."""

LOADERS = ("model.train_ds", "model.train_ds.dataloader_params")
"""Where the batches are told; the second is that of speech synthesis."""


def fits(document: Document) -> bool:
    return isinstance(inside(document.tree, "model.optim"), dict)


def read(settings: Settings) -> Plan:
    """What NeMo makes of its sections."""
    follow(settings)
    for section, known in ((settings.section("trainer"), TRAINER), (settings.section("model.optim"), OPTIM)):
        for key in section.tree:
            if key not in known and (near := nearest(str(key), known)):
                section.refuse(str(key), f"there is no argument {key}, and NeMo refuses it: did you mean {near}?")
    lr = settings.rate(LR, None, "the rate")
    if lr is None and (lr := settings.fact("lr")) is None:
        settings.want("lr", instead=f"--set {LR}=VALUE")
    name = scheduler_name(settings)
    total, run = lengths(settings, name in PER_EPOCH)
    settings.ask()
    if name is None or total is None:
        return Plan(settings.made("constant", LR, initial=lr), run)
    return Plan(scheduled(settings, name, lr, total, run.rows or 0), run)


def scheduler_name(settings: Settings) -> str | None:
    """The name of the scheduler; None where there is none."""
    if not settings.has(SCHED):
        settings.tell("config-constant", LR, "there is no sched: the LR is constant")
        return None
    name: str | None = settings.word(f"{SCHED}.name", None, "the scheduler")
    if name is None:
        text = "sched has no name: NeMo makes no scheduler, and the LR is constant"
        settings.warn("config-constant", SCHED, text, "name: CosineAnnealing")
        return None
    known = [*(kind.family.removeprefix("nemo.") for kind in schedulers("nemo")), *OF_TORCH]
    if name == OF_METRIC:
        spec = f"torch.{name}(lr={settings.get(LR)}, metrics='losses.csv')"
        settings.refuse(f"{SCHED}.name", f'{name} reacts to a metric, which no configuration has: lrcli plot "{spec}"')
    if name not in known:
        settings.refuse(
            f"{SCHED}.name", f"NeMo has no scheduler {name!r:.40}{meant(name, known)}; it has {', '.join(known)}"
        )
    return name


def scheduled(settings: Settings, name: str, lr: float, total: int, rows: int) -> Schedule:
    """The scheduler of a name, with the keys of `sched` as its arguments, and the total."""
    section = settings.section(SCHED)
    if section.has("args"):
        section = section.section("args")
        section = section.section("params") if section.has("name") or section.has("params") else section
    family = f"{'torch' if name in OF_TORCH else 'nemo'}.{name}"
    kind = find(family)
    assert kind is not None  # noqa: S101  # scheduler_name has looked
    fields = kind.fields
    section.refuse_unknown({*fields, *AROUND, "max_steps"} - {"lr"}, what=f"{name} takes no")
    given: dict[str, Any] = {}
    for key in fields:
        if key not in ("lr", "max_steps") and section.has(key):
            found = section.value(key)
            given[key] = (
                found if isinstance(found, bool) or key in ("mode", "scale_mode") else section.as_number(key, found)
            )
    if "max_steps" in fields:
        given["max_steps"] = total
        end(settings, section, name, given, lr, rows)
    return settings.made(family, f"{SCHED}.name", lr=lr, **given)


def end(settings: Settings, section: Settings, name: str, given: dict[str, Any], lr: float, rows: int) -> None:
    """What NeMo refuses of the arguments, and what does not fit the run."""
    total = given["max_steps"]
    if name == "CosineAnnealing" and lr < given.get("min_lr", 0.0):
        low = given["min_lr"]
        section.refuse(
            "min_lr",
            f"min_lr {low:.12g} is above lr {lr:.12g}: NeMo raises ValueError (received an initial "
            "learning rate that was lower than the minimum learning rate)",
        )
    if name == "T5InverseSquareRootAnnealing":
        text = f"{name} does not read lr {lr:.12g}: its rates are 1 / sqrt(max(t, constant_steps))"
        settings.warn("config-lr-not-read", LR, text, "name: InverseSquareRootAnnealing")
    share = given.get("warmup_ratio")
    if share is not None and given.get("warmup_steps") is not None:
        section.refuse("warmup_ratio", "warmup_steps and warmup_ratio are both given, and NeMo takes one of them")
    warmup = given.get("warmup_steps") or (0 if share is None else int(share * total))
    if share is not None:
        section.came_to("warmup_ratio", f"int({share:.12g} * {total}) = {warmup} updates")
    if name != "NoamAnnealing":
        warn_of_warmup(settings, f"{SCHED}.{'warmup_steps' if share is None else 'warmup_ratio'}", warmup, rows, lr)
        warn_of_end(settings, f"{SCHED}.max_steps", total, rows, f"after it the LR is {given.get('min_lr', 0):.12g}")
        warn_of_cut(settings, f"{SCHED}.max_steps", total, rows)


def lengths(settings: Settings, per_epoch: bool) -> tuple[int | None, Run]:
    """The total of the schedule, None where NeMo makes no scheduler, and the run.

    trainer.max_steps of 0 or more goes before sched.max_steps; without them it is ceil(batches / accumulation) *
    epochs, the batches of a device being ceil(ceil(samples / devices) / batch), or floor with drop_last.
    """
    steps = settings.overridden("trainer.max_steps", "steps", -1, "updates of the run")
    own = settings.whole(f"{SCHED}.max_steps", None, "updates until the end of the schedule")
    needs = steps < 0 or per_epoch
    of_epoch = epoch(settings, needs)
    epochs = settings.overridden("trainer.max_epochs", "epochs", None, "epochs of the run") if needs else None
    if steps >= 0:
        if not steps:
            settings.refuse("trainer.max_steps", "max_steps is 0: the run has no update")
        settings.ignored(f"{SCHED}.max_steps", f"trainer.max_steps {steps} goes before it")
        return steps, Run(steps=steps, steps_per_epoch=of_epoch, update="epoch" if per_epoch else "step")
    if epochs is None or epochs < 0:
        epochs = None
    if of_epoch is None or epochs is None:
        if own and own > 0 and epochs is None and not per_epoch:
            return own, Run(steps=own)
        samples = () if of_epoch or settings.facts.samples else ("samples",)
        devices = ("devices",) if samples and told_devices(settings, of_trainer(settings)) is None else ()
        settings.want(*samples, *devices, *(() if epochs else ("epochs",)), instead="--steps")
        settings.ask()
    total = int((of_epoch or 0) * (epochs or 0))
    run = Run(steps=total, steps_per_epoch=of_epoch, update="epoch" if per_epoch else "step")
    if own == -1:
        text = "max_steps is -1: NeMo makes no scheduler, and the LR is constant"
        settings.warn("config-no-scheduler", f"{SCHED}.max_steps", text, "leave max_steps out")
        return None, run
    return (own if own is not None else total), run


def epoch(settings: Settings, needs: bool) -> int | None:
    """The updates of an epoch; None where nobody tells the samples."""
    told: int | None = settings.fact("steps_per_epoch", "updates of an epoch")
    samples = settings.fact("samples", "samples of the training set")
    if told is not None or samples is None or not needs:
        return told
    loader = next((place for place in LOADERS if settings.has(f"{place}.batch_size")), LOADERS[0])
    size = settings.overridden(f"{loader}.batch_size", "batch_size", None, "samples of a batch", least=1)
    accumulate = settings.overridden("trainer.accumulate_grad_batches", "accumulate", 1, least=1)
    devices = told_devices(settings, of_trainer(settings))
    if devices is None:
        settings.want("devices", instead="--steps")
    if size is None:
        settings.want("batch_size", instead="--steps")
    if size is None or devices is None:
        return None
    drop = settings.switch(f"{loader}.drop_last")
    share = -(-samples // devices)
    batches = share // size if drop else -(-share // size)
    limit = settings.number("trainer.limit_train_batches", None, "batches of an epoch at most", least=0)
    if limit is not None:
        batches = min(batches, limit) if isinstance(limit, int) else int(batches * limit)
    updates: int = -(-int(batches) // accumulate)
    if not updates:
        settings.refuse(f"{loader}.batch_size", f"{samples} samples do not fill a batch: an epoch has no update")
    settings.came_to(f"{loader}.batch_size", f"{batches} batches of a device, {updates} updates an epoch")
    return updates


def of_trainer(settings: Settings) -> int | None:
    """The devices that the trainer has on all its nodes; None where the machine decides."""
    found = settings.get("trainer.devices")
    nodes: int = settings.whole("trainer.num_nodes", 1, least=1)
    if isinstance(found, list):
        return len(found) * nodes or None
    if isinstance(found, int) and not isinstance(found, bool) and found > 0:
        return int(settings.whole("trainer.devices", 1)) * nodes
    return None


FORMAT = Format("nemo", "NeMo", 47, fits, read, once=True)
