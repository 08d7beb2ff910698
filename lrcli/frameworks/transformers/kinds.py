"""How Transformers' schedulers declare their arguments."""

from __future__ import annotations

from typing import Any

from lrcli.frameworks._kit.declare import argument, number, word
from lrcli.schedules.kinds import Count

CURVES = {"linear": "linear", "cosine": "cosine", "1-sqrt": "one_minus_sqrt"}
"""The curves of a phase by their names there, and here."""


def steps(help: str, role: str, *, counts: str = "updates") -> Any:
    """Declare a number of steps; it need not be whole, and few of them are no mistake, if not said otherwise."""
    return argument(Count(), None, help, role=role, counts=counts)


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
