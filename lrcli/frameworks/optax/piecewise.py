"""Schedules that are given as factors at certain updates, and how rates lie between them."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.curves import horizon_at
from lrcli.frameworks._kit.declare import rate, word
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.frameworks.optax.curves import interpolate
from lrcli.frameworks.optax.kinds import boundaries_and_factors, scales
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli._lazy import Array


class PiecewiseConstantSchedule(OptaxSchedule):
    """Multiplied by given factors at given updates.

        lr(t) = init_value * product of the scales whose boundary is <= t

    t counts updates. A factor applies at its boundary already, one at 0 at once. Factors must not be negative.

    Source: Optax 0.2.8, optax.piecewise_constant_schedule.
    """

    shows_arrival = True
    example = "init_value=0.1, boundaries_and_scales={30: 0.5, 60: 0.5, 90: 0.5}"

    init_value: float = rate(REQUIRED, "LR at first", role="base")
    boundaries_and_scales: tuple[tuple[float, float], ...] | None = scales()

    def check(self) -> None:
        refuse_negative(self, "`piecewise_constant_schedule` expects non-negative scale factors")

    def horizon(self) -> int | None:
        dates, _ = boundaries_and_factors(self.boundaries_and_scales)
        return horizon_at(1.25 * max([0, *dates]))

    def changes(self, end: int) -> Sequence[int]:
        dates, _ = boundaries_and_factors(self.boundaries_and_scales)
        return [math.ceil(date) for date in dates]

    @cached_property
    def table(self) -> tuple[Array, Array]:
        """The boundaries, and the rates before the first and from each of them on."""
        dates, factors = boundaries_and_factors(self.boundaries_and_scales)
        return np.asarray(dates, dtype=np.float64), np.asarray(
            np.cumprod([self.init_value, *factors]), dtype=np.float64
        )

    def formula(self, t: Array) -> Array:
        dates, rates = self.table
        return np.asarray(rates[np.searchsorted(dates, t, side="right")])


class PiecewiseInterpolateSchedule(OptaxSchedule):
    """From rate to rate between given updates, along straight lines or half cosines.

        lr(t) = V[j] + (V[j + 1] - V[j]) * x                         interpolate_type linear
        lr(t) = V[j + 1] + (V[j] - V[j + 1]) * (1 + cos(pi * x)) / 2    interpolate_type cosine

    x is the share of the time between boundaries j and j + 1 that is over, the first being 0; t counts updates. V[j]
    is init_value times the first j scales. After the last boundary the last value is held. Scales must not be
    negative.

    Source: Optax 0.2.8, optax.piecewise_interpolate_schedule.
    """

    shows_arrival = True
    example = "interpolate_type='linear', init_value=0.1, boundaries_and_scales={30: 0.5, 60: 1.6, 90: 0.2}"

    interpolate_type: str = word(
        REQUIRED,
        "curve of the pieces",
        "linear",
        "cosine",
        role="shape",
        error="ValueError: `interpolate_type` must be either 'cosine' or 'linear'",
    )
    init_value: float = rate(REQUIRED, "LR at first", role="base")
    boundaries_and_scales: tuple[tuple[float, float], ...] | None = scales()

    def check(self) -> None:
        refuse_negative(self, "`piecewise_interpolate_schedule` expects non-negative scale factors")

    def horizon(self) -> int | None:
        dates, _ = boundaries_and_factors(self.boundaries_and_scales)
        return horizon_at(max([0, *dates]))

    def phases(self, end: int) -> list[Phase]:
        return phases_between(self.boundaries_and_scales, end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return interpolate(t, self.interpolate_type, self.init_value, self.boundaries_and_scales)


def phases_between(scales: tuple[tuple[float, float], ...] | None, end: int) -> list[Phase]:
    """The phases between boundaries."""
    dates, _ = boundaries_and_factors(scales)
    starts = dict.fromkeys([0, *(math.ceil(date) for date in dates if date > 0)])
    return [Phase(start, f"piece {i}") for i, start in enumerate(starts, 1) if start < end][:MOST_PHASES]


def refuse_negative(schedule: Any, error: str) -> None:
    """Refuse factors below 0."""
    _, factors = boundaries_and_factors(schedule.boundaries_and_scales)
    if any(factor < 0 for factor in factors):
        schedule.raises("boundaries_and_scales", f"ValueError: {error}")
