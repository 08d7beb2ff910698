"""Figures of a curve: where it starts and ends, its peak, its sum. One pass, in constant memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np

if TYPE_CHECKING:
    from lrcli.curves import Curves


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
    """The figures of each curve. `end` is None where the schedule refuses the tick after the last."""
    count = len(curves.labels)
    peaks, lows = [Point(0, -math.inf)] * count, [Point(0, math.inf)] * count
    sums: list[list[float]] = [[] for _ in range(count)]
    for rows, values in curves.chunks(gaps=True):
        for column, stop in enumerate(curves.ends):
            lr = values[: max(stop - int(rows[0]), 0), column]
            if not lr.size:
                continue
            high, low = int(np.argmax(lr)), int(np.argmin(lr))
            peaks[column] = max(peaks[column], Point(int(rows[high]), float(lr[high])), key=lambda point: point.lr)
            lows[column] = min(lows[column], Point(int(rows[low]), float(lr[low])), key=lambda point: point.lr)
            sums[column].append(float(lr.sum()))
    found = []
    for column, schedule in enumerate(curves.schedules):
        last = curves.ends[column] - 1
        edges = schedule([0, last]).tolist()
        try:
            end = Point(curves.rows, schedule(curves.rows))
        except ValueError:
            end = None
        found.append(
            Figures(
                first=Point(0, edges[0]),
                peak=peaks[column],
                low=lows[column],
                last=Point(last, edges[1]),
                end=end,
                sum=math.fsum(sums[column]),
            )
        )
    return found
