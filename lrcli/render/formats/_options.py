"""Options that several formats have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.style import STYLES
from lrcli.render.writers import Option

if TYPE_CHECKING:
    from lrcli.render.writers import Sheet

MOST_DIGITS = 17
LOG = Option("log", "A logarithmic axis for the LR; zeros are gaps.", switch=True)
PICTURE = (
    LOG,
    Option("title", "Title of the picture.  [default: the schedule, when there is one]"),
    Option("style", "Colours of the picture.  [default: light]", "|".join(STYLES), tuple(STYLES)),
)
DIGITS = Option("digits", "Significant digits on a terminal.  [default: 6]", "N")


def digits(sheet: Sheet) -> int:
    """The significant digits that are asked for. ValueError where that is no such number."""
    text = sheet.asked.get(DIGITS.name, "6")
    if not text.isdecimal() or len(text) > MOST_DIGITS or not 1 <= int(text) <= MOST_DIGITS:
        raise ValueError(f"--digits {text}: give a whole number from 1 to {MOST_DIGITS}")
    return int(text)
