"""What was read in the configurations that a curve comes from, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.schedules.marks import WARNING
from lrcli.sources.config import Config, ConfigOnRun
from lrcli.sources.configs._notes import THE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Entry

ASSUMPTIONS = ("config-version", "config-assumed")
"""The codes of remarks that say how something was read that can be read in two ways."""


class FileFact(NamedTuple):
    """A configuration: the file, its format, whose it is, and the keys that mattered."""

    file: str
    format: str
    program: str
    keys: list[Entry]


def configurations(curve: Curve) -> Iterator[ConfigOnRun]:
    """The configurations that a curve is made of."""
    if isinstance(curve, ConfigOnRun):
        yield curve
    for inner in curve.inner():
        yield from configurations(inner)


def rate_keys(schedule: Schedule) -> list[str]:
    """The keys that hold the rate in the configurations that a schedule is made of."""
    if isinstance(schedule, Config):
        return [entry.key for entry in schedule.understood().entries if entry.means == THE_RATE]
    return [key for inner in schedule.inner() for key in rate_keys(inner)]


def files(curve: Curve) -> list[FileFact]:
    """What was read in each of them."""
    return [
        FileFact(
            each.given.path or "text",
            each.understood.format.name,
            each.understood.format.program,
            [*each.understood.entries],
        )
        for each in configurations(curve)
    ]


def assumptions(curve: Curve) -> list[str]:
    """What was assumed as configurations were read, and what can hardly be meant in them."""
    told = []
    for each in configurations(curve):
        understood = each.understood
        program = understood.format.program
        told += [f"{key.key} {key.value} is a default of {program}" for key in understood.entries if key.assumed]
        remarks = each.remarks(understood.plan.run.rows or 0)
        told += [one.text for one in remarks if one.level == WARNING or one.code in ASSUMPTIONS]
    return told
