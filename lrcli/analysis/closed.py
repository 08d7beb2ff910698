"""Figures of long curves out of their arcs: only what tells something is evaluated."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.first_rows import AT_ONCE, TooManyError, all_rows, beside, first_rows, noise_of
from lrcli.schedules.arcs import BLURRED, FALLS, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Column
    from lrcli.schedules.arcs import Arc

WALKED = 2**20
"""Rows up to which every row of a curve is looked at: that takes less time than the start of the program."""
LEAF = 8_192
"""Rows that are looked at one by one where something is searched for, or where a sum is not smooth."""
TOGETHER = 2**14
"""Pieces whose extremes are looked for at a time."""
ENDS, ROWS, PERIOD, RULE = "ends", "rows", "period", "rule"
MOST_UNKNOWN = 2**23
"""Rows outside all arcs that are looked at one by one."""


class Closed:
    """A long curve nearly all of whose rows lie in arcs, and what is asked of any of them.

    rows          those that have a value; of a rate that grows to infinity those up to the first that is infinite
    finite_rows   those before it
    begins, ends  its pieces: in each the rate goes one way, or it is a block of rows of which nothing is known, or it
                  holds all periods of an arc
    low, high     the lowest and the highest rate
    noise         by how much rounding may move a rate, where that is more than its last digit and tells what is highest
    noisy         the arcs in which it does, each with the first row of its lowest and of its highest rate
    """

    def __init__(self, column: Column, arcs: Sequence[Arc]) -> None:
        self.column, self.arcs, self.rows = column, arcs, arcs[-1].end
        pieces = [begins_of(arc) for arc in arcs]
        self.begins = np.concatenate(pieces)
        self.ends = np.append(self.begins[1:], self.rows)
        self.owners = np.repeat(np.arange(len(arcs), dtype=np.int32), [len(each) for each in pieces])
        self.finite_rows = self.rows
        self.low, self.high = (float(each[0]) for each in self.extremes(*ints(0, self.rows)))
        noisy = [arc for arc in arcs if arc.period and arc.noise and arc.form != FALLS]
        self.noise = max((noise_of(self.rates, arc) for arc in noisy), default=0.0)
        self.noisy = first_rows(self, noisy)
        found = self.rates(np.array([row for _, *rows in self.noisy for row in rows], dtype=np.int64))
        self.low, self.high = min([self.low, *found.tolist()]), max([self.high, *found.tolist()])

    @property
    def highest(self) -> float:
        """The highest rate, or what the lowest is below 0 if that is more."""
        return max(-self.low, self.high)

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
            for whole, extreme, best in zip(self.whole[:2], (np.minimum, np.maximum), (low, high), strict=True):
                best[some] = extreme.reduceat(whole, edges)[::2]
        for owners, rows in self._telling(begins, ends, (left, first_whole, after_whole, right)):
            for first in range(0, len(rows), AT_ONCE):
                part = slice(first, first + AT_ONCE)
                keep_extremes(low, high, owners[part], self.rates(rows[part]))
        return low, high

    def finite_extremes(self, begins: Ints, ends: Ints) -> tuple[Array, Array]:
        """The lowest and the highest finite rate in each of some stretches of any rows; NaN where there is none."""
        low, high = np.full(len(begins), np.nan), np.full(len(begins), np.nan)
        ends = np.minimum(ends, self.finite_rows)
        some = begins < ends
        low[some], high[some] = self.extremes(begins[some], ends[some])
        return low, high

    @cached_property
    def whole(self) -> Whole:
        """What is told of whole pieces."""
        return whole_of(self)

    @cached_property
    def of_periods(self) -> Bools:
        """Which arcs come again in each period, so that the first and the last of some of them tell of all."""
        return np.isin(self.ways, (PERIOD, RULE))

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
        periods = np.flatnonzero(self.of_periods[self.owners])
        low, high = np.searchsorted(periods, first_whole), np.searchsorted(periods, after_whole)
        sizes = np.maximum(high - low, 0)
        whole = np.arange(int(sizes.sum())) + np.repeat(low - (np.cumsum(sizes) - sizes), sizes)
        owners, inside = np.append(owners, np.repeat(numbers, sizes)), np.append(inside, periods[whole])
        first, last = np.maximum(begins[owners], self.begins[inside]), np.minimum(ends[owners], self.ends[inside])
        yield from in_pieces(self, inside, owners, first, last)

    def samples(self, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Some rows of stretches at which the curve turns, and the number of the stretch that each belongs to."""
        piece = np.minimum(np.searchsorted(self.begins, begins), len(self.begins) - 1)
        piece -= self.of_periods[self.owners[np.maximum(piece - 1, 0)]] & (self.begins[piece] > begins)
        known = np.isin(self.ways[self.owners[piece]], (ENDS, PERIOD, RULE))
        first, last = np.maximum(begins, self.begins[piece]), np.minimum(ends, self.ends[piece])
        some = np.flatnonzero(known & (first < last))
        yield from in_pieces(self, piece[some], some, first[some], last[some])

    @cached_property
    def ways(self) -> npt.NDArray[np.str_]:
        """What tells the extremes of stretches of each arc."""
        return np.array([told_by(arc) for arc in self.arcs])

    @cached_property
    def blurs(self) -> Array:
        """By how much noise may move the rates of each arc that is blurred."""
        return blurs_of(self)


class Whole(NamedTuple):
    """What is told of the pieces of a curve, each of whose rows is looked at once.

    low, high   their lowest and highest rates, and infinity behind the last; of all periods infinity
    sums        the sums of all rates of those of which nothing is known, 0 of others
    """

    low: Array
    high: Array
    sums: Array


def whole_of(curve: Closed) -> Whole:
    """What is told of the pieces of a curve."""
    count = len(curve.begins)
    low, high, sums = np.full(count + 1, np.inf), np.full(count + 1, -np.inf), np.zeros(count)
    for first in range(0, count, TOGETHER):
        pieces = np.arange(first, min(first + TOGETHER, count))
        pieces = pieces[~curve.of_periods[curve.owners[pieces]]]
        for owners, rows in in_pieces(curve, pieces, pieces, curve.begins[pieces], curve.ends[pieces]):
            rates = curve.rates(rows)
            keep_extremes(low, high, owners, rates)
            if len(owners) and curve.ways[curve.owners[owners[0]]] == ROWS:
                cuts = np.flatnonzero(np.diff(owners, prepend=-1))
                sums[owners[cuts]] = [float(each.sum()) for each in np.split(rates, cuts[1:])]
    return Whole(low, high, sums)


def in_pieces(curve: Closed, pieces: Ints, owners: Ints, first: Ints, last: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows that tell of stretches, each in one piece of a curve, and whose they are."""
    arcs = curve.owners[pieces]
    plain, blurred, every = (curve.ways[arcs] == way for way in (ENDS, BLURRED, ROWS))
    yield np.repeat(owners[plain], 2), np.stack([first[plain], last[plain] - 1], axis=-1).ravel()
    if blurred.any():
        for stretches in beside(curve.rates, first[blurred], last[blurred], 2 * curve.blurs[arcs[blurred]]):
            yield from all_rows(owners[blurred], *stretches)
    yield from all_rows(owners[every], first[every], last[every])
    for number in np.unique(arcs[curve.of_periods[arcs]]).tolist():
        here, arc = arcs == number, curve.arcs[number]
        of, lows, ends = owners[here], first[here], last[here]
        if arc.rule:
            numbers, rows = arc.rule.telling(lows, ends, curve.rates)
            yield of[numbers], rows
            continue
        long = ends - lows > arc.period
        yield from in_period(curve, arc, of, lows, np.minimum(lows + arc.period, ends))
        yield from in_period(curve, arc, of[long], ends[long] - arc.period, ends[long])


def blurs_of(curve: Closed) -> Array:
    """By how much noise may move the rates of each arc of a curve that is blurred."""
    pieces = np.flatnonzero(curve.ways[curve.owners] == BLURRED)
    rows = np.concatenate([curve.begins[pieces], curve.ends[pieces] - 1])
    highest = np.zeros(len(curve.arcs))
    np.maximum.at(highest, np.tile(curve.owners[pieces], 2), np.abs(curve.rates(rows)))
    return highest * [arc.noise for arc in curve.arcs]


def told_by(arc: Arc) -> str:
    """What tells the extremes of stretches of an arc: their ends, some or all of their rows, a period of it, a rule."""
    if not arc.known:
        return ROWS
    if arc.rule:
        return RULE
    return PERIOD if arc.period else BLURRED if arc.form == BLURRED else ENDS


def begins_of(arc: Arc) -> Ints:
    """Where the pieces of an arc begin."""
    if not arc.known:
        return np.arange(arc.begin, arc.end, LEAF, dtype=np.int64)
    if arc.period or arc.rule:
        return np.array([arc.begin], dtype=np.int64)
    return arc.begins()


def keep_extremes(low: Array, high: Array, owners: Ints, rates: Array) -> None:
    """Put rates among the extremes of the stretches that they belong to."""
    if not len(rates):
        return
    cuts = np.flatnonzero(np.diff(owners, prepend=-1))  # neighbours that belong together are many at times
    own = owners[cuts]
    with np.errstate(invalid="ignore"):  # of a nan, which is the answer then
        np.minimum.at(low, own, np.minimum.reduceat(rates, cuts))
        np.maximum.at(high, own, np.maximum.reduceat(rates, cuts))


def in_period(curve: Closed, arc: Arc, owners: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows that tell the extremes of stretches, none longer than a period of the arc, and whose they are."""
    if arc.within:
        numbers, rows = arc.within.telling(begins, ends, curve.rates)
        yield owners[numbers], rows
        return
    turns = np.array(arc.turns, dtype=np.int64)
    yield np.repeat(owners, 2), np.stack([begins, ends - 1], axis=-1).ravel()

    def before(rows: Ints) -> Ints:
        """How many turns of the arc come before some rows."""
        periods, places = np.divmod(rows - arc.begin, arc.period)
        return np.asarray(periods * len(turns) + np.searchsorted(turns, places))

    for of, numbers in all_rows(np.arange(len(owners)), before(begins), before(ends)):
        periods, places = np.divmod(numbers, len(turns))
        rows = arc.begin + periods * arc.period + turns[places]
        yield np.repeat(owners[of], 2), np.stack([np.maximum(rows - 1, begins[of]), rows], axis=-1).ravel()


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
    try:
        curve = Closed(column, arcs)
    except TooManyError:
        return None
    return curve if curve.finite else until_infinite(curve)


def until_infinite(curve: Closed) -> Closed | None:
    """The same curve up to its first infinite rate; None unless all after it are infinite too."""
    if not (curve.high == math.inf and math.isfinite(curve.low)) or curve.noisy:
        return None
    first = bisect_left(range(1, curve.rows), math.inf, key=lambda end: curve.extremes(*ints(0, end))[1][0])
    if curve.extremes(*ints(first, curve.rows))[0][0] < math.inf:
        return None
    begun = Closed(curve.column, until(curve.arcs, first + 1))
    begun.finite_rows = first
    return begun
