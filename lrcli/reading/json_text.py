"""Tables in JSON: a list, one object a line, a trainer's state, a history of columns."""

from __future__ import annotations

import gc
import json
import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np, orjson
from lrcli.reading.csv_text import PLAIN, plain_cells
from lrcli.reading.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli.reading.tables import Cells


NEWLINE = "\n"
TWO_LINES = re.compile(r"\s*(\{.*)\n\s*\{")
JOINT = ",\n"
"""Between lines that are read as one list: a text in quotes cannot go on behind it."""
LOOKED_AT = 20
"""Rows by which it is told whether they have lists in them."""
MOST_GROUPS = 64
"""Numbers of a list that are taken for those of groups."""
MARKS = "\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"
"""What stands for keys while the order is looked at: characters that no JSON has."""


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
            some = rows[:LOOKED_AT] if len(rows) > LOOKED_AT else rows
            if any(type(value) in (list, dict) for row in some for value in row.values()):
                self.rows = rows = [flat(row) for row in rows]
            self.columns = list(dict.fromkeys(chain.from_iterable(rows)))

    def where(self, record: int) -> str:
        return self._place(record)

    def pick(self, places: list[int]) -> Sequence[Cells]:
        if not self.keyed:
            return [self.rows]
        return [[row.get(self.columns[place]) for row in self.rows] for place in places]


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """An object with what its lists of numbers and the objects in it hold beside the rest: lr[0], lr/backbone."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, list) and 0 < len(value) <= MOST_GROUPS and {*map(type, value)} <= {int, float}:
            found |= {key: value[0]} if len(value) == 1 else {f"{key}[{at}]": each for at, each in enumerate(value)}
        elif isinstance(value, dict):
            found |= {f"{key}/{name}": each for name, each in value.items()}
        else:
            found[key] = value
    return found


class LineTable(Table):
    """JSON lines that were read as columns of plain numbers."""

    def __init__(self, name: str, columns: list[str], cells: Sequence[Cells]) -> None:
        super().__init__(name, columns)
        self._cells = cells

    def where(self, record: int) -> str:
        return f"line {record + 1}"

    def pick(self, places: list[int]) -> Sequence[Cells]:
        return [self._cells[place] for place in places]


def plain_lines(name: str, text: str) -> LineTable | None:
    """JSON lines with the same keys in the same order and plain numbers, read as the CSV that is between the keys.

    This takes half the time of making an object of each line. None for any other text. Each line has to begin and to
    end as the first one does, and the keys between have to come in its order, each in front of a number.
    """
    first = text.partition(NEWLINE)[0]
    keys = list(re.finditer(r'"([^"\\]*)"\s*:\s*', first))
    columns = [key[1] for key in keys]
    ends = re.fullmatch(r"(\s*\{\s*).*?(\s*\}\s*)", first)
    if not 0 < len(keys) <= len(MARKS) or ends is None or len(set(columns)) < len(columns) or not text.isascii():
        return None
    body, begin, end = text.rstrip(NEWLINE) + NEWLINE, ends[1] + keys[0][0], ends[2] + NEWLINE
    count = body.count(NEWLINE)
    if not body.startswith(begin) or body.count(NEWLINE + begin) != count - 1:
        return None
    if {body.count("{"), body.count("}"), body.count(end)} != {count} or any(mark in body for mark in MARKS):
        return None
    body = body.replace(begin, "").replace(end, NEWLINE)
    for mark, key in zip(MARKS, keys[1:], strict=False):
        gap = re.search(r"\s*,\s*$", first[: key.start()])
        body = body.replace((gap[0] if gap else "") + key[0], mark)
    marks = MARKS[: len(keys) - 1]
    if body.translate(str.maketrans("", "", PLAIN.decode() + "nul")) != (marks + NEWLINE) * count:
        return None  # another order, or anything but numbers
    body = body.translate(str.maketrans(marks, "," * len(marks)))
    if has_holes(body[:-1]):
        return None  # a key without a value
    if "n" in body and not marks:
        return None  # an empty line is no row of a CSV
    body = re.sub(r"(?:^|(?<=,)) *null *(?=,|$)", "", body, flags=re.MULTILINE) if "n" in body else body
    cells = plain_cells(body, len(columns), ",", list(range(len(columns))))
    return None if cells is None or not isinstance(cells[0], np.ndarray) else LineTable(name, columns, cells)


def has_holes(body: str) -> bool:
    """Whether a cell of a body is empty."""
    if " " in body:
        return re.search(r"(?:^|,) *(?:,|$)", body, re.MULTILINE) is not None
    return (
        any(hole in body for hole in (",,", ",\n", "\n,", "\n\n"))
        or body[:1] in ("", ",", NEWLINE)
        or body[-1] in (",", NEWLINE)
    )


def are_lines(text: str) -> bool:
    """Whether a text is one JSON object a line, by its first line."""
    found = TWO_LINES.match(text)
    if found is None:
        return False
    first = found[1]
    try:
        return isinstance(_json(first), dict)
    except ValueError:
        return False


def json_table(name: str, text: str) -> Table:
    """A trainer's state, a history of columns, a list, or one object a line."""
    if are_lines(text):
        return plain_lines(name, text) or json_lines(name, text)
    try:
        content, place = _json(text), "entry {} of the list"
    except ValueError as error:
        goes_on = text.lstrip().partition(NEWLINE)[0].rstrip().endswith(("{", "[", ","))
        if goes_on and isinstance(error, json.JSONDecodeError):
            raise ValueError(f"{name} line {error.lineno} is no JSON: {error.msg}") from None
        return plain_lines(name, text) or json_lines(name, text)
    if isinstance(content, dict) and isinstance(content.get("log_history"), list):
        content, place = content["log_history"], "entry {} of log_history"
    elif isinstance(content, dict) and content and all(isinstance(column, list) for column in content.values()):
        # a history that Keras gives: a list for each column
        lengths = {key: len(column) for key, column in content.items()}
        (key, most), (other, least) = max(lengths.items(), key=itemgetter(1)), min(lengths.items(), key=itemgetter(1))
        if most > least:
            raise ValueError(f"{name} has {most} values of {key} and {least} of {other}: its lists are columns")
        rows = zip(*content.values(), strict=True)
        content, place = [dict(zip(content, row, strict=True)) for row in rows], "value {}"
    records = content if isinstance(content, list) else [content]
    return ObjectTable(name, records, lambda record: place.format(record + 1))


def whole_json(text: str) -> Any:
    """What a text holds as one JSON text; None where it is none."""
    try:
        if are_lines(text):
            return None
        return _json(text)
    except ValueError:
        return None


def json_lines(name: str, text: str) -> ObjectTable:
    """A table of one object a line."""
    whole = text.rstrip()
    count = whole.count(NEWLINE) + 1
    # without lists in them, as many objects as lines that begin and end with a brace are one a line
    if "[" not in text and whole[:1] == "{" and whole.count("}\n{") == count - 1:
        try:  # all at once takes a third of the time
            rows = _json(f"[{whole.replace(NEWLINE, JOINT)}]", others=False)
        except ValueError:
            rows = []
        if len(rows) == count:
            return ObjectTable(name, rows, lambda record: f"line {record + 1}")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    rows = []
    for number, line in lines:
        try:
            rows.append(_json(line))
        except ValueError as error:
            if number != lines[-1][0] or text.endswith("\n") or not rows:
                raise ValueError(f"{name} line {number} is no JSON: {error}") from None
    table = ObjectTable(name, rows, lambda record: f"line {lines[record][0]}")
    if len(rows) < len(lines):
        table.remark_cut(len(rows))
    return table


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
