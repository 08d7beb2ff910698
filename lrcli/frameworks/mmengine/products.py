"""Several of MMEngine's schedulers that multiply one rate: where their product rises, and where it falls.

The logarithm of what each multiplies by goes along a straight line or bends down, and so does the sum of several. What
the product gains from each tick to one some ticks later therefore only falls: where it begins to lose is found by
halving.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.arcs import HELD, MOST_ARCS, MOST_STAIRS, arc_with, rounds, unknown

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks.mmengine.timeline import Actor
    from lrcli.schedules.arcs import Arc

ROUNDED = 16 * 2.0**-52
"""Share by which rounding may move a factor, and share of its calls by which it may be early or late."""


def arcs_of_product(actors: list[Actor], begin: int, end: int) -> list[Arc]:
    """The arcs of those that act at once, from one tick to another: known where all of them multiply the rate."""
    if not all(actor.scheduler.multiplies and actor.scheduler.goes_one_way() for actor in actors):
        return unknown(begin, end)
    dates = np.array(sorted({date for actor in actors for date in actor.dates(begin, end)}), dtype=np.int64)
    smooth, stairs = ([actor for actor in actors if (actor.period > 1) is jumps] for jumps in (False, True))
    unsure, form = [not_sure(smooth, 1, begin, end)], "" if any(actor.period for actor in smooth) else HELD
    period, start = math.lcm(*(actor.period for actor in stairs)), begin
    turns = dates
    if sum((end - begin) // actor.period for actor in stairs) <= (MOST_STAIRS if form else MOST_ARCS):
        turns, dates = np.concatenate([dates, *(actor.jumps(begin, end) for actor in stairs)]), dates[:0]
        period = 0
    elif sum(period // actor.period for actor in stairs) > MOST_ARCS or len(dates) > MOST_ARCS:
        return unknown(begin, end)
    else:
        unsure.append(not_sure(actors, period, begin, end))
        start = int(stairs[0].jumps(begin + 1 - stairs[0].period, begin + 1)[0])
        turns = np.unique(np.concatenate([actor.jumps(start, start + period) for actor in stairs])) - start
    edges = {begin, *dates.tolist(), *(edge for each in unsure for edge in each), end}
    arcs: list[Arc] = []
    for first, last in pairwise(sorted(edges)):
        if any(low <= first < high for low, high in unsure):
            arcs += unknown(first, last)
        elif period:
            arcs += rounds(start, last, period, turns.tolist(), first)
        else:
            arcs += arc_with(turns, first, last, form)
    return arcs


def not_sure(actors: list[Actor], ahead: int, begin: int, end: int) -> tuple[int, int]:
    """Where it is not sure whether the product gains from a tick to one so many later: from a tick to another.

    Before, it does; from there on it loses. It is sure everywhere if no factor goes another way than the others.
    """
    room = np.array([ROUNDED * actor.scheduler.calls for actor in actors])

    def gains(tick: int) -> Array:
        calls = (actor.calls(np.full(1, float(tick))) for actor in actors)
        pairs = zip(actors, calls, strict=True)
        with np.errstate(all="ignore"):
            return np.array([actor.scheduler.log_gain(own, ahead / actor.hold)[0] for actor, own in pairs])

    def sure(tick: int, way: int) -> bool:
        each = gains(tick)
        return bool(way * each.sum() - (room * np.abs(each)).sum() > ROUNDED * (len(actors) + 1))

    ticks = range(begin, max(end - ahead, begin))
    first = gains(begin) if ticks else np.zeros(1)
    if (first >= 0).all() or (first <= 0).all():
        return begin, begin
    risen = bisect_left(ticks, True, key=lambda tick: not sure(tick, 1))
    return begin + risen, begin + bisect_left(ticks, True, risen, key=lambda tick: sure(tick, -1))
