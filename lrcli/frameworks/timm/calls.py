"""Which calls a scheduler of timm listens to on a run: those after epochs, or those after optimizer updates."""

from __future__ import annotations

from lrcli.clock import Run
from lrcli.frameworks._kit.base import OptimizerScheduler


class _Calls(OptimizerScheduler, abstract=True):
    """A scheduler that listens to one kind of call.

    One that counts epochs in a run of steps is called at the end of each epoch: its rate is held for `each` ticks.
    """

    t_in_epochs: bool = True

    @property
    def each(self) -> int:
        """How many ticks pass between two calls that it listens to: the steps of an epoch where epochs count."""
        run: Run | None = self.__dict__.get("placed")
        if run is None or not self.t_in_epochs or run.moves == "epoch":
            return 1
        return run.steps_per_epoch or 1

    @property
    def idle(self) -> bool:
        """Whether it waits for updates in a run that is driven by epochs alone."""
        run: Run | None = self.__dict__.get("placed")
        return not self.t_in_epochs and run is not None and run.epochs is not None and run.steps_per_epoch is None

    def natural_run(self) -> Run | None:
        ticks = max(self.horizon() or 100, 1)
        return Run(epochs=ticks) if self.t_in_epochs else Run(steps=ticks)

    def notes(self) -> list[str]:
        run: Run | None = self.__dict__.get("placed")
        if self.idle:
            idle = "counts updates (t_in_epochs=False), and there are only epochs here: the LR never moves"
            return [f"{self.family} {idle}; give --steps or --steps-per-epoch"]
        if self.t_in_epochs and run is not None and run.moves == "step" and run.steps_per_epoch is None:
            return [f"{self.family} counts epochs: each step is taken for one; --steps-per-epoch tells how many it has"]
        return super().notes() if self.each == 1 else []
