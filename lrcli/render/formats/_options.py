"""Options that several pictures have."""

from __future__ import annotations

from lrcli.render.design import LEGENDS
from lrcli.render.style import STYLES
from lrcli.render.writers import Option

AXES = (
    Option("log", "A logarithmic axis for the LR; zeros are gaps.", switch=True),
    Option("xlim", "Where the axis of epochs or steps begins and ends: 0,2k or 10%,50% or 5ep,20ep.", "FROM,TO"),
    Option("ylim", "Where the axis of the LR begins and ends: 0,1e-3; a percentage is of the highest.", "FROM,TO"),
)
TITLE = Option("title", "Title.  [default: the schedule, when there is one]")
PICTURE = (
    *AXES,
    TITLE,
    Option("style", "Colours of the picture.  [default: light]", "|".join(STYLES), tuple(STYLES)),
    Option(
        "size",
        "Size of the picture: 3.3x2in, 8x5cm, 80x50mm or 1200x675px; without a unit inches.  [default: 8x4.5in]",
        "WxH",
    ),
    Option("font-size", "Size of its text in points, at any size of the picture.  [default: 9]", "POINTS"),
    Option("font", "Its font: serif, sans-serif, monospace, or one that is installed.", "NAME"),
    Option("xlabel", "Text below the axis of epochs or steps."),
    Option("ylabel", "Text beside the axis of the LR."),
    Option(
        "legend",
        "Where the names of the curves stand, or the colour bar of a sweep.  [default: where they fit best]",
        "|".join(LEGENDS),
        LEGENDS,
    ),
    Option("grid", "Lines behind the curves.  [default: yes]", switch=True, negation="no-grid"),
)
PIXELS = (
    *PICTURE,
    Option("dpi", "Pixels in an inch; text keeps its size in the picture.  [default: 150]", "N"),
)
