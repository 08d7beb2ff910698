"""Half cosines that rise again, as PyTorch's schedulers have them and those that are made after them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.arcs import MOST_ARCS, Arc, arc_with, arcs_between, rounds, unknown
from lrcli.schedules.phased import Phased

if TYPE_CHECKING:
    from lrcli._lazy import Ints

MOST_TURNS = 2000
"""Turns of a cosine that are looked at for one that cannot be made."""
MOST_ONCE = 2**14
"""Turns of a cosine that are told one after another; of more of them a period is told."""
MOST_TOLD = 2**20
"""Turns that are told one after another of a cosine whose argument does not grow."""
MOST_WAVES = 1000
"""Waves in which a cosine comes to a whole number of ticks, at most."""
MOST_PERIOD = 2**22
"""Ticks of these waves at most."""
NOISE = 4e-15
"""Share of the highest rate by which rounding moves a rate, for each turn that was passed: the argument grows."""
FLAT = 2**-27
"""An angle from a turn up to which the cosine is rounded to 1 or to -1."""


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
    """The arcs, before tick `end`, of a cosine that goes down in `half` ticks and up again in as many.

    Its argument is reduced to one wave before the cosine is taken, so that it does not grow.
    """
    half = abs(half)
    if half and half % 1 == 0:
        return rounds(0, end, 2 * int(half), (0, int(half)))
    return wave_arcs(0, half, 0, end, noise=0) if half else unknown(0, end)


def wave_arcs(origin: float, half: float, begin: int, end: int, noise: float = NOISE) -> list[Arc]:
    """The arcs from one tick to another of a cosine that turns at `origin` and each `half` ticks from there.

    The turns are told one by one, or by a period if they are very many and some waves are a whole number of ticks long.
    Each of them that was passed adds `noise`, and what the waves are off a whole number. Else they are told by phases.
    """
    if begin >= end:
        return []
    count = max((end - origin) / half, 0)
    if count <= MOST_ONCE:
        turns = turns_of(origin, half, count)
        return arcs_between(turns.tolist(), begin, end) if count <= MOST_ARCS else arc_with(turns, begin, end)
    for waves in range(1, MOST_WAVES + 1):
        exact = 2 * half * waves
        period = round(exact)
        if 1 < period <= MOST_PERIOD and abs(exact - period) <= 2**-50 * period:
            turns = (turns_of(origin, half, 2 * waves) - begin) % period
            limits = whole_turns(origin, half, begin, period)
            off = float(abs(2 * waves * Fraction(half) - period)) * math.pi / (4 * waves * half) if noise else 0
            return rounds(begin, end, period, sorted({0, *turns.tolist()}), noise=(noise + off) * count, limits=limits)
    off = noise * count
    if count <= MOST_TOLD and off * half <= math.pi / 100:  # rounding is little of what a tick makes
        return arc_with(turns_of(origin, half, count), begin, end, noise=off)
    step = 1 / (2 * Fraction(half))
    rule = Phased.of(step, -Fraction(origin) * step, (0, Fraction(1, 2)), NOISE * count / 2, end)
    return [Arc(begin, end, rule=rule)] if rule.is_quick(end) else unknown(begin, end)


def turns_of(origin: float, half: float, count: float) -> Ints:
    """The first tick after each of so many turns, or the one at it."""
    return np.ceil(origin + half * np.arange(math.ceil(count) + 2.0)).astype(np.int64)


def whole_turns(origin: float, half: float, begin: int, period: int) -> list[int]:
    """The turns in some ticks from one on, as ticks after it, at which a cosine surely is 1 or -1."""
    first = max(math.ceil((begin - origin) / half), 0)
    n = first + np.arange((period - 1) // half + 1)
    turns = origin + half * n
    ticks = np.rint(turns)
    off = np.abs(turns - ticks) * math.pi / half + 2 * NOISE * n
    found = ticks[(off < FLAT) & (ticks >= begin) & (ticks < begin + period)] - begin
    return [int(tick) for tick in found]
