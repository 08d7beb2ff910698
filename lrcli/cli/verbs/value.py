"""lrcli value"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.several import on_one_run
from lrcli.cli.flags import DRIVEN_FLAGS, JSON, OUTPUT
from lrcli.cli.formats import driven, flag_for
from lrcli.cli.output import save, save_json
from lrcli.cli.places import AT, parted
from lrcli.cli.runs import rows_of_each, values_of_each
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves, with_driven
from lrcli.render.formats._rows import DIGITS, asked_digits
from lrcli.render.rows import number_text, to_digits
from lrcli.render.writers import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.analysis.curves import Curves
    from lrcli.cli.runs import Rows
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    digits = asked_digits(Sheet(asked={DIGITS.name: text} if (text := call.text(DIGITS.name)) else {}))
    path, rates = call.output(), curves(call)
    texts = call.given.get("at") or ["last"]
    lines = rows_of_each(rates, texts)
    if call.as_json():
        from lrcli.analysis.valued import values_at  # for JSON alone

        beside = driven(call)
        places = [text.strip() for text in parted(texts)]
        save_json(
            call, values_at(rates, places, lines, beside, lambda value: float(to_digits(np.array(value), digits)))
        )
        return
    every = with_driven(call, rates)
    texts = ("\t".join(map(cell, line, repeat(digits))) for line in values_of(every, rates, lines))
    save(path, ["".join(f"{text}\n" for text in texts).encode()])


def values_of(every: Curves, rates: Curves, lines: list[Rows]) -> Iterable[list[float | None]]:
    """The values of all columns at each position: a momentum is read in the row of its rate."""
    if on_one_run(every):
        found: list[list[float | None]] = every.at(np.array([line[0] for line in lines], dtype=np.int64)).tolist()
        return found
    places = {id(column.curve): index for index, column in enumerate(rates.columns)}
    return values_of_each(every, [[line[places[id(column.curve)]] for column in every.columns] for line in lines])


def cell(value: float | None, digits: int | None) -> str:
    """A value as text, nothing where there is none."""
    return "" if value is None else number_text(one_to_digits(value, digits))


def one_to_digits(value: float, digits: int | None) -> float:
    """One value with so many significant digits."""
    return float(to_digits(np.array(value), digits))


VERB = Verb(
    name="value",
    summary="Print the LR at one epoch or step, a plain number.",
    examples=(
        ("lrcli value cosine --lr 0.1 --at 30", "one number, for $( )"),
        ("lrcli value cosine 'step(0.1)' --at 0,50%,last", "a line for each position, a column for each schedule"),
        ("lrcli value cosine --at 0,50%,last --json", "each value with its position"),
    ),
    typed=(
        ("lrcli value {} --at 50%", "one number, for $( )"),
        ("lrcli value {} --at 0,50%,last", "a line for each position"),
    ),
    run=run,
    flags=(AT._replace(help=f"{AT.help}  [default: last]"), flag_for(DIGITS), JSON, *DRIVEN_FLAGS, OUTPUT),
)
