"""Where it is seen that a framework computes in float32.

There a rate takes the values of float32, tick by tick or for many ticks at once; and about where that begins and ends
it changes between the two. So it may turn at any tick, or change in leaps.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.float32 import SEEN, is_unseen, reciprocal, single
from lrcli.schedules.arcs import BLURRED, LEAPS, Arc, arc_with, arcs_between
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

ULP = 2.0**-24
"""Share of a number that rounding it to float32 may change."""
ROUNDINGS = 4
"""Times that a quotient of ticks is rounded: the ticks, the length, its reciprocal, the product."""


def arcs_of_powers(factor: float, start: float, length: float, begin: int, end: int, whole: bool = False) -> list[Arc]:
    """The arcs of a factor to the power of the share of a length that is over since a tick, from one tick to another.

    As `grown` has it: until it is seen what float32 makes of the factor it goes one way, where it surely is, in leaps.
    So it does where it changes by more from one value to the next than float32 may move it. `whole`: the power is the
    number of the lengths that are over, which no rounding changes.
    """
    if is_unseen(factor):
        return [each._replace(form=LEAPS if whole else "") for each in arcs_between((), begin, end)]
    shares = np.geomspace(1e-3, 1e12, 20_000)
    height, grows = powers(factor, shares), abs(math.log(factor))
    with np.errstate(all="ignore"):
        apart = np.expm1(abs(math.log1p((single(factor) - factor) / factor)) * shares)  # as shares of the height
        noise = np.expm1(grows * shares * (0 if whole else ROUNDINGS * ULP))
        room = SEEN * np.maximum(1, 1 / height)
        hidden, seen = apart + noise < 0.999 * room, apart - noise > 1.001 * room
        steep = grows / (1 if whole else length) > 4 * (apart + noise + ROUNDINGS * ULP)
    kinds = np.where(hidden, 1, np.where(seen | steep, 2, 0))
    at_once = np.flatnonzero(kinds[1:] * kinds[:-1] == 2)  # it changes between two of the shares
    kinds[at_once] = kinds[at_once + 1] = 0
    turns = np.flatnonzero(np.diff(kinds))
    ticks = [  # what is between belongs to what is not known
        math.floor(start + length * shares[turn] * (1 - ROUNDINGS * ULP)) - 1
        if kinds[turn + 1] == 0
        else math.ceil(start + length * shares[turn + 1] * (1 + ROUNDINGS * ULP)) + 1
        for turn in turns.tolist()
    ]
    edges = [begin, *(min(max(tick, begin), end) for tick in map(int, ticks)), end]
    arcs: list[Arc] = []
    for kind, (first, last) in zip([int(kinds[0]), *kinds[turns + 1].tolist()], pairwise(edges), strict=True):
        if first >= last:
            continue
        over = (np.array([first, last], dtype=np.float64) - start) / length
        if kind == 0:
            highest = float(powers(factor, np.floor(over) if whole else over).max())
            arcs.append(Arc(first, last, form=BLURRED, noise=1.1 * SEEN * max(1 / highest, 1)))
        elif whole:
            arcs.append(Arc(first, last, form=LEAPS))
        else:
            noise_at_end = math.expm1(min(grows * over[1] * ROUNDINGS * ULP, 1))
            arcs.append(Arc(first, last, form="" if kind == 1 else LEAPS, noise=0.0 if kind == 1 else noise_at_end))
    return arcs


def arcs_to_end(seen: float, start: float, length: float, begin: int, end: int) -> list[Arc]:
    """The arcs of a curve over a length, in which float32 may be seen from when a share of it is left to its end."""
    first = min(max(math.floor(start + length * (1 - min(seen, 1))) - 1, begin), end)
    last = min(max(math.ceil(start + length) + 1, first), end)
    blurred = arc_with((), first, last, BLURRED, 1.1 * SEEN)
    return [*arcs_between((), begin, first), *blurred, *arcs_between((), last, end)]


def seen_of_root(power: float, length: float, fused: bool = False) -> float:
    """The share of the time left from which on down float32 may be seen in a power below 1 of it."""
    off = off_by(length, 0 if fused else ULP / 2)
    return largest(power, lambda left: off + ULP * left)


def seen_of_cosine(power: float, length: float) -> float:
    """The same of a power of half a cosine: there are errors of the cosine, and of its argument."""
    argument = math.pi * off_by(length, ULP / 2) + abs(single(math.pi) - math.pi) + 2 * ULP
    height = largest(power, lambda height: ULP / 4 + argument * np.sqrt(height))
    return 2 * math.asin(min(math.sqrt(height), 1)) / math.pi


def off_by(length: float, product: float) -> float:
    """How far off a share of a length is at its end: by the length and its reciprocal, the ticks, the product."""
    return abs(reciprocal(length) * length - 1) + (ULP if length > 1 / ULP else 0) + product


def largest(power: float, off: Callable[[Array], Array]) -> float:
    """The largest of what is left whose power changes by what can be seen if it is off by so much; 0 for none."""
    left = np.geomspace(1e-15, 1, 20_000)
    with np.errstate(all="ignore"):
        low = np.maximum(left - off(left), 0)
        change = np.abs(left**power - low**power)
        found = np.flatnonzero(~(change < 0.9 * SEEN * np.maximum(left**power, 1)))
    return float(left[min(found[-1] + 1, len(left) - 1)]) if found.size else 0.0
