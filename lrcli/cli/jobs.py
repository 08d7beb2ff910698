"""How many processes work on the rows of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.batches import whole_number
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import Flag

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.choice import Rows

MANY = 10**6
"""Rows from which on processes are worth starting."""
MOST = 64
JOBS = Flag(
    "jobs",
    "Processes that work on 1e6 rows or more; the bytes are the same.  [default: one for each processor, at most 4]",
    metavar="N",
)


def jobs_for(call: Call, curves: Curves, rows: Rows | None) -> int:
    """How many processes are of use: 1 for few rows, and for rates that are computed one after another."""
    asked = whole_number(call, JOBS.name)
    if asked is not None and asked > MOST:
        raise UsageFault(f"--{JOBS.name} {asked}: at most {MOST}")
    if rows is not None or curves.rows < MANY or not is_closed(curves):
        return 1
    from lrcli.render.workers import usual_jobs  # for long runs alone

    usual = usual_jobs()
    return 1 if usual == 1 and asked is None else asked or usual


def is_closed(curves: Curves) -> bool:
    """Whether any row can be computed alone, as far as the curves tell."""
    ends = zip(curves.curves, curves.lengths, strict=True)
    return all(arc.known for curve, rows in ends for arc in curve.arcs(rows))
