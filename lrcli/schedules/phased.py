"""Cycles that come to no whole number of ticks: each tick has another phase, and its rate follows from that.

Phases are whole numbers of which MODULUS are a cycle. They grow by the same step with each tick, so that Euclid's
algorithm tells which of very many ticks come next to a phase.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.remainders import least

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli._lazy import Ints

MODULUS = 2**60
"""Phases in a cycle."""
FLAT = MODULUS // 10**8
"""Phases from a turn up to which a smooth rate changes by no more than its last digits."""
MOST_ALIKE = 256
"""Ticks of about the same phase, next to a turn, that are looked for one after another."""


class Phased(NamedTuple):
    """The rule of cycles in each of which a rate goes one way from turn to turn, and does not jump.

    step    what is added to the phase with each tick
    first   the phase of tick 0
    turns   phases at which the rate turns
    noise   phases by which rounding may move one
    """

    step: int
    first: int
    turns: tuple[int, ...]
    noise: int

    @classmethod
    def of(cls, step: Fraction, first: Fraction, turns: Iterable[float | Fraction], noise: float, end: int) -> Phased:
        """The rule before tick `end`, from numbers in cycles.

        The step is rounded to a whole phase, so that each tick may add half a phase to the noise.
        """
        begin, *places = (round(Fraction(each) * MODULUS) % MODULUS for each in (first, *turns))
        return cls(
            round(step * MODULUS) % MODULUS, begin, tuple(sorted({*places})), math.ceil(noise * MODULUS) + end // 2
        )

    def later(self, first: int) -> Phased:
        """The same of ticks that are counted from a later one."""
        return self._replace(first=(self.first + first * self.step) % MODULUS)

    def faster(self, pace: int) -> Phased:
        """The rule of every so many-th tick, from tick 0 on."""
        return self._replace(step=self.step * pace % MODULUS)

    def telling(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Ticks of some stretches that tell their extremes: those that come next to a turn, on both of its sides.

        So many more are told that neither rounding nor the last digits of a rate matter.
        """
        return self.beside(begins, ends, 2 * self.noise + FLAT)

    def beside(self, begins: Ints, ends: Ints, far: int) -> tuple[Ints, Ints]:
        """The ticks of stretches next to each turn, on both sides, and those up to `far` phases behind these.

        First come the numbers of the stretches, then their ticks.
        """
        turns = np.array(self.turns, dtype=np.int64)
        owners = np.repeat(np.arange(len(begins)), len(turns))
        begins, ends, turns = np.repeat(begins, len(turns)), np.repeat(ends, len(turns)), np.tile(turns, len(begins))
        sides = [self.ahead(begins, ends, turns, way, far) for way in (1, -1)]
        pieces, ticks = (np.concatenate(each) for each in zip(*sides, strict=True))
        return owners[pieces], ticks

    def ahead(self, begins: Ints, ends: Ints, turns: Ints, way: int, far: int) -> tuple[Ints, Ints]:
        """Of each stretch the tick whose phase is the first after a turn, and those up to `far` phases behind that one.

        `way` is 1, or -1 for the phases before the turn. First come the numbers of the stretches, then their ticks.
        """
        pieces, limits = np.arange(len(begins)), np.full(len(begins), MODULUS)
        told = [pieces[:0]]
        found = [begins[:0]]
        while pieces.size:
            behind = way * (self.phases(begins) - turns[pieces])
            places, values = least(behind, ends - begins, way * self.step, MODULUS)
            first = limits[pieces] == MODULUS
            limits[pieces[first]] = np.minimum(values[first] + far, MODULUS - 1)
            near = values <= limits[pieces]
            pieces, begins, ends, ticks = pieces[near], begins[near], ends[near], (begins + places)[near]
            told.append(pieces)
            found.append(ticks)
            pieces, begins, ends = np.tile(pieces, 2), np.append(begins, ticks + 1), np.append(ticks, ends)
            some = begins < ends
            pieces, begins, ends = pieces[some], begins[some], ends[some]
        return np.concatenate(told), np.concatenate(found)

    def phases(self, ticks: Ints) -> Ints:
        """The phases of some ticks."""
        phases = ticks.astype(np.uint64) * np.uint64(self.step) + np.uint64(self.first)  # what is beyond 2**64 is left
        return np.asarray((phases % np.uint64(MODULUS)).astype(np.int64))

    def like(self, tick: int, begin: int, end: int) -> int:
        """Of the ticks from one to another the one whose phase is nearest to that of a tick."""
        apart, count = self.phases(np.array([begin])) - self.phases(np.array([tick])), np.array([end - begin])
        found = [least(way * apart, count, way * self.step, MODULUS) for way in (1, -1)]
        place, _ = min(found, key=lambda one: int(one[1][0]))
        return begin + int(place[0])

    def returns(self) -> Iterator[tuple[int, int]]:
        """Ticks after which the phase comes nearer to what it was than after any fewer, and how near it comes."""
        fewer, ticks, before, apart = 0, 1, MODULUS, self.step
        while apart:
            yield ticks, min(apart, MODULUS - apart)
            fewer, ticks = ticks, fewer + before // apart * ticks
            before, apart = apart, before % apart
        yield ticks, 0

    def is_quick(self, ticks: int) -> bool:
        """Whether the ticks next to a turn are quickly found among so many.

        They are not where a phase nearly returns: then very many, one after another, are next to the same turn.
        """
        far = 2 * self.noise + FLAT
        return all(min(far // max(apart, 1), ticks // after) <= MOST_ALIKE for after, apart in self.returns())

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """All ticks from one to another, each of which counts once: no two have the same rate."""
        return np.arange(begin, end), np.ones(end - begin, dtype=np.int64)
