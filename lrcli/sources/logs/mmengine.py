"""MMEngine: scalars.json, and what its runner prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import json_lines
from lrcli.sources.logs._lines import NUMBER, table_of_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

EPOCH = re.compile(r"Epoch\(train\)\s*\[\s*(\d+)\]\[\s*(\d+)/\s*(\d+)\]")
ITERATION = re.compile(r"Iter\(train\)\s*\[\s*(\d+)/\s*(\d+)\]")
RATE = re.compile(rf"\b((?:base_)?lr):\s*({NUMBER})")


class MMEngine(Form):
    """`step` is the iteration of the whole run, from 1; rows of a validation have no rate."""

    name, title, order = "mmengine", "a log of MMEngine", 44
    steps, epochs = ("step", "iter"), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return None
        if content.is_json:
            fits = content.has_keys("step", "iter") and not content.has_keys("mode")
            return json_lines(content.name, content.text) if fits and content.tree is None else None
        text = content.text
        if "Epoch(train)" not in text and "Iter(train)" not in text:
            return None
        told: dict[str, int] = {}

        def read(line: str) -> dict[str, str] | None:
            rates = dict(RATE.findall(line))
            if not rates:
                return None
            if found := EPOCH.search(line):
                epoch, done, per = map(int, found.groups())
                told["per"] = per
                return rates | {"step": str((epoch - 1) * per + done), "epoch": found[1]}
            if found := ITERATION.search(line):
                told["total"] = int(found[2])
                return rates | {"step": found[1]}
            return None

        table = table_of_lines(content.name, text, read)
        if table is not None:
            table.beside = told
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1

    def held(self, table: Table) -> bool | None:
        return False

    def run(self, table: Table) -> Run | None:
        if per := table.beside.get("per"):
            (steps,) = table.series(["step"])
            return Run(steps=int(steps.values.max()), steps_per_epoch=per)
        return Run(steps=table.beside["total"]) if table.beside.get("total") else None


FORM = MMEngine()
