"""Axolotl's REX: a fall that is slow at first, a reflected exponential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.declare import count, optimizer_lr, rate
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase

if TYPE_CHECKING:
    from lrcli._lazy import Array


class RexLR(OptimizerScheduler, family="axolotl.RexLR"):
    """A straight rise, then a fall that gets steeper, down to min_lr.

        lr(t) = lr * k / W,                                k <= W
        lr(t) = lr * (m + (1 - m) * z / (0.1 + 0.9 * z)),  W < k < N
        lr(t) = min_lr,                                    k >= N

    z = (N - k) / (N - W), m = min_lr / max_lr, W is num_warmup_steps, N is total_steps. k is t + 1, where t counts
    steps: its first step is 1, so that the last one of N has min_lr. With a last_step L above 1 k is t + L. Axolotl
    gives it the optimizer's lr as max_lr.

    Source: Axolotl 0.19.0, axolotl.utils.schedulers.RexLR.
    """

    run_unit = "steps"
    example = "max_lr=0.1, min_lr=0.01, total_steps=100, num_warmup_steps=20"
    order = ("optimizer", "max_lr", "min_lr", "total_steps", "num_warmup_steps", "last_step")

    lr: float = optimizer_lr()
    max_lr: float = rate(REQUIRED, "the rate that min_lr is a share of", above=0)
    min_lr: float = rate(REQUIRED, "lowest LR", role="floor")
    total_steps: int = count(0, "steps in all", role="length", counts="updates")
    num_warmup_steps: int = count(0, "steps of the warm-up", role="warmup", counts="updates")
    last_step: int = count(0, "the step that it begins with, 0 and 1 alike", counts="")

    def check(self) -> None:
        if self.min_lr > self.max_lr:
            error = 'Value of "min_lr" should be less than value of "max_lr".'
            self.raises("min_lr", f"ValueError: {error} Got min_lr={self.min_lr} and max_lr={self.max_lr}")
        if self.num_warmup_steps > self.total_steps:
            error = f"num_warmup_steps ({self.num_warmup_steps}) must be less than or equal to total_steps"
            self.raises("num_warmup_steps", f"ValueError: {error} ({self.total_steps}).")

    @property
    def first(self) -> int:
        """Its first step."""
        return max(self.last_step - 1, 0) + 1

    def phases(self, end: int) -> list[Phase]:
        parts = [(1, "warm-up"), (self.num_warmup_steps + 1, "decay"), (self.total_steps, "past the end")]
        if not self.num_warmup_steps:
            parts = parts[1:]
        names = {max(step - self.first, 0): name for step, name in parts}
        return [Phase(start, name) for start, name in sorted(names.items()) if start < end]

    def horizon(self) -> int | None:
        return self.total_steps - self.first + 1 if self.total_steps >= self.first else None

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        k = t + self.first
        warmup, fall = self.num_warmup_steps, self.total_steps - self.num_warmup_steps
        share = self.min_lr / self.max_lr
        z = (fall - np.clip(k - warmup, 0, max(fall, 0))) / (fall or 1)
        falling = self.lr * (share + (1.0 - share) * (z / (0.1 + 0.9 * z)))
        after = np.where(k - warmup >= fall, self.min_lr, falling)
        return np.where((k >= 1) & (k <= warmup), self.lr * k / (warmup or 1), after)
