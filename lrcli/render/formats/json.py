"""Curves as JSON: one document."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from lrcli._lazy import orjson
from lrcli.render.formats._rows import ROWS, asked_digits, is_long
from lrcli.render.rows import Form, objects, row_texts, sheet_chunks
from lrcli.render.streamed import streamed
from lrcli.render.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.tidy import Tidy
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """`{"unit": "epoch", "schedules": [{"label", "spec"}], "rows": [{"epoch": 0, "lr": 0.1}, ...]}`, one row a line."""
    return document_parts(curves, sheet, b"\n")


def compact(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """The same on one line."""
    return document_parts(curves, sheet, b"")


def document_parts(curves: Curves, sheet: Sheet, between: bytes) -> Iterator[bytes]:
    """The document, a chunk of rows at a time."""
    head = orjson.dumps(about_curves(curves))[:-1] + b',"rows":[' + between
    before = head  # it waits for the first rows: what can't be had writes nothing
    for rows in object_texts(curves, sheet, b"}," + between):
        yield before + rows[: -len(between) - 1]
        before = b"," + between
    yield (head if before is head else b"") + between + b"]}\n"


def object_texts(curves: Curves, sheet: Sheet, end: bytes) -> Iterator[bytes]:
    """The rows of a sheet as objects that end so, some at a time."""
    digits = asked_digits(sheet)
    if is_long(sheet):
        from lrcli.render.tidy import heads, tidy  # for this form alone

        names = heads(curves, sheet)
        for part in tidy(curves, sheet, digits):
            yield from row_texts(list(part.numbers.values()), part.values, Form(keys(names, part), end, null=b"null"))
        return
    form = Form(object_keys([*curves.index, *curves.headings]), end, null=b"null")

    def write(rows: Ints, values: Array) -> Iterator[bytes]:
        return row_texts(curves.numbers(rows), values, form)

    yield from streamed(curves, sheet, digits, write)


def object_keys(names: list[str]) -> list[bytes]:
    """What stands before each number of an object."""
    return [(b"," if place else b"{") + orjson.dumps(name) + b":" for place, name in enumerate(names)]


def keys(names: list[str], part: Tidy) -> list[bytes]:
    """The same behind the label of a schedule; what is not known of its rows is null."""
    label, first, *others = object_keys(names)
    return part.before(label + orjson.dumps(part.label) + first, others, b"null")


def document(curves: Curves, sheet: Sheet) -> dict[str, Any]:
    """The same as data."""
    return {**about_curves(curves), "rows": [*chain.from_iterable(row_objects(curves, sheet))]}


def about_curves(curves: Curves) -> dict[str, Any]:
    """What stands before the rows."""
    schedules = [{"label": label, "spec": spec} for label, spec in zip(curves.labels, curves.specs, strict=True)]
    return {"unit": curves.run.tick, "schedules": schedules}


def row_objects(curves: Curves, sheet: Sheet) -> Iterator[Iterator[dict[str, Any]]]:
    """The rows of a sheet as JSON has them, a chunk at a time."""
    digits = asked_digits(sheet)
    if is_long(sheet):
        from lrcli.render.tidy import heads, tidy  # for this form alone

        names = heads(curves, sheet)
        for part in tidy(curves, sheet, digits):
            yield (dict(zip(names, cells, strict=True)) for cells in part.cells())
        return
    for rows, values in sheet_chunks(curves, sheet, digits):
        yield objects(curves, rows, values)


WRITER = Writer(
    name="json",
    endings=("json",),
    verb="json",
    summary="one JSON document",
    write=write,
    options=ROWS,
    check=asked_digits,
    packs=True,
    most=10**6,
)
