"""Which calls a scheduler of timm listens to on a run: those after epochs, or those after optimizer updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.frameworks._kit import calls
from lrcli.schedules.marks import WARNING, Phase, Remark
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.clock import Run
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class Listener(calls.Listener, abstract=True):
    """A scheduler that counts epochs, or updates: one that waits for updates in a run of epochs is never called."""

    t_in_epochs: bool = True

    @property
    def counts_epochs(self) -> bool:
        return self.t_in_epochs

    def settle(self, scope: Scope) -> Placed:
        placed = super().settle(scope)
        return Uncalled(self, scope, placed.exact, [Slot(placed, most=0)]) if self.waits_on(scope.run) else placed

    def waits_on(self, run: Run) -> bool:
        """Whether it waits for updates in a run that is driven by epochs alone."""
        return not self.t_in_epochs and run.epochs is not None and run.steps_per_epoch is None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if not self.waits_on(scope.run):
            yield from super().remarks(scope, end)
            return
        why = "counts updates (t_in_epochs=False), and there are only epochs here: the LR never moves"
        text = f"{self.family} {why}; give --steps or --steps-per-epoch"
        yield Remark("never-moves", WARNING, self.family, "t_in_epochs", text)


class Uncalled(calls.Called):
    """A scheduler that is never called."""

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, self.exact.family)]
