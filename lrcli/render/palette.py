"""Colours of curves on a terminal, whose background is not known: 3:1 at least against black and against white.

A terminal of 256 colours has them all, of the 16 there are four. The order keeps neighbours apart for readers who see
fewer colours, too; letters on the curves tell any number of them apart.
"""

from __future__ import annotations

MANY = (33, 196, 28, 126, 245, 93, 25, 201)
"""Blue, red, green, plum, grey, violet, dark blue, magenta: their numbers among 256."""
FEW = (12, 1, 5, 8)
"""Bright blue, red, magenta, bright black: their numbers among 16."""


def palette(colors: int) -> tuple[int, ...]:
    """The colours that a terminal of so many has, by their numbers."""
    return MANY if colors >= 256 else FEW


def switch(color: int) -> str:
    """The escape that turns a colour on."""
    if color >= 16:
        return f"\x1b[38;5;{color}m"
    return f"\x1b[{color + 30 if color < 8 else color + 82}m"


OFF = "\x1b[0m"
