"""Keras' ExponentialDecay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.declare import endless, flag, native, number
from lrcli.frameworks._kit.float32 import compiled, grown
from lrcli.frameworks._kit.seen import arcs_of_powers
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope


class ExponentialDecay(KerasSchedule, Counted):
    """Multiplied by a factor every decay_steps, smoothly or in stairs.

        lr(t) = initial_learning_rate * decay_rate ** (t / decay_steps)

    t counts steps. With staircase t / decay_steps is floored. It is not stopped at decay_steps, nor at any lowest rate.
    In training the quotient is t * float32(1 / decay_steps), which is now and then a little less: a stair of 41, 47 or
    55 steps comes a step late. So it is here.

    Source: Keras 3.15.1, keras.optimizers.schedules.ExponentialDecay.
    """

    example = "initial_learning_rate=0.1, decay_steps=20, decay_rate=0.5"

    natively = (
        native(
            "exponential(initial_learning_rate, gamma=decay_rate, every=decay_steps, staircase=False)", staircase=False
        ),
        native(
            "exponential(initial_learning_rate, gamma=decay_rate, every=decay_steps, staircase=True)", staircase=True
        ),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = decay_steps("steps in which it is multiplied by decay_rate", "decay")
    decay_rate: float = number(REQUIRED, "factor every decay_steps", role="factor")
    staircase: bool = flag(False, "change only after whole decay_steps")
    name: str = label("ExponentialDecay")

    def horizon(self) -> int | None:
        return None if self.left_out() else endless(self.decay_steps)

    def stop(self) -> Stop | None:
        if self.decay_rate >= 0 or self.staircase or (1 / self.decay_steps) % 1 == 0:
            return None
        return self.stops(1, "nan: a fractional power of a negative decay_rate")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if end > self.decay_steps:
            yield self.note("not-stopped", f"is not stopped at {self.shown('decay_steps')}", "decay_steps")
        yield from super().remarks(scope, end)

    def goes_one_way(self) -> bool:
        return self.decay_rate >= 0

    def arcs(self, end: int) -> list[Arc]:
        if not self.staircase and self.decay_rate > 0:
            return arcs_of_powers(self.decay_rate, 0, self.decay_steps, 0, end)
        if not self.staircase:
            return super().arcs(end)
        return self.stairs_of_powers(self.decay_rate, 0, end)

    def turns(self) -> Turns | None:
        return Turns(0, self.decay_steps, 1, "decay_steps") if self.staircase else None

    def counted(self, t: Array, divide: Divide) -> Array:
        return np.floor(divide(t, self.decay_steps))

    def formula(self, t: Array) -> Array:
        in_training = self.counted(t, compiled) if self.staircase else compiled(t, self.decay_steps)
        exact = in_training if self.staircase else t / self.decay_steps
        return self.initial_learning_rate * grown(self.decay_rate, exact, in_training)
