"""How fast a value changes, and by how much rounding may move it: derivatives between bounds.

What rises by more at each tick than rounding may move it rises in floating point too, whatever it is made of.

Source: Ramon E. Moore, "Interval Analysis", 1966.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.language.turns.reaches import ANYTHING, REACHES, Reach, still

if TYPE_CHECKING:
    from collections.abc import Callable

UNIT = 2.0**-53
"""Share of a number by which rounding may move it."""
LAST = 8 * UNIT
"""Share by which a function of numpy may be off."""
LOST, LEAST = 2.0**-1073, 2.0**-960
"""By how much rounding may move a number, however low it is, and from which number on that is not seen."""
WHOLE = 2.0**53
"""Whole numbers up to this one are never rounded."""


class Span(NamedTuple):
    """Between which numbers something lies; nan where that is not known."""

    low: float = math.nan
    high: float = math.nan

    @property
    def known(self) -> bool:
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def most(self) -> float:
        """The largest that it may be, without a sign."""
        return max(abs(self.low), abs(self.high))


ANY, NONE = Span(), Span(0.0, 0.0)


class Moving(NamedTuple):
    """A value, and how it moves while its variable rises.

    reach   between which numbers it stays, and which way it goes
    slope   its derivative by the variable; not known where it may leap
    growth  that of its logarithm: the slope as a share of a value that keeps its sign
    error   by how much rounding may have moved it
    off     the same as a share of it
    cycle   by how much it is higher in each period than in the one before; reach tells of the first
    whole   whether it is a whole number at whole ticks
    """

    reach: Reach
    slope: Span = ANY
    growth: Span = ANY
    error: float = math.inf
    off: float = math.inf
    cycle: float = 0.0
    whole: bool = False

    @property
    def span(self) -> Span:
        return Span(self.reach.low, self.reach.high)

    @property
    def least(self) -> float:
        """The smallest that it may be, without a sign."""
        return max(self.reach.low, -self.reach.high, 0.0)

    @property
    def is_number(self) -> bool:
        return self.reach.is_number and not self.cycle


UNKNOWN = Moving(ANYTHING)


def number(value: float) -> Moving:
    """A number."""
    return Moving(still(value), NONE, NONE, 0.0, 0.0, whole=float(value).is_integer())


def plus(a: Span, b: Span) -> Span:
    """The sum of two, and of what rounding may have made of them."""
    room = 4 * UNIT * (a.most + b.most)
    room = room if math.isfinite(room) else 0.0
    return Span(a.low + b.low - room, a.high + b.high + room)


def times(a: Span, b: Span) -> Span:
    """The product of two. 0 times infinity is 0: a share is infinite only at a bound, where the value comes to 0."""
    if not (a.known and b.known):
        return ANY
    corners = [x * y if x and y else 0.0 for x in a for y in b]
    return Span(min(corners), max(corners))


def scaled(a: Span, factor: float) -> Span:
    return times(a, Span(factor, factor))


def either(a: Span, b: Span) -> Span:
    """One of two, nobody knows which."""
    return Span(min(a.low, b.low), max(a.high, b.high)) if a.known and b.known else ANY


def both(a: Span, b: Span) -> Span:
    """What is known of it in two ways."""
    if not (a.known and b.known):
        return a if a.known else b
    low, high = max(a.low, b.low), min(a.high, b.high)
    return Span(low, high) if low <= high else a


def share(slope: Span, value: Span) -> Span:
    """A slope as a share of the value, which keeps its sign."""
    if value.high <= 0:
        slope, value = scaled(slope, -1), Span(-value.high, -value.low)
    if not (slope.known and value.low >= 0):
        return ANY
    least, most = (1 / end if end else math.inf for end in (value.high, value.low))
    low, high = slope
    low, high = low and low * (least if low > 0 else most), high and high * (most if high > 0 else least)
    return Span(low, high)


def balanced(found: Moving) -> Moving:
    """The same, with all that its slope, growth and errors tell about one another, and about its way."""
    reach, span = found.reach, found.span
    off, error = (each if each >= 0 else math.inf for each in (found.off, found.error))  # nan is not known
    slope = both(found.slope, times(found.growth, span))
    growth = both(found.growth, share(slope, span))
    if found.least > LEAST:
        off = min(off, error / found.least)
        error = min(error, off * span.most)
    else:
        off = math.inf if error else 0.0
    way = sure(slope, error)
    if way and (reach.way is None or reach.leaps):
        reach = reach._replace(way=way, leaps=False)
    return found._replace(reach=reach, slope=slope, growth=growth, error=error, off=off)


def sure(slope: Span, error: float) -> int | None:
    """The way of what has a slope, where it is more than rounding."""
    return 1 if slope.low > 2 * error else -1 if slope.high < -2 * error else None


def rounded(a: Moving, digits: float = UNIT) -> Moving:
    """A value that was just rounded, by a share of it."""
    return a._replace(error=a.error + digits * a.span.most + LOST, off=a.off + digits)


def add(found: Reach, a: Moving, b: Moving) -> Moving:
    growth = either(a.growth, b.growth) if a.reach.sign == b.reach.sign is not None else ANY
    whole = a.whole and b.whole
    off = max(a.off, b.off) if growth.known else math.inf
    made = Moving(found, plus(a.slope, b.slope), growth, a.error + b.error, off, a.cycle + b.cycle, whole)
    return made if whole and made.span.most < WHOLE else rounded(made)


def negative(found: Reach, a: Moving) -> Moving:
    return Moving(found, scaled(a.slope, -1), a.growth, a.error, a.off, -a.cycle, a.whole)


def subtract(found: Reach, a: Moving, b: Moving) -> Moving:
    return add(found, a, negative(REACHES["negative"](b.reach), b))


def multiply(found: Reach, a: Moving, b: Moving) -> Moving:
    slope = plus(times(a.slope, b.span), times(a.span, b.slope))
    error = a.span.most * b.error + b.span.most * a.error + a.error * b.error
    cycle = a.cycle * b.reach.low if a.cycle else b.cycle * a.reach.low
    whole = a.whole and b.whole
    if found.way is None and (way := way_of_product(a, b) or way_of_product(b, a)):
        found = found._replace(way=way, leaps=False)
    made = Moving(found, slope, plus(a.growth, b.growth), error, a.off + b.off, cycle, whole)
    return made if whole and made.span.most < WHOLE else rounded(made)


def way_of_product(a: Moving, b: Moving) -> int | None:
    """The way of a product, where its slope as a share of one factor is more than rounding is of that."""
    if b.reach.sign is None or not b.least > LEAST:
        return None
    slope = plus(a.slope, times(a.span, b.growth))
    way = sure(slope, a.error + a.span.most * (b.off + UNIT) + LOST / b.least)
    return way and way * b.reach.sign


def divide(found: Reach, a: Moving, b: Moving) -> Moving:
    least = min(abs(b.reach.low), abs(b.reach.high)) - b.error
    if not least > 0:
        return UNKNOWN
    parts = Span(found.low, found.high)
    by = Span(*sorted((1 / b.reach.low, 1 / b.reach.high)))
    slope = times(plus(a.slope, scaled(times(parts, b.slope), -1)), by)
    error = (a.error + parts.most * b.error) / least
    return rounded(
        Moving(found, slope, plus(a.growth, scaled(b.growth, -1)), error, a.off + b.off, a.cycle / b.reach.low)
    )


def power(found: Reach, a: Moving, b: Moving) -> Moving:
    if b.is_number:
        exponent = b.reach.low
        before = REACHES["power"](a.reach, still(exponent - 1))
        steep = scaled(Span(before.low, before.high), exponent)
        error = steep.most * a.error if a.error else 0.0
        made = Moving(found, times(a.slope, steep), scaled(a.growth, exponent), error, abs(exponent) * a.off)
        return rounded(made, LAST)
    if a.is_number and a.reach.low > 0:
        pace = math.log(a.reach.low)
        return of_exponent(found, scaled(b.slope, pace), abs(pace) * b.error)
    return Moving(found)


def exp(found: Reach, a: Moving) -> Moving:
    return of_exponent(found, a.slope, a.error)


def of_exponent(found: Reach, slope: Span, error: float) -> Moving:
    """A power of e, from the slope and the error of its exponent."""
    off = 1.1 * error if error < 0.1 else math.inf
    return rounded(Moving(found, growth=slope, error=off * found.high, off=off), LAST)


def log(found: Reach, a: Moving) -> Moving:
    if not a.reach.low > a.error:
        return Moving(found)
    return rounded(Moving(found, a.growth, error=a.error / (a.reach.low - a.error) + LAST), LAST)


def cos(found: Reach, a: Moving) -> Moving:
    sine = REACHES["sin"](a.reach)
    return Moving(found, times(Span(-sine.high, -sine.low), a.slope), error=a.error + LAST)


def sin(found: Reach, a: Moving) -> Moving:
    cosine = REACHES["cos"](a.reach)
    return Moving(found, times(Span(cosine.low, cosine.high), a.slope), error=a.error + LAST)


def tanh(found: Reach, a: Moving) -> Moving:
    squares = sorted((found.low**2, found.high**2))
    least = 0.0 if found.low < 0 < found.high else squares[0]
    steep = Span(1 - squares[1], 1 - least)
    return Moving(found, times(steep, a.slope), error=(steep.high + a.error) * a.error + LAST)


def absolute(found: Reach, a: Moving) -> Moving:
    if a.reach.sign is not None:
        return a._replace(reach=found) if a.reach.sign > 0 else negative(found, a)
    return Moving(found, either(a.slope, scaled(a.slope, -1)), error=a.error, whole=a.whole)


def extreme(found: Reach, a: Moving, b: Moving) -> Moving:
    """The lower or the higher of two."""
    for part, other in ((a, b), (b, a)):
        if found == part.reach and (part.reach.high <= other.reach.low or other.reach.high <= part.reach.low):
            return part
    growth, whole = either(a.growth, b.growth), a.whole and b.whole
    return Moving(found, either(a.slope, b.slope), growth, max(a.error, b.error), max(a.off, b.off), whole=whole)


def where(found: Reach, test: Moving, a: Moving, b: Moving) -> Moving:
    if test.reach.is_true is None:
        return Moving(found)
    return a if test.reach.is_true else b


def mod(found: Reach, a: Moving, b: Moving) -> Moving:
    if found.low == 0 and found.high == b.reach.high:
        return Moving(found)
    return Moving(found, a.slope, error=a.error, whole=a.whole and b.whole)


SLOPES: dict[str, Callable[..., Moving]] = {
    "float64": lambda found, a: a._replace(reach=found),
    "positive": lambda found, a: a._replace(reach=found),
    "negative": negative,
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "power": power,
    "square": lambda found, a: power(found, a, number(2)),
    "sqrt": lambda found, a: power(found, a, number(0.5)),
    "exp": exp,
    "log": log,
    "cos": cos,
    "sin": sin,
    "tanh": tanh,
    "abs": absolute,
    "fabs": absolute,
    "minimum": extreme,
    "maximum": extreme,
    "where": where,
    "mod": mod,
}
