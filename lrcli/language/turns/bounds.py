"""Between which numbers a value, its slope and its bend lie in each of many stretches at once.

Source: Ramon E. Moore, "Interval Analysis", 1966; Louis B. Rall, "Automatic Differentiation", 1981.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.turns.slopes import LAST, LOST, UNIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Bools

QUARTER = math.pi / 2
NEAR = 1e-12
"""Share of a number by which it is taken to be nearer to a turn of a wave than it is."""


class Span(NamedTuple):
    """Between which numbers something lies in each of some stretches."""

    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, ...]:
        """Both ends, or one if they are the same."""
        return (self.low,) if self.low is self.high else (self.low, self.high)

    @property
    def most(self) -> Array:
        """The largest that it may be, without a sign."""
        return np.asarray(np.maximum(np.abs(self.low), np.abs(self.high)))

    @property
    def least(self) -> Array:
        """The smallest that it may be, without a sign."""
        return np.asarray(np.maximum(np.maximum(self.low, -self.high), 0.0))


class Bounds(NamedTuple):
    """What is known of a value in each of some stretches.

    value, slope, bend   between which numbers it stays, and its first and its second derivative
    error                by how much rounding may have moved it
    """

    value: Span
    slope: Span
    bend: Span
    error: Any


ZERO, ANY = Span(0.0, 0.0), Span(-math.inf, math.inf)


class UnknownError(Exception):
    """A function of which nothing is known here."""


def number(value: float) -> Bounds:
    """A number."""
    return Bounds(Span(value, value), ZERO, ZERO, 0.0)


def plus(a: Span, b: Span) -> Span:
    """The sum of two, and of what rounding may have made of them."""
    if a is ZERO or b is ZERO:
        return b if a is ZERO else a
    room = 4 * UNIT * (a.most + b.most)
    return known(Span(a.low + b.low - room, a.high + b.high + room))


def times(a: Span, b: Span) -> Span:
    """The product of two; 0 times infinity is 0."""
    if a is ZERO or b is ZERO:
        return ZERO
    if np.min(a.low) >= 0 and np.min(b.low) >= 0:
        low, high = np.asarray(a.low * b.low), np.asarray(a.high * b.high)
    else:
        corners = [np.asarray(x * y) for x in a.ends for y in b.ends]
        low, high = corners[0], corners[0]
        for corner in corners[1:]:
            low, high = np.fmin(low, corner), np.fmax(high, corner)
    return Span(without_nan(low, 0.0), without_nan(high, 0.0))


def without_nan(ends: Array, instead: float) -> Array:
    """The same with a number where there is none."""
    return np.where(np.isnan(ends), instead, ends) if np.isnan(np.min(ends)) else ends


def scaled(a: Span, factor: float) -> Span:
    if a is ZERO:
        return a
    return Span(a.low * factor, a.high * factor) if factor >= 0 else Span(a.high * factor, a.low * factor)


def hull(a: Span, b: Span) -> Span:
    """One of two, nobody knows which."""
    return Span(np.minimum(a.low, b.low), np.maximum(a.high, b.high))


def known(span: Span) -> Span:
    """The same; where it is no number at an end nothing is known."""
    return Span(without_nan(span.low, -math.inf), without_nan(span.high, math.inf))


def chosen(some: Bools | Array, a: Bounds, b: Bounds) -> Bounds:
    """One value where it is so, another one elsewhere."""

    def one_of(one: Span, other: Span) -> Span:
        return Span(np.where(some, one.low, other.low), np.where(some, one.high, other.high))

    spans = one_of(a.value, b.value), one_of(a.slope, b.slope), one_of(a.bend, b.bend)
    return Bounds(*spans, np.where(some, a.error, b.error))


def either(a: Bounds, b: Bounds, bend: Span = ANY) -> Bounds:
    """A value that is now one of two, now the other, without a jump."""
    return Bounds(hull(a.value, b.value), hull(a.slope, b.slope), bend, np.maximum(a.error, b.error))


def add(a: Bounds, b: Bounds) -> Bounds:
    value = plus(a.value, b.value)
    error = a.error + b.error + UNIT * value.most
    return Bounds(value, plus(a.slope, b.slope), plus(a.bend, b.bend), error)


def negative(a: Bounds) -> Bounds:
    return Bounds(scaled(a.value, -1), scaled(a.slope, -1), scaled(a.bend, -1), a.error)


def multiply(a: Bounds, b: Bounds) -> Bounds:
    value = known(times(a.value, b.value))
    slope = plus(times(a.slope, b.value), times(a.value, b.slope))
    bend = plus(plus(times(a.bend, b.value), times(a.value, b.bend)), scaled(times(a.slope, b.slope), 2))
    error = a.value.most * b.error + b.value.most * a.error + a.error * b.error + UNIT * value.most + LOST
    return Bounds(value, slope, bend, error)


def of(a: Bounds, value: Span, first: Span, second: Span, digits: float = LAST) -> Bounds:
    """A function of a value, from what it and its derivatives reach there."""
    value, first, second = known(value), known(first), known(second)
    bend = plus(times(second, square_of(a.slope)), times(first, a.bend))
    error = np.where(a.error == 0, 0.0, first.most * a.error) + digits * value.most + LOST
    return Bounds(value, times(first, a.slope), bend, error)


def square_of(a: Span) -> Span:
    return Span(a.least**2, a.most**2)


def power_span(a: Span, exponent: float) -> Span:
    """What a power reaches."""
    if exponent == 0:
        return Span(1.0, 1.0)
    ends = a.low**exponent, a.high**exponent
    low, high = np.fmin(*ends), np.fmax(*ends)
    across = (a.low < 0) & (a.high > 0)
    if not float(exponent).is_integer():
        return Span(np.where(a.low < 0, -math.inf, low), np.where(a.low < 0, math.inf, high))
    if exponent < 0:
        return Span(np.where(across, -math.inf, low), np.where(across, math.inf, high))
    return Span(np.where(across & (exponent % 2 == 0), 0.0, low), high)


def power(a: Bounds, b: Bounds) -> Bounds:
    if np.ndim(b.value.low) == 0:
        n = b.value.low
        spans = [power_span(a.value, n - order) for order in range(3)]
        return of(a, spans[0], scaled(spans[1], n), scaled(spans[2], n * (n - 1)))
    if np.ndim(a.value.low) == 0 and a.value.low > 0:
        return exp(multiply(number(math.log(a.value.low)), b))
    return exp(multiply(b, log(a)))


def divide(a: Bounds, b: Bounds) -> Bounds:
    made = multiply(a, number(1 / b.value.low) if np.ndim(b.value.low) == 0 else power(b, number(-1.0)))
    return made._replace(error=made.error + 2 * UNIT * made.value.most)


def exp(a: Bounds) -> Bounds:
    span = Span(np.exp(a.value.low), np.exp(a.value.high))
    made = of(a, span, span, span)
    return made._replace(error=made.value.most * (1.1 * a.error + LAST) + LOST)


def log(a: Bounds) -> Bounds:
    inside = np.where(a.value.low > 0, a.value.low, math.nan)
    low = Span(np.log(inside), np.log(a.value.high))
    return of(a, low, Span(1 / np.asarray(a.value.high), 1 / inside), Span(-(inside**-2.0), -(a.value.high**-2.0)))


def cosine_span(a: Span) -> Span:
    """What a cosine reaches."""
    room = NEAR * (1 + a.most)
    ends = np.cos(a.low), np.cos(a.high)
    tops = np.floor((a.high + room) / (4 * QUARTER)) > np.floor((a.low - room) / (4 * QUARTER))
    bottoms = np.floor((a.high + room) / (4 * QUARTER) - 0.5) > np.floor((a.low - room) / (4 * QUARTER) - 0.5)
    low, high = np.minimum(*ends) - LAST, np.maximum(*ends) + LAST
    return Span(np.where(bottoms, -1.0, np.maximum(low, -1.0)), np.where(tops, 1.0, np.minimum(high, 1.0)))


def sine_span(a: Span) -> Span:
    return cosine_span(Span(a.low - QUARTER, a.high - QUARTER))


def cos(a: Bounds) -> Bounds:
    value = cosine_span(a.value)
    return of(a, value, scaled(sine_span(a.value), -1), scaled(value, -1))


def sin(a: Bounds) -> Bounds:
    value = sine_span(a.value)
    return of(a, value, cosine_span(a.value), scaled(value, -1))


def tanh(a: Bounds) -> Bounds:
    value = Span(np.tanh(a.value.low), np.tanh(a.value.high))
    squares = square_of(value)
    first = Span(1 - squares.high, 1 - squares.low)
    return of(a, value, first, scaled(times(value, first), -2))


def arctan(a: Bounds) -> Bounds:
    squares = square_of(a.value)
    first = Span(1 / (1 + squares.high), 1 / (1 + squares.low))
    return of(
        a, Span(np.arctan(a.value.low), np.arctan(a.value.high)), first, scaled(times(a.value, square_of(first)), -2)
    )


def absolute(a: Bounds) -> Bounds:
    turned, across = chosen(a.value.low >= 0, a, negative(a)), (a.value.low < 0) & (a.value.high > 0)
    folded = either(a, negative(a))
    return chosen(across, folded._replace(value=Span(np.zeros_like(a.error), a.value.most)), turned)


def minimum(a: Bounds, b: Bounds) -> Bounds:
    both = either(a, b)
    both = both._replace(value=Span(both.value.low, np.minimum(a.value.high, b.value.high)))
    return chosen(
        a.value.high + a.error < b.value.low - b.error,
        a,
        chosen(b.value.high + b.error < a.value.low - a.error, b, both),
    )


def maximum(a: Bounds, b: Bounds) -> Bounds:
    return negative(minimum(negative(a), negative(b)))


def floor(a: Bounds) -> Bounds:
    low, high = np.floor(a.value.low - a.error), np.floor(a.value.high + a.error)
    return jumping(low == high, number(0.0)._replace(value=Span(low, low)), Span(low, high))


def jumping(some: Bools | Array, made: Bounds, else_between: Span) -> Bounds:
    """A value where it is so; elsewhere it may jump between some numbers."""
    return chosen(some, made, Bounds(else_between, ANY, ANY, 0.0))


def mod(a: Bounds, b: Bounds) -> Bounds:
    if np.ndim(b.value.low) or not b.value.low > 0:
        raise UnknownError
    turn = floor(divide(a, b))
    made = add(a, negative(multiply(turn, b)))
    inside = Span(np.maximum(made.value.low, 0.0), np.minimum(made.value.high, b.value.low))
    return jumping(turn.value.low == turn.value.high, made._replace(value=inside), Span(0.0, b.value.low))


def less(a: Bounds, b: Bounds) -> Bounds:
    surely, never = a.value.high + a.error < b.value.low - b.error, a.value.low - a.error > b.value.high + b.error
    told = number(0.0)._replace(value=Span(np.where(surely, 1.0, 0.0), np.where(surely, 1.0, 0.0)))
    return jumping(surely | never, told, Span(0.0, 1.0))


def where(test: Bounds, a: Bounds, b: Bounds) -> Bounds:
    if np.ndim(test.value.low) == 0:
        return a if test.value.low or test.value.high else b
    one = chosen(test.value.low > 0, a, b)
    return jumping((test.value.low > 0) | (test.value.high == 0), one, hull(a.value, b.value))


FUNCTIONS: dict[str, Callable[..., Bounds]] = {
    "float64": lambda a: a,
    "positive": lambda a: a,
    "negative": negative,
    "add": add,
    "subtract": lambda a, b: add(a, negative(b)),
    "multiply": multiply,
    "divide": divide,
    "power": power,
    "square": lambda a: power(a, number(2.0)),
    "sqrt": lambda a: power(a, number(0.5)),
    "exp": exp,
    "exp2": lambda a: exp(multiply(number(math.log(2)), a)),
    "log": log,
    "log2": lambda a: multiply(number(1 / math.log(2)), log(a)),
    "log10": lambda a: multiply(number(1 / math.log(10)), log(a)),
    "log1p": lambda a: log(add(a, number(1.0))),
    "cos": cos,
    "sin": sin,
    "tanh": tanh,
    "arctan": arctan,
    "abs": absolute,
    "fabs": absolute,
    "minimum": minimum,
    "maximum": maximum,
    "floor": floor,
    "floor_divide": lambda a, b: floor(divide(a, b)),
    "mod": mod,
    "less": less,
    "less_equal": less,
    "greater": lambda a, b: less(b, a),
    "greater_equal": lambda a, b: less(b, a),
    "where": where,
}
"""What each function makes of its parts, by numpy's names."""
