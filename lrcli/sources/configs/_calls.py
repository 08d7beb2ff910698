"""The configuration that a Python program makes by a call: `TrainingArguments(learning_rate=2e-5)`.

Nothing is executed. Its keys are the arguments of the call, with what the program assigned before in place of names,
and what it assigns to the attributes of what the call made. What the program does not tell is `Untold`: it matters if
it is asked for.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.language.programs import last_name, made_by, place_of, program_tree
from lrcli.reading.documents import JSON, is_number, leaves
from lrcli.reading.python_text import Unknown, Values
from lrcli.reading.shell_text import Untold
from lrcli.sources.configs._notes import ConfigError

if TYPE_CHECKING:
    from lrcli.language.programs import Made
    from lrcli.reading.documents import Document

Path = tuple[Any, ...]

TRAINER = "Trainer"
"""How the names end of what is handed a configuration."""
ARGS, OPTIMIZERS = "args", "optimizers"
"""The arguments of such a trainer: its configuration, and what it uses in place of what that says."""
OWN = ("create_scheduler", "create_optimizer_and_scheduler")
"""Methods by which a trainer of one's own makes another scheduler."""
SETS = "set_"
"""How the names of methods begin that change a configuration."""
ENUMERATION = "SchedulerType"
OF_ENUMERATION = {"REDUCE_ON_PLATEAU": "reduce_lr_on_plateau"}
"""Members whose value is not their name in small letters."""


class Found(NamedTuple):
    """A call of a program that makes a configuration.

    name    what is called
    node    the call
    target  the name that it is assigned to
    tree    the whole program
    made    what the program makes
    """

    name: str
    node: ast.Call
    target: str
    tree: ast.Module
    made: tuple[Made, ...]


class Called(dict[str, Any]):
    """The arguments of a call by their names, with the line of each. `name` is that of what is called."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.lines: dict[Path, int] = {}

    @property
    def texts(self) -> frozenset[Path]:
        """The keys whose number is a text."""
        return frozenset(path for path, value in leaves(dict(self)) if isinstance(value, str) and is_number(value))


class Literals(Values):
    """What expressions are where no name has a value any more."""

    def named(self, name: str) -> Any:
        raise Unknown

    def attribute(self, node: ast.Attribute) -> Any:
        if ast.unparse(node.value).rpartition(".")[2] == ENUMERATION:
            return OF_ENUMERATION.get(node.attr, node.attr.lower())
        raise Unknown

    def value(self, node: ast.expr, path: Path = ()) -> Any:
        found = super().value(node, path)
        return Untold(ast.unparse(node)) if isinstance(found, Untold) else found


def call_in(document: Document, names: frozenset[str]) -> Found | None:
    """The call of one of some names in a program; None where there is none. ConfigError where it is not sure which.

    Of several it is the one that a trainer is handed.
    """
    if document.kind == JSON:
        return None
    return found_in(document.name, document.text, names)


@lru_cache(maxsize=32)
def found_in(name: str, text: str, names: frozenset[str]) -> Found | None:
    if not re.search(rf"\b(?:{'|'.join(sorted(names))})\s*\(", text) or (tree := program_tree(text)) is None:
        return None
    made = tuple(made_by(tree))
    calls: dict[tuple[int, int], Found] = {}
    handed: set[tuple[int, int]] = set()
    for each in made:
        for node in ast.walk(each.node):
            called = last_name(node)
            if isinstance(node, ast.Call) and called in names:
                target = each.target if node is each.node else ""
                calls.setdefault(place_of(node), Found(called, node, target, tree, made))
            elif isinstance(node, ast.Call) and called.endswith(TRAINER):
                handed |= {place_of(word.value) for word in node.keywords if word.arg == ARGS}
                handed |= {place_of(arg) for arg in node.args}
    chosen = [call for place, call in calls.items() if place in handed] or list(calls.values())
    written = {ast.unparse(call.node): call for call in chosen}
    if len(written) > 1:
        first, *_, last = chosen
        raise ConfigError(
            f"{name} makes {first.name} in line {first.node.lineno} and {last.name} in line {last.node.lineno}: "
            "give the one that is meant"
        )
    return chosen[0] if chosen else None


def arguments_of(document: Document, call: Found, by_place: tuple[str, ...]) -> Called:
    """The arguments of a call. ConfigError for what may be something else than it seems."""
    refuse_replaced(document, call)
    read = Literals(document.text)
    tree = Called(call.name)
    for index, arg in enumerate(call.node.args):
        if isinstance(arg, ast.Starred) or index >= len(by_place):
            listed = f"{' and '.join(by_place)} alone may" if by_place else "none may"
            raise ConfigError(f"{at(document, arg)}: name the arguments of {call.name}: {listed} stand without a name")
        tree[by_place[index]] = read.value(arg, (by_place[index],))
        read.lines[by_place[index],] = arg.lineno
    for word in call.node.keywords:
        if word.arg is None:
            more = read.value(word.value)
            if not isinstance(more, dict):
                raise ConfigError(
                    f"{at(document, word.value)}: **{ast.unparse(word.value):.40} is not told: write its arguments out"
                )
            tree.update({str(key): value for key, value in more.items()})
            continue
        tree[word.arg] = read.value(word.value, (word.arg,))
        read.lines[word.arg,] = word.lineno
    lay_over(document, call, tree, read)
    tree.lines = read.lines
    return tree


def lay_over(document: Document, call: Found, tree: Called, read: Literals) -> None:
    """Lay over the arguments what is assigned to attributes after the call: `args.learning_rate = 1e-5`."""
    if not call.target:
        return
    around = next(each.place for each in call.made if each.node is call.node)
    for each in call.made[next(index for index, made in enumerate(call.made) if made.node is call.node) + 1 :]:
        owner, _, key = each.target.rpartition(".")
        if owner == call.target and key:
            tree[key] = read.value(each.node, (key,)) if each.place == around else Untold(ast.unparse(each.node))
            read.lines[key,] = each.line
        method = each.node.func if isinstance(each.node, ast.Call) else None
        if not isinstance(method, ast.Attribute) or place_of(method.value) != place_of(call.node):
            continue
        if method.attr.startswith(SETS):
            reason = f"{method.attr}() changes {call.name}, and is not read: write its arguments into the call"
            raise ConfigError(f"{at(document, each.node)}: {reason}")


def refuse_replaced(document: Document, call: Found) -> None:
    """ConfigError where the program has a class of the name itself, or a scheduler in place of that of the call."""
    for node in ast.walk(call.tree):
        if isinstance(node, ast.ClassDef) and node.name == call.name:
            reason = f"{call.name} is a class of its own here, whose defaults may be others"
            raise ConfigError(f"{at(document, node)}: {reason}: paste the call alone, with all that matters")
        if isinstance(node, ast.FunctionDef) and node.name in OWN:
            reason = f"{node.name} makes a scheduler of its own, in place of that of {call.name}"
            raise ConfigError(f"{at(document, node)}: {reason}: paste the call alone if it is not used")
        if isinstance(node, ast.Call) and last_name(node).endswith(TRAINER):
            for word in node.keywords:
                if word.arg == OPTIMIZERS and ast.unparse(word.value) != "(None, None)":
                    reason = f"{OPTIMIZERS}= goes before the LR of {call.name}"
                    raise ConfigError(f"{at(document, word.value)}: {reason}: paste the line that makes the scheduler")


def at(document: Document, node: ast.expr | ast.stmt) -> str:
    """Where a node stands."""
    return f"{document.name} line {node.lineno}"
