"""What columns of logs are called, and how one is chosen by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = (
    *("num_updates", "train/global_step", "trainer/global_step", "global_step", "current_steps", "step", "iteration"),
    *("completed_steps", "iter", "batch", "batch_idx", "update", "_step"),
    *("train/step", "iterations", "iters", "steps"),
)
EPOCHS = ("epoch", "trainer/epoch", "train/epoch", "epochs")
"""What columns that number the rows of a log are called, the surest first: `_step` counts calls of wandb.log."""
RUNS = ("run", "run_id", "run_name", "experiment", "trial")
RATES = (  # patterns, the surest first
    r"lr|learning[ _-]?rate",
    r"(lr|learning[ _-]?rate)[-/ _.\[].*|.*[/ .:](lr\d*|learning[ _-]?rate)",
    r"(\w*_)?(lr\d*|learning_rate)",
    r"value",  # of a scalar that TensorBoard exported
)
NO_RATES = r".*(-momentum|-weight_decay|__MIN|__MAX)"
"""Columns that a rate's name begins and that hold none."""


def first_column_called(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """The column with one of some names, the first of them that there is."""
    return next(iter(columns_called(names, columns)), None)


def columns_called(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns with some names, in the order of the names."""
    by_name = {column.lower(): column for column in reversed(columns)}
    return [by_name[name] for name in names if name in by_name]
