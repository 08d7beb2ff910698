"""Schedulers that say themselves which calls they listen to: those after epochs, or those after optimizer updates."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.frameworks._kit.base import Scheduler
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.marks import WARNING, Remark
from lrcli.schedules.schedule import Joined
from lrcli.schedules.slots import BySlots, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


STEPS_AS_EPOCHS = "steps-as-epochs"
"""The code of the remark that each step is taken for an epoch."""


class Listener(Scheduler, abstract=True):
    """A scheduler that listens to one kind of call: its ticks are these calls, whatever the ticks of the run are.

    One that counts epochs in a run of steps is called at the end of each epoch, and its rate is held in between.
    """

    @property
    @abstractmethod
    def counts_epochs(self) -> bool:
        """Whether it is called at the end of each epoch, not after each update."""

    def settle(self, scope: Scope) -> Placed:
        run, per = scope.run, scope.run.steps_per_epoch or 1
        if self.counts_epochs and run.moves == "step" and per > 1:
            placed = super().settle(scope.in_epochs())
            return Called(self, scope, placed.exact, [Slot(placed, begin=-(scope.begin % per), hold=per)])
        return super().settle(scope)

    def natural_run(self) -> NaturalRun | None:
        calls = max(self.horizon() or 100, 1)
        return NaturalRun(Run(epochs=calls) if self.counts_epochs else Run(steps=calls), arrives=self.arrives())

    def takes_steps_for_epochs(self, run: Run) -> bool:
        """Whether it counts epochs in a run that does not tell how many steps they have."""
        return self.counts_epochs and run.moves == "step" and run.steps_per_epoch is None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.takes_steps_for_epochs(scope.run):
            yield self.steps_as_epochs()
        else:
            yield from super().remarks(scope, end)

    def steps_as_epochs(self) -> Remark:
        """That it takes each step for an epoch."""
        why = "counts epochs: each step is taken for one"
        text = f"{self.family} {why}; --steps-per-epoch tells how many it has"
        return Remark(STEPS_AS_EPOCHS, WARNING, self.family, "", text)


class Called(Joined):
    """A scheduler that is called less often than the run has ticks. The curve in its own calls has all remarks."""

    def remarks(self, end: int) -> Iterator[Remark]:
        return BySlots.remarks(self, end)
