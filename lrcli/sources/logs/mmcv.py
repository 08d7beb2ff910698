"""mmcv 1: .log.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import ObjectTable, object_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class Mmcv(Form):
    """`iter` counts from 1 in each epoch; rows of a validation have a rate too, and an iter of their own."""

    name, title, order = "mmcv", ".log.json of mmcv", 31
    rates, steps, epochs = ("lr", r"lr[\[/].*"), ("iter",), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if not content.has_keys("mode", "iter"):
            return None
        whole = object_lines(content.name, content.text)
        kept = [number for number, row in enumerate(whole.rows) if row.get("mode") == "train"]
        return ObjectTable(content.name, [whole.rows[number] for number in kept], lambda at: whole.where(kept[at]))

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1

    def held(self, table: Table) -> bool | None:
        return False


FORM = Mmcv()
