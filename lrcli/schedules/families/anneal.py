"""Families that go from one rate to another in a given time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.declare import lr, number, rest
from lrcli.schedules.marks import Joint
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.shapes import blend, half_cosine, one_minus_sqrt

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Ticks


class Linear(Schedule):
    """A straight line from one rate to another.

        lr(t) = initial + (final - initial) * t / length,  t <= length

    t is the tick, `length` the number of ticks to the end; then it stays at final. Rises when final is above initial.

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017 (as a warm-up);
    Jacob Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019 (as a decay).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        done = np.minimum(t, self.length)
        return self.initial * ((self.length - done) / self.length) + self.final * (done / self.length)


class Cosine(Schedule):
    """Half a cosine from one rate to another.

        lr(t) = final + (initial - final) * (1 + cos(pi * t / length)) / 2,  t <= length

    t is the tick, `length` the number of ticks to the end; then it stays at final.

    Source: Ilya Loshchilov and Frank Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        left = np.maximum(self.length - t, 0) / self.length
        return blend(half_cosine(left), self.initial, self.final)


class Tanh(Schedule, aliases=("htd",)):
    """Hyperbolic-tangent decay: a long plateau, then a steep fall.

        lr(t) = final + (initial - final) * (1 - tanh(lower + (upper - lower) * t / length)) / 2,  t < length

    t is the tick, `length` the number of ticks to the end; then it is at final. The part of the tangent from `lower` to
    `upper` is used as it is: with the defaults LR starts 0.0006 % of the height below initial, and at the end jumps the
    last 0.25 % of it.

    Source: Bo-Yang Hsueh, Wei Li and I-Chen Wu, "Stochastic Gradient Descent with Hyperbolic-Tangent Decay on
    Classification", 2019.
    """

    initial: float = lr(0.1, "LR before the fall, almost that of tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()
    lower: float = number(-6.0, "where on the tangent it starts", least=-1000, most=1000)
    upper: float = number(3.0, "where on the tangent it ends", least=-1000, most=1000)

    def check(self) -> None:
        if self.lower >= self.upper:
            raise self.refuse("upper", f"{self.upper:.12g} is not above lower, {self.lower:.12g}")

    def joints(self, end: int) -> list[Joint]:
        before = float(blend((1 - np.tanh(self.upper)) / 2, self.initial, self.final))
        return [Joint(int(self.length), before, self.final)]

    def formula(self, t: Array) -> Array:
        w = (1 - np.tanh(self.lower + (self.upper - self.lower) * t / self.length)) / 2
        return np.where(t < self.length, blend(w, self.initial, self.final), self.final)


class Rex(Schedule):
    """A reflected exponential: slow at first, steepest at the end.

        lr(t) = final + (initial - final) * (1 - z) / (1/2 + (1 - z) / 2),  z = t / length <= 1

    t is the tick, `length` the number of ticks to the end; then it stays at final.

    Source: John Chen, Cameron Wolfe and Anastasios Kyrillidis, "REX: Revisiting Budgeted Training with an Improved
    Schedule", 2021.
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        left = np.maximum(self.length - t, 0) / self.length
        return blend(left / (0.5 + left / 2), self.initial, self.final)


class OneMinusSqrt(Schedule, aliases=("minus_sqrt",)):
    """Falls with the square root of the time: steepest at first.

        lr(t) = final + (initial - final) * (1 - sqrt(t / length)),  t <= length

    t is the tick, `length` the number of ticks to the end; then it stays at final.

    Source: Alexander Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations", 2024
    (as the cooldown after a constant rate).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        left = np.maximum(self.length - t, 0) / self.length
        return blend(one_minus_sqrt(left), self.initial, self.final)
