"""Parts of a formula that are lines in one of its names, or numbers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.language.expression import BINARY, FUNCTIONS, called
from lrcli.language.syntax import names_in
from lrcli.language.turns.one_way import reach_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.language.turns.movements import Counted


class Line(NamedTuple):
    """A part of a formula that is `slope * name + first`; without a name it is a number."""

    name: str | None
    slope: float
    first: float


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


def whole_number(formula: Counted, node: ast.expr) -> int | None:
    """A part of a formula that is a whole number, whatever the tick."""
    line = line_of(formula, node)
    return int(line.first) if line and not line.name and is_whole(line.first) else None


def functions_of(tree: ast.expr, deep: bool = True) -> Iterator[tuple[ast.expr, str, list[ast.expr]]]:
    """The parts of a formula that are functions of others, by numpy's names; not deep: the whole alone."""
    for node in ast.walk(tree) if deep else (tree,):
        if isinstance(node, ast.BinOp):
            yield node, BINARY[type(node.op)], [node.left, node.right]
        elif isinstance(node, ast.Call):
            yield node, FUNCTIONS[called(node) or ""][0], node.args


def switches_of(tree: ast.expr) -> Iterator[ast.expr]:
    """Parts of a formula, or differences of two, that are 0 at its kinks: those of minima and absolute values."""
    for _, function, terms in functions_of(tree):
        if function in ("abs", "fabs"):
            yield terms[0]
        elif function in ("minimum", "maximum", "clip"):
            yield from (ast.BinOp(terms[0], ast.Sub(), term) for term in terms[1:])


def is_whole(number: float) -> bool:
    """Whether a number is a whole one, and so low that rounding takes no quotient of it to another whole one."""
    return number % 1 == 0 and abs(number) < 2**50
