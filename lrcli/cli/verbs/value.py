"""lrcli value"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import MOMENTUM, OUTPUT
from lrcli.cli.output import save
from lrcli.cli.places import AT, rows_at
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.rows import number_text

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    curves = columns(call)
    rows = rows_at(curves.run, call.given.get("at") or ["last"])
    lines = ["\t".join(number_text(value) for value in line) + "\n" for line in curves.at(rows).tolist()]
    save(call.output(), ["".join(lines).encode()])


VERB = Verb(
    name="value",
    summary="Print the learning rate at one epoch or step, a plain number.",
    examples=(
        ("lrcli value cosine --lr 0.1 --at 30", "one number, for $( )"),
        ("lrcli value cosine 'step(0.1)' --at 0,50%,last", "a line for each position, a column for each schedule"),
    ),
    run=run,
    flags=(AT, OUTPUT, MOMENTUM),
)
