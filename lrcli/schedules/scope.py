"""Where a schedule is being placed."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from lrcli.clock import Duration, Run, Ticks


class Scope(NamedTuple):
    """Where a schedule is being placed: the run, the ticks that percentages are of, and the ticks it may fill."""

    run: Run
    whole: int | None
    slot: int | None


def exact_ticks(value: Duration | Ticks, scope: Scope) -> Fraction:
    """A duration, resolved before or not, in exact ticks of the run."""
    if isinstance(value, Ticks) and value.unit == scope.run.suffix:
        return Fraction(value)
    return Duration(value).ticks(scope.run, scope.whole)
