"""Schedulers that rise again where nobody asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import longer, perhaps_epochs
from lrcli.analysis.lint.predicates import length_counts_epochs, refuses_to_go_on
from lrcli.clock import Duration, position_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case

SLIGHT = 0.01
"""Share of the peak: a rate that rises again by less does no harm."""


def rises_again(case: Case) -> Iterator[Finding]:
    """A scheduler that is not stopped where it was to end, and turns back."""
    row, unit = case.turning_row, case.run.tick
    if row is None or length_counts_epochs(case) or refuses_to_go_on(case):
        return
    if case.highest(row, case.rows) < SLIGHT * case.peak:
        return
    low = float(case.rates(row, row + 1)[0])
    yield Finding(
        "rises-again",
        "",
        f"it comes down to {low:.6g} at {case.where(row)} and then rises again, as it does when it is not stopped",
        f"the last {unit} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
        (
            *longer(case),
            Mend(f"hold it there: (...)[:{Duration(position_text(case.run, row))!r}]"),
            *perhaps_epochs(case),
        ),
    )


RULES = (rises_again,)
