"""Straight rises and falls, again and again, as PyTorch's CyclicLR has them and those that are made after it."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import overflows
from lrcli.schedules.arcs import MOST_ARCS, arcs_between, unknown

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


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

    def arcs(self, end: int) -> list[Arc]:
        """The arcs before tick `end` where each cycle is as high as the others, or at least of one height."""
        up, size = self.up, self.size
        whole = up % 1 == size % 1 == 0 and size > MOST_ARCS and 2 * end / size < MOST_ARCS
        if not whole or not 0 < up < size:
            return unknown(0, end)  # with very many cycles rounding hides where in its own cycle a tick is
        turns = (start + turn for start in range(0, end, int(size)) for turn in (-1, 0, 1, up - 1, up, up + 1))
        return arcs_between(map(int, turns), 0, end)


def too_large_at(gamma: float) -> int | None:
    """The first tick to whose power a factor is too large for a float; None where it never is."""
    if abs(gamma) <= 1:
        return None
    tick = int(math.log(sys.float_info.max) / math.log(abs(gamma)))
    while not overflows(gamma, tick):
        tick += 1
    return tick
