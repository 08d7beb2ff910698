"""Which calls a scheduler of timm listens to on a run: those after epochs, or those after optimizer updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.marks import WARNING, Phase, Remark
from lrcli.schedules.schedule import Joined
from lrcli.schedules.scope import Scope
from lrcli.schedules.slots import BySlots, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.schedule import Placed


class Listener(OptimizerScheduler, abstract=True):
    """A scheduler that listens to one kind of call: its ticks are these calls, whatever the ticks of the run are.

    One that counts epochs in a run of steps is called at the end of each epoch, and its rate is held in between. One
    that waits for updates in a run of epochs is never called.
    """

    t_in_epochs: bool = True

    def settle(self, scope: Scope) -> Placed:
        run, per = scope.run, scope.run.steps_per_epoch or 1
        if self.t_in_epochs and run.moves == "step" and per > 1:
            placed = super().settle(scope_in_epochs(scope, per))
            return Called(self, scope, placed.exact, [Slot(placed, hold=per)])
        placed = super().settle(scope)
        if self.waits_on(run):
            return Uncalled(self, scope, placed.exact, [Slot(placed, most=0)])
        return placed

    def waits_on(self, run: Run) -> bool:
        """Whether it waits for updates in a run that is driven by epochs alone."""
        return not self.t_in_epochs and run.epochs is not None and run.steps_per_epoch is None

    def natural_run(self) -> NaturalRun | None:
        calls = max(self.horizon() or 100, 1)
        return NaturalRun(Run(epochs=calls) if self.t_in_epochs else Run(steps=calls), arrives=self.arrives())

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        run = scope.run
        if self.waits_on(run):
            why = "counts updates (t_in_epochs=False), and there are only epochs here: the LR never moves"
            text = f"{self.family} {why}; give --steps or --steps-per-epoch"
            yield Remark("never-moves", WARNING, self.family, "t_in_epochs", text)
        elif self.t_in_epochs and run.moves == "step" and run.steps_per_epoch is None:
            why = "counts epochs: each step is taken for one"
            text = f"{self.family} {why}; --steps-per-epoch tells how many it has"
            yield Remark("steps-as-epochs", WARNING, self.family, "", text)
        else:
            yield from super().remarks(scope, end)


class Called(Joined):
    """A scheduler that is called less often than the run has ticks. The curve in its own calls has all remarks."""

    def remarks(self, end: int) -> Iterator[Remark]:
        return BySlots.remarks(self, end)


class Uncalled(Called):
    """A scheduler that is never called."""

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, self.exact.family)]


def scope_in_epochs(scope: Scope, per: int) -> Scope:
    """A scope of steps as one of epochs, each with so many steps."""

    def epochs(steps: int | None) -> int | None:
        return None if steps is None else -(-steps // per)

    run = Run(steps=scope.run.rows, steps_per_epoch=per, update="epoch")
    return Scope(run, epochs(scope.whole), epochs(scope.slot), scope.begin // per)
