"""How high the rates are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import perhaps_epochs
from lrcli.analysis.lint.predicates import ends_at_peak, mostly_nothing
from lrcli.analysis.lint.profile import TINY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case


def tiny(case: Case) -> Iterator[Finding]:
    """Most of the run at next to nothing."""
    if not mostly_nothing(case):
        return
    share = case.share(case.next_to_nothing, case.rows)
    slower = Mend("a slower decay, fewer drops or a floor (--floor LR)", flag="floor")
    yield Finding(
        "tiny",
        "",
        f"its LR is below {TINY:g} of its peak, {case.peak:.6g}, for {share:.0%} of the run",
        "training stands still in that time",
        (Mend("a slower rise"),) if ends_at_peak(case) else (slower, *perhaps_epochs(case)),
    )


RULES = (tiny,)
