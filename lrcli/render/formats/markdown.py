"""Curves as a Markdown table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._rows import ROWS, digits, is_long
from lrcli.render.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """A column for each curve, and for a single one its phases."""
    from lrcli.render.long import long_markdown
    from lrcli.render.table import markdown, shown_rows

    if is_long(sheet):
        return iter([long_markdown(curves, sheet, digits(sheet)).encode()])
    return iter([markdown(curves, shown_rows(curves, sheet), digits(sheet)).encode()])


WRITER = Writer(
    name="markdown", endings=("md",), verb="table", summary="Markdown", write=write, check=digits, options=ROWS
)
