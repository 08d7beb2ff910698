"""Figures of curves: ends, peak and sum, when a rate is passed, how two differ. In constant memory."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.added import total
from lrcli.analysis.closed import Closed, closed
from lrcli.analysis.curves import CHUNK, LONG
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.searched import first_extreme, passages_of
from lrcli.analysis.several import by_run
from lrcli.analysis.sums import sum_of
from lrcli.clock import epochs_text
from lrcli.schedules.arcs import later

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Column, Curves
    from lrcli.clock import Run


class Point(NamedTuple):
    """A learning rate and the row it belongs to."""

    row: int
    lr: float


class Figures(NamedTuple):
    """What a curve comes to.

    first, last   in rows 0 and n - 1, or the last that has a rate
    peak, low     the highest and the lowest row, the earliest where several are equal
    end           just after the last row: where most finite schedules arrive, and no row trains
    sum           of all rows: the area under the curve, in LR times rows
    """

    first: Point
    peak: Point
    low: Point
    last: Point
    end: Point | None
    sum: float


def figures(curves: Curves) -> list[Figures]:
    """The figures of each curve on its run. `end` is None where the schedule refuses the tick after the last."""
    parts = by_run(curves)
    if len(parts) > 1:
        return [figure for part in parts for figure in figures(part)]
    found = [seen_figures(each, stop) for each, stop in zip(curves.columns, curves.ends, strict=True)]
    walked = iter(walked_figures(curves, [column for column, each in enumerate(found) if each is None]))
    peaks, lows, sums = zip(*(each or next(walked) for each in found), strict=True)
    results = []
    for column, each in enumerate(curves.columns):
        last = curves.ends[column] - 1
        edges = each.at([0, last]).tolist()
        try:
            end = Point(curves.rows, float(each.at(curves.rows)))
        except ValueError:
            end = None
        results.append(
            Figures(
                first=Point(0, edges[0]),
                peak=peaks[column],
                low=lows[column],
                last=Point(last, edges[1]),
                end=end,
                sum=sums[column],
            )
        )
    return results


def seen_figures(column: Column, stop: int) -> tuple[Point, Point, float] | None:
    """Peak, lowest row and sum of a long curve out of its arcs; None where every row has to be looked at."""
    curve = closed(column, stop)
    area = None if curve is None else total(curve)
    if curve is None or area is None:
        return None
    return Point(*first_extreme(curve, highest=True)), Point(*first_extreme(curve, highest=False)), area


def walked_figures(curves: Curves, which: list[int]) -> list[tuple[Point, Point, float]]:
    """The same of some of the curves, row by row."""
    peaks = dict.fromkeys(which, Point(0, -math.inf))
    lows = dict.fromkeys(which, Point(0, math.inf))
    sums: dict[int, list[float]] = {column: [] for column in which}
    for rows in blocks(curves, which=which):
        for column in which:
            lr = curves.columns[column].gapped(rows[: max(curves.ends[column] - int(rows[0]), 0)])
            if not lr.size:
                continue
            high, low = int(np.argmax(lr)), int(np.argmin(lr))
            peaks[column] = max(peaks[column], Point(int(rows[high]), float(lr[high])), key=lambda point: point.lr)
            lows[column] = min(lows[column], Point(int(rows[low]), float(lr[low])), key=lambda point: point.lr)
            sums[column].append(float(lr.sum()))
    return [(peaks[column], lows[column], sum_of(sums[column])) for column in which]


def peak_rows(curves: Curves, most: int) -> set[int]:
    """The row of each curve's peak; of those whose rows all have to be looked at only up to so many rows."""
    found, walked = set(), []
    for number, (column, stop) in enumerate(zip(curves.columns, curves.ends, strict=True)):
        curve = closed(column, stop)
        if curve is None:
            walked.append(number)
        else:
            found.add(first_extreme(curve, highest=True)[0])
    peaks = walked_figures(curves, walked) if curves.rows <= most else []
    return found | {peak.row for peak, _, _ in peaks}


class Bound(NamedTuple):
    """A rate to get beyond, strictly: below it, or above. One for all curves, or one for each."""

    lr: float | tuple[float, ...]
    below: bool

    def of(self, column: int) -> float:
        """The rate for one of the curves."""
        return self.lr[column] if isinstance(self.lr, tuple) else self.lr

    def beyond(self, lr: Array, column: int) -> npt.NDArray[np.bool_]:
        """Which of the rates of one of the curves are beyond it."""
        return lr < self.of(column) if self.below else lr > self.of(column)


MOST_CROSSINGS = 100_000
"""Crossings that are told at most."""


def crossings(curves: Curves, bounds: Sequence[Bound], after: int = 0) -> list[list[int | None]]:
    """The first row in which each curve is beyond each bound, None for never: a line for each bound, in their order.

    Looks at rows from `after` on. Stops as soon as all are found.
    """
    results: list[list[int | None]] = [[None] * len(curves.labels) for _ in bounds]
    waiting = pairs(curves, bounds)
    for pair, seen in seen_passages(curves, bounds, after):
        results[pair[0]][pair[1]] = next((int(rows[0]) for rows in seen), None)
        waiting.remove(pair)
    for pair, rows in passages(curves, bounds, after, waiting):
        results[pair[0]][pair[1]] = int(rows[0])
        waiting.remove(pair)
    return results


def seen_passages(
    curves: Curves, bounds: Sequence[Bound], after: int, backwards: bool = False
) -> Iterator[tuple[tuple[int, int], Iterator[Ints]]]:
    """The pairs of a bound and a long curve, and the rows in which it gets beyond the bound, out of its arcs.

    The others are left out: all their rows have to be looked at.
    """
    seen = [closed(column, end) for column, end in zip(curves.columns, curves.ends, strict=True)]
    for line, column in sorted(pairs(curves, bounds)):
        curve, bound = seen[column], bounds[line]
        if curve is not None:
            yield (line, column), passages_of(curve, after, bound.of(column), bound.below, backwards)


def last_crossings(curves: Curves, bounds: Sequence[Bound], after: int = 0) -> list[list[int | None]]:
    """The same for the last time that each curve gets beyond each bound."""
    results: list[list[int | None]] = [[None] * len(curves.labels) for _ in bounds]
    waiting = pairs(curves, bounds)
    for pair, seen in seen_passages(curves, bounds, after, backwards=True):
        results[pair[0]][pair[1]] = next((int(rows[-1]) for rows in seen), None)
        waiting.remove(pair)
    for (line, column), rows in passages(curves, bounds, after, waiting):
        results[line][column] = int(rows[-1])
    return results


def all_crossings(curves: Curves, bounds: Sequence[Bound], after: int = 0) -> list[list[list[int]]]:
    """The same for each time. ValueError for more than MOST_CROSSINGS."""
    results: list[list[list[int]]] = [[[] for _ in curves.labels] for _ in bounds]
    count = 0
    for (line, column), rows in every_passage(curves, bounds, after):
        count += rows.size
        if count > MOST_CROSSINGS:
            raise ValueError(f"there are more crossings than are told, {MOST_CROSSINGS}: look at a part of the run")
        results[line][column] += rows.tolist()
    return results


def every_passage(curves: Curves, bounds: Sequence[Bound], after: int) -> Iterator[tuple[tuple[int, int], Ints]]:
    """The rows in which each curve gets beyond each bound: of each pair in order."""
    waiting = pairs(curves, bounds)
    for pair, seen in seen_passages(curves, bounds, after):
        waiting.remove(pair)
        yield from ((pair, rows) for rows in seen)
    yield from passages(curves, bounds, after, waiting)


def pairs(curves: Curves, bounds: Sequence[Bound]) -> set[tuple[int, int]]:
    """Each bound with each curve, by their numbers."""
    return {(line, column) for line in range(len(bounds)) for column in range(len(curves.labels))}


def passages(
    curves: Curves, bounds: Sequence[Bound], after: int, waiting: set[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], Ints]]:
    """The rows in which a curve gets beyond a bound, in order and in chunks; the first one too if it is beyond there.

    Only of the pairs that wait; stops when none is left.
    """
    before: dict[tuple[int, int], bool] = {}
    for rows in blocks(curves, after, {column for _, column in waiting}):
        for column, each in enumerate(curves.columns):
            ours = sorted(pair for pair in waiting if pair[1] == column)
            if not ours:
                continue
            lr = each.gapped(rows)
            for pair in ours:
                beyond = bounds[pair[0]].beyond(lr, column)
                began = beyond & ~np.concatenate(([before.get(pair, False)], beyond[:-1]))
                before[pair] = bool(beyond[-1])
                if began.any():
                    yield pair, rows[began]
        if not waiting:
            break
    if not waiting and curves.watch:
        curves.watch(curves.rows, curves.rows)


def extremes(curves: Curves, after: int = 0) -> list[tuple[float, float]]:
    """The lowest and the highest finite rate of each curve, from a row on; NaN where there is none."""
    found = [(math.nan, math.nan)] * len(curves.columns)
    walked = []
    for number, (column, stop) in enumerate(zip(curves.columns, curves.ends, strict=True)):
        curve = closed_from(column, after, stop)
        if curve is None:
            walked.append(number)
        elif curve.noisy:
            found[number] = curve.low, curve.high
        else:
            low, high = curve.finite_extremes(np.array([after]), np.array([stop]))
            found[number] = float(low[0]), float(high[0])
    for rows in blocks(curves, after, walked):
        for number in walked:
            lr = curves.columns[number].gapped(rows)
            lr = lr[np.isfinite(lr)]
            if lr.size:
                least, most = found[number]
                found[number] = float(np.fmin(least, lr.min())), float(np.fmax(most, lr.max()))
    return found


def closed_from(column: Column, first: int, stop: int) -> Closed | None:
    """A column's rows from one to before another out of arcs; None where every row has to be looked at."""
    curve = closed(column, stop) if first < stop else None
    if not first or not curve or not curve.noisy:
        return curve
    cut = later(later([arc for arc in curve.arcs if arc.begin < first], first), -first)
    with suppress(TooManyError):
        return Closed(column, [*cut, *(arc for arc in curve.arcs if arc.begin >= first)])
    return None


def comes_again(curves: Curves, column: int, bound: Bound, after: int) -> bool:
    """Whether a curve that is beyond a bound in row `after` is seen to come back, and to get beyond it again.

    Not every row of a long run is looked at: False is no proof that it does not.
    """
    spread = np.linspace(after, curves.rows - 1, min(curves.rows - after, CHUNK)).astype(np.int64)
    seams = np.array([seam for seam in curves.seams if seam > after], dtype=np.int64)
    lr = curves.columns[column].gapped(np.union1d(spread, seams))
    beyond = bound.beyond(lr, column)
    back = np.flatnonzero(~beyond & np.isfinite(lr))
    return bool(back.size and beyond[back[0] :].any())


def blocks(curves: Curves, after: int = 0, which: Collection[int] | None = None) -> Iterator[Ints]:
    """The numbers of all rows from one on in which a curve, or one of some, has a rate, in order and in chunks."""
    last = max(curves.ends if which is None else (curves.ends[column] for column in which), default=0)
    if last > LONG:
        for column in range(len(curves.columns)) if which is None else which:
            curves.columns[column].gapped(np.array([last - 1]))
    for start in range(after, last, CHUNK):
        yield np.arange(start, min(start + CHUNK, last))
        if curves.watch:
            curves.watch(min(start + CHUNK, last), last)


def place(row: int, run: Run) -> str:
    """A row in words: `epoch 30`, `step 90 (epoch 0.23)`."""
    epoch = f" (epoch {epochs_text(row / run.steps_per_epoch)})" if run.steps_per_epoch else ""
    return f"{run.tick} {row}{epoch}"
