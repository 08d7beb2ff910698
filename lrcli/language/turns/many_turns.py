"""The turns of a formula that are too many to be looked for one by one: all stretches are divided at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.turns.bounds import FUNCTIONS, ZERO, Bounds, Span, UnknownError, hull, number
from lrcli.language.turns.one_way import Reaches
from lrcli.language.turns.slopes import UNIT
from lrcli.schedules.arcs import MOST_TURNS, Arc, arc_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.language.turns.movements import Counted

HALVED = 4
"""Each so many-th time a stretch is halved, where a turn is looked for: then lines between slopes come near to none."""
LEAF = 8
"""Ticks of a stretch that is not divided: each of them may be a turn."""
APART = 16
"""Ticks for each of which one may be a turn at most."""
TOGETHER = 2**14
"""Stretches that are looked at in one call."""
MOST_DIVIDED = 2**21
"""Stretches that are looked at, at most."""


class _Bounded(Reaches):
    """What is known of each node of a formula in all of some stretches; the context is what is known of its names."""

    def made(self, function: str, parts: list[Any]) -> Bounds:
        if function not in FUNCTIONS:
            raise UnknownError
        return FUNCTIONS[function](*parts)

    def number(self, value: float) -> Bounds:
        return number(value)


class Stretches(NamedTuple):
    """Stretches of ticks, from a first to a last one, and what is known of the slopes at these."""

    firsts: Ints
    lasts: Ints
    slopes: Span
    last_slopes: Span

    def where(self, some: Bools) -> Stretches:
        """Some of them."""
        slopes = (Span(each.low[some], each.high[some]) for each in (self.slopes, self.last_slopes))
        return Stretches(self.firsts[some], self.lasts[some], *slopes)

    def halves(self, bounded: Callable[[Ints, Ints], Bounds]) -> Stretches:
        """Both halves of each; the tick between them belongs to both."""
        middles = (self.firsts + self.lasts) // 2
        slopes = bounded(middles, middles).slope
        firsts, lasts = np.append(self.firsts, middles), np.append(middles, self.lasts)
        return Stretches(firsts, lasts, joined(self.slopes, slopes), joined(slopes, self.last_slopes))


def arcs_of_many_turns(formula: Counted, first: int, last: int, most: int = MOST_DIVIDED) -> list[Arc]:
    """The arcs from one tick to before another between turns; none where these are too many, or not to be found.

    Where the bend has one sign there is one turn at most, and slopes at ticks tell where.
    """
    try:
        bounded = bounds_of(formula)
        if bounded is None or last - first < LEAF:
            return []
        with np.errstate(all="ignore"):
            return arcs_between_turns(bounded, first, last, most)
    except UnknownError:
        return []


def may_turn(formula: Counted) -> bool:
    """Whether turns of a formula can be looked for so: all of its functions are known, and its names rise evenly."""
    try:
        bounded, tick = bounds_of(formula), np.zeros(1, dtype=np.int64)
        with np.errstate(all="ignore"):
            return bounded is not None and bool(len(bounded(tick, tick).error))
    except UnknownError:
        return False


def bounds_of(formula: Counted) -> Callable[[Ints, Ints], Bounds] | None:
    """What gives the bounds of a formula in stretches of ticks; None if its names do not rise evenly with these."""
    ends = formula.names(0, 1)
    if any(reach.leaps for reach in ends.values()):
        return None
    walker = _Bounded({})

    def named(firsts: Ints, lasts: Ints, low: float, high: float) -> Bounds:
        pace = high - low
        if not pace:
            return number(low)
        first = low + pace * firsts
        value = Span(first, first if firsts is lasts else low + pace * lasts)
        error = 0.0 if pace == 1 and not low else UNIT * value.most
        return Bounds(value, Span(pace, pace), ZERO, error)

    def bounded(firsts: Ints, lasts: Ints) -> Bounds:
        names = {
            name: named(firsts, lasts, each.low, each.high if each.way else each.low) for name, each in ends.items()
        }
        found: Bounds = walker.walk(formula.tree, names)
        return found

    return in_parts(bounded)


def in_parts(bounded: Callable[[Ints, Ints], Bounds]) -> Callable[[Ints, Ints], Bounds]:
    """The same, asked of some stretches at a time, which stay in the cache; there is a number for each of them."""

    def asked(firsts: Ints, lasts: Ints) -> Bounds:
        found = np.empty((7, len(firsts)))
        for begin in range(0, len(firsts), TOGETHER):
            part = slice(begin, begin + TOGETHER)
            low = firsts[part]
            made = bounded(low, low if firsts is lasts else lasts[part])
            for line, each in zip(found, (*made.value, *made.slope, *made.bend, made.error), strict=True):
                line[part] = each
        return Bounds(Span(*found[:2]), Span(*found[2:4]), Span(*found[4:6]), found[6])

    return asked


def arcs_between_turns(bounded: Callable[[Ints, Ints], Bounds], first: int, last: int, most: int) -> list[Arc]:
    """The arcs from one tick to before another."""
    firsts, lasts = np.array([first]), np.array([last - 1])
    waiting = Stretches(firsts, lasts, *(bounded(ends, ends).slope for ends in (firsts, lasts)))
    turns, told, divided = [firsts[:0]], [(firsts[:0], firsts[:0], firsts[:0])], 0
    while len(waiting.firsts):
        divided += len(waiting.firsts)
        if divided > most:
            return []
        found, edges = bounded(waiting.firsts, waiting.lasts), hull(waiting.slopes, waiting.last_slopes)
        error, once = 2 * found.error, (found.bend.low >= 0) | (found.bend.high <= 0)
        low = np.where(once, np.maximum(edges.low, found.slope.low), found.slope.low)
        high = np.where(once, np.minimum(edges.high, found.slope.high), found.slope.high)
        held = (found.value.low == found.value.high) & (found.slope.most == 0)
        one_way, small = held | (low > error) | (high < -error), waiting.lasts - waiting.firsts <= LEAF
        way = np.where(held, 0, np.where(low > error, 1, -1))
        told.append((waiting.firsts[one_way], waiting.lasts[one_way], way[one_way]))
        once &= ~(one_way | small) & np.isfinite(error)
        turned, sign = waiting.where(once), np.where(found.bend.low >= 0, 1, -1)[once]
        before, behind = about_turns(bounded, turned, error[once], sign)
        told += [(turned.firsts, before, -sign), (behind, turned.lasts, sign)]
        small &= ~one_way
        for begins, ends in ((before + 1, behind - 1), (waiting.firsts[small], waiting.lasts[small])):
            if (ends - begins).sum() > min(MOST_TURNS, (last - first) // APART):
                return []
            turns.append(every_tick(begins, ends))
        waiting = waiting.where(~(one_way | small | once)).halves(bounded)
    begins, ends, ways = (np.concatenate(each) for each in zip(*told, strict=True))
    order = np.argsort(begins)
    order = order[(begins < ends)[order]]
    begins, ends, ways = begins[order], ends[order], ways[order]
    goes_on = (begins == np.append(-1, ends[:-1])) & (ways == np.append(0, ways[:-1]))
    return arc_with(np.concatenate([*turns, begins[~goes_on]]), first, last)


def about_turns(bounded: Callable[[Ints, Ints], Bounds], some: Stretches, error: Array, way: Ints) -> tuple[Ints, Ints]:
    """The last tick before the turn of each stretch and the first one behind it that are surely no turns.

    Those at the ends of a stretch are told where there are no such ticks.

    error  slopes that are no farther from 0 are not sure
    way    1 where the slope rises, -1 where it falls
    """

    def sure(ticks: Ints, side: int, which: Ints) -> Bools:
        """Whether slopes are surely such as before the turn, or as behind it: `side` is -1 or 1."""
        slope, sign = bounded(ticks, ticks).slope, side * way[which]
        return np.asarray(np.where(sign > 0, slope.low, -slope.high) > error[which])

    found = []
    for side, end, start in zip((-1, 1), (some.firsts, some.lasts), zeros_of(bounded, some), strict=True):
        near, far, every, ahead = start.copy(), start - side, np.arange(len(end)), 1
        waiting = every[~sure(near, side, every)]
        while (waiting := waiting[near[waiting] != end[waiting]]).size:
            far[waiting] = near[waiting]
            ticks = near[waiting] + side * ahead
            near[waiting] = np.where(side * (end[waiting] - ticks) <= 0, end[waiting], ticks)
            waiting, ahead = waiting[~sure(near[waiting], side, waiting)], 2 * ahead
        which = every
        while (which := which[np.abs(far - near)[which] > 1]).size:
            middle = (near[which] + far[which]) // 2
            there = sure(middle, side, which)
            near[which], far[which] = np.where(there, middle, near[which]), np.where(there, far[which], middle)
        found.append(near)
    return found[0], found[1]


def zeros_of(bounded: Callable[[Ints, Ints], Bounds], some: Stretches) -> tuple[Ints, Ints]:
    """The neighbouring ticks of stretches between which slopes are about 0, or the end that is nearest to that.

    They are looked for on lines: from end to end first, then along the bend (Newton's method), in the middle now and
    then.
    """
    at_low, at_high = (each.low + each.high for each in (some.slopes, some.last_slopes))
    turns, nearer = np.sign(at_low) * np.sign(at_high) < 0, np.abs(at_low) <= np.abs(at_high)
    low, high = np.where(turns | nearer, some.firsts, some.lasts), np.where(turns | ~nearer, some.lasts, some.firsts)
    waiting, rises = np.flatnonzero(turns), at_low < 0
    first, last, places = low.copy(), high.copy(), low + (high - low) * (at_low / (at_low - at_high))
    count = 0
    while waiting.size:
        count += 1
        ticks = np.clip(np.rint(places[waiting]).astype(np.int64), first[waiting] + 1, last[waiting] - 1)
        found = bounded(ticks, ticks)
        slope, bend = found.slope.low + found.slope.high, found.bend.low + found.bend.high
        before = (slope < 0) == rises[waiting]
        begin, end = np.where(before, ticks, first[waiting]), np.where(before, last[waiting], ticks)
        ahead = ticks - slope / bend
        inside = (ahead > begin) & (ahead < end) & (count % HALVED > 0)
        places[waiting] = np.where(inside, ahead, (begin + end) / 2)
        there = inside & (np.abs(ahead - ticks) < 1)
        first[waiting], last[waiting] = begin, end
        low[waiting] = np.where(there, np.floor(places[waiting]).astype(np.int64), begin)
        high[waiting] = low[waiting] + 1
        waiting = waiting[~there & (end - begin > 1)]
    return low, high


def every_tick(firsts: Ints, lasts: Ints) -> Ints:
    """All ticks from first to last ones."""
    sizes = lasts - firsts + 1
    return np.asarray(np.arange(int(sizes.sum())) + np.repeat(firsts - (np.cumsum(sizes) - sizes), sizes))


def joined(a: Span, b: Span) -> Span:
    """Spans one after another."""
    return Span(np.append(a.low, b.low), np.append(a.high, b.high))
