"""Families that hold a rate and change it at dates."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.arcs import rounds
from lrcli.schedules.declare import dates, interval, lr, lrs, number, switch
from lrcli.schedules.marks import MOST_PHASES, levels
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.shapes import whole_powers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli._lazy import Array
    from lrcli.clock import Ticks
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Phase


class Constant(Schedule):
    """The same rate at every tick.

        lr(t) = initial

    Source: Herbert Robbins and Sutton Monro, "A Stochastic Approximation Method", 1951 (where it is what to avoid).
    """

    initial: float = lr(0.01, "LR throughout", role="base")

    def formula(self, t: Array) -> Array:
        return np.full_like(t, self.initial)


class Step(Schedule, aliases=("decay",), natural={"epochs": 300}, dated=True):
    """Multiplied by a factor at regular intervals.

        lr(t) = initial * rate ** floor(t / every)

    t is the tick, `every` the interval in ticks: ticks 0 to every - 1 train at initial. It never stops falling.

    Source: Kaiming He et al., "Deep Residual Learning for Image Recognition", 2016 (a tenth, when the error stalls).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    rate: float = number(0.1, "factor at each drop", role="factor", aliases=("gamma",), above=0)
    every: Ticks = interval(100, "time between drops")

    def phases(self, end: int) -> list[Phase]:
        return levels(self.formula, islice(range(int(self.every), end, int(self.every)), MOST_PHASES - 1), end)

    def phase_count(self, end: int) -> int:
        return -(-end // int(self.every))

    def arcs(self, end: int) -> list[Arc]:
        return rounds(0, end, int(self.every), (0,))

    def formula(self, t: Array) -> Array:
        return self.initial * whole_powers(self.rate, np.floor(t / self.every))


class Piecewise(Schedule, natural={"epochs": 250}, dated=True):
    """Given rates between given dates.

        lr(t) = values[i],  i = number of boundaries before t

    With `inclusive` a boundary still belongs to the value before it (i counts boundaries < t, as Keras does); without,
    to the one after (i counts boundaries <= t, as PyTorch's milestones do). One value more than boundaries.

    Source: Alex Krizhevsky, Ilya Sutskever and Geoffrey Hinton, "ImageNet Classification with Deep Convolutional
    Neural Networks", 2012 (rates set by hand at dates).
    """

    values: tuple[float, ...] = lrs((0.1, 0.06, 0.02, 0.01), "LRs, one more than boundaries")
    boundaries: tuple[Ticks, ...] = dates((100, 150, 200), "dates of the changes, ascending")
    inclusive: bool = switch(True, "a boundary still belongs to the value before it")

    def check(self) -> None:
        if len(self.values) != len(self.boundaries) + 1:
            count = f"{len(self.values)} values and {len(self.boundaries)} boundaries"
            raise self.refuse("boundaries", f"{count}: there must be one value more than boundaries", "together")
        check_ascending(self, "boundaries")

    def changes(self, end: int) -> Sequence[int]:
        return [int(date) + self.inclusive for date in self.boundaries]

    def formula(self, t: Array) -> Array:
        passed = np.searchsorted(self.boundaries, t, side="left" if self.inclusive else "right")
        return np.asarray(self.values)[passed]


class Multistep(Schedule, dated=True):
    """Multiplied by a factor at given dates.

        lr(t) = initial * rate ** (number of milestones <= t)

    t is the tick; the drop is in effect at the milestone's own tick.

    Source: Kaiming He et al., "Deep Residual Learning for Image Recognition", 2016 (section 4.2: at 32k and 48k steps).
    """

    initial: float = lr(0.1, "LR at tick 0", role="base")
    rate: float = number(0.1, "factor at each milestone", role="factor", aliases=("gamma",), above=0)
    milestones: tuple[Ticks, ...] = dates(("30%", "60%", "90%"), "dates of the drops, ascending")

    def check(self) -> None:
        check_ascending(self, "milestones")

    def changes(self, end: int) -> Sequence[int]:
        return [int(date) for date in self.milestones]

    def formula(self, t: Array) -> Array:
        return self.initial * whole_powers(self.rate, np.searchsorted(self.milestones, t, side="right"))


def check_ascending(schedule: Schedule, field: str) -> None:
    """Refuse dates that do not ascend; dates in different units are compared when they are ticks."""
    for earlier, later in pairwise(getattr(schedule, field)):
        if earlier.unit == later.unit and _number(earlier) >= _number(later):
            raise schedule.refuse(field, f"{later} does not come after {earlier}; dates must ascend")


def _number(date: Ticks) -> float:
    return float(getattr(date, "number", date))
