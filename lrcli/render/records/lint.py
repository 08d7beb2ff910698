"""Warnings about schedules, as text for people and as data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.analysis.lint.findings import Finding, Linted


def report(schedules: Iterable[Linted]) -> str:
    """All warnings, two lines each: what was seen, then what it does and what mends it."""
    return "".join(warning(linted.label, finding) for linted in schedules for finding in linted.findings)


def warning(label: str, finding: Finding) -> str:
    """One warning; its second line is left out where nothing is known of what it does."""
    saw = f"{label}: {finding.saw} [{finding.rule}]\n"
    return f"{saw}    {finding.effect}. Mend: {mend(finding)}\n" if finding.effect else saw


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
