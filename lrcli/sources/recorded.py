"""A learning rate that was logged, as a schedule."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.arcs import HELD, arc_with, unknown
from lrcli.schedules.declare import REQUIRED, choice, field, text
from lrcli.schedules.kinds import File, Text, Whole
from lrcli.schedules.marks import INPUT, Remark
from lrcli.schedules.schedule import Placed, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.reading.logs import Log
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.scope import Scope


class Recorded(Schedule, outside=True, dated=True):
    """A learning rate that was logged.

        lr(t) = the rate of the last row at or before t

    The file is a log of a training program, a table or an event file of TensorBoard, or a folder of these: its format
    is told by its content, and `lrcli help logs` lists them; - is standard input. Rows are placed by a column step or
    epoch (global_step, iteration ...), else they are one for each unit of the run; where the log shows from which
    number it counts, tick 0 is there. They may be in any order; of several for the same step the last counts. Where
    rows are missing the rate is held, or with gaps="interpolate" goes straight to the next one; before the first and
    after the last row it is held.

    Source: William Falcon et al., "PyTorch Lightning" (LearningRateMonitor), 2019.
    """

    example = "path='lr.csv'"

    path: str = field(File(), REQUIRED, "the log, or a folder of event files", role="source")
    column: str | None = text(None, "column with the LR", metavar="NAME", shown="lr, learning_rate or alike")
    gaps: str = choice("hold", "what is done where rows are missing", "hold", "interpolate")
    run: str | None = field(
        Text("NAME"), None, "name of the run, where the log holds several", aliases=("only",), shown="the only one"
    )
    position: str | None = text(None, "column that places the rows", metavar="NAME", shown="step, epoch or alike")
    first: int | None = field(
        Whole(least=-(10**9), most=10**9), None, "number that the log gives to tick 0", shown="as the log tells, else 0"
    )

    also: str | None = text(
        None, "another column, such as a loss: drawn on an axis of its own, a column of a table", metavar="NAME"
    )

    def other(self) -> Log:
        """What the column `also` holds. FieldError when it can't be told."""
        from lrcli.reading.files import read_table  # for files alone
        from lrcli.reading.logs import log_in

        try:
            return log_in(read_table(self.path), self.also, self.run, self.position, self.first, any_number=True)
        except ValueError as error:
            raise self.refuse("also", str(error), "together") from None

    def log(self) -> Log:
        """What the file holds. FieldError when the rates can't be told."""
        from lrcli.reading.logs import read_log, refuse_stages  # what reads files is loaded for files alone

        try:
            log = read_log(self.path, self.column, self.run, self.position, self.first)
            refuse_stages(log, self.run)
        except ValueError as error:
            raise self.refuse("path", str(error), "together") from None
        return log

    def settle(self, scope: Scope) -> LogOnRun:
        return LogOnRun(self, scope, self.exact(scope))

    def natural_run(self) -> NaturalRun:
        log = self.log()
        unit, places = next(iter(log.places.items()))
        first, last = log.counts_from(unit), float(places.max())
        count = max(int(last) + 1 - first, math.ceil(last) + 1 - max(first, 1))  # 2.97 is within the third
        return NaturalRun(Run(steps=count) if unit == "st" else Run(epochs=count))


class LogOnRun(Placed):
    """The rows of a log on a run: the ticks at which they stand, ascending, and their rates."""

    exact: Recorded

    def __init__(self, given: Recorded, scope: Scope, exact: Recorded) -> None:
        super().__init__(given, scope, exact)
        log = exact.log()
        unit, self.at, self.logged, repeated = self._rows(log)
        self.beside = self._rows(exact.other())[1:3] if exact.also else None
        named = {"st": "step", "ep": "epoch", "": "row"}[unit]
        self._remarks = [
            self._remark("log-understood", log.told()),
            *(self._remark("log-read", text) for text in log.remarks),
            *self._repeated(log.name, named, repeated),
            *self._missing(log.name),
        ]

    def _rows(self, log: Log) -> tuple[str, Array, Array, int]:
        """The unit in which rows stand, their ticks in order, what they hold, how often a tick has several values."""
        try:
            unit, at = placed(log, self.scope.run)
        except ValueError as error:
            raise self.exact.refuse("path", str(error), "together") from None
        order = np.argsort(at, kind="stable")
        at, values = at[order], log.rates[order]
        last = np.append(np.diff(at) > 0, True)  # of several rows for a step the last counts
        return unit, at[last], values[last], int((np.diff(values) != 0)[~last[:-1]].sum())

    def tells(self, of: str) -> bool:
        return of == "lr" or (of == "metric" and self.beside is not None)

    def name_of(self, of: str) -> str:
        return self.exact.also or of if of == "metric" else super().name_of(of)

    def brings(self) -> tuple[str, ...]:
        return ("metric",) if self.beside else ()

    def values(self, t: Array, of: str = "lr") -> Array:
        if of == "metric" and self.beside is not None:
            at, logged = self.beside
            held = logged[np.maximum(np.searchsorted(at, t, side="right") - 1, 0)]
            return np.asarray(np.where((t >= at[0]) & (t <= at[-1]), held, np.nan))
        if self.exact.gaps == "interpolate":
            return np.asarray(np.interp(t, self.at, self.logged))
        return np.asarray(self.logged[np.maximum(np.searchsorted(self.at, t, side="right") - 1, 0)])

    def told_until(self, end: int, of: str) -> int:
        return min(math.floor(self.beside[0][-1]) + 1, end) if of == "metric" and self.beside is not None else end

    def arcs(self, end: int) -> list[Arc]:
        turns = np.ceil(np.minimum(self.at, end))
        return arc_with(turns, 0, end, "" if self.exact.gaps == "interpolate" else HELD)

    def arcs_of(self, end: int, of: str) -> list[Arc]:
        if of != "metric" or self.beside is None:
            return super().arcs_of(end, of)
        at, logged = self.beside
        told = self.told_until(end, of) if at[0] <= 0 and np.isfinite(logged).all() else 0
        return [*arc_with(np.ceil(np.minimum(at, end)), 0, told, HELD), *unknown(told, end)]

    def remarks(self, end: int) -> Iterator[Remark]:
        return iter(self._remarks)

    def _remark(self, code: str, text: str) -> Remark:
        return Remark(code, INPUT, self.exact.family, "path", text)

    def _repeated(self, name: str, unit: str, count: int) -> Iterator[Remark]:
        """How often a step has several rates."""
        if count:
            rows, article = "1 row gives" if count == 1 else f"{count} rows give", "an" if unit == "epoch" else "a"
            text = f"{name}: {rows} {article} {unit} another LR than the row before: the last counts"
            yield self._remark("log-repeats", text)

    def _missing(self, name: str) -> Iterator[Remark]:
        """How much of the run the log does not tell."""
        slot, unit, at = self.scope.slot, self.run.moves, self.at
        if slot is None:
            return
        inside = len(np.unique(np.ceil(at[at <= slot - 1])))
        between = int(min(at[-1], slot - 1) - at[0]) + 1 > inside
        held = [f"before the first ({unit} {at[0]:.15g})"] if at[0] > 0 else []
        held += [f"after the last ({unit} {at[-1]:.15g})"] if at[-1] < slot - 1 else []
        done = ["interpolated between them"] if between and self.exact.gaps == "interpolate" else []
        held = ["between them", *held] if between and not done else held
        words = [*done, *([f"held {' and '.join(held)}"] if held else [])]
        if words:
            yield self._remark("log-sparse", f"{name} tells {inside} of {slot} {unit}s: the LR is {', '.join(words)}")


def placed(log: Log, run: Run) -> tuple[str, Array]:
    """The unit in which rows are placed on a run, and their ticks. ValueError when the run does not tell."""
    problem: ValueError | None = None
    for unit in log.places:
        try:
            return unit, log.ticks(run, unit)
        except ValueError as error:
            problem = problem or ValueError(f"{log.name} {error}")
    raise problem or ValueError(f"{log.name} is empty")
