"""The sum of rates of uneven cycles each of which is higher or lower than the one before, from a few cycles."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.phase_sums import rows_sums
from lrcli.schedules.remainders import floor_sums
from lrcli.schedules.uneven import EARLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.uneven import Fall, Uneven

ONE_BY_ONE = 2**20
"""Cycles that are looked at one by one."""
STRETCHES = 2**13
"""Stretches of cycles in each of which what they follow with time is about the same."""
SEEN = 2**13
"""Cycles among which one with a part of each length is looked for."""
CHECKED, SAME = 2**8, 1e-10
"""Parts whose sums are compared with what they should be, and the share by which these may be off."""


class Parts(NamedTuple):
    """The parts of some cycles from one place to the next.

    numbers        those of the cycles
    begins, sizes  the ticks at which the parts begin, and how many they have
    falls          what the cycles follow with time, there
    """

    numbers: Ints
    begins: Ints
    sizes: Ints
    falls: Array

    def first(self, size: int) -> Parts:
        """The first of some size; none if there is none."""
        return Parts(*(each[self.sizes == size][:1] for each in self))

    def sums(self, rates: Callable[[Ints], Array]) -> Array:
        """The sums of their rates."""
        rows = np.arange(int(self.sizes.sum())) + np.repeat(
            self.begins - np.cumsum(self.sizes) + self.sizes, self.sizes
        )
        return np.asarray(np.add.reduceat(rates(rows), np.cumsum(self.sizes) - self.sizes))


def parts_at(cycles: Uneven, fall: Fall, place: int, numbers: Ints) -> Parts:
    """The parts of some cycles from a place on."""
    turns = np.append(cycles.turns(numbers), cycles.turns(numbers + 1)[:, :1], axis=1)
    begins = turns[:, place]
    return Parts(numbers, begins, turns[:, place + 1] - begins, fall(numbers, begins - cycles.origin))


def sums_of_uneven(rates: Callable[[Ints], Array], cycles: Uneven, fall: Fall, begin: int, end: int) -> list[float]:
    """Sums that add up to that over the ticks from one to another.

    Parts of cycles with as many ticks have sums that are a line of what the cycles follow with time. The first cycles,
    where it may go fast, are looked at one by one; of the others it is counted in stretches how many parts there are of
    each length. TooManyError where the sums are no such line, or where parts of a length are rare.
    """
    first, last = (cycles.numbers(np.array([begin - 1, end])) + np.array([1, 0])).tolist()
    if last - first <= 4 * SEEN:
        raise TooManyError
    low, high = cycles.begins(np.array([first, last])).tolist()
    sums = rows_sums(rates, begin, low) + rows_sums(rates, high, end)
    over = min(first + ONE_BY_ONE, last)
    edges = over + (last - over) * np.arange(STRETCHES + 1) // STRETCHES
    for place in range(len(cycles.places)):
        lines = lines_of(rates, cycles, fall, place, first, last)
        sizes, (a, b) = np.array(list(lines)), np.array(list(lines.values())).T
        for number in range(first, over, SEEN):
            parts = parts_at(cycles, fall, place, np.arange(number, min(number + SEEN, over)))
            if not np.isin(parts.sizes, sizes).all():
                raise TooManyError
            of = np.searchsorted(sizes, parts.sizes)
            sums.append(float((a[of] + b[of] * parts.falls).sum()))
        longer = ticks_of_parts(cycles, place, edges) - np.diff(edges) * sizes[0]
        falls = mean_falls(cycles, fall, place, edges)
        for number, many in enumerate((np.diff(edges) - longer, longer)[: len(sizes)]):
            sums += (many * (a[number] + b[number] * falls)).tolist()
    return sums


def lines_of(
    rates: Callable[[Ints], Array], cycles: Uneven, fall: Fall, place: int, first: int, last: int
) -> dict[int, tuple[float, float]]:
    """Numbers a and b for each size of the parts from a place on: their sums are a + b * F, F what they follow."""
    low, high = (fall_at(cycles, fall, number) for number in (first, last))
    way = 1 if high > low else -1
    half = bisect_left(
        range(first, last), way * (low + high) / 2, key=lambda number: way * fall_at(cycles, fall, number)
    )
    late = min(first + half, last - SEEN)
    seen = [parts_at(cycles, fall, place, number + np.arange(SEEN)) for number in (first, late)]
    found = {}
    for size in np.unique(seen[0].sizes).tolist():
        early, late_one = (parts.first(size) for parts in seen)
        if late_one.sizes.size:
            (one,), (other,) = early.sums(rates), late_one.sums(rates)
            b = (one - other) / (early.falls[0] - late_one.falls[0])
            found[size] = (float(other - b * late_one.falls[0]), float(b))
    some = parts_at(cycles, fall, place, np.unique(np.linspace(first, last - 1, CHECKED).astype(np.int64)))
    sizes = np.array(sorted(found))
    if not (np.isin(some.sizes, sizes).all() and np.diff(sizes, append=sizes[-1:]).sum() <= 1):
        raise TooManyError
    a, b = np.array([found[size] for size in some.sizes.tolist()]).T
    if not (np.abs(some.sums(rates) - a - b * some.falls) <= SAME * (np.abs(a) + np.abs(b))).all():
        raise TooManyError
    return found


def fall_at(cycles: Uneven, fall: Fall, number: int) -> float:
    """What the cycles follow with time, at the begin of one."""
    return float(fall(np.array([number]), np.array([number * cycles.length]))[0])


def ticks_of_parts(cycles: Uneven, place: int, edges: Ints) -> Ints:
    """How many ticks the parts from a place on have in all, in stretches of cycles."""
    places = [*cycles.places, cycles.length][place : place + 2]
    before, after = (ticks_before(cycles.length, each, edges) for each in places)
    return np.diff(after - before).astype(np.int64)


def ticks_before(length: float, place: float, numbers: Ints) -> Ints:
    """The sums of the ticks at which so many first cycles come to a place: Python's numbers, for they are large.

    Each of them is the first whole number that is not before the exact time less EARLY.
    """
    pace, first = Fraction(length), Fraction(place) - EARLY
    scale = pace.denominator * first.denominator
    begin = first.numerator * pace.denominator + 2 * scale - 1  # one more than it is, so that none is below 0
    firsts = np.full(len(numbers), begin, dtype=object)
    return np.asarray(floor_sums(numbers.astype(object), scale, pace.numerator * first.denominator, firsts) - numbers)


def mean_falls(cycles: Uneven, fall: Fall, place: int, edges: Ints) -> Array:
    """The mean of what cycles follow with time, in stretches of them (Simpson's rule)."""

    def at(numbers: Array | Ints) -> Array:
        return fall(numbers, np.asarray(numbers * cycles.length + cycles.places[place], dtype=np.float64))

    return np.asarray((at(edges[:-1]) + 4 * at((edges[:-1] + edges[1:] - 1) / 2) + at(edges[1:] - 1)) / 6)
