"""Hugging Face: what the Trainer prints, a dict of Python in each line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.reading.columns import STEPS
from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, lines_of, records

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

ROW = re.compile(r"""\{[^{}]*['"]learning_rate['"]\s*:[^{}]*\}""")
VERSIONS = {4: 0, 5: 1}
"""The number of tick 0, by version."""
PAIR = re.compile(rf"""['"]([\w./-]+)['"]\s*:\s*(['"]?)({NUMBER})\2\s*[,}}]""")


class TrainerConsole(Form):
    """Version 4 prints the rate as a number, after the scheduler's step; version 5 as a text, from before it.

    In JSON, as other programs print it, nothing tells the version.
    """

    name, title, order = "trainer_console", "what the Trainer of Hugging Face prints", 20
    rates, steps, epochs, whole_epochs = ("learning_rate",), ("step", "global_step"), ("epoch",), True

    def table(self, content: Content) -> Table | None:
        if content.data is None or (content.is_json and not content.has_keys("learning_rate", "epoch")):
            return None
        if any(key in row for row in content.first_rows for key in STEPS):
            return None
        text = content.text
        if "'learning_rate'" not in text and '"learning_rate"' not in text:
            return None
        if not any(f"{quote}{name}{quote}" in text for quote in "'\"" for name in (*self.steps, *self.epochs)):
            return None
        found, version = list[tuple[int, dict[str, Any]]](), 5
        for number, line in lines_of(text):
            for match in ROW.findall(line):
                pairs = PAIR.findall(match)
                row = {key: value for key, _, value in pairs}
                if "learning_rate" in row and not row.keys().isdisjoint((*self.steps, *self.epochs)):
                    version = 5 if any(key == "learning_rate" and quote for key, quote, _ in pairs) else 4
                    version = 0 if match.startswith('{"') else version
                    found.append((number, row))
        if not found:
            return None
        table = records(content.name, found)
        table.beside = {"version": version}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return (
            1
            if unit == "ep"
            else 0
            if places[0] == 0 and "step" in table.columns
            else VERSIONS.get(table.beside["version"])
        )

    def assumed(self, unit: str) -> int:
        return 1

    def held(self, table: Table) -> bool | None:
        return False


FORM = TrainerConsole()
