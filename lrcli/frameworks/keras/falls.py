"""The sum of Keras' polynomials with cycles whose power is so high that it is not seen what float32 makes of a step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks.keras.alike import Cycling, starts_of
from lrcli.frameworks.keras.counted_roots import sums_of_roots
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc

MOST_FALLS = 2**20
"""Cycles each of which is added up by itself."""
SMOOTH = 64
"""Steps for each unit of the power of which a cycle has no fewer: then Euler's and Maclaurin's sum soon ends."""
AT_ONCE = 2**14
"""Cycles that are added up together."""


class Falls(NamedTuple):
    """Cycles each of which falls as a power of the time that is left, and their sums.

    origin  the tick of step 0
    """

    of: Cycling
    origin: int = 0

    def later(self, first: int) -> Falls:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - first)

    def faster(self, pace: int) -> Falls | None:
        """None but for a pace of 1: of every so many-th step no sum is told."""
        return self if pace == 1 else None

    def rates(self, ticks: Ints) -> Array:
        """The rates at some ticks."""
        return self.of.formula((ticks - self.origin).astype(np.float64))

    def total(self, begin: int, end: int) -> float:
        """The sum of the rates from one tick to another."""
        begin, end = begin - self.origin, end - self.origin
        first, last = self.of.number(np.array([begin, end - 1.0])).astype(np.int64).tolist()
        parts = [np.arange(low, min(low + AT_ONCE, last + 1)) for low in range(first, last + 1, AT_ONCE)]
        mean = np.asarray(math.fsum(self.height(numbers, begin, end) for numbers in parts) / (end - begin))
        return float(blend(mean, self.of.initial_learning_rate, self.of.end_learning_rate)) * (end - begin)

    def height(self, numbers: Ints, begin: int, end: int) -> float:
        """The sum of the heights over neighbouring cycles, from one step to another."""
        edges = np.maximum(starts_of(self.of, np.append(numbers, numbers[-1] + 1), end), begin)
        lengths = self.of.decay_steps * numbers
        left = lengths - edges[:-1]
        counts = np.minimum(np.diff(edges), np.floor(left).astype(np.int64) + 1)  # nothing is left of what is late
        some = counts > 0
        return float((sums_of_roots(left[some], counts[some], self.of.power) * lengths[some] ** -self.of.power).sum())


def with_sum(of: Cycling, arcs: list[Arc]) -> list[Arc]:
    """The arcs of such cycles, with their sum if it is told."""
    if not is_told(of, arcs[-1].end):
        return arcs
    like = Falls(of)
    return [arc._replace(like=like) if arc.period or len(arc.turns) else arc for arc in arcs]


def is_told(of: Cycling, end: int) -> bool:
    """Whether the sum of the rates up to before a step is told: of cycles that are long enough, and not too many."""
    return end <= MOST_FALLS * of.decay_steps and of.decay_steps >= SMOOTH * max(of.power, 1)
