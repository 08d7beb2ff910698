"""What a log came from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.identify.logged import AFTER, BEFORE, FOUND
from lrcli.cells import Heading, cells, padded, wrapped
from lrcli.clock import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.identify.logged import Identified, Unknown

SHOWN_PHASES = 12


def report(record: Identified, width: int | None = None) -> Iterator[str]:
    """The lines of what was found in a log, or in a stage of it."""
    name = record.log if record.stage is None else f"stage {record.stage} of {record.log}"
    if record.spec is None:
        yield Heading(f"No schedule comes near {name}.")
        return
    yield from map(Heading, wrapped(record.spec, width, "    "))
    yield from wrapped(verdict(record, name), width)
    if record.phases:
        yield ""
        yield from _phases(record)
    if record.unknown:
        yield ""
        for each in record.unknown:
            yield from wrapped(f"Not known: {sentence(each, record)}.", width, "      ")
    if record.same:
        yield ""
        yield Heading("The same elsewhere (within 1e-9 of the peak)")
        for match in record.same:
            yield from wrapped(f"  {match.spec}", width, "      ")


def verdict(record: Identified, name: str) -> str:
    """Whether the schedule holds the log, in a sentence."""
    unit, count = record.run.row, record.rows
    on = f"on {record.run.rows} {unit}{'' if record.run.rows == 1 else 's'}"
    first = record.counted.first
    counted = f", number {first} in the log being {unit} 0" if first and not record.counted.held else ""
    counted = ", a row holding the rate of its epoch's end" if record.counted.held else counted
    if record.verdict == FOUND:
        every = "its one row" if count == 1 else f"each of its {count} rows"
        return f"holds {name} at {every} to the digits logged, {on}{counted}."
    return (
        f"is the nearest that was found, and does not hold {name}: it is {record.difference:.6g} off in row "
        f"{plain(record.at or 0)}, which has {record.rate:.6g} and may be off by {record.allowed:.2g}, {on}{counted}."
    )


def sentence(each: Unknown, record: Identified) -> str:
    """One thing that the log cannot tell."""
    unit = record.run.row
    if each.code == BEFORE:
        return f"what the LR was before {unit} {each.to + 1}, where {each.phase} begins: no row is logged there"
    if each.code == AFTER:
        return (
            f"where {each.phase} ends: the log stops before {unit} {each.to}, and another end on the same curve "
            "holds it as well"
        )
    if each.first is None or each.last is None:
        return f"where {each.phase} begins: anywhere from {unit} {each.from_} to {each.to} the rows are the same"
    between = f"{unit} {each.from_} (LR {each.first:.6g}) and {unit} {each.to} (LR {each.last:.6g})"
    return f"where {each.phase} begins: between {between} no row tells"


def _phases(record: Identified) -> Iterator[str]:
    """The phases with their ticks, the log's own numbers in them, and their rates."""
    unit = record.run.row
    shown = record.phases[:SHOWN_PHASES]
    rows = [("", f"{unit}s", "in the log", "LR")]
    for phase in shown:
        numbers = "no row" if phase.first_row is None else f"{plain(phase.first_row)} - {plain(phase.last_row or 0)}"
        rates = f"{phase.first:.6g}" + (f" to {phase.last:.6g}" if phase.last != phase.first else "")
        rows.append((phase.name, f"{phase.from_} - {phase.to}", numbers, rates))
    widths = [max(cells(row[column]) for row in rows) for column in range(3)]
    for index, row in enumerate(rows):
        line = "  ".join([*(padded(row[column], widths[column]) for column in range(3)), row[3]])
        yield Heading(f"  {line}".rstrip()) if not index else f"  {line}".rstrip()
    if len(record.phases) > SHOWN_PHASES:
        yield f"  ... {len(record.phases) - SHOWN_PHASES} more"
