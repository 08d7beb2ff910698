"""MLflow: a metric's file, its history as JSON, and tables that have a key and a value in each row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.reading.columns import RATES
from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import ObjectTable
from lrcli.reading.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.reading.tables import Cells

KEYS, VALUES = ("key", "metric", "metric_name", "tag"), ("value", "metric_value")
STORED = re.compile(r"\d{10,13} [-+.\deEnainf]+ -?\d+(\n\d{10,13} [-+.\deEnainf]+ -?\d+)*\n?")


class LongTable(Table):
    """A table with a key and a value in each row, as one with a column for each key."""

    def __init__(self, table: Table, key: str, value: str) -> None:
        (cells,) = table.cells([key])
        self.inner, self.key, self.value = table, key, value
        self.keys = np.array([str(cell) for cell in cells])
        self.others = [name for name in table.columns if name not in (key, value)]
        super().__init__(table.name, [*self.others, *dict.fromkeys(self.keys.tolist())], table.decimal, table.cut)
        self.remarks = table.remarks

    def where(self, record: int) -> str:
        return self.inner.where(record)

    def pick(self, places: list[int]) -> Sequence[Cells]:
        return [self._column(self.columns[place]) for place in places]

    def _column(self, name: str) -> Cells:
        if name in self.others:
            return self.inner.cells([name])[0]
        (cells,) = self.inner.cells([self.value])
        mine = self.keys == name
        if isinstance(cells, np.ndarray):
            return np.where(mine[: len(cells)], cells, np.nan)
        return [cell if own else None for cell, own in zip(cells, mine, strict=False)]


class MLflow(Form):
    """A column is chosen by its key. The writer numbered the steps."""

    name, title, order = "mlflow", "a metric of MLflow", 34
    rates = RATES

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return None
        if content.is_json:
            return self._history(content)
        if STORED.fullmatch(content.text[:4000].rpartition("\n")[0] or content.text):
            table = CsvTable(content.name, content.text.replace(" ", ","))
            table.columns = ["timestamp", "value", "step"]
            return table
        header = content.header()
        key = next((name for name in header if name.lower() in KEYS), None)
        value = next((name for name in header if name.lower() in VALUES), None)
        return LongTable(CsvTable(content.name, content.text), key, value) if key and value else None

    def _history(self, content: Content) -> Table | None:
        tree = content.tree
        rows: Any = tree.get("metrics") if isinstance(tree, dict) else tree
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            return None
        if not {"key", "value", "step"} <= set(rows[0]):
            return None
        inner = ObjectTable(content.name, rows, lambda record: f"entry {record + 1} of metrics")
        return LongTable(inner, "key", "value")

    def without_rates(self, table: Table) -> str:
        keys = ", ".join(dict.fromkeys(table.keys.tolist())) if isinstance(table, LongTable) else ""
        return f'has no key called lr or learning_rate: its keys are {keys}; name one with column="KEY" (--column KEY)'


FORM = MLflow()
