"""How a family declares its fields."""

from __future__ import annotations

from typing import Any

from lrcli.clock import LONGEST
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Body, Choice, Kind, Listed, Metric, Metrics, Number, Rate, Switch, Text, Whole
from lrcli.schedules.spans import Interval, Length, Period, Span, Timescale, Within

ROLES = (
    *("base", "peak", "start", "final", "floor"),  # rates
    *("length", "warmup", "hold", "decay", "period", "date", "dates", "delay", "patience", "cooldown"),  # times
    *("warmup-share", "decay-share", "final-share"),  # shares
    *("factor", "divisor", "growth", "power", "speed"),
    *("shape", "mode", "metric", "threshold", "momentum", "members", "source", "seed"),
)
"""What a field can stand for in any family, whatever its name is there."""
COUNTED = ("calls", "epochs", "updates", "samples", "tokens")
"""What a plain number can count."""


class Field:
    """One parameter of a family: name, kind, default and help, as declared in the class body.

    role     what it stands for, one of ROLES; empty where nobody asks
    counts   what a plain number counts, one of COUNTED; empty where it counts nothing, or is a duration
    aliases  other names in the notation
    shown    how the help names a default that depends on other fields
    flag     the name of the flag, where it is not the field's
    error    what a framework raises for a wrong value, with {} in its place
    filled   whether the run gives it where it is left out; None is then not the same as left out
    none     what a framework raises for None, written out, where the field is filled
    groups   where a list may have a value for each parameter group: what is wrong with one of another length, with
             {shown} for the argument, {name}, {count} of its values, and {groups} of the optimizer
    """

    __slots__ = (
        *("aliases", "counts", "default", "error", "filled", "flag"),
        *("groups", "help", "kind", "name", "none", "role", "shown"),
    )
    name: str

    def __init__(
        self,
        kind: Kind,
        default: Any,
        help: str,
        *,
        role: str = "",
        counts: str = "",
        aliases: tuple[str, ...] = (),
        shown: str = "",
        flag: str = "",
        error: str = "",
        filled: bool = False,
        none: str = "",
        groups: str = "",
    ) -> None:
        if (role and role not in ROLES) or (counts and counts not in COUNTED):
            raise TypeError(f"there is no role {role!r}, or nothing counts {counts!r}")
        self.kind, self.help, self.role, self.counts, self.aliases = kind, help, role, counts, aliases
        self.shown, self.flag, self.error, self.filled = shown, flag, error, filled
        self.groups, self.none = groups, none
        self.default = default if default is None or default is REQUIRED else kind.check(default)

    def check(self, value: Any) -> Any:
        """The value in its canonical form. ValueError, with the framework's own error, when it is not one."""
        if value is None and self.default is None:
            return None
        if self.groups and isinstance(value, list | tuple):
            if not value:
                raise ValueError("an empty list: give a value for each parameter group")
            return tuple(map(self.check, value))
        try:
            checked = self.kind.check(value)
        except FieldError:
            raise
        except ValueError as error:
            if not self.error or (isinstance(self.kind, Number) and not isinstance(value, int | float)):
                raise  # the framework's own words are about a number
            raise ValueError(f"{error} ({self.error.format(value)})") from None
        if self.counts and (absurd := longer_than_any(checked)):
            raise ValueError(f"{absurd:.6g} is longer than {LONGEST:.0e} {self.counts}")
        return checked

    def show(self, value: Any) -> str:
        if self.groups and isinstance(value, tuple):
            return f"[{', '.join(map(self.show, value))}]"
        return "None" if value is None else self.kind.show(value)

    @property
    def default_text(self) -> str:
        """The default as the help shows it; empty when there is none."""
        if self.shown:
            return self.shown
        if self.default is None or self.default is REQUIRED:
            return ""
        if self.kind.is_switch:
            return "yes" if self.default else "no"
        if self.kind.is_list:
            return self.show(self.default).strip("[]").replace('"', "").replace(", ", ",")
        return self.show(self.default).strip("\"'")


def longer_than_any(checked: Any) -> float | None:
    """A number among what was counted that is longer than any run; None when there is none."""
    if isinstance(checked, tuple):
        return next((each for value in checked if (each := longer_than_any(value))), None)
    return checked if isinstance(checked, int | float) and abs(checked) > LONGEST else None


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


def field(kind: Kind, default: Any, help: str, **more: Any) -> Any:
    """Declare a field of any kind."""
    return Field(kind, default, help, **more)


def lr(default: Any, help: str, *, positive: bool = False, **more: Any) -> Any:
    """Declare a learning rate: at least 0, or above 0 when `positive`."""
    return Field(Rate(above=0) if positive else Rate(least=0), default, help, **more)


def number(
    default: Any, help: str, *, role: str = "", aliases: tuple[str, ...] = (), shown: str = "", **bounds: float
) -> Any:
    """Declare a plain number within bounds (above, below, least, most)."""
    return Field(Number(**bounds), default, help, role=role, aliases=aliases, shown=shown)


def whole(default: Any, help: str, *, role: str = "", counts: str = "", **bounds: float) -> Any:
    """Declare a whole number within bounds."""
    return Field(Whole(**bounds), default, help, role=role, counts=counts)


def switch(default: bool, help: str) -> Any:
    """Declare a yes or no."""
    return Field(Switch(), default, help)


def choice(
    default: str, help: str, *choices: str, role: str = "", spellings: dict[str, str] | None = None, flag: str = ""
) -> Any:
    """Declare one of a few words."""
    return Field(Choice(*choices, spellings=spellings), default, help, role=role, flag=flag)


def text(default: Any, help: str, *, metavar: str = "TEXT", role: str = "", shown: str = "") -> Any:
    """Declare a text."""
    return Field(Text(metavar), default, help, role=role, shown=shown)


def metrics(default: Any, help: str, *, shown: str = "") -> Any:
    """Declare values of a metric, as a list or in a file."""
    return Field(Metrics(Metric(least=-1e300, most=1e300), least=1), default, help, role="metric", shown=shown)


def duration(default: Any, help: str, role: str, *, zero: bool = False, shown: str = "") -> Any:
    """Declare a duration in whole ticks."""
    return Field(Span(zero), default, help, role=role, shown=shown)


def interval(default: Any, help: str) -> Any:
    """Declare a duration in whole ticks that comes again and again."""
    return Field(Interval(), default, help, role="period")


def phase(default: Any, help: str, role: str, *, zero: bool = True, shown: str = "") -> Any:
    """Declare a duration inside the piece; percentages are of the piece."""
    return Field(Within(zero), default, help, role=role, shown=shown)


def period(default: Any, help: str, *, shown: str = "") -> Any:
    """Declare a duration inside the piece that comes again and again; percentages are of the piece."""
    return Field(Period(), default, help, role="period", shown=shown)


def timescale(default: Any, help: str, role: str, *, shown: str = "") -> Any:
    """Declare the time constant of a continuous curve."""
    return Field(Timescale(), default, help, role=role, shown=shown)


def rest(help: str = "how long the piece lasts") -> Any:
    """Declare the piece's own length; by default the rest of the slot."""
    return Field(Length(), None, help, role="length", shown="the rest of the run")


def lrs(default: Any, help: str) -> Any:
    """Declare a list of learning rates."""
    return Field(Listed(Rate(least=0), least=1), default, help)


def dates(default: Any, help: str) -> Any:
    """Declare a list of dates."""
    return Field(Listed(Span(zero=True)), default, help, role="dates")


def body(help: str = "the schedule") -> Any:
    """Declare a schedule inside a schedule."""
    return Field(Body(), REQUIRED, help, role="members")


def bodies(help: str = "the schedules") -> Any:
    """Declare a list of schedules inside a schedule."""
    return Field(Listed(Body(), least=1), REQUIRED, help, role="members")
