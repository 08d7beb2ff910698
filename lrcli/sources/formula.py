"""A rate as a formula that was typed: read with a whitelist, worked out by numpy, never executed."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

from lrcli._lazy import np
from lrcli.schedules.base import Schedule
from lrcli.schedules.fields import REQUIRED, Field, Text
from lrcli.sources.ticks import refuse_wrong_rates

if TYPE_CHECKING:
    from fractions import Fraction

    from lrcli.schedules.base import Array
    from lrcli.schedules.fields import Scope

LONGEST = 2000
DEEPEST = 100
MANY = 9  # arguments of min and max, terms of a comparison or of and: each is an array

NAMES = ("t", "T", "step", "epoch", "pi")
FUNCTIONS = {  # what it is called, numpy's name, fewest and most arguments
    **{
        name: (name, 1, 1)
        for name in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "square")
    },
    **{name: (name, 1, 1) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan")},
    **{name: (name, 1, 1) for name in ("floor", "ceil", "trunc", "round", "sign", "abs")},
    "mod": ("mod", 2, 2),
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
JOINED = {ast.And: "logical_and", ast.Or: "logical_or"}


class Expression(Text):
    """Arithmetic in the names and functions above."""

    def __init__(self) -> None:
        super().__init__("EXPRESSION")

    def check(self, value: Any) -> str:
        text = super().check(value).strip()
        read(text)
        return text


class Formula(Schedule, outside=True, dated=True):
    """Whatever a formula gives.

        lr(t) = expression in t, T, step, epoch, pi

    t is the time since the start in the run's unit (epochs, or steps in a run of steps), with decimals where rows are
    finer, and T the length of the run or piece in that unit. `step` and `epoch` are whole numbers, known where the run
    tells them. Allowed are + - * / // % **, comparisons, and, or, not, a if c else b, and these functions, as numpy has
    them: exp exp2 expm1 log log2 log10 log1p sqrt cbrt square sin cos tan sinh cosh tanh arctan floor ceil trunc round
    sign abs mod hypot where clip min max minimum maximum. A rate that is negative or not finite is an error.

    Source: Charles R. Harris et al., "Array programming with NumPy", 2020.
    """

    expression: str = Field(Expression(), REQUIRED, 'formula, such as "0.1 * 0.95 ** t"')  # type: ignore[assignment]  # a Field declares
    clock: Clock

    def settle(self, scope: Scope) -> Self:
        settled = super().settle(scope)
        used = {node.id for node in ast.walk(read(self.expression)) if isinstance(node, ast.Name)}
        if "T" in used and scope.slot is None:
            raise self.refuse("expression", "expression: T is the length of the run, which has no end")
        ticks = {}
        for name, unit in (("t", ""), ("step", "st"), ("epoch", "ep")):
            try:
                ticks[name] = scope.run.per(unit)
            except ValueError as error:
                if name in used:
                    raise self.refuse("expression", f"expression: {name} {error}") from None
        settled.__dict__["clock"] = Clock(ticks, scope.slot, scope.run.moves)
        return settled

    def formula(self, t: Array) -> Array:
        with np.errstate(all="ignore"):
            lr = np.array(np.broadcast_to(evaluate(read(self.expression), self.clock.names(t)), t.shape)) + 0.0
        refuse_wrong_rates(lr, t, lambda tick: f"formula: {self.expression} at {self.clock.moves} {tick}")
        return lr


class Clock(NamedTuple):
    """The time of a formula: ticks in one unit of each name, the slot in ticks, and what a tick is."""

    ticks: dict[str, Fraction]
    slot: int | None
    moves: str

    def names(self, t: Array) -> dict[str, Any]:
        """What the names stand for at ticks `t`."""
        since: dict[str, Any] = {name: t * ticks.denominator / ticks.numerator for name, ticks in self.ticks.items()}
        counted: dict[str, Any] = {name: np.floor(since[name]) for name in ("step", "epoch") if name in since}
        length = {} if self.slot is None else {"T": np.float64(self.slot / self.ticks["t"])}
        return {"t": since["t"], "pi": np.float64(np.pi), **length, **counted}


@lru_cache(maxsize=64)
def read(text: str) -> ast.expr:
    """The tree of an expression that holds nothing but arithmetic. ValueError for any other."""
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text)} characters; at most {LONGEST} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not a formula: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError):
        raise ValueError("it is not a formula: too deeply nested, or no text at all") from None
    _Whitelist(text).allow(tree, DEEPEST)
    return tree


class _Whitelist:
    """Passes over a tree and refuses everything that is not known."""

    def __init__(self, text: str) -> None:
        self.text = text

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
                if name not in NAMES:
                    kind = (
                        "it is a function: it needs ( )" if name in FUNCTIONS else f"the names are {', '.join(NAMES)}"
                    )
                    self.fail(node, kind)
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
            case ast.Attribute(attr=name) if name in FUNCTIONS or name in NAMES:
                self.fail(node, f"write {name}")
            case _:
                self.fail(node, "only arithmetic is read here: numbers, t, T, operators, comparisons and functions")
        for each in inner:
            self.allow(each, depth - 1)

    def number(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(node, "only numbers are read here")
        if abs(value) > 1e300:
            self.fail(node, "numbers go up to 1e+300")

    def call(self, node: ast.Call) -> list[ast.expr]:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            known = f"write {name}(...)" if name in FUNCTIONS else f"the functions are {', '.join(FUNCTIONS)}"
            self.fail(node.func, known)
        _, least, most = FUNCTIONS[node.func.id]
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            self.fail(node, "arguments are written out, without names")
        if not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            self.fail(
                node, f"{node.func.id} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(node.args)}"
            )
        return node.args


def evaluate(node: ast.AST, names: dict[str, Any]) -> Any:
    """The value of a tree that was read, as float64: an array where it depends on time. True is 1, false 0."""
    match node:
        case ast.Constant(value=value):
            return np.float64(value)  # type: ignore[arg-type]  # the whitelist lets numbers through alone
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=op, operand=operand):
            return _apply(UNARY[type(op)], evaluate(operand, names))
        case ast.BinOp(left=left, op=op, right=right):
            return _apply(BINARY[type(op)], evaluate(left, names), evaluate(right, names))
        case ast.BoolOp(op=op, values=values):
            return _apply(JOINED[type(op)], *(evaluate(value, names) for value in values))
        case ast.Compare(left=left, ops=ops, comparators=others):
            terms = [evaluate(term, names) for term in (left, *others)]
            told = [_apply(COMPARED[type(op)], *terms[number : number + 2]) for number, op in enumerate(ops)]
            return reduce(lambda one, other: one * other, told)
        case ast.IfExp(test=test, body=body, orelse=other):
            return _apply("where", *(evaluate(part, names) for part in (test, body, other)))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _apply(FUNCTIONS[name][0], *(evaluate(arg, names) for arg in args))
    raise TypeError(f"{node} was not read by the whitelist")


def _apply(function: str, *values: Any) -> Any:
    """A numpy function of float64 values; one of two values is applied to more from left to right."""
    known = getattr(np, function)
    if function == "where":
        return np.where(values[0] != 0, *values[1:])
    if function in ("minimum", "maximum", *JOINED.values()):
        return np.asarray(reduce(known, values), dtype=np.float64)
    return np.asarray(known(*values), dtype=np.float64)
