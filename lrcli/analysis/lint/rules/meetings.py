"""Where the pieces of a schedule meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.pieces import round_starts
from lrcli.analysis.lint.predicates import JUMP
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.marks import Joint

HIGH = 0.01
"""Share of the peak: a jump between rates that are all lower does no harm."""


def jump(case: Case) -> Iterator[Finding]:
    """Pieces that do not meet."""
    for joint in meetings(case):
        if not jumps(case, joint) or drops_by_hand(case, joint):
            continue
        rising = joint.after > joint.before
        yield Finding(
            "jump",
            "",
            f"at {case.where(joint.at)} one piece arrives at {joint.before:.6g} "
            f"and the next begins at {joint.after:.6g}",
            "a sudden rise can undo what was learnt" if rising else "the way down between them is left out",
            mends(case, joint),
        )


def meetings(case: Case) -> Iterator[Joint]:
    """The joints, where a piece that held its rate to the end did not arrive at a rate to which it would rise there."""
    begin, move, rounds = 0, case.run.hold, rounds_of(case)
    for joint in case.joints:
        if joint.at in rounds:
            continue
        shown = joint
        if joint.best is None and joint.at - begin >= 2 * move and not jumps(case, joint):
            held, last = case.curve.gapped([joint.at - 2 * move, joint.at - move]).tolist()
            if held == last < joint.before:
                shown = joint._replace(before=last)
        yield shown
        begin = joint.at


def rounds_of(case: Case) -> set[int]:
    """The rows at which a repeat begins again: that it does is what it is for."""
    return {row for piece in case.pieces for row in round_starts(piece, case.rows)}


def jumps(case: Case, joint: Joint) -> bool:
    """Whether the rate changes a lot at once inside the run, and no metric asked for it."""
    high, low = max(joint.before, joint.after), min(joint.before, joint.after)
    inside = 0 < joint.at < case.rows
    slight = high < HIGH * case.peak or high <= JUMP * low
    return joint.best is None and inside and not slight


def drops_by_hand(case: Case, joint: Joint) -> bool:
    """Whether it is a step down from one level to another: stairs that were built by hand."""
    row, move = joint.at, case.run.hold
    around = np.clip([row - 2 * move, row - move, row, row + move], 0, case.rows - 1)
    return joint.after < joint.before and len(set(case.curve.gapped(around).tolist())) == 2


def mends(case: Case, joint: Joint) -> tuple[Mend, ...]:
    """What makes the two pieces meet."""
    warm_ups = [part for part in case.parts if isinstance(part, Warmup)]
    if any(part.shape == "constant" and case.row(part.length) == joint.at for part in warm_ups):
        return (Mend("--warmup-shape linear", flag="warmup-shape", value="linear"),)
    return (
        Mend(f"let the next begin at {joint.before:.6g}"),
        Mend(f"the one before arrive at {joint.after:.6g}"),
    )


RULES = (jump,)
