"""Weights & Biases: a panel's export, and a run's history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import json_table

if TYPE_CHECKING:
    from lrcli.reading.tables import Table

TWIN = re.compile(r".+ - .+__(MIN|MAX)")


class Wandb(Form):
    """`_step` counts calls of wandb.log, so another column that counts updates goes before it."""

    name, title, order = "wandb", "a log of Weights & Biases", 43

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return None
        if content.is_json:
            fits = content.has_keys("_step") and (content.has_keys("_timestamp") or content.has_keys("_runtime"))
            return json_table(content.name, content.text) if fits else None
        header = content.header()
        history = "_step" in header and ("_timestamp" in header or "_runtime" in header)
        panel = len(header) > 1 and any(map(TWIN.fullmatch, header))
        return CsvTable(content.name, content.text) if history or panel else None


FORM = Wandb()
