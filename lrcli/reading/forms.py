"""What a format of logs is, and which there are. They are found in their folder, not listed."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8, getincrementaldecoder
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli.reading.columns import EPOCHS, RATES, RUNS, STEPS

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.reading.precision import Precision
    from lrcli.reading.tables import Table

PACKAGE = "lrcli.sources.logs"
LOOKED_AT = 20_000
"""Characters at the beginning of a text by which it is told what it is."""


JSON = re.compile(r"\{(?!\s*')|\[\s*[\[{\"\]]")
"""How JSON begins."""
LAST = 99
"""The order of the format that any table is of."""
LINES = 20
"""Lines of JSON by which it is told."""
NEWLINE = "\n"
AT_THE_END = 4000
"""Characters at the end of a text by which it is told whether it breaks off."""
LEAST_LINES, LEAST_DECIMALS = 5, 3
ENDS = re.compile(r"(?:^|[^\d.])\d+(?:\.(\d*))?(?:[eE](?:[-+]?(\d*))?)?$")
"""The number at the end of a line: its decimals, and the digits of its exponent."""


class Content:
    """What a file holds: its bytes, and what they are as a text. A folder has none: its `path` says where it is.

    `whole`: that they are all; else their last character may be cut.
    """

    def __init__(self, name: str, data: bytes | bytearray | None, path: str = "", whole: bool = True) -> None:
        self.name, self.data, self.path, self.whole = name, data, path, whole
        self.remarks: list[str] = []

    @cached_property
    def text(self) -> str:
        """The text, its lines ending with a newline. ValueError where it is none, or is empty."""
        data = self.data or b""
        marked = "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"  # the first copies all of it once more
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else marked
        try:
            text = data.decode(encoding) if self.whole else getincrementaldecoder(encoding)().decode(data)
        except UnicodeDecodeError:
            raise ValueError(f"{self.name} is not UTF-8 text") from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text or text.isspace():
            raise ValueError(f"{self.name} is empty")
        if breaks_off(text[-AT_THE_END:]):
            self.remarks.append(f"{self.name} line {text.count(NEWLINE) + 1} breaks off: it is passed over")
            text = text[: text.rfind(NEWLINE) + 1]
        self.data = b""  # whoever has the text asks for no bytes, and a long log would be held twice
        return text

    @cached_property
    def head(self) -> str:
        """Its first lines."""
        return self.text[:LOOKED_AT].lstrip() or self.text.lstrip()[:LOOKED_AT]

    def header(self) -> list[str]:
        """The names in the first line of a CSV, whatever separates them; none where it is something else."""
        from lrcli.reading.csv_text import header_of

        return header_of(self.head) if self.data is not None and not self.is_json else []

    def has_keys(self, *keys: str) -> bool:
        """Whether one of the first lines is a JSON object with some keys."""
        return any(all(key in row for key in keys) for row in self.first_rows)

    @cached_property
    def first_rows(self) -> list[dict[str, Any]]:
        """The objects in the first lines of JSON lines, or in a list."""
        from lrcli.reading.json_text import whole_json

        if self.data is None or not self.is_json:
            return []
        lines = [line for line in self.head.split("\n")[:LINES] if line.startswith("{")]
        rows = [whole_json(line) for line in lines]
        if not any(isinstance(row, dict) for row in rows) and isinstance(self.tree, list):
            rows = self.tree[:LINES]
        return [row for row in rows if isinstance(row, dict)]

    @cached_property
    def is_json(self) -> bool:
        """Whether it begins as JSON does, and not as a dict of Python or a line with something in brackets."""
        return JSON.match(self.head) is not None or (self.head[0] == "[" and self.tree is not None)

    @cached_property
    def tree(self) -> Any:
        """What it holds as one JSON text; None where it is none, as JSON lines are."""
        from lrcli.reading.json_text import whole_json

        return whole_json(self.text) if self.head[0] in "{[" else None


def breaks_off(text: str) -> bool:
    """Whether the last line has no end and stops inside a number: it has fewer digits than that of every other line."""
    *lines, last = text.split(NEWLINE)
    numbers = [ENDS.search(line) for line in (*filter(None, lines[1:]), last)]
    if len(numbers) < LEAST_LINES or not all(numbers):
        return False
    *shapes, mine = [(len(each[1] or ""), len(each[2] or "")) for each in numbers if each]
    decimals, power = shapes[0]
    long = len(set(shapes)) == 1 and (decimals >= LEAST_DECIMALS or power > 0)
    return long and mine != shapes[0] and mine[0] <= decimals and mine[1] <= power


class NoRates(ValueError):
    """A content that is a log for certain, and has no rates."""


class Form:
    """A format of logs: how it is told by its content, the table in it, and what its numbers mean.

    name    its code
    title   whose it is, as messages call it
    order   when it is asked whether a content is its own: the lowest first
    """

    name = "table"
    title = "a table"
    order = 90
    rates: tuple[str, ...] = RATES
    """Patterns of the columns with rates, the surest first."""
    steps: tuple[str, ...] = STEPS
    epochs: tuple[str, ...] = EPOCHS
    runs: tuple[str, ...] = RUNS
    whole_epochs = False
    """Whether a row stands at its epoch only where that is whole."""

    def table(self, content: Content) -> Table | None:
        """The table in a content; None where it is none of this format. ValueError where it is one and is broken."""
        raise NotImplementedError

    def without_rates(self, table: Table) -> str:
        """What there is to say where a table has no rates; empty where there is nothing but its columns."""
        return ""

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        """The number that the log gives to tick 0, by unit; None where its content does not tell."""
        return 0 if len(places) and places.min() == 0 else None

    def assumed(self, unit: str) -> int:
        """The number that is taken for that of tick 0 where `first` does not know."""
        return 0

    def held(self, table: Table) -> bool | None:
        """Whether the row of an epoch holds the rate of its end; None where its content does not tell."""
        return None

    def digits(self, table: Table, column: str) -> Precision | None:
        """How exactly a column was written, where the format tells; else its texts do."""
        return None

    def run(self, table: Table) -> Run | None:
        """The run that the log itself tells of."""
        return None


@cache
def forms() -> tuple[Form, ...]:
    """The formats, in the order in which they are asked."""
    folder = next(iter(import_module(PACKAGE).__path__))
    names = sorted(entry.partition(".")[0] for entry in os.listdir(folder) if entry.endswith(".py") and entry[0] != "_")
    return tuple(sorted((import_module(f"{PACKAGE}.{name}").FORM for name in names), key=lambda form: form.order))


def table_in(content: Content) -> Table:
    """The table in a content, with the first format that it is of. ValueError where it is of none."""
    for form in forms():
        table = form.table(content)
        if table is not None:
            table.form = form
            table.remarks += content.remarks
            return table
    raise ValueError(f"{content.name} is no log that is known: `lrcli help logs` lists them")
