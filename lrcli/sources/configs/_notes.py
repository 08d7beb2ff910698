"""A configuration, or a section of one: where its keys stand, what is noted of them, and how one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._tuples import NamedTuple
from lrcli.schedules.marks import INPUT, NOTE, WARNING, Remark

if TYPE_CHECKING:
    from lrcli.reading.documents import Document

FILE, DEFAULT, SET, FLAG, IGNORED = "file", "default", "set", "flag", "ignored"
"""Where a value is from: the file, a default of the program, --set, a flag of the command; or that nothing reads it."""
NOTHING = ("0", "0.0", "-1", "false", "null", "none", "")
"""Defaults that add nothing."""
THE_RATE = "the rate"
"""What the key with the rate means."""
FAMILY = "config"


class Started(NamedTuple):
    """How many devices a command trains on, and what in it tells them."""

    devices: int
    by: str


class Entry(NamedTuple):
    """One thing that was understood.

    key     the key, or the flag, as the program has it
    value   what it is, as text
    means   what it came to, in words; empty where it is that itself
    origin  FILE, DEFAULT, SET, FLAG or IGNORED
    line    of the file; None elsewhere
    """

    key: str
    value: str
    means: str
    origin: str
    line: int | None

    @property
    def assumed(self) -> bool:
        """Whether it is a default of the program's that comes to something."""
        return self.origin == DEFAULT and self.value not in NOTHING


class ConfigError(ValueError):
    """A configuration that the program refuses, or that does not tell enough. Its text is one line."""


class MissingError(ConfigError):
    """What the file does not tell is asked for."""


class Keys:
    """The keys of a configuration, or of a section of one.

    document  the file
    tree      its mapping, what --set gives laid over it
    prefix    the keys that lead to this section
    changed   the keys that --set gave
    """

    def __init__(self, document: Document, tree: dict[Any, Any]) -> None:
        self.document, self.tree = document, tree
        self.prefix: tuple[Any, ...] = ()
        self.changed: set[tuple[Any, ...]] = set()

    def path(self, key: str) -> tuple[Any, ...]:
        """The keys that lead to one: `optimizer.lr` is inside `optimizer`, but for a mapping with a key so called."""
        tree: Any = self.tree
        path, rest = self.prefix, key
        while rest:
            name = rest if isinstance(tree, dict) and rest in tree else rest.partition(".")[0]
            path, rest = (*path, name), rest[len(name) + 1 :]
            tree = tree.get(name) if isinstance(tree, dict) else None
        return path

    def line(self, key: str) -> int | None:
        """The line of a key in the file; None for what is not there, or was given by --set, and for no key."""
        if not key:
            return None
        path = self.path(key)
        return None if path in self.changed or not self.has(key, null=True) else self.document.line(path)

    def where(self, key: str) -> str:
        """The file, with the line of a key where it has one."""
        line = self.line(key)
        return self.document.name if line is None else f"{self.document.name} line {line}"

    def origin(self, key: str) -> str:
        return SET if self.path(key) in self.changed else FILE

    def get(self, key: str) -> Any:
        """What stands under a key; None where nothing does. It is not noted that it was asked for."""
        tree: Any = self.tree
        for name in self.path(key)[len(self.prefix) :]:
            tree = tree.get(name) if isinstance(tree, dict) else None
        return tree

    def has(self, key: str, null: bool = False) -> bool:
        """Whether a key has a value; one of null counts where that is asked for."""
        *before, last = self.path(key)[len(self.prefix) :]
        tree: Any = self.tree
        for name in before:
            tree = tree.get(name) if isinstance(tree, dict) else None
        return isinstance(tree, dict) and last in tree and (null or tree[last] is not None)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """ConfigError at a key."""
        raise ConfigError(f"{self.where(key)}: {reason}")


class Noted(Keys):
    """The keys of a configuration, and what is noted of them: which mattered, and what there is to say."""

    def __init__(self, document: Document, tree: dict[Any, Any]) -> None:
        super().__init__(document, tree)
        self.entries: dict[tuple[str, str], Entry] = {}
        self.remarks: list[Remark] = []

    def note_key(self, key: str, value: Any, means: str = "", origin: str = "") -> None:
        """Notes a key of the file that mattered, or was ignored."""
        origin = origin or self.origin(key)
        name = ".".join(map(str, self.path(key)))
        self.entries[FILE, name] = Entry(name, shown(value), means, origin, self.line(key))

    def note_default(self, key: str, value: Any, means: str = "") -> None:
        """Notes a default of the program's that mattered."""
        name = ".".join(map(str, self.path(key)))
        if value is not None:
            self.entries.setdefault((FILE, name), Entry(name, shown(value), means, DEFAULT, None))

    def came_to(self, key: str, means: str) -> None:
        """What a key that was asked for came to."""
        name = FILE, ".".join(map(str, self.path(key)))
        if name in self.entries:
            self.entries[name] = self.entries[name]._replace(means=means)

    def ignored(self, key: str, why: str) -> None:
        """Notes a key that the program does not read, and why."""
        if self.has(key):
            self.note_key(key, self.get(key), why, IGNORED)

    def remark(self, code: str, text: str, level: str, key: str = "", mend: str = "") -> None:
        remark = Remark(code, level, FAMILY, key, text, mend)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def warn(self, code: str, key: str, text: str, mend: str = "") -> None:
        """Something that can hardly be meant; `key` is the one at fault, `mend` what mends it."""
        self.remark(code, f"{self.where(key)}: {text}", WARNING, key, mend)

    def tell(self, code: str, key: str, text: str) -> None:
        """Something that may surprise and is no fault."""
        self.remark(code, f"{self.where(key)}: {text}", INPUT, key)

    def note(self, code: str, text: str) -> None:
        """Something that explain says."""
        self.remark(code, text, NOTE)


def shown(value: Any) -> str:
    """A value as text, in one line, a long one cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "null" if value is None else value if isinstance(value, str) else f"{value!r}"
    return text if len(text) <= 60 else f"{text[:57]}..."
