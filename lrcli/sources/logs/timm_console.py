"""timm: what it prints, and programs that print alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, table_of_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

PLACE = re.compile(r"\bTrain:\s*(\d+)(?:/(\d+)\s*\([^()]*\))?\s*\[\s*(\d+)/(\d+)\s*\(")
"""`Train: 12 [ 100/1251 (  8%)]`; with how many epochs there are they count from 1, as those of OpenPCDet do."""
VALUE = re.compile(rf"(?:^|\s)([A-Za-z][\w@]*):\s*({NUMBER})(?![\w.]*\d)")


class TimmConsole(Form):
    """Updates of an epoch count from 0. The rate is read before the update's own step of the scheduler."""

    name, title, order = "timm_console", "what timm prints", 46
    rates, steps, epochs = ("lr",), ("step",), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if content.data is None or content.is_json or "Train:" not in content.text:
            return None
        told: dict[str, int] = {}

        def read(line: str) -> dict[str, str] | None:
            found = PLACE.search(line)
            if found is None:
                return None
            values = dict(VALUE.findall(line[found.end() :]))
            if not any(name.lower() == "lr" for name in values):
                return None
            epoch, per = int(found[1]) - bool(found[2]), int(found[4])
            told["per"], told["epochs"] = per, int(found[2] or 0)
            told["last"] = max(told.get("last", 0), epoch)
            return values | {"step": str(epoch * per + int(found[3])), "epoch": str(epoch)}

        table = table_of_lines(content.name, content.text, read)
        if table is not None:
            table.beside = told
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0

    def held(self, table: Table) -> bool | None:
        return False

    def run(self, table: Table) -> Run | None:
        epochs, per = table.beside["epochs"] or table.beside["last"] + 1, table.beside["per"]
        return Run(steps=epochs * per, steps_per_epoch=per) if 0 < epochs * per < 1e15 else None


FORM = TimmConsole()
