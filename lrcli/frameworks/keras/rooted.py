"""The sum of Keras' polynomials with cycles whose power is below 1, so that it is seen what float32 makes of a step."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import single
from lrcli.frameworks.keras.alike import ONE, AlikeCycles, Cycling, alike_between, starts_of
from lrcli.frameworks.keras.counted_roots import counted_sums
from lrcli.frameworks.keras.recurring import MOST_PARTS, Stretch
from lrcli.frameworks.keras.roots_by_step import sums_by_step
from lrcli.frameworks.keras.shares import edges
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints

FEW = 2**14
"""Steps that are added up one by one."""
FIRST = 2**18
"""Steps at the start that are."""
EVEN_POWER = 0.5
"""The power up to which leaps are so small that they even out. Of higher ones steps are added up one by one."""
MOST_PAIRS, BESIDE = 3 * 2**20, 2**17
"""Pairs of a step and a k that are added up in a whole stretch, and on each side of a power of 2."""
LATE = 64
"""Periods that have passed before a part whose cycles are added up step by step."""


class RootCycles(NamedTuple):
    """Cycles each of which falls as a power below 1 of the time that is left, as a root does, and their sums.

    origin  the tick of step 0
    """

    of: Cycling
    origin: int = 0

    def later(self, first: int) -> RootCycles:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - first)

    def faster(self, pace: int) -> RootCycles | None:
        """None but for a pace of 1: of every so many-th step no sum is told."""
        return self if pace == 1 else None

    def rates(self, ticks: Ints) -> Array:
        """The rates at some ticks."""
        return self.of.formula((ticks - self.origin).astype(np.float64))

    def total(self, begin: int, end: int) -> float:
        """The sum of the rates from one tick to another."""
        begin, end = begin - self.origin, end - self.origin
        early = min(max(begin, FIRST), end)
        heights = [rows(self.of, first, min(first + FEW, early)) for first in range(begin, early, FEW)]
        for stretch in stretches(self.of.decay_steps, early, end):
            heights += [height for each in parts_of(self.of, stretch) for height in sums(self.of, *each)]
        mean = np.asarray(math.fsum(heights) / (end - begin))
        return float(blend(mean, self.of.initial_learning_rate, self.of.end_learning_rate)) * (end - begin)


def stretches(length: float, begin: int, end: int) -> Iterator[Stretch]:
    """The stretches of steps from one to another."""
    return (Stretch.between(length, *each, ends_seen=True) for each in pairwise(edges(length, begin, end)))


def is_told(of: Cycling, end: int) -> bool:
    """Whether the sum of the rates up to before a step is told: in float32 the ends of cycles have to come again."""
    length = of.decay_steps
    if single(length) != length or length.as_integer_ratio()[1] > MOST_PARTS:
        return False
    return of.power <= EVEN_POWER or all(pairs_of(length, each) < MOST_PAIRS for each in stretches(length, ONE, end))


def pairs_of(length: float, stretch: Stretch) -> float:
    """About how many pairs of a step and a k there are in a stretch."""
    return stretch.period * (ONE * length / stretch.begin / 4 + 1)


def parts_of(of: Cycling, stretch: Stretch) -> Iterator[tuple[Stretch, bool]]:
    """Parts of a stretch, and whether in each the steps of a period are added up one by one.

    So they are beside powers of 2: there what is left comes near to whole k in very many steps together.
    """
    begin, end = stretch.begin, stretch.end
    pairs = pairs_of(of.decay_steps, stretch)
    whole = begin >= ONE and of.power > EVEN_POWER and pairs < MOST_PAIRS
    share = 1.0 if whole else BESIDE / (4 * pairs)
    low = math.floor(2 ** math.floor(math.log2(begin)) * (1 + share))
    high = math.ceil(2 ** math.ceil(math.log2(end)) * (1 - share))
    if begin < LATE * stretch.period:
        low, high = begin, end
    low = min(max(low, begin), end)
    cuts = [begin, low, min(max(high, low), end), end]
    for first, last, by_step in zip(cuts[:-1], cuts[1:], (True, False, True), strict=True):
        if first < last:
            yield stretch._replace(begin=first, end=last), by_step


def sums(of: Cycling, stretch: Stretch, by_step: bool) -> Iterator[float]:
    """Sums that add up to that of the heights over a part of a stretch: its whole cycles, and those at its ends."""
    begin, end = stretch.begin, stretch.end
    first, last = of.number(np.array([begin, end - 1.0])).astype(np.int64).tolist()
    low, high = (min(start, end) for start in starts_of(of, np.array([first + 1, last]), end).tolist())
    high = max(low, high)
    for number, *steps in ((first, begin, low), (last, high, end)):
        if steps[1] - steps[0] <= FEW:
            yield rows(of, *steps)
            continue
        for sign, step in zip((1, -1), steps, strict=True):
            alone = AlikeCycles(*(np.array([each]) for each in (step, steps[1], number, 1)))
            yield from (sign * each for each in counted_sums(of, stretch, alone))
    if last - first > 1:
        cycles = alike_between(of, stretch, first + 1, last)
        yield from sums_by_step(of, stretch, cycles) if by_step else counted_sums(of, stretch, cycles)


def rows(of: Cycling, begin: int, end: int) -> float:
    """The sum of the heights from one step to another, all of which are looked at."""
    return float(of.height(np.arange(begin, end, dtype=np.float64)).sum())
