"""lrcli identify"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.files import first_number, log_of
from lrcli.cli.flags import JSON, LOG_FLAGS, OUTPUT, RUN_FLAGS
from lrcli.cli.output import paged, save_json, save_text, say, width_for
from lrcli.cli.verb import Verb

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.clock import Run

WIDEST = 100
"""Longer lines are hard to read."""


def run(call: Call) -> int:
    from lrcli.analysis.identify.logged import FOUND, identify  # the help of all commands does without
    from lrcli.render.records.identify import report

    call.output()  # a wrong name is told before the work
    if len(call.words) != 1:
        raise UsageFault(f"identify reads one log, and {len(call.words)} are given: lrcli identify LOG")
    log = log_of(call, 0)
    for remark in log.remarks:
        say(f"lrcli: {remark}")
    record = identify(log, run_told(call), first_number(call))
    if call.as_json():
        save_json(call, record)
    else:
        save_text(call, paged(call, report(record, log.name, width_for(call, WIDEST)), WIDEST))
    return DONE if record.verdict == FOUND else SAID_NO


def run_told(call: Call) -> Run | None:
    """The run that the flags tell of; None where they tell nothing."""
    from lrcli.clock import Run

    epochs, steps, per_epoch = (call.text(name) for name in ("epochs", "steps", "steps_per_epoch"))
    return Run(epochs, steps, per_epoch) if epochs or steps or per_epoch else None


VERB = Verb(
    name="identify",
    summary="Find the schedule that logged learning rates came from.",
    examples=(
        ("lrcli identify lr.csv", "the family, its parameters and phases, the same in the frameworks"),
        ("lrcli identify lr.csv --column lr --epochs 20", "one column, on a run of known length"),
        ("lrcli identify lr.csv --json", "the same facts as JSON"),
    ),
    says_no="no schedule holds every row: the nearest is told",
    run=run,
    flags=(
        *LOG_FLAGS,
        *(flag for flag in RUN_FLAGS if flag.name in ("epochs", "steps", "steps-per-epoch")),
        JSON,
        OUTPUT,
    ),
    schedules=False,
    words=("LOG", "A log of learning rates: a file, or a folder of event files."),
)
