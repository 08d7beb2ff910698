"""Keras' schedules: keras.optimizers.schedules, called with the optimizer's step, and the callback ReduceLROnPlateau.

Keras computes in float32, and this in float64: where rounding decides something (which stair, which cycle) it is done
in float32 here as well.
"""

from __future__ import annotations

import math
import operator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler, Watcher
from lrcli.frameworks._kit.declare import (
    UNIMPROVED,
    Argument,
    count,
    endless,
    flag,
    metrics,
    native,
    number,
    numbers,
    rate,
)
from lrcli.frameworks._kit.float32 import quotient, single
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.families.flat import levels
from lrcli.schedules.kinds import Choice, Listed, Rate
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.reactive import Rule
from lrcli.schedules.shapes import blend, powers, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array

VERSION = "3.15.1"
"""Of Keras, whose behaviour this is."""
NOT_POSITIVE = "ValueError: Argument `{0}` must be > 0. Received: {0}={{}}"


class Float(Rate):
    """A learning rate written as a float: its type is the one that Keras computes in."""

    def check(self, value: Any) -> float:
        if hasattr(value, "__index__") and not isinstance(value, bool):
            raise ValueError(f"{value} is an int, and Keras then computes in whole numbers: write {value}.0")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


class Text(Choice):
    """Any text; `choices` are those that have a meaning."""

    def __init__(self, *choices: str) -> None:
        super().__init__(*choices)
        self.metavar = "|".join(choices) or "NAME"  # type: ignore[misc]  # the words themselves are the placeholder

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        return value

    def show(self, value: Any) -> str:
        return repr(value)

    @property
    def bounds(self) -> str:
        return ""


def initial() -> Any:
    """Declare the rate at step 0."""
    return Argument(Float(), REQUIRED, "LR at step 0, a float")


def floats(help: str) -> Any:
    """Declare a list of rates."""
    return Argument(Listed(Float()), REQUIRED, help)


def steps(name: str, help: str) -> Any:
    """Declare a number of steps that must be above 0; it need not be whole."""
    return number(REQUIRED, help, above=0, error=NOT_POSITIVE.format(name))


def label(default: str) -> Any:
    """Declare a name, which changes nothing."""
    return text(default, "name of the operation")


def text(default: str, help: str, *choices: str) -> Any:
    """Declare a text."""
    return Field(Text(*choices), default, help)


class _Keras(Scheduler, abstract=True):
    """One of Keras' schedules."""

    counts: ClassVar[str] = "steps"

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"keras.{cls.__name__}", abstract=abstract, **settings)

    def stops(self, tick: float, told: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} gives {told}")

    def oddities(self, end: int) -> list[str]:
        return ["computes in float32: up to 5e-7 of the highest LR from these values"]


class ExponentialDecay(_Keras):
    """Multiplied by a factor every decay_steps, smoothly or in stairs.

        lr(t) = initial_learning_rate * decay_rate ** (t / decay_steps)

    t counts steps. With staircase t / decay_steps is floored. It is not stopped at decay_steps, nor at any lowest rate.

    Source: Keras 3.15.1, keras.optimizers.schedules.ExponentialDecay.
    """

    example = "initial_learning_rate=0.1, decay_steps=20, decay_rate=0.5"

    natively = (
        native(
            "exponential(initial_learning_rate, gamma=decay_rate, every=decay_steps, staircase=False)", staircase=False
        ),
        native(
            "exponential(initial_learning_rate, gamma=decay_rate, every=decay_steps, staircase=True)", staircase=True
        ),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = steps("decay_steps", "steps in which it is multiplied by decay_rate")
    decay_rate: float = number(REQUIRED, "factor every decay_steps")
    staircase: bool = flag(False, "change only after whole decay_steps")
    name: str = label("ExponentialDecay")

    def horizon(self) -> int | None:
        return endless(self.decay_steps)

    def stop(self) -> Stop | None:
        if self.decay_rate >= 0 or self.staircase or (1 / self.decay_steps) % 1 == 0:
            return None
        return self.stops(1, "nan: a fractional power of a negative decay_rate")

    def oddities(self, end: int) -> list[str]:
        told = f"is not stopped at {self.shown('decay_steps')}"
        return [*([told] if end > self.decay_steps else []), *super().oddities(end)]

    def formula(self, t: Array) -> Array:
        p = np.floor(quotient(t, self.decay_steps)) if self.staircase else t / self.decay_steps
        return self.initial_learning_rate * powers(self.decay_rate, p)


class PiecewiseConstantDecay(_Keras):
    """Given rates between given steps.

        lr(t) = values[j],  j = number of boundaries < t

    t counts steps. At a boundary the old value still holds, unlike in PyTorch and Optax. A boundary that is not whole
    is cut to the whole number below. One value more than boundaries. Boundaries that do not ascend are not refused:
    the stretches between them are taken as they stand, and where some overlap their values are added up.

    Source: Keras 3.15.1, keras.optimizers.schedules.PiecewiseConstantDecay.
    """

    example = "boundaries=[30, 60, 90], values=[0.1, 0.06, 0.03, 0.01]"

    natively = (native("piecewise(values, boundaries, True)"),)

    boundaries: tuple[float, ...] = numbers(REQUIRED, "last steps of the values, ascending")
    values: tuple[float, ...] = floats("LRs, floats, one more than boundaries")
    name: str = label("PiecewiseConstant")

    def check(self) -> None:
        dates, rates = len(self.boundaries), len(self.values)
        if dates != rates - 1:
            error = "ValueError: The length of boundaries should be 1 less than the length of values."
            received = f"Received: boundaries of length {dates}, and values of length {rates}."
            self.raises("boundaries", f"{error} {received}")
        if not dates:
            self.raises("boundaries", "IndexError: list index out of range")

    def notes(self) -> list[str]:
        if all(earlier < later for earlier, later in pairwise(self.whole)):
            return super().notes()
        told = f"{self.family}: boundaries that do not ascend: Keras adds values up where their stretches overlap"
        return [told, *super().notes()]

    def horizon(self) -> int | None:
        return int(1.25 * max(*self.whole, 80)) + 1

    def phases(self, end: int) -> list[Phase]:
        return levels(self, [date + 1 for date in sorted(set(self.whole))[:MOST_PHASES]], end)

    def oddities(self, end: int) -> list[str]:
        later = "changes one step after each boundary, where PyTorch and Optax change at it"
        return [later, *super().oddities(end)]

    @cached_property
    def whole(self) -> list[int]:
        """The boundaries as ints."""
        return [int(date) for date in self.boundaries]

    @cached_property
    def stretches(self) -> tuple[list[int], Array]:
        """The boundaries in ascending order, and the rate up to each of them and after the last."""
        dates = sorted(set(self.whole))
        starts = [-math.inf, *self.whole]
        ends = [*self.whole, math.inf]
        found = [
            sum(value for start, end, value in zip(starts, ends, self.values, strict=True) if start < t <= end)
            for t in [*dates, dates[-1] + 1]
        ]
        return dates, np.asarray(found, dtype=np.float64)

    def formula(self, t: Array) -> Array:
        dates, found = self.stretches
        return found[np.searchsorted(dates, t, side="left")]


class PolynomialDecay(_Keras):
    """To end_learning_rate as a power of the time that is left.

        lr(t) = (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps) ** power + end_learning_rate

    t counts steps; after decay_steps it is held. With cycle decay_steps is replaced by its first multiple that is not
    below t: at the end of each cycle the rate jumps up, not to the initial one but about half of the way the first
    time, less each time. The default of end_learning_rate is not 0. It may be above the initial one.

    Source: Keras 3.15.1, keras.optimizers.schedules.PolynomialDecay.
    """

    example = "initial_learning_rate=0.1, decay_steps=100, power=2.0"

    natively = (
        native("linear(initial_learning_rate, end_learning_rate, decay_steps)", power=1.0, cycle=False),
        native("polynomial(initial_learning_rate, end_learning_rate, decay_steps, power)", cycle=False),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = steps("decay_steps", "steps until end_learning_rate")
    end_learning_rate: float = rate(0.0001, "LR at the end")
    power: float = number(1.0, "power of the time that is left")
    cycle: bool = flag(False, "go on after decay_steps, with a multiple of it")
    name: str = label("PolynomialDecay")

    def horizon(self) -> int | None:
        return math.ceil(self.decay_steps * (3 if self.cycle else 1)) + 1

    def stop(self) -> Stop | None:
        if self.power >= 0 or (self.cycle and self.decay_steps % 1):
            return None
        return self.stops(self.decay_steps, "inf: a negative power of 0")

    def phases(self, end: int) -> list[Phase]:
        if not self.cycle:
            return super().phases(end)
        count = min(math.ceil(end / self.decay_steps), MOST_PHASES)
        starts = dict.fromkeys([0, *(math.floor(i * self.decay_steps) + 1 for i in range(1, count))])
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts, 1) if start < end]

    def oddities(self, end: int) -> list[str]:
        told = super().oddities(end)
        if self.end_learning_rate == self.fields["end_learning_rate"].default:
            told.append(f"ends at {self.end_learning_rate:g}, its default, not at 0")
        if self.cycle and end > self.decay_steps + 1:
            again = float(self.formula(np.asarray([math.floor(self.decay_steps) + 1.0]))[0])
            told.append(f"goes up to {again:.6g} after decay_steps, not to initial_learning_rate, and less each time")
        return told

    def formula(self, t: Array) -> Array:
        multiple = np.maximum(np.ceil(quotient(t, self.decay_steps)), 1) if self.cycle else 1
        left = 1 - np.minimum(t / (self.decay_steps * multiple), 1)
        return blend(np.power(left, self.power), self.initial_learning_rate, self.end_learning_rate)


class InverseTimeDecay(_Keras):
    """Divided by a number that grows with time, smoothly or in stairs.

        lr(t) = initial_learning_rate / (1 + decay_rate * t / decay_steps)

    t counts steps. With staircase t / decay_steps is floored.

    Source: Keras 3.15.1, keras.optimizers.schedules.InverseTimeDecay.
    """

    example = "initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5"

    natively = (native("inverse(initial_learning_rate, decay_rate, decay_steps, 1)", staircase=False),)

    initial_learning_rate: float = initial()
    decay_steps: float = steps("decay_steps", "steps in which decay_rate is added to the divisor")
    decay_rate: float = number(REQUIRED, "growth of the divisor every decay_steps")
    staircase: bool = flag(False, "change only after whole decay_steps")
    name: str = label("InverseTimeDecay")

    def horizon(self) -> int | None:
        return endless(self.decay_steps)

    def stop(self) -> Stop | None:
        pole = -1 / self.decay_rate if self.decay_rate < 0 else math.inf
        whole = pole if self.staircase else pole * self.decay_steps
        return None if whole % 1 else self.stops(pole * self.decay_steps, "inf: a division by zero")

    def formula(self, t: Array) -> Array:
        p = np.floor(quotient(t, self.decay_steps)) if self.staircase else t / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * p)


class CosineDecay(_Keras):
    """Half a cosine down to a fraction of the peak, after a straight warm-up if there is a target for it.

        lr(t) = initial_learning_rate + (warmup_target - initial_learning_rate) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak * ((1 - alpha) * (1 + cos(pi * u / decay_steps)) / 2 + alpha),  u = t - warmup_steps

    t counts steps; u is at most decay_steps, which do not include the warm-up. The peak is warmup_target. Without one
    it is initial_learning_rate, u is t, and warmup_steps is ignored.

    Source: Keras 3.15.1, keras.optimizers.schedules.CosineDecay.
    """

    example = "initial_learning_rate=0.0, decay_steps=80, warmup_target=0.1, warmup_steps=20"

    natively = (
        native("cosine(initial_learning_rate, initial_learning_rate * alpha, decay_steps)", warmup_target=None),
        native(
            "linear(initial_learning_rate, warmup_target, warmup_steps) >> "
            "cosine(warmup_target, warmup_target * alpha, decay_steps)"
        ),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = steps("decay_steps", "steps of the cosine, without the warm-up")
    alpha: float = number(0.0, "last LR as a fraction of the peak")
    name: str = label("CosineDecay")
    warmup_target: float | None = rate(None, "LR after the warm-up")
    warmup_steps: float = number(0, "steps of the warm-up")

    @property
    def warmup(self) -> float:
        """Steps of the warm-up that there is."""
        return 0 if self.warmup_target is None else self.warmup_steps

    def notes(self) -> list[str]:
        if self.warmup == self.warmup_steps:
            return super().notes()
        ignored = f"{self.family}: warmup_steps={self.warmup_steps:g} is ignored: there is no warmup_target"
        return [ignored, *super().notes()]

    def horizon(self) -> int | None:
        return math.ceil(max(self.warmup, 0) + self.decay_steps) + 1

    def phases(self, end: int) -> list[Phase]:
        start = math.ceil(self.warmup)
        found = [Phase(0, "warm-up"), Phase(start, "cosine")] if start > 0 else [Phase(0, "cosine")]
        return [phase for phase in found if phase.start < end]

    def oddities(self, end: int) -> list[str]:
        told = f"ends after {self.spell(self.warmup + self.decay_steps)}: decay_steps does not include the warm-up"
        return [*([told] if self.warmup else []), *super().oddities(end)]

    def formula(self, t: Array) -> Array:
        first = self.initial_learning_rate
        peak = first if self.warmup_target is None else self.warmup_target
        z = np.minimum(t - self.warmup, self.decay_steps) / self.decay_steps
        falling = blend(raised_cosine(z), peak, peak * self.alpha)
        return np.where(t < self.warmup, blend(t / (self.warmup or 1), peak, first), falling)


class CosineDecayRestarts(_Keras):
    """Half a cosine, then a restart, again and again.

        lr(t) = initial_learning_rate * ((1 - alpha) * m_mul ** n * (1 + cos(pi * x)) / 2 + alpha)

    t counts steps. x is the share of cycle n that is over; cycle n is first_decay_steps * t_mul ** n long. m_mul
    scales only the part above alpha. n comes from logarithms in float32, so that with an odd t_mul a restart may come
    a step late. With t_mul below 1 the cycles shrink to nothing, and nan is what follows.

    Source: Keras 3.15.1, keras.optimizers.schedules.CosineDecayRestarts.
    """

    example = "initial_learning_rate=0.1, first_decay_steps=15, m_mul=0.8"

    natively = (
        native("restarts(initial_learning_rate, initial_learning_rate * alpha, first_decay_steps, t_mul, m_mul)"),
    )

    initial_learning_rate: float = initial()
    first_decay_steps: float = steps("first_decay_steps", "steps of the first cycle")
    t_mul: float = number(2.0, "growth of the cycles")
    m_mul: float = number(1.0, "factor on the height at each restart")
    alpha: float = number(0.0, "lowest LR as a fraction of the first")
    name: str = label("SGDRDecay")

    def check(self) -> None:
        if self.t_mul < 0:
            raise self.refuse("t_mul", f"t_mul={self.t_mul:g}: Keras gives nan, the logarithm of a negative number")

    @property
    def growth(self) -> float:
        """t_mul in float32."""
        return float(np.float32(self.t_mul))

    def horizon(self) -> int | None:
        return math.ceil(self.first_decay_steps * (3 if self.growth == 1 else 1 + self.t_mul))

    def stop(self) -> Stop | None:
        if self.growth >= 1:
            return None
        tick = max(math.floor(self.first_decay_steps / (1 - self.t_mul)) - 2, 0)
        while self.left(np.asarray([float(tick)]))[0] > 0:
            tick += 1
        return self.stops(tick, "nan: all cycles are over")

    def phases(self, end: int) -> list[Phase]:
        stop = self.stop()
        last = min(end, stop.tick if stop else end) - 1
        found, start, length = [Phase(0, "cycle 1")], self.first_decay_steps, self.first_decay_steps
        while len(found) < MOST_PHASES and start <= last:
            near = np.clip(math.ceil(start) + np.arange(-2.0, 3.0), 0, last)
            begun = near[self.cycle(near) >= len(found)]
            if begun.size:
                found.append(Phase(int(begun[0]), f"cycle {len(found) + 1}"))
            length *= self.t_mul
            start += max(length, 1e-9)
        return found

    def left(self, t: Array) -> Any:
        """t_mul to the power of the cycles that are over, as Keras computes it."""
        f = t.astype(np.float32) / np.float32(self.first_decay_steps)
        return np.float32(1) - f * (np.float32(1) - np.float32(self.t_mul))

    def cycle(self, t: Array) -> Array:
        """The number of the cycle, from 0 on."""
        if self.growth == 1:
            return np.floor(quotient(t, self.first_decay_steps))
        with np.errstate(divide="ignore"):  # a t_mul of 0
            log, unit = (np.log(x, dtype=np.float64).astype(np.float32) for x in (self.left(t), np.float32(self.t_mul)))
        n: Array = np.floor(log / unit).astype(np.float64)
        return n

    def formula(self, t: Array) -> Array:
        n, f = self.cycle(t), t / self.first_decay_steps
        if self.growth == 1:
            x = f - n
        else:
            length = powers(self.t_mul, n)
            x = (f - (1 - length) / (1 - self.t_mul)) / length
        height = powers(self.m_mul, n) * raised_cosine(x)
        return self.initial_learning_rate * ((1 - self.alpha) * height + self.alpha)


class ReduceLROnPlateau(_Keras, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_lr) when patience epochs in a row were not better

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. A metric is better when it is below
    best - min_delta (mode max: above best + min_delta), compared in float32; the first is always the best. NaN is
    never better, but as the first metric it stays the best for ever. Patience 0 is patience 1. In the cooldown epochs
    are not counted, but its last one is: a cooldown of 1 is none. There is no smallest change: it goes on to 1e-35.
    Mode auto means min for the monitors loss and val_loss; for others Keras asks the compiled model and raises
    ValueError at the end of the first epoch if it does not know them, as is done here. After the last metric the rate
    is held.

    Source: Keras 3.15.1, keras.callbacks.ReduceLROnPlateau.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    monitor: str = text("val_loss", "what the metric is")
    factor: float = number(
        0.1,
        "factor at each reduction",
        below=1,
        error="ValueError: ReduceLROnPlateau does not support a factor >= 1.0. Received factor={}",
    )
    patience: int = count(10, "epochs without improvement until a reduction")
    verbose: int = count(0, "messages of Keras, none here")
    mode: str = text("auto", "whether less or more is better", "auto", "min", "max")
    min_delta: float = number(1e-4, "what is no improvement yet")
    cooldown: int = count(0, "epochs after a reduction that are not counted, less one")
    min_lr: float = rate(0.0, "lowest LR")
    lr: float = rate(REQUIRED, "the optimizer's LR", least=0)
    metrics: tuple[float, ...] = metrics()

    counts = "epochs"

    @property
    def direction(self) -> str | None:
        """Whether less or more is better, min or max; None when Keras would have to ask its model."""
        if self.mode in ("min", "max"):
            return self.mode
        return "min" if self.monitor.removeprefix("val_") == "loss" else None

    def notes(self) -> list[str]:
        if self.mode in ("auto", "min", "max"):
            return super().notes()
        return [f"{self.family}: mode {self.mode!r} is unknown: Keras takes it as auto", *super().notes()]

    def stop(self) -> Stop | None:
        if self.direction or not self.metrics:
            return None
        error = "ValueError: Keras isn't able to automatically determine whether that metric should be maximized"
        return Stop(1, f"{self.family} with monitor={self.monitor!r} raises {error} or minimized: give mode")

    def oddities(self, end: int) -> list[str]:
        told = ["reduces one epoch before PyTorch's with the same patience"]
        if math.isnan(self.metrics[0] if self.metrics else 0):
            told.append("keeps the NaN of the first epoch as its best for ever")
        if self.cooldown == 1:
            told.append("has no cooldown: one of 1 is none")
        return [*told, *super().oddities(end)]

    def rule(self) -> Rule:
        return Rule(
            factor=self.factor,
            min_lr=self.min_lr,
            eps=0,
            patience=max(self.patience, 1),
            due=operator.ge,
            better=self.better,
            best=None,
            cooldown=self.cooldown,
            resting="short",
            rounded=single,
        )

    def better(self, metric: float, best: float) -> bool:
        delta = abs(self.min_delta)
        if self.direction == "max":
            return single(metric - delta) > single(best)
        return single(metric + delta) < single(best)
