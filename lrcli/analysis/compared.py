"""How two schedules differ: the record of `diff`, and the difference as a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.analysis.differing import difference
from lrcli.analysis.records import RunFact, about_run
from lrcli.analysis.several import by_run, in_common
from lrcli.analysis.two import Less

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.analysis.differing import Gap
    from lrcli.clock import Run


class Side(NamedTuple):
    """One of the two schedules; with the run that it is on, where that of the other is another one."""

    label: str
    spec: str
    run: RunFact | None = None

    def json(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


class Apart(NamedTuple):
    """Both learning rates at one place; NaN where there is none.

    step, epoch   the place; None where the run does not count in it
    difference    b - a
    relative      its size as a share of the higher one
    """

    step: int | None
    epoch: float | None
    a: float
    b: float
    difference: float
    relative: float

    def json(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


class Sums(NamedTuple):
    """The sums over all rows in which both have a rate; the ratio is b / a, None where a is 0."""

    a: float
    b: float
    ratio: float | None


class Compared(NamedTuple):
    """How two schedules differ on a run, or where they are on two in the rows that both have.

    tolerance                          what counts as no difference
    first, largest, largest_relative   where they differ by more; by most; by the largest share of the higher rate
    alone                              the first place in which only one of them has a rate
    shifts                             1 if the first one, one tick later, is the second; -1 if one tick earlier it is
    """

    a: Side
    b: Side
    run: RunFact
    tolerance: float
    differ: bool
    first: Apart | None
    largest: Apart | None
    largest_relative: Apart | None
    alone: Apart | None
    shifts: list[int]
    sums: Sums

    @property
    def lengths_differ(self) -> bool:
        """Whether one of them is on a longer run."""
        return self.a.run is not None and self.b.run is not None and self.a.run.rows != self.b.run.rows


def compared(both: Curves, tolerance: float | None = None) -> Compared:
    """How the second of two curves differs from the first; without a tolerance by more than rounding."""
    common = in_common(both)
    run, result = common.run, difference(common, tolerance)
    parts = by_run(both)
    own = [about_run(part.run) for part in parts] if len(parts) > 1 else [None, None]
    first, second = map(Side, both.labels, both.specs, own)
    a, b = result.sums
    return Compared(
        a=first,
        b=second,
        run=about_run(run),
        tolerance=result.tolerance,
        differ=result.differ or len(set(both.lengths)) > 1,
        first=apart(result.first, run),
        largest=apart(result.largest, run),
        largest_relative=apart(result.relative, run),
        alone=apart(result.alone, run),
        shifts=list(result.shifts),
        sums=Sums(a, b, b / a if a else None),
    )


def apart(gap: Gap | None, run: Run) -> Apart | None:
    """A gap with its place on the run."""
    if gap is None:
        return None
    step = gap.row if run.tick == "step" else None
    epoch = gap.row if step is None else gap.row / run.steps_per_epoch if run.steps_per_epoch else None
    return Apart(step, epoch, gap.a, gap.b, gap.b - gap.a, gap.share)


def difference_curve(both: Curves) -> Less:
    """The second curve less the first."""
    return Less(both)
