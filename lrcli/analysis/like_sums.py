"""The sum of rates that are a line of others whose sum is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import ints

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc, Summed

CHECKED, SAME = 2**12, 1e-14
"""Rates that are compared with what they should be, and the share of the highest by which one may be off."""


def sum_of_line(rates: Callable[[Ints], Array], arc: Arc, like: Summed) -> float | None:
    """The sum over an arc; None where its rates are no line of the others.

    What cuts rates off does so to the highest or the lowest of them.
    """
    if arc.rule:
        ends = arc.rule.telling(*ints(arc.begin, arc.end), rates)[1]
    else:
        begins = arc.begins()
        ends = np.append(begins, np.append(begins[1:], arc.end) - 1)
    others = like.rates(ends)
    some = np.linspace(arc.begin, arc.end - 1, CHECKED).astype(np.int64)
    rows = np.append(ends[[np.argmin(others), np.argmax(others)]], some)
    others, own = like.rates(rows), rates(rows)
    slope = (own[1] - own[0]) / (others[1] - others[0]) if others[0] < others[1] else 0.0
    if not (np.abs(own - own[0] - slope * (others - others[0])) <= SAME * np.abs(own).max()).all():
        return None
    count = arc.end - arc.begin
    return float(slope * like.total(arc.begin, arc.end) + (own[0] - slope * others[0]) * count)
