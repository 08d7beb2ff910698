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
from lrcli.schedules.remainders import below, floor_sums, least, returns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array, Ints

MODULUS = 2**60
"""Phases in a cycle."""
FLAT = MODULUS // 10**8
"""Phases from a turn up to which a smooth rate changes by no more than its last digits."""
MOST_ALIKE, MOST_IN_ALL = 2**8, 2**16
"""Ticks of about the same phase, next to a turn, that are looked for: in each stretch, and in all of them."""


class Phased(NamedTuple):
    """The rule of cycles in each of which a rate goes one way from turn to turn.

    step    what is added to the phase with each tick
    first   the phase of tick 0
    turns   phases at which the rate turns, and beside each jump the two from which on rounding moves no tick across it
    noise   phases by which rounding may move one
    jumps   phases at which the rate jumps
    stairs  phases between which it stays the same, if it is held
    """

    step: int
    first: int
    turns: tuple[int, ...]
    noise: int
    jumps: tuple[int, ...] = ()
    stairs: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        step: Fraction,
        first: Fraction,
        turns: Iterable[float | Fraction],
        noise: float,
        end: int,
        jumps: Iterable[float | Fraction] = (),
    ) -> Phased:
        """The rule before tick `end`, from numbers in cycles.

        The step is rounded to a whole phase, so that each tick may add half a phase to the noise.
        """
        pace, begin, *places = (round(Fraction(each) * MODULUS) % MODULUS for each in (step, first, *turns))
        far, leaps = math.ceil(noise * MODULUS) + end // 2, [round(Fraction(each) * MODULUS) for each in jumps]
        sides = {(leap + side) % MODULUS for leap in leaps for side in (-far, far)}
        return cls(pace, begin, tuple(sorted({*places} | sides)), far, tuple(leap % MODULUS for leap in leaps))

    def later(self, first: int) -> Phased:
        """The same of ticks that are counted from a later one."""
        return self._replace(first=(self.first + first * self.step) % MODULUS)

    def faster(self, pace: int) -> Phased:
        """The rule of every so many-th tick, from tick 0 on."""
        return self._replace(step=self.step * pace % MODULUS)

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
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

    def ahead(
        self, begins: Ints, ends: Ints, turns: Ints, way: int, far: int, limits: Ints | None = None
    ) -> tuple[Ints, Ints]:
        """Of each stretch the tick whose phase is the first after a turn, and those up to `far` phases behind that one.

        `way` is 1, or -1 for the phases before the turn. With limits it is those that are no more phases behind a turn.
        First come the numbers of the stretches, then their ticks.
        """
        pieces, limits = np.arange(len(begins)), np.full(len(begins), MODULUS) if limits is None else limits
        told, found = [pieces[:0]], [begins[:0]]
        while pieces.size:
            behind = way * (self.phases(begins) - turns[pieces])
            places, values = least(behind, ends - begins, way * self.step, MODULUS)
            first = limits[pieces] == MODULUS
            limits[pieces[first]] = np.minimum(values[first] + far, MODULUS - 1)
            near = values <= limits[pieces]
            pieces, begins, ends, ticks = pieces[near], begins[near], ends[near], (begins + places)[near]
            told.append(pieces)
            found.append(ticks)
            edges = [begins, (begins + ticks) // 2, ticks, ticks + 1, (ticks + 1 + ends) // 2, ends]
            begins, ends = (np.concatenate([edges[place + side] for place in (0, 1, 3, 4)]) for side in (0, 1))
            pieces, some = np.tile(pieces, 4), begins < ends
            pieces, begins, ends = pieces[some], begins[some], ends[some]
        return np.concatenate(told), np.concatenate(found)

    def phases(self, ticks: Ints) -> Ints:
        """The phases of some ticks."""
        phases = ticks.astype(np.uint64) * np.uint64(self.step) + np.uint64(self.first)  # what is beyond 2**64 is left
        return np.asarray((phases % np.uint64(MODULUS)).astype(np.int64))

    def next_to(self, turns: Ints, way: int, begin: int, end: int) -> Ints:
        """Of the ticks from one to another those whose phases come first after some, or before them: `way` is -1."""
        behind = way * (self.phases(np.array([begin])) - turns)
        return begin + least(behind, np.full(len(turns), end - begin), way * self.step, MODULUS)[0]

    def nearest(self, phases: Ints, begin: int, end: int) -> Ints:
        """Of the ticks from one to another those whose phases are nearest to some."""
        after, before = (self.next_to(phases, way, begin, end) for way in (1, -1))
        more, less = (self.phases(after) - phases) % MODULUS, (phases - self.phases(before)) % MODULUS
        return np.where(more <= less, after, before)

    def returns(self) -> Iterator[tuple[int, int]]:
        """Ticks after which the phase comes nearer to what it was than after any fewer, and how near it comes."""
        return returns(self.step, MODULUS)

    def is_quick(self, ticks: int) -> bool:
        """Whether the ticks next to a turn are quickly found among so many.

        They are not where a phase nearly returns again and again: then very many are next to the same turn.
        """
        far = 2 * self.noise + FLAT
        return all(far <= MOST_ALIKE * apart or ticks <= MOST_IN_ALL * after for after, apart in self.returns())

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints] | None:
        """For each stair a tick on it, and how many of the ticks from one to another are on it; None for no stairs.

        Which of two it is on is rounded for ticks next to an edge.
        """
        if not self.stairs:
            return None
        edges = np.array([*self.stairs, self.stairs[0] + MODULUS])
        before = below(edges[:-1].astype(object), end - begin, self.step, self.first + begin * self.step, MODULUS)
        counts = np.asarray(np.diff(np.append(before, before[0] + end - begin)), dtype=np.int64)
        return self.nearest((edges[:-1] + np.diff(edges) // 2) % MODULUS, begin, end), counts


def ticks_about_jump(rule: Phased, jump: int, begin: int, end: int) -> Ints:
    """The ticks from one to another for which rounding decides on which side of a jump they are, in order."""
    low, high, turn = (np.array([each]) for each in (begin, end, (jump - rule.noise) % MODULUS))
    ticks = np.sort(rule.ahead(low, high, turn, 1, 2 * rule.noise)[1])
    return np.asarray(ticks[(rule.phases(ticks) - jump + rule.noise) % MODULUS <= 2 * rule.noise])


def away_from(turns: Iterable[int], phases: Ints, far: int) -> Ints:
    """Some phases; those next to a turn are put so far off it, on the same side."""
    for turn in turns:
        phases = (turn + np.clip((phases - turn) % MODULUS, far, MODULUS - far)) % MODULUS
    return phases


def most_about(rule: Phased, ticks: int) -> int:
    """How many of so many ticks rounding may move across a phase, at most."""
    return max(min(2 * rule.noise // max(apart, 1), ticks // after) + 1 for after, apart in rule.returns())


def beyond(rule: Phased, phase: int, begin: int, ends: Ints) -> Array:
    """By how many cycles the ticks from one to each of some are beyond a phase, more than half a cycle each, in all.

    It is told of those up to the first of them, then of the ones from there to the next, and so on.
    """
    first, counts = (rule.first + begin * rule.step - phase) % MODULUS, ends.astype(object) - begin
    over = floor_sums(counts, MODULUS, rule.step, np.full(len(counts), first, dtype=object))
    phases = first * counts + rule.step * (counts * (counts - 1) // 2) - MODULUS * over
    return np.asarray(np.diff(2 * phases - counts * MODULUS, prepend=0) / (2 * MODULUS), dtype=np.float64)
