"""The sum of all rates of a long curve, out of its arcs."""

from __future__ import annotations

import math
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import ENDS, LEAF, blocks, in_pieces, ints, told_by
from lrcli.analysis.even_sums import GOLDEN, MOST_SAMPLES, SAMPLES, even_sum
from lrcli.analysis.fading_sums import sums_of_fading
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.height_sums import sum_of_heights, sum_of_steady
from lrcli.analysis.like_sums import joined, sum_of_line
from lrcli.analysis.panels import sum_of_many
from lrcli.analysis.phase_sums import EVEN, MOST_ROWS, counted_sums, rows_sums, sums_of_phases
from lrcli.analysis.series import at_places, noise_of, sums_of_series
from lrcli.analysis.sums import LEAST, evened_sum, smooth_sum, smooth_sums, sum_of, whole_sums
from lrcli.analysis.uneven_sums import sums_of_uneven
from lrcli.schedules.arcs import BLURRED, FALLS, HELD, LEAPS, MOST_ARCS, Arc, Rule, arcs_between, between, in_order
from lrcli.schedules.fading import Fading
from lrcli.schedules.phased import Phased
from lrcli.schedules.uneven import Uneven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.closed import Closed

FEW = 64
"""Periods that are added up one by one: where a sum is not smooth."""
SPREAD = 2**17
"""Rates of periods over which what rounding does is evened out: the rows of so many have a polynomial each."""
MOST_SEEN = 2**23
"""Rates of arcs that are blurred, or leap, that are added up one by one."""
MANY = 2**16
"""Pieces of an arc from which on they are not added up one by one if they are alike."""
STRETCHES = 2**14
"""Stretches of rates that leap: each has a polynomial of its own."""
FEW_ROWS = 2**22
"""Rows of an arc whose rates rounding moves that are added up one by one."""
LONGEST = 2**20
"""Rows in which runs of the same rate are looked for first; in twice as many then, and so on."""
MOST_RUNS = 2**19
"""Runs of the same rate that are looked for one by one."""
SLIGHT = 1e-12
"""Share of the mean area of parts below which it adds nothing to their sum."""
NOTHING = 2.0**-53
"""Share of a sum below which something adds nothing to it."""
LEAST_NOISE = 1e-12
"""Share of the highest rate by which rates are off a smooth line that is evened out to the last digit of a sum."""
SAME = 1e-12
"""Share of a sum by which two ways to compute it may differ where it is told to its last digits."""
DIGITS, SURE = 8, 1e-8
"""Digits that are known of a sum of rates that leap, and the share by which it may be off."""
MOST_PLACES = 2**15
"""Places of a period that are looked at one by one, each in all periods."""
MOST_EXACT = 2**23
"""Rows up to which it is of no use to tell what rounding moves by fewer digits."""
PROBED = 64
"""Periods about which it is seen what rounding does to the sum of one."""
MOST_ADDED, MOST_TRIED, MOST_EVEN = 2**25, 2**22, 2**23
"""Rates that a sum is made of at most, and those that are looked at to see how it is best made, if they are even."""


def total(curve: Closed) -> float | None:
    """The sum of all rates; None where too many of them would have to be added up."""
    if not curve.finite:
        return math.inf
    blurred, leaps = (sum(arc.end - arc.begin for arc in curve.arcs if arc.form == form) for form in (BLURRED, LEAPS))
    told = {BLURRED: blurred > MOST_SEEN, LEAPS: blurred + leaps > MOST_SEEN}
    rough, leaping = False, list[Arc]()
    held = np.array([arc.form == HELD for arc in curve.arcs])[curve.owners]
    added, periods = Limited(curve.rates, MOST_ADDED), max(sum(arc.period > 0 for arc in curve.arcs), 1)
    sums, liked = sums_of_plain(curve, added)
    plain = np.array([told_by(arc) == ENDS and not arc.form and arc.begin not in liked for arc in curve.arcs])
    alike = plain & np.array([len(arc.turns) >= MANY for arc in curve.arcs])
    noisy = plain & ~alike & np.array([arc.noise > 0 and arc.end - arc.begin > FEW_ROWS for arc in curve.arcs])
    smooth = (plain & ~alike & ~noisy)[curve.owners]
    begins, sizes = curve.begins[smooth], (curve.ends - curve.begins)[smooth]
    few = len(begins) <= MOST_ADDED // (8 * LEAF)
    try:
        sums += sums_of_series(added, [arc for arc in curve.arcs if arc.begin not in liked])
        sums += [
            *curve.whole.sums.tolist(),
            smooth_sum(added, begins, sizes, LEAF if few else LEAST),
            float((curve.rates(curve.begins[held]) * (curve.ends[held] - curve.begins[held])).sum()),
        ]
        likes = [run for run in joined(curve.arcs) if all(arc.rule or told.get(arc.form) for arc in run)]
        for run in likes:
            parts, rest = sums_of_likes(curve, added, run)
            sums, leaping, rough = sums + parts, leaping + rest, rough or not run[0].rule
        liked |= {arc.begin for run in likes for arc in run}
        for number, arc in enumerate(curve.arcs):
            if arc.begin in liked:
                continue
            if alike[number]:
                sums.append(sum_of_alike(added, arc))
                rough |= arc.noise > LEAST_NOISE
            elif noisy[number]:
                begins, noise = arc.begins(), arc.noise * curve.highest
                sums.append(smooth_sum(added, begins, np.diff(begins, append=arc.end), LEAST, noise))
                rough |= arc.noise > LEAST_NOISE * math.sqrt(len(begins))  # to both sides, in each part
            elif told.get(arc.form):
                parts, rest = sums_of_rough(added, arc)
                sums += parts
                leaping += rest
            elif arc.form in (BLURRED, LEAPS):
                sums += [float(curve.rates(np.arange(*part)).sum()) for part in blocks(arc.begin, arc.end)]
            elif arc.rule:
                sums += sums_of_rule(added, arc, arc.rule, curve.highest)
                rough |= is_rough(arc.rule) and arc.end - arc.begin > MOST_ROWS
            elif arc.period and not arc.changed and not adds_nothing(curve, arc, sum_of(sums)):
                spread = SPREAD * (arc.end - arc.begin) // (arc.period * curve.rows) if arc.noise else 1
                own, unsure = sum_of_periods(added, arc, curve.noise, spread, MOST_TRIED // periods, sum_of(sums))
                sums.append(own)
                rough |= unsure or (arc.form == FALLS and arc.noise > SURE / 100)
        if leaping:
            sums.append(leaping_sum(added, leaping, sum_of(sums)))
    except TooManyError:
        return None
    whole = sum_of(sums)
    return float(f"{whole:.{DIGITS}g}") if rough or leaping else whole


def sums_of_plain(curve: Closed, rates: Callable[[Ints], Array]) -> tuple[list[float], set[int]]:
    """Sums over arcs that just turn, or have periods, and are a line of rates whose sum is told; and their begins."""
    sums, begins = list[float](), set[int]()
    for run in joined(curve.arcs):
        plain = not any(arc.form or arc.rule for arc in run)
        if plain and (whole := sum_of_line(curve, rates, run)) is not None:
            sums.append(whole)
            begins |= {arc.begin for arc in run}
    return sums, begins


def sum_of_alike(rates: Limited, arc: Arc) -> float:
    """The sum over an arc with very many turns: out of its pieces, or of ticks that are spread evenly over them.

    The latter soon give the digits that it has with noise, where there are no kinks.
    """
    begins = in_order(np.append(arc.begins(), np.asarray(arc.kinks, dtype=np.int64)))
    noisy = arc.noise > LEAST_NOISE

    def of_pieces(rates: Callable[[Ints], Array]) -> float:
        return sum_of_many(rates, begins, np.append(begins[1:], arc.end), arc.noise)

    def of_even(rates: Callable[[Ints], Array], most: int = MOST_SAMPLES) -> float | None:
        return even_sum(rates, arc.begin, arc.end, EVEN if noisy else SAME, most)

    if noisy and (whole := of_even(rates, SAMPLES)) is not None:
        return whole
    for way, most in ((of_pieces, MOST_TRIED), (of_even, MOST_EVEN)):
        with suppress(TooManyError):
            if (whole := way(Limited(rates.rates, most))) is not None:
                return whole
    return of_pieces(rates)


def adds_nothing(curve: Closed, arc: Arc, rest: float) -> bool:
    """Whether an arc adds nothing to the sum of the rates before it, as where cycles have fallen to next to nothing."""
    (begin, end), high = ints(arc.begin, arc.end), 0.0
    piece = np.searchsorted(curve.begins, begin)  # an arc with a period is one
    for _, rows in in_pieces(curve, piece, piece, begin, end):
        high = max(high, float(np.abs(curve.rates(rows)).max(initial=0)))
    return curve.low >= 0 and high * (arc.end - arc.begin) <= NOTHING * rest


def is_rough(rule: Rule) -> bool:
    """Whether the sum of rates that are told by a rule has no more than some digits, if they are many."""
    return isinstance(rule, Phased | Fading) or (isinstance(rule, Uneven) and rule.fall is not None)


def sums_of_rule(rates: Callable[[Ints], Array], arc: Arc, rule: Rule, highest: float) -> list[float]:
    """Sums that add up to that over an arc that is told by a rule."""
    begin, end = arc.begin, arc.end
    if is_rough(rule) and end - begin <= MOST_ROWS:
        return rows_sums(rates, begin, end)
    if isinstance(rule, Fading):
        return sums_of_fading(rates, rule, begin, end)
    if isinstance(rule, Uneven) and rule.fall:
        turns = rule.turns_between(begin, end)
        if turns is None:
            return sums_of_uneven(rates, rule, rule.fall, begin, end)
        begins = np.append(begin, between(turns, begin, end))
        return [sum_of_many(rates, begins, np.append(begins[1:], end))]
    if counted := rule.counted(begin, end):
        return counted_sums(rates, *counted)
    return sums_of_phases(rates, rule, begin, end, highest) if isinstance(rule, Phased) else []


def sums_of_likes(curve: Closed, rates: Callable[[Ints], Array], arcs: list[Arc]) -> tuple[list[float], list[Arc]]:
    """The sum over arcs that are like the same rates, or if they are no line of these those that leap about a line."""
    if (whole := sum_of_line(curve, rates, arcs)) is not None:
        return [whole], []
    if any(arc.rule or arc.period or not arc.noise for arc in arcs):
        raise TooManyError
    return [], arcs


def sums_of_rough(rates: Callable[[Ints], Array], arc: Arc) -> tuple[list[float], list[Arc]]:
    """Sums over an arc that is blurred or leaps, and what is left of it that leaps about a smooth line."""
    if arc.period:
        raise TooManyError
    return ([], [arc]) if arc.noise else sums_of_runs(rates, arc)


def sums_of_runs(rates: Callable[[Ints], Array], arc: Arc) -> tuple[list[float], list[Arc]]:
    """Sums of runs of the same rate in an arc that leaps, and what is left of it when there have been too many runs.

    A run is rows with the same rate. Where they go one way all rows between two with the same rate have it.
    TooManyError where it turns too often for that.
    """
    if len(arc.turns) >= MOST_ARCS:
        raise TooManyError
    stretches = [each for part in pairwise([*arc.begins().tolist(), arc.end]) for each in longer_and_longer(*part)]
    told = int(np.searchsorted(np.cumsum(runs_in(rates, stretches)), MOST_RUNS, side="right"))
    sums, rest = list[float](), [Arc(*each) for each in stretches[told:]]
    for stretch in stretches[:told]:
        parts = runs_between(rates, *stretch)
        sums += parts
        rest += [] if parts else [Arc(*stretch)]
    return sums, rest


def longer_and_longer(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches from one row to another, each twice as long as the one before."""
    size = LONGEST
    while begin < end:
        yield begin, min(begin + size, end)
        begin, size = begin + size, 2 * size


def runs_in(rates: Callable[[Ints], Array], stretches: Sequence[tuple[int, int]]) -> Array:
    """About how many runs of the same rate each stretch has: in how many of some rows the next one has another rate."""
    begins, ends = np.array(stretches, dtype=np.int64).T
    shares = np.arange(max(LEAF // len(stretches), FEW)) * GOLDEN % 1
    rows = (begins[:, None] + (ends - begins)[:, None] * shares).astype(np.int64)
    after = np.minimum(rows + 1, ends[:, None] - 1)
    changed = (rates(rows.ravel()) != rates(after.ravel())).reshape(rows.shape).mean(axis=1)
    return np.asarray(changed * (ends - begins))


def runs_between(rates: Callable[[Ints], Array], begin: int, end: int) -> list[float]:
    """Sums over some rows of an arc that goes one way, from the ends of runs; none where there are too many runs."""
    sums = list[float]()
    edges = np.unique(np.linspace(begin, end - 1, min(end - begin, LEAF)).astype(np.int64))
    first, last = edges[:-1], edges[1:]  # rows first to before last
    low = rates(edges)
    low, high = low[:-1], low[1:]
    sums.append(float(rates(edges[-1:])[0]))
    while first.size:
        done = (low == high) | (last - first == 1)
        sums.append(float((low[done] * (last - first)[done]).sum()))
        first, last, low, high = (each[~done] for each in (first, last, low, high))
        if len(first) > MOST_RUNS:
            return []
        middle = (first + last) // 2
        between = rates(middle)
        first, last = np.append(first, middle), np.append(middle, last)
        low, high = np.append(low, between), np.append(between, high)
    return sums


def leaping_sum(rates: Callable[[Ints], Array], arcs: list[Arc], rest: float) -> float:
    """The sum over arcs whose rates leap about a smooth line, of which the digits are sure when the rest is added.

    Each part of an arc is divided into the more stretches the more of the sum is in it; of those that have next to
    nothing of it the ends tell.
    """
    begins = np.concatenate([arc.begins() for arc in arcs])
    ends = np.concatenate([np.append(arc.begins()[1:], arc.end) for arc in arcs])
    sizes, first, last = ends - begins, rates(begins), rates(ends - 1)
    areas = np.maximum(np.abs(first), np.abs(last)) * sizes
    slight = areas <= SLIGHT * areas.mean()
    few = float(((first + last) / 2 * sizes)[slight].sum())
    begins, sizes, areas = begins[~slight], sizes[~slight], areas[~slight]
    count = 2 + (STRETCHES / (float(areas.sum()) or 1) * areas).astype(np.int64)
    part = np.repeat(np.arange(len(begins)), count)
    number = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
    share = (number - part * GOLDEN % 1) / (count[part] - 1)  # parts that are alike are cut at other places
    low = begins[part] + (sizes[part] * np.maximum(share, 0)).astype(np.int64)
    high = np.append(low[1:], 0)
    high[np.cumsum(count) - 1] = begins + sizes
    return few + evened_sum(rates, low, high - low, rest + few, SURE)


class Limited:
    """Rates, of which no more than so many are given."""

    def __init__(self, rates: Callable[[Ints], Array], most: int) -> None:
        self.rates, self.left = rates, most

    def __call__(self, rows: Ints) -> Array:
        self.left -= rows.size
        if self.left < 0:
            raise TooManyError
        return self.rates(rows)


def sum_of_periods(rates: Limited, arc: Arc, noise: float, spread: int, few: int, before: float) -> tuple[float, bool]:
    """The sum over an arc of periods, and whether no more than some digits of it are sure.

    The sums of periods are smooth in their number, but for what rounding does: that is as much as is seen. If they are
    not, for rates have kinks that come at other places from period to period, the rates at each place are. The last way
    takes as much noise as there may be, but no more than those digits show. Before it a few rates are tried.

    before  the sum over all before
    """
    count = (arc.end - arc.begin) // arc.period
    many = max(min(spread, count // (4 * FEW)), 1)
    edges = np.arange(many + 1, dtype=np.int64) * count // many
    firsts = arc.begin + np.arange(min(arc.period, MOST_PLACES))
    rest = sum_between(rates, arc, arc.begin + count * arc.period, arc.end)
    ways_for_many = [sum_of_steady, sum_of_heights] if arc.end - arc.begin > MOST_EXACT else []
    for told in ways_for_many if arc.noise else [sum_of_heights]:
        if whole := told(rates.rates, arc, count, before):
            return whole.sum + rest, whole.off > SURE / 100
    noise, share = (0.0, arc.noise) if arc.form == FALLS else (noise, 0.0)

    def by_periods(rates: Callable[[Ints], Array], seen: bool) -> tuple[float, bool]:
        of_periods, room = partial(rounds_sum, rates, arc), noise * arc.period
        mean = (abs(before) + abs(float(of_periods(edges[:1])[0])) * count) / count
        if seen:
            room = min(room, noise_of(of_periods, 0, count, 1, PROBED))
        room = min(room, SURE / 10 * mean)
        whole = smooth_sum(of_periods, edges[:-1], np.diff(edges), FEW, room, share)
        return whole + rest, not seen and room > SURE / 100 * mean

    def by_places(rates: Callable[[Ints], Array]) -> tuple[float, bool]:
        room = min(noise, noise_of(rates, arc.begin, arc.end, arc.period)) if noise else 0.0
        counts = (arc.end - 1 - firsts) // arc.period + 1
        return smooth_sum(*at_places(rates, firsts, counts, arc.period), LEAST, room, share), False

    ways = [by_places] if arc.period <= MOST_PLACES else []
    if noise and count > PROBED:
        ways = [partial(by_periods, seen=True), *ways, partial(by_periods, seen=False)]
    else:
        ways = [partial(by_periods, seen=False), *ways]
    for way in ways[:-1]:
        with suppress(TooManyError):
            return way(Limited(rates.rates, few))
    return ways[-1](rates)


def rounds_sum(rates: Callable[[Ints], Array], arc: Arc, numbers: Ints) -> Array:
    """The sum over some periods of an arc."""
    starts = arc.begin + numbers * arc.period
    if arc.period > LEAF:
        begins, sizes = starts[:, None] + np.array(arc.turns), np.diff([*arc.turns, arc.period])
        sums = smooth_sums(rates, begins.ravel(), np.tile(sizes, len(starts)), LEAST)
        return np.asarray(sums.reshape(begins.shape).sum(axis=-1))
    return whole_sums(rates, starts, arc.period)


def sum_between(rates: Callable[[Ints], Array], arc: Arc, begin: int, end: int) -> float:
    """The sum over a period of an arc, or over the beginning of one."""
    parts = arcs_between((begin + turn for turn in arc.turns), begin, end)
    begins, ends = (np.array([part[side] for part in parts], dtype=np.int64) for side in (0, 1))
    return smooth_sum(rates, begins, ends - begins, LEAF)
