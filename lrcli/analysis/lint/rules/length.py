"""The length of a schedule, its dates among it, against that of the run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import IN_EPOCHS, Finding, Mend
from lrcli.analysis.lint.mends import FLOOR, a_run, length_for, longer, perhaps_epochs
from lrcli.analysis.lint.pieces import Piece, Stated, round_starts
from lrcli.analysis.lint.predicates import (
    EARLY_LEVELS,
    JUMP,
    LATER,
    done_at,
    ends_with_run,
    epochs,
    has_last_piece,
    is_stepped,
    length_counts_epochs,
    settles_early,
    usual_end,
)
from lrcli.analysis.lint.roles import dates_in
from lrcli.analysis.lint.tree import of_framework
from lrcli.clock import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case


def horizon(case: Case) -> Iterator[Finding]:
    """A length in epochs where the LR moves every step."""
    if not length_counts_epochs(case):
        return
    count, row = epochs(case), done_at(case)
    if case.limit is not None:
        then = "raises an error"
    else:
        then = f"stays at {case.final:.6g}" if case.turning_row is None else "rises and falls again and again"
    yield Finding(
        "horizon",
        "",
        f"it is over after {row} steps, the number of epochs, but the LR moves every step",
        f"after {row / (case.run.steps_per_epoch or 1):.3g} of {count} epochs it {then}",
        (IN_EPOCHS, *(longer(case) if case.from_framework else [Mend(f'its length in epochs, "{count}ep"')])),
    )


def ends_early(case: Case) -> Iterator[Finding]:
    """The last change long before the end, at a rate it has come down to."""
    if not settles_early(case):
        return
    row, least = case.settled, usual_end(case)
    levels = least == EARLY_LEVELS and not is_stepped(case)
    longer_ones = (Mend("a last piece above 0"), FLOOR) if has_last_piece(case) else longer(case)
    later = [Mend("later dates"), *([] if case.from_framework else [Mend("shares of the run as dates")])]
    yield Finding(
        "ends-early",
        "",
        f"it changes for the last time at {case.where(row)}, {100 * row / case.rows:.2g}% of the way "
        f"(at least {least:.0%} is usual)",
        f"the other {case.count(case.rows - row)} train at an LR of {case.final:.6g}",
        (
            *(later if levels else longer_ones),
            *([] if ends_with_run(case) else [a_run(case, row)]),
            *perhaps_epochs(case),
        ),
    )


def cut(case: Case) -> Iterator[Finding]:
    """A length of its own, cycles or dates, that the run does not get to."""
    ticks, late = case.run.ticks or 0, list(dates_past(case))
    never = first_change(case) if case.rows and case.flat and not late else None
    if never:
        yield Finding(
            "cut",
            "",
            f"its LR is {case.final:.6g} all the time: the first change comes at {case.where(never)}, after the run",
            "it never does what it is made for",
            (Mend("a longer run"), Mend("an earlier change"), *perhaps_epochs(case)),
        )
    elif case.length is not None and case.length[0] > ticks:
        yield too_long(case, case.length[0])
    elif restart := last_restart(case):
        yield after_restart(case, *restart)
    elif period := long_period(case):
        yield too_long(case, period.rows[0], period)
    for piece, name, past, count in late:
        shares = "earlier ones" if of_framework(piece.schedule) else f'shares of it as {name}, such as ["30%", "60%"]'
        yield Finding(
            "cut",
            piece.schedule.family,
            f"{some(len(past), count)} {name} of {piece.schedule.family} {'lies' if len(past) == 1 < count else 'lie'} "
            "past the run, "
            f"from {case.where(past[0])} on",
            f"what should change there never does: the last {case.run.tick} trains at {case.final:.6g}",
            (Mend("a longer run"), Mend(shares, field=name)),
        )


def too_long(case: Case, length: float, argument: Stated | None = None) -> Finding:
    """A length, or a cycle, that is longer than the run."""
    unit, stated = case.run.moves, argument or case.stated
    shorter: tuple[Mend, ...]
    if stated:
        name, part = stated.argument, stated.written[0].family
        whole = f", which makes it {plain(stated.whole())} {case.unit(stated.piece)}s long"
        whole = "" if stated.given in stated.ticks else whole
        saw = f"its {name} is {plain(stated.given)}{whole}, and {case.room(stated.piece)}"
        whole_run = Mend(f'{name}="100%"', field=name, value="100%")
        fit = length_for(case, stated) if of_framework(stated.piece.schedule) else whole_run
        shorter = (Mend(f"a smaller {name}", field=name) if fit is None else fit,)
    else:
        saw, part, shorter = (
            f"it is {length:.12g} {unit}s long, and the run has {case.run.ticks} {unit}s",
            "",
            longer(case),
        )
    return Finding(
        "cut",
        part,
        saw,
        f"training stops on the way, at an LR of {case.final:.6g}",
        (*shorter, Mend("make the run as long as it")),
    )


def long_period(case: Case) -> Stated | None:
    """A first cycle that is longer than the run, in which the LR falls."""
    for piece in case.last:
        schedule = piece.schedule
        for name, field in schedule.fields.items():
            if field.role == "period" and any(other.role == "growth" for other in schedule.fields.values()):
                period = Stated(piece, name, getattr(schedule, name), (getattr(schedule, name),) * 2)
                if period.rows[0] > case.rows and case.final < case.peak:
                    return period
    return None


def last_restart(case: Case) -> tuple[int, int | None] | None:
    """The row of the last restart, if the run ends before the LR has come down from it by half, and of the next one."""
    for piece in case.pieces:
        if piece.end < case.rows:
            continue
        starts = restarts(piece, case.rows)
        if not starts:
            continue
        before, row = case.rates(starts[-1] - 1, starts[-1] + 1).tolist()
        if row > JUMP * before and row / JUMP < case.final <= row:
            later = [start for start in restarts(piece, LATER * case.rows) if start >= case.rows]
            return starts[-1], later[0] if later else None
    return None


def restarts(piece: Piece, rows: int) -> list[int]:
    """The rows before some row at which cycles begin, the first left out."""
    starts = round_starts(piece, rows)
    if not starts and any(field.role == "growth" for field in piece.schedule.fields.values()):
        ends = max(int(piece.tick(rows - 1)) + 1, 1)
        starts = [int(piece.row(phase.start)) for phase in piece.curve.phases(ends)]
    return [start for start in starts if piece.begin < start < min(rows, piece.end)]


def after_restart(case: Case, row: int, following: int | None) -> Finding:
    """A run that ends soon after a restart."""
    ends = [a_run(case, row), *([] if following is None else [a_run(case, following)])]
    return Finding(
        "cut",
        "",
        f"it restarts at {case.where(row)}, and the run ends {case.count(case.rows - row)} later",
        f"the last {case.run.tick} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
        tuple(ends),
    )


def is_moving(case: Case) -> bool:
    """Whether the LR still moves at the end of the run: it may be about to arrive at a date just there."""
    last, before = case.rows - 1, case.rows - 1 - case.run.hold
    return before >= 0 and len(set(case.curve.gapped([before, last]).tolist())) == 2


def some(part: int, whole: int) -> str:
    """How many of how many, in words."""
    return "all" if part == whole else f"{part} of the {whole}"


def dates_past(case: Case) -> Iterator[tuple[Piece, str, list[int], int]]:
    """Lists of dates of which some lie past the run: the piece, the name, the rows of those, and how many in all."""
    for piece in case.pieces:
        for name, field in piece.schedule.fields.items():
            dates = dates_in(field, getattr(piece.schedule, name))
            rows = [row for row in map(piece.row, dates) if case.rows <= row < math.inf]
            if rows and rows[0] == case.rows and is_moving(case):
                rows = rows[1:]
            if rows and piece.end >= case.rows:
                yield piece, name, [int(row) for row in rows], len(dates)


def first_change(case: Case) -> int | None:
    """The row after a run in which nothing changes that brings a change; None when none comes for long."""
    if any(part.outside for part in case.leaves):  # what is past a log or a metric says nothing
        return None
    later = case.rows * 2 ** np.arange(1, 11)
    changed = np.flatnonzero(case.curve.gapped(later) != case.final)
    if not changed.size:
        return None
    same, other = case.rows - 1, int(later[changed[0]])
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (same, middle) if case.curve.gapped([middle])[0] != case.final else (middle, other)
    return other


RULES = (horizon, ends_early, cut)
