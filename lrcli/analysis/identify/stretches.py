"""A log in stretches, each as long as one shape holds."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.identify.fits import ROUNDED, SHAPES, Fit, held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.analysis.identify.rows import Rows

FEW = 20
"""Rows of a short log, which are told even where that takes almost as many numbers."""
MOST_NUMBERS = 0.7
"""Numbers for each row with which a way to split tells something of a log."""
MOST_MERGED = 24
"""Stretches that are merged at most."""
SURE = 2
"""Rows beyond its numbers with which a stretch is none by chance."""
FLAT = 3
"""Rows of one and the same rate that are a stretch by themselves."""


class Stretch(NamedTuple):
    """Rows that one shape holds, from one to another, the last excluded. Its neighbours may hold some of them, too."""

    begin: int
    end: int
    fit: Fit


def splits(rows: Rows, most: int | None = None) -> Iterator[list[Stretch]]:
    """Ways to split all rows into stretches, at most so many, the one with the fewest numbers first."""
    forward = walk(rows, False, most)
    if forward and all(each.end - each.begin - each.fit.cost > SURE for each in forward):
        yield grown(rows, forward)
        forward = []
    ways = [way for way in (forward, walk(rows, True, most)) if way]
    for way in sorted(ways, key=numbers):
        yield grown(rows, way)


def numbers(way: list[Stretch]) -> int:
    """How many numbers a way to split takes: those of its shapes, and where they meet.

    A constant rate after another takes its date alone: most are multiplied by one factor again and again.
    """
    flats = sum(a.fit.shape == b.fit.shape == "constant" for a, b in pairwise(way))
    return sum(each.fit.cost + 1 for each in way) - 1 - flats


def walk(rows: Rows, backward: bool, most: int | None = None) -> list[Stretch]:
    """Stretches one after another, each the longest from where the one before it ends; empty when they are too many.

    They are too many where their numbers are almost as many as the rows, or where there are more than `most`.
    """
    count = len(rows.at)
    found = list[Stretch]()
    flats = flat_ends(rows, backward)
    done = 0
    while done < count:
        if len(found) >= 3 and numbers(found) > min(MOST_NUMBERS * max(done, FEW), count):
            return []
        if len(found) == most:
            return []
        size, fit = longest(rows, done, backward, flats, found[-1].fit.shape if found else "")
        begin, end = (count - done - size, count - done) if backward else (done, done + size)
        found.append(Stretch(begin, end, fit))
        done += size
    if numbers(found) > min(MOST_NUMBERS * max(count, FEW), count + 1):
        return []
    return found[::-1] if backward else found


def flat_ends(rows: Rows, backward: bool) -> list[int]:
    """For each row, counted in the direction of the walk, how many from it on have its rate."""
    rates = rows.rates[::-1] if backward else rows.rates
    within = rows.within[::-1] if backward else rows.within
    changes = np.flatnonzero(np.abs(np.diff(rates)) > within[1:]) + 1
    ends = np.append(changes, len(rates))
    at = np.arange(len(rates))
    sizes: list[int] = (ends[np.searchsorted(changes, at, side="right")] - at).tolist()
    return sizes


def longest(rows: Rows, done: int, backward: bool, flats: list[int], before: str) -> tuple[int, Fit]:
    """The size of the best stretch after those that are done, and its shape.

    The best has the most rows beyond those that its numbers would explain in any case. The shape of the stretch before
    it is tried first: many come again and again.
    """
    count = len(rows.at)
    left = count - done

    def window(size: int) -> Rows:
        return rows.part(count - done - size, count - done) if backward else rows.part(done, done + size)

    best, best_size, gain = held("constant", window(1)), 1, 0
    flat = flats[done]
    straight = one_way(window(left), backward)
    for shape in sorted(SHAPES, key=lambda shape: shape not in ("constant", before)):
        cost = SHAPES[shape][1]
        if shape == "constant" and flat >= FLAT and rows.exact:
            fit = held(shape, window(flat))
            if fit:
                return flat, fit
        whole = left if shape == "cosine" else straight
        low, fit = half_by_half(shape, window, whole, gain + cost + 1)
        if fit is None:
            continue
        high = min(2 * low, whole + 1)
        while high - low > 1:
            middle = (low + high) // 2
            if further := held(shape, window(middle)):
                low, fit = middle, further
            else:
                high = middle
        best, best_size, gain = fit, low, low - cost
    if best is None:
        raise AssertionError("one row is constant")
    if gain == 0 and left > 1:  # two rows are a line, one by itself tells nothing
        fit = held("linear", window(2))
        if fit:
            return 2, fit
    return best_size, best


def one_way(rows: Rows, backward: bool) -> int:
    """How many rows in the direction of the walk go up alone, or down, but for what they may be off.

    No shape turns but a wave.
    """
    off = ROUNDED * rows.within
    low, high = rows.rates - off, rows.rates + off
    if backward:
        low, high = low[::-1], high[::-1]
    down, up = np.maximum.accumulate(low) > high, np.minimum.accumulate(high) < low
    both = np.logical_or.accumulate(down) & np.logical_or.accumulate(up)
    return int(np.argmax(both)) if both.any() else len(both)


def half_by_half(shape: str, window: Callable[[int], Rows], most: int, least: int) -> tuple[int, Fit | None]:
    """The first of a size, half of it, and so on that a shape holds, down to the least."""
    size = most
    while size > least:
        if fit := held(shape, window(size)):
            return size, fit
        size = size // 2 + 1
    return least, held(shape, window(least)) if least <= most else None


def grown(rows: Rows, way: list[Stretch]) -> list[Stretch]:
    """Stretches with the rows beyond their ends that they hold, too, without those that their neighbours hold."""
    way = merged(rows, way)
    result = list[Stretch]()
    for index, each in enumerate(way):
        begin, end = each.begin, each.end
        least = way[index - 1].begin if index else 0
        most = way[index + 1].end if index + 1 < len(way) else len(rows.at)
        with np.errstate(all="ignore"):
            while begin > least and rows.part(begin - 1, begin).off(each.fit.curve)[0] <= 2:
                begin -= 1
            while end < most and rows.part(end, end + 1).off(each.fit.curve)[0] <= 2:
                end += 1
        result.append(Stretch(begin, end, each.fit))
    kept = list[Stretch]()
    for index, each in enumerate(result):
        before = kept[-1].end if kept else 0
        after = result[index + 1].begin if index + 1 < len(result) else len(rows.at)
        if before < after or (not kept and each.begin < after):
            kept.append(each)
    return kept


def merged(rows: Rows, way: list[Stretch]) -> list[Stretch]:
    """Stretches, those next to one another as one where one of their shapes holds all of their rows."""
    if len(way) > MOST_MERGED:
        return way
    result = list[Stretch]()
    for each in way:
        result.append(each)
        for back in (3, 2):
            while len(result) >= back and (one := as_one(rows, result[-back:])):
                result[-back:] = [one]
    return result


def as_one(rows: Rows, parts: list[Stretch]) -> Stretch | None:
    """Neighbours as one stretch; None where none of their shapes holds all rows."""
    begin, end = parts[0].begin, parts[-1].end
    for shape in dict.fromkeys(each.fit.shape for each in parts if each.fit.cost > 2):
        if fit := held(shape, rows.part(begin, end)):
            return Stretch(begin, end, fit)
    return None
