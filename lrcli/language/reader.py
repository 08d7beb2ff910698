"""From the tree of a text to what the notation means by it: schedules, numbers, words, lists and mappings."""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli.catalogue import find, nearest
from lrcli.language.errors import NotationError
from lrcli.language.missing import told
from lrcli.language.syntax import ARITHMETIC, DIGITS, LARGEST, NOTATION, TOO_LARGE, Source, Unreadable, Walker
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Choice, Listed
from lrcli.schedules.schedule import OPERATORS, Schedule

if TYPE_CHECKING:
    from lrcli.language.rates import MainRate
    from lrcli.schedules.declare import Field

A_PIECE = "a piece of a schedule is written a[:n] or a[k:]"


def read_schedule(text: str, rate: MainRate | None = None) -> Schedule:
    """The schedule that a text is; calls that have no rate take `rate`. NotationError for any other text."""
    reader = Reader(text)
    reader.rate = rate
    value = reader.walk(reader.source.tree)
    if not isinstance(value, Schedule):
        reader.fail(reader.source.tree, "this is a value, not a schedule")
    return value


def read_value(text: str) -> Any:
    """The value that a text is: a schedule, a number, a word, a list or a mapping. NotationError for any other text."""
    reader = Reader(text)
    return reader.walk(reader.source.tree)


def notation_source(text: str) -> Source:
    """A text of the notation with its tree."""
    text = re.sub(r"\r\n?", "\n", text.strip())
    text = text if "#" in text else text.replace("\n", " ")  # a comment ends with its line
    if not text:
        raise NotationError("an empty text is no schedule")
    try:
        return Source(text, NOTATION)
    except Unreadable as error:
        if error.cause == "grammar":
            raise NotationError(f"not a schedule: {error.reason}", text, error.start, error.end) from None
        raise NotationError(f"the text {error.reason}") from None


class Literals(Walker):
    """Reads numbers, texts, lists and mappings, and works out the arithmetic of numbers.

    Its context is the field that a node is an argument of, None outside of calls.
    """

    def __init__(self, text: str) -> None:
        super().__init__(NOTATION)
        self.source = notation_source(text)

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        self.fail_at(self.source.place(node), reason)

    def fail_at(self, place: tuple[int, int], reason: str) -> NoReturn:
        raise NotationError(reason, self.source.text, *place)

    def read_constant(self, node: ast.Constant, _: Field | None) -> Any:
        value = node.value
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, int | float):
            return self.bounded(node, value)
        self.fail(node, f"{type(value).__name__} values have no meaning here")

    def read_list(self, node: ast.List | ast.Tuple, field: Field | None) -> list[Any]:
        return [self.walk(item, field) for item in node.elts]

    read_tuple = read_list

    def read_dict(self, node: ast.Dict, field: Field | None) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            if key is None:
                self.fail(item, "** is not read here: write the entries out")
            name = self.walk(key, field)
            if isinstance(name, list | dict):
                self.fail(key, "a key is a number or a word")
            if name in entries:
                self.fail(key, f"{name} is given twice")
            entries[name] = self.walk(item, field)
        return entries

    def read_unaryop(self, node: ast.UnaryOp, field: Field | None) -> int | float:
        if not isinstance(node.op, ast.USub | ast.UAdd):
            self.refuse(node)
        value = self.number(node.operand, self.walk(node.operand, field))
        return -value if isinstance(node.op, ast.USub) else value

    def read_binop(self, node: ast.BinOp, field: Field | None) -> Any:
        left, right = self.walk(node.left, field), self.walk(node.right, field)
        return self.combined(node, left, right)

    def combined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Two values with an operator between them: numbers."""
        return self.arithmetic(node, self.number(node.left, left), self.number(node.right, right))

    def arithmetic(self, node: ast.BinOp, left: float, right: float) -> int | float:
        try:
            if isinstance(node.op, ast.Pow):
                if left and abs(right) * abs(math.log10(abs(left))) > DIGITS:
                    self.fail(node, TOO_LARGE)
                return self.bounded(node, left**right)
            if type(node.op) in ARITHMETIC:
                return self.bounded(node, ARITHMETIC[type(node.op)](left, right))
        except ZeroDivisionError:
            self.fail(node, "division by zero")
        except OverflowError:
            self.fail(node, TOO_LARGE)
        self.fail(node, "the arithmetic of numbers is + - * / **")

    def bounded(self, node: ast.AST, value: Any) -> int | float:
        """A number, which must not be too large, nor the square root of a negative one."""
        if isinstance(value, complex) or abs(value) > LARGEST or math.isnan(value):
            self.fail(node, TOO_LARGE)
        number: int | float = value
        return number

    def number(self, node: ast.expr, value: Any) -> int | float:
        """The value of a node, which must be a number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            what = "a schedule" if isinstance(value, Schedule) else repr(value)
            self.fail(node, f"a number is needed here, not {what}")
        return value


class Calls(Literals):
    """Reads families besides: a name, and a call with arguments.

    rate        for the calls that have none
    inherited   the field that the calls inside one take from it, such as the rate of the optimizer that they share
    """

    rate: MainRate | None = None
    inherited: str | None = None

    def read_name(self, node: ast.Name | ast.Attribute, field: Field | None) -> Any:
        """A word that the field knows, or a family with its defaults."""
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

    read_attribute = read_name

    def dotted(self, node: ast.expr) -> str:
        """A name, with dots where it has some."""
        parts: list[str] = []
        current = node
        while isinstance(current, ast.Attribute):
            parts.append(current.attr)
            current = current.value
        if not isinstance(current, ast.Name):
            self.fail(node, "a schedule is called by its name")
        return ".".join([current.id, *reversed(parts)])

    def read_call(self, node: ast.Call, _: Field | None) -> Schedule:
        word = self.dotted(node.func)
        kind = find(word)
        if kind is None:
            self.fail(node.func, f"no schedule is called {word}{nearest(word)}")
        return self.build(node, kind, node.args, node.keywords)

    def build(
        self, node: ast.expr, kind: type[Schedule], args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Schedule:
        """A schedule of a family with arguments. Where the family refuses one, that one is marked."""
        names = kind.positional()
        around, self.inherited = self.inherited, kind.main if kind.combines else None
        nodes: dict[str, ast.AST] = {}
        values: list[Any] = []
        for index, arg in enumerate(args):
            if isinstance(arg, ast.Starred):
                self.fail(arg, "* is not read here: write the values out")
            name = names[index] if index < len(names) else str(index)
            nodes[name] = arg
            values.append(self.walk(arg, kind.fields.get(name)))
        named: dict[str, Any] = {}
        for keyword in keywords:
            if keyword.arg is None:
                self.fail(keyword.value, "** is not read here: write the arguments out")
            if keyword.arg in named:
                self.fail(keyword, f"{keyword.arg} is given twice")
            name = kind.field_named(keyword.arg) or keyword.arg
            # a fault in the name is marked under the name, one in the value under the value
            nodes[name] = nodes[keyword.arg] = keyword.value if name in kind.fields and name not in nodes else keyword
            named[keyword.arg] = self.walk(keyword.value, kind.fields.get(name))
        self.inherited = around
        filled = self.rate.fill(kind, nodes, around) if self.rate else {}
        named |= filled
        try:
            return kind(*values, **named)
        except FieldError as error:
            if self.rate and error.field in filled:
                raise NotationError(f"{self.rate.name}: {error.of_field}") from None
            if error.cause == "missing":
                self.fail(node, self.lacks(kind, {**named, **nodes}))
            at = nodes.get(error.field, node)
            start, end = self.source.place(at)
            self.fail_at((start, start + len(at.arg) if isinstance(at, ast.keyword) and at.arg else end), str(error))

    def lacks(self, kind: type[Schedule], given: dict[str, Any]) -> str:
        """What a call lacks."""
        missing = [name for name in kind.wanted(given) if name != self.inherited]
        written = {name: ast.unparse(node) if isinstance(node, ast.expr) else str(node) for name, node in given.items()}
        return told(kind, missing, written)


class Reader(Calls):
    """Reads the whole notation: the operators that combine schedules, and their pieces, besides."""

    def refuse(self, node: ast.expr) -> NoReturn:
        self.fail(node, "only schedules, numbers, lists and the operators >>, * and [:n] are read here")

    def read_binop(self, node: ast.BinOp, field: Field | None) -> Any:
        return self.chain(node) if isinstance(node.op, ast.RShift) else super().read_binop(node, field)

    def combined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Two values with an operator between them: numbers, or a number times a schedule."""
        if not isinstance(left, Schedule) and not isinstance(right, Schedule):
            return super().combined(node, left, right)
        if not isinstance(node.op, ast.Mult):
            self.fail(node, "schedules are combined with a >> b, k * a, a[:n] and a[k:]")
        if isinstance(left, Schedule):
            self.fail(node, "the number comes first: k * a")
        try:
            return self.number(node.left, left) * right
        except FieldError as error:
            self.fail(node.left, error.message)

    def chain(self, node: ast.BinOp) -> Schedule:
        """Schedules one after another; a long chain is a deep tree, and so it is not walked down."""
        pieces: list[ast.expr] = []
        current: ast.expr = node
        while isinstance(current, ast.BinOp) and isinstance(current.op, ast.RShift):
            pieces.append(current.right)
            current = current.left
        pieces.append(current)
        schedules = []
        for piece in reversed(pieces):
            value = self.walk(piece)
            if not isinstance(value, Schedule):
                self.fail(piece, ">> joins schedules, and this is a value")
            schedules.append(value)
        return OPERATORS[">>"](tuple(schedules))

    def read_subscript(self, node: ast.Subscript, _: Field | None) -> Schedule:
        """A part of a schedule, `a[:n]`, `a[k:]` or `a[k:n]`. Where it can't be had, the bound at fault is marked."""
        body, cut = self.walk(node.value), node.slice
        if not isinstance(body, Schedule):
            self.fail(node.value, "[:n] cuts a schedule, and this is a value")
        if not isinstance(cut, ast.Slice) or cut.step or not (cut.lower or cut.upper):
            self.fail(node, A_PIECE)
        lower, upper = self.bound(cut.lower), self.bound(cut.upper)
        try:
            return body[lower:upper]
        except ValueError as error:
            self.fail(self.at_fault(body, cut, lower) or node, str(error))

    def at_fault(self, body: Schedule, cut: ast.Slice, lower: Any) -> ast.expr | None:
        """The bound at which a schedule cannot be cut: the lower one where it is refused on its own, too."""
        if cut.lower is None or cut.upper is None:
            return cut.lower or cut.upper
        try:
            body[lower:]
        except ValueError:
            return cut.lower
        return cut.upper

    def bound(self, node: ast.expr | None) -> Any:
        """The value of a bound, None for one that is left out; None may not be written."""
        if node is None:
            return None
        value = self.walk(node)
        if value is None:
            self.fail(node, A_PIECE)
        return value
