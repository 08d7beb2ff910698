"""How MLX's schedules declare their arguments."""

from __future__ import annotations

from typing import Any

from lrcli.frameworks._kit.declare import Calls, argument, run_length, unordered
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Listed

TOO_SMALL = "ValueError: {0} must be greater than 0, but got {{}}."


def period(name: str, help: str) -> Any:
    """Declare a number of updates from drop to drop, at least 1."""
    return argument(Calls(least=1), REQUIRED, help, role="period", counts="updates", error=TOO_SMALL.format(name))


def length(name: str, help: str) -> Any:
    """Declare a number of updates until the end, at least 1."""
    return run_length(Calls(least=1), help, counts="updates", error=TOO_SMALL.format(name), none=unordered("<"))


def dates(help: str) -> Any:
    """Declare a list of numbers of updates."""
    return argument(Listed(Calls()), REQUIRED, help, role="dates", counts="updates")
