"""Rates that are multiplied again and again, as PyTorch's schedulers have it and those that are made after them."""

from __future__ import annotations

import math
import sys
from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array

TOO_LARGE = "OverflowError: (34, 'Numerical result out of range')"
"""What Python raises for a power that no float can hold."""


def overflows(base: float, exponent: int) -> bool:
    """Whether Python refuses the power of a float."""
    try:
        base**exponent
    except OverflowError:
        return True
    return False


def first_overflow(base: float, way: int = 1) -> int | None:
    """How often 1, or -1, is added to an exponent of 0 until the power is too large for a float; None for never."""
    grows = math.log(abs(base)) * way if base else 0
    if grows <= 0:
        return None
    most = math.ceil(1.01 * math.log(sys.float_info.max) / grows) + 1
    return bisect_left(range(most), True, 0, most, key=lambda count: overflows(base, way * count))


def grown(lr: float, gamma: float, t: Array) -> Array:
    """A rate after `t` factors gamma; 0 stays 0, even if gamma to that power is infinite."""
    if not lr:
        return np.zeros_like(t)
    half = np.floor(t / 2)  # in two parts: gamma ** t alone can be too large for a float, or too small
    return lr * powers(gamma, half) * powers(gamma, t - half)


def dropped(lr: float, gamma: float, count: Array) -> Array:
    """A rate after so many drops; 0 stays 0, even if gamma to that power is infinite."""
    return lr * powers(gamma, count) if lr else np.zeros_like(count)


def whole_period(step_size: float) -> int:
    """The calls from drop to drop, which come at whole multiples: the lowest of step_size; 0 if that is 0."""
    return abs(Fraction(step_size).numerator)


def whole_dates(milestones: Iterable[float]) -> list[int]:
    """The milestones that a call has the number of, in order."""
    return sorted(int(date) for date in milestones if date >= 0 and date % 1 == 0)


def overflow_of_dates(gamma: float, dates: list[int]) -> int | None:
    """The first date at which a factor, to the power of how often the date is there, is too large for a float."""
    most = first_overflow(gamma)
    if most is None or most > len(dates):
        return None
    counts = Counter(dates)
    return next((date for date in sorted(counts) if counts[date] >= most), None)
