"""Keras' cosines, once and with restarts."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks._kit.float32 import (
    compiled,
    first_steps,
    reciprocal,
    rounded,
    single,
    singles_from_one,
    where_seen,
)
from lrcli.frameworks.keras.arcs import ALL, MANY, arcs_of_restarts, everywhere_from, restarts_by
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label, steps
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.shapes import blend, of_runs, powers, powers_of_runs, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class CosineDecay(KerasSchedule):
    """Half a cosine down to a fraction of the peak, after a straight warm-up if there is a target for it.

        lr(t) = initial_learning_rate + (warmup_target - initial_learning_rate) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak * ((1 - alpha) * (1 + cos(pi * u / decay_steps)) / 2 + alpha),  u = t - warmup_steps

    t counts steps; u is at most decay_steps, which do not include the warm-up. The peak is warmup_target. Without one
    it is initial_learning_rate, u is t, and warmup_steps is ignored.

    Source: Keras 3.15.1, keras.optimizers.schedules.CosineDecay.
    """

    shows_arrival = True
    example = "initial_learning_rate=0.0, decay_steps=80, warmup_target=0.1, warmup_steps=20"

    natively = (
        native("cosine(initial_learning_rate, initial_learning_rate * alpha, decay_steps)", warmup_target=None),
        native(
            "linear(initial_learning_rate, warmup_target, warmup_steps) >> "
            "cosine(warmup_target, warmup_target * alpha, decay_steps)"
        ),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = decay_steps("steps of the cosine, without the warm-up", "length")
    alpha: float = number(0.0, "last LR as a fraction of the peak", role="final-share")
    name: str = label("CosineDecay")
    warmup_target: float | None = rate(None, "LR after the warm-up", role="peak")
    warmup_steps: float = number(0, "steps of the warm-up", role="warmup", counts="updates")

    @property
    def warmup(self) -> float:
        """Steps of the warm-up that there is."""
        return 0 if self.warmup_target is None else self.warmup_steps

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.warmup != self.warmup_steps:
            ignored = f"warmup_steps={self.warmup_steps:.12g} is ignored: there is no warmup_target"
            yield self.warning("ignored", ignored, "warmup_steps")
        if self.warmup:
            length = scope.counted(self.warmup + self.decay_steps)
            later = f"ends after {length}: decay_steps does not include the warm-up"
            yield self.note("warmup-extra", later, "decay_steps")
        yield from super().remarks(scope, end)

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(max(self.warmup, 0) + self.decay_steps) + 1

    def phases(self, end: int) -> list[Phase]:
        start = math.ceil(self.warmup)
        phases = [Phase(0, "warm-up"), Phase(start, "cosine")] if start > 0 else [Phase(0, "cosine")]
        return [phase for phase in phases if phase.start < end]

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        first = self.initial_learning_rate
        peak = first if self.warmup_target is None else self.warmup_target
        z = np.minimum(t - self.warmup, self.decay_steps) / self.decay_steps
        falling = blend(raised_cosine(z), peak, peak * self.alpha)
        return np.where(t < self.warmup, blend(t / (self.warmup or 1), peak, first), falling)


class CosineDecayRestarts(KerasSchedule, Counted):
    """Half a cosine, then a restart, again and again.

        lr(t) = initial_learning_rate * ((1 - alpha) * m_mul ** n * (1 + cos(pi * x)) / 2 + alpha)

    t counts steps. x is the share of cycle n that is over; cycle n is first_decay_steps * t_mul ** n long. m_mul
    scales only the part above alpha. x and n are computed in float32, n from logarithms where t_mul is not 1, and in
    training with t * float32(1 / first_decay_steps) for t / first_decay_steps: a restart may come a step late, as with
    41, 47 or 55 steps, or early. So it is here; 64 lengths of a cycle after the start x is float32's in each step,
    before that where it can be seen. With t_mul below 1 the cycles shrink to nothing, and nan is what follows.

    Source: Keras 3.15.1, keras.optimizers.schedules.CosineDecayRestarts.
    """

    example = "initial_learning_rate=0.1, first_decay_steps=15, m_mul=0.8"

    natively = (
        native("restarts(initial_learning_rate, initial_learning_rate * alpha, first_decay_steps, t_mul, m_mul)"),
    )

    initial_learning_rate: float = initial()
    first_decay_steps: float = steps("first_decay_steps", "steps of the first cycle", "period")
    t_mul: float = number(2.0, "growth of the cycles", role="growth")
    m_mul: float = number(1.0, "factor on the height at each restart", role="growth")
    alpha: float = number(0.0, "lowest LR as a fraction of the first", role="final-share")
    name: str = label("SGDRDecay")

    def check(self) -> None:
        if self.t_mul < 0:
            reason = f"t_mul={self.t_mul:.12g}: Keras gives nan, the logarithm of a negative number"
            raise self.refuse("t_mul", reason, "together")

    @property
    def growth(self) -> float:
        """t_mul in float32."""
        return float(np.float32(self.t_mul))

    @property
    def grows_exactly(self) -> bool:
        """Whether float32 makes little of where cycles begin: it is divided by t_mul - 1, and t_mul is rounded."""
        return self.growth == 1 or (self.growth == self.t_mul and self.growth >= 1.25)

    def horizon(self) -> int | None:
        return math.ceil(self.first_decay_steps * (3 if self.growth == 1 else 1 + self.t_mul))

    def stop(self) -> Stop | None:
        if self.growth >= 1:
            return None
        ticks = range(2 * math.ceil(self.first_decay_steps / (1 - self.growth)) + 2)  # rounding is less than half of it
        tick = bisect_left(ticks, True, key=lambda tick: bool(self.left(np.asarray([float(tick)]), compiled)[0] <= 0))
        return self.stops(tick, "nan: all cycles are over")

    def phases(self, end: int) -> list[Phase]:
        stop = self.stop()
        last = min(end, stop.tick if stop else end) - 1
        count = restarts_by(self, last, MOST_PHASES - 1)
        starts = [0, *self.firsts(count, last + 1).tolist()]
        return [Phase(start, f"cycle {number}") for number, start in enumerate(starts, 1) if start <= last]

    def arcs(self, end: int) -> list[Arc]:
        return arcs_of_restarts(self, end)

    def turns(self) -> Turns | None:
        return Turns(0, self.first_decay_steps, self.t_mul, "first_decay_steps")

    def left(self, t: Array, divide: Divide) -> Array:
        """t_mul to the power of the cycles that are over, in float32."""
        return rounded(1 - rounded(divide(t, self.first_decay_steps) * single(1 - self.growth)))

    def counted(self, t: Array, divide: Divide) -> Array:
        """The number of the cycle, from 0 on."""
        if self.growth == 1:
            return np.floor(divide(t, self.first_decay_steps))
        return self.counted_by(self.left(t, divide), divide)

    def counted_by(self, left: Array, divide: Divide) -> Array:
        """The same, told by t_mul to the power of the cycles that are over."""
        with np.errstate(divide="ignore", invalid="ignore"):  # a t_mul of 0, or all cycles over
            over, unit = (rounded(np.log(x)) for x in (left, np.asarray(self.growth)))
        return np.floor(divide(over, float(unit)))

    def firsts(self, count: int, end: int) -> Ints:
        if self.growth in (0, 1):
            return super().firsts(count, end)
        n, sign = np.arange(1.0, count + 1), math.copysign(1, self.growth - 1)
        left = singles_from_one(lambda left: self.counted_by(left, compiled), n, powers(self.growth, n), sign)
        over = (left + np.nextafter(left, np.float32(1)).astype(np.float64)) / 2 - 1
        guesses = over / single(self.growth - 1) / reciprocal(self.first_decay_steps)
        return first_steps(lambda t: sign * self.left(t, compiled), sign * left, guesses, end)

    def formula(self, t: Array) -> Array:
        n, f = self.counted(t, compiled), t / self.first_decay_steps
        if t.min(initial=math.inf) >= everywhere_from(self):
            wave = raised_cosine(self.share(t, n))
        else:
            begin, length = (n, np.ones(1)) if self.growth == 1 else of_runs(self.cycles, n)
            everywhere = f > ALL * length
            wave = raised_cosine((f - begin) / length)
            many = f > MANY * length
            if not self.grows_exactly:
                many |= n > 0
            if many.any():
                narrow = raised_cosine(self.share(t[many], n[many]))
                wave[many] = np.where(everywhere[many], narrow, where_seen(narrow, wave[many]))
        return self.initial_learning_rate * ((1 - self.alpha) * powers_of_runs(self.m_mul, n) * wave + self.alpha)

    def share(self, t: Array, n: Array) -> Array:
        """The share of cycle n that is over, in float32: what is left of the share of all that is over."""
        if self.growth == 1:
            return rounded(compiled(t, self.first_decay_steps) - n)
        return self.share_of(t, of_runs(self.rounded_cycles, n))

    def share_of(self, t: Array, cycles: Array) -> Array:
        """The same of cycles that are longer and longer, of which is given where they begin and how long they are."""
        begin, length = cycles
        return rounded(rounded(compiled(t, self.first_decay_steps) - begin) / length)

    def cycles(self, n: Array) -> Array:
        """Where cycles begin and how long they are, in lengths of the first."""
        length = powers(self.t_mul, n)
        return np.stack([(1 - length) / (1 - self.t_mul), length])

    def rounded_cycles(self, n: Array) -> Array:
        """The same in float32."""
        length = rounded(powers(self.growth, n))
        return np.stack([rounded(rounded(1 - length) / single(1 - self.growth)), length])
