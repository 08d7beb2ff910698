"""How timm's schedulers declare their arguments."""

from __future__ import annotations

from typing import Any

from lrcli.frameworks._kit.declare import argument, flag
from lrcli.schedules.kinds import Count, Whole


class TimeRange(Count):
    """All times from a number on, or those from one number to before another."""

    metavar = "FROM|FROM,TO"

    def check(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return super().check(value)
        if len(value) != 2:
            raise ValueError(f"{list(value)} is neither a number nor two: timm raises IndexError or ignores the third")
        return tuple(super(TimeRange, self).check(item) for item in value)

    def show(self, value: Any) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join(super(TimeRange, self).show(item) for item in value)}]"
        return super().show(value)


class Shares(TimeRange):
    """The same in shares of a length; a list of one is that one."""

    def check(self, value: Any) -> Any:
        return super().check(value[0] if isinstance(value, list | tuple) and len(value) == 1 else value)


def times(default: Any, help: str, role: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number of epochs or updates; it need not be whole."""
    return argument(Count(**bounds), default, help, role=role, counts="calls", error=error, shown=shown)


def cycle_count(*, error: str = "", **bounds: float) -> Any:
    """Declare the number of cycles."""
    return argument(Whole(**bounds), 1, "number of cycles", error=error)


def prefix(default: bool) -> Any:
    """Declare whether the warm-up comes before the schedule."""
    return flag(default, "begin the schedule after the warm-up, which else lies over its head")


def in_epochs() -> Any:
    """Declare what is counted."""
    return flag(True, "count epochs; if not, optimizer updates")
