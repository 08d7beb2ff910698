"""The shares of a cycle that steps have behind them, where float32 computes them: t times the reciprocal.

Float32 has 24 bits. A large step is rounded to m * q: q is a power of 2, and m has 24 bits. The reciprocal is R times
a power of 2, and R has 24 bits too. The product m * R is rounded to 24 bits, so the share of the cycle is some of its
bits. Which m of very many give the lowest of them, or certain ones, Euclid's algorithm tells, and how many do.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import compiled, reciprocal
from lrcli.frameworks.keras.digits import Digits
from lrcli.schedules.arcs import Arc, first_ticks
from lrcli.schedules.remainders import below, least

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

MOST_KINDS = 2**8
"""Numbers that ticks of a fast clock come to in turn, each of which is told by itself."""
FEW = 4
"""Steps for each share up to which every step is looked at, if all are counted at once."""


def arcs_of_shares(length: float, begin: int, end: int) -> list[Arc]:
    """The arcs of what follows from the share of a cycle, and rises or falls with it, from one step to another."""
    return [Arc(*each, rule=shares_of(length, *each)) for each in pairwise(edges(length, begin, end))]


def edges(length: float, begin: int, end: int) -> list[int]:
    """The steps, from one to another, at which the step or its quotient comes to a power of 2.

    Between two of them float32 rounds all of them in the same way.
    """
    powers = np.exp2(np.arange(62.0))
    quotients = first_ticks(lambda t: compiled(t, length), powers, powers / reciprocal(length), end)
    found = {begin, *powers.astype(np.int64).tolist(), *quotients.tolist(), end}
    return sorted(tick for tick in found if begin <= tick <= end)


def shares_of(length: float, low: int, high: int) -> Shares:
    """The shares of a cycle between two of these edges."""
    digit = max(math.floor(math.log2(high - 1)) - 23, 0)
    factor, power = math.frexp(reciprocal(length))
    binade = math.floor(math.log2(compiled(np.array([float(low)]), length)[0]))
    return Shares(Digits(0, 2**digit), int(factor * 2**24), 24 - power + binade - 23 - digit, 2.0 ** (binade - 23))


class Shares(NamedTuple):
    """The shares of a cycle behind steps that float32 rounds in the same way.

    A step is rounded to m digits. The share is the lowest `bits` bits of what m * product is rounded to, halves to even
    numbers: that has no more than its last `cut` bits rounded away.

    unit  the last digit of their quotients
    """

    digits: Digits
    product: int
    cut: int
    unit: float

    @property
    def bits(self) -> int:
        """The bits of a share."""
        return max(-int(math.log2(self.unit)), 0)

    @property
    def modulus(self) -> int:
        """What m * product has grown by when the share comes again."""
        return int(2 ** (self.cut + self.bits))

    def later(self, first: int) -> Shares:
        """The same of ticks that are counted from a later one."""
        return self._replace(digits=self.digits.later(first))

    def faster(self, pace: int) -> Shares:
        """The same of every so many-th tick, from tick 0 on."""
        return self._replace(digits=self.digits.faster(pace))

    def is_quick(self, ticks: int) -> bool:
        """Whether any number of ticks is told and counted by few enough numbers."""
        return len(self.digits.kinds()) <= MOST_KINDS

    def values(self, numbers: Ints) -> Ints:
        """Of a number in digits the product, from which half of what is rounded away on has been added."""
        return np.asarray(numbers * self.product + 2**self.cut // 2)

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks with the lowest and with the highest share of each of some stretches.

        The least value has the lowest share also where a half is rounded down: no other has a lower one.
        """
        own, first, last = self.digits.rows(begins, ends)
        step = self.digits.strands()[1]
        values, count = self.values(first), (last - first) // step + 1
        low, _ = least(values, count, self.product * step, self.modulus)
        high, _ = least(-1 - values, count, -self.product * step, self.modulus)
        own, numbers = np.repeat(own, 2), (first[:, None] + step * np.stack([low, high], axis=-1)).ravel()
        return own, np.clip(self.digits.start_of(numbers), begins[own], ends[own] - 1)

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """One tick for each share that ticks from one to another have, and how many of them have it.

        Ticks that are few, and those that are rounded to the same as the first or the last, are told one by one.
        """
        if not self.bits:  # all quotients are whole numbers
            return np.array([begin]), np.array([end - begin])
        first, last = self.digits.numbers(np.array([begin, end - 1])).tolist()
        if first == last or end - begin <= FEW * self.digits.again * 2**self.bits:
            return np.arange(begin, end), np.ones(end - begin, dtype=np.int64)
        inside = [self.digits.start_of(number) for number in (first + 1, last)]
        beside = np.concatenate([np.arange(begin, inside[0]), np.arange(inside[1], end)])
        places = np.arange(2**self.bits + 1)
        edges = (places << self.cut) + places % 2 * min(self.cut, 1)  # halves go to even numbers
        edges[-1] = self.modulus
        counts, found = np.zeros((2, 2**self.bits), dtype=np.int64)
        step = self.digits.again
        for number in self.digits.kinds_from(first + 1, last):
            many, value = (last - number + step - 1) // step, int(self.values(np.array(number)))
            own = np.diff(below(edges, many, self.product * step, value, self.modulus))
            counts += self.digits.ticks_of(number) * own
            missing = np.flatnonzero(counts * (found == 0))
            place, over = least(value - edges[missing], np.full(len(missing), many), self.product * step, self.modulus)
            there = over < np.diff(edges)[missing]
            found[missing[there]] = self.digits.start_of(number + step * place[there])
        some = counts > 0
        return np.append(beside, found[some]), np.append(np.ones(len(beside), dtype=np.int64), counts[some])
