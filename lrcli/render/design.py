"""How a picture is to be: its size, its font, its axes, as texts ask for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.render.view import asked_view

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.render.view import View
    from lrcli.render.writers import Sheet

SIZE = (8.0, 4.5)
"""Inches, where no size is asked for."""
DPI = 150
CSS = 96
"""Pixels in an inch of a web page."""
POINTS = 9.0
"""The size of text, at any size of the picture."""
LEAST_SIDE, MOST_SIDE = 0.5, 50.0
MOST_PIXELS = 6 * 10**7
LEGENDS = ("right", "below", "none")

_NUMBER = r"(\d+\.?\d*|\.\d+)"
_UNIT = r"(in(?:ch(?:es)?)?|cm|mm|px|)"
_SIZE = re.compile(rf"\(?\s*{_NUMBER}\s*{_UNIT}\s*[x\u00d7,]\s*{_NUMBER}\s*{_UNIT}\s*\)?", re.IGNORECASE)


class Design(NamedTuple):
    """How a picture is to be.

    log        a logarithmic axis of rates: rates that are not above 0 are gaps
    title      above it; by default the text of the schedule when there is one, "" for none
    style      one of STYLES
    size       width and height in inches; None for the usual, to whose height a long legend and a panel below add
    dpi        pixels per inch, and how finely lines are thinned in every format
    font       the family of its letters; "" for the usual
    font_size  the size of its letters in points; numbers and the legend are a little smaller
    view       where its axes begin and end; None for all there is
    xlabel     below it, and ylabel beside it; None for the unit and the quantity
    legend     where the names of several curves stand: one of LEGENDS; None for where they are best
    grid       whether it has a grid
    """

    log: bool = False
    title: str | None = None
    style: str = "light"
    size: tuple[float, float] | None = None
    dpi: int = DPI
    font: str = ""
    font_size: float = POINTS
    view: View | None = None
    xlabel: str | None = None
    ylabel: str | None = None
    legend: str | None = None
    grid: bool = True


def design_for(curves: Curves, sheet: Sheet, pixels: int) -> Design:
    """The design that a sheet asks for; `pixels` of --size are in an inch, unless --dpi says otherwise.

    ValueError for what can't be.
    """
    asked = sheet.asked
    dpi = whole(asked["dpi"], "--dpi", 10, 2400) if "dpi" in asked else None
    size = size_of(asked["size"], dpi or pixels) if "size" in asked else None
    width, height = size or SIZE
    if width * height * (dpi or DPI) ** 2 > MOST_PIXELS:
        told = (
            f"{width:.12g} x {height:.12g} inches are {width * (dpi or DPI):.0f} x {height * (dpi or DPI):.0f} pixels"
        )
        raise ValueError(f"--dpi {dpi}: {told}; at most {MOST_PIXELS // 10**6} million are drawn")
    return Design(
        log="log" in asked,
        title=asked.get("title"),
        style=asked.get("style", Design().style),
        size=size,
        dpi=dpi or (pixels if "px" in asked.get("size", "").lower() else DPI),
        font=asked.get("font", ""),
        font_size=points(asked["font-size"]) if "font-size" in asked else POINTS,
        view=asked_view(curves.run, asked),
        xlabel=asked.get("xlabel"),
        ylabel=asked.get("ylabel"),
        legend=asked.get("legend"),
        grid=asked.get("grid", "yes") != "no",
    )


def size_of(text: str, pixels: int) -> tuple[float, float]:
    """Width and height in inches: `3.3x2in`, `8x5cm`, `80x50mm`, `1200x675px`; without a unit they are inches."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"--size {text}: give width and height, such as 3.3x2in, 8x5cm, 80x50mm or 1200x675px; "
            "without a unit they are inches"
        )
    width, first, height, second = match.groups()
    first, second = (first or second).lower(), (second or first).lower()
    per_inch = {"cm": 2.54, "mm": 25.4, "px": pixels}
    size = float(width) / per_inch.get(first, 1), float(height) / per_inch.get(second, 1)
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in size):
        hint = "" if first else f"; {text.strip()}px would be pixels"
        told = f"{size[0]:.4g} x {size[1]:.4g} inches, and a side has {LEAST_SIDE:.12g} to {MOST_SIDE:.12g}"
        raise ValueError(f"--size {text}: {told}{hint}")
    return size


def whole(text: str, flag: str, least: int, most: int) -> int:
    """A whole number between two."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise ValueError(f"{flag} {text}: give a whole number from {least} to {most}")
    return int(text)


def points(text: str) -> float:
    """The size of letters."""
    try:
        number = float(text.lower().removesuffix("pt"))
    except ValueError:
        number = 0.0
    if not 4 <= number <= 72:
        raise ValueError(f"--font-size {text}: give points from 4 to 72, such as 8")
    return number
