"""The sum of periods that are the same, or the same but for their height."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc

MOST = 2**20
"""Rates of a period up to which each is looked at."""
MANY = 2**12
"""Rates for each turn of a period up to which periods are not added up in less time by their parts."""
PROBED = 64
"""Places of a period that tell at once whether all periods are the same."""
LEAST_STEADY, MOST_STEADY = 16, 64
"""Periods at which it is seen whether all have about the same sum."""
PAIRS = 2**12
"""Pairs of a place and a period at which it is seen whether they differ by their height alone."""
SAME = 1e-13
"""Share of the highest rate of a period by which one may be off then."""
GOLDEN = (math.sqrt(5) - 1) / 2
"""A number whose multiples have fractions that are spread evenly."""


def sum_of_heights(rates: Callable[[Ints], Array], arc: Arc, count: int) -> float | None:
    """The sum over the first periods of an arc, so many; None if more than their height changes, or less is as quick.

    The rate at each place p of period n is low(p) + share(p) * (h(n) - h(0)), as in cycles each of which is a factor as
    high as the one before, with a floor or without. h are the rates at the place that moves most. So one period at each
    end tells low and share; all of one between them, and pairs of p and n, tell whether it is so.
    """
    if arc.period > MOST or count < 2:
        return None
    places, last = arc.begin + np.arange(arc.period), count - 1
    some = places[spread(PROBED, arc.period)]
    moves = np.abs(rates(some + last * arc.period) - rates(some))
    place = some[np.argmax(moves)]
    if moves.any() and 4 * arc.period + count > MANY * len(arc.turns):
        return None
    heights = rates(place + np.arange(count if moves.any() else 1) * arc.period)
    first, end = rates(places), rates(places + last * arc.period)
    if not moves.any():
        return count * float(first.sum()) if np.array_equal(first, end) else None
    base, other, number = (first, end, 0) if abs(heights[0]) < abs(heights[-1]) else (end, first, last)
    share = (other - base) / (heights[last - number] - heights[number])
    highest = max(float(np.abs(first).max()), float(np.abs(end).max())) / float(np.abs(heights).max())

    def is_so(which: Ints, periods: Ints) -> bool:
        own = rates(places[which] + periods * arc.period)
        off = np.abs(own - base[which] - share[which] * (heights[periods] - heights[number]))
        return bool((off <= SAME * np.maximum(np.abs(own), highest * np.abs(heights[periods]))).all())

    middle = np.full(arc.period, count // 2)
    if not is_so(spread(PAIRS, arc.period), np.arange(PAIRS) * count // PAIRS) or not is_so(places - arc.begin, middle):
        return None
    return float(count * base.sum() + share.sum() * (heights - heights[number]).sum())


def sum_of_steady(rates: Callable[[Ints], Array], arc: Arc, count: int, near: float) -> tuple[float, float] | None:
    """The same of periods that only rounding tells apart, and by what share of their sums; None of others.

    It is seen at some of them, of which the first and the last are two: their mean is off by less than a share `near`,
    as what rounding does to them evens out.
    """
    some = min(MOST_STEADY, MOST // arc.period)
    if some < LEAST_STEADY or count < some**2:
        return None
    numbers = np.append(spread(some - 2, count), [0, count - 1])
    rows = arc.begin + numbers[:, None] * arc.period + np.arange(arc.period)
    sums = rates(rows.ravel()).reshape(rows.shape).sum(axis=-1)
    apart, mean = float(np.ptp(sums)), float(sums.mean())
    return (count * mean, apart / abs(mean)) if apart < near * math.sqrt(some) * abs(mean) else None


def spread(count: int, end: int) -> Ints:
    """Whole numbers before an end, so many, at no one distance."""
    return np.asarray((np.arange(count) * GOLDEN % 1 * end).astype(np.int64))
