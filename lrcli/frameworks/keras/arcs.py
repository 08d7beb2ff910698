"""The arcs of Keras' cosines with restarts: before float32 is seen, where it is in some steps, and where in all."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli.frameworks._kit.float32 import SEEN
from lrcli.frameworks._kit.seen import ULP
from lrcli.frameworks.keras.shares import arcs_of_shares
from lrcli.schedules.arcs import (
    BLURRED,
    LEAPS,
    MOST_BLURRED,
    MOST_TURNS,
    arc_with,
    arcs_between,
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


class Restarting(Protocol):
    """What is asked of cosines with restarts."""

    first_decay_steps: float
    t_mul: float
    m_mul: float
    alpha: float

    @property
    def growth(self) -> float: ...
    @property
    def grows_exactly(self) -> bool: ...
    def firsts(self, count: int, end: int) -> Ints: ...
    def expected(self, n: Array) -> Array: ...
    def number(self, t: Array) -> Array: ...
    def share(self, t: Array, n: Array) -> Array: ...


def arcs_of_restarts(of: Restarting, end: int) -> list[Arc]:
    """Float32 is not seen, then in some steps, then they all have it, until there is nothing left of the height."""
    seen = int(min(seen_from(of), end))
    gone = max(flat_from(of, end), seen)
    everywhere = min(max(math.floor(ALL * of.first_decay_steps) + 2, seen), gone) if of.growth == 1 else gone
    by_share = of.m_mul == 1 == of.growth
    last = everywhere if by_share else gone
    count = restarts_by(of, max(last - 1, 0), MOST_TURNS + 1)
    if count > MOST_TURNS:
        return unknown(0, end)
    turns = of.firsts(count, last)
    late = arcs_of_shares(of.first_decay_steps, last, gone) if by_share else leaping(of, turns, everywhere, gone)
    early = np.arange(1.0, np.count_nonzero(turns < seen + 2) + 1)
    around = np.floor(of.expected(early)) + np.arange(-1.0, 3)[:, None]  # where the wave itself turns
    return [
        *arc_with(np.concatenate([turns, around.ravel().astype(np.int64)]), 0, seen),
        *blurred(of, turns, seen, everywhere),
        *late,
        *arcs_between((), gone, end),
    ]


def blurred(of: Restarting, restarts: Ints, begin: int, end: int) -> list[Arc]:
    """The arcs where what float32 makes of a cycle is seen in some steps, from one tick to another."""
    restarts = restarts[restarts < end]
    if of.growth < 1 or of.alpha < 0 or of.m_mul <= 0 or len(restarts) > MOST_BLURRED:
        return unknown(begin, end)
    turns = np.concatenate([restarts, *([] if of.growth == 1 else [beyond(of, len(restarts), end)])])
    once = max(math.floor(abs(math.log(2) / math.log(of.m_mul))), 1) if of.m_mul != 1 else len(restarts) + 1
    edges = [begin, *restarts[once - 1 :: once].tolist(), end]  # from one to the next the height halves or doubles
    arcs: list[Arc] = []
    for group, (first, last) in enumerate(pairwise(edges)):
        height = abs(1 - of.alpha) * float(powers(of.m_mul, np.asarray([float(group * once)]))[0])
        noise = (1.1 if of.m_mul <= 1 else 2.2) * SEEN * (height / (height + of.alpha) if height else 1)
        arcs += arc_with(turns, max(first, begin), last, BLURRED, noise)
    return arcs


def leaping(of: Restarting, restarts: Ints, begin: int, end: int) -> list[Arc]:
    """The arc where float32 has all steps, each of which is rounded, and its share of a cycle again."""
    return arc_with(restarts, begin, end, LEAPS, math.pi * ULP * end / of.first_decay_steps)


def beyond(of: Restarting, restarts: int, end: int) -> Ints:
    """The first ticks of cycles whose share in float32 is not below 0, and those at which it is above 1."""

    def passed(t: Array) -> Array:
        n = of.number(t)
        share = of.share(t, n)
        return np.asarray(3 * n + (share >= 0) + (share > 1))

    n = np.arange(restarts + 1.0)
    numbers = 3 * (of.number(np.zeros(1)) + n)
    guesses = np.concatenate([of.expected(n), of.expected(n + 1)])
    return first_ticks(passed, np.concatenate([numbers + 1, numbers + 2]), guesses, end)


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


def flat_from(of: Restarting, end: int) -> int:
    """The tick from which on nothing is left of the height; `end` for none before."""
    if not 0 < abs(of.m_mul) < 1 or of.growth != 1:
        return end
    count = math.ceil(powers_with_room(of.m_mul))
    number = of.number(np.zeros(1)) + count
    return int(first_ticks(of.number, number, of.expected(np.asarray([float(count)])), end)[0])
