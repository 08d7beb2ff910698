"""Formulas of remainders, and of quotients that are rounded down: they come again in periods."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.turns.dividing import divided
from lrcli.language.turns.fading_waves import value_of
from lrcli.language.turns.lines import functions_of, is_whole, line_of, whole_number
from lrcli.language.turns.movements import movement_of
from lrcli.language.turns.one_way import reach_of
from lrcli.language.turns.reaches import Reach, rising, still
from lrcli.language.turns.slopes import ANY, NONE, UNIT, Moving, Span, balanced
from lrcli.schedules.arcs import HELD, MOST_ARCS, MOST_STAIRS, MOST_TURNS, arc_with, rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli.language.turns.dividing import Part
    from lrcli.language.turns.movements import Counted
    from lrcli.schedules.arcs import Arc

FEWEST = 8
"""Periods from which on it is told of them together."""
MOST_NOISE = 1e-6
"""Share of the highest rate by which rounding may move rates of different periods."""
LOOKED_AT = 9
"""Ticks of a period at which it is seen how high a rate is."""


class Steps(NamedTuple):
    """A whole number that is `(tick + ahead) // ticks`."""

    ticks: int
    ahead: int

    def at(self, tick: int) -> int:
        """The number at a tick."""
        return (tick + self.ahead) // self.ticks

    def over(self, length: int) -> Steps:
        """The number divided by another, and rounded down."""
        return self._replace(ticks=self.ticks * length)


class Repeated(NamedTuple):
    """What of a formula is a whole number less the multiples of a length, or the number of these multiples.

    node    where it stands
    steps   the number
    length  1 or more
    rest    whether it is what is left
    exact   whether it is a whole number; else what is left of one that is not rounded down
    """

    node: ast.expr
    steps: Steps
    length: int
    rest: bool
    exact: bool = True

    @property
    def period(self) -> int:
        """Ticks after which there is one multiple more, and as much is left as before."""
        return self.steps.ticks * self.length

    def at(self, tick: int) -> float:
        """Its value at a tick."""
        if not self.exact:
            return (tick + self.steps.ahead) % self.period / self.steps.ticks
        return self.steps.at(tick) % self.length if self.rest else self.steps.over(self.length).at(tick)

    def from_period_to_period(self, first: int, last: int) -> Reach:
        """What it reaches at the same place of all periods from one tick to another."""
        if not self.exact:
            return Reach(0, self.length, None)
        return Reach(0, self.length - 1, 0) if self.rest else rising(self.at(first), self.at(last), leaps=True)

    def in_periods(self, first: int, last: int, begin: int, end: int) -> Reach:
        """What it reaches from place to place of each period: of some from tick to tick, the first of them in one."""
        if not self.exact:
            return Reach(0, self.length, None)
        if self.rest:
            return rising(self.at(begin), self.at(end), leaps=self.steps.ticks > 1)
        return Reach(self.at(first), self.at(last), 0)

    def moving(self, begin: int, end: int, period: int, last: int) -> Moving:
        """How it moves in a part of a period, the first of some up to a tick."""
        if not self.rest:
            return Moving(still(self.at(begin)), NONE, NONE, 0.0, cycle=period // self.period, whole=True)
        reach = rising(self.at(begin), self.at(end), leaps=self.exact and self.steps.ticks > 1)
        pace, error = 1 / self.steps.ticks, self.error(last)
        slope = NONE if reach.is_number else ANY if reach.leaps else Span(pace, pace)
        reach = reach._replace(low=reach.low - error, high=reach.high + error)
        return balanced(Moving(reach, slope, error=error, whole=self.exact))

    def across(self, first: int, period: int, last: int) -> Moving:
        """How it moves from period to period, wherever it is in them."""
        if self.rest:
            return Moving(Reach(0, self.length, 0), NONE, ANY, self.error(last), whole=self.exact)
        low, high = self.at(first), self.at(first + period - 1)
        return Moving(Reach(low, high, 0), NONE, ANY, 0.0, cycle=period // self.period, whole=True)

    def error(self, last: int) -> float:
        """By how much rounding may have moved what is left, up to a tick."""
        return 0.0 if self.exact else UNIT * abs(last + self.steps.ahead) / self.steps.ticks


def arcs_of_periods(
    formula: Counted, repeated: Sequence[Repeated], first: int, last: int, most: int, asks: Iterator[int]
) -> list[Arc]:
    """The arcs where at the same place of each period a formula goes one way, and one way in parts of all periods."""
    period = math.lcm(*(each.period for each in repeated))
    if last - first < FEWEST * period or any(period // each.period > MOST_ARCS for each in repeated):
        return []
    noise = noise_across(formula, repeated, first, last, period)
    around, count = formula.names(first, last - 1), (last - first - 1) // period + 1

    def known(begin: int, end: int) -> Reach:
        """What it reaches from place to place of all periods."""
        ends = first + begin, first + end - 1
        inside = {each.node: each.in_periods(first, last - 1, *ends) for each in repeated}
        found = reach_of(formula.tree, around, inside)
        if found.way is not None and not found.leaps:
            return found
        moving = {each.node: each.moving(*ends, period, last) for each in repeated}
        return movement_of(formula.tree, formula.moving(*ends, last, period), moving, count).reach

    begins = {0, period}
    for each in repeated:
        begins |= set(range(-(first + each.steps.ahead) % each.period, period, each.period))
    parts = divided(sorted(begins), known, 1, asks)
    turns, held = [part.begin for part in parts], not any(part.way for part in parts)
    one_by_one = noise > MOST_NOISE or (held and not noise)
    if one_by_one and count * len(turns) <= min(most, MOST_STAIRS if held else MOST_TURNS):
        every = first + period * np.arange(count)[:, None] + np.array(turns)
        return arc_with(every.ravel(), first, last, HELD if held else "") if parts else []
    if not parts or noise > MOST_NOISE:
        return []
    return rounds(first, last, period, turns, noise=noise, limits=limits_of(formula, first, parts) if noise else ())


def limits_of(formula: Counted, first: int, parts: Sequence[Part]) -> list[int]:
    """The ends of parts of a period, begun at a tick, with the lowest or the highest rate that any period may have."""
    return limits_among(formula, first, sorted({end for part in parts for end in (part.begin, part.end - 1)}), parts)


def limits_among(formula: Counted, first: int, places: Sequence[int], parts: Sequence[Part]) -> list[int]:
    """Those of some places of a period, begun at a tick, with the lowest or the highest rate that parts may have."""
    bounds = min(part.reach.low for part in parts), max(part.reach.high for part in parts)
    rates = [reach_of(formula.tree, formula.names(first + place, first + place)) for place in places]
    return [place for place, rate in zip(places, rates, strict=True) if rate.is_number and rate.low in bounds]


def highest_of(formula: Counted, first: int, last: int) -> float:
    """About the highest rate of a formula from one tick to another: the highest at some of them."""
    ticks = np.linspace(first, last - 1, LOOKED_AT).astype(int)
    if of := value_of(formula, formula.tree):
        return float(np.abs(of(ticks)).max())
    return max(abs(reach_of(formula.tree, formula.names(tick, tick)).high) for tick in ticks.tolist())


def noise_across(formula: Counted, repeated: Sequence[Repeated], first: int, last: int, period: int) -> float:
    """By what share of the highest rate rounding moves what goes one way from period to period; infinite if none does.

    The highest rate is at least that at some ticks.
    """
    between = {each.node: each.from_period_to_period(first, last - 1) for each in repeated}
    if reach_of(formula.tree, formula.names(first, last - 1), between).way is not None:
        return 0.0
    moving = {each.node: each.across(first, period, last) for each in repeated}
    names = {
        name: each._replace(reach=each.reach._replace(way=0, leaps=False), slope=NONE, growth=ANY)
        if each.cycle
        else each
        for name, each in formula.moving(first, first + period - 1, last, period).items()
    }
    found = movement_of(formula.tree, names, moving, (last - first - 1) // period + 1, across=True)
    highest = highest_of(formula, first, min(first + period, last))
    return 2 * found.error / highest if found.reach.way is not None and highest > 0 else math.inf


def repeated_in(formula: Counted) -> Iterator[Repeated]:
    """The remainders of a formula, and the quotients that are rounded down, whose periods are whole ticks."""
    for node, function, terms in functions_of(formula.tree):
        if function in ("mod", "floor_divide"):
            steps, length = steps_of(formula, terms[0]), whole_number(formula, terms[1])
            if steps and length and length > 0:
                yield Repeated(node, steps, length, function == "mod")
            elif function == "mod" and length and length > 0 and (quotient := divided_by(formula, terms[0])):
                line = line_of(formula, terms[0])
                if line and line.name and formula.whole[line.name] == 1:  # what was rounded down before is no line
                    yield Repeated(node, quotient, length, rest=True, exact=False)
        elif function in ("floor", "trunc") and (steps := steps_of(formula, node)):
            yield Repeated(node, steps, 1, rest=False)


def steps_of(formula: Counted, node: ast.expr) -> Steps | None:
    """A part of a formula as a whole number that rises with the ticks; None where it is none, or not plainly."""
    if isinstance(node, ast.Name):
        return Steps(formula.whole[node.id], 0) if node.id in formula.whole else None
    match next(functions_of(node, deep=False), None):
        case _, ("add" | "subtract") as sign, [left, right]:
            return moved(formula, sign, left, right, steps_of)
        case _, "floor_divide", [left, right]:
            return quotient_of(formula, left, right)
        case _, ("floor" | "trunc") as rounding, [term]:
            steps = divided_by(formula, term)
            return steps if steps and (rounding == "floor" or steps.ahead >= 0) else None
    return None


def divided_by(formula: Counted, node: ast.expr) -> Steps | None:
    """What a part of a formula is when it is rounded down, if it is such a number over another one.

    The quotient of whole numbers is never rounded up to a whole one.
    """
    match next(functions_of(node, deep=False), None):
        case _, ("add" | "subtract") as sign, [left, right]:
            return moved(formula, sign, left, right, divided_by)
        case _, "divide", [left, right]:
            return quotient_of(formula, left, right)
    return None


def moved(
    formula: Counted,
    sign: str,
    left: ast.expr,
    right: ast.expr,
    read: Callable[[Counted, ast.expr], Steps | None],
) -> Steps | None:
    """The sum or the difference of what is read as a whole number and of one that stays the same."""
    if sign == "add" and whole_number(formula, left) is not None:
        left, right = right, left
    steps, number = read(formula, left), whole_number(formula, right)
    if steps is None or number is None:
        return None
    ahead = steps.ahead + (number if sign == "add" else -number) * steps.ticks
    return steps._replace(ahead=ahead) if is_whole(ahead) else None


def quotient_of(formula: Counted, left: ast.expr, right: ast.expr) -> Steps | None:
    """A whole number over another one, rounded down."""
    steps, number = steps_of(formula, left), whole_number(formula, right)
    return steps.over(number) if steps and number and number > 0 else None
