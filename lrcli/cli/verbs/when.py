"""lrcli when"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.measures import Bound, crossings
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import emit, save, say
from lrcli.cli.pictures import bounded
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.flags import read_field
from lrcli.render.records.when import row_cells, why_never, words
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Listed, Number

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

RATES = Field(Listed(Number(), least=1), None, "learning rates")


def run(call: Call) -> int:
    bounds = [Bound(lr, name == "below") for name in ("below", "above") for lr in rates(call, name)]
    if not bounds:
        raise UsageFault("say which learning rate to look for: --below LR or --above LR")
    searched = curves(call)
    bounded(searched)
    passed = crossings(searched, bounds)
    path = call.output()
    if path == "-" and terminal().live and len(bounds) * len(searched.labels) > 1:
        emit("".join(words(searched, bound, rows) for bound, rows in zip(bounds, passed, strict=True)))
    else:
        save(path, ["".join(row_cells(searched, rows) for rows in passed).encode()])
    if all(row is not None for rows in passed for row in rows):
        return DONE
    for reason in why_never(searched, passed):
        say(f"lrcli: {reason}")
    return SAID_NO


def rates(call: Call, name: str) -> list[float]:
    """The learning rates that a flag gave, in order."""
    try:
        return [lr for text in call.given.get(name) or () for lr in read_field(RATES, text)]
    except ValueError as error:
        raise UsageFault(f"--{name}: {error}; give learning rates, separated by commas") from None


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
