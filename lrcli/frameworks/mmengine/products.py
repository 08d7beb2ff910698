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
from lrcli.schedules.arcs import HELD, MOST_ARCS, MOST_STAIRS, arc_with, arcs_between, in_order, rounds, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Path
    from lrcli.frameworks.mmengine.timeline import Actor
    from lrcli.schedules.arcs import Arc

FEW = 64
"""Jumps of a scheduler that are told one by one beside others that come again and again."""
ROUNDED = 16 * 2.0**-52
"""Share by which rounding may move a factor, and share of its calls by which it may be early or late."""


def arcs_of_walk(actors: list[Actor], path: Path, begin: int, end: int) -> list[Arc]:
    """The arcs of those that act at once and whose rates are computed one after another: as all of these turn."""
    jumps = [actor.jumps(begin, end) for actor in actors]
    if sum(map(len, jumps)) > MOST_ARCS or (turns := path.turns(end - begin, MOST_ARCS)) is None:
        return unknown(begin, end)
    return arcs_between(np.concatenate([begin + np.array(turns, dtype=np.int64), *jumps]).tolist(), begin, end)


def arcs_of_product(actors: list[Actor], begin: int, end: int) -> list[Arc]:
    """The arcs of those that act at once and all multiply the rate, from one tick to another."""
    if not all(actor.scheduler.goes_one_way() for actor in actors):
        return unknown(begin, end)
    smooth, stairs = ([actor for actor in actors if (actor.period > 1) is jumps] for jumps in (False, True))
    form = "" if any(actor.period for actor in smooth) else HELD
    often = [actor for actor in stairs if (end - begin) // actor.period > FEW]
    if sum((end - begin) // actor.period for actor in stairs) <= (MOST_STAIRS if form else MOST_ARCS):
        often = []
    seldom = [actor.jumps(begin, end) for actor in actors if actor not in often]
    turns = in_order(np.concatenate([[begin], *seldom]).astype(np.int64))
    if often:
        return arcs_of_periods(smooth, often, [*turns.tolist(), end])
    arcs: list[Arc] = []
    for first, last, sure in parts([begin, end], [not_sure(smooth, 1, begin, end)]):
        if not sure:
            arcs += unknown(first, last)
        else:
            arcs += arc_with(turns, first, last, form) if form else arcs_between(turns.tolist(), first, last)
    return arcs


def arcs_of_periods(smooth: list[Actor], stairs: list[Actor], edges: list[int]) -> list[Arc]:
    """The arcs of those that act at once where some of them jump very often: they come again, from edge to edge."""
    period = math.lcm(*(actor.period for actor in stairs))
    if sum(period // actor.period for actor in stairs) > MOST_ARCS:
        return unknown(edges[0], edges[-1])
    first = edges[0] - (edges[0] - stairs[0].begin) % stairs[0].period
    turns = in_order(np.concatenate([actor.jumps(first, first + period) for actor in stairs])) - first
    unsure = [not_sure(smooth, 1, edges[0], edges[-1]), not_sure([*smooth, *stairs], period, edges[0], edges[-1])]
    arcs: list[Arc] = []
    for begin, end, sure in parts(edges, unsure):
        arcs += rounds(first, end, period, turns.tolist(), begin) if sure else unknown(begin, end)
    return arcs


def parts(edges: list[int], unsure: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """The parts from edge to edge, cut where it begins or ends that something is not sure; whether all is sure."""
    cuts = (cut for part in unsure for cut in part)
    for first, last in pairwise(sorted({*edges, *cuts})):
        yield first, last, not any(begin <= first < end for begin, end in unsure)


def not_sure(actors: list[Actor], ahead: int, begin: int, end: int) -> tuple[int, int]:
    """Where it is not sure whether the product gains from a tick to one so many later: from a tick to another.

    Before, it does; from there on it loses. It is sure everywhere if no factor goes another way than the others.
    """
    room = np.array([ROUNDED * actor.scheduler.calls for actor in actors])

    def gains(tick: int) -> Array:
        calls = (actor.calls(np.full(1, float(tick))) for actor in actors)
        pairs = zip(actors, calls, strict=True)
        return np.array([actor.scheduler.log_gain(own, ahead / actor.hold)[0] for actor, own in pairs])

    def sure(tick: int, way: int) -> bool:
        each = gains(tick)
        return bool(way * each.sum() - (room * np.abs(each)).sum() > ROUNDED * (len(actors) + 1))

    ticks = range(begin, max(end - ahead, begin))
    with np.errstate(all="ignore"):
        first = gains(begin) if ticks else np.zeros(1)
        if (first >= 0).all() or (first <= 0).all():
            return begin, begin
        risen = bisect_left(ticks, True, key=lambda tick: not sure(tick, 1))
        return begin + risen, begin + bisect_left(ticks, True, risen, key=lambda tick: sure(tick, -1))
