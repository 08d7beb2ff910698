"""Options of the formats that have rows of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.writers import Option

if TYPE_CHECKING:
    from lrcli.render.writers import Sheet

MOST_DIGITS = 17
DIGITS = Option("digits", "Significant digits of rates.  [default: 6 where people read them, else all]", "N")
LONG = Option(
    "long", "A line for each schedule and row: label, step where it is known, epoch, lr, then momentum.", switch=True
)
NO_HEADER = Option("no-header", "No line of headings, in CSV and TSV.", switch=True)
ROWS = (DIGITS, LONG)
"""Of every format that has rows of numbers."""


def digits(sheet: Sheet) -> int:
    """The significant digits of numbers for people. ValueError where what is asked for is no such number."""
    return asked_digits(sheet) or 6


def asked_digits(sheet: Sheet) -> int | None:
    """The significant digits that are asked for; None for all, so that numbers read back. ValueError likewise."""
    text = sheet.asked.get(DIGITS.name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 2 or not 1 <= int(text) <= MOST_DIGITS:
        raise ValueError(f"--digits {text}: give a whole number from 1 to {MOST_DIGITS}")
    return int(text)


def is_long(sheet: Sheet) -> bool:
    """Whether each schedule has lines of its own."""
    return LONG.name in sheet.asked
