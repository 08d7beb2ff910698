"""fvcore's composite: schedulers one after another, each for a share of the run."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, members, numbers
from lrcli.frameworks.fvcore.base import SLACK, ParamScheduler, as_array
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Choice, Listed
from lrcli.schedules.marks import Joint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Phase

RESCALED, FIXED = "rescaled", "fixed"


def scalings() -> Any:
    """Declare how each piece sees the time."""
    kind = Listed(Choice(RESCALED, FIXED))
    error = "ValueError: Unsupported interval_scaling: {}"
    return argument(
        kind, REQUIRED, "of each whether its share counts as all, or it goes on with the run's", error=error
    )


class Composed(ParamScheduler, abstract=True):
    """Schedulers one after another, each for a share of the run."""

    schedulers: tuple[Any, ...]
    lengths: tuple[float, ...]
    interval_scaling: tuple[str, ...]

    @cached_property
    def sizes(self) -> list[float]:
        """The lengths, of which the last makes up what they lack."""
        given = [*self.lengths]
        return given if added(given) == 1.0 else [*given[:-1], 1.0 - added(given[:-1])]

    @cached_property
    def over(self) -> list[float]:
        """The shares of the run at which each piece is over."""
        return list(accumulate(self.sizes))

    def piece(self, where: Array) -> Array:
        """The number of the piece at each share of the run: the first that is not over, or else the last."""
        ends = np.maximum.accumulate(np.asarray(self.over))[:-1]  # one that goes back is passed over
        return np.searchsorted(ends, where + SLACK, side="left").astype(np.float64)

    def to_piece(self, i: int, where: Any) -> Any:
        """Shares of the run as piece `i` has them."""
        if self.interval_scaling[i] == FIXED:
            return where
        return (where - (self.over[i] - self.sizes[i])) / self.sizes[i]

    def from_piece(self, i: int, share: float) -> float:
        """A share that piece `i` has as one of the run."""
        if i >= len(self.interval_scaling) or self.interval_scaling[i] == FIXED:
            return share
        return self.over[i] - self.sizes[i] + share * self.sizes[i]

    def fault(self, i: int) -> str:
        """What is raised as soon as a piece comes; empty if nothing."""
        if i >= len(self.interval_scaling):
            return "IndexError: list index out of range"
        lasts = self.interval_scaling[i] == FIXED or self.sizes[i]
        return "" if lasts else "ZeroDivisionError: float division by zero"

    def number(self, where: float) -> int:
        """The number of the piece at one share of the run."""
        return int(self.piece(as_array(where))[0])

    def error(self, where: float) -> str:
        i = self.number(where)
        return self.fault(i) or self.schedulers[i].error(self.to_piece(i, where))

    def part(self, where: float) -> tuple[int, ...]:
        i = self.number(where)
        return (i,) if self.fault(i) else (i, *self.schedulers[i].part(self.to_piece(i, where)))

    def begins(self) -> Iterable[float]:
        yield from (end - SLACK for end in self.over[:-1])
        yield from self.seen("begins")

    def edges(self) -> Iterable[float]:
        yield from (end - SLACK for end in self.over[:-1])
        yield from self.seen("edges")

    def ends(self) -> Iterable[float]:
        return self.seen("ends")

    def seen(self, what: str) -> Iterator[float]:
        """What the pieces tell of themselves, as shares of the run."""
        for i, member in enumerate(self.schedulers):
            yield from (self.from_piece(i, share) for share in getattr(member, what)())

    def turns(self, low: float, high: float) -> Iterable[float]:
        over = [low, *accumulate(self.over[:-1], max), high]
        for i, (begin, end) in enumerate(pairwise(over)):
            first, last = max(begin - 2 * SLACK, low), min(end, high)
            if first <= last and not self.fault(i):
                ends = sorted([self.to_piece(i, first), self.to_piece(i, last)])
                yield from (self.from_piece(i, share) for share in self.schedulers[i].turns(*ends))

    def holds(self, where: float) -> bool:
        i = self.number(where)
        return not self.fault(i) and bool(self.schedulers[i].holds(self.to_piece(i, where)))

    def named(self, where: float, tick: int) -> Phase:
        i = self.number(where)
        phase: Phase = self.schedulers[i].named(self.to_piece(i, where), tick)
        return phase

    def at(self, where: Array) -> Array:
        values, pieces = np.full_like(where, np.nan), self.piece(where)
        for i in map(int, np.unique(pieces)):
            if not self.fault(i):
                here = pieces == i
                values[here] = self.schedulers[i].at(self.to_piece(i, where[here]))
        return values

    def joints(self, end: int) -> list[Joint]:
        last = end if self.ended is None else min(end, self.ended.tick - 1)
        return [self.joint(tick) for tick in self.parts if 0 < tick <= last and self.meet(tick)]

    def meet(self, tick: int) -> bool:
        """Whether one piece gives way to another at a tick."""
        before, after = (self.number(each / self.ticks) for each in (tick - 1, tick))
        return before != after

    def joint(self, tick: int) -> Joint:
        """Where two pieces meet: what the first arrives at there, or the last that it said if it says no more."""
        before, where = (each / self.ticks for each in (tick - 1, tick))
        i = self.number(before)
        first, there = self.schedulers[i], self.to_piece(i, where)
        arrives = first.one(self.to_piece(i, before) if first.error(there) or first.is_level else there)
        return Joint(tick, arrives, self.one(where))


class CompositeParamScheduler(Composed):
    """Schedulers one after another, each for a share of the run.

        lr(t) = schedulers[i] at t / N, fixed; at (t / N - start) / lengths[i], rescaled

    N is the ticks of the run, start the sum of the lengths before i. i is the first whose end, the sum of the lengths
    up to it, is not below t / N + 1e-6, else the last: so a tick at an end belongs to the next one. lengths must come
    to 1, but for 0.001, which the last one makes up. Nothing makes the pieces meet.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.CompositeParamScheduler.
    """

    example = (
        "schedulers=[fvcore.LinearParamScheduler(start_value=0.0, end_value=0.1), "
        "fvcore.CosineParamScheduler(start_value=0.1, end_value=0.0)], "
        "lengths=[0.1, 0.9], interval_scaling=['rescaled', 'rescaled']"
    )

    schedulers: tuple[Any, ...] = members("the schedulers, one after another")
    lengths: tuple[float, ...] = numbers(REQUIRED, "share of the run of each; they come to 1")
    interval_scaling: tuple[str, ...] = scalings()

    def check(self) -> None:
        for member in self.schedulers:
            if not isinstance(member, ParamScheduler):
                raise self.refuse("schedulers", f"{member!r} is none of fvcore's")
        if len(self.schedulers) != len(self.lengths):
            self.raises("lengths", "ValueError: Schedulers and lengths must be same length")
        if abs(added(self.lengths) - 1.0) >= 1e-3:
            self.raises("lengths", "ValueError: The sum of all values in lengths must be 1")


def added(numbers: Sequence[float]) -> float:
    """Numbers added one after another, as Python's sum does up to 3.11."""
    return list(accumulate(numbers, initial=0.0))[-1]
