"""What sources from outside need to know of time, and of the rates that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from lrcli.schedules.base import Array

STEPS = ("step", "global_step", "_step", "trainer/global_step", "iteration", "iter", "update", "num_updates")
EPOCHS = ("epoch", "trainer/epoch")
"""What columns that number the rows of a log are called."""


def refuse_wrong_rates(lr: Array, named: str, places: Array) -> None:
    """ValueError for a rate that is none; `named` is a format with the place it stands at."""
    wrong = ~(np.isfinite(lr) & (lr >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        told = named.format(f"{places[first]:.15g}")
        raise ValueError(f"{told} is {lr[first]:.6g}: a learning rate is finite and at least 0")
