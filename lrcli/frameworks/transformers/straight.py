"""Transformers' straight lines: constant, with a warm-up, and back to 0."""

from __future__ import annotations

from lrcli.frameworks._kit.factors import Risen, Straight, Unchanged
from lrcli.frameworks._kit.steps import started
from lrcli.frameworks.transformers.base import TransformersScheduler


class Constant(Unchanged, TransformersScheduler, function="get_constant_schedule"):
    """The optimizer's rate at every step.

        lr(t) = lr

    num_warmup_steps and num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule.
    """

    last_epoch: int = started()


class ConstantWithWarmup(Risen, TransformersScheduler, function="get_constant_schedule_with_warmup"):
    """A straight rise from 0, then the optimizer's rate.

        lr(t) = lr * t / max(1, W),  t < W
        lr(t) = lr,                  t >= W

    W is num_warmup_steps; t counts steps. num_training_steps is ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule_with_warmup.
    """

    last_epoch: int = started()


class Linear(Straight, TransformersScheduler, function="get_linear_schedule_with_warmup"):
    """A straight rise from 0 and a straight fall back to it.

        lr(t) = lr * t / max(1, W),                    t < W
        lr(t) = lr * max(0, (N - t) / max(1, N - W)),  t >= W

    W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on.

    Source: Transformers 5.23.0, transformers.optimization.get_linear_schedule_with_warmup.
    """

    last_epoch: int = started()
