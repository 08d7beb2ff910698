"""What the parts of a schedule say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import IN_EPOCHS, Finding, Mend
from lrcli.analysis.lint.tree import tree
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.schedule import Schedule


def unit(case: Case) -> Iterator[Finding]:
    """Numbers of a framework's scheduler that come to less than an epoch."""
    short = [(part, note) for part, note in notes(case.schedule) if counts_steps(note)]
    if short:
        part, note = short[0]
        more = f", and {len(short) - 1} more such" if len(short) > 1 else ""
        per = case.run.steps_per_epoch
        yield Finding(
            "unit",
            part,
            f"{note}{more}",
            f"if it was to be epochs, all happens {per} times too soon",
            (IN_EPOCHS, Mend(f"numbers {per} times as large")),
        )


def noted(case: Case) -> Iterator[Finding]:
    """All else that a part of the schedule says itself."""
    for part, note in notes(case.schedule):
        if not counts_steps(note):
            yield Finding("noted", part, note, "", ())


def counts_steps(note: str) -> bool:
    """Whether a note says that a number comes to less than an epoch."""
    # remarks will have a code: "counts-calls"
    return " counts steps here: " in note


def notes(schedule: Schedule) -> Iterator[tuple[str, str]]:
    """What parts say themselves, with the family of the part.

    Left out are the start of a warm-up, which is `zero-epoch`, and what was found in a file, which is no mistake.
    """
    for part in tree(schedule):
        inside = {note for inner in part.inner() for note in inner.notes()}
        if not isinstance(part, Warmup) and not part.outside:
            yield from ((part.family, note) for note in part.notes() if note not in inside)


RULES = (unit, noted)
