"""How Transformers' schedulers declare their arguments."""

from __future__ import annotations

import math
from typing import Any

from lrcli.clock import Duration
from lrcli.frameworks._kit.declare import argument, count, number, word
from lrcli.schedules.kinds import Count

CURVES = {"linear": "linear", "cosine": "cosine", "1-sqrt": "one_minus_sqrt"}
"""The curves of a phase by their names there, and here."""


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


def steps(help: str, role: str, *, counts: str = "updates") -> Any:
    """Declare a number of steps; it need not be whole, and few of them are no mistake, if not said otherwise."""
    return argument(Count(), None, help, role=role, counts=counts)


def half_a_wave() -> Any:
    """Declare a number of waves of a cosine."""
    return number(0.5, "waves until the end; half a one is the way down")


def started() -> Any:
    """Declare the step at which it begins."""
    return count(-1, "only -1: a run from its start", counts="")


def curve(default: str, help: str, what: str) -> Any:
    """Declare the curve of a phase."""
    error = f"ValueError: Unknown {what} type: {{}}, expected 'linear', 'cosine' or '1-sqrt'"
    return word(default, help, *CURVES, role="shape", error=error)


def direction() -> Any:
    """Declare whether less or more is better."""
    error = "ValueError: mode {} is unknown!"
    return word("min", "whether less or more is better", "min", "max", role="mode", error=error)


def relation(default: str) -> Any:
    """Declare whether a threshold is a share of the best metric."""
    error = "ValueError: threshold mode {} is unknown!"
    return word(default, "threshold as a share of best or as it is", "rel", "abs", error=error)


def reduction(default: float, help: str) -> Any:
    """Declare a factor that must be below 1."""
    return number(default, help, role="factor", below=1, error="ValueError: Factor should be < 1.0.")
