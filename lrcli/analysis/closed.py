"""Figures of long curves out of their arcs: only what tells something is evaluated."""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from functools import partial
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.sums import smooth_sum
from lrcli.schedules.arcs import Arc, arcs_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Column

WALKED = 2**20
"""Rows up to which every row of a curve is looked at: that takes less time than the start of the program."""
LEAF = 8_192
"""Rows that are looked at one by one where something is searched for, or where a sum is not smooth."""
FEW = 256
"""Periods that are added up one by one, for the same reason."""
PARTS = 32
"""Into how many parts a stretch is divided in which something is searched for."""
AT_ONCE = 2**18
"""Rows that are evaluated in one call at most."""


class Closed:
    """A long curve nearly all of whose rows lie in arcs, and what is asked of any of them.

    rows        those that have a rate
    low, high   the lowest and the highest rate
    """

    def __init__(self, column: Column, arcs: Sequence[Arc]) -> None:
        self.column, self.arcs, self.rows = column, arcs, arcs[-1].end
        self.begins = np.array([arc.begin for arc in arcs], dtype=np.int64)
        self.ends = np.array([arc.end for arc in arcs], dtype=np.int64)
        self.plain = np.array([arc.known and not arc.period for arc in arcs])
        low, high = self.extremes(*ints(0, self.rows))
        self.low, self.high = float(low[0]), float(high[0])

    @property
    def finite(self) -> bool:
        """Whether all rates are finite numbers."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def rates(self, rows: Ints) -> Array:
        """Rates in rows."""
        return self.column.gapped(rows)

    def extremes(self, begins: Ints, ends: Ints) -> tuple[Array, Array]:
        """The lowest and the highest rate in each of some stretches of rows."""
        low, high = np.full(len(begins), np.inf), np.full(len(begins), -np.inf)
        for owners, rows in self._telling(begins, ends):
            for first in range(0, len(rows), AT_ONCE):
                part = slice(first, first + AT_ONCE)
                lr = self.rates(rows[part])
                with np.errstate(invalid="ignore"):  # of a nan, which is the answer then
                    np.minimum.at(low, owners[part], lr)
                    np.maximum.at(high, owners[part], lr)
        return low, high

    def _telling(self, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Rows among which the extremes of each stretch are, and the number of the stretch that each belongs to."""
        left, right = np.searchsorted(self.ends, begins, side="right"), np.searchsorted(self.begins, ends)
        count = np.maximum(right - left, 0)
        owners = np.repeat(np.arange(len(begins)), count)
        arcs = np.arange(len(owners)) + np.repeat(left - np.cumsum(count) + count, count)
        first, last = np.maximum(begins[owners], self.begins[arcs]), np.minimum(ends[owners], self.ends[arcs])
        plain = self.plain[arcs]
        yield np.repeat(owners[plain], 2), np.stack([first[plain], last[plain] - 1], axis=-1).ravel()
        for number in np.unique(arcs[~plain]).tolist():
            here = arcs == number
            arc, of, lows, ends_ = self.arcs[number], owners[here], first[here], last[here]
            if arc.period:
                yield from in_period(arc, of, lows, np.minimum(lows + arc.period, ends_))
                yield from in_period(arc, of, np.maximum(ends_ - arc.period, lows), ends_)
            else:
                for each, begin, end in zip(of.tolist(), lows.tolist(), ends_.tolist(), strict=True):
                    yield np.full(end - begin, each), np.arange(begin, end)

    def having(
        self, begin: int, end: int, may: Callable[[Array, Array], Bools], ahead: int = 0, backwards: bool = False
    ) -> Iterator[tuple[int, int]]:
        """Short stretches of rows whose lowest and highest rate are as asked for, in order or from the end.

        ahead   rows ahead of each stretch that are looked at as well
        """
        waiting = [(begin, end)]
        while waiting:
            first, last = waiting.pop()
            if last - first <= LEAF:
                yield first, last
                continue
            edges = divided(first, last)
            parts = pairs_of(edges, may(*self.extremes(np.maximum(edges[:-1] - ahead, begin), edges[1:])))
            waiting += parts if backwards else parts[::-1]

    def least_positive(self, begin: int, end: int) -> float:
        """The lowest rate above 0 in a stretch that has one.

        Of periods it is in the first or in the last, or where the rate at some place of them comes to 0.
        """
        least = math.inf
        waiting: list[tuple[int, int]] = []
        for arc in self.arcs[bisect(self.ends, begin) : bisect_left(self.begins, end)]:
            first, last = max(begin, arc.begin), min(end, arc.end)
            once = arc.period if arc.period and last - first > 2 * arc.period else last - first
            waiting += {(first, first + once), (last - once, last)}
            if once < last - first:
                least = min(least, before_zero(self.rates, arc.period, first, (last - first) // arc.period))
        while waiting:
            first, last = waiting.pop()
            if last - first <= LEAF:
                low = self.rates(np.arange(first, last))
            else:
                edges = divided(first, last)
                low, high = self.extremes(edges[:-1], edges[1:])
                waiting += pairs_of(edges, (low <= 0) & (high > 0))
            least = min(least, float(low.min(where=low > 0, initial=math.inf)))
        return least

    def sum(self) -> float:
        """The sum of all rates."""
        sums = [smooth_sum(self.rates, self.begins[self.plain], (self.ends - self.begins)[self.plain], LEAF)]
        for arc in self.arcs:
            if not arc.known:
                sums += [float(self.rates(np.arange(*part)).sum()) for part in blocks(arc.begin, arc.end)]
            elif arc.period:
                count = (arc.end - arc.begin) // arc.period
                sums.append(smooth_sum(partial(self._rounds, arc), *ints(0, count), FEW))
                sums.append(sum_between(self.rates, arc, arc.begin + count * arc.period, arc.end))
        return math.fsum(sums)

    def _rounds(self, arc: Arc, numbers: Ints) -> Array:
        """The sums over some periods of an arc."""
        starts = arc.begin + numbers * arc.period
        if arc.period > LEAF:
            return np.array([sum_between(self.rates, arc, start, start + arc.period) for start in starts.tolist()])
        inside, many = np.arange(arc.period), max(AT_ONCE // arc.period, 1)
        parts = [starts[first : first + many, None] + inside for first in range(0, len(starts), many)]
        return np.concatenate([self.rates(rows.ravel()).reshape(rows.shape).sum(axis=-1) for rows in parts])


def sum_between(rates: Callable[[Ints], Array], arc: Arc, begin: int, end: int) -> float:
    """The sum over a period of an arc, or over the beginning of one."""
    parts = arcs_between((begin + turn for turn in arc.turns), begin, end)
    begins, ends = (np.array([part[side] for part in parts], dtype=np.int64) for side in (0, 1))
    return smooth_sum(rates, begins, ends - begins, LEAF)


def before_zero(rates: Callable[[Ints], Array], period: int, begin: int, count: int) -> float:
    """The lowest of the last rates above 0 at the places of so many periods; infinity where none comes to 0."""
    least = math.inf
    for first, last in blocks(begin, begin + period):
        low = np.arange(first, last)
        high = low + (count - 1) * period
        above = rates(low) > 0
        turned = above != (rates(high) > 0)
        low, high, above = low[turned], high[turned], above[turned]
        while (high - low > period).any():
            middle = low + (high - low) // period // 2 * period
            as_at_first = (rates(middle) > 0) == above
            low, high = np.where(as_at_first, middle, low), np.where(as_at_first, high, middle)
        least = min(least, float(rates(np.where(above, low, high)).min(initial=math.inf)))
    return least


def in_period(arc: Arc, owners: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows that tell the extremes of stretches, none longer than a period of the arc, and whose they are."""
    turns = np.array(arc.turns, dtype=np.int64)
    together = max(AT_ONCE // len(turns), 1)
    yield np.repeat(owners, 2), np.stack([begins, ends - 1], axis=-1).ravel()
    for first in range(0, len(owners), together):
        part = slice(first, first + together)
        begin, end = begins[part, None], ends[part, None]
        turned = begin + (arc.begin + turns - begin) % arc.period
        inside = turned < end
        of = np.broadcast_to(owners[part, None], turned.shape)[inside]
        yield np.repeat(of, 2), np.stack([turned, np.maximum(turned - 1, begin)], axis=-1)[inside].ravel()


def divided(begin: int, end: int) -> Ints:
    """The edges of the parts of a stretch in which something is searched for."""
    edges: Ints = begin + (end - begin) * np.arange(PARTS + 1, dtype=np.int64) // PARTS
    return edges


def pairs_of(edges: Ints, chosen: Bools) -> list[tuple[int, int]]:
    """Begin and end of each part that is chosen."""
    return [(int(edges[part]), int(edges[part + 1])) for part in np.flatnonzero(chosen)]


def blocks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of rows that are evaluated in one call."""
    return ((start, min(start + AT_ONCE, end)) for start in range(begin, end, AT_ONCE))


def ints(begin: int, end: int) -> tuple[Ints, Ints]:
    """Two numbers, each as an array of one."""
    return np.array([begin], dtype=np.int64), np.array([end], dtype=np.int64)


def closed(column: Column, rows: int) -> Closed | None:
    """A column's first rows, if they are many and nearly all in arcs; None where every row has to be looked at.

    `rows` are no more than have a rate.
    """
    if rows <= WALKED or column.of != "lr":
        return None
    arcs = column.curve.arcs(rows)
    if sum(arc.end - arc.begin for arc in arcs if not arc.known) > WALKED:
        return None
    curve = Closed(column, arcs)
    return curve if curve.finite else None
