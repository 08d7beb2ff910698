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
from lrcli.schedules.arcs import FALLS, MOST_ARCS, MOST_TURNS, Arc, arc_with, arcs_between, rounds, unknown
from lrcli.schedules.fading import Fading
from lrcli.schedules.phased import Phased
from lrcli.schedules.shapes import MOST_TOGETHER, as_fraction, gone_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

FEW_FADING = 2**16
"""Cycles that are higher or lower than the one before up to which they are told one by one."""
FEW_LATE = 2**12
"""Ends of cycles among which one with nothing of their height is looked for."""
TINY = 1e-285
"""Share of the highest rate down to which rates are sure to have all their digits."""
FEW_TOGETHER = 25
"""Cycles that come to a whole number of ticks of which it is told from where on each is rounded in another way."""
FEW_TURNS = 250
"""Cycles that come to a whole number of ticks up to which the begins of all tell of them, where they fall."""
PLACES = 2**12
"""Times in a cycle at which it is seen how much rounding them moves a rate."""
LAST_DIGITS = 1e-15
"""Share by which a height is off its last digits."""
MOST_DRIFTS = 32
"""Parts of returns that drift in each of which they drift by as much, or by as little as rounding moves a time."""
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
        several = self.together(end)
        if several and several == Fraction(self.length) and (several.denominator == 1 or not self.begin % 1):
            return self._exact_rounds(several, first, end)
        few = MOST_ARCS if self.alike or self.floor or self.factor > 1 else MOST_TURNS
        rule = self.phased(end) if self.alike else self.fading(end)
        if end - first > (MOST_ARCS if self.alike else FEW_FADING) * self.length and rule.is_quick(end):
            return [Arc(first, end, rule=rule)]
        if end - first > few * self.length and several and not self.begin % 1:
            size, many = several.as_integer_ratio()
            return Rounds(self, size, many, end).arcs(first, self._turns(several))
        turns = cycle_turns(self.number, self.length, 1.0, self.begin, end)
        return unknown(first, end) if turns is None else arc_with(turns, first, end, noise=self.noise(first, end))

    def together(self, end: int) -> Fraction | None:
        """Ticks and cycles that are about as long, as a fraction, so that these come again; None where none are.

        Up to the end they may drift apart by half of what two begins of cycles are apart within a tick, at most.
        """
        if several := as_fraction(self.length):
            return several
        length, ticks = Fraction(self.length), max(end - math.floor(self.begin), 1)
        for size, _ in self.phased(end).returns():
            near = Fraction(size, max(round(size / length), 1))
            drift = abs(near - length) * near.denominator * (ticks // size + 2) + Fraction(ROUNDED) * ticks
            if near.denominator > MOST_TOGETHER:
                break
            if 2 * near.denominator * drift < 1:
                return near
        return None

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

    def noise(self, begin: int, end: int, drift: float = 0.0) -> float:
        """Share of the highest rate by which rounding and a drift may move a rate from one tick to another."""
        heights = [abs(self.fallen(tick) - self.floor) for tick in (begin, end)] if 0 <= self.factor < 1 else [1.0]
        return self.moved(end, drift) * max(heights) / max(self.floor, 1.0)

    def moved(self, end: int, drift: float = 0.0) -> float:
        """By how much rounding may move a height before a tick, and so many ticks of drift."""
        return float(self.moved_at(self.length, end, drift)[1].max())

    def moved_at(self, last: float, end: int, drift: float = 0.0) -> tuple[Array, Array]:
        """Heights at times up to a last one in a cycle, and by how much rounding and a drift may move each."""
        times, off = np.linspace(0, last, PLACES + 1), ROUNDED * end + drift
        early, late = (self.height(np.clip(times + side, 0, self.length)) for side in (-off, off))
        return self.height(times), np.abs(early - late)

    def is_in_bounds(self) -> bool:
        """Whether no height is beyond 0 and 1 where rounding takes a time out of a cycle."""
        with np.errstate(invalid="ignore"):
            beyond = self.height(np.asarray([-1e-3, self.length + 1e-3]))
        return bool((np.clip(beyond, 0, 1) == beyond).all())

    def fallen(self, tick: int) -> float:
        """The height of a cycle at a tick, or of the one before, as a share of the first."""
        return float(self.factor ** max((tick - self.begin) // self.length - 1, 0))


class Rounds(NamedTuple):
    """Several of such cycles again and again, which are a whole number of ticks long, or next to it: then they drift.

    Rounding decides whether the tick at which they are over belongs to the last of them. That may change with each
    power of 2 of cycles, and once between two of these.

    cycles  each of them; they begin at a whole tick
    size    in ticks
    many    cycles in one
    end     the tick up to which they come again
    """

    cycles: EvenCycles
    size: int
    many: int
    end: int

    @property
    def times(self) -> int:
        """How many of them begin before the end."""
        return -(-(self.end - int(self.cycles.begin)) // self.size)

    @property
    def drift(self) -> float:
        """By how many ticks they are shorter or longer, where it is by more than the length is rounded."""
        if self.size / self.many == self.cycles.length:
            return 0.0
        return abs(float(self.size - self.many * Fraction(self.cycles.length)))

    def arcs(self, first: int, places: set[int]) -> list[Arc]:
        """The arcs from a tick on, of cycles that begin at some places."""
        begin, size = int(self.cycles.begin), self.size
        turns, sure = sorted({1, *places}), self.falling()
        whole = -(-max(first - begin, 0) // size)  # the first that does not begin before the first tick
        numbers = sorted({whole, *(max(number, whole) for number in (*self.edges(sure), sure))})
        arcs = rounds(begin + (whole - 1) * size, min(begin + whole * size, self.end), size, turns, first)
        for low, high in pairwise(numbers):
            falls = self.falls_from(low, high) if high <= sure else high
            arcs += self.rounded(low, falls, turns)
            if falls < high:
                start, over = self.ticks(falls, high)
                arcs += rounds(start, over, size, turns, start, self.cycles.moved(over), form=FALLS)
        within = self.cycles.fading(self.end) if self.many > FEW_TURNS else None
        return [arc._replace(within=within) if arc.form == FALLS else arc for arc in arcs]

    def ticks(self, low: int, high: int) -> tuple[int, int]:
        """The ticks at which one begins and, before the end, another one."""
        begin = int(self.cycles.begin)
        return begin + low * self.size, min(begin + high * self.size, self.end)

    def rounded(self, low: int, high: int, turns: list[int]) -> list[Arc]:
        """The arcs of those from one to another, where rounding may move a rate by more than cycles fall.

        Of few cycles it is told from where to where none is moved; of more than these by how much any may be.
        """
        arcs = list[Arc]()
        few, length, drift = self.many <= FEW_TOGETHER and not self.drift, self.cycles.length, self.drift
        slow = sorted({*tenths(self, low, high), *drifts(self, low, high)})
        cuts = same_times(length, self.size, self.many, low, high) if few else slow
        for first, after in pairwise([*cuts, high]):
            start, over = self.ticks(first, after)
            noise = 0.0 if few else self.cycles.noise(start, over, drift * (after - first))
            limits = self.limits(start - int(self.cycles.begin)) if noise else []
            arcs += rounds(start, over, self.size, turns, start, noise, limits)
        return arcs

    def edges(self, sure: int) -> set[int]:
        """The numbers of those between which rounding takes each of their ends to the same side.

        Before one up to which all fall whatever rounding does, there are none where it goes on to take them there.
        """
        powers = (-(-(2**power) // self.many) for power in range(60) if 2**power < self.many * (self.times - 1))
        edges = {0, self.times, *powers}
        edges |= {first_change(self.is_late, low, high) for low, high in pairwise(sorted(edges))}
        return {0, *(edge for edge in edges if edge >= sure or self.is_late(edge) != self.is_late(edge - 1))}

    def is_late(self, number: int) -> bool:
        """Whether the tick at which one should begin belongs to the one before."""
        return bool(self.cycles.number(np.asarray([float(self.size * number)]))[0] < self.many * number)

    def falling(self) -> int:
        """The number of the one up to which each is lower than the one before by more than rounding moves a rate.

        Where their ends are, all the same if nothing of their height is left there; 0 where rounding may move more.
        """
        cycles = self.cycles
        if not 0 < cycles.factor < 1:
            return 0
        last = 0 if self.ends_above() else 1 / self.many - self.drift * self.times
        heights, apart = cycles.moved_at(cycles.length - last, self.end, self.drift)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = 2 * float(((apart + LAST_DIGITS) / heights).max())
        fall = -math.expm1(self.many * math.log(cycles.factor))
        least = max(abs(cycles.floor) * moved / fall, TINY / float(heights.min())) if moved < fall else math.inf
        if least >= 1 or heights.min() <= 0:
            return 0
        return min(max(math.floor(math.log(least) / math.log(cycles.factor) / self.many) - 1, 0), self.times)

    def falls_from(self, low: int, high: int) -> int:
        """The first of those from one to another from which on no rate rises at the same place of them."""
        if low == high or self.ends_above() or not self.is_late(low):
            return low
        if self.drift or not self.cycles.is_in_bounds():
            return high
        nothing = self.heights_at(self.size * np.arange(float(low), min(low + FEW_LATE, high))) == 0
        return low + int(np.argmax(nothing)) if nothing.any() else high

    def ends_above(self) -> bool:
        """Whether so much of the height is left where cycles end that rounding takes away less than half of it."""
        off = ROUNDED * self.end
        ends = self.cycles.length + np.array([-off - self.drift * self.times, off])
        with np.errstate(invalid="ignore"):
            before, after = self.cycles.height(ends).tolist()
        return bool(before + LAST_DIGITS < 1.5 * after)

    def heights_at(self, times: Array) -> Array:
        """The heights at some times."""
        return self.cycles.height(times - self.cycles.length * self.cycles.number(times))

    def limits(self, time: int) -> list[int]:
        """The first ticks after a time at which cycles have nothing of their height, or all of it if they are alike."""
        if not 0 <= self.cycles.factor <= 1 or not self.cycles.is_in_bounds():
            return []  # rounding may take a rate beyond them
        heights = self.heights_at(np.arange(float(time), time + self.size))
        sure = (0, 1) if self.cycles.alike else (0,)
        return [int(np.flatnonzero(heights == limit)[0]) for limit in sure if limit in heights]


def tenths(of: Rounds, low: int, high: int) -> range:
    """Some from one to another: cycles that fall to nothing are a tenth as high from one to the next.

    What is noise is told by how much is left of the height. There are no more than are told one by one.
    """
    factor, all_of_it = of.cycles.factor, max(high - low, 1)
    if not 0 < factor < 1 or of.cycles.floor:
        return range(low, high, all_of_it)
    tenth = max(math.ceil(math.log(0.1) / math.log(factor) / of.many), 1)
    return range(low, high, tenth if of.times <= MOST_ARCS * tenth else all_of_it)


def drifts(of: Rounds, low: int, high: int) -> range:
    """Some from one to another between which they drift by little; the first alone where they do not drift."""
    rounded, all_of_it = ROUNDED * of.end, max(high - low, 1)
    part = max(math.ceil(rounded / of.drift), -(-of.times // MOST_DRIFTS)) if of.drift else all_of_it
    return range(low, high, part)


def same_times(length: float, size: int, many: int, low: int, high: int) -> list[int]:
    """Of returns from one to another those from which on, up to the next, a tick has always the same time in a cycle.

    A return is `size` ticks, which are so many cycles. Where a cycle begins, a product with the length, is off by a
    share of it that is always the same. From a power of 2 to the next one that grows by half of what floats are apart
    there, at most: it is rounded in another way once, if at all.
    """
    found = {low} if low < high else set()
    for place in range(-1, many):

        def begun(number: int, place: int = place) -> float:
            return length * (many * number + place) - size * number

        powers = (math.floor((2.0**power / length - place) / many) for power in range(60))
        near = {number + side for number in powers for side in range(3)}
        edges = {low, high, *(number for number in near if low < number < high)}
        found |= edges | {first_change(begun, *part) for part in pairwise(sorted(edges))}
    return sorted(found - {high})


def first_change(of: Callable[[int], float], begin: int, end: int) -> int:
    """The first number from `begin` on for which something is not as for that; it changes once, or not before `end`."""
    before = of(begin)
    return begin + bisect_left(range(begin, end), True, key=lambda number: of(number) != before)
