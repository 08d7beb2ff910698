"""`my.py:scheduler`: a word that is a function in the user's own file.

Such a word runs the file, so its syntax tree is looked at first: a file that does more than define things, as a
training script does, is not run by a word. Written as a call, python("my.py:scheduler"), the function is asked for
by name, and the file is run.
"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find
from lrcli.language.errors import NotationError
from lrcli.language.rates import FACTORS
from lrcli.schedules.errors import FieldError

if TYPE_CHECKING:
    from lrcli.language.given import Given
    from lrcli.schedules.schedule import Schedule

WORD = re.compile(r"(?P<path>.+?)(?P<dot>\.py)?(?::(?P<name>\w+))?")
OF_SPECS = re.compile(r"""["'({\[*]|>>""")
LONGEST = 10**7
"""Characters of a file that are read."""
LISTED = 20
FAMILY = "python"
PLAIN = (
    *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef),
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Pass),
)
"""Statements that import, define or assign, and no more. What an assignment calls belongs to it."""
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_function(text: str, given: Given) -> Schedule | None:
    """The schedule of a word that is a function in a file; None for any other text.

    OSError for a file that can't be read. NotationError where it has no such function, or does more than define.
    """
    word = text.strip()
    match = WORD.fullmatch(word)
    kind = find(FAMILY)
    if match is None or kind is None or not (match["dot"] or match["name"]):
        return None
    path = match["path"] + (match["dot"] or "")
    if not os.path.exists(path) and (not match["dot"] or OF_SPECS.search(path)):
        return None
    tree = tree_of(path)
    names = functions_of(tree)
    named = f"{', '.join(names[:LISTED])}{' ...' if names[LISTED:] else ''}" or "none"
    if match["name"] is None:
        raise NotationError(f"{path} is a file: name a function in it, as in {path}:{names[0] if names else 'decay'}")
    if match["name"] not in bound_in(tree):
        raise NotationError(f"{path} has no function {match['name']}; it has {named}")
    if (line := first_that_runs(tree)) is not None:
        does = f'{FAMILY}("{word}") does'
        raise NotationError(f"{path} line {line} does more than define things: it would run {path}; {does}")
    needed = parameters_needed(tree, match["name"])
    two = None if needed is None else len(needed) > 1
    filled: dict[str, Any] = {}
    if given.rate is not None:
        if two is False:
            given.rate.without[word], given.rate.factors = None, FACTORS.format(word)
        else:
            filled = given.rate.fill(kind, {"function"})
    try:
        if needed and (len(needed) > 2 or (two and not filled)):
            raise NotationError(lacking(word, match["name"], needed))
        return kind(function=word, **filled)
    except FieldError as error:
        raise NotationError(str(error)) from None


def tree_of(path: str) -> ast.Module:
    """The syntax tree of a file; nothing of it is run."""
    try:
        with open(path, "rb") as file:
            source = file.read(LONGEST + 1)
    except OSError as error:
        raise OSError(error.errno, f"cannot read {path}: {error.strerror}") from None
    if len(source) > LONGEST:
        raise NotationError(f"{path} is longer than {LONGEST:.0e} characters")
    try:
        return ast.parse(source, path)
    except SyntaxError as error:
        raise NotationError(f"{path} line {error.lineno}: SyntaxError: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise NotationError(f"{path} is no Python that can be read") from None


def functions_of(tree: ast.Module) -> list[str]:
    """The names of the functions that a file defines."""
    return [
        name
        for statement in tree.body
        for name in names_bound(statement)
        if isinstance(statement, ast.FunctionDef) or isinstance(getattr(statement, "value", None), ast.Lambda)
    ]


def bound_in(tree: ast.Module) -> set[str]:
    """All names that a file's own statements bind, one inside another included, as after try and if."""
    return {name for statement in statements(tree.body) for name in names_bound(statement)}


def statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements, and those inside of try and if."""
    found: list[ast.stmt] = []
    for statement in body:
        found += [statement, *statements(inside(statement))]
    return found


def inside(statement: ast.stmt) -> list[ast.stmt]:
    """What stands inside of a try or an if."""
    if isinstance(statement, ast.If):
        return [*statement.body, *statement.orelse]
    if isinstance(statement, ast.Try):
        handled = [each for handler in statement.handlers for each in handler.body]
        return [*statement.body, *handled, *statement.orelse, *statement.finalbody]
    return []


def names_bound(statement: ast.stmt) -> list[str]:
    """The names that a statement binds."""
    if isinstance(statement, DEFINITIONS):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(each.asname or each.name).partition(".")[0] for each in statement.names]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [each.id for target in targets if target for each in ast.walk(target) if isinstance(each, ast.Name)]


def lacking(word: str, name: str, needed: list[str]) -> str:
    """What a function needs to be called that has more than one parameter without a default."""
    its = f"{name}({', '.join(needed)})"
    if len(needed) == 2 and re.search(r"lr|rate|learn", needed[1], re.I):
        return f"{its} needs --lr, the running rate at first, as in: {word} --lr 0.1"
    return f"{its} is called with the epoch, or with the epoch and the running rate: for more, write one that calls it"


def parameters_needed(tree: ast.Module, name: str) -> list[str] | None:
    """The parameters by place that a function has no default for; None where the tree does not tell."""
    known: ast.arguments | None = None
    for statement in statements(tree.body):
        if name in names_bound(statement):
            value = getattr(statement, "value", None)
            plain = isinstance(statement, ast.FunctionDef) and not statement.decorator_list
            known = statement.args if plain else value.args if isinstance(value, ast.Lambda) else None  # type: ignore[attr-defined]
    if known is None:
        return None
    by_place = [argument.arg for argument in (*known.posonlyargs, *known.args)]
    return by_place[: len(by_place) - len(known.defaults)]


def first_that_runs(tree: ast.Module) -> int | None:
    """The line of the first statement that does more than import, define or assign; None where there is none."""
    return next((each.lineno for each in tree.body if not is_plain(each)), None)


def is_plain(statement: ast.stmt) -> bool:
    """Whether a statement imports, defines or assigns, and no more."""
    if isinstance(statement, PLAIN):
        return True
    if isinstance(statement, ast.ClassDef):
        return all(map(is_plain, statement.body))
    if isinstance(statement, ast.If | ast.Try):
        return (isinstance(statement, ast.If) and is_guard(statement.test)) or all(map(is_plain, inside(statement)))
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_guard(test: ast.expr) -> bool:
    """Whether a condition is `__name__ == "__main__"`."""
    return isinstance(test, ast.Compare) and "__name__" in {getattr(each, "id", "") for each in ast.walk(test)}
