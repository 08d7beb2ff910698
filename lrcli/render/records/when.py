"""When a learning rate is passed: rows for scripts, words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.envelope import envelope
from lrcli.analysis.measures import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli.analysis.curves import Curves
    from lrcli.analysis.measures import Bound

    Rows = Sequence[int | None]


def row_cells(curves: Curves, rows: Rows) -> str:
    """One threshold: for each schedule the row as the index columns name it, or never in their place."""
    cells = []
    for row in rows:
        if row is None:
            cells += ["never"] * len(curves.index)
        else:
            cells += [str(column[0]) for column in curves.numbers(np.asarray([row]))]
    return "\t".join(cells) + "\n"


def words(curves: Curves, bound: Bound, rows: Rows) -> str:
    """One threshold for people: a line for each schedule, that says which is which."""
    side = "below" if bound.below else "above"
    places = ("never" if row is None else place(row, curves.run) for row in rows)
    return "".join(
        f"{label} {side} {bound.lr:g}: {where}\n" for label, where in zip(curves.labels, places, strict=True)
    )


def why_never(curves: Curves, passed: Sequence[Rows]) -> Iterator[str]:
    """Why a bound was not passed: where schedules end before the run does, and how low and how high the others go."""
    for label, end, rows in zip(curves.labels, curves.ends, curves.lengths, strict=True):
        if end < rows:
            yield f"{label} has no learning rate from {place(end, curves.run)} on"
    extremes = envelope(curves, 1)
    for column in sorted({column for rows in passed for column, row in enumerate(rows) if row is None}):
        low, high = float(extremes.low[0, column]), float(extremes.high[0, column])
        length = f"{curves.lengths[column]} {curves.run.tick}s"
        yield f"{curves.labels[column]} goes from {low:.6g} to {high:.6g} on {length}"
