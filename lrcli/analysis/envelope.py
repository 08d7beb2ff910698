"""What a drawing needs of curves of any length: first, lowest, highest and last value in buckets of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.closed import closed
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.positive import least_positives
from lrcli.analysis.two import Less, both_closed

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Column, Curves

SMALL_CHUNK = 6_144
"""Rows at a time where only their extremes are kept. A formula makes half a dozen arrays on the way; while they are
small the allocator keeps their memory from chunk to chunk, and it runs twice as fast; 8,192 are too many for some.
"""


class Envelope(NamedTuple):
    """What a drawing needs of curves of any length: per bucket of rows the first, lowest, highest and last value.

    `starts` has one row more than there are buckets; the arrays have one row a bucket and one column a curve. Lowest
    and highest are of the finite values; `positive` is the lowest above 0, for a log axis. NaN where there is none.
    Without a log axis `positive` is of those buckets alone whose lowest value is above 0.
    """

    starts: Ints
    first: Array
    low: Array
    high: Array
    last: Array
    positive: Array


def envelope(curves: Curves, buckets: int, window: tuple[int, int] | None = None, log: bool = True) -> Envelope:
    """First, lowest, highest and last value in each of at most `buckets` equal parts, in constant memory.

    A window is the first row of those that are looked at and the one after the last; without it they are all rows.
    """
    begins_at, ends_at = window or (0, curves.rows)
    rows_in_all = ends_at - begins_at
    count = min(buckets, rows_in_all)
    starts = begins_at + np.array([bucket * rows_in_all // count for bucket in range(count + 1)], dtype=np.int64)
    parts = [seen(column, starts, stop, log) for column, stop in zip(curves.columns, curves.ends, strict=True)]
    walked = [column for column, part in zip(curves.columns, parts, strict=True) if part is None]
    if len(walked) == len(parts):
        return walk(curves, starts)
    others = walk(curves.only(walked), starts)[1:] if walked else ()
    rest = zip(*(values.T for values in others), strict=True)
    lines = [next(rest) if part is None else part for part in parts]
    return Envelope(starts, *(np.stack(values, axis=-1) for values in zip(*lines, strict=True)))


def seen(column: Column, starts: Ints, stop: int, log: bool) -> tuple[Array, ...] | None:
    """First, lowest, highest, last and lowest positive value of a long curve in each bucket, out of its arcs.

    None where every row has to be looked at.
    """
    if isinstance(column.curve, Less):
        return seen_apart(column, starts)
    curve = closed(column, column.told_until(stop))
    if curve is None:
        return None
    begins, ends = starts[:-1], np.minimum(starts[1:], curve.finite_rows)
    low, high = curve.finite_extremes(begins, ends)
    positive = np.where(low > 0, low, np.nan)
    both = (low <= 0) & (high > 0)
    if log and both.any():
        positive[both] = least_positives(curve, begins, ends, both)[both]
    return column.gapped(begins), low, high, column.gapped(starts[1:] - 1), positive


def seen_apart(column: Column, starts: Ints) -> tuple[Array, ...] | None:
    """The same of the difference of two long curves, which is on no log axis: of both signs no value is looked for."""
    two = both_closed(column.curve.both) if isinstance(column.curve, Less) else None
    if two is None:
        return None
    begins, ends = starts[:-1], np.minimum(starts[1:], two.rows)
    some = begins < ends
    low, high = np.full(len(begins), np.nan), np.full(len(begins), np.nan)
    try:
        low[some], high[some] = two.range(begins[some], ends[some])
    except TooManyError:
        return None
    return column.gapped(begins), low, high, column.gapped(starts[1:] - 1), np.where(low > 0, low, np.nan)


def told_until(curves: Curves, end: int) -> int:
    """A row from which on none of the curves has a value up to row `end`, as far as that is known."""
    return max(min(each.told_until(end), stop) for each, stop in zip(curves.columns, curves.ends, strict=True))


def walk(curves: Curves, starts: Ints) -> Envelope:
    """The same for curves of which every row has to be looked at, in buckets that begin at some rows."""
    count, first_row = len(starts) - 1, int(starts[0])
    told = max(told_until(curves, int(starts[-1])), first_row)
    # a line per curve until the end: the extremes of neighbours in memory are found ten times as fast
    first, low, high, last, positive = (np.full((len(curves.columns), count), np.nan) for _ in range(5))
    for rows, by_row in curves.chunks(SMALL_CHUNK, gaps=True, window=(first_row, told)):
        values = np.ascontiguousarray(by_row.T)
        begin, end = int(rows[0]), int(rows[-1]) + 1
        left = int(np.searchsorted(starts, begin, side="right")) - 1
        right = int(np.searchsorted(starts, end, side="left"))
        edges = np.maximum(starts[left:right] - begin, 0)
        part = np.s_[:, left:right]
        begins = starts[left:right] >= begin
        first[part][:, begins] = values[:, edges[begins]]
        last[part] = values[:, np.minimum(starts[left + 1 : right + 1], end) - 1 - begin]

        finite = values if np.isfinite(values).all() else np.where(np.isfinite(values), values, np.nan)
        lowest = np.fmin.reduceat(finite, edges, axis=1)
        low[part] = np.fmin(low[part], lowest)
        high[part] = np.fmax(high[part], np.fmax.reduceat(finite, edges, axis=1))
        if not (lowest > 0).all():
            lowest = np.fmin.reduceat(np.where(finite > 0, finite, np.nan), edges, axis=1)
        positive[part] = np.fmin(positive[part], lowest)
    last[:, starts[1:] > told] = np.nan  # none has a value there
    return Envelope(starts, first.T, low.T, high.T, last.T, positive.T)
