"""NeMo's falls after a warm-up and a constant rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import number
from lrcli.frameworks.nemo.base import DIVISION, Held

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop

NO_WARMUP = "ValueError: Noam scheduler cannot be used without warmup steps"


class OverAllAfter(Held, abstract=True):
    """A fall over all updates after those that are held, or all of the run where none are."""

    example = "warmup_steps=10, hold_steps=20, max_steps=100"

    def stop(self) -> Stop | None:
        first = max(self.begin, self.turn)
        return self.stops(first, DIVISION) if self.turn == self.total and first <= self.total else None

    def over_by(self, t: Array) -> Array:
        """The share of the fall that is over."""
        return (t - self.turn) / (self.total - self.turn or math.nan)


class WarmupHoldAnnealLinear(OverAllAfter):
    """A straight warm-up, a constant rate, and a straight fall to min_lr.

        lr(t) = lr * (t + 1) / (W + 1),                        t <= W, where W > 0
        lr(t) = lr,                                            W < t < H
        lr(t) = lr - (lr - min_lr) * (t - H) / (N - H),        t >= H
        lr(t) = min_lr,                                        t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; H is W + hold_steps, where hold_steps may be N * hold_ratio,
    rounded down; N is max_steps; t counts updates. Without either H is 0: the rate leaps down after the warm-up.
    Where H is N it raises ZeroDivisionError there.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.WarmupHoldAnnealLinear.
    """

    def body(self, t: Array) -> Array:
        return self.lr - (self.lr - self.min_lr) * self.over_by(t)


class WarmupHoldAnnealOneMinusSquareRoot(OverAllAfter):
    """A straight warm-up, a constant rate, and a fall that begins steeply, not below min_lr.

        lr(t) = lr * (t + 1) / (W + 1),                                t <= W, where W > 0
        lr(t) = lr,                                                    W < t < H
        lr(t) = max(min_lr, lr * (1 - sqrt((t - H) / (N - H)))),       t >= H
        lr(t) = min_lr,                                                t > N

    t counts updates: W of the warm-up, H of the warm-up and at lr, N in all: see nemo.WarmupHoldAnnealLinear.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.WarmupHoldAnnealOneMinusSquareRoot.
    """

    def body(self, t: Array) -> Array:
        return np.maximum(self.min_lr, self.lr * (1 - np.maximum(self.over_by(t), 0) ** 0.5))


class NoamHoldAnnealing(Held):
    """A straight warm-up, a constant rate, then down with a power of the updates.

        lr(t) = lr * (t + 1) / (W + 1),                                                   t <= W
        lr(t) = lr,                                                                       W < t < W + H
        lr(t) = max(min_lr, lr * max(1, W ** r) / max(1, (t - H) ** r)),                  t >= W + H
        lr(t) = min_lr,                                                                   t > max_steps

    r is decay_rate; W is warmup_steps, or max_steps * warmup_ratio, rounded down; H is hold_steps, or max_steps *
    hold_ratio, rounded down; t counts updates. Without a warm-up it raises ValueError where the fall begins.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.NoamHoldAnnealing.
    """

    example = "warmup_steps=10, hold_steps=20, decay_rate=1.0, max_steps=100"

    decay_rate: float = number(0.5, "power of the updates: 0.5 is Noam's", role="power")

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        steps = () if {"warmup_steps", "warmup_ratio"} & set(given) else ("warmup_steps",)
        return (*super().wanted(given), *steps)

    def stop(self) -> Stop | None:
        return self.stops(self.turn, NO_WARMUP) if not self.rise and self.turn <= self.total else None

    def body(self, t: Array) -> Array:
        held = self.turn - self.rise if self.turn > 0 else 0.0
        top, down = max(1.0, self.rise**self.decay_rate), np.maximum(1.0, np.maximum(t - held, 1.0) ** self.decay_rate)
        rates: Array = np.maximum(self.lr * top / down, self.min_lr)
        return rates
