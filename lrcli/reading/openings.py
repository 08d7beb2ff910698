"""How a table of text begins: lines of comments, names of columns, what separates cells."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.reading.documents import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = ",;\t|"
BLANK = " "
NEWLINE = "\n"
COMMENT = "#"
"""How a line begins that is none of the table's: NumPy's savetxt writes its header so."""
MOST_CUT = 3
LOOKED_AT = 200
"""Lines in which the first row is looked for, and by which blanks are told to be separators."""


class Opening(NamedTuple):
    """How a table begins.

    separator  between two cells; a blank stands for any number of them
    names      the cells of the first line that is no comment
    comment    the names that the last comment before that line tells, if it does
    begin      where that line begins, in characters
    after      where the next one does
    """

    separator: str
    names: list[str]
    comment: list[str]
    begin: int
    after: int


def opening_of(text: str) -> Opening:
    """How a text begins, if it is a table."""
    comments, begin = list[str](), 0
    for line, at in lines_at(text):
        begin = at
        if line.strip() and not line.startswith(COMMENT):
            break
        comments += [line] if line.strip() else []
    first = next(lines_at(text, begin), ("", 0))[0]
    if first.startswith(COMMENT):  # there is nothing else
        comments, begin = [], 0
    separator = BLANK if by_blanks(text, begin) else separator_of(first)
    if separator == BLANK:
        cells, after = first.split(), begin + len(first) + 1
    else:
        lines = io.StringIO(text)
        lines.seek(begin)
        cells, after = cells_of_header(lines, separator), lines.tell()
    named = (names_in(line, separator, len(cells)) for line in reversed(comments))
    return Opening(separator, cells, next(filter(None, named), []), begin, after)


def lines_at(text: str, at: int = 0) -> Iterator[tuple[str, int]]:
    """The first lines of a text from a place on, each with the place where it begins."""
    for _ in range(LOOKED_AT):
        if at >= len(text):
            return
        end = text.find(NEWLINE, at)
        end = len(text) if end < 0 else end
        yield text[at:end], at
        at = end + 1


def names_in(comment: str, separator: str, count: int) -> list[str]:
    """The names of so many columns in a comment; none where it is something else."""
    inner = comment.lstrip(COMMENT).strip()
    cells = [cell.strip() for cell in inner.split(None if separator == BLANK else separator)]
    if len(cells) != count and not any(mark in inner for mark in SEPARATORS):
        cells = inner.split()
    return cells if len(cells) == count > 1 and not any(map(is_number, cells)) else []


def by_blanks(text: str, begin: int) -> bool:
    """Whether blanks alone separate the cells: the lines have as many numbers each, after names if there are any."""
    rows = [line for line, _ in lines_at(text, begin) if line.strip() and not line.startswith(COMMENT)]
    rows = rows if len(rows) < MOST_CUT or text.endswith(NEWLINE) else rows[:-1]  # the last may break off
    if not rows or any(mark in rows[0] for mark in SEPARATORS):
        return False
    cells = [line.split() for line in rows]
    numbers = cells if all(map(is_number, cells[0])) else cells[1:]
    return (
        len(cells[0]) > 1
        and bool(numbers)
        and all(len(row) == len(cells[0]) and all(map(is_number, row)) for row in numbers)
    )


def separator_of(text: str) -> str:
    """What separates the cells of a table, by its first line."""
    first = re.sub(r'"[^"]*"', "", text.partition(NEWLINE)[0])
    decimals = ";" in first and re.search(r"\d,\d", first) is not None  # where both are as many: 0;0,1
    return max(SEPARATORS, key=lambda mark: (first.count(mark), decimals and mark == ";"))


def cells_of_header(lines: io.StringIO, separator: str) -> list[str]:
    """The names in a header, without the blanks around them."""
    return [" ".join(cell.split(NEWLINE)).strip() for cell in next(csv.reader(lines, delimiter=separator))]
