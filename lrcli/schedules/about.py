"""What a schedule says of itself beside its rates: the run that it brings, and what it may be in native notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.clock import Run

if TYPE_CHECKING:
    from lrcli.batch import Batch
    from lrcli.schedules.marks import Remark


class Same(NamedTuple):
    """What a scheduler of a framework may be in native notation.

    `pieces` are native calls, one after another, in which names stand for its arguments; it holds for the `fixed`
    values of others. `joins` names instead the fields of a composite that hold its members and where they begin.
    """

    pieces: tuple[str, ...] = ()
    fixed: dict[str, Any] = {}
    joins: tuple[str, str] = ("", "")


class NaturalRun(NamedTuple):
    """The run that a schedule brings.

    run      the run
    binding  whether it is the run that there will be, not just one that shows the schedule well
    batch    the batch that it was told in, where it was
    remarks  what a user should know of it
    arrives  whether its last tick is one more than the schedule is made for, shown because it arrives there
    """

    run: Run
    binding: bool = False
    batch: Batch | None = None
    remarks: tuple[Remark, ...] = ()
    arrives: bool = False

    @property
    def proper(self) -> Run:
        """The run that the schedule is made for, without the tick that only shows where it arrives."""
        rows = self.run.rows or 0
        if not self.arrives or rows < 2:
            return self.run
        return Run(steps=rows - 1) if self.run.unit == "step" else Run(epochs=rows - 1)
