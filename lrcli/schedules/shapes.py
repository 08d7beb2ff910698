"""Curves of z in [0, 1] that several families share, and the blend that puts them between two rates."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from lrcli._lazy import Array

MOST_TOGETHER = 1000
"""Periods that may have to pass until their sum is a whole number of ticks."""


def raised_cosine(x: Array) -> Array:
    """(1 + cos(pi x)) / 2 for any x: 1 at 0, 0 at 1, and up again."""
    w: Array = np.asarray(np.pi * x)
    np.cos(w, out=w)  # in one place: another array for each step takes a third more time
    w += 1
    w *= 0.5
    return w


def half_cosine(left: Array) -> Array:
    """(1 + cos(pi z)) / 2 of what is left, 1 - z: exactly 1 at 1 and 0 at 0.

    Near 0 it is the square of a sine, where the sum of 1 and a cosine would lose most of its digits.
    """
    low = left < 0.25
    if low.all():
        return np.asarray(np.sin(np.pi / 2 * left) ** 2)
    w = raised_cosine(1 - left)
    if low.any():
        near = low.nonzero()
        w[near] = np.sin(np.pi / 2 * left[near]) ** 2
    return w


def one_minus_sqrt(left: Array) -> Array:
    """1 - sqrt(z) of what is left, 1 - z: 1 at 1, where it falls steepest, and 0 at 0; no digit is lost near 0."""
    w: Array = left / (1 + np.sqrt(1 - left))
    return w


def blend(w: Array, start: float, end: float | Array) -> Array:
    """`start` where w = 1, `end` where w = 0, both exactly; no cancellation between."""
    if type(end) is float and end == 0:
        return start * w
    return start * w + end * (1 - w)


def ramp(shape: str, u: Array, start: float, end: float) -> Array:
    """From `start` at u = 0 to `end` at u = 1, both exactly, along the curve of that name.

    The curve is seen from its low end: a fall is the ramp back from it. `exponential` needs both rates above 0;
    `constant` holds start up to u = 1.
    """
    if shape == "exponential":
        return np.where(u < 1, start * powers(end / start, u), end)
    if shape == "cosine":
        u = half_cosine(u)
    elif shape == "one_minus_sqrt":
        u = one_minus_sqrt(u)
    elif shape == "constant":
        u = np.floor(u)
    return blend(u, end, start)


def nearest_tick(x: Array) -> Array:
    """The nearest whole tick, halves upwards.

    Sums of exact decimals miss their half by a rounding error; a millionth of a tick is taken as no difference.
    """
    return np.floor(np.round(x, 6) + 0.5)


def as_fraction(period: float) -> Fraction | None:
    """A period as a fraction: as many as its denominator are its numerator of ticks. None where they are too many."""
    exact = Fraction(period).limit_denominator(MOST_TOGETHER)
    return exact if float(exact) == period else None


def cycle_start(i: Array, period: float, growth: float = 1.0) -> Array:
    """The tick at which cycle i starts: the lengths of those before it, period * growth ** k, summed, then rounded.

    Cycles that shrink are a tick each from where they would be no longer.
    """
    if growth == 1:
        return nearest_tick(i * period)
    if growth < 1:
        many = np.minimum(i, long_cycles(period, growth))
        return nearest_tick(period * np.expm1(many * np.log(growth)) / (growth - 1)) + (i - many)
    return nearest_tick(period * np.expm1(i * np.log(growth)) / (growth - 1))


def cycle_at(t: Array, period: float, growth: float = 1.0) -> tuple[Array, Array, Array]:
    """The cycle i that tick t belongs to, and the ticks at which it and the next start: start <= t < end."""
    if growth >= 1:
        return cycle_among(t, period, growth)
    many = long_cycles(period, growth)
    last = cycle_start(np.asarray(many), period, growth)
    i, start, end = cycle_among(np.minimum(t, last - 1), period, growth)
    long = t < last
    i = np.where(long, i, many + t - last)
    return i, np.where(long, start, last + (i - many)), np.where(long, end, last + (i + 1 - many))


def long_cycles(period: float, growth: float) -> float:
    """How many of the cycles that shrink are longer than a tick; those after them are a tick each."""
    return float(np.floor(1 - 1e-9 - np.log(period) / np.log(growth)))


def cycle_among(t: Array, period: float, growth: float) -> tuple[Array, Array, Array]:
    """The same among the cycles that are longer than a tick."""
    i = cycles_passed(t, period, growth)
    if not len(i):
        return cycle_of_each(t, period, growth)
    start = cycle_start(i, period, growth)
    ticks = np.diff(np.searchsorted(t, start))
    return np.repeat(i[:-1], ticks), np.repeat(start[:-1], ticks), np.repeat(start[1:], ticks)


def cycles_passed(t: Array, period: float, growth: float = 1.0) -> Array:
    """The cycles that ascending ticks go through and the one after them; none where each tick is better looked up.

    It is looked for at both ends only: what is between can be told as often as it has ticks.
    """
    if len(t) > 1 and t[-1] < 1e12 and (t[1:] >= t[:-1]).all():
        first, last = cycle_of_each(t[[0, -1]], period, growth)[0]
        if last - first < len(t):
            return np.arange(first, last + 2)
    return np.empty(0)


def cycle_of_each(t: Array, period: float, growth: float) -> tuple[Array, Array, Array]:
    """The same, looked for at each tick."""
    i = np.floor(t / period if growth == 1 else np.log1p(t * (growth - 1) / period) / np.log(growth))
    start, end = cycle_start(i, period, growth), cycle_start(i + 1, period, growth)
    off = np.flatnonzero((t < start) | (t >= end))  # next to a rounded boundary it can be one off
    if off.size:
        i[off] += np.where(t[off] < start[off], -1, 1)
        start[off], end[off] = cycle_start(i[off], period, growth), cycle_start(i[off] + 1, period, growth)
    return i, start, end


def triangles(t: Array, up: float, down: float) -> tuple[Array, Array]:
    """The rise and fall that tick t belongs to, counted from 0, and its height in it: 0 at its start, 1 at its top."""
    i = cycles_passed(t, up + down)
    if not len(i):
        i, start, end = cycle_at(t, up + down)
        top = nearest_tick(i * (up + down) + up)
        return i, np.where(t < top, (t - start) / (top - start), (end - t) / (end - top))
    start = cycle_start(i, up + down)
    i, low, high = i[:-1], np.stack([start[:-1], start[1:]], axis=1), nearest_tick(i[:-1] * (up + down) + up)
    ticks = np.diff(np.searchsorted(t, np.append(np.stack([start[:-1], high], axis=1), start[-1])))
    size = (high[:, None] - low).ravel()  # below 0 in a fall, as is what it divides
    return np.repeat(np.repeat(i, 2), ticks), (t - np.repeat(low.ravel(), ticks)) / np.repeat(size, ticks)


def whole_powers(base: float, n: Array | npt.NDArray[np.intp]) -> Array:
    """`base ** n` for whole n, each run of equal powers taken once by Python's own arithmetic.

    Vectorised power functions are off in the last digit (0.1 ** 2 as 0.01), and differently on each processor.
    """
    if base == 1:
        return np.ones(len(n))
    edges = np.append(0, np.flatnonzero(n[1:] != n[:-1]) + 1)[: len(n)]  # where a new power begins
    exponents = np.asarray(n[edges], dtype=np.float64)
    levels = np.where((exponents > 0) == (abs(base) < 1), 0.0, np.inf)  # where a float has no room for them
    near = (np.abs(exponents) <= powers_with_room(base)) | (base <= 0)
    levels[near] = [whole_power(base, exponent) for exponent in n[edges][near].tolist()]
    return np.repeat(levels, np.diff(edges, append=len(n)))


def powers_of_runs(base: float, n: Array) -> Array:
    """`base ** n`, each run of equal powers taken once."""
    return of_runs(lambda n: powers(base, n), n)


def of_runs(function: Callable[[Array], Array], n: Array) -> Array:
    """What a function gives for numbers, or the rows that it gives, each run of equal numbers taken once."""
    edges = np.append(0, np.flatnonzero(n[1:] != n[:-1]) + 1)[: len(n)]
    return np.repeat(function(n[edges]), np.diff(edges, append=len(n)), axis=-1)


def whole_power(base: float, exponent: float) -> float:
    """One power; infinite where it is too large for a float."""
    try:
        return float(base**exponent)
    except OverflowError:
        return float("inf")


def powers(base: float, n: Array | npt.NDArray[np.intp]) -> Array:
    """`base ** n` for any numbers n, infinite or 0 where a float has no room for it.

    Far beyond that room nothing is computed: a power function takes twenty times as long there. One exponent is not
    alone: numpy squares for a single 2, which is not always what it gives for one among others.
    """
    n = np.asarray(n, dtype=np.float64)
    if base == 1:
        return np.ones_like(n)
    with np.errstate(all="ignore"):
        beyond = np.abs(n) > powers_with_room(base)
        if base < -1 or not beyond.any():
            return np.asarray(np.power(base, n) if n.size > 1 else np.power(base, np.append(n, 0.0))[:-1])
        raised = np.where((n > 0) == (abs(base) < 1), 0.0, np.inf)
        raised[~beyond] = powers(base, n[~beyond])
        return raised


def powers_with_room(base: float) -> float:
    """The exponent beyond which a float surely has no room for a power of a number, nor for its inverse."""
    with np.errstate(divide="ignore"):
        return float(np.maximum(1080 / np.abs(np.log2(np.abs(np.float64(base)))), 1))


def gone_from(factor: float, length: float, begin: float, end: int) -> int:
    """The tick from which on nothing is left of cycles of one length, each a factor as high as the one before.

    They begin at `begin`; `end` where something is left up to there.
    """
    over = begin + (powers_with_room(factor) + 2) * length
    return math.ceil(over) if abs(factor) < 1 and over < end else end
