"""fvcore's curves: constant, cosine, exponential, linear, and a power of what is left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.cosines import wave_arcs
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks.fvcore.base import COMPLEX, ParamScheduler
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


class ConstantParamScheduler(ParamScheduler):
    """The same rate throughout.

        lr(t) = value

    From t = N on, the ticks of the run, it raises RuntimeError.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.ConstantParamScheduler.
    """

    example = "value=0.1"

    natively = (native("constant(value)"),)

    value: float = rate(REQUIRED, "LR throughout", role="base")

    def error(self, where: float) -> str:
        return out_of_range(where) if where >= 1.0 else ""

    def ends(self) -> Iterable[float]:
        return (1.0,)

    def at(self, where: Array) -> Array:
        return np.full_like(where, self.value)


class CosineParamScheduler(ParamScheduler):
    """Half a cosine from one rate to another.

        lr(t) = end_value + (start_value - end_value) * (1 + cos(pi * t / N)) / 2

    N is the ticks of the run. Nothing stops it at N: it goes back from there.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.CosineParamScheduler.
    """

    example = "start_value=0.1, end_value=0.0"

    natively = (native("cosine(start_value, end_value)"),)

    start_value: float = rate(REQUIRED, "LR at the start", role="base")
    end_value: float = rate(REQUIRED, "LR at the end", role="final")

    def turns(self, low: float, high: float) -> Iterable[float]:
        return whole_shares(low, high)

    def arcs(self, end: int) -> list[Arc]:
        return wave_arcs(0, self.ticks, 0, end)

    def at(self, where: Array) -> Array:
        return self.end_value + 0.5 * (self.start_value - self.end_value) * (1 + np.cos(np.pi * where))


class ExponentialParamScheduler(ParamScheduler):
    """Multiplied by decay over the whole run.

        lr(t) = start_value * decay ** (t / N)

    N is the ticks of the run. It goes on falling past N.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.ExponentialParamScheduler.
    """

    example = "start_value=0.1, decay=0.02"

    start_value: float = rate(REQUIRED, "LR at the start", role="base")
    decay: float = number(REQUIRED, "factor over the whole run", role="factor")

    def error(self, where: float) -> str:
        if self.decay < 0 and where % 1:
            return COMPLEX
        return "ZeroDivisionError: 0.0 cannot be raised to a negative power" if self.decay == 0 and where < 0 else ""

    def turns(self, low: float, high: float) -> Iterable[float]:
        if self.decay < 0:  # at others it ends
            return whole_shares(low, high)
        return () if self.decay else (0.0,)

    def at(self, where: Array) -> Array:
        return self.start_value * powers(self.decay, where)


class LinearParamScheduler(ParamScheduler):
    """A straight line from one rate to another.

        lr(t) = end_value * t / N + start_value * (1 - t / N)

    N is the ticks of the run. The line goes on past N, below 0 if it falls to 0.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.LinearParamScheduler.
    """

    example = "start_value=0.1, end_value=0.0"

    natively = (native("linear(start_value, end_value)"),)

    start_value: float = rate(REQUIRED, "LR at the start", role="base")
    end_value: float = rate(REQUIRED, "LR at the end", role="final")

    def at(self, where: Array) -> Array:
        return self.end_value * where + self.start_value * (1 - where)


class PolynomialDecayParamScheduler(ParamScheduler):
    """Falls to 0 as a power of what is left of the run.

        lr(t) = base_value * (1 - t / N) ** power

    N is the ticks of the run. Past N a power that is not whole gives a complex number, which no optimizer takes; an
    even one rises again. A negative one raises ZeroDivisionError at N.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.PolynomialDecayParamScheduler.
    """

    example = "base_value=0.1, power=0.9"

    natively = (native("polynomial(base_value, 0, power=power)"),)

    base_value: float = rate(REQUIRED, "LR at the start", role="base")
    power: float = number(REQUIRED, "power of what is left", role="power")

    def error(self, where: float) -> str:
        left = 1 - where
        if left == 0 and self.power < 0:
            return "ZeroDivisionError: 0.0 cannot be raised to a negative power"
        return COMPLEX if left < 0 and self.power % 1 else ""

    def ends(self) -> Iterable[float]:
        return (1.0,)

    def turns(self, low: float, high: float) -> Iterable[float]:
        return (1.0,)

    def at(self, where: Array) -> Array:
        return self.base_value * np.power(1 - where, self.power)


def whole_shares(low: float, high: float) -> Iterable[float]:
    """The whole numbers from one share to another, and those next to them."""
    return map(float, range(math.floor(max(low, -LONGEST)), math.ceil(min(high, LONGEST)) + 1))


def out_of_range(where: float) -> str:
    """What fvcore raises for a share that is too high."""
    return f"RuntimeError: where in ParamScheduler must be in [0, 1]: got {where}"
