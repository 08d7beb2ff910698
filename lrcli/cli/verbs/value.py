"""lrcli value"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, OUTPUT, Flag
from lrcli.cli.output import save, say
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.rows import number_text

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call

AT = Flag(
    "at",
    "Positions, separated by commas: 30 (the run's unit), 30ep, 500st, 50%, first, last, end.  [default: last]",
    metavar="WHERE,...",
    repeat=True,
)


def rows_at(found: Curves, texts: list[str]) -> list[int]:
    """The rows that positions name; a UsageFault says which makes no sense."""
    rows = []
    for text in [part.strip() or "nowhere" for given in texts for part in given.split(",")]:
        try:
            row = found.run.at(text)
        except ValueError as error:
            raise UsageFault(f"--at {text}: {error}; or one of first, last, end") from None
        if row > found.rows:
            say(f"lrcli: --at {text} is past the run, which has {found.rows} {found.run.tick}s")
        rows.append(row)
    return rows


def run(call: Call) -> None:
    found = columns(call)
    rows = rows_at(found, call.given.get("at") or ["last"])
    lines = ["\t".join(number_text(value) for value in line) + "\n" for line in found.at(rows).tolist()]
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
