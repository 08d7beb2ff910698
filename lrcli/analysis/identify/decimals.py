"""Round numbers: the shortest decimal between two others, and how long one is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_DIGITS = 17


def shortest(low: float, high: float) -> float | None:
    """The number with the fewest digits between two others, both included; None where the first is the higher.

    Of several that are as short it is the one nearest to their middle.
    """
    if not low <= high:
        return None
    if low <= 0 <= high:
        return 0.0
    middle = low + (high - low) / 2
    return next((each for each in rounded(middle) if low <= each <= high), middle)


def rounded(number: float) -> Iterator[float]:
    """A number with one digit, with two, and so on."""
    if not math.isfinite(number):
        return
    for digits in range(1, MOST_DIGITS + 1):
        yield float(f"{number:.{digits - 1}e}")


def length(number: float) -> int:
    """How many significant digits a number is written with; 0 has none."""
    if not number or not math.isfinite(number):
        return 0
    if isinstance(number, int):
        return len(str(number).strip("-0"))
    mantissa = repr(float(number)).partition("e")[0]
    return len(mantissa.replace(".", "").strip("-0"))


def roundest(low: int, high: int, near: float, most: int) -> list[int]:
    """Whole numbers from one to another, those with the fewest digits first, and of those the nearest to a number."""
    found: dict[int, None] = {}
    unit = 10 ** len(str(max(abs(low), abs(high), 1)))
    while unit and len(found) < most:
        first, last = -(-low // unit), high // unit
        if last - first > 4 * most:
            middle = min(max(round(near / unit), first), last)
            first, last = max(first, middle - most), min(last, middle + most)
        told = (each * unit for each in range(first, last + 1))
        found.update(dict.fromkeys(sorted(told, key=lambda each: (length(each), abs(each - near)))))
        unit //= 10
    return list(found)[:most]


def evenly(spans: list[tuple[int, int] | None], origin: int) -> list[int]:
    """The roundest intervals of dates that are as far from one another, each in its span; none where there is none."""
    low, high = 1, 10**15
    for index, span in enumerate(spans, 1):
        if span is None:
            return []
        low = max(low, -((origin - span[0]) // index))
        high = min(high, (span[1] - origin) // index)
    return roundest(low, high, (low + high) / 2, 2) if low <= high else []
