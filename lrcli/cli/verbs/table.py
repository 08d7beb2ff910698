"""lrcli table"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, OUTPUT, Flag
from lrcli.cli.output import emit, save, say
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.verbs.plot import draw, picture_kind
from lrcli.cli.verbs.value import AT, rows_at
from lrcli.cli.words import curves, with_momentum
from lrcli.render.formats.csv import csv

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves, Ints
    from lrcli.cli.verb import Call

FORMATS = ("auto", "tsv", "md")
SHOWN = 200
MOST = 100_000


def run(call: Call) -> None:
    drawn = curves(call)
    found = with_momentum(call, drawn)
    digits = number(call, "digits", 6, 17)
    rows = selected(call, found)
    files = [(name, path) for name in ("csv", "plot") if (path := call.text(name))]
    taken = [path for _, path in files] + [call.text("output") or "-"]
    if len(set(taken)) < len(taken):
        raise UsageFault("--csv, --plot and the table itself go to different files")
    if files and files[-1][0] == "plot":
        picture_kind(call, files[-1][1])  # before anything is written
    for name, path in files:
        if name == "csv":
            save(path, csv(found, "\t" if path.endswith(".tsv") else ","))
        else:
            draw(drawn, path, call)
    path = call.output("csv", "tsv", "md")
    screen = terminal(call.text("color") or "auto")
    kind = call.text("format") or ("md" if path.endswith(".md") else "auto")
    if kind == "md":
        save(path, [markdown_table(found, rows, digits).encode()])
        return
    if path != "-" or not screen.live or kind == "tsv":
        save(path, csv(found, "," if path.endswith(".csv") else "\t", only=rows))
        return
    from lrcli.render.table import Sheet, chosen, table

    shown = chosen(found, SHOWN) if rows is None else rows
    if len(shown) > MOST:
        raise UsageFault(f"{len(shown)} rows on a terminal: at most {MOST}; lrcli csv streams any number")
    emit(table(found, shown, Sheet(screen.width, screen.color, screen.unicode, digits)))
    tell_hidden(found, rows, shown)


def markdown_table(found: Curves, rows: Ints | None, digits: int) -> str:
    from lrcli.render.table import chosen, markdown

    shown = chosen(found, SHOWN) if rows is None else rows
    tell_hidden(found, rows, shown)
    return markdown(found, shown, digits)


def tell_hidden(found: Curves, asked: Ints | None, shown: Ints) -> None:
    """Say how many rows were left out, when nobody asked for that."""
    if asked is None and len(shown) < found.rows:
        hidden = found.rows - len(shown)
        say(
            f"lrcli: {hidden} of {found.rows} rows are not shown; --all shows them, --rows N, --stride N or --at choose"
        )


def selected(call: Call, found: Curves) -> Ints | None:
    """The rows that the flags ask for; None when they ask for none."""
    asked = [name for name in ("all", "at", "rows", "stride") if call.given.get(name)]
    if len(asked) > 1:
        raise UsageFault(f"--{asked[0]} and --{asked[1]} both say which rows: choose one")
    if call.on("all"):
        if found.rows > MOST and terminal().live:
            raise UsageFault(f"{found.rows} rows on a terminal: at most {MOST}; lrcli csv streams any number")
        return None if found.rows > MOST else np.arange(found.rows, dtype=np.int64)
    if "at" in asked:
        return np.array(rows_at(found, call.given["at"]), dtype=np.int64)
    if "stride" in asked:
        return np.arange(0, found.rows, number(call, "stride", 1, found.rows), dtype=np.int64)
    if "rows" in asked:
        from lrcli.render.table import chosen

        return chosen(found, number(call, "rows", SHOWN, MOST))
    return None


def number(call: Call, name: str, default: int, most: int) -> int:
    """A flag's whole number from 1 to `most`."""
    text = call.text(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise UsageFault(f"--{name} {text}: give a whole number from 1 to {most}")
    return int(text)


VERB = Verb(
    name="table",
    summary="Show the value of each epoch or step as a table; in a pipe, as lines separated by tabs.",
    examples=(
        ("lrcli table cosine --lr 0.1 --epochs 90", "every epoch, with a bar that shows the shape"),
        ("lrcli table 'step(0.1)' cosine --at 0,50%,last", "two schedules at chosen epochs"),
        ("lrcli table cosine --csv lr.csv --plot lr.png", "the table, and both files"),
    ),
    run=run,
    flags=(
        AT,
        Flag("rows", f"Show N rows that tell most.  [default: all up to {SHOWN}]", metavar="N"),
        Flag("stride", "Show every Nth row.", metavar="N"),
        Flag("all", "Show every row.", switch=True),
        Flag("digits", "Significant digits on a terminal.  [default: 6]", metavar="N"),
        Flag(
            "format",
            "auto is a table on a terminal and tsv elsewhere; md is Markdown.  [default: auto]",
            metavar="|".join(FORMATS),
            choices=FORMATS,
        ),
        Flag("csv", "Write all rows to FILE as CSV as well.", metavar="FILE", files=True),
        Flag("plot", "Draw a picture to FILE as well.", metavar="FILE", files=True),
        MOMENTUM,
        OUTPUT,
    ),
)
