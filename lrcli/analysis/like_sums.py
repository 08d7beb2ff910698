"""The sum of rates that are a line of others whose sum is told."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import ENDS, ints, told_by
from lrcli.schedules.arcs import LEAPS, pieces_at_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.closed import Closed
    from lrcli.schedules.arcs import Arc

CHECKED, SAME = 2**12, 1e-14
"""Rates that are compared with what they should be, and the share of the highest by which one may be off."""


def sum_of_line(curve: Closed, rates: Callable[[Ints], Array], arcs: Sequence[Arc]) -> float | None:
    """The sum over arcs that are like the same rates, one behind the other; None where theirs are no line of these.

    What cuts rates off does so to the highest or the lowest of them.
    """
    begin, end, like = arcs[0].begin, arcs[-1].end, arcs[0].like
    if like is None:
        return None
    ends = np.concatenate([rows_telling(curve, arc) for arc in arcs])
    others = like.rates(ends)
    some = np.linspace(begin, end - 1, CHECKED).astype(np.int64)
    rows = np.append(ends[[np.argmin(others), np.argmax(others)]], some)
    others, own = like.rates(rows), rates(rows)
    slope = (own[1] - own[0]) / (others[1] - others[0]) if others[0] < others[1] else 0.0
    if not (np.abs(own - own[0] - slope * (others - others[0])) <= SAME * np.abs(own).max()).all():
        return None
    return float(slope * like.total(begin, end) + (own[0] - slope * others[0]) * (end - begin))


def rows_telling(curve: Closed, arc: Arc) -> Ints:
    """Rows of an arc among which one has the lowest rate and one the highest, but for what rounding does."""
    if arc.rule:
        return arc.rule.telling(*ints(arc.begin, arc.end), curve.rates)[1]
    if arc.period:
        begins, ends = pieces_at_ends(arc)
    else:
        own = slice(*np.searchsorted(curve.begins, [arc.begin, arc.end]))
        low, high = curve.whole.low[own], curve.whole.high[own]
        telling = (low == low.min()) | (high == high.max()) if told_by(arc) == ENDS else slice(None)
        begins, ends = curve.begins[own][telling], curve.ends[own][telling]
    return np.append(begins, ends - 1)


def joined(arcs: Iterable[Arc]) -> Iterator[list[Arc]]:
    """Arcs that are like other rates, in runs of all that are like the same ones, but those that leap one by one."""
    for _, run in groupby(arcs, key=lambda arc: arc.like if arc.like and arc.form != LEAPS else id(arc)):
        if (liked := list(run))[0].like:
            yield liked
