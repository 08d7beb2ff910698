"""What all of Keras' schedules share, and how they declare their arguments."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import Argument, number
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.kinds import Choice, Listed, Rate
from lrcli.schedules.marks import Stop

NOT_POSITIVE = "ValueError: Argument `{0}` must be > 0. Received: {0}={{}}"


class Float(Rate):
    """A learning rate written as a float: its type is the one that Keras computes in."""

    def check(self, value: Any) -> float:
        if hasattr(value, "__index__") and not isinstance(value, bool):
            raise ValueError(f"{value} is an int, and Keras then computes in whole numbers: write {value}.0")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


class AnyWord(Choice):
    """Any text; `choices` are those that have a meaning."""

    def __init__(self, *choices: str) -> None:
        super().__init__(*choices)
        self.metavar = "|".join(choices) or "NAME"  # type: ignore[misc]  # the words themselves are the placeholder

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        return value

    def show(self, value: Any) -> str:
        return repr(value)

    @property
    def bounds(self) -> str:
        return ""


def initial() -> Any:
    """Declare the rate at step 0."""
    return Argument(Float(), REQUIRED, "LR at step 0, a float")


def floats(help: str) -> Any:
    """Declare a list of rates."""
    return Argument(Listed(Float()), REQUIRED, help)


def steps(name: str, help: str) -> Any:
    """Declare a number of steps that must be above 0; it need not be whole."""
    return number(REQUIRED, help, above=0, error=NOT_POSITIVE.format(name))


def label(default: str) -> Any:
    """Declare a name, which changes nothing."""
    return any_word(default, "name of the operation")


def any_word(default: str, help: str, *choices: str) -> Any:
    """Declare any text; `choices` are those that have a meaning."""
    return Field(AnyWord(*choices), default, help)


class _Keras(Scheduler, abstract=True):
    """One of Keras' schedules."""

    counts: ClassVar[str] = "steps"

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"keras.{cls.__name__}", abstract=abstract, **settings)

    def stops(self, tick: float, result: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} gives {result}")

    def oddities(self, end: int) -> list[str]:
        return ["computes in float32: up to 5e-7 of the highest LR from these values"]
