"""Numbers that were meant as a share of something: percent that are rates, and fractions that are percent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import other_value
from lrcli.analysis.lint.pieces import rates, replaced
from lrcli.analysis.lint.predicates import raised_rates, warm_ups
from lrcli.analysis.lint.roles import is_warmup, main_of
from lrcli.analysis.lint.tree import of_framework, rises
from lrcli.clock import Duration, plain, plain_decimal
from lrcli.schedules.around import Floor
from lrcli.schedules.kinds import Rate
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.analysis.lint.pieces import Piece
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

FRACTION = 0.5
"""Percent: who writes less probably wrote a fraction of 1."""


def percent(case: Case) -> Iterator[Finding]:
    """A number that was meant as a share of something."""
    for part in case.leaves:
        yield from second_rates(part)
    yield from floors(case)
    yield from starts(case)
    for part in case.written:
        yield from fractions(part)


def second_rates(part: Schedule) -> Iterator[Finding]:
    """A second rate that was meant as a share of the main one, or lies above it where it was to lie below."""
    its_main, main = main_of(part)
    raised = {name for name, _, _ in raised_rates(part)}
    for name, field in part.fields.items():
        value = getattr(part, name)
        if not main or name in (its_main, "lr") or not isinstance(field.kind, Rate) or not value:
            continue
        if value == main and field.default != value:
            yield Finding(
                "percent",
                part.family,
                f"{name}={plain(value)} of {part.family} equals its {its_main}",
                "between the two the LR does not change",
                (as_share(part, name, main, min(value * 100, 10)),),
            )
        elif name in raised:
            yield Finding(
                "percent",
                part.family,
                f"{name}={plain(value)} of {part.family} is {value / main:.6g} times its {its_main}",
                f"the LR goes to {plain(value)}, at which most training diverges",
                (as_share(part, name, main, value if value <= 100 else 10),),
            )
        elif value > main and is_below(part, field):
            yield Finding(
                "percent",
                part.family,
                f"{name}={plain(value)} of {part.family} is above its {its_main}, {plain(main)}",
                "the LR does not come down",
                (as_share(part, name, main, 10),),
            )


def is_below(part: Schedule, field: Field) -> bool:
    """Whether a second rate was to lie below the main one: a floor, and the end of what warms up or was not given."""
    if field.role == "final":
        warms_up = any(is_warmup(other) and getattr(part, other.name) for other in part.fields.values())
        return warms_up or getattr(part, field.name) == field.default
    return field.role == "floor"


def as_share(part: Schedule, name: str, main: float, percents: float) -> Mend:
    """A second rate as a share of the main one; frameworks take the number."""
    if of_framework(part):
        mend = other_value(name, f"{main * percents / 100:.6g}")
        return mend._replace(text=f"a rate, such as {mend.text}")
    share = f"{plain(percents)}%"
    return Mend(f'a share of it is written {name}="{share}"', field=name, value=share)


def floors(case: Case) -> Iterator[Finding]:
    """A floor that was meant as a share of the LR."""
    for part in case.parts:
        if isinstance(part, Floor) and case.flat and case.peak == part.low:
            lower = f"{part.low / 100:.3g}"
            yield Finding(
                "percent",
                part.family,
                f"its floor, {plain(part.low)}, is as high as anything that the schedule gives",
                f"the LR is {plain(part.low)} all the time",
                (Mend(f"a lower floor, such as --floor {lower}", flag="floor", value=lower),),
            )


def starts(case: Case) -> Iterator[Finding]:
    """The start of a warm-up that was meant as a share of the LR."""
    for rise in rises(case.curve):
        if rise.start >= rise.target and rise.shape != "constant":
            lower = f"{rise.target / 100:.3g}"
            mend = Mend(f"a lower start, such as --warmup-from {lower}", flag="warmup-from", value=lower)
            yield no_rise(Warmup.family, rise.start, rise.target, (mend,))
    for piece, name, _ in warm_ups(case):
        length = math.ceil(getattr(piece.schedule, name))
        if length < 2 or piece.schedule.inner() or any(raised_rates(piece.schedule)):
            continue
        first, last = piece.rate(0), piece.rate(length - 1)
        if first and first >= last:
            yield no_rise(piece.schedule.family, first, piece.rate(length), lower_starts(piece, length))


def no_rise(part: str, first: float, last: float, mends: tuple[Mend, ...]) -> Finding:
    """A warm-up that does not rise."""
    saw = f"its warm-up starts at {plain(first)} and leads to {last:.6g}"
    return Finding("percent", part, saw, "it is no rise", mends)


def lower_starts(piece: Piece, length: int) -> tuple[Mend, ...]:
    """The arguments with which a warm-up starts far below where it leads to."""
    schedule, lower = piece.schedule, piece.rate(length) / 100
    for name, field in schedule.fields.items():
        value = lower if isinstance(field.kind, Rate) else 0.01
        if field.role not in ("start", "base", "factor") or name == "lr":
            continue
        other = replaced(schedule, name, value)
        if other is not None and (field.role == "start" or np.diff(rates(other, np.array([0.0, length - 1])))[0] > 0):
            mend = other_value(name, field.show(float(f"{value:.3g}")))
            return (mend._replace(text=f"a lower start, such as {mend.text}"),)
    return (Mend("a lower start"),)


def fractions(part: Schedule) -> Iterator[Finding]:
    """A share that was typed as a fraction and a percent at once: 0.05% for 5%."""
    for name in part.fields:
        value = getattr(part, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Duration) and each.unit == "%" and 0 < each.number < FRACTION:
                share = f"{plain_decimal(each.number * 100)}%"
                yield Finding(
                    "percent",
                    part.family,
                    f"{each} as {name} of {part.family} is 1 part in {100 / each.number:.0f}",
                    "it comes to almost nothing",
                    (Mend(f"{share}, if it was meant as a fraction of the whole", field=name, value=share),),
                )


RULES = (percent,)
