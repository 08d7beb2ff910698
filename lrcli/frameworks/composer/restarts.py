"""CosineAnnealingWarmRestartsScheduler: half a cosine, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.composer import ComposerScheduler, share, time
from lrcli.frameworks._kit.composer_times import Clock, Time
from lrcli.frameworks._kit.declare import native, number
from lrcli.frameworks.composer.curves import annealed
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Stop

GONE = "ValueError: Interval between restarts for cosine annealing/warm restarts scheduler has decayed to 0."
MOST_CYCLES = 10**6
"""Cycles of different lengths that are looked through."""


class Cycles(NamedTuple):
    """Cycles one after another: where each begins, how long it is, and how long those are that follow the last."""

    starts: list[int]
    lengths: list[int]

    @classmethod
    def of(cls, first: int, growth: float, until: float) -> Cycles:
        """Those that begin no later than a time, of which the last may come again and again."""
        starts, lengths = [0], [first]
        while starts[-1] + lengths[-1] <= until and len(starts) < MOST_CYCLES:
            length = int(growth * lengths[-1])
            if length in (lengths[-1], 0):
                break
            starts.append(starts[-1] + lengths[-1])
            lengths.append(length)
        return cls(starts, lengths)

    def share(self, now: Array) -> Array:
        """The share that is over of the cycle in which each time is."""
        starts, lengths = np.asarray(self.starts, dtype=np.float64), np.asarray(self.lengths, dtype=np.float64)
        i = np.searchsorted(starts, now, side="right") - 1
        return np.asarray((now - starts[i]) % lengths[i] / lengths[i])


class CosineAnnealingWarmRestartsScheduler(ComposerScheduler):
    """Half a cosine, again and again.

        lr(t) = lr * (alpha_f + (1 - alpha_f) * (1 + cos(pi * u / L)) / 2)

    u is the time in a cycle, L is its length: t_0, then int(t_mult * L) for the next one. They are in the unit of t_0:
    batches (epochs and shares of the run become batches), samples or tokens. Where the length has come to 0, the next
    restart raises ValueError.

    Source: Composer 0.32.1, composer.optim.scheduler.CosineAnnealingWarmRestartsScheduler.
    """

    example = 't_0="20ba"'

    natively = (native("restarts(lr, lr * alpha_f, t_0)", t_mult=1.0),)

    t_0: Time = time(REQUIRED, "length of the first cycle", "period")
    t_mult: float = number(1.0, "factor on the length from cycle to cycle", role="growth", least=0)
    alpha_f: float = share(0.0, "factor at the end of a cycle")

    def made(self, clock: Clock) -> None:
        first = self.moment(clock, "t_0").value
        if not first:
            self.raises("t_0", GONE)
        if first < 0:
            raise self.refuse("t_0", f"{self.t_0} is negative: Composer looks for its cycle without an end")

    def factor(self, clock: Clock, t: Array) -> Array:
        first = self.moment(clock, "t_0")
        now = clock.now(first, t)
        return annealed(self.cycles(first, now.max(initial=0)).share(now), self.alpha_f)

    def cycles(self, first: Time, until: float) -> Cycles:
        """The cycles up to a time."""
        return Cycles.of(int(first.value), self.t_mult, until)

    def ended(self, clock: Clock) -> Stop | None:
        first = self.moment(clock, "t_0")
        if self.t_mult >= 1:
            return None
        cycles = self.cycles(first, np.inf)
        last = cycles.starts[-1] + cycles.lengths[-1]
        return self.stops(clock.tick(Time(last, first.unit)), GONE) if len(cycles.starts) < MOST_CYCLES else None

    def period(self, clock: Clock) -> int:
        first = self.moment(clock, "t_0")
        return clock.whole(first) if int(self.t_mult * first.value) == first.value else 0

    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        first = self.moment(clock, "t_0")
        until = float(clock.now(first, np.asarray([float(end)]))[0])
        cycles = self.cycles(first, until)
        starts = list(cycles.starts[:MOST_PHASES])
        while len(starts) < MOST_PHASES and starts[-1] + cycles.lengths[-1] < until:
            starts.append(starts[-1] + cycles.lengths[-1])
        return [Phase(clock.tick(Time(start, first.unit)), f"cycle {i}") for i, start in enumerate(starts, 1)]
