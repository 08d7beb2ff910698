"""The phases of a curve that are told, and how many are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.schedules.marks import MOST_PHASES

if TYPE_CHECKING:
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


def seams_left(joints: list[Joint]) -> int | None:
    """How many seams come after those that are told: 0, or None for an unknown number."""
    return 0 if len(joints) < MOST_PHASES - 1 else None
