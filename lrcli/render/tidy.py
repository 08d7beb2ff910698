"""Curves in the long form: one schedule after the other, each row with its label, its rate and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import Curves
from lrcli.render.choice import in_chunks, last_of
from lrcli.render.rows import to_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Column
    from lrcli.clock import Run
    from lrcli.render.choice import Rows
    from lrcli.render.writers import Sheet


class Tidy(NamedTuple):
    """Some rows of one schedule.

    numbers   the numbers of the rows: steps and epochs, or one of both
    no_epoch  its epochs are not known, and those of others are
    values    a line for each row: the rate, and what is driven beside it
    blank     which of them there are not; None where all are
    """

    label: str
    numbers: list[Ints]
    no_epoch: bool
    values: Array
    blank: Bools | None

    def cells(self) -> Iterator[list[Any]]:
        """The cells of each row; None where there is nothing."""
        empty = [False] * len(self.values[0]) if self.blank is None else self.blank[0].tolist()
        index = zip(*(column.tolist() for column in self.numbers), strict=True)
        for numbers, values in zip(index, self.values.tolist(), strict=True):
            found = [None if none else value for none, value in zip(empty, values, strict=True)]
            yield [self.label, *numbers, *([None] if self.no_epoch else []), *found]


def heads(curves: Curves, sheet: Sheet) -> list[str]:
    """What the columns of the long form are called."""
    return ["label", *index_of(curves), "lr", *sheet.beside]


def index_of(curves: Curves) -> list[str]:
    """The columns that number the rows: steps, and epochs where those of some schedule are known."""
    if curves.run.tick == "epoch":
        return ["epoch"]
    return ["step", *(["epoch"] if any(run.steps_per_epoch for run in runs_of(curves)) else [])]


def runs_of(curves: Curves) -> list[Run]:
    """The run of each curve."""
    return [column.run or curves.run for column in curves.columns]


def tidy(curves: Curves, sheet: Sheet, digits: int | None = None) -> Iterator[Tidy]:
    """The rows of each curve on its own run, as many at a time as are evaluated at once.

    ValueError before the first where one has no rate.
    """
    if sheet.rows is None:
        curves.complete()
    elif len(sheet.rows):
        curves.at([last_of(sheet.rows)])
    names = index_of(curves)
    for column, run in zip(curves.columns, runs_of(curves), strict=True):
        one = Curves([column._replace(run=None)], run)
        one.watch = curves.watch
        driven = [column._replace(of=of) if column.curve.tells(of) else None for of in sheet.beside]
        for rows, rates in own_chunks(one, column, sheet.rows):
            values, blank = with_driven(rates, driven, rows)
            index = one.numbers(rows)
            yield Tidy(column.label, index, len(index) < len(names), to_digits(values, digits), blank)


def own_chunks(one: Curves, column: Column, rows: Rows | None) -> Iterator[tuple[Ints, Array]]:
    """Those of the rows that are on the run of a curve, all without a choice, and its rates in them."""
    if rows is None:
        yield from one.chunks()
        return
    for part in in_chunks(rows):
        own = part[part < one.rows + column.past] if column.run else part
        if own.size:
            yield own, one.at(own)


def with_driven(rates: Array, driven: list[Column | None], rows: Ints) -> tuple[Array, Bools | None]:
    """Rates with what is driven beside them, and which cells are empty: those of what a schedule does not drive."""
    if not driven:
        return rates, None
    every = [rates[:, 0], *(np.full(len(rows), np.nan) if each is None else each.at(rows) for each in driven)]
    empty = np.array([False, *(each is None for each in driven)])
    return np.stack(every, axis=-1), np.tile(empty, (len(rows), 1)) if empty.any() else None
