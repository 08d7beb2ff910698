"""Figures of long curves out of their arcs: only what tells something is evaluated."""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from functools import cached_property, partial
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.sums import LEAST, smooth_sum
from lrcli.schedules.arcs import HELD, LEAPS, MOST_ARCS, UNEVEN, arcs_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Column
    from lrcli.schedules.arcs import Arc

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
TOGETHER = 2**14
"""Pieces whose extremes are looked for at a time."""
MOST_UNKNOWN = 2**22
"""Rows outside all arcs that are looked at one by one."""
MOST_ADDED = 2**25
"""Rates that a sum is made of at most."""


class Closed:
    """A long curve nearly all of whose rows lie in arcs, and what is asked of any of them.

    rows          those that have a value
    begins, ends  its pieces: in each the rate goes one way, or it is a block of rows of which nothing is known, or it
                  holds all periods of an arc
    low, high     the lowest and the highest rate
    """

    def __init__(self, column: Column, arcs: Sequence[Arc]) -> None:
        self.column, self.arcs, self.rows = column, arcs, arcs[-1].end
        pieces = [pieces_of(arc) for arc in arcs]
        self.begins = np.concatenate(pieces)
        self.ends = np.append(self.begins[1:], self.rows)
        self.owners = np.repeat(np.arange(len(arcs), dtype=np.int32), [len(each) for each in pieces])
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
        left, right = np.searchsorted(self.ends, begins, side="right"), np.searchsorted(self.begins, ends)
        last = len(self.begins) - 1
        starts_within = begins > self.begins[np.minimum(left, last)]
        first_whole, after_whole = left + starts_within, right - (ends < self.ends[right - 1])
        some = first_whole < after_whole
        if some.any():
            edges = np.stack([first_whole[some], after_whole[some]], axis=-1).ravel()
            for whole, extreme, best in zip(self._whole, (np.minimum, np.maximum), (low, high), strict=True):
                best[some] = extreme.reduceat(whole, edges)[::2]
        for owners, rows in self._telling(begins, ends, (left, first_whole, after_whole, right)):
            for first in range(0, len(rows), AT_ONCE):
                part = slice(first, first + AT_ONCE)
                keep_extremes(low, high, owners[part], self.rates(rows[part]))
        return low, high

    @cached_property
    def _whole(self) -> tuple[Array, Array]:
        """The lowest and the highest rate of each piece, and infinity behind the last; of all periods infinity."""
        count = len(self.begins)
        low, high = np.full(count + 1, np.inf), np.full(count + 1, -np.inf)
        for first in range(0, count, TOGETHER):
            pieces = np.arange(first, min(first + TOGETHER, count))
            pieces = pieces[~self._of_periods[self.owners[pieces]]]
            for owners, rows in self._in_pieces(pieces, pieces, self.begins[pieces], self.ends[pieces]):
                keep_extremes(low, high, owners, self.rates(rows))
        return low, high

    @cached_property
    def _of_periods(self) -> Bools:
        """Which arcs come again in each period, so that the first and the last of some of them tell of all."""
        return np.array([bool(arc.period) and arc.form != UNEVEN for arc in self.arcs])

    def _telling(self, begins: Ints, ends: Ints, pieces: tuple[Ints, ...]) -> Iterator[tuple[Ints, Ints]]:
        """Rows that tell of stretches what whole pieces do not, and the number of the stretch that each belongs to.

        They are in the pieces in which a stretch begins or ends, and in the arcs of periods that lie in it.
        """
        left, first_whole, after_whole, right = pieces
        numbers = np.arange(len(begins))
        cut_left = left < np.minimum(first_whole, right)
        cut_right = (after_whole < right) & ((after_whole >= first_whole) | ~cut_left)
        owners = np.concatenate([numbers[cut_left], numbers[cut_right]])
        inside = np.concatenate([left[cut_left], right[cut_right] - 1])
        periods = np.flatnonzero(self._of_periods[self.owners]) if self._of_periods.any() else ()
        for piece in periods:
            here = numbers[(first_whole <= piece) & (piece < after_whole)]
            owners, inside = np.append(owners, here), np.append(inside, np.full(len(here), piece))
        first, last = np.maximum(begins[owners], self.begins[inside]), np.minimum(ends[owners], self.ends[inside])
        yield from self._in_pieces(inside, owners, first, last)

    def samples(self, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Some rows of stretches at which the curve turns, and the number of the stretch that each belongs to."""
        piece = np.minimum(np.searchsorted(self.begins, begins), len(self.begins) - 1)
        piece -= self._of_periods[self.owners[np.maximum(piece - 1, 0)]] & (self.begins[piece] > begins)
        known = np.array([arc.known for arc in self.arcs])[self.owners[piece]]
        first, last = np.maximum(begins, self.begins[piece]), np.minimum(ends, self.ends[piece])
        some = np.flatnonzero(known & (first < last))
        for owners, rows in self._in_pieces(piece[some], some, first[some], last[some]):
            yield owners, rows

    def _in_pieces(self, pieces: Ints, owners: Ints, first: Ints, last: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Rows that tell of stretches, each in one piece, and whose they are."""
        plain = np.array([arc.known and not arc.period for arc in self.arcs])[self.owners[pieces]]
        yield np.repeat(owners[plain], 2), np.stack([first[plain], last[plain] - 1], axis=-1).ravel()
        for number in np.unique(self.owners[pieces[~plain]]).tolist():
            here = self.owners[pieces] == number
            arc, of, lows, ends = self.arcs[number], owners[here], first[here], last[here]
            if arc.period:
                yield from in_period(arc, of, lows, np.minimum(lows + arc.period, ends))
                if arc.form != UNEVEN:
                    yield from in_period(arc, of, np.maximum(ends - arc.period, lows), ends)
            else:
                yield from every_row(of, lows, ends)

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
        starts, lasts = [arc.begin for arc in self.arcs], [arc.end for arc in self.arcs]
        for arc in self.arcs[bisect(lasts, begin) : bisect_left(starts, end)]:
            first, last = max(begin, arc.begin), min(end, arc.end)
            again = arc.period and arc.form != UNEVEN and last - first > 2 * arc.period
            once = arc.period if again else last - first
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

    def sum(self) -> float | None:
        """The sum of all rates; None where too many of them would have to be added up."""
        smooth = np.array([arc.known and not arc.period and not arc.form for arc in self.arcs])[self.owners]
        begins, sizes = self.begins[smooth], (self.ends - self.begins)[smooth]
        few = len(begins) <= MOST_ARCS
        added = Counted(self.rates)
        try:
            sums = [smooth_sum(added, begins, sizes, LEAF if few else LEAST)]
            for number, arc in enumerate(self.arcs):
                if arc.form == LEAPS:
                    return None
                if arc.form == HELD:
                    here = self.owners == number
                    sums.append(float((self.rates(self.begins[here]) * (self.ends - self.begins)[here]).sum()))
                elif not arc.known:
                    sums += [float(self.rates(np.arange(*part)).sum()) for part in blocks(arc.begin, arc.end)]
                elif arc.period:
                    count = (arc.end - arc.begin) // arc.period
                    sums.append(smooth_sum(partial(rounds_sum, added, arc), *ints(0, count), FEW))
                    sums.append(sum_between(added, arc, arc.begin + count * arc.period, arc.end))
        except TooManyError:
            return None
        return math.fsum(sums)


class TooManyError(Exception):
    """More rates than are added up."""


class Counted:
    """Rates, of which no more than MOST_ADDED are given."""

    def __init__(self, rates: Callable[[Ints], Array]) -> None:
        self.rates, self.left = rates, MOST_ADDED

    def __call__(self, rows: Ints) -> Array:
        self.left -= rows.size
        if self.left < 0:
            raise TooManyError
        return self.rates(rows)


def pieces_of(arc: Arc) -> Ints:
    """Where the pieces of an arc begin."""
    if not arc.known:
        return np.arange(arc.begin, arc.end, LEAF, dtype=np.int64)
    if arc.period:
        return np.arange(arc.begin, arc.end, arc.period if arc.form == UNEVEN else arc.end, dtype=np.int64)
    return arc.begins()


def every_row(owners: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All rows of stretches of at most LEAF rows, and whose they are, some stretches at a time."""
    together = AT_ONCE // LEAF
    for first in range(0, len(owners), together):
        part = slice(first, first + together)
        rows = begins[part, None] + np.arange(LEAF)
        inside = rows < ends[part, None]
        yield np.broadcast_to(owners[part, None], rows.shape)[inside], rows[inside]


def keep_extremes(low: Array, high: Array, owners: Ints, rates: Array) -> None:
    """Put rates among the extremes of the stretches that they belong to."""
    if not len(rates):
        return
    cuts = np.flatnonzero(np.diff(owners, prepend=-1))  # neighbours that belong together are many at times
    own = owners[cuts]
    with np.errstate(invalid="ignore"):  # of a nan, which is the answer then
        np.minimum.at(low, own, np.minimum.reduceat(rates, cuts))
        np.maximum.at(high, own, np.maximum.reduceat(rates, cuts))


def rounds_sum(rates: Callable[[Ints], Array], arc: Arc, numbers: Ints) -> Array:
    """The sum over some periods of an arc."""
    starts = arc.begin + numbers * arc.period
    if arc.period > LEAF:
        return np.array([sum_between(rates, arc, start, start + arc.period) for start in starts.tolist()])
    inside, many = np.arange(arc.period), max(AT_ONCE // arc.period, 1)
    parts = [starts[first : first + many, None] + inside for first in range(0, len(starts), many)]
    return np.concatenate([rates(rows.ravel()).reshape(rows.shape).sum(axis=-1) for rows in parts])


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
    if rows <= WALKED:
        return None
    arcs = column.curve.arcs_of(rows, column.of)
    not_told = sum(arc.end - arc.begin for arc in arcs if not arc.known)
    if not_told > MOST_UNKNOWN or 4 * not_told > rows:
        return None
    curve = Closed(column, arcs)
    return curve if curve.finite else None
