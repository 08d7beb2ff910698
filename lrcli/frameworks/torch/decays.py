"""Schedulers that go from one rate to another: linear, exponential, polynomial."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import grown
from lrcli.frameworks._kit.declare import calls, native, number
from lrcli.frameworks._kit.stepping import KEEP, Lasting
from lrcli.frameworks.torch.base import Alone
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line, Lines
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope


class LinearLR(Alone):
    """The optimizer's rate times a factor that changes in a straight line.

        lr(t) = lr * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters)

    t counts calls of step(). No factor can be above 1, and start_factor not 0. With total_iters 0 it stays at
    start_factor. Of a total_iters that is not whole only the whole calls are made: the rate stays where they lead.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.LinearLR.
    """

    shows_arrival = True
    example = "total_iters=50"

    natively = (native("linear(lr * start_factor, lr * end_factor, total_iters)"),)

    start_factor: float = number(
        1 / 3,
        "factor at t = 0",
        role="factor",
        above=0,
        most=1,
        error="ValueError: Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
    )
    end_factor: float = number(
        1.0,
        "factor at the end",
        role="final-share",
        least=0,
        most=1,
        error="ValueError: Ending multiplicative factor expected to be between 0 and 1.",
    )
    total_iters: float = calls(5, "epochs until end_factor", role="length")

    def first(self, optimizer: Optimizer) -> Line:
        return self.start_factor, 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        slope = self.end_factor - self.start_factor
        return 0.0, self.lr * (self.start_factor + slope * min(self.total_iters, 0) / self.total_iters)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        gain, shift = self.by_clock(k) if not self.lr else super().steps(k, optimizer)
        return np.where(k == 0, self.start_factor, gain), shift

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(math.floor(max(self.total_iters, 0)) + 2, [KEEP])

    def by_clock(self, k: Array) -> Lines:
        """What each step does, told by the clock alone: rates that are 0 have no quotient."""
        slope = self.end_factor - self.start_factor
        inside = (k > 0) & (k <= self.total_iters)
        before = np.where(inside, self.total_iters * self.start_factor + (k - 1) * slope, 1.0)
        return np.where(inside, 1 + slope / before, 1.0), np.zeros_like(k)

    def horizon(self) -> int | None:
        return math.ceil(self.total_iters) + 1 if self.total_iters > 99 else None

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        z = made(t, self.total_iters)
        return self.lr * blend(z, self.end_factor, self.start_factor)


class ExponentialLR(Alone):
    """Multiplied by gamma at every step.

        lr(t) = lr * gamma ** t

    t counts calls of step(). A falling rate becomes a denormal number, then 0.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ExponentialLR.
    """

    example = "gamma=0.96"

    natively = (native("exponential(lr, gamma=gamma, every=1, staircase=False)"),)

    gamma: float = number(REQUIRED, "factor at every step", role="factor")

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.full_like(k, self.gamma), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(0, [(self.gamma, 0.0)])

    def goes_one_way(self) -> bool:
        return self.gamma >= 0

    def formula(self, t: Array) -> Array:
        return grown(self.lr, self.gamma, t)


class PolynomialLR(Alone):
    """Falls to 0 as a power of the time that is left.

        lr(t) = lr * (1 - min(t, total_iters) / total_iters) ** power

    t counts calls of step(). It ends at exactly 0. With total_iters 0 it stays at lr. Of a total_iters that is not
    whole only the whole calls are made: the rate stays where they lead, above 0.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.PolynomialLR.
    """

    shows_arrival = True
    example = "total_iters=100, power=2.0"

    natively = (
        native("linear(lr, 0, total_iters)", power=1.0),
        native("polynomial(lr, 0, total_iters, power)"),
    )

    total_iters: float = calls(5, "epochs until 0", role="length")
    power: float = number(1.0, "power of the time that is left", role="power")

    def stop(self) -> Stop | None:
        if self.power >= 0 or self.total_iters <= 0 or self.total_iters % 1:
            return None
        return self.stops(math.ceil(self.total_iters), "ZeroDivisionError: 0.0 cannot be raised to a negative power")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * (1.0 - min(self.total_iters, 0) / self.total_iters) ** self.power

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        total = np.float64(self.total_iters)
        gain = ((1 - k / total) / (1 - (k - 1) / total)) ** self.power
        return np.where(k > self.total_iters, 1.0, gain), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(math.floor(max(self.total_iters, 0)) + 1, [KEEP])

    def horizon(self) -> int | None:
        return math.ceil(self.total_iters) + 1 if self.total_iters > 99 else None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.total_iters % 1 == 0 and 0 < self.total_iters < end - 1:
            predicate = f"is exactly 0 from {self.shown('total_iters')} on: it runs for {scope.counted(end)}"
            yield self.note("stays-at-0", predicate, "total_iters")

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        total = self.total_iters
        left = np.maximum(total - np.minimum(t, math.floor(total)), 0) / total if total > 0 else np.ones_like(t)
        return self.lr * left**self.power


def made(t: Array, total: float) -> Array:
    """The share of `total` calls that is made, of which only the whole ones are."""
    if total <= 0:
        return np.zeros_like(t)
    return np.minimum(np.minimum(t, math.floor(total)) / total, 1)
