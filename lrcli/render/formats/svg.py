"""Curves as a picture: SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._options import PICTURE
from lrcli.render.writers import LOOKED_THROUGH, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """Text stays text; without a date. Pixels are those of a web page."""
    from lrcli.render.design import CSS
    from lrcli.render.image import drawing

    return iter([drawing(curves, sheet, CSS, own_letters=False).image("svg", metadata={"Date": None})])


WRITER = Writer(
    name="svg",
    endings=("svg",),
    verb="plot",
    summary="a picture of lines, for a web page",
    write=write,
    options=PICTURE,
    most=LOOKED_THROUGH,
)
