"""lrcli when"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import paged, save, save_json, save_text, say
from lrcli.cli.pictures import bounded
from lrcli.cli.runs import rows_after
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.flags import read_field
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Listed, Number, percent_of

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


class Limit(Number):
    """A learning rate, or a percentage of the highest one, which stays a text."""

    def check(self, value: Any) -> Any:
        if isinstance(value, str) and value.endswith("%"):
            super().check(percent_of(1.0, value))
            return value
        return super().check(value)


LIMITS = Field(Listed(Limit(), least=1), None, "learning rates")


def run(call: Call) -> int:
    # the help of all commands does without
    from lrcli.analysis.crossed import ALL, FIRST, LAST, Sought, crossed
    from lrcli.analysis.several import by_run
    from lrcli.render.records.when import cells, why_again, why_never, words

    sought = [Sought(lr, name == "below") for name in ("below", "above") for lr in rates(call, name)]
    if not sought:
        raise UsageFault("say which learning rate to look for: --below LR or --above LR")
    if call.on("last") and call.on("all"):
        raise UsageFault("--last and --all exclude one another: choose one")
    searched = curves(call)
    bounded(searched)
    text = call.text("after")
    parts = by_run(searched)
    afters = [0] * len(parts) if text is None else rows_after(parts, text)
    which = LAST if call.on("last") else ALL if call.on("all") else FIRST
    pieces = [crossed(part, sought, after, which) for part, after in zip(parts, afters, strict=True)]
    found = [[record for records in of_parts for record in records] for of_parts in zip(*pieces, strict=True)]
    if call.on("json"):
        save_json(call, [record for records in found for record in records])
    elif call.output() == "-" and terminal().live and len(sought) * len(searched.labels) > 1:
        owners = [part for part in parts for _ in part.columns]
        told = [
            line
            for records in found
            for record, owner in zip(records, owners, strict=True)
            for line in words([record], owner)
        ]
        save_text(call, paged(call, told))
    else:
        save(call.output(), [cells(found, apart=call.on("all")).encode()])
    for part, piece, after in zip(parts, pieces, afters, strict=True):
        for remark in why_again(piece, part, after):
            say(f"lrcli: {remark}")
    if all(record.found for records in found for record in records):
        return DONE
    for part, piece, after in zip(parts, pieces, afters, strict=True):
        if not all(record.found for records in piece for record in records):
            for reason in why_never(piece, part, after):
                say(f"lrcli: {reason}")
    return SAID_NO


def rates(call: Call, name: str) -> list[float | str]:
    """The learning rates and percentages that a flag gave, in order."""
    try:
        return [lr for text in call.given.get(name) or () for lr in read_field(LIMITS, text)]
    except ValueError as error:
        raise UsageFault(
            f"--{name}: {error}; give rates or percentages of the highest one, separated by commas"
        ) from None


VERB = Verb(
    name="when",
    summary="Print the first epoch or step whose learning rate is below or above a value: the inverse of value.",
    examples=(
        ("lrcli when cosine --lr 0.1 --below 1e-3", "one position, for $( ) and for --at"),
        ("lrcli when cosine --epochs 90 --steps-per-epoch 391 --below 10%,1e-3", "a line for each: 27982st, 32946st"),
        ("lrcli when wsd --warmup 5 --below 10% --last", "the fall, not the start of the warm-up"),
        ("lrcli when cosine 'linear(0.1)' --above 0.05 --below 0.05", "a column for each schedule; --below first"),
    ),
    run=run,
    flags=(
        Flag(
            "below",
            "Find the first row whose LR is below this, strictly; never, and exit code 1, when there is none. "
            "50% is of the schedule's highest LR on the run.",
            metavar="LR,...",
            repeat=True,
        ),
        Flag(
            "above",
            "Find the first row whose LR is above this, strictly. These lines come after those of --below.",
            metavar="LR,...",
            repeat=True,
        ),
        Flag(
            "after",
            "Look from this position on, itself included: 30 (the run's unit), 30ep, 500st, 50%.",
            metavar="WHERE",
        ),
        Flag("last", "Find the row in which it gets there for the last time.", switch=True),
        Flag("all", "Find every row in which it gets there, one a line.", switch=True),
        Flag("json", "The same as JSON, with the LR in each row.", switch=True),
        OUTPUT,
    ),
)
