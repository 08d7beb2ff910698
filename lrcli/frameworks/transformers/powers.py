"""Transformers' powers of the time that is left, and of the time that is over."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, native, number, rate
from lrcli.frameworks.transformers.base import DIVISION, OF_DEFAULT, Multiplied
from lrcli.frameworks.transformers.kinds import started
from lrcli.schedules.shapes import whole_power

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope

NO_POWER = "ZeroDivisionError: 0.0 cannot be raised to a negative power"
TOO_LARGE = "OverflowError: (34, 'Numerical result out of range')"


class Polynomial(Multiplied, function="get_polynomial_decay_schedule_with_warmup"):
    """A straight rise from 0, then down to lr_end as a power of the time that is left.

        lr(t) = lr * t / max(1, W),                                         t < W
        lr(t) = lr_end + (lr - lr_end) * (1 - (t - W) / (N - W)) ** power,  W <= t <= N
        lr(t) = lr_end,                                                     t > N

    W is num_warmup_steps, N is num_training_steps; t counts steps. lr_end must be below lr; its default is not 0. With
    W = N step N raises ZeroDivisionError.

    Source: Transformers 5.23.0, transformers.optimization.get_polynomial_decay_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, power=2.0"

    natively = (
        native("polynomial(lr, lr_end, num_training_steps, power)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> polynomial(lr, lr_end, num_training_steps - num_warmup_steps, power)"
        ),
    )

    stops_at = "num_training_steps"

    lr_end: float = rate(1e-7, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    last_epoch: int = started()

    def one_group(self) -> str:
        return OF_DEFAULT

    def check_arguments(self) -> None:
        if self.lr_end >= self.lr:
            error = f"lr_end ({self.lr_end}) must be smaller than initial lr ({self.lr})"
            self.raises("lr_end", f"ValueError: {error}")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.lr_end == self.fields["lr_end"].default:
            yield self.note("default-end", f"ends at {self.lr_end:g}, its default, not at 0", "lr_end")

    def stop(self) -> Stop | None:
        first = max(math.ceil(self.begin), 0)
        if self.lr == 0 or first == self.begin == self.total:
            return self.stops(first, DIVISION)
        if self.power >= 0:
            return None
        falling = range(first, math.floor(self.total) + 1)
        tick = first + bisect_left(falling, True, key=self.has_no_power)
        return self.stops(tick, TOO_LARGE if tick < self.total else NO_POWER) if tick in falling else None

    def has_no_power(self, tick: int) -> bool:
        """Whether Python refuses to raise what is left to a negative power: 0, or too near to it."""
        left = 1 - (tick - self.begin) / (self.total - self.begin)
        return not left or math.isinf(whole_power(left, self.power))

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        length, end = self.total - self.begin, math.floor(self.total)
        left = 1 - (np.clip(t, self.begin, end) - self.begin) / length if length > 0 else np.ones_like(t)
        falling = (self.lr - self.lr_end) * left**self.power + self.lr_end
        return self.warmed(t, np.where(t > self.total, self.lr_end, falling) / (self.lr or np.nan))


class InverseSqrt(Multiplied, function="get_inverse_sqrt_schedule"):
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
