"""What a format of logs is, and which there are. They are found in their folder, not listed."""

from __future__ import annotations

import os
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli.reading.columns import EPOCHS, RATES, RUNS, STEPS

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.reading.tables import Table

PACKAGE = "lrcli.sources.logs"
LOOKED_AT = 20_000
"""Characters at the beginning of a text by which it is told what it is."""


class Content:
    """What a file holds: its bytes, and what they are as a text. A folder has none: its `path` says where it is."""

    def __init__(self, name: str, data: bytes | bytearray | None, path: str = "") -> None:
        self.name, self.data, self.path = name, data, path

    @cached_property
    def text(self) -> str:
        """The text, its lines ending with a newline. ValueError where it is none, or is empty."""
        data = self.data or b""
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            raise ValueError(f"{self.name} is not UTF-8 text") from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise ValueError(f"{self.name} is empty")
        return text

    @cached_property
    def head(self) -> str:
        """Its first lines."""
        return self.text.lstrip()[:LOOKED_AT]

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.head[0] in "{["

    @cached_property
    def tree(self) -> Any:
        """What it holds as one JSON text; None where it is none, as JSON lines are."""
        from lrcli.reading.json_text import whole_json

        return whole_json(self.text) if self.is_json else None


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

    def table(self, content: Content) -> Table | None:
        """The table in a content; None where it is none of this format. ValueError where it is one and is broken."""
        raise NotImplementedError

    def without_rates(self, table: Table) -> str:
        """What there is to say where a table has no rates; empty where there is nothing but its columns."""
        return ""

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        """The number that the log gives to tick 0, by unit; None where its content does not tell."""
        return 0 if len(places) and places.min() == 0 else None

    def held(self, table: Table) -> bool | None:
        """Whether the row of an epoch holds the rate of its end; None where its content does not tell."""
        return None if len(table.columns) else False

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
            return table
    raise ValueError(f"{content.name} is no log that is known: `lrcli help logs` lists them")
