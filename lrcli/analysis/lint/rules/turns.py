"""Schedulers that rise again where nobody asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.case import rises_by_nature
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import longer, other_value, perhaps_epochs
from lrcli.analysis.lint.predicates import length_counts_epochs, refuses_to_go_on
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.analysis.lint.pieces import Stated

HALF = 0.5
"""Share of the peak: a function that comes up to more at the end was to stop before."""
LOOKS = 17
"""Rows at which its way up is looked at."""
SLIGHT = 0.01
"""Share of the peak: a rate that rises again by less does no harm."""


def rises_again(case: Case) -> Iterator[Finding]:
    """A scheduler that is not stopped where it was to end, and turns back; or that turns back before it."""
    if case.turning is None:
        yield from comes_back(case)
    if case.turning is None or length_counts_epochs(case) or refuses_to_go_on(case):
        return
    row, length = case.turning
    end = int(min(length.piece.end, case.rows))
    last, top = float(case.rates(end - 1, end)[0]), case.highest(row, end)
    by_default = defaults(length) if rises_by_nature(length.piece.schedule) else None
    if (top if by_default is None else last) < SLIGHT * case.peak:
        return
    low = float(case.rates(row, row + 1)[0])
    why = "as it does when it is not stopped" if by_default is None else "before it is over"
    yield Finding(
        "rises-again",
        "" if by_default is None else length.piece.schedule.family,
        f"it comes down to {low:.6g} at {case.where(row)} and then rises again, {why}",
        f"the last {case.run.tick}{'' if end == case.rows else ' of it'} trains at an LR of {last:.6g}, "
        f"{last / case.peak:.0%} of the peak",
        (
            *(longer(case, length) if by_default is None else by_default),
            Mend(f"hold it there: (...)[:{bare(case, row)}]"),
            *perhaps_epochs(case),
        ),
    )


def comes_back(case: Case) -> Iterator[Finding]:
    """A function of the user's that comes down to nothing once, and then without a jump most of the way up again."""
    functions = [part for part in case.leaves if any(field.role == "source" for field in part.fields.values())]
    row = case.low_before_rise(0, case.rows) if functions and len(case.leaves) == 1 else None
    if row is None or case.final <= HALF * case.peak:
        return
    way = case.curve.gapped(np.linspace(row, case.rows - 1, LOOKS).astype(np.int64))
    if way[0] < SLIGHT * case.peak and (np.diff(way) > 0).all() and way[1] < HALF * case.peak:
        yield Finding(
            "rises-again",
            functions[0].family,
            f"it comes down to {way[0]:.6g} at {case.where(row)} and then rises again",
            f"the last {case.run.tick} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
            (*longer(case), Mend(f"hold it there: (...)[:{bare(case, row)}]")),
        )


def defaults(length: Stated) -> tuple[Mend, ...]:
    """The arguments that by default would keep a scheduler from turning back before its end."""
    schedule = length.piece.schedule
    return tuple(
        other_value(name, field.show(field.default))
        for name, field in schedule.fields.items()
        if field.default not in (REQUIRED, None, getattr(schedule, name))
        and not rises_by_nature(schedule.replace(**{name: field.default}))
    )


def bare(case: Case, row: int) -> str:
    """A row as a duration in the notation: a number in the run's unit, or steps that say so."""
    ticks = case.ticks(row)
    return str(ticks) if case.run.unit == case.run.moves else f'"{ticks}st"'


RULES = (rises_again,)
