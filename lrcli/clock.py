"""Time: durations as they are written, the run they belong to, and ticks.

A *tick* is what one row of a table stands for: an epoch, or an optimizer step once the number of steps is known.
Durations are kept as exact decimal numbers and turned into whole ticks once, in `Schedule.on(run)`; no
floating-point comparison decides a boundary.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lrcli._tuples import NamedTuple

UNITS: Final = {"ep": "epoch", "st": "step", "sp": "sample", "tok": "token", "%": "percent", "": ""}
SMALLEST_PLAIN: Final = -20  # the exponent of the smallest number that is written without one
LONGEST: Final = 10**15  # ticks; float64 counts every whole number to 9 * 10**15

_NUMBER = r"(\d[\d_]*(?:\.\d*)?(?:e[+-]?\d{1,3})?|\.\d+(?:e[+-]?\d{1,3})?)"
_UNIT = r"epochs?|ep|steps?|st|samples?|sp|tokens?|tok|%"  # the longer of two comes first
WRITTEN: Final = re.compile(rf"\+?\s*{_NUMBER}(k|m|[bt](?=\s*(?:sa|sp|tok)))?\s*({_UNIT})?", re.IGNORECASE)
"""A duration as it is written: its digits, the letter that multiplies them, its unit."""
_SCALES: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_UNITS: Final = {"e": "ep", "st": "st", "sp": "sp", "sa": "sp", "t": "tok", "%": "%", "": ""}


class Ticks(float):
    """A resolved duration: a number of ticks that remembers what a tick is, so that it prints as it would be typed.

    `Ticks(1955, "st")` behaves as the number 1955 and prints as `"1955st"`.
    """

    unit: str

    def __new__(cls, value: float, unit: str) -> Ticks:
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    def __repr__(self) -> str:
        return f'"{plain(float(self))}{self.unit}"'

    def __reduce__(self) -> tuple[type[Ticks], tuple[float, str]]:
        return Ticks, (float(self), self.unit)


class WrongDuration(ValueError):
    """What is no length of time."""


class Duration:
    """A length of time as written: `5` (the run's unit), `"5ep"`, `"500st"`, `"10%"`, `"2Btok"`; `"100k"` is 100000.

    Immutable; equal when number and unit are equal. ValueError for anything else, and for a bare number
    strictly between 0 and 1, which could be a fraction of the run or of an epoch.
    """

    __slots__ = ("number", "unit")
    number: Decimal
    unit: str

    def __init__(self, value: Any) -> None:
        number, unit = _split(value)
        if not unit and 0 < number < 1:
            percent = plain_decimal(number * 100)
            raise WrongDuration(f"{value} of what? {percent} %? {plain_decimal(number)}ep?")
        if number > LONGEST:
            raise ValueError(f"{value} is longer than {LONGEST:.0e} ticks")
        if unit == "%" and number > 100:
            raise ValueError(f"{value} is more than the whole: at most 100%")
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "unit", unit)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a Duration cannot be changed")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Duration):
            return NotImplemented
        return (self.number, self.unit) == (other.number, other.unit)

    def __hash__(self) -> int:
        return hash((self.number, self.unit))

    def __reduce__(self) -> tuple[type[Duration], tuple[str]]:
        return Duration, (str(self),)

    def __str__(self) -> str:
        return plain_decimal(self.number) + self.unit

    def __repr__(self) -> str:
        return f'"{self}"' if self.unit else str(self)

    def ticks(self, run: Run, whole: int | None) -> Fraction:
        """The exact number of ticks on `run`; percentages are of `whole` ticks.

        ValueError when the run does not say how many steps an epoch has, or how long it is, and that is needed.
        """
        number = Fraction(self.number)
        if self.unit != "%":
            try:
                return number * run.per(self.unit)
            except ValueError as error:
                raise ValueError(f"{self} {error}") from None
        if whole is None:
            raise ValueError(f"{self} is a share of the run, whose length is not known: give it epochs or steps")
        return number * whole / 100


def _split(value: Any) -> tuple[Decimal, str]:
    """The number and the unit of a duration as written."""
    if isinstance(value, Duration):
        return value.number, value.unit
    if isinstance(value, Ticks):
        return Decimal(repr(float(value))), value.unit
    value = getattr(value, "item", lambda: value)()  # a number of numpy's
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction | Decimal):
        raise WrongDuration(f'{value!r} is not a duration such as 5, "5ep", "500st" or "10%"')
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, int) and value >= 0:
        return Decimal(value), ""
    text = str(value).strip().lower()
    match = WRITTEN.fullmatch(text)
    if not match:
        reason = "is negative" if text.startswith("-") else "is not a duration"
        raise WrongDuration(f'{text} {reason}: write 5, "5ep", "500st" or "10%"')
    digits, scale, unit = match.groups(default="")
    return Decimal(digits) * _SCALES[scale], _UNITS[unit[:2] if unit[:1] == "s" else unit[:1]]


def plain_decimal(number: Decimal) -> str:
    """The shortest plain text of a decimal number: 100000, 2.5; with an exponent where it would be mostly zeros."""
    if number and number.adjusted() < SMALLEST_PLAIN:
        return f"{number:e}"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(number: float) -> str:
    """The shortest text that reads back to the same number, whole numbers without a point: 100, 2.5, 1e-05."""
    return str(int(number)) if number == int(number) and abs(number) < 1e16 else repr(float(number))


def half_up(ticks: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return int((ticks * 2 + 1) // 2)


class Run:
    """A training run: how many ticks it has, what a tick is, and the unit of bare durations.

    epochs, steps     its length, at most one of them; with neither the run has no end
    steps_per_epoch   optimizer steps in an epoch; when known, a tick is a step
    update            "step": the LR moves every step; "epoch": it is held within each epoch
    samples_per_step  samples in a step, for durations in samples
    tokens_per_step   tokens in a step, for durations in tokens

    The unit of bare durations is the epoch, or the step when `steps` was given. A fractional number of epochs
    needs steps_per_epoch and is rounded up to whole steps. ValueError for any other wrong value.
    """

    epochs: Fraction | None
    steps: int | None
    steps_per_epoch: int | None
    samples_per_step: int | None
    tokens_per_step: int | None
    update: str
    unit: str  # "epoch" or "step": what a bare duration counts
    tick: str  # "epoch" or "step": what a row is
    rows: int | None  # the length in ticks, None without an end
    hold: int  # rows during which the LR is held: 1, or steps_per_epoch when the LR moves once an epoch

    def __init__(
        self,
        epochs: float | str | None = None,
        steps: float | str | None = None,
        steps_per_epoch: float | str | None = None,
        update: str = "step",
        samples_per_step: float | str | None = None,
        tokens_per_step: float | str | None = None,
    ) -> None:
        if epochs is not None and steps is not None:
            raise ValueError("a run has a number of epochs or of steps: choose one of --epochs and --steps")
        if update not in ("step", "epoch"):
            raise ValueError(f"update {update!r} is neither step nor epoch")
        exact = None if epochs is None else _count("epochs", epochs, whole=steps_per_epoch is not None)
        per_epoch, total, samples, tokens = (
            None if given is None else int(_count(name, given))
            for name, given in (
                ("steps per epoch", steps_per_epoch),
                ("steps", steps),
                ("samples per step", samples_per_step),
                ("tokens per step", tokens_per_step),
            )
        )
        rows = total
        if exact is not None:
            rows = -int(-exact * (per_epoch or 1) // 1)
        if rows is not None and rows > LONGEST:
            raise ValueError(f"a run of {rows} steps: at most {LONGEST:.0e}")
        by_step = per_epoch is not None or total is not None
        if update == "epoch" and by_step and per_epoch is None:
            raise ValueError("an LR that moves once an epoch in a run of steps needs --steps-per-epoch")
        values = {
            "epochs": exact,
            "steps": total,
            "steps_per_epoch": per_epoch,
            "update": update,
            "samples_per_step": samples,
            "tokens_per_step": tokens,
            "rows": rows,
            "unit": "epoch" if total is None else "step",
            "tick": "step" if by_step else "epoch",
            "hold": per_epoch if update == "epoch" and per_epoch else 1,
        }
        vars(self).update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a Run cannot be changed")

    def _key(self) -> tuple[Any, ...]:
        return self.epochs, self.steps, self.steps_per_epoch, self.update, self.samples_per_step, self.tokens_per_step

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Run) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[type[Run], tuple[Any, ...]]:
        return Run, self._key()

    def __repr__(self) -> str:
        names = ("epochs", "steps", "steps_per_epoch", "samples_per_step", "tokens_per_step")
        given = ((name, getattr(self, name)) for name in names)
        words = [f"{name}={plain(float(value))}" for name, value in given if value is not None]
        if self.update != "step":
            words.append(f"update={self.update!r}")
        return f"Run({', '.join(words)})"

    @property
    def moves(self) -> str:
        """How often the LR moves: "epoch" or "step". What the ticks of a schedule on this run are."""
        return "epoch" if self.tick == "epoch" else self.update

    @property
    def ticks(self) -> int | None:
        """The length in the schedule's own ticks: rows, or epochs when the LR is held within each."""
        return None if self.rows is None else -(-self.rows // self.hold)

    @property
    def suffix(self) -> str:
        """The unit that a resolved duration on this run is printed with."""
        return "ep" if self.moves == "epoch" else "st"

    def per(self, unit: str) -> Fraction:
        """Ticks of the schedule in one `unit`: "ep", "st", "sp", "tok", or "" for the run's own."""
        wanted = UNITS[unit] or self.unit
        if wanted in ("sample", "token"):
            in_a_step = self.samples_per_step if wanted == "sample" else self.tokens_per_step
            if in_a_step is None:
                raise ValueError(f"counts {wanted}s in a run that does not tell how many a step has")
            return self.per("st") / in_a_step
        if wanted == self.moves:
            return Fraction(1)
        if self.steps_per_epoch is None:
            raise ValueError(f"counts {wanted}s in a run of {self.moves}s: it needs --steps-per-epoch")
        return Fraction(self.steps_per_epoch) if wanted == "epoch" else Fraction(1, self.steps_per_epoch)

    def at(self, text: str) -> int:
        """The row that a position names: a duration from the start, `first`, `last`, or `end` (just after the last)."""
        return _row_at(self, text)


def moving(run: Run, update: str) -> Run:
    """The same run with another update."""
    _, (epochs, steps, per_epoch, _, samples, tokens) = run.__reduce__()
    return Run(epochs, steps, per_epoch, update, samples, tokens)


class Position(NamedTuple):
    """A place on a run as it was written, and the row that it names, which may be past the end.

    number  how many units from the start
    unit    "epoch", "step", "sample", "token" or "percent"; empty for a word
    bare    it has no unit of its own: it counts the run's
    within  it is inside the row, not where the row begins
    """

    text: str
    row: int
    number: Decimal = Decimal(0)
    unit: str = ""
    bare: bool = False
    within: bool = False

    def past(self, run: Run) -> bool:
        """Whether it counts to where the run is over. The words and percentages never do."""
        return self.unit not in ("", "percent") and run.rows is not None and self.row >= run.rows


def _row_at(run: Run, text: str) -> int:
    """The row of a run that a position names. ValueError for what is past the run, or between two rows."""
    place = read_position(run, text)
    if place.past(run):
        raise ValueError(f"{text} is past the run, which has {run.rows} {run.tick}s")
    return place.row


def read_position(run: Run, text: str) -> Position:
    """The place on a run that a text names. ValueError where it names none, or lies between two rows."""
    text = text.strip()
    if (word := text.lower()) in ("first", "last", "end"):
        if run.rows is None and word != "first":
            raise ValueError(f"a run without an end has no {word} {run.tick}")
        rows = run.rows or 0
        return Position(text, {"first": 0, "last": rows - 1, "end": rows}[word])
    if re.match(r"[-+]", text):
        raise ValueError(f"positions count from the start, 0 and up; last is the last {run.tick}, end is just after it")
    if not re.match(r"\.?\d", text):
        raise ValueError("not a position such as 30, 30ep, 500st, 50%, first, last or end")
    duration = Duration(text)
    unit = UNITS[duration.unit] or run.unit
    exact = duration.ticks(run, run.rows)
    if run.rows is not None and unit == "percent":
        row = half_up(exact)
        return Position(text, row if duration.number == 100 else min(row, run.rows - 1), duration.number, unit)
    exact *= run.hold
    place = Position(text, int(exact), duration.number, unit, not duration.unit, exact.denominator != 1)
    if place.within and unit in ("epoch", "step") and not place.past(run):  # samples and tokens are never seen alone
        low, high = place.row, place.row + 1
        between = f"it lies between {run.tick}s {low} and {high}"
        raise ValueError(f"{between}: write {position_text(run, low)} or {position_text(run, high)}")
    return place


def position_text(run: Run, row: int) -> str:
    """A row as a position: `30`, or `500st` where rows are steps and a bare number counts epochs."""
    return "end" if row == run.rows else str(row) if run.tick == run.unit else f"{row}st"


def _count(name: str, value: float | str, whole: bool = False) -> Fraction:
    """A positive number of epochs or steps; a fraction only where `whole` says that it can be turned into ticks."""
    try:
        number, unit = _split(value)
    except ValueError:
        raise ValueError(f"{name} must be a number such as 90, 1e5 or 100k, not {value!r}") from None
    if unit and UNITS[unit] != name.rstrip("s"):
        raise ValueError(f"{name} must be a plain number, not {value!r}")
    if not 0 < number <= LONGEST:
        raise ValueError(f"{name} must be at least 1 and at most {LONGEST:.0e}, not {value}")
    if number % 1 and name == "epochs" and not whole:
        raise ValueError(f"{value} epochs: a fraction of an epoch needs --steps-per-epoch")
    if number % 1 and name != "epochs":
        raise ValueError(f"{name} must be a whole number, not {value}")
    return Fraction(number)
