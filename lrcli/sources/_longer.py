"""A configuration for a run of another length: read again with it, as its program would be started again."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.scope import Scope
    from lrcli.sources.configs._settings import Plan

OTHERS: tuple[dict[str, Any], ...] = ({}, {"epochs": None, "steps": None, "tokens": None})
"""What becomes of the other facts that tell a length: they stay, or, where they go before it, they are left out."""


class Reread(Schedule, abstract=True):
    """What is read from a configuration, and again where the run is to be another one."""

    @abstractmethod
    def understood(self) -> Any:
        """What the configuration comes to: a record with a plan."""

    def made_for(self, old: Scope, new: Scope) -> Schedule:
        return longer(self, new)


def longer(given: Reread, new: Scope) -> Schedule:
    """What a configuration makes of the rate in a run as long as the slot of a scope.

    It is read again with the new length, in steps or in epochs, whichever the program makes its schedule from. Numbers
    that are written in it and end with its run end with the new one.
    """
    from lrcli.schedules.lengthened import lengthened  # for a resume alone

    plan = given.understood().plan
    own, wanted = plan.run.ticks, new.slot
    if own is None or wanted is None or own == wanted or plan.run.moves != new.run.moves:
        return given
    ways = (in_epochs, in_steps) if plan.run.unit == "epoch" else (in_steps, in_epochs)
    read = [each for way in ways for each in way(given, plan, wanted)]
    again = next((each for each in read if schedule_of(each) != plan.schedule), read[0] if read else given)
    written = schedule_of(again)
    for more in (0, 1):  # some programs make an update more than their schedule is made for
        old, ended = (new.within(length - more)._replace(whole=length - more) for length in (own, wanted))
        made = lengthened(written, old, ended)
        if made != written:
            return made
    return again


def in_steps(given: Reread, plan: Plan, wanted: int) -> Iterator[Reread]:
    """The configuration read again, with the new length as a number of steps."""
    for others in OTHERS:
        read = given.replace(**others | {"steps": wanted * plan.run.hold})
        if ticks_of(read) == wanted:
            yield read


def in_epochs(given: Reread, plan: Plan, wanted: int) -> Iterator[Reread]:
    """The same with a number of epochs: the least with which it is as long as wanted."""
    from lrcli.schedules.lengthened import fitted  # for a resume alone

    per = plan.run.steps_per_epoch
    for others in OTHERS:

        def end(epochs: float, others: dict[str, Any] = others) -> int | None:
            return ticks_of(given.replace(**others | {"epochs": epochs}))

        if end(1) == end(2):
            continue
        rows = wanted * plan.run.hold
        epochs: float | None = rows / per if per else None
        if epochs is None or end(epochs) != wanted:
            epochs = fitted(end, wanted)
        if epochs is not None:
            yield given.replace(**others | {"epochs": epochs})


def schedule_of(read: Reread) -> Schedule:
    """The schedule that a configuration makes."""
    schedule: Schedule = read.understood().plan.schedule
    return schedule


def ticks_of(read: Reread) -> int | None:
    """How long a configuration's run is; None where the program refuses it."""
    try:
        ticks: int | None = read.understood().plan.run.ticks
    except ValueError:
        return None
    return ticks
