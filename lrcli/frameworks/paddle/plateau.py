"""Paddle's scheduler that reacts to a metric."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import UNIMPROVED, argument, column, count, metrics, native, number, rate
from lrcli.frameworks.paddle.base import PaddleScheduler
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Choice
from lrcli.schedules.reactive import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

TOLD = 10**6
"""Steps at most that one is told by another scheduler."""


class AnyCase(Choice):
    """One of a few words, in small letters or capitals."""

    def check(self, value: Any) -> str:
        return super().check(value.lower() if isinstance(value, str) else value)


class ReduceOnPlateau(PaddleScheduler, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_lr) when more than patience epochs were bad, if that changes it by > epsilon

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. An epoch is good when its metric is
    below best - best * threshold (mode min, threshold_mode rel), best - threshold (abs), or above best + best *
    threshold, best + threshold (max). The first metric is the best, even NaN: then none is ever better. In the cooldown
    metrics are ignored altogether. After the last metric the rate is held. In a LinearWarmup it is told the number of
    the step, and takes that for its metric.

    Source: Paddle 3.3.1, paddle.optimizer.lr.ReduceOnPlateau.
    """

    example = f"learning_rate=0.1, factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=learning_rate, factor=factor, patience=patience, threshold=threshold, mode=mode, "
            "threshold_mode=threshold_mode, cooldown=cooldown, min_lr=min_lr, eps=epsilon, metrics=metrics, "
            "column=column)"
        ),
    )

    learning_rate: float = rate(REQUIRED, "LR at first", role="base")
    mode: str = argument(
        AnyCase("min", "max"),
        "min",
        "whether less or more is better",
        role="mode",
        error="ValueError: mode: {} is unknown!",
    )
    factor: float = number(
        0.1,
        "factor at each reduction",
        role="factor",
        below=1,
        error="ValueError: new_lr = origin_lr * gamma and gamma should be < 1.0.",
    )
    patience: int = count(10, "bad epochs that are borne", role="patience")
    threshold: float = number(1e-4, "what is no improvement yet", role="threshold")
    threshold_mode: str = argument(
        AnyCase("rel", "abs"),
        "rel",
        "threshold as a share of best or as it is",
        error="ValueError: threshold mode: {} is unknown!",
    )
    cooldown: int = count(0, "epochs after a reduction in which metrics are ignored", role="cooldown")
    min_lr: float = rate(0.0, "lowest LR", role="floor")
    epsilon: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    def better(self) -> Callable[[float, float], bool]:
        """Whether a metric is better than the best one."""
        threshold, relative = self.threshold, self.threshold_mode == "rel"
        if self.mode == "min":
            return lambda metric, best: metric < best - (best * threshold if relative else threshold)
        return lambda metric, best: metric > best + (best * threshold if relative else threshold)

    def rule(self) -> Rule:
        return Rule(
            factor=self.factor,
            min_lr=self.min_lr,
            eps=self.epsilon,
            patience=self.patience,
            better=self.better(),
            best=None,
            cooldown=self.cooldown,
            resting="ignored",
        )

    def told_from(self, first: int, scope: Scope) -> Placed:
        steps = TOLD if scope.slot is None else min(scope.slot, TOLD)
        numbers = tuple(float(step) for step in range(first, first + max(steps, 1)))
        return ToldPlateau(**self._values()).unchecked(metrics=numbers, column=None).settle(scope)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        earliest = f"at t = {self.patience + 2} at the earliest"
        yield self.note(
            "patience", f"bears {self.patience} bad epochs and reduces after the next: {earliest}", "patience"
        )
        if self.watched and math.isnan(self.watched[0]):
            yield self.warning("nan-is-best", "the first metric is NaN, and stays the best for good", "metrics")
        if self.threshold_mode == "rel" and any(metric < 0 for metric in self.watched):
            predicate = "takes a negative metric that stays the same for better, with threshold_mode rel"
            yield self.note("negative-metric", predicate, "threshold_mode")


class ToldPlateau(ReduceOnPlateau, abstract=True, family="paddle.ReduceOnPlateau"):
    """Reduced when the number of the step, which it takes for its metric, has stopped improving.

    The metric acts at once: the rate is read after it is told.
    """

    delay = 0

    def exact(self, scope: Scope) -> Self:
        return self  # it is made of an exact one, and may have more metrics than anybody types
