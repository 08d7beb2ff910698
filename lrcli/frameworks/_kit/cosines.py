"""Half cosines that rise again, as PyTorch's schedulers have them and those that are made after them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.schedules.arcs import arcs_between, rounds, unknown

if TYPE_CHECKING:
    from lrcli.schedules.arcs import Arc

MOST_TURNS = 2000
"""Turns of a cosine that are looked at for one that cannot be made."""


def flat_at(half: float) -> int | None:
    """The tick after which a cosine is divided by 0: it is at its lowest there, and its clock is not at a turn.

    `half` is the length of the way down. None where there is no such tick.
    """
    for turn in range(1, MOST_TURNS if half % 1 else 0, 2):
        tick = round(turn * abs(half))
        if 1 + math.cos(math.pi * tick / half) == 0 and (tick - half) % (2 * half) != 0:
            return tick
    return None


def cosine_arcs(half: float, end: int) -> list[Arc]:
    """The arcs, before tick `end`, of a cosine that goes down in `half` ticks and up again in as many."""
    half = abs(half)
    if half and half % 1 == 0:
        return rounds(0, end, 2 * int(half), (0, int(half)))
    return arcs_between((), 0, end) if end < half else unknown(0, end)
