"""Lightning: metrics.csv of CSVLogger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class Lightning(Form):
    """LearningRateMonitor logs before the update; `step` counts them from 0. Rows with a rate have no epoch."""

    name, title, order = "lightning", "metrics.csv of Lightning", 40
    rates, steps = (r"(lr|learning_rate)(-.*)?",), ("step",)

    def table(self, content: Content) -> Table | None:
        header = content.header()
        fits = {"step", "epoch"} <= set(header) and any(name.startswith("lr-") for name in header)
        return CsvTable(content.name, content.text) if fits else None

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


FORM = Lightning()
