"""What a formula does between two values of its variable: between which values it stays, and which way it goes."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.language.expression import BINARY, COMPARED, CONSTANTS, FUNCTIONS, UNARY, called
from lrcli.language.syntax import FORMULA, Walker
from lrcli.language.turns.reaches import ANYTHING, REACHES, rising, settled, still

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrcli.language.expression import FunctionOfOne
    from lrcli.language.turns.reaches import Reach


class Reaches(Walker):
    """What each node of a formula reaches; the context is what its names reach, and some nodes are known."""

    def __init__(self, known: Mapping[ast.expr, Any]) -> None:
        super().__init__(FORMULA)
        self.known = known

    def walk(self, node: ast.expr, context: Any = None) -> Any:
        return self.known[node] if node in self.known else super().walk(node, context)

    def of(self, function: str, nodes: list[ast.expr], names: Mapping[str, Any]) -> Any:
        parts = [self.walk(node, names) for node in nodes]
        if function == "clip":
            return self.made("minimum", [self.made("maximum", parts[:2]), parts[2]])
        if function in ("minimum", "maximum"):
            return reduce(lambda a, b: self.made(function, [a, b]), parts)
        return self.made(function, parts)

    def made(self, function: str, parts: list[Any]) -> Any:
        """What a function makes of its parts."""
        return settled(REACHES[function](*parts), parts) if function in REACHES else ANYTHING

    def number(self, value: float) -> Any:
        return still(value)

    def read_constant(self, node: ast.Constant, _: Mapping[str, Any]) -> Any:
        number: Any = node.value
        return self.number(float(number))

    def read_name(self, node: ast.Name, names: Mapping[str, Any]) -> Any:
        return names[node.id] if node.id in names else self.number(CONSTANTS[node.id])

    def read_attribute(self, node: ast.Attribute, _: Mapping[str, Any]) -> Any:
        return self.number(CONSTANTS[node.attr])

    def read_unaryop(self, node: ast.UnaryOp, names: Mapping[str, Any]) -> Any:
        return self.of(UNARY[type(node.op)], [node.operand], names)

    def read_binop(self, node: ast.BinOp, names: Mapping[str, Any]) -> Any:
        return self.of(BINARY[type(node.op)], [node.left, node.right], names)

    def read_boolop(self, node: ast.BoolOp, names: Mapping[str, Any]) -> Any:
        first_or_second = isinstance(node.op, ast.Or)
        parts = [self.walk(term, names) for term in node.values]
        return reduce(lambda a, b: self.made("where", [a, a, b] if first_or_second else [a, b, a]), parts)

    def read_compare(self, node: ast.Compare, names: Mapping[str, Any]) -> Any:
        parts = [self.walk(term, names) for term in (node.left, *node.comparators)]
        found = [self.made(COMPARED[type(op)], [a, b]) for op, a, b in zip(node.ops, parts, parts[1:], strict=False)]
        return reduce(lambda a, b: self.made("multiply", [a, b]), found)

    def read_ifexp(self, node: ast.IfExp, names: Mapping[str, Any]) -> Any:
        return self.of("where", [node.test, node.body, node.orelse], names)

    def read_call(self, node: ast.Call, names: Mapping[str, Any]) -> Any:
        name = FUNCTIONS[called(node) or ""][0]
        if len(node.args) > 1 and name in ("log", "round"):
            return self.made("", [])
        return self.of(name, node.args, names)


def reach_of(tree: ast.expr, names: Mapping[str, Reach], known: Mapping[ast.expr, Reach] | None = None) -> Reach:
    """What a formula, or a part of it, reaches while its names reach what they do; of some parts it is known."""
    with np.errstate(all="ignore"):
        found: Reach = Reaches(known or {}).walk(tree, names)
    return found if found.finite else ANYTHING


def reach_of_one(function: FunctionOfOne, first: float, last: float) -> Reach:
    """What a function of one variable reaches while that rises from one number to another."""
    return reach_of(function.expression.tree, dict.fromkeys(function.expression.names, rising(first, last)))
