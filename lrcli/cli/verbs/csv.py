"""lrcli csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import DRIVEN_FLAGS
from lrcli.cli.formats import asked, endings, is_long, option_flags, output_flag, promised, refuse_idle, sheet_for
from lrcli.cli.jobs import JOBS, jobs_for
from lrcli.cli.output import save
from lrcli.cli.selection import ROW_FLAGS, at_ends, selected
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns, curves
from lrcli.render.writers import Sheet, writer_named

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    path = call.output(*endings("csv"))
    writer = promised(path, "csv") or writer_named("csv")
    refuse_idle(call, [writer])
    writer.check(Sheet(asked=asked(call, writer)))
    every = curves(call) if is_long(call) else columns(call)
    rows = selected(call, every)
    sheet = sheet_for(call, writer, path, rows)._replace(jobs=1 if is_long(call) else jobs_for(call, every, rows))
    save(path, writer.write(at_ends(call, every), sheet))


VERB = Verb(
    name="csv",
    summary="Print or save the LR of every epoch or step as CSV.",
    examples=(
        ("lrcli csv cosine --lr 0.1 --epochs 90 --warmup 5 -o lr.csv", "a file for a spreadsheet"),
        ("lrcli csv cosine --steps 1e6 | head", "a stream of any length"),
        ("lrcli csv 'step(0.1)' best='cosine(0.3)' --sep ';'", "two columns, one of them named"),
        ("lrcli csv a='step(0.1)' b='cosine(0.3)' --long --rows 5", "a line for each schedule and row"),
    ),
    typed=(
        ("lrcli csv {} -o lr.csv", "a file for a spreadsheet"),
        ("lrcli csv {} | head -3", "the first rows"),
    ),
    run=run,
    flags=(output_flag("csv", "csv"), *ROW_FLAGS, *DRIVEN_FLAGS, *option_flags("csv"), JOBS),
)
