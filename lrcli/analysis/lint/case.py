"""A curve on its run, and what the rules ask of it."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.parts import Parts
from lrcli.analysis.lint.profile import Profile
from lrcli.analysis.lint.roles import is_cyclic
from lrcli.analysis.measures import place
from lrcli.schedules.filling import scope_on
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from lrcli.analysis.lint.pieces import Piece, Stated
    from lrcli.schedules.marks import Joint, Remark

LOOKS = 9
"""Rows after a low at which a scheduler itself is looked at: is it this one that rises?"""


class Case(Parts):
    """A curve on its run, and the schedule that it came from, if it did: all rows and rates are the curve's."""

    @cached_property
    def joints(self) -> list[Joint]:
        """Where pieces meet, and where a metric changed the rate."""
        return self.curve.joints(self.run.rows or 0)

    @cached_property
    def remarks(self) -> list[Remark]:
        """What the curve and its parts say of themselves, each remark once."""
        return list(dict.fromkeys(self.curve.remarks(self.run.rows or 0)))

    @cached_property
    def turning(self) -> tuple[int, Stated] | None:
        """The row of the low from which a framework's scheduler rises again, though nothing in it asks for that.

        With it the length that the scheduler states. What rises in cycles of its own, or in the run that shows it
        best, does what it is made for.
        """
        for piece, length in self.lengths:
            end = int(min(piece.end, self.rows))
            row = self.low_before_rise(piece.begin, end, length.rows[1])
            if row is None or any(self.rises_with(piece, other) for other in self.pieces):
                continue
            own = [piece.rate(piece.tick(tick)) for tick in np.linspace(row, end - 1, LOOKS).astype(int)]
            if max(own) > own[0]:
                return row, length
        return None

    @property
    def turning_row(self) -> int | None:
        """That row alone."""
        return None if self.turning is None else self.turning[0]

    def rises_with(self, piece: Piece, other: Piece) -> bool:
        """Whether another piece that speaks while this one does is made to rise again, or it itself."""
        together = not other.schedule.inner() and other.end > piece.begin and other.begin < piece.end
        return together and comes_in_cycles(other.schedule)

    @cached_property
    def span(self) -> int | None:
        """The length of its own that the schedule has, in ticks; None for one that goes on for ever."""
        span = self.exact.span(self.scope) if self.exact else None
        return None if span is None else math.ceil(span / self.run.hold) if self.scope.held else int(span)

    @property
    def fills(self) -> bool:
        """Whether it was written without a length, and so fills what run there is."""
        return isinstance(self.curve, Placed) and self.curve.given.span(self.scope) is None

    @property
    def scope(self) -> Scope:
        return scope_on(self.exact, self.run) if self.exact else Scope(self.run, self.run.ticks, self.run.ticks)

    @cached_property
    def stated(self) -> Stated | None:
        """The length that a framework's scheduler states which speaks at the end; None where one there has none."""
        found = [length for piece, length in self.lengths if piece in self.last]
        return max(found, key=lambda each: each.rows, default=None) if len(found) == len(self.last) else None

    @cached_property
    def length(self) -> tuple[int, int] | None:
        """The ticks after which the schedule is over, at least and at most; None for one without a length."""
        if self.span is not None:
            return self.span, self.span
        if self.stated is None or math.inf in self.stated.rows:
            return None
        least, most = self.stated.rows
        return self.ticks(int(least)), self.ticks(int(most))

    def ticks(self, row: int) -> int:
        """The tick of the schedule that a row belongs to: what its fields count."""
        return row // self.run.hold

    def row(self, tick: float) -> int:
        """The first row of a tick."""
        return int(tick) * self.run.hold

    def where(self, row: int) -> str:
        return place(row, self.run)

    def unit(self, piece: Piece) -> str:
        """What a piece counts, in the run's words."""
        per, fields = self.run.steps_per_epoch, piece.schedule.fields.values()
        if any(field.counts == "samples" for field in fields) and any(slot.pace > 1 for slot in piece.slots):
            return "sample"
        return "epoch" if per and any(slot.hold == per for slot in piece.slots) else self.run.moves

    def room(self, piece: Piece | None = None) -> str:
        """How many of its own ticks there are for a piece, or for all, in words."""
        own, unit = self.run.ticks or 0, self.run.moves
        if piece is not None:
            unit = self.unit(piece)
            own = -(-self.rows // (self.run.steps_per_epoch or 1)) if unit == "epoch" != self.run.tick else own
            if own != int(piece.tick(self.rows)):
                return f"there is room for {int(piece.tick(self.rows))}"
        return f"the run has {own} {unit}s"

    def count(self, rows: int) -> str:
        """A number of rows in words."""
        return f"{rows} {self.run.tick}{'' if rows == 1 else 's'}"


def rises_by_nature(scheduler: Schedule) -> bool:
    """Whether it falls and rises again in the run that shows it best."""
    natural = natural_profile(scheduler)
    return natural is not None and rises_between(natural, 0, natural.rows)


def comes_in_cycles(scheduler: Schedule) -> bool:
    """Whether it rises again because it is made of cycles: each of them is a phase, or it has arguments for them."""
    if is_cyclic(scheduler):
        return True
    natural = natural_profile(scheduler)
    if natural is None or not rises_between(natural, 0, natural.rows):
        return False
    edges = [*(phase.start for phase in natural.curve.phases(natural.rows)), natural.rows]
    return not any(rises_between(natural, *rows) for rows in pairwise(edges))


def natural_profile(scheduler: Schedule) -> Profile | None:
    """A scheduler on the run that shows it best."""
    natural = scheduler.natural_run()
    return None if natural is None else Profile(scheduler.on(natural.run), natural.run)


def rises_between(profile: Profile, begin: int, end: int) -> bool:
    """Whether it falls and rises again from one row to another."""
    return profile.low_before_rise(begin, end) is not None
