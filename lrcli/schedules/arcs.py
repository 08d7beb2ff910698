"""Arcs: the parts of a curve in which it goes one way, so that a few ticks tell all about many."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.shapes import cycle_of_each, cycle_start, nearest_tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.marks import Phase

MOST_ARCS = 2000
"""Arcs that are told of a curve one by one; more of them are told by their period, if they have one."""
MOST_TURNS = 2**21
"""Turns that are told of one arc, where there is no period."""
MOST_STAIRS = 2**20
"""Turns of an arc whose rate is held between them: each takes one value to add up."""
MOST_BLURRED = 2**17
"""Turns of an arc that is blurred: some dozens of rates between two of them tell the extremes there."""
AT_ONCE = 2**14
"""Ticks that are looked for together."""
HELD, LEAPS, BLURRED = "held", "leaps", "blurred"


class Rule(Protocol):
    """By what rule the same rates come again and again in an arc, if not in periods."""

    def later(self, first: int) -> Rule:
        """The same of ticks that are counted from a later one."""

    def telling(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Ticks of some stretches, among which one of each has the lowest rate and one the highest.

        The numbers of the stretches that they belong to come first.
        """

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """Ticks from one to another, and how often each counts, so that their rates add up to those of all there."""


def of_each(ticks: Ints) -> tuple[Ints, Ints]:
    """The numbers of the lines that some ticks are in, and these ticks."""
    return np.repeat(np.arange(len(ticks)), ticks.shape[1]), np.asarray(ticks.ravel())


class Uneven(NamedTuple):
    """Cycles whose length is no whole number of ticks, each begun at the nearest tick.

    Of cycles with as many ticks the lowest and the highest rate are the same, and so is the sum.

    origin  the tick at which the first begins
    length  in ticks
    places  times in a cycle at whose nearest ticks the rate turns, the first of them 0
    """

    origin: int
    length: float
    places: tuple[float, ...] = (0.0,)

    def later(self, first: int) -> Uneven:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - first)

    def telling(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Ticks that tell the extremes of some stretches.

        They are at the turns of the cycles in which a stretch begins and ends, of the one after the first, and of the
        first after it of each length.
        """
        first, last = self.numbers(begins), self.numbers(ends - 1)
        more = int(last.max(initial=0)) + 1
        second = np.minimum(first + 1, last)
        several = [np.minimum(self.next_of(second, longer, more), last) for longer in (True, False)]
        numbers = np.stack([first, second, last, *several], axis=-1)
        turns = self.turns(np.concatenate([numbers, numbers + 1], axis=1).ravel()).reshape(len(first), -1)
        ticks = np.concatenate([begins[:, None], ends[:, None] - 1, turns, turns - 1], axis=1)
        return of_each(np.clip(ticks, begins[:, None], ends[:, None] - 1))

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """The ticks before the first whole cycle and after the last, each once, and those of a cycle of each length.

        How many cycles have a tick more than the others is how far the last is beyond even ones.
        """
        first, after = (self.numbers(np.array([begin - 1, end])) + np.array([1, 0])).tolist()
        whole = self.begins(np.array([first, after])).tolist()
        longer = whole[1] - whole[0] - (after - first) * math.floor(self.length)
        parts, counts = [np.arange(begin, whole[0]), np.arange(whole[1], end)], [1, 1]
        for more, count in ((True, longer), (False, after - first - longer)):
            if count:
                number = self.next_of(np.array([first]), more, after)
                parts.append(np.arange(*self.begins(np.append(number, number + 1)).tolist()))
                counts.append(count)
        return np.concatenate(parts), np.repeat(counts, [len(part) for part in parts])

    def numbers(self, ticks: Ints) -> Ints:
        """The cycles that ticks belong to, counted from 0."""
        times = np.asarray(ticks - self.origin, dtype=np.float64)
        return np.asarray(cycle_of_each(times, self.length, 1.0)[0].astype(np.int64))

    def turns(self, numbers: Ints) -> Ints:
        """The ticks at which some cycles turn: a line for each, the first of it its begin."""
        times = numbers[:, None] * self.length + np.array(self.places)
        return np.asarray(nearest_tick(times).astype(np.int64) + self.origin)

    def begins(self, numbers: Ints) -> Ints:
        """The ticks at which some cycles begin."""
        return np.asarray(cycle_start(numbers.astype(np.float64), self.length).astype(np.int64) + self.origin)

    def next_of(self, numbers: Ints, longer: bool, end: int) -> Ints:
        """The first cycles from some on that have a tick more than the others, or a tick less; `end` for none before.

        As many of them have passed as the begin of a cycle is beyond that of even ones.
        """
        even = math.floor(self.length)
        share = self.length - even if longer else 1 - (self.length - even)

        def passed(number: Array) -> Array:
            beyond = cycle_start(number, self.length) - number * even
            return beyond if longer else number - beyond

        wanted = passed(numbers.astype(np.float64)) + 1
        return np.minimum(first_ticks(passed, wanted, (wanted - 0.5) / share, end + 1) - 1, end)


class Arc(NamedTuple):
    """What is known of the rates at ticks `begin` to before `end`.

    Without a period: between its `turns`, ticks after `begin`, they only rise, only fall or hold, and do not jump;
    there may be kinks. With one: at the same place of each period, of which the first begins at `begin`, they do so
    from period to period; within a period they do so between its `turns`, which are counted from its begin and of which
    the first is 0. Rounding may move a rate by its last digit. Not `known`: nothing of all this.

    form    HELD: between its turns the rate stays the same; LEAPS: between them it goes one way, but may jump; BLURRED:
            so does a line that no rate is farther from than its noise
    noise   share of the highest rate by which rounding may move a rate, where that is more than its last digit; of one
            that LEAPS by which it may be off a smooth line, 0 where nothing is known of that
    kinks   ticks between its turns at which the curve is not smooth, where it is but for these and the turns
    rule    by which the same rates come again: it tells of all ticks, and there are no turns
    limits  of an arc with noise ticks of its first period that have the highest or the lowest rate, whatever rounding
            makes of all others
    """

    begin: int
    end: int
    period: int = 0
    turns: Sequence[int] | Ints = ()
    known: bool = True
    form: str = ""
    noise: float = 0.0
    kinks: Sequence[int] | Ints = ()
    limits: Sequence[int] = ()
    rule: Rule | None = None

    def begins(self) -> Ints:
        """Where its parts begin, in each of which the rate goes one way; it has no period."""
        begins = np.empty(len(self.turns) + 1, dtype=np.int64)
        begins[0], begins[1:] = self.begin, self.turns
        return begins


def unknown(begin: int, end: int) -> list[Arc]:
    """Ticks of which nothing is known."""
    return [Arc(begin, end, known=False)] if begin < end else []


def arcs_between(turns: Iterable[int], begin: int, end: int) -> list[Arc]:
    """Arcs from tick to tick: those of the turns that lie in a stretch of ticks, and its ends."""
    begins = sorted({begin, *(turn for turn in turns if begin < turn < end)})
    return [Arc(*each) for each in zip(begins, [*begins[1:], end], strict=True)] if begin < end else []


def arcs_at(turns: Iterable[int] | Array | Ints, begin: int, end: int, form: str = "") -> list[Arc]:
    """The arcs with those of the turns that lie in a stretch of ticks: one by one if they are few, else one arc."""
    inside = between(turns, begin, end)
    few = len(inside) <= MOST_ARCS
    return arcs_between(inside.tolist(), begin, end) if few else arc_with(inside, begin, end, form)


def arc_with(
    turns: Iterable[int] | Array,
    begin: int,
    end: int,
    form: str = "",
    noise: float = 0.0,
    kinks: Iterable[int] | Array | Ints = (),
) -> list[Arc]:
    """One arc with those of the turns that lie in a stretch of ticks; nothing is known where they are very many."""
    inside = between(turns, begin, end)
    if begin >= end or len(inside) > {HELD: MOST_STAIRS, BLURRED: MOST_BLURRED}.get(form, MOST_TURNS):
        return unknown(begin, end)
    return [Arc(begin, end, turns=inside, form=form, noise=noise, kinks=between(kinks, begin, end))]


def one_by_one(arc: Arc) -> Arc:
    """An arc of uneven cycles with each of their turns, if they are not very many; of others nothing is known."""
    if isinstance(arc.rule, Uneven):
        first, last = arc.rule.numbers(np.array([arc.begin, arc.end - 1])).tolist()
        if (last + 2 - first) * len(arc.rule.places) <= MOST_TURNS:
            return arc_with(arc.rule.turns(np.arange(first, last + 2)).ravel(), arc.begin, arc.end)[0]
    return arc._replace(known=False, rule=None)


def between(ticks: Iterable[int] | Array | Ints, begin: int, end: int) -> Ints:
    """Those of some ticks that lie in a stretch, but not at its begin, each once and in order."""
    inside = np.sort(np.asarray(ticks if hasattr(ticks, "dtype") else list(ticks), dtype=np.int64))
    return np.asarray(inside[(inside > begin) & (inside < end) & (np.diff(inside, prepend=-1) > 0)])


def first_ticks(counted: Callable[[Array], Array], numbers: Array, guesses: Array, end: int) -> Ints:
    """The first ticks at which what never falls has come to certain numbers; `end` for those it does not come to.

    It is looked for around guesses, which may be off: by what float32 makes of a tick, or by more.
    """
    if len(numbers) > AT_ONCE:  # fewer at a time stay in the cache
        parts = range(0, len(numbers), AT_ONCE)
        found = (first_ticks(counted, numbers[i : i + AT_ONCE], guesses[i : i + AT_ONCE], end) for i in parts)
        return np.concatenate(list(found))
    off = 2 + np.abs(guesses) * 2.0**-23
    low, high = np.clip(np.floor(guesses - off), -1, end - 1), np.clip(np.ceil(guesses + off), 0, end)
    for side, limit, way in ((low, -1, -1), (high, end, 1)):
        some, reach = np.arange(len(numbers)), 4.0
        while some.size:
            inside = some[side[some] != limit]
            come = counted(side[inside]) >= numbers[inside]
            some = inside[come if way < 0 else ~come]
            side[some] = np.clip(side[some] + way * reach, -1, end)
            reach *= 4
    while (high - low > 1).any():
        middle = np.maximum(np.floor((low + high) / 2), 0)
        come = counted(middle) >= numbers
        low, high = np.where(come, low, middle), np.where(come, middle, high)
    return high.astype(np.int64)


def flat_from(rate: Callable[[int], float], begin: int, end: int) -> int:
    """The first tick from one on at which a rate that only falls or only rises has come to the one before `end`."""
    last = rate(end - 1)
    return bisect_left(range(end), True, begin, end - 1, key=lambda tick: rate(tick) == last)


def arcs_of_stairs(
    number: Callable[[Array], Array],
    start: float,
    length: float,
    begin: int,
    end: int,
    rate: Callable[[Array], Array] | None = None,
) -> list[Arc]:
    """The arcs of stairs from one tick to another; none where they are too many to be told one by one.

    number         gives the number of the stair at each tick, from 0 on
    start, length  but for rounding, the first stair ends at `start + length`, each of the others a length later
    rate           gives the rate at each tick, where it only falls or only rises, and may stay the same in the end
    """
    over = end
    if rate and end - start > MOST_STAIRS * length:
        over = flat_from(lambda tick: float(rate(np.asarray([float(tick)]))[0]), begin, end)
    if over - start > MOST_STAIRS * length:
        return []
    n = np.arange(1.0, max((over - start) / length, 0) + 2)
    starts = first_ticks(number, n, start + n * length, over)
    return [*arc_with(starts, begin, over, HELD), *arcs_between((), over, end)]


def arcs_of_phases(phases: Sequence[Phase], end: int, jumps: Iterable[int] = ()) -> list[Arc]:
    """Arcs of a curve that goes one way in each phase, up to a jump; of phases that are not told nothing is known."""
    told = end if len(phases) < MOST_PHASES else phases[-1].start
    return [*arcs_between([*(phase.start for phase in phases), *jumps], 0, told), *unknown(told, end)]


def rounds(
    begin: int,
    end: int,
    period: int,
    turns: Sequence[int] | Ints,
    first: int | None = None,
    noise: float = 0.0,
    limits: Sequence[int] = (),
) -> list[Arc]:
    """Arcs that come again in each period, from their begin or from a later tick on: one by one if they are few.

    Limits are those of the period at their begin: there is less rounding than later.
    """
    if period == 1 and not noise:
        return arcs_between((), begin if first is None else first, end)
    first = begin if first is None else first
    whole = begin - (begin - first) // period * period  # where a period begins: the first that is not before
    if -(-(end - whole) // period) * len(turns) <= MOST_ARCS:
        whole = end
    kept = limits if whole == begin else ()
    running = begin + (first - begin) // period * period
    before = (start + turn for start in range(running, whole, period) for turn in turns)
    return [
        *arcs_between(before, first, min(whole, end)),
        *([Arc(whole, end, period, tuple(turns), noise=noise, limits=kept)] if whole < end else []),
    ]


def later(arcs: Iterable[Arc], first: int) -> list[Arc]:
    """The arcs of a curve that begins at a later one of its ticks."""
    found: list[Arc] = []
    for arc in arcs:
        begin, end = max(arc.begin - first, 0), arc.end - first
        if begin >= end:
            continue
        if arc.rule:
            found.append(arc._replace(begin=begin, end=end, rule=arc.rule.later(first)))
        elif arc.period:
            found += rounds(arc.begin - first, end, arc.period, arc.turns, begin, arc.noise, arc.limits)
        elif not arc.known:
            found += unknown(begin, end)
        else:
            kinks = np.asarray(arc.kinks, dtype=np.int64) - first
            found += arc_with(arc.begins() - first, begin, end, arc.form, arc.noise, kinks)
    return found


def until(arcs: Iterable[Arc], end: int) -> list[Arc]:
    """The arcs of a curve up to before a tick."""
    found: list[Arc] = []
    for arc in arcs:
        turns = arc.turns if arc.period else [turn for turn in arc.turns if turn < end]
        kinks = [kink for kink in arc.kinks if kink < end]
        found += [arc._replace(end=min(arc.end, end), turns=turns, kinks=kinks)] if arc.begin < end else []
    return found


def near(tick: float) -> range:
    """The ticks around a turn that lies between two."""
    return range(int(tick) - 1, int(tick) + 3)
