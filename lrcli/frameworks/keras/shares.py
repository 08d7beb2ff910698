"""How many steps have the same share of a cycle behind them, where float32 computes it: t times the reciprocal.

Float32 has 24 bits. A large step is rounded to m * q: q is a power of 2, and m has 24 bits. The reciprocal is R times
a power of 2, and R has 24 bits too. The product m * R is rounded to 24 bits, so the share of the cycle is some of its
bits. How many m give a share is told by sums of quotients that are rounded down, and Euclid's algorithm gives these.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import compiled, reciprocal
from lrcli.schedules.arcs import first_ticks

if TYPE_CHECKING:
    from lrcli._lazy import Array, Bools, Ints

WALKED = 2**21
"""Steps up to which each is looked at."""
TRIED = 40
"""Cycles in which a step with a certain share is looked for."""


def alike(length: float, begin: int, end: int) -> tuple[Ints, Ints] | None:
    """One step for each share that the steps from one to another have, and how many of them have that share.

    None where for some share no step is found. Steps that are few are told one by one.
    """
    first = min(max(begin, WALKED), end)
    steps, counts = [np.arange(begin, first)], [np.ones(first - begin, dtype=np.int64)]
    for low, high in pairwise(edges(length, first, end)):
        found = in_binade(length, low, high)
        if found is None:
            return None
        steps.append(found[0])
        counts.append(found[1])
    return np.concatenate(steps), np.concatenate(counts)


def edges(length: float, begin: int, end: int) -> list[int]:
    """The steps, from one to another, at which the step or its quotient comes to a power of 2.

    Between two of them float32 rounds all of them in the same way.
    """
    powers = np.exp2(np.arange(50.0))
    quotients = first_ticks(lambda t: compiled(t, length), powers, powers / reciprocal(length), end)
    found = {begin, *powers.astype(np.int64).tolist(), *quotients.tolist(), end}
    return sorted(tick for tick in found if begin <= tick <= end)


def in_binade(length: float, low: int, high: int) -> tuple[Ints, Ints] | None:
    """The same between two of these edges."""
    digit = 2 ** max(math.floor(math.log2(high - 1)) - 23, 0)
    factor, power = math.frexp(reciprocal(length))
    product = int(factor * 2**24)
    binade = math.floor(math.log2(compiled(np.array([float(low)]), length)[0]))
    bits = max(23 - binade, 0)
    cut = 24 - power + binade - 23 - (digit.bit_length() - 1)  # bits of the product that are rounded away
    numbers = low // digit + 2, (high - digit) // digit - 1
    begin, end = (start_of(number, digit) for number in numbers)
    if numbers[1] <= numbers[0] or cut < 1:
        return np.arange(low, high), np.ones(high - low, dtype=np.int64)
    halves = 2 ** (cut - 1)
    firsts = even_and_odd(numbers)
    rows = [Row((numbers[1] - each + 1) // 2, 2 * product, each * product + halves, cut, bits) for each in firsts]
    weights = [rounded_to(first, digit) for first in firsts]
    count = np.zeros(2**bits, dtype=np.int64)
    for weight, row in zip(weights, rows, strict=True):
        count += weight * row.counts()
    move_halves(count, product, cut, numbers, digit)
    places = np.flatnonzero(count)
    steps = with_shares(length, places / 2**bits, begin, end)
    for first, row in zip(firsts, rows, strict=True):
        missing = np.flatnonzero(steps < 0)
        if missing.size:
            steps[missing] = (first + 2 * row.first_with(places[missing])) * digit
            steps[missing[row.lacking(places[missing])]] = -1
    if (steps < 0).any():
        return None
    beside = np.concatenate([np.arange(low, begin), np.arange(end, high)])
    return np.append(beside, steps), np.append(np.ones(len(beside), dtype=np.int64), count[places])


def even_and_odd(numbers: tuple[int, int]) -> tuple[int, int]:
    """The first even number from one on, and the first odd one."""
    return numbers[0] + numbers[0] % 2, numbers[0] + (numbers[0] + 1) % 2


def move_halves(count: Ints, product: int, cut: int, numbers: tuple[int, int], digit: int) -> None:
    """Mend the counts of products that are a half: they were all counted as rounded up, but go to even numbers."""
    spare = cut - (product & -product).bit_length()  # a product is a half where m has exactly so many zeros at its end
    if spare < 0:
        return
    halves = np.arange(2**spare, numbers[1], 2 ** (spare + 1), dtype=np.int64)
    halves = halves[halves >= numbers[0]]
    up = (halves * product + 2 ** (cut - 1)) >> cut
    halves, up = halves[up % 2 == 1], up[up % 2 == 1]
    weights = rounded_to(halves, digit)
    np.subtract.at(count, up % len(count), weights)
    np.add.at(count, (up - 1) % len(count), weights)


def start_of(number: int, digit: int) -> int:
    """The first step that is rounded to `number * digit`: halves go to even numbers."""
    return number * digit - digit // 2 + (number % 2 if digit > 1 else 0)


def rounded_to(number: Any, digit: int) -> Any:
    """How many steps are rounded to `number * digit`; for one number or an array of them."""
    return digit if digit == 1 else digit + 1 - 2 * (number % 2)


class Row(NamedTuple):
    """The numbers first, first + step, and so on, `many` of them; a value is `bits` bits above the last `cut`."""

    many: int
    step: int
    first: int
    cut: int
    bits: int

    def below(self, many: Ints, places: Ints) -> Ints:
        """How many of the first of them have less in these bits than some values."""
        modulus, first = 2 ** (self.cut + self.bits), self.first % 2 ** (self.cut + self.bits)
        whole = floor_sums(many, modulus, self.step, np.full(len(many), first))
        return np.asarray(whole + many - floor_sums(many, modulus, self.step, first - (places << self.cut) + modulus))

    def counts(self) -> Ints:
        """How many have each of the values."""
        places = np.arange(2**self.bits + 1, dtype=np.int64)
        return np.diff(self.below(np.full(len(places), self.many), places))

    def having(self, many: Ints, places: Ints) -> Ints:
        """How many of the first of them have some values."""
        return np.asarray(self.below(many, places + 1) - self.below(many, places))

    def lacking(self, places: Ints) -> Bools:
        """Which values none of them has."""
        return np.asarray(self.having(np.full(len(places), self.many), places) == 0)

    def first_with(self, places: Ints) -> Ints:
        """The numbers of the first that have some values, counted from 0; of what none has it is the last."""
        low, high = np.zeros(len(places), dtype=np.int64), np.full(len(places), self.many)
        while (high - low > 1).any():
            middle = (low + high) // 2
            found = self.having(middle, places) > 0
            low, high = np.where(found, low, middle), np.where(found, middle, high)
        return high - 1


def floor_sums(many: Ints, modulus: int, step: int, firsts: Ints) -> Ints:
    """The sums of (step * i + first) // modulus over i from 0 to before `many`; none of them is below 0."""
    sums = np.zeros(len(firsts), dtype=np.int64)
    n, b, going = many, firsts, np.arange(len(firsts))
    m, a = (np.full(len(firsts), each, dtype=np.int64) for each in (modulus, step))
    while going.size:
        sums[going] += n * (n - 1) // 2 * (a // m) + n * (b // m)
        a, b = a % m, b % m
        last = a * n + b
        more = last >= m
        going, last, m, a = going[more], last[more], m[more], a[more]
        n, b, m, a = last // m, last % m, a, m
    return sums


def with_shares(length: float, shares: Array, begin: int, end: int) -> Ints:
    """A step from one to before another with each of some shares of its cycle behind it; -1 where none is seen."""
    found = np.full(len(shares), -1, dtype=np.int64)
    low, high = (float(each) for each in compiled(np.array([float(begin), float(end - 1)]), length))
    digit = 2 ** max(math.floor(math.log2(end)) - 23, 0)
    cycles = np.unique(np.linspace(math.floor(low), math.floor(high), TRIED).astype(np.int64))
    for cycle in cycles.tolist():
        some = np.flatnonzero(found < 0)
        if not some.size:
            break
        for beside in (0, -digit, digit):
            steps = np.rint((cycle + shares[some]) / reciprocal(length)) + beside
            fits = (compiled(steps, length) == cycle + shares[some]) & (steps >= begin) & (steps < end)
            found[some[fits]] = steps[fits].astype(np.int64)
    return found
