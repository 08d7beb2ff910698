"""What a formula does between two values of its variable: between which values it stays, and which way it goes."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.language.expression import BINARY, COMPARED, CONSTANTS, FUNCTIONS, UNARY, called
from lrcli.language.reaches import ANYTHING, REACHES, Reach, chosen, multiply, rising, still
from lrcli.language.syntax import FORMULA, Walker
from lrcli.schedules.arcs import LEAPS, Arc, arcs_between, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lrcli.language.expression import Expression, FunctionOfOne

LEAF = 8_192
"""Ticks of a stretch that is not divided: they are looked at one by one."""
MOST_ASKED = 1_500
"""Stretches that are looked into: of a formula that goes up and down more often nothing is known."""


class _Reaches(Walker):
    """What each node of a formula reaches; the context is what its names reach."""

    def __init__(self) -> None:
        super().__init__(FORMULA)

    def of(self, function: str, nodes: list[ast.expr], names: Mapping[str, Reach]) -> Reach:
        known = REACHES.get(function)
        parts: list[Reach] = [self.walk(node, names) for node in nodes]
        if known is None:
            return ANYTHING
        return reduce(known, parts) if function in ("minimum", "maximum") else known(*parts)

    def read_constant(self, node: ast.Constant, _: Mapping[str, Reach]) -> Reach:
        number: Any = node.value
        return still(float(number))

    def read_name(self, node: ast.Name, names: Mapping[str, Reach]) -> Reach:
        return names[node.id] if node.id in names else still(CONSTANTS[node.id])

    def read_attribute(self, node: ast.Attribute, _: Mapping[str, Reach]) -> Reach:
        return still(CONSTANTS[node.attr])

    def read_unaryop(self, node: ast.UnaryOp, names: Mapping[str, Reach]) -> Reach:
        return self.of(UNARY[type(node.op)], [node.operand], names)

    def read_binop(self, node: ast.BinOp, names: Mapping[str, Reach]) -> Reach:
        return self.of(BINARY[type(node.op)], [node.left, node.right], names)

    def read_boolop(self, node: ast.BoolOp, names: Mapping[str, Reach]) -> Reach:
        both = isinstance(node.op, ast.And)
        parts: list[Reach] = [self.walk(term, names) for term in node.values]
        return reduce(lambda a, b: chosen(a, b, a) if both else chosen(a, a, b), parts)

    def read_compare(self, node: ast.Compare, names: Mapping[str, Reach]) -> Reach:
        parts: list[Reach] = [self.walk(term, names) for term in (node.left, *node.comparators)]
        found = [REACHES[COMPARED[type(op)]](a, b) for op, a, b in zip(node.ops, parts, parts[1:], strict=False)]
        return reduce(multiply, found)

    def read_ifexp(self, node: ast.IfExp, names: Mapping[str, Reach]) -> Reach:
        return self.of("where", [node.test, node.body, node.orelse], names)

    def read_call(self, node: ast.Call, names: Mapping[str, Reach]) -> Reach:
        name = FUNCTIONS[called(node) or ""][0]
        if len(node.args) > 1 and name in ("log", "round"):
            return ANYTHING
        return self.of(name, node.args, names)


def reach_of(formula: Expression, names: Mapping[str, Reach]) -> Reach:
    """What a formula reaches while its names reach what they do."""
    with np.errstate(all="ignore"):
        found: Reach = _Reaches().walk(formula.tree, names)
    return found if found.finite else ANYTHING


def reach_of_one(function: FunctionOfOne, first: float, last: float) -> Reach:
    """What a function of one variable reaches while that rises from one number to another."""
    return reach_of(function.expression, dict.fromkeys(function.expression.names, rising(first, last)))


def arcs_of_formula(reach: Callable[[int, int], Reach], end: int) -> list[Arc]:
    """The arcs of a formula before tick `end`, from what it reaches from one tick to another, both counted.

    Stretches are divided until it goes one way in each. In what is left it leaps, or nothing is known of it.
    """
    found: list[Arc] = []
    waiting, asked = [(0, end)] if end else [], 0
    while waiting:
        halves: list[tuple[int, int]] = []
        for first, last in waiting:
            known, asked = reach(first, last - 1), asked + 1
            if known.way is not None and not known.leaps:
                found += arcs_between((), first, last)
            elif last - first > LEAF and asked + len(halves) < MOST_ASKED:
                middle = (first + last) // 2
                halves += [(first, middle), (middle, last)]
            elif last - first > LEAF and known.way is not None:
                found.append(Arc(first, last, form=LEAPS))
            else:
                found += unknown(first, last)
        waiting = halves
    return sorted(found, key=lambda arc: arc.begin)
