"""What a log came from: the schedule, where its phases stand in the log, and what the log cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.elsewhere import Match, elsewhere, framework_of
from lrcli.analysis.identify.rows import Rows
from lrcli.analysis.identify.search import Found, as_called, cost, identified, longest_number, nearest
from lrcli.analysis.records import MatchFact, RunFact, about_run
from lrcli.analysis.verify.compared_rows import Numbering, holding, numberings, tolerance_of
from lrcli.clock import Run
from lrcli.reading.precision import EXACT, FLOAT32

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.identify.pieces import Piece
    from lrcli.reading.logs import Log
    from lrcli.reading.precision import Precision

MANY = 12
"""Different rates that are not all short by chance: they were rounded."""
MOST_PHASES = 200
"""Phases that are told."""
PLAINER = 30
"""By how much plainer a text must be for which the rates were rounded after all."""
MOST_DIGITS = 6
"""Of a number that somebody wrote: with more a schedule is looked for elsewhere, too."""
HELD_ONCE = 40
"""What a first rate that one row has counts for, in letters of a text."""
FOUND, NEAREST, NOTHING = "found", "nearest", "nothing"
SEAM, BEFORE, AFTER = "seam", "before-the-log", "after-the-log"


class LoggedPhase(NamedTuple):
    """A phase: its ticks, both included, its rates, and the first and last number of the log in it, None for none."""

    name: str
    from_: int
    to: int
    first: float
    last: float
    first_row: float | None
    last_row: float | None
    rows: int


class Unknown(NamedTuple):
    """What the log cannot tell.

    code   seam: at which tick, of some, a phase begins; before-the-log: what was before its first row; after-the-log:
           where a line ends that the log breaks off
    phase  the phase that it is about
    from_  the first tick that it may be
    to     the last
    first  the rate that the phase begins with at the first; None where that says nothing
    last   and at the last
    """

    code: str
    phase: str
    from_: int
    to: int
    first: float | None = None
    last: float | None = None


class Identified(NamedTuple):
    """What a log came from.

    verdict     found: it holds all rows; nearest: it does not; nothing
    log         the file
    column      its column
    stage       which of its stages, from 1; None where it has one
    spec        the schedule
    run         on which it is
    counted     how the numbers of the log are ticks
    precision   how exactly the rates are written
    rows        how many rows were compared
    difference  how far the schedule is from a row at most
    allowed     by how much that row may be off
    at          the row: its number in the log
    rate        what is logged there
    phases      where they stand
    unknown     what the log cannot tell
    same        the same schedule elsewhere
    """

    verdict: str
    log: str
    column: str
    stage: int | None
    spec: str | None
    run: RunFact
    counted: Numbering
    precision: str
    rows: int
    difference: float | None = None
    allowed: float | None = None
    at: float | None = None
    rate: float | None = None
    phases: tuple[LoggedPhase, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    same: tuple[MatchFact, ...] = ()


class Reading(NamedTuple):
    """A log as it may be meant.

    rows       its rows at ticks
    run        the run
    known      whether the run's length is known; else it is that of the log
    numbering  how the numbers of the log are ticks
    numbers    the log's own numbers of the rows
    chosen     which rates of the log the rows are
    """

    rows: Rows
    run: Run
    known: bool
    numbering: Numbering
    numbers: Array
    chosen: Ints


def identify(log: Log, run: Run | None = None, first: int | None = None, stage: int | None = None) -> Identified:
    """What a log came from, or one stage of it. ValueError where its rows cannot be placed.

    As found is told what verify's comparison holds, and nothing else.
    """
    readings = list(read(log, run, first))
    rounded_too = [loose for each in readings if (loose := rounded(log, each))]
    different = len(np.unique(log.rates))
    short, held_long = bool(rounded_too) and different >= MANY, different < len(log.rates) / 3
    best = simplest_of(rounded_too if short else readings)
    if rounded_too and (not short or (best is None and held_long)):
        other = simplest_of(readings if short else rounded_too)
        if other and (best is None or strange(*other) + PLAINER < strange(*best)):
            best = other
    if best is None or longest_number(repr(best[1].schedule)) > MOST_DIGITS:
        other = first_called(rounded_too if short else [*readings, *rounded_too])
        best = other if best is None or (other and strange(*other) < strange(*best)) else best
    if best is None:
        reading = (rounded_too if short else readings)[0]
        near = nearest(reading.rows, reading.run, reading.known)
        return told(log, stage, reading, near, NEAREST if near else NOTHING)
    reading, found = best
    numbering = holding(found.placed.values, log, reading.run, first)
    if numbering is None:
        return told(log, stage, reading, found, NEAREST)
    alike = (each for each in (*readings, *rounded_too) if each.rows.exact == reading.rows.exact)
    reading = next((each for each in alike if each.numbering == numbering), reading)
    return told(log, stage, reading, found, FOUND)


def first_called(readings: list[Reading]) -> tuple[Reading, Found] | None:
    """The first reading that a framework's own call holds, and that; None where there is none."""
    return next(((each, found) for each in readings if (found := as_called(each.rows, each.run))), None)


def simplest_of(readings: list[Reading]) -> tuple[Reading, Found] | None:
    """The reading of which the simplest schedule holds all rows, and that; None where there is none."""
    found = [(each, result) for each in readings if (result := identified(each.rows, each.run, each.known))]
    found = [(each, result) for each, result in found if result.off <= 1]
    return min(found, key=lambda pair: strange(*pair), default=None)


def strange(reading: Reading, found: Found) -> int:
    """How little a schedule looks meant: by its text, and by a rate that is held for the first row alone."""
    if not found.chain:
        return cost(repr(found.schedule))
    first, *others = found.chain
    held = others and first.family == "constant" and np.searchsorted(reading.rows.at, others[0].begin) == 1
    return cost(repr(found.schedule)) + HELD_ONCE * bool(held)


def read(log: Log, run: Run | None, first: int | None) -> Iterator[Reading]:
    """The ways in which the rows of a log may be placed, the likeliest first. ValueError where there is none."""
    run = run or log.run
    known = run is not None and run.rows is not None
    basis = run or (Run(steps=1) if "st" in log.places else Run(epochs=1))
    for numbering, at in numberings(log, basis, first):
        if (at != np.rint(at)).any():
            raise ValueError(f"{log.name} counts epochs in parts: it needs --steps-per-epoch")
        order = np.argsort(at, kind="stable")
        last = np.append(np.diff(at[order]) > 0, True)  # of several rows for a tick the last counts
        chosen = order[last]
        exact = log.digits.kind in (EXACT, FLOAT32)
        rows = Rows(at[chosen], log.rates[chosen], within(log, log.digits)[chosen], exact)
        count = int(rows.at[-1]) + 1
        length = basis if known else basis.but(**{f"{basis.tick}s": count, **other_length(basis)})
        yield Reading(rows, length, known, numbering, log.places[numbering.unit][chosen], chosen)


def within(log: Log, digits: Precision) -> Array:
    """How far each rate may be off, as verify takes it."""
    return np.asarray(np.maximum(tolerance_of(log, digits), 1e-300))


def other_length(run: Run) -> dict[str, None]:
    """The length that a run must not have beside the one in its ticks."""
    return {"epochs": None} if run.tick == "step" else {"steps": None}


def rounded(log: Log, reading: Reading) -> Reading | None:
    """The same, with rates that were rounded after all; None where they do not look so."""
    loose = log.digits.loose()
    if loose is None:
        return None
    return reading._replace(rows=reading.rows._replace(within=within(log, loose)[reading.chosen], exact=False))


def told(log: Log, stage: int | None, reading: Reading, found: Found | None, verdict: str) -> Identified:
    """The record of what was found."""
    rows, run, numbering = reading.rows, reading.run, reading.numbering
    digits = log.digits if rows.exact else log.digits.loose() or log.digits
    count = len(rows.at)
    empty = Identified(verdict, log.name, log.column, stage, None, about_run(run), numbering, digits.kind, count)
    if found is None:
        return empty
    apart = np.abs(np.asarray(found.placed(rows.at)) - rows.rates)
    worst = int(np.argmax(apart / rows.within))
    same = framework_calls(log, run, numbering, found) if verdict == FOUND else []
    return empty._replace(
        spec=repr(found.schedule),
        difference=float(apart[worst]),
        allowed=float(rows.within[worst]),
        at=float(reading.numbers[worst]),
        rate=float(rows.rates[worst]),
        phases=tuple(phases(reading, found)),
        unknown=tuple(unknown(reading, found.chain)) if verdict == FOUND else (),
        same=tuple(MatchFact(repr(each.schedule), each.first, each.last) for each in same),
    )


def framework_calls(log: Log, run: Run, numbering: Numbering, found: Found) -> list[Match]:
    """The same schedule in the frameworks: those of which verify's comparison holds that they hold the log, too."""
    others = [each for each in elsewhere(found.placed, run) if framework_of(each.schedule)]
    return [each for each in others if holding(each.schedule.on(run).values, log, run, numbering.first)]


def phases(reading: Reading, found: Found) -> list[LoggedPhase]:
    """The phases of the schedule, and the rows of the log in each."""
    at, end = reading.rows.at, int(reading.rows.at[-1]) + 1
    parts = found.placed.phases(end)[:MOST_PHASES]
    result = []
    for part, stop in zip(parts, [*(part.start for part in parts[1:]), end], strict=True):
        first, last = np.searchsorted(at, [part.start, stop])
        numbers = reading.numbers[first:last]
        begin_rate, end_rate = found.placed([part.start, stop - 1]).tolist()
        begin, last_of = (float(numbers[0]), float(numbers[-1])) if len(numbers) else (None, None)
        result.append(
            LoggedPhase(part.name, part.start, stop - 1, begin_rate, end_rate, begin, last_of, int(last - first))
        )
    return result


def unknown(reading: Reading, chain: list[Piece]) -> Iterator[Unknown]:
    """What the log cannot tell."""
    at = reading.rows.at
    if not chain:
        return
    if len(chain) > 1 and chain[1].begin <= at[0]:
        yield Unknown(BEFORE, chain[1].family, 0, chain[1].begin - 1)
    ends = [*(piece.begin for piece in chain[1:]), int(at[-1]) + 1]
    for before, piece, end in zip(chain, chain[1:], ends[1:], strict=False):
        if piece.may is None or piece.may[0] == piece.may[1]:
            continue
        flat = before.family == piece.family == "constant"
        few = any(
            np.searchsorted(at, stop) - np.searchsorted(at, start) <= 1
            for start, stop in ((before.begin, piece.begin), (piece.begin, end))
        )
        if flat or few:
            yield Unknown(SEAM, piece.family, *piece.may, *(() if flat else piece.rates))
    last = chain[-1]
    gap = at[-1] - at[-2] if len(at) > 1 else 1.0
    if last.over and last.family in OPEN and last.start + last.over > at[-1] + gap and not reading.known:
        yield Unknown(AFTER, last.family, int(at[-1]) + 1, last.start + last.over)


OPEN = ("linear", "one_minus_sqrt")
"""Families of which a part does not tell where they end."""
