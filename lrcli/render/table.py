"""Curves as a table for a terminal: rich's box, six digits, and a bar that shows the shape."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.measures import peak_rows
from lrcli.analysis.several import blank
from lrcli.analysis.told import told_phases
from lrcli.render.axes import short
from lrcli.render.chart import fitted

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

BAR = 20
LEAST_HEADING = 5
SEARCHED = 10**7
"""Rows that are looked at one by one for the peak; in longer runs of such curves it may lie between the rows shown."""


def table(curves: Curves, rows: Ints, sheet: Sheet, digits: int = 6) -> str:
    """The given rows as a box; a column for each schedule, and for a single one a bar."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    values = curves.at(rows)
    numbers = [[str(number) for number in column.tolist()] for column in curves.numbers(rows)]
    rates = [list(column) for column in zip(*rate_texts(curves, rows, values, digits), strict=True)]
    bars = bar(values[:, 0], sheet) if len(curves.labels) == 1 else []
    names = phase_names(curves, rows)
    needed = 1 + sum(3 + max(map(len, [name, *cells])) for name, cells in zip(curves.index, numbers, strict=True))
    needed += sum(3 + max(*map(len, cells), LEAST_HEADING) for cells in rates)
    if needed > sheet.width:
        raise ValueError(
            f"{len(rates)} columns of rates need {needed} characters, and there are {sheet.width}: send it into a pipe"
        )
    if needed + 3 + BAR > sheet.width:
        bars = []
    if needed + (3 + BAR if bars else 0) + 3 + LEAST_HEADING > sheet.width:
        names = []

    drawn = Table(box=box.ROUNDED if sheet.unicode else box.ASCII, header_style="bold" if sheet.color else "")
    for name in curves.index:
        drawn.add_column(name, justify="right", no_wrap=True)
    room = sheet.width - needed - (3 + BAR if bars else 0) - (3 + LEAST_HEADING if names else 0)
    for name, cells in zip(curves.names, rates, strict=True):
        heading = fitted(name, 40, sheet.unicode)
        width = max(*map(len, cells), LEAST_HEADING)
        more = min(max(len(heading) - width, 0), room)
        room -= more
        drawn.add_column(Text(heading), justify="right", overflow="fold", width=width + more)
    if bars:
        drawn.add_column("", no_wrap=True, min_width=BAR)
    if names:
        drawn.add_column("phase", overflow="ellipsis", no_wrap=True)
    colored = [Text(bar, style="cyan" if sheet.color else "") for bar in bars]
    for line in zip(*numbers, *rates, *([colored] if bars else []), *([names] if names else []), strict=True):
        drawn.add_row(*line)
    text = StringIO()
    console = Console(
        file=text,
        width=sheet.width,
        force_terminal=sheet.color,
        color_system="standard" if sheet.color else None,
        legacy_windows=False,
        safe_box=False,
    )
    console.print(drawn)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def markdown(curves: Curves, rows: Ints, digits: int = 6) -> str:
    """The given rows as a Markdown table."""
    names = phase_names(curves, rows)
    heads = [*curves.index, *(name.replace("|", "\\|") for name in curves.names), *(["phase"] if names else [])]
    lines = [heads, [*("--:" for _ in heads[: len(heads) - bool(names)]), *([":--"] if names else [])]]
    numbers = zip(*curves.numbers(rows), strict=True)
    texts = rate_texts(curves, rows, curves.at(rows), digits)
    for line, (number, rates) in enumerate(zip(numbers, texts, strict=True)):
        lines.append([*map(str, number), *rates, *([names[line]] if names else [])])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rate_texts(curves: Curves, rows: Ints, values: Array, digits: int) -> list[list[str]]:
    """The rates as text, line by line: nothing past the run of a curve."""
    texts = [[short(rate, digits) for rate in line] for line in values.tolist()]
    past = blank(curves, rows)
    if past is None:
        return texts
    return [
        ["" if none else text for text, none in zip(*line, strict=True)]
        for line in zip(texts, past.tolist(), strict=True)
    ]


def shown_rows(curves: Curves, sheet: Sheet) -> Ints:
    """The rows that a table shows: those that are asked for, or all."""
    return np.arange(curves.rows, dtype=np.int64) if sheet.rows is None else sheet.rows


def phase_names(curves: Curves, rows: Ints) -> list[str]:
    """For a single schedule of several phases the name of each where it is first shown, else nothing."""
    if len(curves.labels) != 1:
        return []
    phases, left = told_phases(curves.curves[0], curves.rows)
    if len(phases) < 2:
        return []
    starts = [phase.start for phase in phases]
    names, before = [], -1
    for place in (np.searchsorted(starts, rows, side="right") - 1).tolist():
        names.append("" if place == before or (left != 0 and place == len(phases) - 1) else phases[place].name)
        before = place
    return names


def bar(values: Array, sheet: Sheet) -> list[str]:
    """A bar for each value, as long as its share of the highest."""
    finite = values[np.isfinite(values)]
    top = float(finite.max(initial=0))
    blocks = " ▏▎▍▌▋▊▉█" if sheet.unicode else " #"
    parts = len(blocks) - 1
    bars = []
    for value in values.tolist():
        filled = round(BAR * parts * max(value, 0) / top) if top > 0 and value == value else 0  # noqa: PLR0124  # not NaN
        bars.append(blocks[-1] * (filled // parts) + (blocks[filled % parts] if filled % parts else ""))
    return bars


def chosen(curves: Curves, limit: int) -> Ints:
    """At most `limit` rows that tell most: first, last, peaks, both sides of each seam, and evenly between."""
    if curves.rows <= limit:
        return np.arange(curves.rows, dtype=np.int64)
    marks = {0, curves.rows - 1}
    marks |= peak_rows(curves, SEARCHED)
    for seam in curves.seams[: max((limit - len(marks)) // 3, 0)]:
        marks.update((seam - 1, seam))
    spread = np.linspace(0, curves.rows - 1, max(limit - len(marks), 0)).astype(np.int64)
    return np.array(sorted(marks.union(spread.tolist())), dtype=np.int64)
