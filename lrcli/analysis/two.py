"""Two long curves at once, out of their arcs: where they differ most, and where first.

In a stretch of rows in which the extremes of both are known the difference has a bound. Stretches whose bound is beyond
what was found are divided, until their rows are few enough to be looked at. Where too many remain, as of two curves
that are the same but for rounding, every row has to be looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.closed import LEAF, WALKED, Closed, closed, keep_extremes
from lrcli.analysis.first_rows import TooManyError, all_rows
from lrcli.schedules.arcs import unknown
from lrcli.schedules.curve import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Column, Curves

PIECES = 8
"""Into how many a stretch is divided."""
BEGUN = 1024
"""Stretches that the whole of both is divided into at first."""
MOST_CELLS = 2**17
"""Stretches that are divided at a time."""
MOST_SAMPLED = 2**16
"""Stretches of which turns are looked at, so that what is found in one may rule out others."""
FEW_ROWS = 2**19
"""Rows that are looked at one by one rather than in stretches."""
MOST_ROWS = 3 * 2**22
"""Rows that are looked at one by one at most."""


class Measure(NamedTuple):
    """How far two rates are apart.

    value   of the rates of both
    bound   which it is not above, from the lowest and the highest rate of the one, and those of the other
    """

    value: Callable[[Array, Array], Array]
    bound: Callable[[Array, Array, Array, Array], Array]


def size_apart(left: Array, right: Array) -> Array:
    """How large their difference is."""
    return np.asarray(np.abs(right - left))


def share_apart(left: Array, right: Array) -> Array:
    """The same as a share of the higher rate; 0 where both are 0."""
    apart, higher = np.abs(right - left), np.maximum(np.abs(left), np.abs(right))
    return np.divide(apart, higher, out=np.zeros_like(apart), where=apart > 0)


def size_bound(low_a: Array, high_a: Array, low_b: Array, high_b: Array) -> Array:
    return np.asarray(np.maximum(high_b - low_a, high_a - low_b))


def share_bound(low_a: Array, high_a: Array, low_b: Array, high_b: Array) -> Array:
    """The share is largest at a corner; rates below 0 have a share of 2 at most, others of 1."""
    with np.errstate(all="ignore"):
        corners = np.fmax((high_b - low_a) / high_b, (high_a - low_b) / high_a)
    rounded = np.minimum(np.fmax(corners, 0) * (1 + 1e-15), 1.0)
    held = (low_a == high_a) & (low_b == high_b)
    exact = np.where(held, share_apart(low_a, low_b), rounded)
    return np.where((low_a < 0) | (low_b < 0), 2.0, exact)


SIZE = Measure(size_apart, size_bound)
SHARE = Measure(share_apart, share_bound)
MORE = Measure(lambda left, right: right - left, lambda low_a, _a, _b, high_b: high_b - low_a)
LESS = Measure(lambda left, right: left - right, lambda _a, high_a, low_b, _b: high_a - low_b)


class Less(Beside):
    """The second of two curves less the first."""

    def __init__(self, both: Curves) -> None:
        a, b = both.columns
        self.both = both
        super().__init__(
            "B - A",
            lambda t, of: b.gapped(t) - a.gapped(t),  # noqa: ARG005  # it is a difference of rates
            seams=lambda end: [row for row in both.seams if row < end],
        )


class Two:
    """Two long curves in the rows in which both have a rate."""

    def __init__(self, a: Closed, b: Closed) -> None:
        self.a, self.b, self.rows = a, b, a.rows

    @property
    def same(self) -> bool:
        """Whether they are one and the same curve."""
        return (self.a.column.curve, self.a.column.run) == (self.b.column.curve, self.b.column.run)

    def rates(self, rows: Ints) -> tuple[Array, Array]:
        """The rates of both in rows."""
        return self.a.rates(rows), self.b.rates(rows)

    def greatest(self, measure: Measure, begins: Ints, ends: Ints) -> Array:
        """The greatest value of a measure in each of some stretches. TooManyError where that takes too many rows."""
        best = np.full(len(begins), -np.inf)
        owners = np.arange(len(begins))
        while owners.size:
            for owner, rows in self._samples(owners, begins, ends):
                np.maximum.at(best, owner, measure.value(*self.rates(rows)))
            bound = measure.bound(*self.a.extremes(begins, ends), *self.b.extremes(begins, ends))
            may = (bound > best[owners]) & (ends - begins > 2)
            owners, begins, ends = owners[may], begins[may], ends[may]
            count = int((ends - begins).sum())
            if count <= FEW_ROWS or len(owners) > MOST_CELLS:
                if count > MOST_ROWS:
                    raise TooManyError
                for owner, rows in all_rows(owners, begins, ends):
                    keep_extremes(np.empty(len(best)), best, owner, measure.value(*self.rates(rows)))
                return best
            owners, begins, ends = in_pieces(owners, begins, ends)
        return best

    def _samples(self, owners: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Rows in which a measure may be great: the ends of stretches, and some turns of both curves in them."""
        yield np.repeat(owners, 2), np.stack([begins, ends - 1], axis=-1).ravel()
        for curve in (self.a, self.b) if len(owners) <= MOST_SAMPLED else ():
            yield from ((owners[stretches], rows) for stretches, rows in curve.samples(begins, ends))

    def range(self, begins: Ints, ends: Ints) -> tuple[Array, Array]:
        """The lowest and the highest value of the second less the first in each of some stretches."""
        if self.same:
            return np.zeros(len(begins)), np.zeros(len(begins))
        return 0.0 - self.greatest(LESS, begins, ends), self.greatest(MORE, begins, ends)

    def first_greatest(self, measure: Measure) -> int:
        """The first row in which a measure is greatest."""
        _, begins, ends = in_pieces(*as_one(0, self.rows), BEGUN)
        return self.first_row(measure, self.greatest(measure, begins, ends).max(), np.greater_equal)

    def first_above(self, measure: Measure, limit: float) -> int:
        """The first row in which a measure is above a limit, which it is somewhere."""
        return self.first_row(measure, limit, np.greater)

    def first_row(self, measure: Measure, limit: float, is_beyond: Callable[[Array, float], Array]) -> int:
        """The first row in which a measure is beyond a limit, which it is somewhere."""
        waiting = [(0, self.rows)]
        left = MOST_ROWS // 4
        while waiting:
            begin, end = waiting.pop()
            if end - begin <= LEAF:
                rows = np.arange(begin, end)
                beyond = is_beyond(measure.value(*self.rates(rows)), limit)
                if beyond.any():
                    return begin + int(np.argmax(beyond))
                left -= end - begin
                if left < 0:
                    raise TooManyError
                continue
            _, begins, ends = in_pieces(*as_one(begin, end), BEGUN)
            bound = measure.bound(*self.a.extremes(begins, ends), *self.b.extremes(begins, ends))
            may = is_beyond(bound, limit)
            waiting += list(zip(begins[may].tolist(), ends[may].tolist(), strict=True))[::-1]
        raise AssertionError("the measure is beyond the limit somewhere")


def both_closed(curves: Curves) -> Two | None:
    """Two long curves, where both are known in nearly all rows in which they have a rate, to the last digit."""
    rows = min(curves.ends)
    if curves.rows <= WALKED or not rows:
        return None
    a, b = (known_of(column, rows) for column in curves.columns)
    if a is None or b is None or not (a.finite and b.finite) or a.noise or b.noise:
        return None
    return Two(a, b)


def known_of(column: Column, rows: int) -> Closed | None:
    """The first rows of a curve out of its arcs; if they are few, out of all of them."""
    if rows > WALKED:
        return closed(column, rows)
    return Closed(column, unknown(0, rows))


def as_one(begin: int, end: int) -> tuple[Ints, Ints, Ints]:
    """A stretch as the only one."""
    return np.zeros(1, dtype=np.int64), np.array([begin]), np.array([end])


def in_pieces(owners: Ints, begins: Ints, ends: Ints, pieces: int = PIECES) -> tuple[Ints, Ints, Ints]:
    """Stretches in so many pieces each, none of them empty."""
    edges = begins[:, None] + (ends - begins)[:, None] * np.arange(pieces + 1) // pieces
    whose = np.repeat(owners, pieces)
    first, last = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    some = first < last
    return whose[some], first[some], last[some]
