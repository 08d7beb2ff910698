"""PyTorch's schedulers: torch.optim.lr_scheduler, and SWALR of torch.optim.swa_utils.

`formula` is the closed form of a scheduler that is alone. Inside a composite a scheduler acts on a running rate, so it
has more to tell: `enter`, what its constructor writes into the optimizer; `first`, its initial step; `restart`, what it
does at a milestone; `steps`, its ordinary steps. These three are lines, `after = gain * before + shift`.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.base import OptimizerScheduler, Watcher
from lrcli.frameworks._kit.declare import (
    UNIMPROVED,
    count,
    counts,
    flag,
    formula,
    joins,
    metrics,
    native,
    number,
    optimizer_lr,
    rate,
    real,
    schedulers,
    strict,
    word,
)
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.torch.optimizer import KEEP, AtOnce, InTurn, Optimizer, Single, Together
from lrcli.language.expression import function
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.families.flat import levels
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.shapes import blend, powers, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.torch.optimizer import Line
    from lrcli.schedules.scope import Scope

VERSION = "2.13.0"
"""Of PyTorch, whose behaviour this is."""
WITH_BETAS = ("adam", "adamw", "adamax", "nadam", "radam", "sparseadam")
WITH_MOMENTUM = ("sgd", "rmsprop", "muon")
WITH_NEITHER = ("adadelta", "adafactor", "adagrad", "asgd", "lbfgs", "rprop")


class _Torch(OptimizerScheduler, abstract=True):
    """One of PyTorch's schedulers."""

    lr: float = optimizer_lr()  # None in a composite until it is on a run

    late: ClassVar[tuple[str, ...]] = ()
    """Fields that come last though a base class declares them."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"torch.{cls.__name__}", abstract=abstract, **settings)
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: name in cls.late)}

    def stops(self, tick: int, error: str) -> Stop:
        return Stop(tick, f"{self.family} raises {error}")


class Alone(_Torch, abstract=True):
    """A scheduler that is no composite."""

    last_epoch: int = count(-1, "only -1: a run from its start")

    late = ("last_epoch",)
    absolute: ClassVar[bool] = False
    """Whether it overwrites the running rate."""
    counts_steps: ClassVar[bool] = False
    """Whether its clock is the number of its own steps, which no composite turns back."""

    def check(self) -> None:
        if self.last_epoch != -1:
            error = "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler"
            self.raises("last_epoch", f"KeyError: {error}")

    def based(self, **changes: float) -> Self:
        """The same scheduler with another base rate, which in a composite may be any number."""
        other = object.__new__(type(self))
        other.__dict__.update({name: getattr(self, name) for name in self.fields}, **changes)
        return other

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        """The scheduler whose closed form goes on from the running rate `start`; None when it is not this one's."""
        return self if self.at(0) == start else None

    def at(self, tick: int) -> float:
        """The closed form at one tick."""
        return float(self.formula(np.asarray([tick], dtype=np.float64))[0])

    def attach(self, optimizer: Optimizer) -> Single:
        """It as its constructor leaves it, the optimizer changed as it does."""
        return Single(self, optimizer)

    def enter(self, optimizer: Optimizer) -> None:
        """What the constructor writes into the optimizer, before the initial step."""

    def constructed(self, optimizer: Optimizer) -> Line:
        """The initial step of the constructor, which knows the optimizer's initial_lr."""
        return self.first(optimizer)

    def first(self, optimizer: Optimizer) -> Line:
        """The initial step: by default it leaves the running rate alone."""
        return KEEP

    def restart(self, optimizer: Optimizer) -> Line:
        """The step at a milestone: by default to the closed form at 0. ZeroDivisionError as PyTorch raises it."""
        return 0.0, self.at(0)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        """Ordinary steps to the epochs `k`, of which 0 is one that follows an undone start.

        By default the rate is multiplied, by the quotient of the closed form.
        """
        now, before = (self.formula(np.maximum(epoch, 0)) for epoch in (k, k - 1))
        gain = np.divide(now, before, out=np.ones_like(k), where=before != 0)
        return gain, np.zeros_like(k)

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        """The momentum at the epochs `k`; None when it drives none."""
        return None


class _Absolute(Alone, abstract=True):
    """A scheduler that overwrites the running rate."""

    absolute = True

    def first(self, optimizer: Optimizer) -> Line:
        return 0.0, float(self.steps(np.zeros(1), optimizer)[1][0])

    def restart(self, optimizer: Optimizer) -> Line:
        return self.first(optimizer)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.zeros_like(k), self.formula(k)


class LambdaLR(_Absolute):
    """The optimizer's rate times a function of the epoch.

        lr(t) = lr * lr_lambda(t)

    t counts calls of step(). lr_lambda is a text, such as '0.95 ** t'; it applies at t = 0 already.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.LambdaLR.
    """

    example = "lr_lambda='0.95 ** t'"

    lr_lambda: str = formula("factor on lr, a function of t")

    def formula(self, t: Array) -> Array:
        return finite(self, "lr_lambda", self.lr * function(self.lr_lambda)(t), t)


class MultiplicativeLR(Alone):
    """The running rate times a function of the epoch, at every step.

        lr(t) = lr * product of lr_lambda(i) for i = 1 .. t

    lr_lambda is a text, such as '0.95'; lr_lambda(0) is never used, but at the milestone of a SequentialLR.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.MultiplicativeLR.
    """

    example = "lr_lambda='0.97'"

    lr_lambda: str = formula("factor at every step, a function of t")

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        return self.based(lr=start)

    def restart(self, optimizer: Optimizer) -> Line:
        return float(function(self.lr_lambda)(np.zeros(1))[0]), 0.0

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return function(self.lr_lambda)(k), np.zeros_like(k)

    @cached_property
    def path(self) -> Path:
        return Path(self.lr, lambda k: (function(self.lr_lambda)(k), np.zeros_like(k)))

    def formula(self, t: Array) -> Array:
        return finite(self, "lr_lambda", self.path.at(t), t)


class StepLR(Alone):
    """Multiplied by gamma every step_size epochs.

        lr(t) = lr * gamma ** floor(t / step_size)

    t counts calls of step(). With step_size 0 the first step raises ZeroDivisionError.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.StepLR.
    """

    example = "step_size=30"

    natively = (native("step(lr, gamma, step_size)"),)

    step_size: int = count(REQUIRED, "epochs between drops")
    gamma: float = number(0.1, "factor at each drop")

    def stop(self) -> Stop | None:
        return None if self.step_size else self.stops(1, "ZeroDivisionError: integer modulo by zero")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * self.gamma ** (0 // self.step_size)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.where((k > 0) & (k % (abs(self.step_size) or np.inf) == 0), self.gamma, 1.0), np.zeros_like(k)

    def phases(self, end: int) -> list[Phase]:
        size = abs(self.step_size) or end
        return levels(self, list(range(size, min(end, size * MOST_PHASES), size)), end)

    def formula(self, t: Array) -> Array:
        return self.lr * powers(self.gamma, np.floor(t / max(abs(self.step_size), 1)))


class MultiStepLR(Alone):
    """Multiplied by gamma at given epochs.

        lr(t) = lr * gamma ** (number of milestones <= t)

    t counts calls of step(). The order of the milestones is irrelevant, one that stands twice counts twice, and
    milestone 0 acts at t = 0 already.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.MultiStepLR.
    """

    example = "milestones=[30, 60, 90]"

    natively = (native("multistep(lr, gamma, milestones)"),)

    milestones: tuple[int, ...] = counts(REQUIRED, "epochs of the drops")
    gamma: float = number(0.1, "factor at each drop")

    @cached_property
    def dates(self) -> list[int]:
        return sorted(date for date in self.milestones if date >= 0)

    def first(self, optimizer: Optimizer) -> Line:
        return self.gamma ** self.dates.count(0), 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * self.gamma ** bisect_right(sorted(self.milestones), 0)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        here = np.searchsorted(self.dates, k, side="right") - np.searchsorted(self.dates, k, side="left")
        return powers(self.gamma, here), np.zeros_like(k)

    def phases(self, end: int) -> list[Phase]:
        return levels(self, self.dates[:MOST_PHASES], end)

    def oddities(self, end: int) -> list[str]:
        told = ["drops at t = 0 already, for the milestone 0"] if 0 in self.milestones else []
        twice = len(set(self.milestones)) < len(self.milestones)
        return [*told, *(["drops twice at a milestone that is given twice"] if twice else [])]

    def formula(self, t: Array) -> Array:
        return self.lr * powers(self.gamma, np.searchsorted(self.dates, t, side="right"))


class ConstantLR(Alone):
    """A fraction of the optimizer's rate for some epochs, then all of it.

        lr(t) = lr * factor,  t < total_iters
        lr(t) = lr,           t >= total_iters

    t counts calls of step(). With total_iters 0 the factor is never undone. With factor 0, which total_iters would
    undo by a division, ZeroDivisionError is raised there.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ConstantLR.
    """

    example = "total_iters=30"

    factor: float = number(
        1 / 3,
        "factor on lr at first",
        least=0,
        most=1,
        error="ValueError: Constant multiplicative factor expected to be between 0 and 1.",
    )
    total_iters: int = count(5, "epochs at which it is undone")

    def stop(self) -> Stop | None:
        if self.factor or self.total_iters <= 0:
            return None
        return self.stops(self.total_iters, "ZeroDivisionError: float division by zero")

    def first(self, optimizer: Optimizer) -> Line:
        return self.factor, 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * (self.factor + (self.total_iters <= 0) * (1 - self.factor))

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        undone = np.where(k == self.total_iters, 1 / (self.factor or np.nan), 1.0)
        return np.where(k == 0, self.factor, undone), np.zeros_like(k)

    def oddities(self, end: int) -> list[str]:
        return ["keeps the factor for good: total_iters is 0"] if self.total_iters <= 0 else []

    def formula(self, t: Array) -> Array:
        return np.where((t < self.total_iters) | (self.total_iters <= 0), self.lr * self.factor, self.lr)


class LinearLR(Alone):
    """The optimizer's rate times a factor that changes in a straight line.

        lr(t) = lr * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters)

    t counts calls of step(). No factor can be above 1, and start_factor not 0. With total_iters 0 it stays at
    start_factor.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.LinearLR.
    """

    example = "total_iters=50"

    natively = (native("linear(lr * start_factor, lr * end_factor, total_iters)"),)

    start_factor: float = number(
        1 / 3,
        "factor at t = 0",
        above=0,
        most=1,
        error="ValueError: Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
    )
    end_factor: float = number(
        1.0,
        "factor at the end",
        least=0,
        most=1,
        error="ValueError: Ending multiplicative factor expected to be between 0 and 1.",
    )
    total_iters: int = count(5, "epochs until end_factor")

    def first(self, optimizer: Optimizer) -> Line:
        return self.start_factor, 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        slope = self.end_factor - self.start_factor
        return 0.0, self.lr * (self.start_factor + slope * min(self.total_iters, 0) / self.total_iters)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        gain, shift = super().steps(k, optimizer)
        return np.where(k == 0, self.start_factor, gain), shift

    def horizon(self) -> int | None:
        return self.total_iters + 1 if self.total_iters > 99 else None

    def formula(self, t: Array) -> Array:
        z = np.minimum(t / max(self.total_iters, 1), 1 if self.total_iters > 0 else 0)
        return self.lr * blend(z, self.end_factor, self.start_factor)


class ExponentialLR(Alone):
    """Multiplied by gamma at every step.

        lr(t) = lr * gamma ** t

    t counts calls of step(). A falling rate becomes a denormal number, then 0.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ExponentialLR.
    """

    example = "gamma=0.96"

    natively = (native("exponential(lr, gamma=gamma, every=1, staircase=False)"),)

    gamma: float = number(REQUIRED, "factor at every step")

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.full_like(k, self.gamma), np.zeros_like(k)

    def formula(self, t: Array) -> Array:
        half = np.floor(t / 2)  # in two parts: gamma ** t alone can be too large for a float, or too small
        return self.lr * powers(self.gamma, half) * powers(self.gamma, t - half)


class PolynomialLR(Alone):
    """Falls to 0 as a power of the time that is left.

        lr(t) = lr * (1 - min(t, total_iters) / total_iters) ** power

    t counts calls of step(). It ends at exactly 0. With total_iters 0 it stays at lr.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.PolynomialLR.
    """

    example = "total_iters=100, power=2.0"

    natively = (
        native("linear(lr, 0, total_iters)", power=1.0),
        native("polynomial(lr, 0, total_iters, power)"),
    )

    total_iters: int = count(5, "epochs until 0")
    power: float = number(1.0, "power of the time that is left")

    def stop(self) -> Stop | None:
        if self.power >= 0 or self.total_iters <= 0:
            return None
        return self.stops(self.total_iters, "ZeroDivisionError: 0.0 cannot be raised to a negative power")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * (1.0 - min(self.total_iters, 0) / self.total_iters) ** self.power

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        total = np.float64(self.total_iters)
        gain = ((1 - k / total) / (1 - (k - 1) / total)) ** self.power
        return np.where(k > self.total_iters, 1.0, gain), np.zeros_like(k)

    def horizon(self) -> int | None:
        return self.total_iters + 1 if self.total_iters > 99 else None

    def oddities(self, end: int) -> list[str]:
        over = 0 < self.total_iters < end - 1
        return [f"is exactly 0 from {self.shown('total_iters')} on: it runs for {self.spell(end)}"] if over else []

    def formula(self, t: Array) -> Array:
        left = np.maximum(self.total_iters - t, 0) / self.total_iters if self.total_iters > 0 else np.ones_like(t)
        return self.lr * left**self.power


class CosineAnnealingLR(Alone):
    """Half a cosine down to eta_min, and up again.

        lr(t) = eta_min + (lr - eta_min) * (1 + cos(pi * t / T_max)) / 2

    t counts calls of step(). It is not held after T_max: it climbs back to lr at 2 * T_max, and so on. eta_min above
    lr is legal. With T_max 0 the first step raises ZeroDivisionError.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CosineAnnealingLR.
    """

    example = "T_max=50"

    natively = (native("cosine(lr, eta_min, T_max)"),)

    T_max: int = count(REQUIRED, "epochs of the way down")
    eta_min: float = rate(0.0, "lowest LR")

    def stop(self) -> Stop | None:
        return None if self.T_max else self.stops(1, "ZeroDivisionError: integer modulo by zero")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.eta_min + (self.lr - self.eta_min) * (1 + math.cos(math.pi * 0 / self.T_max)) / 2

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        half = np.float64(self.T_max)
        turn = (k - 1 - half) % (2 * half) == 0
        height, before = (1 + np.cos(np.pi * epoch / half) for epoch in (k, k - 1))
        gain = np.divide(height, before, out=np.ones_like(k), where=~turn)
        rise = (self.lr - self.eta_min) * (1 - np.cos(np.pi / half)) / 2
        return gain, np.where(turn, rise, self.eta_min * (1 - gain))

    def horizon(self) -> int | None:
        return abs(self.T_max) + 1

    def oddities(self, end: int) -> list[str]:
        if end <= self.T_max + 1:
            return []
        return [f"rises again after {self.shown('T_max')}: it runs for {self.spell(end)}"]

    def formula(self, t: Array) -> Array:
        z = (t % abs(2 * self.T_max)) / abs(self.T_max) if self.T_max else np.zeros_like(t)
        return blend(raised_cosine(z), self.lr, self.eta_min)


class CosineAnnealingWarmRestarts(_Absolute):
    """Half a cosine towards eta_min, then a restart, again and again.

        lr(t) = eta_min + (lr - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2

    T_cur counts calls of step() since the last restart; cycle i is T_i = T_0 * T_mult ** i long. It never arrives at
    eta_min: the restart takes its place. With T_0 and T_mult 1 it is constant. Both must be ints.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
    """

    example = "T_0=25"

    natively = (native("restarts(lr, eta_min, T_0, T_mult, 1)"),)

    T_0: int = strict(
        REQUIRED, "epochs of the first cycle", least=1, error="ValueError: Expected positive integer T_0, but got {}"
    )
    T_mult: int = strict(
        1, "growth of the cycles", least=1, error="ValueError: Expected integer T_mult >= 1, but got {}", in_calls=False
    )
    eta_min: float = rate(0.0, "lowest LR")

    def starts(self, end: float) -> list[int]:
        """Where cycles start, up to tick `end`, when they grow."""
        found, length = [0], self.T_0
        while found[-1] + length <= end:
            found.append(found[-1] + length)
            length *= self.T_mult
        return found

    def horizon(self) -> int | None:
        return self.T_0 * (1 + self.T_mult) if self.T_mult > 1 else 3 * self.T_0

    def phases(self, end: int) -> list[Phase]:
        grown = self.starts(end - 1) if self.T_mult > 1 else range(0, end, self.T_0)
        return [Phase(start, f"cycle {i}") for i, start in enumerate(grown[:MOST_PHASES], 1)]

    def oddities(self, end: int) -> list[str]:
        if end < self.T_0:
            return []
        return [f"never arrives at {self.shown('eta_min')}: the restart takes its place"]

    def formula(self, t: Array) -> Array:
        if self.T_mult == 1:
            z = (t % self.T_0) / self.T_0
        else:
            starts = np.asarray(self.starts(t.max(initial=0)), dtype=np.float64)
            i = np.searchsorted(starts, t, side="right") - 1
            z = (t - starts[i]) / (self.T_0 * float(self.T_mult) ** i)
        return blend(raised_cosine(z), self.lr, self.eta_min)


class OneCycleLR(_Absolute):
    """One rise to max_lr and one fall far below where it began; the momentum mirrors it.

        lr(t) = b + (a - b) * (1 + cos(pi * z)) / 2     anneal_strategy cos
        lr(t) = a + (b - a) * z                         anneal_strategy linear

    From level a to b in each phase, z being its share that is over. Levels: max_lr / div_factor, max_lr, and the
    first level / final_div_factor; three_phase goes back to the first level before the last. With N total_steps the
    phases end at pct_start * N - 1 and N - 1, with three_phase at pct_start * N - 1, 2 * pct_start * N - 2 and N - 1:
    not always whole, so that the top may be missed. The optimizer's lr is ignored. The lowest rate is at t = N - 1;
    one step more is allowed, which extrapolates (linear: below 0), and the next raises ValueError.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.OneCycleLR.
    """

    example = "max_lr=0.1, total_steps=100"

    natively = (
        native(
            "one_cycle(max_lr, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'cosine')",
            anneal_strategy="cos",
            three_phase=False,
        ),
        native(
            "one_cycle(max_lr, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'linear')",
            anneal_strategy="linear",
            three_phase=False,
        ),
    )

    max_lr: float = rate(REQUIRED, "highest LR")
    total_steps: int | None = strict(
        None, "length in steps", least=1, error="ValueError: Expected positive integer total_steps, but got {}"
    )
    epochs: int | None = strict(
        None,
        "length in epochs",
        least=1,
        error="ValueError: Expected positive integer epochs, but got {}",
        in_calls=False,
    )
    steps_per_epoch: int | None = strict(
        None,
        "steps in an epoch",
        least=1,
        error="ValueError: Expected positive integer steps_per_epoch, but got {}",
        in_calls=False,
    )
    pct_start: float = real(
        0.3,
        "share of the rise, a float",
        least=0,
        most=1,
        error="ValueError: Expected float between 0 and 1 pct_start, but got {}",
    )
    anneal_strategy: str = word(
        "cos",
        "curve of the phases",
        "cos",
        "linear",
        error="ValueError: anneal_strategy must be one of 'cos' or 'linear', instead got {}",
    )
    cycle_momentum: bool = flag(True, "drive the momentum as well")
    base_momentum: float = number(0.85, "momentum where LR is highest")
    max_momentum: float = number(0.95, "momentum where LR is lowest")
    div_factor: float = number(25.0, "max_lr / first LR")
    final_div_factor: float = number(1e4, "first LR / last LR")
    three_phase: bool = flag(False, "fall as it rose, then to the last LR")
    optimizer: str = word("sgd", "what holds the momentum", *WITH_MOMENTUM, *WITH_BETAS, *WITH_NEITHER)

    ignores_lr = True
    counts = "steps"

    def check(self) -> None:
        super().check()
        refuse_without_momentum(self)
        if not self.div_factor or not self.final_div_factor:
            name = "final_div_factor" if self.div_factor else "div_factor"
            self.raises(name, "ZeroDivisionError: float division by zero")
        if self.steps_in_all and float(self.pct_start * self.steps_in_all) - 1 == 0:
            self.raises("pct_start", "ZeroDivisionError: float division by zero: the first phase has no length")

    def settle(self, scope: Scope) -> Self:
        filled = self
        if self.total_steps is None:
            run = scope.run
            epochs = int(run.epochs) if run.epochs is not None and run.epochs % 1 == 0 else None
            filled = self.replace(
                epochs=self.epochs or epochs, steps_per_epoch=self.steps_per_epoch or run.steps_per_epoch
            )
        if not filled.steps_in_all:
            error = "ValueError: You must define either total_steps OR (epochs AND steps_per_epoch)"
            raise self.refuse("total_steps", f"total_steps is not given: PyTorch raises {error}")
        return super(OneCycleLR, filled).settle(scope)

    @property
    def steps_in_all(self) -> int:
        """N, or 0 where it is not known yet."""
        return self.total_steps or (self.epochs or 0) * (self.steps_per_epoch or 0)

    def horizon(self) -> int | None:
        return self.steps_in_all or None

    @property
    def ends(self) -> list[float]:
        """Where the phases end."""
        n = self.steps_in_all
        rise = float(self.pct_start * n) - 1
        return [rise, float(2 * self.pct_start * n) - 2, n - 1] if self.three_phase else [rise, n - 1]

    @property
    def levels(self) -> tuple[float, float, float]:
        """First, highest and last rate."""
        first = self.max_lr / self.div_factor
        return first, self.max_lr, first / self.final_div_factor

    def phase_of(self, t: Array) -> tuple[Array, Array]:
        """The phase that each tick belongs to, the first that has not ended, and its share that is over."""
        ends = np.asarray(self.ends)
        i = np.minimum(np.searchsorted(np.maximum.accumulate(ends), t, side="left"), len(ends) - 1)
        starts = np.append(0.0, ends[:-1])
        return i, (t - starts[i]) / (ends - starts)[i]

    def between(self, t: Array, levels: list[float]) -> Array:
        """From one level to the next in each phase."""
        i, z = self.phase_of(t)
        a, b = np.asarray(levels)[i], np.asarray(levels)[i + 1]
        rates: Array = (
            a + (b - a) * z if self.anneal_strategy == "linear" else b + (a - b) / 2 * (np.cos(np.pi * z) + 1)
        )
        return rates

    def stop(self) -> Stop | None:
        n = self.steps_in_all
        starts = [0.0, *self.ends[:-1]]
        last = next((i for i, end in enumerate(self.ends) if n <= end), len(starts) - 1)
        if self.ends[last] == starts[last]:
            return self.stops(n, "ZeroDivisionError: float division by zero")
        return self.stops(n + 1, f"ValueError: Tried to step {n + 1} times. The specified number of total steps is {n}")

    def phases(self, end: int) -> list[Phase]:
        names = ("rise", "fall", "last fall") if self.three_phase else ("rise", "fall")
        starts = [0, *(max(math.floor(tick) + 1, 0) for tick in self.ends[:-1])]
        found = {start: Phase(start, name) for start, name in zip(starts, names, strict=True) if start < end}
        return sorted(found.values())

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.initial_lr = self.levels[0]
        optimizer.levels = self.levels
        if self.cycle_momentum:
            optimizer.momenta = (self.max_momentum, self.base_momentum)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.zeros_like(k), self.between_levels(k, optimizer.levels)

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        return self.momenta(k, optimizer.momenta) if self.cycle_momentum else None

    def between_levels(self, t: Array, levels: tuple[float, float, float]) -> Array:
        first, high, last = levels
        return self.between(t, [first, high, first, last] if self.three_phase else [first, high, last])

    def oddities(self, end: int) -> list[str]:
        total, told = self.steps_in_all, []
        top = float(self.formula(np.arange(min(total, end), dtype=np.float64)).max(initial=0))
        if end >= total and not math.isclose(top, self.max_lr, rel_tol=1e-12):
            told.append(f"has {top:.6g} as its highest LR, not max_lr: pct_start * total_steps is not whole")
        if end > total:
            more = float(self.formula(np.asarray([float(total)]))[0])
            told.append(f"is over at t = {total - 1}: one more step has the LR {more:.6g}, the next raises ValueError")
        if self.lr is not None:
            told.append(f"sets rates of its own: {self.shown('lr')} is ignored")
        return told

    def formula(self, t: Array) -> Array:
        return self.between_levels(t, self.levels)

    def momentum_formula(self, t: Array) -> Array:
        if not self.cycle_momentum:
            return super().momentum_formula(t)
        return self.momenta(t, (self.max_momentum, self.base_momentum))

    def momenta(self, t: Array, levels: tuple[float, float]) -> Array:
        high, low = levels
        return self.between(t, [high, low, high, high] if self.three_phase else [high, low, high])


class CyclicLR(_Absolute):
    """A straight rise and a straight fall, again and again; the momentum mirrors it.

        lr(t) = base_lr + (max_lr - base_lr) * s * k

    s rises from 0 to 1 in step_size_up steps and falls back in step_size_down, which is step_size_up when not given.
    k is 1 (triangular), 2 ** -c in cycle c (triangular2), gamma ** t (exp_range), or scale_fn, of the cycle from 1 on
    or, with scale_mode iterations, of t. The momentum is max_momentum - (max_momentum - base_momentum) * s * k: k
    acts on it too. The optimizer's lr is ignored.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CyclicLR.
    """

    example = "base_lr=0.001, max_lr=0.1, step_size_up=20"

    natively = (
        native("triangular(max_lr, base_lr, step_size_up, step_size_down, 'plain')", mode="triangular"),
        native(
            "triangular(max_lr, base_lr, step_size_up, step_size_up, 'plain')", mode="triangular", step_size_down=None
        ),
        native("triangular(max_lr, base_lr, step_size_up, step_size_down, 'halving')", mode="triangular2"),
        native(
            "triangular(max_lr, base_lr, step_size_up, step_size_up, 'halving')",
            mode="triangular2",
            step_size_down=None,
        ),
    )

    base_lr: float = rate(REQUIRED, "lowest LR")
    max_lr: float = rate(REQUIRED, "highest LR of the first cycle")
    step_size_up: float = number(2000, "steps of the rise", least=0)
    step_size_down: float | None = number(None, "steps of the fall", least=0, shown="as step_size_up")
    mode: str = word(
        "triangular",
        "how the height goes on",
        "triangular",
        "triangular2",
        "exp_range",
        error="ValueError: mode is invalid and scale_fn is None",
    )
    gamma: float = number(1.0, "factor on the height at every step, with exp_range")
    scale_fn: str | None = formula("height in place of the mode's, a function of x", required=False)
    scale_mode: str = word("cycle", "what scale_fn is a function of", "cycle", "iterations")
    cycle_momentum: bool = flag(True, "drive the momentum as well")
    base_momentum: float = number(0.8, "momentum where LR is highest")
    max_momentum: float = number(0.9, "momentum where LR is lowest")
    optimizer: str = word("sgd", "what holds the momentum", *WITH_MOMENTUM, *WITH_BETAS, *WITH_NEITHER)

    ignores_lr = True
    counts = "steps"

    def check(self) -> None:
        super().check()
        refuse_without_momentum(self)
        if not self.step_size_up:
            self.raises("step_size_up", "ZeroDivisionError: float division by zero")

    def stop(self) -> Stop | None:
        if self.scale_fn is not None or self.mode != "exp_range" or abs(self.gamma) <= 1:
            return None
        tick = int(math.log(sys.float_info.max) / math.log(abs(self.gamma)))
        while not overflows(self.gamma, tick):
            tick += 1
        return self.stops(tick, "OverflowError: (34, 'Numerical result out of range')")

    @property
    def cycle_size(self) -> float:
        return self.step_size_up + (self.step_size_up if self.step_size_down is None else self.step_size_down)

    def horizon(self) -> int | None:
        return math.ceil(2 * self.cycle_size)

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.move("lr", (0.0, self.base_lr))
        if self.cycle_momentum:
            optimizer.momenta = (self.max_momentum, self.base_momentum)

    def constructed(self, optimizer: Optimizer) -> Line:
        return 0.0, optimizer.initial_lr or 0.0  # base_lr takes its place after that step only

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        return self.momentum_formula(k) if self.cycle_momentum else None

    def height(self, t: Array) -> Array:
        """The product s * k."""
        size, ratio = self.cycle_size, self.step_size_up / self.cycle_size
        cycle = np.floor(1 + t / size)
        x = 1 + t / size - cycle
        s = np.where(x <= ratio, x / ratio, (x - 1) / (ratio - 1 or np.nan))
        if self.scale_fn is not None:
            scale = function(self.scale_fn)(cycle if self.scale_mode == "cycle" else t)
            return s * finite(self, "scale_fn", scale, t)
        if self.mode == "triangular2":
            return s * powers(0.5, cycle - 1)
        return s * powers(self.gamma, t) if self.mode == "exp_range" else s

    def oddities(self, end: int) -> list[str]:
        told = f"sets rates of its own: {self.shown('lr')} is ignored"
        return [] if self.lr is None else [told]

    def formula(self, t: Array) -> Array:
        return self.base_lr + (self.max_lr - self.base_lr) * self.height(t)

    def momentum_formula(self, t: Array) -> Array:
        if not self.cycle_momentum:
            return super().momentum_formula(t)
        return self.max_momentum - (self.max_momentum - self.base_momentum) * self.height(t)


def finite(scheduler: _Torch, field: str, values: Array, t: Array) -> Array:
    """The values, when the user's function has given one at every tick; Python would raise an error of its own."""
    wrong = t[~np.isfinite(values)]
    if wrong.size:
        raise scheduler.refuse(field, f"{field}={getattr(scheduler, field)!r} has no value at tick {wrong[0]:.0f}")
    return values


def overflows(base: float, exponent: int) -> bool:
    """Whether Python refuses the power of a float."""
    try:
        base**exponent
    except OverflowError:
        return True
    return False


def refuse_without_momentum(scheduler: OneCycleLR | CyclicLR) -> None:
    """Refuse to drive the momentum of an optimizer that has none."""
    if scheduler.cycle_momentum and scheduler.optimizer in WITH_NEITHER:
        error = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
        scheduler.raises("optimizer", f"ValueError: {error}")


class SWALR(Alone):
    """From the rate that it finds to swa_lr, where it stays.

        lr(t) = swa_lr * a + lr * (1 - a),  a = (1 - cos(pi * x)) / 2 or x,  x = min(t / anneal_epochs, 1)

    t counts calls of its step(). swa_lr may be above lr. With anneal_epochs 0 it is in effect at t = 0 already.

    Source: PyTorch 2.13.0, torch.optim.swa_utils.SWALR.
    """

    example = "swa_lr=0.02, anneal_epochs=50"

    natively = (
        native("cosine(lr, swa_lr, anneal_epochs)", anneal_strategy="cos"),
        native("linear(lr, swa_lr, anneal_epochs)", anneal_strategy="linear"),
    )

    swa_lr: float = rate(REQUIRED, "last LR")
    anneal_epochs: int = strict(
        10,
        "epochs until swa_lr",
        least=0,
        error="ValueError: anneal_epochs must be equal or greater than 0, got {}",
    )
    anneal_strategy: str = word(
        "cos",
        "curve of the change",
        "cos",
        "linear",
        error="ValueError: anneal_strategy must be one of 'cos' or 'linear', instead got {}",
    )

    counts_steps = True

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.swa_lr = self.swa_lr

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        return self.based(lr=start, swa_lr=optimizer.swa_lr)

    def share(self, t: Array) -> Array:
        """The share of swa_lr."""
        if self.anneal_epochs == 0:
            return np.ones_like(t)
        x = np.clip(t / self.anneal_epochs, 0, 1)
        return x if self.anneal_strategy == "linear" else 1 - raised_cosine(x)

    def first(self, optimizer: Optimizer) -> Line:
        return (1.0, 0.0) if self.anneal_epochs else (0.0, optimizer.swa_lr)

    def restart(self, optimizer: Optimizer) -> Line:
        return self.first(optimizer)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        now, before = self.share(k), self.share(k - 1)
        gain = np.divide(1 - now, 1 - before, out=np.zeros_like(k), where=before != 1)
        return gain, optimizer.swa_lr * (now - gain * before)

    def formula(self, t: Array) -> Array:
        return blend(self.share(t), self.swa_lr, self.lr)


class ReduceLROnPlateau(_Torch, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_lr) when more than patience epochs were bad, if that changes it by > eps

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. An epoch is good when its metric is
    below best * (1 - threshold) (mode min, threshold_mode rel), best - threshold (abs), or above best *
    (1 + threshold), best + threshold (max); best starts at infinity. In the cooldown epochs are not counted as bad,
    but best is updated. NaN is bad and never best. A negative constant counts as better every time with rel. After
    the last metric the rate is held.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=factor, patience=patience, threshold=threshold, mode=mode, "
            "threshold_mode=threshold_mode, cooldown=cooldown, min_lr=min_lr, eps=eps, metrics=metrics)"
        ),
    )

    mode: str = word("min", "whether less or more is better", "min", "max", error="ValueError: mode {} is unknown!")
    factor: float = number(0.1, "factor at each reduction", below=1, error="ValueError: Factor should be < 1.0.")
    patience: int = count(10, "bad epochs that are borne")
    threshold: float = number(1e-4, "what is no improvement yet")
    threshold_mode: str = word(
        "rel",
        "threshold as a share of best or as it is",
        "rel",
        "abs",
        error="ValueError: threshold mode {} is unknown!",
    )
    cooldown: int = count(0, "epochs after a reduction that are not counted")
    min_lr: float = rate(0.0, "lowest LR")
    eps: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] = metrics()

    def oddities(self, end: int) -> list[str]:
        told = [
            f"bears {self.patience} bad epochs and reduces after the next: at t = {self.patience + 2} at the earliest"
        ]
        if self.threshold_mode == "rel" and any(metric < 0 for metric in self.metrics):
            told.append("takes a negative metric that stays the same for better, with threshold_mode rel")
        return told


class _Composite(_Torch, abstract=True):
    """Schedulers that share one optimizer."""

    schedulers: tuple[Any, ...]

    def check(self) -> None:
        name = type(self).__name__
        for index, member in enumerate(self.schedulers):
            if isinstance(member, ReduceLROnPlateau):
                error = f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs"
                raise self.refuse("schedulers", f"schedulers: PyTorch raises ValueError: {error}")
            if not isinstance(member, _Torch):
                error = f"TypeError: {name} at index {index} should have `optimizer` as its attribute."
                raise self.refuse("schedulers", f"schedulers: {member!r} is none of PyTorch's, which raises {error}")

    def needs_lr(self) -> bool:
        return any(member.needs_lr() for member in self.schedulers)

    def horizon(self) -> int | None:
        return max((member.horizon() or 0 for member in self.schedulers), default=0) or None

    def settle(self, scope: Scope) -> Self:
        members = tuple(member.on_optimizer(self.lr) for member in self.schedulers)
        placed = super(_Composite, self.replace(schedulers=members)).settle(scope)
        placed.attached  # noqa: B018  # refuses at once what PyTorch's constructor does
        return placed

    def attach(self, optimizer: Optimizer) -> Together:
        """It as its constructor leaves it, the optimizer changed as it does."""
        raise NotImplementedError

    @cached_property
    def attached(self) -> Any:
        """What it does to an optimizer."""
        try:
            return self.attach(Optimizer(self.lr or 0.0))
        except NotImplementedError:
            raise self.refuse("schedulers", "PyTorch raises NotImplementedError: a composite at a milestone") from None
        except (FloatingPointError, ZeroDivisionError):
            raise self.refuse("schedulers", "PyTorch raises ZeroDivisionError: division by zero") from None

    def stop(self) -> Stop | None:
        stop: Stop | None = self.attached.stop(entered=False)
        return stop

    def momentum_formula(self, t: Array) -> Array:
        if not self.drives_momentum():
            return super().momentum_formula(t)
        momenta: Array = self.attached.momenta_path.at(t)
        return momenta

    def drives_momentum(self) -> bool:
        return any(
            member.drives_momentum() if isinstance(member, _Composite) else getattr(member, "cycle_momentum", False)
            for member in self.schedulers
        )


class SequentialLR(_Composite):
    """One scheduler after another, each from its milestone on.

        lr(t) = schedulers[i](t - milestones[i - 1]),  i = number of milestones <= t

    t counts calls of step(). Each starts anew from its closed form at 0 with the base rate: what came before is
    forgotten, so that a warm-up cut short jumps to lr. But MultiplicativeLR and SWALR have none and go on from the
    running rate; a OneCycleLR anywhere overwrites the base rate, a CyclicLR that of those after it. A milestone 0
    leaves out the first scheduler. A composite as the first runs one step ahead; as a later one it raises
    NotImplementedError at its milestone. ReduceLROnPlateau is refused.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.SequentialLR.
    """

    example = (
        "schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), "
        "torch.CosineAnnealingLR(T_max=80)], milestones=[20]"
    )

    natively = (joins("schedulers", "milestones"),)

    def attach(self, optimizer: Optimizer) -> InTurn:
        return InTurn(self, optimizer)

    schedulers: tuple[Any, ...] = schedulers("the schedulers, one after another")
    milestones: tuple[int, ...] = counts(REQUIRED, "epochs at which the next one begins, one less than schedulers")
    last_epoch: int = count(-1, "only -1: a run from its start")

    def check(self) -> None:
        super().check()
        members, dates = len(self.schedulers), len(self.milestones)
        if dates != members - 1:
            error = (
                "ValueError: Sequential Schedulers expects number of schedulers provided to be one more than the "
                f"number of milestone points, but got number of schedulers {members} and the number of milestones "
                f"to be equal to {dates}"
            )
            self.raises("milestones", error)
        if list(self.milestones) != sorted(self.milestones):
            raise self.refuse("milestones", "milestones: they must ascend; PyTorch takes others and skips schedulers")

    def oddities(self, end: int) -> list[str]:
        told = []
        for date in self.milestones:
            if 0 < date < end:
                before, after = self.formula(np.asarray([date - 1.0, date]))
                if not 0.5 <= after / (before or np.nan) <= 2:
                    told.append(f"goes from {before:.6g} to {after:.6g} at milestone {date}: each member starts anew")
        return told

    def quirks(self, end: int) -> list[str]:
        slots = zip(self.schedulers, [0, *self.milestones], [*self.milestones, end], strict=True)
        told = [f"{self.family} {told}" for told in self.oddities(end)]
        return told + [each for member, start, stop in slots for each in member.quirks(min(stop, end) - start)]

    def horizon(self) -> int | None:
        last = self.schedulers[-1].horizon()
        return max(self.milestones, default=0) + (last or 0) if last else None

    def phases(self, end: int) -> list[Phase]:
        starts = [0, *(max(date, 0) for date in self.milestones)]
        found = {start: Phase(start, member.family) for start, member in zip(starts, self.schedulers, strict=True)}
        return [phase for phase in found.values() if phase.start < end]

    def formula(self, t: Array) -> Array:
        rates: Array = self.attached.rates(t)
        return rates


class ChainedScheduler(_Composite):
    """Several schedulers at once, all acting on the running rate at every step, in order.

        lr(t) = lr * product of schedulers[i](t) / lr

    t counts calls of step(). This holds for those that multiply. LambdaLR, CosineAnnealingWarmRestarts, OneCycleLR
    and CyclicLR overwrite the running rate: what stands before them is lost. CosineAnnealingLR maps it by
    (rate - eta_min) * q + eta_min, q being the quotient of its cosine, and at t = T_max + 1 (+ 2 * k * T_max) adds
    (lr - eta_min) * (1 - cos(pi / T_max)) / 2 to it, so that factors gathered before T_max are lost there.
    ReduceLROnPlateau is refused.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ChainedScheduler.
    """

    example = "schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), torch.ExponentialLR(gamma=0.97)]"

    schedulers: tuple[Any, ...] = schedulers("the schedulers, in the order in which they act")

    late = ("lr",)

    def attach(self, optimizer: Optimizer) -> AtOnce:
        return AtOnce(self, optimizer)

    def oddities(self, end: int) -> list[str]:
        last = max((i for i, member in enumerate(self.schedulers) if getattr(member, "absolute", False)), default=0)
        return [f"loses what stands before {self.schedulers[last].family}, which overwrites the LR"] if last else []

    def formula(self, t: Array) -> Array:
        rates: Array = self.attached.rates_path.at(t)
        return rates
