"""Who speaks when."""

from __future__ import annotations

import math
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.schedules.marks import MOST_PHASES, Joint, Phase, Stop
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.schedules.scope import Scope


class Slot(NamedTuple):
    """A stretch in which one schedule speaks: ticks `begin` to before `end`.

    At tick `begin` it is at its own tick `first`; from there it goes on by `pace` of its own ticks at each, to `most`.
    """

    body: Schedule
    begin: int = 0
    end: float = math.inf
    first: int = 0
    pace: int = 1
    most: float = math.inf

    def inside(self, t: Array) -> Array:
        """The body's ticks at ticks `t`."""
        return np.minimum(self.first + self.pace * (t - self.begin), self.most)

    def outside(self, tick: float) -> float:
        """The tick at which the body has come to its own tick."""
        return self.begin + -(-(tick - self.first) // self.pace)

    def ahead(self, end: float) -> float:
        """How far the body gets before tick `end`."""
        last = min(self.end, end)
        return min(self.first + self.pace * (last - 1 - self.begin) + 1, self.most)


class Combined(Schedule, abstract=True):
    """A schedule made of others."""

    def slots(self) -> Iterable[Slot]:
        """Who speaks when, in order; may have no end."""
        raise NotImplementedError

    def value(self, lr: Array) -> Array:
        """What becomes of a rate."""
        return lr

    def until(self, end: float) -> list[Slot]:
        return list(islice(takewhile(lambda slot: slot.begin < end, self.slots()), MOST_PHASES))

    def phases(self, end: int) -> list[Phase]:
        found: list[Phase] = []
        for slot in self.until(end):
            inner = slot.body.phases(max(math.ceil(slot.ahead(end)), 1))
            running = [phase for phase in inner if phase.start <= slot.first][-1]
            later = [Phase(int(slot.outside(p.start)), p.name) for p in inner if p.start > slot.first]
            found += [Phase(slot.begin, running.name), *(p for p in later if p.start < min(slot.end, end))]
        return found[:MOST_PHASES]

    def quirks(self, end: int) -> list[str]:
        return [told for slot in self.until(end) for told in slot.body.quirks(math.ceil(slot.ahead(end)))]

    def stop(self) -> Stop | None:
        for slot in islice(self.slots(), MOST_PHASES):
            stop = slot.body.stop()
            if stop is not None and stop.tick <= slot.most and slot.outside(stop.tick) < slot.end:
                return stop._replace(tick=int(slot.outside(stop.tick)))
        return None

    def joints(self) -> list[Joint]:
        found: list[Joint] = []
        before: Slot | None = None
        for slot in islice(self.slots(), MOST_PHASES):
            if before is not None:
                arrives = at(before.body, float(before.inside(np.array([float(slot.begin)]))[0]))
                found.append(self.joint(Joint(slot.begin, arrives, at(slot.body, slot.first))))
            inner = (
                j._replace(at=int(slot.outside(j.at))) for j in slot.body.joints() if slot.first < j.at < slot.most
            )
            found += [self.joint(j) for j in inner if j.at < slot.end]
            before = slot
        return found

    def joint(self, j: Joint) -> Joint:
        before, after = self.value(np.asarray([j.before, j.after])).tolist()
        return j._replace(before=before, after=after)

    @property
    def metrics_on_run(self) -> Array:
        parts = []
        for slot in islice(self.slots(), MOST_PHASES):
            seen = slot.body.metrics_on_run
            seen = seen[(seen[:, 0] >= slot.first) & (seen[:, 0] < slot.most)]
            times = slot.begin + (seen[:, 0] - slot.first) / slot.pace
            parts.append(np.column_stack([times, seen[:, 1]])[times < slot.end])
        return np.concatenate(parts)

    def along(self, t: Array, formula: str) -> Array:
        lr = np.empty_like(t)
        for slot in self.until(float(t.max(initial=0)) + 1):
            here = (t >= slot.begin) & (t < slot.end)
            if here.any():
                lr[here] = getattr(slot.body, formula)(slot.inside(t[here]))
        return lr

    def formula(self, t: Array) -> Array:
        return self.value(self.along(t, "formula"))

    def momentum_formula(self, t: Array) -> Array:
        return self.along(t, "momentum_formula")


def at(schedule: Schedule, tick: float) -> float:
    """The rate of a schedule on a run at one tick."""
    return float(schedule.rates(np.asarray([tick], dtype=np.float64))[0])


class Around(Combined, abstract=True):
    """A schedule around one other, which decides its length, dates and natural run."""

    body: Schedule

    def span(self, scope: Scope) -> Fraction | None:
        return self.body.span(scope)

    def is_dated(self) -> bool:
        return self.body.is_dated()

    def natural_run(self) -> Run | None:
        return self.body.natural_run()

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.body)]


def grouped(schedule: Schedule) -> str:
    """A schedule as an operand: in brackets where an operator joins its parts."""
    return f"({schedule!r})" if schedule.operator in (">>", "*") else repr(schedule)
