"""Curves as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._rows import ROWS, digits, is_long
from lrcli.render.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """A box as wide as the terminal allows."""
    from lrcli.render.long import long_box
    from lrcli.render.table import shown_rows, table

    if is_long(sheet):
        return iter([sheet.encoded(long_box(curves, sheet, digits(sheet)))])
    return iter([sheet.encoded(table(curves, shown_rows(curves, sheet), sheet, digits(sheet)))])


WRITER = Writer(
    name="table",
    endings=(),
    verb="table",
    summary="a table",
    write=write,
    check=digits,
    options=ROWS,
    colored=True,
    most=100_000,
)
