"""What goes around a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.clock import half_up
from lrcli.schedules.declare import Field, body, lr, whole
from lrcli.schedules.kinds import Number
from lrcli.schedules.slots import Around, Slot, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope


class Scale(Around, operator="*"):
    """A schedule times a number, written `k * a`.

        lr(t) = factor * body(t)

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017 (linear scaling).
    """

    factor: float = Field(Number(above=0), 1.0, "factor on every LR", flag="scale")  # type: ignore[assignment]  # a Field declares
    body: Schedule = body()

    def __repr__(self) -> str:
        return f"{self.fields['factor'].show(self.factor)} * {grouped(self.body)}"

    def value(self, lr: Array) -> Array:
        return self.factor * lr


class Floor(Around):
    """A schedule that never falls below a rate.

        lr(t) = max(body(t), low)

    It clamps; to rescale a curve so that it ends at a rate, use its `final`.

    Source: Keras, `keras.callbacks.ReduceLROnPlateau` (min_lr), 2016.
    """

    body: Schedule = body()
    low: float = lr(0.0, "never below this LR", flag="floor")

    def value(self, lr: Array) -> Array:
        return np.maximum(lr, self.low)


class Stepped(Around):
    """A schedule that goes on by several of its own ticks at each tick.

        lr(t) = body(times * t)

    The body is made for the same run, of which it gets through `times` times too fast. One that refuses to go on holds
    its last rate instead. This is what becomes of a scheduler that accelerate prepares: at each update it is stepped
    once for every process, unless batches are split between them.

    Source: Hugging Face Accelerate, `accelerate.scheduler.AcceleratedScheduler`, 2021.
    """

    body: Schedule = body()
    times: int = whole(1, "ticks of the schedule in one of the run", least=1)
    last: float

    def span(self, scope: Scope) -> Fraction | None:
        own = self.body.span(scope)
        return own if own is None else own / self.times

    def settle(self, scope: Scope) -> Self:
        own = self.body.span(scope)
        placed = self.body.settle(scope if own is None else scope._replace(slot=max(half_up(own), 1)))
        stop = placed.stop()
        settled = object.__new__(type(self))
        settled.__dict__.update(body=placed, times=self.times, last=np.inf if stop is None else stop.tick - 1)
        return settled

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.body, pace=self.times, most=self.last)]
