"""What Keras writes of a schedule, an optimizer or a model, in JSON or in a .keras archive.

Source: Keras 3.15.1, keras.saving.serialize_keras_object, keras.optimizers.serialize,
keras.optimizers.schedules.serialize.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.catalogue import schedulers
from lrcli.clock import Run
from lrcli.reading.documents import JSON, YAML
from lrcli.sources.configs._ends import warn_of_cut, warn_of_dates, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, keys, meant

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "keras."
CLASS, CONFIG = "class_name", "config"
COMPILED = "compile_config"
RATE = "learning_rate"
NAMES = {"PiecewiseConstant": "PiecewiseConstantDecay"}
"""What Keras writes for a class that is called otherwise."""
BARE = keys("initial_learning_rate boundaries")
"""Arguments by which a schedule without its class is known."""
OPTIMIZERS = keys(
    """SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Adafactor Nadam Ftrl Lion LossScaleOptimizer Lamb Muon
    LossScaleOptimizerV3 MultiOptimizer ScheduleFreeAdamW"""
)
"""Keras' optimizers."""


def fits(document: Document) -> bool:
    tree = document.tree
    if document.kind not in (JSON, YAML) or not isinstance(tree, dict):
        return False
    return any(inside(tree, key) is not None for key in (CLASS, COMPILED, *BARE)) or COMPILED in tree


def read(settings: Settings) -> Plan:
    """What an optimizer of Keras makes of it: one value for each of its calls."""
    for fact in ("samples", "devices", "batch_size", "accumulate", "seq_len", "tokens"):
        settings.fact(fact)
    schedule = of_anything(settings)
    steps, per_epoch = settings.fact("steps", "updates of the run"), settings.fact("steps_per_epoch")
    epochs = settings.fact("epochs", "epochs of the run")
    if steps is None and epochs is not None:
        if per_epoch is None:
            per_epoch = of_epoch(settings)
        steps = None if per_epoch is None else int(epochs * per_epoch)
    if not steps:
        settings.want("steps")
        settings.ask()
    warn(settings, schedule, steps)
    return Plan(schedule, Run(steps=steps, steps_per_epoch=per_epoch))


def warn(settings: Settings, schedule: Schedule, steps: int) -> None:
    """What does not fit the run: dates, and the end of a schedule that has one."""
    natural = schedule.natural_run()
    named = {field.role: getattr(schedule, name) for name, field in schedule.fields.items() if field.role}
    warn_of_warmup(settings, CLASS, named.get("warmup") or 0, steps, named.get("peak"))
    if len(set(getattr(schedule, "values", ()))) > 1:
        warn_of_dates(settings, CLASS, named["dates"], steps)
    if "length" in named and natural is not None and not getattr(schedule, "cycle", False):
        end = natural.proper.ticks or 0
        warn_of_end(settings, CLASS, end, steps, "the LR is held from there on")
        warn_of_cut(settings, CLASS, end, steps)


def of_epoch(settings: Settings) -> int | None:
    """The updates of an epoch, from the samples and the batch: the last batch may be smaller."""
    samples, size = settings.fact("samples"), settings.fact("batch_size")
    return None if samples is None or size is None else -(-samples // size)


def of_anything(settings: Settings) -> Schedule:
    """The schedule of a model, an optimizer or a schedule."""
    note = "callbacks such as ReduceLROnPlateau and LearningRateScheduler are in no file of Keras"
    if COMPILED in settings.tree:
        settings.note("config-callbacks", note)
        if not settings.has(COMPILED):
            settings.refuse(COMPILED, "compile_config is null: the model was saved without an optimizer")
        return of_optimizer(settings.section(COMPILED), "optimizer")
    if settings.has("optimizer"):
        settings.note("config-callbacks", note)
        return of_optimizer(settings, "optimizer")
    if not settings.has(CLASS):
        known = ", ".join(names())
        raise ConfigError(
            f"{settings.document.name} does not tell the class, and several have these arguments: put them into "
            f'{{"class_name": "ExponentialDecay", "config": {{...}}}}; the classes are {known}'
        )
    if settings.has(f"{CONFIG}.{RATE}") or class_of(settings) in OPTIMIZERS:
        settings.note("config-callbacks", note)
        return of_optimizer(settings, "")
    if settings.has(f"{CONFIG}.layers"):
        settings.refuse(CLASS, "it is a model without compile_config: there is no optimizer in it")
    return of_schedule(settings)


def of_optimizer(settings: Settings, key: str) -> Schedule:
    """The schedule of an optimizer: its rate, or what gives it."""
    if key:
        if isinstance(settings.get(key), str):
            name = settings.get(key)
            settings.refuse(key, f"{key} is {name!r:.40}, without its arguments: the rate is not in the file")
        if not settings.has(key):
            settings.refuse(key, f"there is no {key} in the file")
        settings = settings.section(key)
    inner = settings.section(CONFIG) if settings.has(CONFIG) else settings
    for _ in range(4):  # an optimizer may hold another: LossScaleOptimizer
        if inner.has(RATE) or not inner.has("inner_optimizer"):
            break
        inner = inner.section("inner_optimizer").section(CONFIG)
    if not inner.has(RATE):
        inner.refuse(CONFIG, "the optimizer has no learning_rate")
    if isinstance(inner.get(RATE), dict):
        return of_schedule(inner.section(RATE))
    lr = inner.rate(RATE, None, THE_RATE)
    inner.tell("config-constant", RATE, "the learning_rate is a number: it is constant")
    return inner.made("keras.PiecewiseConstantDecay", RATE, boundaries=[1], values=[lr, lr])  # it counts in float32


def names() -> list[str]:
    """The classes of schedules; what is told a metric, or calls a function, is none of them."""
    return [
        kind.family.removeprefix(FAMILY)
        for kind in schedulers("keras")
        if not any(field.role in ("metric", "source") for field in kind.fields.values())
    ]


def class_of(settings: Settings) -> str:
    """The name of the class, without what it is in."""
    name: str = settings.word(CLASS)
    name = name.rpartition(">")[2].rpartition(".")[2]
    return NAMES.get(name, name)


def of_schedule(settings: Settings) -> Schedule:
    """A schedule of a class and its arguments."""
    name, known = class_of(settings), names()
    module = settings.word("module") or ""
    custom = bool(module) and not module.startswith(("keras", "tensorflow", "tf_keras"))
    if name not in known or custom:
        of = f" of {module}" if custom else ""
        reason = f"{name}{of} is no class of Keras: the file does not hold what it does"
        settings.refuse(CLASS, f"{reason}{meant(name, known)}; Keras has {', '.join(known)}")
    if not settings.has(CONFIG):
        settings.refuse(CLASS, f"{name} has no config: its arguments are not there")
    config = settings.section(CONFIG)
    kind = next(kind for kind in schedulers("keras") if kind.family == FAMILY + name)
    given: dict[str, Any] = {}
    for key in config.tree:
        if key not in kind.fields:
            config.refuse(str(key), f"{name} takes no {key}, and Keras raises TypeError{meant(str(key), kind.fields)}")
        value = config.value(key)
        if value is not None or not kind.fields[key].filled:
            given[key] = plain(config, key, value)
    return config.made(FAMILY + name, CONFIG, **given)


def plain(settings: Settings, key: str, value: Any) -> Any:
    """A value, or what stands in the config of one that is written with its class: a dtype, an array."""
    if isinstance(value, dict):
        inner: Any = value.get(CONFIG)
        found = inner.get("value") if isinstance(inner, dict) else inner
        if found is None:
            settings.refuse(key, f"{key} is a number or a list of them, not {value!r:.40}")
        return found
    return value


FORMAT = Format("keras", "Keras", 40, fits, read)
