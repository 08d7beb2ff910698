"""Factors and divisors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding
from lrcli.analysis.lint.mends import other_value
from lrcli.analysis.lint.predicates import wrong_factors
from lrcli.analysis.lint.roles import is_divisor
from lrcli.clock import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case


def factor(case: Case) -> Iterator[Finding]:
    """A factor that multiplies where it was to divide, or a divisor that multiplies."""
    for part, field, value in wrong_factors(case):
        what = "divisor below" if is_divisor(field) else "factor above"
        yield Finding(
            "factor",
            part.family,
            f"{field.name}={plain(value)} of {part.family} is a {what} 1",
            f"it makes the LR larger; {case.peak:.6g} is the highest of the run",
            (other_value(field.name, plain(float(f"{1 / value:.6g}"))),),
        )


RULES = (factor,)
