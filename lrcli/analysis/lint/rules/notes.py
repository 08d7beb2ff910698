"""What the parts of a schedule say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import IN_EPOCHS, Finding, Mend
from lrcli.analysis.lint.predicates import HIGH_LR, HIGHEST_LR, unexplained_peak
from lrcli.schedules.marks import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.marks import Remark

COUNTS_STEPS = "counts-calls"
"""What a framework's scheduler says of a number of steps that comes to less than an epoch."""
SAID_BY_RULES = (COUNTS_STEPS, "starts-at-0", "rises-again")
"""Warnings that are findings of other rules: `unit`, `zero_epoch`, `rises_again`."""


def unit(case: Case) -> Iterator[Finding]:
    """Numbers of a framework's scheduler that come to less than an epoch."""
    short = [remark for remark in own_warnings(case) if remark.code == COUNTS_STEPS and not is_single(case, remark)]
    if short:
        more = f", and {len(short) - 1} more such" if len(short) > 1 else ""
        per = case.run.steps_per_epoch
        yield Finding(
            "unit",
            short[0].part,
            f"{short[0].text}{more}",
            f"if it was to be epochs, all happens {per} times too soon",
            (IN_EPOCHS, Mend(f"numbers {per} times as large")),
        )


def is_single(case: Case, remark: Remark) -> bool:
    """Whether it is about an argument that is 1 by default: nobody gave a number there."""
    parts = (part for part in case.parts if part.family == remark.part)
    return any(part.fields[remark.field].default == getattr(part, remark.field) == 1 for part in parts)


def noted(case: Case) -> Iterator[Finding]:
    """All else that a part of the schedule warns of itself, and a peak at which hardly anything trains."""
    for remark in own_warnings(case):
        if remark.code not in SAID_BY_RULES:
            mends = (Mend(remark.mend),) if remark.mend else ()
            yield Finding(remark.code if mends else "noted", remark.part, remark.text, "", mends)
    peak = unexplained_peak(case)
    if HIGH_LR <= peak <= HIGHEST_LR:
        yield Finding("noted", "", f"its LR goes up to {peak:.6g}, and most training diverges above 1", "", ())


def own_warnings(case: Case) -> list[Remark]:
    """What a curve and its parts warn of."""
    return [remark for remark in case.remarks if remark.level == WARNING]


RULES = (unit, noted)
