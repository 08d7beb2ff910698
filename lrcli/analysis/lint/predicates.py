"""What a rule warns of and others ask too, so that a fault is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.length import brings
from lrcli.analysis.lint.profile import TINY
from lrcli.analysis.lint.roles import is_divisor, is_factor, is_warmup, main_of
from lrcli.schedules.around import Floor, Stepped
from lrcli.schedules.chain import Repeat
from lrcli.schedules.kinds import Rate
from lrcli.schedules.value import field_of_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.analysis.lint.pieces import Piece
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

HIGH_LR, HIGHEST_LR = 10, 100
"""A peak from which on it is noted that hardly anything trains, and one above which nothing does."""
EARLY = 0.9
"""Share of the run: a schedule whose last change comes before that ends early."""
EARLY_LEVELS = 0.5
"""The same for one that goes from level to level: the last of three is often the longest."""
JUMP = 2
"""The factor between two rates from which on they do not meet."""
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
    return EARLY_LEVELS if drops_from_level(case) and not ends_at_nothing(case) else EARLY


def ends_at_nothing(case: Case) -> bool:
    """Whether the last rate is too small to learn anything."""
    return case.final < TINY * case.peak


def drops_from_level(case: Case) -> bool:
    """Whether the last change is a drop from a rate that was held for more than an epoch, or more than a move."""
    move, epoch = case.run.hold, max(case.run.hold, case.epoch or 1)
    back = epoch if case.settled >= epoch + move else move
    if case.settled < back + move:
        return False
    held, last = case.curve.gapped([case.settled - 1 - back, case.settled - 1]).tolist()
    return bool(held == last)


def settles_early(case: Case) -> bool:
    """Whether the last change comes long before the end, at a rate that the schedule has come down to."""
    row = case.settled
    if row >= case.rows - case.run.hold:  # it changes as long as it can, however few ticks there are
        return False
    if not row or row >= usual_end(case) * case.rows or ends_at_peak(case) or length_counts_epochs(case):
        return False
    if case.length is None and case.share(case.next_to_nothing, row) > 0.5:  # it fades away
        return False
    if has_come_up(case):
        return False
    if any(joint.best is not None and joint.at == row for joint in case.joints):  # a metric asked for it
        return False
    return not goes_on(case)


def has_come_up(case: Case) -> bool:
    """Whether the last rate is one to which it rose, not one to which it fell or jumped."""
    back = case.run.hold
    if case.settled <= back:
        return False
    earlier, before = case.curve.gapped([case.settled - 1 - back, case.settled - 1]).tolist()
    return bool(earlier <= before < case.final)


def goes_on(case: Case) -> bool:
    """Whether it stays where it is because it was told to: a floor holds it, or a part that begins there or later.

    In a part that begins in the run nobody wants to train at nothing, and a floor is no length.
    """
    if rests(case):
        return True
    nothing = ends_at_nothing(case)
    floors = [part for part in case.parts if isinstance(part, Floor) and 0 < part.low == case.final]
    if floors and not nothing and case.length is None:
        return True
    begins = (joint.at for joint in case.curve.joints(LATER * case.rows) if begins_late(case, joint.at))
    return any(not nothing or row >= case.rows for row in begins)


def rests(case: Case) -> bool:
    """Whether the time after the end was asked for, as a part of the run that the schedule brings."""
    makers = [piece.maker for piece in case.last if piece.maker is not None and brings(piece.maker, case.run)]
    return any(getattr(maker, field_of_role(maker.fields, "cooldown") or "", 0) for maker in makers)


def has_last_piece(case: Case) -> bool:
    """Whether a piece that changes nothing more begins in the run, after all that changes."""
    rounds = any(isinstance(part, Repeat) for part in case.parts)
    return not rounds and any(case.settled <= joint.at < case.rows for joint in case.joints)


def ends_with_run(case: Case) -> bool:
    """Whether a shorter run ends just as early: a part of it fills whatever run there is."""
    return has_last_piece(case) or (is_stepped(case) and case.stated is None and case.fills)


def is_stepped(case: Case) -> bool:
    """Whether it is stepped several times an update, as accelerate does."""
    return any(isinstance(part, Stepped) for part in case.parts)


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
    """Whether the rate is next to nothing for half of the run or more, and no other rule says why."""
    if case.share(case.next_to_nothing, case.rows) < 0.5:
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
            if not is_factor(field) or not isinstance(value, int | float):  # weights of restarts are a list
                continue
            if 0 < value < 1 if is_divisor(field) else value >= 2:
                yield part, field, value


def raised_rates(part: Schedule) -> Iterator[tuple[str, float, float]]:
    """Second rates that are far above the main one and above all that trains: the name, the value, the main rate.

    A range test of LRs starts far below what trains, and a warm-up does not go up to 1.
    """
    name_of_main, main = main_of(part)
    if main < 1e-4:
        return
    for name, field in part.fields.items():
        value = getattr(part, name)
        second = isinstance(field.kind, Rate) and field.role and name not in (name_of_main, "lr")
        if second and value and value != field.default and value >= max(1, 10 * main):
            yield name, value, main


def unexplained_peak(case: Case) -> float:
    """The highest rate; 0 where another rule says why it is so high."""
    told = not case.sections.finite.all() or any(wrong_factors(case))
    return 0.0 if told or any(any(raised_rates(part)) for part in case.leaves) else case.peak


def warm_ups(case: Case) -> Iterator[tuple[Piece, str, Field]]:
    """Fields that hold the length of a warm-up, but for those that are ignored."""
    for piece in case.pieces:
        for name, field in piece.schedule.fields.items():
            if is_warmup(field) and getattr(piece.schedule, name) is not None and not ignored(case, piece, name):
                yield piece, name, field


def ignored(case: Case, piece: Piece, name: str) -> bool:
    """Whether a scheduler says that it ignores an argument."""
    return any(
        (remark.code, remark.part, remark.field) == ("ignored", piece.schedule.family, name) for remark in case.remarks
    )
