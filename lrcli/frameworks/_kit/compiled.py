"""Schedules whose stairs, cycles or restarts may come at another tick in a compiled step than in a call by hand."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.float32 import compiled, eager, is_unseen
from lrcli.frameworks._kit.seen import arcs_of_powers
from lrcli.schedules.arcs import HELD, LEAPS, MOST_STAIRS, Arc, arc_with, arcs_between, first_ticks, flat_from, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

MOST_TURNS = 10_000
"""Stairs or cycles that are looked at for those that differ."""
NAMED = 6
"""Ticks that a remark names."""


class Turns(NamedTuple):
    """Where stairs or cycles begin.

    begin    the tick of the first
    length   its length in ticks
    growth   how many times as long each is as the one before
    field    the field that the length stands in
    """

    begin: float
    length: float
    growth: float
    field: str


class Counted(Scheduler, abstract=True):
    """A schedule of stairs or cycles, each of which has a number."""

    trained_by: ClassVar[str]
    """What trains with it, as a sentence has it."""

    @abstractmethod
    def turns(self) -> Turns | None:
        """Where its stairs or cycles begin; None where it has none."""

    @abstractmethod
    def counted(self, t: Array, divide: Divide) -> Array:
        """The number of the stair or cycle at each tick, as a division gives it."""

    def apart(self, end: int) -> list[int]:
        """The ticks before `end` at which a call by hand has another stair or cycle than a compiled step."""
        turns, stop = self.turns(), self.stop()
        if turns is None:
            return []
        end = end if stop is None else min(end, stop.tick)
        most = (end - turns.begin) / turns.length + 2 if turns.growth >= 1 else MOST_TURNS
        n = np.arange(1.0, min(most, MOST_TURNS))
        starts = self.expected(n)
        starts = np.floor(starts[starts < turns.begin + end + 2])
        t = np.unique(np.concatenate([starts + near for near in (-1.0, 0.0, 1.0, 2.0)]))
        t = t[(t >= 0) & (t < end)]
        t = t[self.counted(t, compiled) != self.counted(t, eager)]
        before, there, after = (self.formula(np.maximum(t + near, 0)) for near in (-1, 0, 1))
        moves = (there != before) | (there != after)  # not where a lowest rate holds on both sides
        ticks: list[int] = t[moves].astype(np.int64).tolist()
        return ticks

    def begun(self, end: int, most: int) -> Ints | None:
        """The ticks before `end` at which stairs or cycles after the first begin in training; None if very many do."""
        if self.turns() is None:
            return np.empty(0, dtype=np.int64)
        first, last = self.number(np.asarray([0.0, end - 1.0])).tolist()
        return self.firsts(int(last - first), end) if last - first <= most else None

    def firsts(self, count: int, end: int) -> Ints:
        """The first ticks of so many stairs or cycles after the first; `end` for those that begin later."""
        n = np.arange(1.0, count + 1)
        return first_ticks(self.number, self.number(np.zeros(1)) + n, self.expected(n), end)

    def expected(self, n: Array) -> Array:
        """When stairs or cycles begin, counted from 0, were it not for rounding."""
        turns = self.turns() or Turns(0, 1, 1, "")
        with np.errstate(all="ignore"):
            since = n if turns.growth == 1 else (turns.growth**n - 1) / (turns.growth - 1)
        return np.asarray(turns.begin + turns.length * since)

    def number(self, t: Array) -> Array:
        """The number of the stair or cycle at each tick in training."""
        return self.counted(t, compiled)

    def stairs(self, begin: int, end: int, falls: bool, many: Callable[[int, int], list[Arc]] = unknown) -> list[Arc]:
        """The arcs of stairs from one tick to another, after the one before.

        falls   they go one way
        many    gives the arcs from one tick to another where they do not, and are too many to be told one by one
        """
        before, over = arcs_between((), 0, min(begin, end)), end
        starts = self.begun(end, MOST_STAIRS)
        if starts is None and falls:
            over = flat_from(lambda tick: float(self.formula(np.asarray([float(tick)]))[0]), begin, end)
            starts = self.begun(over + 1, MOST_STAIRS)
        if starts is None:
            return [*before, *([Arc(begin, end, form=LEAPS)] if falls else many(begin, end))]
        return [*before, *arc_with(starts, begin, over, HELD), *arcs_between((), over, end)]

    def stairs_of_powers(self, factor: float, begin: int, end: int) -> list[Arc]:
        """The same of stairs each of which is a factor times the one before."""

        def many(first: int, last: int) -> list[Arc]:
            turns = self.turns()
            if turns is None or factor <= 0:
                return unknown(first, last)
            return arcs_of_powers(factor, turns.begin, turns.length, first, last, whole=True)

        return self.stairs(begin, end, factor >= 0 and is_unseen(factor), many)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        turns, ticks = self.turns(), [str(tick + scope.begin) for tick in self.apart(end)]
        if turns and ticks:
            unit = scope.run.moves if len(ticks) == 1 else f"{scope.run.moves}s"
            *first, last = ticks if len(ticks) <= NAMED else [*ticks[:NAMED], "more"]
            listed = f"{', '.join(first)} and {last}" if first else last
            predicate = f"is what {self.trained_by} applies: called by hand it has another LR at {unit} {listed}"
            yield self.note("compiled", predicate, turns.field)
