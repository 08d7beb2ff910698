"""Which rows a call shows: its flags, and what they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.cli.batches import whole_number
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import Flag
from lrcli.cli.places import AT

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.choice import Rows

ROWS = Flag("rows", "Show N rows, spread evenly, the first and the last among them.", metavar="N")
STRIDE = Flag("stride", "Show every Nth row.", metavar="N")
ROW_FLAGS = (AT, ROWS, STRIDE)
"""Flags of every verb that writes rows."""
MOST = 10**9
"""Rows that are spread at most: of more the places are not counted exactly."""


def selected(call: Call, curves: Curves) -> Rows | None:
    """The rows that the flags ask for; None when they ask for none."""
    given = [name for name in ("all", "at", "rows", "stride") if call.given.get(name)]
    if len(given) > 1:
        raise UsageFault(f"--{given[0]} and --{given[1]} both say which rows: choose one")
    if "all" in given:
        return range(curves.rows)
    if "at" in given:
        from lrcli.cli.runs import rows_of_any  # for positions alone

        return np.array(rows_of_any(curves, call.given["at"]), dtype=np.int64)
    if stride := whole_number(call, "stride"):
        return range(0, curves.rows, stride)
    if count := whole_number(call, "rows"):
        return so_many(count, curves.rows)
    return None


def so_many(count: int, total: int) -> Rows:
    """So many of all rows, or all where there are fewer."""
    from lrcli.render.choice import Spread

    if count >= total:
        return range(total)
    if count > MOST:
        raise UsageFault(f"--rows {count}: at most {MOST}; --stride N takes any number")
    return Spread(count, total)


def at_ends(call: Call, curves: Curves) -> Curves:
    """The curves; where --at asks for the place just after the last row of each run, with a value there."""
    if not call.given.get("at"):
        return curves
    from lrcli.cli.runs import with_ends

    return with_ends(curves, call.given["at"])
