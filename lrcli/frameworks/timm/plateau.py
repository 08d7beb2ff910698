"""timm's scheduler that reacts to a metric."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import UNIMPROVED, Argument, count, metrics, native, number, rate, seen, word
from lrcli.frameworks.timm.base import NOISE, _Timm
from lrcli.schedules.kinds import Whole
from lrcli.schedules.reactive import Rule, improves, reduce_on_plateau, worst

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.reactive import Reduction


class PlateauLRScheduler(_Timm):
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
            "threshold_mode='rel', cooldown=cooldown_t, min_lr=lr_min, metrics=metrics)",
            warmup_t=0,
        ),
    )

    decay_rate: float = number(0.1, "factor at each reduction", below=1, error="ValueError: Factor should be < 1.0.")
    patience_t: int = count(10, "bad epochs that are borne")
    threshold: float = number(1e-4, "what is no improvement yet, a share of the best")
    cooldown_t: int = count(0, "epochs after a reduction that are not counted")
    lr_min: float = rate(0.0, "lowest LR")
    mode: str = word("max", "whether less or more is better", "min", "max", error="ValueError: mode {} is unknown!")
    noise_type: str = word("normal", "distribution of the noise", "normal", "uniform")
    noise_seed: int | None = Argument(Whole(), None, "seed of the noise, to which the epoch is added", shown="42")  # type: ignore[assignment]  # a field stands for its value
    metrics: tuple[float, ...] = metrics()

    warmup_prefix = False
    late = ("warmup_t", "warmup_lr_init", "lr_min", "mode", *NOISE, "initialize", "metrics")

    def horizon(self) -> int | None:
        return len(self.metrics) + 1

    @property
    def metrics_on_run(self) -> Array:
        return seen(self.metrics)

    @property
    def begin(self) -> int:
        return max(math.floor(self.warmup_t), 0) + 1

    @property
    def quiet(self) -> int:  # type: ignore[override]  # here it depends on the warm-up
        return self.begin

    @cached_property
    def reduced(self) -> list[Reduction]:
        rule = Rule(
            factor=self.decay_rate,
            min_lr=self.lr_min,
            patience=self.patience_t,
            better=improves(self.mode, self.threshold),
            best=worst(self.mode),
            cooldown=self.cooldown_t if self.patience_t >= 0 else 0,  # below 0 every epoch is due
        )
        return reduce_on_plateau(self.metrics[self.begin - 1 :], self.warm, rule)

    @property
    def warm(self) -> float:
        """The rate that the warm-up leaves."""
        return self.first + (self.begin - 1) * self.slope

    @property
    def dates(self) -> list[int]:
        """The first epochs of the reduced rates."""
        return [self.begin + reduction.metric for reduction in self.reduced]

    def parts(self, end: int) -> list[tuple[int, str]]:
        return self.flat(self.dates)

    def body(self, u: Array) -> Array:
        rates = np.asarray([self.warm, *(reduction.after for reduction in self.reduced)])
        return rates[np.searchsorted(self.dates, u, side="right")]
