"""Axolotl's cosines: with a warm-up along a parabola, and with a lowest rate that is held before the end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.cosines import wave_arcs
from lrcli.frameworks._kit.declare import native, number
from lrcli.frameworks._kit.factors import Wave, waves
from lrcli.frameworks._kit.functional import Functional
from lrcli.frameworks._kit.steps import half_a_wave, started
from lrcli.frameworks._kit.warmed import Multiplied
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


class CosineWithQuadraticWarmup(Wave, Functional, family="axolotl.get_cosine_schedule_with_quadratic_warmup"):
    """A rise from 0 along a parabola, then half a cosine down to 0, and up again.

        lr(t) = lr * (t / max(1, W)) ** 2,                    t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. Axolotl takes it for the cosine with lr_quadratic_warmup.

    Source: Axolotl 0.19.0, axolotl.utils.schedulers.get_cosine_schedule_with_quadratic_warmup.
    """

    maker = "Axolotl"
    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (native("cosine(lr, 0, num_training_steps)", num_warmup_steps=0, num_cycles=0.5),)

    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    def warmed(self, t: Array, after: Array | float) -> Array:
        return np.where(t < self.begin, (t / max(1, self.begin)) ** 2, after)

    def factor(self, t: Array) -> Array:
        return self.warmed(t, waves(self.cycles, self.progress(t)))


class CosineWithWarmupDecayConstant(
    Multiplied, Functional, family="axolotl.get_cosine_schedule_with_warmup_decay_constant"
):
    """A straight rise from 0, half a cosine down to a lowest rate before the end, and that rate.

        lr(t) = lr * t / max(1, W),                                       t < W
        lr(t) = lr * (m + (1 - m) * (1 + cos(2 * pi * num_cycles * p)) / 2),  t >= W

    p = (min(t, C) - W) / max(1, C - W), C = floor(num_training_steps * constant_lr_ratio), W is num_warmup_steps, m is
    min_lr_ratio; t counts steps. Axolotl takes it for the cosine with cosine_min_lr_ratio and cosine_constant_lr_ratio.

    Source: Axolotl 0.19.0, axolotl.utils.schedulers.get_cosine_schedule_with_warmup_decay_constant.
    """

    maker = "Axolotl"
    example = "num_warmup_steps=20, num_training_steps=100, constant_lr_ratio=0.8, min_lr_ratio=0.1"

    constant_lr_ratio: float = number(REQUIRED, "share of the steps after which the LR is held", least=0)
    min_lr_ratio: float = number(REQUIRED, "lowest LR as a share of lr", role="final-share")
    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    @property
    def held(self) -> int:
        """The step from which the rate is held."""
        return int(self.total * self.constant_lr_ratio)

    def parts(self) -> list[tuple[float, str]]:
        return [*super().parts(), (max(self.held, self.begin), "constant")]

    def goes_one_way(self) -> bool:
        return 0 <= self.num_cycles <= 0.5

    def arcs(self, end: int) -> list[Arc]:
        if self.goes_one_way():
            return super().arcs(end)
        begin, over = (min(max(math.ceil(tick), 0), end) for tick in (self.begin, max(self.held, self.begin)))
        half = max(1, self.held - self.begin) / (2 * abs(self.num_cycles))
        before, after = arcs_between((), 0, begin), arcs_between((), over, end)
        return [*before, *wave_arcs(self.begin, half, begin, over), *after]

    def factor(self, t: Array) -> Array:
        progress = (np.minimum(t, self.held) - self.begin) / max(1, self.held - self.begin)
        low = self.min_lr_ratio
        return self.warmed(t, np.maximum(0, (1 - low) * waves(self.num_cycles, progress)) + low)

    def horizon(self) -> int | None:
        return max(super().horizon() or 0, math.ceil(self.begin)) or None
