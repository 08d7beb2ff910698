"""Curves as JSON: one document, or one row a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves, Ints


def json(curves: Curves) -> Iterator[bytes]:
    """`{"unit": "epoch", "schedules": [{"label", "spec"}], "rows": [{"epoch": 0, "lr": 0.1}, ...]}`."""
    curves.complete()
    schedules = [{"label": label, "spec": spec} for label, spec in zip(curves.labels, curves.specs, strict=True)]
    head = orjson.dumps({"unit": curves.run.tick, "schedules": schedules})
    yield head[:-1] + b',"rows":[\n'
    first = True
    for rows, values in curves.chunks():
        yield (b"" if first else b",\n") + b",\n".join(map(orjson.dumps, _objects(curves, rows, values)))
        first = False
    yield b"\n]}\n"


def json_lines(curves: Curves) -> Iterator[bytes]:
    """`{"epoch": 0, "lr": 0.1}` and so on, one row a line."""
    curves.complete()
    for rows, values in curves.chunks():
        yield b"\n".join(map(orjson.dumps, _objects(curves, rows, values))) + b"\n"


def _objects(curves: Curves, rows: Ints, values: Array) -> Iterator[dict[str, Any]]:
    names = [*curves.index, *curves.headings]
    columns = [*(column.tolist() for column in curves.numbers(rows)), *values.T.tolist()]
    for line in zip(*columns, strict=True):
        yield dict(zip(names, line, strict=True))
