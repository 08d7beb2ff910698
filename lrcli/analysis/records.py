"""What is told of schedules, as records: text and JSON are made from them, and nothing is looked for in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from lrcli.analysis.files import FileFact
    from lrcli.clock import Run
    from lrcli.schedules.marks import Remark


class RunFact(NamedTuple):
    """The run: how many rows, what a row is, and what a bare duration counts."""

    rows: int
    row: str
    unit: str
    steps_per_epoch: int | None
    update: str
    tokens: int | None


class Setting(NamedTuple):
    """A parameter with its value."""

    name: str
    help: str
    value: Any


class Lasting(NamedTuple):
    """A parameter that is a duration, or several: as written, in ticks, and in words."""

    name: str
    help: str
    written: str | list[str] | None
    ticks: float | list[float]
    means: str


class Part(NamedTuple):
    """A family in a schedule, with its parameters."""

    family: str
    spec: str
    summary: str
    formula: list[str]
    source: str
    parameters: list[Setting | Lasting]


class PhaseFact(NamedTuple):
    """A phase: its first row, the row after its last, and the rates in its first and last row."""

    name: str
    from_: int
    to: int
    first: float
    last: float


class SeamFact(NamedTuple):
    """Where pieces meet: what the earlier one arrives at there, what the later one starts at, and the jump."""

    at: int
    before: float
    after: float
    jump: float


class ReductionFact(NamedTuple):
    """Where a metric lowered the rate, and the best metric by then."""

    at: int
    from_: float
    to: float
    best: float | None


class PointFact(NamedTuple):
    """A rate and the row it belongs to; `epoch` is a fraction where rows are steps."""

    lr: float
    row: int
    unit: str
    epoch: float | None = None

    def json(self) -> dict[str, Any]:
        return {"lr": self.lr, self.unit: self.row, **({} if self.epoch is None else {"epoch": self.epoch})}


class ValueFacts(NamedTuple):
    """First, highest, lowest and last rate, the one just after the end, and the sum and mean of all."""

    first: PointFact
    peak: PointFact
    low: PointFact
    last: PointFact
    end: PointFact | None
    sum: float
    mean: float


class MatchFact(NamedTuple):
    """A schedule that agrees from one row to another, both included."""

    spec: str
    from_: int
    to: int


class ElsewhereFact(NamedTuple):
    """The same schedule in other names, and how many rows were compared."""

    compared: int
    same: list[MatchFact]


class Explained(NamedTuple):
    """All that is told of one schedule on a run.

    read   what was read in the configurations that it comes from
    phases_left, seams_left   how many come after those that are listed; None for an unknown number
    """

    label: str
    spec: str
    run: RunFact
    read: list[FileFact]
    parts: list[Part]
    phases: list[PhaseFact]
    phases_left: int | None
    seams: list[SeamFact]
    seams_left: int | None
    reductions: list[ReductionFact]
    values: ValueFacts
    notes: list[Remark]
    elsewhere: ElsewhereFact


class Passage(NamedTuple):
    """Where a bound is passed: the position as `--at` reads it, and the rate in that row."""

    at: str
    point: PointFact

    def json(self) -> dict[str, Any]:
        return {"at": self.at, "row": self.point.row, **self.point.json()}


class Valued(NamedTuple):
    """What a schedule has at a position; `point` is None where its run has no such row.

    driven   what it drives along, by name; None for what it does not drive
    """

    at: str
    point: PointFact | None
    driven: dict[str, float | None]

    def json(self) -> dict[str, Any]:
        point = {"lr": None} if self.point is None else self.point.json()
        return {"at": self.at, "row": self.point and self.point.row, "lr": point.pop("lr"), **self.driven, **point}


class Values(NamedTuple):
    """What a schedule has at several positions."""

    label: str
    spec: str
    values: list[Valued]


class Crossed(NamedTuple):
    """Where a schedule gets beyond a bound.

    side, bound   "below" or "above" which rate
    share         that rate as a percentage of the highest one, where it was given so
    found         the first row beyond it, or the last time or each time that it gets there; empty for never
    again         it starts beyond it, which is what was found, and gets there again later
    """

    label: str
    spec: str
    side: str
    bound: float
    share: str | None
    found: list[Passage]
    again: bool


def about_run(run: Run) -> RunFact:
    """The facts of a run."""
    return RunFact(run.rows or 0, run.tick, run.unit, run.steps_per_epoch, run.moves, run.tokens)


def point_fact(lr: float, row: int, run: Run) -> PointFact:
    """A rate in a row of a run."""
    return PointFact(lr, row, run.tick, row / run.steps_per_epoch if run.steps_per_epoch else None)
