"""Shapes that a stretch of a log may have, each fitted with whatever start, end and height it may have there.

Most shapes are sums of a few curves, of which one number is not linear: that one is searched, and the factors follow.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.identify.rows import Rows

ROUNDED = 2.5
"""How many times half a digit the best curve through rounded rates may miss one of them."""
LEAST_OVER_0 = 2
ROUNDS = 4
MISSED = 20
"""How often a shape is fitted again, with so many of the rows that it missed most."""
ZOOMS = 14
POINTS = 17
"""Points at a time, and how often it is looked closer, in the search for a number."""
HELD = 1e-4
"""The sum of squares, in what rates may be off, with which a curve needs no closer look."""
POWERS = (2.0, 0.5, 3.0, 0.9, 1.5, 4.0, 0.8, 0.25, 2.5)
"""Powers that are tried for a fall that does not end at 0; for one that does it is found."""

LOWERS = (-6.0, -7.0)
UPPER = 3.0
"""Where on the tangent a fall starts, and where it ends."""


class Fit(NamedTuple):
    """A shape on a stretch.

    shape   its name
    curve   its rates at any ticks
    at      the tick that the shape tells: of a cosine's top, of a power's end, of a root's start
    size    a second number: half a cosine's period, the power of a power, the factor per tick
    cost    how many numbers it takes
    """

    shape: str
    curve: Callable[[Array], Array]
    at: float
    size: float
    cost: int


def constant(rows: Rows) -> Iterator[Fit]:
    low, high = float((rows.rates - rows.within).max()), float((rows.rates + rows.within).min())
    level = (low + high) / 2
    yield Fit("constant", lambda t: np.full_like(t, level), 0.0, 0.0, 1)


def linear(rows: Rows) -> Iterator[Fit]:
    middle = float(rows.at.mean())
    base, slope = line(rows.at - middle, rows.rates, 1 / rows.within)
    yield Fit("linear", lambda t: base + slope * (t - middle), middle, slope, 2)


def exponential(rows: Rows) -> Iterator[Fit]:
    kept = rows.rates > rows.within  # what is less than it may be off by tells nothing: it may have come to 0
    if kept.sum() < LEAST_OVER_0:
        return
    rows = rows.only(kept)
    middle = float(rows.at.mean())
    base, slope = line(rows.at - middle, np.log(rows.rates), rows.rates / rows.within)
    yield Fit("exponential", lambda t: np.exp(np.minimum(base + slope * (t - middle), 700)), middle, slope, 2)


def inverse(rows: Rows) -> Iterator[Fit]:
    """One over a power of the time: what is raised to minus that power is a line."""
    if rows.rates.min() <= 0:
        return
    middle = float(rows.at.mean())
    for power in (0.5, 1.0, 2.0, 0.75):
        raised = rows.rates ** (-1 / power)
        base, slope = line(rows.at - middle, raised, rows.rates / raised * power / rows.within)
        if slope > 0:
            yield Fit("inverse", _inverse(base, slope, middle, power), middle - base / slope, power, 3)


def _inverse(base: float, slope: float, middle: float, power: float) -> Callable[[Array], Array]:
    return lambda t: np.asarray(np.maximum(base + slope * (t - middle), 1e-300) ** -power)


def cosine(rows: Rows) -> Iterator[Fit]:
    """Part of a cosine wave, of a few whole periods at most."""
    at, rates, weights = rows.at, rows.rates, 1 / rows.within
    middle, wide = float(at.mean()), float(at[-1] - at[0])
    t = at - middle

    def curves(omega: Array) -> list[Array]:
        turn = omega[:, None] * t
        return [np.sin(turn) / omega[:, None], (1 - np.cos(turn)) * 2 / omega[:, None] ** 2]

    grid = np.concatenate([np.geomspace(0.15, 0.5, 8), np.linspace(0.6, 7 * math.pi, 84)]) / wide
    omega = searched(curves, grid, rates, weights)
    if omega is None:
        return
    base, (sine, fall) = factors(curves(np.array([omega])), rates, weights)
    p, q = sine / omega, -fall * 2 / omega**2
    height, phase = math.hypot(p, q), math.atan2(p, q)
    level = base - q
    half = math.pi / omega
    top = middle + phase / omega
    yield Fit("cosine", lambda t: level + height * np.cos(omega * (t - top)), top, half, 4)


def power(rows: Rows) -> Iterator[Fit]:
    """A power of the time up to an end that comes after the stretch, above any rate; or above 0, with any power."""
    at, rates, weights = rows.at, rows.rates, 1 / rows.within
    last, wide = float(at[-1]), float(at[-1] - at[0])
    t = last - at
    grid = np.concatenate([[0.0], np.geomspace(1e-4, 30, 40)]) * wide
    for raised in POWERS:

        def curves(left: Array, raised: float = raised) -> list[Array]:
            return [((t + left[:, None]) / wide) ** raised]

        best = searched(curves, grid, rates, weights)
        if best is None:
            continue
        for left in dict.fromkeys((float(round(best)), best)):
            base, (height,) = factors(curves(np.array([left])), rates, weights)
            yield Fit("power", _power(base, height / wide**raised, last + left, raised), last + left, raised, 4)
    yield from free_power(rows, grid)


def free_power(rows: Rows, grid: Array) -> Iterator[Fit]:
    """A power of the time up to an end, where it is 0."""
    kept = rows.rates > 0
    if kept.sum() < 4:
        return
    rows = rows.only(kept)
    last, wide = float(rows.at[-1]), float(rows.at[-1] - rows.at[0])
    logs, weights = np.log(rows.rates), rows.rates / rows.within

    def curves(left: Array) -> list[Array]:
        return [np.log((last - rows.at + left[:, None]) / wide)]

    best = searched(curves, grid[1:], logs, weights)
    if best is None:
        return
    for left in dict.fromkeys((max(float(round(best)), 1.0), best)):
        base, (raised,) = factors(curves(np.array([left])), logs, weights)
        if 0.05 < raised < 20:
            yield Fit("power", _power(0.0, math.exp(base) / wide**raised, last + left, raised), last + left, raised, 4)


def _power(base: float, factor: float, end: float, raised: float) -> Callable[[Array], Array]:
    return lambda t: np.asarray(base + factor * np.maximum(end - t, 0) ** raised)


def root(rows: Rows) -> Iterator[Fit]:
    """A fall with the square root of the time since a start that is not after the stretch's."""
    at, rates, weights = rows.at, rows.rates, 1 / rows.within
    first, wide = float(at[0]), float(at[-1] - at[0])

    def curves(before: Array) -> list[Array]:
        return [np.sqrt((at - first + before[:, None]) / wide)]

    best = searched(curves, np.concatenate([[0.0], np.geomspace(1e-4, 3, 24)]) * wide, rates, weights)
    if best is None:
        return
    for before in dict.fromkeys((float(round(best)), best)):
        base, (height,) = factors(curves(np.array([before])), rates, weights)
        yield Fit("root", _root(base, height / math.sqrt(wide), first - before), first - before, 0.5, 3)


def _root(base: float, factor: float, start: float) -> Callable[[Array], Array]:
    return lambda t: np.asarray(base + factor * np.sqrt(t - start))  # before its start it has none


def rex(rows: Rows) -> Iterator[Fit]:
    """A rate less one over the time to a pole that is twice as far as the end."""
    at, rates, weights = rows.at, rows.rates, 1 / rows.within
    last, wide = float(at[-1]), float(at[-1] - at[0])

    def curves(left: Array) -> list[Array]:
        return [1 / ((last - at + left[:, None]) / wide)]

    left = searched(curves, np.geomspace(0.02, 30, 40) * wide, rates, weights)
    if left is None:
        return
    base, (height,) = factors(curves(np.array([left])), rates, weights)
    pole = last + left
    yield Fit("rex", lambda t: base + height * wide / (pole - t), pole, 0.0, 3)


def tanh(rows: Rows) -> Iterator[Fit]:
    """The part of a hyperbolic tangent that is usual: from -6, or -7, to 3."""
    at, rates, weights = rows.at, rows.rates, 1 / rows.within
    first, wide = float(at[0]), float(at[-1] - at[0])
    for lower in LOWERS:

        def curves(whole: Array, lower: float = lower) -> list[Array]:
            return [np.tanh(lower + (UPPER - lower) * (at - first) / whole[:, None])]

        best = searched(curves, np.geomspace(0.5, 10, 40) * wide, rates, weights)
        if best is None:
            continue
        for whole in dict.fromkeys((float(round(best)), best)):
            base, (height,) = factors(curves(np.array([whole])), rates, weights)
            yield Fit("tanh", _tanh(base, height, first, whole, lower), whole, lower, 4)


def _tanh(base: float, height: float, first: float, whole: float, lower: float) -> Callable[[Array], Array]:
    return lambda t: np.asarray(base + height * np.tanh(lower + (UPPER - lower) * (t - first) / whole))


SHAPES: dict[str, tuple[Callable[[Rows], Iterator[Fit]], int]] = {
    "constant": (constant, 1),
    "linear": (linear, 2),
    "exponential": (exponential, 2),
    "inverse": (inverse, 3),
    "cosine": (cosine, 4),
    "root": (root, 3),
    "power": (power, 4),
    "rex": (rex, 3),
    "tanh": (tanh, 4),
}
"""The shapes, the simplest first, and how many numbers each takes."""


def held(shape: str, rows: Rows) -> Fit | None:
    """A shape that all rows hold; None where there is none.

    It is fitted to some of them, and to those of the others that it misses most.
    """
    fit, cost = SHAPES[shape]
    if len(rows.at) < cost:
        return None
    limit = 1 if rows.exact or shape == "constant" else ROUNDED
    chosen = rows.spread()
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            missed = None
            part = rows.only(chosen)
            for found in fit(part):
                if not (part.off(found.curve) <= limit).all():
                    continue
                off = rows.off(found.curve)
                if (off <= limit).all():
                    return found
                missed = off if missed is None else missed
            if missed is None:
                return None
            chosen = np.union1d(chosen, np.argsort(missed)[-MISSED:])
    return None


def line(t: Array, x: Array, weights: Array) -> tuple[float, float]:
    """The line with the least squares: its height at 0, and its slope."""
    base, (slope,) = factors([t[None]], x, weights)
    return base, slope


def factors(curves: list[Array], x: Array, weights: Array) -> tuple[float, list[float]]:
    """The height and the factors with which curves add up to x, with the least squares."""
    share = weights**2 / (weights**2).sum()
    means = [float(curve[0] @ share) for curve in curves]
    matrix = np.stack([(curve[0] - mean) * weights for curve, mean in zip(curves, means, strict=True)], axis=1)
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-300)
    mean = float(x @ share)
    solved = np.linalg.lstsq(matrix / scale, (x - mean) * weights, rcond=None)[0] / scale
    return mean - float(sum(f * m for f, m in zip(solved, means, strict=True))), [float(each) for each in solved]


def searched(curves: Callable[[Array], list[Array]], grid: Array, x: Array, weights: Array) -> float | None:
    """The number, of those that a grid spans, with which curves come nearest to x; None where they do not come near."""
    share = weights**2 / (weights**2).sum()
    wanted = (x - x @ share) * weights
    for _ in range(ZOOMS):
        miss = misses(curves(grid), wanted, weights, share)
        best = int(np.argmin(miss))
        if miss[best] <= HELD:
            return float(grid[best])  # it is near enough
        if miss[best] > max(0.7 * miss.max(), ROUNDED**2 * len(x)):
            return None  # looking closer does not bring it nearer
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        if high - low <= 1e-14 * max(abs(high), 1e-300):
            break
        grid = np.linspace(low, high, POINTS)
    return float(grid[int(np.argmin(misses(curves(grid), wanted, weights, share)))])


def misses(curves: list[Array], wanted: Array, weights: Array, share: Array) -> Array:
    """What is left of x, squared, when the best sum of one or two curves is taken from it, for each number."""
    first = (curves[0] - (curves[0] @ share)[:, None]) * weights
    first = first / np.sqrt(np.maximum((first**2).sum(axis=1), 1e-300))[:, None]
    left = wanted - (first @ wanted)[:, None] * first
    if len(curves) > 1:
        second = (curves[1] - (curves[1] @ share)[:, None]) * weights
        second = second - (first * second).sum(axis=1)[:, None] * first
        second = second / np.sqrt(np.maximum((second**2).sum(axis=1), 1e-300))[:, None]
        left = left - (second * left).sum(axis=1)[:, None] * second
    missed = (left**2).sum(axis=1)
    missed[~np.isfinite(missed)] = np.inf
    return np.asarray(missed)
