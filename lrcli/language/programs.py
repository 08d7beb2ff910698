"""What a program makes: its expressions in order, with what was assigned by then in place of names.

Nothing is executed. A name has its value only where that is sure: what is assigned in a branch or a loop, by a function
that is handed it, or more than once where a function sees it, stays a name, and is asked for.
"""

from __future__ import annotations

import ast
import textwrap
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.language.own import is_guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = tuple[tuple[int, int], ...]

LARGEST = 2_000
"""Nodes of an expression that is put in place of a name."""
MOST = 1_000_000
"""Nodes that are put in place of names in all."""
FUNCTION = -1
"""The arm of a place in a function."""
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
SIMPLE = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr
BINDS = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
MUTABLE = ast.Dict | ast.List | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
MAKES = ("dict", "list", "set")
"""Functions that make what can be changed in place."""
CHANGES = ("add_param_group", "load_state_dict")
"""Methods that change what they are called on."""


class Made(NamedTuple):
    """An expression of a program.

    node    the expression
    target  what it is assigned to, as text; empty where that is nothing
    line    of its statement
    place   the functions and the branches that it stands in: the line of each, and which of its arms it is
    """

    node: ast.expr
    target: str
    line: int
    place: Place


def program_tree(text: str) -> ast.Module | None:
    """The syntax tree of a program, which may be indented as a whole; None for a text that is none."""
    try:
        return ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def made_by(tree: ast.Module) -> list[Made]:
    """The expressions of a program, those of functions after those of what is around them."""
    walk = Walk()
    try:
        walk.block(tree.body, {}, ())
    except RecursionError:
        return []
    return walk.made


def apart(one: Place, other: Place) -> bool:
    """Whether two places are of different functions, or of different arms of a branch, so that not both are run."""
    if [each for each in one if each[1] == FUNCTION] != [each for each in other if each[1] == FUNCTION]:
        return True
    mine, its = next(((mine, its) for mine, its in zip(one, other, strict=False) if mine != its), ((0, 0), (0, 0)))
    return mine != its


class Walk:
    """Walks through the statements of a program. `made` are its expressions, `left` the nodes that may be copied."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.left = MOST

    def block(self, body: list[ast.stmt], names: dict[str, ast.expr], place: Place) -> None:
        """Statements in their order, and then the functions among them, which see what was assigned once."""
        functions: list[FUNCTIONS] = []
        self.statements(body, names, place, functions)
        count = Counter(stored(body))
        count.update(name for function in functions for name in stored_outside(function))
        sure = {name: value for name, value in names.items() if count[name.partition(".")[0]] < 2}
        for function in functions:
            own = {*stored(function.body), *(argument.arg for argument in arguments(function))}
            seen = {name: value for name, value in sure.items() if name.partition(".")[0] not in own}
            self.block(function.body, seen, (*place, (function.lineno, FUNCTION)))

    def statements(
        self, body: list[ast.stmt], names: dict[str, ast.expr], place: Place, functions: list[FUNCTIONS]
    ) -> None:
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    forget(names, [statement.name])
                    functions.append(statement)
                case ast.ClassDef(body=inside):
                    forget(names, [statement.name])
                    self.statements(inside, dict(names), place, functions)
                case ast.If(test=test, body=inside) if is_guard(test):
                    self.statements(inside, names, place, functions)
                case ast.With(body=inside) | ast.AsyncWith(body=inside):
                    forget(names, stored(statement.items))
                    self.statements(inside, names, place, functions)
                case ast.For() | ast.AsyncFor() | ast.While():
                    forget(names, stored([statement]))
                    self.statements([*statement.body, *statement.orelse], dict(names), place, functions)
                case ast.If() | ast.Try() | ast.Match():
                    for number, arm in enumerate(arms(statement)):
                        own = (*place, (statement.lineno, number))
                        self.statements(arm, dict(names), own, functions)
                    forget(names, stored([statement]))
                case _:
                    self.simple(statement, names, place)

    def simple(self, statement: ast.stmt, names: dict[str, ast.expr], place: Place) -> None:
        """A statement without others inside: what it makes, and what it assigns."""
        value = getattr(statement, "value", None)
        if value is None or not isinstance(statement, SIMPLE):
            forget(names, stored([statement]))
            return
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        mutated = changed(value, names) if isinstance(statement, ast.Expr) else []
        made = Assigned(names, self).visit(value)
        if isinstance(statement, ast.AugAssign):
            around = names.get(ast.unparse(statement.target))
            made = around and ast.copy_location(ast.BinOp(deepcopy(around), statement.op, made), statement)
        forget(names, mutated)
        if made is None:
            forget(names, stored([statement]))
            return
        target = ast.unparse(targets[0]) if len(targets) == 1 and targets[0] else ""
        self.made.append(Made(made, target, statement.lineno, place))
        forget(names, stored([statement]))
        for each in targets:
            if each is not None:
                self.assign(each, made, names)

    def assign(self, target: ast.expr, value: ast.expr, names: dict[str, ast.expr]) -> None:
        """What is assigned to a name, or to an attribute of one; all that is known of anything else is forgotten."""
        if isinstance(target, ast.Name | ast.Attribute):
            word = ast.unparse(target)
            forget(names, [word])
            if size(value) <= LARGEST:
                names[word] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            if len(values) == len(target.elts) and not any(isinstance(each, ast.Starred) for each in values):
                for one, its in zip(target.elts, values, strict=True):
                    self.assign(one, its, names)
        elif isinstance(target, ast.Subscript):
            forget(names, [root(target)])


class Assigned(ast.NodeTransformer):
    """Puts the values that were assigned in place of names, but for those that a lambda or a comprehension binds."""

    def __init__(self, values: dict[str, ast.expr], walk: Walk) -> None:
        self.values, self.walk = values, walk

    def put(self, word: str, node: ast.expr) -> ast.expr | None:
        value = self.values.get(word)
        if value is None or not isinstance(getattr(node, "ctx", None), ast.Load):
            return None
        self.walk.left -= size(value)
        return deepcopy(value) if self.walk.left > 0 else None

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.put(node.id, node) or node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self.put(ast.unparse(node), node) or self.generic_visit(node)

    def without(self, bound: Iterable[str]) -> Assigned:
        values = dict(self.values)
        forget(values, bound)
        return Assigned(values, self.walk)

    def visit(self, node: ast.AST) -> Any:
        """A node with values in it; what a lambda or a comprehension binds is its own."""
        if isinstance(node, BINDS) and (bound := bound_by(node)):
            return self.without(bound).generic_visit(node)
        return super().visit(node)


def bound_by(node: ast.AST) -> list[str]:
    """The names that a lambda or a comprehension binds."""
    targets = stored(each.target for each in getattr(node, "generators", ()))
    return [*targets, *(each.arg for each in ast.walk(node) if isinstance(each, ast.arg))]


def last_name(node: ast.AST) -> str:
    """The last part of the name of what is called; empty for what is no call, or is called without a name."""
    function = getattr(node, "func", None)
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def place_of(node: ast.expr) -> tuple[int, int]:
    """Where a node stands."""
    return node.lineno, node.col_offset


def size(node: ast.AST) -> int:
    """The nodes of a tree."""
    return sum(1 for _ in ast.walk(node))


def arms(statement: ast.If | ast.Try | ast.Match) -> list[list[ast.stmt]]:
    """The statements of which one arm is run, or not."""
    if isinstance(statement, ast.Match):
        return [case.body for case in statement.cases]
    if isinstance(statement, ast.If):
        return [statement.body, statement.orelse]
    handled = [handler.body for handler in statement.handlers]
    return [[*statement.body, *statement.orelse, *statement.finalbody], *handled]


def arguments(function: FUNCTIONS) -> Iterator[ast.arg]:
    """The arguments of a function."""
    return (node for node in ast.walk(function.args) if isinstance(node, ast.arg))


def stored(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that statements bind or change, each as often as that; not those inside of functions and classes."""
    found: list[str] = []
    open_ = list(nodes)
    while open_:
        node = open_.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.append(name)
                continue
            case ast.Lambda():
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.append(name)
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                found.append(root(node))
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found += [(each.asname or each.name).partition(".")[0] for each in names]
            case ast.ExceptHandler(name=str() as name):
                found.append(name)
        open_ += ast.iter_child_nodes(node)
    return found


def stored_outside(function: FUNCTIONS) -> list[str]:
    """The names of what is around a function that it binds."""
    named = {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    return [name for name in named for _ in range(2)]


def root(node: ast.expr) -> str:
    """The name at the beginning of `a.b["c"]`; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def forget(names: dict[str, ast.expr], words: Iterable[str]) -> None:
    """Drop the values of some names, and of their attributes."""
    for word in words:
        for name in [name for name in names if name == word or name.startswith(f"{word}.")]:
            del names[name]


def changed(value: ast.expr, names: dict[str, ast.expr]) -> list[str]:
    """The names whose value a call changes in place: a list, a mapping, the groups of an optimizer."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return []
    owner = ast.unparse(value.func.value)
    known = names.get(owner)
    made = isinstance(known, ast.Call) and isinstance(known.func, ast.Name) and known.func.id in MAKES
    return [owner] if made or isinstance(known, MUTABLE) or value.func.attr in CHANGES else []
