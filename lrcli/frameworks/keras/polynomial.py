"""Keras' PolynomialDecay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import flag, native, number, rate
from lrcli.frameworks._kit.float32 import quotient
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class PolynomialDecay(KerasSchedule):
    """To end_learning_rate as a power of the time that is left.

        lr(t) = (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps) ** power + end_learning_rate

    t counts steps; after decay_steps it is held. With cycle decay_steps is replaced by its first multiple that is not
    below t: at the end of each cycle the rate jumps up, not to the initial one but about half of the way the first
    time, less each time. The default of end_learning_rate is not 0. It may be above the initial one.

    Source: Keras 3.15.1, keras.optimizers.schedules.PolynomialDecay.
    """

    shows_arrival = True
    example = "initial_learning_rate=0.1, decay_steps=100, power=2.0"

    natively = (
        native("linear(initial_learning_rate, end_learning_rate, decay_steps)", power=1.0, cycle=False),
        native("polynomial(initial_learning_rate, end_learning_rate, decay_steps, power)", cycle=False),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = decay_steps("steps until end_learning_rate", "length")
    end_learning_rate: float = rate(0.0001, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    cycle: bool = flag(False, "go on after decay_steps, with a multiple of it")
    name: str = label("PolynomialDecay")

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(self.decay_steps * (3 if self.cycle else 1)) + 1

    def stop(self) -> Stop | None:
        if self.power >= 0 or (self.cycle and self.decay_steps % 1):
            return None
        return self.stops(self.decay_steps, "inf: a negative power of 0")

    def phases(self, end: int) -> list[Phase]:
        if not self.cycle:
            return super().phases(end)
        count = min(math.ceil(end / self.decay_steps), MOST_PHASES)
        starts = dict.fromkeys([0, *(math.floor(i * self.decay_steps) + 1 for i in range(1, count))])
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts, 1) if start < end]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.end_learning_rate == self.fields["end_learning_rate"].default:
            low = f"ends at {self.end_learning_rate:g}, its default, not at 0"
            yield self.note("default-end", low, "end_learning_rate")
        if self.cycle and end > self.decay_steps + 1:
            again = float(self.formula(np.asarray([math.floor(self.decay_steps) + 1.0]))[0])
            up = f"goes up to {again:.6g} after decay_steps, not to initial_learning_rate, and less each time"
            yield self.note("restarts-lower", up, "cycle")

    def goes_one_way(self) -> bool:
        return not self.cycle

    def formula(self, t: Array) -> Array:
        multiple = np.maximum(np.ceil(quotient(t, self.decay_steps)), 1) if self.cycle else 1
        left = 1 - np.minimum(t / (self.decay_steps * multiple), 1)
        return blend(np.power(left, self.power), self.initial_learning_rate, self.end_learning_rate)
