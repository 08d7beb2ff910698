"""A family's formula as stand-alone Python: numpy and nothing else. Printed from the formula's own source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import FunctionType
from typing import TYPE_CHECKING

from lrcli.schedules import shapes

if TYPE_CHECKING:
    from lrcli.schedules.schedule import Placed


def standalone(placed: Placed) -> str:
    """The source of `learning_rate(t)` for a schedule on a run; t is an array of ticks.

    ValueError for a schedule whose formula is more than its own fields: one made of other schedules, or from outside.
    """
    schedule = placed.exact
    if schedule.outside:
        raise ValueError(f"{schedule!r} comes from outside: its formula is not all there is to it")
    if schedule.combines:
        raise ValueError(f"{schedule!r} is made of other schedules: print those")
    function = _function(type(schedule).formula)
    named = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and _is_field(node)}
    used = [name for name in schedule.fields if name in named]
    function = _Plain().visit(function)
    function.name = "learning_rate"
    function.args.args = function.args.args[1:]
    function.body[:0] = [_assignment(name, getattr(schedule, name)) for name in used]
    parts = ["import numpy as np", *(_text(helper) for helper in _helpers(function)), _text(function)]
    return "\n\n\n".join(parts) + "\n"


def _function(function: object) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))  # type: ignore[arg-type]  # a function, seen as a method
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"{function} is not a plain function")
    return definition


def _is_field(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


class _Plain(ast.NodeTransformer):
    """`self.final` becomes `final`; annotations go."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:  # ast's name
        self.generic_visit(node)
        return ast.copy_location(ast.Name(node.attr, node.ctx), node) if _is_field(node) else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:  # ast's name
        self.generic_visit(node)
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign | None:  # ast's name
        self.generic_visit(node)
        return ast.copy_location(ast.Assign([node.target], node.value), node) if node.value else None


def _assignment(name: str, value: object) -> ast.stmt:
    plain = tuple(map(_plain, value)) if isinstance(value, tuple) else _plain(value)
    return ast.parse(f"{name} = {plain!r}").body[0]


def _plain(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e16 else float(value)
    return value


def _helpers(function: ast.FunctionDef) -> list[ast.FunctionDef]:
    """The shared curves that a function calls, and those that they call, in the order of their module."""
    known = {name: value for name, value in vars(shapes).items() if isinstance(value, FunctionType)}
    wanted: set[str] = set()
    waiting = [function]
    while waiting:
        names = {node.id for node in ast.walk(waiting.pop()) if isinstance(node, ast.Name)} & set(known)
        waiting += [_function(known[name]) for name in names - wanted]
        wanted |= names
    return [_Plain().visit(_function(known[name])) for name in known if name in wanted]


def _text(node: ast.FunctionDef) -> str:
    return ast.unparse(ast.fix_missing_locations(node))
