"""Curves as JSON: one document."""

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
    """`{"unit": "epoch", "schedules": [{"label", "spec"}], "rows": [{"epoch": 0, "lr": 0.1}, ...]}`."""
    schedules = [{"label": label, "spec": spec} for label, spec in zip(curves.labels, curves.specs, strict=True)]
    head = orjson.dumps({"unit": curves.run.tick, "schedules": schedules})[:-1] + b',"rows":[\n'
    before = head  # it waits for the first rows: what can't be had writes nothing
    for rows, values in chunks(curves, sheet.rows):
        yield before + b",\n".join(map(orjson.dumps, objects(curves, rows, values)))
        before = b",\n"
    yield (head if before is head else b"") + b"\n]}\n"


WRITER = Writer(name="json", endings=("json",), verb="json", summary="one JSON document", write=write, most=10**6)
