"""What the constructors of MMEngine's schedulers leave in a parameter group for one another."""

from __future__ import annotations

Levels = dict[str, float]
"""The arguments that tell the levels of a cycle."""


class Group:
    """A parameter group: the running rate, and what constructors leave there for one another."""

    def __init__(self, lr: float) -> None:
        self.running = self.initial_lr = lr
        self.levels: Levels = {}  # of the last OneCycleLR, which all of them find
