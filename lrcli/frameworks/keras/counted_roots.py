"""The sum of roots of the time that is left in cycles, by how many steps have what is left in float32.

That is k / 2**24, with a whole number k. How many steps of cycles have at least a certain k is a sum of quotients:
Euclid's algorithm gives it, and no step is looked at.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.float32 import SEEN, rounded
from lrcli.frameworks.keras.alike import ONE, AlikeCycles, batches
from lrcli.frameworks.keras.roots_by_step import sums_by_step
from lrcli.schedules.remainders import floor_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks.keras.alike import Cycling
    from lrcli.frameworks.keras.recurring import Stretch

MOST_BY_STEP = 64
"""Where no larger k than this is seen, no steps are counted: those with a k that is seen are told by step."""
FEW = 8
"""Where larger ones are seen, steps with a smaller k than this are told by step."""
COUNTED = 2**10
"""Then the steps with each k from there up to this are counted, and those with a larger k are smooth."""
AT_ONCE = 2**16
"""Counts that are made together, if one line of cycles has not more."""
POINTS = 4
"""Places at which a mean is taken."""
NEAR = 12
"""Steps from the end of a cycle on up to which a sum of powers has every term."""


def counted_sums(of: Cycling, stretch: Stretch, cycles: AlikeCycles) -> Iterator[float]:
    """Sums that add up to that of the heights over cycles, each from its first step on."""
    length, (least, most) = of.decay_steps * cycles.numbers, counted_from(of.power, stretch.digit)
    tops = np.maximum(ONE * (length - cycles.firsts) / length, 0)
    sizes = np.clip(np.ceil(tops).astype(np.int64) + 3 - least, 0, most + 2 - least)  # no step has the last k of them
    for lines, nth in batches(sizes, AT_ONCE):
        some, k = cycles.lines(lines), nth + least
        counts = steps_with(of, stretch, some, k)
        counts -= np.append(counts[1:], 0)
        counts[np.diff(lines, append=-1) != 0] = 0  # the last k of each
        yield float((counts * mean_heights(of, stretch, some, tops[lines], k)).sum())
    large = np.flatnonzero(tops > most)
    for first in range(0, len(large), AT_ONCE):
        yield from smooth_sums(of, stretch, cycles.lines(large[first : first + AT_ONCE]), most)
    yield from sums_by_step(of, stretch, cycles, least)


def counted_from(power: float, digit: int) -> tuple[int, int]:
    """From which k on steps are counted, and up to which: those below are told by step, those above are smooth.

    None is counted if what is seen is told by step; leaps at a large k are so small and many that they even out.

    digit  what steps are rounded to multiples of
    """
    off = 1.5 if digit == 1 else 2.5  # by so much float32 may be off in k
    seen = math.ceil((off * power / (SEEN * ONE**power)) ** (1 / (1 - power))) + 1
    return (seen, seen - 1) if seen <= MOST_BY_STEP else (FEW, COUNTED)


def steps_with(of: Cycling, stretch: Stretch, cycles: AlikeCycles, k: Ints) -> Ints:
    """How many steps of cycles, from their first on, have at least a certain k.

    In float32 a step is m * digit, and the end of its cycle e. It has such a k up to the largest m with
    m * digit <= e * (1 - (k - 1 / 2) / 2**24), or with < where k is odd: halves go to even numbers.
    """
    digit, parts, ends = stretch.digit, of.decay_steps.as_integer_ratio()[1], cycles.ends(of.decay_steps)
    steps = rounded(cycles.firsts.astype(np.float64)).astype(np.int64)
    falls, modulus = stretch.period * parts * (2 * k - 1), 2 * ONE * digit * parts
    room = 2 * ONE * (ends - parts * steps) - ends * (2 * k - 1) - k % 2
    many = np.where(room >= 0, np.minimum(room // falls + 1, cycles.counts), 0)
    last = np.where(many > 0, room - (many - 1) * falls, 0)  # of the cycle with the fewest steps
    whole = floor_sums(many, modulus, falls, last)
    if digit == 1:
        return np.asarray(whole + many)
    m = steps // digit
    odd = whole - 2 * floor_sums(many, 2 * modulus, falls, last)
    beyond_odd = np.where(m % 2, odd, many - odd)  # of cycles the first m that has it no longer is odd
    begins = m * digit - digit // 2 + m % 2
    return np.asarray(digit * (whole + many) + beyond_odd - many * (m % 2) + many * (begins - cycles.firsts))


def mean_heights(of: Cycling, stretch: Stretch, cycles: AlikeCycles, tops: Array, k: Ints) -> Array:
    """The mean height of steps of cycles with each k: that of k, but where it is not seen that of float64.

    In float64 there is y instead of k, from k - 1 / 2 to k + 1 / 2, and from 0 to `tops` in the first cycle. From
    cycle to cycle there are more steps between two y, but less y.
    """
    power, seen = of.power, SEEN * ONE**of.power
    low = k - 0.5
    high = np.minimum(k + 0.5, np.maximum(tops, low + 0.1))
    near_low = np.maximum(low, np.maximum(k**power - seen, 0) ** (1 / power))
    near_high = np.maximum(np.minimum(high, (k**power + seen) ** (1 / power)), near_low)
    ends, tiny = of.decay_steps * cycles.numbers, np.finfo(np.float64).tiny

    def steps(y: Array) -> Array:
        many = np.clip((tops / np.maximum(y, tiny) - 1) * ends / stretch.period + 1, 1, cycles.counts)
        return np.asarray(many * (ends + many * stretch.period / 2))

    off, rows = np.zeros(len(k)), np.zeros(len(k))
    for place, weight in zip(*np.polynomial.legendre.leggauss(POINTS), strict=True):
        rows += weight * (high - low) * steps(low + (high - low) * (place + 1) / 2)
        y = near_low + (near_high - near_low) * (place + 1) / 2
        off += weight * (near_high - near_low) * steps(y) * (y**power - k**power)
    return np.asarray((k**power + off / rows) / ONE**power)


def smooth_sums(of: Cycling, stretch: Stretch, cycles: AlikeCycles, most: int) -> Iterator[float]:
    """Sums that add up to that of the heights over steps of cycles with a larger k than is counted."""
    lines = cycles.one_by_one(stretch)
    for first in range(0, len(lines.counts), AT_ONCE):
        some = lines.lines(np.arange(first, min(first + AT_ONCE, len(lines.counts))))
        counts = steps_with(of, stretch, some, np.full(len(some.counts), most + 1))
        ends = of.decay_steps * some.numbers.astype(np.float64)
        yield float((sums_of_roots(ends - some.firsts, counts, of.power) * ends**-of.power).sum())


def sums_of_roots(highest: Array, counts: Ints, power: float) -> Array:
    """The sums of (highest - i)**power over so many i from 0 on; numbers below 0 count as 0.

    But for the last terms it is Euler's and Maclaurin's sum, of which no more terms are needed.
    """
    least, few = highest - counts + 1, np.minimum(counts, NEAR)
    near = np.maximum(least[:, None] + np.arange(NEAR), 0) ** power * (np.arange(NEAR) < few[:, None])
    edges = np.stack([highest + 0.5, np.minimum(least + few, highest + 1) - 0.5])
    whole = edges ** (power + 1) / (power + 1) - power / 24 * edges ** (power - 1)
    whole += 7 / 5760 * power * (power - 1) * (power - 2) * edges ** (power - 3)
    return np.asarray(near.sum(axis=-1) + whole[0] - whole[1])
