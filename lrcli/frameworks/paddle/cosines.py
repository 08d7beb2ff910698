"""Paddle's schedulers along half cosines, which rise again or restart."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.cosines import cosine_arcs
from lrcli.frameworks._kit.declare import native, rate, strict
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.paddle.base import Epochs, Told
from lrcli.frameworks.paddle.kinds import learning_rate, length
from lrcli.schedules.arcs import arcs_between, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase
from lrcli.schedules.shapes import blend, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class CosineAnnealingDecay(Epochs):
    """Half a cosine down to eta_min, and up again.

        lr(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi * t / T_max)) / 2

    t counts calls of step(). It is not held after T_max: it climbs back to learning_rate at 2 * T_max, and so on.
    eta_min above learning_rate is legal. Paddle computes each rate from the one before it, as PyTorch does; the
    rounding that adds up is left out here. Begun at another epoch it goes on from learning_rate.

    Source: Paddle 3.3.1, paddle.optimizer.lr.CosineAnnealingDecay.
    """

    shows_arrival = True
    own_path = True
    example = "learning_rate=0.1, T_max=50"

    natively = (native("cosine(learning_rate, eta_min, T_max)"),)

    learning_rate: float = learning_rate()
    T_max: int = length(
        "epochs of the way down",
        "TypeError: The type of 'T_max' in 'CosineAnnealingDecay' must be 'int', but received {}.",
        "AssertionError:  'T_max' must be a positive integer.",
        "TypeError: The type of 'T_max' in 'CosineAnnealingDecay' must be 'int', but received <class 'NoneType'>.",
    )
    eta_min: float = rate(0.0, "lowest LR", role="floor")

    def horizon(self) -> int | None:
        return None if self.left_out() else self.T_max + 1

    def epoch_arcs(self, end: int) -> list[Arc]:
        return cosine_arcs(self.T_max, end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if end > self.T_max + 1:
            predicate = f"rises again after {self.shown('T_max')}: it runs for {scope.counted(end)}"
            yield self.note("rises-again", predicate, "T_max")

    def lines(self, e: Array) -> Lines:
        """What the steps to epochs `e` do to the rate."""
        half = self.T_max
        turn = (e - 1 - half) % (2 * half) == 0
        height, before = (1 + np.cos(np.pi * epoch / half) for epoch in (e, e - 1))
        gain = np.divide(height, before, out=np.ones_like(e), where=~turn)
        rise = (self.learning_rate - self.eta_min) * (1 - math.cos(math.pi / half)) / 2
        return gain, np.where(turn, rise, self.eta_min * (1 - gain))

    @cached_property
    def path(self) -> Path:
        """The rates from another epoch than 0 on, step by step; at 0 that before the first."""
        return Path(self.learning_rate, lambda j: self.lines(j - 1 + self.since))

    def rates(self, e: Array) -> Array:
        return self.path.at(e - self.since + 1) if self.since else self.told(e)

    def told(self, e: Array) -> Array:
        return blend(raised_cosine((e % (2 * self.T_max)) / self.T_max), self.learning_rate, self.eta_min)


class CosineAnnealingWarmRestarts(Epochs):
    """Half a cosine towards eta_min, then a restart, again and again.

        lr(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2

    T_cur counts calls of step() since the last restart; cycle i is T_i = T_0 * T_mult ** i long. It never arrives at
    eta_min: the restart takes its place. With T_0 and T_mult 1 it is constant. Both must be ints. In a LinearWarmup,
    which tells it the epoch, the cycle comes from a logarithm, which is now and then a little too small at a restart:
    there eta_min is in effect for one step.

    Source: Paddle 3.3.1, paddle.optimizer.lr.CosineAnnealingWarmRestarts.
    """

    own_path = True
    example = "learning_rate=0.1, T_0=25"

    natively = (native("restarts(learning_rate, eta_min, T_0, T_mult, 1)"),)

    learning_rate: float = learning_rate()
    T_0: int = strict(
        REQUIRED,
        "epochs of the first cycle",
        role="period",
        least=1,
        error="ValueError: Expected positive integer T_0, but got {}",
    )
    T_mult: int = strict(
        1,
        "growth of the cycles",
        role="growth",
        counts="",
        least=1,
        error="ValueError: Expected integer T_mult >= 1, but got {}",
    )
    eta_min: float = rate(0.0, "lowest LR", role="floor")

    @cached_property
    def even(self) -> float:
        """The tick from which on one cycle is as the next; infinite where there is none."""
        if self.T_mult > 1:
            return math.inf
        if self.T_0 == 1:
            return 0.0
        starts, past, _ = self.cycles(self.since + self.T_0, self.since)
        return float(starts[1:][past[1:] == 0][0])

    def cycles(self, end: float, since: int = 0) -> tuple[Array, Array, Array]:
        """Where cycles begin, up to tick `end` after epoch `since`, what T_cur is there, and how long they are."""
        starts, past, lengths = [0], [since], [self.T_0]
        if since >= self.T_0:  # begun past the end of the first cycle: one cycle is taken off at each step
            past[0] -= self.T_0
            lengths[0] *= self.T_mult
        while (begin := starts[-1] + max(lengths[-1] - past[-1], 1)) <= end:
            past.append(past[-1] + begin - starts[-1] - lengths[-1])
            starts.append(begin)
            lengths.append(lengths[-1] * self.T_mult)
        begins, passed, sizes = (np.asarray(each, dtype=np.float64) for each in (starts, past, lengths))
        return begins, passed, sizes

    def between(self, current: Array, length: Array | float) -> Array:
        """The rates so far into cycles of some length."""
        return blend(raised_cosine(current / length), self.learning_rate, self.eta_min)

    def horizon(self) -> int | None:
        return self.T_0 * (1 + self.T_mult) if self.T_mult > 1 else 3 * self.T_0

    def parts(self, end: int) -> list[Phase]:
        starts = range(0, end, self.T_0) if self.T_mult == 1 else self.cycles(end - 1)[0].astype(np.int64).tolist()
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts[:MOST_PHASES], 1)]

    def phases(self, end: int) -> list[Phase]:
        last = min(end - 1, self.even + MOST_PHASES * self.T_0)
        starts = self.cycles(last, self.since)[0] if self.since else ()
        named = [Phase(int(start), f"cycle {i}") for i, start in enumerate(starts[:MOST_PHASES], 1)]
        return named or super().phases(end)

    def epoch_arcs(self, end: int) -> list[Arc]:
        if self.T_mult == 1:
            return rounds(0, end, self.T_0, (0,))
        return arcs_between(self.cycles(end - 1)[0].astype(np.int64).tolist(), 0, end)

    def later_arcs(self, end: int) -> list[Arc]:
        even = int(min(self.even, end))
        before = arcs_between(self.cycles(even, self.since)[0].astype(np.int64).tolist(), 0, even)
        return [*before, *(rounds(even, end, self.T_0, (0,)) if even < end else ())]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if end >= self.T_0:
            predicate = f"never arrives at {self.shown('eta_min')}: the restart takes its place"
            yield self.note("never-arrives", predicate, "eta_min")

    def rates(self, e: Array) -> Array:
        t = e - self.since
        if self.T_mult == 1 and not self.since:
            return self.between(t % self.T_0, self.T_0)
        if self.even < math.inf:
            t = np.where(t < self.even, t, self.even + (t - self.even) % self.T_0)
        starts, past, lengths = self.cycles(t.max(initial=0), self.since)
        i = np.searchsorted(starts, t, side="right") - 1
        return self.between(t - starts[i] + past[i], lengths[i])

    def told(self, e: Array) -> Array:
        if self.T_mult == 1:
            return self.between(e % self.T_0, self.T_0)
        starts, _, lengths = self.cycles(e.max(initial=0))
        i = np.searchsorted(starts, e, side="right") - 1
        shown = [int(math.log(start / self.T_0 * (self.T_mult - 1) + 1, self.T_mult)) for start in starts.tolist()]
        late = np.asarray(shown) < np.arange(len(starts))  # where the logarithm is still that of the cycle before
        i = np.where(late[i] & (e == starts[i]), i - 1, i)
        return self.between(e - starts[i], lengths[i])

    def told_from(self, first: int, scope: Scope) -> Placed:
        return ToldRestarts(self, scope, first)


class ToldRestarts(Told):
    """Warm restarts that are told the epoch: where a cycle begins does not depend on the first epoch."""

    def phases(self, end: int) -> list[Phase]:
        given: Any = self.given
        later = {max(phase.start - self.first, 0): phase for phase in given.parts(end + self.first)}
        return [phase._replace(start=start) for start, phase in later.items()]

    def arcs(self, end: int) -> list[Arc]:
        given: Any = self.given
        if given.T_mult == 1:
            return super().arcs(end)
        starts = given.cycles(end + self.first)[0].astype(np.int64) - self.first
        return arcs_between([*starts.tolist(), *(starts + 1).tolist()], 0, end)  # a restart may come a step late
