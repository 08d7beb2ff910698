"""lrcli budget"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import BATCH_FLAGS, OUTPUT, RUN_FLAGS, RUN_PANEL, STEPPER_FLAGS, Flag
from lrcli.cli.output import save, save_json, say
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import budget, steps_an_update
from lrcli.clock import Duration, Run, half_up

if TYPE_CHECKING:
    from lrcli.batch import Budget
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    made = budget(call)
    if made is None:
        raise UsageFault("give --samples and --batch-size: they tell how many updates an epoch has")
    epochs, steps = call.text("epochs"), call.text("steps")
    length = Run(epochs=1 if epochs is None and steps is None else epochs, steps=steps, steps_per_epoch=made.updates)
    rows, warm = length.rows or 0, warm_up(call, length)
    told = facts(made, length)
    if warm is not None:
        told |= {"warm-up updates": warm, "warm-up epochs": epochs_of(warm, made)}
    times = steps_an_update(call)
    if call.text("stepper") == "accelerate":
        told |= {"scheduler steps per update": times, "total scheduler steps": rows * times}
    if times > 1:
        over = -(-rows // times)
        told |= {"a schedule over after updates": over, "a schedule over after epochs": epochs_of(over, made)}
        if warm is not None:
            told["its warm-up over after updates"] = -(-warm // times)
        say(
            f"lrcli: accelerate steps the scheduler {times} times an update: one made for {rows} updates is over after "
            f"{over} of them; make it for {rows * times} steps{f', {warm * times} of warm-up' if warm else ''}, "
            "or split the batches (--split-batches)"
        )
    if call.on("json"):
        save_json(call, told)
        return
    path = call.output()
    aligned = path == "-" and terminal().live
    width = max(map(len, told)) + 2
    lines = (f"{name:{width}}{value}\n" if aligned else f"{name}\t{value}\n" for name, value in told.items())
    save(path, ["".join(lines).encode()])


def warm_up(call: Call, length: Run) -> int | None:
    """The updates of the warm-up that was asked for. UsageFault for one that the run is too short for."""
    text = call.text("warmup")
    if text is None:
        return None
    try:
        warm = half_up(Duration(text).ticks(length, length.rows))
    except ValueError as error:
        raise UsageFault(f"--warmup: {error}") from None
    if warm > (length.rows or 0) and (call.text("epochs") or call.text("steps")):
        raise UsageFault(f"--warmup {text}: that is {warm} updates, and the run has {length.rows}")
    return warm


def epochs_of(updates: int, made: Budget) -> float:
    """Updates in epochs, a whole number where it is one."""
    epochs = round(updates / made.updates, 6)
    return int(epochs) if epochs.is_integer() else epochs


def facts(made: Budget, length: Run) -> dict[str, int | float | str]:
    """What an epoch and the run come to."""
    rows = length.rows or 0
    return {
        "samples per device": made.share,
        "batches per epoch": made.batches,
        "updates per epoch": made.updates,
        "samples per update": made.effective_batch,
        "epochs": epochs_of(rows, made),
        "total updates": rows,
    }


VERB = Verb(
    name="budget",
    summary="Tell how many optimizer updates an epoch and a run have, from samples and batches.",
    examples=(
        (
            "lrcli budget --samples 50k --batch-size 128 --epochs 90 --warmup 5",
            "updates an epoch, in all, of warm-up",
        ),
        ("lrcli budget --samples 1281167 --batch-size 64 --devices 8", "across devices"),
        (
            "lrcli budget --samples 9000 --batch-size 8 --devices 4 --stepper accelerate",
            "what accelerate makes of it",
        ),
    ),
    run=run,
    flags=(
        *BATCH_FLAGS,
        *STEPPER_FLAGS,
        *(flag for flag in RUN_FLAGS if flag.name in ("epochs", "steps")),
        Flag("warmup", "A warm-up to be told in updates and epochs.", RUN_PANEL, "DURATION"),
        Flag("json", "The same as JSON.", switch=True),
        OUTPUT,
    ),
    schedules=False,
    words=None,
)
