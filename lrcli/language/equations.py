"""Small equations: an expression with names, such as `lr * start_factor`, and the value that it should have.

An expression is a tree of Python's: names, numbers, + - * / and int(). Values are numbers, and lists of them, of which
each entry is taken.
"""

from __future__ import annotations

import ast
from typing import Any, NoReturn

from lrcli.language.syntax import ARITHMETIC, EQUATION, Walker, names_in

Values = dict[str, Any]
Equation = tuple[ast.expr, Any]
"""An expression, and the value that it should have."""

SHARE = 1e-9
"""A difference, as a share of the larger, that counts as none: well above rounding, well below what is meant."""
UNDOES: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}


def clean(number: Any) -> Any:
    """A number without the noise of arithmetic; whatever else there is, as it is."""
    return float(f"{number:.14g}") if isinstance(number, float) else number


def unknown(node: ast.AST, known: Values) -> set[str]:
    """The names in an expression that have no value yet."""
    return names_in(node) - {*known, "int"}


def value(node: ast.expr, given: Values) -> Any:
    """The value of an expression in which names stand for arguments. TypeError for any other."""
    return _Forwards(given).walk(node)


def contradicts(node: ast.expr, target: Any, known: Values) -> bool:
    """Whether an expression whose names are all known has another value."""
    if unknown(node, known):
        return False
    try:
        result = value(node, known)
    except (ArithmeticError, TypeError):
        return True
    if isinstance(result, int | float) and isinstance(target, int | float):
        return abs(result - target) > SHARE * max(abs(result), abs(target))
    return bool(result != target)


def solved(node: ast.expr, target: Any, known: Values) -> bool:
    """Whether an expression has the value; its one unknown name, if there is one, is given what makes it so."""
    unknowns = unknown(node, known)
    if not unknowns:
        return not contradicts(node, target, known)
    if len(unknowns) > 1 or target is None:
        return False
    try:
        name, result = _Backwards(known).walk(node, target)
    except (ArithmeticError, TypeError):
        return False
    known[name] = result
    return True


def operated(op: type[ast.operator], one: Any, other: Any) -> Any:
    """Two values combined; of a list each entry."""
    if isinstance(one, tuple):
        return tuple(operated(op, each, other) for each in one)
    return ARITHMETIC[op](one, other)


class _Equations(Walker):
    """Goes through an expression of which some names have a value."""

    def __init__(self, known: Values) -> None:
        super().__init__(EQUATION)
        self.known = known

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        raise TypeError(f"{ast.unparse(node)}: {reason}")


class _Forwards(_Equations):
    """From the values of the names to that of the expression."""

    def read_constant(self, node: ast.Constant, _: None) -> Any:
        return node.value

    def read_name(self, node: ast.Name, _: None) -> Any:
        return self.known[node.id]

    def read_binop(self, node: ast.BinOp, _: None) -> Any:
        return operated(type(node.op), self.walk(node.left), self.walk(node.right))

    def read_call(self, node: ast.Call, _: None) -> int:
        return int(self.walk(node.args[0]))


class _Backwards(_Equations):
    """From the value of the expression, the context, to the one name that has none yet, and the value it needs."""

    def read_name(self, node: ast.Name, target: Any) -> tuple[str, Any]:
        return node.id, target

    def read_call(self, node: ast.Call, target: Any) -> tuple[str, Any]:
        return self.of(node.args[0], target)

    def read_binop(self, node: ast.BinOp, target: Any) -> tuple[str, Any]:
        op, undoes = type(node.op), UNDOES[type(node.op)]
        if not unknown(node.right, self.known):
            return self.of(node.left, operated(undoes, target, value(node.right, self.known)))
        left = value(node.left, self.known)
        symmetric = op in (ast.Add, ast.Mult)
        return self.of(node.right, operated(undoes, target, left) if symmetric else operated(op, left, target))

    def of(self, node: ast.expr, target: Any) -> tuple[str, Any]:
        """What a part of the expression needs when it should have a value."""
        name, result = self.walk(node, target)
        return name, result
