"""A curve on its run, taken apart: the schedules in it, as written, in ticks, and each in its place."""

from __future__ import annotations

from functools import cached_property

from lrcli.analysis.lint.pieces import Piece, Stated, pieces, stated
from lrcli.analysis.lint.profile import Profile
from lrcli.analysis.lint.tree import of_framework, tree
from lrcli.schedules.schedule import Placed, Schedule


class Parts(Profile):
    """A curve on its run, and the schedule that it came from, if it did."""

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
        return list(tree(self.curve.given.meant())) if isinstance(self.curve, Placed) else []

    @cached_property
    def from_framework(self) -> bool:
        """Whether there is a framework's scheduler in it."""
        return any(map(of_framework, self.parts))

    @cached_property
    def pieces(self) -> list[Piece]:
        """The schedules in it, each in its place."""
        return pieces(self.curve, self.rows)

    @cached_property
    def last(self) -> list[Piece]:
        """The pieces that hold no others and speak at the end of the run; several act at once."""
        return [piece for piece in self.pieces if piece.end >= self.rows and not piece.schedule.inner()]

    @cached_property
    def lengths(self) -> list[tuple[Piece, Stated]]:
        """The lengths that framework's schedulers in it state, each with its piece."""
        return [(length.piece, length) for length in map(stated, self.pieces) if length is not None]
