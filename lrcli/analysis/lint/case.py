"""A schedule on its run, and what the rules ask of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.profile import Profile
from lrcli.analysis.lint.roles import dates, may_be_length
from lrcli.analysis.lint.tree import leaves, of_framework, tree
from lrcli.analysis.measures import known, place
from lrcli.schedules.around import Floor, Scale
from lrcli.schedules.marks import MOST_PHASES, Joint
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.clock import Run
    from lrcli.schedules.schedule import Schedule


class Case(Profile):
    """A schedule on its run: its curve, and what it is made of."""

    def __init__(
        self,
        schedule: Schedule,
        run: Run,
        watch: Callable[[int, int], None] | None = None,
        given: Schedule | None = None,
    ) -> None:
        super().__init__(schedule, run, watch)
        self.given = schedule if given is None else given
        """The schedule as it was written, before it was put on the run."""

    @cached_property
    def from_framework(self) -> bool:
        """Whether there is a framework's scheduler in it."""
        return any(map(of_framework, tree(self.schedule)))

    @cached_property
    def body(self) -> Schedule:
        """The schedule without the factors and floors around it."""
        body = self.schedule
        while isinstance(body, Scale | Floor):
            body = body.body
        return body

    @cached_property
    def turning_row(self) -> int | None:
        """The row of the low from which a framework's scheduler rises again, though nothing in it asks for that.

        What a schedule means to do is a phase of its own (restarts, triangles, pieces of a chain), or is done already
        in the run that shows the scheduler best.
        """
        phases = self.schedule.phases(self.run.ticks or 0)
        schedulers = [part for part in leaves(self.schedule) if of_framework(part) and part.natural_run()]
        if not schedulers or len(phases) == MOST_PHASES or any(map(rises_by_nature, schedulers)):
            return None
        starts = [phase.start * self.run.hold for phase in phases]
        lows = (self.low_before_rise(*rows) for rows in zip(starts, [*starts[1:], self.rows], strict=True))
        return next((row for row in lows if row is not None), None)

    @cached_property
    def length(self) -> tuple[int, int] | None:
        """The ticks after which the schedule is over, at least and at most; None for one without a length of its own.

        Of a framework's scheduler it is the run that it is made for, which may show the tick after its last as well.
        """
        span = self.schedule.span(Scope(self.run, self.run.ticks, self.run.ticks))
        if span is not None:
            return int(span), int(span)
        natural = self.body.natural_run() if of_framework(self.body) else None
        if natural is None or natural.ticks is None or rises_by_nature(self.body):
            return None
        return natural.ticks - 1, natural.ticks

    @cached_property
    def length_argument(self) -> tuple[str, int] | None:
        """The argument with the length of a framework's scheduler, and its value; None where that is not known."""
        ends = {*(self.length or ()), self.settled // self.run.hold}
        arguments = [
            (name, int(getattr(part, name)))
            for part in leaves(self.schedule)
            for name, field in part.fields.items()
            if may_be_length(field) and getattr(part, name) in ends
        ]
        return arguments[0] if self.from_framework and len(arguments) == 1 else None

    @cached_property
    def meetings(self) -> list[Joint]:
        """Where pieces meet; in a framework's composite the rates just before and at its dates."""
        if not of_framework(self.body) or not self.body.inner():
            return self.schedule.joints()
        values = ((field, getattr(self.body, name)) for name, field in self.body.fields.items())
        every = {int(date) for field, value in values for date in dates(field, value)}
        ticks = sorted(tick for tick in every if 0 < tick < (self.run.ticks or 0))
        rates = [(tick, known(self.schedule, np.asarray([tick - 1, tick]) * self.run.hold)) for tick in ticks]
        return [Joint(tick, *lr.tolist()) for tick, lr in rates if np.isfinite(lr).all()]

    def where(self, row: int) -> str:
        return place(row, self.run)

    def count(self, rows: int) -> str:
        """A number of rows in words."""
        return f"{rows} {self.run.tick}{'' if rows == 1 else 's'}"


def rises_by_nature(scheduler: Schedule) -> bool:
    """Whether it falls and rises again in the run that shows it best."""
    natural = scheduler.natural_run()
    if natural is None:
        return False
    profile = Profile(scheduler.on(natural), natural)
    return profile.low_before_rise(0, profile.rows) is not None
