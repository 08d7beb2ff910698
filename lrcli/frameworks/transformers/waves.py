"""Transformers' cosines down to 0."""

from __future__ import annotations

from lrcli.frameworks._kit.declare import number
from lrcli.frameworks._kit.factors import HalfWave, Restarted
from lrcli.frameworks._kit.steps import half_a_wave, started
from lrcli.frameworks.transformers.base import TransformersScheduler


class Cosine(HalfWave, TransformersScheduler, function="get_cosine_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),                           t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. With W = N it is lr and 0 by turns from there.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_schedule_with_warmup.
    """

    num_cycles: float = half_a_wave()
    last_epoch: int = started()


class CosineWithRestarts(
    Restarted, TransformersScheduler, function="get_cosine_with_hard_restarts_schedule_with_warmup"
):
    """A straight rise from 0, then half a cosine towards 0, again and again.

        lr(t) = lr * t / max(1, W),                                 t < W
        lr(t) = lr * (1 + cos(pi * ((num_cycles * p) mod 1))) / 2,  t >= W, p < 1

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on. The
    cycles before the last do not arrive at 0: the restart takes its place.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_hard_restarts_schedule_with_warmup.
    """

    num_cycles: float = number(1, "cosines until the end")
    last_epoch: int = started()
