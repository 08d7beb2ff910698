"""Transformers' straight lines: constant, with a warm-up, and back to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, native
from lrcli.frameworks.transformers.base import Multiplied
from lrcli.frameworks.transformers.kinds import started

if TYPE_CHECKING:
    from lrcli._lazy import Array


class Constant(Multiplied, function="get_constant_schedule"):
    """The optimizer's rate at every step.

        lr(t) = lr

    num_warmup_steps and num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule.
    """

    example = ""

    natively = (native("constant(lr)"),)

    needs = ()

    last_epoch: int = started()

    def parts(self) -> list[tuple[float, str]]:
        return [(0, "constant")]

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        return np.ones_like(t)


class ConstantWithWarmup(Multiplied, function="get_constant_schedule_with_warmup"):
    """A straight rise from 0, then the optimizer's rate.

        lr(t) = lr * t / max(1, W),  t < W
        lr(t) = lr,                  t >= W

    W is num_warmup_steps; t counts steps. num_training_steps is ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule_with_warmup.
    """

    example = "num_warmup_steps=30"

    natively = (
        native("linear(0, lr, num_warmup_steps)"),
        native("linear(0, lr, num_warmup_steps) >> constant(lr)"),
    )

    needs = ("num_warmup_steps",)
    after_warmup = "constant"

    last_epoch: int = started()

    def horizon(self) -> int | None:
        return super().horizon() or endless(self.begin)

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        return self.warmed(t, 1.0)


class Linear(Multiplied, function="get_linear_schedule_with_warmup"):
    """A straight rise from 0 and a straight fall back to it.

        lr(t) = lr * t / max(1, W),                    t < W
        lr(t) = lr * max(0, (N - t) / max(1, N - W)),  t >= W

    W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on.

    Source: Transformers 5.23.0, transformers.optimization.get_linear_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("linear(lr, 0, num_training_steps)", num_warmup_steps=0),
        native("linear(0, lr, num_warmup_steps) >> linear(lr, 0, num_training_steps - num_warmup_steps)"),
    )

    last_epoch: int = started()

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        left = (self.total - t) / max(1, self.total - self.begin)
        return self.warmed(t, np.maximum(0.0, left))
