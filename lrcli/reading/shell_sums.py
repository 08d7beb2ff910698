"""The sums of whole numbers that a shell works out in `$(( ... ))`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DIGITS = 18
MOST_DEEP = 50


def whole_number(text: str, value: Callable[[str], str]) -> int | str:
    """What a sum comes to; the text of the first variable that is no whole number, and of what is no sum."""
    try:
        tree = ast.parse(re.sub(r"\b0+(?=[1-9])", "", text.strip()), mode="eval").body
        return worked_out(tree, value, 0)
    except Unknown as error:
        return str(error)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return value(f"$(({text.strip()}))")


class Unknown(Exception):
    """A variable that is no whole number. Its text stands for the value."""


def worked_out(node: ast.expr, value: Callable[[str], str], depth: int) -> int:
    """What a part of a sum comes to; a division is cut towards zero, as in C."""
    if depth > MOST_DEEP:
        raise ValueError("too deep")
    match node:
        case ast.Constant(value=int() as number):
            return bounded(int(number))
        case ast.Name(id=name):
            found = value(name)
            if not re.fullmatch(r"[-+]?\d{1,18}", found.strip()):
                raise Unknown(found)
            return int(found)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -worked_out(inner, value, depth + 1)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return worked_out(inner, value, depth + 1)
        case ast.BinOp(left=left, op=operation, right=right):
            return bounded(of_two(worked_out(left, value, depth + 1), operation, worked_out(right, value, depth + 1)))
    raise ValueError("no sum")


def of_two(left: int, operation: ast.operator, right: int) -> int:
    match operation:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Pow() if 0 <= right <= 64:
            return int(left**right)
        case ast.Div() | ast.Mod() if right:
            cut = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return cut if isinstance(operation, ast.Div) else left - cut * right
    raise ValueError("no sum")


def bounded(number: int) -> int:
    if len(str(abs(number))) > MOST_DIGITS:
        raise ValueError("too large")
    return number
