"""fairseq: what it logs, as JSON or as `key=value`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lrcli.reading.forms import Content, Form
from lrcli.sources.logs._lines import NUMBER, table_of_lines

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

OBJECT = re.compile(r"\{.*\}")
PAIR = re.compile(rf"\b(\w+)=({NUMBER})(?=[,\s]|$)")


class Fairseq(Form):
    """Row N of num_updates holds lr(N); `update` is a part of an epoch."""

    name, title, order = "fairseq", "a log of fairseq", 21
    rates, steps, epochs = ("lr", "train_lr"), ("num_updates", "train_num_updates"), ()

    def table(self, content: Content) -> Table | None:
        if content.data is None or "num_updates" not in content.head:
            return None
        if "num_updates=" in content.head and '"num_updates"' not in content.head:
            return table_of_lines(content.name, content.text, pairs)
        return table_of_lines(content.name, content.text, objects)

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0


def objects(line: str) -> dict[str, Any] | None:
    """The JSON object at the end of a line, of an update."""
    found = OBJECT.search(line) if "num_updates" in line else None
    try:
        row = json.loads(found[0]) if found else None
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) and "num_updates" in row else None


def pairs(line: str) -> dict[str, Any] | None:
    """The pairs of a line of an update."""
    row = dict(PAIR.findall(line))
    return row if "num_updates" in row and "lr" in row else None


FORM = Fairseq()
