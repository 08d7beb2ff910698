"""What columns of logs are called."""

from __future__ import annotations

STEPS = ("step", "global_step", "_step", "trainer/global_step", "iteration", "iter", "update", "num_updates")
EPOCHS = ("epoch", "trainer/epoch")
"""What columns that number the rows of a log are called."""
