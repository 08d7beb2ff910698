"""What a rule warns of and others ask too, so that a fault is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.profile import TINY
from lrcli.analysis.lint.roles import is_divisor, is_factor
from lrcli.schedules.around import Floor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

EARLY = 0.9
"""Share of the run: a schedule whose last change comes before that ends early."""
EARLY_LEVELS = 0.5
"""The same for one that goes from level to level: the last of three is often the longest."""
LATER = 10
"""Lengths of the run after which nobody looks for more pieces of a schedule."""


def done_at(case: Case) -> int:
    """The row at which the schedule has done all that it does once: it stays there, turns back, or has no rate."""
    return min(row for row in (case.settled, case.turning_row, case.limit) if row is not None)


def epochs(case: Case) -> int:
    """Epochs of a run whose steps in an epoch are known; one that was begun counts."""
    return -(-(case.run.rows or 0) // (case.run.steps_per_epoch or 1))


def length_counts_epochs(case: Case) -> bool:
    """Whether the schedule is as many steps long as the run has epochs, and moves every step."""
    per, length = case.run.steps_per_epoch, case.length
    if not per or per == 1 or case.run.moves != "step" or length is None:
        return False
    return length[0] <= epochs(case) <= length[1] and done_at(case) <= length[1] + 1


def usual_end(case: Case) -> float:
    """Share of the run at which the last change comes in schedules of this kind, at least."""
    levels = any(begins_late(case, phase.start) for phase in case.curve.phases(case.run.rows or 0))
    dated = case.exact is not None and case.exact.is_dated()
    return EARLY_LEVELS if levels or dated else EARLY


def settles_early(case: Case) -> bool:
    """Whether the last change comes long before the end, at a rate that the schedule has come down to."""
    row = case.settled
    if row >= case.rows - case.run.hold:  # it changes as long as it can, however few ticks there are
        return False
    if not row or row >= usual_end(case) * case.rows or ends_at_peak(case) or length_counts_epochs(case):
        return False
    if case.length is None and case.share(case.next_to_nothing, row) > 0.5:  # it fades away
        return False
    if any(isinstance(part, Floor) and 0 < part.low == case.final for part in case.parts):
        return False
    return not any(begins_late(case, joint.at) for joint in case.curve.joints(LATER * case.rows))


def begins_late(case: Case, row: int) -> bool:
    """Whether a part that begins in a row begins with the last change or later, before the schedule is over."""
    return case.settled <= row and (case.span is None or row < case.row(case.span))


def is_peak(case: Case, lr: float) -> bool:
    """Whether a rate is the highest of the run."""
    return lr >= case.peak * (1 - TINY)


def ends_at_peak(case: Case) -> bool:
    """Whether the last rate is the highest."""
    return is_peak(case, case.final)


def mostly_nothing(case: Case) -> bool:
    """Whether the rate is next to nothing for most of the run, and no other rule says why."""
    if case.share(case.next_to_nothing, case.rows) <= 0.5:
        return False
    return not (length_counts_epochs(case) or settles_early(case) or any(wrong_factors(case)))


def refuses_to_go_on(case: Case) -> bool:
    """Whether the schedule has no rate before the run is over, or when it is; not if its length counts epochs."""
    return case.limit is not None and case.limit <= (case.run.rows or 0) and not length_counts_epochs(case)


def wrong_factors(case: Case) -> Iterator[tuple[Schedule, Field, float]]:
    """Factors that make the LR larger where it was to become smaller: the part, the field, its value."""
    for part in case.leaves:
        for name, field in part.fields.items():
            value = getattr(part, name)
            if is_factor(field) and value is not None and (0 < value < 1 if is_divisor(field) else value >= 2):
                yield part, field, value
