"""Positions in a run that a flag gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import Flag
from lrcli.cli.output import say

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves

AT = Flag(
    "at",
    "Positions, separated by commas: 30 (the run's unit), 30ep, 500st, 50%, first, last, end.  [default: last]",
    metavar="WHERE,...",
    repeat=True,
)


def rows_at(curves: Curves, texts: list[str]) -> list[int]:
    """The rows that positions name; a UsageFault says which makes no sense."""
    rows = []
    for text in [part.strip() or "nowhere" for given in texts for part in given.split(",")]:
        try:
            row = curves.run.at(text)
        except ValueError as error:
            raise UsageFault(f"--at {text}: {error}; or one of first, last, end") from None
        if row > curves.rows:
            say(f"lrcli: --at {text} is past the run, which has {curves.rows} {curves.run.tick}s")
        rows.append(row)
    return rows
