"""lrcli table"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import DRIVEN_FLAGS, JSON, OUTPUT, Flag
from lrcli.cli.formats import (
    endings,
    is_long,
    option_flags,
    promised,
    refuse_ending,
    refuse_idle,
    refuse_other_format,
    sheet_for,
)
from lrcli.cli.output import refuse_same, save_all, say
from lrcli.cli.pictures import look, picture_format, picture_of
from lrcli.cli.selection import ROW_FLAGS, at_ends, selected
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves, with_driven
from lrcli.render.formats._rows import DIGITS, NO_HEADER, digits
from lrcli.render.writers import ending_of, unpacked, writer_named, writers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.choice import Rows
    from lrcli.render.writers import Sheet, Writer

OWN = writers("table")
BOX = writer_named("table")
FORMATS = [writer for writer in OWN if writer.endings]
"""Those that a table is written in beside its own, CSV or TSV, and JSON."""
CHOICES = ("auto", "tsv", *(writer.endings[0] for writer in FORMATS), "csv", JSON.name)
MEANINGS = [f"{writer.endings[0]} is {writer.summary}" for writer in FORMATS]
BESIDE = {"csv": "csv", "md": "markdown"}
"""Flags of files that are written beside the table, and their formats."""
SHOWN = 200
MOST = BOX.most or 0


def run(call: Call) -> None:
    path, files = outputs(call)
    writer, ending = table_format(call, path)
    beside = {name: writer_named(BESIDE[name]) for name in files if name in BESIDE}
    refuse_idle(call, [writer, *beside.values()], *OWN, writer_named("csv"))
    for each in (writer, *OWN):
        each.check(sheet_for(call, each))  # what makes no sense is refused where it would not be used, too
    drawn = curves(call)
    every = drawn if is_long(call) else with_driven(call, drawn)
    rows = selected(call, every)
    ends = at_ends(call, every)
    sheet = look(call, writer)._replace(ending=ending, beside=sheet_for(call, writer).beside)
    shown = shown_of(writer, path, every, rows, is_long(call), sheet)
    contents = [
        (files[name], file_content(call, each, files[name], ends if each in OWN else every, rows))
        for name, each in beside.items()
    ]
    if "plot" in files:
        contents.append((files["plot"], picture_of(drawn, files["plot"], picture_format(files["plot"]), call)))
    sheet = sheet._replace(height=sheet.height if rows is None else None)
    contents.append((path, content(writer, path, ends, sheet, shown)))
    if path != "-":
        tell_hidden(every, rows, shown)
    save_all(contents, drawn=writer in OWN)
    if path == "-":
        tell_hidden(every, rows, shown)


def outputs(call: Call) -> tuple[str, dict[str, str]]:
    """Where the table goes, and the files beside it by their flags. UsageFault for names that do not fit."""
    path = call.output(*endings("csv", "table"))
    files = {name: file for name in (*BESIDE, "plot") if (file := call.text(name))}
    for name, file in files.items():
        if name in BESIDE:
            refuse_ending(f"--{name}", file, f"--{name}", writer_named(BESIDE[name]).suffixes)
        else:
            picture_format(file)
    refuse_same({**{f"--{name} {file}": file for name, file in files.items()}, "the table itself": path})
    return path, files


def table_format(call: Call, path: str) -> tuple[Writer, str]:
    """The format of the table, and the ending that says which kind of it. UsageFault for two that contradict."""
    named, ending = call.text("format"), unpacked(ending_of(path))
    if named == "auto":
        named = None
    if named and named != JSON.name and call.on(JSON.name):
        raise UsageFault(f"--json and --format {named} are two formats: choose one")
    if named:
        refuse_other_format(path, named)
    if named == JSON.name or (not named and call.as_json()):
        return writer_named("json"), ""
    own = next((writer for writer in FORMATS if named in writer.endings), None) if named else promised(path, "table")
    if own:
        return own, ending
    if named in ("csv", "tsv"):
        return writer_named("csv"), named
    if path == "-" and terminal().live:
        return BOX, ""
    return writer_named("csv"), ending if promised(path, "csv") else "tsv"


def shown_of(
    writer: Writer, path: str, every: Curves, rows: Rows | None, long: bool, sheet: Sheet | None = None
) -> Rows | None:
    """The rows that are shown: those asked for; else all, but for people those that tell most. None for all."""
    lines = len(every.columns) if long else 1
    for_people = writer in OWN or (writer.name == JSON.name and path == "-" and terminal().live)
    screen = sheet if writer is BOX else None
    shown = most_telling(every, lines, screen) if for_people and rows is None else rows
    most = writer.most or (MOST if writer in OWN else None)
    count = lines * (every.rows if shown is None else len(shown))
    if most is not None and count > most:
        where = "on a terminal" if writer is BOX else f"in {writer.summary}"
        raise UsageFault(f"{count} rows {where}: at most {most}; lrcli csv streams any number")
    return shown


def most_telling(every: Curves, lines: int, screen: Sheet | None) -> Rows:
    """The rows that tell most, each of which is shown in so many lines; as many as fit a screen."""
    from lrcli.render.table import chosen, rows_that_fit

    fit = rows_that_fit(every, screen, hidden_text(every, 0), digits(screen)) if screen else None
    return chosen(every, max(min(fit or SHOWN, SHOWN) // lines, 2))


def content(writer: Writer, path: str, every: Curves, sheet: Sheet, shown: Rows | None) -> Iterable[bytes]:
    """The table in its format."""
    sheet = sheet._replace(rows=shown)
    if writer.name != JSON.name:
        return writer.write(every, sheet)
    from lrcli.render.formats.json import compact, document
    from lrcli.render.records.json import json

    return [json(document(every, sheet), indent=True)] if path == "-" and terminal().live else compact(every, sheet)


def file_content(call: Call, writer: Writer, path: str, every: Curves, rows: Rows | None) -> Iterable[bytes]:
    """A file beside the table: CSV of all rows and all digits, Markdown of the rows that are shown."""
    sheet = sheet_for(call, writer, path)
    if writer not in OWN:
        kept = {name: text for name, text in sheet.asked.items() if name != DIGITS.name}
        return writer.write(every, sheet._replace(asked=kept))
    return content(writer, path, every, sheet, shown_of(writer, path, every, rows, is_long(call)))


def tell_hidden(curves: Curves, rows: Rows | None, shown: Rows | None) -> None:
    """Say how many rows were left out, when nobody asked for that."""
    if rows is None and shown is not None and len(shown) < curves.rows:
        say(f"lrcli: {hidden_text(curves, len(shown))}")


def hidden_text(curves: Curves, shown: int) -> str:
    """How many rows were left out, and what shows them."""
    hidden = f"{curves.rows - shown} of {curves.rows} rows are not shown"
    return f"{hidden}; --all shows them, --rows N, --stride N or --at choose"


VERB = Verb(
    name="table",
    summary="Show the LR of each epoch or step as a table; in a pipe, with tabs.",
    examples=(
        ("lrcli table cosine --lr 0.1 --epochs 90", "every epoch, with a bar that shows the shape"),
        ("lrcli table 'step(0.1)' cosine --at 0,50%,last", "two schedules at chosen epochs"),
        ("lrcli table cosine --csv lr.csv --md lr.md --plot lr.png", "the table, and three files"),
    ),
    typed=(
        ("lrcli table {}", "a row for each epoch or step"),
        ("lrcli table {} --at 0,50%,last", "some of them"),
        ("lrcli table {} --csv lr.csv --plot lr.png", "the table, and both files"),
    ),
    run=run,
    flags=(
        *ROW_FLAGS,
        Flag("all", f"Show every row.  [default: as many as fit the screen; in a file all up to {SHOWN}]", switch=True),
        *option_flags("table"),
        *(flag for flag in option_flags("csv") if flag.name == NO_HEADER.name),
        JSON,
        Flag(
            "format",
            "; ".join(["auto is a table on a terminal and tsv elsewhere", *MEANINGS]) + ".  [default: auto]",
            metavar="|".join(CHOICES),
            choices=CHOICES,
        ),
        Flag("csv", "Write all rows to FILE as CSV as well.", metavar="FILE", files=True),
        Flag("md", "Write the rows shown to FILE as Markdown as well.", metavar="FILE", files=True),
        Flag("plot", "Draw a picture to FILE as well.", metavar="FILE", files=True),
        *DRIVEN_FLAGS,
        OUTPUT,
    ),
)
