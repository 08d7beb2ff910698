"""Curves of any length, thinned to what can be seen in a picture, in constant memory.

The rate of a tick holds until the next one, and so it is drawn: a level line as wide as the tick, from 0 to the end of
the run, so that a drop is a drop and not a slope. Where a run is longer than a few ticks and the rate changes a little
at each of them, the line goes straight from tick to tick: stairs too small to be told apart would only look rough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.envelope import envelope

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves

FEW_ROWS = 60  # up to here each tick gets a marker and its own stair: there is one rate per tick and none between
LEAP = 3  # times the changes beside it: a larger change is drawn upright in runs of any length
LARGEST = 1e300  # above it, and below 1 / it on a log axis, matplotlib's own arithmetic overflows
CORNERS = 4  # of a curve for each bucket


class Thinned:
    """Curves in at most `buckets` buckets of rows: of each the first, lowest, highest and last value.

    log       on a logarithmic axis: values that are not above 0 are gaps
    extremes  the lowest and the highest value of all
    gaps      labels of the curves with values that the axis has no place for: not above 0 on a log axis, NaN, inf

    ValueError when there is nothing to draw.
    """

    def __init__(self, curves: Curves, buckets: int, log: bool) -> None:
        self.curves = curves
        self.log = log
        extremes = envelope(curves, buckets)
        self.starts = extremes.starts
        low = extremes.positive if log else extremes.low
        parts = (extremes.first, low, extremes.high, extremes.last)
        self.first, self.low, self.high, self.last = map(self._drawable, parts)
        if np.isnan(self.low).all():
            raise ValueError("a log axis shows rates above 0, and there are none" if log else "no rate can be drawn")
        self.extremes = float(np.nanmin(self.low)), float(np.nanmax(self.high))
        every = np.stack([extremes.first, extremes.low, extremes.high, extremes.last], axis=-1)
        left_out = np.isnan(self._drawable(every)) & ~np.isnan(every)
        self.gaps = [label for label, rows in zip(curves.labels, left_out.swapaxes(0, 1), strict=True) if rows.any()]

    def _drawable(self, rates: Array) -> Array:
        """The rates, NaN for those that the axis has no place for."""
        return np.where((np.abs(rates) < LARGEST) & (rates > 1 / LARGEST if self.log else True), rates, np.nan)

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
        if FEW_ROWS < self.curves.rows == len(first):
            slopes = self._slopes(first)
            x_two = np.where(slopes, begin, x_two)
            last = np.where(slopes, np.append(first[1:], np.nan), last)
        return np.stack([begin, x_one, x_two, end], axis=-1).ravel(), np.stack([first, one, two, last], axis=-1).ravel()

    def _slopes(self, rates: Array) -> npt.NDArray[np.bool_]:
        """At which ticks a curve is on its way to the next: as at a neighbour, and not in a leap."""
        place = np.log(rates) if self.log else rates
        change = np.abs(np.diff(place, prepend=np.nan, append=np.nan))
        near = np.fmax(change[:-1], np.append(change[2:], np.nan))  # the changes before and after each
        moves: npt.NDArray[np.bool_] = (change[1:] > 0) & (change[1:] <= LEAP * near)
        return moves
