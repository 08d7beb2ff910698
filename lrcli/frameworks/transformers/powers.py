"""Transformers' powers of the time that is left, and of the time that is over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, native, number, rate
from lrcli.frameworks._kit.factors import Power
from lrcli.frameworks._kit.steps import started
from lrcli.frameworks._kit.warmed import DIVISION, Multiplied
from lrcli.frameworks.transformers.base import TransformersScheduler

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop


class Polynomial(Power, TransformersScheduler, function="get_polynomial_decay_schedule_with_warmup"):
    """A straight rise from 0, then down to lr_end as a power of the time that is left.

        lr(t) = lr * t / max(1, W),                                         t < W
        lr(t) = lr_end + (lr - lr_end) * (1 - (t - W) / (N - W)) ** power,  W <= t <= N
        lr(t) = lr_end,                                                     t > N

    W is num_warmup_steps, N is num_training_steps; t counts steps. lr_end must be below lr; its default is not 0. With
    W = N step N raises ZeroDivisionError.

    Source: Transformers 5.23.0, transformers.optimization.get_polynomial_decay_schedule_with_warmup.
    """

    natively = (
        native("polynomial(lr, lr_end, num_training_steps, power)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> polynomial(lr, lr_end, num_training_steps - num_warmup_steps, power)"
        ),
    )

    lr_end: float = rate(1e-7, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    last_epoch: int = started()


class InverseSqrt(Multiplied, TransformersScheduler, function="get_inverse_sqrt_schedule"):
    """A straight rise from 0, then down with the square root of the time.

        lr(t) = lr * t / max(1, W),                  t < W
        lr(t) = lr / sqrt(1 + (t - W) / timescale),  t >= W

    W is num_warmup_steps; t counts steps. timescale is W when not given, or 10000 when that is 0. num_training_steps is
    ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_inverse_sqrt_schedule.
    """

    example = "num_warmup_steps=10"

    natively = (native("inverse_sqrt(lr, num_warmup_steps)", timescale=None),)

    needs = ("num_warmup_steps",)
    stops_at = "timescale"

    timescale: float | None = number(
        None,
        "steps after W in which LR falls to 0.71 of it",
        role="decay",
        counts="updates",
        shown="W, or 10000 if W is 0",
    )
    last_epoch: int = started()

    @property
    def scale(self) -> float:
        """The timescale that applies."""
        return self.begin or 10_000 if self.timescale is None else self.timescale

    def stop(self) -> Stop | None:
        first, end = max(math.ceil(self.begin), 0), self.begin - self.scale
        if self.scale > 0:
            return None
        if self.scale == 0 or end == max(first, math.ceil(end)):
            return self.stops(max(first, end), DIVISION)
        return self.stops(max(first, end), "ValueError: math domain error")

    def horizon(self) -> int | None:
        return super().horizon() or endless(self.begin + self.scale)

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        time = np.maximum(t, self.begin) + (self.scale - self.begin)
        return self.warmed(t, 1.0 / np.sqrt(time / (self.scale or np.nan)))
