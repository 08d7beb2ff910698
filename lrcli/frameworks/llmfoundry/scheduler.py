"""LLM Foundry's schedule for training without a known end: down with a square root, then a straight fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.composer import ComposerScheduler, share, time
from lrcli.frameworks._kit.composer_times import Clock, OnRun, Time
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array

TIMES = ("t_warmup", "t_scale", "t_cooldown")
"""The times that are in the unit of the run's length."""


class InverseSquareRootWithWarmupScheduler(ComposerScheduler, package="llmfoundry"):
    """A straight warm-up, down with the square root of the time, and a straight fall at the end.

        lr(t) = lr * t / W,                                           t < W
        lr(t) = lr * d(t),  d(t) = a + (1 - a) / sqrt((t - W + s) / s),  W <= t < E
        lr(t) = lr * (d(E) + (f - d(E)) * min(1, (t - E) / c)),       t >= E

    W is t_warmup, s is t_scale, c is t_cooldown, a is alpha_f_decay, f is alpha_f_cooldown, E is t_max - c, not before
    W. t is the time in the unit of the three, which is that of the run's length: batches, epochs (which become
    batches), samples or tokens. Without a t_cooldown it stays at d(E).

    Source: LLM Foundry 0.22.0, llmfoundry.optim.scheduler.InverseSquareRootWithWarmupScheduler.
    """

    leading = ("t_warmup", "t_scale", "t_cooldown", "t_max", "alpha_f_decay", "alpha_f_cooldown")
    example = 't_warmup="10ba", t_scale="10ba", t_cooldown="30ba"'

    t_warmup: Time = time(REQUIRED, "time of the warm-up", "warmup")
    t_scale: Time = time(REQUIRED, "time after which, but for alpha_f_decay, the factor is 1 / sqrt(2)", "hold")
    t_cooldown: Time = time(REQUIRED, "time of the fall at the end", "decay")
    t_max: Time = time("1dur", "time of it all", "length")
    alpha_f_decay: float = share(0.0, "factor that the root goes to", "factor")
    alpha_f_cooldown: float = share(0.0, "factor at the end")

    def check(self) -> None:
        if self.alpha_f_decay < self.alpha_f_cooldown:
            values = f"alpha_f_decay={self.alpha_f_decay}, alpha_f_cooldown={self.alpha_f_cooldown}"
            error = f"ValueError: Required: alpha_f_decay >= alpha_f_cooldown. Current: {values}."
            self.raises("alpha_f_cooldown", error)
        for name in TIMES:
            if self.written(name).unit == "dur":
                self.raises(name, f'ValueError: {name} cannot be in units of "dur".')

    def written(self, name: str) -> Time:
        """A time as it was given."""
        value: Time | OnRun = getattr(self, name)
        return value.time if isinstance(value, OnRun) else value

    def made(self, clock: Clock) -> None:
        for name in TIMES:
            unit = self.written(name).unit
            if clock.length is not None and unit != clock.length.unit:
                error = f"time.unit=<TimeUnit.{unit}> does not match t_max.unit=<TimeUnit.{clock.length.unit}>."
                self.raises(name, f"ValueError: {error}")
        self.divisor(clock, "t_scale")

    def turn(self, clock: Clock) -> float:
        """The time at which the fall begins."""
        before = self.moment(clock, "t_max").value - self.moment(clock, "t_cooldown").value
        return max(before, self.moment(clock, "t_warmup", 1.0).value)

    def root(self, clock: Clock, t: Array) -> Array:
        """The factor of the square root at a time."""
        scale, warmup = self.moment(clock, "t_scale").value, self.moment(clock, "t_warmup", 1.0).value
        later = np.maximum(t, warmup)
        coefficient = 1 / ((later + (scale - warmup)) / scale) ** 0.5
        found: Array = self.alpha_f_decay + coefficient * (1.0 - self.alpha_f_decay)
        return found

    def factor(self, clock: Clock, t: Array) -> Array:
        warmup, cooldown = self.moment(clock, "t_warmup", 1.0), self.moment(clock, "t_cooldown")
        now, turn = clock.now(self.moment(clock, "t_scale"), t), self.turn(clock)
        first = self.root(clock, np.array([turn]))[0]
        over = np.clip((now - turn) / cooldown.value, 0.0, 1.0) if cooldown.value else np.zeros_like(now)
        falling = first + over * (self.alpha_f_cooldown - first)
        rise = np.minimum(1.0, now / (warmup.value or np.nan))
        return np.where(now < warmup.value, rise, np.where(now < turn, self.root(clock, now), falling))

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        warmup, last = (
            clock.tick(self.moment(clock, name, ratio)) for name, ratio in (("t_warmup", 1.0), ("t_max", None))
        )
        turn = clock.tick(Time(self.turn(clock), self.moment(clock, "t_scale").unit))
        yield from [Phase(0, "warm-up")] if warmup else []
        yield Phase(warmup, "decay")
        if self.moment(clock, "t_cooldown").value:
            yield Phase(turn, "cooldown")
            yield Phase(max(last, turn), "past the end")
