"""A scheduler that counts samples, on a run whose ticks are steps: each step goes on by the samples that it takes."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.batch import Flow
from lrcli.schedules.schedule import Joined
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint, Phase, Remark, Stop
    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope


def samples_of(scope: Scope, increment: int | None) -> Flow:
    """What a scheduler is told after each tick: an increment, else the samples of the run, else 1."""
    flow = scope.run.samples
    if increment is not None or flow is None:
        return Flow.constant(increment or 1)
    return flow.times(scope.run.steps_per_epoch or 1) if scope.run.moves == "epoch" else flow


def in_samples(scope: Scope, flow: Flow) -> Scope:
    """A scope of ticks as one of the samples that they take."""
    before = flow.before(scope.begin)

    def samples(ticks: int | None) -> int | None:
        return None if ticks is None else int(flow.before(scope.begin + ticks) - before)

    return scope._replace(whole=samples(scope.whole), slot=samples(scope.slot), begin=0, since=Fraction(0))


def by_samples(body: Curve, scope: Scope, flow: Flow) -> list[Slot]:
    """The slots of a curve that counts samples: one for each size of the batch."""
    begun, before = scope.begin, int(flow.before(scope.begin))
    ends = [*(stage.step for stage in flow.stages[1:]), math.inf]
    return [
        Slot(
            body,
            max(stage.step - begun, 0),
            end - begun,
            int(flow.before(max(stage.step, begun))) - before,
            stage.each,
        )
        for stage, end in zip(flow.stages, ends, strict=True)
        if end > begun
    ]


class Sampled(Joined):
    """A scheduler that counts samples. Where the batch grows nothing begins anew.

    last  the last number of samples at which it may raise an error
    """

    def __init__(self, given: Schedule, scope: Scope, exact: Schedule, slots: Iterable[Slot], last: float) -> None:
        super().__init__(given, scope, exact, slots)
        self.last = last

    def phases(self, end: int) -> list[Phase]:
        return [next(same) for _, same in groupby(super().phases(end), key=lambda phase: phase.name)]

    def stop(self) -> Stop | None:
        stop = super().stop()
        if stop is None:
            return None
        taken = next(slot.inside(np.array([float(stop.tick)]))[0] for slot in self.slots() if slot.has(stop.tick))
        return stop if taken <= self.last else None  # else a step leaps over all that has no rate

    def joints(self, end: int) -> list[Joint]:
        return []

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from self.given.taken(self.exact, self.scope)
        last = self.until(end)[-1]
        yield from last.body.remarks(last.ahead(end))
