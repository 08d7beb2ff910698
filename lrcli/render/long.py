"""The long form for people: as a box for a terminal, and as Markdown."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from lrcli.cells import cells, one_line, visible
from lrcli.render.axes import short
from lrcli.render.tidy import heads, tidy

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

LEAST_LABEL = 5


def cell_rows(curves: Curves, sheet: Sheet, digits: int) -> list[list[str]]:
    """The cells of each row as they are shown; what there is not is empty."""
    return [[cell_of(cell, digits) for cell in cells] for part in tidy(curves, sheet) for cells in part.cells()]


def cell_of(cell: Any, digits: int) -> str:
    """One cell: a rate with so many digits."""
    if isinstance(cell, float):
        return short(cell, digits)
    return "" if cell is None else str(cell)


def long_markdown(curves: Curves, sheet: Sheet, digits: int) -> str:
    """The rows as a Markdown table."""
    names = heads(curves, sheet)
    lines = [names, [":--", *("--:" for _ in names[1:])]]
    lines += [[one_line(label).replace("|", "\\|"), *rest] for label, *rest in cell_rows(curves, sheet, digits)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def long_box(curves: Curves, sheet: Sheet, digits: int) -> str:
    """The rows as a box, a rule between one schedule and the next. A label that has no room goes on below."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names, lines = heads(curves, sheet), cell_rows(curves, sheet, digits)
    drawn = Table(box=box.ROUNDED if sheet.unicode else box.ASCII, header_style="bold" if sheet.color else "")
    widths = [max(map(cells, column)) for column in zip(names, *lines, strict=True)]
    room = sheet.width - sum(3 + width for width in widths[1:]) - 4
    drawn.add_column(names[0], width=min(widths[0], max(room, LEAST_LABEL)), overflow="fold")
    for name in names[1:]:
        drawn.add_column(name, justify="right", no_wrap=True)
    before = ""
    for label, *rest in lines:
        if before not in ("", label):
            drawn.add_section()
        drawn.add_row(Text("" if label == before else visible(label)), *rest)
        before = label
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
