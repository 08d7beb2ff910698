"""Factors that hold between drops: Step, MultiStep, Constant."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.composer import ComposerScheduler, share, time, times
from lrcli.frameworks._kit.composer_times import Clock, OnRun, Time
from lrcli.frameworks._kit.decays import TOO_LARGE, first_overflow
from lrcli.frameworks._kit.declare import native, number
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.shapes import whole_powers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Phase, Stop


class StepScheduler(ComposerScheduler):
    """Multiplied by gamma at regular intervals.

        lr(t) = lr * gamma ** floor(t / step_size)

    t is the time in the unit of step_size: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.StepScheduler.
    """

    example = 'step_size="20ba"'

    natively = (native("step(lr, gamma, step_size)"),)

    step_size: Time = time(REQUIRED, "time between drops", "period")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    def made(self, clock: Clock) -> None:
        self.divisor(clock, "step_size")

    def drops(self, clock: Clock, t: Array) -> Array:
        """How many drops there were."""
        size = self.moment(clock, "step_size")
        made: Array = np.trunc(clock.now(size, t) / size.value) + 0.0
        return made

    def factor(self, clock: Clock, t: Array) -> Array:
        return whole_powers(self.gamma, self.drops(clock, t))

    def period(self, clock: Clock) -> int:
        size = self.moment(clock, "step_size")
        return clock.whole(size) if self.gamma >= 0 < size.value else 0

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        size, starts = self.moment(clock, "step_size"), [0]
        while len(starts) < MOST_PHASES:
            made = abs(self.drops(clock, np.asarray(starts[-1:], dtype=np.float64))[0])
            start = clock.tick(Time(abs(size.value) * (int(made) + 1), size.unit))
            if start >= end:
                break
            starts.append(max(start, starts[-1] + 1))
        return self.levels(clock, starts)

    def ended(self, clock: Clock) -> Stop | None:
        size, gamma = self.moment(clock, "step_size"), abs(self.gamma)
        if not gamma and size.value < 0:
            error = "0.0 cannot be raised to a negative power"
            return self.stops(clock.tick(Time(-size.value, size.unit)), f"ZeroDivisionError: {error}")
        drops = first_overflow(gamma, 1 if size.value > 0 else -1)
        if drops is None:
            return None
        tick = clock.tick(Time(abs(size.value) * drops, size.unit))
        return self.stops(tick, TOO_LARGE)


class MultiStepScheduler(ComposerScheduler):
    """Multiplied by gamma at each of the milestones.

        lr(t) = lr * gamma ** (number of milestones that are reached)

    Each milestone is reached when the time in its own unit is: batches (epochs and shares of the run become batches),
    samples or tokens. They may be in any order, and in different units.

    Source: Composer 0.32.1, composer.optim.scheduler.MultiStepScheduler.
    """

    example = 'milestones=["30ba", "60ba"]'

    natively = (native("multistep(lr, gamma, milestones)"),)

    milestones: tuple[Time | OnRun, ...] = times(REQUIRED, "times of the drops")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    def made(self, clock: Clock) -> None:
        dates_of(self, self.milestones, clock)

    @cached_property
    def drops(self) -> Drops:
        """Its drops on the run."""
        return Drops(dates_of(self, self.milestones, self.time_of), self.gamma, self.time_of)

    def factor(self, clock: Clock, t: Array) -> Array:
        return self.drops.factor(t)

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        return self.levels(clock, sorted({0, *self.drops.ticks})[:MOST_PHASES])

    def changes(self, end: int) -> Sequence[int]:
        return self.drops.ticks


def dates_of(scheduler: ComposerScheduler, milestones: tuple[Time | OnRun, ...], clock: Clock) -> list[Time]:
    """The milestones of a scheduler on a run. FieldError where it does not tell enough."""
    try:
        times = [date.time if isinstance(date, OnRun) else date for date in milestones]
        return [clock.convert(time, scheduler.scale_schedule_ratio) for time in times]
    except ValueError as error:
        raise scheduler.refuse("milestones", str(error)) from None


class Drops:
    """Drops by gamma at some dates of a run.

    ticks   of each date the first at which it is reached
    """

    def __init__(self, dates: Sequence[Time], gamma: float, clock: Clock) -> None:
        self.clock, self.ticks = clock, [clock.tick(date) for date in dates]
        self.products = np.cumprod([1.0, *[gamma] * len(dates)])
        one_of_each = {date.unit: date for date in dates}.values()
        self.units = [(one, np.sort([date.value for date in dates if date.unit == one.unit])) for one in one_of_each]

    def factor(self, t: Array) -> Array:
        """gamma, multiplied once for each date that is reached, one after another."""
        reached = np.zeros(len(t), dtype=np.intp)
        for one, values in self.units:
            reached += np.searchsorted(values, self.clock.now(one, t), side="right")
        return np.asarray(self.products[reached], dtype=np.float64)


class ConstantScheduler(ComposerScheduler):
    """One factor for a time, then the optimizer's rate.

        lr(t) = lr * alpha,  t < t_max
        lr(t) = lr,          t >= t_max

    t is the time in the unit of t_max: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.ConstantScheduler.
    """

    example = 'alpha=0.1, t_max="30ba"'

    natively = (native("constant(lr * alpha)"), native("linear(lr * alpha, lr * alpha, t_max) >> constant(lr)"))

    alpha: float = share(1.0, "factor before t_max", "factor")
    t_max: Time = time("1dur", "how long alpha holds", "hold")

    def made(self, clock: Clock) -> None:
        self.moment(clock, "t_max")

    def factor(self, clock: Clock, t: Array) -> Array:
        end = self.moment(clock, "t_max")
        return np.where(clock.now(end, t) < end.value, self.alpha, 1.0)

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        return self.levels(clock, sorted({0, clock.tick(self.moment(clock, "t_max"))}))
