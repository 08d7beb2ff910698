"""Where the pieces of a chain do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.chain import Chain

if TYPE_CHECKING:
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint

SHARE = 0.01
"""Of the peak: what a seam jumps by less than this is no jump."""


def jumps(curve: Curve, rows: int) -> list[Joint]:
    """The seams of chains in a curve at which the rate jumps."""
    if not has_chain(curve):
        return []
    seams = [joint for joint in curve.joints(rows) if joint.chained and 0 < joint.at < rows]
    open_ones = [joint for joint in seams if joint.before != joint.after]
    if not open_ones:
        return []
    limit = SHARE * highest(curve, rows)
    return [joint for joint in open_ones if abs(joint.after - joint.before) > limit]


def has_chain(curve: Curve) -> bool:
    """Whether a chain is in a curve."""
    return isinstance(curve, Chain) or any(has_chain(inner) for inner in curve.inner())


def highest(curve: Curve, rows: int) -> float:
    """The highest rate where pieces and phases begin and end."""
    starts = [phase.start for phase in curve.phases(rows)]
    at = np.array([0, rows - 1, *starts, *(start - 1 for start in starts if start)])
    return float(np.nanmax(curve.gapped(np.unique(np.clip(at, 0, rows - 1))), initial=0))
