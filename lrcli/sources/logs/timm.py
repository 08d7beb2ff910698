"""timm: summary.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class Timm(Form):
    """Epochs count from 0. With sched_on_updates a row holds the rate after the epoch's last update."""

    name, title, order = "timm", "summary.csv of timm", 41
    rates, epochs = ("lr",), ("epoch",)

    def table(self, content: Content) -> Table | None:
        header = content.header()
        fits = header[:2] == ["epoch", "train_loss"] and any(name.startswith("eval_") for name in header)
        return CsvTable(content.name, content.text) if fits else None

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


FORM = Timm()
