"""Schedulers that go from one rate to another: constant, linear, exponential, polynomial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import grown
from lrcli.frameworks._kit.declare import calls, native, number, rate
from lrcli.frameworks.mmengine.base import INF
from lrcli.frameworks.mmengine.single import Single
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

DIVISION = "ZeroDivisionError: float division by zero"


def ends_at(help: str) -> Any:
    """Declare the end of what goes on for all of its calls."""
    return calls(INF, help, role="length")


class ConstantLR(Single):
    """A fraction of the rate that it finds for some calls, then all of it.

        lr(t) = lr * factor,  begin <= t < end - 1
        lr(t) = lr,           t >= end - 1

    t counts calls of step(): epochs, or iterations with by_epoch=False. The factor is undone in the last call before
    end, one earlier than PyTorch's with total_iters = end - begin; with end = begin + 1 it never is. With factor 0,
    which is undone by a division, ZeroDivisionError is raised there. The default of end is 10 ** 9.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.ConstantLR.
    """

    example = "factor=0.1, end=30"

    factor: float = number(
        1 / 3,
        "factor on the LR at first",
        role="factor",
        least=0,
        most=1,
        error="ValueError: Constant multiplicative factor should between 0 and 1.",
    )

    @property
    def every(self) -> int:
        return 0

    @property
    def undone(self) -> float:
        """The own call at which the factor is undone; infinite where it never is."""
        return self.total if self.total > 0 and self.total % 1 == 0 else float("inf")

    def failure(self) -> tuple[int, str] | None:
        return None if self.factor or self.undone == float("inf") else (int(self.undone), DIVISION)

    @property
    def dates(self) -> list[int]:
        return [] if self.undone == float("inf") else [int(self.undone)]

    def log_gain(self, u: Array, calls: float) -> Array:
        return np.zeros_like(u)

    def share(self, u: Array) -> Array:
        return np.where((u < 0) | (u >= self.undone), 1.0, self.factor)

    def parts(self, calls: int) -> list[tuple[int, str]]:
        undone = [(int(self.undone), "hold")] if self.undone < calls else []
        return [(0, "constant"), *undone]


class LinearLR(Single):
    """The rate that it finds times a factor that changes in a straight line.

        lr(t) = lr * (start_factor + (end_factor - start_factor) * (t - begin) / (end - begin - 1)),  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. It arrives in the last call before end, one
    earlier than PyTorch's with total_iters = end - begin, and is held there. No factor can be above 1. With
    start_factor 0, from which nothing can grow by factors, the second call raises ZeroDivisionError. The default of end
    is 10 ** 9.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.LinearLR.
    """

    example = "start_factor=0.1, end=50"

    natively = (native("linear(lr * start_factor, lr * end_factor, end - 1)", begin=0),)

    start_factor: float = number(
        1 / 3,
        "factor at begin",
        role="factor",
        least=0,
        most=1,
        error="ValueError: Starting multiplicative factor should between 0 and 1.",
    )
    end_factor: float = number(
        1.0,
        "factor at the last call before end",
        role="final-share",
        least=0,
        most=1,
        error="ValueError: Ending multiplicative factor should between 0 and 1.",
    )
    end: float = ends_at("call of step() from which on it acts no more; it arrives in the one before")

    def failure(self) -> tuple[int, str] | None:
        return None if self.start_factor else (1, DIVISION)

    def share(self, u: Array) -> Array:
        z = u / (self.total or 1)
        return np.where(u < 0, 1.0, blend(z, self.end_factor, self.start_factor))

    def log_gain(self, u: Array, calls: float) -> Array:
        return np.log1p((self.end_factor - self.start_factor) / (self.total or 1) * calls / self.share(u))

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(0, "linear")]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield from without_end(self)


class ExponentialLR(Single):
    """The rate that it finds, multiplied by gamma at every call.

        lr(t) = lr * gamma ** (t - begin),  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. convert_to_iter_based does not change gamma,
    which then acts in each iteration. A falling rate becomes a denormal number, then 0. From end on the rate is held.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.ExponentialLR.
    """

    example = "gamma=0.96"

    natively = (native("exponential(lr, gamma=gamma, every=1, staircase=False)", begin=0),)

    gamma: float = number(REQUIRED, "factor at every call", role="factor")

    def ratio(self, u: Array, since: Array | float) -> Array:
        return grown(1.0, self.gamma, np.maximum(u, 0) - np.maximum(since, 0))

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        return grown(v, self.gamma, u - max(since, 0))

    def log_gain(self, u: Array, calls: float) -> Array:
        return np.full_like(u, calls * np.log(self.gamma))

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(0, "exponential")]

    def goes_one_way(self) -> bool:
        return self.gamma >= 0

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.by_epoch and scope.run.steps_per_epoch and self.gamma != 1:
            yield self.note("each-iteration", f"multiplies by {self.shown('gamma')} in each iteration", "gamma")


class PolyLR(Single):
    """From the rate that it finds down to eta_min as a power of the time that is left.

        lr(t) = eta_min + (lr - eta_min) * (1 - (t - begin) / (end - begin - 1)) ** power,  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. It arrives in the last call before end and is
    held there. With a power below 0 that call raises ZeroDivisionError. The default of end is 10 ** 9.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.PolyLR.
    """

    example = "power=0.9, eta_min=0.0001, end=100"

    natively = (
        native("linear(lr, eta_min, end - 1)", begin=0, power=1.0),
        native("polynomial(lr, eta_min, end - 1, power)", begin=0),
    )

    eta_min: float = rate(0.0, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    end: float = ends_at("call of step() from which on it acts no more; it arrives in the one before")

    @property
    def multiplies(self) -> bool:
        return not self.eta_min

    @property
    def toward(self) -> float:
        return self.eta_min

    def failure(self) -> tuple[int, str] | None:
        if self.total <= 0:
            return None
        if self.total % 1 == 0:
            error = "ZeroDivisionError: 0.0 cannot be raised to a negative power"
            return (int(self.total), error) if self.power < 0 else None
        past = int(self.total) + 1  # a call after the end of the time, which is less than 0 then
        return None if self.power % 1 == 0 else (past, "TypeError: a complex number is no rate")

    def share(self, u: Array) -> Array:
        left = 1 - np.maximum(u, 0) / (self.total or 1)
        return np.where(u <= 0, 1.0, left**self.power)

    def log_gain(self, u: Array, calls: float) -> Array:
        if self.power <= 0:
            return np.full_like(u, np.nan if self.power else 0.0)
        return self.power * np.log1p(-calls / ((self.total or 1) - u))

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(0, "polynomial")]

    def goes_one_way(self) -> bool:
        return self.total % 1 == 0

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield from without_end(self)


def without_end(scheduler: Single) -> Iterator[Remark]:
    """What to know of a way from one rate to another whose end was left out."""
    if scheduler.end == INF:
        yield scheduler.warning("no-end", "end is not given: it would arrive after 1000000000 calls", "end")
