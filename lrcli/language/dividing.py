"""Dividing a stretch until a formula goes one way in each part."""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli.language.reaches import Reach

Place = TypeVar("Place", int, float)


def divided(
    edges: Sequence[Place], known: Callable[[Place, Place], Reach], least: Place, asks: Iterator[int]
) -> list[tuple[Place, int | None]]:
    """Where parts begin between edges, in which a formula goes one way, and which; none if it turns too often.

    Parts no longer than the least are not divided.
    """
    found: list[tuple[Place, int | None]] = []
    for begin, end in pairwise(edges):
        parts = parts_between(begin, end, known, least, asks)
        if not parts:
            return []
        for alike, several in groupby(parts, key=lambda part: part[2] and (part[2].way, part[2].way == 0 and part[2])):
            run = list(several)
            whole = len(run) > 1 and alike and known(run[0][0], run[-1][1])
            run = run[:1] if whole and goes_one_way(whole) else run
            found += [(first, reach and reach.way) for first, _, reach in run]
    return found


def parts_between(
    begin: Place, end: Place, known: Callable[[Place, Place], Reach], least: Place, asks: Iterator[int]
) -> list[tuple[Place, Place, Reach | None]]:
    """The parts from one place to another, each with what it reaches there if it goes one way."""
    found: list[tuple[Place, Place, Reach | None]] = []
    waiting = [(begin, end)]
    most = 2 * math.ceil(math.log2(max((end - begin) / least, 2)))  # where it turns one of two halves does not
    while waiting:
        first, last = waiting.pop()
        if next(asks, None) is None:
            return []
        reach, small = known(first, last), last - first <= least
        if goes_one_way(reach) or small:
            found.append((first, last, reach if goes_one_way(reach) else None))
            most += not small
        elif not most:
            return []
        else:
            most -= 1
            middle = type(first)((first + last) / 2)
            waiting += [(middle, last), (first, middle)]
    return found


def goes_one_way(reach: Reach) -> bool:
    """Whether it goes one way, without a leap."""
    return reach.way is not None and not reach.leaps
