"""What a field of a schedule means, as its family declares it: one question a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Duration
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule


def main_of(part: Schedule) -> tuple[str, float]:
    """The name and the value of the rate that all others of a family are measured by; no name where there is none.

    A scheduler that ignores the optimizer's rate sets a peak of its own.
    """
    peaks = [name for name, field in part.fields.items() if field.role == "peak"]
    name = peaks[0] if peaks and getattr(part, "ignores_lr", False) else part.main or ""
    return name, (getattr(part, name) or 0.0) if name else 0.0


def is_factor(field: Field) -> bool:
    """Whether the LR is multiplied by it, or divided."""
    return field.role in ("factor", "divisor")


def is_divisor(field: Field) -> bool:
    """Whether the LR is divided by it."""
    return field.role == "divisor"


def is_warmup(field: Field) -> bool:
    """Whether it holds the length of a warm-up."""
    return field.role == "warmup"


def is_optional_warmup(part: Schedule, field: Field) -> bool:
    """Whether the family has no warm-up unless it is asked for one; to ask for one of 0 is another thing."""
    by_default = isinstance(field.default, Duration) and field.default.number > 0
    return not by_default and not isinstance(part, Warmup)


def is_cyclic(schedule: Schedule) -> bool:
    """Whether it has arguments for cycles, so that it is made to rise again."""
    return any(field.role in ("growth", "period", "source") for field in schedule.fields.values())


def dates_in(field: Field, value: Any) -> list[float]:
    """The ticks of the dates in a list of dates; empty for what is no such list, and for dates in other units.

    A list of pairs has a date first in each.
    """
    if field.role != "dates" or field.counts not in ("", "calls", "updates") or not value:
        return []
    return [float(each[0] if isinstance(each, tuple) else each) for each in value]
