"""The budget of a run: names and numbers, and what accelerate does to a schedule that was made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.axes import rounded_count

if TYPE_CHECKING:
    from lrcli.analysis.budgeted import Budgeted
    from lrcli.clock import Run

NAMES = {
    "warmup_updates": "warm-up updates",
    "warmup_epochs": "warm-up epochs",
    "steps_per_update": "scheduler steps per update",
    "total_steps": "total scheduler steps",
    "over_updates": "a schedule over after updates",
    "over_epochs": "a schedule over after epochs",
    "warmup_over_updates": "its warm-up over after updates",
}
"""What a number is called where that is not its own name with spaces."""


def lines(record: Budgeted) -> dict[str, float]:
    """The numbers that there are, by their names."""
    return {
        NAMES.get(name, name.replace("_", " ")): value for name, value in record._asdict().items() if value is not None
    }


def report(record: Budgeted, aligned: bool) -> str:
    """A line for each number: in columns for people, else separated by a tab."""
    numbers = lines(record)
    width = max(map(len, numbers)) + 2
    return "".join(f"{name:{width}}{value}\n" if aligned else f"{name}\t{value}\n" for name, value in numbers.items())


def warning(record: Budgeted) -> str:
    """What becomes of a schedule that was made for the run's updates; empty where accelerate changes nothing."""
    times, rows, over = record.steps_per_update, record.total_updates, record.over_updates
    if times is None or over is None:
        return ""
    warmup = f", {record.warmup_updates * times} of warm-up" if record.warmup_updates else ""
    return (
        f"accelerate steps the scheduler {times} times an update: one made for {rows} updates is over after {over} of "
        f"them; make it for {rows * times} steps{warmup}, or split the batches (--split-batches)"
    )


def tokens_text(run: Run) -> str:
    """What the tokens of a run come to: `300B tokens at 4.19M a step are 71526 steps`."""
    sizes = dict.fromkeys(stage.each for stage in (run.flow.stages[:1] + run.flow.stages[-1:] if run.flow else ()))
    each = " to ".join(map(rounded_count, sizes))
    return f"{rounded_count(run.tokens or 0)} tokens at {each} a step are {run.rows} steps"
