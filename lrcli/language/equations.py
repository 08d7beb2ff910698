"""Small equations: an expression with names, such as `lr * start_factor`, and the value that it should have.

An expression is a tree of Python's: names, numbers, + - * / and int(). Values are numbers, and lists of them, of which
each entry is taken.
"""

from __future__ import annotations

import ast
import operator
from typing import Any

Values = dict[str, Any]
Equation = tuple[ast.expr, Any]
"""An expression, and the value that it should have."""

SHARE = 1e-9
"""A difference, as a share of the larger, that counts as none: well above rounding, well below what is meant."""
OPERATORS: dict[type[ast.operator], tuple[Any, Any]] = {  # and what undoes it
    ast.Add: (operator.add, operator.sub),
    ast.Sub: (operator.sub, operator.add),
    ast.Mult: (operator.mul, operator.truediv),
    ast.Div: (operator.truediv, operator.mul),
}


def clean(number: Any) -> Any:
    """A number without the noise of arithmetic; whatever else there is, as it is."""
    return float(f"{number:.14g}") if isinstance(number, float) else number


def unknown(node: ast.AST, known: Values) -> set[str]:
    """The names in an expression that have no value yet."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - {*known, "int"}


def value(node: ast.AST, given: Values) -> Any:
    """The value of an expression in which names stand for arguments."""
    match node:
        case ast.Constant(value=constant):
            return constant
        case ast.Name(id=name):
            return given[name]
        case ast.BinOp(left=left, op=op, right=right):
            return applied(op, value(left, given), value(right, given))
        case ast.Call(args=[inner]):
            return int(value(inner, given))
    raise TypeError(f"{ast.unparse(node)} is not read here")


def applied(op: ast.operator, one: Any, other: Any) -> Any:
    """Two values combined; of a list each entry."""
    if isinstance(one, tuple):
        return tuple(applied(op, each, other) for each in one)
    return OPERATORS[type(op)][0](one, other)


def undone(op: ast.operator, target: Any, other: Any) -> Any:
    """What combined with `other` gives the target."""
    if isinstance(target, tuple):
        return tuple(undone(op, each, other) for each in target)
    return OPERATORS[type(op)][1](target, other)


def contradicts(node: ast.AST, target: Any, known: Values) -> bool:
    """Whether an expression whose names are all known has another value."""
    if unknown(node, known):
        return False
    try:
        found = value(node, known)
    except (ArithmeticError, TypeError):
        return True
    if isinstance(found, int | float) and isinstance(target, int | float):
        return abs(found - target) > SHARE * max(abs(found), abs(target))
    return bool(found != target)


def solved(node: ast.AST, target: Any, known: Values) -> bool:
    """Whether an expression has the value; its one unknown name, if there is one, is given what makes it so."""
    names = unknown(node, known)
    if not names:
        return not contradicts(node, target, known)
    if len(names) > 1 or target is None:
        return False
    try:
        return inverted(node, target, known)
    except (ArithmeticError, TypeError):
        return False


def inverted(node: ast.AST, target: Any, known: Values) -> bool:
    """Gives the unknown name in an expression the value with which the expression has that of `target`."""
    match node:
        case ast.Name(id=name):
            known[name] = target
            return True
        case ast.Call(args=[inner]):
            return inverted(inner, target, known)
        case ast.BinOp(left=left, op=op, right=right) if unknown(right, known):
            there = value(left, known)
            symmetric = isinstance(op, ast.Add | ast.Mult)
            return inverted(right, undone(op, target, there) if symmetric else applied(op, there, target), known)
        case ast.BinOp(left=left, op=op, right=right):
            return inverted(left, undone(op, target, value(right, known)), known)
    return False
