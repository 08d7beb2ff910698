"""Keras' InverseTimeDecay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, flag, native, number
from lrcli.frameworks._kit.float32 import quotient
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop


class InverseTimeDecay(KerasSchedule):
    """Divided by a number that grows with time, smoothly or in stairs.

        lr(t) = initial_learning_rate / (1 + decay_rate * t / decay_steps)

    t counts steps. With staircase t / decay_steps is floored.

    Source: Keras 3.15.1, keras.optimizers.schedules.InverseTimeDecay.
    """

    example = "initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5"

    natively = (native("inverse(initial_learning_rate, decay_rate, decay_steps, 1)", staircase=False),)

    initial_learning_rate: float = initial()
    decay_steps: float = decay_steps("steps in which decay_rate is added to the divisor", "decay")
    decay_rate: float = number(REQUIRED, "growth of the divisor every decay_steps", role="speed")
    staircase: bool = flag(False, "change only after whole decay_steps")
    name: str = label("InverseTimeDecay")

    def horizon(self) -> int | None:
        return None if self.left_out() else endless(self.decay_steps)

    def stop(self) -> Stop | None:
        pole = -1 / self.decay_rate if self.decay_rate < 0 else math.inf
        whole = pole if self.staircase else pole * self.decay_steps
        return None if whole % 1 else self.stops(pole * self.decay_steps, "inf: a division by zero")

    def goes_one_way(self) -> bool:
        return self.decay_rate >= 0 and not self.staircase

    def formula(self, t: Array) -> Array:
        p = np.floor(quotient(t, self.decay_steps)) if self.staircase else t / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * p)
