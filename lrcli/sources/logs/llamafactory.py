"""LLaMA-Factory: trainer_log.jsonl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import json_lines
from lrcli.sources.logs.trainer import first_of

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class LlamaFactory(Form):
    """Rows as the Trainer counts them."""

    name, title, order = "llamafactory", "trainer_log.jsonl of LLaMA-Factory", 30
    steps, epochs, whole_epochs = ("current_steps",), ("epoch",), True

    def table(self, content: Content) -> Table | None:
        if not content.has_keys("current_steps", "total_steps"):
            return None
        table = json_lines(content.name, content.text)
        (totals,) = table.series(["total_steps"])
        known = totals.values[totals.given]
        table.beside = {"max_steps": int(known[-1]) if len(known) and 0 < known[-1] < 1e15 else None}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1 if unit == "ep" else first_of(places, rates, table.beside["max_steps"])

    def assumed(self, unit: str) -> int:
        return 1

    def held(self, table: Table) -> bool | None:
        return False

    def run(self, table: Table) -> Run | None:
        return Run(steps=table.beside["max_steps"]) if table.beside["max_steps"] else None


FORM = LlamaFactory()
