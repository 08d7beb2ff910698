"""Curves as CSV or TSV: a heading, then one line per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.several import blank
from lrcli.render.rows import chunks, rows_bytes
from lrcli.render.writers import Option, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """Lines with the separator and the mark before the decimals that are asked for."""
    return csv(curves, *marks(sheet), sheet.rows)


def marks(sheet: Sheet) -> tuple[str, str]:
    """The separator (by default a comma, in a TSV a tab) and the mark before the decimals. ValueError for bad ones."""
    separator = sheet.asked.get("sep") or ("tab" if sheet.ending == "tsv" else ",")
    separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    decimal = sheet.asked.get("decimal") or "."
    if len(separator) != 1 or not separator.isascii() or separator.isalnum() or separator in '."+-\r\n':
        raise ValueError(f"--sep {separator!r}: give one character that stands in no number, such as ; or tab")
    if decimal not in (".", ","):
        raise ValueError(f"--decimal {decimal!r}: it is a point or a comma")
    if separator == decimal:
        raise ValueError("--decimal , needs another separator, such as --sep ';'")
    return separator, decimal


def csv(curves: Curves, separator: str = ",", decimal: str = ".", only: Ints | None = None) -> Iterator[bytes]:
    """`epoch,lr` (one curve), `epoch,<label>,...`, with `step,` before them where rows are steps; UTF-8.

    A cell past the run of its curve is empty. `only` gives the rows to write, in any order; without it all are written.
    """
    sep, mark = separator.encode(), decimal.encode()
    heading = (separator.join(quoted(name, separator) for name in [*curves.index, *curves.headings]) + "\n").encode()
    for rows, values in chunks(curves, only):
        yield heading + rows_bytes(curves.numbers(rows), values, sep, mark, blank(curves, rows))
        heading = b""  # it waits for the first rows: what can't be had writes nothing
    if heading:
        yield heading


def quoted(text: str, separator: str) -> str:
    """A heading, in quotes where the separator, a quote or a line end stands in it (RFC 4180)."""
    if any(mark in text for mark in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


WRITER = Writer(
    name="csv",
    endings=("csv", "tsv"),
    verb="csv",
    summary="a heading, then one line per row",
    write=write,
    check=marks,
    options=(
        Option("sep", "Separator between columns; tab is a tab.  [default: , or a tab for FILE.tsv]", "CHAR"),
        Option("decimal", "Mark before the decimals, for spreadsheets that want a comma.  [default: .]", "CHAR"),
    ),
)
