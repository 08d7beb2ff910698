"""Curves of z in [0, 1] that several families share, and the blend that puts them between two rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli.schedules.base import Array


def half_cosine(z: Array) -> Array:
    """Half a cosine, 1 at z = 0 and exactly 0 at z = 1."""
    return 0.5 * (1 + np.cos(np.pi * z))


def blend(w: Array, start: float, end: float) -> Array:
    """`start` where w = 1, `end` where w = 0, both exactly; no cancellation between."""
    return start * w + end * (1 - w)


def whole_powers(base: float, n: Array | npt.NDArray[np.intp]) -> Array:
    """`base ** n` for whole n, each run of equal powers taken once by Python's own arithmetic.

    Vectorised power functions are off in the last digit (0.1 ** 2 as 0.01), and differently on each processor.
    """
    edges = np.flatnonzero(np.diff(n, prepend=np.nan))  # where a new power begins
    levels = [whole_power(base, exponent) for exponent in n[edges].tolist()]
    return np.repeat(np.array(levels, dtype=np.float64), np.diff(edges, append=len(n)))


def whole_power(base: float, exponent: float) -> float:
    """One power; infinite where it is too large for a float."""
    try:
        return float(base**exponent)
    except OverflowError:
        return float("inf")
