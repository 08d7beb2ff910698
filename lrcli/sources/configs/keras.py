"""Keras' configurations: a schedule or an optimizer that was serialized, the config.json of a model, a .keras archive.

Source: Keras 3.15.1, keras.saving.serialize_keras_object, keras.optimizers.serialize, keras.optimizers.schedules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.reading.documents import JSON, YAML
from lrcli.sources.configs._ends import warn_of_cut
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import Plan, meant

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "keras."
COMPILED = "compile_config.optimizer"
OPTIMIZER_RATE = "learning_rate"
OF_KERAS = ("keras", "tf_keras", "tensorflow")
OPTIMIZERS = frozenset(
    {"SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor", "Nadam", "Ftrl", "Lion", "Lamb"}
    | {"Muon", "LossScaleOptimizer", "ScheduleFreeAdamW"}
)
SIGNS = ("class_name", "compile_config", "initial_learning_rate")


def fits(document: Document) -> bool:
    return (
        document.kind in (JSON, YAML) and isinstance(document.tree, dict) and any(key in document.tree for key in SIGNS)
    )


def read(settings: Settings) -> Plan:
    """What the optimizer gets: one call of it is a step."""
    schedule = found(settings, "")
    steps = settings.fact("steps", "calls of the optimizer")
    if steps is None:
        settings.want("steps")
    settings.ask()
    settings.note("config-callbacks", "callbacks such as ReduceLROnPlateau are in no file: the script adds them")
    natural = schedule.natural_run()
    if natural is not None and natural.run.ticks:
        warn_of_cut(settings, "class_name", natural.proper.ticks or 0, steps)
    return Plan(schedule, Run(steps=steps))


def found(settings: Settings, key: str) -> Schedule:
    """The schedule under a key: of a model, of its optimizer, or a schedule itself; the key is empty for the file."""
    tree: Any = settings.tree if not key else settings.get(key)
    if isinstance(tree, dict) and "compile_config" in tree:
        if not isinstance(inside(tree, COMPILED), dict):
            settings.refuse("compile_config", "the model was saved without an optimizer: it was not compiled")
        return found(settings, COMPILED)
    if not isinstance(tree, dict):
        settings.refuse(key, f"{key or 'the file'} is no object of Keras, but {tree!r:.40}")
    dot = f"{key}." if key else ""
    name = settings.word(f"{dot}class_name")
    if name is None:
        settings.refuse(key, "there is no class in the file (a bare get_config() has none): give its class_name")
    name = name.rpartition(">")[2].rpartition(".")[2]
    module = tree.get("module")
    config = tree.get("config")
    known = {kind.family.removeprefix(FAMILY): kind for kind in schedulers("keras")}
    own = isinstance(module, str) and module.split(".")[0] not in OF_KERAS
    if own or (name not in known and not of_optimizer(name, config)):
        where = f" of {module}" if own else ""
        settings.refuse(f"{dot}class_name", f"{name}{where} is no class of Keras that is known{meant(name, known)}")
    if not isinstance(config, dict):
        settings.refuse(f"{dot}config", f"{name} has no config")
    if name in known:
        return scheduled(settings, f"{dot}config", name, config)
    return optimized(settings, f"{dot}config", name, config)


def of_optimizer(name: str, config: Any) -> bool:
    """Whether it is an optimizer."""
    return name in OPTIMIZERS or (isinstance(config, dict) and OPTIMIZER_RATE in config)


def optimized(settings: Settings, key: str, name: str, config: dict[str, Any]) -> Schedule:
    """The rate of an optimizer: a number, or a schedule."""
    if isinstance(config.get("inner_optimizer"), dict):
        return found(settings, f"{key}.inner_optimizer")
    rate = config.get(OPTIMIZER_RATE)
    if isinstance(rate, dict):
        return found(settings, f"{key}.{OPTIMIZER_RATE}")
    lr = settings.rate(f"{key}.{OPTIMIZER_RATE}", None, THE_RATE)
    if lr is None:
        settings.refuse(key, f"{name} has no {OPTIMIZER_RATE}")
    settings.tell("config-constant", f"{key}.{OPTIMIZER_RATE}", f"the {OPTIMIZER_RATE} is a number: it is constant")
    boundaries, values = [1], [lr, lr]
    return settings.made(f"{FAMILY}PiecewiseConstantDecay", key, boundaries=boundaries, values=values)  # float32


def scheduled(settings: Settings, key: str, name: str, config: dict[str, Any]) -> Schedule:
    """A schedule of Keras with its arguments."""
    kind = find(FAMILY + name)
    fields = kind.fields if kind else {}
    for argument, value in config.items():
        if argument not in fields and argument != "name":
            settings.refuse(f"{key}.{argument}", f"{name} has no argument {argument}{meant(argument, fields)}")
        if argument != "name":
            settings.note_key(f"{key}.{argument}", value)
    given = {argument: value for argument, value in config.items() if argument != "name"}
    return settings.made(FAMILY + name, key, **given)


FORMAT = Format("keras", "Keras", 40, fits, read)
