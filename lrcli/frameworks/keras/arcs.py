"""The arcs of Keras' cosines with restarts: before float32 is seen, where it is in some steps, and where in all."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli.frameworks._kit.float32 import SEEN, compiled, first_steps, reciprocal, rounded
from lrcli.frameworks._kit.seen import ROUNDINGS, ULP, off_by
from lrcli.frameworks.keras.fading_shares import arcs_of_fading
from lrcli.frameworks.keras.leaps import Leaping, Waves
from lrcli.frameworks.keras.shares import arcs_of_shares
from lrcli.schedules.arcs import (
    BLURRED,
    LEAPS,
    MOST_BLURRED,
    MOST_TURNS,
    arc_with,
    arcs_between,
    between,
    first_ticks,
    unknown,
)
from lrcli.schedules.shapes import powers, powers_with_room

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc

MANY, ALL = 4, 64
"""So many lengths of a cycle after the start what float32 makes of the share that is over begins to be seen, or is seen
in most steps: then all have it.
"""

NOISY = 2.0**-21
"""Share of all cycles that get shorter and shorter that is left when float32 no longer counts them one by one."""
HIDDEN = 2.0**-55
"""Share of a number that is lost when it is added to it."""

MOST_SUMMED = 2**20
"""Cycles that are longer and longer of which each is added up by itself."""
MANY_CYCLES = 2**12
"""Cycles of one length after which a rate is told by its shares, which are fewer, and not cycle by cycle."""

LONG = 2**20
"""Ticks of a cycle from which on it is told where it is so flat that float32 is not seen."""


class Restarting(Waves, Protocol):
    """What is asked of cosines with restarts."""

    t_mul: float

    @property
    def grows_exactly(self) -> bool: ...
    def firsts(self, count: int, end: int) -> Ints: ...
    def expected(self, n: Array) -> Array: ...
    def cycles(self, n: Array) -> Array: ...


def arcs_of_restarts(of: Restarting, end: int) -> list[Arc]:
    """Float32 is not seen, then in some steps, then they all have it, until there is nothing left of the height.

    Of cycles that are shorter and shorter it makes nothing but noise in the end.
    """
    if (clear := clear_until(of, end)) < end:
        return [*arcs_of_restarts(of, clear), *unknown(clear, end)]
    seen = int(min(seen_from(of), end))
    gone = max(flat_from(of, end), seen)
    everywhere = int(min(max(everywhere_from(of), seen), gone))
    last = gone
    if of.growth == 1 and of.m_mul > 0:
        many = 0 if of.m_mul == 1 else float(of.expected(np.asarray([float(MANY_CYCLES)]))[0])
        last = int(min(max(everywhere, many), gone))
    count = restarts_by(of, max(last - 1, 0), MOST_TURNS + 1)
    if count > MOST_TURNS:
        return unknown(0, end)
    turns = of.firsts(count, last)
    late = arcs_of_shares(of.first_decay_steps, last, gone) if of.m_mul == 1 else arcs_of_fading(of, last, gone)
    early = np.arange(1.0, np.count_nonzero(turns < seen + 2) + 1)
    around = np.floor(of.expected(early)) + np.arange(-1.0, 3)[:, None]  # where the wave itself turns
    return [
        *arc_with(np.concatenate([turns, around.ravel().astype(np.int64)]), 0, seen),
        *blurred(of, turns, seen, everywhere),
        *leaping(of, turns, everywhere, last),
        *late,
        *arcs_between((), gone, end),
    ]


def blurred(of: Restarting, restarts: Ints, begin: int, end: int) -> list[Arc]:
    """The arcs where what float32 makes of a cycle is seen in some steps, from one tick to another."""
    restarts = restarts[restarts < end]
    if of.alpha < 0 or of.m_mul <= 0 or len(restarts) > MOST_BLURRED:
        return unknown(begin, end)
    turns = np.concatenate([restarts, *([] if of.growth == 1 else [beyond(of, restarts, end)])])
    once = max(math.floor(abs(math.log(2) / math.log(of.m_mul))), 1) if of.m_mul != 1 else len(restarts) + 1
    edges = [begin, *restarts[once - 1 :: once].tolist(), end]  # from one to the next the height halves or doubles
    arcs: list[Arc] = []
    for group, (first, last) in enumerate(pairwise(edges)):
        height = abs(1 - of.alpha) * float(powers(of.m_mul, np.asarray([float(group * once)]))[0])
        noise = (1.1 if of.m_mul <= 1 else 2.2) * SEEN * (height / (height + of.alpha) if height else 1)
        arcs += arc_with(turns, max(first, begin), last, BLURRED, noise)
    return cleared(of, arcs, restarts)


def cleared(of: Restarting, arcs: list[Arc], restarts: Ints) -> list[Arc]:
    """The same arcs, but plain ones about the restarts of long cycles: where a wave is flat float32 is not seen."""
    n = np.arange(len(restarts) + 1.0)
    n = n[of.expected(n + 1) - of.expected(n) > LONG]
    begin, end = of.expected(n), of.expected(n + 1)
    length = end - begin
    flat = np.where(end < 0.99 * ALL * length, np.clip(flat_share(of, n), 0, 0.5), 0)  # later all steps have float32's
    edges = np.stack([begin + flat * length, begin + (1 - flat) * length], axis=-1).ravel()
    edges = np.rint(np.concatenate([begin[:1], edges, end[-1:]]))
    turns = np.append(restarts, np.floor(begin) + np.arange(-1.0, 3)[:, None])
    found: list[Arc] = []
    for arc in arcs:
        for first, last in pairwise([arc.begin, *between(edges, arc.begin, arc.end).tolist(), arc.end]):
            plain = np.searchsorted(edges, first, side="right") % 2
            found += arc_with(turns, first, last) if plain else arc_with(arc.turns, first, last, BLURRED, arc.noise)
    return found


def flat_share(of: Restarting, n: Array) -> Array:
    """The share of cycles at their begin and at their end in which what float32 makes of shares is surely not seen.

    It moves the wave by no more than the slope tells. Where that is never seen it is half of a cycle.
    """
    begin, length = (n, np.ones_like(n)) if of.growth == 1 else of.cycles(n)
    begin_there, length_there = (begin, length) if of.growth == 1 else of.rounded_cycles(n)
    quotient = (begin + length) * off_by(of.first_decay_steps, 2 * ULP)
    off = (quotient + np.abs(begin_there - begin)) / length + np.abs(length_there / length - 1) + ROUNDINGS * ULP
    return np.asarray(np.arcsin(np.minimum(0.99 * SEEN / (np.pi / 2 * off), 1)) / np.pi - off)


def leaping(of: Restarting, restarts: Ints, begin: int, end: int) -> list[Arc]:
    """The arc where float32 has all steps, each of which is rounded, and its share of a cycle again."""
    turns = np.concatenate([restarts, *([] if of.growth == 1 else [beyond(of, restarts, end)])])
    lengths = end / of.first_decay_steps if of.growth == 1 else max(of.growth / (of.growth - 1), 1 / NOISY)
    told = of.m_mul > 0 and (of.growth == 1 or len(restarts) <= MOST_SUMMED)
    arcs = arc_with(turns, begin, end, LEAPS, math.pi * ULP * lengths)
    return [arc._replace(like=Leaping(of, restarts) if told else None) for arc in arcs]


def beyond(of: Restarting, restarts: Ints, end: int) -> Ints:
    """The first ticks of cycles whose share in float32 is not below 0, and those at which it is above 1."""
    begin, length = of.rounded_cycles(np.arange(len(restarts) + 1.0))
    above = (begin + length).astype(np.float32) * np.float32(1 - 2.0**-22)
    while (short := rounded(above - begin) <= length).any():
        above[short] = np.nextafter(above[short], np.float32(np.inf))
    quotients = np.concatenate([begin, above.astype(np.float64)])
    factor = reciprocal(of.first_decay_steps)
    found = first_steps(lambda t: compiled(t, of.first_decay_steps), quotients, quotients / factor, end)
    return np.clip(found, np.tile(np.append(0, restarts), 2), np.tile(np.append(restarts, end), 2))


def restarts_by(of: Restarting, tick: int, most: int) -> int:
    """The restarts up to a tick, as far as they are counted; none where float32 does not tell."""
    return int(np.clip(np.nan_to_num(of.number(np.asarray([float(tick)]))[0]), 0, most))


def seen_from(of: Restarting) -> float:
    """The tick from which on what float32 makes of a cycle may be seen; infinite for none."""
    n = np.arange(200.0)
    with np.errstate(all="ignore"):
        late = of.expected(n + 1) > 1.0001 * MANY * of.first_decay_steps * powers(of.t_mul, n)
    first = np.flatnonzero(late if of.grows_exactly else late | (n > 0))
    return max(math.floor(of.expected(n[first[:1]])[0]) - 1, 0) if first.size else math.inf


def clear_until(of: Restarting, end: int) -> int:
    """The tick up to which float32 counts one cycle after the other."""
    if of.growth >= 1:
        return end
    number = math.log(NOISY / (1 - of.growth)) / math.log(of.growth) if of.growth else 0
    return int(min(of.expected(np.asarray([max(number, 0.0)]))[0], end))


def everywhere_from(of: Restarting) -> float:
    """The tick from which on all steps surely have float32's share; infinite for none."""
    if of.growth == 1:
        return math.floor(ALL * of.first_decay_steps) + 2
    left = 1 - 1.001 * ALL * (of.t_mul - 1)  # begins of cycles come to 1 / (t_mul - 1) times their length
    if left <= 0:
        return math.inf
    number = math.ceil(-math.log(left) / math.log(of.t_mul)) + 1  # one later: float32 may count it too early
    return float(np.floor(of.expected(np.asarray([float(number)]))[0]))


def flat_from(of: Restarting, end: int) -> int:
    """The tick from which on nothing is left of the height, or nothing that alpha shows; `end` for none before."""
    if not 0 < abs(of.m_mul) < 1:
        return end
    room = powers_with_room(of.m_mul)
    if of.alpha:
        room = min(room, max(math.log(HIDDEN * abs(of.alpha) / (1 + abs(of.alpha))) / math.log(abs(of.m_mul)), 0))
    count = np.asarray([float(math.ceil(room))])
    if not (begin := of.expected(count)) < end:
        return end
    return int(first_ticks(of.number, of.number(np.zeros(1)) + count, begin, end)[0])
