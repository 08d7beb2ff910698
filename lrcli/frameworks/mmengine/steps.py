"""Schedulers that drop the rate: at regular intervals, or at given times."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import TOO_LARGE, dropped, overflow_of_dates, whole_dates, whole_period
from lrcli.frameworks._kit.declare import calls, counts, native, number
from lrcli.frameworks.mmengine.single import Single
from lrcli.schedules.arcs import HELD, arcs_at, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, levels
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Phase, Remark
    from lrcli.schedules.scope import Scope


class Drops(Single, abstract=True):
    """A scheduler that holds the rate from drop to drop."""

    gamma: float

    @abstractmethod
    def dropped(self, u: Array) -> Array:
        """How many drops there were up to its own calls `u`."""

    @abstractmethod
    def drops(self, calls: int) -> Sequence[int]:
        """Its own calls at which it drops, those before call `calls` and perhaps later ones."""

    def ratio(self, u: Array, since: Array | float) -> Array:
        return powers(self.gamma, self.dropped(u) - self.dropped(np.asarray(since, dtype=np.float64)))

    def log_gain(self, u: Array, calls: float) -> Array:
        return np.full_like(u, calls / self.every * np.log(self.gamma) if self.every else 0.0)

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        return dropped(v, self.gamma, self.dropped(u) - self.dropped(np.full(1, since)))

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(call, "") for call in (0, *self.drops(calls)) if call < calls]

    def phases(self, end: int) -> list[Phase]:
        dates = [self.first + call for call in self.drops(max(end - self.first, 0)) if call < self.calls]
        return levels(self.formula, dates, end)

    def goes_one_way(self) -> bool:
        return self.gamma >= 0


class StepLR(Drops):
    """The rate that it finds, multiplied by gamma every step_size calls.

        lr(t) = lr * gamma ** floor((t - begin) / step_size),  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. Drops are counted from begin. With step_size 0
    the second call raises ZeroDivisionError; with one that is not whole it drops at the whole multiples of it alone.
    From end on the rate is held.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.StepLR.
    """

    example = "step_size=30"

    natively = (native("step(lr, gamma, step_size)", begin=0),)

    step_size: float = calls(REQUIRED, "calls between drops", role="period")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    in_epochs = ("step_size",)

    @property
    def every(self) -> int:
        """The calls from drop to drop; 0 where step_size is."""
        return whole_period(self.step_size)

    def failure(self) -> tuple[int, str] | None:
        return None if self.step_size else (1, "ZeroDivisionError: integer modulo by zero")

    def dropped(self, u: Array) -> Array:
        return np.floor(np.maximum(u, 0) / max(self.every, 1))

    def drops(self, calls: int) -> Sequence[int]:
        size = self.every or max(calls, 1)
        return range(size, min(calls, size * MOST_PHASES), size)

    def own_arcs(self, calls: int) -> list[Arc]:
        return rounds(0, calls, self.every or calls, (0,))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.step_size % 1:
            sentence = f"{self.shown('step_size')} is not whole: it drops only every {scope.counted(self.every)}"
            yield self.warning("never-whole", sentence, "step_size")


class MultiStepLR(Drops):
    """The rate that it finds, multiplied by gamma at given calls.

        lr(t) = lr * gamma ** (number of milestones <= t - begin),  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. Milestones are counted from begin. Their order
    is irrelevant, one that stands twice counts twice, and milestone 0 acts at begin already. One that is not whole, or
    below 0, never comes. Where the power of gamma is too large for a float OverflowError is raised. From end on the
    rate is held.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.MultiStepLR.
    """

    example = "milestones=[30, 60, 90]"

    natively = (native("multistep(lr, gamma, milestones)", begin=0),)

    milestones: tuple[float, ...] = counts(REQUIRED, "calls of the drops, counted from begin")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    late = ("last_step", "begin", "end", "by_epoch", "verbose")
    in_epochs = ("milestones",)

    @property
    def every(self) -> int:
        return 0

    @cached_property
    def dates(self) -> list[int]:
        return whole_dates(self.milestones)

    @cached_property
    def table(self) -> Array:
        """The same, to be looked up."""
        return np.asarray(self.dates, dtype=np.float64)

    def failure(self) -> tuple[int, str] | None:
        date = overflow_of_dates(self.gamma, self.dates)
        return None if date is None else (date, TOO_LARGE)

    def dropped(self, u: Array) -> Array:
        return np.searchsorted(self.table, u, side="right").astype(np.float64)

    def drops(self, calls: int) -> Sequence[int]:
        return self.dates

    def own_arcs(self, calls: int) -> list[Arc]:
        return arcs_at(self.dates, 0, calls, HELD)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.begin and self.milestones:
            yield self.note("counts-from-begin", f"counts milestones from {self.shown('begin')} on", "milestones")
        never = [date for date in self.milestones if date < 0 or date % 1]
        if never:
            which = ", ".join(f"{date:.12g}" for date in never)
            yield self.warning("never-used", f"never drops at milestone {which}: no call has that number", "milestones")
