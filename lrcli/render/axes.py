"""Axes: where they end, where the round numbers lie, and how numbers are written for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.render.writers import Sheet


def short(value: float, digits: int = 6) -> str:
    """A number for people, with `digits` significant digits: never 0.0000."""
    return f"{value:.{digits}g}"


def round_numbers(low: float, high: float, count: int) -> list[float]:
    """At most `count` multiples of 1, 2 or 5 times a power of ten within [low, high]."""
    if not high > low or count < 1:
        return []
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    for unit in (1, 2, 5, 10, 20):
        step = unit * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= count:
            return [float(f"{k * step:.12g}") for k in range(first, last + 1)]
    return []


def decades(low: float, high: float, count: int) -> list[float]:
    """At most `count` powers of ten within [low, high]."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    step = max(1, -(-(last - first + 1) // max(count, 1)))
    return [10.0**k for k in range(first, last + 1, step)]


def short_count(number: int) -> str:
    """A number of ticks for an axis: 2000, 50k, 1.5M."""
    for size, mark in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= 10 * size or (number >= size and number % (size // 10) == 0 and size > 10**3):
            return f"{number / size:g}{mark}"
    return str(number)


def limits(low: float, high: float, log: bool) -> tuple[float, float]:
    """Where an axis of rates from `low` to `high` begins and ends: at 0 when they come near it."""
    if log:
        margin = 0.05 * (math.log(high) - math.log(low)) or 1.0
        return math.exp(math.log(low) - margin), math.exp(math.log(high) + margin)
    if high - low <= 1e-12 * abs(high):
        return (min(2 * high, 0), max(2 * high, 0)) if high else (0, 1)
    if 0 <= low < high / 3:
        return 0, 1.04 * high
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def exponent_text(value: float) -> str:
    """A number as one types it: 3e-4."""
    digits, exponent = f"{value:.9e}".split("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}e{int(exponent)}" if value else "0"


def tell_gaps(labels: list[str], sheet: Sheet) -> None:
    """Say whose values an axis has no place for."""
    if labels:
        sheet.say(f"a log axis has no place for the zeros of {', '.join(labels)}: they are gaps")
