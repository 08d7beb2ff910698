"""DeepSpeed's scheduler block, alone or with the TrainingArguments that fill its "auto".

Source: DeepSpeed 0.19.8, runtime.engine._scheduler_from_config and runtime.lr_schedules; Transformers 5.23.0,
integrations.deepspeed.HfTrainerDeepSpeedConfig.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.reading.documents import read_document
from lrcli.sources.configs._ends import warn_of_arguments, warn_of_cut, warn_of_end
from lrcli.sources.configs._hugging import BATCH, as_float, read_rate, trained, updates, warmup
from lrcli.sources.configs._settings import ConfigError, Plan, Settings, meant

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.schedules.schedule import Schedule

DEEPSPEED = "deepspeed"
"""The key of TrainingArguments that names DeepSpeed's configuration, or holds it."""
AUTO = "auto"
TYPE, PARAMS, RATE = "scheduler.type", "scheduler.params", "optimizer.params.lr"
TOTAL, WARMUP, TOP = "total_num_steps", "warmup_num_steps", "warmup_max_lr"
PEAKS = {
    "OneCycle": "cycle_max_lr",
    "LRRangeTest": "lr_range_test_min_lr",
    "OneCycleLR": "max_lr",
    "CyclicLR": "base_lr",
}
"""The rates of the classes that take no other."""
LATER = ("WarmupDecayLR", "WarmupCosineLR")
"""Classes that have to be told their total."""
OF_OPTIMIZER = ("WarmupLR", "WarmupCosineLR")
"""Classes of DeepSpeed that take the optimizer's rate."""
ADAMS = ("adam", "adamw", "lamb", "lion", "onebitadam", "zerooneadam", "onebitlamb", "fusedadam", "cpuadam")
"""Optimizers, of which the rate is RATE_OF_ADAM where the file has none."""
RATE_OF_ADAM = 1e-3


MATCHED = (
    ("gradient_clipping", "max_grad_norm", 1.0),
    ("optimizer.params.eps", "adam_epsilon", 1e-8),
    ("optimizer.params.weight_decay", "weight_decay", 0.0),
)
"""Keys that have nothing to do with the rate, and that Transformers holds against its arguments all the same."""


class Arguments(NamedTuple):
    """What TrainingArguments come to: the rate, the updates in all and of an epoch, and those of the warm-up."""

    lr: float
    total: int
    per_epoch: int | None
    warmup: int


def is_deepspeed(tree: Any) -> bool:
    """Whether a mapping is one of DeepSpeed's: an optimizer or a scheduler of {type, params}, or its own keys."""
    if not isinstance(tree, dict):
        return False
    blocks = [tree.get(name) for name in ("optimizer", "scheduler")]
    of_type = any(isinstance(each, dict) and "type" in each and not each.keys() - {"type", "params"} for each in blocks)
    of_precision = any(isinstance(tree.get(name), dict) for name in ("fp16", "bf16", "zero_optimization"))
    return of_type or of_precision or "train_micro_batch_size_per_gpu" in tree


def driven(settings: Settings, default: float, otherwise: Callable[[], Plan] | None = None) -> Plan:
    """The plan of TrainingArguments, where their rate is `default` if they have none.

    The scheduler block of DeepSpeed drives it, where one is at hand; `otherwise` is what the arguments alone come to.
    """
    alone = otherwise or (lambda: trained(settings, default))
    block = block_of(settings)
    return alone() if block is None else combined(block, settings, default, alone)


def block_of(settings: Settings) -> Settings | None:
    """The configuration of DeepSpeed that arguments name, where it is at hand: given beside them, in them, or a file.

    A file is read where it is in the folder of the arguments, or below it.
    """
    document = settings.beside if settings.beside is not None and is_deepspeed(settings.beside.tree) else None
    found = settings.get(DEEPSPEED)
    if document is None and isinstance(found, dict):
        return settings.section(DEEPSPEED)
    if document is None and isinstance(found, str) and found:
        path = below(settings.document.path, found)
        if path is None:
            text = f"{found} is not read: where it has a scheduler block, that drives the LR (beside={found!r})"
            settings.tell("config-deepspeed", DEEPSPEED, text)
            return None
        document = read_document(path)
        settings.note_key(DEEPSPEED, found, "read as DeepSpeed's configuration")
        if not isinstance(document.tree, dict):
            settings.refuse(DEEPSPEED, f"{found} is no configuration of DeepSpeed: it holds no keys")
    if document is None:
        return None
    block = Settings(document, document.tree, "DeepSpeed", settings.facts)
    block.entries, block.remarks = settings.entries, settings.remarks
    block.missing, block.used = settings.missing, settings.used
    return block


def below(path: str, name: str) -> str | None:
    """The file of a name in the folder of another file, or below it; None where there is none."""
    parts = name.replace("\\", "/").split("/")
    if not path or os.path.isabs(name) or ".." in parts or ":" in name or name.startswith("~"):
        return None
    found = os.path.join(os.path.dirname(path), name)
    return found if os.path.isfile(found) else None


def combined(block: Settings, arguments: Settings | None, default: float, otherwise: Callable[[], Plan]) -> Plan:
    """The plan of a DeepSpeed file, with the TrainingArguments that it is used with; `default` is their rate.

    `otherwise` is what there is without a scheduler block.
    """
    if not isinstance(block.get("scheduler"), dict) or not block.has(TYPE):
        if arguments is not None:
            block.note("config-drives", "DeepSpeed has no scheduler block: the arguments drive the LR")
        return otherwise()
    filled = None if arguments is None else of_arguments(block, arguments, default)
    autos = [key for key in (RATE, *own(block)) if block.get(key) == AUTO]
    if autos and filled is None:
        raise ConfigError(
            f'{block.where(autos[0])}: {" and ".join(autos)} {"is" if len(autos) == 1 else "are"} "auto", which '
            "TrainingArguments fill: give their file too, as in "
            f'\'config("{block.document.name}", beside="args.json")\''
        )
    return of_block(block, filled)


def own(block: Settings) -> list[str]:
    """The keys of the scheduler's arguments."""
    params = block.get(PARAMS)
    if params is not None and not isinstance(params, dict):
        block.refuse(PARAMS, f"{PARAMS} is a mapping, not {params!r:.40}")
    return [f"{PARAMS}.{name}" for name in params or {}]


def of_arguments(block: Settings, arguments: Settings, default: float) -> Arguments:
    """What the arguments come to, and that the file does not contradict them."""
    lr = read_rate(arguments, default)
    total, per_epoch = updates(arguments)
    found = Arguments(lr, total, per_epoch, max(1, warmup(arguments, total)))
    if arguments.has("lr_scheduler_type"):
        name = arguments.get("lr_scheduler_type")
        arguments.ignored("lr_scheduler_type", "the scheduler block of DeepSpeed goes before it")
        text = (
            f"lr_scheduler_type {name} is not read: the scheduler block of DeepSpeed, {block.get(TYPE)}, drives the LR"
        )
        arguments.warn("config-dead-scheduler", "lr_scheduler_type", text, "leave out one of the two")
    refuse_mismatches(block, arguments, found)
    return found


def refuse_mismatches(block: Settings, arguments: Settings, found: Arguments) -> None:
    """ConfigError for numbers that are not those of the arguments, all in one line."""
    size = arguments.get(BATCH) or 8
    accumulate = arguments.get("gradient_accumulation_steps") or 1
    wanted: list[tuple[str, Any, str]] = [
        ("train_micro_batch_size_per_gpu", size, BATCH),
        ("gradient_accumulation_steps", accumulate, "gradient_accumulation_steps"),
        (RATE, found.lr, "learning_rate"),
        (f"{PARAMS}.{TOP}", found.lr, "learning_rate"),
        (f"{PARAMS}.{TOTAL}", found.total, "the updates in all"),
        (f"{PARAMS}.{WARMUP}", found.warmup, "warmup_steps"),
    ]
    for key, argument, default in MATCHED:
        stands = arguments.get(argument)
        wanted.append((key, default if stands is None else stands, argument))
    betas = [arguments.get(name) or default for name, default in (("adam_beta1", 0.9), ("adam_beta2", 0.999))]
    wanted.append(("optimizer.params.betas", betas, "adam_beta1 and adam_beta2"))
    devices = arguments.facts.devices
    if devices and all(isinstance(each, int) for each in (size, accumulate)):
        wanted.append(("train_batch_size", devices * size * accumulate, "the batch of all devices"))
    wrong = [(key, value, name) for key, value, name in wanted if block.get(key) not in (None, AUTO, value)]
    if wrong:
        told = ", ".join(f"{key} {block.get(key)!r} is not {name} {value!r}" for key, value, name in wrong)
        block.refuse(wrong[0][0], f'{told}: Transformers refuses it; write "auto" for what the arguments tell')


def of_block(block: Settings, filled: Arguments | None) -> Plan:
    """The plan of a scheduler block."""
    name = block.word(TYPE)
    kind = find(f"deepspeed.{name}") or find(f"torch.{name}")
    if kind is None:
        known = [each.family.partition(".")[2] for each in schedulers("deepspeed")]
        text = f"neither DeepSpeed nor torch.optim.lr_scheduler has a scheduler {name}{meant(name, known)}"
        block.refuse(TYPE, f"{text}; DeepSpeed has {', '.join(known)}")
    arguments = {key.removeprefix(f"{PARAMS}."): value_of(block, key, filled) for key in own(block)}
    if "metrics" in kind.fields:
        raise ConfigError(
            f"{block.where(TYPE)}: {name} reacts to a metric, which no configuration has: "
            f"lrcli plot '{kind.family}(lr=0.1, metrics=\"losses.csv\")'"
        )
    if "lr_lambda" in kind.fields:
        block.refuse(TYPE, f"{name} needs a function, which {block.document.kind} cannot hold")
    if name in LATER and arguments.get(TOTAL) is None:
        block.refuse(PARAMS, f"{name} needs {TOTAL}, and no flag stands for it: --set {PARAMS}.{TOTAL}=1000")
    of_torch = kind.family.startswith("torch.")
    lr = None
    if (of_torch and "lr" in kind.fields) or (name in OF_OPTIMIZER and arguments.get(TOP) is None):
        lr = optimizer_rate(block, filled)
    if lr is None or getattr(kind, "ignores_lr", False):
        warn_unused(block, name, kind, arguments, filled)
    rate = {} if lr is None else {"lr": lr}
    if "lr" in arguments:
        block.refuse(f"{PARAMS}.lr", f"{name} has no argument lr: TypeError")
    if not of_torch and name.startswith("Warmup"):
        for key in (WARMUP, "warmup_type"):
            block.note_default(f"{PARAMS}.{key}", arguments.get(key, kind.fields[key].default))
    warn_of_texts(block)
    schedule = block.made(kind.family, TYPE, **rate, **arguments)
    run = length(block, name, arguments, filled)
    warn_ends(block, name, schedule, arguments, run.rows or 0)
    return Plan(schedule, run)


def warn_of_texts(block: Settings) -> None:
    """Warns of numbers that are texts to DeepSpeed, which computes with them as they are."""
    for key in (RATE, *own(block)):
        value = block.get(key)
        path = block.path(key)
        if path in block.document.texts and path not in block.changed:
            text = f"{key} {value!r} is a text to DeepSpeed, which fails on it: it is read as the number"
            block.warn("config-text-number", key, text, f"{key}: {as_float(value)}")


def value_of(block: Settings, key: str, filled: Arguments | None) -> Any:
    """The value of an argument of the scheduler; what the TrainingArguments fill, where it is "auto"."""
    value = block.value(key)
    if value != AUTO or filled is None:
        return value
    fills = {"warmup_min_lr": 0, TOP: filled.lr, TOTAL: filled.total, WARMUP: filled.warmup}
    name = key.removeprefix(f"{PARAMS}.")
    if name not in fills:
        return value  # nothing fills it: the class has the text itself
    block.came_to(key, f"{fills[name]:.12g}, of the arguments")
    return fills[name]


def optimizer_rate(block: Settings, filled: Arguments | None) -> float:
    """The rate of the optimizer."""
    if block.get(RATE) == AUTO and filled is not None:
        return filled.lr
    rate: float | None = block.rate(RATE, None, "the rate")
    if rate is not None:
        return rate
    if filled is not None:
        return filled.lr
    kind = block.get("optimizer.type")
    if isinstance(kind, str) and kind.lower() in ADAMS:
        block.note_default(RATE, RATE_OF_ADAM, "the rate")
        return RATE_OF_ADAM
    given: float | None = block.fact("lr", "the rate")
    if given is None:
        block.want("lr", instead=f"--set {RATE}=VALUE")
        block.ask()
    return float(given or 0)


def warn_unused(
    block: Settings, name: str, kind: type[Schedule], arguments: dict[str, Any], filled: Arguments | None
) -> None:
    """Warns of a rate of the optimizer that nothing reads."""
    rate = block.get(RATE)
    if rate is None or rate == AUTO or filled is not None:
        return
    key = PEAKS.get(name, TOP)
    found = arguments.get(key, kind.fields[key].default if key in kind.fields else None)
    differs = isinstance(found, int | float) and block.number(RATE) != found
    block.ignored(RATE, "the scheduler has rates of its own")
    if differs:
        text = f"{RATE} {rate} is never used: {key} {found:.12g} is what the scheduler takes"
        block.warn("config-unused-rate", RATE, text, f"{key}: {rate}, or the same in both")


def length(block: Settings, name: str, arguments: dict[str, Any], filled: Arguments | None) -> Run:
    """The run: --steps, that of the arguments, or the total of the scheduler."""
    if filled is not None:
        return Run(steps=filled.total, steps_per_epoch=filled.per_epoch)
    steps = block.fact("steps", "updates of the run")
    if steps is None and name in LATER:
        steps = int(block.as_number(f"{PARAMS}.{TOTAL}", arguments[TOTAL], least=1))
        block.came_to(f"{PARAMS}.{TOTAL}", "the length of the run as well")
    if steps is None:
        block.want("steps")
        block.ask()
    return Run(steps=steps)


def warn_ends(block: Settings, name: str, schedule: Schedule, arguments: dict[str, Any], rows: int) -> None:
    """Warns of a schedule that ends before the run, or the run before it, and of a warm-up that is longer."""
    total, steps = arguments.get(TOTAL), getattr(schedule, WARMUP, None)
    if name in LATER and isinstance(total, int | float) and total != rows:
        key = f"{PARAMS}.{TOTAL}"
        low = "its lowest rate" if name == "WarmupCosineLR" else "warmup_min_lr"
        if total < rows:
            text = f"the schedule ends at {total:.12g} of the {rows} updates of the run, which goes on at {low}"
        else:
            text = f"the run ends after {rows} updates, before its schedule, which has {total:.12g}"
        block.warn("config-ends", key, text, f"{TOTAL}: {rows}")
    if name == "OneCycle":
        warn_of_cycle(block, schedule, rows)
    if schedule.family.startswith("torch."):
        warn_of_arguments(block, PARAMS, arguments, rows)
    if steps is not None and steps > rows:
        text = f"a warm-up of {steps} updates is longer than the run of {rows}"
        block.warn("config-warmup-too-long", f"{PARAMS}.{WARMUP}", text, "a shorter warm-up")
    if name == "WarmupLR":
        text = "WarmupLR stays at its peak after the warm-up: it never decays"
        block.warn("config-never-decays", TYPE, text, "WarmupDecayLR, with total_num_steps")


def warn_of_cycle(block: Settings, schedule: Any, rows: int) -> None:
    """Warns of a cycle that the run cuts, or that ends before it and leaves the rate at its lowest."""
    key, mend = f"{PARAMS}.cycle_first_step_size", f"a cycle of {rows} updates"
    warn_of_cut(block, key, schedule.total, rows, mend)
    if not schedule.decays:
        warn_of_end(block, key, schedule.total, rows, "the LR stays at cycle_min_lr", mend)


def alone(block: Settings) -> Plan:
    """A file without scheduler block, and no arguments: nothing moves the rate."""
    if block.get(RATE) == AUTO:
        raise ConfigError(
            f'{block.where(RATE)}: {RATE} is "auto", which TrainingArguments fill: give their file too, as in '
            f'\'config("{block.document.name}", beside="args.json")\''
        )
    lr = optimizer_rate(block, None)
    steps = block.fact("steps", "updates of the run")
    if steps is None:
        block.want("steps")
        block.ask()
    text = "it has no scheduler block: nothing moves the LR, unless Hugging Face's arguments do (beside=)"
    block.warn("config-no-scheduler", "", text, "a scheduler block")
    return Plan(block.made("constant", RATE, initial=lr), Run(steps=steps))
