"""When schedules get beyond bounds: the records of `when`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.analysis.measures import Bound, all_crossings, comes_again, crossings, extremes, last_crossings
from lrcli.analysis.records import Crossed, Passage, point_fact
from lrcli.positions import position_text
from lrcli.schedules.kinds import percent_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.analysis.curves import Curves

FIRST, LAST, ALL = "first", "last", "all"


class Sought(NamedTuple):
    """What is looked for: below a rate, or above it; a percentage is of the highest rate of each curve."""

    lr: float | str
    below: bool


def crossed(curves: Curves, sought: Sequence[Sought], after: int = 0, which: str = FIRST) -> list[list[Crossed]]:
    """Where each curve is beyond each rate, in rows from `after` on: a line for each rate, in their order.

    which   "first": the first row beyond it; "last", "all": the last time or each time that it gets there
    """
    peaks = [high for _, high in extremes(curves)] if any(isinstance(each.lr, str) for each in sought) else []
    bounds = [
        Bound(tuple(percent_of(peak, lr) for peak in peaks) if isinstance(lr, str) else lr, below)
        for lr, below in sought
    ]
    if which == ALL:
        rows = all_crossings(curves, bounds, after)
    else:
        found = (last_crossings if which == LAST else crossings)(curves, bounds, after)
        rows = [[[] if row is None else [row] for row in line] for line in found]
    shares = [each.lr if isinstance(each.lr, str) else None for each in sought]
    return [
        [
            record_of(curves, column, bound, share, passed, starts=which == FIRST and passed == [after])
            for column, passed in enumerate(line)
        ]
        for bound, share, line in zip(bounds, shares, rows, strict=True)
    ]


def record_of(curves: Curves, column: int, bound: Bound, share: str | None, rows: list[int], starts: bool) -> Crossed:
    """Where one curve is beyond a bound; `starts` says that it is so in the first row that was looked at."""
    run, rates = curves.run, curves.columns[column].gapped(rows).tolist()
    return Crossed(
        label=curves.labels[column],
        spec=curves.specs[column],
        side="below" if bound.below else "above",
        bound=bound.of(column),
        share=share,
        found=[Passage(position_text(run, row), point_fact(lr, row, run)) for row, lr in zip(rows, rates, strict=True)],
        again=starts and comes_again(curves, column, bound, rows[0]),
    )
