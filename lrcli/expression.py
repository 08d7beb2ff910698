"""Arithmetic of one variable, written as Python writes it: `0.95 ** t`, `0.5 if t % 20 == 0 else 1.0`.

Read with `ast` and a whitelist, and computed on whole arrays of floats: nothing in a text is ever evaluated by Python,
and no power can grow beyond what a float holds.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._lazy import np
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

LONGEST = 2000
VARIABLES = ("t", "epoch", "step", "x")
CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}
MODULES = ("math", "np", "numpy", "torch")
FUNCTIONS = {  # the name in a text: numpy's
    "abs": "abs",
    "fabs": "abs",
    "acos": "arccos",
    "asin": "arcsin",
    "atan": "arctan",
    "ceil": "ceil",
    "cos": "cos",
    "cosh": "cosh",
    "exp": "exp",
    "expm1": "expm1",
    "float": "float64",
    "floor": "floor",
    "int": "trunc",
    "log": "log",
    "log10": "log10",
    "log1p": "log1p",
    "log2": "log2",
    "max": "maximum",
    "maximum": "maximum",
    "min": "minimum",
    "minimum": "minimum",
    "pow": "power",
    "round": "round",
    "sin": "sin",
    "sinh": "sinh",
    "sqrt": "sqrt",
    "tan": "tan",
    "tanh": "tanh",
    "trunc": "trunc",
}
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Expression:
    """A text that was read; call it with the values of its variable. ValueError for a text that is not one.

    The variable is `t`, `epoch`, `step` or `x`, or what a leading `lambda NAME:` calls it. A remark in brackets after
    a number is passed over: `0.95 (constant)`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise ValueError(f"an expression of {len(text)} characters: at most {LONGEST} are read")
        plain = re.sub(r"(?<=[\d.)])\s+\([A-Za-z][A-Za-z ]*\)$", "", text.strip())
        try:
            self.tree = ast.parse(plain, mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise ValueError(f"{text!r} is not an expression such as '0.95 ** t'") from None
        self.variables: tuple[str, ...] = VARIABLES
        if isinstance(self.tree, ast.Lambda):
            names = [argument.arg for argument in self.tree.args.args]
            if len(names) != 1 or ast.unparse(self.tree.args) != names[0]:
                self.fail("a lambda has one argument")
            self.variables, self.tree = (names[0],), self.tree.body
        self(np.zeros(1))  # finds whatever is not on the list

    def fail(self, reason: str) -> NoReturn:
        raise ValueError(f"{self.text!r}: {reason}")

    def __call__(self, t: Array) -> Array:
        """Its value for each value of the variable; what has none (1 / 0) is infinite or NaN."""
        with np.errstate(all="ignore"):
            try:
                value = self.value(self.tree, t)
            except RecursionError:
                self.fail("too deeply nested")
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), t.shape))

    def value(self, node: ast.expr, t: Array) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number):
                return self.constant(number)
            case ast.Name(id=name) if name in self.variables:
                return t
            case ast.Name() | ast.Attribute():
                name = self.name(node)
                if name in CONSTANTS:
                    return np.float64(CONSTANTS[name])
                self.fail(f"{name} is neither its variable {self.variables[0]} nor a number")
            case ast.BinOp(op=op) if type(op) in OPERATORS:
                left, right = self.value(node.left, t), self.value(node.right, t)
                if isinstance(op, ast.Pow) and np.ndim(left) == 0 and right is t:
                    return powers(float(left), t)
                return OPERATORS[type(op)](left, right)
            case ast.UnaryOp(op=op) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self.value(node.operand, t))
            case ast.UnaryOp(op=ast.Not()):
                return np.equal(self.value(node.operand, t), 0)
            case ast.BoolOp(op=ast.And()):
                return reduce(lambda a, b: np.where(a, b, a), [self.value(item, t) for item in node.values])
            case ast.BoolOp():
                return reduce(lambda a, b: np.where(a, a, b), [self.value(item, t) for item in node.values])
            case ast.Compare():
                return self.comparison(node, t)
            case ast.IfExp():
                return np.where(*(self.value(part, t) for part in (node.test, node.body, node.orelse)))
            case ast.Call():
                return self.call(node, t)
        self.fail(f"{ast.unparse(node)} is not read here: numbers, arithmetic, comparisons, if-else and functions are")

    def constant(self, number: float) -> Any:
        try:
            return np.float64(number)
        except OverflowError:
            self.fail("a number too large")

    def name(self, node: ast.expr) -> str:
        """A plain name, or one of a module's: `math.cos` is `cos`."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES:
            return node.attr
        return ast.unparse(node)

    def comparison(self, node: ast.Compare, t: Array) -> Any:
        sides = [self.value(item, t) for item in (node.left, *node.comparators)]
        if any(type(op) not in OPERATORS for op in node.ops):
            self.fail("numbers are compared with < <= == != >= >")
        pairs = zip(node.ops, sides[:-1], sides[1:], strict=True)
        return reduce(np.logical_and, [OPERATORS[type(op)](left, right) for op, left, right in pairs])

    def call(self, node: ast.Call, t: Array) -> Any:
        name = self.name(node.func)
        if name not in FUNCTIONS or node.keywords:
            self.fail(f"no function {name}: there are {', '.join(FUNCTIONS)}")
        arguments = [self.value(item, t) for item in node.args]
        function = getattr(np, FUNCTIONS[name])
        if name in ("min", "max", "minimum", "maximum") and len(arguments) > 1:
            return reduce(function, arguments)
        if name == "log" and len(arguments) == 2:
            return np.log(arguments[0]) / np.log(arguments[1])
        if len(arguments) != (2 if name == "pow" else 1):
            self.fail(f"{name} does not take {len(arguments)} values")
        return function(*arguments)


@lru_cache(maxsize=256)
def expression(text: str) -> Expression:
    """The expression that a text is."""
    return Expression(text)
