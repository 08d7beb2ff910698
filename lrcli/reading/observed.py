"""The metrics that a schedule reacts to: from its list, or from the file that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.marks import INPUT, Remark
from lrcli.schedules.reactive import Observations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.schedules.schedule import Schedule


def observations(schedule: Schedule, metrics: str | Sequence[float], column: str | None) -> Observations:
    """The metrics of a schedule, with what a user should know of how they were read. FieldError if they can't be."""
    if not isinstance(metrics, str):
        check_column(schedule, metrics, column)
        return Observations(np.array(metrics, dtype=np.float64))
    from lrcli.reading.metrics import metrics_of  # what reads files is loaded for files alone

    try:
        values, texts = metrics_of(metrics, column)
    except ValueError as error:
        raise schedule.refuse("metrics", str(error)) from None
    remarks = tuple(Remark("metric-read", INPUT, schedule.family, "metrics", text) for text in texts)
    return Observations(values, remarks=remarks)


def check_column(schedule: Schedule, metrics: object, column: str | None) -> None:
    """FieldError for a column of what is no file."""
    if column is not None and not isinstance(metrics, str):
        raise schedule.refuse("column", 'it names a column of a file of metrics: give metrics="FILE" (--metrics FILE)')
