"""The sum of a series of arcs with one period, out of what follows one another at the same place of each period."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.sums import LEAST, smooth_sum, smooth_sums

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc

LONG, ORDER = 1000, 8
"""Rows or periods over which rates change so slowly that their differences of that order are made of roundings."""
PROBED = 500
"""Places at which these are looked at."""
FEW = 64
"""Periods that are added up one by one."""
MOST = 2**32
"""More periods than there are."""


def sums_of_series(rates: Callable[[Ints], Array], arcs: Sequence[Arc]) -> list[float]:
    """Sums that add up to that over all series among some arcs."""
    series: list[list[Arc]] = []
    for arc in arcs:
        if series and 0 < arc.changed < arc.period == series[-1][0].period and arc.begin == series[-1][-1].end:
            series[-1].append(arc)
        elif arc.changed:
            series.append([arc])
    return [each for one in series for each in sums_of_one(rates, one)]


def noise_of(rates: Callable[[Ints], Array], begin: int, end: int, step: int, places: int = PROBED) -> float:
    """By how much rounding takes rates that are so many rows apart from a smooth line.

    The differences of a high order are made of that. The highest tenth is left out: some are about turns or changes.
    """
    firsts = np.linspace(begin, end - 1 - ORDER * step, places).astype(np.int64)
    found = rates((firsts[:, None] + np.arange(ORDER + 1) * step).ravel()).reshape(-1, ORDER + 1)
    return float(np.quantile(np.abs(np.diff(found, ORDER)), 0.9) / math.sqrt(math.comb(2 * ORDER, ORDER)))


def at_places(
    rates: Callable[[Ints], Array], firsts: Ints, counts: Ints, period: int
) -> tuple[Callable[[Ints], Array], Ints, Ints]:
    """Rates that are a period apart as a function of numbers, and the stretches of these: so many from each first row.

    There are as many stretches as first rows.
    """

    def at(numbers: Ints) -> Array:
        return rates(firsts[numbers // MOST] + numbers % MOST * period)

    return at, np.arange(len(firsts)) * MOST, counts


def sums_of_one(rates: Callable[[Ints], Array], arcs: Sequence[Arc]) -> list[float]:
    """The same of one series.

    The places of a period between two turns are a part. Those parts that never change have a sum that is smooth in the
    number of the period. In the others the rates at each place are smooth in it, from one change to the next.
    """
    begin, end, period = arcs[0].begin, arcs[-1].end, arcs[0].period
    count = (end - begin) // period
    turns = [arc.begin - begin + each for arc in arcs for each in (*arc.turns, arc.changed)]
    places = np.unique(np.array([0, *turns]) % period)
    sizes = np.diff(places, append=period)
    step = 1 if np.median(sizes) > LONG else period
    noise = noise_of(rates, begin, end, step) if end - begin > LONG * step else 0.0
    changes = [{0, count} for _ in places]
    for arc in arcs[1:]:
        since = arc.begin - begin
        for part in np.flatnonzero((places - since) % period < arc.changed).tolist():
            changes[part].add(min(-((places[part] - since) // period), count))
    stay = np.array([len(each) <= 2 for each in changes])

    def of_periods(numbers: Ints) -> Array:
        begins = begin + numbers[:, None] * period + places[stay]
        sums = smooth_sums(rates, begins.ravel(), np.tile(sizes[stay], len(numbers)), LEAST, noise)
        return np.asarray(sums.reshape(begins.shape).sum(axis=-1))

    runs = [
        (begin + place + first * period, last - first)
        for part in np.flatnonzero(~stay).tolist()
        for first, last in pairwise(sorted(changes[part]))
        for place in range(places[part], places[part] + sizes[part])
    ]
    firsts, counts = np.array(runs, dtype=np.int64).reshape(-1, 2).T

    rest = begin + count * period + places
    rest = rest[rest < end]
    return [
        smooth_sum(of_periods, np.zeros(1, dtype=np.int64), np.array([count]), FEW, noise * period),
        smooth_sum(*at_places(rates, firsts, counts, period), LEAST, noise),
        smooth_sum(rates, rest, np.diff(rest, append=end), LEAST, noise),
    ]
