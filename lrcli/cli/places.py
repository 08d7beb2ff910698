"""Positions in a run that a flag gives."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import Flag
from lrcli.cli.output import say
from lrcli.clock import plain, plain_decimal
from lrcli.positions import position_text, read_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.clock import Run
    from lrcli.positions import Position

AT = Flag(
    "at",
    "Positions, separated by commas: 30 (the run's unit), 30ep, 500st, 50%, first, last, end (just after the last). "
    "What when prints is read too.",
    metavar="WHERE,...",
    repeat=True,
)
MOST_NAMED = 5
"""Positions past the run that an error names after the first."""


def rows_at(run: Run, texts: Sequence[str], flag: str = "--at") -> list[int]:
    """The rows that positions name. A UsageFault tells all that are wrong; where a unit could be mistaken it is said.

    They are separated by commas, or as `when` prints them: by ends of lines and by tabs.
    """
    parts = parted(texts)
    places: list[Position] = []
    wrong: dict[str, list[str]] = {}
    for part in dict.fromkeys(parts):
        try:
            places.append(read_position(run, part))
        except ValueError as error:
            wrong.setdefault(str(error), []).append(part.strip() or "''")
    faults = [f"{flag} {', '.join(texts)}: {reason}" for reason, texts in wrong.items()]
    past = [place for place in places if place.past(run)]
    if past:
        faults.append(past_run(run, past, flag))
    if faults:
        raise UsageFault("; ".join(faults))
    told = next(filter(None, (as_read(run, place) for place in places)), "")
    if told:
        say(f"lrcli: {flag} {told}")
    rows = {place.text: place.row for place in places}
    return [rows[part.strip()] for part in parts]


def parted(texts: Sequence[str]) -> list[str]:
    """Each position by itself."""
    return [part for text in texts for part in re.split(r"\s*[\t\r\n]\s*|,", text.strip())]


def row_after(run: Run, text: str, flag: str) -> int:
    """The row of the run from which on something is looked for."""
    row, *others = rows_at(run, [text], flag)
    if others:
        raise UsageFault(f"{flag} {text}: give one position")
    if row == run.rows:
        raise UsageFault(f"{flag} {text}: there is no {run.tick} after the last, {position_text(run, row - 1)}")
    return row


def past_run(run: Run, past: Sequence[Position], flag: str) -> str:
    """That positions are past the run: what they were read as, and how long the run is in every unit it has."""
    first, *others = past
    unit, count = first.unit, plain_decimal(first.number)
    if first.bare and run.unit != run.tick:
        told = f"{unit} {count} ({flag} {first.text} counts {unit}s here{other_unit(run, first)})"
    else:
        counted = f"{unit} {count}" if unit in ("epoch", "step") else f"{run.tick} {first.row}"
        told = f"{flag} {first.text}: {counted}"
    also = ""
    if others:
        more = [place.text for place in others[:MOST_NAMED]]
        more += [f"{len(others) - MOST_NAMED} more"] if len(others) > MOST_NAMED else []
        also = f", and so {'is' if len(others) == 1 else 'are'} {', '.join(more)}"
    last = position_text(run, (run.rows or 0) - 1)
    return f"{told} is past the run, {length_text(run)}{also}; the last {run.tick} is {last}, end is just after it"


def as_read(run: Run, place: Position) -> str:
    """How a position was read, `30 is epoch 30, step 11730`; empty where it could not be mistaken."""
    if place.within:
        return f"{place.text} is within {run.tick} {place.row}"
    if not place.bare or not place.row or run.unit == run.tick:
        return ""
    count = plain_decimal(place.number)
    return f"{place.text} is {place.unit} {count}, {run.tick} {place.row}{other_unit(run, place)}"


def other_unit(run: Run, place: Position) -> str:
    """How to write a bare number that was meant in the unit of the rows, where there is such a row."""
    fits = not place.number % 1 and (run.rows is None or place.number < run.rows)
    return f"; {place.text}st is a {run.tick}" if fits else ""


def length_text(run: Run) -> str:
    """How long a run is, in every unit it has, its own first: `10 epochs, 1000 steps`."""
    rows = run.rows or 0
    counts = {run.tick: float(rows)}
    if run.steps_per_epoch:
        counts["epoch"] = float(run.epochs or Fraction(rows, run.steps_per_epoch))
    told = [
        f"{plain(count) if count.is_integer() else f'{count:.6g}'} {unit}{'' if count == 1 else 's'}"
        for unit, count in counts.items()
    ]
    return ", ".join(told if run.unit == run.tick else reversed(told))
