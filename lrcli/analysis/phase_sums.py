"""The sum of rates that follow from the phases of ticks, from a few of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.closed import blocks
from lrcli.analysis.sums import LEAST, evened_sum, smooth_sum, whole_sums
from lrcli.schedules.phased import FLAT, MODULUS, away_from, beyond, ticks_about_jump
from lrcli.schedules.remainders import widest_gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.phased import Phased

WINDOW = 2**20
"""Ticks among which one with the phase of the last is looked for."""
GROUP = 2**14
"""Ticks in a group at most, after which a phase nearly returns."""
MOST_ROWS, FEW_ROWS = 2**22, 2**20
"""Rates that are added up one by one: of all, or of what is left."""
UNITS = 2**30
"""Parts of a cycle of which each stands for the tick whose phase is nearest."""
EVEN, WIDEST = 1e-9, MODULUS // 10**7
"""Share by which a sum may be off, and how far apart phases may be that tell the mean rate of all."""


def sums_of_phases(rates: Callable[[Ints], Array], rule: Phased, begin: int, end: int, highest: float) -> list[float]:
    """Sums that add up to that over the ticks from one to another.

    That of what is left of the rates without their jumps, then of the jumps: of these it is told how much more often a
    tick comes before one than after it.
    """
    sides = [sides_of(rates, rule, jump, begin, end) for jump in rule.jumps]

    def without_jumps(rows: Ints) -> Array:
        left, phases = rates(rows), rule.phases(rows)
        for jump, (low, high) in zip(rule.jumps, sides, strict=True):
            behind = (phases - jump) % MODULUS
            near = np.minimum(behind, MODULUS - behind) <= rule.noise
            left = np.where(near, (low + high) / 2, left - (high - low) * (0.5 - behind / MODULUS))
        return left

    sums = smooth_sums_of_phases(without_jumps, rule, begin, end, highest)
    for jump, (low, high) in zip(rule.jumps, sides, strict=True):
        sums.append((low - high) * float(beyond(rule, jump, begin, np.array([end]))[0]))
        near = ticks_about_jump(rule, jump, begin, end)
        after = (rule.phases(near) - jump) % MODULUS <= rule.noise
        sums.append(float((rates(near) - np.where(after, high, low)).sum()))
    return sums


def smooth_sums_of_phases(
    rates: Callable[[Ints], Array], rule: Phased, begin: int, end: int, highest: float
) -> list[float]:
    """Sums that add up to that over rates without jumps.

    Some tick near the begin has about the phase of the end. From there on the sum is the mean rate times the ticks. So
    it goes on with what is before that tick.
    """
    again = next((ticks for ticks, near in rule.returns() if near * (end - begin) <= ticks * FLAT), end)
    if again <= MOST_ROWS:
        count = (end - begin) // again
        rest = rows_sums(rates, begin + count * again, end)
        return [count * each for each in rows_sums(rates, begin, begin + again)] + rest
    sums = list[float]()
    if widest_gap(end - begin, rule.step, MODULUS) > WIDEST:
        return sums_of_groups(rates, rule, begin, end, highest)
    mean = mean_of_phases(partial(at_nearest, rates, rule, begin, end), rule)
    while end - begin > FEW_ROWS:
        first = same_phase(rule, begin, end)
        if first is None:
            return sums + sums_of_groups(rates, rule, begin, end, highest)
        sums.append(mean * (end - first))
        end = first
    return sums + rows_sums(rates, begin, end)


def counted_sums(rates: Callable[[Ints], Array], rows: Ints, counts: Ints) -> list[float]:
    """Sums of rates each of which counts so many times."""
    parts = (slice(*part) for part in blocks(0, len(rows)))
    return [float((rates(rows[part]) * counts[part]).sum()) for part in parts]


def rows_sums(rates: Callable[[Ints], Array], begin: int, end: int) -> list[float]:
    """Sums that add up to that over some rows."""
    return [float(rates(np.arange(*part)).sum()) for part in blocks(begin, end)]


def same_phase(rule: Phased, begin: int, end: int) -> int | None:
    """A tick near the begin from which on to the end phases are spread so evenly that their mean rate is that of all.

    None where there is none. A phase that nearly returns soon, and then again and again, leaves others out.
    """
    last, window = rule.phases(np.array([end])), WINDOW
    while window <= (end - begin) // 2:
        first = rule.nearest(last, begin, begin + window)
        count, apart = end - int(first[0]), int((last - rule.phases(first))[0]) % MODULUS
        apart = min(apart, MODULUS - apart)
        if all(apart <= EVEN * count * ticks * near for ticks, near in rule.returns() if ticks <= count):
            return int(first[0])
        window *= 4
    return None


def mean_of_phases(at_phases: Callable[[Ints], Array], rule: Phased) -> float:
    """The mean of what some phases have, which is smooth from turn to turn."""
    step = MODULUS // UNITS

    def of(units: Ints) -> Array:
        return at_phases(units % UNITS * step + step // 2)

    turns = [-(-turn // step) for turn in rule.turns]
    units = np.array([*turns, turns[0] + UNITS])
    return evened_sum(of, units[:-1], np.diff(units), 0.0, EVEN) / UNITS


def at_nearest(rates: Callable[[Ints], Array], rule: Phased, begin: int, end: int, phases: Ints) -> Array:
    """The rates of the ticks from one to another whose phases are nearest to some, and not behind a jump."""
    far = rule.noise + widest_gap(end - begin, rule.step, MODULUS)
    return rates(rule.nearest(away_from(rule.jumps, phases, far), begin, end))


def sides_of(rates: Callable[[Ints], Array], rule: Phased, jump: int, begin: int, end: int) -> tuple[float, float]:
    """The rates before and after a jump."""
    ticks = [rule.next_to(np.array([jump + way * rule.noise]), way, begin, end) for way in (-1, 1)]
    low, high = rates(np.concatenate(ticks)).tolist()
    return low, high


def sums_of_groups(rates: Callable[[Ints], Array], rule: Phased, begin: int, end: int, highest: float) -> list[float]:
    """Sums of ticks in groups, after each of which a phase nearly returns: the sums of such groups change slowly."""
    again = max(ticks for ticks, _ in rule.returns() if ticks <= GROUP)
    count = (end - begin) // again

    def sums(numbers: Ints) -> Array:
        return whole_sums(rates, begin + numbers * again, again)

    whole = smooth_sum(sums, np.array([0]), np.array([count]), LEAST, EVEN * highest * again)
    return [whole, *rows_sums(rates, begin + count * again, end)]
