"""Hypotheses about what was written: a field, the warm-up, or the family is another."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.analysis.verify.found import REACTS, Found, plainest
from lrcli.analysis.verify.meant import after_first, number_spots, reacting, warmed, word_spots
from lrcli.clock import Ticks
from lrcli.language.notation import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant, Spot

HALVINGS = 36
MOST_DATES = 24


def other_warmup(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A warm-up that is longer, shorter, over instead of before, or not there."""
    rest = after_first(meant)
    if rest is not None:
        alone = meant.changed(rest)
        if alone and rows.held_by(alone):
            yield Found("warmup", {"warmup": 0, "right": meant.risen}, alone)
            return
        over = partial(_over, meant, alone or meant)
        if alone and rows.held_by(over):
            yield Found("warmup", {"place": "over", "warmup": meant.risen, "right": meant.risen}, over)
            return
    for spot in meant.ramps:
        for length in _lengths(meant, rows, spot):
            for curve in warmed(meant, spot, length):
                if curve and rows.held_by(curve):
                    yield Found("warmup", {"warmup": length, "right": meant.risen}, curve)
                    return
    if not meant.ramps and not meant.risen:
        yield from _added(meant, rows)


def _over(meant: Meant, alone: Rates, ticks: Array) -> Array:
    return np.where(ticks < meant.risen, meant(ticks), alone(ticks))


def _added(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A straight warm-up before a schedule that has none, the rest of the run being its own."""
    most = int(rows.ticks[int(np.argmax(rows.rates))])
    for length in _near(rows, most):
        rise = parse("linear(0, 1)").replace(final=float(meant.every[0]), length=Ticks(length, meant.suffix))
        curve = meant.changed(rise >> meant.given)
        if curve and rows.held_by(curve):
            yield Found("warmup", {"warmup": length, "right": 0}, curve)
            return


def _near(rows: Rows, most: int) -> list[int]:
    """Whole lengths at which a rise may end whose highest logged row is at `most`."""
    order = np.sort(rows.ticks)
    beside = [int(each) for each in order[max(int(np.searchsorted(order, most)) - 1, 0) :][:3]]
    low, high = min([*beside, most]), max([*beside, most])
    return [each for each in np.unique(np.linspace(low, high, 2 * MOST_DATES).astype(int)).tolist() if each > 0]


def _lengths(meant: Meant, rows: Rows, spot: Spot) -> list[int]:
    """Lengths of the warm-up that a row on the way up, or one on the way down, asks for; then the usual mistakes."""
    order = np.argsort(rows.ticks, kind="stable")
    ticks, rates, tolerance = rows.ticks[order], rows.rates[order], rows.tolerance[order]
    high = int(np.argmax(rates))
    found: list[int] = []
    start = float(meant.every[0])
    row = np.arange(len(rates))
    up = np.flatnonzero((row <= high) & (ticks > 0) & (rates - tolerance > start))
    down = np.flatnonzero((row > high) & (rates < rates[high] - 4 * tolerance))
    tried = [(int(up[index]), True) for index in (0, len(up) // 2, -1) if len(up)]
    tried += [(int(down[index]), False) for index in (len(down) // 2, len(down) // 4, 3 * len(down) // 4) if len(down)]
    for index, rises in tried:
        at = ticks[index : index + 1]
        bounds = [
            _bisected(
                lambda value, at=at: _signed(meant, spot, value, at),  # type: ignore[misc]
                rates[index] + way * tolerance[index],
                *((max(int(at[0]), 1), meant.end - 1) if rises else (0, int(at[0]))),
                falls=rises,
            )
            for way in (-1, 1)
        ]
        low, top = min(bounds), max(bounds)
        found += np.unique(np.linspace(low - 2, top + 2, MOST_DATES).astype(int)).tolist()
    per, right = meant.run.steps_per_epoch or 1, max(meant.risen, 1)
    found += [right * per, right // per, right + 1, right - 1]
    found += [right * each for each in range(2, 11)] + [right // each for each in range(2, 11)]
    return [each for each in dict.fromkeys(found) if 0 < each < max(meant.end, 2) and each != meant.risen]


def _signed(meant: Meant, spot: Spot, value: int, at: Array) -> float | None:
    curve = meant.put([spot], value)
    rate = None if curve is None else float(curve(at)[0])
    return rate if rate is not None and np.isfinite(rate) else None


def _bisected(rate: Callable[[int], float | None], wanted: float, low: int, high: int, falls: bool) -> int:
    """The whole number at which a rate that falls, or rises, with it passes what is wanted."""
    while high - low > 1:
        middle = (low + high) // 2
        value = rate(middle)
        if value is None:
            high = middle
        elif (value > wanted) == falls:
            low = middle
        else:
            high = middle
    return high


def first_rows_off(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Only the first rows are off, all to one side and ever less: a warm-up that is not in the schedule."""
    apart = rows.rates - meant(rows.ticks)
    off = ~(np.abs(apart) <= rows.tolerance)
    count = int(off.sum())
    if not 0 < count <= len(off) // 2 or not off[:count].all() or np.isnan(apart).any():
        return
    first = apart[:count]
    if ((first > 0).all() or (first < 0).all()) and (np.diff(np.abs(first)) <= 0).all():
        yield Found("warmup", {"until_row": count, "right": meant.risen})


def other_rates(meant: Meant, rows: Rows) -> Iterator[Found]:
    """One learning rate is another; where a schedule has it several times, all of them or one."""
    own = [spot for spot in meant.spots if spot.rate]
    groups: list[list[Spot]] = []
    for value in dict.fromkeys(spot.value for spot in own):
        same = [spot for spot in own if spot.value == value]
        groups += [same] if len(same) == 1 else [same, *([spot] for spot in same)]
    reach = float(np.nanmax(np.abs(meant.every))) or 1.0
    for group in groups:
        value = group[0].value
        lower = value * 0.5 if value else reach * 0.25
        one = meant.put(group, lower)
        if one is None:
            continue
        for some in (rows.sample(), rows):  # most are ruled out by a few rows
            base, other = meant(some.ticks), one(some.ticks)
            slope = (other - base) / (lower - value)
            bounds = linear_in(some, base, slope)
            if bounds is None:
                break
        found = sum(bounds) / 2 if bounds else None
        if found is not None and value + found >= -_slack(rows, slope):
            low, high = found - _slack(rows, slope), found + _slack(rows, slope)
            rate = plainest(max(value + low, 0.0), value + high)
            for each in dict.fromkeys([rate, max(value + found, 0.0)]):
                curve = meant.put(group, each)
                if curve and rows.held_by(curve):
                    yield Found("parameter", _named(group, each), curve)
                    return


def _slack(rows: Rows, slope: Array) -> float:
    most = int(np.argmax(np.abs(slope)))
    return float(rows.tolerance[most] / max(abs(float(slope[most])), 1e-300)) / 2


def linear_in(rows: Rows, base: Array, slope: Array) -> tuple[float, float] | None:
    """Between which bounds a number lies that acts on all rows in proportion; None where no one number does."""
    if np.isnan(base).any() or np.isnan(slope).any():
        return None
    some = np.abs(slope) > 1e-9
    if not some.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (rows.rates - rows.tolerance * 1.01 - base)[some] / slope[some]
        other = (rows.rates + rows.tolerance * 1.01 - base)[some] / slope[some]
    low, high = float(np.minimum(one, other).max()), float(np.maximum(one, other).min())
    return (low, high) if low <= high else None


def _named(group: list[Spot], value: Any) -> dict[str, Any]:
    field = group[0].field
    right: Any = group[0].value
    told = float(right) if isinstance(right, int | float) else right if isinstance(right, str) else repr(right)
    return {"parameter": field.name, "role": field.role, field.name: value, "right": told}


def other_numbers(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A number, a word or a time is another."""
    fault = REACTS if reacting(meant.given) else "parameter"
    for spot in word_spots(meant):
        for word in spot.field.kind.choices:
            if word == spot.value:
                continue
            curve = meant.put([spot], word)
            if curve and rows.held_by(curve):
                yield Found(fault, _named([spot], word), curve)
                return
    for spot in [*number_spots(meant), *_moments(meant)]:
        for value in _values(meant, rows, spot):
            curve = meant.put([spot], value)
            if curve and rows.held_by(curve):
                yield Found(fault, _named([spot], value), curve)
                return


def _moments(meant: Meant) -> list[Spot]:
    """The fields that hold one time, but for the warm-up's."""
    ramps = {(spot.path, spot.field.name) for spot in meant.ramps}
    found = [spot for spot in meant.spots if spot.times and spot.value is not None]
    return [
        spot
        for spot in found
        if (spot.path, spot.field.name) not in ramps and (not isinstance(spot.value, tuple) or len(spot.value) == 1)
    ]


def _values(meant: Meant, rows: Rows, spot: Spot) -> Iterator[float]:
    """Values that a field may have had."""
    order = np.argsort(rows.ticks, kind="stable")
    ticks, rates = rows.ticks[order], rows.rates[order]
    if spot.times:
        jumps = np.flatnonzero(np.abs(np.diff(rates)) > 2 * rows.tolerance.max())[:2]
        for at in jumps:
            low, high = int(ticks[at]) + 1, int(ticks[at + 1])
            yield from np.unique(np.linspace(low, high, MOST_DATES).astype(int)).tolist()
            yield from np.unique(np.linspace(meant.end - high, meant.end - low, MOST_DATES).astype(int)).tolist()
        yield from (count for count in range(1, 21))
        yield from (round(meant.end * share / 20) for share in range(1, 21))
    else:
        yield from (
            value for value in (0.0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0, 2.0, 3.0)
        )
        yield from range(4, 11)
    at = int(np.argmax(np.abs(rates - meant(ticks))))
    for index in dict.fromkeys([at, len(rates) - 1]):
        yield from _solved(
            meant, spot, ticks[index : index + 1], float(rates[index]), float(rows.tolerance[order][index])
        )


def _solved(meant: Meant, spot: Spot, at: Array, wanted: float, tolerance: float) -> Iterator[float]:
    """The value of a field at which a row has its rate: between two others that have it higher and lower."""
    base = float(spot.value[0] if isinstance(spot.value, tuple) else getattr(spot.value, "number", spot.value))

    def rate(value: float) -> float:
        curve = meant.put([spot], round(value) if spot.times else value)
        return float(curve(at)[0]) if curve else np.nan

    yield from solved(rate, base, wanted, tolerance, spot.times)


def solved(
    rate: Callable[[float], float], base: float, wanted: float, tolerance: float, whole: bool
) -> Iterator[float]:
    """The numbers around `base` for which a rate is as wanted."""
    if base <= 0:
        return
    factors = (0.03, 0.2, 0.5, 0.8, 0.95, 1.05, 1.3, 2.0, 5.0, 20.0, 80.0)
    tried = [base * factor for factor in factors]
    if not whole and 0.5 < base < 1:  # what is left of 1 counts, as in a decay by step
        tried = sorted(1 - (1 - base) * factor for factor in factors if (1 - base) * factor < 1)
    seen = [(value, rate(value)) for value in tried]
    for (low, one), (high, other) in pairwise(seen):
        if not (np.isfinite(one) and np.isfinite(other)) or (one - wanted) * (other - wanted) > 0 or one == other:
            continue
        targets = (
            (wanted - tolerance, wanted + tolerance) if whole else (wanted - tolerance, wanted + tolerance, wanted)
        )
        bounds = [crossing(rate, target, (low, one), (high, other), whole) for target in targets]
        if whole:
            yield from range(round(min(bounds)) - 1, min(round(max(bounds)), round(min(bounds)) + MOST_DATES) + 2)
        else:
            yield plainest(min(bounds), max(bounds))
            yield bounds[-1]


def crossing(
    rate: Callable[[float], float], wanted: float, low: tuple[float, float], high: tuple[float, float], whole: bool
) -> float:
    """Where a rate passes what is wanted, between two places: by the line between them, halving where that is slow."""
    (left, one), (right, other) = (low[0], low[1] - wanted), (high[0], high[1] - wanted)
    for number in range(HALVINGS):
        if one == other or abs(right - left) <= (0.5 if whole else 1e-15 * abs(right)):
            break
        middle = (
            (left + right) / 2 if number % 3 == 2 or one * other > 0 else left - one * (right - left) / (other - one)
        )
        value = rate(middle) - wanted
        if value == 0 or not np.isfinite(value):  # a schedule that cannot be has no rate
            return middle
        left, one, right, other = (
            (middle, value, right, other) if (value < 0) == (one < 0) else (left, one, middle, value)
        )
    return (left + right) / 2 if one == other else left - one * (right - left) / (other - one)
