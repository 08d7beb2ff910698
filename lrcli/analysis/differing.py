"""How two curves differ: where first, where most, and whether one is the other a tick later."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.added import total
from lrcli.analysis.curves import CHUNK
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.measures import blocks, extremes
from lrcli.analysis.sums import sum_of
from lrcli.analysis.two import SHARE, SIZE, both_closed

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Column, Curves


class Gap(NamedTuple):
    """The rates of two curves in the same row."""

    row: int
    a: float
    b: float

    @property
    def size(self) -> float:
        return abs(self.b - self.a)

    @property
    def share(self) -> float:
        """The difference as a share of the higher rate; 0 where both are 0."""
        return self.size / max(abs(self.a), abs(self.b)) if self.size else 0.0


class Difference(NamedTuple):
    """How two curves differ, in the rows in which both have a rate.

    tolerance   what counts as no difference
    first       the first row that differs by more
    largest     the row with the largest difference; None where no row has two rates
    relative    the row where it is the largest share of the higher rate
    alone       the first row in which only one of them has a rate
    shifts      1 if the first curve one tick later is the second, -1 if one tick earlier is
    sums        of either curve
    """

    tolerance: float
    first: Gap | None
    largest: Gap | None
    relative: Gap | None
    alone: Gap | None
    shifts: tuple[int, ...]
    sums: tuple[float, float]

    @property
    def differ(self) -> bool:
        return self.first is not None or self.alone is not None


ROUNDING = 1e-12
"""Share of the peak up to which two rates are the same number, computed in two ways."""


def difference(curves: Curves, tolerance: float | None = None) -> Difference:
    """How the two curves differ; without a tolerance by more than rounding.

    Of long curves out of their arcs, where these tell it; else in one pass, two without a tolerance.
    """
    limit = ROUNDING * peak(curves) if tolerance is None else tolerance
    return seen_difference(curves, limit) or walked_difference(curves, limit)


def seen_difference(curves: Curves, limit: float) -> Difference | None:
    """How two long curves differ, out of their arcs; None where every row has to be looked at."""
    two = both_closed(curves)
    if two is None:
        return None
    if two.same:
        there, area = _gap_at(curves, 0), total(two.a)
        return None if area is None else Difference(limit, None, there, there, None, (), (area, area))
    try:
        largest, relative = two.first_greatest(SIZE), two.first_greatest(SHARE)
        differs = SIZE.value(*two.rates(np.array([largest])))[0] > limit
        first = two.first_above(SIZE, limit) if differs else None
    except TooManyError:
        return None
    ends = sorted(curves.ends)
    alone = _gap_at(curves, ends[0]) if ends[0] < ends[1] else None
    if first is not None or alone is not None:
        told = [row for row in (first, largest, two.rows - 1, 0) if row is not None]
        a, b = curves.columns
        if not all(is_no_shift(curves, one, other, told, limit) for one, other in ((a, b), (b, a))):
            return None
    sums = total(two.a), total(two.b)
    if sums[0] is None or sums[1] is None:
        return None
    begun = None if first is None else _gap_at(curves, first)
    return Difference(limit, begun, _gap_at(curves, largest), _gap_at(curves, relative), alone, (), (sums[0], sums[1]))


def is_no_shift(curves: Curves, earlier: Column, later: Column, told: list[int], limit: float) -> bool:
    """Whether rows beside some that tell something show that the rates are not those of one tick before."""
    hold = curves.run.hold
    around = hold * np.arange(-64, 65)
    beside = np.concatenate([*(row + around for row in told), np.arange(CHUNK)])
    return not follows(curves, earlier, later, np.unique(beside[(beside >= 0) & (beside < curves.rows)]), limit)


def _gap_at(curves: Curves, row: int) -> Gap:
    left, right = (float(column.gapped([row])[0]) for column in curves.columns)
    return Gap(row, left, right)


def walked_difference(curves: Curves, limit: float) -> Difference:
    """The same, row by row."""
    a, b = curves.columns
    first = largest = relative = alone = None
    shifts = {1: (a, b), -1: (b, a)} if curves.rows > curves.run.hold else {}
    sums: tuple[list[float], list[float]] = ([], [])
    for every in blocks(curves):
        # most pairs are ruled out in the first block
        shifts = {way: pair for way, pair in shifts.items() if follows(curves, *pair, every, limit)}
        left, right = a.gapped(every), b.gapped(every)
        one, other = np.isfinite(left), np.isfinite(right)
        if alone is None and (one != other).any():
            alone = _gap(every, left, right, int(np.argmax(one != other)))
        rows, left, right = every[one & other], left[one & other], right[one & other]
        if not rows.size:
            continue
        apart = np.abs(right - left)
        higher = np.maximum(np.abs(left), np.abs(right))
        share = np.divide(apart, higher, out=np.zeros_like(apart), where=apart > 0)
        candidates = _gap(rows, left, right, int(np.argmax(apart))), _gap(rows, left, right, int(np.argmax(share)))
        largest = max(largest or candidates[0], candidates[0], key=lambda gap: gap.size)
        relative = max(relative or candidates[1], candidates[1], key=lambda gap: gap.share)
        if first is None and (apart > limit).any():
            first = _gap(rows, left, right, int(np.argmax(apart > limit)))
        sums[0].append(float(left.sum()))
        sums[1].append(float(right.sum()))
    ways = tuple(shifts) if first or alone else ()
    return Difference(limit, first, largest, relative, alone, ways, (sum_of(sums[0]), sum_of(sums[1])))


def _gap(rows: Ints, left: Array, right: Array, index: int) -> Gap:
    return Gap(int(rows[index]), float(left[index]), float(right[index]))


def follows(curves: Curves, earlier: Column, later: Column, rows: Ints, tolerance: float) -> bool:
    """Whether the rates of `earlier` in these rows are those of `later` one tick after, as far as the run goes."""
    hold = curves.run.hold
    now = rows[rows + hold < curves.rows]
    before, after = earlier.gapped(now), later.gapped(now + hold)
    with np.errstate(invalid="ignore"):
        same = (np.abs(after - before) <= tolerance) | (before == after) | (np.isnan(before) & np.isnan(after))
    return bool(same.all())


def peak(curves: Curves) -> float:
    """The largest size of any finite rate; 0 where there is none."""
    return max((abs(rate) for ends in extremes(curves) for rate in ends if not math.isnan(rate)), default=0.0)
