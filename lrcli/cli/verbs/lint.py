"""lrcli lint"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import DONE, SAID_NO
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.jumps import tell_of_jumps
from lrcli.cli.output import paged, save_json, save_text, say
from lrcli.cli.pictures import bounded
from lrcli.cli.verb import Verb
from lrcli.cli.words import silent_curves, tell
from lrcli.schedules.marks import INPUT

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> int:
    from lrcli.analysis.lint import lint  # the help of all commands does without
    from lrcli.render.records.lint import data, report

    curves = silent_curves(call)
    bounded(curves)
    tell(curves, INPUT)  # said, but no mistake
    tell_of_jumps(curves)
    schedules = lint(curves)
    warned = any(linted.findings for linted in schedules)
    if call.on("json"):
        save_json(call, data(schedules))
    else:
        save_text(call, paged(call, report(schedules)))
        if not warned:
            rows = " and ".join(str(rows) for rows in dict.fromkeys(curves.lengths))
            say(f"lrcli: nothing to warn of on {rows} {curves.run.tick}s")
    return SAID_NO if warned else DONE


VERB = Verb(
    name="lint",
    summary="Warn of what can hardly be meant: the mistakes in schedules that cost a training run. Exit code 1 if any.",
    examples=(
        (
            "lrcli lint cosine --warmup 5 --epochs 90 --steps-per-epoch 391",
            "before the run starts; says nothing on stdout",
        ),
        ("lrcli lint 'linear(0.01, 0.1, 5) >> cosine(0.1)' 'step(0.1)'", "several"),
        ("lrcli lint cosine --json", "the warnings as JSON, for a script"),
    ),
    run=run,
    flags=(Flag("json", "The warnings as JSON: rule, what it saw, effect, what mends it.", switch=True), OUTPUT),
)
