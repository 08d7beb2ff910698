"""Formulas of waves that get lower, or higher, as something else in them falls or rises."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.language.expression import expression
from lrcli.language.turns.dividing import divided
from lrcli.language.turns.movements import movement_of
from lrcli.language.turns.slopes import ANY, NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lrcli._lazy import Array, Ints
    from lrcli.language.turns.dividing import Part
    from lrcli.language.turns.movements import Counted
    from lrcli.language.turns.reaches import Reach
    from lrcli.language.turns.slopes import Moving
    from lrcli.schedules.arcs import Arc

NEXT_TO = 2 * math.pi / 2**30
"""A part of a turn in which so few ticks lie that all are looked at."""
FEW = 2**18
"""Turns of a wave up to which they are told one by one."""


def held(moving: Mapping[ast.expr, Moving]) -> dict[ast.expr, Moving]:
    """Parts of a formula as if each of them stayed at some value that it reaches."""
    return {
        node: each._replace(reach=each.reach._replace(way=0, leaps=False), slope=NONE, growth=ANY)
        for node, each in moving.items()
    }


def arcs_of_fading(
    formula: Counted,
    waves: Callable[[float, float], Mapping[ast.expr, Moving]],
    others: Mapping[ast.expr, Moving],
    edges: Sequence[float],
    told: Callable[[Sequence[float], Sequence[Part], Callable[[Array | Ints], Array]], list[Arc]],
    first: int,
    last: int,
    asks: Iterator[int],
) -> list[Arc]:
    """The arc of a formula that goes one way in parts of all turns, and one way with time at each place of them.

    It is told where all that changes but for the waves is one part of the formula; else there is none.

    waves   gives how they move in a part of a turn
    others  how the parts of the formula move that hold no wave
    told    gives the arcs of turns at certain places, of the parts between them, and of what it follows with time
    """
    changing = {node: each for node, each in others.items() if not each.reach.is_number}
    fall = value_of(formula, next(iter(changing))) if len({ast.dump(node) for node in changing}) == 1 else None
    if not fall:
        return []
    names = formula.moving(first, last - 1, last)

    def at_once(begin: float, end: float) -> Reach:
        """What it reaches in a part of a turn while all else stays."""
        return movement_of(formula.tree, names, {**others, **held(changing), **waves(begin, end)}).reach

    def with_time(begin: float, end: float) -> Reach:
        """What it reaches while the waves stay in a part of a turn."""
        return movement_of(formula.tree, names, {**others, **held(waves(begin, end))}).reach

    parts = divided(edges, at_once, NEXT_TO, asks)
    ways = [(part.way, of_part(with_time(part.begin, part.end))) for part in parts]
    known = all(None not in both or part.end - part.begin <= NEXT_TO for part, both in zip(parts, ways, strict=True))
    if not parts or not known:
        return []
    turned = [
        part.begin
        for part, way, before in zip(parts, ways, ways[-1:] + ways, strict=False)
        if way != before or None in way
    ]
    return told(turned, parts, fall)


def of_part(reach: Reach) -> int | None:
    """Which way something goes; None where that is not known."""
    return None if reach.leaps else reach.way


def value_of(formula: Counted, node: ast.expr) -> Callable[[Array | Ints], Array] | None:
    """The values of a part of a formula at ticks; None if its names do not rise evenly with these."""
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    reaches = {name: reach for name, reach in formula.names(0, 1).items() if name in used}
    if any(reach.leaps for reach in reaches.values()):
        return None
    work = expression(ast.unparse(node), tuple(reaches))

    def at(ticks: Array | Ints) -> Array:
        flat = np.asarray(ticks, dtype=np.float64).ravel()
        values = {name: reach.low + (reach.high - reach.low) * flat for name, reach in reaches.items()}
        return np.asarray(work(values, len(flat)).reshape(np.shape(ticks)))

    return at
