"""Positions on a run as they are written, and the rows that they name."""

from __future__ import annotations

import re
from decimal import Decimal

from lrcli._tuples import NamedTuple
from lrcli.clock import UNITS, Duration, Run, half_up


class Position(NamedTuple):
    """A place on a run as it was written, and the row that it names, which may be past the end.

    number  how many units from the start
    unit    "epoch", "step", "sample", "token" or "percent"; empty for a word
    bare    it has no unit of its own: it counts the run's
    within  it is inside the row, not where the row begins
    """

    text: str
    row: int
    number: Decimal = Decimal(0)
    unit: str = ""
    bare: bool = False
    within: bool = False

    def past(self, run: Run) -> bool:
        """Whether it counts to where the run is over. The words and percentages never do."""
        return self.unit not in ("", "percent") and run.rows is not None and self.row >= run.rows


def row_at(run: Run, text: str) -> int:
    """The row of a run that a position names. ValueError for what is past the run, or between two rows."""
    place = read_position(run, text)
    if place.past(run):
        raise ValueError(f"{text} is past the run, which has {run.rows} {run.tick}s")
    return place.row


def read_position(run: Run, text: str) -> Position:
    """The place on a run that a text names. ValueError where it names none, or lies between two rows."""
    text = text.strip()
    if (word := text.lower()) in ("first", "last", "end"):
        if run.rows is None and word != "first":
            raise ValueError(f"a run without an end has no {word} {run.tick}")
        rows = run.rows or 0
        return Position(text, {"first": 0, "last": rows - 1, "end": rows}[word])
    if re.match(r"[-+]", text):
        raise ValueError(f"positions count from the start, 0 and up; last is the last {run.tick}, end is just after it")
    if not re.match(r"\.?\d", text):
        raise ValueError("not a position such as 30, 30ep, 500st, 50%, first, last or end")
    duration = Duration(text)
    unit = UNITS[duration.unit] or run.unit
    exact = duration.ticks(run, run.rows)
    if run.rows is not None and unit == "percent":
        row = half_up(exact)
        return Position(text, row if duration.number == 100 else min(row, run.rows - 1), duration.number, unit)
    exact *= run.hold
    place = Position(text, int(exact), duration.number, unit, not duration.unit, exact.denominator != 1)
    if place.within and unit in ("epoch", "step") and not place.past(run):  # samples and tokens are never seen alone
        low, high = place.row, place.row + 1
        between = f"it lies between {run.tick}s {low} and {high}"
        raise ValueError(f"{between}: write {position_text(run, low)} or {position_text(run, high)}")
    return place


def position_text(run: Run, row: int) -> str:
    """A row as a position: `30`, or `500st` where rows are steps and a bare number counts epochs."""
    return "end" if row == run.rows else str(row) if run.tick == run.unit else f"{row}st"
