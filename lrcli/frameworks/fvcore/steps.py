"""fvcore's stairs: rates that hold for parts of the run."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import Calls, argument, native, number, run_length, unordered
from lrcli.frameworks.fvcore.base import SLACK, ParamScheduler
from lrcli.frameworks.fvcore.curves import out_of_range
from lrcli.schedules.arcs import arcs_of_stairs, unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count, Listed, Rate, Whole
from lrcli.schedules.marks import MOST_PHASES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

NO_VALUES = "ValueError: Step scheduler requires a list of at least one param value"
NOT_POSITIVE = "ValueError: base_value and gamma must be positive numbers"
NOT_WHOLE = "ValueError: num_decays and num_updates must be positive integers"


def values() -> Any:
    """Declare the rates of the stairs."""
    return argument(Listed(Rate()), REQUIRED, "LRs, one after another")


class Stairs(ParamScheduler, abstract=True):
    """Rates that hold for equal parts of the run."""

    is_level = True
    rates: tuple[float, ...]

    def index(self, where: float) -> int:
        """The number of the stair at a share of the run."""
        return int((where + SLACK) * len(self.rates))

    def part(self, where: float) -> tuple[int, ...]:
        return (self.index(where),)

    def begins(self) -> Iterable[float]:
        return (stair / len(self.rates) - SLACK for stair in range(1, len(self.rates)))

    def ends(self) -> Iterable[float]:
        return (1.0 - SLACK,)

    def error(self, where: float) -> str:
        inside = -len(self.rates) <= self.index(where) < len(self.rates)
        return "" if inside else "IndexError: list index out of range"

    def arcs(self, end: int) -> list[Arc]:
        start, length = -SLACK * self.ticks, self.ticks / len(self.rates)
        if len(self.rates) < MOST_PHASES:
            return super().arcs(end)
        return arcs_of_stairs(lambda t: self.indexes(t / self.ticks), start, length, 0, end) or unknown(0, end)

    def at(self, where: Array) -> Array:
        rates = self.table
        return rates[np.clip(self.indexes(where), -len(rates), len(rates) - 1).astype(np.intp)]

    @cached_property
    def table(self) -> Array:
        """The rates, to be looked up."""
        return np.asarray(self.rates, dtype=np.float64)

    def indexes(self, where: Array) -> Array:
        """The numbers of the stairs at shares of the run."""
        return np.trunc((where + SLACK) * len(self.rates))


class StepParamScheduler(Stairs):
    """Rates that hold for equal parts of the run, one after another.

        lr(t) = values[floor((t / N + 1e-6) * number of values)]

    N is the ticks of the run; num_updates is asked for, and changes nothing. When the run is over it raises IndexError:
    at t = N, or a little before where the run has a million ticks and more.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.StepParamScheduler.
    """

    example = "values=[0.1, 0.05, 0.01], num_updates=100"

    num_updates: float = run_length(
        Calls(above=0),
        "updates in all, which change nothing",
        counts="updates",
        error="ValueError: Number of updates must be larger than 0",
        none=unordered("<="),
    )
    values: tuple[float, ...] = values()

    @property
    def rates(self) -> tuple[float, ...]:  # type: ignore[override]  # computed here
        return self.values

    def check(self) -> None:
        if not self.values:
            self.raises("values", NO_VALUES)

    def horizon(self) -> int | None:
        return None if self.left_out() else max(math.ceil(self.num_updates), 1)


class StepWithFixedGammaParamScheduler(Stairs):
    """Multiplied by gamma a number of times, at equal distances.

        lr(t) = base_value * gamma ** floor((t / N + 1e-6) * (num_decays + 1))

    N is the ticks of the run; num_updates is asked for, and changes nothing. When the run is over it raises IndexError:
    at t = N, or a little before where the run has a million ticks and more.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.StepWithFixedGammaParamScheduler.
    """

    example = "base_value=0.1, num_decays=2, gamma=0.1, num_updates=100"

    base_value: float = number(REQUIRED, "LR at the start", role="base", above=0, error=NOT_POSITIVE)
    num_decays: int = argument(Whole(least=1, most=10**6), REQUIRED, "number of drops", error=NOT_WHOLE)
    gamma: float = number(REQUIRED, "factor at each drop", role="factor", above=0, error=NOT_POSITIVE)
    num_updates: int = run_length(
        Whole(least=1), "updates in all, which change nothing", counts="updates", error=NOT_WHOLE, none=NOT_WHOLE
    )

    @cached_property
    def rates(self) -> tuple[float, ...]:  # type: ignore[override]  # computed here
        found = [self.base_value]
        for _ in range(self.num_decays):
            found.append(found[-1] * self.gamma)
        return tuple(found)

    def horizon(self) -> int | None:
        return None if self.left_out() else self.num_updates


class MultiStepParamScheduler(ParamScheduler):
    """Rates that hold up to given updates of num_updates, whatever the run has.

        lr(t) = values[number of milestones <= floor((t / N + 1e-6) * num_updates)]

    N is the ticks of the run, num_updates those that the milestones are counted in: [3, 6] of 9 are [30, 60] of 90.
    Without num_updates the last milestone is it; without milestones they are equally spaced, ceil(num_updates / number
    of values) apart. Past t = N it raises RuntimeError.

    Source: fvcore 0.1.5, fvcore.common.param_scheduler.MultiStepParamScheduler.
    """

    example = "values=[0.1, 0.01, 0.001], num_updates=90, milestones=[30, 60]"

    is_level = True

    natively = (native("piecewise(values, milestones, False)"),)

    values: tuple[float, ...] = values()
    num_updates: float | None = argument(
        Count(), None, "updates in all, of which milestones are", shown="milestones[-1]"
    )
    milestones: tuple[float, ...] | None = argument(
        Listed(Count()), None, "updates at which the next value holds", shown="equally spaced"
    )

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        one = () if "num_updates" in given or "milestones" in given else ("num_updates",)
        return (*super().wanted(given), *one)

    def check(self) -> None:
        given, dates = self.num_updates, self.milestones
        if given is None and dates is None:
            error = "ValueError: num_updates and milestones cannot both be None"
            raise self.refuse(
                "num_updates", f"it is not given, nor are milestones: fvcore raises {error}", "missing", error
            )
        if dates is None and not self.values:
            self.raises("values", "ZeroDivisionError: float division by zero")
        wanted = len(self.values) - (given is not None)
        if dates is not None and len(dates) != wanted:
            self.raises("milestones", f"ValueError: MultiStep scheduler requires a list of {wanted} miletones")
        if given is None and not dates:
            self.raises("milestones", "IndexError: list index out of range")
        at_fault = "milestones" if given is None else "num_updates"
        if self.updates < len(self.values):
            self.raises(at_fault, "ValueError: Total num_updates must be greater than length of param schedule")
        at_fault, before = "num_updates" if dates is None else "milestones", 0.0
        for date in self.dates:
            if date >= self.updates:
                error = f"num_updates={int(self.updates)}, milestone={int(date)}"
                self.raises(at_fault, f"ValueError: Milestone must be smaller than total number of updates: {error}")
            if before >= date:
                error = f"start_epoch={int(before)}, milestone={int(date)}"
                self.raises(at_fault, f"ValueError: Milestone must be smaller than start epoch: {error}")
            before = date

    @property
    def updates(self) -> float:
        """The updates that milestones are of."""
        return (self.milestones or ())[-1] if self.num_updates is None else self.num_updates

    @cached_property
    def dates(self) -> list[float]:
        """The milestones at which the next value holds."""
        if self.milestones is None:
            width = math.ceil((self.num_updates or 0) / float(len(self.values)))
            return [float(width * number) for number in range(1, len(self.values))]
        return [*self.milestones][: None if self.num_updates is not None else -1]

    def horizon(self) -> int | None:
        return max(math.ceil(self.updates), 1)

    def update(self, where: float) -> int:
        """The update of num_updates that a share of the run is."""
        return int((where + SLACK) * self.updates)

    def part(self, where: float) -> tuple[int, ...]:
        return (bisect_right(self.dates, self.update(where)),)

    def begins(self) -> Iterable[float]:
        return (math.ceil(date) / self.updates - SLACK for date in self.dates)

    def ends(self) -> Iterable[float]:
        return (1.0,)

    def error(self, where: float) -> str:
        return out_of_range(where) if where > 1.0 else ""

    def at(self, where: Array) -> Array:
        dates, values = self.table
        return values[np.searchsorted(dates, np.trunc((where + SLACK) * self.updates), side="right")]

    @cached_property
    def table(self) -> tuple[Array, Array]:
        """The milestones and the values, to be looked up."""
        return np.asarray(self.dates, dtype=np.float64), np.asarray(self.values, dtype=np.float64)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.updates != self.ticks and self.dates:
            first = next((tick for tick in self.parts if tick), None)
            if first is not None:
                whole = f"counts {self.updates:.12g} updates over its {scope.counted(self.ticks)}"
                held = f"{self.dates[0]:.12g} is {scope.run.moves} {first + scope.begin}"
                yield self.note("scaled", f"{whole}: {held}", "milestones")
