"""Time: durations as they are written, the run they belong to, and ticks.

A *tick* is what one row of a table stands for: an epoch, or an optimizer step once the number of steps is known.
Durations are exact decimal numbers, turned into whole ticks once, in `Schedule.on(run)`; no float decides a boundary.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

from lrcli.batch import Flow

UNITS: Final = {"ep": "epoch", "st": "step", "sp": "sample", "tok": "token", "%": "percent", "": ""}
SMALLEST_PLAIN: Final = -20  # the exponent of the smallest number that is written without one
LONGEST: Final = 10**15  # ticks; float64 counts every whole number to 9 * 10**15

_NUMBER = r"(\d[\d_]*(?:\.\d*)?(?:e[+-]?\d{1,3})?|\.\d+(?:e[+-]?\d{1,3})?)"
_UNIT = r"epochs?|ep|steps?|st|samples?|sp|tokens?|tok|%"  # the longer of two comes first
WRITTEN: Final = re.compile(rf"\+?\s*{_NUMBER}(k|m|g|[bt](?=\s*(?:sa|sp|tok)))?\s*({_UNIT})?", re.IGNORECASE)
"""A duration as it is written: its digits, the letter that multiplies them, its unit."""
_SCALES: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "b": 10**9, "t": 10**12}
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
    most: ClassVar[int] = 100
    """The largest percentage."""
    too_much: ClassVar[str] = "the whole"

    def __init__(self, value: Any) -> None:
        number, unit = _split(value)
        if not unit and 0 < number < 1:
            percent = plain_decimal(number * 100)
            raise WrongDuration(f"{value} of what? {percent} %? {plain_decimal(number)}ep?")
        if number > LONGEST:
            raise ValueError(f"{value} is longer than {LONGEST:.0e} ticks")
        if unit == "%" and number > self.most:
            raise ValueError(f"{value} is more than {self.too_much}: at most {self.most}%")
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
        return type(self), (str(self),)

    def __str__(self) -> str:
        scales = list(_SCALES.items())[::-1] if self.unit in ("sp", "tok") and self.number else [("", 1)]
        letter, scale = next(each for each in scales if not self.number % each[1] or each[1] == 1)
        return f"{plain_decimal(self.number / scale)}{letter.upper() if scale > 10**3 else letter}{self.unit}"

    def __repr__(self) -> str:
        return f'"{self}"' if self.unit else str(self)

    def ticks(self, run: Run, whole: int | None, begin: Fraction | int = 0, back: bool = False) -> Fraction:
        """The exact number of ticks on `run`; percentages are of `whole` ticks.

        Where the batch grows, samples and tokens are counted from tick `begin` of the run on, or `back` from there.
        ValueError when the run does not say how many steps an epoch has, or how long it is, and that is needed.
        """
        number = Fraction(self.number)
        if self.unit != "%":
            try:
                flow = run.taken(self.unit)
                if flow and flow.grows:
                    reached = flow.step(max(flow.before(begin) + (-number if back else number), Fraction(0)))
                    return abs(reached - begin)
                return number * run.per(self.unit)
            except ValueError as error:
                raise ValueError(f"{self} {error}") from None
        if whole is None:
            raise ValueError(f"{self} is a share of the run, whose length is not known: give it epochs or steps")
        return number * whole / 100


class NewLength(Duration):
    """A length as it is written where another one may be less: 200% is twice that."""

    __slots__ = ()
    most = 10**6
    too_much = "any run"


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
        if WRITTEN.fullmatch(f"{text}tok"):
            raise WrongDuration(f"{value} of what? {value}tok? B and T multiply tokens and samples alone")
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


def epochs_text(epochs: float) -> str:
    """A number of epochs in six digits; in more where six would name another epoch, or the begin of one: 99999.999."""
    numbers = [float(f"{epochs:.{digits}g}") for digits in range(6, 18)]
    kept = (each for each in numbers if each // 1 == epochs // 1 and (each % 1 == 0) == (epochs % 1 == 0))
    return plain(next(kept, epochs))


def half_up(ticks: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return int((ticks * 2 + 1) // 2)


class Run:
    """A training run: how many ticks it has, what a tick is, and the unit of bare durations.

    epochs, steps, tokens  its length, at most one of them; with none the run has no end
    steps_per_epoch        optimizer steps in an epoch; when known, a tick is a step
    update                 "step": the LR moves every step; "epoch": it is held within each epoch
    samples_per_step       samples in a step, for durations in samples; a Flow where the batch grows
    tokens_per_step        tokens in a step, for durations in tokens; a Flow where the batch grows

    The unit of bare durations is the epoch, or the step when `steps` or `tokens` was given. A fractional number of
    epochs needs steps_per_epoch and is rounded up to whole steps; so is the part of a step that tokens end with.
    ValueError for any other wrong value.
    """

    epochs: Fraction | None
    steps: int | None  # given, or what the tokens come to
    tokens: int | None
    steps_per_epoch: int | None
    samples: Flow | None  # how many samples the steps take
    flow: Flow | None  # how many tokens they take
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
        samples_per_step: float | str | Flow | None = None,
        tokens_per_step: float | str | Flow | None = None,
        tokens: float | str | None = None,
    ) -> None:
        vars(self).update(_read(epochs, steps, steps_per_epoch, update, samples_per_step, tokens_per_step, tokens))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a Run cannot be changed")

    @property
    def given(self) -> dict[str, Any]:
        """The arguments that make it again."""
        return {
            "epochs": self.epochs,
            "steps": None if self.tokens else self.steps,
            "steps_per_epoch": self.steps_per_epoch,
            "update": self.update,
            "samples_per_step": self.samples,
            "tokens_per_step": self.flow,
            "tokens": self.tokens,
        }

    def but(self, **changes: Any) -> Run:
        """The same run with other arguments."""
        return Run(**self.given | changes)

    def __eq__(self, other: object) -> bool:
        return self.given == other.given if isinstance(other, Run) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.given.values()))

    def __reduce__(self) -> tuple[type[Run], tuple[Any, ...]]:
        return Run, tuple(self.given.values())

    def __repr__(self) -> str:
        given = {name: value for name, value in self.given.items() if value is not None and value != "step"}
        words = [
            f"{name}={value!r}" if isinstance(value, str) else f"{name}={_shown(value)}"
            for name, value in given.items()
        ]
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
            flow = self.taken(unit)
            if flow is None:
                missing = "--batch-size" if wanted == "sample" else "--seq-len and --batch-size"
                raise ValueError(f"counts {wanted}s in a run that does not tell how many a step has: give {missing}")
            if flow.grows:
                raise ValueError("is no fixed number of steps where the batch grows: give it in steps")
            return self.per("st") / flow.stages[0].each
        if wanted == self.moves:
            return Fraction(1)
        if self.steps_per_epoch is None:
            raise ValueError(f"counts {wanted}s in a run of {self.moves}s: it needs --steps-per-epoch")
        return Fraction(self.steps_per_epoch) if wanted == "epoch" else Fraction(1, self.steps_per_epoch)

    def taken(self, unit: str) -> Flow | None:
        """What the steps take of samples ("sp") or tokens ("tok"); None for another unit, or where nobody tells."""
        return {"sp": self.samples, "tok": self.flow}.get(unit)


def lasting(run: Run, length: Duration | Ticks) -> Run:
    """The same run with another length; a bare one counts the run's unit, and a percentage is of the run's length.

    ValueError for what is no length of a run.
    """
    written = NewLength(length)
    if written.unit == "%":
        written = NewLength(Ticks(max(half_up(written.ticks(run, run.ticks)), 1), run.suffix))
    elif written.unit == "sp":
        written = NewLength(f"{-int(-written.ticks(run, run.ticks) * run.hold // 1)}st")
    unit, number = UNITS[written.unit] or run.unit, Fraction(written.number)
    if unit not in ("epoch", "step", "token"):
        raise ValueError(f"{length} is no length of a run: give epochs, steps or tokens")
    per = run.steps_per_epoch
    if unit not in (run.unit, "token") and per:
        number, unit = (number * per, "step") if unit == "epoch" else (number / per, "epoch")
    if unit == "step" and run.tokens and run.flow and number.denominator == 1:
        number, unit = Fraction(run.flow.before(number)), "token"
    digits = Decimal(10) ** -20  # fewer never make a step more
    told = number.numerator if number.denominator == 1 else str(Decimal(int(number / Fraction(digits))) * digits)
    return run.but(**{"epochs": None, "steps": None, "tokens": None, f"{unit}s": told})


def _read(
    epochs: float | str | None,
    steps: float | str | None,
    steps_per_epoch: float | str | None,
    update: str,
    samples_per_step: float | str | Flow | None,
    tokens_per_step: float | str | Flow | None,
    tokens: float | str | None,
) -> dict[str, Any]:
    """What a run is, from the arguments of `Run`."""
    _refuse_several({"--epochs": epochs, "--steps": steps, "--tokens": tokens})
    if update not in ("step", "epoch"):
        raise ValueError(f"update {update!r} is neither step nor epoch")
    exact = None if epochs is None else _count("epochs", epochs, whole=steps_per_epoch is not None)
    per_epoch, total, in_all = (
        None if given is None else int(_count(name, given))
        for name, given in (("steps per epoch", steps_per_epoch), ("steps", steps), ("tokens", tokens))
    )
    samples, flow = _flow("samples per step", samples_per_step), _flow("tokens per step", tokens_per_step)
    if per_epoch is not None and ((samples and samples.grows) or (flow and flow.grows)):
        raise ValueError("an epoch has no fixed number of steps where the batch grows: give --steps or --tokens")
    rows = total = total if in_all is None else _steps_of(in_all, flow)
    if exact is not None:
        rows = -int(-exact * (per_epoch or 1) // 1)
    if rows is not None and rows > LONGEST:
        raise ValueError(f"a run of {rows} steps: at most {LONGEST:.0e}")
    by_step = per_epoch is not None or total is not None
    if update == "epoch" and by_step and per_epoch is None:
        raise ValueError("an LR that moves once an epoch in a run of steps needs --steps-per-epoch")
    return {
        "epochs": exact,
        "steps": total,
        "tokens": in_all,
        "steps_per_epoch": per_epoch,
        "update": update,
        "samples": samples,
        "flow": flow,
        "rows": rows,
        "unit": "epoch" if total is None else "step",
        "tick": "step" if by_step else "epoch",
        "hold": per_epoch if update == "epoch" and per_epoch else 1,
    }


def _refuse_several(lengths: dict[str, Any]) -> None:
    """ValueError when more than one length is given."""
    named = [name for name, length in lengths.items() if length is not None]
    if len(named) > 1:
        raise ValueError(f"a run has one length: choose one of {' and '.join(named)}")


def _flow(name: str, given: float | str | Flow | None) -> Flow | None:
    """What steps take, from the number that is taken in each."""
    return given if given is None or isinstance(given, Flow) else Flow.constant(int(_count(name, given)))


def _steps_of(tokens: int, flow: Flow | None) -> int:
    """How many steps it takes to take so many tokens, the last perhaps in part."""
    if flow is None:
        raise ValueError(f"a run of {tokens} tokens: how many does a step take? --seq-len and --batch-size tell it")
    return -int(-flow.step(Fraction(tokens)) // 1)


def _shown(value: Any) -> str:
    """An argument of a run as it is written."""
    if isinstance(value, Flow):
        return repr(value) if value.grows else str(value.stages[0].each)
    return repr(value) if isinstance(value, str) else plain(float(value))


def _count(name: str, value: float | str, whole: bool = False) -> Fraction:
    """A positive number of epochs or steps; a fraction only where `whole` says that it can be turned into ticks."""
    try:
        number, unit = _split(f"{value}tok" if name == "tokens" and re.search(r"[\dbt]$", str(value), re.I) else value)
    except ValueError:
        such = "300B, 1e12 or 500M" if name == "tokens" else "90, 1e5 or 100k"
        raise ValueError(f"{name} must be a number such as {such}, not {value!r}") from None
    if unit and UNITS[unit] != name.rstrip("s"):
        raise ValueError(f"{name} must be a plain number, not {value!r}")
    if not 0 < number <= LONGEST:
        raise ValueError(f"{name} must be at least 1 and at most {LONGEST:.0e}, not {value}")
    if number % 1 and name == "epochs" and not whole:
        raise ValueError(f"{value} epochs: a fraction of an epoch needs --steps-per-epoch")
    if number % 1 and name != "epochs":
        raise ValueError(f"{name} must be a whole number, not {value}")
    return Fraction(number)
