"""Options that several pictures have."""

from __future__ import annotations

from lrcli.render.style import STYLES
from lrcli.render.writers import Option

LOG = Option("log", "A logarithmic axis for the LR; zeros are gaps.", switch=True)
PICTURE = (
    LOG,
    Option("title", "Title of the picture.  [default: the schedule, when there is one]"),
    Option("style", "Colours of the picture.  [default: light]", "|".join(STYLES), tuple(STYLES)),
)
