"""GreedyLR, which reacts to a metric in both directions."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import MIN_LRS, UNIMPROVED, column, count, flag, metrics, number, rate
from lrcli.frameworks._kit.warmed import DIVISION
from lrcli.frameworks.transformers.base import TransformersScheduler
from lrcli.frameworks.transformers.kinds import direction, reduction, relation
from lrcli.schedules.marks import Joint
from lrcli.schedules.reactive import Reaction, improves, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.reactive import Observations
    from lrcli.schedules.scope import Scope

MAX_LRS = "{shown} raises ValueError: expected {groups} max_lrs, got {count}"


class Greedy(TransformersScheduler, Watcher, function="get_greedy_schedule", aliases=("GreedyLR",)):
    """Raised while a metric improves, lowered while it does not: GreedyLR.

        lr(t) = min(lr(t - 1) / factor, max_lr)  when more than patience epochs in a row were good
        lr(t) = max(lr(t - 1) * factor, min_lr)  when more than patience epochs in a row were bad

    Only a change by more than eps is made. metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first.
    An epoch is good when its metric, with smooth the mean of the last window_size, is below best - threshold (mode min,
    threshold_mode abs), best * (1 - threshold) (rel), or above best + threshold, best * (1 + threshold) (max); best
    starts at infinity. NaN is bad and never best. For warmup epochs after it was due to be raised, and for cooldown
    epochs after it was due to be lowered, metrics do nothing but enter the mean. When it was due to be lowered
    reset_start times at min_lr or below, and not to be raised between, the rate, best and the mean start anew. After
    the last metric the rate is held. num_warmup_steps and num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.GreedyLR.
    """

    example = f"patience=15, factor=0.5, metrics={UNIMPROVED}"

    mode: str = direction()
    factor: float = reduction(0.95, "factor when it is lowered, divisor when it is raised")
    patience: int = count(10, "good or bad epochs in a row that change nothing yet", role="patience")
    threshold: float = number(1e-6, "what is no improvement yet", role="threshold")
    threshold_mode: str = relation("abs")
    cooldown: int = count(0, "epochs after a reduction that are not counted", role="cooldown")
    warmup: int = count(0, "epochs after an increase that are not counted", role="cooldown")
    min_lr: float = rate(1e-3, "lowest LR", role="floor", groups=MIN_LRS)
    max_lr: float = rate(1.0, "highest LR", groups=MAX_LRS)
    eps: float = number(1e-8, "smallest change of LR that is made")
    verbose: bool = flag(False, "messages of Transformers, none here")
    smooth: bool = flag(False, "judge the mean of the last metrics")
    window_size: int = count(50, "metrics in the mean", role="patience")
    reset_start: int = count(500, "reductions due at min_lr until all starts anew", counts="")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    run_unit = "epochs"

    def one_group(self) -> str:
        if len(self.watched) < self.reset_start:
            return ""
        return f"it begins anew when all groups are at min_lr, which may be after {self.reset_start} of the metrics"

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.lr < self.min_lr:
            below = f"lr={self.lr:.12g} is below {self.shown('min_lr')}: it is not lowered"
            yield self.warning("out-of-bounds", below, "lr")
        if self.lr > self.max_lr:
            above = f"lr={self.lr:.12g} is above {self.shown('max_lr')}: it is not raised"
            yield self.warning("out-of-bounds", above, "lr")

    def stop(self) -> Stop | None:
        return None if len(self.path) == len(self.watched) else self.stops(len(self.path) + 1, DIVISION)

    def reaction(self, seen: Observations) -> Reaction:
        changes, before = [], self.lr
        for at, (after, best) in enumerate(self.path[: len(seen.metrics)], 1):
            if after != before:
                changes.append(Joint(at, before, after, best))
            before = after
        return Reaction(self.lr, changes)

    @cached_property
    def path(self) -> list[tuple[float, float]]:
        """The rate after each metric and the best metric until then, up to where GreedyLR raises an error."""
        path: list[tuple[float, float]] = []
        with suppress(ZeroDivisionError):  # a factor of 0, or a mean of nothing
            path.extend(self.walk())
        return path

    def walk(self) -> Iterator[tuple[float, float]]:
        """The rate after each metric, and the best metric until then. ZeroDivisionError as GreedyLR raises it."""
        better = improves(self.mode, self.threshold, self.threshold_mode == "rel")
        lr, best, window, spare = self.lr, worst(self.mode), Window(self.window_size), self.reset_start
        good = bad = rest = 0
        for metric in self.watched:
            current = window.mean(metric) if self.smooth else metric
            if rest > 0:
                rest, good, bad = rest - 1, 0, 0
                yield lr, best
                continue
            if better(current, best):
                best, good, bad = current, good + 1, 0
            else:
                good, bad = 0, bad + 1
            reached = best
            if good > self.patience:
                raised = min(lr / self.factor, self.max_lr)
                lr = raised if raised - lr > self.eps else lr
                good, rest, spare = 0, self.warmup, self.reset_start
            elif bad > self.patience:
                lowered = max(lr * self.factor, self.min_lr)
                lr = lowered if lr - lowered > self.eps else lr
                bad, rest, spare = 0, self.cooldown, spare - (lr <= self.min_lr)
                if lr <= self.min_lr and spare <= 0:
                    lr, best, window, spare = self.lr, worst(self.mode), Window(self.window_size), self.reset_start
            yield lr, reached


class Window:
    """The mean of the last metrics, summed up as GreedyLR does it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.values: deque[float] = deque()
        self.sum = 0.0

    def mean(self, value: float) -> float:
        self.values.append(value)
        self.sum += value
        if len(self.values) > self.size:
            self.sum -= self.values.popleft()
        return self.sum / len(self.values)
