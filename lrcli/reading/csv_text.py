"""Tables in CSV, whatever separates their cells."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np, orjson
from lrcli.reading.bounded import MOST_OF_DATA
from lrcli.reading.openings import BLANK, COMMENT, Opening, opening_of
from lrcli.reading.tables import Table, blank, most_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.reading.tables import Cells

SAMPLE = 400_000
"""Characters at the beginning and at the end of a table by which the digits of its numbers are told."""
PLAIN = b"0123456789+-.eE "


END = "\0end"
"""A record after the last one: where a quote is still open there, it becomes part of the last one."""

NEWLINE = "\n"

csv.field_size_limit(MOST_OF_DATA)  # a cell may be as long as a file


class CsvTable(Table):
    """Columns by the header's names; without a header they are called 1, 2, 3. Its lines end with a newline."""

    def __init__(self, name: str, text: str) -> None:
        text, opening = opened(text)
        self.separator = opening.separator
        decimal = "." if self.separator == "," else ","
        super().__init__(name, [], decimal, cut=not text.endswith("\n"))
        header = opening.names
        self.has_header = not all(blank(cell) or self._reads(cell) for cell in header)
        self.begin = opening.after if self.has_header else opening.begin
        if not self.has_header:
            header = opening.comment or [str(number) for number in range(1, len(header) + 1)]
        self.columns = header
        self.text = text
        again = text.find(NEWLINE + text[opening.begin : self.begin], self.begin - 1) if self.has_header else -1
        self.repeats = again >= 0  # as where a program was started again and went on writing
        if self.repeats:
            at = text.count(NEWLINE, 0, again) + 2
            self.remarks.append(f"{name} line {at} is the header once more: it is passed over")

    def _rows(self) -> tuple[Any, Iterator[list[str]]]:
        """The reader, and its records without the header and empty lines; END is the last."""
        reader = csv.reader(chain(io.StringIO(self._body()), [END]), delimiter=self.separator)
        if self.repeats:
            return reader, (row for row in reader if row and [cell.strip() for cell in row] != self.columns)
        return reader, filter(None, reader)

    def _body(self) -> str:
        """The text without the header."""
        return self.text[self.begin :]

    def where(self, record: int) -> str:
        reader, rows = self._rows()
        next(islice(rows, record, None), None)
        return self._line(reader.line_num)

    def _line(self, number: int) -> str:
        """What errors call a line after the header."""
        return f"line {min(self.text.count(NEWLINE, 0, self.begin) + number, self.text.count(NEWLINE) + self.cut)}"

    def _records(self) -> Iterator[list[str]]:
        """The records. ValueError for one that has more cells than there are columns, and for a quote left open.

        Surplus cells that are empty are no fault. The last one, where its line has no end, is passed over if it has
        fewer cells than any other: it breaks off, perhaps in the middle of a number.
        """
        width, (reader, rows) = len(self.columns), self._rows()
        held, shortest = list[list[str]](), width
        for number, row in enumerate(rows):
            if row == [END]:
                if self.cut and held and len(held[0]) < shortest:
                    self.remark_cut(number - 1)
                else:
                    yield from held
                return
            if held:  # the last one may break off
                shortest = min(shortest, len(held[0]))
                yield held.pop()
            if END in row[-1]:
                lines = sum(cell.count(NEWLINE) for cell in row)
                if self.cut and not lines:
                    self.remark_cut(number)
                    return
                began = self._line(reader.line_num - lines - self.cut)
                raise ValueError(f"{self.name} {began} has a quote that is not closed")
            if len(row) > width and not all(map(blank, row[width:])):
                hint = ": decimal commas?" if self.separator == "," else ""
                first = "the header" if self.has_header else "the first row"
                raise ValueError(f"{self.name} {self.where(number)} has {len(row)} cells, {first} {width}{hint}")
            held.append(row)

    def pick(self, places: list[int]) -> Sequence[Cells]:
        plain = None if self.repeats else plain_cells(self._body(), len(self.columns), self.separator, places)
        if plain is not None:
            return plain
        wanted = itemgetter(*places, places[0])  # with one place alone it would give the cell, and no tuple
        try:
            cells = list(map(wanted, self._records()))
        except IndexError:
            raise self._too_short(max(places)) from None
        if not cells:
            raise ValueError(f"{self.name} has a header and no rows")
        return [*zip(*cells, strict=True)][:-1]

    def precision(self, column: str) -> int | None:
        place = self.columns.index(column)
        plain = None if self.repeats else plain_texts(self._body(), len(self.columns), self.separator, [place])
        if plain is None:
            return super().precision(column)
        return most_digits(plain.replace(self.separator.encode(), b"\n"))

    def texts(self, column: str, most: int) -> list[str]:
        place = self.columns.index(column)
        body = self._body()
        if len(body) > 2 * SAMPLE:  # its beginning and its end tell
            body = body[:SAMPLE].rpartition(NEWLINE)[0] + NEWLINE + body[-SAMPLE:].partition(NEWLINE)[2]
        plain = None if self.repeats else plain_texts(body, len(self.columns), self.separator, [place])
        if plain is None:
            return super().texts(column, most)
        cells = [cell for cell in plain.decode().split(self.separator) if cell]
        return cells[:: len(cells) // most + 1]

    def _too_short(self, place: int) -> ValueError:
        """What is wrong where a record ends before a column."""
        number, row = next((number, row) for number, row in enumerate(self._records()) if len(row) <= place)
        ends = f"it ends before column {self.columns[place]}"
        return ValueError(f"{self.name} {self.where(number)} has {len(row)} columns: {ends}")


def opened(text: str) -> tuple[str, Opening]:
    """A text with a separator between its cells, and empty lines in place of comments behind its first; how it begins.

    Empty lines keep the numbers of the others.
    """
    opening = opening_of(text)
    if opening.separator == BLANK:
        text = NEWLINE.join(line if line[:1] == COMMENT else ",".join(line.split()) for line in text.split(NEWLINE))
        opening = opening_of(text)
    if text.find(NEWLINE + COMMENT, max(opening.after - 1, 0)) >= 0:
        text = text[: opening.after] + re.sub(r"^#.*$", "", text[opening.after :], flags=re.MULTILINE)
    return text, opening


def header_of(text: str) -> list[str]:
    """The names in the first line of a text, as a table has them, or in a comment before it."""
    opening = opening_of(text)
    return opening.comment or opening.names


def plain_cells(body: str, width: int, separator: str, places: list[int]) -> Sequence[Cells] | None:
    """Columns of a table without quotes, a line for each record: in a third of the time that the csv module takes.

    Plain numbers and empty cells are arrays of numbers, with nan for those that are empty. None for a table with
    quotes, an empty line, or a line with more or fewer cells.
    """
    wanted = sorted(set(places))
    texts = plain_texts(body, width, separator, wanted)
    if texts is None:
        return None
    numbers = plain_numbers(texts, separator)
    if numbers is not None:
        return [numbers[wanted.index(place) :: len(wanted)] for place in places]
    cells = texts.decode().split(separator)
    return [cells[wanted.index(place) :: len(wanted)] for place in places]


def plain_texts(body: str, width: int, separator: str, wanted: list[int]) -> bytes | None:
    """The cells of columns in the order of the table, row by row, with the separator between each two."""
    content = body.rstrip("\n").encode() + b"\n"
    if b'"' in content or content.startswith(b"\n") or b"\n\n" in content:
        return None
    flat, mark = np.frombuffer(content, dtype=np.uint8), ord(separator)
    marks = np.flatnonzero((flat == mark) | (flat == ord("\n")))
    if len(marks) % width:
        return None
    ends = flat[marks].reshape(-1, width) == ord("\n")
    if ends[:, :-1].any() or not ends[:, -1].all():
        return None
    if len(wanted) < width:
        chosen = np.isin(np.arange(width), wanted)
        flat = flat[np.repeat(np.tile(chosen, len(ends)), np.diff(marks, prepend=-1))]
    return np.where(flat == ord("\n"), np.uint8(mark), flat)[:-1].tobytes()


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
