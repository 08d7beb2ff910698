"""contrib.reduce_on_plateau, a transformation that scales the rate when a metric stops improving."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import UNIMPROVED, column, count, metrics, number, rate
from lrcli.frameworks._kit.float32 import single
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Joint
from lrcli.schedules.reactive import Reaction, Rule, reduce_on_plateau

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.reactive import Observations
    from lrcli.schedules.scope import Scope


class ReduceOnPlateau(OptaxSchedule, Watcher, module="contrib."):
    """Reduced when a metric has stopped improving.

        lr(t) = lr * scale,  scale = max(scale * factor, min_scale) after patience metrics that were not better

    metrics[t] is given with update t and acts on it at once. Every accumulation_size of them their mean a is judged:
    it is better when a < (1 - rtol) * best - atol, all in float32. NaN never is. In the cooldown nothing is counted,
    but best is updated. With patience 0 the scale is reduced whenever a mean is better, and never otherwise. A
    min_scale above 1 raises the rate. After the last metric the rate is held.

    Source: Optax 0.2.8, optax.contrib.reduce_on_plateau.
    """

    transforms = True
    delay = 0
    shows_arrival = False
    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    factor: float = number(
        0.1,
        "factor at each reduction",
        role="factor",
        above=0,
        below=1,
        error="ValueError: Factor must be in the range (0, 1), got factor = {}.",
    )
    patience: int = count(10, "means in a row that are not better until a reduction", role="patience")
    rtol: float = number(
        1e-4,
        "what is no improvement yet, as a share of the best",
        role="threshold",
        least=0,
        most=1,
        error="ValueError: rtol must be non-negative and less than or equal to 1.0, got rtol = {}.",
    )
    atol: float = number(
        0.0,
        "what is no improvement yet",
        role="threshold",
        least=0,
        error="ValueError: Both rtol and atol must be non-negative, got atol = {}.",
    )
    cooldown: int = count(0, "means after a reduction that are not counted", role="cooldown")
    accumulation_size: int = count(1, "metrics of which the mean is judged", role="period")
    min_scale: float = number(0.0, "lowest scale")
    lr: float = rate(REQUIRED, "LR that is scaled", role="base", least=0)
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    def check(self) -> None:
        if not self.rtol and not self.atol:
            error = "ValueError: At least one of rtol or atol must be positive, got rtol = 0.0 and atol = 0.0."
            self.raises("rtol", error)

    def horizon(self) -> int | None:
        return max(len(self.watched), 1)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        predicate = f"reduces at the metric number {self.patience} in a row that is not better, in its own update"
        if not self.patience:
            predicate = "reduces whenever the metric is better, and never otherwise: patience is 0"
        yield self.note("patience", predicate, "patience")
        yield from super().remarks(scope, end)

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

    def means(self, metrics: Array) -> list[float]:
        """The mean of every accumulation_size metrics, as Optax sums them up."""
        size = self.accumulation_size
        if not 0 < size <= len(metrics):
            return []
        with np.errstate(all="ignore"):
            given = metrics.astype(np.float32)
            windows = given[: len(given) // size * size].reshape(-1, size)
            mean = np.zeros(len(windows), dtype=np.float32)
            for k in range(size):
                mean = (np.float32(k) * mean + windows[:, k]) / np.float32(k + 1)
        means: list[float] = mean.astype(np.float64).tolist()
        return means

    def reaction(self, seen: Observations) -> Reaction:
        """Each mean acts in the update that completes it; the first one raises the scale to a min_scale above 1."""
        means, size, lr = self.means(seen.metrics), self.accumulation_size, self.lr
        scale = max(self.min_scale, 1.0)
        raised = [Joint(size - 1, lr, lr * scale, min(math.inf, means[0]))] if means and scale > 1 else []
        reductions = [
            Joint((each.metric + 1) * size - 1, lr * each.before, lr * each.after, each.best)
            for each in reduce_on_plateau(means, scale, self.rule())
        ]
        return Reaction(lr, raised + reductions)
