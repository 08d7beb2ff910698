"""What fields of Optax's schedules hold, and how they are declared."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from lrcli.frameworks._kit.declare import argument, number
from lrcli.schedules.kinds import Count, Kind, Number


class Scales(Kind):
    """Factors by the count at which each applies: {30: 0.1, 80: 0.5}."""

    metavar = "{COUNT: FACTOR, ...}"
    date, scale = Count(), Number()

    def check(self, value: Any) -> tuple[tuple[float, float], ...]:
        if isinstance(value, tuple):
            value = dict(value)
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a mapping such as {{30: 0.1, 80: 0.5}}")
        checked = sorted((self.date.check(date), self.scale.check(scale)) for date, scale in value.items())
        twice = next((date for (date, _), (following, _) in pairwise(checked) if date == following), None)
        if twice is not None:
            raise ValueError(f"{self.date.show(twice)} is given twice")
        return tuple(checked)

    def show(self, value: Any) -> str:
        return f"{{{', '.join(f'{self.date.show(date)}: {self.scale.show(scale)}' for date, scale in value)}}}"


def scales() -> Any:
    """Declare a mapping of counts to factors."""
    return argument(
        Scales(), None, "factors on the LR by the count at which each applies", role="dates", counts="updates"
    )


def updates(default: Any, help: str, role: str, **more: Any) -> Any:
    """Declare a number of updates, which need not be whole."""
    return number(default, help, role=role, counts="updates", **more)


def boundaries_and_factors(scales: tuple[tuple[float, float], ...] | None) -> tuple[list[float], list[float]]:
    """The boundaries, ascending, and the factors of a mapping."""
    return [date for date, _ in scales or ()], [scale for _, scale in scales or ()]
