"""Curves on several runs, side by side: each on its own, what all have, and where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import Curves
from lrcli.analysis.length import rows_of
from lrcli.clock import Run

if TYPE_CHECKING:
    from lrcli._lazy import Bools, Ints


def on_one_run(curves: Curves) -> bool:
    """Whether all curves are on the run that the rows are of."""
    return all(column.run is None for column in curves.columns)


def by_run(curves: Curves) -> list[Curves]:
    """The curves as they are, if they are on one run; else each by itself, on its own."""
    if on_one_run(curves):
        return [curves]
    parts = [Curves([column._replace(run=None)], column.run or curves.run) for column in curves.columns]
    for part in parts:
        part.watch = curves.watch
    return parts


def in_common(curves: Curves) -> Curves:
    """The curves in the rows that all of them have."""
    if on_one_run(curves):
        return curves
    shortest = min((column.run or curves.run for column in curves.columns), key=rows_of)
    run = shortest if curves.run.steps_per_epoch == shortest.steps_per_epoch else Run(steps=shortest.rows)
    common = Curves([column._replace(run=None) for column in curves.columns], run)
    common.watch = curves.watch
    return common


def blank(curves: Curves, rows: Ints) -> Bools | None:
    """Which values in rows are past the run of their curve: a line for each row; None for none of them."""
    if on_one_run(curves):
        return None
    ends = [length + column.past for length, column in zip(curves.lengths, curves.columns, strict=True)]
    past: Bools = rows[:, None] >= np.array(ends)
    return past if past.any() else None
