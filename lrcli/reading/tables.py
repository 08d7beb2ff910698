"""A table: columns of numbers from a file. Errors name the file, the line and the column."""

from __future__ import annotations

import re
import shlex
from abc import ABC, abstractmethod
from itertools import compress
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array

    Cells = Sequence[Any] | Array

WRONG = (ValueError, TypeError, OverflowError)  # what float says of something that is no number
NOTHING = type(None)
PLAIN = {int, float, NOTHING}
MOST_COLUMNS = 20  # columns that an error names
MOST_DIGITS = 17  # no float64 needs more


class Series(NamedTuple):
    """A column: its numbers, and where there is one at all. The others are nan."""

    values: Array
    given: npt.NDArray[np.bool_]


class Table(ABC):
    """What a file holds.

    name      the file, as errors call it
    columns   their names, in order
    decimal   the mark before the decimals
    cut       the last line has no end: what can't be read of it is passed over
    remarks   what a user should know
    form      the format that it was read as
    beside    what stands in the file beside the table
    """

    form: Any  # a Form of reading.forms, which knows tables

    def __init__(self, name: str, columns: list[str], decimal: str = ".", cut: bool = False) -> None:
        self.name, self.columns, self.decimal, self.cut = name, columns, decimal, cut
        self.remarks: list[str] = []
        self.beside: dict[str, Any] = {}
        self._known: dict[str, Cells] = {}

    @abstractmethod
    def pick(self, places: list[int]) -> Sequence[Cells]:
        """The cells of some columns: a sequence for each, or an array of numbers with nan where there is none."""

    @abstractmethod
    def where(self, record: int) -> str:
        """What errors call a record, by its number from 0."""

    def cells(self, names: list[str]) -> list[Cells]:
        """The cells of columns. ValueError for a column that is not there."""
        for name in names:
            if name not in self.columns:
                raise ValueError(f"{self.name} has no column {name!r}; {self.its_columns()}")
            if (count := self.columns.count(name)) > 1:
                raise ValueError(f"{self.name} has {count} columns {name}: rename the one that counts, or all others")
        missing = [name for name in dict.fromkeys(names) if name not in self._known]
        if missing:
            picked = self.pick([self.columns.index(name) for name in missing])
            self._known.update(zip(missing, picked, strict=True))
        return [self._known[name] for name in names]

    def series(self, names: list[str]) -> list[Series]:
        """The numbers of columns, all of one length. ValueError for a cell that is no number."""
        columns = [self._series(name, cells) for name, cells in zip(names, self.cells(names), strict=True)]
        count = min(len(series.values) for series in columns)
        return [Series(values[:count], given[:count]) for values, given in columns]

    def precision(self, column: str) -> int | None:
        """The most significant digits that a number in a column is written with; None where no text tells."""
        (cells,) = self.cells([column])
        texts = [] if isinstance(cells, np.ndarray) else [cell for cell in cells if isinstance(cell, str)]
        return most_digits("\n".join(texts).encode())

    def texts(self, column: str, most: int) -> list[str]:
        """How numbers of a column are written: of more than `most` some, at even distances."""
        (cells,) = self.cells([column])
        if isinstance(cells, np.ndarray):
            cells = cells[~np.isnan(cells)]
        some = cells[:: len(cells) // most + 1]
        return [each if isinstance(each, str) else repr(float(each)) for each in some if not blank(each)]

    def _series(self, column: str, cells: Cells) -> Series:
        if isinstance(cells, np.ndarray):
            values = cells.astype(np.float64, copy=False)
            return Series(values, ~np.isnan(values))
        kinds = set(map(type, cells))
        try:
            if kinds <= PLAIN:  # null is nan
                values = np.array(cells, dtype=np.float64)
                there = np.array(cells, dtype=object) != np.array(None) if NOTHING in kinds else np.ones(len(cells))
                return Series(values, there.astype(np.bool_))
            if kinds == {str} and all_plain(cells):
                values = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
                return Series(values, np.ones(len(cells), dtype=np.bool_))
        except WRONG:
            pass
        given = np.fromiter((not blank(cell) for cell in cells), dtype=np.bool_, count=len(cells))
        values = np.full(len(cells), np.nan)
        try:
            values[given] = np.fromiter(map(self._number, compress(cells, given)), dtype=np.float64)
            return Series(values, given)
        except WRONG:
            pass
        bad = next(number for number, cell in enumerate(cells) if given[number] and not self._reads(cell))
        if self.cut and bad == len(cells) - 1:
            self.remark_cut(bad)
            return self._series(column, cells[:bad])
        cell = cells[bad]
        shown = repr(str(cell)[:40]) if not isinstance(cell, bool) else str(cell).lower()
        raise ValueError(f"{self.place(bad, column)}: {shown} is no number")

    def _number(self, cell: Any) -> float:
        if isinstance(cell, str):
            text = cell.replace(self.decimal, ".")
            return float(text if text.isascii() and "_" not in text else "none that a file has")
        return float("none either" if isinstance(cell, bool) else cell)

    def _reads(self, cell: Any) -> bool:
        try:
            self._number(cell)
        except WRONG:
            return False
        return True

    def place(self, record: int, column: str) -> str:
        """Where a cell is: losses.csv line 12, column val_loss."""
        return f"{self.name} {self.where(record)}, column {column}"

    def its_columns(self) -> str:
        """The columns, as an error names them."""
        names = [name or "''" for name in self.columns]
        return f"its columns are {in_a_line(names, MOST_COLUMNS)}"

    def remark_cut(self, record: int) -> None:
        """Say, once, that a record breaks off."""
        remark = f"{self.name} {self.where(record)} breaks off: it is passed over"
        self.remarks += [remark] if remark not in self.remarks else []


def all_plain(texts: Sequence[str]) -> bool:
    """Whether texts are without what only Python has in numbers: 1_0, and other digits."""
    text = "".join(texts)
    return text.isascii() and "_" not in text


def in_a_line(names: list[str], most: int) -> str:
    """Names in a line, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def how_to_choose(field: str, example: str) -> str:
    """How a field is given, in the notation and as a flag."""
    return f'choose one, such as {field}="{example}" (--{field} {shlex.quote(example)})'


def blank(cell: Any) -> bool:
    """Whether a cell holds nothing: empty, or null."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def most_digits(lines: bytes) -> int | None:
    """The most significant digits of a number in lines of one number each, at most 17; None where there is none.

    Zeros at the end count, since they were written: 0.100 has three. An exponent and a zero have none.
    """
    digits, most, start = b"\n" + lines.translate(None, b"+-.,_ "), 0, 0
    while most < MOST_DIGITS:
        longer = re.compile(rb"\n0*([1-9][0-9]{%d,})" % most).search(digits, start)
        if longer is None:
            break
        most, start = len(longer[1]), longer.end()
    return min(most, MOST_DIGITS) or None
