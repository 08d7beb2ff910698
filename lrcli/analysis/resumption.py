"""What a resume with another length does to a rate: the record of `resume`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import Column, Curves
from lrcli.analysis.length import length_of
from lrcli.analysis.measures import figures
from lrcli.clock import NewLength, Run, Ticks, lasting
from lrcli.schedules.filling import scope_on
from lrcli.schedules.lengthened import lengthened, reread
from lrcli.schedules.resumed import Resumed
from lrcli.schedules.slots import BySlots, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Placed, Schedule

ROUNDING = 1e-9
"""Share of a rate by which another one is still the same."""


class Seen(NamedTuple):
    """A rate in a row."""

    row: int
    lr: float


class Leap(NamedTuple):
    """Where a rate leaves the plan.

    row      the row
    planned  the rate that the old plan has there
    lr       the rate that there is
    factor   lr / planned; None where that is 0
    """

    row: int
    planned: float
    lr: float
    factor: float | None

    @property
    def size(self) -> float:
        """The factor, up or down: at least 1."""
        return math.inf if not self.factor else max(self.factor, 1 / self.factor)


class Way(NamedTuple):
    """What one way of a resume comes to.

    before, at, after  the rate in the last row before the seam, in the first after it, and after one more update; None
                       where there is none
    jump               where the new rate is in effect first and is not the one that was planned; None where it is
    area               the sum of the rates that are left
    ratio              this as a share of what the old plan has left; None where that is nothing
    """

    how: str
    spec: str
    before: Seen | None
    at: Seen | None
    after: Seen | None
    jump: Leap | None
    area: float
    ratio: float | None


class Resumption(NamedTuple):
    """What there is to say of a run that is resumed.

    unit            what a row is
    row             the first row after the resume
    was, total      rows that were planned, and that there will be
    made            the schedule for the new length, where it is another one than the one that is resumed; else None
    area            the sum of the rates that the old plan has left
    ways            what the ways come to
    """

    label: str
    spec: str
    unit: str
    row: int
    was: int
    total: int
    made: str | None
    area: float
    ways: tuple[Way, ...]

    def json(self) -> dict[str, Any]:
        return {**self._asdict(), "ways": [way._asdict() for way in self.ways]}


class Left(BySlots):
    """What is left of a curve from a row on."""

    def __init__(self, curve: Curve, first: int) -> None:
        self.curve, self.first = curve, first

    def __repr__(self) -> str:
        return f"({self.curve!r})[{self.first}:]"

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.curve, first=self.first)]


class Resuming(NamedTuple):
    """A schedule that is resumed, placed: its old plan, what it is for the new length, and what becomes of it."""

    label: str
    given: Schedule
    old: Placed
    made: Schedule
    ways: tuple[tuple[Resumed, Placed], ...]

    @property
    def at(self) -> Ticks:
        """The updates that are done."""
        exact = self.ways[0][1].exact
        return exact.at if isinstance(exact, Resumed) else Ticks(0, "")

    @property
    def hold(self) -> int:
        """Rows that an update of the rate lasts."""
        placed = self.ways[0][1]
        in_epochs = self.at.unit == "ep" and placed.run.tick == "step"
        return (placed.run.steps_per_epoch or 1) if in_epochs else 1

    @property
    def row(self) -> int:
        """The first row after the resume."""
        return int(self.at) * self.hold


def resuming(
    label: str, given: Schedule, run: Run, times: tuple[str, str], hows: Sequence[str], rewarm: str | None
) -> Resuming:
    """A schedule that was planned for a run and is resumed; `times` are the updates done and the new length.

    ValueError for times that make no sense.
    """
    at, length = times[0], NewLength(times[1])
    longer = lasting(run, length)
    own = {} if rewarm is None else {"rewarm": rewarm}
    ways = []
    for how in hows:
        schedule = Resumed(given, at=at, was=length_of(run), total=length, how=how, **own)
        ways.append((schedule, schedule.on(longer)))
    planned = scope_on(given, run)
    made = lengthened(given, planned, scope_on(given, longer))
    return Resuming(label, given, reread(given, planned).on(run), made, tuple(ways))


def resumption(resumed: Resuming) -> Resumption:
    """The record of a resume."""
    row, old = resumed.row, resumed.old
    was, total = old.run.rows or 0, resumed.ways[0][1].run.rows or 0
    area = left_of(old, row, was)
    ways = tuple(way_of(schedule, placed, old, (row, row + resumed.hold), area) for schedule, placed in resumed.ways)
    new = resumed.made.meant()
    made = None if new == resumed.given.meant() else repr(new)
    return Resumption(resumed.label, repr(resumed.given), old.run.tick, row, was, total, made, area, ways)


def way_of(schedule: Resumed, placed: Placed, old: Placed, updates: tuple[int, int], planned: float) -> Way:
    """What one way comes to; `updates` are the rows of the first two after the resume."""
    rows, row = placed.run.rows or 0, updates[0]
    before, at, after = (seen(placed, each, rows) for each in (row - 1, *updates))
    first = after if schedule.late else at
    jump = leap_of(first, old) if first else None
    area = left_of(placed, row, rows)
    return Way(schedule.how, repr(schedule), before, at, after, jump, area, area / planned if planned else None)


def seen(curve: Curve, row: int, rows: int) -> Seen | None:
    """The rate in a row; None where there is none."""
    if not 0 <= row < rows:
        return None
    rate = float(curve.gapped([row])[0])
    return None if math.isnan(rate) else Seen(row, rate)


def leap_of(each: Seen, old: Curve) -> Leap | None:
    """Where a rate is another one than the old plan has in its row; None where it is the same."""
    planned = rate_in(old, each.row)
    if abs(each.lr - planned) <= ROUNDING * max(abs(each.lr), abs(planned)):
        return None
    return Leap(each.row, planned, each.lr, each.lr / planned if planned else None)


def rate_in(curve: Curve, row: int) -> float:
    """The rate in a row; where the curve has none any more, the last that it has."""
    limit = curve.limit()
    return float(curve.gapped(np.array([row if limit is None else min(row, max(limit - 1, 0))]))[0])


def left_of(curve: Curve, row: int, rows: int) -> float:
    """The sum of the rates of a curve from a row on, up to its end."""
    limit = curve.limit()
    if row >= (rows if limit is None else min(rows, limit)):
        return 0.0
    return figures(Curves([("", Left(curve, row))], Run(steps=rows - row)))[0].sum


def pictured(resumed: Resuming, record: Resumption) -> Curves:
    """The old plan and the new ways as curves, those that are the same as one."""
    names: dict[tuple[Any, ...], list[int]] = {}
    for place, way in enumerate(record.ways):
        names.setdefault((way.at, way.after, way.jump, way.area), []).append(place)
    columns = [Column("planned", repr(resumed.given), resumed.old, run=resumed.old.run)]
    for places in names.values():
        schedule, placed = resumed.ways[places[0]]
        label = ", ".join(record.ways[place].how for place in places)
        columns.append(Column(label, repr(schedule), placed, run=placed.run))
    return Curves(columns, [column.run or resumed.old.run for column in columns])
