"""What a formula does between two values of its variable: between which values it stays, and which way it goes."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.language.expression import BINARY, COMPARED, CONSTANTS, FUNCTIONS, UNARY, called
from lrcli.language.reaches import ANYTHING, REACHES, Reach, chosen, multiply, rising, settled, still
from lrcli.language.syntax import FORMULA, Walker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lrcli.language.expression import FunctionOfOne


class _Reaches(Walker):
    """What each node of a formula reaches; the context is what its names reach, and some nodes are known."""

    def __init__(self, known: Mapping[ast.expr, Reach]) -> None:
        super().__init__(FORMULA)
        self.known = known

    def walk(self, node: ast.expr, context: Any = None) -> Any:
        return self.known[node] if node in self.known else super().walk(node, context)

    def of(self, function: str, nodes: list[ast.expr], names: Mapping[str, Reach]) -> Reach:
        known = REACHES.get(function)
        parts: list[Reach] = [self.walk(node, names) for node in nodes]
        if known is None:
            return ANYTHING
        return settled(reduce(known, parts) if function in ("minimum", "maximum") else known(*parts), parts)

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
        return settled(reduce(lambda a, b: chosen(a, b, a) if both else chosen(a, a, b), parts), parts)

    def read_compare(self, node: ast.Compare, names: Mapping[str, Reach]) -> Reach:
        parts: list[Reach] = [self.walk(term, names) for term in (node.left, *node.comparators)]
        found = [REACHES[COMPARED[type(op)]](a, b) for op, a, b in zip(node.ops, parts, parts[1:], strict=False)]
        return settled(reduce(multiply, found), parts)

    def read_ifexp(self, node: ast.IfExp, names: Mapping[str, Reach]) -> Reach:
        return self.of("where", [node.test, node.body, node.orelse], names)

    def read_call(self, node: ast.Call, names: Mapping[str, Reach]) -> Reach:
        name = FUNCTIONS[called(node) or ""][0]
        if len(node.args) > 1 and name in ("log", "round"):
            return ANYTHING
        return self.of(name, node.args, names)


def reach_of(tree: ast.expr, names: Mapping[str, Reach], known: Mapping[ast.expr, Reach] | None = None) -> Reach:
    """What a formula, or a part of it, reaches while its names reach what they do; of some parts it is known."""
    with np.errstate(all="ignore"):
        found: Reach = _Reaches(known or {}).walk(tree, names)
    return found if found.finite else ANYTHING


def reach_of_one(function: FunctionOfOne, first: float, last: float) -> Reach:
    """What a function of one variable reaches while that rises from one number to another."""
    return reach_of(function.expression.tree, dict.fromkeys(function.expression.names, rising(first, last)))


class Counted(NamedTuple):
    """A formula of whole ticks, and of what they count.

    names   what its names reach from one tick to another, both counted
    whole   of names that are whole numbers, the ticks after which each is one higher, from 0 on
    """

    tree: ast.expr
    names: Callable[[int, int], Mapping[str, Reach]]
    whole: Mapping[str, int]
