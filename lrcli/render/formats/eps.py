"""Curves as a picture: EPS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.render.formats._options import PICTURE
from lrcli.render.writers import LOOKED_THROUGH, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

DATE = re.compile(rb"^(%%CreationDate: )[^\r\n]*", re.MULTILINE)
"""Matplotlib writes the time of the call, and takes no other but from the environment."""


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """With a date that is always the same."""
    from lrcli.render.image import drawing

    return iter([DATE.sub(rb"\1Thu Jan  1 00:00:00 1970", drawing(curves, sheet).image("eps"), count=1)])


WRITER = Writer(
    name="eps",
    endings=("eps",),
    verb="plot",
    summary="a picture of lines, for LaTeX with dvips",
    write=write,
    options=PICTURE,
    binary=True,
    most=LOOKED_THROUGH,
)
