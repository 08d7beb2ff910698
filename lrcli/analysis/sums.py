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
    from collections.abc import Callable, Iterator, Sequence

    from lrcli._lazy import Array, Ints

KNOTS = 17
"""Values of a stretch that the polynomial goes through."""
LEAST = 256
"""Numbers in the shortest stretch that a polynomial stands for."""
MIDPOINT = (-1 / 24, 7 / 5_760, -31 / 967_680, 127 / 154_828_800, -73 / 3_503_554_560)
"""The midpoint rule's factors on the first derivatives of odd order; the next ones change nothing."""
CLOSE = 2e-13
"""Share of a stretch's sum, or of its part of the whole, by which two ways to compute it may differ."""
SPLIT = 0.43
"""Where a stretch is split: not in its middle, about which a curve may be symmetrical."""
AT_ONCE = 2**18
"""Values that are computed in one call at most."""


def sum_of(numbers: Sequence[float]) -> float:
    """The sum of some numbers to its last digit; infinite, or NaN, where it is no finite one."""
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):  # of finite numbers, and of both infinities
        return sum(numbers)


def smooth_sum(
    values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int, noise: float = 0.0, share: float = 0.0
) -> float:
    """The sum of a function over stretches of whole numbers in each of which it is smooth but for kinks.

    Stretches of at most `leaf` numbers are added up value by value. A value may be off by `noise`, to both sides, or by
    a share of it.
    """
    parts = parts_of(values, begins, sizes, leaf, noise, share)
    return sum_of([each for _, sums in parts for each in sums.tolist()])


def smooth_sums(values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int, noise: float = 0.0) -> Array:
    """The sum over each stretch."""
    whole = np.zeros(len(begins))
    for owners, sums in parts_of(values, begins, sizes, leaf, noise):
        np.add.at(whole, owners, sums)
    return whole


def parts_of(
    values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int, noise: float = 0.0, share: float = 0.0
) -> Iterator[tuple[Ints, Array]]:
    """The sums over parts of the stretches, and the number of the stretch that each belongs to."""
    sums, owners = sums_of(values, begins, sizes, leaf), np.arange(len(begins))
    whole, count = float(np.abs(sums).sum()), max(int(sizes.sum()), 1)
    yield owners[sizes <= leaf], sums[sizes <= leaf]
    long = sizes > leaf
    begins, sums, sizes, owners = begins[long], sums[long], sizes[long], owners[long]
    while begins.size:
        part_begins, part_sizes = split(begins, sizes)
        parts = sums_of(values, part_begins, part_sizes, leaf)
        both = parts.reshape(-1, 2).sum(axis=-1)
        with np.errstate(invalid="ignore"):  # of sums that are both infinite
            apart = np.abs(both - sums)
        room = CLOSE * np.maximum(whole * sizes / count, np.abs(both)) + noise * sizes
        room += share * np.abs(both) if share else 0.0
        same = apart <= room
        yield owners[same], both[same]
        again, owners = np.repeat(~same, 2), np.repeat(owners, 2)
        short = again & (part_sizes <= leaf)
        yield owners[short], parts[short]
        again &= part_sizes > leaf
        begins, sums, sizes, owners = part_begins[again], parts[again], part_sizes[again], owners[again]


def evened_sum(values: Callable[[Ints], Array], begins: Ints, sizes: Ints, rest: float, sure: float) -> float:
    """The sum over stretches in which a function leaps about a smooth line: the leaps even out.

    Two ways to compute the sum of a stretch are about as far apart as it is off. All are split until the whole and the
    rest of it are off by no more than a share of them that is to be sure. To split only the worst would leave those
    whose leaps go to one side.
    """
    sums = sums_of(values, begins, sizes, LEAST)
    while True:
        begins, sizes = split(begins, sizes)
        parts = sums_of(values, begins, sizes, LEAST)
        apart, whole = parts.reshape(-1, 2).sum(axis=-1) - sums, sum_of(parts.tolist())
        if not max(abs(apart.sum()), math.sqrt((apart**2).sum())) > sure * abs(rest + whole):
            return whole
        sums = parts


def split(begins: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """The two parts of each stretch, one after another."""
    ahead = (sizes * SPLIT).astype(np.int64)
    return np.stack([begins, begins + ahead], axis=-1).ravel(), np.stack([ahead, sizes - ahead], axis=-1).ravel()


def sums_of(values: Callable[[Ints], Array], begins: Ints, sizes: Ints, leaf: int) -> Array:
    """The sum over each stretch: of the polynomial through some of its values, or of all of them if they are few."""
    sums = np.zeros(len(begins))
    short, long = np.flatnonzero(sizes <= leaf), np.flatnonzero(sizes > leaf)
    together = max(AT_ONCE // leaf, 1)
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


def whole_sums(rates: Callable[[Ints], Array], starts: Ints, size: int) -> Array:
    """The sums of so many rates from some rows on."""
    inside, many = np.arange(size), max(AT_ONCE // size, 1)
    parts = [starts[first : first + many, None] + inside for first in range(0, len(starts), many)]
    return np.concatenate([rates(rows.ravel()).reshape(rows.shape).sum(axis=-1) for rows in parts])


def weights(places: Ints, sizes: Ints) -> Array:
    """The weights with which values at places in stretches of some sizes add up to the sums over these stretches."""
    known, first, which = np.unique(sizes, return_index=True, return_inverse=True)  # the places follow from the size
    at = np.polynomial.legendre.legvander((2 * places[first] + 1) / known[:, None] - 1, KNOTS - 1)
    own = np.asarray(np.linalg.solve(at.swapaxes(1, 2), legendre_sums(known)[:, :, None])[:, :, 0])
    return np.asarray(own[which])


def legendre_sums(sizes: Ints) -> Array:
    """The sums of the Legendre polynomials over so many numbers, spread evenly about 0 between -1 and 1."""
    step = 2 / sizes
    sums = np.zeros((len(sizes), KNOTS))
    sums[:, 0] = sizes
    for k, terms in enumerate(beside_integrals(), 1):
        for power, term in enumerate(terms):
            sums[:, 2 * k] += term * step ** (2 * power + 1)
    return sums


@lru_cache(maxsize=1)
def beside_integrals() -> list[list[float]]:
    """What the sums of P(2), P(4), ... over evenly spread numbers are, since their integrals are 0 (Euler, Maclaurin).

    Of each polynomial the factors on the odd powers of the distance of the numbers. The sums of the odd ones are 0.
    """
    found = []
    for k in range(2, KNOTS, 2):
        slopes = [math.comb(k + m, m) * math.perm(k, m) / 2**m for m in range(1, k, 2)]  # the derivatives at 1
        found.append([2 * midpoint * slope for midpoint, slope in zip(MIDPOINT, slopes, strict=False)])
    return found
