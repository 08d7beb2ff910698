"""The sum of Keras' cosines with restarts where float32 has all steps, so that the wave comes in leaps."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks.keras.shares import edges, shares_of
from lrcli.schedules.arcs import AT_ONCE, between
from lrcli.schedules.floors import sums_of_powers
from lrcli.schedules.shapes import powers, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks.keras.shares import Shares


class Waves(Protocol):
    """What is asked of cosines with restarts."""

    initial_learning_rate: float
    first_decay_steps: float
    m_mul: float
    alpha: float

    @property
    def growth(self) -> float: ...
    def formula(self, t: Array) -> Array: ...
    def number(self, t: Array) -> Array: ...
    def rounded_cycles(self, n: Array) -> Array: ...


class Leaping(NamedTuple):
    """The rates of cosines with restarts, all of whose steps have float32's share of a cycle, and their sums.

    A large step is rounded to m * digit. Its quotient, in units of its last digit, is v: m * R / 2**cut, rounded. In a
    cycle the wave is 1/2 and half of the real part of a power with the exponent v. Where all cycles are of one length
    the height times the wave is a sum of such powers, one for each share: its Fourier series.

    At tick t there is the step pace * t - origin.

    starts  the steps at which its cycles begin, but the first; None where they are of one length and so many that they
            are told by their shares
    """

    of: Waves
    starts: Ints | None
    origin: int = 0
    pace: int = 1

    def later(self, first: int) -> Leaping:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - self.pace * first)

    def faster(self, pace: int) -> Leaping:
        """The same of every so many-th tick, from tick 0 on."""
        return self._replace(pace=self.pace * pace)

    def rates(self, ticks: Ints) -> Array:
        """The rates at some ticks."""
        return self.of.formula((self.pace * ticks - self.origin).astype(np.float64))

    def rates_of(self, waves: Array) -> Array:
        """The rates of waves, each times its height."""
        return np.asarray(self.of.initial_learning_rate * ((1 - self.of.alpha) * waves + self.of.alpha))

    def total(self, begin: int, end: int) -> float:
        """The sum of the rates from one tick to another."""
        first, last = (self.pace * tick - self.origin for tick in (begin, end - 1))
        parts = pairwise(edges(self.of.first_decay_steps, first, last + 1))
        return math.fsum(each for part in parts for each in self.sums(*part))

    def sums(self, begin: int, end: int) -> Iterator[float]:
        """Sums that add up to that over the ticks with steps between two of the edges."""
        shares = shares_of(self.of.first_decay_steps, begin, end)
        digits = shares.digits._replace(origin=self.origin, pace=self.pace)
        shares = shares._replace(digits=digits)
        ticks = range(-(-(begin + self.origin) // self.pace), -(-(end + self.origin) // self.pace))
        if not ticks:
            return
        first, last = digits.numbers(np.array([ticks[0], ticks[-1]])).tolist()
        inside = range(digits.start_of(first + 1), digits.start_of(last)) if first < last else ticks[len(ticks) :]
        beside = np.append(np.arange(ticks.start, inside.start), np.arange(inside.stop, ticks.stop))
        yield float(self.rates(beside).sum())
        step, first = digits.again, first + 1
        starts = digits.in_digits(np.arange(0) if self.starts is None else between(self.starts, begin, end))
        starts = starts[(starts > first) & (starts < last)]
        by_share = self.starts is None or (self.of.growth == 1 and len(starts) >= 2**shares.bits)
        firsts = np.append(np.array([first]), starts[:0] if by_share else starts)
        for number in digits.kinds_from(first, last):
            begins = firsts + (number - firsts) % step
            counts = -((begins - np.append(firsts[1:], last)) // step)
            begins, counts = begins[counts > 0], counts[counts > 0]
            of, whole = waves_by_share if by_share else waves_by_cycle, 0.0
            for start in range(0, len(begins), AT_ONCE):  # fewer at a time stay in the cache
                part = slice(start, start + AT_ONCE)
                whole += of(self.of, shares, begins[part], counts[part], step).sum()
            mean = whole / counts.sum()
            yield float(self.rates_of(mean) * counts.sum() * digits.ticks_of(number))
        yield float(self.to_even(shares, first, last, by_share).sum())

    def to_even(self, shares: Shares, first: int, last: int, by_share: bool) -> Array:
        """By how much rates differ where v is not rounded up, but to an even number."""
        halves = 2**shares.cut // math.gcd(2**shares.cut, shares.product) // 2  # multiples of it, if they are odd
        if not halves:  # nothing is rounded
            return np.zeros(0)
        numbers = (2 * np.arange(first // halves // 2, last // halves // 2 + 1) + 1) * halves
        numbers = numbers[(numbers >= first) & (numbers < last)]
        up = shares.values(numbers) >> shares.cut
        numbers, up = numbers[up % 2 == 1], up[up % 2 == 1]
        steps = (numbers * shares.digits.digit).astype(np.float64)
        n = self.of.number(steps)
        share = shares_at(self.of, shares, up, n)
        over = np.floor(share) * by_share  # it begins the next cycle
        waves = powers(self.of.m_mul, n + over) * raised_cosine(share - over)
        return np.asarray((self.of.formula(steps) - self.rates_of(waves)) * shares.digits.ticks_of(numbers))


def shares_at(of: Waves, shares: Shares, quotients: Ints, n: Array) -> Array:
    """The share of cycle n that is over at quotients that are given in units of their last digit."""
    begin, length = (n, np.ones_like(n)) if of.growth == 1 else of.rounded_cycles(n)
    return np.asarray((quotients * shares.unit - begin) / length)


def waves_by_cycle(of: Waves, shares: Shares, begins: Ints, counts: Ints, step: int) -> Array:
    """The sums of waves, each times its height, over so many numbers in each of some cycles."""
    n = of.number((begins * shares.digits.digit).astype(np.float64))
    length = np.ones_like(n) if of.growth == 1 else of.rounded_cycles(n)[1]
    values, angle = shares.values(begins), np.pi * shares.unit / length

    def logs(grows: Ints) -> tuple[Array, Array]:
        return np.zeros(1), np.asarray(angle * grows)

    turned = sums_of_powers(logs, counts, shares.product * step, values % 2**shares.cut, 2**shares.cut)
    first = np.exp(1j * np.pi * shares_at(of, shares, values >> shares.cut, n))
    return np.asarray(powers(of.m_mul, n) * (counts + (first * turned).real) / 2)


def waves_by_share(of: Waves, shares: Shares, begins: Ints, counts: Ints, step: int) -> Array:
    """Sums that add up to that of waves, each times its height, over so many numbers, where all cycles are alike."""
    size, falls = 2**shares.bits, math.log(of.m_mul) * shares.unit
    share = np.arange(size) / size
    series = np.fft.rfft(raised_cosine(share) * np.exp(-falls * np.arange(size))) / size
    turns = np.arange(len(series))
    series[(turns > 0) & (2 * turns < size)] *= 2  # these and their conjugates

    def logs(grows: Ints) -> tuple[Array, Array]:
        turned = (grows * turns + size // 2) % size - size // 2
        return np.asarray(falls * grows), np.asarray(2 * np.pi / size * turned)

    (value,), many = shares.values(begins).tolist(), np.repeat(counts, len(turns))
    firsts = np.full(len(turns), value % 2**shares.cut)
    turned = sums_of_powers(logs, many, shares.product * step, firsts, 2**shares.cut)
    fallen, angles = logs(np.full(len(turns), value >> shares.cut))
    return np.asarray((series * np.exp(fallen + 1j * angles) * turned).real)
