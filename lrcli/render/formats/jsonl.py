"""Curves as JSON lines: one row a line, at any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import orjson
from lrcli.render.rows import chunks, objects
from lrcli.render.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """`{"epoch": 0, "lr": 0.1}` and so on."""
    for rows, values in chunks(curves, sheet.rows):
        yield b"\n".join(map(orjson.dumps, objects(curves, rows, values))) + b"\n"


WRITER = Writer(name="jsonl", endings=("jsonl", "ndjson"), verb="json", summary="one JSON object a line", write=write)
