"""What all of Keras' schedules share, and how they declare their arguments."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli.frameworks._kit.base import TOLD, Scheduler
from lrcli.frameworks._kit.calls import Listener
from lrcli.frameworks._kit.declare import AnyWord, argument, number, run_length, unordered
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count, Listed, Rate
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

NOT_POSITIVE = "ValueError: Argument `{0}` must be > 0. Received: {0}={{}}"


class Float(Rate):
    """A learning rate written as a float: its type is the one that Keras computes in."""

    def check(self, value: Any) -> float:
        if hasattr(value, "__index__") and not isinstance(value, bool):
            raise ValueError(f"{value} is an int, and Keras then computes in whole numbers: write {value}.0")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


def initial() -> Any:
    """Declare the rate at step 0."""
    return argument(Float(), REQUIRED, "LR at step 0, a float", role="base")


def floats(help: str) -> Any:
    """Declare a list of rates."""
    return argument(Listed(Float()), REQUIRED, help)


def steps(name: str, help: str, role: str) -> Any:
    """Declare a number of steps that must be above 0; it need not be whole."""
    return number(REQUIRED, help, role=role, counts="updates", above=0, error=NOT_POSITIVE.format(name))


def decay_steps(help: str, role: str) -> Any:
    """Declare decay_steps, a number above 0 that need not be whole."""
    error = NOT_POSITIVE.format("decay_steps")
    return run_length(Count(above=0), help, role=role, counts="updates", error=error, none=unordered("<="))


def label(default: str) -> Any:
    """Declare a name, which changes nothing."""
    return any_word(default, "name of the operation")


def any_word(default: str, help: str, *choices: str, role: str = "") -> Any:
    """Declare any text; `choices` are those that have a meaning."""
    return argument(AnyWord(*choices), default, help, role=role)


class KerasSchedule(Scheduler, abstract=True):
    """One of Keras' schedules."""

    run_unit = "steps"
    trained_by = "model.fit"

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"keras.{cls.__name__}", abstract=abstract, **settings)
        cls.order = tuple(name for name in cls.fields if name not in ("lr", *TOLD))  # these are no arguments there

    def stops(self, tick: float, result: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} gives {result}")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield self.note("float32", "computes in float32: up to 2e-6 of the highest LR from these values")


class Callback(KerasSchedule, Listener, abstract=True):
    """One of Keras' callbacks: it acts once in each epoch, however many steps that has."""

    counts_epochs = True
