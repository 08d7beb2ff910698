"""What a hypothesis finds, and the numbers that fit between bounds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows

REACTS = "plateau"
"""The fault of a schedule that reacts to a metric by another rule."""
FAULTS = (
    *("shift", "scaled", "stepped-times", "total", "held", "not-stepped", "past-end", "restart", "resumed-total"),
    *("changed", "warmup", "parameter", "family", REACTS, "stages", "unexplained"),
)
"""What can be wrong with a log."""


TOTALS_TRIED = 60
"""Whole numbers between two bounds that are tried."""


class Found(NamedTuple):
    """An explanation of every row of a log.

    fault   one of FAULTS
    detail  its numbers
    rates   the curve that the log holds, where there is one
    """

    fault: str
    detail: dict[str, Any]
    rates: Rates | None = None


def factor_of(rows: Rows, rates: Array) -> float | None:
    """The plainest number that the rates have to be multiplied with to be those of the rows; None where none does."""
    if np.isnan(rates).any():
        return None
    some = rates > 0
    if (np.abs(rows.rates[~some]) > rows.tolerance[~some]).any() or not some.any():
        return None
    low = float(np.max((rows.rates[some] - rows.tolerance[some]) / rates[some]))
    high = float(np.min((rows.rates[some] + rows.tolerance[some]) / rates[some]))
    return plainest(low, high) if low <= high else None


def plainest(low: float, high: float) -> float:
    """The number with the fewest digits between two; the middle where they are as near as float64 has them."""
    if low <= 0 <= high:
        return 0.0
    middle = (low + high) / 2
    if middle == 0 or not math.isfinite(middle):
        return middle
    for digits in range(1, 16):
        value = float(f"{middle:.{digits - 1}e}")
        if low <= value <= high:
            return value
    return middle


def spread(least: int, most: int, count: int = TOTALS_TRIED) -> list[int]:
    """Whole numbers between two, round ones first, no more than a few."""
    if least > most:
        return []
    round_ones = [
        value
        for power in (10**digits for digits in range(len(str(most)), -1, -1))
        for value in (-(-least // power) * power,)
        if least <= value <= most
    ]
    return list(dict.fromkeys([*round_ones, *np.unique(np.linspace(least, most, count).astype(int)).tolist()]))


def varied(rows: Rows) -> bool:
    """Whether rates are different by more than they may be off."""
    return len(rows.rates) > 0 and float(np.ptp(rows.rates)) > 2 * float(rows.tolerance.max())
