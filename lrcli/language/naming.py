"""What a name in the notation is: a family's, a word's that a field knows, or one of the program's own."""

from __future__ import annotations

import ast
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import chooser, meaning, nearest, neighbour
from lrcli.language.asking import UNKNOWN, Asking, is_value
from lrcli.language.durations import is_duration, is_function
from lrcli.language.errors import UnknownSchedule
from lrcli.language.pasted import chosen
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.declare import text as text_field

if TYPE_CHECKING:
    from lrcli.catalogue import Meaning
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

NAME = text_field(REQUIRED, "the name of a scheduler")
"""What a function takes that makes a scheduler of a given name."""


class Naming(Asking):
    """Reads names: of families, with their defaults, of words that a field knows, of values."""

    @abstractmethod
    def parsed(self, text: str) -> Schedule:
        """The schedule that another text is."""

    def read_name(self, node: ast.Name | ast.Attribute, field: Field | None) -> Any:
        """A value that is asked for, or a family with its defaults."""
        word = self.dotted(node)
        if is_value(field):
            return self.value_named(node, field)
        if field is not None and self.is_foreign(node):
            return self.ask(node)
        return self.build(node, self.meant(node, word, meaning(word)), [], [], field)

    read_attribute = read_name

    def operand(self, node: ast.expr, field: Field | None) -> Any:
        """The value of a node beside an operator: a number may be there, so that a name may stand for one."""
        if isinstance(node, ast.Name) and (is_duration(node.id) or is_function(node.id)):
            return self.walk(node, field)
        called = node.func if isinstance(node, ast.Call) else node
        asked = field is None and isinstance(called, ast.Name | ast.Attribute) and self.is_foreign(called)
        return self.ask(node) if asked and not self.given.knows(self.text_of(node)) else self.walk(node, field)

    def is_foreign(self, node: ast.Name | ast.Attribute) -> bool:
        """Whether a name is one of the program's own rather than that of a schedule, or nearly so."""
        word = self.dotted(node)
        found = meaning(word)
        return found.loose if found else neighbour(word) is None and chooser(word) is None

    def meant(self, node: ast.expr, word: str, found: Meaning | None) -> type[Schedule]:
        """The family that a word means. It is noted where others have the name as well."""
        if found is None:
            raise UnknownSchedule(
                f"no schedule is called {word}{nearest(word)}", self.source.text, *self.source.place(node)
            )
        if found.warmup and not self.given.warmup:
            family = found.kind.family
            self.fail(node, f"{word} is {family} after a warm-up: say how long that is, as in {family} --warmup 5%")
        if found.others:
            self.given.meanings[word] = found
        return found.kind

    def from_outside(self, value: Any, field: Field | None) -> Any:
        return value if is_value(field) or not isinstance(value, str) else self.parsed(value)

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

    def choice(self, node: ast.Call, field: Field | None, framework: str, arguments: tuple[str, ...]) -> Any:
        """What a function makes that is given a scheduler's name."""
        names = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == arguments[0])]
        if not names:
            self.fail(node, f"{arguments[0]} is missing: the name of a scheduler")
        name: Any = names[0].value if isinstance(names[0], ast.Constant) else self.walk(names[0], NAME)
        if name is UNKNOWN:
            return UNKNOWN
        if not isinstance(name, str) or meaning(f"{framework}.{name}") is None:
            word = f"{framework}.{name}"
            place = self.source.place(names[0])
            raise UnknownSchedule(f"no schedule is called {word}{nearest(word)}", self.source.text, *place)
        return self.read_call(chosen(node, framework, arguments, name), field)

    @abstractmethod
    def build(
        self,
        node: ast.expr,
        kind: type[Schedule],
        args: list[ast.expr],
        keywords: list[ast.keyword],
        field: Field | None,
    ) -> Any:
        """A schedule of a family with arguments."""

    @abstractmethod
    def read_call(self, node: ast.Call, field: Field | None) -> Any:
        """What a call gives."""
