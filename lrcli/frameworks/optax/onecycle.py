"""One-cycle schedules. Optax makes them of piecewise interpolation, and so does this."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from lrcli.frameworks._kit.curves import horizon_at
from lrcli.frameworks._kit.declare import native, number, rate
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.frameworks.optax.curves import interpolate
from lrcli.frameworks.optax.kinds import updates
from lrcli.frameworks.optax.piecewise import phases_between
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.marks import Phase


class _Onecycle(OptaxSchedule, abstract=True):
    """From knot to knot: up to a peak, and far below the start."""

    shows_arrival = True
    between: ClassVar[str] = "linear"
    """The curve from one knot to the next."""

    transition_steps: float = updates(
        REQUIRED,
        "length in updates",
        role="length",
        above=0,
        error="ValueError: A linear onecycle schedule was set with a non-positive `transition_steps`",
    )
    peak_value: float = rate(REQUIRED, "highest LR", role="peak")
    pct_start: float = number(0.3, "share of the rise", role="warmup-share")
    div_factor: float
    final_div_factor: float

    def check(self) -> None:
        names = ("div_factor", "final_div_factor")
        for name in names:
            if not getattr(self, name):
                self.raises(name, "ZeroDivisionError: float division by zero")
        if any(factor < 0 for _, factor in self.knots):
            name = next(name for name in names if getattr(self, name) < 0)
            error = "`piecewise_interpolate_schedule` expects non-negative scale factors"
            self.raises(name, f"ValueError: {error}")

    @property
    @abstractmethod
    def factors(self) -> dict[float, float]:
        """The factors by the update at which each is reached, in the order in which Optax is given them."""

    @property
    def knots(self) -> tuple[tuple[float, float], ...]:
        """The same in the order of the updates."""
        return tuple(sorted(self.factors.items()))

    def formula(self, t: Array) -> Array:
        return interpolate(t, self.between, self.peak_value / self.div_factor, self.knots)

    def horizon(self) -> int | None:
        return horizon_at(self.transition_steps)

    def goes_one_way(self) -> bool:
        return True

    def phases(self, end: int) -> list[Phase]:
        return phases_between(self.knots, end)


class LinearOnecycleSchedule(_Onecycle):
    """A straight rise to peak_value, a fall to where it began, and a fall far below that.

        lr(t) = V[j] + (V[j + 1] - V[j]) * x

    x is the share of phase j that is over; t counts updates. With N transition_steps the phases begin at 0,
    int(pct_start * N) and int(pct_final * N) and end at N. V is peak_value / div_factor, peak_value, the first again,
    and the first / final_div_factor. Where phases coincide Optax forgets the earlier one's factor.

    Source: Optax 0.2.8, optax.linear_onecycle_schedule.
    """

    example = "transition_steps=100, peak_value=0.1"

    pct_final: float = number(0.85, "share of the rise and the first fall", role="decay-share")
    div_factor: float = number(25.0, "peak_value / first LR", role="divisor")
    final_div_factor: float = number(1e4, "first LR / last LR", role="divisor")

    @property
    def factors(self) -> dict[float, float]:
        n = self.transition_steps
        return {
            float(int(self.pct_start * n)): self.div_factor,
            float(int(self.pct_final * n)): 1.0 / self.div_factor,
            n: 1.0 / self.final_div_factor,
        }


class CosineOnecycleSchedule(_Onecycle):
    """A rise to peak_value and a fall far below where it began, along half cosines.

        lr(t) = V[j + 1] + (V[j] - V[j + 1]) * (1 + cos(pi * x)) / 2

    x is the share of phase j that is over; t counts updates. With N transition_steps the phases begin at 0 and
    int(pct_start * N) and end at N. V is peak_value / div_factor, peak_value, and the first / final_div_factor. Where
    phases coincide Optax forgets the earlier one's factor.

    Source: Optax 0.2.8, optax.cosine_onecycle_schedule.
    """

    between = "cosine"
    example = "transition_steps=100, peak_value=0.1"

    natively = (
        native(
            "one_cycle(peak_value, transition_steps, int(pct_start * transition_steps), 1 / div_factor, "
            "1 / final_div_factor, 'cosine')"
        ),
    )

    div_factor: float = number(25.0, "peak_value / first LR", role="divisor")
    final_div_factor: float = number(1e4, "first LR / last LR", role="divisor")

    @property
    def factors(self) -> dict[float, float]:
        n = self.transition_steps
        return {
            float(int(self.pct_start * n)): self.div_factor,
            float(int(n)): 1.0 / (self.div_factor * self.final_div_factor),
        }
