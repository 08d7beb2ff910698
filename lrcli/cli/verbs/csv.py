"""lrcli csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import MOMENTUM
from lrcli.cli.formats import asked, endings, option_flags, output_flag, promised
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.writers import Sheet, ending_of, writer_named

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    path = call.output(*endings("csv"))
    writer = promised(path, "csv") or writer_named("csv")
    sheet = Sheet(asked=asked(call, writer), ending=ending_of(path))
    writer.check(sheet)
    save(path, writer.write(columns(call), sheet))


VERB = Verb(
    name="csv",
    summary="Print or save the LR of every epoch or step as CSV.",
    examples=(
        ("lrcli csv cosine --lr 0.1 --epochs 90 --warmup 5 -o lr.csv", "a file for a spreadsheet"),
        ("lrcli csv cosine --steps 1e6 | head", "a stream of any length"),
        ("lrcli csv 'step(0.1)' best='cosine(0.3)' --sep ';'", "two columns, one of them named"),
    ),
    typed=(
        ("lrcli csv {} -o lr.csv", "a file for a spreadsheet"),
        ("lrcli csv {} | head -3", "the first rows"),
    ),
    run=run,
    flags=(output_flag("csv", "csv"), MOMENTUM, *option_flags("csv")),
)
