"""A curve on its run, looked through once: its extremes part by part, and the figures that follow from them."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import CHUNK, Column

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from lrcli._lazy import Array, Ints
    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve

TINY = 1e-6
"""Share of the peak: below it nothing is learnt, and a rise by less counts as none."""
MOST_SECTIONS = 10_000
"""Sections of a run whose extremes are kept. A run of more epochs than this is not looked at epoch by epoch."""
MOST_TURNS = 2**20
"""Turns that are looked at for the extremes of sections, where each section has some periods with many turns."""


class Sections(NamedTuple):
    """A curve in sections: the row at which each begins and the row after the last, extremes, and if all is finite.

    Lowest and highest are of the finite rates, NaN where there are none.
    """

    edges: Ints
    low: Array
    high: Array
    finite: npt.NDArray[np.bool_]


class Profile:
    """A curve on a run, looked through once."""

    def __init__(self, curve: Curve, run: Run, watch: Callable[[int, int], None] | None = None) -> None:
        self.curve, self.run, self.watch = curve, run, watch
        self.limit = curve.limit()
        """The first row without a rate; None when every row has one."""
        self.rows: int = min(run.rows or 0, self.limit if self.limit is not None else run.rows or 0)
        """Rows that have a rate."""

    @property
    def epoch(self) -> int | None:
        """Rows in an epoch; None when that is not known."""
        return 1 if self.run.tick == "epoch" else self.run.steps_per_epoch

    def rates(self, start: int, end: int) -> Array:
        return self.curve.gapped(np.arange(start, end))

    @cached_property
    def sections(self) -> Sections:
        curve = closed(Column("", "", self.curve), self.rows)
        turns = max((len(arc.turns) for arc in curve.arcs if arc.period), default=0) if curve else 0
        edges = section_edges(self.rows, self.epoch, min(MOST_TURNS // max(turns, 1), MOST_SECTIONS))
        count = len(edges) - 1
        if curve is not None:
            return Sections(edges, *curve.finite_extremes(edges[:-1], edges[1:]), edges[1:] <= curve.finite_rows)
        low, high, finite = np.full(count, np.nan), np.full(count, np.nan), np.ones(count, dtype=np.bool_)
        together = max(CHUNK * count // max(self.rows, 1), 1)
        for first in range(0, count, together):
            block = slice(first, min(first + together, count))
            lr = self.rates(int(edges[block.start]), int(edges[block.stop]))
            cuts = edges[block] - edges[first]
            good = np.isfinite(lr)
            finite[block] = np.logical_and.reduceat(good, cuts)
            lr = np.where(good, lr, np.nan)
            low[block], high[block] = np.fmin.reduceat(lr, cuts), np.fmax.reduceat(lr, cuts)
            if self.watch:
                self.watch(int(edges[block.stop]), self.rows)
        return Sections(edges, low, high, finite)

    @cached_property
    def peak(self) -> float:
        return float(np.fmax.reduce(self.sections.high, initial=0.0))

    @cached_property
    def final(self) -> float:
        """The rate of the last row that has one."""
        return float(self.rates(self.rows - 1, self.rows)[0]) if self.rows else float("nan")

    @cached_property
    def flat(self) -> bool:
        """Whether the rate is the same in all of the run."""
        return bool(self.sections.finite.all() and (self.sections.low == self.peak).all())

    @cached_property
    def next_to_nothing(self) -> npt.NDArray[np.bool_]:
        """For each section whether its rates are too small to learn anything."""
        return self.sections.high < TINY * self.peak

    @cached_property
    def settled(self) -> int:
        """The row from which on the rate is the one at the end; the end itself where that is no number."""
        if not np.isfinite(self.final):
            return self.rows
        room = 1e-12 * abs(self.final)
        low, high = self.sections.low - self.final, self.sections.high - self.final
        moving = np.flatnonzero((np.abs(low) > room) | (np.abs(high) > room) | ~self.sections.finite)
        if not moving.size:
            return 0
        start, end = (int(edge) for edge in self.sections.edges[moving[-1] : moving[-1] + 2])
        there = np.abs(self.rates(start, end) - self.final) <= room
        return end - int(np.argmin(there[::-1]))

    def first(self, section: int, holds: Callable[[Array], npt.NDArray[np.bool_]]) -> int:
        """The first row of a section whose rate is as asked for."""
        start, end = (int(edge) for edge in self.sections.edges[section : section + 2])
        return start + int(np.argmax(holds(self.rates(start, end))))

    def share(self, chosen: npt.NDArray[np.bool_], rows: int) -> float:
        """Which share of the first rows lies in the chosen sections."""
        edges = np.minimum(self.sections.edges, rows)
        return float(np.diff(edges)[chosen].sum()) / max(rows, 1)

    def highest(self, begin: int, end: int) -> float:
        """The highest rate from one row to another; the earlier rows of the section of the first count as well."""
        edges = self.sections.edges
        left, right = np.searchsorted(edges, begin, side="right") - 1, np.searchsorted(edges, end, side="left")
        return float(np.fmax.reduce(self.sections.high[left:right], initial=0.0))

    def low_before_rise(self, begin: int, end: int, top_by: float = math.inf) -> int | None:
        """Between two rows the last row of the low that follows a fall and from which the rate rises again.

        The fall is from the highest rate, or from the highest up to a row.
        """
        edges = self.sections.edges
        left, right = np.searchsorted(edges, begin, side="left"), np.searchsorted(edges, end, side="right") - 1
        low, high = self.sections.low[left:right], self.sections.high[left:right]
        if right - left < 3 or np.isnan(high).all():
            return None
        room = TINY * self.peak
        early = high[: max(int(np.searchsorted(edges[left:right], top_by, side="right")), 1)]
        if np.isnan(early).all():
            return None
        top = int(np.argmax(early >= np.nanmax(early) - room)) + 1
        lowest_yet = np.fmin.accumulate(low[top:])
        rising = np.flatnonzero(high[top + 1 :] > lowest_yet[:-1] + room)
        if not rising.size:
            return None
        first = int(left) + top
        falling, rises = first + int(np.nanargmin(low[top : top + 1 + rising[0]])), first + 1 + int(rising[0])
        return last_low(self, falling, rises, room)


def last_low(profile: Profile, falling: int, rises: int, room: float) -> int:
    """The last row of the low in one section, or in a later one in which the rate then rises from it by so much."""
    edges, lowest = profile.sections.edges, float(profile.sections.low[falling])
    lr = profile.rates(int(edges[rises]), int(edges[rises + 1]))
    before = lr[: int(np.argmax(lr > np.fmin.accumulate(np.append(lowest, lr))[:-1] + room))]
    if np.fmin.reduce(before, initial=math.inf) <= lowest:
        return int(edges[rises]) + len(before) - 1 - int(np.nanargmin(before[::-1]))
    lr = profile.rates(int(edges[falling]), int(edges[falling + 1]))
    return int(edges[falling + 1]) - 1 - int(np.argmin(lr[::-1]))


def section_edges(rows: int, epoch: int | None, most: int = MOST_SECTIONS) -> Ints:
    """Where the sections of a run begin: whole epochs, or equal shares of each or of the run, about so many at most."""
    size = epoch or max(rows, 1)
    epochs = -(-rows // size)
    if epochs > MOST_SECTIONS:
        return np.append(np.arange(0, rows, size * -(-epochs // most)), rows)
    pieces = min(max(most // max(epochs, 1), 1), size)
    inside = np.arange(pieces, dtype=np.int64) * size // pieces
    edges = (np.arange(epochs, dtype=np.int64)[:, None] * size + inside).ravel()
    return np.append(edges[edges < rows], rows)
