"""What the arguments of Paddle's schedulers hold, and how they are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.frameworks._kit.declare import Real, Strict, argument, rate, run_length
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Body, Rate, Written

if TYPE_CHECKING:
    from lrcli.schedules.scope import Scope

INVALID = "ValueError: Invalid learning rate: {}"


class Positive(Strict):
    """A whole number above 0, written as one; Paddle has an error for each of the two."""

    def __init__(self, no_int: str, no_positive: str) -> None:
        super().__init__(least=1)
        self.no_int, self.no_positive = no_int, no_positive

    def check(self, value: Any) -> int:
        try:
            return super().check(value)
        except ValueError as error:
            if isinstance(value, float):
                raise ValueError(f"{error} ({self.no_int.format(type(value))})") from None
            if isinstance(value, int):
                raise ValueError(f"{error} ({self.no_positive.format(value)})") from None
            raise


class Float(Real):
    """A number that must be written with a point; Paddle has an error for one that is not."""

    def __init__(self, no_float: str, **bounds: float) -> None:
        super().__init__(**bounds)
        self.no_float = no_float

    def check(self, value: Any) -> float:
        if isinstance(value, int):
            raise ValueError(f"{value!r} is not a float ({self.no_float.format(type(value))})")
        return super().check(value)


class RateOrSchedule(Body):
    """A learning rate, or another scheduler."""

    metavar = "LR|SCHEDULE"

    def check(self, value: Any) -> Any:
        if isinstance(value, Written):
            return value
        return Rate().check(float(value) if isinstance(value, str) and self.takes_text(value) else value)

    def show(self, value: Any) -> str:
        return repr(value) if isinstance(value, Written) else Rate().show(value)

    def resolve(self, value: Any, scope: Scope) -> Any:
        return super().resolve(value, scope) if isinstance(value, Written) else value

    def takes_text(self, text: str) -> bool:
        try:
            return bool(text) and float(text) == float(text)
        except ValueError:
            return False


def learning_rate(default: Any = REQUIRED, help: str = "the base rate", role: str = "base") -> Any:
    """Declare the rate that a scheduler begins with."""
    return rate(default, help, role=role, least=0, error=INVALID)


def positive(default: Any, help: str, role: str, no_int: str, no_positive: str, counts: str = "calls") -> Any:
    """Declare a whole number of calls of step()."""
    return argument(Positive(no_int, no_positive), default, help, role=role, counts=counts)


def length(help: str, no_int: str, no_positive: str, none: str, counts: str = "calls") -> Any:
    """Declare a whole number of calls of step() that is the length of the run where it is left out."""
    return run_length(Positive(no_int, no_positive), help, counts=counts, none=none)
