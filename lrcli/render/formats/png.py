"""Curves as a picture: PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._options import PIXELS
from lrcli.render.writers import LOOKED_THROUGH, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """1200 pixels wide if nothing else is asked for, without a date."""
    from lrcli.render.image import drawing

    return iter([drawing(curves, sheet).image("png")])


WRITER = Writer(
    name="png",
    endings=("png",),
    verb="plot",
    summary="a picture of pixels",
    write=write,
    options=PIXELS,
    binary=True,
    most=LOOKED_THROUGH,
)
