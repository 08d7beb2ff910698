"""The lowest rate above 0 in each of many stretches of a long curve, for a log axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import ENDS, PERIOD, blocks
from lrcli.analysis.searched import least_positive
from lrcli.schedules.phased import FLAT, MODULUS, Phased
from lrcli.schedules.uneven import Passed

if TYPE_CHECKING:
    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.closed import Closed
    from lrcli.schedules.arcs import Arc

BESIDE = 16
"""Rows to each side of where a rate comes to 0 in which it may have been rounded up and down."""
AT_ONCE = 2**18
"""Parts of a curve that are looked at in one go."""


def least_positives(curve: Closed, begins: Ints, ends: Ints, wanted: Bools) -> Array:
    """The lowest rate above 0 in those of some stretches that are wanted, each with such a rate; infinity elsewhere."""
    least, some = np.full(len(begins), np.inf), np.flatnonzero(wanted)
    low, high, pieces, owners = parts_in(curve, begins[some], ends[some])
    plain = curve.ways[curve.owners[pieces]] == ENDS
    np.minimum.at(least, some[owners[plain]], least_of_parts(curve, low[plain], high[plain])[0])
    for number in np.flatnonzero(curve.ways != ENDS).tolist():
        arc = curve.arcs[number]
        first, last = np.maximum(begins[some], arc.begin), np.minimum(ends[some], arc.end)
        here = first < last
        stretches, first, last = some[here], first[here], last[here]
        if phases := phases_of(arc):
            zero = curve.extremes(first, last)[0] == 0
            found = least_of_phases(curve, phases, first[zero], last[zero])
            least[stretches[zero]] = np.minimum(least[stretches[zero]], found)
            stretches, first, last = stretches[~zero], first[~zero], last[~zero]
        whole = (last - first >= 2 * arc.period) & (curve.ways[number] == PERIOD)
        if whole.any():
            found, same = least_of_periods(curve, arc, first[whole], last[whole])
            least[stretches[whole]] = np.minimum(least[stretches[whole]], found)
            whole[whole] = same
        for stretch in np.flatnonzero(~whole).tolist():
            lowest = least_positive(curve, int(first[stretch]), int(last[stretch]))
            least[stretches[stretch]] = min(least[stretches[stretch]], lowest)
    return least


def phases_of(arc: Arc) -> Phased | None:
    """The rule by phases of an arc that has one."""
    rule = arc.rule.phases if isinstance(arc.rule, Passed) else arc.rule
    return rule if isinstance(rule, Phased) else None


def least_of_phases(curve: Closed, rule: Phased, begins: Ints, ends: Ints) -> Array:
    """The lowest rate above 0 in stretches where the lowest is 0: behind a turn, as near as there is one.

    Where the rows on both sides of a part have a rate of 0, it has no other one.
    """
    least = np.full(len(begins), np.inf)
    for turn, after in zip(rule.turns, [*rule.turns[1:], rule.turns[0]], strict=True):
        sides = [(turn, 1), (after, -1)]
        next_to = [lowest_behind(curve, rule, begins, ends, *side, 0) for side in sides]
        some = np.flatnonzero(np.minimum(*next_to) < np.inf)
        for side in sides:
            least[some] = np.minimum(least[some], least_behind(curve, rule, begins[some], ends[some], *side))
    return least


def least_behind(curve: Closed, rule: Phased, begins: Ints, ends: Ints, turn: int, way: int) -> Array:
    """The lowest rate above 0 of those that come next behind a turn, on one side of it; infinity for none."""
    far, least, waiting = 2 * rule.noise + FLAT, np.full(len(begins), np.inf), np.arange(len(begins))
    while waiting.size and far < MODULUS:
        again = waiting[least[waiting] == np.inf]
        found = lowest_behind(curve, rule, begins[waiting], ends[waiting], turn, way, far)
        least[waiting] = np.minimum(least[waiting], found)
        waiting, far = again, 4 * far
    return least


def lowest_behind(curve: Closed, rule: Phased, begins: Ints, ends: Ints, turn: int, way: int, far: int) -> Array:
    """The lowest rate above 0 of the row that comes first behind a turn, on one side of it, and others up to so far."""
    least = np.full(len(begins), np.inf)
    owners, rows = rule.ahead(begins, ends, np.full(len(begins), turn), way, far)
    for first, last in blocks(0, len(rows)):
        rates = curve.rates(rows[first:last])
        np.minimum.at(least, owners[first:last][rates > 0], rates[rates > 0])
    return least


def parts_in(curve: Closed, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The parts of stretches in the pieces of a curve: where they begin and end, the piece, and the stretch."""
    left = np.searchsorted(curve.begins, first, side="right") - 1
    counts = np.searchsorted(curve.begins, last) - left
    owners = np.repeat(np.arange(len(first)), counts)
    pieces = np.arange(len(owners)) + np.repeat(left - (np.cumsum(counts) - counts), counts)
    low, high = np.maximum(curve.begins[pieces], first[owners]), np.minimum(curve.ends[pieces], last[owners])
    return low, high, pieces, owners


def least_of_periods(curve: Closed, arc: Arc, first: Ints, last: Ints) -> tuple[Array, Bools]:
    """The lowest rate above 0 in the first and last period of some stretches, and whether all periods have none lower.

    So it is if both have as many rates above 0: then no place of a period comes to 0, or above it, in between.
    """
    turns = np.asarray(arc.turns, dtype=np.int64)
    found, above = [], []
    for begins in (first, last - arc.period):
        phase = (begins - arc.begin) % arc.period
        around = begins[:, None] - phase[:, None] + np.concatenate([turns, turns + arc.period])
        edges = np.clip(around, begins[:, None], (begins + arc.period)[:, None])
        low = np.concatenate([begins[:, None], edges], axis=1)
        high = np.concatenate([edges, (begins + arc.period)[:, None]], axis=1)
        least, count = np.full(low.shape, np.inf), np.zeros(low.shape, dtype=np.int64)
        some = low < high
        least[some], count[some] = least_of_parts(curve, low[some], high[some])
        found.append(least.min(axis=1))
        above.append(count.sum(axis=1))
    return np.minimum(*found), above[0] == above[1]


def least_of_parts(curve: Closed, low: Ints, high: Ints) -> tuple[Array, Ints]:
    """The lowest rate above 0 in each of some parts, infinity where there is none, and how many are above 0.

    In a part the curve goes one way. So the lowest is at one of its ends, or beside where the rate comes to 0.
    """
    if len(low) > AT_ONCE:
        several = [
            least_of_parts(curve, low[first : first + AT_ONCE], high[first : first + AT_ONCE])
            for first in range(0, len(low), AT_ONCE)
        ]
        least, counts = (np.concatenate(each) for each in zip(*several, strict=True))
        return least, counts
    ends = np.stack([low, high - 1], axis=-1)
    rates = curve.rates(ends.ravel()).reshape(ends.shape)
    above = rates > 0
    least = rates.min(axis=1, where=above, initial=np.inf)
    counts = np.where(above.all(axis=1), high - low, 0)
    cross = np.flatnonzero(above[:, 0] != above[:, 1])
    zero, positive = np.where(above[cross, :1], ends[cross, ::-1], ends[cross]).T
    while (np.abs(positive - zero) > 1).any():
        middle = (zero + positive) // 2
        come = curve.rates(middle) > 0
        zero, positive = np.where(come, zero, middle), np.where(come, middle, positive)
    counts[cross] = np.where(above[cross, 0], positive - low[cross] + 1, high[cross] - positive)
    rows = positive[:, None] + np.arange(-BESIDE, BESIDE + 1)
    rows = np.clip(rows, low[cross][:, None], high[cross][:, None] - 1)
    beside = curve.rates(rows.ravel()).reshape(rows.shape)
    least[cross] = np.minimum(least[cross], beside.min(axis=1, where=beside > 0, initial=math.inf))
    return least, counts
