"""Curves as a chart of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.formats._options import AXES, TITLE
from lrcli.render.writers import LOOKED_THROUGH, Option, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    """As large as the terminal allows, or as is asked for."""
    from lrcli.render.axes import tell_gaps
    from lrcli.render.chart import look_for, with_gaps

    text, gaps = with_gaps(curves, look_for(sheet, curves.run))
    tell_gaps(gaps, sheet)
    return iter([sheet.encoded(text)])


WRITER = Writer(
    name="chart",
    endings=("txt",),
    verb="plot",
    summary="a chart of characters",
    write=write,
    options=(
        *AXES,
        TITLE,
        Option("ascii", "Draw with plain characters.", switch=True),
        Option(
            "letters",
            "A letter on each curve, to tell them apart without colours.  [default: where there are not enough]",
            switch=True,
        ),
        Option("width", "Width of the chart in characters.  [default: the terminal's, 80 in a pipe]", "N"),
        Option("height", "Lines of the curves, without axis and legend.  [default: what fits the screen]", "N"),
    ),
    colored=True,
    most=LOOKED_THROUGH,
)
