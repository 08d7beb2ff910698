"""Dividing a stretch until a formula goes one way in each part."""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli.language.turns.reaches import Reach


class Part(NamedTuple):
    """A part from one place to another, and what a formula reaches there."""

    begin: Any
    end: Any
    reach: Reach

    @property
    def way(self) -> int | None:
        """Which way the formula goes; None where that is not known."""
        return None if self.reach.leaps else self.reach.way


def divided(
    edges: Sequence[float], known: Callable[[Any, Any], Reach], least: float, asks: Iterator[int]
) -> list[Part]:
    """Parts between edges, in each of which a formula goes one way; none if it turns too often.

    Parts no longer than the least are not divided.
    """
    found: list[Part] = []
    for begin, end in pairwise(edges):
        parts = parts_between(begin, end, known, least, asks)
        if not parts:
            return []
        for _, alike in groupby(parts, key=lambda part: (part.way, part.reach if part.way == 0 else None)):
            found += joined(list(alike), known)
    return found


def joined(parts: list[Part], known: Callable[[Any, Any], Reach]) -> list[Part]:
    """Neighbours with the same way as one part, if the formula goes one way in all of them together."""
    if len(parts) == 1 or parts[0].way is None:
        return parts
    begin, end = parts[0].begin, parts[-1].end
    whole = Part(begin, end, known(begin, end))
    return parts if whole.way is None else [whole]


def parts_between(
    begin: float, end: float, known: Callable[[Any, Any], Reach], least: float, asks: Iterator[int]
) -> list[Part]:
    """The parts from one place to another; none if the formula turns too often."""
    found: list[Part] = []
    waiting = [(begin, end)]
    most = 2 * math.ceil(math.log2(max((end - begin) / least, 2)))  # where it turns one of two halves does not
    while waiting:
        first, last = waiting.pop()
        if next(asks, None) is None:
            return []
        part, small = Part(first, last, known(first, last)), last - first <= least
        if part.way is not None or small:
            found.append(part)
            most += not small
        elif not most:
            return []
        else:
            most -= 1
            middle = type(first)((first + last) / 2)
            waiting += [(middle, last), (first, middle)]
    return found
