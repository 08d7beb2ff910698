"""Schedulers along half cosines, which rise again or restart."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.cosines import cosine_arcs, flat_at
from lrcli.frameworks._kit.declare import Calls, native, rate, run_length, strict
from lrcli.frameworks.torch.base import Absolute, Alone
from lrcli.schedules.arcs import arcs_between, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.shapes import blend, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line, Lines
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class CosineAnnealingLR(Alone):
    """Half a cosine down to eta_min, and up again.

        lr(t) = eta_min + (lr - eta_min) * (1 + cos(pi * t / T_max)) / 2

    t counts calls of step(). It is not held after T_max: it climbs back to lr at 2 * T_max, and so on. eta_min above
    lr is legal. With T_max 0 the first step raises ZeroDivisionError. T_max need not be whole; where an odd multiple
    of it comes out whole but for rounding, the step after that raises ZeroDivisionError. PyTorch computes each rate
    from the one before it. Its rounding adds up: to 3e-12 of lr in 10^4 steps, to 4e-11 in 10^5. That is left out here.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CosineAnnealingLR.
    """

    shows_arrival = True
    example = "T_max=50"

    natively = (native("cosine(lr, eta_min, T_max)"),)

    T_max: float = run_length(
        Calls(),
        "epochs of the way down",
        none="TypeError: unsupported operand type(s) for -: 'int' and 'NoneType', at the first step()",
    )
    eta_min: float = rate(0.0, "lowest LR", role="floor")

    @cached_property
    def flat(self) -> int | None:
        """The tick after which PyTorch divides by 0: its cosine is at its lowest, and its clock is not at a turn."""
        return flat_at(self.T_max)

    def stop(self) -> Stop | None:
        if not self.T_max:
            return self.stops(1, "ZeroDivisionError: integer modulo by zero")
        return None if self.flat is None else self.stops(self.flat + 1, "ZeroDivisionError: float division by zero")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.eta_min + (self.lr - self.eta_min) * (1 + math.cos(math.pi * 0 / self.T_max)) / 2

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        half = np.float64(self.T_max)
        turn = (k - 1 - half) % (2 * half) == 0
        height, before = (1 + np.cos(np.pi * epoch / half) for epoch in (k, k - 1))
        gain = np.divide(height, before, out=np.ones_like(k), where=~turn)
        rise = (self.lr - self.eta_min) * (1 - np.cos(np.pi / half)) / 2
        return gain, np.where(turn, rise, self.eta_min * (1 - gain))

    def horizon(self) -> int | None:
        return None if self.T_max is None else math.ceil(abs(self.T_max)) + 1

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if end > self.T_max + 1:
            predicate = f"rises again after {self.shown('T_max')}: it runs for {scope.counted(end)}"
            yield self.note("rises-again", predicate, "T_max")

    def arcs(self, end: int) -> list[Arc]:
        return cosine_arcs(self.T_max, end)

    def formula(self, t: Array) -> Array:
        z = (t % abs(2 * self.T_max)) / abs(self.T_max) if self.T_max else np.zeros_like(t)
        return blend(raised_cosine(z), self.lr, self.eta_min)


class CosineAnnealingWarmRestarts(Absolute):
    """Half a cosine towards eta_min, then a restart, again and again.

        lr(t) = eta_min + (lr - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2

    T_cur counts calls of step() since the last restart; cycle i is T_i = T_0 * T_mult ** i long. It never arrives at
    eta_min: the restart takes its place. With T_0 and T_mult 1 it is constant. Both must be ints.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
    """

    example = "T_0=25"

    natively = (native("restarts(lr, eta_min, T_0, T_mult, 1)"),)

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

    def starts(self, end: float) -> list[int]:
        """Where cycles start, up to tick `end`, when they grow."""
        starts, length = [0], self.T_0
        while starts[-1] + length <= end:
            starts.append(starts[-1] + length)
            length *= self.T_mult
        return starts

    def horizon(self) -> int | None:
        return self.T_0 * (1 + self.T_mult) if self.T_mult > 1 else 3 * self.T_0

    def phases(self, end: int) -> list[Phase]:
        starts = self.starts(end - 1) if self.T_mult > 1 else range(0, end, self.T_0)
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts[:MOST_PHASES], 1)]

    def arcs(self, end: int) -> list[Arc]:
        return arcs_between(self.starts(end - 1), 0, end) if self.T_mult > 1 else rounds(0, end, self.T_0, (0,))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if end >= self.T_0:
            predicate = f"never arrives at {self.shown('eta_min')}: the restart takes its place"
            yield self.note("never-arrives", predicate, "eta_min")

    def formula(self, t: Array) -> Array:
        if self.T_mult == 1:
            z = (t % self.T_0) / self.T_0
        else:
            starts = np.asarray(self.starts(t.max(initial=0)), dtype=np.float64)
            i = np.searchsorted(starts, t, side="right") - 1
            z = (t - starts[i]) / (self.T_0 * float(self.T_mult) ** i)
        return blend(raised_cosine(z), self.lr, self.eta_min)
