"""The sum of a curve that turns again and again, from a few of its ticks, which are spread evenly over it.

Some ticks that are the same number of ticks apart have the mean rate of all, if they are weighted by what rises from 0
and falls to 0 so smoothly that it does not matter in which part of a wave they begin and end. That they have is seen:
others, which are farther or less far apart, have it too.

Source: Suddhasattwa Das, Yoshitaka Saiki, Evelyn Sander, James A. Yorke, "Quantitative quasiperiodicity", 2017.
"""

from __future__ import annotations

from itertools import count, pairwise
from math import comb, isqrt, sqrt
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.closed import blocks
from lrcli.analysis.sums import sum_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

ENDS, WIDER = 2**18, 8
"""Ticks at each end that are added up one by one, and how many times as wide each level is as the one before it."""
SAMPLES, MOST_SAMPLES = 2**12, 2**18
"""Ticks of a level that the weights rise over: at first, and at most."""
WAYS = 3
"""Distances between ticks that are tried for each level."""
FACTORS = [comb(12 + power, power) for power in range(13)]
"""Of the polynomial that the weights rise by, which has 12 derivatives that are 0 at its ends."""
GOLDEN = (sqrt(5) - 1) / 2
"""A number whose multiples have fractions that are spread evenly."""


class Level(NamedTuple):
    """Ticks between two ramps at the begin of a stretch, and as many at its end; all inside if there is one alone.

    begin, end    the stretch
    inner, outer  over how many ticks of it the weights rise, and those that are taken away from them
    """

    begin: int
    end: int
    inner: int
    outer: int

    def weights(self, ticks: Ints) -> Array:
        """How much of each tick is counted here, and not in the levels beside this one."""
        far = np.minimum(ticks - self.begin, self.end - 1 - ticks)
        whole = rise(far / self.inner) if self.inner else np.ones(len(ticks))
        return np.asarray(whole - rise(far / self.outer) if self.outer else whole)

    def total(self, values: Callable[[Ints], Array], apart: int, shift: int) -> float:
        """The sum over ticks that are so far apart, and the first of which is so far from the begin, of them all."""
        last = self.end - self.begin
        sides = [(shift, min(self.outer or last, last))]
        if self.outer:
            sides.append((last - self.outer + shift, last))
        sums = list[float]()
        for low, high in sides:
            for first, after in blocks(0, -(-(high - low) // apart)):
                ticks = self.begin + low + apart * np.arange(first, after)
                sums.append(float((values(ticks) * self.weights(ticks)).sum()))
        return apart * sum_of(sums)

    def seen(self, values: Callable[[Ints], Array], samples: int) -> list[float]:
        """The sum, told in some ways; in one where all ticks are looked at."""
        least = self.inner // samples
        if least <= 1:
            return [self.total(values, 1, 0)]
        shares = np.arange(1, WAYS + 1) * GOLDEN % 1
        apart = [prime_from(int(least * (1 + share))) for share in shares.tolist()]
        return [self.total(values, each, int(each * share)) for each, share in zip(apart, shares, strict=True)]


def even_sum(
    values: Callable[[Ints], Array], begin: int, end: int, share: float, most: int = MOST_SAMPLES
) -> float | None:
    """The sum of a function over a stretch of ticks; None where ways to tell it differ by more than a share of it.

    Levels are the wider the farther they are from the ends, so that what goes fast at one of these is seen.

    most   ticks of a level that the weights rise over, at most
    """
    widths = [0, ENDS]
    while 2 * WIDER * widths[-1] <= end - begin:
        widths.append(WIDER * widths[-1])
    if end - begin < 2 * ENDS:
        return sum_of([float(values(np.arange(*part)).sum()) for part in blocks(begin, end)])
    levels = [Level(begin, end, *each) for each in pairwise([*widths, 0])]
    found, unsure, samples = [[0.0]] * len(levels), list(range(len(levels))), SAMPLES
    while unsure:
        if samples > most:
            return None
        for place in unsure:
            found[place] = levels[place].seen(values, samples)
        whole, samples = sum_of([float(np.mean(each)) for each in found]), 4 * samples
        unsure = [place for place, each in enumerate(found) if not np.ptp(each) <= share * abs(whole)]
    return whole


def rise(at: Array) -> Array:
    """What rises from 0 at 0 to 1 at 1, with its first derivatives 0 at both (a polynomial, "smoothstep")."""
    up = np.clip(at, 0.0, 1.0)
    down, found = 1 - up, np.zeros(len(up))
    for factor in reversed(FACTORS):
        found = found * down + factor
    return np.asarray(up ** len(FACTORS) * found)


def prime_from(least: int) -> int:
    """The first prime from a number on."""
    return next(each for each in count(max(least, 2)) if all(each % part for part in range(2, isqrt(each) + 1)))
