"""A log of learning rates from a file: the rates, and where on a run they stand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.reading.columns import NO_RATES, columns_called
from lrcli.reading.files import read_table
from lrcli.reading.precision import LOOKED_AT, Precision, precision_of
from lrcli.reading.tables import Series, Table, how_to_choose, in_a_line

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.clock import Run

MOST_NAMES = 10  # columns or runs that a message names
FURTHEST = 1e15
UNIT_NAMES = {"st": "step", "ep": "epoch", "": "row"}


class Log(NamedTuple):
    """Rates that were logged.

    name      the file, as errors call it
    format    the format that it was read as
    column    the column, tag or key with the rates
    count     how many records it has; those without a rate, and those of other runs, give none to `rates`
    rows      for each rate the record that it stands in
    places    where the rates stand, as the log numbers them, by unit: "st" (steps) and "ep" (epochs), or else ""
              (one after another from 0)
    named     the columns that the places are from, by unit
    first     the number that the log gives to tick 0, by unit; None where its content does not tell
    held      whether the row of an epoch holds the rate of its end; None where its content does not tell
    rates     in the order of the file
    run       the run that the log itself tells of
    again     where among the rates the numbering begins again, as it does in a second stage
    within    where steps are numbered anew in each epoch: the epochs, from 0, and the numbers in them
    remarks   what a user should know
    table     the table that they are from
    """

    name: str
    format: str
    column: str
    count: int  # type: ignore[assignment]
    rows: npt.NDArray[np.intp]
    places: dict[str, Array]
    named: dict[str, str]
    first: dict[str, int | None]
    held: bool | None
    rates: Array
    run: Run | None
    again: tuple[int, ...]
    within: tuple[Array, Array] | None
    remarks: list[str]
    table: Table

    @property
    def digits(self) -> Precision:
        """How exactly the rates were written; looked at when it is asked for."""
        known = self.table.form.digits(self.table, self.column)
        return known or precision_of(self.table.texts(self.column, LOOKED_AT), self.rates)

    @property
    def precision(self) -> int | None:
        """The most significant digits that a rate is written with; None where the file does not tell."""
        return self.table.precision(self.column)

    def told(self) -> str:
        """In a line how it was understood."""
        digits, form = self.digits, self.table.form
        by = [f"by {self.named[unit]}" for unit in list(self.places)[:1] if unit in self.named] or ["one after another"]
        unit = "st" if "st" in self.first else next(iter(self.first))
        known = self.first.get(unit)
        counted = f"counted from {self.counts_from(unit)}"
        if known is None and self.named:
            counted += (
                f" (it does not tell: first={1 - form.assumed(unit)} if they count from {1 - form.assumed(unit)})"
            )
        parts = [f"{len(self.rates)} rates in {self.column}", *by, counted, digits.told()]
        return f"{self.name} is {form.title}: {', '.join(parts)}"

    def where(self, index: int) -> str:
        """Where the record of a rate is, as messages call it: line 12."""
        return self.table.where(int(self.rows[index]))

    def counts_from(self, unit: str) -> int:
        """The number of tick 0: as the log tells, else as most logs of its format count."""
        known = self.first.get(unit)
        return self.table.form.assumed(unit) if known is None else known

    def placed(self, run: Run, unit: str) -> Array:
        """Where the rates stand: where steps begin again in each epoch, by how many of them the run has."""
        if unit == "st" and self.within is not None and run.steps_per_epoch:
            epochs, inside = self.within
            return epochs * run.steps_per_epoch + inside
        return self.places[unit]

    def ticks(self, run: Run, unit: str, first: int | None = None, held: bool | None = None) -> Array:
        """The ticks of the rates on a run, with tick 0 at the number `first`. ValueError where the run does not tell.

        Fractional epochs are whole steps of a run that knows its steps in an epoch, and `first` then counts steps.
        """
        per = float(run.per(unit))
        start = self.counts_from(unit) if first is None else first
        places, held = self.placed(run, unit), self.held if held is None else held
        if unit == "ep" and (places != np.floor(places)).any():
            if per > 1:
                return np.asarray(np.rint(places * per) - (self.counts_from("st") if first is None else first))
            if self.table.form.whole_epochs:
                raise ValueError("has rows at parts of an epoch: it needs --steps-per-epoch")
            return np.asarray(places * per)
        return np.asarray((places - start + (unit == "ep" and bool(held))) * per)


def read_log(
    path: str, column: str | None = None, run: str | None = None, position: str | None = None, first: int | None = None
) -> Log:
    """The rates that a file holds, of one run. ValueError when they can't be told, OSError when it can't be read."""
    return log_in(read_table(path), column, run, position, first)


@lru_cache(maxsize=4)
def log_in(
    table: Table,
    column: str | None,
    run: str | None = None,
    position: str | None = None,
    first: int | None = None,
    any_number: bool = False,
) -> Log:
    """The rates that a table holds; of a column that is named, perhaps another quantity, which may be any number."""
    form, remarks = table.form, list[str]()
    refuse_settings(table, column, position)
    if not column:
        column, remarks = rate_column(table, run)
    numbering = columns_that_number(table, column, position)
    lr, *others = table.series([column, *numbering])
    belongs = rows_of_run(table, run, len(lr.values), lr.given, column)
    lr, *others = [Series(values[: len(belongs)], given[: len(belongs)]) for values, given in (lr, *others)]
    kept = lr.given & belongs
    if not kept.any():
        raise ValueError(f"{table.name} has no numbers in column {column}")
    wrong = kept & ~(np.isfinite(lr.values) & (lr.values >= 0))
    if wrong.any() and not any_number:
        at = int(np.argmax(wrong))
        raise ValueError(f"{table.place(at, column)}: {lr.values[at]:.6g} is no learning rate")
    named, places = placing(table, numbering, others, kept, position)
    rates = lr.values[kept]
    if run is not None and run.isdecimal() and not tells_runs(table, column) and not places:
        raise ValueError(f"{table.name} has one run: nothing numbers its rows")
    if not places:
        places = {"": np.arange(len(rates), dtype=np.float64)}
    within = None if position or len(places) < 2 else numbers_within(places["st"], places["ep"])
    if within is not None:
        per = steps_within(within[1])
        places["st"] = within[0] * per + within[1]
        text = f"{table.name}: {named['st']} begins again in each epoch: an epoch is taken to have {per:.12g} steps"
        remarks = [*remarks, f"{text} (--steps-per-epoch says how many)"]
    told = {unit: form.first(table, unit, where, rates) if first is None else first for unit, where in places.items()}
    if "st" not in places and "ep" in places and (places["ep"] != np.floor(places["ep"])).any():
        told["st"] = form.first(table, "st", places["ep"], rates) if first is None else first
    again = stages(next(iter(places.values())), rates)
    if run is not None and again and not tells_runs(table, column):
        part = stage_called(table, run, again, len(rates))
        kept, rates = np.isin(np.arange(len(kept)), np.flatnonzero(kept)[part]), rates[part]
        places = {unit: where[part] for unit, where in places.items()}
        told = {
            unit: form.first(table, unit, where, rates) if first is None else first for unit, where in places.items()
        }
        again = ()
    return Log(
        *(table.name, form.name, column, len(lr.values), np.flatnonzero(kept), places, named, told, form.held(table)),
        *(rates, form.run(table), again, within, [*table.remarks, *remarks], table),
    )


def refuse_settings(table: Table, column: str | None, position: str | None) -> None:
    """ValueError for a JSON object that is no row, where nothing was chosen of it: it has no step and no epoch."""
    numbered = columns_called(table.form.steps + table.form.epochs, table.columns)
    if table.beside.get("one") and not (column or position or numbered):
        problem = f"{table.name} is one JSON object without a step or an epoch, and no row of a log"
        raise ValueError(f"{problem}: a log is a list of objects, or one object a line")


def columns_that_number(table: Table, column: str, position: str | None) -> dict[str, str]:
    """The columns that may place rows, by name, with their units."""
    form = table.form
    if position:
        return {position: "ep" if position.lower() in form.epochs else "st"}
    found = [(name, "st") for name in columns_called(form.steps, table.columns)]
    found += [(name, "ep") for name in columns_called(form.epochs, table.columns)]
    return {name: unit for name, unit in found if name != column}


def placing(
    table: Table, numbering: dict[str, str], columns: list[Series], kept: npt.NDArray[np.bool_], position: str | None
) -> tuple[dict[str, str], dict[str, Array]]:
    """For each unit the first column that places every row that is kept, and where it does.

    A step is whole. ValueError where there are such columns, and none places all of the rows.
    """
    named: dict[str, str] = {}
    places: dict[str, Array] = {}
    for (name, unit), series in zip(numbering.items(), columns, strict=True):
        if unit in places or not series.given.any():
            continue
        at = series.values[kept]
        fine = np.isfinite(at) & (at >= 0) & (at <= FURTHEST)
        if fine.all() and (unit == "ep" or position or (at == np.floor(at)).all()):
            named[unit], places[unit] = name, at
        elif not fine.all() and len(numbering) == 1:
            wrong = kept.nonzero()[0][np.argmin(fine)]
            cell = series.values[wrong]
            reason = f"{cell:.15g} is none" if series.given[wrong] else f"there is no {name}"
            raise ValueError(f"{table.place(int(wrong), name)}: {reason} to place the row by")
    if position and not places:
        raise ValueError(f"{table.name} has no numbers in column {position} to place the rows by")
    return named, places


def numbers_within(steps: Array, epochs: Array) -> tuple[Array, Array] | None:
    """The epochs, from 0, and the steps in them, where steps fall back whenever a new epoch comes; else None."""
    falls, rises = np.diff(steps) < 0, np.diff(epochs) > 0
    if not falls.any() or (falls & ~rises).any() or (epochs != np.floor(epochs)).any() or (np.diff(epochs) < 0).any():
        return None
    return epochs - min(epochs[0], 1.0), steps


def steps_within(inside: Array) -> float:
    """How many steps an epoch has, by the numbers in one."""
    if inside.min() > 0:
        return float(inside.max())
    gaps = np.diff(inside)
    return float(inside.max() + (np.median(gaps[gaps > 0]) if (gaps > 0).any() else 1))


def stages(places: Array, rates: Array) -> tuple[int, ...]:
    """Where the numbering begins again, about where the log began.

    A run that was taken up again from a checkpoint falls back to a later number, or has the same rates once more.
    """
    falls = np.flatnonzero(np.diff(places) < 0) + 1
    if not len(falls):
        return ()
    near = places[0] + max(float(np.median(np.abs(np.diff(places)))), 0.0)
    found = []
    for at in falls[places[falls] <= near]:
        _, early, late = np.intersect1d(places[:at], places[at:], return_indices=True)
        if len(early) and not np.allclose(rates[:at][early], rates[at:][late], rtol=1e-6, atol=0):
            found.append(int(at))
    return tuple(found)


def rate_column(table: Table, run: str | None) -> tuple[str, list[str]]:
    """The column that holds learning rates, by its name, and what a user should know of the choice.

    ValueError when there is none, or there are several that differ.
    """
    if len(table.columns) == 1:
        return table.columns[0], []
    rates = [name for name in table.columns if not re.fullmatch(NO_RATES, name, re.IGNORECASE)]
    for usual in table.form.rates:
        columns = [name for name in rates if re.fullmatch(usual, name, re.IGNORECASE)]
        if run is not None and len(columns) > 1:
            columns = [name for name in columns if name.startswith(f"{run} - ")] or columns
        if len(set(columns)) > 1 and not all_alike(table, columns):
            several = "runs" if all(" - " in name for name in columns) else "learning rates"
            names = in_a_line(columns, MOST_NAMES)
            raise ValueError(f"{table.name} holds several {several}: {names}; {how_to_choose('column', columns[0])}")
        if columns:
            return columns[0], source_of(table, columns)
    problem = table.form.without_rates(table)
    if problem:
        raise ValueError(f"{table.name} {problem}")
    problem = f"{table.name} has no column called lr or learning_rate: {table.its_columns()}"
    raise ValueError(f'{problem}; name one with column="NAME" (--column NAME)')


def all_alike(table: Table, columns: list[str]) -> bool:
    """Whether columns hold the same numbers in each row, so that it does not matter which is taken."""
    first, *others = table.series(columns)
    return all(np.array_equal(first.values, other.values, equal_nan=True) for other in others)


def source_of(table: Table, columns: list[str]) -> list[str]:
    """How the first of some columns is told from the others; nothing when it is the only one."""
    others = [name for name in dict.fromkeys(columns) if name != columns[0]]
    if not others:
        return []
    return [f"{table.name}: the LR is taken from column {columns[0]}; {in_a_line(others, MOST_NAMES)} hold the same"]


def tells_runs(table: Table, column: str) -> bool:
    """Whether a column or the names of columns tell runs apart."""
    return bool(columns_called(table.form.runs, table.columns)) or " - " in column


def stage_called(table: Table, run: str, again: tuple[int, ...], count: int) -> slice:
    """The rates of one stage, by its number from 1. ValueError for any other name."""
    edges = [0, *again, count]
    if not run.isdecimal() or not 0 < int(run) < len(edges):
        raise ValueError(
            f"{table.name} has no run {run!r}: its steps begin again, so its runs are 1 to {len(again) + 1}"
        )
    return slice(edges[int(run) - 1], edges[int(run)])


def refuse_stages(log: Log, run: str | None) -> None:
    """ValueError for a log whose numbering begins again, where none of its stages is named."""
    if log.again and run is None:
        starts = ", ".join(log.where(at) for at in log.again[:MOST_NAMES])
        stages = f"{log.name} holds {len(log.again) + 1} runs, one after another: its numbers begin again at {starts}"
        raise ValueError(f"{stages}; {how_to_choose('run', '2')}")


def rows_of_run(
    table: Table, run: str | None, count: int, given: npt.NDArray[np.bool_], column: str
) -> npt.NDArray[np.bool_]:
    """Which of the first `count` rows belong to a run. ValueError when there are several and none is named.

    They are fewer where the last row breaks off before the column that tells runs apart.
    """
    name = next(iter(columns_called(table.form.runs, table.columns)), None)
    if name is None:
        if run is not None and not column.startswith(f"{run} - ") and not run.isdecimal():
            raise ValueError(f"{table.name} has no column that tells runs apart, such as run, run_id, run_name")
        return np.ones(count, dtype=np.bool_)
    (cells,) = table.cells([name])
    names = np.array([str(cell) for cell in cells][:count])
    runs = list(dict.fromkeys(names[given[: len(names)]].tolist())) or list(dict.fromkeys(names.tolist()))
    listed = in_a_line(runs, MOST_NAMES)
    if run is None and len(runs) > 1:
        advice = how_to_choose("run", runs[0])
        raise ValueError(f"{table.name} holds {len(runs)} runs in column {name}: {listed}; {advice}")
    if run is not None and run not in runs:
        raise ValueError(f"{table.name} has no run {run!r}: column {name} has {listed}")
    return np.ones(len(names), dtype=np.bool_) if run is None else names == run
