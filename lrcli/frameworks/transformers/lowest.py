"""Transformers' cosines down to a lowest rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks._kit.factors import Wave, waves
from lrcli.frameworks._kit.steps import half_a_wave, started
from lrcli.frameworks._kit.warmed import DIVISION
from lrcli.frameworks.transformers.base import TransformersScheduler

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class Lowest(Wave, TransformersScheduler, abstract=True):
    """A cosine down to a lowest rate, which is given as it is or as a share of the optimizer's."""

    num_cycles: float = half_a_wave()
    last_epoch: int = started()
    min_lr: float | None = rate(None, "lowest LR", role="floor")
    min_lr_rate: float | None = number(None, "lowest LR as a share of lr", role="final-share")

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        lowest = () if "min_lr" in given or "min_lr_rate" in given else ("min_lr_rate",)
        return (*super().wanted(given), *lowest)

    def one_group(self) -> str:
        return "" if self.min_lr is None else self.of_default

    def check_arguments(self) -> None:
        if self.min_lr is None and self.min_lr_rate is None:
            error = "One of min_lr or min_lr_rate should be set through the `lr_scheduler_kwargs`"
            self.misses("min_lr", f"ValueError: {error}")
        if self.min_lr is not None and self.min_lr_rate is not None:
            self.raises("min_lr_rate", "ValueError: Only one of min_lr or min_lr_rate should be set")
        if self.min_lr is not None and not self.lr:
            self.raises("lr", DIVISION)

    @property
    def share(self) -> float:
        """The lowest rate as a share of the optimizer's."""
        return (self.min_lr_rate or 0) if self.min_lr is None else self.min_lr / self.lr

    def fall(self, progress: Array) -> Array:
        """From 1 down to the lowest share, and up again."""
        return np.maximum(0.0, waves(self.cycles, progress) * (1 - self.share) + self.share)


class CosineWithMinLr(Lowest, function="get_cosine_with_min_lr_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine down to a lowest rate, and up again.

        lr(t) = lr * t / max(1, W),                                     t < W
        lr(t) = m + (lr - m) * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps, m is min_lr or min_lr_rate * lr, one of
    which is needed; t counts steps. It is not held after N: it rises again, and so on. It is never below 0.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, min_lr_rate=0.2"

    natively = (
        native("cosine(lr, min_lr, num_training_steps)", num_warmup_steps=0, num_cycles=0.5, min_lr_rate=None),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, min_lr, num_training_steps - num_warmup_steps)",
            num_cycles=0.5,
            min_lr_rate=None,
        ),
        native("cosine(lr, lr * min_lr_rate, num_training_steps)", num_warmup_steps=0, num_cycles=0.5, min_lr=None),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, lr * min_lr_rate, num_training_steps - num_warmup_steps)",
            num_cycles=0.5,
            min_lr=None,
        ),
    )

    def factor(self, t: Array) -> Array:
        return self.warmed(t, self.fall(self.progress(t)))


class CosineWarmupWithMinLr(Lowest, function="get_cosine_with_min_lr_schedule_with_warmup_lr_rate"):
    """A straight rise, then half a cosine down to a lowest rate, a step ahead of time, and up again.

        lr(t) = lr * (t + 1) / max(1, W),                               t < W
        lr(t) = m + (lr - m) * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W + 1) / max(1, N - W), W is num_warmup_steps, N is num_training_steps, m is min_lr or min_lr_rate * lr,
    one of which is needed; t counts steps. With a warmup_lr_rate w the rise is lr * (w + (1 - w) * t / max(1, W - 1)).
    It has the rate lr at W - 1 and m at N - 1, and rises again from N on. It is never below 0 after the warm-up.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup_lr_rate.
    """

    example = "num_warmup_steps=20, num_training_steps=100, min_lr_rate=0.2"

    warmup_lr_rate: float | None = number(None, "LR at step 0 as a share of lr", role="factor", shown="1 / W")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        ahead = f"is a step ahead: lowest at num_training_steps - 1 = {self.total - 1:.12g}"
        yield self.note("off-by-one", ahead, "num_training_steps")

    def warmed(self, t: Array, after: Array | float) -> Array:
        first = self.warmup_lr_rate
        rise = (t + 1) / max(1, self.begin) if first is None else first + (1 - first) * t / max(1, self.begin - 1)
        return np.where(t < self.begin, rise, after)

    @property
    def top(self) -> float:
        return self.begin - 1

    def factor(self, t: Array) -> Array:
        return self.warmed(t, self.fall(self.progress(t + 1)))
