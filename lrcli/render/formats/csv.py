"""Curves as CSV or TSV: a heading, then one line per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.rows import rows_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves, Ints


def csv(curves: Curves, separator: str = ",", decimal: str = ".", only: Ints | None = None) -> Iterator[bytes]:
    """`epoch,lr` (one curve), `epoch,<label>,...`, with `step,` before them where rows are steps; UTF-8.

    `only` gives the rows to write, in any order; without it all are written.
    """
    sep, mark = separator.encode(), decimal.encode()
    heading = (separator.join(quoted(name, separator) for name in [*curves.index, *curves.headings]) + "\n").encode()
    if only is not None:
        yield heading + (rows_bytes(curves.numbers(only), curves.at(only), sep, mark) if only.size else b"")
        return
    curves.complete()
    for rows, values in curves.chunks():
        yield heading + rows_bytes(curves.numbers(rows), values, sep, mark)
        heading = b""  # it waits for the first rows: what can't be had writes nothing


def quoted(text: str, separator: str) -> str:
    """A heading, in quotes where the separator, a quote or a line end stands in it (RFC 4180)."""
    if any(mark in text for mark in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text
