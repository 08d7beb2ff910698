"""Families that go from one rate to another in a given time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.base import Schedule
from lrcli.schedules.fields import lr, rest
from lrcli.schedules.shapes import blend, half_cosine

if TYPE_CHECKING:
    from lrcli.clock import Ticks
    from lrcli.schedules.base import Array


class Linear(Schedule):
    """A straight line from one rate to another.

        lr(t) = initial + (final - initial) * t / length,  t <= length

    t is the tick, `length` the number of ticks to the end; then it stays at final. Rises when final is above initial.

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017 (as a warm-up);
    Jacob Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019 (as a decay).
    """

    initial: float = lr(0.1, "LR at tick 0")
    final: float = lr(0.0, "LR at the end")
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

    initial: float = lr(0.1, "LR at tick 0")
    final: float = lr(0.0, "LR at the end")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        return blend(half_cosine(np.minimum(t / self.length, 1)), self.initial, self.final)
