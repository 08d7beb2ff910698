"""lrcli budget"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import orjson
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import BATCH_FLAGS, OUTPUT, RUN_FLAGS, RUN_PANEL, Flag
from lrcli.cli.output import save
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import budget
from lrcli.clock import Duration, Run, half_up, plain

if TYPE_CHECKING:
    from lrcli.budget import Budget
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    if call.words:
        raise UsageFault("budget takes flags alone: lrcli budget --samples 50000 --batch-size 128 --epochs 90")
    made = budget(call)
    if made is None:
        raise UsageFault("give --samples and --batch-size: they tell how many updates an epoch has")
    epochs, steps = call.text("epochs"), call.text("steps")
    length = Run(epochs=1 if epochs is None and steps is None else epochs, steps=steps, steps_per_epoch=made.updates)
    told = facts(made, length)
    if text := call.text("warmup"):
        try:
            warm = half_up(Duration(text).ticks(length, length.rows))
        except ValueError as error:
            raise UsageFault(f"--warmup: {error}") from None
        told |= {"warm-up updates": warm, "warm-up epochs": plain(round(warm / made.updates, 6))}
    if call.text("stepper") == "accelerate":
        told |= accelerated(made, length, call.on("split_batches"))
    path = call.text("output") or "-"
    if call.on("json"):
        save(path, [orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"])
        return
    aligned = path == "-" and terminal().live
    width = max(map(len, told)) + 2
    save(
        path,
        [
            "".join(
                f"{name:{width}}{value}\n" if aligned else f"{name}\t{value}\n" for name, value in told.items()
            ).encode()
        ],
    )


def facts(made: Budget, length: Run) -> dict[str, int | float | str]:
    """What an epoch and the run come to."""
    rows = length.rows or 0
    epochs = rows / made.updates
    return {
        "samples per device": made.share,
        "batches per epoch": made.batches,
        "updates per epoch": made.updates,
        "samples per update": made.effective_batch,
        "epochs": int(epochs) if epochs.is_integer() else round(epochs, 6),
        "total updates": rows,
    }


def accelerated(made: Budget, length: Run, split: bool) -> dict[str, int | float | str]:
    """What a scheduler prepared by accelerate goes through: a step for each process at each update."""
    rows = length.rows or 0
    each = 1 if split else made.devices
    told: dict[str, int | float | str] = {"scheduler steps per update": each, "total scheduler steps": rows * each}
    if each > 1:
        end = -(-rows // each)
        told["a schedule of"] = (
            f"{rows} steps ends at update {end}, epoch {end / made.updates:.4g}: "
            f"give it {rows * each} steps, or split the batches"
        )
    return told


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
        *(flag for flag in RUN_FLAGS if flag.name in ("epochs", "steps")),
        Flag("warmup", "A warm-up to be told in updates and epochs.", RUN_PANEL, "DURATION"),
        Flag(
            "stepper",
            "What steps the scheduler: accelerate does it once a process at each update.  [default: plain]",
            RUN_PANEL,
            "plain|accelerate",
            choices=("plain", "accelerate"),
        ),
        Flag("split-batches", "Accelerate splits each batch over the processes.", RUN_PANEL, switch=True),
        Flag("json", "The same as JSON.", switch=True),
        OUTPUT,
    ),
    schedules=False,
    words=None,
)
