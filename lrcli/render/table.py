"""Curves as a table for a terminal: rich's box, six digits, and a bar that shows the shape.

A narrow terminal gets less: letters for long headings with a key above, no bar, no phases, fewer columns, no box; or
the table on its side, where there are few rows. Numbers are always whole.
"""

from __future__ import annotations

from io import StringIO
from itertools import count
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.measures import peak_rows
from lrcli.analysis.several import blank
from lrcli.analysis.told import told_phases
from lrcli.cells import cells, fitted, one_line, wrapped
from lrcli.render.axes import short
from lrcli.render.choice import listed_rows
from lrcli.render.palette import palette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

BAR = 20
LONG = 24
"""Characters of a heading that is not too long."""
PHASE = 8
"""Characters that the column of the phases has at least."""
FRAME = 4
"""Lines of a box beside its rows: two ends, the headings, and the rule below them."""
FEWEST = 3
"""Rows that are shown on any screen."""
SEARCHED = 10**7
"""Rows that are looked at one by one for the peak; in longer runs of such curves it may lie between the rows shown."""


class Column(NamedTuple):
    """A column: its heading, its cells, and the characters that it takes."""

    heading: str
    cells: list[str]
    width: int
    number: bool = True
    color: int | None = None


class Layout(NamedTuple):
    """What of a table there is room for.

    columns   the columns
    key       the lines above it that tell what its letters are
    box       whether it stands in a box
    hidden    how many schedules are left out
    """

    columns: list[Column]
    key: list[str]
    box: bool = True
    hidden: int = 0


def table(curves: Curves, rows: Ints, sheet: Sheet, digits: int = 6) -> str:
    """The given rows as a box; a column for each schedule, and for a single one a bar."""
    plan = layout(curves, rows, sheet, digits)
    if plan.hidden:
        sheet.say(hidden_text(plan, curves))
    return "".join(f"{line}\n" for line in [*plan.key, *drawn(plan, sheet)])


def hidden_text(plan: Layout, curves: Curves) -> str:
    """Which columns were left out, and where they are."""
    hidden = f"{plan.hidden} of {len(curves.names)} columns {'has' if plan.hidden == 1 else 'have'} no room here"
    return f"{hidden}; a wider terminal has more, a pipe or --csv FILE has all"


def rows_that_fit(curves: Curves, sheet: Sheet, remark: str, digits: int = 6) -> int | None:
    """How many rows the screen has room for; None for any number. Where rows are left out a remark stands below."""
    if sheet.height is None:
        return None
    sample = np.unique(np.linspace(0, curves.rows - 1, 2 * FEWEST).astype(np.int64))
    plan = layout(curves, sample, sheet, digits, on_its_side=False)
    lines = len(plan.key) + (FRAME if plan.box else 1)
    if plan.hidden:
        lines += len(wrapped(f"lrcli: {hidden_text(plan, curves)}", sheet.width, "  "))
    if curves.rows <= sheet.height - lines:
        return curves.rows
    return max(sheet.height - lines - len(wrapped(f"lrcli: {remark}", sheet.width, "  ")), FEWEST)


def layout(curves: Curves, rows: Ints, sheet: Sheet, digits: int, on_its_side: bool = True) -> Layout:
    """The columns that there is room for, the most that tell something first."""
    values = curves.at(rows)
    numbers = [[str(number) for number in column.tolist()] for column in curves.numbers(rows)]
    rates = [list(column) for column in zip(*rate_texts(curves, rows, values, digits), strict=True)]
    index = [column(name, texts) for name, texts in zip(curves.index, numbers, strict=True)]
    names = [fitted(name, 1000, sheet.unicode) for name in curves.names]
    whole = [column(name, texts) for name, texts in zip(names, rates, strict=True)]
    room = sheet.width - 1
    if max(map(cells, names)) <= LONG and taken([*index, *whole]) <= room:
        return Layout([*index, *whole, *beside(curves, rows, values, sheet, room - taken([*index, *whole]))], [])

    heads = letters(names, [max(map(len, texts)) for texts in rates])
    columns = [column(name, texts) for name, texts in zip(heads, rates, strict=True)]
    if taken([*index, *columns]) > room:
        if on_its_side and (turned := sideways(curves.index[0], numbers[0], names, rates, sheet)):
            return turned
        index = index[:1]
    box = taken([*index, columns[0]]) <= room
    each = 3 if box else 2
    shown = 1
    while shown < len(columns) and taken([*index, *columns[: shown + 1]], each) <= room:
        shown += 1
    pairs = [(head, name) for head, name in zip(heads[:shown], names, strict=False) if head != name]
    key = [line for head, name in pairs for line in wrapped(f"  {head}  {name}", sheet.width, "      ")]
    if sheet.height is not None and len(key) > sheet.height // 3:
        key = [f"  {head}  {fitted(name, sheet.width - 4 - len(head), sheet.unicode)}" for head, name in pairs]
    more = beside(curves, rows, values, sheet, room - taken([*index, *columns])) if box else []
    return Layout([*index, *columns[:shown], *more], key, box, len(columns) - shown)


def column(name: str, texts: list[str]) -> Column:
    """A column of numbers, as wide as its widest."""
    return Column(name, texts, max(cells(name), *map(len, texts)))


def taken(columns: list[Column], each: int = 3) -> int:
    """The characters that columns take, with those that are between them."""
    return sum(each + column.width for column in columns)


def letters(names: list[str], widths: list[int]) -> list[str]:
    """The headings: a letter for each name that is wider than its numbers, and that no other has for a name."""
    free = (f"{chr(ord('a') + number % 26)}{number // 26 or ''}" for number in count())
    spare = (letter for letter in free if letter not in names)
    return [name if cells(name) <= width else next(spare) for name, width in zip(names, widths, strict=True)]


def beside(curves: Curves, rows: Ints, values: Array, sheet: Sheet, room: int) -> list[Column]:
    """What stands beside the rates of a single schedule where there is room: its phases, and before them a bar."""
    if len(curves.labels) != 1:
        return []
    columns = []
    phases = [fitted(name, LONG, sheet.unicode) for name in phase_names(curves, rows)]
    width = max(map(cells, phases), default=0)
    if phases and room >= 3 + max(width, PHASE):
        columns.append(Column("phase", phases, max(width, PHASE), number=False))
        room -= 3 + columns[0].width
    if room >= 3 + BAR:
        color = palette(sheet.colors)[0] if sheet.color else None
        columns.insert(0, Column("", bar(values[:, 0], sheet), BAR, number=False, color=color))
    return columns


def sideways(unit: str, numbers: list[str], names: list[str], rates: list[list[str]], sheet: Sheet) -> Layout | None:
    """The table on its side, a line for each schedule and a column for each row; None where there is no room."""
    columns = [column(number, list(texts)) for number, texts in zip(numbers, zip(*rates, strict=True), strict=True)]
    room = sheet.width - 1 - taken(columns) - 3
    if room < max(len(unit), PHASE) or (sheet.height is not None and len(names) + FRAME > sheet.height):
        return None
    labels = [fitted(name, room, sheet.unicode) for name in names]
    return Layout([Column(unit, labels, max(cells(unit), *map(cells, labels)), number=False), *columns], [])


def drawn(plan: Layout, sheet: Sheet) -> Iterator[str]:
    """The lines of a table."""
    from rich.console import Console
    from rich.text import Text

    grid = empty(plan, sheet)
    for each in plan.columns:
        grid.add_column(Text(each.heading), justify="right" if each.number else "left", width=each.width, no_wrap=True)
    for line in zip(*(each.cells for each in plan.columns), strict=True):
        grid.add_row(
            *(
                Text(text, style="" if each.color is None else f"color({each.color})")
                for text, each in zip(line, plan.columns, strict=True)
            )
        )
    text = StringIO()
    console = Console(
        file=text,
        width=taken(plan.columns) + 1,
        force_terminal=sheet.color,
        color_system=("256" if sheet.colors >= 256 else "standard") if sheet.color else None,
        legacy_windows=False,
        safe_box=False,
    )
    console.print(grid)
    return (line.rstrip() for line in text.getvalue().splitlines())


def empty(plan: Layout, sheet: Sheet) -> Table:
    """A table without columns: in a box, or where that is too wide in none."""
    from rich import box
    from rich.table import Table

    style = "bold" if sheet.color else ""
    if not plan.box:
        return Table(box=None, header_style=style, padding=(0, 2, 0, 0), pad_edge=False)
    return Table(box=box.ROUNDED if sheet.unicode else box.ASCII, header_style=style)


def markdown(curves: Curves, rows: Ints, digits: int = 6) -> str:
    """The given rows as a Markdown table."""
    names = phase_names(curves, rows)
    headings = (one_line(name).replace("|", "\\|") for name in curves.names)
    heads = [*curves.index, *headings, *(["phase"] if names else [])]
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
    return np.arange(curves.rows, dtype=np.int64) if sheet.rows is None else listed_rows(sheet.rows)


def phase_names(curves: Curves, rows: Ints) -> list[str]:
    """For a single schedule of several phases the name of each where it is first shown, else nothing.

    Three points stand for those that are not told.
    """
    if len(curves.labels) != 1:
        return []
    phases, left = told_phases(curves.curves[0], curves.rows)
    if len(phases) < 2:
        return []
    if left != 0:
        phases = [*phases, curves.curves[0].phases(curves.rows)[-1]._replace(name="...")]
    starts = [phase.start for phase in phases]
    names, before = [], -1
    for place in (np.searchsorted(starts, rows, side="right") - 1).tolist():
        names.append("" if place == before else phases[place].name)
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
