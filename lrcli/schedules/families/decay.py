"""Families that decay without an end of their own, and powers of the time that is left."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from lrcli._lazy import np
from lrcli.clock import Ticks, half_up
from lrcli.schedules.arcs import arcs_between, near, rounds
from lrcli.schedules.declare import lr, number, phase, rest, switch, timescale, whole
from lrcli.schedules.marks import Phase
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.shapes import blend, powers

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.scope import Scope


class Exponential(Schedule, choose_one=("rate", "gamma", "half_life", "final")):
    """A constant fraction lost per unit of time.

        lr(t) = initial * exp(-rate * t / every)
        lr(t) = initial * gamma ** (t / every)                    with gamma
        lr(t) = initial * 0.5 ** (t / half_life)                  with half_life
        lr(t) = initial * (final / initial) ** (t / length)       with final

    t is the tick. `every` is 100 units of the run, with gamma 1 unit. With `staircase`, t is first rounded down to a
    whole multiple of `every`. With `final` the curve reaches it at `length`, the rest of the run by default, and stays
    there; `final` above `initial` rises (an LR range test). Otherwise it never ends. At most one of rate, gamma,
    half_life and final may be given.

    Source: the solution of d lr / dt = -rate * lr; as a schedule: Jasper Snoek et al., "Practical Bayesian
    Optimization of Machine Learning Algorithms", 2012, and the Keras tutorials.
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    rate: float = number(0.1, "decay constant per `every`", role="speed", least=0)
    every: Ticks = timescale(
        None, "time in which LR falls by exp(-rate), or by gamma", "decay", shown="100, with gamma 1"
    )
    staircase: bool = switch(False, "fall once per `every` instead of continuously")
    gamma: float = number(None, "factor per `every` (instead of rate)", role="factor", above=0)
    half_life: Ticks = timescale(None, "time in which LR halves (instead of rate)", "decay")
    final: float = lr(None, "LR reached at the end (instead of rate)", positive=True, role="final")
    length: Ticks = rest("time in which `final` is reached")

    def check(self) -> None:
        if self.length is not None and self.final is None:
            raise self.refuse("length", "length says when final is reached: it needs final", "together")
        if self.staircase and (self.half_life or self.final) and self.every is None:
            raise self.refuse("staircase", "staircase needs `every`, the length of a stair", "together")
        if self.final is not None and not self.initial:
            raise self.refuse("initial", "no factor leads from 0 to final; it must be above 0")

    @property
    def fills(self) -> bool:
        return self.final is not None

    def exact(self, scope: Scope) -> Self:
        exact = super(Exponential, self.replace(every=self._every)).exact(scope)
        if not exact.staircase:
            return exact
        stair = max(half_up(Fraction(exact.every)), 1)  # stairs begin on whole ticks
        return exact.replace(every=Ticks(stair, exact.every.unit))

    @property
    def _every(self) -> Any:
        """The time of the factor: 100 units of the run, with gamma 1."""
        return self.every if self.every is not None else 1 if self.gamma else 100

    def spellings(self) -> list[dict[str, Any]]:
        if self.final is not None:
            every, gamma = self.length, self.final / self.initial
        elif self.half_life is not None:
            every, gamma = self.half_life, 0.5
        else:
            every, gamma = self.every, math.exp(-self.rate) if self.gamma is None else self.gamma
        same = {"initial": self.initial, "gamma": gamma, "every": every, "staircase": self.staircase}
        return [same] if self.staircase else [same, {**same, "gamma": gamma ** (1 / every), "every": 1}]

    def arcs(self, end: int) -> list[Arc]:
        if self.staircase:
            over = end if self.length is None else min(int(self.length), end)
            return [*rounds(0, over, int(self.every), (0,)), *arcs_between((), over, end)]
        return super().arcs(end)

    def formula(self, t: Array) -> Array:
        stair = np.floor(t / self.every) * self.every if self.staircase else t
        if self.final is not None:
            falling = self.initial * powers(self.final / self.initial, np.minimum(stair, self.length) / self.length)
            return np.where(t < self.length, falling, self.final)
        if self.half_life is not None:
            return self.initial * powers(0.5, stair / self.half_life)
        if self.gamma is not None:
            return self.initial * powers(self.gamma, stair / self.every)
        return self.initial * np.exp(-self.rate * stair / self.every)


class Inverse(Schedule):
    """Falls as one over the time.

        lr(t) = initial / (1 + rate * t / every) ** power

    t is the tick. With power 1 and rate 1 the LR is halved at t = every, the length of the run by default. It never
    ends; `rate` 0 stays at initial.

    Source: Christian Darken and John Moody, "Note on Learning Rate Schedules for Stochastic Optimization", 1991 (power
    1: search, then converge); with a power, the "inv" policy of Caffe, 2014.
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    rate: float = number(1.0, "growth of the divisor per `every`", role="speed", least=0)
    every: Ticks = timescale("100%", "time in which the divisor grows by `rate`", "decay")
    power: float = number(1.0, "power of the divisor", role="power", above=0)

    def formula(self, t: Array) -> Array:
        return self.initial / (1 + self.rate * t / self.every) ** self.power


class InverseSqrt(Schedule):
    """A linear rise, then a fall as one over the square root of the time.

        lr(t) = peak * min(t / W, sqrt(W / t))

    t is the tick, W is `warmup` in ticks, at least 1. It is 0 at tick 0, peak at tick W, and never ends.

    Source: Ashish Vaswani et al., "Attention Is All You Need", 2017 (whose `noam` fixes the peak); with a peak of its
    own: Myle Ott et al., "fairseq: A Fast, Extensible Toolkit for Sequence Modeling", 2019.
    """

    peak: float = lr(0.001, "LR at the end of the warm-up", role="peak")
    warmup: Ticks = phase("10%", "time in which LR rises from 0", "warmup", zero=False)

    def phases(self, end: int) -> list[Phase]:
        return rise_and_fall(int(self.warmup), end)

    def formula(self, t: Array) -> Array:
        return self.peak * np.minimum(t / self.warmup, np.sqrt(self.warmup / np.maximum(t, 1)))


class Noam(Schedule, natural={"steps": 20000}):
    """The schedule of the first Transformer, its height set by the width of the model.

        lr(t) = d_model ** -0.5 * min(n ** -0.5, n * W ** -1.5),  n = t / every + 1

    n counts optimizer updates from 1, W is `warmup` in updates, t is the tick. One tick is one update where rows are
    steps; a run of epochs needs steps per epoch, and epochs within which the LR is held get that of their first update.
    The peak is (d_model * W) ** -0.5, at n = W. It never ends.

    Source: Ashish Vaswani et al., "Attention Is All You Need", 2017 (equation 3).
    """

    d_model: int = whole(512, "width of the model", least=1)
    warmup: Ticks = timescale("4000st", "time in which LR rises", "warmup")
    every: Ticks = timescale("1st", "time from one optimizer update to the next", "period")

    def phases(self, end: int) -> list[Phase]:
        return rise_and_fall(round(self.warmup - self.every), end)

    def arcs(self, end: int) -> list[Arc]:
        return arcs_between(near(self.warmup - self.every), 0, end)  # the top lies between two ticks

    def formula(self, t: Array) -> Array:
        n, w = t / self.every + 1, self.warmup / self.every
        peak: float = 1 / np.sqrt(self.d_model * w)
        return peak * np.minimum(n / w, np.sqrt(w / n))


class Polynomial(Schedule, aliases=("poly",)):
    """A power of the time that is left.

        lr(t) = final + (initial - final) * (1 - t / length) ** power,  t <= length

    t is the tick, `length` the number of ticks to the end; then it stays at final.

    Source: Liang-Chieh Chen et al., "DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous
    Convolution, and Fully Connected CRFs", 2017 (the "poly" policy, power 0.9, from Caffe).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()
    power: float = number(2.0, "1 is a straight line; above 1 falls fast first", role="power", above=0)

    def formula(self, t: Array) -> Array:
        left = np.maximum(self.length - t, 0) / self.length
        return blend(left**self.power, self.initial, self.final)


def rise_and_fall(top: int, end: int) -> list[Phase]:
    """A warm-up to the tick `top`, from which the rate falls."""
    phases = [Phase(0, "warm-up"), Phase(top, "decay")] if top > 0 else [Phase(0, "decay")]
    return [phase for phase in phases if phase.start < end]
