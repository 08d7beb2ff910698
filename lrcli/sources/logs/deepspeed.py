"""DeepSpeed: what it prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, table_of_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

ROW = re.compile(r"\bstep=(\d+),\s*skipped=(\d+),\s*lr=\[([^\]]*)\]")
ONE = re.compile(NUMBER)


class DeepSpeed(Form):
    """step=N is printed after N steps of the scheduler, so it holds the rate of tick N. There is a rate a group."""

    name, title, order = "deepspeed", "what DeepSpeed prints", 23
    rates, steps, epochs = (r"lr(\[\d+\])?",), ("step",), ()

    def table(self, content: Content) -> Table | None:
        if content.data is None or content.is_json or "skipped=" not in content.text:
            return None

        def read(line: str) -> dict[str, str] | None:
            found = ROW.search(line)
            rates = ONE.findall(found[3]) if found else []
            if found is None or not rates:
                return None
            names = ["lr"] if len(rates) == 1 else [f"lr[{group}]" for group in range(len(rates))]
            return {"step": found[1], "skipped": found[2], **dict(zip(names, rates, strict=True))}

        return table_of_lines(content.name, content.text, read)

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


FORM = DeepSpeed()
