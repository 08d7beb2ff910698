"""Curves as a chart of characters: braille dots, or plain ASCII.

Each column of dots shows the lowest to the highest value of its rows, joined to the column before, so that no spike or
edge is lost at any length. A value is drawn for the whole of its tick, as it is in effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.analysis.envelope import envelope
from lrcli.render.axes import decades, round_numbers, short, short_count

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

COLORS = (36, 33, 35, 32, 34, 31)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYMBOLS = "*o+x#@%&$~"
BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Look(NamedTuple):
    """How a chart is drawn: its size in characters, and what the terminal can show."""

    width: int = 80
    height: int = 18
    color: bool = False
    unicode: bool = True
    log: bool = False


def look_for(sheet: Sheet) -> Look:
    """How a chart is drawn for whom the sheet is. ValueError for a size that makes no sense."""
    return Look(
        width=asked_size(sheet, "width", sheet.width, 20),
        height=asked_size(sheet, "height", sheet.height, 4),
        color=sheet.color,
        unicode=sheet.unicode and "ascii" not in sheet.asked,
        log="log" in sheet.asked,
    )


def asked_size(sheet: Sheet, name: str, default: int, least: int) -> int:
    """The number of characters that an option asks for."""
    text = sheet.asked.get(name)
    if text is None:
        return default
    if not text.isdecimal() or len(text) > 4 or not least <= int(text) <= 1000:
        raise ValueError(f"--{name} {text}: give a number of characters from {least} to 1000")
    return int(text)


class Axis(NamedTuple):
    """The y axis: its ends, and where a value lies between them."""

    low: float
    high: float
    log: bool

    def share(self, values: Array) -> Array:
        """Where values lie, 0 at the low end and 1 at the high one; NaN for what a log axis can't show."""
        if self.low == self.high:
            return np.where(np.isfinite(values), 0.5, np.nan)
        if self.log:
            positive = np.where(values > 0, values, np.nan)
            result: Array = np.log(positive / self.low) / np.log(self.high / self.low)
            return result
        return (values - self.low) / (self.high - self.low)


def chart(curves: Curves, look: Look) -> str:
    """The chart, its axes and a legend; every line ends in a newline and none is wider than the look's width."""
    gutter = 11
    width = max(look.width - gutter - 1, 8)
    line = "│┤└─┬┴┼" if look.unicode else "|+`-+^^"
    below = x_axis(curves, width, gutter, line)
    other = curves.below
    share = look.height // 3 if other else 0
    upper, lower = look._replace(height=look.height - share), look._replace(height=share, log=False)
    text = [f"{title(curves, look)}\n", *canvas(curves, upper, width, gutter, line), *below]
    if other:
        name = fitted(", ".join(other.labels), look.width, look.unicode)
        text += [f"{name}\n", *canvas(other, lower, width, gutter, line), below[0]]
    text += legend(curves, look)
    return "".join(text)


def canvas(curves: Curves, look: Look, width: int, gutter: int, line: str) -> list[str]:
    """The lines with the curves, and the y axis beside them."""
    height = max(look.height, 4)
    dots = (2, 4) if look.unicode else (1, 1)
    extremes = envelope(curves, width * dots[0])
    axis = y_axis(extremes.positive if look.log else extremes.low, extremes.high, look.log)

    owner = np.full((height, width), -1)
    bits = np.zeros((height, width), dtype=np.int64)
    buckets = len(extremes.starts) - 1
    columns = np.arange(width * dots[0]) * buckets // (width * dots[0])
    for number in range(len(curves.labels)):
        parts = (extremes.first, extremes.low, extremes.high, extremes.last)
        lines = [to_dots(axis.share(part[:, number]), height * dots[1])[columns] for part in parts]
        draw(lines, columns, number, owner, bits, dots)

    rows = painted(owner, bits, look, len(curves.labels))
    names = y_names(axis, height)
    text = []
    for row, cells in enumerate(rows):
        name = names.get(row, "")
        text.append(f"{name:>{gutter - 1}} {line[1] if name else line[0]}{cells}".rstrip() + "\n")
    return text


def y_axis(low: Array, high: Array, log: bool) -> Axis:
    """The axis that fits the data. ValueError when a log axis has nothing to show."""
    if np.isnan(low).all():
        raise ValueError("a log axis shows rates above 0, and there are none" if log else "no rate can be drawn")
    return Axis(float(np.nanmin(low)), float(np.nanmax(high)), log)


def gaps(curves: Curves) -> list[str]:
    """Labels of the curves with rates that a log axis has no place for."""
    low = envelope(curves, 1).low[0]
    return [label for label, rate in zip(curves.labels, low, strict=True) if not rate > 0]


def to_dots(share: Array, height: int) -> Array:
    """Rows of dots counted from the bottom; NaN stays NaN."""
    return np.clip(np.floor(share * (height - 1) + 0.5), 0, height - 1)


def draw(
    lines: list[Array],
    columns: npt.NDArray[np.intp],
    number: int,
    owner: npt.NDArray[np.intp],
    bits: npt.NDArray[np.int64],
    dots: tuple[int, int],
) -> None:
    """One curve's dots: in each column from its lowest to its highest value, joined to the column before."""
    first, low, high, last = lines
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


def painted(owner: npt.NDArray[np.intp], bits: npt.NDArray[np.int64], look: Look, count: int) -> list[str]:
    """The canvas as lines of text, coloured, or with a letter on each curve where colours can't tell them apart."""
    lettered = letters_at(owner, count) if count > 1 and not look.color and look.unicode else {}
    lines = []
    for row in range(owner.shape[0]):
        text, current = [], -1
        for column in range(owner.shape[1]):
            who = int(owner[row, column])
            if look.color and who != current:
                text.append(f"\x1b[{COLORS[who % len(COLORS)]}m" if who >= 0 else "\x1b[0m")
                current = who
            if (row, column) in lettered:
                text.append(lettered[row, column])
            elif who < 0:
                text.append(" ")
            else:
                text.append(chr(0x2800 + int(bits[row, column])) if look.unicode else SYMBOLS[who % len(SYMBOLS)])
        if current >= 0:
            text.append("\x1b[0m")
        lines.append("".join(text))
    return lines


def letters_at(owner: npt.NDArray[np.intp], count: int) -> dict[tuple[int, int], str]:
    """Where each curve's letter stands: a few cells of its own along the way."""
    letters = {}
    width = owner.shape[1]
    for number in range(count):
        shift = (number + 1) * width // (4 * (count + 1))
        for place in range(4):
            column = min(place * width // 4 + shift, width - 1)
            cells = np.flatnonzero(owner[:, column] == number)
            if cells.size:
                letters[int(cells[0]), column] = LETTERS[number % len(LETTERS)]
    return letters


def y_names(axis: Axis, height: int) -> dict[int, str]:
    """The number beside each row that has one: both ends, and round numbers between that keep their distance."""
    if axis.low == axis.high:
        return {(height - 1) // 2: short(axis.high, 4)}
    names = {0: short(axis.high, 4), height - 1: short(axis.low, 4)}
    count = max(height // 3, 1)
    between = decades(axis.low, axis.high, count) if axis.log else round_numbers(axis.low, axis.high, count)
    for value in between:
        row = height - 1 - round(float(axis.share(np.asarray([value]))[0]) * (height - 1))
        if 2 <= row <= height - 3 and row not in names:
            names[row] = short(value, 4)
    return names


def x_axis(curves: Curves, width: int, gutter: int, line: str) -> list[str]:
    """The axis with its numbers, the seams as marks that point up, and the unit."""
    unit, per = curves.run.tick, 1
    if curves.run.steps_per_epoch:
        unit, per = "epoch", curves.run.steps_per_epoch
    marks = [line[3]] * width
    for seam in curves.seams:
        marks[min(seam * width // curves.rows, width - 1)] = line[5]
    names = [" "] * (width + 8)
    end = 0
    for value in round_numbers(0, curves.rows / per, max(width // 8, 2)):
        if value != int(value):
            continue
        column = min(int(value * per * width / curves.rows), width - 1)
        text = short_count(int(value))
        start = max(column - len(text) // 2, 0)
        if start >= end and start + len(text) <= width:
            names[start : start + len(text)] = text
            marks[column] = line[6] if marks[column] == line[5] else line[4]
            end = start + len(text) + 1
    length = f"{unit}s, {curves.rows // per if curves.rows % per == 0 else short(curves.rows / per)} in all"
    if per > 1:
        length += f"; {per} steps each, {curves.rows} in all"
    return [
        f"{' ' * gutter}{line[2]}{''.join(marks)}\n",
        f"{' ' * (gutter + 1)}{''.join(names)}".rstrip() + "\n",
        f"{' ' * (gutter + 1)}{length:^{width}}".rstrip() + "\n"
        if len(length) <= width
        else fitted(length, gutter + 1 + width, len(line[0].encode()) > 1) + "\n",
    ]


def title(curves: Curves, look: Look) -> str:
    """What is drawn: the schedule when there is one."""
    name = f": {curves.labels[0]}" if len(curves.labels) == 1 else ""
    return fitted(f"learning rate{' (log)' if look.log else ''}{name}", look.width, look.unicode)


def legend(curves: Curves, look: Look) -> list[str]:
    """A line for each curve when there are several: its mark, its label, and what the label stands for."""
    if len(curves.labels) == 1:
        return []
    lines = []
    for number, (label, spec) in enumerate(zip(curves.labels, curves.specs, strict=True)):
        mark = "──" if look.unicode else SYMBOLS[number % len(SYMBOLS)]
        if look.color:
            mark = f"\x1b[{COLORS[number % len(COLORS)]}m{mark}\x1b[0m"
        elif look.unicode:
            mark = LETTERS[number % len(LETTERS)]
        text = label if label == spec else f"{label} = {spec}"
        lines.append(f"  {mark} {fitted(text, look.width - 6, look.unicode)}\n")
    return lines


def fitted(text: str, width: int, unicode: bool) -> str:
    """Text that fits a width, its middle left out where it must be."""
    text = " ".join(text.split())
    if not unicode:
        text = text.encode("ascii", "backslashreplace").decode()
    if len(text) <= width:
        return text
    dots = "…" if unicode else "..."
    keep = max(width - len(dots), 2)
    return text[: keep - keep // 3] + dots + text[len(text) - keep // 3 :]
