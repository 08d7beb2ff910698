"""Schedulers that rise again where nobody asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.case import rises_by_nature
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import longer, other_value, perhaps_epochs
from lrcli.analysis.lint.predicates import length_counts_epochs, refuses_to_go_on
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case

SLIGHT = 0.01
"""Share of the peak: a rate that rises again by less does no harm."""


def rises_again(case: Case) -> Iterator[Finding]:
    """A scheduler that is not stopped where it was to end, and turns back; or that turns back before it."""
    row, unit = case.turning_row, case.run.tick
    if row is None or length_counts_epochs(case) or refuses_to_go_on(case):
        return
    on_its_way = next(on_its_ways(case), None)
    if case.highest(row, case.rows) < SLIGHT * case.peak or (on_its_way and case.final < SLIGHT * case.peak):
        return
    low = float(case.rates(row, row + 1)[0])
    why = "as it does when it is not stopped" if on_its_way is None else "before it is over"
    yield Finding(
        "rises-again",
        "",
        f"it comes down to {low:.6g} at {case.where(row)} and then rises again, {why}",
        f"the last {unit} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
        (
            *(longer(case) if on_its_way is None else on_its_way),
            Mend(f"hold it there: (...)[:{bare(case, row)}]"),
            *perhaps_epochs(case),
        ),
    )


def bare(case: Case, row: int) -> str:
    """A row as a duration in the notation: a number in the run's unit, or steps that say so."""
    ticks = case.ticks(row)
    return str(ticks) if case.run.unit == case.run.moves else f'"{ticks}st"'


def on_its_ways(case: Case) -> Iterator[tuple[Mend, ...]]:
    """For each scheduler that turns back before its end the arguments that would keep it from that by default."""
    for piece, _ in case.lengths:
        schedule = piece.schedule
        if rises_by_nature(schedule):
            defaults = [
                other_value(name, field.show(field.default))
                for name, field in schedule.fields.items()
                if field.default not in (REQUIRED, None, getattr(schedule, name))
                and not rises_by_nature(schedule.replace(**{name: field.default}))
            ]
            yield tuple(defaults)


RULES = (rises_again,)
