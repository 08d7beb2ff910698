"""Curves on several runs, side by side: each on its own, what all have, and where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import Curves
from lrcli.analysis.length import rows_of
from lrcli.clock import Run

if TYPE_CHECKING:
    from lrcli._lazy import Bools, Ints
    from lrcli.analysis.curves import Column


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


def by_schedule(curves: Curves) -> list[list[Column]]:
    """The columns of each schedule: one, or one for each of its parameter groups."""
    every: list[list[Column]] = []
    for column in curves.columns:
        known = {each.group for each in every[-1]} if every else {""}
        if column.group == "" or "" in known or column.group in known:
            every.append([])
        every[-1].append(column)
    return every


def group_by_group(curves: Curves) -> list[Curves]:
    """The curves of two schedules in pairs, one for each parameter group. ValueError where one has more groups."""
    a, b = by_schedule(curves)
    if len(a) != len(b):
        raise ValueError(f"A has {groups_told(len(a))}, B has {groups_told(len(b))}: give both the same number")
    if len(a) == 1:
        return [curves]
    pairs = []
    for pair in zip(a, b, strict=True):
        own = [column.run or curves.run for column in pair]
        pairs.append(Curves([column._replace(run=run) for column, run in zip(pair, own, strict=True)], own))
        pairs[-1].watch = curves.watch
    return pairs


def groups_told(count: int) -> str:
    """A number of parameter groups, in words."""
    return f"{count} parameter group{'' if count == 1 else 's'}"


def in_common(curves: Curves) -> Curves:
    """The curves in the rows that all of them have."""
    if on_one_run(curves):
        return curves
    shortest = min((column.run or curves.run for column in curves.columns), key=rows_of)
    same = (curves.run.steps_per_epoch, curves.run.flow) == (shortest.steps_per_epoch, shortest.flow)
    run = shortest if same else Run(steps=shortest.rows)
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
