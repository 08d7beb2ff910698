"""What comes again at even distances, found at once: one cycle after the other would take long, or too many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.identify.decimals import evenly, shortest
from lrcli.analysis.identify.fits import misses
from lrcli.analysis.identify.pieces import Piece, two
from lrcli.schedules.shapes import half_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.identify.rows import Rows

JUMP = 1e-3
"""Of the highest rate: a rise from one row to the next that is a restart."""
LEAST_STAIRS = 8
"""Changes of a rate that are looked at together: fewer are told one by one."""
LEAST_ROWS, LEAST_TURNS = 6, 2
"""Rows that tell of turns, and turns that tell of another."""
MOST_TRIED = 20_000
BEST = 3
"""Lengths that are tried, and those of them that are looked at."""


def triangles(rows: Rows) -> Iterator[list[Piece]]:
    """The first two lines of what goes up and down through all rows, the likeliest first."""
    moves = np.sign(np.diff(rows.rates))
    moves = moves[moves != 0]
    turns = int((moves[1:] != moves[:-1]).sum())
    if len(rows.at) < LEAST_ROWS or turns < LEAST_TURNS:
        return
    guess = float(rows.at[-1] - rows.at[0]) / turns
    sizes = np.arange(max(int(guess / 2), 1), int(2 * guess) + 2)[:MOST_TRIED]
    part = rows.only(rows.spread())
    weights = 1 / part.within
    share = weights**2 / (weights**2).sum()
    wanted = (part.rates - part.rates @ share) * weights
    curves = [up_and_down(part.at, sizes[:, None].astype(np.float64))]
    missed = misses(curves, wanted, weights, share)
    for size in sizes[np.argsort(missed)[:BEST]].tolist():

        def height(t: Array, size: int = size) -> Array:
            return 1 - up_and_down(t, size)

        ends = two(height, rows, ())
        if ends and 0 <= ends[0] < ends[1]:
            low, high = ends
            yield [
                Piece("linear", {"initial": low, "final": high, "length": size}, 0, 0, low, high, size),
                Piece("linear", {"initial": high, "final": low, "length": size}, size, size, high, low, size),
                Piece("linear", {"initial": low, "final": high, "length": size}, 2 * size, 2 * size, low, high, size),
            ]


def restarts(rows: Rows) -> Iterator[list[Piece]]:
    """The first two of the half cosines that all rows are, where each but the last is as long."""
    rises = np.flatnonzero(np.diff(rows.rates) > JUMP * float(rows.rates.max()))
    if len(rises) < LEAST_TURNS or (np.diff(rises) < 2).any():
        return
    for size in evenly([(int(rows.at[row]) + 1, int(rows.at[row + 1])) for row in rises], 0):

        def height(t: Array, size: int = size) -> Array:
            return np.asarray(half_cosine(1 - t % size / size))

        ends = two(height, rows, ())
        if ends and 0 <= ends[1] < ends[0]:
            given: dict[str, float | bool] = {"initial": ends[0], "final": ends[1], "length": size}
            yield [Piece("cosine", given, begin, begin, *ends, size) for begin in (0, size)]


def stairs(rows: Rows) -> Iterator[list[Piece]]:
    """The first three of many constant rates, each the one before it times a factor, at even distances."""
    falls = np.flatnonzero(np.diff(rows.rates))
    if not LEAST_STAIRS <= len(falls) <= len(rows.at) / 2 or rows.rates.min() <= 0:
        return
    low, high = rows.rates - rows.within, rows.rates + rows.within
    for size in evenly([(int(rows.at[row]) + 1, int(rows.at[row + 1])) for row in falls], 0):
        number = rows.at // size
        first = shortest(float(low[number == 0].max(initial=0)), float(high[number == 0].min(initial=np.inf)))
        if not first or not np.isfinite(first):
            continue
        later = number > 0
        slow = float((np.log(np.maximum(low[later], 1e-300) / first) / number[later]).max())
        fast = float((np.log(high[later] / first) / number[later]).min())
        factor = shortest(float(np.exp(slow)), float(np.exp(fast)))
        if factor:
            levels = [first, first * factor, first * factor**2]
            yield [
                Piece("constant", {"initial": level}, at, at, level, level, 0, (at, at))
                for at, level in zip((0, size, 2 * size), levels, strict=True)
            ]


def up_and_down(t: Array, size: Array | float) -> Array:
    """0 at tick 0, 1 after so many ticks, 0 again after as many, and so on."""
    return np.asarray(1 - np.abs(t / size % 2 - 1))
