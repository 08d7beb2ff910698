"""timm's schedulers: timm.scheduler. All but PlateauLRScheduler are functions of a time that they are told.

The training loop calls `step(epoch)` after each epoch and `step_update(updates)` after each optimizer update. A
scheduler listens to one of them: to epochs, or with t_in_epochs=False to updates.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.clock import LONGEST, Run
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.declare import (
    UNIMPROVED,
    Argument,
    count,
    flag,
    metrics,
    native,
    number,
    optimizer_lr,
    rate,
    seen,
    word,
)
from lrcli.frameworks.timm.noise import Generator
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.families.flat import levels
from lrcli.schedules.kinds import Listed, Number, Whole
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.reactive import Rule, improves, reduce_on_plateau, worst
from lrcli.schedules.shapes import powers, raised_cosine, whole_powers

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.reactive import Reduction

VERSION = "1.0.31"
"""Of timm, whose behaviour this is."""
LEAST_NOISE = 1e-3
"""Share of noise_std below which timm draws thousands of times until a number is small enough."""


class Stretch(Number):
    """All times from a number on, or those from one number to before another."""

    metavar = "FROM|FROM,TO"

    def check(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return super().check(value)
        if len(value) != 2:
            raise ValueError(f"{list(value)} is neither a number nor two: timm raises IndexError or ignores the third")
        return tuple(super(Stretch, self).check(item) for item in value)

    def show(self, value: Any) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join(super(Stretch, self).show(item) for item in value)}]"
        return super().show(value)


def times(default: Any, help: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number of epochs or updates; it need not be whole."""
    return Argument(Number(**bounds), default, help, error=error, shown=shown, in_calls=True)


def cycles(*, error: str = "", **bounds: float) -> Any:
    """Declare the number of cycles."""
    return Argument(Whole(**bounds), 1, "number of cycles", error=error)


def prefix(default: bool) -> Any:
    """Declare whether the warm-up comes before the schedule."""
    return flag(default, "begin the schedule after the warm-up, which else lies over its head")


def in_epochs() -> Any:
    """Declare what is counted."""
    return flag(True, "count epochs; if not, optimizer updates")


STABLE = ("constant", "rsqrt", "power")
DECAYS = ("linear", "1-sqrt", "cosine", "power", "exp")
NOISE = ("noise_range_t", "noise_type", "noise_pct", "noise_std", "noise_seed")


class _Timm(OptimizerScheduler, abstract=True):
    """One of timm's schedulers: a straight warm-up, then `body`; noise on both."""

    lr: float = optimizer_lr()
    warmup_t: float = times(0, "length of the warm-up")
    warmup_lr_init: float = rate(0.0, "LR at its start")
    noise_range_t: float | tuple[float, float] | None = Argument(  # type: ignore[assignment]  # a field stands for its value
        Stretch(), None, "when there is noise: from one time on, or from one to before another"
    )
    noise_pct: float = number(0.67, "bound of the noise, a share of LR")
    noise_std: float = number(1.0, "standard deviation of the noise before what is beyond the bound is drawn anew")
    noise_seed: int | None = Argument(Whole(), 42, "seed of the noise, to which the time is added")  # type: ignore[assignment]  # likewise
    initialize: bool = flag(True, "take lr for the base rate; without, a run that goes on is needed")

    t_in_epochs: bool = True
    warmup_prefix: bool = True
    noise_type: str = "normal"
    quiet: int = 1
    """How many calls never have noise."""
    late: ClassVar[tuple[str, ...]] = (
        *("warmup_t", "warmup_lr_init", "warmup_prefix", "t_in_epochs", *NOISE, "k_decay", "initialize"),
    )
    """Fields that come last, in this order, wherever they are declared."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"timm.{cls.__name__}", abstract=abstract, **settings)
        place = {name: index for index, name in enumerate(cls.late)}
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: place.get(name, -1))}

    def check(self) -> None:
        if not self.initialize:
            self.raises("initialize", "KeyError: initial_lr missing from param_groups[0]")
        narrow = self.noise_type == "normal" and self.noise_pct <= LEAST_NOISE * abs(self.noise_std)
        if self.noise_range_t is not None and narrow:
            told = f"noise_pct={self.noise_pct:g} with noise_std={self.noise_std:g}"
            raise self.refuse("noise_pct", f"{told}: timm draws again and again, finding hardly any noise so small")

    # --- time ---

    @property
    def each(self) -> int:
        """How many ticks pass between two calls that it listens to: the steps of an epoch where epochs count."""
        run: Run | None = self.__dict__.get("placed")
        if run is None or not self.t_in_epochs or run.moves == "epoch":
            return 1
        return run.steps_per_epoch or 1

    @property
    def idle(self) -> bool:
        """Whether it waits for updates in a run that is driven by epochs alone."""
        run: Run | None = self.__dict__.get("placed")
        return not self.t_in_epochs and run is not None and run.epochs is not None and run.steps_per_epoch is None

    def natural_run(self) -> Run | None:
        ticks = max(self.horizon() or 100, 1)
        return Run(epochs=ticks) if self.t_in_epochs else Run(steps=ticks)

    def notes(self) -> list[str]:
        run: Run | None = self.__dict__.get("placed")
        if self.idle:
            told = "counts updates (t_in_epochs=False), and there are only epochs here: the LR never moves"
            return [f"{self.family} {told}; give --steps or --steps-per-epoch"]
        if self.t_in_epochs and run is not None and run.moves == "step" and run.steps_per_epoch is None:
            return [f"{self.family} counts epochs: each step is taken for one; --steps-per-epoch tells how many it has"]
        return super().notes() if self.each == 1 else []

    def phases(self, end: int) -> list[Phase]:
        if self.idle:
            return super().phases(end)
        starts = {0: "warm-up"}
        for call, name in self.parts(-(-end // self.each)):
            starts[max(call, self.opening)] = name
        return [Phase(call * self.each, name) for call, name in sorted(starts.items()) if call * self.each < end]

    def parts(self, end: int) -> list[tuple[int, str]]:
        """The parts after the warm-up that begin before call `end`: in which call, and the name."""
        raise NotImplementedError

    def flat(self, dates: list[int]) -> list[tuple[int, str]]:
        """Parts between calls at which the rate drops, named by the rate that holds there."""
        starts = [self.opening, *(date for date in sorted(set(dates)) if date > self.opening)][:MOST_PHASES]
        found = levels(self, [start * self.each for start in starts], LONGEST)
        return [(phase.start // self.each, phase.name) for phase in found if phase.start >= self.opening * self.each]

    # --- rates ---

    @property
    def begin(self) -> int:
        """The first call after the warm-up; call 0, the constructor, is never one."""
        return max(math.ceil(self.warmup_t), 1)

    @property
    def opening(self) -> int:
        """The call from which the parts after the warm-up are told: 0 if there is none."""
        return self.begin if self.warmup_t else 0

    @property
    def shift(self) -> float:
        """What the time of the body lags behind."""
        return self.warmup_t if self.warmup_prefix else 0

    @property
    def first(self) -> float:
        """The rate that the constructor sets."""
        return self.warmup_lr_init if self.warmup_t else self.lr

    @property
    def slope(self) -> float:
        """What the warm-up adds at each call."""
        return (self.target() - self.warmup_lr_init) / self.warmup_t if self.warmup_t else 0.0

    def target(self) -> float:
        """The rate to which the warm-up leads."""
        return self.lr

    def body(self, u: Array) -> Array:
        """The rates after the warm-up, at times `u`."""
        raise NotImplementedError

    def formula(self, t: Array) -> Array:
        if self.idle:
            return np.full_like(t, self.first)
        calls = np.floor(t / self.each)
        with np.errstate(all="ignore"):
            rates = self.first + calls * self.slope
            later = calls >= self.begin
            rates[later] = self.body(calls[later] - self.shift)
            self.disturb(rates, calls)
        return np.where(calls == 0, self.first, rates)

    def disturb(self, rates: Array, calls: Array) -> None:
        """Add the noise where there is some."""
        if self.noise_range_t is None:
            return
        given = self.noise_range_t
        start, end = given if isinstance(given, tuple) else (given, math.inf)
        noisy = (calls >= max(start, self.quiet)) & (calls < end)
        called, place = np.unique(calls[noisy], return_inverse=True)
        generator = Generator()
        noise = np.array([self.noise(generator, int(call)) for call in called], dtype=np.float64)
        rates[noisy] += rates[noisy] * noise[place]

    def noise(self, generator: Generator, call: int) -> float:
        """The share of the rate that is added in one call."""
        generator.seed((42 if self.noise_seed is None else self.noise_seed) + call)
        if self.noise_type != "normal":
            return 2 * (generator.uniform() - 0.5) * self.noise_pct
        drawn = (normal * self.noise_std for normal in generator.normals())
        return next(noise for noise in drawn if abs(noise) < self.noise_pct)


class _Timed(_Timm, abstract=True):
    """A function of time alone."""

    t_in_epochs: bool = in_epochs()

    def risk(self, u: float) -> Any:
        """What Python may refuse to compute at time `u`, and from then on."""

    def error(self, call: int) -> str:
        """What timm raises in a call after the warm-up; empty if nothing."""
        try:
            self.risk(call - self.shift)
        except (ArithmeticError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    @cached_property
    def end(self) -> Stop | None:
        """Its stop, in calls."""
        calls = range(self.begin, LONGEST)
        index = bisect_left(calls, True, key=lambda call: bool(self.error(call)))
        return self.ended(calls[index], self.error(calls[index])) if index < len(calls) else None

    def ended(self, call: int, error: str) -> Stop:
        return Stop(call, f"{self.family} raises {error}")

    def stop(self) -> Stop | None:
        if self.idle or self.end is None:
            return None
        return self.end._replace(tick=self.end.tick * self.each)


class _Cycles(_Timed, abstract=True):
    """A curve from the base rate towards lr_min, once or in cycles; then lr_min for good."""

    t_initial: float = times(
        REQUIRED, "length of the first cycle", above=0, error="AssertionError: assert t_initial > 0"
    )
    lr_min: float = rate(0.0, "lowest LR", least=0, error="AssertionError: assert lr_min >= 0")
    cycle_mul: float = number(1.0, "growth of the cycles")
    cycle_decay: float = number(1.0, "factor on the highest LR at each restart")
    cycle_limit: int = cycles()
    warmup_prefix: bool = prefix(False)

    late = ("lr_min", "cycle_mul", "cycle_decay", "cycle_limit", *_Timm.late)
    shape: ClassVar[str] = ""
    """The name of the curve."""
    decays_on: ClassVar[bool] = True
    """Whether timm goes on raising cycle_decay to powers after the last cycle."""

    def curve(self, c: Any, length: Any) -> Any:
        """The height, from 1 towards 0, at time `c` of a cycle of some length: arrays, or numbers of Python's."""
        raise NotImplementedError

    def horizon(self) -> int | None:
        return math.ceil(min(float(self.starting(np.asarray([min(max(self.cycle_limit, 1), 3)]))[0]), 1e9)) + 1

    def oddities(self, end: int) -> list[str]:
        told, first = [], float(self.starting(np.asarray([float(max(self.cycle_limit, 0))]))[0])
        if self.begin > 1 and not self.warmup_prefix and self.begin < end:
            lr = float(self.body(np.asarray([float(self.begin)]))[0])
            told.append(f"warms up over the head of the curve: at t = {self.begin} the LR is {lr:.6g} (warmup_prefix)")
        if self.cycle_mul == 1 and first < end / self.each:
            told.append(f"is at {self.shown('lr_min')} for good from t = {math.ceil(first)} on")
        return told

    def starting(self, i: Array) -> Array:
        """The exact time at which cycle `i` starts, warm-up included."""
        grown = i if self.cycle_mul == 1 else (powers(self.cycle_mul, i) - 1) / (self.cycle_mul - 1)
        return self.t_initial * grown + self.shift

    def starts(self, end: int) -> list[int]:
        """The first calls of the cycles after the first, and of what follows the last, that are before `end`."""
        if self.cycle_mul <= 0:
            return []
        with np.errstate(all="ignore"):
            exact = self.starting(np.arange(1.0, max(min(self.cycle_limit, MOST_PHASES), 0) + 1))
            number = np.arange(1.0, len(exact) + 1)[exact < end][:, None]
            near = np.maximum(np.ceil(exact[exact < end])[:, None] + np.arange(-2.0, 3), 0)
            begun = self.cycle((near - self.shift).ravel()).reshape(near.shape) >= number
        found = near[np.arange(len(near)), begun.argmax(axis=1)][begun.any(axis=1)]
        return [int(call) for call in found if call < end]

    def parts(self, end: int) -> list[tuple[int, str]]:
        if self.cycle_limit < 1:
            return [(0, "lr_min")]
        starts = [0, *self.starts(end)]
        names = [f"cycle {i}" if self.cycle_limit > 1 else self.shape for i in range(1, len(starts) + 1)]
        names[self.cycle_limit :] = ["lr_min"] * (len(starts) - self.cycle_limit)
        return list(zip(starts, names, strict=True))

    def scaled(self, u: Any) -> Any:
        """cycle_mul to the power of the cycles that are over at time `u`, fractions of them included."""
        return 1 - u / self.t_initial * (1 - self.cycle_mul)

    def cycle(self, u: Array) -> Array:
        """The number of the cycle, from 0 on."""
        if self.cycle_mul == 1:
            return np.asarray(u // self.t_initial)
        power = self.scaled(u)
        i: Array = np.log(power) / np.log(self.cycle_mul)
        near = np.abs(i - np.rint(i)) <= 1e-12 * np.maximum(np.abs(i), 1)
        # an ulp decides here, and numpy's logarithm need not be the one that timm takes
        i[near] = [math.log(one, self.cycle_mul) for one in power[near].tolist()]
        return np.asarray(np.floor(i))

    def risk(self, u: float) -> Any:
        over = u // self.t_initial if self.cycle_mul == 1 else math.log(self.scaled(u), self.cycle_mul)
        i = math.floor(over) if self.decays_on else min(math.floor(over), self.cycle_limit - 1)
        return self.cycle_decay ** max(i, 0)

    def within(self, u: Array, i: Array) -> tuple[Any, Any]:
        """The time since the start of cycle `i`, and the cycle's length."""
        if self.cycle_mul == 1:
            return u - self.t_initial * i, np.float64(self.t_initial)
        grown = whole_powers(self.cycle_mul, i)
        return u - (1 - grown) / (1 - self.cycle_mul) * self.t_initial, grown * self.t_initial

    def body(self, u: Array) -> Array:
        rates = np.full_like(u, self.lr_min)
        i = self.cycle(u)
        here = i < self.cycle_limit
        decay = whole_powers(self.cycle_decay, i[here]) if self.cycle_decay != 1 else 1.0
        height = self.curve(*self.within(u[here], i[here]))
        rates[here] = self.lr_min + (self.lr * decay - self.lr_min) * height
        return rates


class _Delayed(_Cycles, abstract=True):
    """Cycles with k-decay, whose powers Python may refuse where a cycle begins or ends, by rounding there as well."""

    k_decay: float = number(1.0, "power of the time in a cycle")

    complex_error: ClassVar[str]
    """What a complex number leads to, which Python makes of a fractional power of a negative one."""

    @cached_property
    def end(self) -> Stop | None:
        """Its stop, in calls: a fault of a whole cycle shows at its ends, as one of the ends alone does."""
        end = super().end
        last = end.tick if end else LONGEST
        edges = (self.begin, *(edge for start in self.starts(last) for edge in (start - 1, start)))
        u = np.asarray([float(call) for call in edges if self.begin <= call < last]) - self.shift
        with np.errstate(all="ignore"):
            u = u[self.cycle(u) < self.cycle_limit]
            c, length = self.within(u, self.cycle(u))
        for time, one, whole in zip(u.tolist(), c.tolist(), np.broadcast_to(length, c.shape).tolist(), strict=True):
            if error := self.fault(one, whole):
                return self.ended(round(time + self.shift), error)
        return end

    def fault(self, c: float, length: float) -> str:
        """What timm raises at time `c` of a cycle; empty if nothing."""
        try:
            return self.complex_error if isinstance(self.curve(c, length), complex) else ""
        except ArithmeticError as error:
            return f"{type(error).__name__}: {error}"

    def share(self, c: Any, length: Any) -> Any:
        """The share of a cycle that is over, as k-decay sees it."""
        return c**self.k_decay / length**self.k_decay


class CosineLRScheduler(_Delayed):
    """Half a cosine down to lr_min, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 + cos(pi * (c / T) ** k_decay)) / 2,  i < cycle_limit
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. c is the time since the start of cycle i, T = t_initial *
    cycle_mul ** i its length. After cycle_limit cycles it is lr_min for good. Without warmup_prefix the warm-up lies
    over the head of the cosine: it leads to lr, and the next rate is the cosine's own. With cycle_mul i comes from
    logarithms, so that a restart may come a call late: lr_min is in its place.

    Source: timm 1.0.31, timm.scheduler.CosineLRScheduler.
    """

    example = "t_initial=100, warmup_t=10"

    natively = (
        native("cosine(lr, lr_min, t_initial)", warmup_t=0, cycle_limit=1, k_decay=1.0),
        native(
            "linear(warmup_lr_init, lr, warmup_t) >> cosine(lr, lr_min, t_initial)",
            warmup_prefix=True,
            cycle_limit=1,
            k_decay=1.0,
        ),
        native("restarts(lr, lr_min, t_initial, cycle_mul, cycle_decay)", warmup_t=0, k_decay=1.0),
    )

    shape = "cosine"
    complex_error = "TypeError: must be real number, not complex"

    def curve(self, c: Any, length: Any) -> Any:
        share = self.share(c, length)
        return share if isinstance(share, complex) else raised_cosine(share)


class PolyLRScheduler(_Delayed):
    """To lr_min as a power of the time that is left, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 - (c / T) ** k_decay) ** power,  i < cycle_limit
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. c is the time since the start of cycle i, T = t_initial *
    cycle_mul ** i its length. After cycle_limit cycles it is lr_min for good. The default of power is 0.5, steepest at
    the end. Without warmup_prefix the warm-up lies over the head of the curve: it leads to lr, and the next rate is the
    curve's own. With cycle_mul i comes from logarithms, so that a restart may come a call late; 1 - c / T may then be
    rounded to less than 0, and the rate is a complex number, which no optimizer takes.

    Source: timm 1.0.31, timm.scheduler.PolyLRScheduler.
    """

    example = "t_initial=100, power=2.0"

    natively = (
        native("polynomial(lr, lr_min, t_initial, power)", warmup_t=0, cycle_limit=1, k_decay=1.0),
        native(
            "linear(warmup_lr_init, lr, warmup_t) >> polynomial(lr, lr_min, t_initial, power)",
            warmup_prefix=True,
            cycle_limit=1,
            k_decay=1.0,
        ),
    )

    power: float = number(0.5, "power of the time that is left")

    shape = "power"
    complex_error = "RuntimeError in the optimizer: the LR is a complex number"

    def curve(self, c: Any, length: Any) -> Any:
        return (1 - self.share(c, length)) ** self.power


class TanhLRScheduler(_Cycles):
    """Hyperbolic-tangent decay to near lr_min, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 - tanh(lb * (1 - x) + ub * x)) / 2,  i < cycle_limit
        lr(t) = warmup_lr_init + (a - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. x is the share of cycle i that is over; cycle i is t_initial *
    cycle_mul ** i long. After cycle_limit cycles it drops to lr_min for good. At t = 0 it is exactly lr, of which the
    curve has not quite all. Without warmup_prefix the warm-up lies over the head of the curve and leads to a, the
    curve's own rate at warmup_t; else a is lr. With cycle_mul i comes from logarithms, so that a restart may come a
    call late.

    Source: timm 1.0.31, timm.scheduler.TanhLRScheduler.
    """

    example = "t_initial=100"

    natively = (native("tanh(lr, lr_min, t_initial, lb, ub)", warmup_t=0, cycle_limit=1),)

    lb: float = number(-7.0, "argument of tanh at the start of a cycle")
    ub: float = number(3.0, "argument of tanh at the end of a cycle")
    warmup_t: float = times(0, "length of the warm-up", least=0, error="AssertionError: assert warmup_t >= 0")
    warmup_lr_init: float = rate(0.0, "LR at its start", least=0, error="AssertionError: assert warmup_lr_init >= 0")
    cycle_limit: int = cycles(least=0, error="AssertionError: assert cycle_limit >= 0")

    shape = "tanh"
    decays_on = False

    def check(self) -> None:
        super().check()
        if self.lb >= self.ub:
            self.raises("lb", "AssertionError: assert lb < ub")
        if self.warmup_t and not self.warmup_prefix and (error := self.error(self.begin)):
            self.raises("warmup_t", error)

    def target(self) -> float:
        return self.lr if self.warmup_prefix else float(self.body(np.asarray([float(self.warmup_t)]))[0])

    def curve(self, c: Any, length: Any) -> Any:
        x = c / length
        return 0.5 * (1 - np.tanh(self.lb * (1 - x) + self.ub * x))


class StepLRScheduler(_Timed):
    """Multiplied by decay_rate every decay_t.

        lr(t) = lr * decay_rate ** floor(u / decay_t)
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. u is t - warmup_t, or t without warmup_prefix. The default of
    decay_rate is 1: no drops. A decay_t that is not whole is legal; with 0 the first call raises ZeroDivisionError.

    Source: timm 1.0.31, timm.scheduler.StepLRScheduler.
    """

    example = "decay_t=30, decay_rate=0.3"

    natively = (
        native("step(lr, decay_rate, decay_t)", warmup_t=0),
        native("linear(warmup_lr_init, lr, warmup_t) >> step(lr, decay_rate, decay_t)", warmup_prefix=True),
    )

    decay_t: float = times(REQUIRED, "time between drops")
    decay_rate: float = number(1.0, "factor at each drop")
    warmup_prefix: bool = prefix(True)

    def horizon(self) -> int | None:
        return max(math.ceil(5 * self.decay_t + max(self.shift, 0)), 100)

    def oddities(self, end: int) -> list[str]:
        return ["never drops: the default of decay_rate is 1"] if self.decay_rate == 1 else []

    def drops(self, u: Any) -> Any:
        """How many drops there were."""
        return u // self.decay_t

    def risk(self, u: float) -> Any:
        return self.decay_rate ** self.drops(u)

    def parts(self, end: int) -> list[tuple[int, str]]:
        late = self.decay_t < 0  # then floor makes the drop come just after
        dates = np.arange(1, MOST_PHASES) * abs(self.decay_t) + self.shift
        dates = np.floor(dates) + 1 if late else np.ceil(dates)
        return self.flat([int(date) for date in dates if date < end and self.decay_rate != 1])

    def body(self, u: Array) -> Array:
        return self.lr * powers(self.decay_rate, self.drops(u))


class MultiStepLRScheduler(_Timed):
    """Multiplied by decay_rate at given times, one before each of decay_t.

        lr(t) = lr * decay_rate ** (number of decay_t <= u + 1)
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. u is t - warmup_t, or t without warmup_prefix. PyTorch's MultiStepLR
    drops one later. At t = 0 there is no drop yet. The default of decay_rate is 1: no drops. decay_t must ascend: timm
    looks others up by bisection all the same, as is done here.

    Source: timm 1.0.31, timm.scheduler.MultiStepLRScheduler.
    """

    example = "decay_t=[30, 60, 90], decay_rate=0.3"

    natively = (
        native("multistep(lr, decay_rate, decay_t - 1)", warmup_t=0),
        native("linear(warmup_lr_init, lr, warmup_t) >> multistep(lr, decay_rate, decay_t - 1)", warmup_prefix=True),
    )

    decay_t: tuple[float, ...] = Argument(  # type: ignore[assignment]  # a field stands for its value
        Listed(Number()), REQUIRED, "times of the drops, plus 1; ascending", in_calls=True
    )
    decay_rate: float = number(1.0, "factor at each drop")
    warmup_prefix: bool = prefix(True)

    def notes(self) -> list[str]:
        told = f"{self.family}: decay_t does not ascend, and timm counts its drops wrong"
        return [*([told] if list(self.decay_t) != sorted(self.decay_t) else []), *super().notes()]

    def horizon(self) -> int | None:
        return math.ceil(1.25 * max(*self.decay_t, 80) + max(self.shift, 0))

    def oddities(self, end: int) -> list[str]:
        return ["drops one call before each of decay_t"]

    @cached_property
    def dates(self) -> list[float]:
        return sorted(set(self.decay_t))

    def drops(self, u: Any) -> Any:
        """How many drops there were."""
        found = [bisect_right(self.decay_t, date) for date in (-math.inf, *self.dates)]
        return np.asarray(found)[np.searchsorted(self.dates, u + 1, side="right")]

    def risk(self, u: float) -> Any:
        return self.decay_rate ** int(self.drops(u))

    def parts(self, end: int) -> list[tuple[int, str]]:
        return self.flat([math.ceil(date - 1 + self.shift) for date in self.dates if self.decay_rate != 1])

    def body(self, u: Array) -> Array:
        return self.lr * powers(self.decay_rate, self.drops(u))


class WSDLRScheduler(_Timed):
    """Warm-up, a stable stretch, and a decay to lr_min.

        lr(t) = lr_min + (max(lr * s, lr_min) - lr_min) * d,  u = t - warmup_t
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. s is 1 (constant), (1 + u / stable_timescale) ** -0.5 (rsqrt) or
    ** -stable_power (power), and goes on falling in the decay. d is 1 up to u = t_initial - decay_t, then with x from 0
    to 1 in decay_t: 1 - x (linear), 1 - sqrt(x) (1-sqrt), (1 + cos(pi * x)) / 2 (cosine), 1 - x ** decay_power (power),
    (r ** x - r) / (1 - r) (exp), r being decay_ratio. lr_min is reached at u = t_initial, one after the last that
    belongs to it.

    Source: timm 1.0.31, timm.scheduler.WSDLRScheduler.
    """

    example = "t_initial=90, decay_t=30, warmup_t=10"

    natively = (
        native(
            "wsd(lr, warmup_t, decay_t, warmup_t + t_initial, warmup_lr_init, lr_min, 'one_minus_sqrt')",
            decay_fn="1-sqrt",
            stable_fn="constant",
        ),
        native(
            "wsd(lr, warmup_t, decay_t, warmup_t + t_initial, warmup_lr_init, lr_min, 'linear')",
            decay_fn="linear",
            stable_fn="constant",
        ),
        native(
            "wsd(lr, warmup_t, decay_t, warmup_t + t_initial, warmup_lr_init, lr_min, 'cosine')",
            decay_fn="cosine",
            stable_fn="constant",
        ),
    )

    t_initial: float = times(
        REQUIRED,
        "length without the warm-up",
        above=0,
        error="ValueError: Invalid t_initial ({}), must be > 0.",
    )
    decay_t: float = times(REQUIRED, "length of the decay, the last part of t_initial")
    lr_min: float = rate(0.0, "last LR", least=0, error="ValueError: Invalid lr_min ({}), must be >= 0.")
    stable_fn: str = word(
        "constant",
        "what LR does after the warm-up",
        *STABLE,
        error=f"ValueError: Invalid stable_fn ({{}}), must be one of {STABLE}.",
    )
    stable_timescale: float | None = times(None, "time scale of rsqrt and power", shown="warmup_t")
    stable_power: float = number(
        0.5,
        "power of stable_fn power",
        above=0,
        error="ValueError: Invalid stable_power ({}), must be > 0.",
    )
    decay_fn: str = word(
        "1-sqrt",
        "curve of the decay",
        *DECAYS,
        error=f"ValueError: Invalid decay_fn ({{}}), must be one of {DECAYS} or a callable.",
    )
    decay_power: float = number(
        0.5,
        "power of decay_fn power",
        above=0,
        error="ValueError: Invalid decay_power ({}), must be > 0.",
    )
    decay_ratio: float = number(
        0.1,
        "where exp would end, as a fraction of its start, were it not stretched to lr_min",
        above=0,
        below=1,
        error="ValueError: Invalid decay_ratio ({}), must be in (0, 1).",
    )

    def check(self) -> None:
        super().check()
        if not 0 < self.decay_t <= self.t_initial:
            allowed = f"must be in (0, t_initial] w/ t_initial={self.t_initial:g}."
            self.raises("decay_t", f"ValueError: Invalid decay_t ({self.decay_t:g}), {allowed}")
        if self.stable_fn != "constant" and self.timescale <= 0:
            told = f"stable_timescale={self.timescale:g}"
            error = (
                f"ValueError: stable_fn={self.stable_fn} requires a positive stable_timescale, it defaults to warmup_t "
                f"({self.warmup_t:g}), set it explicitly when there is no warmup."
            )
            raise self.refuse("stable_timescale", f"{told} raises {error}")

    @property
    def timescale(self) -> float:
        """The time scale of the stable stretch."""
        return self.warmup_t if self.stable_timescale is None else self.stable_timescale

    def horizon(self) -> int | None:
        return math.ceil(self.warmup_t + self.t_initial) + 1

    def parts(self, end: int) -> list[tuple[int, str]]:
        last = self.warmup_t + self.t_initial
        starts = [(self.begin, "stable"), (last - self.decay_t, "decay"), (last, "lr_min")]
        return [(math.ceil(start), name) for start, name in starts]

    def stable(self, u: Array) -> Array:
        """The share of lr that the stable stretch has."""
        if self.stable_fn == "constant":
            return np.ones_like(u)
        power = 0.5 if self.stable_fn == "rsqrt" else self.stable_power
        return np.asarray((1 + u / self.timescale) ** -power)

    def decay(self, x: Array) -> Array:
        """The share of it that the decay leaves."""
        if self.decay_fn == "cosine":
            return raised_cosine(x)
        if self.decay_fn == "exp":
            return np.asarray((powers(self.decay_ratio, x) - self.decay_ratio) / (1 - self.decay_ratio))
        return 1 - x ** {"linear": 1.0, "1-sqrt": 0.5, "power": self.decay_power}[self.decay_fn]

    def body(self, u: Array) -> Array:
        stable = np.maximum(self.lr * self.stable(u), self.lr_min)
        x = np.clip((u - (self.t_initial - self.decay_t)) / self.decay_t, 0, 1)
        return np.where(x > 0, self.lr_min + (stable - self.lr_min) * self.decay(x), stable)


class PlateauLRScheduler(_Timm):
    """Reduced when a metric has stopped improving, after a straight warm-up.

        lr(t) = max(lr(t - 1) * decay_rate, lr_min) when more than patience_t epochs were bad, if it changes by > 1e-8
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t <= warmup_t

    t counts epochs. metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first; those that end an
    epoch of the warm-up are ignored. The rules are those of PyTorch's ReduceLROnPlateau with threshold_mode rel, but
    the default of mode is max. The noise is added to the rate for its own epoch alone, not in the warm-up. After the
    last metric the rate is held.

    Source: timm 1.0.31, timm.scheduler.PlateauLRScheduler.
    """

    example = f"decay_rate=0.5, patience_t=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=decay_rate, patience=patience_t, threshold=threshold, mode=mode, "
            "threshold_mode='rel', cooldown=cooldown_t, min_lr=lr_min, metrics=metrics)",
            warmup_t=0,
        ),
    )

    decay_rate: float = number(0.1, "factor at each reduction", below=1, error="ValueError: Factor should be < 1.0.")
    patience_t: int = count(10, "bad epochs that are borne")
    threshold: float = number(1e-4, "what is no improvement yet, a share of the best")
    cooldown_t: int = count(0, "epochs after a reduction that are not counted")
    lr_min: float = rate(0.0, "lowest LR")
    mode: str = word("max", "whether less or more is better", "min", "max", error="ValueError: mode {} is unknown!")
    noise_type: str = word("normal", "distribution of the noise", "normal", "uniform")
    noise_seed: int | None = Argument(Whole(), None, "seed of the noise, to which the epoch is added", shown="42")  # type: ignore[assignment]  # a field stands for its value
    metrics: tuple[float, ...] = metrics()

    warmup_prefix = False
    late = ("warmup_t", "warmup_lr_init", "lr_min", "mode", *NOISE, "initialize", "metrics")

    def horizon(self) -> int | None:
        return len(self.metrics) + 1

    @property
    def metrics_on_run(self) -> Array:
        return seen(self.metrics)

    @property
    def begin(self) -> int:
        return max(math.floor(self.warmup_t), 0) + 1

    @property
    def quiet(self) -> int:  # type: ignore[override]  # here it depends on the warm-up
        return self.begin

    @cached_property
    def reduced(self) -> list[Reduction]:
        rule = Rule(
            factor=self.decay_rate,
            min_lr=self.lr_min,
            patience=self.patience_t,
            better=improves(self.mode, self.threshold),
            best=worst(self.mode),
            cooldown=self.cooldown_t if self.patience_t >= 0 else 0,  # below 0 every epoch is due
        )
        return reduce_on_plateau(self.metrics[self.begin - 1 :], self.warm, rule)

    @property
    def warm(self) -> float:
        """The rate that the warm-up leaves."""
        return self.first + (self.begin - 1) * self.slope

    @property
    def dates(self) -> list[int]:
        """The first epochs of the reduced rates."""
        return [self.begin + found.metric for found in self.reduced]

    def parts(self, end: int) -> list[tuple[int, str]]:
        return self.flat(self.dates)

    def body(self, u: Array) -> Array:
        rates = np.asarray([self.warm, *(found.after for found in self.reduced)])
        return rates[np.searchsorted(self.dates, u, side="right")]
