"""Factors that go from one value to another over a time: Linear, Exponential, CosineAnnealing, Polynomial."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.composer import ComposerScheduler, share, time
from lrcli.frameworks._kit.composer_times import Clock, Time
from lrcli.frameworks._kit.decays import TOO_LARGE
from lrcli.frameworks._kit.declare import native, number
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase
from lrcli.schedules.shapes import powers, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop

POWER = "ZeroDivisionError: 0.0 cannot be raised to a negative power"


def straight(z: Array, start: float, end: float) -> Array:
    """From one factor to another along a line."""
    return start + z * (end - start)


def annealed(z: Array, end: float) -> Array:
    """From 1 to another factor along half a cosine."""
    return end + (1.0 - end) * raised_cosine(np.clip(z, 0.0, 1.0))


def bent(z: Array, power: float, end: float) -> Array:
    """From 1 to another factor along a power of what is left."""
    return end + powers_of(1 - z, power) * (1.0 - end)


def powers_of(bases: Array, power: float) -> Array:
    """The power of each of several numbers."""
    raised: Array = np.power(bases, power)
    return raised


class Falling(ComposerScheduler, abstract=True):
    """A factor that depends on the share of t_max that is over, and holds from then on."""

    t_max: Time
    named: ClassVar[str] = "decay"

    def made(self, clock: Clock) -> None:
        self.divisor(clock, "t_max")

    @abstractmethod
    def shape(self, z: Array) -> Array:
        """The factor when a share of the time is over."""

    def factor(self, clock: Clock, t: Array) -> Array:
        end = self.moment(clock, "t_max")
        return self.shape(np.minimum(1.0, clock.now(end, t) / end.value))

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        return [Phase(0, self.named), Phase(clock.tick(self.moment(clock, "t_max")), "past the end")]


class LinearScheduler(Falling):
    """A straight line from one factor to another.

        lr(t) = lr * (alpha_i + (alpha_f - alpha_i) * min(1, t / t_max))

    t is the time in the unit of t_max: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.LinearScheduler.
    """

    example = ""
    named = "line"

    natively = (native("linear(lr * alpha_i, lr * alpha_f, t_max)"),)

    alpha_i: float = share(1.0, "factor at the start", "factor")
    alpha_f: float = share(0.0, "factor at the end")
    t_max: Time = time("1dur", "time of the change", "length")

    def shape(self, z: Array) -> Array:
        return straight(z, self.alpha_i, self.alpha_f)


class ExponentialScheduler(ComposerScheduler):
    """Multiplied by gamma in each period, in between as well.

        lr(t) = lr * gamma ** (t / decay_period)

    t is the time in the unit of decay_period: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.ExponentialScheduler.
    """

    example = 'gamma=0.5, decay_period="25ba"'

    natively = (native("exponential(lr, gamma=gamma, every=decay_period, staircase=False)"),)

    gamma: float = number(REQUIRED, "factor in each period", role="factor", least=0)
    decay_period: Time = time("1ep", "the period", "period")

    def made(self, clock: Clock) -> None:
        self.divisor(clock, "decay_period")

    def factor(self, clock: Clock, t: Array) -> Array:
        period = self.moment(clock, "decay_period")
        return powers(self.gamma, clock.now(period, t) / period.value)

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        return [Phase(0, "decay")]

    def ended(self, clock: Clock) -> Stop | None:
        period = self.moment(clock, "decay_period")
        if not self.gamma:
            return self.stops(1, POWER) if period.value < 0 else None
        if self.gamma == 1 or (self.gamma > 1) != (period.value > 0):
            return None
        late = 1024 * math.log(2) / abs(math.log(self.gamma)) * abs(period.value)
        tick = max(clock.tick(Time(int(late), period.unit)) - 3, 0)
        while not self.fails(clock, period, tick):
            tick += 1
        return self.stops(tick, TOO_LARGE)

    def fails(self, clock: Clock, period: Time, tick: int) -> bool:
        """Whether Python refuses the power at a tick."""
        exponent = float(clock.now(period, np.asarray([float(tick)]))[0]) / period.value
        try:
            self.gamma**exponent
        except OverflowError:
            return True
        return False


class CosineAnnealingScheduler(Falling):
    """Half a cosine.

        lr(t) = lr * (alpha_f + (1 - alpha_f) * (1 + cos(pi * min(1, t / t_max))) / 2)

    t is the time in the unit of t_max: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.CosineAnnealingScheduler.
    """

    example = ""

    natively = (native("cosine(lr, lr * alpha_f, t_max)"),)

    t_max: Time = time("1dur", "time of the fall", "length")
    alpha_f: float = share(0.0, "factor at the end")

    def shape(self, z: Array) -> Array:
        return annealed(z, self.alpha_f)


class PolynomialScheduler(Falling):
    """A power of the time that is left.

        lr(t) = lr * (alpha_f + (1 - alpha_f) * (1 - min(1, t / t_max)) ** power)

    t is the time in the unit of t_max: batches (epochs and shares of the run become batches), samples or tokens.

    Source: Composer 0.32.1, composer.optim.scheduler.PolynomialScheduler.
    """

    example = "power=2"

    natively = (
        native("linear(lr, lr * alpha_f, t_max)", power=1.0),
        native("polynomial(lr, lr * alpha_f, t_max, power)"),
    )

    power: float = number(REQUIRED, "power of what is left", role="power")
    t_max: Time = time("1dur", "time of the fall", "length")
    alpha_f: float = share(0.0, "factor at the end")

    def shape(self, z: Array) -> Array:
        return bent(z, self.power, self.alpha_f)

    def ended(self, clock: Clock) -> Stop | None:
        end = self.moment(clock, "t_max")
        return self.stops(clock.tick(end), POWER) if self.power < 0 < end.value else None
