"""timm's scheduler that reacts to a metric."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import UNIMPROVED, argument, column, count, metrics, native, number, rate, word
from lrcli.frameworks.timm.base import NOISE, TimmScheduler
from lrcli.schedules.arcs import unknown
from lrcli.schedules.kinds import Whole
from lrcli.schedules.marks import Joint
from lrcli.schedules.reactive import Reacting, Reaction, Rule, improves, reduce_on_plateau, worst

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Phase
    from lrcli.schedules.reactive import Observations
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class AfterWarmup(Watcher, abstract=True):
    """A scheduler that reacts to a metric once its warm-up is over."""

    def settle(self, scope: Scope) -> Placed:
        return Warmed(self, scope, self.exact(scope))


class PlateauLRScheduler(TimmScheduler, AfterWarmup):
    """Reduced when a metric has stopped improving, after a straight warm-up.

        lr(t) = max(lr(t - 1) * decay_rate, lr_min) when more than patience_t epochs were bad, if it changes by > 1e-8
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t <= warmup_t

    t counts epochs. metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first; those that end an
    epoch of the warm-up are ignored. The rules are those of PyTorch's ReduceLROnPlateau with threshold_mode rel, but
    the default of mode is max. The noise is added to the rate for its own epoch alone, not in the warm-up. After the
    last metric the rate is held.

    Source: timm 1.0.31, timm.scheduler.PlateauLRScheduler.
    """

    example = f"decay_rate=0.5, patience_t=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=decay_rate, patience=patience_t, threshold=threshold, mode=mode, "
            "threshold_mode='rel', cooldown=cooldown_t, min_lr=lr_min, metrics=metrics, column=column)",
            warmup_t=0,
        ),
    )

    decay_rate: float = number(
        0.1, "factor at each reduction", role="factor", below=1, error="ValueError: Factor should be < 1.0."
    )
    patience_t: int = count(10, "bad epochs that are borne", role="patience")
    threshold: float = number(1e-4, "what is no improvement yet, a share of the best", role="threshold")
    cooldown_t: int = count(0, "epochs after a reduction that are not counted", role="cooldown")
    lr_min: float = rate(0.0, "lowest LR", role="floor")
    mode: str = word(
        "max", "whether less or more is better", "min", "max", role="mode", error="ValueError: mode {} is unknown!"
    )
    noise_type: str = word("normal", "distribution of the noise", "normal", "uniform")
    noise_seed: int | None = argument(
        Whole(), None, "seed of the noise, to which the epoch is added", role="seed", shown="42"
    )
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    warmup_prefix = False
    late = ("warmup_t", "warmup_lr_init", "lr_min", "mode", *NOISE, "initialize", "metrics")

    @property
    def begin(self) -> int:
        return max(math.floor(self.warmup_t), 0) + 1

    @property
    def quiet(self) -> int:
        return self.begin

    def rule(self) -> Rule:
        return Rule(
            factor=self.decay_rate,
            min_lr=self.lr_min,
            patience=self.patience_t,
            better=improves(self.mode, self.threshold),
            best=worst(self.mode),
            cooldown=self.cooldown_t if self.patience_t >= 0 else 0,  # below 0 every epoch is due
        )

    def reaction(self, seen: Observations) -> Reaction:
        initial = self.first + (self.begin - 1) * self.slope  # the rate that the warm-up leaves
        reductions = reduce_on_plateau(seen.metrics[self.begin - 1 :].tolist(), initial, self.rule())
        return Reaction(initial, [Joint(self.begin + each.metric, *each[1:]) for each in reductions])


class Warmed(Reacting):
    """The curve of one, in epochs: the levels after the warm-up are what the metric leads to."""

    exact: PlateauLRScheduler

    def rates(self, t: Array) -> Array:
        return self.exact.disturbed(t, super().rates)

    def phases(self, end: int) -> list[Phase]:
        dates = [change.at for change in self.reaction.changes]
        return self.exact.after_warmup(self.exact.flat(self.rates, dates), end)

    def arcs(self, end: int) -> list[Arc]:
        return super().arcs(end) if self.exact.noise is None else unknown(0, end)
