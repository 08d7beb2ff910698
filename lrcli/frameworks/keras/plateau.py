"""Keras' callback that reacts to a metric."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import UNIMPROVED, column, count, metrics, number, rate
from lrcli.frameworks._kit.float32 import single
from lrcli.frameworks.keras.base import Callback, any_word
from lrcli.frameworks.keras.metric_names import direction
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Stop
from lrcli.schedules.reactive import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class ReduceLROnPlateau(Callback, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_lr) when patience epochs in a row were not better

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. A metric is better when it is below
    best - min_delta (mode max: above best + min_delta), compared in float32; the first is always the best. NaN is
    never better, but as the first metric it stays the best for ever. Patience 0 is patience 1. In the cooldown epochs
    are not counted, but its last one is: a cooldown of 1 is none. There is no smallest change: it goes on to 1e-35.
    Mode auto means min for the monitors loss and val_loss; for others Keras asks the metrics of the compiled model.
    What its own metrics say is known here: val_accuracy is max, val_mae is min. For one that does not say it, such as
    false_positives, it raises ValueError at the end of the first epoch. A metric of your own needs a mode. After the
    last metric the rate is held.

    Source: Keras 3.15.1, keras.callbacks.ReduceLROnPlateau.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    monitor: str = any_word("val_loss", "what the metric is")
    factor: float = number(
        0.1,
        "factor at each reduction",
        role="factor",
        below=1,
        error="ValueError: ReduceLROnPlateau does not support a factor >= 1.0. Received factor={}",
    )
    patience: int = count(10, "epochs without improvement until a reduction", role="patience")
    verbose: int = count(0, "messages of Keras, none here", counts="")
    mode: str = any_word("auto", "whether less or more is better", "auto", "min", "max", role="mode")
    min_delta: float = number(1e-4, "what is no improvement yet", role="threshold")
    cooldown: int = count(0, "epochs after a reduction that are not counted, less one", role="cooldown")
    min_lr: float = rate(0.0, "lowest LR", role="floor")
    lr: float = rate(REQUIRED, "the optimizer's LR", role="base", least=0)
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    @property
    def direction(self) -> str | None:
        """Whether less or more is better, min or max; None when Keras would have to ask its model."""
        if self.mode in ("min", "max"):
            return self.mode
        return direction(self.monitor) or None

    def check(self) -> None:
        if self.mode not in ("min", "max") and direction(self.monitor) is None:
            reason = f"monitor={self.monitor!r} is no metric of Keras' own, so that it would ask your model: give "
            raise self.refuse("mode", f'{reason}mode="max" if more is better, else mode="min"', "together")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.mode not in ("auto", "min", "max"):
            yield self.warning("unknown-word", f"mode {self.mode!r} is unknown: Keras takes it as auto", "mode")
        if self.mode not in ("min", "max") and self.monitor.removeprefix("val_") != "loss" and self.direction:
            more = "more" if self.direction == "max" else "less"
            yield self.note("mode", f"takes mode {self.direction} for {self.monitor}: {more} is better", "monitor")
        yield self.note("off-by-one", "reduces one epoch before PyTorch's with the same patience", "patience")
        if self.watched and math.isnan(self.watched[0]):
            yield self.note("nan-is-best", "keeps the NaN of the first epoch as its best for ever", "metrics")
        if self.cooldown == 1:
            yield self.note("no-cooldown", "has no cooldown: one of 1 is none", "cooldown")
        yield from super().remarks(scope, end)

    def stop(self) -> Stop | None:
        if self.direction or not self.watched:
            return None
        error = "ValueError: Keras isn't able to automatically determine whether that metric should be maximized"
        return Stop(1, f"{self.family} with monitor={self.monitor!r} raises {error} or minimized: give mode")

    def rule(self) -> Rule:
        return Rule(
            factor=self.factor,
            min_lr=self.min_lr,
            eps=0,
            patience=max(self.patience, 1),
            due=operator.ge,
            better=self.better,
            best=None,
            cooldown=self.cooldown,
            resting="short",
            rounded=single,
        )

    def better(self, metric: float, best: float) -> bool:
        delta = abs(self.min_delta)
        if self.direction == "max":
            return single(metric - delta) > single(best)
        return single(metric + delta) < single(best)
