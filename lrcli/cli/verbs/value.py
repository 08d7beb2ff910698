"""lrcli value"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.several import on_one_run
from lrcli.cli.flags import MOMENTUM, OUTPUT
from lrcli.cli.output import save
from lrcli.cli.places import AT, rows_at
from lrcli.cli.runs import rows_of_each, values_of_each
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.rows import number_text

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    curves = columns(call)
    texts = call.given.get("at") or ["last"]
    if on_one_run(curves):
        values = curves.at(rows_at(curves.run, texts)).tolist()
    else:
        values = list(values_of_each(curves, rows_of_each(curves, texts)))
    cells = (["" if value is None else number_text(value) for value in line] for line in values)
    save(call.output(), ["".join("\t".join(line) + "\n" for line in cells).encode()])


VERB = Verb(
    name="value",
    summary="Print the LR at one epoch or step, a plain number.",
    examples=(
        ("lrcli value cosine --lr 0.1 --at 30", "one number, for $( )"),
        ("lrcli value cosine 'step(0.1)' --at 0,50%,last", "a line for each position, a column for each schedule"),
    ),
    typed=(
        ("lrcli value {} --at 50%", "one number, for $( )"),
        ("lrcli value {} --at 0,50%,last", "a line for each position"),
    ),
    run=run,
    flags=(AT, OUTPUT, MOMENTUM),
)
