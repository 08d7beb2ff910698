"""lrcli identify"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import JSON, LOG_FLAGS, OUTPUT, RUN_FLAGS
from lrcli.cli.logs import first_number, log_of, stages
from lrcli.cli.output import paged, save_json, save_text, say, width_for
from lrcli.cli.verb import FILES, Verb

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
    log = log_of(call, call.words[0])
    for remark in log.remarks:
        say(f"lrcli: {remark}")
    told, first = run_told(call), first_number(call)
    try:
        if log.again:
            parts = stages(call, log)
            say(f"lrcli: the numbers of {log.name} begin again: each of its {len(parts)} stages is told by itself")
            records = [identify(part, told, first, number) for number, part in enumerate(parts, 1)]
        else:
            records = [identify(log, told, first)]
    except ValueError as error:
        raise UsageFault(str(error)) from None
    if call.as_json():
        save_json(call, records if log.again else records[0])
    else:
        width = width_for(call, WIDEST)
        lines = (line for index, record in enumerate(records) for line in (*[""] * bool(index), *report(record, width)))
        save_text(call, paged(call, lines, WIDEST))
    return DONE if all(record.verdict == FOUND for record in records) else SAID_NO


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
    offers=FILES,
)
