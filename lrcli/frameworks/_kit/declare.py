"""How a scheduler of a framework declares its arguments: as the framework has them, with the errors that it raises."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.language.expression import function
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Body, Choice, Kind, Listed, Number, Rate, Switch, Text, Whole
from lrcli.schedules.schedule import Same

if TYPE_CHECKING:
    from lrcli._lazy import Array

UNIMPROVED = [1.0] * 100
"""A metric that never gets better, for examples."""


class Argument(Field):
    """A field that says what error the framework has for a wrong value, with {} in the value's place."""

    __slots__ = ("error", "in_calls")

    def __init__(
        self, kind: Kind, default: Any, help: str, *, error: str = "", in_calls: bool = False, **more: Any
    ) -> None:
        self.error = error
        self.in_calls = in_calls  # it counts calls of step()
        super().__init__(kind, default, help, **more)

    def check(self, value: Any) -> Any:
        try:
            return super().check(value)
        except FieldError:
            raise
        except ValueError as error:
            told = self.error.format(value)
            raise ValueError(f"{error} ({told})" if told else str(error)) from None


class Strict(Whole):
    """A whole number that must be written as one: 10, not 10.0."""

    def check(self, value: Any) -> int:
        if isinstance(value, float):
            raise ValueError(f"{value!r} is not an int")
        return super().check(value)


class Real(Number):
    """A number that must be written with a point: 1.0, not 1."""

    def check(self, value: Any) -> float:
        if not isinstance(value, float):
            raise ValueError(f"{value!r} is not a float")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


class Metric(Number):
    """What is measured at the end of an epoch; nan and inf are legal."""

    allows_nan = True

    def check(self, value: Any) -> float:
        if isinstance(value, float) and not math.isfinite(value):
            return math.nan if math.isnan(value) else value  # the one NaN, which is equal to itself in a tuple
        return super().check(value)

    def show(self, value: Any) -> str:
        return super().show(value) if abs(value) < float("inf") else str(value)


class Formula(Text):
    """A function of one variable, as text; a number stands for one that is always that."""

    def __init__(self) -> None:
        super().__init__("EXPRESSION")

    def check(self, value: Any) -> str:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = super().check(str(value) if number else value)
        function(text)
        return text


def native(text: str, **fixed: Any) -> Same:
    """What a scheduler may be in native notation, names standing for its arguments, with these values of others."""
    return Same(tuple(text.split(" >> ")), fixed)


def joins(members: str, dates: str) -> Same:
    """What a composite may be: its members, one after another."""
    return Same(joins=(members, dates))


def optimizer_lr() -> Any:
    """Declare the optimizer's rate, which every scheduler that is not inside another needs."""
    return Field(Rate(least=0), None, "the optimizer's LR", shown="that of the scheduler around it")


def rate(default: Any, help: str, *, error: str = "", **bounds: float) -> Any:
    """Declare a learning rate; most frameworks take any number for one."""
    return Argument(Rate(**bounds), default, help, error=error)


def number(default: Any, help: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number."""
    return Argument(Number(**bounds), default, help, error=error, shown=shown)


def real(default: Any, help: str, *, error: str = "", **bounds: float) -> Any:
    """Declare a number that the framework wants as a float."""
    return Argument(Real(**bounds), default, help, error=error)


def count(default: Any, help: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number of calls of step()."""
    return Argument(Whole(**bounds), default, help, error=error, shown=shown, in_calls=True)


def strict(default: Any, help: str, *, error: str = "", in_calls: bool = True, **bounds: float) -> Any:
    """Declare a whole number, of calls of step() if not said otherwise, that the framework wants as an int."""
    return Argument(Strict(**bounds), default, help, error=error, in_calls=in_calls)


def counts(default: Any, help: str, *, error: str = "") -> Any:
    """Declare a list of numbers of calls of step()."""
    return Argument(Listed(Whole()), default, help, error=error, in_calls=True)


def numbers(default: Any, help: str, *, error: str = "") -> Any:
    """Declare a list of numbers."""
    return Argument(Listed(Number()), default, help, error=error)


def metrics() -> Any:
    """Declare the metric of every epoch."""
    return Argument(Listed(Metric()), REQUIRED, "the metric at the end of each epoch; nan and inf are legal")


def formula(help: str, *, required: bool = True) -> Any:
    """Declare a function of one variable."""
    return Argument(Formula(), REQUIRED if required else None, help)


def flag(default: bool, help: str) -> Any:
    """Declare a yes or no."""
    return Argument(Switch(), default, help)


def word(default: Any, help: str, *choices: str, error: str = "") -> Any:
    """Declare one of a few words."""
    return Argument(Choice(*choices), default, help, error=error)


def schedulers(help: str, error: str = "") -> Any:
    """Declare the schedulers inside a composite."""
    return Argument(Listed(Body(), least=1), REQUIRED, help, error=error)


def endless(steps: float) -> int:
    """How many ticks show what never ends."""
    return max(math.ceil(5 * steps), 100)


def seen(metrics: tuple[float, ...]) -> Array:
    """Metrics with their ticks, one at each."""
    return np.column_stack([np.arange(len(metrics)), np.asarray(metrics, dtype=np.float64)])
