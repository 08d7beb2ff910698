"""The arcs of cycles that are all of one length, which need be no whole number of ticks, as timm and fairseq have them.

They take how far a tick is in its cycle from the time that is over, so that rounding moves it the more the later it is.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.cycles import cycle_turns
from lrcli.schedules.arcs import MOST_ARCS, MOST_TURNS, Arc, arc_with, arcs_between, rounds, unknown
from lrcli.schedules.fading import Fading
from lrcli.schedules.phased import Phased
from lrcli.schedules.shapes import as_fraction, gone_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

FEW_FADING = 2**16
"""Cycles that are higher or lower than the one before up to which they are told one by one."""
PLACES = 2**16
"""Times in a cycle at which it is seen how much rounding them moves a rate."""
LAST_DIGITS = 1e-15
"""Share by which a height is off its last digits."""
ROUNDED = 2.0**-52
"""Share of a time by which the time in a cycle is off: by the rounded length, and by a product with that."""


class EvenCycles(NamedTuple):
    """Cycles of one length.

    length  in ticks
    begin   the time at which the first begins
    number  gives the number of the cycle at a time since then, from 0 on
    height  gives the share of the highest rate at a time in a cycle
    factor  by which each is as high as the one before
    floor   the lowest rate to which they fall, as a share of the highest of the first; where cycles end below it, they
            rise to it
    """

    length: float
    begin: float
    number: Callable[[Array], Array]
    height: Callable[[Array], Array]
    factor: float
    floor: float = 0.0

    def arcs(self, first: int, end: int) -> list[Arc]:
        """The arcs before a tick, of what is before `first`, then of each cycle, or of several that come again."""
        first = min(first, end)
        over = max(gone_from(self.factor, self.length, self.begin, end), first)
        edges = [first, *sorted(min(max(tick, first), over) for tick in self._level()), over]
        arcs = [arc for low, high in pairwise(edges) if low < high for arc in self._until(low, high)]
        after = self._replace(factor=0.0)._until(over, end) if self.floor else arcs_between((), over, end)
        return [*arcs_between((), 0, first), *arcs, *after]

    @property
    def alike(self) -> bool:
        """Whether cycles are as high as the one before, but for the first where the others have no height."""
        return self.factor in (0, 1)

    def _level(self) -> list[int]:
        """Ticks between which cycles that get lower begin at about the floor; none where they do not."""
        if not (0 < self.factor < 1 and 0 < self.floor < 1):
            return []
        number, beside = math.log(self.floor) / math.log(self.factor), 2 + LAST_DIGITS / (1 - self.factor)
        return [math.floor(self.begin + self.length * (number + side)) for side in (-beside, beside)]

    def _until(self, first: int, end: int) -> list[Arc]:
        """The arcs of cycles; many that fall to nothing are told one by one: noise would be all there is in the end."""
        several = as_fraction(self.length)
        if several and several == Fraction(self.length) and (several.denominator == 1 or not self.begin % 1):
            return self._exact_rounds(several, first, end)
        few = MOST_ARCS if self.alike or self.floor or self.factor > 1 else MOST_TURNS
        rule = self.phased(end) if self.alike else self.fading(end)
        if end - first > (MOST_ARCS if self.alike else FEW_FADING) * self.length and rule.is_quick(end):
            return [Arc(first, end, rule=rule)]
        if end - first > few * self.length and several and not self.begin % 1:
            return self._rounds(several, first, end)
        turns = cycle_turns(self.number, self.length, 1.0, self.begin, end)
        return unknown(first, end) if turns is None else arc_with(turns, first, end, noise=self.noise(first, end))

    def _turns(self, several: Fraction) -> set[int]:
        """The ticks at which cycles begin until they come to a whole number of ticks."""
        return {0, *np.ceil(self.length * np.arange(1.0, several.denominator)).astype(int).tolist()} - {
            several.numerator
        }

    def _exact_rounds(self, several: Fraction, first: int, end: int) -> list[Arc]:
        """The arcs of several cycles again and again, whose length is not rounded.

        If they begin within a tick the time since then is rounded, and differently after each power of 2.
        """
        begin = math.ceil(self.begin)
        powers = (begin + 2**power + near for power in range(60) for near in (-1, 0, 1))
        edges = sorted({first, *(tick for tick in powers if self.begin % 1 and first < tick < end), end})
        turns = sorted(self._turns(several))
        return [arc for low, high in pairwise(edges) for arc in rounds(begin, high, several.numerator, turns, low)]

    def phased(self, end: int) -> Phased:
        """The rule of cycles that are as high as the first, before a tick."""
        step = 1 / Fraction(self.length)
        return Phased.of(step, -Fraction(self.begin) * step, (), ROUNDED * end / self.length, end, jumps=(0,))

    def fading(self, end: int) -> Fading:
        """The rule of cycles each of which is higher or lower than the one before, before a tick."""
        return Fading(self.phased(end), lambda ticks: np.power(self.factor, (ticks - self.begin) / self.length))

    def noise(self, begin: int, end: int) -> float:
        """Share of the highest rate by which rounding may move a rate from one tick to another."""
        times, off = np.linspace(0, self.length, PLACES + 1), ROUNDED * end
        apart = self.height(np.maximum(times - off, 0)) - self.height(np.minimum(times + off, self.length))
        heights = [abs(self.fallen(tick) - self.floor) for tick in (begin, end)] if 0 <= self.factor < 1 else [1.0]
        return float(np.abs(apart).max()) * max(heights) / max(self.floor, 1.0)

    def fallen(self, tick: int) -> float:
        """The height of a cycle at a tick, or of the one before, as a share of the first."""
        return float(self.factor ** max((tick - self.begin) // self.length - 1, 0))

    def _rounds(self, several: Fraction, first: int, end: int) -> list[Arc]:
        """The arcs of several cycles again and again, which are a whole number of ticks long.

        Rounding decides whether the tick at which they are over belongs to the last of them. That may change with each
        power of 2 of cycles, and once between two of these.
        """
        size, many = several.as_integer_ratio()
        begin, turns = int(self.begin), sorted({1, *self._turns(several)} - {size})

        def is_late(number: int) -> bool:
            return bool(self.number(np.asarray([float(size * number)]))[0] < many * number)

        count = -(-(end - begin) // size)
        edges = {0, count, *(-(-(2**power) // many) for power in range(60) if 2**power < many * (count - 1))}
        edges |= {first_change(is_late, low, high) for low, high in pairwise(sorted(edges))}
        if 0 < self.factor < 1 and not self.floor:  # what is noise is told by how much is left of the height
            tenth = max(math.ceil(math.log(0.1) / math.log(self.factor) / many), 1)
            edges |= {*range(tenth, count, tenth)} if count <= MOST_ARCS * tenth else set()
        whole = -(-max(first - begin, 0) // size)  # the first of them that does not begin before the first tick
        edges = {whole, *(max(number, whole) for number in edges)}
        ticks = [min(begin + number * size, end) for number in sorted(edges)]
        arcs = rounds(begin + (whole - 1) * size, ticks[0], size, turns, first) if first < ticks[0] else []
        for low, high in pairwise(ticks):
            arcs += rounds(low, high, size, turns, low, self.noise(low, high), self.limits(low - begin, size))
        return arcs

    def limits(self, time: int, size: int) -> list[int]:
        """The first ticks after a time at which cycles have nothing of their height, or all of it if they are alike."""
        with np.errstate(invalid="ignore"):
            beyond = self.height(np.asarray([-1e-3, self.length + 1e-3]))
        if not 0 <= self.factor <= 1 or not (np.clip(beyond, 0, 1) == beyond).all():
            return []  # rounding may take a rate beyond them
        times = np.arange(float(time), time + size)
        heights = self.height(times - self.length * self.number(times))
        sure = (0, 1) if self.alike else (0,)
        return [int(np.flatnonzero(heights == limit)[0]) for limit in sure if limit in heights]


def first_change(of: Callable[[int], bool], begin: int, end: int) -> int:
    """The first number from `begin` on for which something is not as for that; it changes once, or not before `end`."""
    before = of(begin)
    return begin + bisect_left(range(begin, end), True, key=lambda number: of(number) != before)
