"""Python's assignments as plain values, read from the syntax tree; nothing is executed.

Numbers, texts, names, arithmetic, dict(), lists and mappings are worked out. What the file alone does not tell (what a
function returns, what is assigned in a branch or a loop) is `Untold`: it matters if it is asked for.
"""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.reading.shell_text import Untold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Path = tuple[Any, ...]

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
CALLS: dict[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "round": round,
    "min": min,
    "max": max,
    "abs": abs,
    "len": len,
    "str": str,
    "bool": bool,
    "tuple": list,
    "list": list,
    "sum": sum,
}
"""Functions that are worked out on what was read."""
BASE = "_base_"
"""The name of what a file of MMEngine builds on."""
READS_BASE = "read_base"
"""What its imports stand under that are such files as well."""
LARGEST = 1e300
MOST_POWER = 64
LONGEST = 100_000
"""Of a text or a list that arithmetic makes."""


class OfBase(NamedTuple):
    """What stands in the file that this one builds on: `_base_.optimizer.lr`."""

    path: Path


class PythonText(NamedTuple):
    """What a Python file assigns: the values of its names, and the line of each key."""

    tree: dict[str, Any]
    lines: dict[Path, int]


def read_python(text: str) -> PythonText | None:
    """What a Python file assigns; None for a text that is no Python, or neither assigns nor calls anything."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    kinds = (ast.Assign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.With)
    if not any(isinstance(each, kinds) or isinstance(getattr(each, "value", None), ast.Call) for each in tree.body):
        return None
    reader = Reader(text)
    try:
        for statement in tree.body:
            reader.statement(statement)
    except RecursionError:
        return None
    return PythonText(reader.names, reader.lines)


class Unknown(Exception):
    """An expression that the file alone does not tell."""


class Values:
    """What expressions are.

    names  what was assigned by then
    lines  the line of each key
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: dict[str, Any] = {}
        self.lines: dict[Path, int] = {}

    def value(self, node: ast.expr, path: Path = ()) -> Any:
        """What an expression is; Untold where the file alone does not tell."""
        try:
            return self.walk(node, path)
        except (Unknown, ArithmeticError, TypeError, ValueError, LookupError, MemoryError):
            return Untold(ast.get_source_segment(self.text, node) or "an expression")

    def walk(self, node: ast.expr, path: Path) -> Any:
        match node:
            case ast.Constant(value=value) if not isinstance(value, bytes | complex):
                return value if value is not Ellipsis else Untold("...")
            case ast.Name(id=name):
                return self.named(name)
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                return [self.item(each, (*path, index)) for index, each in enumerate(elts)]
            case ast.Set(elts=[ast.Set(elts=[inner])]):
                return self.walk(inner, path)  # {{_base_.x}}
            case ast.Dict(keys=keys, values=values):
                return dict(self.entries(keys, values, path))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not() as op, operand=operand):
                value = self.walk(operand, path)
                return (not value) if isinstance(op, ast.Not) else -value if isinstance(op, ast.USub) else +value
            case ast.BinOp(left=left, op=op, right=right):
                return combined(type(op), self.walk(left, path), self.walk(right, path))
            case ast.Call(func=ast.Name(id="dict"), args=args, keywords=words):
                return self.called(args, words, path)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in CALLS:
                return CALLS[name](*(plain(self.walk(each, path)) for each in args))
            case ast.Subscript(value=owner, slice=key):
                return self.walk(owner, path)[self.walk(key, path)]
            case ast.Attribute():
                return self.attribute(node)
            case ast.JoinedStr(values=values):
                return "".join(str(plain(self.walk(each, path))) for each in values)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                return self.walk(inner, path)
        raise Unknown

    def named(self, name: str) -> Any:
        """The value of a name; of one that was imported its name, as classes stand for their names."""
        if name in self.names:
            return self.names[name]
        return name if name[:1].isupper() else Untold(name)

    def item(self, node: ast.expr, path: Path) -> Any:
        if isinstance(node, ast.Starred):
            raise Unknown
        return self.value(node, path)

    def entries(self, keys: list[Any], values: list[ast.expr], path: Path) -> Iterator[tuple[Any, Any]]:
        """The entries of a mapping that is written out, those of ** among them."""
        for key, value in zip(keys, values, strict=True):
            if key is None:
                yield from self.walk(value, path).items()
                continue
            name = self.walk(key, path)
            self.lines[*path, name] = key.lineno
            yield name, self.value(value, (*path, name))

    def called(self, args: list[ast.expr], words: list[ast.keyword], path: Path) -> dict[Any, Any]:
        """The mapping that a call of dict makes."""
        made: dict[Any, Any] = {}
        for each in args:
            made |= dict(self.walk(each, path))
        for word in words:
            if word.arg is None:
                made |= self.walk(word.value, path)
                continue
            self.lines[*path, word.arg] = word.lineno
            made[word.arg] = self.value(word.value, (*path, word.arg))
        return made

    def attribute(self, node: ast.Attribute) -> Any:
        """`_base_.a.b`, or a path to a class, which stands for its name."""
        parts: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            parts.insert(0, inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name) and inner.id == BASE:
            return OfBase(tuple(parts))
        if isinstance(inner, ast.Name) and isinstance(self.names.get(inner.id), dict):
            value: Any = self.names[inner.id]
            for part in parts:
                value = value[part]
            return value
        if parts[-1][:1].isupper():
            return parts[-1]
        raise Unknown


class Reader(Values):
    """Works out the statements of a file in their order."""

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self.assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.assign(target, value)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                made = ast.BinOp(ast.Name(name, ast.Load()), op, value)
                self.assign(ast.Name(name), ast.copy_location(made, node))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="update"), args=args, keywords=words)):
                self.update(owner, ast.Call(ast.Name("dict", ast.Load()), args, words), node.lineno)
            case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Name(id=name)))], body=body):
                for each in body if name == READS_BASE else ():
                    self.base(each)
            case ast.If() | ast.For() | ast.While() | ast.Try() | ast.With():
                self.doubted(node)

    def doubted(self, node: ast.stmt) -> None:
        """What is assigned somewhere inside of a statement that may be passed over is not told."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.names[inner.id] = Untold(inner.id)
                self.lines[inner.id,] = inner.lineno

    def base(self, node: ast.stmt) -> None:
        """A file that this one builds on, which is imported: `from .._base_.schedule import *`."""
        if isinstance(node, ast.ImportFrom) and node.module:
            up = "../" * max(node.level - 1, 0)
            path = f"{up or './'}{node.module.replace('.', '/')}.py"
            self.names[BASE] = [*self.names.get(BASE, []), path]

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """One assignment: to a name, or to what stands in a mapping."""
        path = self.place(target)
        if path is None:
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
                for one, each in zip(target.elts, value.elts, strict=True):
                    self.assign(one, each)
            return
        found = self.value(value, path)
        self.lines[path] = target.lineno if hasattr(target, "lineno") else value.lineno
        inside: Any = self.names
        for key in path[:-1]:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if isinstance(inside, dict):
            inside[path[-1]] = found

    def place(self, node: ast.expr) -> Path | None:
        """The keys that lead to what is assigned to: x, x["a"], x.a; None for any other."""
        match node:
            case ast.Name(id=name):
                return (name,)
            case (
                ast.Subscript(value=owner, slice=ast.Constant(value=str() as key))
                | ast.Attribute(value=owner, attr=key)
            ):
                around = self.place(owner)
                return None if around is None else (*around, key)
        return None

    def update(self, owner: ast.expr, more: ast.expr, line: int) -> None:
        """Lay a mapping over one that is there."""
        path = self.place(owner)
        if path is None:
            return
        found = self.value(ast.copy_location(more, owner), path)
        inside: Any = self.names
        for key in path:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if isinstance(inside, dict) and isinstance(found, dict):
            inside.update(found)
            self.lines.update({(*path, key): line for key in found})


def plain(value: Any) -> Any:
    """A value that can be computed with."""
    if isinstance(value, Untold | OfBase):
        raise Unknown
    return value


def combined(op: type[ast.operator], left: Any, right: Any) -> Any:
    """Two values with an operator between them, bounded."""
    left, right = plain(left), plain(right)
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    sized = not numbers and op in (ast.Add, ast.Mult)
    if op not in ARITHMETIC or not (numbers or sized) or (op is ast.Pow and abs(right) > MOST_POWER):
        raise Unknown
    if sized and op is ast.Mult and max(x if isinstance(x, int) else len(x) for x in (left, right)) > 1000:
        raise Unknown
    made = ARITHMETIC[op](left, right)
    if (numbers and abs(made) > LARGEST) or (sized and len(made) > LONGEST):
        raise Unknown
    return made
