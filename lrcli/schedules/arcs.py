"""Arcs: the parts of a curve in which it goes one way, so that a few ticks tell all about many."""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.marks import MOST_PHASES

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
HELD, LEAPS, BLURRED, FALLS = "held", "leaps", "blurred", "falls"


class Rule(Protocol):
    """By what rule the same rates come again and again in an arc, if not in periods."""

    def later(self, first: int) -> Rule:
        """The same of ticks that are counted from a later one."""

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks of some stretches, among which one of each has the lowest rate and one the highest.

        The numbers of the stretches that they belong to come first. `rates` gives those of some ticks.
        """

    def counted(self, begin: int, end: int) -> tuple[Ints, Ints] | None:
        """Ticks from one to another, and how often each counts, so that their rates add up to those of all there.

        None where next to no two have the same rate.
        """


@runtime_checkable
class Quickened(Rule, Protocol):
    """A rule that tells of every so many-th tick as well."""

    def later(self, first: int) -> Quickened:
        """The same of ticks that are counted from a later one."""

    def faster(self, pace: int) -> Quickened:
        """The same of every so many-th tick, from tick 0 on; None where nothing is told of these."""

    def is_quick(self, ticks: int) -> bool:
        """Whether so many ticks are quickly told."""


def of_each(ticks: Ints) -> tuple[Ints, Ints]:
    """The numbers of the lines that some ticks are in, and these ticks."""
    return np.repeat(np.arange(len(ticks)), ticks.shape[1]), np.asarray(ticks.ravel())


class Summed(Protocol):
    """Rates whose sums are told."""

    def later(self, first: int) -> Summed:
        """The same of ticks that are counted from a later one."""

    def faster(self, pace: int) -> Summed | None:
        """The same of every so many-th tick, from tick 0 on; None where nothing is told of these."""

    def rates(self, ticks: Ints) -> Array:
        """The rates at some ticks."""

    def total(self, begin: int, end: int) -> float:
        """Their sum from one tick to another."""


class Arc(NamedTuple):
    """What is known of the rates at ticks `begin` to before `end`.

    Without a period: between its `turns`, ticks after `begin`, they only rise, only fall or hold, and do not jump;
    there may be kinks. With one: at the same place of each period, of which the first begins at `begin`, they do so
    from period to period; within a period they do so between its `turns`, which are counted from its begin and of which
    the first is 0. Rounding may move a rate by its last digit. Not `known`: nothing of all this.

    form    HELD: between its turns the rate stays the same; LEAPS: between them it goes one way, but may jump; BLURRED:
            so does a line that no rate is farther from than its noise; FALLS: from period to period the rates at each
            place fall or hold whatever rounding makes of them, which moves none by more than its noise
    noise   share of the highest rate by which rounding may move a rate, where that is more than its last digit; of one
            that LEAPS by which it may be off a smooth line, 0 where nothing is known of that
    kinks   ticks between its turns at which the curve is not smooth, where it is but for these and the turns
    rule    by which the same rates come again: it tells of all ticks, and there are no turns
    limits  of an arc with noise ticks of its first period that have the highest or the lowest rate, whatever rounding
            makes of all others
    changed of an arc with a period in a series of such: at how many ticks from its begin on it is not, at the same
            place of a period, what the arc before it is; at all of a period at the begin of a series
    like    of one that LEAPS, is BLURRED or has a rule, rates of which its own may be a line
    within  of an arc with a period and many turns a rule that tells of stretches no longer than a period
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
    changed: int = 0
    like: Summed | None = None
    within: Rule | None = None

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


def between(ticks: Iterable[int] | Array | Ints, begin: int, end: int) -> Ints:
    """Those of some ticks that lie in a stretch, but not at its begin, each once and in order."""
    inside = in_order(np.asarray(ticks if hasattr(ticks, "dtype") else list(ticks), dtype=np.int64))
    return np.asarray(inside[(inside > begin) & (inside < end)])


def pieces_at_ends(arc: Arc) -> tuple[Ints, Ints]:
    """Where pieces of the first and of the last period of an arc begin and end; in each it goes one way."""
    cuts: list[tuple[Ints, Ints]] = []
    for begin in (arc.begin, max(arc.end - arc.period, arc.begin)):
        end = min(begin + arc.period, arc.end)
        turns = begin - (begin - arc.begin) % arc.period + np.array(arc.turns, dtype=np.int64)
        begins = np.append(begin, between(np.append(turns, turns + arc.period), begin, end))
        cuts.append((begins, np.append(begins[1:], end)))
    begins, ends = (np.concatenate(each) for each in zip(*cuts, strict=True))
    return begins, ends


def in_order(ticks: Ints) -> Ints:
    """Some ticks in order, each once: runs of them that are in order take little time."""
    found = np.sort(ticks, kind="stable")
    return np.asarray(found[np.diff(found, prepend=found[:1] - 1) > 0])


def first_ticks(
    counted: Callable[[Array], Array],
    numbers: Array,
    guesses: Array,
    end: int,
    near: float = 2,
    share: float = 2.0**-23,
) -> Ints:
    """The first ticks at which what never falls has come to certain numbers; `end` for those it does not come to.

    It is looked for around guesses, which may be off: by so many ticks and a share of them, or by more.
    """
    if len(numbers) > AT_ONCE:  # fewer at a time stay in the cache
        parts = (slice(first, first + AT_ONCE) for first in range(0, len(numbers), AT_ONCE))
        return np.concatenate([first_ticks(counted, numbers[part], guesses[part], end, near, share) for part in parts])
    off = near + np.abs(guesses) * share
    low, high = np.clip(np.floor(guesses - off), -1, end - 1), np.clip(np.ceil(guesses + off), 0, end)
    for side, limit, way in ((low, -1, -1), (high, end, 1)):
        some, reach = np.arange(len(numbers)), 4.0
        while some.size:
            inside = some[side[some] != limit]
            come = counted(side[inside]) >= numbers[inside]
            some = inside[come if way < 0 else ~come]
            side[some] = np.clip(side[some] + way * reach, -1, end)
            reach *= 4
    while (some := np.flatnonzero(high - low > 1)).size:
        middle = np.maximum(np.floor((low[some] + high[some]) / 2), 0)
        come = counted(middle) >= numbers[some]
        low[some[~come]], high[some[come]] = middle[~come], middle[come]
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
    form: str = "",
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
    begun = arcs_between(before, first, min(whole, end))
    return [
        *([each._replace(form=BLURRED, noise=noise) for each in begun] if form == BLURRED else begun),
        *([Arc(whole, end, period, tuple(turns), form=form, noise=noise, limits=kept)] if whole < end else []),
    ]


def moved(arc: Arc, begin: int, first: int, end: int) -> list[Arc]:
    """An arc with a period on another clock, on which it begins at a tick: from that or a later one on."""
    if arc.noise and first == begin and end - begin >= arc.period:
        within = arc.within and arc.within.later(arc.begin - begin)
        return [arc._replace(begin=begin, end=end, within=within)]
    found = rounds(begin, end, arc.period, arc.turns, first, arc.noise, arc.limits, arc.form)
    if found and found[-1].period and arc.changed:
        found[-1] = found[-1]._replace(changed=arc.changed if found[-1].begin == begin else arc.period)
    if found and found[-1].period and arc.within:
        found[-1] = found[-1]._replace(within=arc.within.later(arc.begin - begin))
    return found


def later(arcs: Iterable[Arc], first: int) -> list[Arc]:
    """The arcs of a curve that begins at a later one of its ticks."""
    found: list[Arc] = []
    for arc in arcs:
        begin, end = max(arc.begin - first, 0), arc.end - first
        if begin >= end:
            continue
        if arc.rule:
            like = arc.like and arc.like.later(first)
            found.append(arc._replace(begin=begin, end=end, rule=arc.rule.later(first), like=like))
        elif arc.period:
            like = arc.like and arc.like.later(first)
            found += [each._replace(like=like) for each in moved(arc, arc.begin - first, begin, end)]
        elif not arc.known:
            found += unknown(begin, end)
        else:
            kinks = np.asarray(arc.kinks, dtype=np.int64) - first
            like = arc.like and arc.like.later(first)
            alike = arc_with(arc.begins() - first, begin, end, arc.form, arc.noise, kinks)
            found += [each._replace(like=like) for each in alike]
    return found


def is_plain(arc: Arc) -> bool:
    """Whether all that is known of an arc is that the rates in it go one way."""
    more = arc.period or arc.form or arc.noise or arc.rule or arc.like
    return arc.known and not more and len(arc.turns) == len(arc.kinks) == 0


def packed(arcs: Iterable[Arc]) -> list[Arc]:
    """The same arcs, of which neighbours that are told by their ends alone are one with turns."""
    found: list[Arc] = []
    for plain, some in groupby(arcs, key=is_plain):
        each = list(some)
        found += arc_with([arc.begin for arc in each], each[0].begin, each[-1].end) if plain else each
    return found


def until(arcs: Iterable[Arc], end: int) -> list[Arc]:
    """The arcs of a curve up to before a tick."""
    found: list[Arc] = []
    for arc in arcs:
        turns = arc.turns if arc.period else [turn for turn in arc.turns if turn < end]
        kinks = [kink for kink in arc.kinks if kink < end]
        found += [arc._replace(end=min(arc.end, end), turns=turns, kinks=kinks)] if arc.begin < end else []
    return found


def turns_seen(rates: Array) -> list[int]:
    """The first of some rates, and those from which on they go another way."""
    ways = np.sign(np.diff(rates))
    moving = np.flatnonzero(ways)
    turned: list[int] = moving[1:][np.diff(ways[moving]) != 0].tolist()
    return [0, *turned]


def near(tick: float) -> range:
    """The ticks around a turn that lies between two."""
    return range(int(tick) - 1, int(tick) + 3)
