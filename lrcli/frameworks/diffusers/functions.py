"""Diffusers' functions that have arguments which get_scheduler does not hand to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks._kit.factors import HalfWave, Power, Straight
from lrcli.frameworks._kit.functional import Functional
from lrcli.frameworks._kit.steps import half_a_wave, started

if TYPE_CHECKING:
    from lrcli._lazy import Array


class Made(Functional, abstract=True):
    """A scheduler that one of Diffusers' functions makes."""

    maker = "Diffusers"

    def __init_subclass__(cls, abstract: bool = False, function: str = "", **settings: Any) -> None:
        super().__init_subclass__(family=f"diffusers.{function}", abstract=abstract, **settings)


class LinearBetween(Straight, Made, function="get_linear_schedule_with_warmup"):
    """A straight rise from 0 to a share of the rate, and a straight fall to a lower one.

        lr(t) = lr * f_max * t / max(1, W),                                      t < W
        lr(t) = lr * (f_min + (f_max - f_min) * max(0, (N - t) / max(1, N - W))),  t >= W

    W is num_warmup_steps, N is num_training_steps; t counts steps. It is lr * f_min from N on.

    Source: Diffusers 0.42.1, diffusers.optimization.get_linear_schedule_with_warmup.
    """

    natively = (
        native("linear(lr * f_max, lr * f_min, num_training_steps)", num_warmup_steps=0),
        native(
            "linear(0, lr * f_max, num_warmup_steps) >> "
            "linear(lr * f_max, lr * f_min, num_training_steps - num_warmup_steps)"
        ),
    )

    last_epoch: int = started()
    f_min: float = number(0.0, "LR at the end as a share of lr", role="final-share")
    f_max: float = number(1.0, "highest LR as a share of lr")

    def factor(self, t: Array) -> Array:
        rise = self.f_max * t / max(1, self.begin)
        return np.where(t < self.begin, rise, self.f_min + (self.f_max - self.f_min) * self.left(t))


class CosineWaves(HalfWave, Made, function="get_cosine_schedule_with_warmup"):
    """A straight rise from 0, then a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),                           t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. With W = N it is lr and 0 by turns from there.

    Source: Diffusers 0.42.1, diffusers.optimization.get_cosine_schedule_with_warmup.
    """

    num_cycles: float = half_a_wave()
    last_epoch: int = started()


class PolynomialTo(Power, Made, function="get_polynomial_decay_schedule_with_warmup"):
    """A straight rise from 0, then down to lr_end as a power of the time that is left.

        lr(t) = lr * t / max(1, W),                                         t < W
        lr(t) = lr_end + (lr - lr_end) * (1 - (t - W) / (N - W)) ** power,  W <= t <= N
        lr(t) = lr_end,                                                     t > N

    W is num_warmup_steps, N is num_training_steps; t counts steps. lr_end must be below lr; its default is not 0. With
    W = N step N raises ZeroDivisionError.

    Source: Diffusers 0.42.1, diffusers.optimization.get_polynomial_decay_schedule_with_warmup.
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
