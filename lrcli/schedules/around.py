"""What goes around a schedule and changes its rates or its time: scale, floor, stepped."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import half_up
from lrcli.schedules.declare import body, field, lr, whole
from lrcli.schedules.kinds import Number
from lrcli.schedules.marks import Level, levels
from lrcli.schedules.schedule import Joined, Schedule
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.schedules.about import NaturalRun
    from lrcli.schedules.marks import Phase
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class Around(Schedule, abstract=True):
    """A schedule around one other, which decides its length, dates and natural run."""

    body: Schedule

    def span(self, scope: Scope) -> Fraction | None:
        return self.body.span(scope)

    def is_dated(self) -> bool:
        return self.body.is_dated()

    def natural_run(self) -> NaturalRun | None:
        return self.body.natural_run()

    def first_piece(self) -> Schedule:
        first: Schedule = self.body.first_piece()
        return first

    def with_first_piece(self, schedule: Schedule) -> Schedule:
        return self.replace(body=self.body.with_first_piece(schedule))

    def inside(self, scope: Scope) -> Scope | None:
        """The scope of the body, where that ends with the slot of a scope; None where it does not."""
        return scope

    def slots(self, scope: Scope) -> Iterable[Slot]:
        """Who speaks when, in a slot of a run."""
        return [Slot(self.body.settle(scope))]

    def settle(self, scope: Scope) -> Placed:
        return Joined(self, scope, self.exact(scope), self.slots(scope))


class _Changing(Around, abstract=True):
    """What changes the rates of a schedule and leaves all else alone."""

    @abstractmethod
    def value(self, lr: Array) -> Array:
        """What becomes of a rate."""

    def settle(self, scope: Scope) -> Placed:
        return Changed(self, scope, self.exact(scope), self.slots(scope))


class Changed(Joined):
    """A schedule whose rates are changed."""

    given: _Changing

    def value(self, lr: Array) -> Array:
        return self.given.value(lr)

    def phases(self, end: int) -> list[Phase]:
        """The phases of the body; those that are named by a rate have the changed one."""
        phases = super().phases(end)
        renamed = levels(self.values, [phase.start for phase in phases if isinstance(phase, Level)], end)
        names = {phase.start: phase for phase in renamed}
        return [names[phase.start] if isinstance(phase, Level) else phase for phase in phases]


class Scale(_Changing, operator="*"):
    """A schedule times a number, written `k * a`.

        lr(t) = factor * body(t)

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017 (linear scaling).
    """

    factor: float = field(Number(above=0), 1.0, "factor on every LR", role="factor", flag="scale")
    body: Schedule = body()

    def __repr__(self) -> str:
        return f"{self.fields['factor'].show(self.factor)} * {grouped(self.body)}"

    def value(self, lr: Array) -> Array:
        return self.factor * lr


class Floor(_Changing):
    """A schedule that never falls below a rate.

        lr(t) = max(body(t), low)

    It clamps; to rescale a curve so that it ends at a rate, use its `final`.

    Source: Keras, `keras.callbacks.ReduceLROnPlateau` (min_lr), 2016.
    """

    example = "body=cosine, low=0.01"

    body: Schedule = body()
    low: float = lr(0.0, "never below this LR", role="floor", flag="floor")

    def value(self, lr: Array) -> Array:
        return np.maximum(lr, self.low)


class Stepped(Around):
    """A schedule that goes on by several of its own ticks at each tick.

        lr(t) = body(times * t)

    The body is made for the same run, of which it gets through `times` times too fast. This is what becomes of a
    scheduler that accelerate prepares: at each update it is stepped once for every process. A OneCycleLR of its own
    holds its last rate instead of an error, as accelerate does not step it past its end; what holds one inside is.

    Source: Hugging Face Accelerate, `accelerate.scheduler.AcceleratedScheduler`, 2021.
    """

    example = "body=cosine, times=2"

    body: Schedule = body()
    times: int = whole(1, "ticks of the schedule in one of the run", least=1)

    def span(self, scope: Scope) -> Fraction | None:
        own = self.body.span(scope)
        return own if own is None else own / self.times

    def inside(self, scope: Scope) -> Scope | None:
        return scope.within(None if scope.slot is None else scope.slot * self.times)

    def _inside(self, scope: Scope) -> Scope:
        own = self.body.span(scope)
        inside = scope if own is None else scope.within(max(half_up(own), 1))
        return inside._replace(fast=scope.fast or self.times > 1)

    def exact(self, scope: Scope) -> Stepped:
        return self.replace(body=self.body.exact(self._inside(scope)))

    def slots(self, scope: Scope) -> Iterable[Slot]:
        placed = self.body.settle(self._inside(scope))
        stop = placed.stop() if is_guarded(self.body) else None
        return [Slot(placed, pace=self.times, most=math.inf if stop is None else stop.tick - 1)]


def is_guarded(schedule: Schedule) -> bool:
    """Whether accelerate holds the last rate of a scheduler, or of one that stands in natives, where it is over.

    A composite of a framework is stepped on, whatever is inside it.
    """
    if schedule.guarded or "." in schedule.family:
        return schedule.guarded
    return any(is_guarded(inner) for inner in schedule.inner())


def grouped(schedule: Schedule) -> str:
    """A schedule as an operand: in brackets where an operator joins its parts."""
    return f"({schedule!r})" if schedule.operator in (">>", "*") else repr(schedule)
