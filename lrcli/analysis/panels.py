"""The sum of a curve with very many turns: what lies between two of them is much like what lies between the next two.

Two kinds of pieces are known. With the first a rate is smooth in its tick and in the number of its piece, as if each
piece went on beyond its ends: a polynomial in both stands for many pieces, whose ends may lie where they like. With the
second a rate follows from its place between two ends that are whole ticks: pieces of the same length have sums that are
smooth in their number, or in the tick at which they begin. That it is so is seen at values that the polynomials do not
go through.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.first_rows import all_rows
from lrcli.analysis.sums import CLOSE, KNOTS, LEAST, MIDPOINT, smooth_sums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array, Bools, Ints

FEWEST = 8 * KNOTS
"""Pieces that a polynomial stands for at least; fewer are added up one by one."""
PROBED = (16, 256, 4096)
"""Parts of the pieces after which some are looked at for what they are, if these are not flat."""
SEEN = 8 * FEWEST
"""Pieces among which some of the same size are looked for."""
FLAT = 2.0**16
"""So many times as high as what rounding does is a piece that is not flat."""
ABOUT = 5
"""Pieces that tell about where all of a panel begin."""
ROUNDED = 2.0**-49
"""Share of a rate by which rounding may take it from a polynomial; of the mean rate where it is lower than that."""
DEGREES = (4, KNOTS - 1)
"""Degrees of the polynomials in the place in a piece: the lower is less off where rates are rounded."""
SHORT = 8
"""So many times as long as a short piece is one of its neighbours."""
FEW_ROWS = 2**23
"""Rows of short pieces that are added up one by one."""
NEIGHBOURS = 4
"""So many pieces to each side of one are its neighbours."""
PARTS = (1, 4, 16)
"""Parts of a piece in each of which a value may be smooth in its place, where it is not in the whole one."""
HELD = 32
"""Ticks at the end of a piece in which a value stays the same, if it is for long."""
MOST_STRANDS = 32
"""Kinds of pieces that come one after the other, again and again."""
SLOWLY = 64
"""Part of a piece's length by which the next one of its kind is longer or shorter at most."""
TOGETHER = 2**14
"""Pieces whose polynomials are added up at a time."""


def sum_of_many(values: Callable[[Ints], Array], begins: Ints, ends: Ints, noise: float = 0.0) -> float:
    """The sum of a function over very many pieces.

    Rounding may take a value from a smooth line by a share of it, which is `noise` where it is more than usual.
    """
    some = np.arange(0, len(begins), -(-len(begins) // TOGETHER))
    mean = float(np.abs(values(begins[some] + (ends - begins)[some] // 2)).mean())
    sums, begins, ends = without_flats(values, begins, ends, some)
    sizes = ends - begins
    long = sizes * SHORT >= around(sizes)  # others lie between two such, where one ends early
    groups = [np.flatnonzero(long), np.flatnonzero(~long)]
    if int(sizes[~long].sum()) <= FEW_ROWS:
        short = groups.pop()
        sums += [float(values(rows).sum()) for _, rows in all_rows(short, begins[short], ends[short])]
    if sums:  # what is left of them is of many lengths
        rises = values(begins) < values(np.maximum(ends - 1, begins))
        groups = [each[rises[each] == way] for each in groups for way in (False, True)]
    for group in filter(len, groups):
        for each in strands_of(values, begins[group], ends[group], max(noise, ROUNDED), mean):
            sums += sums_by_place(each) if are_by_place(each) else sums_by_size(each)
    return math.fsum(sums)


def strands_of(values: Callable[[Ints], Array], begins: Ints, ends: Ints, noise: float, mean: float) -> list[Pieces]:
    """Pieces, or parts of them, as strands of such as are alike."""
    again = recurring(ends - begins)

    def strands(count: int, parts: int = 1) -> list[Pieces]:
        """Each so many-th of the pieces, and of all these one of so many parts."""
        found = list[Pieces]()
        for first in range(count):
            low, size = begins[first::count], (ends - begins)[first::count]
            for part in range(parts):
                edges = (low + size * part // parts, low + size * (part + 1) // parts)
                found.append(Pieces(values, *edges, noise, mean))
        return found

    kinds = math.lcm(again, 1 if go_one_way(strands(1)[0]) else 2)  # rises may be as long as falls
    by_place = (strands(count, parts) for parts in PARTS for count in (1, 2, again))
    return next((each for each in by_place if all(map(are_by_place, each))), strands(kinds))


def without_flats(
    values: Callable[[Ints], Array], begins: Ints, ends: Ints, some: Ints
) -> tuple[list[float], Ints, Ints]:
    """The sums over the ends of pieces in which a value stays the same for long, and what is left of the pieces.

    These are looked for if some of the pieces have such an end.
    """
    sums = list[float]()
    for way in (1, -1):
        first, last = (begins, ends - 1)[::way]  # the value may have stayed the same up to the last
        near = last - way * np.minimum(HELD, ends - begins - 1)
        if not (values(last[some]) == values(near[some])).any(where=(near != first)[some]):
            continue
        held, low, high = values(last), first - way, last + way
        flat = np.flatnonzero(held == values(near))
        high[flat] = near[flat]
        while (flat := flat[np.abs(high - low)[flat] > 1]).size:
            middle = (low[flat] + high[flat]) // 2
            there = values(middle) == held[flat]
            low[flat], high[flat] = np.where(there, low[flat], middle), np.where(there, middle, high[flat])
        whole = np.abs(last + way - high)
        cut = whole > HELD
        sums += (held * whole)[cut].tolist()
        begins, ends = (begins, np.where(cut, high, ends)) if way > 0 else (np.where(cut, high + 1, begins), ends)
        left = begins < ends
        begins, ends, some = begins[left], ends[left], np.flatnonzero(np.isin(np.flatnonzero(left), some))
    return sums, begins, ends


def around(sizes: Ints) -> Ints:
    """The longest of each piece and of its neighbours."""
    longest = sizes.copy()
    for far in range(1, NEIGHBOURS + 1):
        longest[far:] = np.maximum(longest[far:], sizes[:-far])
        longest[:-far] = np.maximum(longest[:-far], sizes[far:])
    return longest


def recurring(sizes: Ints) -> int:
    """The number of pieces after which each is about as long as before; 1 where there is none such."""

    def comes_again(sizes: Ints, count: int) -> bool:
        return bool((np.abs(sizes[count:] - sizes[:-count]) <= 2 + sizes[count:] // SLOWLY).all())

    counts = (count for count in range(1, MOST_STRANDS + 1) if comes_again(sizes[:SEEN], count))
    return next((count for count in counts if comes_again(sizes, count)), 1)


class Pieces:
    """Pieces of a curve, and the sum of its values in them.

    noise   share of a value by which rounding may take it from a smooth line
    mean    about that of all values of the curve: lower ones may be off by that share of it
    """

    def __init__(self, values: Callable[[Ints], Array], begins: Ints, ends: Ints, noise: float, mean: float) -> None:
        self.values, self.begins, self.ends, self.noise, self.mean = values, begins, ends, noise, mean

    def sums_of(self, pieces: Ints) -> Array:
        """The sum of each of some pieces."""
        begins = self.begins[pieces]
        return smooth_sums(self.values, begins, self.ends[pieces] - begins, LEAST)

    def sums_of_alike(self, order: Ints, firsts: Ints, counts: Ints) -> tuple[list[float], Bools]:
        """The sums over groups of pieces where a polynomial in their number, or in their begin, has the sum of each.

        A group is so many of the pieces in an order, from one on. Which groups these are comes second.
        """
        groups = [order[first : first + count] for first, count in zip(firsts, counts, strict=True)]
        pieces = np.array([members_of(group) for group in groups], dtype=np.int64).reshape(len(groups), 2 * KNOTS - 1)
        sums = self.sums_of(pieces.ravel()).reshape(pieces.shape)
        sizes = (self.ends - self.begins)[order[firsts], None]
        wholes, known = list[float](), np.zeros(len(groups), dtype=np.bool_)
        for places in (np.arange(len(self.begins)), self.begins):
            lows, highs = places[order[firsts]], places[order[firsts + counts - 1]]
            at = legendre(2 * (places[pieces] - lows[:, None]) / (highs - lows)[:, None] - 1)
            factors = np.linalg.pinv(at[:, :KNOTS]) @ sums[:, :KNOTS, None]  # some pieces may lie far from all others
            alike = self.alike((at[:, KNOTS:] @ factors)[:, :, 0] / sizes, sums[:, KNOTS:] / sizes, sizes[:, 0])
            for group in np.flatnonzero(alike & ~known).tolist():
                at = 2 * (places[groups[group]] - lows[group]) / (highs[group] - lows[group]) - 1
                wholes += [float((legendre(at[part]).sum(axis=0) @ factors[group])[0]) for part in parts_of(len(at))]
            known |= alike
        return wholes, known

    def sum_of_panel(self, first: int, last: int) -> float | None:
        """The sum over neighbouring pieces; None where no polynomial in number and place of a value has the values.

        The number is from -1 to 1. So is the place, from about where a piece begins to about where the longest ends.
        """
        begins, ends = self.begins[first:last], self.ends[first:last]
        knots, between = knots_of(last - first)
        if (ends - begins).min() < 2 * KNOTS:
            return None
        told = knots[:: (KNOTS - 1) // (ABOUT - 1)]
        about = np.polynomial.Polynomial.fit(told, begins[told], ABOUT - 1)
        width = float((ends[knots] - about(knots)).max())

        def numbers(pieces: Ints) -> Array:
            """The number of some pieces."""
            return np.asarray(2 / (last - first - 1) * pieces - 1)

        def places(pieces: Ints, ticks: Array | Ints) -> Array:
            """The places of ticks in pieces."""
            return np.asarray(2 / width * (ticks - about(pieces)) - 1)

        def sampled(pieces: Ints, shares: Array) -> tuple[Array, Array]:
            """Values at some shares of pieces, and their places."""
            begin, size = begins[pieces, None], (ends - begins)[pieces, None]
            ticks = begin + np.rint((size - 1) * shares).astype(np.int64)
            return self.values(ticks.ravel()).reshape(ticks.shape), places(pieces[:, None], ticks)

        shares = knot_shares()
        rates, rate_places = sampled(knots, shares)
        tests, test_places = sampled(between, (shares[1:] + shares[:-1]) / 2)
        for degree in DEGREES:
            of_each = np.linalg.pinv(legendre(rate_places, degree)) @ rates[:, :, None]
            factors = np.linalg.solve(legendre(numbers(knots)), of_each[:, :, 0])
            at = legendre(test_places, degree)
            told = np.einsum("pi,ij,pqj->pq", legendre(numbers(between)), factors, at)
            if self.alike(told.reshape(1, -1), tests.reshape(1, -1), 1)[0]:
                break
        else:
            return None
        whole = 0.0
        for part in parts_of(last - first):
            pieces = np.arange(part.start, part.stop)
            low, high = (legendre(places(pieces, each[part]) - 1 / width, degree + 1) for each in (begins, ends))
            sums = legendre(numbers(pieces)).T @ (high - low)
            whole += float((sums * (factors @ sums_to(2 / width, degree))).sum())
        return whole

    @cached_property
    def probe(self) -> int:
        """The piece from which on some are looked at for what they are."""
        probes = [*(len(self.begins) // part for part in PROBED), 0]
        return next((probe for probe in probes if not self.is_flat(probe)), probes[0])

    def is_flat(self, piece: int) -> bool:
        """Whether a piece rises or falls by little more than what rounding does."""
        begin, size = int(self.begins[piece]), int(self.ends[piece] - self.begins[piece])
        values = self.values(begin + (size - 1) * np.arange(ABOUT) // (ABOUT - 1))
        return bool(np.ptp(values) <= FLAT * self.noise * max(float(np.abs(values).max()), self.mean))

    def alike(self, told: Array, seen: Array, together: Ints | int) -> Bools:
        """In which lines values are those that a polynomial tells, each of them and on the average.

        Each is the mean of so many.
        """
        apart, size = told - seen, np.abs(seen)
        noise = self.noise / np.sqrt(together) * np.maximum(size.max(axis=1), self.mean)
        each = np.abs(apart).max(axis=1) <= 10 * CLOSE * size.max(axis=1) + noise
        room = CLOSE * size.mean(axis=1) + noise / math.sqrt(seen.shape[1])
        return np.asarray(each & (np.abs(apart.mean(axis=1)) <= room))


def sums_by_place(pieces: Pieces) -> Iterator[float]:
    """The sums of panels of pieces in which a value is smooth in its tick and in the number of its piece."""
    waiting = [(0, len(pieces.begins))]
    while waiting:
        first, last = waiting.pop()
        if last - first < FEWEST:
            yield from pieces.sums_of(np.arange(first, last)).tolist()
        elif (whole := pieces.sum_of_panel(first, last)) is not None:
            yield whole
        else:
            middle = (first + last) // 2
            waiting += [(first, middle), (middle, last)]


def sums_by_size(pieces: Pieces) -> Iterator[float]:
    """The sums of pieces of the same size, which are smooth in their number or in their begin."""
    sizes = pieces.ends - pieces.begins
    order = np.argsort(sizes, kind="stable")
    firsts = np.flatnonzero(np.diff(sizes[order], prepend=0))
    counts = np.diff(firsts, append=len(order))
    while firsts.size:
        few = counts < FEWEST
        single = [order[first : first + count] for first, count in zip(firsts[few], counts[few], strict=True)]
        yield from pieces.sums_of(np.concatenate([order[:0], *single])).tolist()
        firsts, counts = firsts[~few], counts[~few]
        sums, alike = pieces.sums_of_alike(order, firsts, counts)
        yield from sums
        firsts, counts = firsts[~alike], counts[~alike]
        half = counts // 2
        firsts, counts = np.append(firsts, firsts + half), np.append(half, counts - half)


def go_one_way(pieces: Pieces) -> bool:
    """Whether some neighbouring pieces all rise, or all fall."""
    some = slice(pieces.probe, pieces.probe + SEEN)
    ways = np.sign(pieces.values(pieces.ends[some] - 1) - pieces.values(pieces.begins[some]))
    return bool((ways >= 0).all() or (ways <= 0).all())


def are_by_place(pieces: Pieces) -> bool:
    """Whether in some pieces a value is seen to be smooth in its tick and in the number of its piece."""
    probe = pieces.probe
    return len(pieces.begins) >= probe + FEWEST and pieces.sum_of_panel(probe, probe + FEWEST) is not None


def knot_shares() -> Array:
    """Where in a stretch the knots of a polynomial are."""
    return (1 - np.cos(np.pi * np.arange(KNOTS) / (KNOTS - 1))) / 2


def knots_of(count: int | Ints) -> tuple[Ints, Ints]:
    """The numbers of pieces that a polynomial goes through, and of those between them at which it is held."""
    knots = np.rint((count - 1) * knot_shares()).astype(np.int64)
    return knots, (knots[..., 1:] + knots[..., :-1]) // 2


def members_of(numbers: Ints) -> Ints:
    """Those of ascending numbers near which a polynomial's knots are, and those between them at which it is held."""
    knots = np.searchsorted(numbers, numbers[0] + (numbers[-1] - numbers[0]) * knot_shares())
    order = np.arange(KNOTS)  # each is another one, and the last is the last
    ahead = np.minimum(np.maximum.accumulate(knots - order), len(numbers) - KNOTS)
    knots = ahead + order
    return np.asarray(numbers[np.concatenate([knots, (knots[1:] + knots[:-1]) // 2])])


def parts_of(count: int) -> list[slice]:
    """Parts of pieces that are added up at a time."""
    return [slice(first, min(first + TOGETHER, count)) for first in range(0, count, TOGETHER)]


def legendre(at: Array, degree: int = KNOTS - 1) -> Array:
    """The values of the Legendre polynomials."""
    return np.asarray(np.polynomial.legendre.legvander(at, degree))


def sums_to(step: float, degree: int) -> Array:
    """What the sum of each Legendre polynomial up to half a step before a number is, in terms of them all.

    It is the integral, and what the midpoint rule adds (Euler, Maclaurin).
    """
    integrals, slopes = integrals_and_slopes(degree)
    powers = np.array([factor * step ** (2 * power + 1) for power, factor in enumerate(MIDPOINT)])
    return np.asarray(integrals / step + np.tensordot(powers, slopes, axes=1))


@lru_cache(maxsize=len(DEGREES))
def integrals_and_slopes(degree: int) -> tuple[Array, Array]:
    """Of each Legendre polynomial its integral and its derivatives of odd order, in terms of them all."""
    tools, ones = np.polynomial.legendre, np.eye(degree + 1)

    def padded(terms: list[Array]) -> Array:
        return np.array([np.pad(each, (0, degree + 2 - len(each))) for each in terms])

    slopes = [padded([np.asarray(tools.legder(one, 2 * power + 1)) for one in ones]) for power in range(len(MIDPOINT))]
    return padded([np.asarray(tools.legint(one)) for one in ones]), np.array(slopes)
