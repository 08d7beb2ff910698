"""NeMo's cosine, which is another one where the last updates are constant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks.nemo.base import BELOW, DIVISION, Warmed, ratio, updates
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop

BOTH = "AssertionError: Either use constant_steps or constant_ratio"
HIGHER = "AssertionError: assert max_lr > min_lr"


class CosineAnnealing(Warmed):
    """A straight warm-up, then half a cosine to min_lr; with constant_steps another warm-up, and min_lr at the end.

        lr(t) = lr * (t + 1) / (W + 1),                                                  t <= W, where W > 0
        lr(t) = min_lr + (lr - min_lr) * (1 + cos(pi * (t - W) / (N - W))) / 2,          t > W
        lr(t) = lr * t / W,                                                              t <= W, where C > 0
        lr(t) = min_lr + (lr - min_lr) * (1 + cos(pi * (t - W) / (N - W - C))) / 2,      t > W, where C > 0
        lr(t) = min_lr,                                                                  t > N - C

    W is warmup_steps, or N * warmup_ratio, rounded down; C is constant_steps, or N * constant_ratio, rounded down; N is
    max_steps; t counts updates. A min_lr above lr raises ValueError after the warm-up.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.CosineAnnealing.
    """

    example = "warmup_steps=20, max_steps=100"

    constant_steps: float | None = updates("updates at min_lr at the end", "cooldown")
    constant_ratio: float | None = ratio("the same as a share of max_steps")

    def check_body(self) -> None:
        if self.constant_steps is not None and self.constant_ratio is not None:
            self.raises("constant_ratio", BOTH)

    @property
    def last(self) -> float:
        """The updates at min_lr at the end."""
        return self.amount("constant_steps", "constant_ratio")

    @property
    def fall(self) -> float:
        """The updates of the cosine."""
        return self.total - (self.rise + max(self.last, 0))

    def stop(self) -> Stop | None:
        if self.last > 0:
            if self.lr <= self.min_lr and (self.rise > 0 or self.total >= 0):
                return self.stops(0, HIGHER)
            return self.stops(0, DIVISION) if not self.rise and not self.fall else None
        if self.begin > self.total:
            return None
        if self.lr < self.min_lr:
            return self.stops(self.begin, BELOW)
        return self.stops(0, DIVISION) if not self.rise and not self.total else None

    def parts(self) -> list[tuple[float, str]]:
        if self.last <= 0:
            return []
        return [(max(math.floor(self.rise + self.fall) + 1, self.begin), "constant")]

    def warmup(self, t: Array) -> Array:
        return self.lr * t / (self.rise or math.nan) if self.last > 0 else super().warmup(t)

    def body(self, t: Array) -> Array:
        if self.last <= 0:
            return (self.lr - self.min_lr) * raised_cosine((t - self.rise) / (self.fall or math.nan)) + self.min_lr
        end = self.rise + self.fall
        over = (np.minimum(t, max(end, self.rise)) - self.rise) / (self.fall if self.fall > 0 else math.nan)
        falling = self.min_lr + raised_cosine(over) * (self.lr - self.min_lr)
        return np.where(t > end, self.min_lr, falling)
