"""lrcli table"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, OUTPUT, Flag
from lrcli.cli.formats import endings, option_flags, promised
from lrcli.cli.output import emit, save, say
from lrcli.cli.pictures import look, picture_format, save_picture
from lrcli.cli.places import AT
from lrcli.cli.runs import rows_of_any, with_ends
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves, with_momentum
from lrcli.render.writers import Sheet, ending_of, writer_named, writers

if TYPE_CHECKING:
    from lrcli._lazy import Ints
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Writer

FORMATS = [writer for writer in writers("table") if writer.endings]
"""Those that a table is written in beside its own and CSV or TSV."""
CHOICES = ("auto", "tsv", *(writer.endings[0] for writer in FORMATS))
MEANINGS = [f"{writer.endings[0]} is {writer.summary}" for writer in FORMATS]
SHOWN = 200
MOST = writer_named("table").most or 0


def run(call: Call) -> None:
    drawn = curves(call)
    every = with_momentum(call, drawn)
    sheet = look(call, *writers("table"))
    for writer in writers("table"):
        writer.check(sheet)  # what makes no sense is refused where it would not be used, too
    rows = selected(call, every)
    more_files(call, every, drawn)
    if call.given.get("at"):
        every = with_ends(every, call.given["at"])
    path = call.output(*endings("csv", "table"))
    writer, ending = table_format(call.text("format"), path, terminal().live)
    if writer.verb != "table":
        save(path, writer.write(every, Sheet(rows=rows, ending=ending)))
        return
    from lrcli.render.table import chosen

    shown = chosen(every, SHOWN) if rows is None else rows
    if writer.most is not None and len(shown) > writer.most:
        raise UsageFault(f"{len(shown)} rows on a terminal: at most {writer.most}; lrcli csv streams any number")
    content = writer.write(every, sheet._replace(rows=shown))
    if writer.endings:
        tell_hidden(every, rows, shown)
        save(path, content)
    else:
        emit(content)
        tell_hidden(every, rows, shown)


def more_files(call: Call, every: Curves, drawn: Curves) -> None:
    """The files that --csv and --plot ask for, in the order in which their flags are declared."""
    files = {name: path for name in ("csv", "plot") if (path := call.text(name))}
    taken = [*files.values(), call.text("output") or "-"]
    if len(set(taken)) < len(taken):
        raise UsageFault("--csv, --plot and the table itself go to different files")
    picture = picture_format(files["plot"]) if "plot" in files else None  # before anything is written
    if "csv" in files:
        path = files["csv"]
        save(path, writer_named("csv").write(every, Sheet(ending=ending_of(path))))
    if picture:
        save_picture(drawn, files["plot"], picture, call)


def table_format(named: str | None, path: str, live: bool) -> tuple[Writer, str]:
    """The format of the table, and the ending that says which kind of it."""
    ending = ending_of(path)
    writer = promised(path, "table") if named is None else next((w for w in FORMATS if named in w.endings), None)
    if writer:
        return writer, ending
    if path == "-" and live and named != "tsv":
        return writer_named("table"), ""
    rows = promised(path, "csv")
    return (rows, ending) if rows else (writer_named("csv"), "tsv")


def tell_hidden(curves: Curves, rows: Ints | None, shown: Ints) -> None:
    """Say how many rows were left out, when nobody asked for that."""
    if rows is None and len(shown) < curves.rows:
        hidden = f"{curves.rows - len(shown)} of {curves.rows} rows are not shown"
        say(f"lrcli: {hidden}; --all shows them, --rows N, --stride N or --at choose")


def selected(call: Call, curves: Curves) -> Ints | None:
    """The rows that the flags ask for; None when they ask for none."""
    given = [name for name in ("all", "at", "rows", "stride") if call.given.get(name)]
    if len(given) > 1:
        raise UsageFault(f"--{given[0]} and --{given[1]} both say which rows: choose one")
    if call.on("all"):
        if curves.rows > MOST and terminal().live:
            raise UsageFault(f"{curves.rows} rows on a terminal: at most {MOST}; lrcli csv streams any number")
        return None if curves.rows > MOST else np.arange(curves.rows, dtype=np.int64)
    if "at" in given:
        return np.array(rows_of_any(curves, call.given["at"]), dtype=np.int64)
    if "stride" in given:
        return np.arange(0, curves.rows, whole_from_flag(call, "stride", 1, curves.rows), dtype=np.int64)
    if "rows" in given:
        from lrcli.render.table import chosen

        return chosen(curves, whole_from_flag(call, "rows", SHOWN, MOST))
    return None


def whole_from_flag(call: Call, name: str, default: int, most: int) -> int:
    """A flag's whole number from 1 to `most`."""
    text = call.text(name)
    if text is None:
        return default
    if not text.isdecimal() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
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
        *option_flags("table"),
        Flag(
            "format",
            "; ".join(["auto is a table on a terminal and tsv elsewhere", *MEANINGS]) + ".  [default: auto]",
            metavar="|".join(CHOICES),
            choices=CHOICES,
        ),
        Flag("csv", "Write all rows to FILE as CSV as well.", metavar="FILE", files=True),
        Flag("plot", "Draw a picture to FILE as well.", metavar="FILE", files=True),
        MOMENTUM,
        OUTPUT,
    ),
)
