"""A log of learning rates from a file: the rates, and where on a run they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.reading.columns import EPOCHS, RATES, RUNS, STEPS, first_column_called
from lrcli.reading.files import read_table
from lrcli.reading.tables import Series, Table, how_to_choose, in_a_line

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array

MOST_NAMES = 10  # columns or runs that a message names


class Log(NamedTuple):
    """Rates that were logged.

    name     the file, as errors call it
    rows     how many records it has; those without a rate, and those of other runs, give none to `rates`
    places   where the rates stand, by unit: "st" (steps) and "ep" (epochs), or else "" (one for each unit of a run)
    rates    in the order of the file
    remarks  what a user should know
    table    the table that they are from
    column   its column with the rates
    """

    name: str
    rows: int
    places: dict[str, Array]
    rates: Array
    remarks: list[str]
    table: Table
    column: str

    @property
    def precision(self) -> int | None:
        """The significant digits that the rates were written with; None where the file does not tell.

        They are counted when they are asked for: this takes a good part of the time that reading takes.
        """
        return self.table.precision(self.column)


def read_log(path: str, column: str | None = None, run: str | None = None) -> Log:
    """The rates that a file holds, of one run. ValueError when they can't be told, OSError when it can't be read."""
    table = read_table(path)
    remarks: list[str] = []
    if not column:
        column, remarks = rate_column(table)
    units = {"st": first_column_called(STEPS, table.columns), "ep": first_column_called(EPOCHS, table.columns)}
    index = {unit: name for unit, name in units.items() if name is not None and name != column}
    lr, *others = table.series([column, *index.values()])
    belongs = rows_of_run(table, run, len(lr.values))
    lr, *others = [Series(values[: len(belongs)], given[: len(belongs)]) for values, given in (lr, *others)]
    kept = lr.given & belongs
    if not kept.any():
        raise ValueError(f"{table.name} has no numbers in column {column}")
    wrong = kept & ~(np.isfinite(lr.values) & (lr.values >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(f"{table.place(first, column)}: {lr.values[first]:.6g} is no learning rate")
    places = {
        unit: series.values[kept]
        for (unit, name), series in zip(index.items(), others, strict=True)
        if places_every_row(table, name, series, kept, alone=len(index) == 1)
    }
    rates = lr.values[kept]
    places = places or {"": np.arange(len(rates), dtype=np.float64)}
    return Log(table.name, len(lr.values), places, rates, [*table.remarks, *remarks], table, column)


def places_every_row(table: Table, name: str, series: Series, kept: npt.NDArray[np.bool_], alone: bool) -> bool:
    """Whether a column places every row that is kept. ValueError when it does not and no other column could."""
    wrong = kept & ~(np.isfinite(series.values) & (series.values >= 0) & (series.values <= 1e15))
    if alone and wrong.any():
        first = int(np.argmax(wrong))
        cell = series.values[first]
        reason = f"{cell:.15g} is none" if series.given[first] else f"there is no {name}"
        raise ValueError(f"{table.place(first, name)}: {reason} to place the row by")
    return not wrong.any()


def rate_column(table: Table) -> tuple[str, list[str]]:
    """The column that holds learning rates, by its name, and what a user should know of the choice.

    ValueError when there is none, or one for each of several runs.
    """
    if len(table.columns) == 1:
        return table.columns[0], []
    for usual in RATES:
        columns = [name for name in table.columns if re.fullmatch(usual, name, re.IGNORECASE)]
        runs = [name for name in columns if " - " in name]
        if len(runs) > 1:
            names = in_a_line(runs, MOST_NAMES)
            raise ValueError(f"{table.name} holds several runs: {names}; {how_to_choose('column', runs[0])}")
        if columns:
            return columns[0], source_of(table, columns)
    problem = f"{table.name} has no column called lr or learning_rate: {table.its_columns()}"
    raise ValueError(f'{problem}; name one with column="NAME" (--column NAME)')


def source_of(table: Table, columns: list[str]) -> list[str]:
    """How the first of some columns is told from the others; nothing when it is the only one."""
    others = [name for name in dict.fromkeys(columns) if name != columns[0]]
    if not others:
        return []
    return [f"{table.name}: the LR is taken from column {columns[0]}, not from {in_a_line(others, MOST_NAMES)}"]


def rows_of_run(table: Table, run: str | None, count: int) -> npt.NDArray[np.bool_]:
    """Which of the first `count` rows belong to a run. ValueError when there are several and none is named.

    They are fewer where the last row breaks off before the column that tells runs apart.
    """
    column = first_column_called(RUNS, table.columns)
    if column is None:
        if run is not None:
            raise ValueError(f"{table.name} has no column that tells runs apart, such as {', '.join(RUNS[:3])}")
        return np.ones(count, dtype=np.bool_)
    (cells,) = table.cells([column])
    names = np.array([str(cell) for cell in cells][:count])
    runs = list(dict.fromkeys(names.tolist()))
    listed = in_a_line(runs, MOST_NAMES)
    if run is None and len(runs) > 1:
        advice = how_to_choose("only", runs[0])
        raise ValueError(f"{table.name} holds {len(runs)} runs in column {column}: {listed}; {advice}")
    if run is not None and run not in runs:
        raise ValueError(f"{table.name} has no run {run!r}: column {column} has {listed}")
    return np.ones(len(names), dtype=np.bool_) if run is None else names == run
