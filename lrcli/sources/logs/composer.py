"""Composer and LLM Foundry: what they print, a record over several lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, lines_of, records

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

BATCH = re.compile(r"\[(?:epoch=(\d+)(?:/\d+)?\]\[)?batch=(\d+)(?:/(\d+))?\]:?")
PAIR = re.compile(rf"\s*(?:Train\s+)?([\w/.-]+):\s*({NUMBER})\s*")


class Composer(Form):
    """Batches count from 1: the rate is read before the scheduler's step."""

    name, title, order = "composer", "what Composer prints", 24
    rates, steps, epochs = (r"lr-.*",), ("batch",), ()

    def table(self, content: Content) -> Table | None:
        if content.data is None or content.is_json or "[batch=" not in content.text.replace("][batch=", "[batch="):
            return None
        found, total = list[tuple[int, dict[str, Any]]](), None
        for number, line in lines_of(content.text):
            if batch := BATCH.search(line):
                found.append((number, {"batch": batch[2]}))
                total = int(batch[3]) if batch[3] else total
            elif found and (pair := PAIR.fullmatch(line)):
                found[-1][1].setdefault(pair[1], pair[2])
        if not any(len(row) > 1 for _, row in found):
            return None
        table = records(content.name, found)
        table.beside = {"total": total}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1

    def run(self, table: Table) -> Run | None:
        return Run(steps=table.beside["total"]) if table.beside["total"] else None


FORM = Composer()
