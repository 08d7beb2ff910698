"""Schedulers that multiply the rate at certain epochs: by a function, by gamma, by a factor that is undone."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import TOO_LARGE, dropped, overflow_of_dates, whole_dates, whole_period
from lrcli.frameworks._kit.declare import calls, counts, formula, native, number
from lrcli.frameworks._kit.stepping import KEEP, Lasting, Path
from lrcli.frameworks.torch.base import Absolute, Alone
from lrcli.schedules.arcs import rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop, levels
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line, Lines
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


LAMBDAS = "{shown} raises ValueError: Expected {groups} lr_lambdas, but got {count}"
"""What PyTorch says of a list of functions that does not have one for each parameter group."""


class LambdaLR(Absolute):
    """The optimizer's rate times a function of the epoch.

        lr(t) = lr * lr_lambda(t)

    t counts calls of step(). lr_lambda is a text, such as '0.95 ** t', or a function in a file, 'my.py:factor',
    which is run. It applies at t = 0 already.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.LambdaLR.
    """

    example = "lr_lambda='0.95 ** t'"

    lr_lambda: str = formula("factor on lr, a function of t", groups=LAMBDAS)

    function_field = "lr_lambda"

    def arcs(self, end: int) -> list[Arc]:
        return self.function_arcs(end)

    def formula(self, t: Array) -> Array:
        return self.lr * self.called(t)


class MultiplicativeLR(Alone):
    """The running rate times a function of the epoch, at every step.

        lr(t) = lr * product of lr_lambda(i) for i = 1 .. t

    lr_lambda is a text, such as '0.95', or a function in a file, 'my.py:factor', which is run. lr_lambda(0) is never
    used, but at the milestone of a SequentialLR.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.MultiplicativeLR.
    """

    example = "lr_lambda='0.97'"

    lr_lambda: str = formula("factor at every step, a function of t", groups=LAMBDAS)

    function_field = "lr_lambda"
    first_called = 1

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        return self.unchecked(lr=start)

    def restart(self, optimizer: Optimizer) -> Line:
        return float(self.called(np.zeros(1))[0]), 0.0

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return self.called(k), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return self.gains

    @cached_property
    def path(self) -> Path:
        return Path(self.lr, lambda k: (self.called(k), np.zeros_like(k)), self.gains)

    def arcs(self, end: int) -> list[Arc]:
        return self.path.arcs(end)

    def formula(self, t: Array) -> Array:
        return self.path.at(t)


class Drops(Alone, abstract=True):
    """A scheduler that holds the rate from drop to drop."""

    @abstractmethod
    def drops(self, end: int) -> Sequence[int]:
        """The epochs of the drops before `end`, and perhaps later ones."""

    def goes_one_way(self) -> bool:
        return True

    def phases(self, end: int) -> list[Phase]:
        return levels(self.formula, self.drops(end), end)


class StepLR(Drops):
    """Multiplied by gamma every step_size epochs.

        lr(t) = lr * gamma ** floor(t / step_size)

    t counts calls of step(). With step_size 0 the first step raises ZeroDivisionError. With one that is not whole it
    drops at the whole multiples of it alone: with 2.5 at 5, 10, 15 ...

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.StepLR.
    """

    example = "step_size=30"

    natively = (native("step(lr, gamma, step_size)"),)

    step_size: float = calls(REQUIRED, "epochs between drops", role="period")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    @property
    def every(self) -> int:
        """The epochs from drop to drop: the lowest whole multiple of step_size; 0 if that is 0."""
        return whole_period(self.step_size)

    def stop(self) -> Stop | None:
        return None if self.step_size else self.stops(1, "ZeroDivisionError: integer modulo by zero")

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * self.gamma ** (0 // self.step_size)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.where((k > 0) & (k % (self.every or np.inf) == 0), self.gamma, 1.0), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(0, [KEEP, (self.gamma, 0.0)])

    def drops(self, end: int) -> Sequence[int]:
        size = self.every or end
        return range(size, min(end, size * MOST_PHASES), size)

    def arcs(self, end: int) -> list[Arc]:
        return rounds(0, end, self.every or end, (0,)) if self.gamma >= 0 else super().arcs(end)

    def formula(self, t: Array) -> Array:
        return dropped(self.lr, self.gamma, np.floor(t / max(self.every, 1)))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.step_size % 1:
            sentence = f"{self.shown('step_size')} is not whole: it drops only every {scope.counted(self.every)}"
            yield self.warning("never-whole", sentence, "step_size")


class MultiStepLR(Drops):
    """Multiplied by gamma at given epochs.

        lr(t) = lr * gamma ** (number of milestones <= t)

    t counts calls of step(). The order of the milestones is irrelevant, one that stands twice counts twice, and
    milestone 0 acts at t = 0 already. One that is not whole, or below 0, never comes. Where the power of gamma is too
    large for a float OverflowError is raised.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.MultiStepLR.
    """

    example = "milestones=[30, 60, 90]"

    natively = (native("multistep(lr, gamma, milestones)"),)

    milestones: tuple[float, ...] = counts(REQUIRED, "epochs of the drops")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    @cached_property
    def dates(self) -> list[int]:
        return whole_dates(self.milestones)

    @cached_property
    def table(self) -> Array:
        """The same, to be looked up."""
        return np.asarray(self.dates, dtype=np.float64)

    def stop(self) -> Stop | None:
        date = overflow_of_dates(self.gamma, self.dates)
        return None if date is None else self.stops(date, TOO_LARGE)

    def first(self, optimizer: Optimizer) -> Line:
        return self.gamma ** self.dates.count(0), 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * self.gamma ** bisect_right(sorted(self.milestones), 0)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        here = np.searchsorted(self.table, k, side="right") - np.searchsorted(self.table, k, side="left")
        return powers(self.gamma, here), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(max(self.dates, default=0) + 1, [KEEP])

    def drops(self, end: int) -> Sequence[int]:
        return self.dates

    def changes(self, end: int) -> Sequence[int]:
        return self.dates

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if 0 in self.milestones:
            yield self.note("drops-at-0", "drops at t = 0 already, for the milestone 0", "milestones")
        if len(set(self.milestones)) < len(self.milestones):
            yield self.note("drops-twice", "drops twice at a milestone that is given twice", "milestones")
        never = [date for date in self.milestones if date < 0 or date % 1]
        if never:
            which = ", ".join(f"{date:.12g}" for date in never)
            yield self.warning("never-used", f"never drops at milestone {which}: no call has that number", "milestones")

    def formula(self, t: Array) -> Array:
        return dropped(self.lr, self.gamma, np.searchsorted(self.table, t, side="right").astype(np.float64))


class ConstantLR(Alone):
    """A fraction of the optimizer's rate for some epochs, then all of it.

        lr(t) = lr * factor,  t < total_iters
        lr(t) = lr,           t >= total_iters

    t counts calls of step(). With total_iters 0, or one that is not whole, the factor is never undone. With factor 0,
    which total_iters would undo by a division, ZeroDivisionError is raised there.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ConstantLR.
    """

    example = "total_iters=30"

    factor: float = number(
        1 / 3,
        "factor on lr at first",
        role="factor",
        least=0,
        most=1,
        error="ValueError: Constant multiplicative factor expected to be between 0 and 1.",
    )
    total_iters: float = calls(5, "epochs at which it is undone", role="length")

    @property
    def undone(self) -> int | None:
        """The epoch at which the factor is undone; None where it never is."""
        return int(self.total_iters) if self.total_iters > 0 and self.total_iters % 1 == 0 else None

    def stop(self) -> Stop | None:
        if self.factor or self.undone is None:
            return None
        return self.stops(self.undone, "ZeroDivisionError: float division by zero")

    def first(self, optimizer: Optimizer) -> Line:
        return self.factor, 0.0

    def restart(self, optimizer: Optimizer) -> Line:
        return 0.0, self.lr * (self.factor + (self.total_iters <= 0) * (1 - self.factor))

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        undone = np.where(k == (np.nan if self.undone is None else self.undone), 1 / (self.factor or np.nan), 1.0)
        return np.where(k == 0, self.factor, undone), np.zeros_like(k)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting((self.undone or 0) + 1, [KEEP])

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.undone is None:
            why = "0" if self.total_iters <= 0 else "not whole"
            yield self.note("never-changes", f"keeps the factor for good: total_iters is {why}", "total_iters")

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return np.where(t < (np.inf if self.undone is None else self.undone), self.lr * self.factor, self.lr)
