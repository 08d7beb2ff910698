"""What a field of a schedule means. Every guess from a field's name, flag or kind is here, one question a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Duration, Ticks
from lrcli.schedules.kinds import Number, Rate, Whole

if TYPE_CHECKING:
    from lrcli.schedules.declare import Field


def is_plain_number(field: Field) -> bool:
    """Whether it holds a number that is neither a rate nor a count."""
    return isinstance(field.kind, Number) and not isinstance(field.kind, Rate | Whole)


def is_factor(name: str, field: Field) -> bool:
    """Whether the LR is multiplied by it, or divided."""
    # fields will declare it: role "factor" or "divisor"
    words = (name, *field.aliases)
    return is_plain_number(field) and any(word == "gamma" or word.endswith("factor") for word in words)


def is_divisor(name: str) -> bool:
    """Whether a factor divides."""
    # fields will declare it: role "divisor"
    return "div" in name


def is_warmup(name: str, field: Field, value: Any) -> bool:
    """Whether it holds the length of a warm-up."""
    # fields will declare it: role "warmup"
    counts = isinstance(field.kind, Whole) or (isinstance(field.kind, Number) and name.endswith("steps"))
    lasts = isinstance(value, Ticks) or (counts and value is not None)
    return lasts and ("warmup" in name or field.flag == "warmup")


def is_optional_warmup(field: Field) -> bool:
    """Whether the family has no warm-up unless it is asked for one; to ask for one of 0 is another thing."""
    # fields will declare it: role "warmup", and a default of 0; the modifier `warmup` always has one
    return field.flag != "warmup" and not (isinstance(field.default, Duration) and field.default.number)


def may_be_length(field: Field) -> bool:
    """Whether it may hold the length of a framework's scheduler; the value decides."""
    # fields will declare it: role "length" or "dates"
    return isinstance(field.kind, Number) and not isinstance(field.kind, Rate)


def counts_calls(field: Field) -> bool:
    """Whether a framework's argument counts calls of step(), which are ticks of the schedule."""
    # fields will declare it: counts "calls"
    return bool(getattr(field, "in_calls", False))


def dates(field: Field, value: Any) -> list[float]:
    """The ticks of the dates in a list of dates; empty for what is no such list."""
    # fields will declare it: role "dates"
    if not isinstance(value, tuple):
        return []
    return [date for date in value if isinstance(date, Ticks) or counts_calls(field)]
