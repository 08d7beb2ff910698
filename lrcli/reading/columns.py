"""What columns of logs are called, and how one is chosen by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = ("step", "global_step", "_step", "trainer/global_step", "iteration", "iter", "update", "num_updates")
EPOCHS = ("epoch", "trainer/epoch")
"""What columns that number the rows of a log are called."""
RUNS = ("run", "run_id", "run_name", "experiment", "trial")
RATES = (  # patterns, the surest first
    r"lr|learning[ _-]?rate",
    r"(lr|learning[ _-]?rate)[-/ _.].*|.*[/ .:](lr|learning[ _-]?rate)",
    r"value",  # of a scalar that TensorBoard exported
)


def first_column_called(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """The column with one of some names, the first of them that there is."""
    by_name = {column.lower(): column for column in reversed(columns)}
    return next((by_name[name] for name in names if name in by_name), None)
