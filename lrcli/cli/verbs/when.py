"""lrcli when"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import save, say
from lrcli.cli.verb import Verb
from lrcli.cli.verbs.plot import bounded
from lrcli.cli.words import curves
from lrcli.measures import Bound, crossings, limit, place
from lrcli.notation import read_field
from lrcli.schedules.fields import Field, Listed, Number

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.curves import Curves

RATES = Field(Listed(Number(), least=1), None, "learning rates")


def run(call: Call) -> int:
    bounds = [Bound(lr, name == "below") for name in ("below", "above") for lr in rates(call, name)]
    if not bounds:
        raise UsageFault("say which learning rate to look for: --below LR or --above LR")
    found = curves(call)
    bounded(found)
    passed = crossings(found, bounds)
    save(call.text("output") or "-", ["".join(line(found, rows) for rows in passed).encode()])
    if all(row is not None for rows in passed for row in rows):
        return DONE
    tell_limits(found)
    return SAID_NO


def rates(call: Call, name: str) -> list[float]:
    """The learning rates that a flag gave, in order."""
    try:
        return [lr for text in call.given.get(name) or () for lr in read_field(RATES, text)]
    except ValueError as error:
        raise UsageFault(f"--{name}: {error}; give learning rates, separated by commas") from None


def line(found: Curves, rows: list[int | None]) -> str:
    """One threshold: for each schedule the row as the index columns name it, or never in their place."""
    cells = []
    for row in rows:
        if row is None:
            cells += ["never"] * len(found.index)
        else:
            cells += [str(column[0]) for column in found.numbers(np.asarray([row]))]
    return "\t".join(cells) + "\n"


def tell_limits(found: Curves) -> None:
    """Say where a schedule ends for good before the run does: there was nothing to look through after that."""
    for label, schedule in zip(found.labels, found.schedules, strict=True):
        end = limit(schedule)
        if end is not None and end < found.rows:
            say(f"lrcli: {label} has no learning rate from {place(end, found.run)} on")


VERB = Verb(
    name="when",
    summary="Print the first epoch or step whose learning rate is below or above a value: the inverse of value.",
    examples=(
        ("lrcli when cosine --lr 0.1 --below 1e-3", "one number, for $( )"),
        ("lrcli when cosine --epochs 90 --steps-per-epoch 391 --below 0.01,1e-3", "a line for each, step and epoch"),
        ("lrcli when cosine 'linear(0.1)' --above 0.05 --below 0.05", "a column for each schedule; --below first"),
    ),
    run=run,
    flags=(
        Flag(
            "below",
            "Find the first row whose LR is below this, strictly; never, and exit code 1, when there is none.",
            metavar="LR,...",
            repeat=True,
        ),
        Flag(
            "above",
            "Find the first row whose LR is above this, strictly. These lines come after those of --below.",
            metavar="LR,...",
            repeat=True,
        ),
        OUTPUT,
    ),
)
