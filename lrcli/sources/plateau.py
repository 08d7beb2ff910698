"""A rate that falls when a metric stops improving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.reading.observed import check_column, observations
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.declare import choice, lr, metrics, number, text, whole
from lrcli.schedules.marks import INPUT, Remark
from lrcli.schedules.reactive import Observations, Reactive

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope

MADE_UP = 100  # values of a made-up metric for a run without an end
MOST_MADE_UP = 10**6


class Plateau(Reactive, outside=True, dated=True):
    """Multiplied by a factor when a metric has not improved for a while.

        lr(t) = initial * factor ** (number of reductions before t), no lower than min_lr

    There is one metric for each unit of the run (an epoch; a step in a run of steps), known at its end: the first one
    that can lower the rate is that of unit 0, for unit 1. A metric is better than the best so far if it is below (mode
    max: above) it by more than threshold, a share of the best (rel) or a difference (abs). When more than `patience` in
    a row are not better the rate is lowered, if that changes it by more than eps, and for `cooldown` metrics nothing is
    counted. The first metric is better than none. nan never is; a negative one that stays the same always is by rel.
    After the last metric the rate is held. Without metrics it shows what it does on a made-up one.

    Source: PyTorch, `torch.optim.lr_scheduler.ReduceLROnPlateau`, 2017.
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    factor: float = number(0.1, "factor at each reduction", role="factor", least=0, below=1)
    patience: int = whole(10, "metrics in a row that may fail to improve before a reduction", role="patience", least=0)
    threshold: float = number(1e-4, "how much better a metric must be to count", role="threshold", least=0)
    mode: str = choice("min", "whether a metric improves downwards or upwards", "min", "max", role="mode")
    threshold_mode: str = choice("rel", "whether threshold is a share of the best metric or a difference", "rel", "abs")
    cooldown: int = whole(0, "metrics after a reduction that do not count", role="cooldown", least=0)
    min_lr: float = lr(0.0, "never below this LR", role="floor")
    eps: float = number(1e-8, "a reduction by no more than this is not made", least=0)
    metrics: tuple[float, ...] | str | None = metrics(
        None, "metric at each epoch: values, or a file of them, - for standard input", shown="a made-up one"
    )
    column: str | None = text(None, "column of the file", metavar="NAME", shown="the only one")
    metrics_shape: str = choice("decaying", "course of the made-up metric", "decaying", "flat", "noisy", "diverging")

    def check(self) -> None:
        check_column(self, self.metrics, self.column)
        if self.metrics is not None and self.metrics_shape != self.fields["metrics_shape"].default:
            raise self.refuse("metrics_shape", "it is for a made-up metric, and there are metrics: choose one")

    def observed(self, scope: Scope) -> Observations:
        every = max(int(scope.run.per("")), 1)
        if self.metrics is not None:
            return self._given()._replace(every=every)
        count = MADE_UP if scope.slot is None else -(-scope.slot // every)
        if count > MOST_MADE_UP:
            raise self.refuse("metrics", f"a made-up metric has at most {MOST_MADE_UP} values, not {count}")
        text = f"the metric of {self.family} is made up ({self.metrics_shape}): --metrics FILE gives it a real one"
        remark = Remark("metric-made-up", INPUT, self.family, "metrics", text)
        return Observations(made_up(self.metrics_shape, self.mode, count), every, (remark,))

    def _given(self) -> Observations:
        """The metrics from the file or the list."""
        return observations(self, self.metrics or (), self.column)

    def metric_name(self) -> str:
        return "metric (made up)" if self.metrics is None else self.column or "metric"

    def natural_run(self) -> NaturalRun | None:
        return None if self.metrics is None else NaturalRun(Run(epochs=len(self._given().metrics)))


def made_up(shape: str, mode: str, count: int) -> Array:
    """A loss (mode max: a score) of a given course over `count` epochs; the same each time."""
    z = np.arange(count) / count
    noise = np.random.default_rng(0).standard_normal(count)
    fall = 0.3 + 2 * np.exp(-20 * z)
    loss: Array = {
        "decaying": fall + 0.005 * noise,
        "flat": np.ones(count),
        "noisy": fall + 0.1 * noise,
        "diverging": fall + 0.005 * noise + 4 * np.maximum(z - 0.3, 0) ** 2,
    }[shape]
    return loss if mode == "min" else 2.5 - loss
