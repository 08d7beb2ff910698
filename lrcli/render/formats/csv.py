"""Curves as CSV or TSV: a heading, then one line per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.several import blank
from lrcli.render.formats._rows import NO_HEADER, ROWS, asked_digits, is_long
from lrcli.render.rows import Form, row_texts
from lrcli.render.streamed import streamed
from lrcli.render.writers import Option, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.tidy import Tidy
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """Lines with the separator and the mark before the decimals that are asked for."""
    separator, decimal = marks(sheet)
    form = long_lines if is_long(sheet) else wide_lines
    heads, rows = form(curves, sheet, separator.encode(), decimal.encode())
    heading = b"" if NO_HEADER.name in sheet.asked else head_line(heads, separator)
    for text in rows:
        yield heading + text if heading else text
        heading = b""  # it waits for the first rows: what can't be had writes nothing
    if heading:
        yield heading


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


def checked(sheet: Sheet) -> None:
    """ValueError for what a sheet can't be asked for."""
    marks(sheet)
    asked_digits(sheet)


def wide_lines(curves: Curves, sheet: Sheet, sep: bytes, mark: bytes) -> tuple[list[str], Iterator[bytes]]:
    """`epoch,lr` (one curve), `epoch,<label>,...`, with `step,` before them where rows are steps; UTF-8.

    A cell past the run of its curve is empty.
    """
    names = [*curves.index, *curves.headings]
    form = Form([b"", *[sep] * (len(names) - 1)], b"\n", mark)

    def write(rows: Ints, values: Array) -> Iterator[bytes]:
        return row_texts(curves.numbers(rows), values, form, blank(curves, rows))

    return names, streamed(curves, sheet, asked_digits(sheet), write)


def long_lines(curves: Curves, sheet: Sheet, sep: bytes, mark: bytes) -> tuple[list[str], Iterator[bytes]]:
    """`label,epoch,lr`, with `step,` before `epoch` and `,momentum` after `lr`; one schedule after the other."""
    from lrcli.render.tidy import heads, tidy  # for this form alone

    texts = (
        text
        for each in tidy(curves, sheet, asked_digits(sheet))
        for text in row_texts(list(each.numbers.values()), each.values, long_form(each, sep, mark), each.blank)
    )
    return heads(curves, sheet), texts


def long_form(part: Tidy, sep: bytes, mark: bytes) -> Form:
    """How the rows of one schedule are written: what is not known of them is left empty."""
    others = [sep] * (len(part.names) - 1 + part.values.shape[1])
    return Form(part.before(quoted(part.label, sep.decode()).encode() + sep, others), b"\n", mark)


def head_line(heads: list[str], separator: str) -> bytes:
    """The line of headings."""
    return (separator.join(quoted(name, separator) for name in heads) + "\n").encode()


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
    check=checked,
    options=(
        Option("sep", "Separator between columns; tab is a tab.  [default: , or a tab for FILE.tsv]", "CHAR"),
        Option("decimal", "Mark before the decimals, for spreadsheets that want a comma.  [default: .]", "CHAR"),
        NO_HEADER,
        *ROWS,
    ),
    packs=True,
)
