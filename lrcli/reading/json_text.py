"""Tables in JSON: a list, one object a line, a trainer's state, a history of columns."""

from __future__ import annotations

import gc
import json
import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lrcli._lazy import orjson
from lrcli.reading.lines_text import LinesTable
from lrcli.reading.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli.reading.tables import Cells


NEWLINE = "\n"
TWO_LINES = re.compile(r"\s*(\{.*)\n\s*\{")
JOINT = ",\n"
"""Between lines that are read as one list: a text in quotes cannot go on behind it."""
LOOKED_AT = 20
"""Rows by which it is told whether they have lists in them."""
PIECE = 1 << 20
"""Characters of lines that are read at once."""
MOST_GROUPS = 64
"""Numbers of a list that are taken for those of groups."""


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
            self._refuse_both()

    def _refuse_both(self) -> None:
        """ValueError for a key that has a number in one row and a list of them in another."""
        every = set(self.columns)
        for key in self.columns:
            if f"{key}[0]" in every:
                one = next((record for record, row in enumerate(self.rows) if row.get(key) is not None), None)
                if one is not None:
                    raise ValueError(f"{self.name} {self._place(one)}: {key} is one number there, and a list elsewhere")

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
        return json_lines(name, text)
    try:
        content, place = _json(text), "entry {} of the list"
    except ValueError as error:
        goes_on = text.lstrip().partition(NEWLINE)[0].rstrip().endswith(("{", "[", ","))
        if goes_on and isinstance(error, json.JSONDecodeError):
            raise ValueError(f"{name} line {error.lineno} is no JSON: {error.msg}") from None
        return json_lines(name, text)
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
    table = ObjectTable(name, records, lambda record: place.format(record + 1))
    table.beside["one"] = records is not content
    return table


def whole_json(text: str) -> Any:
    """What a text holds as one JSON text; None where it is none."""
    try:
        if are_lines(text):
            return None
        return _json(text)
    except ValueError:
        return None


def json_lines(name: str, text: str) -> Table:
    """A table of one object a line."""
    try:
        if is_plain(text):
            return LinesTable(name, pieces_of(text))
    except ValueError:
        pass  # it is read line by line, and says which is wrong
    return object_lines(name, text)


def is_plain(text: str) -> bool:
    """Whether a text has as many objects, without lists in them, as lines that begin and end with a brace."""
    return text.startswith("{") and "[" not in text and text.count("}\n{") == text.count(NEWLINE) - text.endswith("}\n")


def pieces_of(text: str) -> Iterator[list[dict[str, Any]]]:
    """The objects of lines, many at a time. ValueError where one is broken, or there are more than lines."""
    begin, nested = 0, None
    while begin < len(text):
        end = text.find("}\n{", begin + PIECE) + 1 or len(text)
        piece = text[begin:end].rstrip()
        rows = _json(f"[{piece.replace(NEWLINE, JOINT)}]", others=False)
        if len(rows) != piece.count(NEWLINE) + 1:
            raise ValueError(f"{len(rows)} objects")
        if nested is None:
            nested = any(type(value) is dict for row in rows[:LOOKED_AT] for value in row.values())
        yield list(map(flat, rows)) if nested else rows
        begin = end + 1


def object_lines(name: str, text: str) -> ObjectTable:
    """The same, each line by itself."""
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
