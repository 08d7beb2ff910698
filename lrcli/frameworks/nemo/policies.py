"""NeMo's warm-ups without a fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks.nemo.base import Held, Warmed

if TYPE_CHECKING:
    from lrcli._lazy import Array


class WarmupPolicy(Warmed):
    """A straight warm-up that is an update ahead, then constant.

        lr(t) = lr * (t + 1) / (W + 1),  t <= W, where W > 0
        lr(t) = lr,                      t > W
        lr(t) = min_lr,                  t > max_steps

    W is warmup_steps, or max_steps * warmup_ratio, rounded down; t counts updates.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.WarmupPolicy.
    """

    after_warmup = "constant"
    example = "warmup_steps=30, max_steps=100"

    def body(self, t: Array) -> Array:
        return np.full_like(t, self.lr)


class WarmupHoldPolicy(Held):
    """A straight warm-up that is an update ahead, then constant.

        lr(t) = lr * (t + 1) / (W + 1),  t <= W, where W > 0
        lr(t) = lr,                      t > W
        lr(t) = min_lr,                  t > max_steps and t >= W + hold_steps

    W is warmup_steps, or max_steps * warmup_ratio, rounded down; hold_steps may be hold_ratio of max_steps, rounded
    down. t counts updates.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.WarmupHoldPolicy.
    """

    after_warmup = "constant"
    example = "warmup_steps=30, hold_steps=20, max_steps=100"

    def body(self, t: Array) -> Array:
        return np.full_like(t, self.lr)
