"""Axes: where they end, where the round numbers lie, and how numbers are written for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.errors import few_of

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.batch import Flow
    from lrcli.clock import Run
    from lrcli.render.writers import Sheet

FLAT = 1e-12
"""Less than this of the value is no range."""
LARGEST = 1e300
"""Above it, and below 1 / it on a log axis, the arithmetic of axes overflows."""


class Scale(NamedTuple):
    """An axis: its ends, the numbers that stand at it, the ends among them, and where a value lies between them."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def share(self, values: Array) -> Array:
        """Where values lie, 0 at the low end and 1 at the high one; NaN for what a log axis can't show."""
        if self.log:
            positive = np.where(values > 0, values, np.nan)
            result: Array = np.log(positive / self.low) / np.log(self.high / self.low)
            return result
        return (values - self.low) / (self.high - self.low)

    def names(self) -> list[str]:
        """The ticks as texts that differ from one another, all in one notation."""
        sizes = [abs(tick) for tick in self.ticks if tick]
        small = min(sizes) < 1e-3 if self.log else max(sizes) < 1e-3
        if small or max(sizes) >= 1e6:
            return [exponent_text(tick, 14) for tick in self.ticks]
        return [np.format_float_positional(tick, trim="-") for tick in self.ticks]


def scale(low: float, high: float, log: bool, most: int) -> Scale:
    """An axis for values from `low` to `high` that ends at round numbers and has at most `most` parts.

    That of one value is from 0 to twice as much, so that the value stands in the middle.
    """
    if high - low <= FLAT * max(abs(low), abs(high)):
        ends = (high / 2, high * 2) if log else (min(2 * high, 0.0), max(2 * high, 0.0)) if high else (0.0, 1.0)
        ticks = sorted({*ends, high}) if most > 1 else list(ends)
        return Scale(*ends, tuple(ticks), log)
    if not log or high < 3 * low:
        ticks = round_ends(low, high, most)
        if not log or ticks[0] > 0:
            return Scale(ticks[0], ticks[-1], tuple(ticks), log)
    low, high = rounded(low, up=False), rounded(high, up=True)
    return Scale(low, high, tuple(sorted({low, *decades(low, high, most), high})), log)


def between(low: float, high: float, log: bool, most: int) -> Scale:
    """An axis with just these ends, and round numbers between them."""
    ticks = decades(low, high, most) if log else round_numbers(low, high, most)
    return Scale(low, high, tuple(sorted({low, *ticks, high})), log)


def round_ends(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten, the first at or below `low` and the last at or above `high`.

    The parts are at most `most`; little is left empty, and a part is about as high as two or three lines.
    """
    best: tuple[float, list[float]] | None = None
    power = math.floor(math.log10(max((high - low) / most, 5e-324)))
    for exponent in (power, power + 1, power + 2):
        for unit in (1, 2, 2.5, 5):
            step = unit * 10.0**exponent
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            parts = last - first
            cost = parts * step / (high - low) + 0.03 * abs(parts - most / 1.75)
            if 1 <= parts <= most and (best is None or cost < best[0]):
                best = cost, [float(f"{k * step:.15g}") for k in range(first, last + 1)]
    return best[1] if best else [low, high]


def rounded(value: float, up: bool) -> float:
    """The next 1, 2 or 5 times a power of ten: at or above the value, or at or below it."""
    exponent = math.floor(math.log10(value))
    choices = [float(f"{unit}e{power}") for power in (exponent, exponent + 1) for unit in (1, 2, 5)]
    if up:
        return min(choice for choice in choices if choice >= value * (1 - 1e-9))
    return max(choice for choice in choices if choice <= value * (1 + 1e-9))


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


def short_count(number: int, least: int = 10_000) -> str:
    """A number of ticks for an axis: 2000, 50k, 375.3k, 1.5M; in full where four digits do not tell it.

    Numbers below the least are in full: beside 10k, 5000 is 5k.
    """
    for size, mark in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size and number >= least:
            text = f"{number / size:.4g}"
            if "e" not in text and round(float(text) * size) == number:
                return f"{text}{mark}"
    return str(number)


def rounded_count(number: int) -> str:
    """A number of tokens with the letter that a duration has: 300B; 4.19M where it takes more digits."""
    for size, mark in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            text = f"{number / size:.6g}"
            return f"{text if float(text) * size == number else f'{number / size:.3g}'}{mark}"
    return str(number)


class Counted(NamedTuple):
    """What an axis of rows counts: epochs where their steps are known, tokens where the run was given in them.

    unit  "epoch", "step" or "token"
    per   rows in an epoch
    flow  the tokens that the rows take
    """

    unit: str
    per: int = 1
    flow: Flow | None = None

    def of(self, rows: Any) -> Any:
        """How many of them there are before rows; an array for an array."""
        return rows / self.per if self.flow is None else self.flow.befores(np.asarray(rows, dtype=np.float64))

    def rows(self, counts: Any) -> Any:
        """The rows before which there are so many."""
        return counts * self.per if self.flow is None else self.flow.steps(np.asarray(counts, dtype=np.float64))

    def text(self, row: float) -> str:
        """How many there are before a row."""
        if self.flow is not None:
            return rounded_count(int(self.of(row)))
        return short_count(int(row // self.per)) if row % self.per == 0 else short(row / self.per, 4)


def counted_on(run: Run) -> Counted:
    """What the axis of a run counts."""
    if run.tokens:
        return Counted("token", flow=run.flow)
    return Counted("epoch", run.steps_per_epoch) if run.steps_per_epoch else Counted(run.tick)


def drawable(rates: Array, log: bool) -> Array:
    """The rates, NaN for those that an axis has no place for."""
    return np.where((np.abs(rates) < LARGEST) & (rates > 1 / LARGEST if log else True), rates, np.nan)


def range_drawable(low: Array, high: Array, log: bool) -> tuple[Array, Array]:
    """What an axis has a place for of ranges of rates; NaN for those that lie beyond it."""
    least = 1 / LARGEST if log else -LARGEST
    some = (low < LARGEST) & (high > least)
    return np.where(some, np.maximum(low, least), np.nan), np.where(some, np.minimum(high, LARGEST), np.nan)


def limits(low: float, high: float, log: bool) -> tuple[float, float]:
    """Where an axis of rates from `low` to `high` begins and ends: at 0 when they come near it."""
    if log:
        margin = 0.05 * (math.log(high) - math.log(low)) or 1.0
        least, most = -math.log(LARGEST), math.log(LARGEST)
        return math.exp(max(math.log(low) - margin, least)), math.exp(min(math.log(high) + margin, most))
    if high - low <= 1e-12 * abs(high):
        return (min(2 * high, 0), max(2 * high, 0)) if high else (0, 1)
    if 0 <= low < high / 3:
        return 0, 1.04 * high
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def exponent_text(value: float, decimals: int = 9) -> str:
    """A number as one types it: 3e-4."""
    digits, exponent = f"{value:.{decimals}e}".split("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}e{int(exponent)}" if int(exponent) else digits


class Gaps(NamedTuple):
    """Labels of the curves with rates that an axis has no place for: too low for a log axis, too large for any."""

    low: list[str]
    large: list[str]


def gaps_in(labels: list[str], rates: Array, log: bool) -> Gaps:
    """Whose rates an axis has no place for; there is a column of them for each curve."""
    large = np.abs(rates) >= LARGEST
    low = (rates <= 1 / LARGEST) & log
    return Gaps(*([labels[number] for number in np.flatnonzero(some.any(axis=0))] for some in (low, large)))


def tell_gaps(gaps: Gaps, sheet: Sheet) -> None:
    """Say whose values an axis has no place for."""
    if gaps.low:
        sheet.say(f"a log axis has no place for the zeros of {few_of(gaps.low)}: they are gaps")
    if gaps.large:
        sheet.say(f"no rate of {exponent_text(LARGEST)} or more is drawn, and {few_of(gaps.large)} comes to some")
