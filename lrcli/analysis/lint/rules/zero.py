"""Time at an LR of exactly 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import FLOOR, per_step
from lrcli.analysis.lint.predicates import length_counts_epochs, mostly_nothing, rests, settles_early
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case


def zero_epoch(case: Case) -> Iterator[Finding]:
    """A whole epoch at an LR of 0."""
    size, (edges, low, high, finite) = case.epoch, case.sections
    if size is None or not case.rows:
        return
    begins = np.flatnonzero(edges[:-1] % size == 0)
    dead = np.logical_and.reduceat((low == 0) & (high == 0) & finite, begins)
    rows = edges[begins][dead & (np.diff(np.append(edges[begins], case.rows)) >= size)]
    natural = None if case.exact is None else case.exact.natural_run()
    if natural is not None and natural.run == case.run:
        rows = rows[rows + size < case.rows]  # the run that shows where it arrives
    if length_counts_epochs(case) or settles_early(case) or mostly_nothing(case) or rests(case):
        rows = rows[rows < case.settled]
    if case.turning_row is not None:
        rows = rows[rows + size <= case.turning_row]
    if not rows.size:
        return
    more = f", and so do {len(rows) - 1} more" if len(rows) > 1 else ""
    yield Finding(
        "zero-epoch",
        "",
        f"epoch {rows[0] // size} trains at an LR of 0 from its beginning to its end{more}",
        "nothing is learnt in that time",
        (Mend("a higher final LR"), FLOOR) if rows[0] else begin_higher(case),
    )


def begin_higher(case: Case) -> tuple[Mend, ...]:
    """What gives the first epoch an LR."""
    begin = Mend("a start above 0")
    if any(isinstance(part, Warmup) for part in case.parts):
        begin = Mend("a start above 0: --warmup-from LR", flag="warmup-from")
    if case.run.moves != "epoch":
        return (begin,)
    moving = per_step(case, "the LR moves within the epoch")
    if not case.run.steps_per_epoch or not any(isinstance(part, Warmup) for part in case.parts):
        return begin, moving
    alone = Mend("--warmup-update step, which moves the warm-up alone", flag="warmup-update", value="step")
    return begin, moving, alone


RULES = (zero_epoch,)
