"""contrib.reduce_on_plateau, a transformation that scales the rate when a metric stops improving."""

from __future__ import annotations

import operator
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import UNIMPROVED, count, metrics, number, rate, seen
from lrcli.frameworks._kit.float32 import single
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.families.flat import levels
from lrcli.schedules.marks import MOST_PHASES, Joint, Phase
from lrcli.schedules.reactive import Rule, reduce_on_plateau

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.reactive import Reduction


class ReduceOnPlateau(OptaxSchedule, module="contrib."):
    """Reduced when a metric has stopped improving.

        lr(t) = lr * scale,  scale = max(scale * factor, min_scale) after patience metrics that were not better

    metrics[t] is given with update t and acts on it at once. Every accumulation_size of them their mean a is judged:
    it is better when a < (1 - rtol) * best - atol, all in float32. NaN never is. In the cooldown nothing is counted,
    but best is updated. With patience 0 the scale is reduced whenever a mean is better, and never otherwise. A
    min_scale above 1 raises the rate. After the last metric the rate is held.

    Source: Optax 0.2.8, optax.contrib.reduce_on_plateau.
    """

    transforms = True
    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    factor: float = number(
        0.1,
        "factor at each reduction",
        above=0,
        below=1,
        error="ValueError: Factor must be in the range (0, 1), got factor = {}.",
    )
    patience: int = count(10, "means in a row that are not better until a reduction")
    rtol: float = number(
        1e-4,
        "what is no improvement yet, as a share of the best",
        least=0,
        most=1,
        error="ValueError: rtol must be non-negative and less than or equal to 1.0, got rtol = {}.",
    )
    atol: float = number(
        0.0,
        "what is no improvement yet",
        least=0,
        error="ValueError: Both rtol and atol must be non-negative, got atol = {}.",
    )
    cooldown: int = count(0, "means after a reduction that are not counted")
    accumulation_size: int = count(1, "metrics of which the mean is judged")
    min_scale: float = number(0.0, "lowest scale")
    lr: float = rate(REQUIRED, "LR that is scaled", least=0)
    metrics: tuple[float, ...] = metrics()

    def check(self) -> None:
        if not self.rtol and not self.atol:
            error = "ValueError: At least one of rtol or atol must be positive, got rtol = 0.0 and atol = 0.0."
            self.raises("rtol", error)

    def horizon(self) -> int | None:
        return max(len(self.metrics), 1)

    def oddities(self, end: int) -> list[str]:
        oddities = [f"reduces at the metric number {self.patience} in a row that is not better, in its own update"]
        if not self.patience:
            oddities = ["reduces whenever the metric is better, and never otherwise: patience is 0"]
        return [*oddities, *super().oddities(end)]

    def rule(self) -> Rule:
        return Rule(
            factor=self.factor,
            min_lr=self.min_scale,
            eps=0,
            patience=self.patience,
            due=operator.eq,
            better=self.better,
            cooldown=self.cooldown,
            rounded=single,
        )

    def better(self, mean: float, best: float) -> bool:
        with np.errstate(all="ignore"):
            bar = np.float32(1 - self.rtol) * np.float32(best) - np.float32(self.atol)
        return bool(np.float32(mean) < bar)

    @cached_property
    def means(self) -> list[float]:
        """The mean of every accumulation_size metrics, as Optax sums them up."""
        size = self.accumulation_size
        if size < 1:
            return []
        with np.errstate(all="ignore"):
            given = np.asarray(self.metrics).astype(np.float32)
            windows = given[: len(given) // size * size].reshape(-1, size)
            mean = np.zeros(len(windows), dtype=np.float32)
            for k in range(size):
                mean = (np.float32(k) * mean + windows[:, k]) / np.float32(k + 1)
        means: list[float] = mean.astype(np.float64).tolist()
        return means

    @property
    def raised(self) -> float:
        """The scale from the first mean on, before any reduction."""
        return max(self.min_scale, 1.0)

    @cached_property
    def reduced(self) -> list[Reduction]:
        return reduce_on_plateau(self.means, self.raised, self.rule())

    @cached_property
    def changes(self) -> tuple[list[int], Array]:
        """The updates at which the scale changes, and the scale at first and from each of them on."""
        size = self.accumulation_size
        dates = [size - 1, *((reduction.metric + 1) * size - 1 for reduction in self.reduced)] if self.means else []
        scales = [1.0, *([self.raised] if self.means else []), *(reduction.after for reduction in self.reduced)]
        return dates, np.asarray(scales)

    def joints(self) -> list[Joint]:
        size, lr = self.accumulation_size, self.lr
        return [
            Joint((each.metric + 1) * size - 1, lr * each.before, lr * each.after, each.best) for each in self.reduced
        ]

    @property
    def metrics_on_run(self) -> Array:
        return seen(self.metrics)

    def phases(self, end: int) -> list[Phase]:
        dates, scales = self.changes
        return levels(
            self, [date for date, gone in zip(dates, np.diff(scales), strict=True) if gone][:MOST_PHASES], end
        )

    def formula(self, t: Array) -> Array:
        dates, scales = self.changes
        return self.lr * scales[np.searchsorted(dates, t, side="right")]
