"""Python's syntax, in which every text here is written: parsed, never executed, and within limits.

The notation, formulas and small equations are three languages, each a part of Python's expressions. Each of them is a
`Walker`: one method for each kind of node that it reads. It refuses all other kinds.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Limits(NamedTuple):
    """How long a text may be, in characters, and how deep its tree."""

    characters: int
    depth: int


NOTATION = Limits(characters=120_000, depth=120)
NESTED = 50
"""How deep schedules may be inside schedules: one that is printed has at most two nodes for each, and values."""
FORMULA = Limits(characters=2_000, depth=100)
EQUATION = Limits(characters=2_000, depth=100)
LONGER = 10
"""How many times as long as a text its schedule is at most when it is printed: 1/3 has 18 characters then."""
LARGEST = 1e300
"""The largest number in a text, and the largest that arithmetic in the notation may give."""
TOO_LARGE = f"numbers go up to {LARGEST:.0e}"
DIGITS = 300
"""A power with more digits than this, before or after the point, is not worked out."""
TERMS = 9
"""Arguments of min and max in a formula, and terms of `and` and `or`: each of them is an array."""

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
"""The arithmetic of two numbers that the notation and equations share."""
ROUNDING: dict[type[ast.operator], Callable[[Any, Any], Any]] = {ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod}
"""That of the notation alone."""

LONG_NUMBER = re.compile(r"[\d_]{1001,}")
"""Digits that no number in a text needs; Python reads fewer than 4,301 of them."""

LINE_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


class Unreadable(ValueError):
    """A text that is not an expression of Python: why, and which characters of it are at fault."""

    def __init__(
        self, cause: Literal["length", "grammar", "nesting", "characters"], reason: str, start: int = 0, end: int = 0
    ) -> None:
        super().__init__(reason)
        self.cause, self.reason, self.start, self.end = cause, reason, start, end


class Source:
    """A text and its tree. Unreadable when it has none, or is too long."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        if len(text) > limits.characters:
            raise Unreadable("length", f"has {len(text)} characters; at most {limits.characters} are read")
        if long := LONG_NUMBER.search(text):
            raise Unreadable("grammar", TOO_LARGE, *long.span())
        python = self.python(text)
        self.lines = LINE_ENDS.split(python)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(python, mode="eval").body
        except SyntaxError as error:
            reason = (error.msg or "this is not an expression").removesuffix(". Perhaps you forgot a comma?")
            raise Unreadable("grammar", reason, *self._fault(error)) from None
        except (MemoryError, RecursionError):
            raise Unreadable("nesting", "is too deeply nested, or too long a chain") from None
        except ValueError:
            raise Unreadable("characters", "holds characters that cannot be read") from None

    def python(self, text: str) -> str:
        """The text as Python's syntax has it, each of its characters in its place."""
        return text

    def place(self, node: ast.AST) -> tuple[int, int]:
        """The first character of a node, and the one after its last; ast counts bytes in a line."""
        ends = []
        for row, column in ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)):  # type: ignore[attr-defined]  # every expression has them
            line = self.lines[row - 1]
            before = column if line.isascii() else len(line.encode()[:column].decode(errors="ignore"))
            ends.append(self._begin(row) + before)
        return ends[0], ends[1]

    def part(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.place(node)
        return self.text[start:end]

    def _begin(self, row: int) -> int:
        """The first character of a line; lines are counted from 1."""
        return sum(len(line) for line in self.lines[: row - 1])

    def _fault(self, error: SyntaxError) -> tuple[int, int]:
        """The characters that a syntax error is about; Python may name a line after the last, or none."""
        offset = error.offset or 1
        row = min(max(error.lineno or 1, 1), len(self.lines))
        start = self._begin(row) + max(offset - 1, 0)
        in_line = error.end_lineno in (None, error.lineno) and (error.end_offset or 0) > offset
        return start, start + (error.end_offset or 0) - offset if in_line else start + 1


class Walker:
    """Goes through a tree, and refuses what its language does not know.

    `read_binop(node, context)` reads a node of the kind `ast.BinOp`, `read_call` one of `ast.Call`, and so on. Each
    language says what its context is, and what a node gives.
    """

    def __init__(self, limits: Limits) -> None:
        self.deepest = limits.depth
        self.depth = 0

    def walk(self, node: ast.expr, context: Any = None) -> Any:
        """What a node gives."""
        self.depth += 1
        try:
            if self.depth > self.deepest:
                self.fail(node, f"nested more than {self.deepest} deep")
            read: Callable[[ast.expr, Any], Any] | None = getattr(self, f"read_{type(node).__name__.lower()}", None)
            return read(node, context) if read else self.refuse(node)
        finally:
            self.depth -= 1

    def refuse(self, node: ast.expr) -> NoReturn:
        """Says that the language has no such thing."""
        self.fail(node, "this is not read here")

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        """Says what is wrong with a node; each language has its own error."""
        raise NotImplementedError


def names_in(tree: ast.AST) -> set[str]:
    """Every plain name in a tree, those of functions among them."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
