"""The sum of periods that are the same, or the same but for their height."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.even_sums import GOLDEN
from lrcli.analysis.sums import LEAST, smooth_sum

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
LEAST_STEADY, MOST_STEADY, STEADY = 16, 1024, 2**17
"""Periods at which it is seen whether all have about the same sum, and their rates if they are not so few."""
NEAR, SURE = 1e-7, 2.5e-9
"""Share of the sum of a period by which that of another may differ then, and of the whole that it may be off."""
PAIRS = 2**12
"""Pairs of a place and a period at which it is seen whether they differ by their height alone."""
SAME = 1e-13
"""Share of the highest rate of a period by which one may be off then."""


class Told(NamedTuple):
    """A sum, and `off`, the most that it may be off, as a share of it and the sum before it together."""

    sum: float
    off: float

    @classmethod
    def of(cls, whole: float, error: float, before: float) -> Told | None:
        """A sum that may be off by an error; None where that may be seen."""
        off = error / ((abs(before) + abs(whole)) or 1)
        return cls(whole, off) if off <= SURE else None


def sum_of_heights(rates: Callable[[Ints], Array], arc: Arc, count: int, before: float = 0.0) -> Told | None:
    """The sum over the first periods of an arc, so many; None if more than their height changes, or less is as quick.

    The rate at each place p of period n is low(p) + share(p) * (h(n) - h(0)), as in cycles each of which is a factor as
    high as the one before, with a floor or without. h are the rates at the place that moves most. So one period at each
    end tells low and share; all of one between them, and pairs of p and n, tell whether it is so.

    before  the sum over all before
    """
    if arc.period > MOST or count < 2:
        return None
    places, last = arc.begin + np.arange(arc.period), count - 1
    some = places[spread(PROBED, arc.period)]
    moves = np.abs(rates(some + last * arc.period) - rates(some))
    place = some[np.argmax(moves)]
    if moves.any() and 4 * arc.period + count * (not arc.noise) > (MOST if arc.noise else MANY * len(arc.turns)):
        return None
    first, end = rates(places), rates(places + last * arc.period)
    if not moves.any():
        return Told(count * float(first.sum()), 0.0) if np.array_equal(first, end) else None

    def heights(numbers: Ints) -> Array:
        return rates(place + numbers * arc.period)

    ends = heights(np.array([0, last]))
    base, other, known = (first, end, ends[0]) if abs(ends[0]) < abs(ends[1]) else (end, first, ends[1])
    share, noise = (other - base) / (ends.sum() - 2 * known), arc.noise * float(np.abs(ends).max())
    every = np.zeros(1, dtype=np.int64), np.array([count])
    high = smooth_sum(heights, *every, LEAST, noise) if noise else float(heights(np.arange(count)).sum())
    whole = float(count * base.sum() + share.sum() * (high - count * known))
    highest, error = max(float(np.abs(each).max()) for each in (first, end)) / float(np.abs(ends).max()), 0.0
    for which, periods in (
        (spread(PAIRS, arc.period), np.arange(PAIRS) * count // PAIRS),
        (np.arange(arc.period), np.full(arc.period, count // 2)),
    ):
        own, there = rates(places[which] + periods * arc.period), heights(periods)
        off = own - base[which] - share[which] * (there - known)
        if noise:  # it evens out
            error = max(error, abs(float(off.mean())) * arc.period * count)
        elif not (np.abs(off) <= SAME * np.maximum(np.abs(own), highest * np.abs(there))).all():
            return None
    return Told.of(whole, error + noise * count * abs(float(share.sum())), before)


def sum_of_steady(rates: Callable[[Ints], Array], arc: Arc, count: int, before: float = 0.0) -> Told | None:
    """The same of periods that only rounding tells apart; None of others.

    It is seen at some of them, of which the first and the last are two: what rounding does to these evens out.
    """
    some = min(max(STEADY // arc.period, LEAST_STEADY), MOST_STEADY)
    if some * arc.period > MOST or count < 4 * some:
        return None
    numbers, sums = np.append([0, count - 1], spread(some - 2, count)), np.zeros(0)
    for part in (numbers[:LEAST_STEADY], numbers[LEAST_STEADY:]):  # a few tell at once where they are not
        rows = arc.begin + part[:, None] * arc.period + np.arange(arc.period)
        sums = np.append(sums, rates(rows.ravel()).reshape(rows.shape).sum(axis=-1))
        apart, mean = float(np.ptp(sums)), float(sums.mean())
        if apart > NEAR * abs(mean):
            return None
    return Told.of(count * mean, count * apart / math.sqrt(some), before)


def spread(count: int, end: int) -> Ints:
    """Whole numbers before an end, so many, at no one distance."""
    return np.asarray((np.arange(count) * GOLDEN % 1 * end).astype(np.int64))
