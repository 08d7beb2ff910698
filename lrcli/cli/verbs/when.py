"""lrcli when"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.measures import Bound, crossings, limit, place
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import emit, save, say
from lrcli.cli.pictures import bounded
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.notation import read_field
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Listed, Number

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call

RATES = Field(Listed(Number(), least=1), None, "learning rates")


def run(call: Call) -> int:
    bounds = [Bound(lr, name == "below") for name in ("below", "above") for lr in rates(call, name)]
    if not bounds:
        raise UsageFault("say which learning rate to look for: --below LR or --above LR")
    found = curves(call)
    bounded(found)
    passed = crossings(found, bounds)
    path = call.output()
    if path == "-" and terminal().live and len(bounds) * len(found.labels) > 1:
        emit("".join(words(found, bound, rows) for bound, rows in zip(bounds, passed, strict=True)))
    else:
        save(path, ["".join(line(found, rows) for rows in passed).encode()])
    if all(row is not None for rows in passed for row in rows):
        return DONE
    tell_limits(found)
    tell_extremes(found, {column for rows in passed for column, row in enumerate(rows) if row is None})
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


def words(found: Curves, bound: Bound, rows: list[int | None]) -> str:
    """One threshold for people: a line for each schedule, that says which is which."""
    side = "below" if bound.below else "above"
    told = ("never" if row is None else place(row, found.run) for row in rows)
    return "".join(f"{label} {side} {bound.lr:g}: {where}\n" for label, where in zip(found.labels, told, strict=True))


def tell_extremes(found: Curves, columns: set[int]) -> None:
    """Say how low and how high the schedules go that never get beyond a bound."""
    ends = found.envelope(1)
    for column in sorted(columns):
        low, high = float(ends.low[0, column]), float(ends.high[0, column])
        say(f"lrcli: {found.labels[column]} goes from {low:.6g} to {high:.6g} on {found.rows} {found.run.tick}s")


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
