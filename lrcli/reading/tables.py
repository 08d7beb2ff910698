"""Columns of numbers from files: CSV, JSON lines, a trainer's state. Errors name the file, the line and the column.

A file is read once; whoever asks again gets the same table while the file has not changed.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import shlex
import stat
import sys
from functools import lru_cache
from itertools import chain, compress, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from lrcli._lazy import np, orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array

    Cells = Sequence[Any] | Array

SEPARATORS = ",;\t|"
PLAIN = b"0123456789+-.eE "
WRONG = (ValueError, TypeError, OverflowError)  # what float says of something that is no number
LISTED = 20  # columns that an error names


class Series(NamedTuple):
    """A column: its numbers, and where there is one at all. The others are nan."""

    values: Array
    given: npt.NDArray[np.bool_]


class Table:
    """What a file holds.

    name      the file, as errors call it
    columns   their names, in order
    decimal   the mark before the decimals
    cut       the last line has no end: what can't be read of it is passed over
    told      what a user should know
    """

    def __init__(self, name: str, columns: list[str], decimal: str = ".", cut: bool = False) -> None:
        self.name, self.columns, self.decimal, self.cut = name, columns, decimal, cut
        self.told: list[str] = []
        self._known: dict[str, Cells] = {}

    def pick(self, places: list[int]) -> Sequence[Cells]:
        """The cells of some columns: a sequence for each, or an array of numbers with nan where there is none."""
        raise NotImplementedError

    def where(self, record: int) -> str:
        """What errors call a record, by its number from 0."""
        raise NotImplementedError

    def cells(self, names: list[str]) -> list[Cells]:
        """The cells of columns. ValueError for a column that is not there."""
        for name in names:
            if name not in self.columns:
                raise ValueError(f"{self.name} has no column {name!r}; {self.listed()}")
        missing = [name for name in dict.fromkeys(names) if name not in self._known]
        if missing:
            picked = self.pick([self.columns.index(name) for name in missing])
            self._known.update(zip(missing, picked, strict=True))
        return [self._known[name] for name in names]

    def series(self, names: list[str]) -> list[Series]:
        """The numbers of columns, all of one length. ValueError for a cell that is no number."""
        found = [self._series(name, cells) for name, cells in zip(names, self.cells(names), strict=True)]
        count = min(len(series.values) for series in found)
        return [Series(values[:count], given[:count]) for values, given in found]

    def _series(self, column: str, cells: Cells) -> Series:
        if isinstance(cells, np.ndarray):
            return Series(cells, ~np.isnan(cells))
        try:
            values = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
            return Series(values, np.ones(len(cells), dtype=np.bool_))
        except WRONG:
            given = np.fromiter((not blank(cell) for cell in cells), dtype=np.bool_, count=len(cells))
        values = np.full(len(cells), np.nan)
        try:
            values[given] = np.fromiter(map(self._number, compress(cells, given)), dtype=np.float64)
            return Series(values, given)
        except WRONG:
            pass
        bad = next(number for number, cell in enumerate(cells) if given[number] and not self._reads(cell))
        if self.cut and bad == len(cells) - 1:
            self.tell_cut(bad)
            return self._series(column, cells[:bad])
        raise ValueError(f"{self.place(bad, column)}: {str(cells[bad])[:40]!r} is no number")

    def _number(self, cell: Any) -> float:
        return float(cell.replace(self.decimal, ".") if isinstance(cell, str) else cell)

    def _reads(self, cell: Any) -> bool:
        try:
            self._number(cell)
        except WRONG:
            return False
        return True

    def place(self, record: int, column: str) -> str:
        """Where a cell is: losses.csv line 12, column val_loss."""
        return f"{self.name} {self.where(record)}, column {column}"

    def listed(self) -> str:
        """The columns, as an error names them."""
        shown = ", ".join(name or "''" for name in self.columns[:LISTED])
        more = f" and {len(self.columns) - LISTED} more" if len(self.columns) > LISTED else ""
        return f"its columns are {shown}{more}"

    def tell_cut(self, record: int) -> None:
        told = f"{self.name} {self.where(record)} breaks off: it is passed over"
        self.told += [told] if told not in self.told else []


def choose(field: str, example: str) -> str:
    """How a field is given, in the notation and as a flag."""
    return f'choose one, such as {field}="{example}" (--{field} {shlex.quote(example)})'


def blank(cell: Any) -> bool:
    """Whether a cell holds nothing: empty, or null."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def load(path: str) -> Table:
    """The table in a file; `-` is standard input. OSError when it can't be read, ValueError when it is no table."""
    if path == "-":
        return _standard_input()
    try:
        found = os.stat(path)
        regular = stat.S_ISREG(found.st_mode)  # a pipe can be read once, and its times mean nothing
        return _file(path, *((found.st_mtime_ns, found.st_size, found.st_ino) if regular else ()))
    except OSError as error:
        raise OSError(error.errno, f"cannot read {path}: {error.strerror}") from None


@lru_cache(maxsize=4)
def _file(path: str, *_stamp: int) -> Table:
    with open(path, "rb") as file:
        return table(path, file.read())


@lru_cache(maxsize=1)
def _standard_input() -> Table:
    if sys.stdin is None:
        raise OSError(0, "cannot read standard input: it is closed")
    if sys.stdin.isatty():
        raise ValueError("- reads numbers from a pipe, and standard input is a terminal")
    return table("standard input", sys.stdin.buffer.read())


def table(name: str, content: bytes) -> Table:
    """The table in a content, whatever its form."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8 text") from None
    if not text.strip():
        raise ValueError(f"{name} is empty")
    return json_table(name, text) if text.lstrip()[0] in "{[" else CsvTable(name, text.lstrip("\r\n"))


class CsvTable(Table):
    """Columns by the header's names; without a header they are called 1, 2, 3."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        first = text.partition("\n")[0].rstrip("\r")
        self.separator = max(SEPARATORS, key=first.count)
        decimal = "." if self.separator == "," else ","
        super().__init__(name, [], decimal, cut=not text.endswith("\n"))
        header = [cell.strip() for cell in next(csv.reader([first], delimiter=self.separator))]
        self.named = not all(blank(cell) or self._reads(cell) for cell in header)
        self.columns = header if self.named else [str(number) for number in range(1, len(header) + 1)]

    def _rows(self) -> tuple[Any, Iterator[list[str]]]:
        """The reader, and its records without the header and empty lines."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)
        return reader, islice(filter(None, reader), int(self.named), None)

    def where(self, record: int) -> str:
        reader, rows = self._rows()
        next(islice(rows, record, None), None)
        return f"line {reader.line_num}"

    def pick(self, places: list[int]) -> Sequence[Cells]:
        body = self.text.partition("\n")[2] if self.named else self.text
        plain = plain_cells(body, len(self.columns), self.separator, places)
        if plain is not None:
            return plain
        wanted = itemgetter(*places, places[0])  # with one place alone it would give the cell, and no tuple
        cells: list[tuple[str, ...]] = []
        try:
            cells.extend(map(wanted, self._rows()[1]))
        except IndexError:
            cells = list(map(wanted, self._long_enough(max(places))))
        except csv.Error as error:
            raise ValueError(f"{self.name} {self.where(len(cells))}: {error}") from None
        if not cells:
            raise ValueError(f"{self.name} has a header and no rows")
        return [*zip(*cells, strict=True)][:-1]

    def _long_enough(self, place: int) -> list[list[str]]:
        """The records but the last, which breaks off. ValueError when another one is too short to have a column."""
        rows = list(self._rows()[1])
        bad = next(number for number, row in enumerate(rows) if len(row) <= place)
        if not self.cut or not 0 < bad == len(rows) - 1:
            ends = f"it ends before column {self.columns[place]}"
            raise ValueError(f"{self.name} {self.where(bad)} has {len(rows[bad])} columns: {ends}")
        self.tell_cut(bad)
        return rows[:bad]


def plain_cells(body: str, width: int, separator: str, places: list[int]) -> Sequence[Cells] | None:
    """Columns of a table without quotes, a line for each record: in a third of the time that the csv module takes.

    Plain numbers and empty cells are arrays of numbers, with nan for those that are empty. None for a table with
    quotes, an empty line, or a line with more or fewer cells.
    """
    content = body.replace("\r", "").rstrip("\n").encode() + b"\n"
    if b'"' in content or content.startswith(b"\n") or b"\n\n" in content:
        return None
    flat, mark = np.frombuffer(content, dtype=np.uint8), ord(separator)
    marks = np.flatnonzero((flat == mark) | (flat == ord("\n")))
    if len(marks) % width:
        return None
    ends = flat[marks].reshape(-1, width) == ord("\n")
    if ends[:, :-1].any() or not ends[:, -1].all():
        return None
    wanted = sorted(set(places))
    if len(wanted) < width:
        chosen = np.isin(np.arange(width), wanted)
        flat = flat[np.repeat(np.tile(chosen, len(ends)), np.diff(marks, prepend=-1))]
    cells = np.where(flat == ord("\n"), np.uint8(mark), flat)[:-1].tobytes()
    numbers = plain_numbers(cells, separator)
    if numbers is not None:
        return [numbers[wanted.index(place) :: len(wanted)] for place in places]
    split = cells.decode().split(separator)
    return [split[wanted.index(place) :: len(wanted)] for place in places]


def plain_numbers(cells: bytes, separator: str) -> Array | None:
    """Cells as numbers, nan for those that are empty; None when there is anything else in them."""
    if cells.translate(None, PLAIN + separator.encode()):
        return None
    text = b",%s," % cells.replace(separator.encode(), b",")
    for _ in range(2):  # of two neighbours the first time sees one
        text = text.replace(b",,", b",null,")
    try:
        return np.array(orjson.loads(b"[%s]" % text[1:-1]), dtype=np.float64)
    except (ValueError, OverflowError):
        return None


class ObjectTable(Table):
    """Records that are objects with a key for each column, or plain numbers."""

    def __init__(self, name: str, rows: list[Any], place: Callable[[int], str]) -> None:
        super().__init__(name, ["1"])
        self.rows, self._place = rows, place
        if not rows:
            raise ValueError(f"{name} holds an empty list")
        kinds = set(map(type, rows))
        self.keyed = dict in kinds
        if self.keyed and len(kinds) > 1:
            first = type(rows[0])
            odd = next(number for number, row in enumerate(rows) if (type(row) is dict) != (first is dict))
            raise ValueError(f"{name} {place(odd)} is of another kind than the first one")
        if self.keyed:
            self.columns = list(dict.fromkeys(chain.from_iterable(rows)))

    def where(self, record: int) -> str:
        return self._place(record)

    def pick(self, places: list[int]) -> Sequence[Cells]:
        if not self.keyed:
            return [self.rows]
        return [[row.get(self.columns[place]) for row in self.rows] for place in places]


class LineTable(Table):
    """JSON lines that were read as columns of plain numbers."""

    def __init__(self, name: str, columns: list[str], cells: Sequence[Cells]) -> None:
        super().__init__(name, columns)
        self._known = dict(zip(columns, cells, strict=True))

    def where(self, record: int) -> str:
        return f"line {record + 1}"


def plain_lines(name: str, text: str) -> LineTable | None:
    """JSON lines with the same keys in the same order and plain numbers, read as the CSV that is between the keys.

    This takes half the time of making an object of each line. None for any other text.
    """
    first = text.partition("\n")[0].rstrip("\r")
    keys = list(re.finditer(r'"([^"\\]*)"\s*:\s*', first))
    columns = [key[1] for key in keys]
    ends = re.fullmatch(r"(\s*\{\s*).*?(\s*\}\s*)", first)
    if not keys or ends is None or len(set(columns)) < len(columns):
        return None
    body = text.replace("\r", "").replace(ends[1] + keys[0][0], "").replace(ends[2], "")
    for key in keys[1:]:
        gap = re.search(r"\s*,\s*$", first[: key.start()])
        body = body.replace((gap[0] if gap else "") + key[0], ",")
    body = body.replace("null", "")
    count = body.rstrip("\n").count("\n") + 1
    whole = text.count("{") == text.count("}") == count
    if not whole or not body.isascii() or body.encode().translate(None, PLAIN + b",\n"):
        return None
    cells = plain_cells(body, len(columns), ",", list(range(len(columns))))
    return None if cells is None or not isinstance(cells[0], np.ndarray) else LineTable(name, columns, cells)


def json_table(name: str, text: str) -> Table:
    """A trainer's state, a history of columns, a list, or one object a line."""
    try:
        found, place = _json(text), "entry {} of the list"
    except ValueError:
        return plain_lines(name, text) or _json_lines(name, text)
    if isinstance(found, dict) and isinstance(found.get("log_history"), list):
        found, place = found["log_history"], "entry {} of log_history"
    elif isinstance(found, dict) and found and all(isinstance(column, list) for column in found.values()):
        # a history that Keras gives: a list for each column
        found, place = [dict(zip(found, row, strict=False)) for row in zip(*found.values(), strict=False)], "value {}"
    return ObjectTable(name, found if isinstance(found, list) else [found], lambda record: place.format(record + 1))


def _json_lines(name: str, text: str) -> ObjectTable:
    try:  # all at once takes a third of the time
        rows = _json(f"[{text.rstrip().replace(chr(10), ',')}]", others=False)
        return ObjectTable(name, rows, lambda record: f"line {record + 1}")
    except ValueError:
        pass
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    rows = []
    for number, line in lines:
        try:
            rows.append(_json(line))
        except ValueError as error:
            if number != lines[-1][0] or text.endswith("\n") or not rows:
                raise ValueError(f"{name} line {number} is no JSON: {error}") from None
    made = ObjectTable(name, rows, lambda record: f"line {lines[record][0]}")
    if len(rows) < len(lines):
        made.tell_cut(len(rows))
    return made


def _json(text: str, others: bool = True) -> Any:
    """What a JSON text holds; nan and infinity, which Python writes, are read too unless `others` is off."""
    collects = gc.isenabled()
    gc.disable()  # a million objects come and none goes: looking for garbage among them takes as long as reading them
    try:
        return orjson.loads(text)
    except ValueError:
        if not others:
            raise
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("it is too deeply nested") from None
    finally:
        if collects:
            gc.enable()
