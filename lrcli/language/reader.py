"""From the tree of a text to what the notation means by it: schedules, numbers, words, lists and mappings."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli.catalogue import chooser, combinators, find, is_borrowed, meaning, suited
from lrcli.language.asking import UNKNOWN, Unknown, has_unknown, is_value
from lrcli.language.durations import is_duration, is_function, no_number, notation_source
from lrcli.language.errors import NotationError, as_word
from lrcli.language.given import Given
from lrcli.language.missing import refused, sample, told
from lrcli.language.naming import NAME, Naming
from lrcli.language.own import own_function
from lrcli.language.pasted import OLD, WORDS, Pasted, formula_of, old_optimizer, program_reader, scheduled
from lrcli.language.rates import FACTORS
from lrcli.language.remade import RATES
from lrcli.language.syntax import ARITHMETIC, DIGITS, LARGEST, LONGER, NESTED, NOTATION, ROUNDING, TOO_LARGE
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Text
from lrcli.schedules.schedule import OPERATORS, Schedule
from lrcli.schedules.value import CALL, by_field, starts_at_main, without_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrcli.schedules.declare import Field

FORMULA = "formula"  # the family of a lambda
A_PIECE = "a piece of a schedule is written a[:n] or a[k:]"


def read_schedule(text: str, given: Mapping[str, Any] | Given | None = None) -> Schedule:
    """The schedule that a text is, with values for what it does not tell. NotationError for any other text."""
    reader = Reader(text, given)
    value = reader.whole()
    if not isinstance(value, Schedule):
        reader.fail(reader.source.tree, "this is a value, not a schedule")
    if nesting(value) > NESTED:
        reader.fail(reader.source.tree, f"schedules are nested more than {NESTED} deep")
    if len(text) > NOTATION.characters // LONGER and (written := len(repr(value))) > NOTATION.characters:
        reason = f"the text has {written} characters when it is written in full"
        raise NotationError(f"{reason}; at most {NOTATION.characters} are read back")
    return value


def nesting(schedule: Schedule) -> int:
    """How deep schedules are inside schedules: 1 for one that has none."""
    return 1 + max(map(nesting, schedule.inner()), default=0)


def read_value(text: str) -> Any:
    """The value that a text is: a schedule, a number, a word, a list or a mapping. NotationError for any other text."""
    reader = Reader(text)
    value = reader.walk(reader.source.tree)
    reader.end()
    return value


def read_given(text: str) -> Any:
    """A value that was given for a text: a number, list or mapping, or the text itself of a word or a schedule."""
    reader = Reader(text)
    tree = reader.source.tree
    named = tree.func if isinstance(tree, ast.Call) else tree
    if isinstance(tree, ast.Name | ast.Attribute | ast.Lambda):
        return text
    if isinstance(named, ast.Name | ast.Attribute) and meaning(reader.dotted(named)):
        return text
    value = reader.walk(tree, NAME)
    if has_unknown(value):
        raise NotationError("a value is a number, a list, a word or a schedule")
    return value


def read_family(text: str, given: Given) -> type[Schedule]:
    """The family that a text names. NotationError for any other text."""
    reader = Reader(text, given)
    word = reader.dotted(reader.source.tree)
    return reader.meant(reader.source.tree, word, meaning(word))


class Literals(Naming):
    """Reads numbers, texts, lists and mappings, and works out the arithmetic of numbers.

    Its context is the field that a node is an argument of, None outside of calls.
    """

    def __init__(self, text: str, given: Mapping[str, Any] | Given | None = None) -> None:
        super().__init__(NOTATION, Given.of(given))
        self.source = notation_source(text)

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        self.fail_at(self.source.place(node), reason)

    def fail_at(self, place: tuple[int, int], reason: str) -> NoReturn:
        raise NotationError(reason, self.source.text, *place)

    def walk(self, node: ast.expr, context: Field | None = None) -> Any:
        """What a node gives; a word that needs no quotes comes first."""
        return super().walk(node, context) if (meant := self.bare(node, context)) is None else meant

    def bare(self, node: ast.expr, field: Field | None) -> Any:
        """What needs no quotes: durations and functions of files, and words that the field knows; None for all else."""
        if isinstance(node, ast.Name) and is_function(node.id):
            return node.id if field and isinstance(field.kind, Text) else own_function(node.id, self.given)
        if isinstance(node, ast.Name):
            return node.id if is_duration(node.id) else field and field.kind.meant(node.id)
        if isinstance(node, ast.BinOp) and field and field.kind.choices:  # the word may be 1-sqrt
            word = self.source.part(node)
            return field.kind.meant(word) or (word if WORDS.fullmatch(word) else None)
        return None

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

    def read_unaryop(self, node: ast.UnaryOp, field: Field | None) -> Any:
        if not isinstance(node.op, ast.USub | ast.UAdd):
            self.refuse(node)
        if (value := self.walk(node.operand, field)) is UNKNOWN:
            return UNKNOWN
        value = self.number(node.operand, value)
        return -value if isinstance(node.op, ast.USub) else value

    def read_binop(self, node: ast.BinOp, field: Field | None) -> Any:
        left, right = self.operand(node.left, field), self.operand(node.right, field)
        return UNKNOWN if UNKNOWN in (left, right) else self.combined(node, left, right)

    def combined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Two values with an operator between them: numbers."""
        return self.arithmetic(node, self.number(node.left, left), self.number(node.right, right))

    def arithmetic(self, node: ast.BinOp, left: float, right: float) -> int | float:
        try:
            if isinstance(node.op, ast.Pow):
                if left and abs(right) * abs(math.log10(abs(left))) > DIGITS:
                    self.fail(node, TOO_LARGE)
                return self.bounded(node, left**right)
            if work := ARITHMETIC.get(type(node.op)) or ROUNDING.get(type(node.op)):
                return self.bounded(node, work(left, right))
        except ZeroDivisionError:
            self.fail(node, "division by zero")
        except OverflowError:
            self.fail(node, TOO_LARGE)
        self.fail(node, "the arithmetic of numbers is + - * / // % **")

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
            reason = no_number(value, "a term") if isinstance(value, str) else ""
            self.fail(node, reason or f"a number is needed here, not {what}")
        return value


class Calls(Literals):
    """Reads calls of families with arguments besides.

    inherited   the field that the calls inside one take from it, such as the rate of the optimizer that they share
    """

    inherited: str | None = None

    def read_call(self, node: ast.Call, field: Field | None) -> Any:
        if is_value(field):
            return self.value_called(node, field)
        word = self.dotted(node.func)
        if known := chooser(word, [each.arg for each in node.keywords if each.arg and each.arg not in RATES]):
            return self.choice(node, field, *known)
        if word.rpartition(".")[2] in ("max", "maximum"):
            low = next(kind for kind in combinators() if any(field.role == "floor" for field in kind.fields.values()))
            self.fail(node.func, f"a lowest rate is written {low.family}(a, 0.01), for max(a, 0.01)")
        found = suited(word, (keyword.arg for keyword in node.keywords if keyword.arg))
        words = [keyword.arg for keyword in node.keywords if keyword.arg and keyword.arg not in RATES]
        if found and found.warmup and any(found.kind.field_named(each) is None for each in words):
            self.fail(node.func, f"{word} is not known; a warm-up is written --warmup 5, or warmup(cosine(0.1), 5)")
        if found is None and (reads := program_reader(node)):
            return reads(text=self.source.part(node), **self.given.facts_for(reads, ("text",)))
        if field is not None and isinstance(node.func, ast.Name | ast.Attribute) and self.is_foreign(node.func):
            return self.ask(node)
        kind = self.meant(node.func, word, found)
        if is_borrowed(word, kind) and len(node.args) > 1:
            own = ", ".join(kind.positional())
            self.fail(node.args[1], f"{word} is {kind.family} here: name its arguments, they are {own}")
        return self.build(node, kind, node.args, node.keywords, field)

    def build(
        self,
        node: ast.expr,
        kind: type[Schedule],
        args: list[ast.expr],
        keywords: list[ast.keyword],
        field: Field | None,
    ) -> Any:
        """A schedule of a family with arguments. Where the family refuses one, that one is marked."""
        names = kind.positional()
        pasted = Pasted(kind, args, keywords, self.given)
        around, self.inherited = self.inherited, kind.main if kind.combines else None
        nodes: dict[str, ast.AST] = {}
        values: list[Any] = []
        for index, arg in enumerate(pasted.args):
            if isinstance(arg, ast.Starred):
                self.fail(arg, "* is not read here: write the values out")
            name = names[index] if index < len(names) else str(index)
            nodes[name] = arg
            values.append(self.argument(kind, name, arg))
        named: dict[str, Any] = {}
        for keyword in pasted.keywords:
            if keyword.arg is None:
                self.fail(keyword.value, "** is not read here: write the arguments out")
            if keyword.arg in named:
                self.fail(keyword, f"{keyword.arg} is given twice")
            name = kind.field_named(keyword.arg) or keyword.arg
            # a fault in the name is marked under the name, one in the value under the value
            nodes[name] = nodes[keyword.arg] = keyword.value if name in kind.fields and name not in nodes else keyword
            named[keyword.arg] = self.argument(kind, name, keyword.value)
        self.inherited = around
        rate = self.given.rate
        filled = rate.fill(kind, nodes, around) if rate else {}
        named |= filled | self.given.facts_for(kind, nodes)
        try:
            if has_unknown([*values, *named.values()]):
                by_field(kind, tuple(values), named)
                return UNKNOWN
            made = kind(*values, **named)
            return without_rate(made, CALL) if starts_at_main(kind) and kind.main in filled else made
        except FieldError as error:
            if rate and error.field in filled:
                raise NotationError(f"{rate.name}: {error.of_field}") from None
            if error.cause == "missing":
                error = refused(kind, {**dict(zip(names, values, strict=False)), **named}) or error
            if error.cause == "missing" and (reason := self.lacks(kind, {**named, **nodes}, error.value)):
                raise NotationError(reason, self.source.text, *self.source.place(node)) from error
            at = nodes.get(error.field, node)
            start, end = self.source.place(at)
            end = start + len(at.arg) if isinstance(at, ast.keyword) and at.arg else end
            raise NotationError(str(error), self.source.text, start, end) from error

    def argument(self, kind: type[Schedule], name: str, node: ast.expr) -> Any:
        """The value of an argument; what cannot change a rate is not read."""
        field = kind.fields.get(name)
        if name in kind.ignored or (field is None and not isinstance(node, ast.Constant)):
            return None
        value = self.walk(node, field)
        if value is UNKNOWN and self.missing.get(self.text_of(node)) is node:
            self.samples[self.text_of(node)] = sample(kind, name)
        return value

    def lacks(self, kind: type[Schedule], given: dict[str, Any], error: str) -> str:
        """What a call lacks; `error` is what the framework says of it. Empty where all was given, None among it."""
        wanted = kind.wanted(given)
        missing = [name for name in wanted if name != self.inherited] or wanted
        written = {name: ast.unparse(node) if isinstance(node, ast.expr) else str(node) for name, node in given.items()}
        return told(kind, missing, written, error) if missing else ""


class Reader(Calls):
    """Reads the whole notation: the operators that combine schedules, and their pieces, besides."""

    def parsed(self, text: str) -> Schedule:
        return read_schedule(text)

    def formula(self, node: ast.Lambda) -> Any:
        """The formula that a lambda alone is."""
        kind = find(FORMULA)
        if self.given.rate:
            self.given.rate.factors = FACTORS.format(self.text_of(node))
        return self.build(node, kind, [node], [], None) if kind else self.refuse(node)

    def whole(self) -> Any:
        """What the whole text means. A lambda alone is a formula, and so is meant what else can be one only."""
        tree = scheduled(self.source.tree)
        if tree is not self.source.tree and (old := old_optimizer(self.source.tree)):
            self.given.told.append(OLD.format(old, ast.unparse(tree)))
        try:
            value = self.formula(tree) if isinstance(tree, ast.Lambda) else self.walk(tree)
            self.end()
        except NotationError:
            if (meant := formula_of(tree)) is None:
                raise
            self.fail(tree, f"this is a formula, which is written {as_word(meant)}")
        return value

    def refuse(self, node: ast.expr) -> NoReturn:
        self.fail(node, "only schedules, numbers, lists and the operators >>, * and [:n] are read here")

    def read_binop(self, node: ast.BinOp, field: Field | None) -> Any:
        return self.chain(node) if isinstance(node.op, ast.RShift) else super().read_binop(node, field)

    def combined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Two values with an operator between them: numbers, or a schedule and the number that it is multiplied by."""
        if not isinstance(left, Schedule) and not isinstance(right, Schedule):
            return super().combined(node, left, right)
        first = isinstance(left, Schedule)
        part, value, other = (node.right, right, node.left) if first else (node.left, left, node.right)
        divided = first and isinstance(node.op, ast.Div)
        if isinstance(value, Schedule) or not (divided or isinstance(node.op, ast.Mult)):
            self.fail(node, "schedules are combined with a >> b, k * a, a / k, a[:n] and a[k:]")
        if isinstance(value, str):
            typed = self.source.part(other)
            typed = typed if len(typed) <= 40 else "a"
            before, after = (f"{typed} / ", "") if divided else ("", f" * {typed}")
            self.fail(part, no_number(value, "a factor", before, after) or f"a factor is a number, not {value!r}")
        factor = self.number(part, value)
        try:
            return left / factor if divided else factor * (left if first else right)
        except ZeroDivisionError:
            self.fail(part, "division by zero")
        except FieldError as error:
            self.fail(part, error.message)

    def chain(self, node: ast.BinOp) -> Any:
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
            if not isinstance(value, Schedule | Unknown):
                self.fail(piece, ">> joins schedules, and this is a value")
            schedules.append(value)
        known = [value for value in schedules if isinstance(value, Schedule)]
        if len(known) < len(schedules):
            return UNKNOWN
        return OPERATORS[">>"](tuple(known if self.given.rate is None else self.given.rate.once(known)))

    def read_subscript(self, node: ast.Subscript, field: Field | None) -> Any:
        """A part of a schedule, `a[:n]`, `a[k:]` or `a[k:n]`. Where it can't be had, the bound at fault is marked."""
        if is_value(field):
            return self.ask(node)
        body, cut = self.walk(node.value), node.slice
        if body is UNKNOWN:
            return UNKNOWN
        if not isinstance(body, Schedule):
            self.fail(node.value, "[:n] cuts a schedule, and this is a value")
        if not isinstance(cut, ast.Slice) or cut.step or not (cut.lower or cut.upper):
            self.fail(node, A_PIECE)
        lower, upper = self.bound(cut.lower), self.bound(cut.upper)
        if UNKNOWN in (lower, upper):
            return UNKNOWN
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
        value = self.operand(node, None)
        if value is None:
            self.fail(node, A_PIECE)
        return value
