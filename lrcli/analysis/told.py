"""The phases of a curve that are told, and how many are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.schedules.marks import MOST_PHASES

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint, Phase


def told_phases(curve: Curve, rows: int) -> tuple[list[Phase], int | None]:
    """The phases in the first rows whose ends are known, and how many come after them; None for an unknown number."""
    phases = curve.phases(rows)
    if len(phases) < MOST_PHASES:
        return phases, 0
    count = curve.phase_count(rows)
    if count == len(phases):
        return phases, 0
    return phases[:-1], None if count is None else count - len(phases) + 1


def told_until(curves: Curves) -> int:
    """The row from which on phases of some curve are not told; the number of rows where all are."""
    each = zip(curves.curves, curves.lengths, strict=True)
    return min(
        curve.phases(rows)[-1].start if told_phases(curve, rows)[1] != 0 else curves.rows for curve, rows in each
    )


def seams_left(joints: list[Joint]) -> int | None:
    """How many seams come after those that are told: 0, or None for an unknown number."""
    return 0 if len(joints) < MOST_PHASES - 1 else None
