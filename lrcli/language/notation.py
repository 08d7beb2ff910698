"""Text to schedule. `repr` is the way back.

The notation is a subset of Python expressions: calls of families with literal arguments, nested schedules, lists,
mappings, arithmetic of literals, and `a >> b`, `k * a`, `a[:n]`. It is read with `ast` and nothing is ever evaluated:
a name that is not in the catalogue is an error.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli.catalogue import find, nearest
from lrcli.clock import Duration
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Body, Choice, Listed
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.schedules.declare import Field

LONGEST_TEXT = 20_000
DEEPEST = 50
LARGEST = 1e300

_LABEL = r"(?s:([^\W\d][\w.-]*)=(?!=)(.+))"


class NotationError(ValueError):
    """A text that is not a schedule. `str` is the reason, the line it stands in and a caret under the spot."""

    def __init__(self, reason: str, text: str = "", start: int = 0, end: int | None = None) -> None:
        self.reason = reason
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start + 1, len(text) if end is None else end)
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason}\n{self.excerpt}" if self.text.strip() else self.reason

    @property
    def excerpt(self) -> str:
        """The line with the fault, cut to what a terminal shows, and a caret line under it."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", self.start)
        line = self.text[begin : None if stop < 0 else stop].replace("\t", " ")
        at, width = self.start - begin, min(self.end - self.start, max(1, len(line) - (self.start - begin)))
        left = max(0, at - 40)
        shown = ("..." if left else "") + line[left : left + 70] + ("..." if len(line) > left + 70 else "")
        at -= left - (3 if left else 0)
        return f"  {shown}\n  {' ' * at}{'^' * max(1, min(width, len(shown) - at))}"


def parse(text: str) -> Schedule:
    """The schedule that a text describes, such as `linear(0, 0.1, 5) >> cosine(0.1)`.

    A family's bare name stands for the family with its defaults. NotationError for any other text.
    """
    return _Reader(text).schedule()


def parse_lines(lines: Iterable[str], name: str = "") -> list[tuple[str, Schedule]]:
    """Labels and schedules from lines with one schedule each; blank lines and `#` comments are passed over."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        label, text = split_label(line.strip())
        try:
            found.append((label, parse(text)))
        except NotationError as error:
            where = f"{name} line {number}".strip()
            raise NotationError(f"{where}: {error.reason}", error.text, error.start, error.end) from None
    return found


def split_label(word: str) -> tuple[str, str]:
    """`best=cosine(0.1)` as label and text; without a name the label is empty."""
    match = re.fullmatch(_LABEL, word)
    return (match[1], match[2].strip()) if match else ("", word)


def literal(text: str) -> Any:
    """A flag's value: a number, list or word. Arithmetic of numbers is done; any other text stands for itself."""
    if text in ("nan", "inf", "-inf", "True", "False", "None"):
        return text
    if re.fullmatch(r"[-+]?[\d.]+[eE]\+?\d+", text) and math.isinf(float(text)):
        raise ValueError(f"{text} is too large: numbers go up to {LARGEST:.0e}")
    try:
        return _Reader(text).literal()
    except NotationError:
        return text


def read_field(field: Field, text: str) -> Any:
    """A field's value from a flag's text: lists are separated by commas. ValueError when it is not one."""
    kind = field.kind
    if kind.takes_text(text):
        return kind.check(text)
    if isinstance(kind, Listed) and isinstance(kind.item, Body):
        return kind.check(_Reader(f"[{text.strip().removeprefix('[').removesuffix(']')}]").literal())
    if isinstance(kind, Listed):
        items = [item.strip() for item in text.strip().removeprefix("[").removesuffix("]").split(",")]
        return kind.check([_item(kind.item, item) for item in items if item])
    return _item(kind, text.strip())


def _item(kind: Any, text: str) -> Any:
    if isinstance(kind, Body):
        return parse(text)
    if isinstance(kind, Choice) or not isinstance(text, str):
        return kind.check(text)
    value = literal(text)
    return value if isinstance(value, str) and value.endswith("%") else kind.check(value)


class _Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self.text = text.strip() if "#" in text else text.strip().replace("\n", " ")  # a comment ends with its line
        if not self.text:
            raise NotationError("an empty text is no schedule")
        if len(self.text) > LONGEST_TEXT:
            raise NotationError(f"the text has {len(self.text)} characters; at most {LONGEST_TEXT} are read")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            self._syntax(error)
        except (MemoryError, RecursionError):
            raise NotationError("the text is too deeply nested, or too long a chain") from None
        except ValueError:
            raise NotationError("the text holds characters that cannot be read") from None
        self.lines = self.text.split("\n")
        self.depth = 0

    def _syntax(self, error: SyntaxError) -> NoReturn:
        lines = self.text.split("\n")
        row = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
        start = sum(len(line) + 1 for line in lines[:row]) + max((error.offset or 1) - 1, 0)
        same = error.end_lineno in (None, error.lineno) and (error.end_offset or 0) > (error.offset or 1)
        end = start + (error.end_offset or 0) - (error.offset or 1) if same else start + 1
        reason = (error.msg or "this is not an expression").removesuffix(". Perhaps you forgot a comma?")
        raise NotationError(f"not a schedule: {reason}", self.text, start, end)

    def schedule(self) -> Schedule:
        value = self.value(self.tree)
        if not isinstance(value, Schedule):
            self.fail(self.tree, "this is a value, not a schedule")
        return value

    def literal(self) -> Any:
        return self.value(self.tree)

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        raise NotationError(reason, self.text, *self.place(node))

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Where a node stands in the text; ast counts bytes, we count characters."""
        ends = []
        for row, column in ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)):  # type: ignore[attr-defined]  # every expression has them
            before = sum(len(line) + 1 for line in self.lines[: row - 1])
            ends.append(before + len(self.lines[row - 1].encode()[:column].decode(errors="ignore")))
        return ends[0], ends[1]

    def value(self, node: ast.expr, field: Field | None = None) -> Any:
        """The value of an expression; `field` is what it is an argument of."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(node, f"nested more than {DEEPEST} deep")
        try:
            match node:
                case ast.Constant():
                    return self.constant(node)
                case ast.Name() | ast.Attribute():
                    return self.name(node, field)
                case ast.Call():
                    return self.call(node)
                case ast.List() | ast.Tuple():
                    return [self.value(item, field) for item in node.elts]
                case ast.Dict():
                    return self.mapping(node, field)
                case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                    return self.signed(node, field)
                case ast.BinOp():
                    return self.operation(node, field)
                case ast.Subscript():
                    return self.piece(node)
            self.fail(node, "only schedules, numbers, lists and the operators >>, * and [:n] are read here")
        finally:
            self.depth -= 1

    def constant(self, node: ast.Constant) -> Any:
        value = node.value
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, int | float):
            return self.bounded(node, value)
        self.fail(node, f"{type(value).__name__} values have no meaning here")

    def bounded(self, node: ast.AST, value: Any) -> int | float:
        if isinstance(value, complex) or abs(value) > LARGEST or math.isnan(value):
            self.fail(node, f"numbers go up to {LARGEST:.0e}")
        number: int | float = value
        return number

    def name(self, node: ast.Name | ast.Attribute, field: Field | None) -> Any:
        word = self.dotted(node)
        kind = find(word)
        item = field.kind.item if field and isinstance(field.kind, Listed) else field and field.kind
        if isinstance(item, Choice) and word in (*item.choices, *item.spellings):
            return word
        if word in ("nan", "inf") and getattr(item, "allows_nan", False):
            return float(word)
        if kind is None:
            self.fail(node, f"no schedule is called {word}{nearest(word)}")
        return self.build(node, kind, [], [])

    def dotted(self, node: ast.expr) -> str:
        parts: list[str] = []
        current = node
        while isinstance(current, ast.Attribute):
            parts.append(current.attr)
            current = current.value
        if not isinstance(current, ast.Name):
            self.fail(node, "a schedule is called by its name")
        return ".".join([current.id, *reversed(parts)])

    def call(self, node: ast.Call) -> Schedule:
        word = self.dotted(node.func)
        kind = find(word)
        if kind is None:
            self.fail(node.func, f"no schedule is called {word}{nearest(word)}")
        return self.build(node, kind, node.args, node.keywords)

    def build(
        self, node: ast.expr, kind: type[Schedule], args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Schedule:
        names = list(kind.fields)
        nodes: dict[str, ast.AST] = {}
        values: list[Any] = []
        for index, arg in enumerate(args):
            if isinstance(arg, ast.Starred):
                self.fail(arg, "* is not read here: write the values out")
            name = names[index] if index < len(names) else str(index)
            nodes[name] = arg
            values.append(self.value(arg, kind.fields.get(name)))
        named: dict[str, Any] = {}
        for keyword in keywords:
            if keyword.arg is None:
                self.fail(keyword.value, "** is not read here: write the arguments out")
            if keyword.arg in named:
                self.fail(keyword, f"{keyword.arg} is given twice")
            name = kind.field_named(keyword.arg) or keyword.arg
            # a fault in the name is marked under the name, one in the value under the value
            nodes[name] = nodes[keyword.arg] = keyword.value if name in names and name not in nodes else keyword
            named[keyword.arg] = self.value(keyword.value, kind.fields.get(name))
        try:
            return kind(*values, **named)
        except FieldError as error:
            at = nodes.get(error.field, node)
            start, end = self.place(at)
            if isinstance(at, ast.keyword) and at.arg:
                end = start + len(at.arg)
            raise NotationError(str(error), self.text, start, end) from None

    def mapping(self, node: ast.Dict, field: Field | None) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            if key is None:
                self.fail(item, "** is not read here: write the entries out")
            name = self.value(key, field)
            if isinstance(name, list | dict):
                self.fail(key, "a key is a number or a word")
            if name in found:
                self.fail(key, f"{name} is given twice")
            found[name] = self.value(item, field)
        return found

    def signed(self, node: ast.UnaryOp, field: Field | None) -> int | float:
        value = self.number(node.operand, self.value(node.operand, field))
        return -value if isinstance(node.op, ast.USub) else value

    def number(self, node: ast.expr, value: Any) -> int | float:
        """The value of a node, which must be a number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            what = "a schedule" if isinstance(value, Schedule) else repr(value)
            self.fail(node, f"a number is needed here, not {what}")
        return value

    def operation(self, node: ast.BinOp, field: Field | None) -> Any:
        if isinstance(node.op, ast.RShift):
            return self.chain(node)
        left, right = self.value(node.left, field), self.value(node.right, field)
        if isinstance(right, Schedule) or isinstance(left, Schedule):
            if not isinstance(node.op, ast.Mult):
                self.fail(node, "schedules are combined with a >> b, k * a and a[:n]")
            if isinstance(left, Schedule):
                self.fail(node, "the number comes first: k * a")
            try:
                scaled: Schedule = self.number(node.left, left) * right
            except FieldError as error:
                self.fail(node.left, error.message)
            return scaled
        return self.arithmetic(node, self.number(node.left, left), self.number(node.right, right))

    def arithmetic(self, node: ast.BinOp, left: float, right: float) -> int | float:
        try:
            match node.op:
                case ast.Add():
                    return self.bounded(node, left + right)
                case ast.Sub():
                    return self.bounded(node, left - right)
                case ast.Mult():
                    return self.bounded(node, left * right)
                case ast.Div():
                    return self.bounded(node, left / right)
                case ast.Pow():
                    if left and abs(right) * abs(math.log10(abs(left))) > 300:
                        self.fail(node, f"numbers go up to {LARGEST:.0e}")
                    return self.bounded(node, left**right)
        except ZeroDivisionError:
            self.fail(node, "division by zero")
        except OverflowError:
            self.fail(node, f"numbers go up to {LARGEST:.0e}")
        self.fail(node, "the arithmetic of numbers is + - * / **")

    def chain(self, node: ast.BinOp) -> Schedule:
        from lrcli.schedules.chain import Then

        pieces: list[ast.expr] = []
        current: ast.expr = node
        while isinstance(current, ast.BinOp) and isinstance(current.op, ast.RShift):
            pieces.append(current.right)
            current = current.left
        pieces.append(current)
        schedules = []
        for piece in reversed(pieces):
            value = self.value(piece)
            if not isinstance(value, Schedule):
                self.fail(piece, ">> joins schedules, and this is a value")
            schedules.append(value)
        return Then(tuple(schedules))

    def piece(self, node: ast.Subscript) -> Schedule:
        body = self.value(node.value)
        cut = node.slice
        if not isinstance(body, Schedule):
            self.fail(node.value, "[:n] cuts a schedule, and this is a value")
        if not isinstance(cut, ast.Slice) or cut.lower or cut.step or cut.upper is None:
            self.fail(node, "a piece of a schedule is written a[:n]")
        try:
            return body[: self.value(cut.upper)]
        except ValueError as error:
            self.fail(cut.upper, str(error))


__all__ = ["Duration", "NotationError", "literal", "parse", "parse_lines", "read_field", "split_label"]
