"""What a curve is made of: the schedules and the curves inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.schedules.warmup import Rise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule


def tree(schedule: Schedule) -> Iterator[Schedule]:
    """A schedule and all inside it."""
    yield schedule
    for inner in schedule.inner():
        yield from tree(inner)


def of_framework(schedule: Schedule | type[Schedule]) -> bool:
    """Whether it is a framework's scheduler itself, or the class of one."""
    return "." in schedule.family


def rises(curve: Curve) -> Iterator[Rise]:
    """The ramps of warm-ups in a curve."""
    if isinstance(curve, Rise):
        yield curve
    for inner in curve.inner():
        yield from rises(inner)
