"""Schedules that hold a rate, or go from one to another: constant, polynomial, linear."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.curves import horizon_at, straight_line
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks._kit.float32 import fused, where_seen
from lrcli.frameworks._kit.seen import arcs_to_end, seen_of_root
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.frameworks.optax.kinds import updates
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope


class ConstantSchedule(OptaxSchedule):
    """The same rate at every update.

        lr(t) = value

    Source: Optax 0.2.8, optax.constant_schedule.
    """

    example = "value=0.1"

    natively = (native("constant(value)"),)

    value: float = rate(REQUIRED, "LR throughout", role="base")

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return np.full_like(t, self.value)


class PolynomialSchedule(OptaxSchedule):
    """From one rate to another as a power of the time that is left.

        lr(t) = (init_value - end_value) * (1 - u / transition_steps) ** power + end_value

    u = t - transition_begin, kept between 0 and transition_steps; t counts updates. It may rise. With transition_steps
    0 or less it stays at init_value; a negative transition_begin is taken as 0. Compiled by jax.jit it ends a little
    above or below end_value. With a power that is not whole below it is nan, for most transition_steps.

    Source: Optax 0.2.8, optax.polynomial_schedule.
    """

    shows_arrival = True
    example = "init_value=0.1, end_value=0.0, power=2.0, transition_steps=100"

    natively = (native("polynomial(init_value, end_value, transition_steps, power)", transition_begin=0),)

    init_value: float = rate(REQUIRED, "LR at first", role="base")
    end_value: float = rate(REQUIRED, "LR at the end", role="final")
    power: float = number(REQUIRED, "power of the time that is left", role="power")
    transition_steps: float = updates(REQUIRED, "updates from the one to the other", "length")
    transition_begin: float = updates(0, "updates before it begins", "delay")

    def horizon(self) -> int | None:
        return horizon_at(self.end)

    def stop(self) -> Stop | None:
        if self.power >= 0 or self.transition_steps <= 0:
            return None
        return self.stops(self.end, "inf: a negative power of 0")

    @property
    def end(self) -> float:
        """The first update with the last rate."""
        return max(self.transition_begin, 0) + max(self.transition_steps, 0)

    def goes_one_way(self) -> bool:
        return True

    def arcs(self, end: int) -> list[Arc]:
        if not 0 < self.power < 1 or self.transition_steps <= 0:
            return super().arcs(end)
        seen, start = seen_of_root(self.power, self.transition_steps, fused=True), max(self.transition_begin, 0)
        return arcs_to_end(seen, start, self.transition_steps, 0, end)

    def formula(self, t: Array) -> Array:
        length = self.transition_steps
        if length <= 0:
            return np.full_like(t, self.init_value)
        u = np.clip(t - max(self.transition_begin, 0), 0, length)
        height = np.power(1 - u / length, self.power)
        if 0 < self.power < 1:  # a root makes much of what is rounded
            with np.errstate(invalid="ignore"):
                height = where_seen(np.power(fused(u, length), self.power), height)
        return blend(height, self.init_value, self.end_value)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        length, tick = self.transition_steps, math.ceil(self.end)
        if length > 0 and self.power > 0 and self.power % 1 and tick < end and fused(np.asarray([length]), length) < 0:
            where = f"from {scope.run.moves} {tick + scope.begin} on"
            why = f"what is left comes out below 0, which has no power of {self.power:.12g}"
            yield self.warning(
                "nan-compiled", f"{self.trained_by} gives nan {where} on most processors: {why}", "power"
            )


class LinearSchedule(OptaxSchedule):
    """A straight line from one rate to another.

        lr(t) = init_value + (end_value - init_value) * u / transition_steps

    u = t - transition_begin, kept between 0 and transition_steps; t counts updates. It may rise. With transition_steps
    0 or less it stays at init_value; a negative transition_begin is taken as 0.

    Source: Optax 0.2.8, optax.linear_schedule.
    """

    shows_arrival = True
    example = "init_value=0.1, end_value=0.0, transition_steps=100"

    natively = (native("linear(init_value, end_value, transition_steps)", transition_begin=0),)

    init_value: float = rate(REQUIRED, "LR at first", role="base")
    end_value: float = rate(REQUIRED, "LR at the end", role="final")
    transition_steps: float = updates(REQUIRED, "updates from the one to the other", "length")
    transition_begin: float = updates(0, "updates before it begins", "delay")

    def horizon(self) -> int | None:
        return horizon_at(max(self.transition_begin, 0) + self.transition_steps)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        begin = max(self.transition_begin, 0)
        return straight_line(t - begin, self.init_value, self.end_value, self.transition_steps)
