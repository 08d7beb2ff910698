"""Composer's times: as they are written, and as they are read against a run.

Source: Composer 0.32.1, composer.core.time and composer.optim.scheduler._convert_time.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.clock import LONGEST, Ticks, plain
from lrcli.schedules.kinds import Kind

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.batch import Flow
    from lrcli.schedules.scope import Scope

UNITS = {
    "iter": "ITERATION",
    "ep": "EPOCH",
    "ba": "BATCH",
    "sp": "SAMPLE",
    "tok": "TOKEN",
    "dur": "DURATION",
    "sec": "SECOND",
}
"""The units of a time, and their names in errors."""
WRITTEN = re.compile(rf"(.+)({'|'.join(UNITS)})", re.IGNORECASE)
NO_LENGTH = "RuntimeError: Cannot convert time, as state.dataloader_len is None."
WALL_CLOCK = "ValueError: Wall clock time not an allowed time unit."
SUCH = 'write "20ba" (batches), "2ep", "0.8dur" (of the run), "512sp" or "1e9tok"'


class Time(NamedTuple):
    """A length of time in one of Composer's units: whole, but for shares of the run."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{plain(self.value)}{self.unit}"

    @property
    def told(self) -> str:
        """How Composer tells it in an error."""
        return f"{self.value}{self.unit}"

    @property
    def name(self) -> str:
        """How Composer tells its unit in an error."""
        return f"TimeUnit.{UNITS[self.unit]}"


class OnRun(Ticks):
    """A time on a run: the first tick at which it is that late; printed as it was written."""

    time: Time

    def __new__(cls, tick: float, unit: str, time: Time) -> OnRun:
        self = super().__new__(cls, tick, unit)
        assert isinstance(self, OnRun)  # noqa: S101  # what a float's constructor makes
        self.time = time
        return self

    def __str__(self) -> str:
        return str(self.time)

    def __reduce__(self) -> tuple[Any, ...]:
        return OnRun, (float(self), self.unit, self.time)


class Moment(Kind):
    """A time of Composer's."""

    metavar = "TIME"

    def check(self, value: Any) -> Time | OnRun:
        if isinstance(value, Time | OnRun):
            return value
        if not isinstance(value, str):
            error = f"AttributeError: '{type(value).__name__}' object has no attribute 'unit'"
            raise ValueError(f"{value!r} is no time of Composer's ({error}): {SUCH}")
        return read(value)

    def show(self, value: Any) -> str:
        return f'"{value}"'

    def takes_text(self, text: str) -> bool:
        return True

    def examples(self) -> list[Any]:
        return [Time(10, "ba"), Time(2, "ep"), Time(0.5, "dur")]

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        one = 0.01 if value.unit == "dur" else 1
        stepped = value.value + one * (10 if big else 1) * (1 if up else -1)
        return value if stepped < 0 else Time(stepped, value.unit)


def read(text: str) -> Time:
    """The time that a text is. ValueError, with Composer's own error, for any other text."""
    if is_wall_clock(text):
        raise ValueError(f"{text} is a time of the clock ({WALL_CLOCK}): {SUCH}")
    match = WRITTEN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no time of Composer's (ValueError: Invalid time string: {text}): {SUCH}")
    number, unit = match[1], match[2].lower()
    try:
        value = float(number)
        whole = int(value) == value or unit == "dur"
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time of Composer's ({type(error).__name__}: {error})") from None
    if not whole:
        needs = f"Units TimeUnit.{UNITS[unit]} require integer values."
        raise ValueError(f"{text}: only dur may be a fraction (TypeError: value {value} is not an integer. {needs})")
    if abs(value) > LONGEST:
        raise ValueError(f"{text} is longer than {LONGEST:.0e} {unit}")
    if unit == "sec":
        raise ValueError(f"{text} is a time of the clock ({WALL_CLOCK}): {SUCH}")
    if unit == "iter":
        raise ValueError(f"{text} counts Composer's iterations, of which nothing is known here: {SUCH}")
    return Time(value if unit == "dur" else int(value), unit)


def is_wall_clock(text: str) -> bool:
    """Whether Composer takes a text for hours, minutes and seconds."""
    text = text if "h" in text else f"0h{text}"
    text = text if "m" in text else text.replace("h", "h0m")
    text = text if "s" in text else f"{text}0s"
    return bool(re.fullmatch(r"(\d+h)?(\d+m)?(\d+s)?", text))


class Clock:
    """What a scheduler of Composer's knows of the run that it is in: its length, and the time at each tick.

    length  the time that training takes; None without an end
    hold    batches in a tick
    """

    def __init__(self, scope: Scope) -> None:
        run = scope.run
        self.run = run
        self.per_epoch = run.steps_per_epoch
        self.hold = (run.steps_per_epoch or 1) if run.moves == "epoch" else 1
        self.begin = scope.begin * self.hold
        self.length: Time | None = None
        if scope.slot is None:
            return
        if scope.slot != run.ticks:
            self.length = Time(scope.slot * self.hold, "ba")
        elif run.tokens:
            self.length = Time(run.tokens, "tok")
        elif run.epochs is not None and run.epochs % 1 == 0:
            self.length = Time(int(run.epochs), "ep")
        else:
            self.length = Time(run.rows or 0, "ba")

    def convert(self, time: Time, ratio: float = 1.0) -> Time:
        """A time in batches, samples or tokens, stretched by the ratio if it is no share of the run.

        ValueError where the run does not tell enough.
        """
        if self.run.epochs is not None and self.per_epoch is None:
            raise ValueError(f"{time} is read in batches: --steps-per-epoch tells how many an epoch has")
        if time.unit == "dur":
            return self.share(time)
        if time.unit == "ep":
            if self.per_epoch is None:
                raise ValueError(f"{time} needs --steps-per-epoch (Composer raises {NO_LENGTH})")
            time = Time(time.value * self.per_epoch, "ba")
        self.flow(time)
        return Time(int(time.value * ratio), time.unit)

    def share(self, time: Time) -> Time:
        """A share of the run."""
        if self.length is None:
            raise ValueError(
                f"{time} is a share of the run, whose length is not known: give it epochs, steps or tokens"
            )
        value, unit = self.length
        if unit == "ep":
            return Time(int(time.value * (self.per_epoch or 1) * value), "ba")
        return Time(int(time.value * value), unit)

    def flow(self, time: Time) -> Flow | None:
        """What batches take in the unit of a time; None for batches. ValueError where nobody tells."""
        if time.unit == "ba":
            return None
        if self.run.taken(time.unit) is None:
            try:
                self.run.per(time.unit)
            except ValueError as error:
                raise ValueError(f"{time} {error}") from None
        return self.run.taken(time.unit)

    def now(self, time: Time, t: Array) -> Array:
        """How late it is at ticks `t`, in the unit of a time."""
        batches, flow = t * self.hold, self.flow(time)
        if flow is None:
            return batches
        taken: Array = flow.befores(batches + self.begin) - float(flow.before(self.begin))
        return taken

    def tick(self, time: Time) -> int:
        """The first tick at which it is that late."""
        flow = self.flow(time)
        exact = Fraction(time.value)
        if flow is not None and exact > 0:
            exact = flow.step(exact + flow.before(self.begin)) - self.begin
        return max(math.ceil(exact / self.hold), 0)

    def lasting(self, ticks: int, unit: str, ratio: float) -> Time:
        """The time that the ratio stretches to so many ticks; in batches where it is no whole number of its unit."""
        batches = ticks * self.hold
        exact = Fraction(batches)
        if unit == "ep":
            exact /= self.per_epoch or 1
        elif self.length is not None and self.length.unit == unit:
            exact = Fraction(self.length.value)
        elif flow := self.run.taken(unit):
            exact = flow.before(self.begin + batches) - flow.before(self.begin)
        exact /= Fraction(ratio)
        return Time(int(exact), unit) if exact.denominator == 1 else Time(round(batches / ratio), "ba")

    def whole(self, time: Time) -> int:
        """The ticks that a time in batches takes, if they are whole; else 0."""
        return int(time.value) // self.hold if time.unit == "ba" and time.value % self.hold == 0 else 0
