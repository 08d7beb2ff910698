"""Formulas of waves: cosines and sines that go on at the same pace."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.turns.dividing import divided
from lrcli.language.turns.fading_waves import FEW, NEXT_TO, arcs_of_fading
from lrcli.language.turns.lines import functions_of, line_of, switches_of
from lrcli.language.turns.movements import movement_of, movements_without
from lrcli.language.turns.one_way import reach_of
from lrcli.language.turns.periods import highest_of, limits_among
from lrcli.language.turns.reaches import Reach, still
from lrcli.language.turns.slopes import LAST, Moving, Span, balanced
from lrcli.schedules.arcs import HELD, Arc, arc_with, rounds, unknown
from lrcli.schedules.fading import Fading
from lrcli.schedules.phased import Phased

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.language.turns.dividing import Part
    from lrcli.language.turns.movements import Counted

FEWEST = 2
"""Turns of a wave from which on it is told of them together."""
FEWEST_PERIODS, MOST_PERIOD = 8, 2**14
"""Periods that are told together at least, and their ticks at most."""
FAR = 1e-6
"""Share of the highest rate of a stretch that the lowest period of it has at least, if all are told together."""
LEAF = 2**14
"""Ticks of a stretch whose halves are looked at one by one where nothing is told of them."""
MOST_ASKED = 500
"""Parts of a turn that are looked at for a kink, at most."""
MOST_LISTED = 2**17
"""Turns that are told one by one where their phases tell of all."""
MOST_TOGETHER = 16
"""Turns of a wave in one of another, if they are looked at together."""
TURN = 2 * math.pi
FULL = 2 * Fraction("3.14159265358979323846264338327950288419716939937510")
"""The same to many more digits."""
SAME = 1e-12
"""Share of a turn, in radians, that is none."""
ROUNDED = 1e-15
"""Share of a wave's argument by which rounding may move it."""


class Quarter(NamedTuple):
    """A quarter of a cosine's turn: between which numbers it stays, and which way it goes."""

    low: float
    high: float
    way: int


class Wave(NamedTuple):
    """A cosine of `slope * tick + first`, and where it stands; a sine is one, a quarter of a turn later."""

    node: ast.expr
    slope: float
    first: float

    def furthest(self, last: int) -> float:
        """The largest number that the cosine is taken of, up to a tick."""
        return max(abs(self.first), abs(self.slope * last + self.first))

    def at(self, other: Wave, times: int, number: float) -> float:
        """What it is the cosine of where another one, of so many times its length, is that of a number."""
        return times * number + self.first - times * other.first

    def moving(self, begin: float, end: float, last: int) -> Moving:
        """How it moves while it is taken of numbers that lie in one quarter of its turn, up to a tick."""
        number = math.floor((begin + end) / math.pi)
        error, quarter = ROUNDED * self.furthest(last) + LAST, quarter_of(number)
        cosines = sorted((math.cos(begin), math.cos(end)))
        low, high = max(cosines[0] - error, quarter.low), min(cosines[1] + error, quarter.high)
        sines = [abs(math.sin(each)) for each in (begin, end)]
        slope = [quarter.way * self.slope * sine for sine in (max(min(sines) - error, 0), min(max(sines) + error, 1))]
        return balanced(Moving(Reach(low, high, quarter.way), Span(*sorted(slope)), error=error))


def arcs_of_waves(
    formula: Counted,
    waves: Sequence[Wave],
    first: int,
    last: int,
    most: int,
    asks: Iterator[int],
    few: int | None = None,
) -> list[Arc]:
    """The arcs of waves whose turn is a whole part of the longest, where a formula goes one way in parts of all turns.

    Other waves of the formula are longer. If something else in it changes, turns are told one by one up to so many.
    """
    few = FEW if few is None else few
    base, parts = waves[0], [(wave, round(wave.slope / waves[0].slope)) for wave in waves]
    count, noise = base.slope * (last - first) / TURN, ROUNDED * max(wave.furthest(last) for wave in waves)
    names = formula.moving(first, last - 1, last)
    others = movements_without(formula.tree, [wave.node for wave in waves], names)
    alone = all(other.reach.is_number for other in others.values())  # nothing else changes with the ticks
    if count <= FEWEST or noise > base.slope / 100 or not (alone or count < most or count > few):
        return []

    def moving(begin: float, end: float) -> dict[ast.expr, Moving]:
        """How the waves move in a part of all turns of the longest."""
        return {
            wave.node: wave.moving(wave.at(base, times, begin), wave.at(base, times, end), last)
            for wave, times in parts
        }

    def moved(begin: float, end: float) -> Moving:
        """How it moves there."""
        return movement_of(formula.tree, names, {**others, **moving(begin, end)})

    def known(begin: float, end: float) -> Reach:
        """What it reaches there."""
        return moved(begin, end).reach

    def kinks() -> list[float]:
        """Where it goes over from one of two parts to the other, whatever the time."""
        return kinks_among(
            formula.tree, lambda node, *part: movement_of(node, names, {**others, **moving(*part)}), apart
        )

    quarters = [
        (TURN / 4 * number - wave.at(base, times, 0)) / times % TURN
        for wave, times in parts
        for number in range(4 * times)
    ]
    edges = sorted({0.0, TURN, *quarters})
    apart = [edge for edge, before in zip(edges, [-1.0, *edges], strict=False) if edge - before > max(noise, SAME)]
    if count > few and not alone:

        def of_fading(
            turned: Sequence[float], parts: Sequence[Part], fall: Callable[[Array | Ints], Array]
        ) -> list[Arc]:
            """The arcs of turns at certain numbers, where all follows something with time."""
            rule, error = phases_of(base, noise, last, turned), max(moved(*part).error for part in pairwise(apart))
            turns, sure = turns_with_time(parts, apart, moved, base.slope, asks)
            if arcs := periods_of(formula, base, rule, turns, noise, error, (first, last), parts):
                if sure and all(falls_little(formula, arc, parts) for arc in arcs if arc.period):
                    return arcs
                halves = pairwise([first, (first + last) // 2, last])
                told = [
                    arcs_of_waves(formula, waves, *half, most, asks, FEWEST_PERIODS)
                    or (unknown(*half) if last - first <= LEAF else [])
                    for half in halves
                ]
                if sure or all(told):
                    return [arc for half in told for arc in half] if all(told) else arcs
            fading = Fading(phases_of(base, noise, last, [*turned, *kinks()]), fall)
            slow = fading.again(last - first)[0]  # where phases nearly come again a wave may turn twice in a run
            return [Arc(first, last, rule=fading)] if fading.is_quick(last) and not slow else []

        arcs = arcs_of_fading(formula, moving, others, apart, of_fading, first, last, asks)
        if arcs or count >= most:
            return arcs
    found = divided(apart, known, base.slope, asks)
    turned = np.append(turns_among(found), kinks())
    if not found or (len(turned) * count > most and not alone):
        return []
    if alone and len(turned) * count > min(most, MOST_LISTED):
        sure = all(part.way is not None for part in found)
        error = max(moved(part.begin, part.end).error for part in found)
        arcs = arcs_of_phases(formula, base, found, turned, noise, error, first, last) if sure else []
        if arcs or len(turned) * count > most:
            return arcs
    sides = [turns_of(base, turned, side, first, last) for side in (-noise, noise)]
    form = HELD if all(not part.way for part in found) else ""
    arcs = arc_with(np.concatenate(sides), first, last, form, noise)
    return arcs if all(arc.known and len(arc.turns) <= most for arc in arcs) else []


def turns_among(parts: Sequence[Part]) -> Array:
    """Where a formula turns, or may turn, from part to part of all turns of a wave."""
    pairs = zip(parts, [*parts[-1:], *parts], strict=False)
    return np.array([part.begin for part, before in pairs if part.way is None or part.way != before.way])


def kinks_among(tree: ast.expr, moved: Callable[..., Moving], edges: Sequence[float]) -> list[float]:
    """Where in a turn a formula goes over from one of two parts to the other, whatever the time.

    moved   gives how a part of the formula moves in a part of a turn
    """
    found = list[float]()
    for node in switches_of(tree):

        def sign(begin: float, end: float, node: ast.expr = node) -> Reach:
            return still(0)._replace(way=moved(node, begin, end).reach.sign)

        found += turns_among(divided(edges, sign, NEXT_TO, iter(range(MOST_ASKED)))).tolist()
    return found


def turns_with_time(
    parts: Sequence[Part],
    edges: Sequence[float],
    moved: Callable[[float, float], Moving],
    tick: float,
    asks: Iterator[int],
) -> tuple[Array, bool]:
    """Where a formula may turn as time goes on, but for rounding, and whether that is all.

    A wave that falls turns about a tick earlier than at once; but what is held at once turns.

    parts  in which it goes one way at once
    moved  gives how it moves in a part of a turn while time goes on
    """

    def known(begin: float, end: float) -> Reach:
        found = moved(begin, end)
        ways = (
            way
            for each in (found.slope, found.growth)
            for way, goes in ((1, each.low >= 0), (-1, each.high <= 0))
            if goes
        )
        return found.reach._replace(way=next(ways, found.reach.way), leaps=False)

    begins = np.array([part.begin for part in parts])
    turns = (begins[:, None] + tick * np.array([-1, 0, 1])).ravel()
    long = [part for part in parts if part.end - part.begin > 2 * tick]
    if all(known(part.begin + tick, part.end - tick).way is not None for part in long):
        return turns, True
    found = divided(edges, known, tick, asks)
    return np.append(turns, turns_among(found)), bool(found)


def arcs_of_phases(
    formula: Counted,
    wave: Wave,
    parts: Sequence[Part],
    turned: Array,
    noise: float,
    error: float,
    first: int,
    last: int,
) -> list[Arc]:
    """The arcs of very many turns of a wave alone: out of the phases of ticks, or of periods if these come again.

    noise, error  by which rounding may move the number that the wave is taken of, and the rate
    """
    rule = phases_of(wave, noise, last, turned.tolist())
    found = periods_of(formula, wave, rule, turned, noise, error, (first, last), parts)
    if found is not None:
        return found
    return [Arc(first, last, rule=rule)] if rule.is_quick(last) else []


def periods_of(
    formula: Counted,
    wave: Wave,
    rule: Phased,
    turned: Array,
    noise: float,
    error: float,
    ticks: tuple[int, int],
    parts: Sequence[Part],
) -> list[Arc] | None:
    """The arcs of turns that come again in periods from one tick to another; None where they do not."""
    first, last = ticks
    for period, apart in rule.returns():
        count = (last - first) // period
        if count >= FEWEST_PERIODS and period <= MOST_PERIOD and apart * count <= rule.noise:
            sides = [turns_of(wave, turned, side, first, first + period) for side in (-2 * noise, 2 * noise)]
            places = sorted({0, *((np.concatenate(sides) - first) % period).tolist()})
            highest = highest_of(formula, first, first + period)
            limits = limits_among(formula, first, places, parts)
            return rounds(first, last, period, places, noise=4 * error / highest, limits=limits) if highest else []
    return None


def falls_little(formula: Counted, arc: Arc, parts: Sequence[Part]) -> bool:
    """Whether few rates of an arc may be its lowest: they are not much lower at one end than at the other one.

    Or one of the first period has the lowest that parts of it may have.
    """
    lowest = min(part.reach.low for part in parts)
    ends = [highest_of(formula, tick, tick + arc.period) for tick in (arc.begin, arc.end - arc.period)]
    ticks = [arc.begin + limit for limit in arc.limits]
    return min(ends) > FAR * max(ends) or any(
        reach_of(formula.tree, formula.names(tick, tick)).low == lowest for tick in ticks
    )


def phases_of(wave: Wave, noise: float, last: int, turned: Sequence[float]) -> Phased:
    """The phases of a wave before a tick, with turns at certain numbers."""
    step, begin = (Fraction(number) / FULL for number in (wave.slope, wave.first))
    return Phased.of(step, begin, [Fraction(turn) / FULL for turn in turned], noise / TURN, last)


def turns_of(wave: Wave, turned: Array, off: float, first: int, last: int) -> Ints:
    """The first tick behind each turn, from one tick to about another, that is off by some number."""
    begun = math.floor((wave.slope * first + wave.first) / TURN)
    count = math.ceil(wave.slope * (last - first) / TURN) + 2
    edges = np.arange(begun, begun + count)[:, None] * TURN + turned
    return np.asarray(np.floor((edges + off - wave.first) / wave.slope).astype(np.int64) + 1).ravel()


def quarter_of(number: int) -> Quarter:
    """What a cosine reaches in one of the quarters of its turn, which are counted from its top."""
    low, high = ((0, 1), (-1, 0))[number % 4 in (1, 2)]
    return Quarter(low, high, -1 if number % 4 < 2 else 1)


def waves_of(formula: Counted) -> Iterator[Wave]:
    """The cosines and sines of a formula that go on at the same pace."""
    for node, function, terms in functions_of(formula.tree):
        if function in ("cos", "sin"):
            line = line_of(formula, terms[0])
            if line and line.name and formula.whole[line.name] == 1 and line.slope > 0:
                yield Wave(node, line.slope, line.first - (math.pi / 2 if function == "sin" else 0))


def together(waves: Iterable[Wave]) -> list[Wave]:
    """The shortest of some waves, and those of which it is a whole part; the longest of them comes first."""
    by_length = sorted(waves, key=lambda wave: wave.slope)
    if not by_length:
        return []
    shortest = by_length[-1]
    longest = next(wave for wave in by_length if is_part(shortest, wave))
    return [wave for wave in by_length if wave.slope >= longest.slope and is_part(wave, longest)]


def is_part(wave: Wave, of: Wave) -> bool:
    """Whether a turn of a wave is a whole part of one of another, and not too short a part."""
    times = round(wave.slope / of.slope)
    return 1 <= times <= MOST_TOGETHER and abs(wave.slope - times * of.slope) <= ROUNDED * wave.slope
