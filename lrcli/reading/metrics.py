"""A metric from a file: the losses or scores that a run had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.reading.columns import EPOCHS, STEPS
from lrcli.reading.files import read_table
from lrcli.reading.tables import how_to_choose

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table


class MetricSeries(NamedTuple):
    """The values of a metric in the order of the rows, without empty cells, and what a user should know of them."""

    values: Array
    remarks: list[str]


def metrics_of(path: str, column: str | None = None) -> MetricSeries:
    """The metric that a file holds. ValueError when it can't be told, OSError when the file can't be read."""
    table = read_table(path)
    column = column or metric_column(table)
    (series,) = table.series([column])
    blanks, rows = int((~series.given).sum()), len(series.given)
    if blanks == rows:
        raise ValueError(f"{table.name} has no numbers in column {column}")
    remarks = list(table.remarks)
    if blanks:
        remarks.append(f"{blanks} of {rows} rows of {table.name} have no {column}: they are passed over")
    return MetricSeries(series.values[series.given], remarks)


def metric_column(table: Table) -> str:
    """The column that holds the metric: the only one beside those that number the rows. ValueError for several."""
    others = [name for name in table.columns if name.lower() not in STEPS + EPOCHS] or table.columns
    if len(others) > 1:
        advice = how_to_choose("column", others[-1])
        raise ValueError(f"{table.name} has several columns, {', '.join(others[:20])}: {advice}")
    return others[0]
