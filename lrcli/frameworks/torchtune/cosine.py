"""torchtune's cosine, which is Transformers'."""

from __future__ import annotations

from lrcli.frameworks._kit.factors import HalfWave
from lrcli.frameworks._kit.functional import Functional
from lrcli.frameworks._kit.steps import half_a_wave, started


class CosineWithWarmup(HalfWave, Functional, family="torchtune.get_cosine_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),                           t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. With W = N it is lr and 0 by turns from there. With num_cycles 0 it stays at lr.

    Source: torchtune 0.6.1, torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup.
    """

    maker = "torchtune"

    num_cycles: float = half_a_wave()
    last_epoch: int = started()
