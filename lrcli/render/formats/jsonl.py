"""Curves as JSON lines: one row a line, at any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._rows import ROWS, asked_digits
from lrcli.render.formats.json import object_texts
from lrcli.render.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """`{"epoch": 0, "lr": 0.1}` and so on."""
    return object_texts(curves, sheet, b"}\n")


WRITER = Writer(
    name="jsonl",
    endings=("jsonl", "ndjson"),
    verb="json",
    summary="one JSON object a line",
    write=write,
    options=ROWS,
    check=asked_digits,
    packs=True,
)
