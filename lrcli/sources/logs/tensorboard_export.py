"""TensorBoard: a scalar that its page exported, as CSV or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import ObjectTable

if TYPE_CHECKING:
    from lrcli.reading.tables import Table

COLUMNS = ["Wall time", "Step", "Value"]


class Export(Form):
    """Of many values some are drawn by lot, so the steps are at uneven distances."""

    name, title, order = "tensorboard_export", "a scalar that TensorBoard exported", 33
    rates, steps = ("value",), ("step",)

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return None
        if not content.is_json:
            return CsvTable(content.name, content.text) if content.header() == COLUMNS else None
        tree = content.tree
        if not isinstance(tree, list) or not tree or not all(isinstance(row, list) and len(row) == 3 for row in tree):
            return None
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in tree]
        return ObjectTable(content.name, rows, lambda record: f"entry {record + 1} of the list")


FORM = Export()
