"""The length of a schedule, its dates among it, against that of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import IN_EPOCHS, Finding, Mend
from lrcli.analysis.lint.mends import longer, perhaps_epochs
from lrcli.analysis.lint.predicates import (
    EARLY_LEVELS,
    done_at,
    epochs,
    length_counts_epochs,
    settles_early,
    usual_end,
)
from lrcli.analysis.lint.roles import dates_in
from lrcli.analysis.lint.tree import of_framework

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.schedule import Schedule


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
    later = [Mend("later dates"), *([] if case.from_framework else [Mend("shares of the run as dates")])]
    yield Finding(
        "ends-early",
        "",
        f"it changes for the last time at {case.where(row)}, {100 * row / case.rows:.2g}% of the way "
        f"(at least {least:.0%} is usual)",
        f"the other {case.count(case.rows - row)} train at an LR of {case.final:.6g}",
        (
            *(later if least == EARLY_LEVELS else longer(case)),
            Mend(f"a run of {case.count(row)}"),
            *perhaps_epochs(case),
        ),
    )


def cut(case: Case) -> Iterator[Finding]:
    """A length of its own, or dates, that the run does not get to."""
    ticks, length, unit = case.run.ticks or 0, case.length, case.run.moves
    if length is not None and length[0] > ticks:
        argument = case.length_argument
        long = f"its {argument[0]} is {argument[1]}" if argument else f"it is {length[0]} {unit}s long"
        yield Finding(
            "cut",
            "",
            f"{long}, and the run has {ticks} {unit}s",
            f"training stops on the way, at an LR of {case.final:.6g}",
            (*longer(case), Mend("make the run as long as it")),
        )
    late = [(part, *dates_late) for part in case.leaves for dates_late in dates_past(part, ticks)]
    for part, name, past, count in late:
        shares = "earlier ones" if of_framework(part) else f'shares of it as {name}, such as ["30%", "60%"]'
        yield Finding(
            "cut",
            part.family,
            f"{len(past)} of the {count} {name} of {part.family} lie past the run, "
            f"from {case.where(case.row(past[0]))} on",
            f"what should change there never does: the last {case.run.tick} trains at {case.final:.6g}",
            (Mend("a longer run"), Mend(shares, field=name)),
        )
    if not late and length is None and case.rows and case.flat and (row := first_change(case)):
        yield Finding(
            "cut",
            "",
            f"its LR is {case.final:.6g} all the time: the first change comes at {case.where(row)}, after the run",
            "it never does what it is made for",
            (Mend("a longer run"), Mend("an earlier change"), *perhaps_epochs(case)),
        )


def dates_past(part: Schedule, ticks: int) -> Iterator[tuple[str, list[float], int]]:
    """Lists of dates of which some lie past the run: name, those dates, and how many there are in all."""
    for name, field in part.fields.items():
        value = getattr(part, name)
        if past := [date for date in dates_in(field, value) if date >= ticks]:
            yield name, past, len(value)


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
