"""Warnings about schedules, as text for people and as data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cells import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli.analysis.lint.findings import Finding, Linted


def report(schedules: Iterable[Linted]) -> Iterator[str]:
    """All warnings, two lines each: what was seen, then what it does and what mends it."""
    for linted in schedules:
        for finding in linted.findings:
            yield from warning(linted.label, finding)


def warning(label: str, finding: Finding) -> Iterator[str]:
    """The lines of one warning; the second is left out where nothing is known of what it does, nor how to mend it."""
    yield Heading(f"{label}: {finding.saw} [{finding.rule}]")
    if finding.effect or finding.mends:
        effect = f"{finding.effect}. " if finding.effect else ""
        yield f"    {effect}Mend: {mend(finding)}"


def data(schedules: Iterable[Linted]) -> list[dict[str, str]]:
    """All warnings in a list, each with the schedule that it is about."""
    return [
        {
            "label": linted.label,
            "spec": linted.spec,
            "rule": finding.rule,
            "saw": finding.saw,
            "effect": finding.effect,
            "mend": mend(finding),
        }
        for linted in schedules
        for finding in linted.findings
    ]


def mend(finding: Finding) -> str:
    """What mends it, in words."""
    return ", or ".join(way.text for way in finding.mends)
