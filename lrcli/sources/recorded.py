"""A learning rate that was logged, as a schedule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.reading.columns import EPOCHS, STEPS
from lrcli.reading.tables import Series, choose, load
from lrcli.schedules.declare import REQUIRED, choice, field, text
from lrcli.schedules.kinds import File
from lrcli.schedules.marks import INPUT, Remark
from lrcli.schedules.schedule import NaturalRun, Placed, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from lrcli._lazy import Array
    from lrcli.reading.tables import Table
    from lrcli.schedules.scope import Scope

RUNS = ("run", "run_id", "run_name", "experiment", "trial")
USUAL = (  # names of a column with learning rates, the surest first
    r"lr|learning[ _-]?rate",
    r"(lr|learning[ _-]?rate)[-/ _.].*|.*[/ .:](lr|learning[ _-]?rate)",
    r"value",  # of a scalar that TensorBoard exported
)
LISTED = 10
NAMED = {"st": "step", "ep": "epoch", "": "row"}


class Recorded(Schedule, outside=True, dated=True):
    """A learning rate that was logged.

        lr(t) = the rate of the last row at or before t

    The file is CSV with a header, JSON lines, or a Hugging Face trainer_state.json; - is standard input. The column is
    the one named lr, learning_rate, lr-Adam, lr/pg0, train/learning_rate or alike, or the one that is given. Rows are
    placed by a column step or epoch (global_step, iteration ...), else they are one for each unit of the run. They may
    be in any order; of several for the same step the last counts. Where rows are missing the rate is held, or with
    gaps="interpolate" goes straight to the next one; before the first and after the last row it is held.

    Source: William Falcon et al., "PyTorch Lightning" (LearningRateMonitor), 2019.
    """

    path: str = field(File(), REQUIRED, "log: CSV, JSON lines or trainer_state.json", role="source")
    column: str | None = text(None, "column with the LR", metavar="NAME", shown="lr, learning_rate or alike")
    gaps: str = choice("hold", "what is done where rows are missing", "hold", "interpolate")
    only: str | None = text(None, "name of the run, where the log holds several", metavar="NAME")

    def log(self) -> Log:
        """What the file holds. FieldError when the rates can't be told."""
        try:
            return read(self.path, self.column, self.only)
        except ValueError as error:
            raise self.refuse("path", str(error), "together") from None

    def settle(self, scope: Scope) -> LogOnRun:
        return LogOnRun(self, scope, self.exact(scope))

    def natural_run(self) -> NaturalRun:
        unit, places = next(iter(self.log().places.items()))
        count = int(places.max()) + 1
        return NaturalRun(Run(steps=count) if unit == "st" else Run(epochs=count))


class LogOnRun(Placed):
    """The rows of a log on a run: the ticks at which they stand, ascending, and their rates."""

    exact: Recorded

    def __init__(self, given: Recorded, scope: Scope, exact: Recorded) -> None:
        super().__init__(given, scope, exact)
        log = exact.log()
        try:
            unit, ticks = placed(log, scope.run)
        except ValueError as error:
            raise exact.refuse("path", str(error), "together") from None
        at = log.places[unit] * ticks
        order = np.argsort(at, kind="stable")
        at, rates = at[order], log.rates[order]
        last = np.append(np.diff(at) > 0, True)  # of several rows for a step the last counts
        self.at, self.logged = at[last], rates[last]
        repeated = int((np.diff(rates) != 0)[~last[:-1]].sum())
        named = NAMED[unit]
        self._remarks = [
            *(self._remark("log-read", text) for text in log.told),
            *self._repeated(log.name, named, repeated),
            *self._missing(log.name),
        ]

    def values(self, t: Array, of: str = "lr") -> Array:
        if self.exact.gaps == "interpolate":
            return np.asarray(np.interp(t, self.at, self.logged))
        return np.asarray(self.logged[np.maximum(np.searchsorted(self.at, t, side="right") - 1, 0)])

    def remarks(self, end: int) -> Iterator[Remark]:
        return iter(self._remarks)

    def _remark(self, code: str, text: str) -> Remark:
        return Remark(code, INPUT, self.exact.family, "path", text)

    def _repeated(self, name: str, unit: str, count: int) -> Iterator[Remark]:
        """How often a step has several rates."""
        if count:
            text = f"{name}: {count} rows give a {unit} another LR than the row before: the last counts"
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


class Log(NamedTuple):
    """Rates and where they stand: by unit ("st", "ep", or "" for the run's own) the places of the rows."""

    name: str
    rates: Array
    places: dict[str, Array]
    told: list[str]


def read(path: str, column: str | None = None, only: str | None = None) -> Log:
    """The rates that a file holds. ValueError when they can't be told."""
    found = load(path)
    told: list[str] = []
    column = column or rate_column(found, told)
    by_unit = {unit: named(found, names) for unit, names in (("st", STEPS), ("ep", EPOCHS))}
    index = {unit: name for unit, name in by_unit.items() if name is not None and name != column}
    lr, *others = found.series([column, *index.values()])
    told = [*found.told, *told]
    kept = lr.given & rows_of_run(found, only, len(lr.values))
    if not kept.any():
        raise ValueError(f"{found.name} has no numbers in column {column}")
    wrong = kept & ~(np.isfinite(lr.values) & (lr.values >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(f"{found.place(first, column)}: {lr.values[first]:.6g} is no learning rate")
    places = {
        unit: series.values[kept]
        for (unit, name), series in zip(index.items(), others, strict=True)
        if tells_all(found, name, series, kept, lone=len(index) == 1)
    }
    rates = lr.values[kept]
    return Log(found.name, rates, places or {"": np.arange(len(rates), dtype=np.float64)}, told)


def tells_all(found: Table, name: str, series: Series, kept: Any, lone: bool) -> bool:
    """Whether a column places every row; one that is the only one to do so must."""
    wrong = kept & ~(np.isfinite(series.values) & (series.values >= 0) & (series.values <= 1e15))
    if lone and wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(f"{found.place(first, name)}: there is no {name} to place the row by")
    return not wrong.any()


def placed(log: Log, run: Run) -> tuple[str, float]:
    """The unit in which rows are placed on a run, and the ticks in one. ValueError when the run does not tell."""
    problem: ValueError | None = None
    for unit in log.places:
        try:
            return unit, float(run.per(unit))
        except ValueError as error:
            problem = problem or ValueError(f"{log.name} {error}")
    raise problem or ValueError(f"{log.name} is empty")


def named(found: Table, names: Sequence[str]) -> str | None:
    """The column with one of some names, the first of them that there is."""
    by_name = {column.lower(): column for column in reversed(found.columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def rate_column(found: Table, told: list[str]) -> str:
    """The column that holds learning rates, by its name. ValueError when none does, or those of several runs do."""
    if len(found.columns) == 1:
        return found.columns[0]
    for usual in USUAL:
        columns = [name for name in found.columns if re.fullmatch(usual, name, re.IGNORECASE)]
        runs = [name for name in columns if " - " in name]
        if len(runs) > 1:
            raise ValueError(f"{found.name} holds several runs: {listed(runs)}; {choose('column', runs[0])}")
        if columns:
            others = [name for name in dict.fromkeys(columns) if name != columns[0]]
            if others:
                told.append(f"{found.name}: the LR is taken from column {columns[0]}, not from {listed(others)}")
            elif columns[1:]:
                told.append(f"{found.name}: the LR is taken from the first of {len(columns)} columns {columns[0]}")
            return columns[0]
    problem = f"{found.name} has no column called lr or learning_rate: {found.listed()}"
    raise ValueError(f'{problem}; name one with column="NAME" (--column NAME)')


def rows_of_run(found: Table, only: str | None, count: int) -> Any:
    """Which rows belong to the run that is asked for. ValueError when there are several and none is named."""
    column = named(found, RUNS)
    if column is None:
        if only is not None:
            raise ValueError(f"{found.name} has no column that tells runs apart, such as {', '.join(RUNS[:3])}")
        return np.ones(count, dtype=np.bool_)
    (cells,) = found.cells([column])
    names = np.array([str(cell) for cell in cells][:count])
    runs = list(dict.fromkeys(names.tolist()))
    if only is None and len(runs) > 1:
        raise ValueError(
            f"{found.name} holds {len(runs)} runs in column {column}: {listed(runs)}; {choose('only', runs[0])}"
        )
    if only is not None and only not in runs:
        raise ValueError(f"{found.name} has no run {only!r}: column {column} has {listed(runs)}")
    return names == only if only is not None else np.ones(count, dtype=np.bool_)


def listed(names: list[str]) -> str:
    """Names in a line, not too many."""
    return ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
