"""Families that come back to a high rate again and again."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.schedules.arcs import MOST_ARCS, MOST_TURNS, Arc, arc_with, arcs_between, in_order, rounds, unknown
from lrcli.schedules.declare import choice, lr, number, period, timescale
from lrcli.schedules.marks import MOST_PHASES, Phase
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.shapes import (
    as_fraction,
    blend,
    cycle_at,
    cycle_start,
    gone_from,
    half_cosine,
    long_cycles,
    nearest_tick,
    powers,
    triangles,
    whole_powers,
)
from lrcli.schedules.uneven import Uneven

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Ticks
    from lrcli.schedules.scope import Scope


class Restarts(Schedule, aliases=("sgdr",)):
    """Half a cosine, restarted again and again.

        lr(t) = final + (initial - final) * decay ** i * (1 + cos(pi * (t - s_i) / (s_i+1 - s_i))) / 2

    t is the tick, i the cycle it belongs to, s_i the tick at which that starts: the sum of the periods before it, of
    which number k is period * growth ** k, rounded to whole ticks. A cycle is at least a tick long. A restart's own
    tick has the height of the new cycle; final itself is what each cycle falls towards, and no tick's rate. It never
    ends.

    Source: Ilya Loshchilov and Frank Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017 (growth is
    its T_mult; a lower height at each restart is suggested there, not tried).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    final: float = lr(0.0, "LR towards which each cycle falls", role="final")
    period: Ticks = period("25%", "length of the first cycle")
    growth: float = number(1.0, "factor on the length at each restart", role="growth", above=0, most=100)
    decay: float = number(1.0, "factor on the height above final at each restart", role="growth", above=0, most=1)

    def phases(self, end: int) -> list[Phase]:
        last = cycle_at(np.asarray([end - 1.0]), self.period, self.growth)[0][0]
        starts = cycle_start(np.arange(min(last + 1, MOST_PHASES)), self.period, self.growth)
        return [Phase(int(start), f"cycle {number}") for number, start in enumerate(starts, 1)]

    def phase_count(self, end: int) -> int:
        return int(cycle_at(np.asarray([end - 1.0]), self.period, self.growth)[0][0]) + 1

    def arcs(self, end: int) -> list[Arc]:
        last = int(cycle_at(np.asarray([end - 1.0]), self.period, self.growth)[0][0])
        many = int(long_cycles(self.period, self.growth)) if self.growth < 1 else last
        if min(last, many) < MOST_ARCS:  # those that have shrunk to a tick are an arc together
            return arcs_between(
                map(int, cycle_start(np.arange(min(last, many) + 1.0), self.period, self.growth)), 0, end
            )
        whole = whole_periods(self.period, end) if self.growth == 1 else None
        if whole and (self.decay == 1 or end > whole.numerator * whole.denominator or last > MOST_TURNS):
            return rounds(0, end, whole.numerator, starts_of(whole.denominator, self.period))
        if self.growth == 1 == self.decay and is_uneven(self.period):
            return [Arc(0, end, rule=Uneven(0, self.period))]
        over = gone_from(self.decay, self.period, 0, end) if self.growth == 1 else end
        if self.growth == 1 and over > FEW_FALLING * self.period and self.decay < SURELY and is_uneven(self.period):
            falling = Uneven(0, self.period, fall=lambda numbers, _: np.power(self.decay, numbers))
            return [Arc(0, over, rule=falling), *arcs_between((), over, end)]
        count = math.ceil(over / self.period) if over < end else min(last, many)
        if count > MOST_TURNS:
            return unknown(0, end)
        starts = cycle_start(np.arange(count + 1.0), self.period, self.growth)
        return [*arc_with(starts, 0, over), *arcs_between((), over, end)]

    def formula(self, t: Array) -> Array:
        i, start, end = cycle_at(t, self.period, self.growth)
        w = whole_powers(self.decay, i) * half_cosine((end - t) / (end - start))
        return blend(w, self.initial, self.final)


class Triangular(Schedule, aliases=("clr",)):
    """A straight rise and a straight fall, again and again.

        lr(t) = low + (high - low) * w                              plain
        lr(t) = low + (high - low) * w / 2 ** i                     halving (triangular2)
        lr(t) = (low + (high - low) * w) * gamma ** (t / every)     exponential (exp_range)

    t is the tick, i counts the cycles from 0, w rises from 0 to 1 in `up` ticks and falls back in `down` ticks. Cycles
    and tops are on whole ticks, each of them the exact time rounded once; a top has the rate high itself. In the
    exponential mode both boundaries decline, as the paper says (many programs leave low where it is), by gamma per
    `every`: 1 unit of the run, which is the paper's iteration where that unit is the step. It never ends.

    Source: Leslie N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
    """

    high: float = lr(0.1, "LR at the top of a cycle", role="peak")
    low: float = lr(0.001, "LR at which a cycle begins and ends", role="floor", aliases=("base_lr",))
    up: Ticks = period("10%", "length of the rise")
    down: Ticks = period(None, "length of the fall", shown="as up")
    mode: str = choice(
        "plain",
        "whether cycles stay as high, are halved, or decline all the time",
        "plain",
        "halving",
        "exponential",
        role="mode",
        spellings={"triangular": "plain", "triangular2": "halving", "exp_range": "exponential"},
    )
    gamma: float = number(None, "factor per `every` in the exponential mode", role="factor", above=0, below=1)
    every: Ticks = timescale(None, "time in which LR falls by gamma", "decay", shown="1")

    def check(self) -> None:
        if self.low > self.high:
            raise self.refuse("low", f"{self.low:.12g} is above high, {self.high:.12g}")
        if self.mode == "exponential" and self.gamma is None:
            raise self.refuse("mode", "the exponential mode needs gamma, a factor below 1", "together")
        for name in ("gamma", "every"):
            if self.mode != "exponential" and getattr(self, name) is not None:
                raise self.refuse(name, f"the {self.mode} mode has none, only the exponential mode")

    def exact(self, scope: Scope) -> Self:
        down = self.up if self.down is None else self.down
        every = 1 if self.gamma is not None and self.every is None else self.every
        return super(Triangular, self.replace(down=down, every=every)).exact(scope)

    def phases(self, end: int) -> list[Phase]:
        starts = np.arange(MOST_PHASES // 2, dtype=np.float64) * (self.up + self.down)
        rises = [Phase(int(start), f"rise {number}") for number, start in enumerate(nearest_tick(starts), 1)]
        falls = [Phase(int(top), f"fall {number}") for number, top in enumerate(nearest_tick(starts + self.up), 1)]
        return [phase for phase in sorted(rises + falls) if phase.start < end]

    def phase_count(self, end: int) -> int:
        size = self.up + self.down
        cycle, _, _ = cycle_at(np.asarray([end - 1.0]), size)
        return 2 * int(cycle[0]) + 1 + int(nearest_tick(cycle * size + self.up)[0] < end)

    def arcs(self, end: int) -> list[Arc]:
        size = self.up + self.down
        over = end if self.mode == "plain" else self.gone(size, end)
        count = math.ceil(over / size)
        whole = whole_periods(size, end)
        long = min(self.up, size - self.up) >= 1 and is_uneven(size)
        if self.mode == "plain" and long and whole is None and count >= MOST_ARCS // 2:
            return [Arc(0, end, rule=Uneven(0, size, (0.0, self.up)))]
        if self.mode == "exponential" and long and count > FEW_FALLING and self._rises():
            falling = Uneven(0, size, (0.0, self.up), lambda _, times: np.power(self.gamma, times / self.every))
            return [Arc(0, over, rule=falling), *arcs_between((), over, end)]
        few = count if count < MOST_ARCS // 2 or whole is None else whole.denominator
        if few > MOST_TURNS // 4:
            return unknown(0, end)
        starts = cycle_start(np.arange(float(few)), size)
        tops = nearest_tick(np.arange(float(few)) * size + self.up)
        turns = in_order(np.concatenate([starts, tops, self._turns(starts, tops)]).astype(np.int64))
        if few == count or whole is None:
            told = arcs_between(turns.tolist(), 0, over) if few < MOST_ARCS else arc_with(turns, 0, over)
            return [*told, *arcs_between((), over, end)]
        return rounds(0, end, whole.numerator, turns.tolist())

    def gone(self, size: float, end: int) -> int:
        """The tick from which on halving cycles, or the exponential mode, have nothing left; `end` for none before."""
        return gone_from(0.5, size, 0, end) if self.mode == "halving" else gone_from(self.gamma, self.every, 0, end)

    def _rises(self) -> bool:
        """Whether the exponential mode leaves rises what they are, and each cycle is lower than the one before."""
        slope = (self.high - self.low) / (self.up + 1)
        return (
            0 < self.gamma ** (1 / self.every) < SURELY and slope > -2 * self.high * math.log(self.gamma) / self.every
        )

    def _turns(self, starts: Array, tops: Array) -> Array:
        """Where in rises the exponential mode makes the rate fall."""
        if self.mode != "exponential" or self.high == self.low or not 0 < self.gamma < 1:
            return starts[:0]
        sizes = tops - starts
        turns = -self.every / math.log(self.gamma) - self.low * sizes / (self.high - self.low)
        ticks = np.trunc(turns)[:, None] + np.arange(-1, 3)
        inside = (ticks > 0) & (ticks < sizes[:, None]) & (turns < sizes + 2)[:, None]
        return np.asarray((starts[:, None] + ticks)[inside])

    def formula(self, t: Array) -> Array:
        i, w = triangles(t, self.up, self.down)
        if self.mode == "halving":
            w = w * whole_powers(0.5, i)
        lr = blend(w, self.high, self.low)
        return lr * powers(self.gamma, t / self.every) if self.mode == "exponential" else lr


FEW_FALLING = 2**16
"""Cycles that are lower than the one before up to which they are told one by one."""
SURELY = 1 - 1e-12
"""A factor below this one is more than rounding makes of 1."""
EXACT, FAR = 2 * 10**9, 2**34
"""Ticks up to which sums of periods are off by less than what counts as none when they are rounded.

Of periods that are no rounded numbers it is the rounding to millionths that counts.
"""


def whole_periods(period: float, end: int) -> Fraction | None:
    """A period as a fraction: after as many as its denominator all is rounded as before. None if it is none."""
    exact = as_fraction(period)
    if exact and exact.denominator > 1:
        exact = exact if end <= (FAR if exact == Fraction(period) else EXACT) else None
    return exact


def is_uneven(period: float) -> bool:
    """Whether a period is no whole number of ticks, whatever is taken for none when its sums are rounded."""
    return 2e-6 < period % 1 < 1 - 2e-6


def starts_of(count: int, period: float) -> list[int]:
    """The ticks at which the first cycles of one length begin."""
    return [int(start) for start in cycle_start(np.arange(float(count)), period)]
