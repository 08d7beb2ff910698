"""Curves of any length, thinned to what can be seen in a picture, in constant memory.

A line is drawn as the rate moves. Where it moves a little at each tick, the line goes straight from tick to tick, and
ends at the last: stairs would show what nobody set. Where the rate is held, or leaps, it is a level line as wide as the
tick, so that a drop is a drop and not a slope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.envelope import envelope
from lrcli.render.axes import drawable, gaps_in, range_drawable

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves
    from lrcli.render.view import View

FEW_POINTS = 60  # of all curves together: up to here each tick gets a marker
LEAP = 3  # times the changes beside it: a larger change is drawn upright
CORNERS = 4  # of a curve for each bucket
BESIDE = 2  # rows on either side of a view: they tell how the line goes on
FEW_TICKS = 0.05  # of a curve: for so small a share of them a log axis does not go below DEPTH of the highest
DEPTH = 1e-3


class Thinned:
    """Curves in at most `buckets` buckets of rows: of each the first, lowest, highest and last value.

    log       on a logarithmic axis: values that are not above 0 are gaps
    view      where the axes begin and end; without it everything is seen
    extremes  the lowest and the highest value that is seen
    gaps      whose values the axis has no place for

    ValueError when there is nothing to draw.
    """

    def __init__(self, curves: Curves, buckets: int, log: bool, view: View | None = None) -> None:
        self.curves = curves
        self.log = log
        self.window = view.window if view else (0, curves.rows)
        first, end = self.window
        extremes = envelope(curves, buckets, (max(first - BESIDE, 0), min(end + BESIDE, curves.rows)), log)
        self.starts = extremes.starts
        self.first, self.last = drawable(extremes.first, log), drawable(extremes.last, log)
        self.low, self.high = range_drawable(extremes.positive if log else extremes.low, extremes.high, log)
        seen = (self.starts[:-1] < end) & (self.starts[1:] > first)
        if np.isnan(self.low[seen]).all():
            raise ValueError("a log axis shows rates above 0, and there are none" if log else "no rate can be drawn")
        self.extremes = float(np.nanmin(self.low[seen])), float(np.nanmax(self.high[seen]))
        every = np.concatenate([extremes.first, extremes.low, extremes.high, extremes.last])
        self.gaps = gaps_in(curves.labels, every, log)

    @property
    def marked(self) -> bool:
        """Whether there are so few ticks that each may be marked."""
        return (self.window[1] - self.window[0]) * len(self.curves.columns) <= FEW_POINTS

    def bottom(self) -> float:
        """The lowest value that a log axis has to show: what few ticks alone reach lies below it.

        A decay to 0 passes through many decades in its last ticks. They would leave no room for the rest.
        """
        low, high = self.extremes
        often = [np.nanquantile(values, FEW_TICKS) for values in self.low.T if not np.isnan(values).all()]
        shown = min(float(min(often)), DEPTH * high)
        return shown if low < shown / 2 else low

    def path(self, starts: Array, column: int) -> tuple[Array, Array]:
        """The corners of one curve, CORNERS for each bucket; `starts` are the edges of the buckets on the axis.

        In a bucket of one row they are the two ends of its level line, or of the straight line to the next. In one of
        many, less than a pixel wide, they are first, lowest, highest and last, each where it was as far as that is
        known.
        """
        first, low, high, last = (values[:, column] for values in (self.first, self.low, self.high, self.last))
        begin, end = starts[:-1], starts[1:]
        middle = (begin + end) / 2
        falls = last < first
        one, two = np.where(falls, high, low), np.where(falls, low, high)
        gap = np.isnan(first) | np.isnan(last)  # then a line must not shrink to a point, which would not be drawn
        x_one = np.where(gap | (one == first), begin, middle)
        x_two = np.where(gap | (two == last), end, middle)
        if self.starts[-1] - self.starts[0] == len(first):
            slopes = slopes_of(first)
            after = np.append(first[1:], np.nan)
            arrives = np.append(False, slopes[:-1]) & np.isnan(after)
            x_two = np.where(slopes | arrives, begin, x_two)
            end = np.where(arrives, begin, end)
            last = np.where(slopes, after, last)
        return np.stack([begin, x_one, x_two, end], axis=-1).ravel(), np.stack([first, one, two, last], axis=-1).ravel()


def slopes_of(rates: Array) -> npt.NDArray[np.bool_]:
    """At which ticks a curve is on its way to the next: as at a neighbour, and not in a leap.

    The change may be like that of a neighbour by its size, or by its factor where both go the same way.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        change, factor = (np.diff(values, prepend=np.nan, append=np.nan) for values in (rates, np.log(rates)))
        size = np.abs(change)
        near = np.fmax(size[:-1], np.append(size[2:], np.nan))  # the changes before and after each
        before = np.where(factor[:-1] * factor[1:] > 0, np.abs(factor[:-1]), np.nan)
        after = np.append(np.where(factor[2:] * factor[1:-1] > 0, np.abs(factor[2:]), np.nan), np.nan)
        moves: npt.NDArray[np.bool_] = (size[1:] > 0) & (
            (size[1:] <= LEAP * near) | (np.abs(factor[1:]) <= LEAP * np.fmax(before, after))
        )
    return moves
