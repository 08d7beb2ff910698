"""Formulas that come again and again: of remainders, and of waves."""

from __future__ import annotations

import ast
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.expression import BINARY, FUNCTIONS, called
from lrcli.language.one_way import reach_of
from lrcli.language.reaches import Reach, rising
from lrcli.language.syntax import names_in
from lrcli.schedules.arcs import HELD, MOST_ARCS, MOST_STAIRS, MOST_TURNS, arc_with, rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lrcli.language.one_way import Counted
    from lrcli.schedules.arcs import Arc

FEWEST = 8
"""Periods, or turns of a wave, from which on it is told of them together."""
MOST_ASKED = 2_000
"""Parts of periods that are divided."""
ROUNDED = 1e-15
"""Share of a wave's argument by which rounding may move it."""


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
    """

    node: ast.expr
    steps: Steps
    length: int
    rest: bool

    @property
    def period(self) -> int:
        """Ticks after which there is one multiple more, and as much is left as before."""
        return self.steps.ticks * self.length

    def at(self, tick: int) -> int:
        """Its value at a tick."""
        return self.steps.at(tick) % self.length if self.rest else self.steps.over(self.length).at(tick)

    def from_period_to_period(self, first: int, last: int) -> Reach:
        """What it reaches at the same place of all periods from one tick to another."""
        return Reach(0, self.length - 1, 0) if self.rest else rising(self.at(first), self.at(last), leaps=True)

    def in_periods(self, first: int, last: int, begin: int, end: int) -> Reach:
        """What it reaches from place to place of each period: of some from tick to tick, the first of them in one."""
        if self.rest:
            return rising(self.at(begin), self.at(end), leaps=self.steps.ticks > 1)
        return Reach(self.at(first), self.at(last), 0)


class Wave(NamedTuple):
    """A cosine of `slope * tick + first`, and where it stands; a sine is one, a quarter of a turn later."""

    node: ast.expr
    slope: float
    first: float


class Line(NamedTuple):
    """A part of a formula that is `slope * name + first`; without a name it is a number."""

    name: str | None
    slope: float
    first: float


def arcs_again(formula: Counted) -> Callable[[int, int], list[Arc]]:
    """What gives the arcs of a formula from one tick to before another where it comes again; none where it does not."""
    repeated, waves, asks = list(repeated_in(formula)), list(waves_of(formula)), iter(range(MOST_ASKED))

    def arcs(first: int, last: int) -> list[Arc]:
        if repeated:
            return arcs_of_periods(formula, repeated, first, last, asks)
        return arcs_of_waves(formula, waves, first, last) if waves else []

    return arcs


def arcs_of_periods(
    formula: Counted, repeated: Sequence[Repeated], first: int, last: int, asks: Iterator[int]
) -> list[Arc]:
    """The arcs where at the same place of each period a formula goes one way, and one way in parts of all periods."""
    period = math.lcm(*(each.period for each in repeated))
    if last - first < FEWEST * period:
        return []
    around = formula.names(first, last - 1)
    between = {each.node: each.from_period_to_period(first, last - 1) for each in repeated}
    if reach_of(formula.tree, around, between).way is None:
        return []
    begins = {0}
    for each in repeated:
        if period // each.period > MOST_ARCS:
            return []
        wrap = -(first + each.steps.ahead) % each.period
        begins |= set(range(wrap, period, each.period))
    turns: list[int] = []
    held, waiting = True, list(pairwise([*sorted(begins), period]))
    most = 2 * period.bit_length()  # where it turns one of two halves does not: as many are found as are divided
    while waiting:
        begin, end = waiting.pop()
        inside = {each.node: each.in_periods(first, last - 1, first + begin, first + end - 1) for each in repeated}
        known = reach_of(formula.tree, around, inside)
        if (known.way is not None and not known.leaps) or end - begin == 1:
            turns.append(begin)
            held &= known.way == 0
            most += end - begin > 1
        elif not most or next(asks, None) is None:
            return []
        else:
            most -= 1
            middle = (begin + end) // 2
            waiting += [(begin, middle), (middle, end)]
    count = (last - first) // period + 1
    if held and count * len(turns) <= MOST_STAIRS:
        stairs = first + period * np.arange(count)[:, None] + np.sort(turns)
        return arc_with(stairs.ravel(), first, last, HELD)
    return rounds(first, last, period, sorted(turns))


def arcs_of_waves(formula: Counted, waves: Sequence[Wave], first: int, last: int) -> list[Arc]:
    """The arcs of waves of the same length and phase, where a formula goes one way in each quarter of them."""
    slope, phase, quarter = waves[0].slope, waves[0].first, math.pi / 2
    count = slope * (last - first) / quarter
    furthest = max(abs(phase), abs(slope * last + phase))
    shifts = [(wave.first - phase) / quarter for wave in waves]
    alike = all(wave.slope == slope for wave in waves) and all(abs(shift - round(shift)) < 1e-9 for shift in shifts)
    if not alike or not FEWEST < count < 2 * MOST_TURNS or ROUNDED * furthest > slope / 100:
        return []
    around = formula.names(first, last - 1)
    ways = []
    for number in range(4):
        inside = {wave.node: quarter_of(number + round(shift)) for wave, shift in zip(waves, shifts, strict=True)}
        known = reach_of(formula.tree, around, inside)
        if known.way is None or known.leaps:
            return []
        ways.append(known.way)
    begun = math.floor((slope * first + phase) / quarter)
    numbers = np.arange(begun, begun + math.ceil(count) + 2)
    turned = np.array([ways[number - 1] != ways[number] for number in range(4)])
    numbers = numbers[turned[numbers % 4]]
    turns = np.floor((numbers * quarter - phase) / slope).astype(np.int64) + 1
    return arc_with(turns, first, last, noise=ROUNDED * furthest)


def quarter_of(number: int) -> Reach:
    """What a cosine reaches in one of the quarters of its turn, which are counted from its top."""
    low, high = ((0, 1), (-1, 0))[number % 4 in (1, 2)]
    return Reach(low, high, -1 if number % 4 < 2 else 1)


def repeated_in(formula: Counted) -> Iterator[Repeated]:
    """The remainders of a formula, and the quotients that are rounded down, whose periods are whole ticks."""
    for node, function, terms in functions_of(formula.tree):
        if function in ("mod", "floor_divide"):
            steps, length = steps_of(formula, terms[0]), whole_number(formula, terms[1])
            if steps and length and length > 0:
                yield Repeated(node, steps, length, function == "mod")
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
            steps = divided(formula, term)
            return steps if steps and (rounding == "floor" or steps.ahead >= 0) else None
    return None


def divided(formula: Counted, node: ast.expr) -> Steps | None:
    """What a part of a formula is when it is rounded down, if it is such a number over another one.

    The quotient of whole numbers is never rounded up to a whole one.
    """
    match next(functions_of(node, deep=False), None):
        case _, ("add" | "subtract") as sign, [left, right]:
            return moved(formula, sign, left, right, divided)
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


def whole_number(formula: Counted, node: ast.expr) -> int | None:
    """A part of a formula that is a whole number, whatever the tick."""
    line = line_of(formula, node)
    return int(line.first) if line and not line.name and is_whole(line.first) else None


def waves_of(formula: Counted) -> Iterator[Wave]:
    """The cosines and sines of a formula that go on at the same pace."""
    for node, function, terms in functions_of(formula.tree):
        if function in ("cos", "sin"):
            line = line_of(formula, terms[0])
            if line and line.name and formula.whole[line.name] == 1 and line.slope > 0:
                yield Wave(node, line.slope, line.first - (math.pi / 2 if function == "sin" else 0))


def functions_of(tree: ast.expr, deep: bool = True) -> Iterator[tuple[ast.expr, str, list[ast.expr]]]:
    """The parts of a formula that are functions of others, by numpy's names; not deep: the whole alone."""
    for node in ast.walk(tree) if deep else (tree,):
        if isinstance(node, ast.BinOp):
            yield node, BINARY[type(node.op)], [node.left, node.right]
        elif isinstance(node, ast.Call):
            yield node, FUNCTIONS[called(node) or ""][0], node.args


def line_of(formula: Counted, node: ast.expr) -> Line | None:
    """A part of a formula as a line in one of its names; None where it is none, or not plainly."""
    if not names_in(node) & set(formula.whole):
        number = reach_of(node, formula.names(0, 0))
        return Line(None, 0, number.low) if number.is_number else None
    if isinstance(node, ast.Name):
        return Line(node.id, 1, 0)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
        return line_of(formula, node.operand)
    if not isinstance(node, ast.BinOp):
        return None
    left, right = line_of(formula, node.left), line_of(formula, node.right)
    if left is None or right is None or (left.name and right.name):
        return None
    match node.op:
        case ast.Add():
            return Line(left.name or right.name, left.slope + right.slope, left.first + right.first)
        case ast.Sub() if not right.name:
            return left._replace(first=left.first - right.first)
        case ast.Mult():
            line, factor = (left, right.first) if left.name else (right, left.first)
            return Line(line.name, line.slope * factor, line.first * factor)
        case ast.Div() if not right.name and right.first:
            return Line(left.name, left.slope / right.first, left.first / right.first)
    return None


def is_whole(number: float) -> bool:
    """Whether a number is a whole one, and so low that rounding takes no quotient of it to another whole one."""
    return number % 1 == 0 and abs(number) < 2**50
