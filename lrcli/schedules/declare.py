"""How a family declares its fields."""

from __future__ import annotations

from typing import Any

from lrcli.schedules.kinds import (
    Body,
    Choice,
    Kind,
    Length,
    Listed,
    Metrics,
    Number,
    Path,
    Period,
    Phase,
    Rate,
    Span,
    Switch,
    Text,
    Timescale,
    Whole,
)


class Field:
    """One parameter of a family: name, default, kind and help, as declared in the class body."""

    __slots__ = ("aliases", "default", "flag", "help", "kind", "name", "shown")
    name: str

    def __init__(
        self, kind: Kind, default: Any, help: str, *, aliases: tuple[str, ...] = (), shown: str = "", flag: str = ""
    ) -> None:
        self.kind, self.help, self.aliases = kind, help, aliases
        self.default = default if default is None or default is REQUIRED else kind.check(default)
        self.shown = shown  # how the help names a default that depends on other fields
        self.flag = flag  # the flag's name, where it is not the field's

    def check(self, value: Any) -> Any:
        if value is None and self.default is None:
            return None
        return self.kind.check(value)

    def show(self, value: Any) -> str:
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


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


def lr(default: Any, help: str, *, positive: bool = False, shown: str = "", flag: str = "") -> Any:
    """Declare a learning rate: at least 0, or above 0 when `positive`."""
    kind = Rate(above=0) if positive else Rate(least=0)
    return Field(kind, default, help, shown=shown, flag=flag)


def number(default: Any, help: str, *, aliases: tuple[str, ...] = (), shown: str = "", **bounds: float) -> Any:
    """Declare a plain number within bounds (above, below, least, most)."""
    return Field(Number(**bounds), default, help, aliases=aliases, shown=shown)


def whole(default: Any, help: str, **bounds: float) -> Any:
    """Declare a whole number within bounds."""
    return Field(Whole(**bounds), default, help)


def switch(default: bool, help: str) -> Any:
    """Declare a yes or no."""
    return Field(Switch(), default, help)


def choice(default: str, help: str, *choices: str, spellings: dict[str, str] | None = None, flag: str = "") -> Any:
    """Declare one of a few words."""
    return Field(Choice(*choices, spellings=spellings), default, help, flag=flag)


def text(default: Any, help: str, *, metavar: str = "TEXT", shown: str = "") -> Any:
    """Declare a text."""
    return Field(Text(metavar), default, help, shown=shown)


def path(default: Any, help: str) -> Any:
    """Declare the name of a file."""
    return Field(Path(), default, help)


def metrics(default: Any, help: str, *, shown: str = "") -> Any:
    """Declare values of a metric, as a list or in a file."""
    return Field(Metrics(), default, help, shown=shown)


def span(default: Any, help: str, *, zero: bool = False, shown: str = "") -> Any:
    """Declare a duration in whole ticks."""
    return Field(Span(zero), default, help, shown=shown)


def phase(default: Any, help: str, *, zero: bool = True, shown: str = "") -> Any:
    """Declare a duration inside the piece; percentages are of the piece."""
    return Field(Phase(zero), default, help, shown=shown)


def period(default: Any, help: str, *, shown: str = "") -> Any:
    """Declare a duration inside the piece that comes again and again; percentages are of the piece."""
    return Field(Period(), default, help, shown=shown)


def timescale(default: Any, help: str, *, shown: str = "") -> Any:
    """Declare the time constant of a continuous curve."""
    return Field(Timescale(), default, help, shown=shown)


def rest(help: str = "how long the piece lasts") -> Any:
    """Declare the piece's own length; by default the rest of the slot."""
    return Field(Length(), None, help, shown="the rest of the run")


def lrs(default: Any, help: str) -> Any:
    """Declare a list of learning rates."""
    return Field(Listed(Rate(least=0), least=1), default, help)


def spans(default: Any, help: str) -> Any:
    """Declare a list of dates."""
    return Field(Listed(Span(zero=True)), default, help)


def body(help: str = "the schedule") -> Any:
    """Declare a schedule inside a schedule."""
    return Field(Body(), REQUIRED, help)


def bodies(help: str = "the schedules") -> Any:
    """Declare a list of schedules inside a schedule."""
    return Field(Listed(Body(), least=1), REQUIRED, help)
