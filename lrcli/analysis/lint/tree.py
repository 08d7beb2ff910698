"""A schedule and the schedules inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.schedule import Schedule


def tree(schedule: Schedule) -> Iterator[Schedule]:
    """A schedule and all inside it."""
    yield schedule
    for inner in schedule.inner():
        yield from tree(inner)


def leaves(schedule: Schedule) -> list[Schedule]:
    """The schedules in it that hold no others."""
    return [part for part in tree(schedule) if not part.inner()]


def of_framework(schedule: Schedule) -> bool:
    """Whether it is a framework's scheduler itself."""
    return "." in schedule.family
