"""The first row with the highest rate, or with the lowest, where rounding moves the rates of periods."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli.schedules.arcs import pieces_at_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.schedules.arcs import Arc

    Rates = Callable[[Ints], Array]

AT_ONCE = 2**18
"""Rows that are evaluated in one call at most."""
MOST_LIKE = 2**24
"""Rows that are looked at for the highest of rates that are the same but for rounding."""


class Extremes(Protocol):
    """What is asked of a curve: its rates, and the lowest and the highest of those that are known."""

    low: float
    high: float

    def rates(self, rows: Ints) -> Array: ...


class TooManyError(Exception):
    """More rates than are looked at one by one."""


def first_rows(curve: Extremes, arcs: Iterable[Arc]) -> list[tuple[Arc, int, int]]:
    """Arcs, each with its first row with the lowest rate and that with the highest."""
    found: list[tuple[Arc, int, int]] = []
    least, most = math.inf, -math.inf
    for arc in arcs:
        rows = first_row(curve, arc, False, -least), first_row(curve, arc, True, most)
        low, high = curve.rates(np.array(rows)).tolist()
        least, most = min(least, low), max(most, high)
        found.append((arc, *rows))
    return found


def first_row(curve: Extremes, arc: Arc, highest: bool, before: float) -> int:
    """The first row with the highest rate, or with the lowest, of an arc of periods whose rates rounding moves.

    But for rounding, the rates at the same place of each period go one way, and so do those of a piece. Where rates of
    other arcs are beyond all of them it is any row. TooManyError where too many rows may be it.

    before   the highest rate in such arcs before it, or what the lowest is below 0
    """
    sign, noise, (begins, ends) = 1 if highest else -1, noise_of(curve.rates, arc), pieces_at_ends(arc)
    sides = sign * np.stack([curve.rates(begins), curve.rates(ends - 1)])
    tops, best, lowest = sides.max(axis=0), sides.max(), sides.min()
    if best + 2 * noise < (curve.high if highest else -curve.low):
        return arc.begin
    near, limits = tops >= best - 4 * noise, arc.begin + np.array(arc.limits, dtype=np.int64)
    if lowest < best <= (sign * curve.rates(limits)).max(initial=-math.inf) <= before:
        return arc.begin
    found = [limits]
    for stretches in beside(curve.rates, begins[near], ends[near], tops[near] - best + 4 * noise):
        found += [rows for _, rows in all_rows(np.flatnonzero(near), *stretches)]
    one = arc.begin + np.unique((np.concatenate(found) - arc.begin) % arc.period)
    last = one + (arc.end - 1 - one) // arc.period * arc.period
    rates = sign * np.stack([curve.rates(one), curve.rates(last)])
    best = rates.max()
    if best > lowest and best in sign * curve.rates(limits):
        return int(one[np.argmax(rates[0])])
    some = rates.max(axis=0) >= best - 2 * noise
    best, row, seen = -math.inf, arc.begin, 0
    for rows in rows_reaching(curve.rates, arc.period, one[some], last[some], sign, best - 4 * noise):
        rates, seen = sign * curve.rates(rows), seen + len(rows)
        first = int(rows[rates == rates.max()].min())
        if (rates.max(), -first) > (best, -row):
            best, row = float(rates.max()), first
        if seen > MOST_LIKE:
            raise TooManyError
    return row


def noise_of(rates: Rates, arc: Arc) -> float:
    """By how much rounding may move the rates of an arc of periods."""
    begins, ends = pieces_at_ends(arc)
    return arc.noise * float(np.abs(rates(np.append(begins, ends - 1))).max())


def rows_reaching(rates: Rates, period: int, first: Ints, last: Ints, sign: int, least: float) -> Iterator[Ints]:
    """All rows that may reach a rate, and others beside them, a part at a time.

    first, last   of each place in a period that is looked at, its rows in the first and in the last period
    """

    def reaches(rows: Ints) -> Bools:
        return np.asarray(sign * rates(rows) >= least)

    early, late = reaches(first), reaches(last)
    always = first[early & late]
    end = int(last[early & late].max(initial=-1)) + 1
    together = max(AT_ONCE // max(len(always), 1), 1)
    for begin in range(0, end - int(always.min(initial=end)), together * period):
        rows = (always + begin + np.arange(together)[:, None] * period).ravel()
        yield rows[rows < end]
    turned, comes = early != late, late[early != late]
    low, high = first[turned], last[turned]  # where it does not reach it, or no longer, and where it is otherwise
    while (waiting := np.flatnonzero(high - low > period)).size:
        middle = low[waiting] + (high - low)[waiting] // period // 2 * period
        there = reaches(middle) == comes[waiting]
        low[waiting], high[waiting] = np.where(there, low[waiting], middle), np.where(there, middle, high[waiting])
    for begin, end in zip(np.where(comes, high, first[turned]), np.where(comes, last[turned] + 1, high), strict=True):
        for part in range(int(begin), int(end), AT_ONCE * period):
            yield np.arange(part, min(part + AT_ONCE * period, int(end)), period)


def all_rows(owners: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All rows of stretches, and whose they are, some at a time."""
    cuts = np.cumsum(ends - begins)
    before = 0
    while before < len(owners):
        done = cuts[before - 1] if before else 0
        after = max(int(np.searchsorted(cuts, done + AT_ONCE, side="right")), before + 1)
        sizes = (ends - begins)[before:after]
        rows = np.arange(int(sizes.sum())) + np.repeat(begins[before:after] - (np.cumsum(sizes) - sizes), sizes)
        yield np.repeat(owners[before:after], sizes), rows
        before = after


def beside(rates: Rates, begins: Ints, ends: Ints, far: Array) -> Iterator[tuple[Ints, Ints]]:
    """The rows at the begin of some stretches, and those at the end, up to one whose rate is so far off.

    Where a line only rises or only falls and no rate is farther than half of that from it, they tell the extremes.
    """
    for first, over, way in ((begins, ends, 1), (ends - 1, begins - 1, -1)):
        told, waiting, size = over.copy(), np.arange(len(first)), 1
        there = rates(first)
        while waiting.size:
            rows = first[waiting] + way * size
            inside = way * (over[waiting] - rows) > 0
            waiting, rows = waiting[inside], rows[inside]
            found = np.abs(rates(rows) - there[waiting]) >= far[waiting]
            told[waiting[found]] = rows[found]
            waiting, size = waiting[~found], size + size // 4 + 1
        yield (first, told) if way > 0 else (told + 1, first + 1)
