"""Options that several pictures have."""

from __future__ import annotations

from lrcli.render.style import STYLES
from lrcli.render.writers import Option

LOG = Option("log", "A logarithmic axis for the LR; zeros are gaps.", switch=True)
TITLE = Option("title", "Title.  [default: the schedule, when there is one]")
PICTURE = (
    LOG,
    TITLE,
    Option("style", "Colours of the picture.  [default: light]", "|".join(STYLES), tuple(STYLES)),
)
