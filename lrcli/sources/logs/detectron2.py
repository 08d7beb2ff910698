"""detectron2: metrics.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import json_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class Detectron2(Form):
    """`iteration` counts from 0."""

    name, title, order = "detectron2", "metrics.json of detectron2", 32
    rates, steps = ("lr",), ("iteration",)

    def table(self, content: Content) -> Table | None:
        fits = content.has_keys("iteration", "eta_seconds") or content.has_keys("iteration", "data_time")
        return json_lines(content.name, content.text) if fits and content.tree is None else None

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


FORM = Detectron2()
