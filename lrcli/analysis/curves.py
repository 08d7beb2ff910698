"""Schedules on a run, given out in chunks: the one thing between evaluation and every output."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.length import rows_of, together
from lrcli.analysis.odd import notice
from lrcli.clock import Run
from lrcli.schedules.schedule import Placed, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.curve import Curve

    Window = tuple[int, int]
    Chunks = Iterator[tuple[Ints, Array]]

CHUNK = 65_536
"""Rows evaluated at a time: small enough to stay in the processor's cache, large enough to forget Python's own cost."""


LONG = 10**8
"""Rows of which the last is asked for first: what has too many of them is refused before the work, not after it."""


class Member(NamedTuple):
    """The place of a curve in a set that has an order, such as a sweep, the layers of a network, parameter groups.

    of      what the set goes over: lr, layer, group
    value   its own, as a text
    series  which of several such sets it is in; empty for the only one
    """

    of: str
    value: str
    series: str = ""


class Column(NamedTuple):
    """One column of numbers: its label, the text of what it stands for, and a quantity of a curve.

    run     its own run, past whose end it has no value; None where all curves are on one
    past    rows past that end that have a value: 1 where what it is just after the last is asked for
    group   of a schedule with several parameter groups, the one that it is of
    member  its place among others, where they have an order
    """

    label: str
    spec: str
    curve: Curve
    of: str = "lr"
    run: Run | None = None
    past: int = 0
    group: str = ""
    member: Member | None = None

    def at(self, rows: npt.ArrayLike) -> Array:
        """The values in rows, NaN past its own run; ValueError for other rows that have none."""
        return self._on_its_run(rows, self.curve)

    def gapped(self, rows: npt.ArrayLike) -> Array:
        """The same, with NaN where there is none."""
        return self._on_its_run(rows, self.curve.gapped)

    def told_until(self, end: int) -> int:
        """A row from which on it has no value up to row `end`, which it is if that is not known."""
        return self.curve.told_until(end, self.of)

    def driven(self, of: str, several: bool) -> Column:
        """What its curve drives along; as one of several with its label."""
        if not self.curve.tells(of):
            raise ValueError(self.curve.drives_none(of))
        name = self.curve.name_of(of)
        label = f"{self.label} {name}" if several else name
        return self._replace(label=label, spec=f"{name} of {self.curve!r}", of=of)

    def _on_its_run(self, rows: npt.ArrayLike, values: Callable[[Any, str], Any]) -> Array:
        every = np.asarray(rows)
        inside = every[...] if self.run is None else every[every < rows_of(self.run) + self.past]
        found = np.asarray(values(inside, self.of))
        if self.of == "lr":
            notice(self.curve, self.label, np.atleast_1d(inside), np.atleast_1d(found))
        if self.run is None:
            return found
        result = np.full(every.shape, np.nan)
        result[every < rows_of(self.run) + self.past] = found
        return result


class Moment(NamedTuple):
    """A row that a drawing marks, and what is said of it."""

    row: int
    text: str


class Curves:
    """One or more curves on the same run, or each on its own and side by side over the rows of the longest.

    run         the run that the rows are of
    columns     what each is, with labels that are all different
    lengths     the number of rows that the run of each has
    watch       is told how many rows of how many are done, as they are
    moments     what a drawing marks with a line from its bottom to its top
    index       names of the columns that number the rows: ("epoch",), or ("step",) and perhaps "epoch" and "tokens"
    """

    moments: Sequence[Moment] = ()

    def __init__(self, named: Iterable[Column | tuple[str, Schedule | Curve]], run: Run | Sequence[Run]) -> None:
        """The columns of schedules, which are put on the run, and of curves that are on it; or on a run for each."""
        every = list(named)
        runs = [run] * len(every) if isinstance(run, Run) else list(run)
        if any(each.rows is None for each in runs):
            raise ValueError("curves need a run with an end: give epochs or steps")
        self.run = run if isinstance(run, Run) else together(runs)
        self.rows = rows_of(self.run)
        columns = [column for each, own in zip(every, runs, strict=True) for column in columns_of(each, own)]
        self.columns = told_apart(columns, self.run)
        self.lengths = [rows_of(column.run or self.run) for column in self.columns]
        self.index = index_of(self.run)
        self.watch: Callable[[int, int], None] | None = None

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def specs(self) -> list[str]:
        return [column.spec for column in self.columns]

    @property
    def curves(self) -> list[Curve]:
        return [column.curve for column in self.columns]

    @cached_property
    def below(self) -> list[Curves]:
        """What a drawing has below, each on an axis of its own and over the same rows.

        The metric that the only schedule reacts to, if it has a number; or whatever is put here.
        """
        curve = self.columns[0].curve
        if len(self.columns) > 1 or not curve.tells("metric"):
            return []
        name = curve.name_of("metric")
        return [self.only([Column(name, name, curve, "metric")])]

    def driven(self, of: str) -> Curves:
        """The momentum, or the weight decay, of the schedules that drive one. ValueError when none does."""
        several = len(self.columns) > 1
        driving = [column for column in self.columns if column.curve.tells(of)] or self.columns[:1]
        return self.only([column.driven(of, several) for column in driving])

    def only(self, columns: Sequence[Column]) -> Curves:
        """Some of its columns, or what belongs to them, over the same rows."""
        some = Curves(columns, self.run)
        some.watch = self.watch
        return some

    def beside(self, others: Sequence[Curves]) -> Curves:
        """These curves and others on the same run, in turn."""
        named = (labelled(curves) for curves in (self, *others))
        return self.only([each for beside in zip(*named, strict=True) for each in beside])

    @property
    def names(self) -> list[str]:
        """The name of each curve: its label, or plain `lr` for the only one, if it was not named."""
        return ["lr"] if len(self.columns) == 1 and self.labels == self.specs else self.labels

    @property
    def headings(self) -> list[str]:
        """The same beside the index columns, whose names a label may not take."""
        return [f"{name} (lr)" if name in self.index else name for name in self.names]

    def at(self, rows: npt.ArrayLike) -> Array:
        """Learning rates in the given rows: an array with a line for each row, a column for each curve.

        ValueError for rows in which one of them has none.
        """
        return np.stack([column.at(rows) for column in self.columns], axis=-1)

    def gapped(self, rows: npt.ArrayLike) -> Array:
        """The same, with NaN for rates that there are not: what a drawing shows."""
        return np.stack([column.gapped(rows) for column in self.columns], axis=-1)

    @cached_property
    def ends(self) -> list[int]:
        """For each curve the row after the last that has a rate."""
        limits = [curve.limit() for curve in self.curves]
        return [rows if limit is None else min(limit, rows) for limit, rows in zip(limits, self.lengths, strict=True)]

    def why_ended(self, column: int) -> str:
        """Why a curve ends before its run does; empty when it does not."""
        try:
            self.curves[column](min(self.ends[column], self.lengths[column] - 1))
        except ValueError as error:
            return str(error)
        return ""

    def complete(self) -> None:
        """ValueError when a curve ends before its run does, so that nothing of it is written."""
        for column in range(len(self.ends)):
            if reason := self.why_ended(column):
                raise ValueError(reason)

    def numbers(self, rows: Ints) -> list[Ints]:
        """The index columns of the given rows."""
        return list(numbers_on(self.run, rows).values())

    def chunks(self, size: int = CHUNK, gaps: bool = False, window: Window | None = None) -> Chunks:
        """All rows in order, or from the first of a window to before its end: numbers and rates; with gaps, NaN too."""
        rates = self.gapped if gaps else self.at
        first, end = window or (0, self.rows)
        if end > LONG:
            rates(np.array([end - 1]))
        for start in range(first, end, size):
            rows = np.arange(start, min(start + size, end), dtype=np.int64)
            yield rows, rates(rows)
            if self.watch:
                self.watch(min(start + size, end) - first, end - first)

    @cached_property
    def seams(self) -> list[int]:
        """Rows at which some curve changes from one phase to the next, or ends."""
        seams = {seam for curve, rows in zip(self.curves, self.lengths, strict=True) for seam in curve.seams(rows)}
        return sorted(seams | {row for row in self.ends if row < self.rows})


def index_of(run: Run) -> tuple[str, ...]:
    """The columns that number the rows of a run: what they are, and what else is known of them."""
    known = {"epoch": run.steps_per_epoch, "tokens": run.tokens}
    return (run.tick, *(name for name, value in known.items() if value))


def numbers_on(run: Run, rows: Ints) -> dict[str, Ints]:
    """Their numbers in the given rows: the row, the epoch that it is in, the tokens before it."""
    numbers = {run.tick: rows}
    if run.steps_per_epoch:
        numbers["epoch"] = rows // run.steps_per_epoch
    if run.tokens and run.flow:
        numbers["tokens"] = run.flow.befores(rows)
    return numbers


def quantities(curves: Curves) -> list[str]:
    """What each curve shows: momentum, a metric; of a rate its label."""
    return [column.label if column.of == "lr" else column.curve.name_of(column.of) for column in curves.columns]


def columns_of(named: Column | tuple[str, Schedule | Curve], run: Run) -> list[Column]:
    """The columns of what was named: one, or one for each parameter group."""
    if isinstance(named, Column):
        return [named]
    label, what = named
    curve = what.on(run) if isinstance(what, Schedule) else what
    groups = curve.groups()
    if len(groups) == 1:
        return [Column(label, repr(what), curve, run=run)]
    return [Column(f"{label}/{name}".strip("/"), written(each), each, run=run, group=name) for name, each in groups]


def written(curve: Curve) -> str:
    """The text of a curve's schedule as it was written, where it comes from one."""
    return repr(curve.given if isinstance(curve, Placed) else curve)


def labelled(curves: Curves) -> list[Column]:
    """The columns of curves with the names that they are shown by."""
    return [column._replace(label=name) for column, name in zip(curves.columns, curves.names, strict=True)]


def with_brought(curves: Curves) -> Curves:
    """Curves, and after them what they bring along beside their rates."""
    named = labelled(curves)
    brought = brought_by(curves, named)
    return curves.only([*named, *brought]) if brought else curves


def brought_by(curves: Curves, columns: Sequence[Column]) -> list[Column]:
    """What columns of curves bring along beside their rates."""
    several = len(curves.columns) > 1
    return [each.driven(of, several) for each in columns for of in each.curve.brings()]


def told_apart(columns: list[Column], run: Run) -> list[Column]:
    """The columns with labels that are all different; without a run of their own where it is this one."""
    labels = unique([column.label or column.spec for column in columns])
    return [
        column._replace(label=label, run=None if column.run == run else column.run)
        for column, label in zip(columns, labels, strict=True)
    ]


def unique(labels: list[str]) -> list[str]:
    """The labels with those that came before numbered: a, a (2), a (3)."""
    seen: set[str] = set()
    result = []
    for label in labels:
        name, number = label, 1
        while name in seen:
            number += 1
            name = f"{label} ({number})"
        seen.add(name)
        result.append(name)
    return result
