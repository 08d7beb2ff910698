"""Cycles that come to no whole number of ticks, each of which is higher or lower than the one before.

The highest rate of some ticks is then no more that of the tick whose phase is nearest to a turn: an earlier one may be
higher. But it is nearer than all before it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.phased import FLAT, MODULUS
from lrcli.schedules.remainders import Run, least

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.phased import Phased

RAMP, CYCLES = 2**16, 2**6
"""Ticks in half of the ramp with which mean rates take over from the rates themselves, and cycles in it at least."""
SLIGHT = 1e-9
"""Share of a sum that does not matter."""
FEW = 8
"""Ticks of a run that are told one by one."""
MOST_IN_GROUPS = 2**18
"""Ticks in groups after each of which about the same phases come again, and one tick has crossed a turn, at most."""
SAME = 1e-14
"""Share by which rates of a run may differ for all that rounding tells."""


class Fading(NamedTuple):
    """The rule of cycles in each of which a rate goes one way from turn to turn, and so do the rates of each phase.

    cycles  what tells the phases of ticks, and those at which the rate turns
    fall    what the rates follow with time, at some ticks: the rate of each phase is a line of that. Between two turns
            all of these lines rise, or all of them fall
    """

    cycles: Phased
    fall: Callable[[Array | Ints], Array]

    def later(self, first: int) -> Fading:
        """The same of ticks that are counted from a later one."""
        return Fading(self.cycles.later(first), lambda ticks: self.fall(ticks + first))

    def faster(self, pace: int) -> Fading:
        """The rule of every so many-th tick, from tick 0 on."""
        return Fading(self.cycles.faster(pace), lambda ticks: self.fall(ticks * pace))

    def is_quick(self, ticks: int) -> bool:
        """Whether the ticks next to a turn are quickly found among so many, and so is the sum of all."""
        after, apart = self.again(ticks)
        crossings = (ticks * apart // MODULUS + 1) * len(self.cycles.turns)
        return self.cycles.is_quick(ticks) and crossings * after <= MOST_IN_GROUPS

    def again(self, ticks: int) -> tuple[int, int]:
        """After how many of so many ticks phases come again so nearly that some are not seen, and how near; or 0.

        All are where no phase returns so nearly that a ramp sees few cycles of it, or so late that it does not matter:
        what returns after n ticks is about 1 / (2 pi n) ** 2 of rates that have kinks but no jumps (their Fourier
        series).
        """
        slow = [(after, apart) for after, apart in self.cycles.returns() if apart * RAMP < CYCLES * MODULUS]
        even = [SLIGHT * (2 * math.pi * after) ** 2 * max(1, ticks * apart / MODULUS) for after, apart in slow]
        if min(even, default=1) >= 1:
            return 0, 0
        return min(slow, key=lambda each: (1 + ticks * each[1] / MODULUS) * each[0])

    def counted(self, begin: int, end: int) -> None:
        """No two ticks have the same rate."""

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks of some stretches that tell their extremes.

        They come nearer to a turn, on one of its sides, than all before them, or than all after them. Many that do so
        after the same number of ticks are a run, in which the rate turns once: the last of it comes nearest, but is the
        latest. So it is where the logarithm of a cycle is concave. So many more are told that neither rounding nor the
        last digits of a rate matter.
        """
        turns, numbers = self.cycles.turns, np.arange(len(begins))
        found = [(numbers, begins), (numbers, ends - 1)]
        for turn, after in zip(turns, [*turns[1:], turns[0] + MODULUS], strict=True):
            if after - turn <= 2 * self.cycles.noise + FLAT:  # all ticks between two are told
                at, limits = np.full(len(begins), turn), np.full(len(begins), after - turn)
                found.append(self.cycles.ahead(begins, ends, at, 1, 0, limits))
                continue
            for place, way, time in ((turn, 1, 1), (turn, 1, -1), (after, -1, 1), (after, -1, -1)):
                runs, rest = nearing(self.cycles, begins, ends, place, way, time, after - turn)
                found += [*told_of(runs, rates), *self.near([*runs, rest], place, way)]
        numbers, ticks = (np.concatenate(each) for each in zip(*found, strict=True))
        return numbers, ticks

    def near(self, runs: list[Run], turn: int, way: int) -> Iterator[tuple[Ints, Ints]]:
        """Ticks that are about as near to a turn as the one before them in a run, so that rounding may decide."""
        far = 2 * self.cycles.noise + FLAT
        often = next((ticks for ticks, apart in self.cycles.returns() if apart <= far), MODULUS)
        for run in runs:
            rows, places, gaps, times = (each[np.abs(run.gaps) > often] for each in run)
            pieces, ticks = members(rows, places, gaps, np.zeros_like(times), times)
            gaps = np.repeat(gaps, times)
            begins, ends = np.where(gaps > 0, ticks, ticks + gaps) + 1, np.where(gaps > 0, ticks + gaps, ticks)
            limits = way * (self.cycles.phases(ticks) - turn) % MODULUS + far
            some = begins < ends
            begins, ends, pieces, limits = (each[some] for each in (begins, ends, pieces, limits))
            at = np.full(len(begins), turn % MODULUS)
            numbers, ticks = self.cycles.ahead(begins, ends, at, way, far, np.minimum(limits, MODULUS - 1))
            yield pieces[numbers], ticks


def nearing(
    cycles: Phased, begins: Ints, ends: Ints, turn: int, way: int, time: int, width: int
) -> tuple[list[Run], Run]:
    """The runs of ticks of stretches that come nearer to a turn than all before them; than all after if `time` is -1.

    `way` is 1 for the side behind the turn, -1 for the one before it. Only what is no farther from it than the width is
    told. The last of each stretch is told with them, with the gap up to where the stretch is over.
    """
    origins, counts = begins if time > 0 else ends - 1, ends - begins
    found: list[Run] = []
    places, _ = least(way * (cycles.phases(origins) - turn), counts, way * time * cycles.step, MODULUS, found)
    rest = Run(np.arange(len(begins)), places, counts - places, np.ones_like(places))

    def inside(run: Run) -> Run:
        """What is told of a run, whose first ticks may be too far."""
        rows, places, gaps, times = run
        places, gaps = origins[rows] + time * places, time * gaps
        first = way * (cycles.phases(places) - turn) % MODULUS
        pace = np.maximum((first - way * (cycles.phases(places + gaps) - turn) % MODULUS), 1)
        skipped = np.maximum(-((width - first) // pace), 0)
        some = skipped < times + (run is not rest)
        return Run(*(each[some] for each in (rows, places + gaps * skipped, gaps, times - skipped)))

    return [inside(run) for run in found], inside(rest)


def told_of(runs: list[Run], rates: Callable[[Ints], Array]) -> Iterator[tuple[Ints, Ints]]:
    """The ticks of runs that may have their lowest or their highest rate, and the rows that they belong to.

    Of a run that goes the same way at both of its ends these tell: it turns once at most.
    """
    for run in runs:
        rows, places, gaps, times = (each[run.times <= FEW] for each in run)
        yield members(rows, places, gaps, np.zeros_like(times), times + 1)
        rows, places, gaps, times = (each[run.times > FEW] for each in run)
        if not len(rows):
            continue
        yield np.repeat(rows, 2), np.stack([places, places + gaps * times], axis=-1).ravel()
        ends = places + gaps * np.stack([np.zeros_like(times), np.ones_like(times), times - 1, times])
        first, second, before, last = rates(ends.ravel()).reshape(ends.shape)
        slight = SAME * np.maximum(np.abs(first), np.abs(last))
        for sign in (1, -1):
            some = (sign * (second - first) >= -slight) & (sign * (last - before) <= slight)

            def of(
                numbers: Ints, which: Ints, sign: int = sign, places: Ints = places[some], gaps: Ints = gaps[some]
            ) -> Array:
                return sign * rates(places[which] + gaps[which] * numbers)

            low, high = about_top(of, times[some])
            yield members(rows[some], places[some], gaps[some], low, high + 1 - low)


def about_top(of: Callable[[Ints, Ints], Array], lasts: Ints) -> tuple[Ints, Ints]:
    """In rows of values from number 0 to a last one, which turn once, the numbers among which the highest is.

    of   gives the values of some numbers in some rows
    """
    low, high = np.zeros_like(lasts), lasts.copy()
    while (some := np.flatnonzero(high - low > 2)).size:
        third = (high[some] - low[some]) // 3
        first, second = low[some] + third, high[some] - third
        rises = of(first, some) < of(second, some)
        low[some], high[some] = np.where(rises, first, low[some]), np.where(rises, high[some], second)
    middle, wide, some = (low + high) // 2, np.ones_like(lasts), np.arange(len(lasts))
    while some.size:
        wide[some] *= 4
        low[some], high[some] = np.maximum(middle - wide, 0)[some], np.minimum(middle + wide, lasts)[some]
        top = of(middle[some], some)
        same = [
            (np.abs(of(side[some], some) - top) <= SAME * np.abs(top)) & (side[some] != limit[some])
            for side, limit in ((low, np.zeros_like(lasts)), (high, lasts))
        ]
        some = some[same[0] | same[1]]
    return low, high


def members(rows: Ints, places: Ints, gaps: Ints, firsts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """So many ticks of runs from a number on, and the rows that they belong to."""
    numbers = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts - firsts, counts)
    return np.repeat(rows, counts), np.repeat(places, counts) + np.repeat(gaps, counts) * numbers
