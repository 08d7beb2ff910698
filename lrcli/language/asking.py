"""What stands in a text for a value that only the program knows from which it was pasted: `len(loader) * epochs`.

Where an argument is a value, a name is no schedule's. What can be worked out is worked out; the rest is looked up in
what was given, and asked for, all of it at once.
"""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Any

from lrcli.language.errors import UnknownValues
from lrcli.language.syntax import DIGITS, LARGEST, TOO_LARGE, Source, Walker
from lrcli.schedules.kinds import Body, Choice, Switch, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.language.given import Given
    from lrcli.language.syntax import Limits
    from lrcli.schedules.declare import Field


class Unknown:
    """A value that nobody knows yet, and whatever is worked out from it."""


UNKNOWN = Unknown()

LONGEST = 10_000
"""How many numbers a range may have."""


def rounded(number: float, digits: int = 0) -> float:
    """A number rounded as Python does it; what takes all memory is a ValueError."""
    if not -DIGITS <= digits <= DIGITS:
        raise ValueError(f"{digits} digits are too many")
    return round(number, digits) if digits else round(number)


def numbers(*bounds: int) -> list[int]:
    """The numbers of a range."""
    found = range(*bounds)
    if found[LONGEST:]:
        raise ValueError(f"a range of at most {LONGEST} numbers is read")
    return list(found)


WORKED_OUT: dict[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "round": rounded,
    "abs": abs,
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "list": list,
    "tuple": list,
    "sorted": sorted,
    "range": numbers,
    "dict": dict,
}
"""The functions of numbers and lists that are worked out."""


def item_kind(field: Field | None) -> Any:
    """The kind of a field's values, or of those in its list."""
    return getattr(field.kind, "item", field.kind) if field else None


def is_value(field: Field | None) -> bool:
    """Whether an argument is a value, so that no schedule can stand there."""
    return field is not None and not isinstance(item_kind(field), Body)


def has_unknown(value: Any) -> bool:
    """Whether a value, or one inside it, is not known."""
    if isinstance(value, dict):
        return any(map(has_unknown, (*value, *value.values())))
    return value is UNKNOWN or (isinstance(value, list) and any(map(has_unknown, value)))


class Asking(Walker):
    """Reads what stands for a value: it is given, or worked out, or asked for."""

    source: Source

    def __init__(self, limits: Limits, given: Given) -> None:
        super().__init__(limits)
        self.given = given
        self.missing: dict[str, ast.AST] = {}
        self.samples: dict[str, str] = {}

    def walk(self, node: ast.expr, context: Field | None = None) -> Any:
        if self.given.values and not isinstance(node, ast.Constant) and self.given.knows(self.text_of(node)):
            return self.from_outside(self.given.value(self.text_of(node)), context)
        if is_value(context) and not hasattr(self, f"read_{type(node).__name__.lower()}"):
            return self.ask(node)
        return super().walk(node, context)

    def text_of(self, node: ast.AST) -> str:
        """The text of a node, in one line and without comments."""
        text = " ".join(self.source.part(node).split())
        return ast.unparse(node) if "#" in text else text

    def from_outside(self, value: Any, field: Field | None) -> Any:
        """A value that was given: where a schedule is needed, its text."""
        return value

    def ask(self, node: ast.AST) -> Any:
        """Notes that the value of a node is not known."""
        text = self.text_of(node)
        self.given.wants(text)
        self.missing.setdefault(text, node)
        return UNKNOWN

    def end(self) -> None:
        """UnknownValues when there was something to ask for."""
        if self.missing:
            asked = {text: self.samples.get(text, "") for text in self.missing}
            raise UnknownValues(asked, self.source.text, *self.source.place(next(iter(self.missing.values()))))

    def value_named(self, node: ast.Name | ast.Attribute, field: Field | None) -> Any:
        """What a name, with dots or without, stands for where a value is needed."""
        from lrcli.language.expression import CONSTANTS, of_module  # natives in plain notation need none of it

        item, word = item_kind(field), self.text_of(node)
        if isinstance(node, ast.Attribute) and of_module(node) and node.attr in CONSTANTS:
            return CONSTANTS[node.attr]
        if word in ("nan", "inf"):
            self.fail(node, f"{word} makes no sense here")
        if isinstance(item, Choice | Switch):
            try:
                return item.check(word)
            except ValueError:
                return word if isinstance(node, ast.Name) else self.ask(node)  # the field says which words there are
        if field and field.kind.is_path and ("." in word or not field.kind.is_list):  # no pasted code has such a field
            self.fail(node, f'the name of a file is written in quotes: "{word if "." in word else "FILE"}"')
        return self.ask(node)

    def value_called(self, node: ast.Call, field: Field | None) -> Any:
        """What a call comes to where a value is needed."""
        from lrcli.language.expression import called

        name = called(node)
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        starred = any(isinstance(arg, ast.Starred) for arg in node.args) or len(named) < len(node.keywords)
        if name not in WORKED_OUT or starred or (named and name != "dict"):
            return self.ask(node)
        values = [self.walk(arg, field) for arg in node.args]
        entries = {key: self.walk(value, field) for key, value in named.items()}
        if has_unknown(values) or has_unknown(entries):
            return UNKNOWN
        try:
            value = WORKED_OUT[name](*values, **entries)
        except (TypeError, ValueError, ArithmeticError) as error:
            self.fail(node, f"it cannot be worked out: {error}")
        if isinstance(value, int | float) and not abs(value) <= LARGEST:
            self.fail(node, TOO_LARGE)
        return value

    def read_lambda(self, node: ast.Lambda, field: Field | None) -> Any:
        """A function, as its text, in which what is given stands in place of names."""
        if field is not None and not isinstance(item_kind(field), Text):
            return self.ask(node)
        bound = Bound(self, {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)})
        tree = bound.visit(ast.parse(self.text_of(node), mode="eval").body)
        return UNKNOWN if bound.unknown else ast.unparse(tree) if bound.changed else self.text_of(node)


class Bound(ast.NodeTransformer):
    """Puts what is given in place of the names in a function that are neither its arguments nor functions."""

    def __init__(self, asking: Asking, arguments: set[str]) -> None:
        from lrcli.language import expression

        self.formulas = expression
        self.asking, self.arguments = asking, arguments
        self.changed = self.unknown = False

    def replaced(self, node: ast.expr) -> ast.expr:
        """A node, or the value that it stands for."""
        text = ast.unparse(node)
        if self.asking.given.knows(text):
            self.changed = True
            return ast.parse(repr(self.asking.given.value(text)), mode="eval").body
        self.unknown = True
        self.asking.given.wants(text)
        self.asking.missing.setdefault(text, self.asking.source.tree)
        return node

    def is_own(self, node: ast.AST) -> bool:
        """Whether a node depends on the function's argument."""
        return any(isinstance(each, ast.Name) and each.id in self.arguments for each in ast.walk(node))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = node.id in self.arguments or node.id in self.formulas.FUNCTIONS or node.id in self.formulas.CONSTANTS
        return node if known else self.replaced(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return node if self.formulas.of_module(node) or self.is_own(node) else self.replaced(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return node if self.is_own(node) else self.replaced(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if self.formulas.called(node) in self.formulas.FUNCTIONS:
            node.args = [self.visit(arg) for arg in node.args]
            return node
        return node if self.is_own(node) else self.replaced(node)
