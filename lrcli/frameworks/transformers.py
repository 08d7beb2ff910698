"""Transformers' schedulers: transformers.get_scheduler, by their names there.

All but the last two, which react to a metric, are PyTorch's LambdaLR: the optimizer's rate times a factor. The order
of operations is that of the original: past the end of a cosine a difference in the last digit would grow.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import deque
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from lrcli._lazy import np
from lrcli.clock import plain
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
    rate,
    seen,
    word,
)
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.families.flat import levels
from lrcli.schedules.kinds import Number
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.reactive import improves, worst
from lrcli.schedules.shapes import blend, raised_cosine, ramp, whole_power

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope

VERSION = "5.23.0"
"""Of Transformers, whose behaviour this is."""
DIVISION = "ZeroDivisionError: division by zero"
NO_POWER = "ZeroDivisionError: 0.0 cannot be raised to a negative power"
TOO_LARGE = "OverflowError: (34, 'Numerical result out of range')"
CURVES = {"linear": "linear", "cosine": "cosine", "1-sqrt": "one_minus_sqrt"}
"""The curves of a phase by their names there, and here."""


def steps(help: str, *, in_calls: bool = False) -> Any:
    """Declare a number of steps; it need not be whole, and few of them are no mistake, if not said otherwise."""
    return Argument(Number(), None, help, in_calls=in_calls)


def half_a_wave() -> Any:
    """Declare a number of waves of a cosine."""
    return number(0.5, "waves until the end; half a one is the way down")


def started() -> Any:
    """Declare the step at which it begins."""
    return count(-1, "only -1: a run from its start")


def curve(default: str, help: str, what: str) -> Any:
    """Declare the curve of a phase."""
    error = f"ValueError: Unknown {what} type: {{}}, expected 'linear', 'cosine' or '1-sqrt'"
    return word(default, help, *CURVES, error=error)


def direction() -> Any:
    """Declare whether less or more is better."""
    return word("min", "whether less or more is better", "min", "max", error="ValueError: mode {} is unknown!")


def relation(default: str) -> Any:
    """Declare whether a threshold is a share of the best metric."""
    error = "ValueError: threshold mode {} is unknown!"
    return word(default, "threshold as a share of best or as it is", "rel", "abs", error=error)


def reduction(default: float, help: str) -> Any:
    """Declare a factor that must be below 1."""
    return number(default, help, below=1, error="ValueError: Factor should be < 1.0.")


class _Transformers(Scheduler, abstract=True):
    """One of Transformers' schedulers. get_scheduler takes both numbers of steps for each, whether used or not."""

    counts: ClassVar[str] = "steps"
    needs: ClassVar[tuple[str, ...]] = ()
    """Which of them it refuses to do without."""

    lr: float = rate(REQUIRED, "the optimizer's LR", least=0)
    num_warmup_steps: float | None = steps("steps of the warm-up")
    num_training_steps: float | None = steps("steps in all", in_calls=True)

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        super().__init_subclass__(family=f"transformers.{name}", abstract=abstract, **settings)

    def check(self) -> None:
        name = self.family.rpartition(".")[2].upper()
        for field in self.needs:
            if getattr(self, field) is None:
                error = f"SchedulerType.{name} requires `{field}`, please provide that argument."
                self.misses(field, f"ValueError: {error}")

    def misses(self, field: str, error: str) -> NoReturn:
        """Refuse that a field was not given."""
        raise self.refuse(field, f"{field} is not given: Transformers raises {error}")

    def stops(self, tick: float, error: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} raises {error}")

    @property
    def begin(self) -> float:
        """The first step after the warm-up."""
        return self.num_warmup_steps or 0

    @property
    def total(self) -> float:
        """Where training is meant to end."""
        return self.num_training_steps or 0

    def notes(self) -> list[str]:
        told = super().notes()
        if self.begin and "num_warmup_steps" not in self.needs:
            told.append(f"{self.family}: {self.shown('num_warmup_steps')} is ignored")
        return told


class _Lambda(_Transformers, abstract=True):
    """The optimizer's rate times a factor."""

    needs: ClassVar[tuple[str, ...]] = ("num_warmup_steps", "num_training_steps")
    after_warmup: ClassVar[str] = "decay"
    stops_at: ClassVar[str] = ""
    """The field that may make it stop."""

    @property
    def over(self) -> int | None:
        """The first tick after its end; None when it has none."""
        return math.ceil(max(self.total, self.begin, 0)) if "num_training_steps" in self.needs else None

    def check(self) -> None:
        super().check()
        self.check_arguments()
        if getattr(self, "last_epoch", -1) != -1:
            error = "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler"
            self.raises("last_epoch", f"KeyError: {error}")
        stop = self.stop()
        if stop is not None and stop.tick == 0:  # the constructor makes the first step
            raise self.refuse(self.stops_at, f"{self.shown(self.stops_at)}: {stop.error}")

    def check_arguments(self) -> None:
        """Refuse what the function of that name does, before LambdaLR is constructed."""

    def settle(self, scope: Scope) -> Self:
        settled = super().settle(scope)
        settled.__dict__["slot"] = scope.slot
        return settled

    def horizon(self) -> int | None:
        return self.over or math.ceil(self.total) or None

    def parts(self) -> list[tuple[float, str]]:
        """The first step of each phase up to the last, and its name."""
        return [(0, "warm-up"), (self.begin, self.after_warmup)]

    def phases(self, end: int) -> list[Phase]:
        parts = self.parts()
        if self.over is not None:
            parts.append((self.over, "past the end"))
        found = {max(math.ceil(start), 0): name for start, name in parts}
        return [Phase(start, name) for start, name in sorted(found.items()) if start < end]

    def notes(self) -> list[str]:
        told = super().notes()
        if "num_training_steps" in self.needs and self.begin >= max(self.total, 1):
            warmup, total = self.shown("num_warmup_steps"), self.shown("num_training_steps")
            told.append(f"{self.family}: {warmup} leaves none of {total} after the warm-up")
        return told

    def warmed(self, t: Array, after: Array | float) -> Array:
        """A straight rise from 0, then the factor `after`."""
        return np.where(t < self.begin, t / max(1, self.begin), after)

    def progress(self, t: Array) -> Array:
        """The share of the time after the warm-up that is over."""
        return (t - self.begin) / max(1, self.total - self.begin)

    def factor(self, t: Array) -> Array:
        """What the optimizer's rate is multiplied by."""
        raise NotImplementedError

    def formula(self, t: Array) -> Array:
        return self.lr * self.factor(t)


class Constant(_Lambda):
    """The optimizer's rate at every step.

        lr(t) = lr

    num_warmup_steps and num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule.
    """

    example = ""

    natively = (native("constant(lr)"),)

    needs = ()

    def parts(self) -> list[tuple[float, str]]:
        return [(0, "constant")]

    def factor(self, t: Array) -> Array:
        return np.ones_like(t)


class ConstantWithWarmup(_Lambda):
    """A straight rise from 0, then the optimizer's rate.

        lr(t) = lr * t / max(1, W),  t < W
        lr(t) = lr,                  t >= W

    W is num_warmup_steps; t counts steps. num_training_steps is ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_constant_schedule_with_warmup.
    """

    example = "num_warmup_steps=30"

    natively = (
        native("linear(0, lr, num_warmup_steps)"),
        native("linear(0, lr, num_warmup_steps) >> constant(lr)"),
    )

    needs = ("num_warmup_steps",)
    after_warmup = "constant"

    def horizon(self) -> int | None:
        return super().horizon() or endless(self.begin)

    def factor(self, t: Array) -> Array:
        return self.warmed(t, 1.0)


class Linear(_Lambda):
    """A straight rise from 0 and a straight fall back to it.

        lr(t) = lr * t / max(1, W),                    t < W
        lr(t) = lr * max(0, (N - t) / max(1, N - W)),  t >= W

    W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on.

    Source: Transformers 5.23.0, transformers.optimization.get_linear_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("linear(lr, 0, num_training_steps)", num_warmup_steps=0),
        native("linear(0, lr, num_warmup_steps) >> linear(lr, 0, num_training_steps - num_warmup_steps)"),
    )

    last_epoch: int = started()

    def factor(self, t: Array) -> Array:
        left = (self.total - t) / max(1, self.total - self.begin)
        return self.warmed(t, np.maximum(0.0, left))


class _Wave(_Lambda, abstract=True):
    """A cosine that goes on after the last step."""

    def notes(self) -> list[str]:
        told, over, slot = super().notes(), self.over or 0, self.__dict__.get("slot") or 0
        around = self.formula(np.arange(max(over - 1, 0), min(slot, over + 1000), dtype=np.float64))
        if (np.diff(around) > 0).any():
            told.append(f"{self.family}: past {self.shown('num_training_steps')} the LR is not held: it rises again")
        return told


class Cosine(_Wave):
    """A straight rise from 0, then half a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),                           t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. With W = N it is lr and 0 by turns from there.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("cosine(lr, 0, num_training_steps)", num_warmup_steps=0, num_cycles=0.5),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, 0, num_training_steps - num_warmup_steps)", num_cycles=0.5
        ),
    )

    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    def factor(self, t: Array) -> Array:
        return self.warmed(t, waves(self.num_cycles, self.progress(t)))


class CosineWithRestarts(_Lambda):
    """A straight rise from 0, then half a cosine towards 0, again and again.

        lr(t) = lr * t / max(1, W),                                 t < W
        lr(t) = lr * (1 + cos(pi * ((num_cycles * p) mod 1))) / 2,  t >= W, p < 1

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on. The
    cycles before the last do not arrive at 0: the restart takes its place.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_hard_restarts_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, num_cycles=3"

    natively = (
        native("restarts(lr, 0, num_training_steps / num_cycles, 1, 1)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> "
            "restarts(lr, 0, (num_training_steps - num_warmup_steps) / num_cycles, 1, 1)"
        ),
    )

    num_cycles: float = number(1, "cosines until the end")
    last_epoch: int = started()

    def oddities(self, end: int) -> list[str]:
        return ["does not arrive at 0 before a restart, which takes its place"] if self.num_cycles > 1 else []

    def parts(self) -> list[tuple[float, str]]:
        warmup, (begin, _) = super().parts()
        found = [warmup, (begin, "cycle 1")]
        for i in range(1, min(math.ceil(abs(self.num_cycles)), MOST_PHASES - 2)):
            whole = math.ceil(begin + i * max(1, self.total - begin) / abs(self.num_cycles))
            near = max(whole - 1, math.ceil(begin)) + np.arange(4.0)
            begun = near[np.abs(self.num_cycles * self.progress(near)) >= i]  # rounding may make a restart late
            found.append((begun[0], f"cycle {i + 1}"))
        return found

    def factor(self, t: Array) -> Array:
        p = self.progress(t)
        return self.warmed(t, np.where(p < 1, raised_cosine((self.num_cycles * p) % 1.0), 0.0))


class Polynomial(_Lambda):
    """A straight rise from 0, then down to lr_end as a power of the time that is left.

        lr(t) = lr * t / max(1, W),                                         t < W
        lr(t) = lr_end + (lr - lr_end) * (1 - (t - W) / (N - W)) ** power,  W <= t <= N
        lr(t) = lr_end,                                                     t > N

    W is num_warmup_steps, N is num_training_steps; t counts steps. lr_end must be below lr; its default is not 0. With
    W = N step N raises ZeroDivisionError.

    Source: Transformers 5.23.0, transformers.optimization.get_polynomial_decay_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, power=2.0"

    natively = (
        native("polynomial(lr, lr_end, num_training_steps, power)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> polynomial(lr, lr_end, num_training_steps - num_warmup_steps, power)"
        ),
    )

    stops_at = "num_training_steps"

    lr_end: float = rate(1e-7, "LR at the end")
    power: float = number(1.0, "power of the time that is left")
    last_epoch: int = started()

    def check_arguments(self) -> None:
        if self.lr_end >= self.lr:
            error = f"lr_end ({self.lr_end}) must be smaller than initial lr ({self.lr})"
            self.raises("lr_end", f"ValueError: {error}")

    def oddities(self, end: int) -> list[str]:
        default = self.lr_end == self.fields["lr_end"].default
        return [f"ends at {self.lr_end:g}, its default, not at 0"] if default else []

    def stop(self) -> Stop | None:
        first = max(math.ceil(self.begin), 0)
        if self.lr == 0 or first == self.begin == self.total:
            return self.stops(first, DIVISION)
        if self.power >= 0:
            return None
        falling = range(first, math.floor(self.total) + 1)
        tick = first + bisect_left(falling, True, key=self.has_no_power)
        return self.stops(tick, TOO_LARGE if tick < self.total else NO_POWER) if tick in falling else None

    def has_no_power(self, tick: int) -> bool:
        """Whether Python refuses to raise what is left to a negative power: 0, or too near to it."""
        left = 1 - (tick - self.begin) / (self.total - self.begin)
        return not left or math.isinf(whole_power(left, self.power))

    def factor(self, t: Array) -> Array:
        length, end = self.total - self.begin, math.floor(self.total)
        left = 1 - (np.clip(t, self.begin, end) - self.begin) / length if length > 0 else np.ones_like(t)
        falling = (self.lr - self.lr_end) * left**self.power + self.lr_end
        return self.warmed(t, np.where(t > self.total, self.lr_end, falling) / (self.lr or np.nan))


class InverseSqrt(_Lambda):
    """A straight rise from 0, then down with the square root of the time.

        lr(t) = lr * t / max(1, W),                  t < W
        lr(t) = lr / sqrt(1 + (t - W) / timescale),  t >= W

    W is num_warmup_steps; t counts steps. timescale is W when not given, or 10000 when that is 0. num_training_steps is
    ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_inverse_sqrt_schedule.
    """

    example = "num_warmup_steps=10"

    natively = (native("inverse_sqrt(lr, num_warmup_steps)", timescale=None),)

    needs = ("num_warmup_steps",)
    stops_at = "timescale"

    timescale: float | None = number(
        None, "steps after W in which LR falls to 0.71 of it", shown="W, or 10000 if W is 0"
    )
    last_epoch: int = started()

    @property
    def scale(self) -> float:
        """The timescale that applies."""
        return self.begin or 10_000 if self.timescale is None else self.timescale

    def stop(self) -> Stop | None:
        first, end = max(math.ceil(self.begin), 0), self.begin - self.scale
        if self.scale > 0:
            return None
        if self.scale == 0 or end == max(first, math.ceil(end)):
            return self.stops(max(first, end), DIVISION)
        return self.stops(max(first, end), "ValueError: math domain error")

    def horizon(self) -> int | None:
        return super().horizon() or endless(self.begin + self.scale)

    def factor(self, t: Array) -> Array:
        time = np.maximum(t, self.begin) + (self.scale - self.begin)
        return self.warmed(t, 1.0 / np.sqrt(time / (self.scale or np.nan)))


class _Lowest(_Wave, abstract=True):
    """A cosine down to a lowest rate, which is given as it is or as a share of the optimizer's."""

    num_cycles: float = half_a_wave()
    last_epoch: int = started()
    min_lr: float | None = rate(None, "lowest LR")
    min_lr_rate: float | None = number(None, "lowest LR as a share of lr")

    def check_arguments(self) -> None:
        if self.min_lr is None and self.min_lr_rate is None:
            error = "One of min_lr or min_lr_rate should be set through the `lr_scheduler_kwargs`"
            self.misses("min_lr", f"ValueError: {error}")
        if self.min_lr is not None and self.min_lr_rate is not None:
            self.raises("min_lr_rate", "ValueError: Only one of min_lr or min_lr_rate should be set")
        if self.min_lr is not None and not self.lr:
            self.raises("lr", DIVISION)

    @property
    def share(self) -> float:
        """The lowest rate as a share of the optimizer's."""
        return (self.min_lr_rate or 0) if self.min_lr is None else self.min_lr / self.lr

    def fall(self, progress: Array) -> Array:
        """From 1 down to the lowest share, and up again."""
        return np.maximum(0.0, waves(self.num_cycles, progress) * (1 - self.share) + self.share)


class CosineWithMinLr(_Lowest):
    """A straight rise from 0, then half a cosine down to a lowest rate, and up again.

        lr(t) = lr * t / max(1, W),                                     t < W
        lr(t) = m + (lr - m) * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps, m is min_lr or min_lr_rate * lr, one of
    which is needed; t counts steps. It is not held after N: it rises again, and so on. It is never below 0.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, min_lr_rate=0.2"

    natively = (
        native("cosine(lr, min_lr, num_training_steps)", num_warmup_steps=0, num_cycles=0.5, min_lr_rate=None),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, min_lr, num_training_steps - num_warmup_steps)",
            num_cycles=0.5,
            min_lr_rate=None,
        ),
        native("cosine(lr, lr * min_lr_rate, num_training_steps)", num_warmup_steps=0, num_cycles=0.5, min_lr=None),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, lr * min_lr_rate, num_training_steps - num_warmup_steps)",
            num_cycles=0.5,
            min_lr=None,
        ),
    )

    def factor(self, t: Array) -> Array:
        return self.warmed(t, self.fall(self.progress(t)))


class CosineWarmupWithMinLr(_Lowest):
    """A straight rise, then half a cosine down to a lowest rate, a step ahead of time, and up again.

        lr(t) = lr * (t + 1) / max(1, W),                               t < W
        lr(t) = m + (lr - m) * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W + 1) / max(1, N - W), W is num_warmup_steps, N is num_training_steps, m is min_lr or min_lr_rate * lr,
    one of which is needed; t counts steps. With a warmup_lr_rate w the rise is lr * (w + (1 - w) * t / max(1, W - 1)).
    It has the rate lr at W - 1 and m at N - 1, and rises again from N on. It is never below 0 after the warm-up.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup_lr_rate.
    """

    example = "num_warmup_steps=20, num_training_steps=100, min_lr_rate=0.2"

    warmup_lr_rate: float | None = number(None, "LR at step 0 as a share of lr", shown="1 / W")

    def oddities(self, end: int) -> list[str]:
        return [f"is a step ahead: lowest at num_training_steps - 1 = {self.total - 1:g}"]

    def warmed(self, t: Array, after: Array | float) -> Array:
        first = self.warmup_lr_rate
        rise = (t + 1) / max(1, self.begin) if first is None else first + (1 - first) * t / max(1, self.begin - 1)
        return np.where(t < self.begin, rise, after)

    def factor(self, t: Array) -> Array:
        return self.warmed(t, self.fall(self.progress(t + 1)))


class WarmupStableDecay(_Lambda):
    """A rise, a constant rate, and a fall.

        lr(t) = lr * (m + (1 - m) * u(t / W)),            t < W
        lr(t) = lr,                                       W <= t < W + S
        lr(t) = lr * (m + (1 - m) * v((t - W - S) / D)),  W + S <= t < W + S + D
        lr(t) = lr * m,                                   t >= W + S + D

    u(p) is p, (1 - cos(pi p)) / 2 or 1 - sqrt(1 - p), v(q) is 1 - q, (1 + cos(2 pi num_cycles q)) / 2 or 1 - sqrt(q). W
    is num_warmup_steps, S is num_stable_steps, D is num_decay_steps, m is min_lr_ratio, which lifts the start too; t
    counts steps. S is num_training_steps - W - D when not given; when it is, num_training_steps is ignored. Where S
    comes out below 0 the fall begins in its midst.

    Source: Transformers 5.23.0, transformers.optimization.get_wsd_schedule.
    """

    example = "num_warmup_steps=10, num_training_steps=100, num_decay_steps=30"

    natively = (
        native(
            "wsd(lr, num_warmup_steps, num_decay_steps, num_training_steps, lr * min_lr_ratio, "
            "lr * min_lr_ratio, 'cosine')",
            decay_type="cosine",
            warmup_type="linear",
            num_stable_steps=None,
        ),
        native(
            "wsd(lr, num_warmup_steps, num_decay_steps, num_training_steps, lr * min_lr_ratio, "
            "lr * min_lr_ratio, 'linear')",
            decay_type="linear",
            warmup_type="linear",
            num_stable_steps=None,
        ),
        native(
            "wsd(lr, num_warmup_steps, num_decay_steps, num_training_steps, lr * min_lr_ratio, "
            "lr * min_lr_ratio, 'one_minus_sqrt')",
            decay_type="1-sqrt",
            warmup_type="linear",
            num_stable_steps=None,
        ),
    )

    needs = ("num_warmup_steps",)

    num_decay_steps: float | None = steps("steps of the fall")
    num_stable_steps: float | None = number(None, "steps between", shown="the rest of num_training_steps")
    warmup_type: str = curve("linear", "curve of the rise", "warmup")
    decay_type: str = curve("cosine", "curve of the fall", "decay")
    min_lr_ratio: float = number(0, "lowest LR as a share of lr")
    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    def check_arguments(self) -> None:
        if self.num_decay_steps is None:
            error = "get_wsd_schedule() missing 1 required positional argument: 'num_decay_steps'"
            self.misses("num_decay_steps", f"TypeError: {error}")
        if self.num_training_steps is None and self.num_stable_steps is None:
            error = "Either num_training_steps or num_stable_steps must be specified."
            self.misses("num_training_steps", f"ValueError: {error}")

    @property
    def stable(self) -> float:
        """Steps at a constant rate."""
        given = self.num_stable_steps
        return self.total - self.begin - (self.num_decay_steps or 0) if given is None else given

    @property
    def end(self) -> float:
        """The first step after the fall."""
        return self.begin + self.stable + (self.num_decay_steps or 0)

    @property
    def over(self) -> int | None:
        return math.ceil(max(self.end, self.begin + self.stable, self.begin, 0))

    def notes(self) -> list[str]:
        told = super().notes()
        if self.stable < 0:
            told.append(f"{self.family}: num_stable_steps comes out at {self.stable:g}: the decay begins in its midst")
        if None not in (self.num_stable_steps, self.num_training_steps) and self.end != self.total:
            total, stable = self.shown("num_training_steps"), self.shown("num_stable_steps")
            told.append(f"{self.family}: {total} is ignored for {stable}: the decay ends at {plain(self.end)}")
        return told

    def parts(self) -> list[tuple[float, str]]:
        return [(0, "warm-up"), (self.begin, "stable"), (self.begin + max(self.stable, 0), "decay")]

    def factor(self, t: Array) -> Array:
        p = np.minimum(t / max(1, self.begin), 1)
        q = np.clip((t - self.begin - self.stable) / max(1, self.num_decay_steps or 0), 0, 1)
        rise = ramp(CURVES[self.warmup_type], p, self.min_lr_ratio, 1)
        fall = np.where(t < self.end, np.maximum(0.0, blend(self.left(q), 1, self.min_lr_ratio)), self.min_lr_ratio)
        return np.where(t < self.begin, np.maximum(0.0, rise), np.where(t < self.begin + self.stable, 1.0, fall))

    def left(self, q: Array) -> Array:
        """The share of the height that is left when a share of the fall is over."""
        if self.decay_type == "cosine":
            return waves(self.num_cycles, q)
        return 1 - (np.sqrt(q) if self.decay_type == "1-sqrt" else q)


class ReduceLrOnPlateau(_Transformers, Watcher):
    """Reduced when a metric has stopped improving: PyTorch's ReduceLROnPlateau.

        lr(t) = max(lr(t - 1) * factor, min_lr) when more than patience epochs were bad, if that changes it by > eps

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. An epoch is good when its metric is
    below best * (1 - threshold) (mode min, threshold_mode rel), best - threshold (abs), or above best *
    (1 + threshold), best + threshold (max); best starts at infinity. In the cooldown epochs are not counted as bad,
    but best is updated. NaN is bad and never best. After the last metric the rate is held. num_warmup_steps and
    num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_reduce_on_plateau_schedule.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=factor, patience=patience, threshold=threshold, mode=mode, "
            "threshold_mode=threshold_mode, cooldown=cooldown, min_lr=min_lr, eps=eps, metrics=metrics)"
        ),
    )

    mode: str = direction()
    factor: float = reduction(0.1, "factor at each reduction")
    patience: int = count(10, "bad epochs that are borne")
    threshold: float = number(1e-4, "what is no improvement yet")
    threshold_mode: str = relation("rel")
    cooldown: int = count(0, "epochs after a reduction that are not counted")
    min_lr: float = rate(0.0, "lowest LR")
    eps: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] = metrics()

    counts = "epochs"


class Greedy(_Transformers):
    """Raised while a metric improves, lowered while it does not: GreedyLR.

        lr(t) = min(lr(t - 1) / factor, max_lr)  when more than patience epochs in a row were good
        lr(t) = max(lr(t - 1) * factor, min_lr)  when more than patience epochs in a row were bad

    Only a change by more than eps is made. metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first.
    An epoch is good when its metric, with smooth the mean of the last window_size, is below best - threshold (mode min,
    threshold_mode abs), best * (1 - threshold) (rel), or above best + threshold, best * (1 + threshold) (max); best
    starts at infinity. NaN is bad and never best. For warmup epochs after it was due to be raised, and for cooldown
    epochs after it was due to be lowered, metrics do nothing but enter the mean. When it was due to be lowered
    reset_start times at min_lr or below, and not to be raised between, the rate, best and the mean start anew. After
    the last metric the rate is held. num_warmup_steps and num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.GreedyLR.
    """

    example = f"patience=15, factor=0.5, metrics={UNIMPROVED}"

    mode: str = direction()
    factor: float = reduction(0.95, "factor when it is lowered, divisor when it is raised")
    patience: int = count(10, "good or bad epochs in a row that change nothing yet")
    threshold: float = number(1e-6, "what is no improvement yet")
    threshold_mode: str = relation("abs")
    cooldown: int = count(0, "epochs after a reduction that are not counted")
    warmup: int = count(0, "epochs after an increase that are not counted")
    min_lr: float = rate(1e-3, "lowest LR")
    max_lr: float = rate(1.0, "highest LR")
    eps: float = number(1e-8, "smallest change of LR that is made")
    verbose: bool = flag(False, "messages of Transformers, none here")
    smooth: bool = flag(False, "judge the mean of the last metrics")
    window_size: int = count(50, "metrics in the mean")
    reset_start: int = count(500, "reductions due at min_lr until all starts anew")
    metrics: tuple[float, ...] = metrics()

    counts = "epochs"

    def horizon(self) -> int | None:
        return len(self.metrics) + 1

    @property
    def metrics_on_run(self) -> Array:
        return seen(self.metrics)

    def phases(self, end: int) -> list[Phase]:
        changes = np.flatnonzero(np.diff(self.path)) + 1
        return levels(self, changes[: MOST_PHASES - 1].tolist(), end)

    def notes(self) -> list[str]:
        told = super().notes()
        if self.lr < self.min_lr:
            told.append(f"{self.family}: lr={self.lr:g} is below {self.shown('min_lr')}: it is not lowered")
        if self.lr > self.max_lr:
            told.append(f"{self.family}: lr={self.lr:g} is above {self.shown('max_lr')}: it is not raised")
        return told

    @cached_property
    def path(self) -> Array:
        rates = [self.lr]
        with suppress(ZeroDivisionError):  # a factor of 0, or a mean of nothing: a stop
            rates.extend(self.walk())
        return np.asarray(rates)

    def stop(self) -> Stop | None:
        return None if len(self.path) > len(self.metrics) else self.stops(len(self.path), DIVISION)

    def formula(self, t: Array) -> Array:
        return self.path[np.minimum(t, len(self.path) - 1).astype(np.intp)]

    def walk(self) -> Iterator[float]:
        """The rate after each metric. ZeroDivisionError as GreedyLR raises it."""
        better = improves(self.mode, self.threshold, self.threshold_mode == "rel")
        lr, best, window, spare = self.lr, worst(self.mode), Window(self.window_size), self.reset_start
        good = bad = rest = 0
        for metric in self.metrics:
            current = window.mean(metric) if self.smooth else metric
            if rest > 0:
                rest, good, bad = rest - 1, 0, 0
                yield lr
                continue
            if better(current, best):
                best, good, bad = current, good + 1, 0
            else:
                good, bad = 0, bad + 1
            if good > self.patience:
                raised = min(lr / self.factor, self.max_lr)
                lr = raised if raised - lr > self.eps else lr
                good, rest, spare = 0, self.warmup, self.reset_start
            elif bad > self.patience:
                lowered = max(lr * self.factor, self.min_lr)
                lr = lowered if lr - lowered > self.eps else lr
                bad, rest, spare = 0, self.cooldown, spare - (lr <= self.min_lr)
                if lr <= self.min_lr and spare <= 0:
                    lr, best, window, spare = self.lr, worst(self.mode), Window(self.window_size), self.reset_start
            yield lr


class Window:
    """The mean of the last metrics, summed up as GreedyLR does it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.values: deque[float] = deque()
        self.sum = 0.0

    def mean(self, value: float) -> float:
        self.values.append(value)
        self.sum += value
        if len(self.values) > self.size:
            self.sum -= self.values.popleft()
        return self.sum / len(self.values)


def waves(cycles: float, progress: Array) -> Array:
    """(1 + cos(2 pi cycles progress)) / 2, multiplied in the order of the original."""
    w: Array = 0.5 * (1 + np.cos(np.pi * cycles * 2.0 * progress))
    return w
