"""NeMo's falls right after a warm-up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import flag, number
from lrcli.frameworks.nemo.base import DIVISION, Held, NemoScheduler, Warmed, lowest, ratio, updates

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Phase, Stop


class OverRest(Warmed, abstract=True):
    """A fall over the updates after the warm-up."""

    example = "warmup_steps=20, max_steps=100"

    def stop(self) -> Stop | None:
        return self.stops(0, DIVISION) if not self.rise and not self.total else None

    @property
    def rest(self) -> float:
        """The updates after the warm-up; nan where there are none, so that nothing is divided by them."""
        return self.total - self.rise or math.nan


class SquareAnnealing(OverRest):
    """A straight warm-up, then down with the square of the time that is left.

        lr(t) = lr * (t + 1) / (W + 1),                            t <= W, where W > 0
        lr(t) = max(min_lr, lr * ((N - t) / (N - W)) ** 2),        t > W
        lr(t) = min_lr,                                            t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; N is max_steps; t counts updates.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.SquareAnnealing.
    """

    min_lr: float = lowest(1e-5)

    def body(self, t: Array) -> Array:
        return np.maximum(self.lr * ((self.rest - (t - self.rise)) / self.rest) ** 2, self.min_lr)


class SquareRootAnnealing(OverRest):
    """A straight warm-up, then down with the root of the share of the run that is left.

        lr(t) = lr * (t + 1) / (W + 1),                    t <= W, where W > 0
        lr(t) = max(min_lr, lr * sqrt((N - t) / N)),       t > W
        lr(t) = min_lr,                                    t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; N is max_steps, warm-up included: the rate leaps down after
    it. t counts updates.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.SquareRootAnnealing.
    """

    def body(self, t: Array) -> Array:
        left = np.maximum(self.total - t, 0) / (self.total or math.nan)
        return np.maximum(self.lr * left**0.5, self.min_lr)


class WarmupAnnealing(OverRest):
    """A straight warm-up, and a straight fall to min_lr.

        lr(t) = lr * (t + 1) / (W + 1),                             t <= W, where W > 0
        lr(t) = min_lr + (lr - min_lr) * (1 - (t - W) / (N - W)),   t > W
        lr(t) = min_lr,                                             t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; N is max_steps; t counts updates.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.WarmupAnnealing.
    """

    def body(self, t: Array) -> Array:
        return self.min_lr + (1 - (t - self.rise) / self.rest) * (self.lr - self.min_lr)


class InverseSquareRootAnnealing(Warmed):
    """A straight warm-up, then down with the square root of the updates.

        lr(t) = lr * (t + 1) / (W + 1),              t <= W, where W > 0
        lr(t) = lr / sqrt((t + 1) / (W + 1)),        t > W
        lr(t) = min_lr,                              t > max_steps

    W is warmup_steps, or max_steps * warmup_ratio, rounded down; t counts updates. min_lr is no lowest rate before
    max_steps.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.InverseSquareRootAnnealing.
    """

    example = "warmup_steps=10, max_steps=100"

    def body(self, t: Array) -> Array:
        return self.lr / ((t + 1) / (self.rise + 1)) ** 0.5


class T5InverseSquareRootAnnealing(NemoScheduler):
    """Constant, then down with the square root of the updates, whatever the optimizer's rate is.

        lr(t) = 1 / sqrt(constant_steps),  t <= constant_steps
        lr(t) = 1 / sqrt(t),               t > constant_steps
        lr(t) = min_lr,                    t > max_steps, where that is more

    t counts updates. A constant_ratio raises TypeError, and so do neither of the two.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.T5InverseSquareRootAnnealing.
    """

    example = "constant_steps=10, max_steps=100"

    constant_steps: float | None = updates("updates at the rate of the last of them", "hold")
    constant_ratio: float | None = ratio("the same as a share of max_steps, which raises TypeError")

    def check(self) -> None:
        self.one_of("constant_steps", "constant_ratio")
        if self.constant_ratio is not None:
            self.raises(
                "constant_ratio", "TypeError: unsupported operand type(s) for ** or pow(): 'NoneType' and 'float'"
            )
        if not self.constant_steps:
            error = DIVISION if self.constant_steps is not None else "TypeError: unsupported operand type(s) for **"
            self.raises("constant_steps", error)

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        steps = () if {"constant_steps", "constant_ratio"} & set(given) else ("constant_steps",)
        return (*super().wanted(given), *steps)

    @property
    def held(self) -> float:
        return self.constant_steps or 1.0

    def phases(self, end: int) -> list[Phase]:
        fall = math.floor(self.held) + 1
        return self.named([(0, "constant"), (fall, "decay"), (max(self.over, fall), "past the end")], end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        after = np.where(t > self.total, self.min_lr, 1 / np.maximum(t, 1) ** 0.5)
        return np.where(t <= self.held, 1 / self.held**0.5, after)


class _Polynomial:
    """Down as a power of the time that is left."""

    lr: float
    min_lr: float
    power: float
    cycle: bool

    def fallen(self, step: Array, length: float) -> Array:
        """The rate after so many updates of a fall of a length, which is as long again where it cycles."""
        lasts: Any = np.maximum(np.ceil(step / length), 1) * length if self.cycle else length
        p = (step if self.cycle else np.minimum(step, length)) / lasts
        left: Array = np.power(1.0 - p, self.power)
        return (self.lr - self.min_lr) * left + self.min_lr


class PolynomialDecayAnnealing(_Polynomial, OverRest):
    """A straight warm-up, then down to min_lr as a power of the time that is left.

        lr(t) = lr * (t + 1) / (W + 1),                                        t <= W, where W > 0
        lr(t) = min_lr + (lr - min_lr) * (1 - (t - W) / (N - W)) ** power,     t > W
        lr(t) = min_lr,                                                        t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; N is max_steps; t counts updates. A cycle would begin after N,
    so that it never does.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.PolynomialDecayAnnealing.
    """

    power: float = number(1.0, "power of what is left", role="power", least=0)
    cycle: bool = flag(False, "fall again after the end, where there is an after")

    def body(self, t: Array) -> Array:
        return self.fallen(t - self.rise, self.rest)


class PolynomialHoldDecayAnnealing(_Polynomial, Held):
    """A straight warm-up, a constant rate, then down to min_lr as a power of the time that is left.

        lr(t) = lr * (t + 1) / (W + 1),                                        t <= W, where W > 0
        lr(t) = lr,                                                            W < t < H
        lr(t) = min_lr + (lr - min_lr) * (1 - (t - H) / (N - H)) ** power,     t >= H
        lr(t) = min_lr,                                                        t > N

    W is warmup_steps, or N * warmup_ratio, rounded down; H is W + hold_steps, where hold_steps may be N * hold_ratio,
    rounded down; N is max_steps; t counts updates. Without either H is 0, and the fall is over N - W updates. Where H
    is N it raises ZeroDivisionError there.

    Source: NeMo 3.0.0, nemo.core.optim.lr_scheduler.PolynomialHoldDecayAnnealing.
    """

    example = "warmup_steps=10, hold_steps=20, max_steps=100"

    power: float = number(1.0, "power of what is left", role="power", least=0)
    cycle: bool = flag(False, "fall again where the fall is over before max_steps")

    @property
    def rest(self) -> float:
        """The updates of the fall."""
        return self.total - max(self.rise, self.turn)

    def stop(self) -> Stop | None:
        first = max(self.begin, self.turn)
        return self.stops(first, DIVISION) if not self.rest and first <= self.total else None

    def phases(self, end: int) -> list[Phase]:
        found = super().phases(end)
        again = self.turn + self.rest + 1
        if not 0 < again <= self.total:
            return found
        last = found[-1:] if found and found[-1].name == "past the end" else []
        name = "decay again" if self.cycle else "held"
        return [*found[: len(found) - len(last)], *self.named([(again, name)], end), *last]

    def body(self, t: Array) -> Array:
        return self.fallen(t - self.turn, self.rest or math.nan)
