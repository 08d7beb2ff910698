"""Ultralytics: results.csv, of YOLOv5 too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

OLD = "x/lr0"


class Ultralytics(Form):
    """Epochs count from 1, in YOLOv5 from 0. Names and cells may be padded with blanks."""

    name, title, order = "ultralytics", "results.csv of Ultralytics", 42
    rates, epochs = (r"lr/pg\d+", r"x/lr\d+"), ("epoch",)

    def table(self, content: Content) -> Table | None:
        header = content.header()
        fits = header[:1] == ["epoch"] and any(name.startswith(("lr/pg", "x/lr")) for name in header)
        return CsvTable(content.name, content.text) if fits else None

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0 if places[0] == 0 else 1 if OLD not in table.columns else 0

    def held(self, table: Table) -> bool | None:
        return False


FORM = Ultralytics()
