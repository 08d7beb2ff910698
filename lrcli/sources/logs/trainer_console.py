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
PAIR = re.compile(rf"""['"]([\w./-]+)['"]\s*:\s*(['"]?)({NUMBER})\2\s*[,}}]""")


class TrainerConsole(Form):
    """Version 4 prints the rate as a number, after the scheduler's step; version 5 as a text, from before it."""

    name, title, order = "trainer_console", "what the Trainer of Hugging Face prints", 20
    rates, steps, epochs, whole_epochs = ("learning_rate",), (), ("epoch",), True

    def table(self, content: Content) -> Table | None:
        if content.data is None or (content.is_json and not content.has_keys("learning_rate", "epoch")):
            return None
        if any(key in row for row in content.first_rows for key in STEPS):
            return None
        text = content.text
        if "'learning_rate'" not in text and '"learning_rate"' not in text:
            return None
        if "'epoch'" not in text and '"epoch"' not in text:
            return None
        found, version = list[tuple[int, dict[str, Any]]](), 5
        for number, line in lines_of(text):
            for match in ROW.findall(line):
                pairs = PAIR.findall(match)
                row = {key: value for key, _, value in pairs}
                if "learning_rate" in row and "epoch" in row and not any(key in row for key in STEPS):
                    version = 5 if any(key == "learning_rate" and quote for key, quote, _ in pairs) else 4
                    found.append((number, row))
        if not found:
            return None
        table = records(content.name, found)
        table.beside = {"version": version}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1 if unit == "ep" or table.beside["version"] == 5 else 0

    def held(self, table: Table) -> bool | None:
        return False


FORM = TrainerConsole()
