"""Straight rises and falls, again and again, as PyTorch's CyclicLR has them and those that are made after it."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.decays import first_overflow
from lrcli.schedules.arcs import MOST_TURNS, Arc, arc_with, near, rounds, unknown
from lrcli.schedules.phased import Phased
from lrcli.schedules.shapes import as_fraction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli._lazy import Array


class Triangles(NamedTuple):
    """Cycles of a straight rise and a straight fall.

    up, down  the steps of each
    """

    up: float
    down: float

    @property
    def size(self) -> float:
        """The steps of a cycle."""
        return self.up + self.down

    def cycle(self, t: Array) -> Array:
        """The number of the cycle, from 1 on."""
        return np.floor(1 + t / self.size)

    def height(self, t: Array) -> Array:
        """From 0 up to 1 and back, in each cycle."""
        ratio = self.up / self.size
        x = 1 + t / self.size - self.cycle(t)
        return np.where(x <= ratio, x / ratio, (x - 1) / (ratio - 1 or np.nan))

    def too_large(self, mode: str, gamma: float) -> int | None:
        """The first tick at which a mode raises to a power that is too large for a float; None where none does.

        triangular2 divides by 2 to the power of the cycles that are over.
        """
        if mode != "triangular2":
            return first_overflow(gamma) if mode == "exp_range" else None
        tick = math.floor(sys.float_info.max_exp * self.size) - 1
        while self.cycle(np.asarray(float(tick))) <= sys.float_info.max_exp:
            tick += 1
        return tick

    def arcs(self, end: int, gamma: float = 1.0) -> list[Arc]:
        """The arcs, before tick `end`, of a height times gamma ** t.

        That turns in the rise if gamma ** t falls, in the fall if it grows.
        """
        up, size = self.up, self.size
        if not 0 < up <= size or (up == size and size % 1) or gamma <= 0:
            return unknown(0, end)
        turn = -1 / math.log(gamma) if gamma != 1 else 0
        if turn < 0:
            turn += size
        inside = 0 < turn < up if gamma < 1 else turn > up
        more = near(turn) if inside else range(0)
        if size % 1:
            return self.uneven_arcs(end, more, steady=gamma == 1)
        return alike_rounds(int(size), sorted(turn for turn in {0, math.ceil(up), *more} if 0 <= turn < size), end)

    def uneven_arcs(self, end: int, more: range, steady: bool) -> list[Arc]:
        """The arcs of cycles that are no whole number of ticks long; `more` are ticks of one at which it turns as well.

        Very many of them are told by a period: several cycles that come to a whole number of ticks; or by their phases
        where they are `steady`, as high as the first. How far a step is in its cycle is what is left of a quotient, so
        that rounding moves it; but never below 0, where the first is.
        """
        up, size = self.up, self.size
        few = (2 + len(more)) * end / size <= MOST_TURNS
        several = None if few else as_fraction(size)
        if not few and several is None:
            rule = Phased.of(1 / Fraction(size), Fraction(0), (0, up / size), 2.0**-51 * end / size, end)
            return [Arc(0, end, rule=rule)] if steady and rule.is_quick(end) else unknown(0, end)
        begins = size * np.arange(several.denominator if several else math.ceil(end / size) + 1.0)
        turns = np.ceil(np.concatenate([begins, begins + up, *(begins + tick for tick in more)]))
        noise = 2.0**-52 * end / min(up, size - up)  # of the shorter part of a cycle
        if several is None:
            return arc_with(turns, 0, end, noise=noise)
        places = sorted({0, *(turns.astype(int) % several.numerator).tolist()})
        noise *= 2  # they come to not quite a whole number
        return rounds(0, end, several.numerator, places, noise=noise, limits=[0])


def alike_rounds(size: int, turns: Sequence[int], end: int) -> list[Arc]:
    """The arcs, before tick `end`, of cycles where a step is divided by their size to tell how far in its cycle it is.

    The quotient is rounded in the same way in all cycles whose numbers lie between the same two powers of 2.
    """
    cycles = sorted({0, *(2**power - early for power in range(60) for early in (1, 0))})
    edges = [*(cycle * size for cycle in cycles if cycle * size < end), end]
    return [arc for first, last in pairwise(edges) for arc in rounds(first, last, size, turns)]
