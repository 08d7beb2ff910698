"""What an operator or a function makes of numbers of which it is known where they stay and which way they go.

Rounding does not change which way a sum, a product, a quotient or a root goes, for the larger of two numbers is never
rounded to the smaller; the other functions of numpy are off by their last digit. What is not sure is not known.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MARGIN = 1e-12
"""Share of a number by which rounding does not change it."""
DIGIT = 1e-15
"""The last digit of a cosine, more or less, and the share of a larger number by which it is rounded before."""


class Reach(NamedTuple):
    """What is known of a value while the variable rises from one number to another.

    low, high  between which numbers it stays, infinite ones among them; nan where it may be none
    way        1 where it only rises, -1 where it only falls, 0 where it stays the same, None where that is not known
    leaps      whether it may jump on its way

    Of what stays the same low and high are apart where it is not known which number it is.
    """

    low: float
    high: float
    way: int | None
    leaps: bool = False

    @property
    def sign(self) -> int | None:
        """The sign that it has everywhere; 0 is of both."""
        return 1 if self.low >= 0 else -1 if self.high <= 0 else None

    @property
    def finite(self) -> bool:
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def is_number(self) -> bool:
        """Whether it is one number, which is known."""
        return self.low == self.high

    @property
    def may_be_nan(self) -> bool:
        """Whether it may be nan."""
        return math.isnan(self.low) or math.isnan(self.high)

    @property
    def is_true(self) -> bool | None:
        """Whether it counts as true; None where that is not known."""
        if self.low > 0 or self.high < 0:
            return True
        return False if self.low == self.high == 0 else None


ANYTHING = Reach(math.nan, math.nan, None)


def still(number: float) -> Reach:
    """A number."""
    return ANYTHING if math.isnan(number) else Reach(float(number), float(number), 0)


def rising(first: float, last: float, leaps: bool = False) -> Reach:
    """What rises from one number to another."""
    return Reach(first, last, 1, leaps) if first < last else still(first)


def settled(found: Reach, parts: Iterable[Reach]) -> Reach:
    """What was found of a function of these parts: it stays the same where they all do."""
    return found._replace(way=0, leaps=False) if all(part.way == 0 for part in parts) else found


def agreed(*ways: int | None) -> int | None:
    """The way of a sum of what goes these ways."""
    known = {way for way in ways if way != 0}
    return known.pop() if len(known) == 1 else None if known else 0


def over(corners: list[float], way: int | None, *parts: Reach) -> Reach:
    """What lies between the lowest and the highest of some numbers."""
    if any(map(math.isnan, corners)):
        return ANYTHING
    low, high = min(corners), max(corners)
    return Reach(low, high, way, any(part.leaps for part in parts)) if low < high else still(low)


def hull(*parts: Reach) -> Reach:
    """What is one of these, nobody knows which."""
    if any(part.may_be_nan for part in parts):
        return ANYTHING
    return Reach(min(part.low for part in parts), max(part.high for part in parts), None)


def negative(a: Reach) -> Reach:
    return Reach(-a.high, -a.low, None if a.way is None else -a.way, a.leaps)


def add(a: Reach, b: Reach) -> Reach:
    if not (a.finite or b.finite):  # infinity less infinity
        return ANYTHING
    return over([a.low + b.low, a.high + b.high], agreed(a.way, b.way), a, b)


def subtract(a: Reach, b: Reach) -> Reach:
    return add(a, negative(b))


def multiply(a: Reach, b: Reach) -> Reach:
    if not (a.finite and b.finite) and (a.low <= 0 <= a.high or b.low <= 0 <= b.high):  # 0 times infinity
        return ANYTHING
    ways = [0 if b.way == 0 else times(a.sign, b.way), 0 if a.way == 0 else times(b.sign, a.way)]
    return over([x * y for x in (a.low, a.high) for y in (b.low, b.high)], agreed(*ways), a, b)


def times(sign: int | None, way: int | None) -> int | None:
    return None if sign is None or way is None else sign * way


def divide(a: Reach, b: Reach) -> Reach:
    if b.low <= 0 <= b.high:
        return ANYTHING
    if a.is_number and b.is_number:
        return still(a.low / b.low)
    return multiply(a, Reach(1 / b.high, 1 / b.low, None if b.way is None else -b.way, b.leaps))


def rounded(a: Reach) -> Reach:
    """A whole number that is at most 1 away."""
    if not a.finite or a.is_number:
        return still(np.round(a.low)) if a.finite else ANYTHING
    return Reach(a.low - 1, a.high + 1, a.way, leaps=True)


def floor(a: Reach) -> Reach:
    if not a.finite:
        return ANYTHING
    if a.is_number:
        return still(math.floor(a.low))
    low, high = math.floor(a.low - MARGIN * abs(a.low)), math.floor(a.high + MARGIN * abs(a.high))
    return Reach(low, high, a.way, leaps=True) if low < high else still(low)


def floor_divide(a: Reach, b: Reach) -> Reach:
    if a.is_number and b.is_number:
        return still(np.floor_divide(a.low, b.low))
    return floor(divide(a, b)) if a.low >= 0 and b.low > 0 and b.finite else ANYTHING


def mod(a: Reach, b: Reach) -> Reach:
    if not b.is_number or b.low <= 0 or not (a.finite and b.finite):
        return ANYTHING
    low, high = float(np.mod(a.low, b.low)), float(np.mod(a.high, b.low))
    if a.high - a.low < b.low and low <= high:
        return Reach(low, high, a.way, a.leaps)
    return Reach(0, b.low, None)


def power(a: Reach, b: Reach) -> Reach:
    if a.may_be_nan or b.may_be_nan:
        return ANYTHING
    corners = [float(np.power(np.float64(x), y)) for x in (a.low, a.high) for y in (b.low, b.high)]
    if a.low >= 0:
        base = None if a.low < 1 < a.high else 1 if a.low >= 1 else -1
        ways = [0 if b.way == 0 else times(base, b.way), 0 if a.way == 0 else times(b.sign, a.way)]
        return over(corners, agreed(*ways), a, b)
    if b.is_number and b.low % 1 == 0 and b.low > 0:
        if b.low % 2:
            return over(corners, a.way, a)
        return power(absolute(a), b)
    return ANYTHING


def absolute(a: Reach) -> Reach:
    if a.sign is None:
        return over([0, -a.low, a.high], None, a)
    return a if a.sign > 0 else negative(a)


def sign(a: Reach) -> Reach:
    if a.may_be_nan:
        return ANYTHING
    low, high = (math.copysign(1, end) if end else 0 for end in (a.low, a.high))
    return Reach(low, high, a.way, leaps=True) if low < high else still(low)


def cos(a: Reach) -> Reach:
    if not a.finite or a.is_number:
        return still(np.cos(a.low)) if a.finite else ANYTHING
    first, last = ((x + slack) / math.pi for x, slack in ((a.low, -room(a)), (a.high, room(a))))
    if math.floor(first) != math.floor(last):
        return Reach(-1, 1, None)
    low, high = sorted(float(np.cos(end)) for end in (a.low, a.high))
    off = DIGIT * max(abs(a.low), abs(a.high), 1)
    ends = [max(low - off, -1), min(high + off, 1)]
    return over(ends, times(1 if math.floor(first) % 2 else -1, a.way), a)


def room(a: Reach) -> float:
    """How far from a turn is sure to be beside it."""
    return MARGIN * max(abs(a.low), abs(a.high), 1)


def lower(a: Reach, b: Reach) -> Reach:
    if a.may_be_nan or b.may_be_nan:
        return ANYTHING
    if a.high <= b.low or b.high <= a.low:
        return a if a.high <= b.low else b
    return over([min(a.low, b.low), min(a.high, b.high)], agreed(a.way, b.way), a, b)


def higher(a: Reach, b: Reach) -> Reach:
    return negative(lower(negative(a), negative(b)))


def less(a: Reach, b: Reach) -> Reach:
    slack = MARGIN * max(map(abs, (a.low, a.high, b.low, b.high)))
    if a.is_number and b.is_number:
        return still(a.low < b.low)
    if a.high + slack < b.low:
        return still(1)
    return still(0) if b.high + slack < a.low else Reach(0, 1, None)


def equal(a: Reach, b: Reach) -> Reach:
    if a.is_number and b.is_number:
        return still(a.low == b.low)
    return still(0) if less(a, b).low or less(b, a).low else Reach(0, 1, None)


def inverted(a: Reach) -> Reach:
    return Reach(0, 1, None) if a.is_true is None else still(not a.is_true)


def chosen(test: Reach, a: Reach, b: Reach) -> Reach:
    if test.is_true is None:
        return hull(a, b)
    return a if test.is_true else b


def growing(name: str, least: float = -math.inf) -> Callable[[Reach], Reach]:
    """A function of numpy that rises wherever it is defined, above a number."""

    def made(a: Reach) -> Reach:
        if a.low < least:
            return ANYTHING
        return over([float(getattr(np, name)(np.float64(end))) for end in (a.low, a.high)], a.way, a)

    return made


REACHES: dict[str, Callable[..., Reach]] = {
    **{
        name: growing(name) for name in ("exp", "exp2", "expm1", "cbrt", "radians", "degrees", "sinh", "tanh", "arctan")
    },
    **{name: growing(name, 0) for name in ("log", "log2", "log10", "sqrt")},
    "log1p": growing("log1p", -1),
    "float64": lambda a: a,
    "positive": lambda a: a,
    "negative": negative,
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "power": power,
    "square": lambda a: power(a, still(2)),
    "mod": mod,
    "floor_divide": floor_divide,
    "floor": floor,
    "ceil": lambda a: negative(floor(negative(a))),
    "trunc": lambda a: floor(a) if a.low >= 0 else negative(floor(negative(a))) if a.high <= 0 else rounded(a),
    "round": rounded,
    "sign": sign,
    "abs": absolute,
    "fabs": absolute,
    "cos": cos,
    "sin": lambda a: cos(subtract(a, still(math.pi / 2))) if not a.is_number else still(np.sin(a.low)),
    "minimum": lower,
    "maximum": higher,
    "where": chosen,
    "logical_not": inverted,
    "less": less,
    "greater": lambda a, b: less(b, a),
    "less_equal": lambda a, b: inverted(less(b, a)),
    "greater_equal": lambda a, b: inverted(less(a, b)),
    "equal": equal,
    "not_equal": lambda a, b: inverted(equal(a, b)),
}
"""By numpy's names. Of those that are not here nothing is known."""
