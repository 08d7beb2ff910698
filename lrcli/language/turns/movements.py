"""How a formula moves: within a stretch of ticks, at a place of all periods, and from one period to the next."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.turns.one_way import Reaches
from lrcli.language.turns.reaches import ANYTHING, REACHES
from lrcli.language.turns.slopes import ANY, NONE, SLOPES, UNIT, UNKNOWN, WHOLE, Moving, Span, balanced, number, plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lrcli.language.turns.reaches import Reach


class Counted(NamedTuple):
    """A formula of whole ticks, and of what they count.

    names   what its names reach from one tick to another, both counted; those that do not leap rise evenly
    whole   of names that are whole numbers, the ticks after which each is one higher, from 0 on
    """

    tree: ast.expr
    names: Callable[[int, int], Mapping[str, Reach]]
    whole: Mapping[str, int]

    def moving(self, first: int, last: int, to: int, period: int = 0) -> dict[str, Moving]:
        """How its names move from one tick to another, both counted, in each of some periods up to a tick."""
        run, one = self.names(0, max(to, 1)), self.names(0, 1)
        found = {}
        for name, reach in self.names(first, last).items():
            whole, ticks = name in self.whole, self.whole.get(name, 1)
            if run[name].way == 0:
                found[name] = number(reach.low)
            elif not run[name].leaps:
                pace = one[name].high - one[name].low
                error = 0.0 if whole else UNIT * run[name].high
                found[name] = balanced(Moving(reach, Span(pace, pace), error=error, cycle=pace * period, whole=whole))
            elif whole and period % ticks == 0:
                slope = NONE if reach.is_number else ANY
                found[name] = Moving(reach, slope, slope, 0.0, cycle=period // ticks, whole=True)
            else:
                found[name] = Moving(self.names(first, to)[name])
        return found


class _Movements(Reaches):
    """How each node of a formula moves: within a period, in all of some periods, or from one of them to the next."""

    def __init__(self, known: Mapping[ast.expr, Moving], periods: int, across: bool) -> None:
        super().__init__(known)
        self.periods, self.across = periods, across

    def number(self, value: float) -> Moving:
        return number(value)

    def made(self, function: str, parts: list[Moving]) -> Moving:
        linear = any(part.cycle for part in parts) and is_linear(function, parts)
        if not linear:
            parts = [self.spread(part) for part in parts]
        found = REACHES[function](*(part.reach for part in parts)) if function in REACHES else ANYTHING
        if found.may_be_nan:
            return UNKNOWN
        if found.is_number and not linear:
            return number(found.low)
        made = SLOPES[function](found, *parts) if function in SLOPES else Moving(found)
        if linear:
            made = self.of_periods(made, parts)
        if self.across and made.error == math.inf and any(part.error for part in parts):
            made = made._replace(reach=made.reach._replace(way=None))
        elif all(part.reach.way == 0 for part in parts):
            made = made._replace(reach=made.reach._replace(way=0, leaps=False))
        return balanced(made)

    def of_periods(self, made: Moving, parts: list[Moving]) -> Moving:
        """A value that is higher or lower in each period, as wide as rounding may make it in the last."""
        cycle, furthest = made.cycle, abs(made.cycle) * self.periods
        error = made.error + (0 if made.whole and furthest < WHOLE else UNIT * furthest)
        if abs(cycle) <= 16 * UNIT * sum(abs(part.cycle) for part in parts):  # it is 0 but for rounding
            cycle, error = 0.0, error + furthest
        low, high = made.reach.low - error, made.reach.high + error
        return made._replace(
            reach=made.reach._replace(low=low, high=high), growth=ANY, error=error, off=math.inf, cycle=cycle
        )

    def spread(self, part: Moving) -> Moving:
        """What a value reaches in all periods."""
        if not part.cycle:
            return part
        more = part.cycle * (self.periods - 1)
        reach = part.reach._replace(low=part.reach.low + min(more, 0.0), high=part.reach.high + max(more, 0.0))
        if not self.across:
            return balanced(part._replace(reach=reach, growth=ANY, off=math.inf, cycle=0.0))
        slope = plus(part.slope, Span(part.cycle, part.cycle))
        return balanced(part._replace(reach=reach._replace(way=None), slope=slope, growth=ANY, off=math.inf, cycle=0.0))


def is_linear(function: str, parts: list[Moving]) -> bool:
    """Whether a function of parts that are higher in each period is by as much higher, times a number."""
    if function in ("add", "subtract", "negative", "positive", "float64"):
        return True
    return (function == "multiply" and any(part.is_number for part in parts)) or (
        function == "divide" and parts[1].is_number
    )


def movement_of(
    tree: ast.expr,
    names: Mapping[str, Moving],
    known: Mapping[ast.expr, Moving],
    periods: int = 1,
    across: bool = False,
) -> Moving:
    """How a formula moves while its names, and some parts that are known, move as they do.

    periods  periods of which the first is told of
    across   whether it is told how it moves from one period to the next, at any place of them
    """
    told = _Movements(known, periods, across)
    with np.errstate(all="ignore"):
        found = told.spread(told.walk(tree, names))
    return found if found.reach.finite else UNKNOWN


def movements_without(tree: ast.expr, nodes: Iterable[ast.expr], names: Mapping[str, Moving]) -> dict[ast.expr, Moving]:
    """How those parts of a formula move that hold none of some nodes: the largest of them."""
    told = _Movements({}, 1, across=False)
    with np.errstate(all="ignore"):
        return {part: told.walk(part, names) for part in parts_without(tree, set(nodes))}


def parts_without(tree: ast.expr, nodes: set[ast.expr]) -> Iterator[ast.expr]:
    """The largest parts of a formula that hold none of some nodes."""
    if nodes.isdisjoint(ast.walk(tree)):
        yield tree
    elif tree not in nodes:
        terms = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
        for term in terms:
            if isinstance(term, ast.expr):
                yield from parts_without(term, nodes)
