"""The functions that a framework's scheduler is given: a text to be worked out, or one in the user's own file."""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING, Any, Protocol

from lrcli._lazy import np
from lrcli.language.expression import Expression, function
from lrcli.reading.functions import MANY, UserFunction, is_function_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array


def in_file(text: str) -> bool:
    """Whether a text names a function in a file; any other is worked out."""
    return is_function_name(text) and not text.lstrip().startswith("lambda")


class OfOne(Protocol):
    """A function of one variable."""

    def __call__(self, x: Array) -> Array:
        """Its value for each value of the variable."""

    def fails(self, x: Array) -> Array:
        """For which of the values it has none, so that Python raises an error."""

    def error(self, number: float, shown: str) -> str:
        """The error for one of these; `shown` is the argument as it is written."""


def function_of_one(text: str) -> OfOne:
    """The function of one variable that a text is, or names. OSError or ValueError where the file has none."""
    return Known(UserFunction(text)) if in_file(text) else function(text)


class Known:
    """What a function in a file gives for numbers, nan where it fails; it is called once for each of them."""

    def __init__(self, user: UserFunction) -> None:
        self.user = user
        self.values: dict[float, float] = {}
        self.errors: dict[float, str] = {}

    def __call__(self, x: Array) -> Array:
        for number in np.unique(x).tolist():
            if number not in self.values:
                if len(self.values) >= MANY:
                    raise ValueError(f"{self.user.path}: {self.user.name} would be called more than {MANY:.0e} times")
                try:
                    self.values[number] = self.user.rate(int(number) if number.is_integer() else number)
                except ValueError as error:
                    self.values[number], self.errors[number] = math.nan, str(error)
                    break  # the framework calls it no more
        return np.array([self.values.get(number, math.nan) for number in x.tolist()], dtype=np.float64)

    def fails(self, x: Array) -> Array:
        self(x)
        return np.array([number in self.errors for number in x.tolist()], dtype=np.bool_)

    def error(self, number: float, shown: str) -> str:
        return self.errors[number]


def function_of_two(text: str) -> Callable[[int, float], Any]:
    """The function of the epoch and the running rate that a text is, or names; one of the epoch alone will do."""
    if not in_file(text):
        read = lambda_of_two(text)
        return lambda *given: float(read(dict(zip(read.names, map(np.float64, given), strict=False)), 1)[0])
    user = UserFunction(text)
    try:
        inspect.signature(user.function).bind(0, 0.0)
    except (TypeError, ValueError):
        return lambda epoch, _: user.value(epoch)
    return user.value


def lambda_of_two(text: str) -> Expression:
    """A text as a function of the epoch and the running rate. ValueError for any other."""
    return Expression(text, ("epoch", "lr"), lambdas=2)
