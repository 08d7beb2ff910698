"""The curves of a chart: dots of braille, or plain characters, with the y axis beside them.

Each column of dots shows the lowest to the highest value of its rows, joined to the column before, so that no spike or
edge is lost at any length. A value is drawn for the whole of its tick, as it is in effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.envelope import envelope
from lrcli.cells import one_line
from lrcli.render.axes import between, gaps_in, range_drawable, scale
from lrcli.render.palette import OFF, switch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves
    from lrcli.render.axes import Gaps, Scale
    from lrcli.render.view import View

    Cells = npt.NDArray[np.intp]

BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
LETTERED = 4
"""How often a curve has its letter, where there is room."""


class Mark(NamedTuple):
    """What one curve is drawn with.

    color    its colour, None for none
    letter   what stands on it here and there; empty where its colour is enough
    symbol   the character that it is drawn with; empty for dots
    """

    color: int | None = None
    letter: str = ""
    symbol: str = ""

    def painted(self, text: str) -> str:
        """A text in its colour."""
        return text if self.color is None else f"{switch(self.color)}{text}{OFF}"

    @property
    def sign(self) -> str:
        """What stands for it in the legend."""
        return self.painted(self.symbol or self.letter or "──")


class Frame(NamedTuple):
    """Where curves are drawn: the characters of the canvas, and of the numbers to its left."""

    width: int
    height: int
    gutter: int
    unicode: bool

    @property
    def dots(self) -> tuple[int, int]:
        """How many dots a character has, side by side and one above the other."""
        return (2, 4) if self.unicode else (1, 1)

    @property
    def line(self) -> str:
        """What axes are drawn with: beside the curves, at a number, corner, below, at a number, at a seam, at both."""
        return "│┤└─┬┴┼" if self.unicode else "|+`-+^^"

    def rows(self, shares: Array) -> Array:
        """Rows of dots counted from the bottom; NaN stays NaN."""
        height = self.height * self.dots[1]
        return np.clip(np.floor(shares * (height - 1) + 0.5), 0, height - 1)


class Canvas(NamedTuple):
    """The lines with the curves, and the y axis beside them; and what has no place in them."""

    lines: list[str]
    gaps: Gaps


def canvas(curves: Curves, marks: Sequence[Mark], frame: Frame, log: bool, view: View | None = None) -> Canvas:
    """The curves drawn. ValueError when there is nothing to show."""
    width = frame.width * frame.dots[0]
    extremes = envelope(curves, width, view.window if view else None, log)
    every = np.concatenate([extremes.first, extremes.low, extremes.high, extremes.last])
    low, high = range_drawable(extremes.positive if log else extremes.low, extremes.high, log)
    axis = y_axis(low, high, log, frame.height, view)
    names = axis.names()
    if (more := max(map(len, names)) + 2 - frame.gutter) > 0:  # numbers that differ only in their last digits
        wider = frame._replace(gutter=frame.gutter + more, width=max(frame.width - more, 8))
        return canvas(curves, marks, wider, log, view)

    owner = np.full((frame.height, frame.width), -1)
    bits = np.zeros((frame.height, frame.width), dtype=np.int64)
    columns = np.arange(width) * (len(extremes.starts) - 1) // width
    if view:
        columns = np.searchsorted(extremes.starts, view.places(width), side="right") - 1
    for number in range(len(marks)):
        parts = (extremes.first, extremes.low, extremes.high, extremes.last)
        lines = [frame.rows(axis.share(part[:, number]))[columns] for part in parts]
        hidden = (extremes.low[columns, number] > axis.high) | (extremes.high[columns, number] < axis.low)
        draw([np.where(hidden, np.nan, line) for line in lines], columns, number, owner, bits, frame)
    window = (view.low, view.high) if view else (0, curves.rows)
    noted = moments_at(curves, owner < 0, window, "┊" if frame.unicode else ":")
    beside = y_names(axis, names, frame)
    text = []
    for row, cells in enumerate(painted(owner, bits, marks, noted)):
        name = beside.get(row, "")
        text.append(f"{name:>{frame.gutter - 1}} {frame.line[1] if name else frame.line[0]}{cells}".rstrip())
    return Canvas(text, gaps_in(curves.labels, every, log))


def y_axis(low: Array, high: Array, log: bool, height: int, view: View | None = None) -> Scale:
    """The axis that fits the data, or that a view asks for. ValueError when a log axis has nothing to show."""
    if np.isnan(low).all():
        raise ValueError("a log axis shows rates above 0, and there are none" if log else "no rate can be drawn")
    fits = scale(float(np.nanmin(low)), float(np.nanmax(high)), log, max((height - 1) // 2, 2))
    if view is None or not (view.bottom or view.top):
        return fits
    return between(*view.between(fits.low, fits.high, float(np.nanmax(high))), log, max((height - 1) // 2, 2))


def y_names(axis: Scale, names: list[str], frame: Frame) -> dict[int, str]:
    """The number beside each row that has one: both ends, and between them those that keep their distance."""
    dots = frame.rows(axis.share(np.asarray(axis.ticks)))
    places = [int((frame.height * frame.dots[1] - 1 - dot) // frame.dots[1]) for dot in dots.tolist()]
    beside = {places[0]: names[0], places[-1]: names[-1]}
    for place, name in zip(places, names, strict=True):
        if not beside.keys() & {place - 1, place, place + 1}:
            beside[place] = name
    return beside


def draw(lines: list[Array], columns: Cells, number: int, owner: Cells, bits: Cells, frame: Frame) -> None:
    """One curve's dots: in each column from its lowest to its highest value, joined to the column before."""
    first, low, high, last = lines
    dots = frame.dots
    height = owner.shape[0] * dots[1]
    for x in range(len(first)):
        bottom, top = low[x], high[x]
        if np.isnan(top):
            continue
        bottom = 0.0 if np.isnan(bottom) else bottom  # a log axis, and the bucket reaches down to 0
        if x and columns[x] != columns[x - 1] and not np.isnan(last[x - 1]) and not np.isnan(first[x]):
            bottom, top = (
                min(bottom, last[x - 1] + (last[x - 1] < first[x])),
                max(top, last[x - 1] - (last[x - 1] > first[x])),
            )
        for y in range(int(bottom), int(top) + 1):
            row, column = (height - 1 - y) // dots[1], x // dots[0]
            bits[row, column] |= BRAILLE[(height - 1 - y) % dots[1]][x % dots[0]] if dots[1] > 1 else 1
            owner[row, column] = number


def moments_at(
    curves: Curves, free: npt.NDArray[np.bool_], window: tuple[float, float], line: str
) -> dict[tuple[int, int], str]:
    """What stands on cells that no curve has: a line at each moment, and beside it its words where they have room."""
    noted: dict[tuple[int, int], str] = {}
    (low, high), (height, width) = window, free.shape
    for moment in curves.moments:
        if not low <= moment.row < high:
            continue
        column = min(int((moment.row - low) * width // (high - low)), width - 1)
        noted |= {(row, column): line for row in range(height) if free[row, column]}
        words = one_line(moment.text)
        starts = [start for start in (column + 2, column - 1 - len(words)) if 0 <= start <= width - len(words)]
        places = ((row, start) for row in range(height) for start in starts)
        room = next(((row, at) for row, at in places if free[row, max(at - 1, 0) : at + len(words) + 1].all()), None)
        if room is not None:
            noted |= {(room[0], room[1] + number): letter for number, letter in enumerate(words)}
    return noted


def painted(owner: Cells, bits: Cells, marks: Sequence[Mark], noted: dict[tuple[int, int], str]) -> list[str]:
    """The canvas as lines of text: each cell in the colour of its curve, some with its letter; and what is noted."""
    letters = letters_at(owner, marks)
    lines = []
    for row in range(owner.shape[0]):
        text, current = [], None
        for column in range(owner.shape[1]):
            who = int(owner[row, column])
            mark = marks[who] if who >= 0 else Mark()
            if mark.color != current and (who >= 0 or current is not None):
                text.append(OFF if mark.color is None else switch(mark.color))
                current = mark.color
            if who < 0:
                text.append(noted.get((row, column), " "))
            else:
                drawn = mark.symbol or chr(0x2800 + int(bits[row, column]))
                text.append(letters.get((row, column), drawn))
        if current is not None:
            text.append(OFF)
        lines.append("".join(text))
    return lines


def letters_at(owner: Cells, marks: Sequence[Mark]) -> dict[tuple[int, int], str]:
    """Where the letters stand: each on a few cells of its own curve, in columns that no other letter has."""
    letters: dict[tuple[int, int], str] = {}
    lettered = [number for number, mark in enumerate(marks) if mark.letter and not mark.symbol]
    if not lettered:
        return letters
    columns = np.arange(owner.shape[1])
    times = max(1, min(LETTERED, len(columns) // (4 * len(lettered))))
    if times == 1:  # many curves: where they are apart
        drawn = owner >= 0
        apart = np.where(drawn.any(axis=0), len(owner) - drawn[::-1].argmax(axis=0) - drawn.argmax(axis=0), 0)
        widest = np.flatnonzero(apart > 0.6 * apart.max())
        columns = widest if len(widest) >= len(lettered) else columns
    free = set(columns.tolist())
    for time in range(times):
        for order, number in enumerate(lettered):
            wanted = columns[int((time + (order + 1) / (len(lettered) + 1)) * len(columns) / times)]
            own = free & set(np.flatnonzero((owner == number).any(axis=0)).tolist())
            if own:
                column = min(own, key=lambda each: (abs(each - wanted), each))
                letters[int(np.flatnonzero(owner[:, column] == number)[0]), column] = marks[number].letter
                free -= {column}
    return letters
