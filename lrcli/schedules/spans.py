"""The kinds of field that hold a duration: what each comes to in ticks of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Duration, NewLength, Ticks, half_up
from lrcli.schedules.kinds import Kind
from lrcli.schedules.scope import exact_ticks, steady_ticks

if TYPE_CHECKING:
    from lrcli.schedules.scope import Scope


class Span(Kind):
    """A duration, resolved to whole ticks; percentages are of the enclosing slot. Not zero unless `zero`."""

    metavar = "DURATION"
    takes_percent = True

    def __init__(self, zero: bool = False) -> None:
        self.zero = zero

    def check(self, value: Any) -> Duration | Ticks:
        if isinstance(value, Ticks):
            return value
        duration = value if isinstance(value, Duration) else Duration(value)
        if not duration.number and not self.zero:
            raise ValueError("a duration of 0 makes no sense here")
        return duration

    def resolve(self, value: Any, scope: Scope) -> Any:
        exact = exact_ticks(value, scope)
        return Ticks(max(half_up(exact), 1 if exact else 0), scope.run.suffix)

    @property
    def bounds(self) -> str:
        return "" if self.zero else "above 0"

    def examples(self) -> list[Any]:
        texts = ["1", "2", "7", "20", "45", "3ep", "1%", "10%", "60%", *(["0"] if self.zero else [])]
        return [Duration(text) for text in texts]

    def listed(self) -> list[list[Any]]:
        return [[Duration(date) for date in dates] for dates in ((), (3,), (1, 40), (2, 30, 60, 90))]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        written = value if isinstance(value, Duration) else Duration(value)
        number = written.number + (10 if big else 1) * (1 if up else -1)
        return self._checked_step(value, f"{number}{written.unit}") if number >= 0 else value


class NewSpan(Span):
    """A length in place of another one, which percentages are of: 200% is twice that."""

    def check(self, value: Any) -> Duration | Ticks:
        return value if isinstance(value, Ticks) else super().check(NewLength(value))

    def examples(self) -> list[Any]:
        return [*super().examples(), NewLength("200%")]


class Interval(Span):
    """A duration in whole ticks that comes again and again."""

    def resolve(self, value: Any, scope: Scope) -> Any:
        steady_ticks(value, scope)
        return super().resolve(value, scope)


class Length(Span):
    """The piece's own length; None, the default, is the rest of the slot."""

    def resolve(self, value: Any, scope: Scope) -> Any:
        if scope.slot is None:
            raise ValueError("its length is the rest of the run, which has no end: give epochs, steps or a length")
        return Ticks(scope.slot, scope.run.suffix)


class Within(Span):
    """A duration inside a piece, such as a warm-up; percentages are of the piece's own length."""

    def resolve(self, value: Any, scope: Scope) -> Any:
        return super().resolve(value, scope.of_slot)

    def examples(self) -> list[Any]:
        return [Duration(text) for text in ("1", "3", "8", "2ep", "1%", "10%", *(["0"] if self.zero else []))]


class Period(Within):
    """A duration inside a piece that comes again and again.

    At least a tick, and not rounded: the tick at which the n-th one ends is n times the exact duration, rounded once.
    """

    def resolve(self, value: Any, scope: Scope) -> Any:
        exact = steady_ticks(value, scope.of_slot)
        return Ticks(max(float(exact), 1.0), scope.run.suffix)


class Timescale(Span):
    """The time constant of a continuous curve: a duration that is not rounded to whole ticks."""

    def resolve(self, value: Any, scope: Scope) -> Any:
        return Ticks(float(steady_ticks(value, scope)), scope.run.suffix)
