"""The sum of a function at very many whole numbers, from its values at a few of them.

Between its turns a rate is smooth, so a polynomial through a few of its values has the same sum. That it has is seen:
a stretch is split, and where the sums of its parts come to another sum they are split again, down to stretches that are
added up value by value.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

KNOTS = 17
"""Values of a stretch that the polynomial goes through."""
LEAST = 256
"""Numbers in the shortest stretch that a polynomial stands for."""
LATTICE = 4_096
"""Numbers up to which the sums of the polynomials are added up themselves."""
CLOSE = 2e-13
"""Share of a stretch's sum, or of its part of the whole, by which two ways to compute it may differ."""
SPLIT = 0.43
"""Where a stretch is split: not in its middle, about which a curve may be symmetrical."""
AT_ONCE = 2**18
"""Values that are computed in one call at most."""


def smooth_sum(values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int) -> float:
    """The sum of a function over stretches of whole numbers in each of which it is smooth but for kinks.

    Stretches of at most `leaf` numbers are added up value by value.
    """
    sums = sums_of(values, begins, sizes, leaf)
    whole, count = float(np.abs(sums).sum()), max(int(sizes.sum()), 1)
    done = sums[sizes <= leaf].tolist()
    long = sizes > leaf
    begins, sums, sizes = begins[long], sums[long], sizes[long]
    while begins.size:
        ahead = (sizes * SPLIT).astype(np.int64)
        part_begins = np.stack([begins, begins + ahead], axis=-1).ravel()
        part_sizes = np.stack([ahead, sizes - ahead], axis=-1).ravel()
        parts = sums_of(values, part_begins, part_sizes, leaf)
        both = parts.reshape(-1, 2).sum(axis=-1)
        same = np.abs(both - sums) <= CLOSE * np.maximum(whole * sizes / count, np.abs(both))
        done += both[same].tolist()
        again = np.repeat(~same, 2)
        done += parts[again & (part_sizes <= leaf)].tolist()
        again &= part_sizes > leaf
        begins, sums, sizes = part_begins[again], parts[again], part_sizes[again]
    return math.fsum(done)


def sums_of(values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int) -> Array:
    """The sum over each stretch: of the polynomial through some of its values, or of all of them if they are few."""
    sums = np.zeros(len(begins))
    short, long = np.flatnonzero(sizes <= max(leaf, LEAST)), np.flatnonzero(sizes > max(leaf, LEAST))
    together = max(AT_ONCE // max(leaf, LEAST), 1)
    for first in range(0, len(short), together):
        these = short[first : first + together]
        these = these[sizes[these] > 0]
        if these.size:
            cuts = np.cumsum(sizes[these]) - sizes[these]
            numbers = np.arange(int(sizes[these].sum())) + np.repeat(begins[these] - cuts, sizes[these])
            sums[these] = np.add.reduceat(values(numbers), cuts)
    together = AT_ONCE // KNOTS
    for first in range(0, len(long), together):
        these = long[first : first + together]
        places = np.rint((sizes[these, None] - 1) * (1 - np.cos(np.pi * np.arange(KNOTS) / (KNOTS - 1))) / 2)
        places = places.astype(np.int64)
        rates = values((begins[these, None] + places).ravel()).reshape(places.shape)
        sums[these] = (rates * weights(places, sizes[these])).sum(axis=-1)
    return sums


def weights(places: Ints, sizes: Ints) -> Array:
    """The weights with which values at places in stretches of some sizes add up to the sums over these stretches."""
    known, which = np.unique(sizes, return_inverse=True)
    sums = np.array([legendre_sums(size) for size in known.tolist()])[which]
    at = np.polynomial.legendre.legvander((2 * places + 1) / sizes[:, None] - 1, KNOTS - 1)
    return np.asarray(np.linalg.solve(at.swapaxes(1, 2), sums[:, :, None])[:, :, 0])


@lru_cache(maxsize=4096)
def legendre_sums(size: int) -> tuple[float, ...]:
    """The sum of each Legendre polynomial over so many numbers, spread evenly about 0 between -1 and 1."""
    if size <= LATTICE:
        spread = (2 * np.arange(size) + 1) / size - 1
        return tuple(np.polynomial.legendre.legvander(spread, KNOTS - 1).sum(axis=0).tolist())
    # the integral, and what the midpoint rule differs by from it, by the derivatives at the ends (Euler, Maclaurin)
    k = np.arange(KNOTS, dtype=np.float64)
    step = 2 / size
    first = np.where(k % 2, 0.0, k * (k + 1))
    third = np.where(k % 2, 0.0, (k - 2) * (k - 1) * k * (k + 1) * (k + 2) * (k + 3) / 24)
    sums = (-(step**2) / 24 * first + 7 * step**4 / 5760 * third) / step
    sums[0] = size
    return tuple(sums.tolist())
