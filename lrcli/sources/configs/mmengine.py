"""MMEngine's configurations: Python that is read and not run, or what was dumped of one, in JSON or YAML.

Source: MMEngine 0.10.7, mmengine.config.Config, mmengine.runner.Runner (build_train_loop, scale_lr,
_build_param_scheduler).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.reading.python_text import BASE, READS_BASE, OfBase
from lrcli.reading.shell_text import Untold
from lrcli.sources.configs._devices import told_devices
from lrcli.sources.configs._ends import warn_of_cut, warn_of_dates, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._inherited import built
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, keys, meant
from lrcli.sources.configs._words import laid_over

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "mmengine."
LISTED = "schedulers"
LR, LIST, SCALING = "optim_wrapper.optimizer.lr", "param_scheduler", "auto_scale_lr"
MATTER = keys("optim_wrapper param_scheduler train_cfg train_dataloader auto_scale_lr")
LIKE_THEM = keys("val_dataloader test_dataloader auto_scale")
SWITCH = "auto-scale-lr"
"""The flag of tools/train.py that switches the scaling on."""
DELETE = "_delete_"
OTHERS = re.compile(r".*(Momentum|ParamScheduler)")
"""Schedulers in the list that leave the rate alone."""
OF_MMDETECTION = "QuadraticWarmupLR"
IN_BASE = re.compile(r"\{\{\s*_base_\.([\w.]+)\s*\}\}")
WITH_COMMAS = re.compile(r"([\w.-]+)=([^\[\](){}\"']*,[^\[\](){}\"']*)")
OF_XTUNER = "TrainLoop"
"""A loop of iterations, whose max_epochs is made iterations at once."""
LOOPS = {"EpochBasedTrainLoop": True, "IterBasedTrainLoop": False, OF_XTUNER: False}
LEFT_OUT = ("type", "verbose", "last_step", "monitor", "convert_to_iter_based")
"""Keys of a scheduler that are not passed on."""
NEVER = 1_000_000_000
"""MMEngine's end of what has none."""


def fits(document: Document) -> bool:
    tree = document.tree
    return isinstance(tree, dict) and any(key in tree for key in ("optim_wrapper", LIST, BASE, "lr_config"))


def tree_of(document: Document) -> dict[str, Any]:
    """The configuration with the files that it builds on."""
    apart = "" if READS_BASE in document.text else "MMEngine"
    return built(document, BASE, merged, resolved, apart)


def merged(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    """A mapping laid over another: mappings key by key, but for those that say _delete_; all else takes its place."""
    made = dict(below)
    for key, value in above.items():
        if isinstance(value, dict):
            under = made.get(key) if value.get(DELETE) is not True else None
            own = {name: each for name, each in value.items() if name != DELETE}
            made[key] = merged(under if isinstance(under, dict) else {}, own)
        else:
            made[key] = value
    return made


def resolved(below: dict[Any, Any], above: Any) -> Any:
    """What stands for something in the files below, in its place."""
    if isinstance(above, OfBase):
        return inside_of(below, above.path)
    if isinstance(above, str) and (match := IN_BASE.fullmatch(above)):
        return inside_of(below, tuple(match[1].split(".")))
    if isinstance(above, dict):
        return {key: resolved(below, value) for key, value in above.items()}
    if isinstance(above, list):
        return [resolved(below, value) for value in above]
    return above


def inside_of(below: dict[Any, Any], path: tuple[Any, ...]) -> Any:
    value: Any = below
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return Untold(f"_base_.{'.'.join(map(str, path))}") if value is None else value


def words(tree: dict[str, Any], given: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay the words of tools/train.py over the file: what has commas is a list."""
    return laid_over(tree, tuple(WITH_COMMAS.sub(r"\1=[\2]", word) for word in given))


def read(settings: Settings) -> Plan:
    """What the runner makes of it: a row for each iteration, that is, for each batch."""
    if settings.has("lr_config") or (settings.has("optimizer") and settings.has("runner")):
        settings.refuse(
            "lr_config", "this is a configuration of MMCV 1, with lr_config: MMEngine reads param_scheduler"
        )
    settings.warn_near(MATTER - settings.tree.keys(), MATTER | LIKE_THEM)  # any other name may be a variable
    lr = settings.rate(LR, None, THE_RATE)
    if lr is None:
        settings.refuse(LR, f"{LR} is not there: MMEngine needs the rate, as in --set {LR}=0.01")
    by_epoch = loop(settings)
    per_epoch = epoch_length(settings, by_epoch or converts(settings) or in_epochs(settings))
    total, per_run = lengths(settings, by_epoch, per_epoch)
    lr = scaled(settings, lr)
    settings.ask()
    every = settings.get("optim_wrapper.accumulative_counts")
    if isinstance(every, int) and every > 1:
        text = f"the schedulers count batches, and {every} of them make an update"
        settings.warn(
            "config-counts-batches", "optim_wrapper", text, f"lengths in batches: {every} times those in updates"
        )
    if settings.has("optim_wrapper.paramwise_cfg"):
        settings.tell("config-groups", "optim_wrapper", "paramwise_cfg gives some parameters rates of their own")
    run = Run(steps=total, steps_per_epoch=per_run)
    return Plan(scheduled(settings, lr, by_epoch, total or 0, per_epoch), run)


def loop(settings: Settings) -> bool:
    """Whether the loop counts epochs."""
    if not settings.has("train_cfg"):
        settings.refuse(
            "train_cfg",
            "train_cfg is not there: it tells the length of the run, as in"
            " --set train_cfg.by_epoch=True --set train_cfg.max_epochs=12",
        )
    kind = settings.word("train_cfg.type")
    if kind is None:
        if not settings.has("train_cfg.by_epoch"):
            settings.refuse("train_cfg", "train_cfg has neither type nor by_epoch, and the runner refuses it")
        return settings.switch("train_cfg.by_epoch", True)
    if settings.has("train_cfg.by_epoch"):
        settings.refuse("train_cfg", "train_cfg has both type and by_epoch, and the runner refuses that")
    name = kind.rpartition(".")[2]
    if name not in LOOPS:
        settings.refuse("train_cfg.type", f"{kind} is no loop that is known{meant(name, LOOPS)}: {', '.join(LOOPS)}")
    return LOOPS[name]


def in_epochs(settings: Settings) -> bool:
    """Whether the length of XTuner's loop is that of epochs."""
    name = str(settings.get("train_cfg.type")).rpartition(".")[2]
    epochs, iterations = (settings.get(f"train_cfg.{key}") is not None for key in ("max_epochs", "max_iters"))
    if name == OF_XTUNER and epochs == iterations:
        have = "both max_epochs and max_iters" if epochs else "neither max_epochs nor max_iters"
        settings.refuse("train_cfg", f"train_cfg has {have}, and XTuner refuses that: RuntimeError")
    return name == OF_XTUNER and epochs and settings.facts.steps is None


def converts(settings: Settings) -> bool:
    """Whether a scheduler counts epochs that are made iterations."""
    found = settings.get(LIST)
    listed = found if isinstance(found, list) else [found]
    return any(isinstance(each, dict) and each.get("convert_to_iter_based") for each in listed)


def epoch_length(settings: Settings, needed: bool) -> int | None:
    """The batches of an epoch on one device; None where they are not needed, and where they are asked for."""
    told: int | None = settings.fact("steps_per_epoch", "batches in an epoch")
    samples: int | None = settings.fact("samples")
    devices = told_devices(settings)
    if told is not None or not needed:
        return told
    size: int | None = settings.overridden("train_dataloader.batch_size", "batch_size", None, least=1)
    if samples is None or devices is None or size is None:
        missing = {"samples": samples, "devices": devices, "batch_size": size}
        settings.want(*(name for name, found in missing.items() if found is None), instead="--steps-per-epoch")
        return None
    share = -(-samples // devices)
    drop = settings.switch("train_dataloader.drop_last")
    return share // size if drop else -(-share // size)


def lengths(settings: Settings, by_epoch: bool, per_epoch: int | None) -> tuple[int | None, int | None]:
    """The iterations of the run, and those of an epoch as the hooks count them."""
    given: int | None = settings.fact("steps", "iterations in all")
    if by_epoch:
        epochs: int | None = settings.overridden("train_cfg.max_epochs", "epochs", None, least=1)
        if epochs is None:
            settings.refuse("train_cfg", "train_cfg has no max_epochs")
        if per_epoch is None:
            return None, None
        return given or epochs * per_epoch, per_epoch
    if in_epochs(settings):
        count = settings.overridden_number("train_cfg.max_epochs", "epochs", None, above=0)
        whole = int(count * (per_epoch or 0))
        settings.came_to("train_cfg.max_epochs", f"{count:.12g} * {per_epoch} = {whole} iterations")
        return whole, per_epoch
    total = given or settings.whole("train_cfg.max_iters", None, least=1)
    if total is None:
        settings.refuse("train_cfg", "train_cfg has no max_iters")
    return total, total  # an epoch of this loop is the whole run


def scaled(settings: Settings, lr: float) -> float:
    """The rate scaled with the batch, where that is switched on."""
    switched = settings.tree.get(SWITCH) is True
    block = settings.section(SCALING)
    if switched and not (block.has("enable") and block.has("base_batch_size")):
        settings.refuse(SCALING, "--auto-scale-lr needs auto_scale_lr with enable and base_batch_size: RuntimeError")
    if not block.tree:
        return lr
    if not (switched or block.switch("enable")):
        if not block.has("enable"):
            text = "auto_scale_lr without enable=True does nothing: the LR stays as it is"
            settings.warn("config-not-enabled", SCALING, text, "enable=True, beside base_batch_size")
        return lr
    base = block.whole("base_batch_size", None, "the batch that the LR was tuned for", least=1)
    if base is None:
        settings.refuse(SCALING, "auto_scale_lr has no base_batch_size")
    size = settings.overridden("train_dataloader.batch_size", "batch_size", None, least=1)
    devices = told_devices(settings)
    if size is None or devices is None:
        settings.want(*(["devices"] if devices is None else []), *(["batch_size"] if size is None else []))
        return lr
    ratio = float(devices * size) / float(base)
    settings.came_to(LR, f"{THE_RATE} times {ratio:.12g}, for a batch of {devices * size}")
    return lr * ratio


def scheduled(settings: Settings, lr: float, by_epoch: bool, total: int, per_epoch: int | None) -> Schedule:
    """What the list of schedulers comes to."""
    found = settings.value(LIST)
    listed = [found] if isinstance(found, dict) else found or []
    if not isinstance(listed, list):
        settings.refuse(LIST, f"{LIST} is a list of schedulers, not {found!r:.40}")
    length = settings.get("train_cfg.max_epochs") if by_epoch else 1
    length = settings.facts.epochs if by_epoch and settings.facts.epochs is not None else length
    made = [
        one
        for each in listed
        if (one := single(settings, each, int(length or 1), total, per_epoch, by_epoch)) is not None
    ]
    if not made:
        return settings.made("constant", LR, initial=lr)
    whole = total // per_epoch if by_epoch and per_epoch else int(length or 1)
    warn(settings, lr, made, total, whole if by_epoch else total)
    return settings.made(FAMILY + LISTED, LIST, lr=lr, schedulers=made)


def warn(settings: Settings, lr: float, made: list[Any], total: int, epochs: int) -> None:
    """What does not fit the run: schedulers in iterations of `total`, and in epochs of `epochs`."""
    lasting = []
    for each in made:
        name, length = each.family.removeprefix(FAMILY), epochs if each.by_epoch else total
        unit = "epochs" if each.by_epoch else "iterations"
        roles = {field.role: getattr(each, key) for key, field in each.fields.items() if field.role}
        rises = getattr(each, "start_factor", 1) < getattr(each, "end_factor", 1)
        if rises:
            warn_of_warmup(settings, LIST, each.end, length, lr, unit)
        elif name == "MultiStepLR":
            warn_of_dates(settings, LIST, (each.begin + date for date in each.milestones), length, unit)
        elif name != "ConstantLR":
            lasting.append((min(each.end, NEVER) - length, each.end, length, unit))
        if name == "CosineAnnealingLR" and roles.get("length"):
            warn_of_cut(settings, LIST, each.begin + roles["length"], length, unit=unit)
    if lasting:
        _, end, length, unit = max(lasting)
        warn_of_end(settings, LIST, end, length, "the LR is held from there on", unit=unit)


def single(
    settings: Settings, each: Any, epochs: int, total: int, per_epoch: int | None, by_epoch: bool
) -> Schedule | None:
    """One scheduler of the list; None for one that leaves the rate alone."""
    if not isinstance(each, dict) or not isinstance(each.get("type"), str):
        settings.refuse(LIST, f"a scheduler is a mapping with a type, not {each!r:.60}")
    name = each["type"].rpartition(".")[2]
    known = [kind.family.removeprefix(FAMILY) for kind in schedulers("mmengine") if kind.family != FAMILY + LISTED]
    if name not in known:
        if OTHERS.fullmatch(name):
            settings.note("config-other-parameter", f"{name} is of another parameter, and leaves the LR alone")
            return None
        if name == OF_MMDETECTION:
            settings.refuse(LIST, f"{name} is a class of MMDetection, which is not read here: {', '.join(known)}")
        settings.refuse(LIST, f"{name} is no scheduler of MMEngine{meant(name, known)}: {', '.join(known)}")
    kind = find(FAMILY + name)
    if kind is not None and any(field.role == "metric" for field in kind.fields.values()):
        raise ConfigError(f"{settings.where(LIST)}: {name} reacts to a metric, which no configuration has")
    given = {key: value for key, value in each.items() if key not in LEFT_OUT}
    untold = next((value for value in given.values() if isinstance(value, Untold)), None)
    if untold is not None:
        settings.refuse_untold(LIST, untold)
    in_epochs = given.get("by_epoch", True)
    given.setdefault("end", epochs if in_epochs else total)
    if in_epochs and not by_epoch and not each.get("convert_to_iter_based"):
        text = f"{name} counts epochs in a loop of iterations: it never comes to its second step"
        settings.warn("config-epochs-in-iterations", LIST, text, "by_epoch=False")
    made = settings.made(FAMILY + name, LIST, **given)
    if each.get("convert_to_iter_based"):
        cut = [key for key in ("begin", "end") if given.get(key, 0) * (per_epoch or 1) % 1]
        if cut:
            values = ", ".join(f"{key} int({given[key]:.12g} * {per_epoch})" for key in cut)
            text = f"{name}: {values} is cut to whole iterations"
            settings.warn(
                "config-cut-epochs", LIST, text, f"{' and '.join(cut)} in whole iterations, with by_epoch=False"
            )
        convert: Any = made
        return convert.replace(convert_to_iter_based=True).converted(per_epoch)  # type: ignore[no-any-return]
    return made


FORMAT = Format("mmengine", "MMEngine", 10, fits, read, tree=tree_of, words=words)
