"""Cycles whose length is no whole number of ticks, of which each begins at the nearest tick."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import MOST_TURNS, first_ticks, of_each
from lrcli.schedules.phased import MODULUS, Phased
from lrcli.schedules.shapes import cycle_of_each, cycle_start, nearest_tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

ROUNDED = 1e-6
"""Ticks that are taken as no difference by what finds the nearest."""
EARLY = Fraction(1, 2) - Fraction(1, 2 * 10**6)
"""Ticks by which a cycle begins before its exact time at most: half a one less half of what is taken as none."""
MOST_STAIRS = 2**15
"""Stairs in a cycle that are counted."""
FEW_TURNS, MOST_ROWS = 2**16, 2**21
"""Turns that are told one by one where kinds of cycles may be counted instead, of about so many ticks in all."""


class Fall(Protocol):
    """What cycles follow with time."""

    def __call__(self, numbers: Array | Ints, times: Array | Ints) -> Array:
        """It, of the numbers of cycles, and of ticks since the first begins."""


class Uneven(NamedTuple):
    """Cycles whose length is no whole number of ticks, each begun at the nearest tick.

    Of cycles with as many ticks the lowest and the highest rate are the same, and so is the sum: or they rise or fall
    from one to the next, and with them the rates at each place.

    origin  the tick at which the first begins
    length  in ticks
    places  times in a cycle at whose nearest ticks the rate turns, the first of them 0
    fall    of cycles that rise or fall, what they follow with time: of the numbers of cycles, and of ticks since the
            origin; the rate at each place of a cycle with as many ticks is a line of it
    """

    origin: int
    length: float
    places: tuple[float, ...] = (0.0,)
    fall: Fall | None = None

    def later(self, first: int) -> Uneven:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - first)

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks that tell the extremes of some stretches.

        They are at the turns of the cycles in which a stretch begins and ends, of the one after the first, and of the
        first after it of each length. Where cycles rise or fall they are at those of the last of each length, too.
        """
        first, last = self.numbers(begins), self.numbers(ends - 1)
        more = int(last.max(initial=0)) + 1
        second = np.minimum(first + 1, last)
        several = [np.minimum(self.next_of(second, longer, more), last) for longer in (True, False)]
        if self.fall:
            several += [np.maximum(self.last_of(last, longer), first) for longer in (True, False)]
        numbers = np.stack([first, second, last, *several], axis=-1)
        turns = self.turns(np.concatenate([numbers, numbers + 1], axis=1).ravel()).reshape(len(first), -1)
        ticks = np.concatenate([begins[:, None], ends[:, None] - 1, turns, turns - 1], axis=1)
        return of_each(np.clip(ticks, begins[:, None], ends[:, None] - 1))

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints] | None:
        """The ticks before the first whole cycle and after the last, each once, and those of a cycle of each length.

        How many cycles have a tick more than the others is how far the last is beyond even ones. None where cycles rise
        or fall.
        """
        if self.fall:
            return None
        first, after = (self.numbers(np.array([begin - 1, end])) + np.array([1, 0])).tolist()
        whole = self.begins(np.array([first, after])).tolist()
        longer = whole[1] - whole[0] - (after - first) * math.floor(self.length)
        parts, counts = [np.arange(begin, whole[0]), np.arange(whole[1], end)], [1, 1]
        for more, count in ((True, longer), (False, after - first - longer)):
            if count:
                number = self.next_of(np.array([first]), more, after)
                parts.append(np.arange(*self.begins(np.append(number, number + 1)).tolist()))
                counts.append(count)
        return np.concatenate(parts), np.repeat(counts, [len(part) for part in parts])

    def phased(self, end: int) -> Phased:
        """The rule by phases, before a tick.

        How many ticks lie between one and the begin, the end or another place of its cycle is rounded: its rate follows
        from the time since the exact begin, in stairs.
        """
        length, places = Fraction(self.length), [Fraction(place) for place in (*self.places, self.length)]
        noise = (ROUNDED + 2.0**-51 * end) / self.length
        begins = [(place - EARLY) / length for place in places[:-1]]
        rule = Phased.of(1 / length, -self.origin / length, (), noise, end, jumps=begins)
        if len(places) * length > MOST_STAIRS:
            return rule
        return rule._replace(stairs=tuple(sorted(stairs_of(places, length))))

    def numbers(self, ticks: Ints) -> Ints:
        """The cycles that ticks belong to, counted from 0."""
        times = np.asarray(ticks - self.origin, dtype=np.float64)
        return np.asarray(cycle_of_each(times, self.length, 1.0)[0].astype(np.int64))

    def turns(self, numbers: Ints) -> Ints:
        """The ticks at which some cycles turn: a line for each, the first of it its begin."""
        times = numbers[:, None] * self.length + np.array(self.places)
        return np.asarray(nearest_tick(times).astype(np.int64) + self.origin)

    def turns_between(self, begin: int, end: int) -> Ints | None:
        """The ticks at which cycles turn, from one tick to another and about there; None where they are very many."""
        first, last = self.numbers(np.array([begin, end - 1])).tolist()
        if (last + 2 - first) * len(self.places) > MOST_TURNS:
            return None
        return self.turns(np.arange(first, last + 2)).ravel()

    def begins(self, numbers: Ints) -> Ints:
        """The ticks at which some cycles begin."""
        return np.asarray(cycle_start(numbers.astype(np.float64), self.length).astype(np.int64) + self.origin)

    def next_of(self, numbers: Ints, longer: bool, end: int) -> Ints:
        """The first cycles from some on that have a tick more than the others, or a tick less; `end` for none before.

        As many of them have passed as the begin of a cycle is beyond that of even ones.
        """
        share = self.length % 1 if longer else 1 - self.length % 1
        wanted = self.passed(numbers.astype(np.float64), longer) + 1
        passed = partial(self.passed, longer=longer)
        return np.minimum(first_ticks(passed, wanted, (wanted - 0.5) / share, end + 1) - 1, end)

    def last_of(self, numbers: Ints, longer: bool) -> Ints:
        """The last cycles before some that have a tick more than the others, or a tick less; -1 for none before."""
        share = self.length % 1 if longer else 1 - self.length % 1
        wanted = self.passed(numbers.astype(np.float64), longer)
        passed = partial(self.passed, longer=longer)
        return first_ticks(passed, wanted, (wanted - 0.5) / share, int(numbers.max(initial=0)) + 1) - 1

    def passed(self, numbers: Array, longer: bool) -> Array:
        """How many of so many first cycles have a tick more than the others, or a tick less."""
        beyond = cycle_start(numbers, self.length) - numbers * math.floor(self.length)
        return beyond if longer else numbers - beyond


class Passed(NamedTuple):
    """Every so many-th tick of uneven cycles.

    Cycles with as many ticks from turn to turn that begin as far from one of these have the same rates.

    cycles  on their own clock
    first   the tick of theirs that is tick 0
    pace    so many of theirs are one
    phases  the same by phases
    """

    cycles: Uneven
    first: int
    pace: int
    phases: Phased

    @classmethod
    def of(cls, cycles: Uneven, first: int, pace: int, end: int) -> Passed:
        """The rule before a tick of the cycles."""
        return cls(cycles, first, pace, cycles.phased(end).later(first).faster(pace))

    def later(self, first: int) -> Passed:
        """The same of ticks that are counted from a later one."""
        return self._replace(first=self.first + first * self.pace, phases=self.phases.later(first))

    def faster(self, pace: int) -> Passed:
        """The rule of every so many-th tick, from tick 0 on."""
        return self._replace(pace=self.pace * pace, phases=self.phases.faster(pace))

    def is_quick(self, ticks: int) -> bool:
        """Whether so many ticks are better told by this rule than by their turns."""
        turns = ticks * self.pace / self.cycles.length * len(self.cycles.places)
        rows = 2 ** len(self.cycles.places) * self.cycles.length
        return turns > FEW_TURNS and rows <= MOST_ROWS and self.phases.is_quick(ticks)

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks that tell the extremes of some stretches."""
        return self.phases.telling(begins, ends, rates)

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """The ticks before the first whole cycle and after the last, each once, and those of a cycle of each kind."""
        sides = self.first + self.pace * begin - 1, self.first + self.pace * end
        before, after = self.cycles.numbers(np.array(sides)).tolist()
        first = before + 1
        if after <= first:
            return np.arange(begin, end), np.ones(end - begin, dtype=np.int64)
        turns = self.cycles.turns(np.arange(first, after + 1))
        kinds = (turns[:-1, 0] - self.first) % self.pace
        for size in np.diff(turns.ravel())[: (after - first) * turns.shape[1]].reshape(after - first, -1).T:
            kinds = kinds * (size.max() - size.min() + 1) + size - size.min()
        _, some, counts = np.unique(kinds, return_index=True, return_counts=True)
        begins = -((self.first - turns[:, 0]) // self.pace)
        lows = np.array([begin, begins[-1], *begins[some]])
        sizes = np.array([begins[0], end, *begins[some + 1]]) - lows
        ticks = np.arange(int(sizes.sum())) + np.repeat(lows - (np.cumsum(sizes) - sizes), sizes)
        return ticks, np.repeat(np.array([1, 1, *counts]), sizes)


def stairs_of(places: list[Fraction], length: Fraction) -> set[int]:
    """The phases of cycles that lie whole ticks from one of their places, early as cycles may begin."""
    stairs = set[int]()
    for place in places:
        first, pace = (place % 1 - EARLY) / length * MODULUS, MODULUS / length
        scale = first.denominator * pace.denominator  # whole numbers take far less time than fractions
        begin, step = first.numerator * pace.denominator, pace.numerator * first.denominator
        stairs.update((begin + number * step) // scale % MODULUS for number in range(math.ceil(length)))
    return stairs
