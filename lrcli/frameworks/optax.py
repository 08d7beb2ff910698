"""Optax's schedules, and its transformation contrib.reduce_on_plateau.

A schedule is a function of the count of updates. Optax computes in float32, and this in float64: where rounding
decides something (which stair, whether a metric is better) it is done in float32 here as well.
"""

from __future__ import annotations

import math
import operator
import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import (
    UNIMPROVED,
    count,
    flag,
    joins,
    metrics,
    native,
    number,
    numbers,
    rate,
    schedulers,
    seen,
    word,
)
from lrcli.frameworks._kit.float32 import quotient, single
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.families.flat import levels
from lrcli.schedules.kinds import Kind, Number
from lrcli.schedules.marks import MOST_PHASES, Joint, Phase, Stop
from lrcli.schedules.reactive import Rule, reduce_on_plateau
from lrcli.schedules.shapes import blend, powers, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.reactive import Reduction
    from lrcli.schedules.scope import Scope

VERSION = "0.2.8"
"""Of Optax, whose behaviour this is."""


class _Optax(Scheduler, abstract=True):
    """One of Optax's schedules."""

    counts: ClassVar[str] = "steps"

    def __init_subclass__(cls, abstract: bool = False, module: str = "", **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        super().__init_subclass__(family=f"optax.{module}{name}", abstract=abstract, **settings)
        if "peak_value" in cls.fields:
            cls.main = "peak_value"

    def stops(self, tick: float, told: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} gives {told}")

    def oddities(self, end: int) -> list[str]:
        told = ["computes in float32: up to 5e-7 of the highest LR from these values"]
        if getattr(self, "transition_steps", 1) <= 0:
            told.append(f"never changes: {self.shown('transition_steps')}")
        return told


class Scales(Kind):
    """Factors by the count at which each applies: {30: 0.1, 80: 0.5}."""

    metavar = "{COUNT: FACTOR, ...}"
    item = Number()
    allows_nan = False

    def check(self, value: Any) -> tuple[tuple[float, float], ...]:
        if isinstance(value, tuple):
            value = dict(value)
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a mapping such as {{30: 0.1, 80: 0.5}}")
        return tuple(sorted((self.item.check(date), self.item.check(scale)) for date, scale in value.items()))

    def show(self, value: Any) -> str:
        return f"{{{', '.join(f'{self.item.show(date)}: {self.item.show(scale)}' for date, scale in value)}}}"


def scales() -> Any:
    """Declare a mapping of counts to factors."""
    return Field(Scales(), None, "factors on the LR by the count at which each applies")


def transition(help: str) -> Any:
    """Declare a number of updates, 0 or less of which mean that nothing ever changes."""
    return number(REQUIRED, help)


class ConstantSchedule(_Optax):
    """The same rate at every update.

        lr(t) = value

    Source: Optax 0.2.8, optax.constant_schedule.
    """

    example = "value=0.1"

    natively = (native("constant(value)"),)

    value: float = rate(REQUIRED, "LR throughout")

    def formula(self, t: Array) -> Array:
        return np.full_like(t, self.value)


class PolynomialSchedule(_Optax):
    """From one rate to another as a power of the time that is left.

        lr(t) = (init_value - end_value) * (1 - u / transition_steps) ** power + end_value

    u = t - transition_begin, kept between 0 and transition_steps; t counts updates. It may rise. With transition_steps
    0 or less it stays at init_value; a negative transition_begin is taken as 0.

    Source: Optax 0.2.8, optax.polynomial_schedule.
    """

    example = "init_value=0.1, end_value=0.0, power=2.0, transition_steps=100"

    natively = (native("polynomial(init_value, end_value, transition_steps, power)", transition_begin=0),)

    init_value: float = rate(REQUIRED, "LR at first")
    end_value: float = rate(REQUIRED, "LR at the end")
    power: float = number(REQUIRED, "power of the time that is left")
    transition_steps: float = transition("updates from the one to the other")
    transition_begin: float = number(0, "updates before it begins")

    def horizon(self) -> int | None:
        return finite(self.end)

    def stop(self) -> Stop | None:
        if self.power >= 0 or self.transition_steps <= 0:
            return None
        return self.stops(self.end, "inf: a negative power of 0")

    @property
    def end(self) -> float:
        """The first update with the last rate."""
        return max(self.transition_begin, 0) + max(self.transition_steps, 0)

    def formula(self, t: Array) -> Array:
        length = self.transition_steps
        if length <= 0:
            return np.full_like(t, self.init_value)
        left = 1 - np.clip(t - max(self.transition_begin, 0), 0, length) / length
        return blend(np.power(left, self.power), self.init_value, self.end_value)


class LinearSchedule(_Optax):
    """A straight line from one rate to another.

        lr(t) = init_value + (end_value - init_value) * u / transition_steps

    u = t - transition_begin, kept between 0 and transition_steps; t counts updates. It may rise. With transition_steps
    0 or less it stays at init_value; a negative transition_begin is taken as 0.

    Source: Optax 0.2.8, optax.linear_schedule.
    """

    example = "init_value=0.1, end_value=0.0, transition_steps=100"

    natively = (native("linear(init_value, end_value, transition_steps)", transition_begin=0),)

    init_value: float = rate(REQUIRED, "LR at first")
    end_value: float = rate(REQUIRED, "LR at the end")
    transition_steps: float = transition("updates from the one to the other")
    transition_begin: float = number(0, "updates before it begins")

    def horizon(self) -> int | None:
        return finite(max(self.transition_begin, 0) + self.transition_steps)

    def formula(self, t: Array) -> Array:
        begin = max(self.transition_begin, 0)
        return line(t - begin, self.init_value, self.end_value, self.transition_steps)


class PiecewiseConstantSchedule(_Optax):
    """Multiplied by given factors at given updates.

        lr(t) = init_value * product of the scales whose boundary is <= t

    t counts updates. A factor applies at its boundary already, one at 0 at once. Factors must not be negative.

    Source: Optax 0.2.8, optax.piecewise_constant_schedule.
    """

    example = "init_value=0.1, boundaries_and_scales={30: 0.5, 60: 0.5, 90: 0.5}"

    init_value: float = rate(REQUIRED, "LR at first")
    boundaries_and_scales: tuple[tuple[float, float], ...] | None = scales()

    def check(self) -> None:
        refuse_negative(self, "`piecewise_constant_schedule` expects non-negative scale factors")

    def horizon(self) -> int | None:
        dates, _ = apart(self.boundaries_and_scales)
        return finite(1.25 * max([0, *dates]))

    def phases(self, end: int) -> list[Phase]:
        dates, _ = apart(self.boundaries_and_scales)
        return levels(self, [math.ceil(date) for date in dates[:MOST_PHASES]], end)

    def formula(self, t: Array) -> Array:
        dates, factors = apart(self.boundaries_and_scales)
        return np.asarray(np.cumprod([self.init_value, *factors])[np.searchsorted(dates, t, side="right")])


class PiecewiseInterpolateSchedule(_Optax):
    """From rate to rate between given updates, along straight lines or half cosines.

        lr(t) = V[j] + (V[j + 1] - V[j]) * x                         interpolate_type linear
        lr(t) = V[j + 1] + (V[j] - V[j + 1]) * (1 + cos(pi * x)) / 2    interpolate_type cosine

    x is the share of the time between boundaries j and j + 1 that is over, the first being 0; t counts updates. V[j]
    is init_value times the first j scales. After the last boundary the last value is held. Scales must not be
    negative.

    Source: Optax 0.2.8, optax.piecewise_interpolate_schedule.
    """

    example = "interpolate_type='linear', init_value=0.1, boundaries_and_scales={30: 0.5, 60: 1.6, 90: 0.2}"

    interpolate_type: str = word(
        REQUIRED,
        "curve of the pieces",
        "linear",
        "cosine",
        error="ValueError: `interpolate_type` must be either 'cosine' or 'linear'",
    )
    init_value: float = rate(REQUIRED, "LR at first")
    boundaries_and_scales: tuple[tuple[float, float], ...] | None = scales()

    def check(self) -> None:
        refuse_negative(self, "`piecewise_interpolate_schedule` expects non-negative scale factors")

    def horizon(self) -> int | None:
        dates, _ = apart(self.boundaries_and_scales)
        return finite(max([0, *dates]))

    def phases(self, end: int) -> list[Phase]:
        return pieces(self.boundaries_and_scales, end)

    def formula(self, t: Array) -> Array:
        return interpolated(t, self.interpolate_type, self.init_value, self.boundaries_and_scales)


class ExponentialDecay(_Optax):
    """Multiplied by a factor every transition_steps, smoothly or in stairs.

        lr(t) = init_value * decay_rate ** (u / transition_steps),  u = t - transition_begin

    t counts updates. Up to transition_begin it is init_value. With staircase u / transition_steps is floored. end_value
    is the lowest rate with a decay_rate below 1, else the highest; also of init_value. With transition_steps 0 or less,
    or a decay_rate of 0, it stays at init_value; a negative transition_begin is taken as 0. Compiled by jax.jit it
    multiplies by the reciprocal of transition_steps, in float32: a stair can then come one update late.

    Source: Optax 0.2.8, optax.exponential_decay.
    """

    example = "init_value=0.1, transition_steps=20, decay_rate=0.5"

    natively = (
        native(
            "exponential(init_value, gamma=decay_rate, every=transition_steps, staircase=False)",
            staircase=False,
            transition_begin=0,
            end_value=None,
        ),
        native(
            "exponential(init_value, gamma=decay_rate, every=transition_steps, staircase=True)",
            staircase=True,
            transition_begin=0,
            end_value=None,
        ),
    )

    init_value: float = rate(REQUIRED, "LR at first")
    transition_steps: float = transition("updates in which it is multiplied by decay_rate")
    decay_rate: float = number(REQUIRED, "factor every transition_steps")
    transition_begin: float = number(0, "updates before it begins")
    staircase: bool = flag(False, "change only after whole transition_steps")
    end_value: float | None = rate(None, "LR at which it stops")

    def horizon(self) -> int | None:
        return max(math.ceil(max(self.transition_begin, 0) + 5 * self.transition_steps), 100)

    def stop(self) -> Stop | None:
        if self.decay_rate >= 0 or self.staircase or self.transition_steps <= 0 or 1 / self.transition_steps % 1 == 0:
            return None
        begin = max(self.transition_begin, 0)
        return self.stops(math.floor(begin) + 1, "nan: a fractional power of a negative decay_rate")

    def formula(self, t: Array) -> Array:
        length = self.transition_steps
        if length <= 0 or self.decay_rate == 0:
            return np.full_like(t, self.init_value)
        u = np.maximum(t - max(self.transition_begin, 0), 0)
        p = np.floor(quotient(u, length)) if self.staircase else u / length
        falling = self.init_value * powers(self.decay_rate, p)
        if self.end_value is None:
            return falling
        return np.maximum(falling, self.end_value) if self.decay_rate < 1 else np.minimum(falling, self.end_value)


class CosineDecaySchedule(_Optax):
    """Half a cosine down to a fraction of the first rate.

        lr(t) = init_value * ((1 - alpha) * ((1 + cos(pi * t / decay_steps)) / 2) ** exponent + alpha)

    t counts updates, and is at most decay_steps.

    Source: Optax 0.2.8, optax.cosine_decay_schedule.
    """

    example = "init_value=0.1, decay_steps=100"

    natively = (native("cosine(init_value, init_value * alpha, decay_steps)", exponent=1.0),)

    init_value: float = rate(REQUIRED, "LR at first")
    decay_steps: float = number(
        REQUIRED,
        "updates until the end",
        above=0,
        error="ValueError: The cosine_decay_schedule requires positive decay_steps, got decay_steps={}.",
    )
    alpha: float = number(0.0, "last LR as a fraction of the first")
    exponent: float = number(1.0, "power of the cosine")

    def horizon(self) -> int | None:
        return finite(self.decay_steps)

    def stop(self) -> Stop | None:
        return None if self.exponent >= 0 else self.stops(self.decay_steps, "inf: a negative power of 0")

    def formula(self, t: Array) -> Array:
        return cosine(t, self.init_value, self.decay_steps, self.alpha, self.exponent)


class _Onecycle(_Optax, abstract=True):
    """From knot to knot: up to a peak, and far below the start."""

    transition_steps: float = number(
        REQUIRED,
        "length in updates",
        above=0,
        error="ValueError: A linear onecycle schedule was set with a non-positive `transition_steps`",
    )
    peak_value: float = rate(REQUIRED, "highest LR")
    pct_start: float = number(0.3, "share of the rise")
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
    def knots(self) -> tuple[tuple[float, float], ...]:
        """The factors by the update at which each is reached."""
        raise NotImplementedError

    def horizon(self) -> int | None:
        return finite(self.transition_steps)

    def phases(self, end: int) -> list[Phase]:
        return pieces(self.knots, end)


class LinearOnecycleSchedule(_Onecycle):
    """A straight rise to peak_value, a fall to where it began, and a fall far below that.

        lr(t) = V[j] + (V[j + 1] - V[j]) * x

    x is the share of phase j that is over; t counts updates. With N transition_steps the phases begin at 0,
    int(pct_start * N) and int(pct_final * N) and end at N. V is peak_value / div_factor, peak_value, the first again,
    and the first / final_div_factor. Where phases coincide Optax forgets the earlier one's factor.

    Source: Optax 0.2.8, optax.linear_onecycle_schedule.
    """

    example = "transition_steps=100, peak_value=0.1"

    pct_final: float = number(0.85, "share of the rise and the first fall")
    div_factor: float = number(25.0, "peak_value / first LR")
    final_div_factor: float = number(1e4, "first LR / last LR")

    @property
    def knots(self) -> tuple[tuple[float, float], ...]:
        """The factors by the update at which each is reached."""
        n = self.transition_steps
        found = {
            float(int(self.pct_start * n)): self.div_factor,
            float(int(self.pct_final * n)): 1.0 / self.div_factor,
            n: 1.0 / self.final_div_factor,
        }
        return tuple(sorted(found.items()))

    def formula(self, t: Array) -> Array:
        return interpolated(t, "linear", self.peak_value / self.div_factor, self.knots)


class CosineOnecycleSchedule(_Onecycle):
    """A rise to peak_value and a fall far below where it began, along half cosines.

        lr(t) = V[j + 1] + (V[j] - V[j + 1]) * (1 + cos(pi * x)) / 2

    x is the share of phase j that is over; t counts updates. With N transition_steps the phases begin at 0 and
    int(pct_start * N) and end at N. V is peak_value / div_factor, peak_value, and the first / final_div_factor. Where
    phases coincide Optax forgets the earlier one's factor.

    Source: Optax 0.2.8, optax.cosine_onecycle_schedule.
    """

    example = "transition_steps=100, peak_value=0.1"

    natively = (
        native(
            "one_cycle(peak_value, transition_steps, int(pct_start * transition_steps), 1 / div_factor, "
            "1 / final_div_factor, 'cosine')"
        ),
    )

    div_factor: float = number(25.0, "peak_value / first LR")
    final_div_factor: float = number(1e4, "first LR / last LR")

    @property
    def knots(self) -> tuple[tuple[float, float], ...]:
        """The factors by the update at which each is reached."""
        n = self.transition_steps
        found = {
            float(int(self.pct_start * n)): self.div_factor,
            float(int(n)): 1.0 / (self.div_factor * self.final_div_factor),
        }
        return tuple(sorted(found.items()))

    def formula(self, t: Array) -> Array:
        return interpolated(t, "cosine", self.peak_value / self.div_factor, self.knots)


class _Warmup(_Optax, abstract=True):
    """A straight warm-up, and what follows."""

    init_value: float = rate(REQUIRED, "LR at first")
    peak_value: float = rate(REQUIRED, "LR after the warm-up")
    warmup_steps: float = number(REQUIRED, "updates of the warm-up")


class WarmupConstantSchedule(_Warmup):
    """A straight warm-up, then constant.

        lr(t) = init_value + (peak_value - init_value) * min(t, warmup_steps) / warmup_steps

    t counts updates. With warmup_steps 0 it stays at init_value for ever.

    Source: Optax 0.2.8, optax.warmup_constant_schedule.
    """

    example = "init_value=0.0, peak_value=0.1, warmup_steps=30"

    natively = (
        native("linear(init_value, peak_value, warmup_steps)"),
        native("linear(init_value, peak_value, warmup_steps) >> constant(peak_value)"),
    )

    def notes(self) -> list[str]:
        if self.warmup_steps > 0 or self.init_value == self.peak_value:
            return []
        return [f"{self.family}: without warmup_steps it stays at init_value={self.init_value:g} for ever"]

    def horizon(self) -> int | None:
        return finite(2 * self.warmup_steps)

    def phases(self, end: int) -> list[Phase]:
        return warmed(self.warmup_steps, "constant", end) if self.warmup_steps > 0 else super().phases(end)

    def formula(self, t: Array) -> Array:
        return line(t, self.init_value, self.peak_value, self.warmup_steps)


class WarmupCosineDecaySchedule(_Warmup):
    """A straight warm-up, then half a cosine.

        lr(t) = init_value + (peak_value - init_value) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak_value * ((1 - alpha) * ((1 + cos(pi * u / (decay_steps - warmup_steps))) / 2) ** exponent + alpha)

    u = t - warmup_steps, and alpha = end_value / peak_value, or 0 if peak_value is; t counts updates. decay_steps
    include the warm-up. With warmup_steps 0 it starts at peak_value.

    Source: Optax 0.2.8, optax.warmup_cosine_decay_schedule.
    """

    example = "init_value=0.0, peak_value=0.1, warmup_steps=20, decay_steps=100"

    natively = (
        native(
            "linear(init_value, peak_value, warmup_steps) >> cosine(peak_value, end_value, decay_steps - warmup_steps)",
            exponent=1.0,
        ),
    )

    decay_steps: float = number(REQUIRED, "updates until the end, with the warm-up")
    end_value: float = rate(0.0, "LR at the end")
    exponent: float = number(1.0, "power of the cosine")

    def check(self) -> None:
        length = self.decay_steps - self.warmup_steps
        if length <= 0:
            error = f"ValueError: The cosine_decay_schedule requires positive decay_steps, got decay_steps={length:g}."
            self.raises("decay_steps", f"{error} warmup_steps={self.warmup_steps:g} are among them")

    def horizon(self) -> int | None:
        return finite(self.decay_steps)

    def stop(self) -> Stop | None:
        return None if self.exponent >= 0 else self.stops(self.decay_steps, "inf: a negative power of 0")

    def phases(self, end: int) -> list[Phase]:
        return warmed(self.warmup_steps, "cosine", end)

    def oddities(self, end: int) -> list[str]:
        decays = f"decays for {self.spell(self.decay_steps - self.warmup_steps)}: decay_steps includes the warm-up"
        return [*([decays] if self.warmup_steps > 0 else []), *super().oddities(end)]

    def formula(self, t: Array) -> Array:
        alpha = self.end_value / self.peak_value if self.peak_value else 0.0
        length = self.decay_steps - self.warmup_steps
        falling = cosine(np.maximum(t - self.warmup_steps, 0), self.peak_value, length, alpha, self.exponent)
        return np.where(t < self.warmup_steps, line(t, self.init_value, self.peak_value, self.warmup_steps), falling)


class WarmupExponentialDecaySchedule(_Warmup):
    """A straight warm-up, then an exponential decay.

        lr(t) = init_value + (peak_value - init_value) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak_value * decay_rate ** (u / transition_steps),  u = t - warmup_steps - transition_begin

    t counts updates. The decay is that of optax.exponential_decay, with all its edges; its transition_begin counts
    from the end of the warm-up. With warmup_steps 0 it starts at peak_value.

    Source: Optax 0.2.8, optax.warmup_exponential_decay_schedule.
    """

    example = "init_value=0.0, peak_value=0.1, warmup_steps=20, transition_steps=20, decay_rate=0.5"

    natively = (
        native(
            "linear(init_value, peak_value, warmup_steps) >> "
            "exponential(peak_value, gamma=decay_rate, every=transition_steps, staircase=False)",
            staircase=False,
            transition_begin=0,
            end_value=None,
        ),
    )

    transition_steps: float = transition("updates in which it is multiplied by decay_rate")
    decay_rate: float = number(REQUIRED, "factor every transition_steps")
    transition_begin: float = number(0, "updates before the decay begins, after the warm-up")
    staircase: bool = flag(False, "change only after whole transition_steps")
    end_value: float | None = rate(None, "LR at which it stops")

    @cached_property
    def decay(self) -> ExponentialDecay:
        """What follows the warm-up."""
        return ExponentialDecay(
            init_value=self.peak_value,
            transition_steps=self.transition_steps,
            decay_rate=self.decay_rate,
            transition_begin=self.transition_begin,
            staircase=self.staircase,
            end_value=self.end_value,
        )

    def horizon(self) -> int | None:
        return max(math.ceil(self.warmup_steps), 0) + (self.decay.horizon() or 0)

    def stop(self) -> Stop | None:
        return later(self.decay.stop(), self.warmup_steps)

    def phases(self, end: int) -> list[Phase]:
        return warmed(self.warmup_steps, "decay", end)

    def formula(self, t: Array) -> Array:
        falling = self.decay.formula(np.maximum(t - self.warmup_steps, 0))
        return np.where(t < self.warmup_steps, line(t, self.init_value, self.peak_value, self.warmup_steps), falling)


class Cycles(Kind):
    """Arguments of optax.warmup_cosine_decay_schedule, a mapping for each cycle."""

    metavar = "[{ARGUMENT: VALUE, ...}, ...]"

    def check(self, value: Any) -> tuple[WarmupCosineDecaySchedule, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{value!r} is not a list of mappings")
        if not value:
            raise ValueError("no cycle at all (IndexError: list index out of range)")
        return tuple(self.cycle(item) for item in value)

    def cycle(self, value: Any) -> WarmupCosineDecaySchedule:
        if isinstance(value, WarmupCosineDecaySchedule):
            return value
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a mapping of arguments")
        fields = WarmupCosineDecaySchedule.fields
        unknown = [name for name in value if name not in fields]
        missing = [name for name, field in fields.items() if field.default is REQUIRED and name not in value]
        if unknown or missing:
            told = f"an unexpected keyword argument {unknown[0]!r}" if unknown else f"no argument {missing[0]!r}"
            raise ValueError(f"{value!r}: TypeError: warmup_cosine_decay_schedule() got {told}")
        try:
            return WarmupCosineDecaySchedule(**value)
        except FieldError as error:
            raise ValueError(f"{value!r}: {error.message}") from None

    def show(self, value: Any) -> str:
        return f"[{', '.join(self.words(item) for item in value)}]"

    def words(self, item: WarmupCosineDecaySchedule) -> str:
        given = ((name, getattr(item, name), field) for name, field in item.fields.items())
        shown = (f"{name!r}: {field.show(value)}" for name, value, field in given if value != field.default)
        return f"{{{', '.join(shown)}}}"

    def resolve(self, value: Any, scope: Scope) -> Any:
        return tuple(item.settle(scope) for item in value)


def cycles(help: str) -> Any:
    """Declare the cycles."""
    return Field(Cycles(), REQUIRED, help)


class SgdrSchedule(_Optax):
    """Cycles of a warm-up and half a cosine, one after another.

        lr(t) = cycle i at t - (sum of the decay_steps of those before it)

    t counts updates. Each cycle is optax.warmup_cosine_decay_schedule with arguments of its own, decay_steps long; the
    last one stays at its end.

    Source: Optax 0.2.8, optax.sgdr_schedule.
    """

    example = (
        "cosine_kwargs=[{'init_value': 0.0, 'peak_value': 0.1, 'warmup_steps': 10, 'decay_steps': 50}, "
        "{'init_value': 0.0, 'peak_value': 0.05, 'warmup_steps': 10, 'decay_steps': 50}]"
    )

    cosine_kwargs: tuple[WarmupCosineDecaySchedule, ...] = cycles("arguments of each cycle")

    @property
    def boundaries(self) -> list[float]:
        """The ends of the cycles."""
        return list(accumulate(cycle.decay_steps for cycle in self.cosine_kwargs))

    def horizon(self) -> int | None:
        return finite(self.boundaries[-1])

    def stop(self) -> Stop | None:
        return joined_stop(self.cosine_kwargs, self.boundaries[:-1])

    def phases(self, end: int) -> list[Phase]:
        starts = dict.fromkeys([0, *(max(math.ceil(date), 0) for date in self.boundaries[:-1])])
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts, 1) if start < end][:MOST_PHASES]

    def formula(self, t: Array) -> Array:
        return joined(t, self.cosine_kwargs, self.boundaries[:-1])


class JoinSchedules(_Optax):
    """One schedule after another, each from its boundary on and counting from there.

        lr(t) = schedules[j](t - boundaries[j - 1]),  boundaries[j - 1] <= t < boundaries[j]

    t counts updates. Nothing makes the pieces meet. One boundary less than schedules: what is too much of either is
    never used, and not refused. Of boundaries that do not ascend the last one that is <= t counts.

    Source: Optax 0.2.8, optax.join_schedules.
    """

    example = "schedules=[optax.linear_schedule(0.0, 0.1, 20), optax.constant_schedule(0.05)], boundaries=[20]"

    natively = (joins("schedules", "boundaries"),)

    schedules: tuple[Any, ...] = schedulers("the schedules, one after another", "IndexError: list index out of range")
    boundaries: tuple[float, ...] = numbers(REQUIRED, "updates at which the next one begins, one less than schedules")

    def check(self) -> None:
        for member in self.schedules:
            if not isinstance(member, _Optax):
                raise self.refuse("schedules", f"schedules: {member!r} is none of Optax's")
            if isinstance(member, ReduceOnPlateau):
                error = "TypeError: 'GradientTransformationExtraArgs' object is not callable"
                raise self.refuse("schedules", f"schedules: {member.family} is no schedule: Optax raises {error}")

    def notes(self) -> list[str]:
        spare = len(self.schedules) - 1 - len(self.boundaries)
        if not spare:
            return super().notes()
        unused = f"{abs(spare)} of the {'schedules' if spare > 0 else 'boundaries'}"
        counted = f"{len(self.schedules)} schedules and {len(self.boundaries)} boundaries"
        return [f"{self.family}: {counted}: Optax never comes to the last {unused}", *super().notes()]

    @property
    def joints_used(self) -> tuple[float, ...]:
        """The boundaries that are used."""
        return self.boundaries[: len(self.schedules) - 1]

    def quirks(self, end: int) -> list[str]:
        slots = zip(self.schedules, [0, *self.joints_used], [*self.joints_used, end], strict=False)
        return [told for member, start, stop in slots for told in member.quirks(math.ceil(min(stop, end) - start))]

    def horizon(self) -> int | None:
        last = self.schedules[len(self.joints_used)].horizon()
        return math.ceil(max([0, *self.joints_used])) + (last or 100)

    def stop(self) -> Stop | None:
        return joined_stop(self.schedules, self.joints_used)

    def phases(self, end: int) -> list[Phase]:
        dates = self.joints_used
        starts = sorted({0, *(start for date in dates if 0 < (start := math.ceil(date)) < end)})[:MOST_PHASES]
        return [Phase(start, self.schedules[in_turn(np.asarray([float(start)]), dates)[0]].family) for start in starts]

    def formula(self, t: Array) -> Array:
        return joined(t, self.schedules, self.joints_used)


class ReduceOnPlateau(_Optax, module="contrib."):
    """Reduced when a metric has stopped improving.

        lr(t) = lr * scale,  scale = max(scale * factor, min_scale) after patience metrics that were not better

    metrics[t] is given with update t and acts on it at once. Every accumulation_size of them their mean a is judged:
    it is better when a < (1 - rtol) * best - atol, all in float32. NaN never is. In the cooldown nothing is counted,
    but best is updated. With patience 0 the scale is reduced whenever a mean is better, and never otherwise. A
    min_scale above 1 raises the rate. After the last metric the rate is held.

    Source: Optax 0.2.8, optax.contrib.reduce_on_plateau.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    factor: float = number(
        0.1,
        "factor at each reduction",
        above=0,
        below=1,
        error="ValueError: Factor must be in the range (0, 1), got factor = {}.",
    )
    patience: int = count(10, "means in a row that are not better until a reduction")
    rtol: float = number(
        1e-4,
        "what is no improvement yet, as a share of the best",
        least=0,
        most=1,
        error="ValueError: rtol must be non-negative and less than or equal to 1.0, got rtol = {}.",
    )
    atol: float = number(
        0.0,
        "what is no improvement yet",
        least=0,
        error="ValueError: Both rtol and atol must be non-negative, got atol = {}.",
    )
    cooldown: int = count(0, "means after a reduction that are not counted")
    accumulation_size: int = count(1, "metrics of which the mean is judged")
    min_scale: float = number(0.0, "lowest scale")
    lr: float = rate(REQUIRED, "LR that is scaled", least=0)
    metrics: tuple[float, ...] = metrics()

    def check(self) -> None:
        if not self.rtol and not self.atol:
            error = "ValueError: At least one of rtol or atol must be positive, got rtol = 0.0 and atol = 0.0."
            self.raises("rtol", error)

    def horizon(self) -> int | None:
        return max(len(self.metrics), 1)

    def oddities(self, end: int) -> list[str]:
        told = [f"reduces at the metric number {self.patience} in a row that is not better, in its own update"]
        if not self.patience:
            told = ["reduces whenever the metric is better, and never otherwise: patience is 0"]
        return [*told, *super().oddities(end)]

    def rule(self) -> Rule:
        return Rule(
            factor=self.factor,
            min_lr=self.min_scale,
            eps=0,
            patience=self.patience,
            due=operator.eq,
            better=self.better,
            cooldown=self.cooldown,
            rounded=single,
        )

    def better(self, mean: float, best: float) -> bool:
        with np.errstate(all="ignore"):
            bar = np.float32(1 - self.rtol) * np.float32(best) - np.float32(self.atol)
        return bool(np.float32(mean) < bar)

    @cached_property
    def means(self) -> list[float]:
        """The mean of every accumulation_size metrics, as Optax sums them up."""
        size = self.accumulation_size
        if size < 1:
            return []
        with np.errstate(all="ignore"):
            given = np.asarray(self.metrics).astype(np.float32)
            windows = given[: len(given) // size * size].reshape(-1, size)
            mean = np.zeros(len(windows), dtype=np.float32)
            for k in range(size):
                mean = (np.float32(k) * mean + windows[:, k]) / np.float32(k + 1)
        found: list[float] = mean.astype(np.float64).tolist()
        return found

    @property
    def raised(self) -> float:
        """The scale from the first mean on, before any reduction."""
        return max(self.min_scale, 1.0)

    @cached_property
    def reduced(self) -> list[Reduction]:
        return reduce_on_plateau(self.means, self.raised, self.rule())

    @cached_property
    def changes(self) -> tuple[list[int], Array]:
        """The updates at which the scale changes, and the scale at first and from each of them on."""
        size = self.accumulation_size
        dates = [size - 1, *((found.metric + 1) * size - 1 for found in self.reduced)] if self.means else []
        scales = [1.0, *([self.raised] if self.means else []), *(found.after for found in self.reduced)]
        return dates, np.asarray(scales)

    def joints(self) -> list[Joint]:
        size, lr = self.accumulation_size, self.lr
        return [
            Joint((found.metric + 1) * size - 1, lr * found.before, lr * found.after, found.best)
            for found in self.reduced
        ]

    @property
    def metrics_on_run(self) -> Array:
        return seen(self.metrics)

    def phases(self, end: int) -> list[Phase]:
        dates, scales = self.changes
        return levels(
            self, [date for date, gone in zip(dates, np.diff(scales), strict=True) if gone][:MOST_PHASES], end
        )

    def formula(self, t: Array) -> Array:
        dates, scales = self.changes
        return self.lr * scales[np.searchsorted(dates, t, side="right")]


def finite(end: float) -> int:
    """How many ticks show what is over at tick `end`."""
    return max(math.ceil(end), 0) + 1


def line(u: Array, start: float, end: float, length: float) -> Array:
    """A straight line of `length` updates, flat before and after; all flat at its start if it has no length."""
    if length <= 0:
        return np.full_like(u, start)
    return blend(np.clip(u, 0, length) / length, end, start)


def cosine(u: Array, start: float, length: float, alpha: float, exponent: float) -> Array:
    """Half a cosine of `length` updates to a power, from `start` to alpha * start."""
    return blend(np.power(raised_cosine(np.minimum(u, length) / length), exponent), start, start * alpha)


def apart(scales: tuple[tuple[float, float], ...] | None) -> tuple[list[float], list[float]]:
    """Boundaries, ascending, and factors."""
    return [date for date, _ in scales or ()], [scale for _, scale in scales or ()]


def interpolated(t: Array, curve: str, start: float, scales: tuple[tuple[float, float], ...] | None) -> Array:
    """From level to level between boundaries. What is shorter than one update counts as one."""
    dates, factors = apart(scales)
    values = np.cumprod([start, *factors])
    if not dates:
        return np.full_like(t, start)
    j = np.searchsorted(dates, t, side="right")
    begins, sizes = np.asarray([0.0, *dates]), np.maximum(np.diff([0.0, *dates]), 1)
    x = (t - begins[j]) / np.append(sizes, np.inf)[j]
    w = raised_cosine(x) if curve == "cosine" else 1 - x
    following = np.append(values, values[-1])[j + 1]
    return values[j] * w + following * (1 - w)


def pieces(scales: tuple[tuple[float, float], ...] | None, end: int) -> list[Phase]:
    """The phases between boundaries."""
    dates, _ = apart(scales)
    starts = dict.fromkeys([0, *(math.ceil(date) for date in dates if date > 0)])
    return [Phase(start, f"piece {i}") for i, start in enumerate(starts, 1) if start < end][:MOST_PHASES]


def warmed(warmup: float, name: str, end: int) -> list[Phase]:
    """A warm-up, where there is one, and what follows."""
    start = math.ceil(warmup)
    found = [Phase(0, "warm-up"), Phase(start, name)] if start > 0 else [Phase(0, name)]
    return [phase for phase in found if phase.start < end]


def in_turn(t: Array, boundaries: Any) -> Any:
    """Which of the schedules counts at each update: the one after the last boundary in the list that is <= t."""
    found = np.zeros(len(t), dtype=np.intp)
    for index, boundary in enumerate(boundaries, 1):
        found[t >= boundary] = index
    return found


def joined(t: Array, members: tuple[Any, ...], boundaries: Any) -> Array:
    """Each schedule from its boundary on, counting from there."""
    lr = np.full_like(t, np.nan)
    turn = in_turn(t, boundaries)
    for index, (member, begin) in enumerate(zip(members, [0.0, *boundaries], strict=False)):
        here = turn == index
        if here.any():
            lr[here] = member.formula(t[here] - begin)
    return lr


def joined_stop(members: tuple[Any, ...], boundaries: Any) -> Stop | None:
    """Where the first of the schedules that has an end comes to it in its turn."""
    stops = []
    for index, (member, begin) in enumerate(zip(members, [0.0, *boundaries], strict=False)):
        stop = later(member.stop(), begin)
        if stop is not None and in_turn(np.asarray([float(stop.tick)]), boundaries)[0] == index:
            stops.append(stop)
    return min(stops, key=lambda stop: stop.tick, default=None)


def later(stop: Stop | None, begin: float) -> Stop | None:
    """A stop of what begins at an update."""
    return None if stop is None else stop._replace(tick=max(math.ceil(stop.tick + begin), 0))


def refuse_negative(schedule: Any, error: str) -> None:
    """Refuse factors below 0."""
    _, factors = apart(schedule.boundaries_and_scales)
    if any(factor < 0 for factor in factors):
        schedule.raises("boundaries_and_scales", f"ValueError: {error}")
