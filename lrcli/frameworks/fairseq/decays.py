"""fairseq's schedulers that hold the rate, or let it fall by one formula."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.declare import argument, endless, native, number, rate, run_length, unordered
from lrcli.frameworks.fairseq.base import (
    NO_DIVISION,
    FairseqScheduler,
    base_rate,
    warmup,
    warmup_start,
)
from lrcli.schedules.kinds import Count, Whole
from lrcli.schedules.marks import MOST_PHASES, Phase, levels
from lrcli.schedules.shapes import whole_powers

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope


class Fixed(FairseqScheduler):
    """The rate, after a straight warm-up that is an update ahead; lowered each epoch where that is asked for.

        lr(t) = lr * min(1, (t + 1) / warmup_updates)
        lr(t) = lr * lr_shrink ** (epoch + 1 - force_anneal) * the same,  epoch >= force_anneal

    t counts updates, epoch counts from 1. The warm-up begins at lr / warmup_updates, and arrives at lr an update early.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.fixed_schedule.
    """

    example = "warmup_updates=30"

    natively = (
        native("constant(lr)", warmup_updates=0, force_anneal=None),
        native("linear(lr / warmup_updates, lr, warmup_updates - 1)", force_anneal=None),
        native("linear(lr / warmup_updates, lr, warmup_updates - 1) >> constant(lr)", force_anneal=None),
    )

    lr: float = base_rate("fixed", "rates of epochs, which are not read here: piecewise(values, boundaries) has them")
    force_anneal: int | None = argument(Whole(), None, "first epoch that is lowered", role="date", counts="epochs")
    lr_shrink: float = number(0.1, "factor at each epoch from force_anneal on", role="factor")
    warmup_updates: float = warmup()

    per: int = 1
    """The updates in an epoch."""

    def exact(self, scope: Scope) -> Self:
        per = scope.run.steps_per_epoch if scope.run.moves == "step" else 1
        if per is None and self.force_anneal is not None:
            raise self.refuse("force_anneal", "it counts epochs, and the run does not tell its steps per epoch")
        return super().exact(scope).unchecked(per=per or 1)

    def horizon(self) -> int | None:
        return endless(self.warmup_updates) if self.warmup_updates > 0 else None

    def lowered(self, end: int) -> list[int]:
        """The first updates of the epochs that are lowered, before one, as many as are told."""
        if self.force_anneal is None:
            return []
        first = max((self.force_anneal - 1) * self.per, 0)
        return [*range(first, min(end, first + self.per * (MOST_PHASES - 2)), self.per)]

    def phases(self, end: int) -> list[Phase]:
        over, dates = max(math.ceil(self.warmup_updates) - 1, 0), self.lowered(end)
        if not dates:
            return self.named([(0, "warm-up"), (over, "constant")], end)
        warming = [Phase(date, "warm-up") for date in sorted({0, *dates}) if date < over]
        held = levels(self.formula, [over, *dates], end)
        return [*warming, *(phase for phase in held if phase.start >= over)]

    def goes_one_way(self) -> bool:
        return len(self.phases(LONGEST)) < MOST_PHASES - 2

    def formula(self, t: Array) -> Array:
        warmup = self.warmup_updates
        lr = self.lr * self.annealed(t)
        return np.where(t < warmup, (t + 1) / (warmup or 1) * lr, lr)

    def annealed(self, t: Array) -> Array:
        """What the epochs have made of the rate."""
        if self.force_anneal is None:
            return np.ones_like(t)
        return whole_powers(self.lr_shrink, np.maximum(np.floor(t / self.per) + 2 - self.force_anneal, 0))


class InverseSqrt(FairseqScheduler):
    """A straight warm-up, then down with the square root of the updates.

        lr(t) = warmup_init_lr + (lr - warmup_init_lr) * t / W,  t < W
        lr(t) = lr * sqrt(W) / sqrt(t),                          t >= W

    W is warmup_updates; t counts updates. A warmup_init_lr below 0 is 0. Without a warm-up it raises
    ZeroDivisionError.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.inverse_square_root_schedule.
    """

    example = "warmup_updates=10"

    natively = (native("inverse_sqrt(lr, warmup_updates)", warmup_init_lr=-1),)

    lr: float = base_rate("inverse_sqrt")
    warmup_updates: float = warmup(4000)
    warmup_init_lr: float = warmup_start("0")

    def check(self) -> None:
        if self.warmup_updates == 0:
            self.raises("warmup_updates", NO_DIVISION)
        if self.warmup_updates < 0:
            self.raises("warmup_updates", "ZeroDivisionError: 0.0 cannot be raised to a negative power")

    def horizon(self) -> int | None:
        return endless(self.warmup_updates)

    def phases(self, end: int) -> list[Phase]:
        return self.named([(0, "warm-up"), (self.begin, "decay")], end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return self.warmed(t, self.lr * self.warmup_updates**0.5 * np.maximum(t, self.begin) ** -0.5)


class PolynomialDecay(FairseqScheduler):
    """A straight warm-up from 0, then down to end_learning_rate as a power of the time that is left.

        lr(t) = lr * t / W,                                              t <= W, where W > 0
        lr(t) = e + (lr - e) * (1 - (t - W) / (N - W)) ** power,         W < t < N
        lr(t) = e,                                                       t >= N

    W is warmup_updates, N is total_num_update, e is end_learning_rate; t counts updates. Where W is N or more the rate
    goes from lr to e in one step after the warm-up.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.polynomial_decay_schedule.
    """

    shows_arrival = True
    example = "warmup_updates=20, total_num_update=100"

    natively = (
        native("polynomial(lr, end_learning_rate, total_num_update, power)", warmup_updates=0),
        native(
            "linear(0, lr, warmup_updates) >> "
            "polynomial(lr, end_learning_rate, total_num_update - warmup_updates, power)"
        ),
    )

    lr: float = base_rate("polynomial_decay", "rates of epochs, which are not read here")
    warmup_updates: float = warmup()
    end_learning_rate: float = rate(0.0, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    total_num_update: float = run_length(
        Count(above=0),
        "updates in all",
        counts="updates",
        error="AssertionError: assert cfg.total_num_update > 0",
        none=unordered(">"),
    )

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(max(self.total_num_update, self.warmup_updates)) + 1

    @property
    def falls(self) -> int:
        """The first update that the warm-up does not have."""
        return math.floor(self.warmup_updates) + 1 if self.warmup_updates > 0 else 0

    def phases(self, end: int) -> list[Phase]:
        begin = self.begin if self.warmup_updates > 0 else 0
        over = max(math.ceil(self.total_num_update), self.falls)
        return self.named([(0, "warm-up"), (begin, "decay"), (over, "past the end")], end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        warmup, total, end = self.warmup_updates, self.total_num_update, self.end_learning_rate
        left = 1 - (np.clip(t, warmup, total) - warmup) / (total - warmup) if total > warmup else np.ones_like(t)
        with np.errstate(all="ignore"):  # at the end, where it has no part
            falling = np.where(t >= total, end, (self.lr - end) * left**self.power + end)
        return np.where(t < self.falls, t / (warmup or 1) * self.lr, falling)
