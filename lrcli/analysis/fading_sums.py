"""The sum of rates that follow from the phases of ticks and fade with time, from a few of them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.first_rows import TooManyError
from lrcli.analysis.phase_sums import EVEN, MOST_ROWS, mean_of_phases, rows_sums
from lrcli.analysis.sums import LEAST, smooth_sum, whole_sums
from lrcli.schedules.fading import RAMP
from lrcli.schedules.phased import MODULUS, away_from, beyond, ticks_about_jump
from lrcli.schedules.remainders import widest_gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.fading import Fading
    from lrcli.schedules.phased import Phased

QUICK = 2.0**-7
"""Share of all its way that something goes quickly."""
STRETCHES = 2**12
"""Stretches in each of which what rates follow with time is about the same."""
SAMPLES = 2**12
"""Rates that are compared with what they should be."""
FEW_GROUPS, NOISE = 64, 4.0
"""Groups that are added up one by one, and so many times as much as phases are moved by rounding, rates are."""
SAME, APART = 1e-7, MODULUS // 8_000
"""Share of the highest rate by which one may be off, and how far apart phases may be that tell those between."""


class Lines(NamedTuple):
    """Rates a + b * F, where a and b are those of a phase, and F is what the rates follow with time."""

    a: Array
    b: Array

    def at(self, fall: Array | float) -> Array:
        """The rates where F has some values."""
        return np.asarray(self.a + self.b * fall)


class Faded(NamedTuple):
    """Rates of ticks `begin` to before `end` which follow from their phases, and from what they follow with time."""

    rates: Callable[[Ints], Array]
    fall: Callable[[Array | Ints], Array]
    rule: Phased
    begin: int
    end: int

    def way(self) -> int:
        """1 where what the rates follow rises, -1 where it falls."""
        first, last = self.fall(np.array([self.begin, self.end - 1])).tolist()
        return 1 if last > first else -1

    def quick(self) -> int:
        """The same where it goes so far in few ticks at its higher end that it is far off the mean of a stretch."""
        way, few = self.way(), MOST_ROWS
        ends = [self.begin, self.end - 1, self.begin + few if way < 0 else self.end - 1 - few]
        first, last, inside = self.fall(np.array(ends)).tolist()
        return way if abs(inside - (first if way < 0 else last)) > QUICK * abs(last - first) else 0

    def sides(self) -> list[tuple[int, int]]:
        """Early and late ticks: between them what the rates follow goes a fifth of all its way at least."""
        first, last = self.fall(np.array([self.begin, self.end - 1])).tolist()
        way = self.way()

        def of(tick: int) -> float:
            return way * float(self.fall(np.array([tick]))[0])

        def gone(share: float) -> int:
            level = way * (first + share * (last - first))
            return bisect_left(range(self.begin, self.end), level, key=of) + self.begin

        return [(self.begin, gone(0.4)), (gone(0.6), self.end)]

    def lines(self, phases: Ints, sides: list[tuple[int, int]], apart: int) -> Lines:
        """The lines of some phases, out of three early and three late ticks about each.

        From one to the other the rates are a parabola of the phase. None is behind a turn: next to one those are taken
        that are farther off it. `apart` is how far ticks are from the next one. TooManyError where no line is seen.
        """
        rule, near = self.rule, away_from(self.rule.turns, phases, self.rule.noise + 3 * apart)
        three = [near + number * 2 * apart for number in (-1, 0, 1)]
        rows = np.stack([rule.next_to(each, 1, *side) for side in sides for each in three])
        place = (rule.phases(rows) - phases + MODULUS // 2) % MODULUS - MODULUS // 2
        place, fall = place / np.abs(place).max(axis=0), self.fall(rows)
        known = np.stack(
            [each * part for part in (1, fall) for each in (np.ones_like(place), place, place**2)], axis=-1
        )
        rates = self.rates(rows.ravel()).reshape(rows.shape)
        try:
            found = np.linalg.solve(known.swapaxes(0, 1), rates.T[:, :, None])
        except np.linalg.LinAlgError:
            raise TooManyError from None
        return Lines(found[:, 0, 0], found[:, 3, 0])

    def beside(self, jump: int, sides: list[tuple[int, int]]) -> tuple[Lines, Lines]:
        """The lines before and after a jump, of ticks that come next to it."""
        return self.next_to(jump - self.rule.noise, -1, sides), self.next_to(jump + self.rule.noise, 1, sides)

    def next_to(self, phase: int, way: int, sides: list[tuple[int, int]]) -> Lines:
        """The line of the ticks that come next behind a phase, or before it: `way` is 1 or -1."""
        ticks = np.concatenate([self.rule.next_to(np.array([phase]), way, *side) for side in sides])
        (high, low), (above, below) = self.rates(ticks), self.fall(ticks)
        if above == below:
            raise TooManyError
        b = (high - low) / (above - below)
        return Lines(low - b * below, b)


def sums_of_fading(
    rates: Callable[[Ints], Array], fading: Fading, begin: int, end: int, whole: bool = True
) -> list[float]:
    """Sums that add up to that over the ticks from one to another.

    Inside it is the sum of the mean rates of all phases. A ramp leads from the rates themselves to these and back, so
    smooth that it does not matter with which phases it begins and ends. What jumps is added apart: by how much more
    often a tick comes before it than after it. Where what they follow goes fast many of the highest rates are added up
    one by one, and halves are told apart whose first ticks have not all phases. TooManyError where a rate is no line of
    what it should follow.
    """
    if end - begin <= MOST_ROWS:
        return rows_sums(rates, begin, end)
    if again := fading.again(end - begin)[0]:
        return sums_of_groups(rates, fading.cycles, begin, end, again)
    rule, faded = fading.cycles, Faded(rates, fading.fall, fading.cycles, begin, end)
    if whole and (quick := faded.quick()):
        low, high = (begin, begin + MOST_ROWS) if quick < 0 else (end - MOST_ROWS, end)
        rest = (high, end) if quick < 0 else (begin, low)
        return rows_sums(rates, low, high) + sums_of_fading(rates, fading, *rest, whole=False)
    sides = faded.sides()
    apart = max(widest_gap(max(last - first, 1), rule.step, MODULUS) for first, last in sides)
    if apart > APART:
        middle = (begin + end) // 2
        return [
            each for part in ((begin, middle), (middle, end)) for each in sums_of_fading(rates, fading, *part, whole)
        ]
    jumps = [(jump, *faded.beside(jump, sides)) for jump in rule.jumps]

    def lines(phases: Ints) -> Lines:
        return faded.lines(phases, sides, apart)

    check(faded, lines, apart)

    def without_jumps(rows: Ints) -> Array:
        left, phases, fall = rates(rows), rule.phases(rows), fading.fall(rows)
        for jump, before, after in jumps:
            behind, low, high = (phases - jump) % MODULUS, before.at(fall), after.at(fall)
            near = np.minimum(behind, MODULUS - behind) <= rule.noise
            left = np.where(near, (low + high) / 2, left - (high - low) * (0.5 - behind / MODULUS))
        return left

    ramp = np.exp(-1 / (1 - (np.arange(1 - RAMP, RAMP) / RAMP) ** 2))
    ramp = np.append(0.0, np.cumsum(ramp) / ramp.sum())
    first, last = np.arange(begin, begin + 2 * RAMP), np.arange(end - 2 * RAMP, end)
    inside = smooth_sum(fading.fall, np.array([begin + 2 * RAMP]), np.array([end - begin - 4 * RAMP]), LEAST)
    inside += float((fading.fall(first) * ramp + fading.fall(last) * (1 - ramp)).sum())
    sums = [float((without_jumps(rows) * part).sum()) for rows, part in ((first, 1 - ramp), (last, ramp))]

    def at_phases(phases: Ints) -> Array:
        found = lines(phases)
        return np.asarray(found.a * (end - begin - 2 * RAMP) + found.b * inside)

    sums.append(mean_of_phases(at_phases, rule))
    for jump, before, after in jumps:
        sums += jump_sums(faded, jump, before, after)
    return sums


def sums_of_groups(rates: Callable[[Ints], Array], rule: Phased, begin: int, end: int, again: int) -> list[float]:
    """Sums of ticks in groups, after each of which a phase nearly returns.

    The sums of groups are smooth from one tick that crosses a turn to the next one.
    """
    count, firsts = (end - begin) // again, rule.phases(begin + np.arange(again))
    ahead = again * rule.step % MODULUS
    way, pace = (1, ahead) if 2 * ahead <= MODULUS else (-1, MODULUS - ahead)
    crossings = [np.array([0, count])]
    for turn in rule.turns if pace else ():
        before = (way * (turn - firsts) % MODULUS).astype(object)
        rounds = np.arange(count * pace // MODULUS + 1).astype(object)[:, None] * MODULUS
        crossings.append((-(-(before + rounds) // pace)).ravel())
    edges = np.unique(np.clip(np.concatenate(crossings), 0, count).astype(np.int64))

    def sums(numbers: Ints) -> Array:
        return whole_sums(rates, begin + numbers * again, again)

    share = EVEN + NOISE * rule.noise / MODULUS
    whole = smooth_sum(sums, edges[:-1], np.diff(edges), FEW_GROUPS, share=share)
    return [whole, *rows_sums(rates, begin + count * again, end)]


def check(faded: Faded, lines: Callable[[Ints], Lines], apart: int) -> None:
    """TooManyError where rates are not what their phases and the time make of them."""
    rule = faded.rule
    ticks = np.unique(np.linspace(faded.begin, faded.end - 1, SAMPLES).astype(np.int64))
    phases = rule.phases(ticks)
    far = away_from(rule.jumps, phases, rule.noise + 3 * apart) == phases
    ticks, phases = ticks[far], phases[far]
    rates = faded.rates(ticks)
    if not (np.abs(lines(phases).at(faded.fall(ticks)) - rates) <= SAME * np.abs(rates).max()).all():
        raise TooManyError


def jump_sums(faded: Faded, jump: int, before: Lines, after: Lines) -> list[float]:
    """Sums of what a jump adds to smooth rates, and of what rounding makes of the ticks next to it."""
    rule, begin, end = faded.rule, faded.begin, faded.end
    share = np.arange(STRETCHES + 1) / STRETCHES
    share = np.concatenate([share, share**4 if faded.way() < 0 else 1 - share**4])  # more where it goes farther
    edges = begin + np.unique(((end - begin) * share).astype(np.int64))
    fall = faded.fall((edges[:-1] + edges[1:]) // 2)
    sums = ((before.at(fall) - after.at(fall)) * beyond(rule, jump, begin, edges[1:])).tolist()
    near = ticks_about_jump(rule, jump, begin, end)
    fall, is_after = faded.fall(near), (rule.phases(near) - jump) % MODULUS <= rule.noise
    return [*sums, float((faded.rates(near) - np.where(is_after, after.at(fall), before.at(fall))).sum())]
