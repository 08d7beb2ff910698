"""Positions where each curve is on a run of its own."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from lrcli.analysis.several import by_run
from lrcli.cli.output import say
from lrcli.cli.places import other_unit, parted, row_after, rows_at
from lrcli.clock import plain_decimal
from lrcli.positions import read_position, row_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli.analysis.curves import Curves
    from lrcli.clock import Run

    Rows = list[int | None]


def rows_of_each(curves: Curves, texts: list[str]) -> list[Rows]:
    """For each position the row that it names on the run of each curve; None where that run has no such row.

    A UsageFault says which position none of the runs has.
    """
    parts = by_run(curves)
    if len(parts) == 1:
        return [[row] * len(curves.columns) for row in rows_at(curves.run, texts)]
    lines = []
    for text in map(str.strip, parted(texts)):
        line = [row_or_none(part.run, text) for part in parts]
        if all(row is None for row in line):
            rows_at(max(parts, key=lambda part: part.rows).run, [text])  # says what is wrong with it
        lines.append(line)
    longest = max(parts, key=lambda part: part.rows).run
    told = next(filter(None, (as_read_of_each(longest, text) for text in parted(texts))), "")
    if told:
        say(f"lrcli: --at {told}")
    return lines


def as_read_of_each(run: Run, text: str) -> str:
    """How a position was read where each curve has it in another row; empty where it could not be mistaken."""
    try:
        place = read_position(run, text)
    except ValueError:
        return ""  # another run has it
    if not place.bare or not place.row or run.unit == run.tick:
        return ""
    return f"{place.text} is {place.unit} {plain_decimal(place.number)} of each run{other_unit(run, place)}"


def rows_after(parts: Sequence[Curves], text: str) -> list[int]:
    """The row of each run from which on something is looked for, past its end where it is over by then."""
    longest = max(parts, key=lambda part: part.rows).run
    told = as_read_of_each(longest, text) if len(parts) > 1 else ""
    try:
        places = [read_position(part.run, text) for part in parts]
    except ValueError:
        places = []
    if len(parts) == 1 or all(place.row >= part.rows for place, part in zip(places, parts, strict=False)):
        return [row_after(longest, text, "--after")] * len(parts)  # or it says what is wrong
    if told:
        say(f"lrcli: --after {told}")
    return [place.row for place in places]


def row_or_none(run: Run, text: str) -> int | None:
    """The row of a run that a position names; None for what is past its end, or no position on it."""
    try:
        row = row_at(run, text)
    except ValueError:
        return None
    return row if row <= (run.rows or 0) else None


def values_of_each(curves: Curves, lines: list[Rows]) -> Iterator[list[float | None]]:
    """The value of each curve in the rows of its own run; None where it has no such row."""
    parts = by_run(curves)
    for line in lines:
        yield [None if row is None else float(part.columns[0].at(row)) for part, row in zip(parts, line, strict=True)]


def with_ends(curves: Curves, texts: list[str]) -> Curves:
    """The curves; where a position is just after the last row of each run, all have a value there."""
    parts = by_run(curves)
    if len(parts) == 1:
        return curves
    lines = [[row_or_none(part.run, text) for part in parts] for text in parted(texts)]
    if curves.lengths[: len(parts)] not in lines:
        return curves
    result = copy(curves)
    result.columns = [column._replace(past=1) for column in curves.columns]
    return result


def rows_of_any(curves: Curves, texts: list[str]) -> list[int]:
    """The rows that positions name on the run of some curve, each once."""
    lines = rows_of_each(curves, texts)
    if len(by_run(curves)) == 1:
        return [line[0] for line in lines if line[0] is not None]
    return list(dict.fromkeys(row for line in lines for row in line if row is not None))
