"""The search: the first hypothesis that explains every row within the log's own precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.verify.chains import begun_again, changed_again, scaled_too, then_changed
from lrcli.analysis.verify.compared_rows import Numbering, Rows, numberings, precisions, tolerance_of, without_void
from lrcli.analysis.verify.families import other_family
from lrcli.analysis.verify.fields import first_rows_off, other_numbers, other_rates, other_warmup
from lrcli.analysis.verify.found import Found
from lrcli.analysis.verify.meant import Meant, reacting
from lrcli.analysis.verify.pace import not_stepped, paced, scaled, shifted, slowed, stretched, unheld
from lrcli.analysis.verify.seams import lags, moved, seams
from lrcli.analysis.verify.totals import other_total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.reading.logs import Log
    from lrcli.reading.precision import Precision
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule

OK, DIFFERS = "ok", "differs"
FARTHER = range(-64, 65)
"""Steps by which a schedule may be ahead all the time."""
MANY = 12
"""Different rates that are not all short by chance."""


class Row(NamedTuple):
    """A row of the log: where it is in the file, the number it has there, its tick, what was meant and logged."""

    where: str
    number: float
    tick: int
    meant: float
    logged: float
    difference: float


class Counted(NamedTuple):
    """How the rows of the log are counted; `told` where the log itself says so, or the user."""

    unit: str
    first: int
    held: bool
    told: bool


class Verified(NamedTuple):
    """What a log was found to be, beside what was meant.

    verdict        ok or differs
    fault          what is wrong: one of FAULTS; None where nothing is
    alternatives   what the log cannot tell from that
    detail         the numbers of it
    rows           how many rows were compared
    first          the first row that differs; the largest difference
    counted        how the rows are counted
    precision      how exactly the rates are written, and how far a rate may be off, as a share of the highest
    """

    verdict: str
    fault: str | None
    alternatives: list[str]
    detail: dict[str, Any]
    rows: int
    off: int
    first: Row | None
    largest: Row | None
    counted: Counted
    precision: str
    tolerance: float
    schedule: str
    log: str
    column: str


class Searched(NamedTuple):
    """The record, and what is drawn: the ticks, what was logged and what was meant there."""

    record: Verified
    ticks: Array
    logged: Array
    meant: Array


def farther(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Ahead or behind by several steps all the time."""
    yield from shifted(meant, rows, sorted((each for each in FARTHER if each), key=abs))


def reaction(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A schedule that reacts to a metric by another rule."""
    if reacting(meant.given):
        yield from other_numbers(meant, rows)


GROUPS: tuple[tuple[Any, ...], ...] = (
    (not_stepped,),
    (scaled,),
    (farther,),
    (unheld, paced, slowed, other_total, stretched),
    (other_warmup,),
    (other_rates, other_numbers, other_family, seams),
    (lags, begun_again, changed_again),
    (first_rows_off,),
    (scaled_too, then_changed),
)
"""Hypotheses in order; those of one group are told together, since a log may not tell them apart."""


def verify(schedule: Schedule, run: Run, curve: Curve, log: Log, first: int | None = None) -> Searched:
    """What a log holds, beside what was meant on a run. ValueError where its rows cannot be placed there."""
    meant = Meant(schedule, run, curve)
    log = log if log.again else without_void(log)
    placed = numberings(log, run, first)
    for digits in () if log.again else precisions(log):  # a log that was rounded after all holds no fault in its digits
        for numbering, ticks in placed:
            rows = Rows(ticks, log.rates, tolerance_of(log, digits))
            if rows.held_by(meant):
                return answer(meant, log, digits, numbering, rows, [])
    for digits in precisions(log):
        tolerance = tolerance_of(log, digits)
        every = [(numbering, Rows(ticks, log.rates, tolerance)) for numbering, ticks in placed]
        if log.again:
            numbering, rows = every[0]
            stages = np.diff([0, *log.again, len(log.rates)]).tolist()
            found = Found("stages", {"rows": stages, "begins_again": [log.where(each) for each in log.again]})
            return answer(meant, log, digits, numbering, rows, [found])
        for numbering, rows in every:
            if shift := list(shifted(meant, rows)):
                return answer(meant, log, digits, numbering, rows, shift + _as_well(meant, rows, shift))
        short = digits.loose() is not None and len(set(log.rates.tolist())) >= MANY
        for group in GROUPS[:4] if short else GROUPS:
            for numbering, rows in every:
                if found_here := [each for hypothesis in group for each in hypothesis(meant, rows)]:
                    found_here += _as_well(meant, rows, found_here)
                    return answer(meant, log, digits, numbering, rows, found_here)
    numbering, rows = min(every, key=lambda each: -_agreeing(meant, each[1]))
    detail = {"as_meant_up_to_row": _agreeing(meant, rows)}
    return answer(meant, log, digits, numbering, rows, [Found("unexplained", detail)])


def _as_well(meant: Meant, rows: Rows, found: list[Found]) -> list[Found]:
    """What else explains the rows, of hypotheses that come later and are not richer."""
    faults = {each.fault for each in found}
    if "scaled" in faults:
        return [each for also in (farther, other_warmup) for each in also(meant, rows)]
    if faults == {"held"}:
        return [each for also in (other_numbers, seams, lags) for each in also(meant, rows)]
    if "shift" in faults and len(faults) == 1:
        return [each for also in (scaled, reaction, slowed, seams) for each in also(meant, rows)]
    if faults == {"not-stepped"}:
        others: tuple[Any, ...] = (reaction, slowed, other_total, other_warmup, other_family, farther, moved)
        if not rows.of(slice(0, 1)).near(meant(np.zeros(1))).all():  # a scheduler that was made sets its first rate
            others += (paced,)
        return [each for also in others for each in also(meant, rows)]
    if faults & {"stepped-times", "total"}:
        others = (other_warmup, other_rates, other_numbers, moved)
        lengths = {spot.field.name for spot in meant.lengths}
        also = [each for hypothesis in others for each in hypothesis(meant, rows)]
        return [each for each in also if each.detail.get("parameter") not in lengths]  # its length is its total
    return []


def _agreeing(meant: Meant, rows: Rows) -> int:
    near = rows.near(meant(rows.ticks))
    return len(near) if near.all() else int(np.argmin(near))


def answer(meant: Meant, log: Log, digits: Precision, numbering: Numbering, rows: Rows, found: list[Found]) -> Searched:
    """The record of what was found."""
    own = meant(rows.ticks)
    near = rows.near(own)
    off = np.flatnonzero(~near)
    apart = np.abs(rows.rates - own)
    largest = int(np.nanargmax(apart)) if np.isfinite(apart).any() else 0
    places = log.placed(meant.run, numbering.unit)

    def row(index: int) -> Row:
        pair = float(own[index]), float(rows.rates[index])
        return Row(log.where(index), float(places[index]), int(rows.ticks[index]), *pair, pair[1] - pair[0])

    faults = list(dict.fromkeys(each.fault for each in found))
    top = float(np.abs(log.rates).max(initial=0.0)) or 1.0
    record = Verified(
        DIFFERS if found else OK,
        faults[0] if faults else None,
        faults[1:],
        found[0].detail if found else {},
        len(rows.rates),
        len(off),
        row(int(off[0])) if len(off) and found else None,
        row(largest) if len(off) and found else None,
        Counted(*numbering),
        digits.kind,
        float(np.median(rows.tolerance)) / top,
        repr(meant.written),
        log.name,
        log.column,
    )
    return Searched(record, rows.ticks, rows.rates, own)
