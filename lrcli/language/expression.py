"""Arithmetic that was typed, as Python writes it: `0.1 * 0.95 ** t`, `0.5 if t % 20 == 0 else 1.0`.

What is known here is turned into calls of numpy on whole arrays of float64, and all else refused: nothing in a text is
ever executed by Python, and no power can grow beyond what a float holds.
"""

from __future__ import annotations

import ast
import math
import re
from functools import lru_cache, reduce
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._lazy import np
from lrcli.language.syntax import DIGITS, FORMULA, LARGEST, TERMS, TOO_LARGE, Source, Unreadable, Walker, names_in
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lrcli._lazy import Array

    Work = Callable[[Mapping[str, Any]], Any]
    """From what the names stand for to the value, as float64: an array where it depends on names."""

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}
MODULES = ("math", "np", "numpy")
FUNCTIONS = {  # what it is called, numpy's name, fewest and most arguments
    **{
        name: (name, 1, 1)
        for name in ("exp", "exp2", "expm1", "log2", "log10", "log1p", "sqrt", "cbrt", "square", "radians", "degrees")
    },
    **{name: (name, 1, 1) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")},
    **{name: (name, 1, 1) for name in ("floor", "ceil", "trunc", "sign", "abs", "fabs")},
    "round": ("round", 1, 2),
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
    "min": ("minimum", 2, TERMS),
    "max": ("maximum", 2, TERMS),
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


RAISED = {"divide by zero": "ZeroDivisionError", "overflow": "OverflowError"}
"""What Python raises where numpy warns of it. Of what is invalid numpy does not say whether it is 0 / 0 or log(-1)."""


class Expression:
    """A text that was read: arithmetic in the given names and pi. ValueError for any other.

    A lambda is one of its arguments, at most `lambdas` of them, in place of those names.
    """

    def __init__(self, text: str, known: tuple[str, ...], *, lambdas: int = 0) -> None:
        source = formula_source(text)
        tree = source.tree
        self.names = known
        if lambdas and isinstance(tree, ast.Lambda):
            given = [argument.arg for argument in tree.args.args]
            if not 1 <= len(given) <= lambdas or ast.unparse(tree.args) != ", ".join(given):
                raise ValueError(f"{text}: a lambda of {'one argument' if lambdas == 1 else 'epoch and lr'} is read")
            self.names, tree = tuple(given), tree.body
        self.used = names_in(tree)
        self.tree: ast.expr = tree
        self.work: Work = _Compiler(source, self.names).walk(tree)

    def __call__(self, values: Mapping[str, Any], count: int) -> Array:
        """Its `count` values for those of its names, arrays or numbers; what has none (1 / 0) is infinite or nan."""
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(self.work(values), (count,))) + 0.0  # no negative zero


class FunctionOfOne:
    """A text that was read: a function of one variable. ValueError for any other.

    The variable is `t`, `epoch`, `step` or `x`, or what a leading `lambda NAME:` calls it. A remark in brackets after
    a number is passed over: `0.95 (constant)`.
    """

    def __init__(self, text: str) -> None:
        plain = re.sub(r"(?<=[\d.)])\s+\([A-Za-z][A-Za-z ]*\)$", "", text.strip())
        self.expression = Expression(plain, ("t", "epoch", "step", "x"), lambdas=1)

    def __call__(self, x: Array) -> Array:
        """Its value for each value of the variable."""
        return self.expression(dict.fromkeys(self.expression.names, x), len(x))

    def fails(self, x: Array) -> Array:
        """For which values of the variable it has none."""
        return ~np.isfinite(self(x))

    def error(self, number: float, shown: str) -> str:
        """What Python raises for one of these; `shown` is the text with the name of what it stands for."""
        seen: list[str] = []
        with np.errstate(all="call", under="ignore", call=lambda kind, _: seen.append(kind)):
            self.expression.work(dict.fromkeys(self.expression.names, np.asarray([number])))
        raised = RAISED.get(seen[0] if seen else "", "ZeroDivisionError or ValueError")
        return f"{raised} in {shown} at {number:.12g}"


@lru_cache(maxsize=256)
def expression(text: str, known: tuple[str, ...]) -> Expression:
    """The expression that a text is; a lambda of one argument is one of that."""
    return Expression(text, known, lambdas=1)


@lru_cache(maxsize=256)
def function(text: str) -> FunctionOfOne:
    """The function of one variable that a text is."""
    return FunctionOfOne(text)


def formula_source(text: str) -> Source:
    """A formula's text with its tree. ValueError for what is no expression."""
    try:
        return Source(text, FORMULA)
    except Unreadable as error:
        if error.cause == "length":
            raise ValueError(f"it {error.reason}") from None
        if error.cause != "grammar":
            raise ValueError("it is not a formula: too deeply nested, or no text at all") from None
        missing = re.search(r"[\d.)] *[a-zA-Z(]", text) if error.reason == "invalid syntax" else None
        product = "; a product is written *" if missing else ""
        raise ValueError(f"{text!r} is not a formula: {error.reason}{product}") from None


class _Compiler(Walker):
    """Turns each node into its work, a function of what the names stand for. True is 1, false 0."""

    def __init__(self, source: Source, known: tuple[str, ...]) -> None:
        super().__init__(FORMULA)
        self.source = source
        self.known = known
        self.named = ", ".join([*known, "pi"])

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        part = " ".join(self.source.part(node).split())  # in one line
        raise ValueError(f"{part if len(part) <= 40 else part[:40] + '...'}: {reason}")

    def refuse(self, node: ast.expr) -> NoReturn:
        self.fail(node, f"only arithmetic is read here: numbers, {self.named}, operators, comparisons and functions")

    def called_on(self, function: str, *nodes: ast.expr) -> Work:
        """A numpy function of the values of nodes."""
        parts: list[Work] = [self.walk(node) for node in nodes]
        return lambda values: _apply(function, *(part(values) for part in parts))

    def read_constant(self, node: ast.Constant, _: None) -> Work:
        number = node.value
        if isinstance(number, bool) or not isinstance(number, int | float):
            self.fail(node, "only numbers are read here")
        if abs(number) > LARGEST:
            self.fail(node, TOO_LARGE)
        return always(number)

    def read_name(self, node: ast.Name, _: None) -> Work:
        name = node.id
        if name in self.known:
            return lambda values: values[name]
        if name == "pi":
            return always(CONSTANTS[name])
        self.fail(node, "it is a function: it needs ( )" if name in FUNCTIONS else f"the names are {self.named}")

    def read_attribute(self, node: ast.Attribute, _: None) -> Work:
        return always(CONSTANTS[node.attr]) if of_module(node) and node.attr in CONSTANTS else self.refuse(node)

    def read_unaryop(self, node: ast.UnaryOp, _: None) -> Work:
        return self.called_on(UNARY[type(node.op)], node.operand) if type(node.op) in UNARY else self.refuse(node)

    def read_binop(self, node: ast.BinOp, _: None) -> Work:
        if isinstance(node.op, ast.BitXor):
            self.fail(node, "a power is written **")
        if type(node.op) not in BINARY:
            self.refuse(node)
        return self.called_on(BINARY[type(node.op)], node.left, node.right)

    def read_boolop(self, node: ast.BoolOp, _: None) -> Work:
        if len(node.values) > TERMS:
            self.refuse(node)
        parts: list[Work] = [self.walk(term) for term in node.values]
        if isinstance(node.op, ast.And):
            return lambda values: reduce(lambda one, other: np.where(one, other, one), (part(values) for part in parts))
        return lambda values: reduce(lambda one, other: np.where(one, one, other), (part(values) for part in parts))

    def read_compare(self, node: ast.Compare, _: None) -> Work:
        if not all(type(op) in COMPARED for op in node.ops):
            self.refuse(node)
        parts: list[Work] = [self.walk(term) for term in (node.left, *node.comparators)]
        compared = [COMPARED[type(op)] for op in node.ops]

        def work(values: Mapping[str, Any]) -> Any:
            pairs = pairwise(part(values) for part in parts)
            return reduce(mul, (_apply(name, *pair) for name, pair in zip(compared, pairs, strict=True)))

        return work

    def read_ifexp(self, node: ast.IfExp, _: None) -> Work:
        return self.called_on("where", node.test, node.body, node.orelse)

    def read_call(self, node: ast.Call, _: None) -> Work:
        name = called(node)
        if name is None or name not in FUNCTIONS:
            from difflib import get_close_matches  # only mistakes need it

            close = get_close_matches(name or "", FUNCTIONS, n=1)
            known = f"did you mean {close[0]}?" if close else f"the functions are {', '.join(FUNCTIONS)}"
            self.fail(node.func, f"there is no such function: {known}")
        its, least, most = FUNCTIONS[name]
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            self.fail(node, "arguments are written out, without names")
        if not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            self.fail(node, f"{name} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(node.args)}")
        if name == "round" and len(node.args) == 2:
            return self.rounded(node)
        return self.called_on(its, *node.args)

    def rounded(self, node: ast.Call) -> Work:
        """Rounded to some digits, as numpy does it where it is numpy's function, else as Python does."""
        digits: Work = self.walk(node.args[1])
        number: Work = self.walk(node.args[0])
        if names_in(node.args[1]) & set(self.known):
            self.fail(node.args[1], "how many digits is a plain number")
        as_numpy = isinstance(node.func, ast.Attribute)

        def work(values: Mapping[str, Any]) -> Any:
            to, given = float(digits(values)), number(values)
            if not (to.is_integer() and abs(to) <= DIGITS):
                raise ValueError(f"round takes a whole number of digits, at most {DIGITS}, not {to:.12g}")
            if as_numpy:
                return np.asarray(np.round(given, int(to)), dtype=np.float64)
            each = [round(value, int(to)) for value in np.asarray(given).ravel().tolist()]
            return np.reshape(np.array(each, dtype=np.float64), np.shape(given))

        return work


def always(number: float) -> Work:
    """The work of a number; numpy is not loaded before there is something to work out."""
    return lambda _: np.float64(number)


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
