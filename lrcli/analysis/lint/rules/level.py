"""How high the rates are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import other_value, perhaps_epochs
from lrcli.analysis.lint.predicates import HIGHEST_LR, ends_at_peak, mostly_nothing, unexplained_peak
from lrcli.analysis.lint.profile import TINY
from lrcli.analysis.lint.roles import main_of
from lrcli.clock import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case

USUAL = 0.1
"""A rate that many a training begins with."""


def high(case: Case) -> Iterator[Finding]:
    """A rate at which nothing trains."""
    peak = unexplained_peak(case)
    if peak > HIGHEST_LR:
        scale = f"{USUAL / peak:.3g}"
        yield Finding(
            "high",
            "",
            f"its LR goes up to {peak:.6g}",
            "training diverges at once",
            (*usual_rates(case, peak), Mend(f"--scale {scale}", flag="scale", value=scale)),
        )


def usual_rates(case: Case, peak: float) -> Iterator[Mend]:
    """The argument that is the peak, with a usual rate."""
    for part in case.leaves:
        name, value = main_of(part)
        if name and value == peak:
            mend = other_value(name, plain(USUAL))
            yield mend._replace(text=f"a usual rate, such as {mend.text}")


def tiny(case: Case) -> Iterator[Finding]:
    """Most of the run at next to nothing."""
    if not mostly_nothing(case):
        return
    share = case.share(case.next_to_nothing, case.rows)
    slower = Mend("a slower decay, fewer drops or a floor (--floor LR)", flag="floor")
    yield Finding(
        "tiny",
        "",
        f"its LR is below {TINY:.12g} of its peak, {case.peak:.6g}, for {share:.0%} of the run",
        "training stands still in that time",
        (Mend("a slower rise"),) if ends_at_peak(case) else (slower, *perhaps_epochs(case)),
    )


RULES = (high, tiny)
