"""Megatron-LM: what it prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, table_of_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

ITERATION = re.compile(r"\biteration\s+(\d+)\s*/\s*(\d+)\s*\|")
VALUE = re.compile(rf"\s*([A-Za-z][\w .()/-]*?):\s*({NUMBER})\s*(?=\||$)")
RATE = "learning rate"


class Megatron(Form):
    """The rate is read after the scheduler's step, so iteration N holds that of tick N."""

    name, title, order = "megatron", "what Megatron-LM prints", 22
    rates, steps, epochs = (RATE,), ("iteration",), ()

    def table(self, content: Content) -> Table | None:
        if content.data is None or content.is_json or f"{RATE}:" not in content.text:
            return None
        totals: list[int] = []

        def read(line: str) -> dict[str, str] | None:
            found = ITERATION.search(line)
            if found is None or RATE not in line:
                return None
            totals.append(int(found[2]))
            row = {"iteration": found[1]}
            for part in line[found.end() :].split("|"):
                if pair := VALUE.fullmatch(part.rstrip()):
                    row[pair[1]] = pair[2]
            return row if RATE in row else None

        table = table_of_lines(content.name, content.text, read)
        if table is not None:
            table.beside = {"total": totals[-1]}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0

    def run(self, table: Table) -> Run | None:
        return Run(steps=table.beside["total"]) if 0 < table.beside["total"] < 1e15 else None


FORM = Megatron()
