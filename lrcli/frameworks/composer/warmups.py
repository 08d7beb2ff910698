"""The same with a warm-up: MultiStep, Constant, Linear, CosineAnnealing and Polynomial."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.composer import DIVISION, ComposerScheduler, share, time, times
from lrcli.frameworks._kit.composer_times import Clock, OnRun, Time
from lrcli.frameworks._kit.declare import flag, native, number
from lrcli.frameworks.composer.curves import POWER, annealed, bent, straight
from lrcli.frameworks.composer.steps import Drops, dates_of
from lrcli.schedules.arcs import HELD, arcs_at, arcs_between
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope


def rise_to(begin: int) -> list[Phase]:
    """The phase of a warm-up that gives way at a tick, if there is one."""
    return [Phase(0, "warm-up")] if begin else []


class Warmed(ComposerScheduler, abstract=True):
    """A straight rise from 0, then something else."""

    t_warmup: Time = time(REQUIRED, "time of the warm-up", "warmup")
    scale_warmup: bool = flag(False, "stretch the warm-up by scale_schedule_ratio too")

    @property
    def top(self) -> float:
        """The factor that the warm-up leads to."""
        return 1.0

    def opening(self, clock: Clock) -> Time:
        """When the warm-up gives way, which no ratio changes."""
        return self.moment(clock, "t_warmup", 1.0)

    def slope(self, clock: Clock) -> Time:
        """The time in which the warm-up gets to its top."""
        return self.moment(clock, "t_warmup", None if self.scale_warmup else 1.0)

    def made(self, clock: Clock) -> None:
        if self.opening(clock).value > 0 and not self.slope(clock).value:
            self.raises("t_warmup", DIVISION)

    @abstractmethod
    def body(self, clock: Clock, t: Array) -> Array:
        """The factor after the warm-up."""

    def factor(self, clock: Clock, t: Array) -> Array:
        begin, top = self.opening(clock), self.slope(clock)
        now = clock.now(begin, t)
        rise = np.minimum(1.0, now / (top.value or np.nan)) * self.top
        return np.where(now < begin.value, rise, self.body(clock, t))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        clock = Clock(scope)
        begin = self.opening(clock)
        if not begin.value:
            zero = f"{self.shown('t_warmup')} comes to 0 {begin.unit}: there is no warm-up"
            yield self.warning("no-warm-up", zero, "t_warmup")
        elif self.scale_warmup and self.slope(clock).value != begin.value:
            top, switch = self.slope(clock), f"its body begins at {begin}"
            yield self.note("warm-up-apart", f"has its warm-up over at {top}, but {switch}", "scale_warmup")


class WithEnd(Warmed, abstract=True):
    """A warm-up, then a curve up to t_max, which is counted from the start and may not be before the end of the run."""

    t_max: Time

    def made(self, clock: Clock) -> None:
        begin, end = self.opening(clock), self.moment(clock, "t_max")
        if begin.unit != end.unit:
            units = f"t_max {end.told} with units {end.name} and t_warmup {begin.told} with units {begin.name}"
            same = "t_warmup and t_max must use the same units."
            self.raises("t_warmup", f"ValueError: Cannot use warmup scheduler with {units}. {same}")
        run = clock.length
        if run is not None and run.unit == "ep" and end.unit == "ba":
            beyond = end.value < run.value * (clock.per_epoch or 1)
        else:
            beyond = run is not None and run.unit == end.unit and end.value < run.value
        if run is not None and beyond:
            error = f"t_max {end.told} must be greater than or equal to max_duration {run.told}. Otherwise, the LR "
            error += "schedule will not be defined for the entire training duration."
            self.raises("t_max", f"ValueError: {error}")
        super().made(clock)

    @abstractmethod
    def shape(self, z: Array) -> Array:
        """The factor when a share of the time after the warm-up is over."""

    def body(self, clock: Clock, t: Array) -> Array:
        begin, end = self.opening(clock), self.moment(clock, "t_max")
        if end.value <= begin.value:
            return self.shape(np.zeros(len(t)))
        past = (clock.now(begin, t) - begin.value) / (end.value - begin.value)
        return self.shape(np.clip(past, 0.0, 1.0))  # below 0 is the warm-up

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        begin, last = (clock.tick(each) for each in (self.opening(clock), self.moment(clock, "t_max")))
        after = [Phase(last, "past the end")] if last > begin else []
        return [*rise_to(begin), Phase(begin, "decay"), *after]


class MultiStepWithWarmupScheduler(Warmed):
    """A warm-up, then multiplied by gamma at each of the milestones.

        lr(t) = lr * t / t_warmup,                                        t < t_warmup
        lr(t) = lr * gamma ** (number of milestones that are reached),    t >= t_warmup

    t is the time in the unit of each: batches (epochs and shares of the run become batches), samples or tokens.
    Milestones are counted from the start; those in the warm-up count when it is over. scale_schedule_ratio stretches
    the milestones; with scale_warmup the warm-up is at its top after t_warmup * scale_schedule_ratio, and still gives
    way at t_warmup.

    Source: Composer 0.32.1, composer.optim.scheduler.MultiStepWithWarmupScheduler.
    """

    example = 't_warmup="10ba", milestones=["40ba", "70ba"]'
    leading = ("t_warmup", "milestones", "gamma", "scale_warmup")

    milestones: tuple[Time | OnRun, ...] = times(REQUIRED, "times of the drops")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    def made(self, clock: Clock) -> None:
        super().made(clock)
        dates_of(self, self.milestones, clock)

    def body(self, clock: Clock, t: Array) -> Array:
        return self.drops.factor(t)

    @cached_property
    def drops(self) -> Drops:
        """Its drops on the run."""
        return Drops(dates_of(self, self.milestones, self.time_of), self.gamma, self.time_of)

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        begin = clock.tick(self.opening(clock))
        starts = sorted({begin, *(date for date in self.drops.ticks if date > begin)})
        return [*rise_to(begin), *self.levels(clock, starts[:MOST_PHASES])]

    def arcs(self, end: int) -> list[Arc]:
        begin = min(self.time_of.tick(self.opening(self.time_of)), end)
        return [*arcs_between((), 0, begin), *arcs_at(self.drops.ticks, begin, end, HELD)]


class LinearWithWarmupScheduler(WithEnd):
    """A warm-up, then a straight line from one factor to another.

        lr(t) = lr * alpha_i * t / t_warmup,                                                t < t_warmup
        lr(t) = lr * (alpha_i + (alpha_f - alpha_i) * (t - t_warmup) / (t_max - t_warmup)), t >= t_warmup

    t is the time in the unit of both: batches (epochs and shares of the run become batches), samples or tokens. From
    t_max on it holds; a t_max before the end of the run raises ValueError. scale_schedule_ratio stretches t_max alone;
    with scale_warmup the warm-up is at its top after t_warmup * scale_schedule_ratio, and still gives way at t_warmup.

    Source: Composer 0.32.1, composer.optim.scheduler.LinearWithWarmupScheduler.
    """

    example = 't_warmup="10ba"'
    leading = ("t_warmup", "alpha_i", "alpha_f", "t_max", "scale_warmup")

    natively = (native("linear(0, lr * alpha_i, t_warmup) >> linear(lr * alpha_i, lr * alpha_f, t_max - t_warmup)"),)

    alpha_i: float = share(1.0, "factor after the warm-up", "factor")
    alpha_f: float = share(0.0, "factor at the end")
    t_max: Time = time("1dur", "time of it all", "length")

    @property
    def top(self) -> float:
        return self.alpha_i

    def shape(self, z: Array) -> Array:
        return straight(z, self.alpha_i, self.alpha_f)


class ConstantWithWarmupScheduler(WithEnd):
    """A warm-up, then one factor.

        lr(t) = lr * alpha * t / t_warmup,  t < t_warmup
        lr(t) = lr * alpha,                 t >= t_warmup

    t is the time in batches (epochs and shares of the run become batches), samples or tokens. t_max changes nothing,
    but one before the end of the run raises ValueError. With scale_warmup the warm-up is at its top after t_warmup *
    scale_schedule_ratio, and still gives way at t_warmup.

    Source: Composer 0.32.1, composer.optim.scheduler.ConstantWithWarmupScheduler.
    """

    example = 't_warmup="10ba"'
    leading = ("t_warmup", "alpha", "t_max", "scale_warmup")

    natively = (native("linear(0, lr * alpha, t_warmup) >> constant(lr * alpha)"),)

    alpha: float = share(1.0, "factor after the warm-up", "factor")
    t_max: Time = time("1dur", "time of it all", "length")

    @property
    def top(self) -> float:
        return self.alpha

    def shape(self, z: Array) -> Array:
        return straight(z, self.alpha, self.alpha)

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        begin = clock.tick(self.opening(clock))
        return [*rise_to(begin), Phase(begin, "constant")]


class CosineAnnealingWithWarmupScheduler(WithEnd):
    """A warm-up, then half a cosine.

        lr(t) = lr * t / t_warmup,                                                                   t < t_warmup
        lr(t) = lr * (alpha_f + (1 - alpha_f) * (1 + cos(pi * (t - t_warmup) / (t_max - t_warmup))) / 2), t >= t_warmup

    t is the time in the unit of both: batches (epochs and shares of the run become batches), samples or tokens. From
    t_max on it holds; a t_max before the end of the run raises ValueError. scale_schedule_ratio stretches t_max alone;
    with scale_warmup the warm-up is at its top after t_warmup * scale_schedule_ratio, and still gives way at t_warmup.

    Source: Composer 0.32.1, composer.optim.scheduler.CosineAnnealingWithWarmupScheduler.
    """

    example = 't_warmup="10ba"'
    leading = ("t_warmup", "t_max", "alpha_f", "scale_warmup")

    natively = (native("linear(0, lr, t_warmup) >> cosine(lr, lr * alpha_f, t_max - t_warmup)"),)

    t_max: Time = time("1dur", "time of it all", "length")
    alpha_f: float = share(0.0, "factor at the end")

    def shape(self, z: Array) -> Array:
        return annealed(z, self.alpha_f)


class PolynomialWithWarmupScheduler(WithEnd):
    """A warm-up, then a power of the time that is left.

        lr(t) = lr * t / t_warmup,                                                                 t < t_warmup
        lr(t) = lr * (alpha_f + (1 - alpha_f) * (1 - (t - t_warmup) / (t_max - t_warmup)) ** power), t >= t_warmup

    t is the time in the unit of both: batches (epochs and shares of the run become batches), samples or tokens. From
    t_max on it holds; a t_max before the end of the run raises ValueError. scale_schedule_ratio stretches t_max alone;
    with scale_warmup the warm-up is at its top after t_warmup * scale_schedule_ratio, and still gives way at t_warmup.

    Source: Composer 0.32.1, composer.optim.scheduler.PolynomialWithWarmupScheduler.
    """

    example = 't_warmup="10ba"'
    leading = ("t_warmup", "power", "t_max", "alpha_f", "scale_warmup")

    natively = (native("linear(0, lr, t_warmup) >> polynomial(lr, lr * alpha_f, t_max - t_warmup, power)"),)

    power: float = number(2.0, "power of what is left", role="power")
    t_max: Time = time("1dur", "time of it all", "length")
    alpha_f: float = share(0.0, "factor at the end")

    def shape(self, z: Array) -> Array:
        return bent(z, self.power, self.alpha_f)

    def ended(self, clock: Clock) -> Stop | None:
        begin, end = self.opening(clock), self.moment(clock, "t_max")
        return self.stops(clock.tick(end), POWER) if self.power < 0 and end.value > begin.value else None
