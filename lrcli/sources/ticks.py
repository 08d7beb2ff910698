"""What sources from outside need to know of time, and of the rates that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

STEPS = ("step", "global_step", "_step", "trainer/global_step", "iteration", "iter", "update", "num_updates")
EPOCHS = ("epoch", "trainer/epoch")
"""What columns that number the rows of a log are called."""


def refuse_wrong_rates(lr: Array, places: Array, told: Callable[[str], str]) -> None:
    """ValueError for a rate that is none; `told` says what gives it, from the number of its epoch or step."""
    wrong = ~(np.isfinite(lr) & (lr >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(
            f"{told(f'{places[first]:.15g}')} is {lr[first]:.6g}: a learning rate is finite and at least 0"
        )
