"""How exactly numbers were written, told by their texts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli._lazy import Array

EXACT, FLOAT32, DECIMALS, MANTISSA = "exact", "float32", "decimals", "mantissa"
WRITTEN = re.compile(r"[-+]?(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?")
MOST_ROUNDED = 7
"""Significant digits: a number with more was not rounded by a printer."""
LOOKED_AT = 20_000
"""Texts that are looked at; of more, these at even distances."""
OF_PEAK, OF_PEAK32, OF_EACH32 = 1e-12, 2e-6, 2.0**-24


class Precision(NamedTuple):
    """How exactly the numbers of a column were written.

    kind    exact (the shortest text of a float64), float32, decimals (so many after the mark), mantissa (so many
            significant digits)
    digits  of decimals and mantissa: how many
    second  how they may have been rounded, where they are taken for exact: short numbers look so
    least   of decimals: smaller numbers were written with an exponent, and have as many digits after their mark
    """

    kind: str
    digits: int = 0
    second: tuple[str, int] | None = None
    least: float = 0.0

    def tolerance(self, rates: Array) -> Array:
        """How far the true number may be from each that was written."""
        size = np.abs(np.asarray(rates, dtype=np.float64))
        peak = float(size.max(initial=0.0))
        if self.kind == EXACT:
            return np.full(size.shape, OF_PEAK * peak)
        if self.kind == FLOAT32:
            return np.asarray(np.maximum(OF_EACH32 * size, OF_PEAK32 * peak))
        if self.kind == DECIMALS:
            half = np.full(size.shape, 0.5 * 10.0**-self.digits * (1 + 1e-9))
            return np.where(size < self.least, Precision(MANTISSA, self.digits + 1).tolerance(rates), half)
        places = np.floor(np.log10(np.where(size > 0, size, 1.0)) + 1e-12)
        half = 0.5 * 10.0 ** (places - (self.digits - 1)) * (1 + 1e-9)
        return np.asarray(np.where(size > 0, half, OF_PEAK * peak))

    @property
    def rounded(self) -> bool:
        """Whether the numbers were rounded to some digits."""
        return self.kind in (DECIMALS, MANTISSA)

    def told(self) -> str:
        """In a few words, such as: 4 decimals."""
        if self.rounded:
            what = "decimal" if self.kind == DECIMALS else "digit"
            small = f", and {self.digits + 1} digits of the smallest" if self.least else ""
            return f"rounded to {self.digits} {what}{'s' * (self.digits != 1)}{small}"
        return {EXACT: "as exact as float64", FLOAT32: "as exact as float32"}[self.kind]

    def loose(self) -> Precision | None:
        """The precision of a second try, where the numbers may have been rounded after all."""
        return None if self.second is None else Precision(*self.second)


def precision_of(texts: Sequence[str], values: Array) -> Precision:
    """The precision of numbers: their texts (all, or some of many) and their values."""
    some = values[values != 0]
    as32 = some.astype(np.float32).astype(np.float64)
    long = [_shape(text) for text in texts]
    decimals = {len(after) for _, after, _ in long}
    powers = [power is not None for _, _, power in long]
    longest = max((len((before + after).strip("0")) for before, after, _ in long), default=0)
    if len(some) and longest > MOST_ROUNDED and np.array_equal(as32, some):
        return Precision(FLOAT32)
    if len(decimals) == 1 and any(_padded(*each) for each in long):
        count = next(iter(decimals))
        if not any(powers):
            return Precision(DECIMALS, count)
        if all(powers):
            return Precision(MANTISSA, count + 1)
        plain = [_size(text) for text, power in zip(texts, powers, strict=True) if not power]
        small = [_size(text) for text, power in zip(texts, powers, strict=True) if power]
        if max(small) < min(plain):  # as Keras prints them
            return Precision(DECIMALS, count, least=min(plain))
    if longest > MOST_ROUNDED or len(np.unique(values)) < 3:
        return Precision(EXACT)
    return Precision(EXACT, second=rounding(texts, max(longest, 1)))


def rounding(texts: Sequence[str], longest: int) -> tuple[str, int]:
    """How numbers without zeros at their ends may have been rounded, by what those of other sizes have.

    With a count of decimals, smaller ones have as many and fewer digits; with a count of digits they have more.
    """
    cells = [(int(np.floor(np.log10(size))), *_counts(text)) for text in texts if (size := _size(text)) > 0]
    usual, _ = Counter(power for power, _, _ in cells).most_common(1)[0]
    decimals = max(count for power, count, _ in cells if power == usual)
    smaller = [count for power, count, _ in cells if power < usual]
    larger = [count for power, count, digits in cells if power > usual and digits > 1]
    alike = max(smaller, default=decimals) <= decimals and max(larger, default=decimals) == decimals
    return (DECIMALS, decimals) if (smaller or larger) and alike else (MANTISSA, longest)


def _shape(text: str) -> tuple[str, str, str | None]:
    """The digits before the mark and after it, and the exponent."""
    match = WRITTEN.fullmatch(text.strip().replace(",", "."))
    return (match[1].lstrip("0"), match[2], match[3]) if match else ("", "", None)


def _counts(text: str) -> tuple[int, int]:
    """How many decimals a number has, and how many digits without the zeros at its ends."""
    before, after, power = _shape(text)
    return len(after) - int(power or 0), len((before + after).strip("0"))


def _size(text: str) -> float:
    return abs(float(text.replace(",", ".")))


def _padded(_: str, after: str, power: str | None) -> bool:
    """Whether a number has zeros that the shortest text of it has not."""
    return after.endswith("0") and (len(after) > 1 or power is not None)
