"""fairseq's scheduler that reacts to a metric."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import UNIMPROVED, column, count, flag, metrics, native, number
from lrcli.frameworks.fairseq.base import FairseqScheduler, base_rate, warmup, warmup_start
from lrcli.schedules.marks import Joint, Phase, levels
from lrcli.schedules.reactive import Observations, Reacting, Reaction, Rule, improves, reduce_on_plateau, worst

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

TEXT = (
    "plateau(initial=lr, factor=lr_shrink, patience=lr_patience, threshold=lr_threshold, mode='{}', "
    "threshold_mode='rel', metrics=metrics, column=column)"
)


class ReduceLrOnPlateau(FairseqScheduler, Watcher):
    """Reduced when a metric has stopped improving, after a straight warm-up: PyTorch's ReduceLROnPlateau.

        lr(t) = lr * lr_shrink ** number of reductions so far
        lr(t) = warmup_init_lr + (lr - warmup_init_lr) * t / warmup_updates,  t <= warmup_updates

    t counts updates; a metric is given at the end of each epoch, which in a run of epochs has one update. One that ends
    an epoch of the warm-up is ignored. The default of lr_patience is 0, so that the first bad epoch reduces. With
    maximize_best_checkpoint_metric more is better. A warmup_init_lr below 0 is 0.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.reduce_lr_on_plateau.
    """

    example = f"lr_shrink=0.5, lr_patience=15, metrics={UNIMPROVED}"

    natively = (
        native(TEXT.format("min"), warmup_updates=0, maximize_best_checkpoint_metric=False),
        native(TEXT.format("max"), warmup_updates=0, maximize_best_checkpoint_metric=True),
    )

    lr: float = base_rate("reduce_lr_on_plateau")
    lr_shrink: float = number(
        0.1, "factor at each reduction", role="factor", below=1, error="ValueError: Factor should be < 1.0."
    )
    lr_threshold: float = number(1e-4, "what is no improvement yet, a share of the best", role="threshold")
    lr_patience: int = count(0, "bad epochs that are borne", role="patience")
    warmup_updates: float = warmup()
    warmup_init_lr: float = warmup_start("0")
    maximize_best_checkpoint_metric: bool = flag(False, "more of the metric is better")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    run_unit = "epochs"

    def observed(self, scope: Scope) -> Observations:
        seen = super().observed(scope)
        per = scope.run.steps_per_epoch if scope.run.moves == "step" else None
        return seen._replace(every=per or 1)

    def rule(self) -> Rule:
        mode = "max" if self.maximize_best_checkpoint_metric else "min"
        return Rule(
            factor=self.lr_shrink,
            patience=self.lr_patience,
            better=improves(mode, self.lr_threshold),
            best=worst(mode),
        )

    def reaction(self, seen: Observations) -> Reaction:
        """The metrics after the warm-up reduce the rate that it leaves."""
        last = max(math.floor(self.warmup_updates), 0)
        initial = self.first + last * self.slope if self.warmup_updates > 0 else self.lr
        before = last // seen.every
        reductions = reduce_on_plateau(seen.metrics[before:].tolist(), initial, self.rule())
        return Reaction(initial, [Joint((before + each.metric + 1) * seen.every, *each[1:]) for each in reductions])

    def settle(self, scope: Scope) -> Placed:
        return AfterWarmup(self, scope, self.exact(scope))


class AfterWarmup(Reacting):
    """Its curve: the warm-up, and the levels that the metric leads to."""

    exact: ReduceLrOnPlateau

    @property
    def over(self) -> int:
        """The first update whose rate is not of the warm-up."""
        return math.floor(self.exact.warmup_updates) + 1 if self.exact.warmup_updates > 0 else 0

    def rates(self, t: Array) -> Array:
        return np.where(t < self.over, self.exact.first + t * self.exact.slope, super().rates(t))

    def phases(self, end: int) -> list[Phase]:
        held = super().phases(end)
        if not self.over:
            return held
        later = levels(self.rates, [self.over - 1, *(phase.start for phase in held if phase.start >= self.over)], end)
        return [Phase(0, "warm-up"), *(phase for phase in later if phase.start >= max(self.over - 1, 1))]
