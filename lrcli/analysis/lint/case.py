"""A curve on its run, and what the rules ask of it."""

from __future__ import annotations

from functools import cached_property

from lrcli.analysis.lint.profile import Profile
from lrcli.analysis.lint.roles import is_length
from lrcli.analysis.lint.tree import of_framework, tree
from lrcli.analysis.measures import place
from lrcli.schedules.around import Floor, Scale
from lrcli.schedules.marks import MOST_PHASES, Joint
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.schedules.scope import Scope


class Case(Profile):
    """A curve on its run, and the schedule that it came from, if it did: all rows and rates are the curve's."""

    @property
    def exact(self) -> Schedule | None:
        """The schedule in ticks; None for a curve that is not a schedule's."""
        return self.curve.exact if isinstance(self.curve, Placed) else None

    @cached_property
    def parts(self) -> list[Schedule]:
        """The schedule in ticks and all inside it."""
        return [] if self.exact is None else list(tree(self.exact))

    @cached_property
    def leaves(self) -> list[Schedule]:
        """The parts that hold no others."""
        return [part for part in self.parts if not part.inner()]

    @cached_property
    def written(self) -> list[Schedule]:
        """The schedule as it was written and all inside it."""
        return list(tree(self.curve.given)) if isinstance(self.curve, Placed) else []

    @cached_property
    def from_framework(self) -> bool:
        """Whether there is a framework's scheduler in it."""
        return any(map(of_framework, self.parts))

    @cached_property
    def body(self) -> Schedule | None:
        """The schedule without the factors and floors around it."""
        body = self.exact
        while isinstance(body, Scale | Floor):
            body = body.body
        return body

    @cached_property
    def joints(self) -> list[Joint]:
        """Where pieces meet, and where a metric changed the rate."""
        return self.curve.joints(self.run.rows or 0)

    @cached_property
    def turning_row(self) -> int | None:
        """The row of the low from which a framework's scheduler rises again, though nothing in it asks for that.

        What a schedule means to do is a phase of its own (restarts, triangles, pieces of a chain), or is done already
        in the run that shows the scheduler best.
        """
        starts = [phase.start for phase in self.curve.phases(self.run.rows or 0)]
        schedulers = [part for part in self.leaves if of_framework(part) and part.natural_run()]
        if not schedulers or len(starts) == MOST_PHASES or any(map(rises_by_nature, schedulers)):
            return None
        lows = (self.low_before_rise(*rows) for rows in zip(starts, [*starts[1:], self.rows], strict=True))
        return next((row for row in lows if row is not None), None)

    @cached_property
    def span(self) -> int | None:
        """The length of its own that the schedule has, in ticks; None for one that goes on for ever."""
        span = self.exact.span(Scope(self.run, self.run.ticks, self.run.ticks)) if self.exact else None
        return None if span is None else int(span)

    @cached_property
    def length(self) -> tuple[int, int] | None:
        """The ticks after which the schedule is over, at least and at most; None for one without a length of its own.

        Of a framework's scheduler it is the run that it is made for, which may show the tick after its last as well.
        """
        if self.span is not None:
            return self.span, self.span
        body = self.body if self.body and of_framework(self.body) else None
        natural = body.natural_run() if body else None
        if body is None or natural is None or natural.run.ticks is None or rises_by_nature(body):
            return None
        return natural.run.ticks - 1, natural.run.ticks

    @cached_property
    def length_argument(self) -> tuple[str, int] | None:
        """The argument with the length of a framework's scheduler, and its value; None where that is not known."""
        ends = {*(self.length or ()), self.ticks(self.settled)}
        arguments = [
            (name, int(getattr(part, name)))
            for part in self.leaves
            for name, field in part.fields.items()
            if is_length(field) and getattr(part, name) in ends
        ]
        return arguments[0] if self.from_framework and len(arguments) == 1 else None

    def ticks(self, row: int) -> int:
        """The tick of the schedule that a row belongs to: what its fields count."""
        return row // self.run.hold

    def row(self, tick: float) -> int:
        """The first row of a tick."""
        return int(tick) * self.run.hold

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
    profile = Profile(scheduler.on(natural.run), natural.run)
    return profile.low_before_rise(0, profile.rows) is not None
