"""Configurations of LightningCLI: `optimizer` and `lr_scheduler` as classes with their arguments, and `trainer`.

Source: Lightning 2.6.6, lightning.pytorch.cli.LightningCLI.configure_optimizers, lightning.pytorch.Trainer; the classes
are PyTorch's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.reading.documents import PYTHON
from lrcli.reading.shell_text import Untold
from lrcli.sources.configs._devices import tell_no_epochs, told_devices, want_samples
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import ConfigError, Plan, keys, meant, nearest
from lrcli.sources.configs._words import laid_over, pairs

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

OPTIMIZER, SCHEDULER = "optimizer", "lr_scheduler"
PATH, ARGUMENTS = "class_path", "init_args"
VARIABLE = re.compile(r"\$(\w+|\{\w+\})")
INSIDE = "fit"
"""The subcommand under which a file may have its keys."""
OF_TORCH, OF_LIGHTNING = "torch.optim.", "lightning.pytorch.cli."
MODULES = ("torch.optim", "torch.optim.lr_scheduler", "lightning.pytorch.cli", "pytorch_lightning.cli")
DEFAULTS = {
    **dict.fromkeys(["Adam", "AdamW", "RAdam", "SGD", "SparseAdam", "Muon"], 1e-3),
    **dict.fromkeys(["NAdam", "Adamax"], 2e-3),
    **dict.fromkeys(["RMSprop", "Adagrad", "ASGD", "Rprop", "Adafactor"], 1e-2),
    **dict.fromkeys(["Adadelta", "LBFGS"], 1.0),
}
"""PyTorch's optimizers and their rates."""
BUILT = ("SequentialLR", "ChainedScheduler", "LambdaLR", "MultiplicativeLR", "SWALR")
"""Schedulers with arguments that no file can have: functions, and schedulers that have the optimizer."""
TOP = keys("seed_everything trainer model data optimizer lr_scheduler ckpt_path")
TRAINER = keys(
    """accelerator strategy devices num_nodes precision logger callbacks fast_dev_run max_epochs min_epochs max_steps
    min_steps max_time limit_train_batches limit_val_batches limit_test_batches limit_predict_batches overfit_batches
    val_check_interval check_val_every_n_epoch num_sanity_val_steps log_every_n_steps enable_checkpointing
    enable_progress_bar enable_model_summary accumulate_grad_batches gradient_clip_val gradient_clip_algorithm
    deterministic benchmark inference_mode use_distributed_sampler profiler detect_anomaly barebones plugins
    sync_batchnorm reload_dataloaders_every_n_epochs default_root_dir enable_autolog_hparams model_registry"""
)
BATCH = ("batch_size", "train_batch_size", "per_device_train_batch_size")
"""What data modules call the batch of a device."""
MOST_EPOCHS = 1000
"""Lightning's epochs where neither max_epochs nor max_steps tells."""


def fits(document: Document) -> bool:
    """YAML, or JSON, of LightningCLI."""
    return document.kind != PYTHON and any(
        has(document, f"{place}trainer") and (has(document, f"{place}{OPTIMIZER}") or has(document, f"{place}model"))
        for place in ("", f"{INSIDE}.")
    )


def words(tree: dict[str, Any], given: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay the words of the command line over the file: `--optimizer.lr` is an argument of the optimizer's class."""
    place = tree[INSIDE] if isinstance(tree.get(INSIDE), dict) else tree
    given = given[1:] if given[:1] == (INSIDE,) else given
    laid = []
    for name, value in pairs(given):
        first = name.partition(".")[0]
        if first in (OPTIMIZER, SCHEDULER):
            before = place.get(first)
            place[first] = dict(before) if isinstance(before, dict) else {PATH: before} if before else {}
        if full(name) == f"--{first}.{PATH}" and value != place[first].get(PATH):
            place[first][ARGUMENTS] = kept(place[first].get(ARGUMENTS), first, str(value))
        laid.append(full(name) if value is None else f"{full(name)}={value}")
    changed = laid_over(place, tuple(laid))
    return changed if place is tree else {(INSIDE, *path) for path in changed}


def kept(arguments: Any, first: str, path: str) -> dict[str, Any]:
    """The arguments that another class takes as well; LightningCLI leaves the others out."""
    kind = find(f"torch.{path.rpartition('.')[2]}") if first == SCHEDULER else None
    known = {"lr"} if kind is None else set(kind.fields)
    return {key: value for key, value in (arguments if isinstance(arguments, dict) else {}).items() if key in known}


def full(name: str) -> str:
    """A word with the path of its key: `--optimizer` is its class, `--optimizer.lr` an argument of that."""
    first, _, rest = name.partition(".")
    if first in (OPTIMIZER, SCHEDULER) and not rest:
        name = f"{first}.{PATH}"
    elif first in (OPTIMIZER, SCHEDULER) and rest.partition(".")[0] not in (PATH, ARGUMENTS):
        name = f"{first}.{ARGUMENTS}.{rest}"
    return f"--{name}"


def read(settings: Settings) -> Plan:
    """What LightningCLI makes of its classes: the scheduler steps once an epoch."""
    if settings.has(INSIDE):
        settings = settings.section(INSIDE)
    follow(settings)
    leave_untold(settings.tree)
    for key in settings.tree:
        if key not in TOP and not is_optimizer(settings.tree[key]) and (near := nearest(str(key), TOP)):
            settings.refuse(str(key), f"LightningCLI has no key {key}, and refuses it: did you mean {near}?")
    settings.section("trainer").refuse_unknown(TRAINER, what="Lightning's Trainer has no argument")
    if not settings.has(OPTIMIZER):
        others = [key for key, value in settings.tree.items() if is_optimizer(value)]
        if others:
            named = f"{' and '.join(others)} {'is' if len(others) == 1 else 'are'} for the model's own code to use"
            settings.refuse(others[0], f"there is no {OPTIMIZER}: {named}, which the file does not tell")
        where = "the model's own configure_optimizers makes the schedule, in code, and the file does not tell it"
        settings.refuse("model", f"there is no {OPTIMIZER}: {where}")
    name, lr = optimizer(settings)
    kind = scheduler_class(settings)
    most = settings.facts.steps or settings.get("trainer.max_steps")
    needed = kind is not None or most in (None, -1)
    per_epoch = epoch_length(settings, needed)
    run = length(settings, per_epoch, needed)
    settings.ask()
    if kind is None:
        settings.tell("config-constant", OPTIMIZER, "there is no lr_scheduler: the LR is constant")
        return Plan(settings.made("constant", OPTIMIZER, initial=lr), run)
    epochs = -(-(run.rows or 0) // (per_epoch or 1))
    return Plan(scheduled(settings, kind, name, lr, epochs), run)


def leave_untold(inside: Any) -> None:
    """Mark what the file leaves to the shell, `$NAME`, so that it is asked for where it matters."""
    for key in inside if isinstance(inside, dict) else range(len(inside)):
        value = inside[key]
        if isinstance(value, dict | list):
            leave_untold(value)
        elif isinstance(value, str) and VARIABLE.fullmatch(value) and not isinstance(value, Untold):
            inside[key] = Untold(f"${{{value.strip('${}')}}}")


# --- the classes ---


def class_of(settings: Settings, key: str) -> tuple[str, Settings]:
    """The name of a class without PyTorch's modules, and its arguments; a text is the class alone."""
    if isinstance(settings.get(key), str) and not isinstance(settings.get(key), Untold):
        path = settings.word(key)
        found = settings.section("\0")  # it has no arguments
    else:
        section = settings.section(key)
        path = section.word(PATH)
        if path is None:
            section.refuse(PATH, f"{key} has no {PATH}")
        found = section.section(ARGUMENTS)
        section.refuse_unknown({PATH, ARGUMENTS, "dict_kwargs"}, what=f"{key} takes {PATH} and {ARGUMENTS}, and no")
    module, _, name = path.rpartition(".")
    return (name if module in ("", *MODULES) or module.startswith(OF_TORCH) else path), found


def is_optimizer(value: Any) -> bool:
    """Whether a value is one of PyTorch's optimizers with its arguments."""
    path = value.get(PATH) if isinstance(value, dict) else None
    return isinstance(path, str) and path.rpartition(".")[2] in DEFAULTS


def optimizer(settings: Settings) -> tuple[str, float]:
    """The name of the optimizer, and its rate."""
    name, arguments = class_of(settings, OPTIMIZER)
    lr = arguments.rate("lr", DEFAULTS.get(name), THE_RATE)
    if lr is None:
        settings.refuse(
            OPTIMIZER, f"{name} is no optimizer of PyTorch, and the file has no lr of it{meant(name, DEFAULTS)}"
        )
    return name, lr


def scheduler_class(settings: Settings) -> tuple[str, Settings] | None:
    """The name of the scheduler's class and its arguments; None where there is none."""
    if not settings.has(SCHEDULER):
        return None
    name, arguments = class_of(settings, SCHEDULER)
    known = [kind.family.removeprefix("torch.") for kind in schedulers("torch")]
    kind = find(f"torch.{name}") if name in known else None
    if kind is None:
        reason = "what it does is in its code" if "." in name else f"it is none of PyTorch's{meant(name, known)}"
        settings.refuse(
            SCHEDULER, f"the file does not tell the curve of {name}: {reason}; PyTorch has {', '.join(known)}"
        )
    if any(field.role == "metric" for field in kind.fields.values()):
        raise ConfigError(
            f"{settings.where(SCHEDULER)}: {name} reacts to a metric, which no configuration has: "
            f"lrcli plot 'torch.{name}(lr=0.1, metrics=\"losses.csv\")'"
        )
    if name in BUILT:
        settings.refuse(SCHEDULER, f"{name} takes a function, or schedulers with their optimizer, which no file holds")
    return name, arguments


def scheduled(settings: Settings, found: tuple[str, Settings], optimizer: str, lr: float, epochs: int) -> Schedule:
    """The scheduler, with what counts epochs held against those of the run."""
    name, arguments = found
    kind = find(f"torch.{name}")
    assert kind is not None  # noqa: S101  # scheduler_class has looked
    given: dict[str, Any] = {}
    for key in arguments.tree:
        if key == "verbose":
            arguments.ignored(key, "it prints the LR, in older versions")
            continue
        if key not in kind.fields or key in ("lr", OPTIMIZER):
            arguments.refuse(str(key), f"{name} takes no {key}{meant(str(key), kind.fields)}")
        given[key] = arguments.value(key)
    if OPTIMIZER in kind.fields and optimizer.lower() in getattr(kind.fields[OPTIMIZER].kind, "choices", ()):
        given[OPTIMIZER] = optimizer.lower()
    made = settings.made(f"torch.{name}", SCHEDULER, lr=lr, **given)
    for key, field in kind.fields.items():
        value = given.get(key)
        last = max(value, default=0) if isinstance(value, list) else value
        if field.role in ("length", "dates", "period") and isinstance(last, int | float) and last > epochs:
            text = f"{key} {last:.12g} counts epochs here, as LightningCLI steps once an epoch: the run has {epochs}"
            arguments.warn("config-epochs-not-steps", key, text, f"{key}: {epochs}")
    return made


# --- the run ---


def epoch_length(settings: Settings, needed: bool) -> int | None:
    """The updates of an epoch: ceil(batches / accumulation); None where nobody tells the samples or the devices."""
    told: int | None = settings.fact("steps_per_epoch", "updates of an epoch")
    samples: int | None = settings.fact("samples")
    if told is not None:
        return told
    trainer = settings.section("trainer")
    limit = trainer.number("overfit_batches", 0, least=0) or trainer.number("limit_train_batches", None, least=0)
    quick = trainer.get("fast_dev_run")
    if quick:
        limit = 1 if quick is True else trainer.whole("fast_dev_run", 0, "batches of the one epoch", least=0)
    whole = limit is not None and isinstance(limit, int)
    if samples is None and not whole:
        return None
    batches: int | None = None
    if samples is not None:
        batches = batches_of(settings, samples, needed)
        if batches is None:
            return None
    if limit is not None:
        of_all = batches if batches is not None else limit
        batches = min(of_all, int(limit)) if whole else int(of_all * limit)
    accumulate = settings.overridden("trainer.accumulate_grad_batches", "accumulate", 1, least=1)
    updates: int = -(-int(batches or 0) // accumulate)
    if not updates:
        settings.refuse("trainer", "an epoch has no batch")
    if accumulate > 1:
        settings.came_to(
            "trainer.accumulate_grad_batches", f"ceil({batches} / {accumulate}) = {updates} updates an epoch"
        )
    return updates


def batches_of(settings: Settings, samples: int, needed: bool) -> int | None:
    """The batches of an epoch on one device; None where the batch is not told, which is asked for."""
    key = next((key for key in paths(BATCH) if settings.has(key)), "")
    size = settings.overridden(key, "batch_size", None, least=1) if key else settings.fact("batch_size")
    devices = told_devices(settings, of_trainer(settings))
    if size is None or devices is None:
        missing = {"batch_size": size, "devices": devices}
        for fact in [name for name, found in missing.items() if found is None] if needed else ():
            settings.want(fact, instead="--steps-per-epoch")
        if not needed:
            tell_no_epochs(settings)
        return None
    share = -(-samples // devices)
    drop = next((key for key in paths(("drop_last",)) if settings.has(key)), "")
    batches: int = share // size if drop and settings.switch(drop) else -(-share // size)
    return batches


def paths(names: tuple[str, ...]) -> list[str]:
    """Where a data module, or a model, may have a key."""
    return [
        f"{place}.{name}" for place in ("data", f"data.{ARGUMENTS}", f"model.{ARGUMENTS}", "model") for name in names
    ]


def of_trainer(settings: Settings) -> int | None:
    """The devices on all nodes, as trainer.devices tells them; None where the machine decides."""
    found = settings.get("trainer.devices")
    if isinstance(found, list) and found:
        count = len(found)
    elif found in (None, "auto", -1, "-1"):
        return None
    else:
        count = settings.whole("trainer.devices", 1, least=1)
    return count * int(settings.whole("trainer.num_nodes", 1, least=1))


def length(settings: Settings, per_epoch: int | None, needed: bool) -> Run:
    """The run: max_steps, or max_epochs, whichever comes first; fast_dev_run is one epoch."""
    trainer = settings.section("trainer")
    if trainer.has("max_time"):
        trainer.tell("config-time", "max_time", "max_time may end the run before: that is not counted here")
    update = "epoch" if per_epoch else "step"
    if trainer.get("fast_dev_run"):
        return Run(steps=per_epoch or 1, steps_per_epoch=per_epoch, update=update)
    steps = settings.overridden("trainer.max_steps", "steps", -1, "updates of the run")
    default = MOST_EPOCHS if steps == -1 else -1
    epochs = settings.overridden("trainer.max_epochs", "epochs", default, "epochs of the run")
    if steps < -1 or steps == 0 or epochs < -1 or epochs == 0:
        trainer.refuse("max_epochs", f"max_epochs {epochs} and max_steps {steps}: the run has no update")
    if settings.facts.steps is not None:
        epochs = -1
    if steps == -1 and epochs == -1:
        trainer.refuse("max_epochs", "the run has no end: give --epochs or --steps")
    if per_epoch is None and needed and settings.facts.samples is None:
        want_samples(settings, "--steps-per-epoch", of_trainer(settings))
    settings.ask()
    if per_epoch is not None and epochs != -1:
        whole = int(epochs) * per_epoch
        steps = whole if steps == -1 else min(steps, whole)
    return Run(steps=steps, steps_per_epoch=per_epoch, update=update)


FORMAT = Format("lightning", "Lightning", 48, fits, read, words=words)
