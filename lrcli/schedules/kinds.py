"""The kinds of field a family can declare: what each accepts, how it prints, and what it comes to on a run."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self, SupportsFloat

from lrcli.clock import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.schedules.scope import Scope


LARGEST_WHOLE = 10**18
"""The largest whole number of a field: arrays hold it."""


class Kind(ABC):
    """What a field holds."""

    metavar: str = "VALUE"
    is_list: ClassVar[bool] = False
    is_switch: ClassVar[bool] = False
    is_path: ClassVar[bool] = False
    takes_percent: ClassVar[bool] = False
    """Whether a percentage, of a time or of a rate, is one of its values."""
    choices: tuple[str, ...] = ()

    @abstractmethod
    def check(self, value: Any) -> Any:
        """The value in its canonical form; ValueError when it is not one."""

    def show(self, value: Any) -> str:
        """The text that reads back to the value."""
        return repr(value)

    def resolve(self, value: Any, scope: Scope) -> Any:
        """The value on a run: durations become whole ticks, the rest stays."""
        return value

    def takes_text(self, text: str) -> bool:
        """Whether a flag's text is the value itself, not something to be read as a number, list or word."""
        return False

    def meant(self, word: str) -> Any:
        """The value that a word without quotes stands for; None when it stands for none."""
        return None

    @property
    def bounds(self) -> str:
        """What is allowed, in words, for help and errors."""
        return ""

    def examples(self) -> list[Any]:
        """Values that it accepts, those at its bounds among them; none where only the family knows one."""
        return []

    def listed(self) -> list[list[Any]]:
        """Lists of such values that a family may take."""
        examples = self.examples()
        return [examples[:count] for count in (1, 2, 3, 4) if count <= len(examples)]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        """The next value up or down, or a bigger step; the value itself where there is no next one."""
        return value

    def _checked_step(self, value: Any, stepped: Any) -> Any:
        """The stepped value if it is allowed, else the value."""
        try:
            return self.check(stepped)
        except ValueError:
            return value


class Text(Kind):
    """A text that stands for itself."""

    def __init__(self, metavar: str = "TEXT") -> None:
        self.metavar = metavar

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        if not value.strip() or "\0" in value:
            raise ValueError(f"{value!r} has nothing in it" if "\0" not in value else "a zero byte has no place here")
        return value

    def show(self, value: Any) -> str:
        return quoted(value)

    def takes_text(self, text: str) -> bool:
        return True


class File(Text):
    """The name of a file; `-` is standard input."""

    is_path = True

    def __init__(self, metavar: str = "FILE") -> None:
        super().__init__(metavar)


class Number(Kind):
    """A finite number within bounds; `above`/`below` exclude their bound, `least`/`most` include it."""

    metavar = "NUMBER"

    def __init__(
        self,
        above: float | None = None,
        below: float | None = None,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        self.above, self.below, self.least, self.most = above, below, least, most

    def check(self, value: Any) -> float:
        value = value.item() if getattr(value, "ndim", 1) == 0 else value  # a number of numpy's
        if isinstance(value, bool | str) or not hasattr(value, "__float__") or hasattr(value, "ndim"):
            raise ValueError(f"{value!r} is not a number")
        try:
            number = float(value) + 0.0
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise ValueError(f"{value} is not a finite number")
        if not self._inside(number):
            raise ValueError(f"{plain(number)} is out of range: {self.bounds}")
        return number

    def _inside(self, number: float) -> bool:
        return (
            (self.above is None or number > self.above)
            and (self.below is None or number < self.below)
            and (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
        )

    def show(self, value: Any) -> str:
        return plain(value)

    @property
    def bounds(self) -> str:
        words = [("above", self.above), ("below", self.below), ("at least", self.least), ("at most", self.most)]
        return ", ".join(f"{word} {plain(bound)}" for word, bound in words if bound is not None)

    def examples(self) -> list[Any]:
        tried = [self.least, self.most, 1e-6, 0.001, 0.05, 0.1, 0.5, 0.9, 0.95, 1.0, 1.5, 2.0, 3.0, 8.0]
        return [self.check(value) for value in tried if value is not None and self._inside(value)]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        """By one in the second significant digit, a big one by ten: 0.1 goes to 0.11, or to 0.2."""
        power = math.floor(math.log10(abs(value))) if value else -2
        unit = 10.0 ** (power if big else power - 1)
        return self._checked_step(value, float(f"{value + (unit if up else -unit):.12g}"))


class Metric(Number):
    """A value of a metric, which may be nan or inf."""

    def meant(self, word: str) -> float | None:
        return float(word) if word in ("nan", "inf") else None

    def check(self, value: Any) -> float:
        words = isinstance(value, str) and value in ("nan", "inf", "-inf")
        if words or (isinstance(value, SupportsFloat) and not math.isfinite(value)):
            number = float(value)
            return (
                math.nan if math.isnan(number) else number
            )  # always the same object, so that tuples of them are equal
        return super().check(value)

    def show(self, value: Any) -> str:
        return plain(value) if math.isfinite(value) else str(value)


class Rate(Number):
    """A learning rate; a second rate may be given as a percentage of the family's main one."""

    metavar = "LR"
    takes_percent = True


class Count(Number):
    """A number of steps, rounds or anything else that is counted, so that it may be written "2k"."""

    def check(self, value: Any) -> float:
        return super().check(counted(value) if isinstance(value, str) else value)


class Whole(Count):
    """A whole number within bounds."""

    metavar = "N"

    def check(self, value: Any) -> int:
        number = super().check(value)
        if number != int(number):
            raise ValueError(f"{value} is not a whole number")
        if abs(number) > LARGEST_WHOLE:
            raise ValueError(f"{number:.6g} is out of range: whole numbers go up to {LARGEST_WHOLE:.0e}")
        return int(number)

    def examples(self) -> list[Any]:
        tried = [self.least, self.most, 1, 2, 3, 7, 10, 60, 600]
        return [int(value) for value in tried if value is not None and self._inside(value)]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        return self._checked_step(value, value + (10 if big else 1) * (1 if up else -1))


ANSWERS = {"yes": True, "no": False, "true": True, "false": False}
"""The words that a switch is set with."""


class Switch(Kind):
    """Yes or no, which are True and False in Python."""

    is_switch = True
    metavar = ""

    def meant(self, word: str) -> bool | None:
        return ANSWERS.get(word.lower())

    def check(self, value: Any) -> bool:
        answer = self.meant(value) if isinstance(value, str) else value
        if not isinstance(answer, bool):
            raise ValueError(f"{value!r} is neither yes nor no")
        return answer

    def examples(self) -> list[Any]:
        return [False, True]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        return not value


class Choice(Kind):
    """One of a few words; `spellings` are other words for some of them."""

    def __init__(self, *choices: str, spellings: dict[str, str] | None = None) -> None:
        self.choices = choices
        self.spellings = spellings or {}
        self.metavar = "|".join(choices)

    def meant(self, word: str) -> str | None:
        return self.spellings.get(word, word if word in self.choices else None)

    def check(self, value: Any) -> str:
        value = self.spellings.get(value, value) if isinstance(value, str) else value
        if value not in self.choices:
            raise ValueError(f"{value!r} is not one of {', '.join(self.choices)}")
        return str(value)

    def show(self, value: Any) -> str:
        return f'"{value}"'

    @property
    def bounds(self) -> str:
        return f"one of {', '.join(self.choices)}"

    def examples(self) -> list[Any]:
        return list(self.choices)

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        place = self.choices.index(value) + (1 if up else -1)
        return self.choices[min(max(place, 0), len(self.choices) - 1)]


class Listed(Kind):
    """A list of values of one kind, at least `least` of them."""

    is_list = True

    def __init__(self, item: Kind, least: int = 0) -> None:
        self.item = item
        self.least = least
        self.metavar = f"{item.metavar},..."

    def meant(self, word: str) -> Any:
        return self.item.meant(word)

    def check(self, value: Any) -> tuple[Any, ...]:
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            value = (value,)
        items: Iterable[Any] = value
        checked = tuple(self.item.check(item) for item in items)
        if len(checked) < self.least:
            raise ValueError(f"needs at least {self.least} value{'' if self.least == 1 else 's'}")
        return checked

    def show(self, value: Any) -> str:
        return f"[{', '.join(self.item.show(item) for item in value)}]"

    def resolve(self, value: Any, scope: Scope) -> Any:
        return tuple(self.item.resolve(item, scope) for item in value)

    @property
    def bounds(self) -> str:
        return f"each {self.item.bounds}" if self.item.bounds else ""

    def examples(self) -> list[Any]:
        return [items for items in self.item.listed() if len(items) >= self.least]


class Metrics(Listed):
    """Values of a metric: a list, or the name of a file that holds them; `-` is standard input."""

    is_path = True
    metavar = "FILE|NUMBER,..."
    most = 4000  # what a text may hold that is still read back

    def __init__(self, item: Metric, least: int = 0) -> None:
        super().__init__(item, least)
        self.metavar = Metrics.metavar

    def check(self, value: Any) -> Any:
        if isinstance(value, str):
            return File().check(value)
        checked = super().check(value)
        if len(checked) > self.most:
            raise ValueError(f"{len(checked)} values in a list: at most {self.most}; a file holds any number")
        return checked

    def show(self, value: Any) -> str:
        return quoted(value) if isinstance(value, str) else super().show(value)

    def resolve(self, value: Any, scope: Scope) -> Any:
        return value

    def takes_text(self, text: str) -> bool:
        try:
            return not text.startswith("[") and not [float(item) for item in text.split(",") if item.strip()]
        except ValueError:
            return True

    @property
    def bounds(self) -> str:
        return ""


class Written(ABC):
    """What was written and can be put into ticks: what a field may hold as another schedule."""

    def meant(self) -> Any:
        """What it stands for: itself, or what its file comes to."""
        return self

    @abstractmethod
    def exact(self, scope: Scope) -> Self:
        """It in a slot of a run, every duration in ticks."""


class Body(Kind):
    """Another schedule."""

    metavar = "SCHEDULE"

    def check(self, value: Any) -> Any:
        if not isinstance(value, Written):
            raise ValueError(f"{value!r} is not a schedule")
        return value

    def resolve(self, value: Any, scope: Scope) -> Any:
        return value.exact(scope)


def quoted(text: str) -> str:
    """A text as the notation writes it, in double quotes where that needs no escape."""
    shown = repr(text)
    return f'"{shown[1:-1]}"' if shown[0] == "'" and '"' not in text else shown


def counted(text: str) -> float:
    """The number that a text such as "2k" is. ValueError for any other, one with a unit among them."""
    sign, digits = (-1, text.strip()[1:]) if text.strip().startswith("-") else (1, text)
    try:
        duration = Duration(digits)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if duration.unit:
        raise ValueError(f"{text} has a unit, and this is a plain number, such as 30 or 2k")
    return sign * (float(duration.number) if duration.number % 1 else int(duration.number))


def percent_of(main: float, text: str) -> float:
    """`"10%"` of the main rate, computed on the decimal texts and rounded once."""
    try:
        share = Decimal(text.strip().removesuffix("%").strip()) / 100
        return float(Decimal(repr(main)) * share)
    except ArithmeticError:
        raise ValueError(f"{text!r} is neither a number nor a percentage") from None
