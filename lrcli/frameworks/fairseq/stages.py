"""fairseq's schedulers of stages: a rise, a constant rate and a fall; and drops after a warm-up."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, endless, native, number, rate, run_length, unordered
from lrcli.frameworks.fairseq.base import (
    NO_DIVISION,
    FairseqScheduler,
    base_rate,
    updates,
    warmup,
    warmup_start,
)
from lrcli.schedules.arcs import LEAPS, Arc, arcs_between, arcs_of_stairs
from lrcli.schedules.kinds import Count, Listed, Number
from lrcli.schedules.marks import MOST_PHASES, Phase, levels
from lrcli.schedules.shapes import whole_powers

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli._lazy import Array


class TriStage(FairseqScheduler):
    """A straight rise, a constant rate, and an exponential fall.

        lr(t) = lr * (i + (1 - i) * t / W),      t < W
        lr(t) = lr,                              W <= t < W + H
        lr(t) = lr * f ** ((t - W - H) / D),     W + H <= t <= W + H + D
        lr(t) = lr * f,                          t > W + H + D

    i is init_lr_scale, f is final_lr_scale, W is warmup_steps, H is hold_steps, D is decay_steps; t counts updates.
    With a phase_ratio they are its parts of max_update instead, rounded down.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.tri_stage_lr_scheduler.
    """

    shows_arrival = True
    example = "phase_ratio=[0.1, 0.4, 0.5], max_update=100"

    natively = (
        native(
            "wsd(lr, warmup_steps, decay_steps, warmup_steps + hold_steps + decay_steps, lr * init_lr_scale, "
            "lr * final_lr_scale, 'exponential')",
            phase_ratio=None,
        ),
    )

    lr: float = base_rate("tri-stage lr")
    warmup_steps: float = updates(0, "updates of the rise", "warmup")
    hold_steps: float = updates(0, "updates at lr", "hold")
    decay_steps: float = updates(0, "updates of the fall", "decay")
    phase_ratio: tuple[float, ...] | None = argument(
        Listed(Number()), None, "the three as shares of max_update, which come to 1"
    )
    init_lr_scale: float = number(0.01, "LR at update 0 as a share of lr")
    final_lr_scale: float = number(0.01, "LR at the end as a share of lr", role="final-share")
    max_update: float = run_length(Count(), "updates in all, for phase_ratio", counts="updates", none=unordered(">"))

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        stages = () if "decay_steps" in given or "phase_ratio" in given else ("phase_ratio",)
        return (*super().wanted(given), *stages)

    def left_out(self) -> str:
        return super().left_out() if self.phase_ratio is not None else ""

    def check_none(self, name: str, given: Collection[str]) -> None:
        if isinstance(given, dict) and given.get("phase_ratio") is not None:
            super().check_none(name, given)

    def check(self) -> None:
        shares = self.phase_ratio
        if shares is not None and not self.left_out() and self.max_update <= 0:
            self.raises("max_update", "AssertionError: assert cfg.max_update > 0")
        if shares is not None and [*accumulate(shares, initial=0.0)][-1] != 1:
            self.raises("phase_ratio", "AssertionError: phase ratios must add up to 1")
        if shares is not None and len(shares) < 3:
            self.raises("phase_ratio", "IndexError: tuple index out of range")
        if self.left_out():
            return
        warmup, hold, decay = self.steps
        if warmup + hold + decay <= 0:
            error = "AssertionError: please specify steps or phase_ratio"
            if shares is None and not self.decay_steps:
                raise self.refuse("phase_ratio", f"no stage is given: fairseq raises {error}", "missing", error)
            self.raises("decay_steps", error)
        if self.final_lr_scale <= 0:
            self.raises("final_lr_scale", "ValueError: math domain error")
        if decay == 0:
            self.raises("decay_steps" if shares is None else "phase_ratio", NO_DIVISION)

    @property
    def steps(self) -> tuple[float, float, float]:
        """The updates of the three stages."""
        if self.phase_ratio is None:
            return self.warmup_steps, self.hold_steps, self.decay_steps
        first, second, third = (int((self.max_update or 0) * share) for share in self.phase_ratio[:3])
        return first, second, third

    def horizon(self) -> int | None:
        return None if self.left_out() else max(math.ceil(sum(self.steps)), 0) + 1

    def phases(self, end: int) -> list[Phase]:
        warmup, hold, decay = self.steps
        fall, over = warmup + hold, math.floor(warmup + hold + decay) + 1
        return self.named([(0, "warm-up"), (warmup, "stable"), (fall, "decay"), (max(over, fall), "past the end")], end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        warmup, hold, decay = self.steps
        first, last = self.init_lr_scale * self.lr, self.final_lr_scale * self.lr
        rise = first + (self.lr - first) / (warmup or np.inf) * t
        fall = self.lr * np.exp(math.log(self.final_lr_scale) / decay * (t - (warmup + hold)))
        after = np.where(t <= warmup + hold + decay, fall, last)
        return np.where(t < warmup, rise, np.where(t < warmup + hold, self.lr, after))


class Step(FairseqScheduler):
    """A straight warm-up, then multiplied by lr_decay every lr_deacy_period updates.

        lr(t) = first + (lr - first) * t / W,                                t < W
        lr(t) = max(lr * lr_decay ** floor((t - W) / period), min_lr),       t >= W

    W is warmup_updates, period is lr_deacy_period, as fairseq spells it; t counts updates. first is warmup_init_lr, or
    min_lr where that is below 0.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.step_lr_scheduler.
    """

    example = "lr_deacy_period=30"

    natively = (native("step(lr, lr_decay, lr_deacy_period)", warmup_updates=0, min_lr=0.0),)

    lr: float = base_rate("step", "")
    warmup_updates: float = warmup()
    warmup_init_lr: float = warmup_start("min_lr")
    min_lr: float = rate(0.0, "lowest LR", role="floor", least=0, error="AssertionError: assert self.min_lr >= 0")
    lr_deacy_period: float = updates(
        25000, "updates between drops", "period", above=0, error="AssertionError: assert self.lr_deacy_period > 0"
    )
    lr_decay: float = number(
        0.5, "factor at each drop", role="factor", most=1, error="AssertionError: assert self.lr_decay <= 1"
    )

    def check(self) -> None:
        if self.lr <= self.min_lr:
            self.raises("min_lr", "AssertionError: assert self.max_lr > self.min_lr")

    @property
    def first(self) -> float:
        return self.min_lr if self.warmup_init_lr < 0 else self.warmup_init_lr

    def horizon(self) -> int | None:
        return self.begin + endless(self.lr_deacy_period)

    def drops(self, end: int) -> list[int]:
        """The updates of the drops before one, as many as are told."""
        many = range(1, MOST_PHASES)
        dates = (math.ceil(self.warmup_updates + number * self.lr_deacy_period) for number in many)
        return [date for date in dates if 0 < date < end]

    def phases(self, end: int) -> list[Phase]:
        held = {phase.start: phase for phase in levels(self.formula, [self.begin, *self.drops(end)], end)}
        warming = {0: Phase(0, "warm-up")} if self.warmup_updates > 0 else {}
        return [*sorted({**held, **warming}.values())][:MOST_PHASES]

    def goes_one_way(self) -> bool:
        return True

    def arcs(self, end: int) -> list[Arc]:
        if self.lr_decay < 0 or self.begin >= end:
            return super().arcs(end)
        if (arcs := self.in_rounds(end, self.lr_deacy_period)) is not None:
            return arcs
        stairs = arcs_of_stairs(self.count, self.warmup_updates, self.lr_deacy_period, self.begin, end, self.formula)
        return [*arcs_between((), 0, self.begin), *(stairs or [Arc(self.begin, end, form=LEAPS)])]

    def count(self, t: Array) -> Array:
        """The drops before each update."""
        return self.later(t) // self.lr_deacy_period

    def formula(self, t: Array) -> Array:
        lowered = self.lr * whole_powers(self.lr_decay, self.count(t))
        return self.warmed(t, np.maximum(lowered, self.min_lr))
