"""Where in a long curve something is: its highest and lowest row, and where it gets beyond a rate."""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import LEAF, blocks
from lrcli.analysis.even_sums import GOLDEN
from lrcli.schedules.uneven import Uneven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.closed import Closed

PARTS = 32
"""Into how many parts a stretch is divided in which something is searched for."""
LAST_DIGITS = 2.0**-48
"""Share of the highest rate by which rounding may move any, at most."""
ASKED = 256
"""Rows that are looked at for whether a rate is held."""
MOST_UNSURE = 2**20
"""Rows in which rounding alone may take a rate beyond another that are looked at one by one, for each such rate."""


def having(
    begin: int, end: int, may: Callable[[Ints, Ints], Bools], backwards: bool = False
) -> Iterator[tuple[int, int]]:
    """Short stretches of rows that are as asked for, in order or from the end."""
    waiting = [(begin, end)]
    while waiting:
        first, last = waiting.pop()
        if last - first <= LEAF:
            yield first, last
            continue
        edges = divided(first, last)
        parts = pairs_of(edges, may(edges[:-1], edges[1:]))
        waiting += parts if backwards else parts[::-1]


def least_positive(curve: Closed, begin: int, end: int) -> float:
    """The lowest rate above 0 in a stretch that has one.

    Of periods it is in the first or in the last, or where the rate at some place of them comes to 0.
    """
    least = math.inf
    waiting: list[tuple[int, int]] = []
    starts, lasts = [arc.begin for arc in curve.arcs], [arc.end for arc in curve.arcs]
    for arc in curve.arcs[bisect(lasts, begin) : bisect_left(starts, end)]:
        first, last = max(begin, arc.begin), min(end, arc.end)
        if isinstance(arc.rule, Uneven):
            least = min(least, least_of_cycles(curve, arc.rule, first, last))
            continue
        once = arc.period if arc.period and last - first > 2 * arc.period else last - first
        waiting += {(first, first + once), (last - once, last)}
        if once < last - first:
            least = min(least, before_zero(curve.rates, arc.period, first, last))
    while waiting:
        first, last = waiting.pop()
        if last - first <= LEAF:
            low = curve.rates(np.arange(first, last))
        else:
            edges = divided(first, last)
            low, high = curve.extremes(edges[:-1], edges[1:])
            waiting += pairs_of(edges, (low <= 0) & (high > 0))
        least = min(least, float(low.min(where=low > 0, initial=math.inf)))
    return least


def least_of_cycles(curve: Closed, cycles: Uneven, begin: int, end: int) -> float:
    """The lowest rate above 0 in a stretch of uneven cycles: it is beside one of their turns.

    Their parts have two lengths each: once the longest of each has been seen no lower rate comes. Of cycles that fall
    the last are looked at first.
    """
    least = math.inf
    longest = np.ceil(np.diff([*cycles.places, cycles.length]))
    first, last = cycles.numbers(np.array([begin, end - 1])).tolist()
    lows = range(first, last + 2, LEAF)
    for low in reversed(lows) if cycles.fall else lows:
        turns = cycles.turns(np.arange(low, min(low + LEAF, last + 2)))
        rows = np.clip((turns.ravel()[:, None] + np.arange(-2, 2)).ravel(), begin, end - 1)
        rates = curve.rates(rows)
        least = min(least, float(rates.min(where=rates > 0, initial=math.inf)))
        inside = turns[(turns[:, 0] >= begin) & (turns[:, -1] < end)]
        parts = np.diff(inside.ravel())
        lengths = [parts[place :: len(longest)].max(initial=0) for place in range(len(longest))]
        if (lengths >= longest).all():
            break
    return least


def before_zero(rates: Callable[[Ints], Array], period: int, begin: int, end: int) -> float:
    """The lowest of the last rates above 0 at the places of periods; infinity where none comes to 0."""
    least = math.inf
    for first, last in blocks(begin, begin + period):
        low = np.arange(first, last)
        high = low + (end - 1 - low) // period * period
        above = rates(low) > 0
        turned = above != (rates(high) > 0)
        low, high, above = low[turned], high[turned], above[turned]
        while (high - low > period).any():
            middle = low + (high - low) // period // 2 * period
            as_at_first = (rates(middle) > 0) == above
            low, high = np.where(as_at_first, middle, low), np.where(as_at_first, high, middle)
        least = min(least, float(rates(np.where(above, low, high)).min(initial=math.inf)))
    return least


def divided(begin: int, end: int) -> Ints:
    """The edges of the parts of a stretch in which something is searched for."""
    edges: Ints = begin + (end - begin) * np.arange(PARTS + 1, dtype=np.int64) // PARTS
    return edges


def pairs_of(edges: Ints, chosen: Bools) -> list[tuple[int, int]]:
    """Begin and end of each part that is chosen."""
    return [(int(edges[part]), int(edges[part + 1])) for part in np.flatnonzero(chosen)]


def first_extreme(curve: Closed, highest: bool) -> tuple[int, float]:
    """The first row with the highest rate, or with the lowest, and that rate."""
    low, high = curve.low, curve.high

    def may(bottom: Array, top: Array) -> Bools:
        return top >= high if highest else bottom <= low

    begin = 0
    for arc, *rows in curve.noisy:
        if found := first_seen(curve, begin, arc.begin, may, highest):
            return found
        row = rows[highest]
        lr = curve.rates(np.array([row]))
        if may(lr, lr)[0]:
            return row, float(lr[0])
        begin = arc.end
    if found := first_seen(curve, begin, curve.rows, may, highest):
        return found
    raise AssertionError("some row has the rate that is the extreme")


def first_seen(
    curve: Closed, begin: int, end: int, may: Callable[[Array, Array], Bools], highest: bool
) -> tuple[int, float] | None:
    """The first row of some whose rate is as asked for, the highest or the lowest, and that rate; None if none is."""
    extreme = curve.high if highest else curve.low
    room = LAST_DIGITS * abs(extreme) if math.isfinite(extreme) else 0.0
    for first, last in having(begin, end, asked(curve, lambda low, high, by: may(low - by, high + by), 0.0, room)):
        lr = curve.rates(np.arange(first, last))
        if may(lr, lr).any():
            place = int(np.argmax(lr) if highest else np.argmin(lr))
            return first + place, float(lr[place])
    return None


def passages_of(curve: Closed, after: int, lr: float, below: bool, backwards: bool = False) -> Iterator[Ints]:
    """The rows from one on in which a curve gets beyond a rate, in short stretches, in order or from the end.

    The first one too if it is beyond there.
    """
    room, sign = LAST_DIGITS * curve.highest if curve.finite else 0.0, -1 if below else 1
    if sign * lr >= (-curve.low if below else curve.high) + room:
        return
    if after >= curve.rows:
        if not below and not curve.finite:  # it is infinite from there on
            yield np.array([after])
        return

    def gets(low: Array, high: Array, room: float) -> Bools:
        """Whether a curve may get beyond the rate in stretches: it is beyond it, and not everywhere."""
        low, high = (-high, -low) if below else (low, high)
        beyond = high + room > sign * lr
        mixed = beyond & (low - room <= sign * lr)
        mixed[:1] |= beyond[:1]
        return np.asarray(mixed)

    may = asked(curve, gets, curve.noise, room)
    ahead = having(after, curve.rows, lambda begins, ends: may(np.maximum(begins - 1, after), ends), backwards)
    for begin, end in ahead:
        seen = np.arange(max(begin - 1, after), end)
        rates = curve.rates(seen)
        beyond = rates < lr if below else rates > lr
        began = beyond.copy()
        began[1:] &= ~beyond[:-1]
        found = seen[began]
        if found.size and begin > after and found[0] == begin - 1:
            found = found[1:]
        if found.size:
            yield found


def asked(
    curve: Closed, gets: Callable[[Array, Array, float], Bools], noise: float, room: float
) -> Callable[[Ints, Ints], Bools]:
    """Which stretches are as asked for by their lowest and highest rate, which may be off by some noise.

    Those in which rounding may make it so by the room that it has are as well, if the rate moves: up to so many rows.
    """
    left = MOST_UNSURE

    def may(begins: Ints, ends: Ints) -> Bools:
        nonlocal left
        low, high = curve.extremes(begins, ends)
        found = gets(low, high, noise)
        if left > 0:
            unsure = np.flatnonzero(gets(low, high, noise + room) & ~found)
            unsure = unsure[moves(curve, begins[unsure], ends[unsure])]
            sizes = ends[unsure] - begins[unsure]
            left -= int(sizes[sizes <= LEAF + 1].sum())
            found[unsure] = True
        return found

    return may


def moves(curve: Closed, begins: Ints, ends: Ints) -> Bools:
    """In which stretches the rate is seen to change, be it by its last digit; in short ones it may."""
    changes = ends - begins <= LEAF + 1
    long = np.flatnonzero(~changes)
    rows = begins[long, None] + ((ends - begins)[long, None] * (np.arange(ASKED) * GOLDEN % 1)).astype(np.int64)
    rates = curve.rates(rows.ravel()).reshape(rows.shape)
    changes[long] = (rates != rates[:, :1]).any(axis=1)
    return np.asarray(changes)
