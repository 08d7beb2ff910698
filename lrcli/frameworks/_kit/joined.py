"""Schedules one after another, each from its boundary on and counting from there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

from lrcli.frameworks._kit.base import Scheduler
from lrcli.schedules.schedule import Joined, Placed
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope


class OneAfterAnother(Scheduler, abstract=True):
    """Schedules one after another: a framework's class declares the two fields, and refuses what the framework does."""

    schedules: tuple[Any, ...]
    boundaries: tuple[float, ...]

    @property
    def used(self) -> tuple[float, ...]:
        """The boundaries that are used."""
        return self.boundaries[: len(self.schedules) - 1]

    def horizon(self) -> int | None:
        member = self.schedules[len(self.used)]
        last = member.horizon()
        if last is None and member.takes_run():
            return None
        return math.ceil(max([0, *filter(math.isfinite, self.used)])) + (last or 100)

    def arrives(self) -> bool:
        last = self.schedules[len(self.used)]
        return last.horizon() is not None and bool(last.arrives())

    def exact(self, scope: Scope) -> Self:
        members = [*self.schedules]
        for index, (_, _, place) in spells(self.used, scope).items():
            members[index] = members[index].exact(place)
        return super(OneAfterAnother, self.replace(schedules=members)).exact(scope)

    def settle(self, scope: Scope) -> Placed:
        exact = self.exact(scope)
        return JoinedSchedules(self, scope, exact, slots_of(exact.schedules, self.used, scope))


class JoinedSchedules(Joined):
    """Schedules one after another, on a run."""

    as_seen = True

    def until(self, end: float) -> list[Slot]:
        return [slot for slot in super().until(end) if max(math.ceil(slot.begin), 0) < slot.end]

    def drives_none(self, of: str) -> str:
        return Placed.drives_none(self, of)


def slots_of(members: Sequence[Schedule], boundaries: Sequence[float], scope: Scope) -> Iterator[Slot]:
    """The slots of schedules, each from its boundary on and counting from there, the first from 0.

    Of the boundaries up to an update the last in the list counts: one that is followed by a lower one never does. A
    schedule that never speaks has no slot; one whose slot lies between two updates speaks in a schedule that counts
    from a fraction.
    """
    for index, (begin, end, place) in spells(boundaries, scope).items():
        yield Slot(members[index].settle(place), begin, end)


def spells(boundaries: Sequence[float], scope: Scope) -> dict[int, tuple[float, float, Scope]]:
    """Of each schedule that ever speaks, by its number, where it begins, where it ends, and its part of the slot."""
    begins = [0.0, *boundaries]
    found = {}
    for index, begin in enumerate(begins):
        end = min(begins[index + 1 :], default=math.inf)
        if max(begin, 0) < end:
            first, last = max(math.ceil(begin), 0), scope.slot if end == math.inf else math.ceil(end)
            found[index] = begin, end, scope.within(None if last is None else max(last - first, 0), first)
    return found
