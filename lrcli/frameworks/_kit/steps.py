"""Numbers of steps, and what else is declared the same where a warm-up in steps goes before a factor."""

from __future__ import annotations

import math
from typing import Any

from lrcli.clock import Duration
from lrcli.frameworks._kit.declare import argument, count, number
from lrcli.schedules.kinds import Count


class Share(Count):
    """A number of steps, or a percentage of those in all."""

    metavar = "N|N%"
    takes_percent = True

    def check(self, value: Any) -> Any:
        share = value if isinstance(value, Duration) else None
        if isinstance(value, str) and value.strip().endswith("%"):
            share = Duration(value)
        return super().check(value) if share is None else share

    def show(self, value: Any) -> str:
        return repr(value) if isinstance(value, Duration) else super().show(value)

    def step(self, value: Any, up: bool, big: bool = False) -> Any:
        return value if isinstance(value, Duration) else super().step(value, up, big)


def share_of(total: float, share: Duration) -> int:
    """A percentage of the steps in all, rounded up as the Trainer does it, in floats."""
    return math.ceil(total * float(share.number / 100))


def warmup_steps() -> Any:
    """Declare the steps of the warm-up."""
    return argument(
        Share(), None, "steps of the warm-up, or a share of all, such as 10%", role="warmup", counts="updates"
    )


def half_a_wave() -> Any:
    """Declare a number of waves of a cosine."""
    return number(0.5, "waves until the end; half a one is the way down")


def started() -> Any:
    """Declare the step at which it begins."""
    return count(-1, "only -1: a run from its start", counts="")
