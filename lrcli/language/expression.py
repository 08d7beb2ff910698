"""Arithmetic that was typed, as Python writes it: `0.1 * 0.95 ** t`, `0.5 if t % 20 == 0 else 1.0`.

Read with `ast` and a whitelist, and worked out by numpy on whole arrays of float64: nothing in a text is ever executed
by Python, and no power can grow beyond what a float holds.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._lazy import np
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrcli._lazy import Array

LONGEST = 2000
DEEPEST = 100
MANY = 9  # arguments of min and max, terms of a comparison or of and: each is an array

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}
MODULES = ("math", "np", "numpy")
FUNCTIONS = {  # what it is called, numpy's name, fewest and most arguments
    **{
        name: (name, 1, 1)
        for name in ("exp", "exp2", "expm1", "log2", "log10", "log1p", "sqrt", "cbrt", "square", "radians", "degrees")
    },
    **{name: (name, 1, 1) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")},
    **{name: (name, 1, 1) for name in ("floor", "ceil", "trunc", "round", "sign", "abs", "fabs")},
    "asin": ("arcsin", 1, 1),
    "acos": ("arccos", 1, 1),
    "atan": ("arctan", 1, 1),
    "int": ("trunc", 1, 1),
    "float": ("float64", 1, 1),
    "log": ("log", 1, 2),
    "mod": ("mod", 2, 2),
    "fmod": ("fmod", 2, 2),
    "pow": ("power", 2, 2),
    "power": ("power", 2, 2),
    "hypot": ("hypot", 2, 2),
    "where": ("where", 3, 3),
    "clip": ("clip", 3, 3),
    "min": ("minimum", 2, MANY),
    "max": ("maximum", 2, MANY),
    "minimum": ("minimum", 2, 2),
    "maximum": ("maximum", 2, 2),
}
BINARY = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.FloorDiv: "floor_divide",
    ast.Mod: "mod",
    ast.Pow: "power",
}
UNARY = {ast.USub: "negative", ast.UAdd: "positive", ast.Not: "logical_not"}
COMPARED = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


class Expression:
    """A text that was read: arithmetic in the given names and pi. ValueError for any other.

    A lambda is one of its argument in place of those names.
    """

    def __init__(self, text: str, names: tuple[str, ...], *, lambdas: bool = False) -> None:
        if len(text) > LONGEST:
            raise ValueError(f"it has {len(text)} characters; at most {LONGEST} are read")
        self.tree = parsed(text)
        self.names = names
        if lambdas and isinstance(self.tree, ast.Lambda):
            given = [argument.arg for argument in self.tree.args.args]
            if len(given) != 1 or ast.unparse(self.tree.args) != given[0]:
                raise ValueError(f"{text}: a lambda of one argument is read")
            self.names, self.tree = tuple(given), self.tree.body
        _Whitelist(text, self.names).allow(self.tree, DEEPEST)
        self.used = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}

    def __call__(self, names: Mapping[str, Any], count: int) -> Array:
        """Its `count` values for those of its names, arrays or numbers; what has none (1 / 0) is infinite or nan."""
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(evaluate(self.tree, names), (count,))) + 0.0  # no negative zero


class Function:
    """A text that was read: a function of one variable. ValueError for any other.

    The variable is `t`, `epoch`, `step` or `x`, or what a leading `lambda NAME:` calls it. A remark in brackets after
    a number is passed over: `0.95 (constant)`.
    """

    def __init__(self, text: str) -> None:
        plain = re.sub(r"(?<=[\d.)])\s+\([A-Za-z][A-Za-z ]*\)$", "", text.strip())
        self.expression = Expression(plain, ("t", "epoch", "step", "x"), lambdas=True)

    def __call__(self, x: Array) -> Array:
        """Its value for each value of the variable."""
        return self.expression(dict.fromkeys(self.expression.names, x), len(x))


@lru_cache(maxsize=256)
def expression(text: str, names: tuple[str, ...]) -> Expression:
    """The expression that a text is."""
    return Expression(text, names)


@lru_cache(maxsize=256)
def function(text: str) -> Function:
    """The function of one variable that a text is."""
    return Function(text)


def parsed(text: str) -> ast.expr:
    """The tree of any expression. ValueError for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        reason = error.msg.removesuffix(". Perhaps you forgot a comma?")
        missing = re.search(r"[\d.)] *[a-zA-Z(]", text) if reason == "invalid syntax" else None
        raise ValueError(
            f"{text!r} is not a formula: {reason}{'; a product is written *' if missing else ''}"
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ValueError("it is not a formula: too deeply nested, or no text at all") from None


class _Whitelist:
    """Passes over a tree and refuses everything that is not known."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self.text = text
        self.names = (*names, "pi")

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        part = ast.get_source_segment(self.text, node) or self.text
        raise ValueError(f"{part if len(part) <= 40 else part[:40] + '...'}: {reason}")

    def allow(self, node: ast.AST, depth: int) -> None:
        if not depth:
            self.fail(node, f"nested more than {DEEPEST} deep")
        match node:
            case ast.Constant():
                self.number(node)
                return
            case ast.Name(id=name):
                if name not in self.names:
                    needs = f"the names are {', '.join(self.names)}"
                    self.fail(node, "it is a function: it needs ( )" if name in FUNCTIONS else needs)
                return
            case ast.BinOp(op=ast.BitXor()):
                self.fail(node, "a power is written **")
            case ast.Attribute(attr=name) if of_module(node) and name in CONSTANTS:
                return
            case ast.UnaryOp(op=op, operand=operand) if type(op) in UNARY:
                inner = [operand]
            case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
                inner = [left, right]
            case ast.BoolOp(values=values) if len(values) <= MANY:
                inner = values
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARED for op in ops[:MANY]):
                inner = [left, *others]
            case ast.IfExp(test=test, body=body, orelse=other):
                inner = [test, body, other]
            case ast.Call():
                inner = self.call(node)
            case _:
                named = ", ".join(self.names)
                self.fail(node, f"only arithmetic is read here: numbers, {named}, operators, comparisons and functions")
        for each in inner:
            self.allow(each, depth - 1)

    def number(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(node, "only numbers are read here")
        if abs(value) > 1e300:
            self.fail(node, "numbers go up to 1e+300")

    def call(self, node: ast.Call) -> list[ast.expr]:
        name = called(node)
        if name not in FUNCTIONS:
            from difflib import get_close_matches  # only mistakes need it

            close = get_close_matches(name or "", FUNCTIONS, n=1)
            known = f"did you mean {close[0]}?" if close else f"the functions are {', '.join(FUNCTIONS)}"
            self.fail(node.func, f"there is no such function: {known}")
        _, least, most = FUNCTIONS[name]
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            self.fail(node, "arguments are written out, without names")
        if not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            self.fail(node, f"{name} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(node.args)}")
        return node.args


def of_module(node: ast.Attribute) -> bool:
    """Whether a name is written with its module's: `math.cos`."""
    return isinstance(node.value, ast.Name) and node.value.id in MODULES


def called(node: ast.Call) -> str | None:
    """The name of what is called, its module's name left out."""
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name) if of_module(node.func):
            return name
    return None


def evaluate(node: ast.AST, names: Mapping[str, Any]) -> Any:
    """The value of a tree that was read, as float64: an array where it depends on names. True is 1, false 0."""
    match node:
        case ast.Constant(value=value):
            return np.float64(value)  # type: ignore[arg-type]  # the whitelist lets numbers through alone
        case ast.Name(id=name):
            return names[name] if name in names else np.float64(CONSTANTS[name])
        case ast.Attribute(attr=name):
            return np.float64(CONSTANTS[name])
        case ast.UnaryOp(op=op, operand=operand):
            return _apply(UNARY[type(op)], evaluate(operand, names))
        case ast.BinOp(left=left, op=op, right=right):
            return _apply(BINARY[type(op)], evaluate(left, names), evaluate(right, names))
        case ast.BoolOp(op=ast.And(), values=values):
            return reduce(lambda one, other: np.where(one, other, one), (evaluate(value, names) for value in values))
        case ast.BoolOp(values=values):
            return reduce(lambda one, other: np.where(one, one, other), (evaluate(value, names) for value in values))
        case ast.Compare(left=left, ops=ops, comparators=others):
            terms = [evaluate(term, names) for term in (left, *others)]
            told = [_apply(COMPARED[type(op)], *terms[number : number + 2]) for number, op in enumerate(ops)]
            return reduce(lambda one, other: one * other, told)
        case ast.IfExp(test=test, body=body, orelse=other):
            return _apply("where", *(evaluate(part, names) for part in (test, body, other)))
        case ast.Call(args=args):
            return _apply(FUNCTIONS[called(node) or ""][0], *(evaluate(arg, names) for arg in args))
    raise TypeError(f"{node} was not read by the whitelist")


def _apply(function: str, *values: Any) -> Any:
    """A numpy function of float64 values; one of two values is applied to more from left to right."""
    if function == "where":
        return np.where(values[0] != 0, *values[1:])
    if function == "power" and np.ndim(values[1]):
        return _raised(*values)
    if function == "log" and len(values) == 2:
        return np.log(values[0]) / np.log(values[1])
    known = getattr(np, function)
    if function in ("minimum", "maximum"):
        return np.asarray(reduce(known, values), dtype=np.float64)
    return np.asarray(known(*values), dtype=np.float64)


def _raised(base: Any, n: Array) -> Any:
    """`base ** n`, the same for an exponent alone and among others."""
    if not np.ndim(base):
        return powers(float(base), n)
    return np.power(np.append(base, 1.0), np.append(n, 0.0))[:-1]
