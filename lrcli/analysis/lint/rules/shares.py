"""Numbers that were meant as a share of something: percent that are rates, and fractions that are percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import other_value
from lrcli.analysis.lint.tree import of_framework, rises
from lrcli.clock import Duration, plain, plain_decimal
from lrcli.schedules.around import Floor
from lrcli.schedules.kinds import Rate
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
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
    """A second rate that was meant as a share of the main one."""
    main = getattr(part, part.main) if part.main else None
    for name, field in part.fields.items():
        value = getattr(part, name)
        if not main or name == part.main or not isinstance(field.kind, Rate) or not value:
            continue
        if value == main and field.default != value:
            yield Finding(
                "percent",
                part.family,
                f"{name}={plain(value)} of {part.family} equals its {part.main}",
                "between the two the LR does not change",
                (as_share(part, name, main, min(value * 100, 10)),),
            )
        # an LR range test starts far below what trains, a warm-up does not go up to 1
        elif value >= max(1, 10 * main) and main >= 1e-4:
            yield Finding(
                "percent",
                part.family,
                f"{name}={plain(value)} of {part.family} is {value / main:.6g} times its {part.main}",
                f"the LR goes to {plain(value)}, at which most training diverges",
                (as_share(part, name, main, value if value <= 100 else 10),),
            )


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
            yield Finding(
                "percent",
                Warmup.family,
                f"its warm-up starts at {plain(rise.start)} and leads to {rise.target:.6g}",
                "it is no rise",
                (Mend(f"a lower start, such as --warmup-from {lower}", flag="warmup-from", value=lower),),
            )


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
