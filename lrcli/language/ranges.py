"""Ranges of values: `0.1:0.3:0.1` is 0.1, 0.2, 0.3, and `1e-4:0.1:x10` is 1e-4, 0.001, 0.01, 0.1."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from lrcli.clock import WRITTEN, Duration, plain_decimal

_NUMBER = r"([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?)"
_RANGE: Final = re.compile(rf"{_NUMBER}([a-z%]*):{_NUMBER}([a-z%]*)(?::([x*]?){_NUMBER}([a-z%]*))?", re.IGNORECASE)
_SMALL: Final = Decimal("0.001")  # below it numbers are written as 1e-4


def spread(text: str, most: int) -> list[str]:
    """The values of a range FROM:TO:BY, both ends in, or FROM:TO:xFACTOR; any other text stands for itself.

    The numbers are decimal: each is exactly what one would type. All have one unit, written once or each time;
    a `k` is of the number that it stands behind, so `1k:2k:500` is 1000, 1500, 2000.
    ValueError for a range that does not lead from one end to the other, or makes more than `most` values.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return [text]
    first, _, last, _, times, by, _ = match.groups()
    tails = [tail(match[group] or "") for group in (2, 4, 7)]
    units = {unit for _, unit in tails} - {""}
    if by is None:
        raise ValueError("write FROM:TO:BY, such as 0.1:0.3:0.1, or FROM:TO:xFACTOR, such as 1e-4:0.1:x10")
    if len(units) > 1 or (times and match[7]):
        raise ValueError("a range has one unit, such as 5%:20%:5%")
    numbers = [Decimal(number.replace("_", "")) for number in (first, last, by)]
    scales = {scale for (scale, _), number in zip(tails, numbers[: 2 if times else 3], strict=False) if number}
    if len(scales) > 1:
        numbers = [number * factor(scale, unit) for (scale, unit), number in zip(tails, numbers, strict=True)]
        scales = set()
    begin, end, move = numbers
    after = "".join((*scales, *units))
    following = begin * move if times else begin + move
    if begin != end and not (following - begin) * (end - begin) > 0:
        raise ValueError(f"{times or ''}{by} does not lead from {first} to {last}")
    values: list[str] = []
    value = begin
    while min(begin, end) <= value <= max(begin, end):
        if len(values) == most:
            raise ValueError(f"it has more than {most} values")
        values.append(typed(value) + after)
        if value == end:
            break
        value = value * move if times else value + move
    return values


def tail(text: str) -> tuple[str, str]:
    """What stands behind a number: its scale, such as k, and its unit."""
    match = WRITTEN.fullmatch(f"1{text}")
    return (match[2] or "", match[3] or "") if match else ("", text)


def factor(scale: str, unit: str) -> Decimal:
    """What a scale multiplies a number of a unit by."""
    return Duration(f"1{scale}{unit}").number if scale else Decimal(1)


def typed(number: Decimal) -> str:
    """A decimal number as one types it: 0.3, 100, 1e-5."""
    return f"{number.normalize():e}" if 0 < abs(number) < _SMALL else plain_decimal(number)
