"""NeMo's schedule of the Transformer's paper."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, number
from lrcli.frameworks.nemo.base import BELOW, NemoScheduler, ratio, updates
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.marks import Phase


class NoamAnnealing(NemoScheduler):
    """A straight warm-up, then down with the square root of the updates; lr multiplies what the model tells.

        lr(t) = lr * d_model ** -0.5 * min(k ** -0.5, k * W ** -1.5),  k = max(1, t)

    W is warmup_steps, or max_steps * warmup_ratio, rounded down; without it the first of the two. After the warm-up it
    is at least min_lr. t counts updates: the first two have one rate. max_steps matter to warmup_ratio alone. A min_lr
    above lr raises ValueError.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.NoamAnnealing.
    """

    shows_arrival = False
    example = "d_model=512, warmup_steps=10, max_steps=100"

    d_model: float = number(REQUIRED, "width of the model", role="divisor", above=0)
    warmup_steps: float | None = updates("updates of the warm-up", "warmup")
    warmup_ratio: float | None = ratio("the same as a share of max_steps", "warmup-share")

    def check(self) -> None:
        self.one_of("warmup_steps", "warmup_ratio")
        if self.lr < self.min_lr:
            self.raises("min_lr", BELOW)

    @property
    def rise(self) -> float:
        """The updates of the warm-up."""
        return self.amount("warmup_steps", "warmup_ratio")

    def horizon(self) -> int | None:
        return int(self.total) or endless(self.rise)

    def phases(self, end: int) -> list[Phase]:
        begin = math.floor(self.rise) + 1 if self.rise > 0 else 0
        return self.named([(0, "warm-up"), (begin, "decay")], end)

    def goes_one_way(self) -> bool:
        return self.rise >= 1 or not self.rise

    def formula(self, t: Array) -> Array:
        step, rise = np.maximum(t, 1.0), self.rise
        falling = step**-0.5
        height = np.minimum(falling, step * rise**-1.5) if rise > 0 else falling
        rates: Array = self.lr * (self.d_model**-0.5 * height)
        return np.where(step > rise, np.maximum(rates, self.min_lr), rates)
