"""What is said where the pieces of a chain do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.seams import jumps
from lrcli.cli.output import say

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves


def tell_of_jumps(placed: Curves) -> None:
    """Say where the pieces of chains do not meet, once for each schedule."""
    for label, curve, rows in zip(placed.labels, placed.curves, placed.lengths, strict=True):
        found = jumps(curve, rows)
        if not found:
            continue
        first, more = found[0], len(found) - 1
        name = f"{label} " if len(placed.curves) > 1 else ""
        also = f", and at {more} more seam{'' if more == 1 else 's'}" if more else ""
        say(f"lrcli: {name}jumps from {first.before:.6g} to {first.after:.6g} at {placed.run.tick} {first.at}{also}")
