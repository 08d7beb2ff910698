"""A schedule on its run, looked through once: the figures that the rules judge."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.analysis.curves import CHUNK
from lrcli.analysis.measures import known, limit, place
from lrcli.schedules.around import Floor, Scale, Stepped
from lrcli.schedules.kinds import Number, Rate
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Ints
    from lrcli.clock import Run
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

TINY = 1e-6
"""Share of the peak below which nothing is learnt, and up to which a rise is none."""
PARTS = 10_000
"""Parts of a run whose extremes are kept. A run of more epochs than this is not looked at epoch by epoch."""


class Parts(NamedTuple):
    """A curve in parts: the row at which each begins and the row after the last, extremes, and whether all is finite.

    Lowest and highest are of the finite rates, NaN where there are none.
    """

    edges: Ints
    low: Array
    high: Array
    finite: npt.NDArray[np.bool_]


class Case:
    """A schedule on its run, looked through once."""

    def __init__(
        self,
        schedule: Schedule,
        run: Run,
        watch: Callable[[int, int], None] | None = None,
        given: Schedule | None = None,
    ) -> None:
        self.schedule, self.run, self.watch = schedule, run, watch
        self.given = schedule if given is None else given
        """The schedule as it was written, before it was put on the run."""
        self.limit = limit(schedule)
        self.rows: int = min(run.rows or 0, self.limit if self.limit is not None else run.rows or 0)
        """Rows that have a rate."""

    @cached_property
    def parts(self) -> Parts:
        edges = part_edges(self.rows, self.epoch)
        count = len(edges) - 1
        low, high, finite = np.full(count, np.nan), np.full(count, np.nan), np.ones(count, dtype=np.bool_)
        together = max(CHUNK * count // max(self.rows, 1), 1)
        for first in range(0, count, together):
            part = slice(first, min(first + together, count))
            lr = self.rates(int(edges[part.start]), int(edges[part.stop]))
            cuts = edges[part] - edges[first]
            good = np.isfinite(lr)
            finite[part] = np.logical_and.reduceat(good, cuts)
            lr = np.where(good, lr, np.nan)
            low[part], high[part] = np.fmin.reduceat(lr, cuts), np.fmax.reduceat(lr, cuts)
            if self.watch:
                self.watch(int(edges[part.stop]), self.rows)
        return Parts(edges, low, high, finite)

    @property
    def epoch(self) -> int | None:
        """Rows in an epoch; None when that is not known."""
        return 1 if self.run.tick == "epoch" else self.run.steps_per_epoch

    def rates(self, start: int, end: int) -> Array:
        return known(self.schedule, np.arange(start, end))

    def first(self, part: int, holds: Callable[[Array], npt.NDArray[np.bool_]]) -> int:
        """The first row of a part whose rate is as asked for."""
        start = int(self.parts.edges[part])
        return start + int(np.argmax(holds(self.rates(start, int(self.parts.edges[part + 1])))))

    @cached_property
    def peak(self) -> float:
        return float(np.fmax.reduce(self.parts.high, initial=0.0))

    @cached_property
    def final(self) -> float:
        """The rate of the last row that has one."""
        return float(self.rates(self.rows - 1, self.rows)[0]) if self.rows else float("nan")

    @cached_property
    def settled(self) -> int:
        """The row from which on the rate is the one at the end; the end itself where that is no number."""
        if not np.isfinite(self.final):
            return self.rows
        room = 1e-12 * abs(self.final)
        low, high = self.parts.low - self.final, self.parts.high - self.final
        moving = np.flatnonzero((np.abs(low) > room) | (np.abs(high) > room) | ~self.parts.finite)
        if not moving.size:
            return 0
        start, end = (int(edge) for edge in self.parts.edges[moving[-1] : moving[-1] + 2])
        there = np.abs(self.rates(start, end) - self.final) <= room
        return end - int(np.argmin(there[::-1]))

    def highest(self, begin: int, end: int) -> float:
        """The highest rate from one row to another, those before it in the same part included."""
        edges = self.parts.edges
        left, right = np.searchsorted(edges, begin, side="right") - 1, np.searchsorted(edges, end, side="left")
        return float(np.fmax.reduce(self.parts.high[left:right], initial=0.0))

    def low_before_rise(self, begin: int, end: int) -> int | None:
        """Between two rows the last row of the low that follows a fall and from which the rate rises again."""
        edges = self.parts.edges
        left, right = np.searchsorted(edges, begin, side="left"), np.searchsorted(edges, end, side="right") - 1
        low, high = self.parts.low[left:right], self.parts.high[left:right]
        if right - left < 3 or np.isnan(high).all():
            return None
        room = TINY * self.peak
        top = int(np.argmax(high >= np.nanmax(high) - room)) + 1
        so_far = np.fmin.accumulate(low[top:])
        rising = np.flatnonzero(high[top + 1 :] > so_far[:-1] + room)
        if not rising.size:
            return None
        part = int(left) + top + int(np.nanargmin(low[top : top + 1 + rising[0]]))
        lr = self.rates(int(edges[part]), int(edges[part + 1]))
        return int(edges[part + 1]) - 1 - int(np.argmin(lr[::-1]))

    @cached_property
    def turn(self) -> int | None:
        """The row of the low from which a framework's scheduler rises again, though nothing in it asks for that.

        What a schedule means to do is a phase of its own (restarts, triangles, pieces of a chain), or is done already
        in the run that shows the scheduler best.
        """
        phases = self.schedule.phases(self.run.ticks or 0)
        found = schedulers(self.schedule)
        if not found or len(phases) == MOST_PHASES or any(map(rises_by_nature, found)):
            return None
        starts = [phase.start * self.run.hold for phase in phases]
        slots = zip(starts, [*starts[1:], self.rows], strict=True)
        return next((row for slot in slots if (row := self.low_before_rise(*slot)) is not None), None)

    @cached_property
    def length(self) -> tuple[int, int] | None:
        """The ticks after which the schedule is over, at least and at most; None for one without a length of its own.

        Of a framework's scheduler it is the run that it is made for, which may show the tick after its last as well.
        """
        span = self.schedule.span(Scope(self.run, self.run.ticks, self.run.ticks))
        if span is not None:
            return int(span), int(span)
        body = self.schedule
        while isinstance(body, Scale | Floor):
            body = body.body
        natural = body.natural_run() if "." in body.family else None
        if natural is None or natural.ticks is None or rises_by_nature(body):
            return None
        return natural.ticks - 1, natural.ticks

    def where(self, row: int) -> str:
        return place(row, self.run)

    def count(self, rows: int) -> str:
        """A number of rows in words."""
        return f"{rows} {self.run.tick}{'' if rows == 1 else 's'}"

    @cached_property
    def foreign(self) -> bool:
        """Whether there is a framework's scheduler in it."""
        return any("." in part.family for part in tree(self.schedule))

    @cached_property
    def asleep(self) -> npt.NDArray[np.bool_]:
        """The parts in which the rate is next to nothing."""
        return self.parts.high < TINY * self.peak

    @cached_property
    def flat(self) -> bool:
        """Whether the rate is the same in all of the run."""
        return bool(self.parts.finite.all() and (self.parts.low == self.peak).all())

    @property
    def argument(self) -> tuple[str, int] | None:
        """The argument with the length of a framework's scheduler, and its value; None where that is not known."""
        ends = {*(self.length or ()), self.settled // self.run.hold}
        found = [
            (name, int(getattr(part, name)))
            for part in leaves(self.schedule)
            for name, field in part.fields.items()
            if isinstance(field.kind, Number) and not isinstance(field.kind, Rate) and getattr(part, name) in ends
        ]
        return found[0] if self.foreign and len(found) == 1 else None

    @property
    def fill(self) -> str:
        """How a schedule is made as long as the run."""
        stepped = next((part for part in tree(self.schedule) if isinstance(part, Stepped)), None)
        if stepped:
            return f"make it {stepped.times} times as long, or split the batches (--split-batches)"
        if not self.foreign:
            return "leave its length out, so that it fills the run"
        if self.argument:
            return f"{self.argument[0]}={self.run.ticks}"
        return f"give it the length of the run, {self.run.ticks} {self.run.moves}s"

    @property
    def finer(self) -> str:
        """How an LR that moves once an epoch is made to move every step."""
        return "--update step" if self.run.steps_per_epoch else "--steps-per-epoch K"

    @property
    def by_step(self) -> str:
        """What to try where numbers that count steps may have been meant in epochs."""
        counts = self.run.unit == "step" or self.foreign
        known_epochs = self.run.moves == "step" and self.run.steps_per_epoch
        return ", or --update epoch if its numbers count epochs" if counts and known_epochs else ""


def counts_calls(field: Field) -> bool:
    """Whether a framework's argument counts calls of step(), which are ticks of the schedule."""
    return bool(getattr(field, "in_calls", False))


def part_edges(rows: int, epoch: int | None) -> Ints:
    """Where the parts of a run begin: whole epochs, or equal shares of each, at most PARTS or little more."""
    size = epoch or max(rows, 1)
    epochs = -(-rows // size)
    if epochs > PARTS:
        return np.append(np.arange(0, rows, size * -(-epochs // PARTS)), rows)
    pieces = min(PARTS // max(epochs, 1), size)
    inside = np.arange(pieces, dtype=np.int64) * size // pieces
    edges = (np.arange(epochs, dtype=np.int64)[:, None] * size + inside).ravel()
    return np.append(edges[edges < rows], rows)


def tree(schedule: Schedule) -> Iterator[Schedule]:
    """A schedule and all inside it."""
    yield schedule
    for inner in schedule.inner():
        yield from tree(inner)


def leaves(schedule: Schedule) -> list[Schedule]:
    """The curves that a schedule is made of."""
    return [part for part in tree(schedule) if not part.inner()]


def schedulers(schedule: Schedule) -> list[Schedule]:
    """The frameworks' schedulers in it that have a run of their own."""
    return [part for part in leaves(schedule) if "." in part.family and part.natural_run()]


def rises_by_nature(scheduler: Schedule) -> bool:
    """Whether it falls and rises again in the run that shows it best."""
    natural = scheduler.natural_run()
    if natural is None:
        return False
    case = Case(scheduler.on(natural), natural)
    return case.low_before_rise(0, case.rows) is not None
