"""Rates with which no training goes on: none at all, none that is a number, none above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import a_run, longer, perhaps_epochs
from lrcli.analysis.lint.predicates import refuses_to_go_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case


def raises(case: Case) -> Iterator[Finding]:
    """A scheduler that refuses to go on before the run is over, or when it is."""
    rows, stop = case.run.rows or 0, case.curve.stop()
    if case.limit is None or stop is None or not refuses_to_go_on(case):
        return
    where = f"its step() after the last {case.run.tick}"
    if case.limit < rows:
        where = f"it ends at {case.where(case.limit)} of {rows}"
    yield Finding(
        "raises",
        "",
        f"{where}: {stop.error}",
        "training stops there with an error",
        (*longer(case), a_run(case, case.limit - 1), *perhaps_epochs(case)),
    )


def not_a_number(case: Case) -> Iterator[Finding]:
    """A rate that is not finite."""
    broken = np.flatnonzero(~case.sections.finite)
    if broken.size:
        row = case.first(int(broken[0]), lambda lr: ~np.isfinite(lr))
        yield Finding(
            "not-a-number",
            "",
            f"its LR is {float(case.rates(row, row + 1)[0])} at {case.where(row)}",
            "one update with it and every weight is lost",
            (Mend(f"a run that ends before ({case.count(row)})"), Mend("arguments that keep it finite")),
        )


def negative(case: Case) -> Iterator[Finding]:
    """A rate below 0."""
    below = np.flatnonzero(case.sections.low < 0)
    if below.size:
        row = case.first(int(below[0]), lambda lr: lr < 0)
        floor = Mend("a floor (--floor 0)" if row else "a floor: --floor 0", flag="floor", value="0")
        yield Finding(
            "negative",
            "",
            f"its LR is {float(case.rates(row, row + 1)[0]):.6g} at {case.where(row)}",
            "an update with it goes up the loss instead of down",
            (floor, a_run(case, row)) if row else (floor,),
        )


RULES = (raises, not_a_number, negative)
