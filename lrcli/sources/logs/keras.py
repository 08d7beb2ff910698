"""Keras: the table of CSVLogger, and a training's history, as JSON or printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import json_table

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

TYPED = re.compile(r"np\.float\d+\(([^()]*)\)|<[^<>]*numpy=([^<>]*)>")
PRINTED = re.compile(r"""\{\s*'[^']+'\s*:\s*\[""")


class Keras(Form):
    """Epochs count from 0, as do the values of a history. Columns are in the order of their names."""

    name, title, order = "keras", "a log of Keras", 50
    rates, epochs = (r"learning_rate|lr",), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return None
        if PRINTED.match(content.head) and (text := content.text.strip()).endswith("}"):
            plain = TYPED.sub(lambda match: match[1] or match[2], text)
            plain = re.sub(r"\bnan\b", "NaN", re.sub(r"\binf\b", "Infinity", plain.replace("'", '"')))
            return json_table(content.name, plain)
        if content.is_json:
            tree = content.tree
            lists = isinstance(tree, dict) and tree and all(isinstance(each, list) for each in tree.values())
            return json_table(content.name, content.text) if lists and "loss" in tree else None
        header = content.header()
        others = header[1:]
        if header[:1] != ["epoch"] or "loss" not in others or others != sorted(others) or "step" in others:
            return None
        return CsvTable(content.name, content.text)

    def without_rates(self, table: Table) -> str:
        return "has no learning_rate: a callback that sets the rate has to be listed before CSVLogger"

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


FORM = Keras()
