"""Curves in the long form: one schedule after the other, each row with its label, its rate and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import Curves, index_of, numbers_on
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

    names     what the columns are called that number the rows
    numbers   those of them that are known of this one
    values    a line for each row: the rate, and what is driven beside it
    blank     which of them there are not; None where all are
    """

    label: str
    names: list[str]
    numbers: dict[str, Ints]
    values: Array
    blank: Bools | None

    def cells(self) -> Iterator[list[Any]]:
        """The cells of each row; None where there is nothing."""
        empty = [False] * len(self.values[0]) if self.blank is None else self.blank[0].tolist()
        none = [None] * len(self.values)
        columns = (self.numbers[name].tolist() if name in self.numbers else none for name in self.names)
        for numbers, values in zip(zip(*columns, strict=True), self.values.tolist(), strict=True):
            yield [self.label, *numbers, *(None if gap else value for gap, value in zip(empty, values, strict=True))]

    def before(self, first: bytes, others: list[bytes], none: bytes = b"") -> list[bytes]:
        """What stands before each number that there is: `first`, or one of the others.

        Behind the text of a column of which nothing is known stands `none`.
        """
        texts, gap = [first], b""
        for name, text in zip(self.names[1:], others, strict=False):
            if name in self.numbers:
                texts.append(gap + text)
                gap = b""
            else:
                gap += text + none
        value, *more = others[len(self.names) - 1 :]
        return [*texts, gap + value, *more]


def heads(curves: Curves, sheet: Sheet) -> list[str]:
    """What the columns of the long form are called."""
    return ["label", *index_names(curves), "lr", *sheet.beside]


def index_names(curves: Curves) -> list[str]:
    """The columns that number the rows: what is known of those of some schedule."""
    known = {name for run in runs_of(curves) for name in index_of(run)}
    return [curves.run.tick, *(name for name in ("epoch", "tokens") if name in known - {curves.run.tick})]


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
    names = index_names(curves)
    for column, run in zip(curves.columns, runs_of(curves), strict=True):
        one = Curves([column._replace(run=None)], run)
        one.watch = curves.watch
        driven = [column._replace(of=of) if column.curve.tells(of) else None for of in sheet.beside]
        for rows, rates in own_chunks(one, column, sheet.rows):
            values, blank = with_driven(rates, driven, rows)
            yield Tidy(column.label, names, numbers_on(run, rows), to_digits(values, digits), blank)


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
