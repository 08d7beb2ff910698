"""Keras' InverseTimeDecay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.declare import endless, flag, native, number
from lrcli.frameworks._kit.float32 import compiled, rounded, single
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Stop


class InverseTimeDecay(KerasSchedule, Counted):
    """Divided by a number that grows with time, smoothly or in stairs.

        lr(t) = initial_learning_rate / (1 + decay_rate * t / decay_steps)

    t counts steps. With staircase t / decay_steps is floored. In training the quotient is
    t * float32(1 / decay_steps), which is now and then a little less: a stair of 41, 47 or 55 steps comes a step late.
    So it is here.

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
        if self.decay_rate >= 0:
            return None
        near = np.maximum(math.ceil(-self.decay_steps / self.decay_rate) + np.arange(-2.0, 4.0), 0)
        poles = near[self.divisor(near) == 0]
        return self.stops(poles[0], "inf: a division by zero") if poles.size else None

    def turns(self) -> Turns | None:
        return Turns(0, self.decay_steps, 1, "decay_steps") if self.staircase else None

    def counted(self, t: Array, divide: Divide) -> Array:
        return np.floor(divide(t, self.decay_steps))

    def goes_one_way(self) -> bool:
        return self.decay_rate >= 0

    def arcs(self, end: int) -> list[Arc]:
        return self.stairs(0, end, falls=self.goes_one_way()) if self.staircase else super().arcs(end)

    def formula(self, t: Array) -> Array:
        return self.initial_learning_rate / self.divisor(t)

    def divisor(self, t: Array) -> Array:
        """What the rate is divided by: near a pole in float32."""
        if self.decay_rate < 0:
            p = self.counted(t, compiled) if self.staircase else compiled(t, self.decay_steps)
            return rounded(1 + rounded(single(self.decay_rate) * p))
        p = self.counted(t, compiled) if self.staircase else t / self.decay_steps
        return 1 + self.decay_rate * p
