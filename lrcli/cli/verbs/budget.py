"""lrcli budget"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.batches import batch, has_length, told
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import BATCH_FLAGS, JSON, OUTPUT, RUN_FLAGS, RUN_PANEL, STEPPER_FLAGS, Flag
from lrcli.cli.output import save, save_json, say
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import steps_an_update
from lrcli.clock import Duration, Run, half_up

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    from lrcli.analysis.budgeted import budgeted  # the help of all commands does without
    from lrcli.render.records.budget import report, tokens_text, warning

    path = call.output()
    given = batch(call)
    facts = told(call, given)
    if facts.per_epoch is None and call.text("steps") is None and call.text("tokens") is None:
        raise UsageFault("give --samples and --batch-size, which tell how many updates an epoch has, or --steps")
    length = Run(
        epochs=call.text("epochs") if has_length(call) else 1,
        steps=call.text("steps"),
        steps_per_epoch=facts.per_epoch,
        tokens=call.text("tokens"),
        samples_per_step=facts.samples,
        tokens_per_step=facts.flow,
    )
    warm, times = warm_up_updates(call, length), steps_an_update(call)
    record = budgeted(given, length, warm, times if call.text("stepper") == "accelerate" else None)
    if length.tokens:
        say(f"lrcli: {tokens_text(length)}")
    if text := warning(record):
        say(f"lrcli: {text}")
    if call.as_json():
        save_json(call, record)
    else:
        save(path, [report(record, aligned=path == "-" and terminal().live).encode()])


def warm_up_updates(call: Call, length: Run) -> int | None:
    """The updates of the warm-up that was asked for. UsageFault for one that the run is too short for."""
    text = call.text("warmup")
    if text is None:
        return None
    try:
        warm = half_up(Duration(text).ticks(length, length.rows))
    except ValueError as error:
        raise UsageFault(f"--warmup: {error}") from None
    if warm > (length.rows or 0) and has_length(call):
        raise UsageFault(f"--warmup {text}: that is {warm} updates, and the run has {length.rows}")
    return warm


VERB = Verb(
    name="budget",
    summary="Count the optimizer updates of an epoch, a run and a warm-up.",
    examples=(
        (
            "lrcli budget --samples 50k --batch-size 128 --epochs 90 --warmup 5",
            "updates an epoch, in all, of warm-up",
        ),
        ("lrcli budget --steps 1290 --warmup 5%", "what a warm-up comes to"),
        ("lrcli budget --samples 1281167 --batch-size 64 --devices 8", "across devices"),
        ("lrcli budget --tokens 300B --seq-len 4096 --batch-size 1024 --warmup 2Btok", "a run in tokens"),
        (
            "lrcli budget --samples 9000 --batch-size 8 --devices 4 --stepper accelerate",
            "what accelerate makes of it",
        ),
    ),
    run=run,
    flags=(
        *BATCH_FLAGS,
        *STEPPER_FLAGS,
        *(flag for flag in RUN_FLAGS if flag.name in ("epochs", "steps", "tokens", "steps-per-epoch")),
        Flag("warmup", "A warm-up to be told in updates and epochs.", RUN_PANEL, "DURATION"),
        JSON,
        OUTPUT,
    ),
    schedules=False,
    words=None,
)
