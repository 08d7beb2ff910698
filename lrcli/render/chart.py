"""Curves as a chart of characters: titles, curves, axes and a legend, on as many lines as a screen has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.analysis.told import told_until
from lrcli.cells import cells, fitted, one_line, padded, wrapped
from lrcli.render.axes import counted_on, round_numbers, rounded_count, short_count
from lrcli.render.canvas import Frame, Mark, canvas
from lrcli.render.palette import palette
from lrcli.render.view import asked_view

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.clock import Run
    from lrcli.render.axes import Gaps
    from lrcli.render.view import View
    from lrcli.render.writers import Sheet

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYMBOLS = "*o+x#@%&$~"
HEIGHT = 18
"""Lines of curves where no screen limits them."""
LEAST = 4
"""Lines of curves that there are in any case."""
ENOUGH = 8
"""Lines of curves that a long legend leaves."""
FEW_LINES = 3
"""A longer legend stands side by side where nothing is lost by it."""
NARROW, GUTTER = 60, 11
"""A chart narrower than this has less room for the numbers on its left than that."""


class Look(NamedTuple):
    """How a chart is drawn: its size in characters, and what the terminal can show.

    height   lines of curves; None for as many as the screen has room for
    screen   lines that there is room for in all; None for any number
    letters  letters on the curves, whether there are colours or not
    colors   how many colours can be told apart
    """

    width: int = 80
    height: int | None = None
    color: bool = False
    unicode: bool = True
    log: bool = False
    screen: int | None = None
    letters: bool = False
    colors: int = 256
    title: str = ""
    view: View | None = None


def look_for(sheet: Sheet, run: Run | None = None) -> Look:
    """How a chart is drawn for whom the sheet is. ValueError for a size that makes no sense.

    The run of the curves is needed for what --xlim and --ylim ask for.
    """
    return Look(
        width=asked_size(sheet, "width", 20) or sheet.width,
        height=asked_size(sheet, "height", LEAST),
        color=sheet.color,
        unicode=sheet.unicode and "ascii" not in sheet.asked,
        log="log" in sheet.asked,
        screen=sheet.height,
        letters="letters" in sheet.asked,
        colors=sheet.colors,
        title=sheet.asked.get("title", ""),
        view=asked_view(run, sheet.asked) if run else None,
    )


def asked_size(sheet: Sheet, name: str, least: int) -> int | None:
    """The number of characters that an option asks for; None where it asks for none."""
    text = sheet.asked.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 4 or not least <= int(text) <= 1000:
        raise ValueError(f"--{name} {text}: give a number of characters from {least} to 1000")
    return int(text)


class Panel(NamedTuple):
    """One canvas of a chart: its title, its curves, and what they are drawn with."""

    title: list[str]
    curves: Curves
    marks: list[Mark]


def chart(curves: Curves, look: Look) -> str:
    """The chart, its axes and a legend; every line ends in a newline and none is wider than the look's width."""
    return with_gaps(curves, look)[0]


def with_gaps(curves: Curves, look: Look) -> tuple[str, Gaps]:
    """The chart, and whose rates it has no place for."""
    marks = marks_for(len(curves.labels), look)
    panels = [Panel(title(curves, look), curves, marks)]
    panels += [lower(curves, below, marks, look) for below in curves.below]
    gutter = GUTTER if look.width >= NARROW else GUTTER - 3
    frame = Frame(max(look.width - gutter - 1, 8), 0, gutter, look.unicode)
    numbers, units = x_axis(curves, frame, look.view)
    taken = len(units) + sum(len(panel.title) + len(numbers) for panel in panels)
    height, key = shared(curves, look, marks, taken, len(panels))
    each = height // (len(panels) + 1)
    heights = [height - each * len(curves.below), *(each for _ in curves.below)]
    text, gaps = [], []
    for panel, lines in zip(panels, heights, strict=True):
        log = look.log and panel.curves is curves
        view = look.view if panel.curves is curves or not look.view else look.view.of_rows()
        drawn = canvas(panel.curves, panel.marks, frame._replace(height=max(lines, LEAST)), log, view)
        text += [*panel.title, *drawn.lines, *numbers]
        gaps.append(drawn.gaps)
    return "".join(f"{line}\n" for line in [*text, *units, *key]), gaps[0]


def marks_for(count: int, look: Look) -> list[Mark]:
    """What each of several curves is drawn with: colours; letters where they are asked for or tell more."""
    colors = palette(look.colors) if look.color else ()
    lettered = count > 1 and (look.letters or count > len(colors))
    marks = []
    for number in range(count):
        letter = LETTERS[number % len(LETTERS)] if lettered else ""
        plain = letter if letter and (look.letters or count > len(SYMBOLS)) else SYMBOLS[number % len(SYMBOLS)]
        color = colors[number % len(colors)] if colors else None
        marks.append(Mark(color, letter, "" if look.unicode else plain))
    return marks


def lower(curves: Curves, below: Curves, marks: list[Mark], look: Look) -> Panel:
    """What is below, with the marks of the curves that it belongs to."""
    owners = [next(i for i, own in enumerate(curves.columns) if own.curve is each.curve) for each in below.columns]
    names = ", ".join(dict.fromkeys(column.curve.name_of(column.of) for column in below.columns))
    if len(owners) < len(curves.columns):
        names += f" of {', '.join(curves.labels[owner] for owner in owners)}"
    return Panel(titled(names, look), below, [marks[owner] for owner in owners])


def title(curves: Curves, look: Look) -> list[str]:
    """What is drawn: the title that was asked for, and the schedule when there is one."""
    name = f": {curves.labels[0]}" if len(curves.labels) == 1 and not look.title else ""
    own = titled(look.title, look) if look.title else []
    return [*own, *titled(f"learning rate{' (log)' if look.log else ''}{name}", look)]


def titled(text: str, look: Look) -> list[str]:
    """A text as a title: whole on two lines if need be, else its middle left out."""
    lines = wrapped(fitted(text, 1000, look.unicode), look.width, "    ")
    return lines if len(lines) <= 2 else [fitted(text, look.width, look.unicode)]


def x_axis(curves: Curves, frame: Frame, view: View | None = None) -> tuple[list[str], list[str]]:
    """The axis with its numbers, the last one always among them; and below them the unit, and what marks mean."""
    counted = counted_on(curves.run)
    line, width = frame.line, frame.width
    marks = [line[3]] * width
    low, high = (view.low, view.high) if view else (0, curves.rows)
    shown = [seam for seam in curves.seams if low <= seam < high]
    seams = {min(int((seam - low) * width // (high - low)), width - 1) for seam in shown}
    all_told = told_until(curves) >= high
    told = all_told and len(seams) <= width // 5
    for seam in seams if told else ():
        marks[seam] = line[5]
    last, length = counted.text(high), counted.text(curves.rows)
    names = [" "] * width
    end, room = 0, width - len(last)
    names[room:] = last
    columns = {width - 1}
    most = counted.of(high)
    for value in round_numbers(counted.of(low), most, max(width // 8, 2)):
        column = min(int((counted.rows(value) - low) * width / (high - low)), width - 1)
        small = counted.flow is None
        text = short_count(int(value), least=1000 if most >= 10_000 else 10_000) if small else rounded_count(int(value))
        start = max(column - len(text) // 2, 0)
        if value == int(value) and start >= end and start + len(text) < room:
            names[start : start + len(text)] = text
            columns.add(column)
            end = start + len(text) + 1
    for column in columns:
        marks[column] = line[6] if marks[column] == line[5] else line[4]
    parts = [f"{counted.unit}s, {length} in all"]
    if counted.per > 1:
        parts.append(f"{counted.per} steps each, {short_count(curves.rows)} in all")
    elif counted.flow:
        parts.append(f"{short_count(curves.rows)} steps")
    if seams:
        signs = " ".join(sorted({line[5], line[6]} & set(marks)))
        count = f"{'' if all_told else 'more than '}{len(shown)}"
        parts.append(f"{signs} a phase begins or ends" if told else f"{count} phases begin or end")
    numbers = [f"{' ' * frame.gutter}{line[2]}{''.join(marks)}", f"{' ' * (frame.gutter + 1)}{''.join(names)}"]
    return numbers, centred(parts, frame)


def centred(parts: list[str], frame: Frame) -> list[str]:
    """The parts of a sentence in the middle below the axis, on more than one line where they are too wide."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + 2 + len(part) <= frame.width:
            lines[-1] += f"; {part}"
        else:
            lines.append(part)
    whole = frame.gutter + 1 + frame.width
    return [
        f"{' ' * (frame.gutter + 1)}{line:^{frame.width}}".rstrip()
        if len(line) <= frame.width
        else fitted(line, whole, frame.unicode)
        for line in lines
    ]


def shared(curves: Curves, look: Look, marks: list[Mark], taken: int, panels: int) -> tuple[int, list[str]]:
    """How many lines the curves have, and the legend, which is folded where a screen has no room for both."""
    full = legend(curves, look, marks)
    if look.height or look.screen is None:
        return look.height or HEIGHT, full
    if len(full) > FEW_LINES and curves.labels == curves.specs:
        full = folded(curves.labels, look, marks, len(full))  # it tells as much
    room = look.screen - taken
    enough, most = ENOUGH + LEAST * (panels - 1), max(HEIGHT, look.width // 4)
    key = full if len(full) <= max(room - enough, 0) else folded(curves.labels, look, marks, room - enough)
    return max(min(room - len(key), most), LEAST * panels), key


def legend(curves: Curves, look: Look, marks: list[Mark]) -> list[str]:
    """A line for each curve when there are several: its mark, its label, and what the label stands for."""
    if len(curves.labels) == 1:
        return []
    lines = []
    for mark, label, spec in zip(marks, curves.labels, curves.specs, strict=True):
        text = label if label == spec else f"{label} = {spec}"
        lines.append(f"  {mark.sign} {fitted(text, look.width - 6, look.unicode)}")
    return lines


def folded(labels: list[str], look: Look, marks: list[Mark], most: int) -> list[str]:
    """The legend on few lines: labels alone and side by side, and those that have no room are counted."""
    most, count = max(most, 1), len(labels)
    widest = max(cells(one_line(label)) for label in labels)
    across = max(min(look.width // (widest + 6), count), 1)
    each = look.width // across - 6
    while math.ceil(count / across) > most:
        narrower = look.width // (across + 1) - 6
        if narrower < min(widest, 12):
            break
        across, each = across + 1, narrower
    shown = count if across * most >= count else across * most - 1
    entries = [
        f"  {mark.sign} {padded(fitted(label, each, look.unicode), min(each, widest))}"
        for mark, label in zip(marks[:shown], labels, strict=False)
    ]
    if shown < count:
        entries.append(f"  and {count - shown} more")
    return ["".join(entries[start : start + across]).rstrip() for start in range(0, len(entries), across)]
