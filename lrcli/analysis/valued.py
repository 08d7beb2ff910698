"""What schedules have at positions: the records of `value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.records import Valued, Values, point_fact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli.analysis.curves import Column, Curves
    from lrcli.clock import Run

    Round = Callable[[float], float]


def values_at(
    curves: Curves, texts: Sequence[str], lines: Sequence[Sequence[int | None]], beside: Sequence[str], rounded: Round
) -> list[Values]:
    """The record of each curve.

    texts, lines   the positions, and for each the row that it is for each curve; None for none
    beside         what is told beside the rate: "momentum"
    """
    result = []
    for index, column in enumerate(curves.columns):
        run = column.run or curves.run
        rows = [line[index] for line in lines]
        found = [value_at(column, run, *place, beside, rounded) for place in zip(texts, rows, strict=True)]
        result.append(Values(column.label, column.spec, found))
    return result


def value_at(column: Column, run: Run, text: str, row: int | None, beside: Sequence[str], rounded: Round) -> Valued:
    """What one curve has at one position."""
    if row is None:
        return Valued(text, None, dict.fromkeys(beside))
    curve = column.curve
    driven = {of: rounded(float(curve(row, of))) if curve.tells(of) else None for of in beside}
    rate = float(column._replace(run=None).at(row))
    return Valued(text, point_fact(rounded(rate), row, run), driven)
