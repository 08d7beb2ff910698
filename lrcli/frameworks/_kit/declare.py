"""How a scheduler of a framework declares its arguments: as the framework has them, with the errors that it raises."""

from __future__ import annotations

import math
from typing import Any

from lrcli.frameworks._kit.functions import in_file
from lrcli.language.expression import function
from lrcli.schedules.about import Same
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.kinds import Body, Choice, Count, Kind, Listed, Metric, Metrics, Number, Rate, Switch, Text, Whole

OF_OPTIMIZER = "{shown} has {count} rates, and the optimizer has {groups} parameter groups"
"""What is wrong with a list of an optimizer's rates that is longer or shorter than another one."""
MIN_LRS = "{shown} raises ValueError: expected {groups} min_lrs, got {count}"
"""What PyTorch, and Transformers, say of such a list of lowest rates."""
UNIMPROVED = [1.0] * 100
"""A metric that never gets better, for examples."""


class Strict(Whole):
    """A whole number that must be written as one: 10, not 10.0."""

    def check(self, value: Any) -> int:
        if isinstance(value, float):
            raise ValueError(f"{value!r} is not an int")
        return super().check(value)


class Calls(Count):
    """A number of calls of step(), which need not be whole; one that is stays an int."""

    metavar = "N"

    def check(self, value: Any) -> float:
        number = super().check(value)
        return int(number) if number == int(number) else number

    def examples(self) -> list[Any]:
        tried = [self.least, self.most, 1, 2, 2.5, 3, 7, 10, 60, 600]
        return [self.check(value) for value in tried if value is not None and self._inside(value)]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        return self._checked_step(value, value + (10 if big else 1) * (1 if up else -1))


class Real(Number):
    """A number that must be written with a point: 1.0, not 1."""

    def check(self, value: Any) -> float:
        if not isinstance(value, float):
            raise ValueError(f"{value!r} is not a float")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


class AnyWord(Choice):
    """Any text; `choices` are those that have a meaning."""

    def __init__(self, *choices: str) -> None:
        super().__init__(*choices)
        self.metavar = "|".join(choices) or "NAME"  # the words themselves are the placeholder

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        return value

    def show(self, value: Any) -> str:
        return repr(value)

    @property
    def bounds(self) -> str:
        return ""


class FunctionText(Text):
    """A function of one variable, as text, or in a file; a number stands for one that is always that."""

    def __init__(self) -> None:
        super().__init__("EXPRESSION")

    def check(self, value: Any) -> str:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = super().check(str(value) if number else value)
        if not in_file(text):
            function(text)
        return text


def native(text: str, **fixed: Any) -> Same:
    """What a scheduler may be in native notation, names standing for its arguments, with these values of others."""
    return Same(tuple(text.split(" >> ")), fixed)


def joins(members: str, dates: str) -> Same:
    """What a composite may be: its members, one after another."""
    return Same(joins=(members, dates))


def argument(kind: Kind, default: Any, help: str, **more: Any) -> Any:
    """Declare an argument of any kind."""
    return Field(kind, default, help, **more)


def optimizer_lr() -> Any:
    """Declare the optimizer's rate, which every scheduler that is not inside another needs."""
    shown = "that of the scheduler around it"
    return Field(Rate(least=0), None, "the optimizer's LR", role="base", shown=shown, groups=OF_OPTIMIZER)


def rate(default: Any, help: str, *, role: str = "", error: str = "", groups: str = "", **bounds: float) -> Any:
    """Declare a learning rate; most frameworks take any number for one."""
    return Field(Rate(**bounds), default, help, role=role, error=error, groups=groups)


def number(
    default: Any,
    help: str,
    *,
    role: str = "",
    counts: str = "",
    error: str = "",
    shown: str = "",
    groups: str = "",
    **bounds: float,
) -> Any:
    """Declare a number."""
    kind = Count(**bounds) if counts else Number(**bounds)
    return Field(kind, default, help, role=role, counts=counts, error=error, shown=shown, groups=groups)


def real(default: Any, help: str, *, role: str = "", error: str = "", **bounds: float) -> Any:
    """Declare a number that the framework wants as a float."""
    return Field(Real(**bounds), default, help, role=role, error=error)


def count(
    default: Any, help: str, *, role: str = "", counts: str = "calls", error: str = "", shown: str = "", **bounds: float
) -> Any:
    """Declare a whole number, by default of calls of step()."""
    return Field(Whole(**bounds), default, help, role=role, counts=counts, error=error, shown=shown)


def calls(default: Any, help: str, *, role: str = "", **bounds: float) -> Any:
    """Declare a number of calls of step() that need not be whole."""
    return Field(Calls(**bounds), default, help, role=role, counts="calls")


def run_length(
    kind: Kind, help: str, *, role: str = "length", counts: str = "calls", error: str = "", none: str
) -> Any:
    """Declare a number of calls of step() that is the length of the run where it is left out.

    `none` is what the framework raises for None, written out.
    """
    shown = "the length of the run"
    return Field(kind, None, help, role=role, counts=counts, error=error, none=none, shown=shown, filled=True)


def unordered(comparison: str) -> str:
    """What Python raises where None is compared with a whole number."""
    return f"TypeError: '{comparison}' not supported between instances of 'NoneType' and 'int'"


def strict(default: Any, help: str, *, role: str = "", counts: str = "calls", error: str = "", **bounds: float) -> Any:
    """Declare a whole number, by default of calls of step(), that the framework wants as an int."""
    return Field(Strict(**bounds), default, help, role=role, counts=counts, error=error)


def counts(default: Any, help: str, *, role: str = "dates", error: str = "") -> Any:
    """Declare a list of numbers of calls of step(), which need not be whole."""
    return Field(Listed(Calls()), default, help, role=role, counts="calls", error=error)


def numbers(default: Any, help: str, *, role: str = "", counts: str = "", error: str = "") -> Any:
    """Declare a list of numbers."""
    kind = Count() if counts else Number()
    return Field(Listed(kind), default, help, role=role, counts=counts, error=error)


def metrics() -> Any:
    """Declare the metric of every epoch."""
    help = "the metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input"
    return Field(Metrics(Metric()), REQUIRED, help, role="metric")


def column() -> Any:
    """Declare which column of a file of metrics is meant."""
    return Field(Text("NAME"), None, "column of the file", shown="the only one")


def formula(help: str, *, required: bool = True, groups: str = "") -> Any:
    """Declare a function of one variable."""
    return Field(FunctionText(), REQUIRED if required else None, help, role="source", groups=groups)


def flag(default: bool, help: str) -> Any:
    """Declare a yes or no."""
    return Field(Switch(), default, help)


def word(default: Any, help: str, *choices: str, role: str = "", error: str = "") -> Any:
    """Declare one of a few words."""
    return Field(Choice(*choices), default, help, role=role, error=error)


def members(help: str, error: str = "") -> Any:
    """Declare the schedulers inside a composite."""
    return Field(Listed(Body(), least=1), REQUIRED, help, role="members", error=error)


def endless(steps: float) -> int:
    """How many ticks show what never ends."""
    return max(math.ceil(5 * steps), 100)
