"""A rise and a fall again and again, of which too few rows are logged for the lines one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.identify.fits import misses
from lrcli.analysis.identify.pieces import Piece, two

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.identify.rows import Rows

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
    missed = misses([up_and_down(part.at, sizes[:, None].astype(np.float64))], wanted, weights, share)
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


def up_and_down(t: Array, size: Array | float) -> Array:
    """0 at tick 0, 1 after so many ticks, 0 again after as many, and so on."""
    return np.asarray(1 - np.abs(t / size % 2 - 1))
