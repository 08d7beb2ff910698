"""What a configuration says: asked for key by key, so that it is known which keys mattered, and what they came to."""

from __future__ import annotations

import difflib
import math
import operator
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._tuples import NamedTuple
from lrcli.catalogue import find
from lrcli.reading.documents import Document, is_number
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import INPUT, NOTE, WARNING, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from lrcli.clock import Run
    from lrcli.schedules.schedule import Schedule

FILE, DEFAULT, SET, FLAG, IGNORED = "file", "default", "set", "flag", "ignored"
"""Where a value is from: the file, a default of the program, --set, a flag of the command; or that nothing reads it."""
FAMILY = "config"
BOUNDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "above": (operator.gt, "above"),
    "least": (operator.ge, "at least"),
    "below": (operator.lt, "below"),
    "most": (operator.le, "at most"),
}
NEAR = 0.8
"""How alike two names are of which one is a slip for the other."""


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


class Facts(NamedTuple):
    """What the user says of the run beside the file: the run's flags. None for what was not said."""

    samples: int | None = None
    batch_size: int | None = None
    accumulate: int | None = None
    devices: int | None = None
    epochs: float | None = None
    steps: int | None = None
    steps_per_epoch: int | None = None
    seq_len: int | None = None
    tokens: int | None = None
    classes: int | None = None
    lr: float | None = None


FLAGS = {"classes": "classes=", "lr": "lr="}
"""What is given as an argument of config() alone."""


def flag_of(fact: str) -> str:
    """How a fact is given."""
    return FLAGS.get(fact) or f"--{fact.replace('_', '-')}"


class Plan(NamedTuple):
    """What a configuration comes to.

    schedule  the rate of the main group
    run       the run, with its length
    others    the rates of other groups, by their names
    """

    schedule: Schedule
    run: Run
    others: tuple[tuple[str, Schedule], ...] = ()


class ConfigError(ValueError):
    """A configuration that the program refuses, or that does not tell enough. Its text is one line."""


class Settings:
    """A configuration, or a section of one.

    document  the file
    tree      its mapping, what --set gives laid over it
    program   whose configuration it is, as messages call it
    facts     what the run's flags tell
    beside    the configuration that was given beside it, or None
    prefix    the keys that lead to this section
    changed   the keys that --set gave
    """

    def __init__(
        self, document: Document, tree: Any, program: str, facts: Facts, beside: Document | None = None
    ) -> None:
        self.document, self.tree, self.program, self.facts, self.beside = document, tree, program, facts, beside
        self.prefix: tuple[Any, ...] = ()
        self.changed: set[tuple[Any, ...]] = set()
        self.entries: dict[tuple[str, str], Entry] = {}
        self.remarks: list[Remark] = []
        self.missing: dict[str, str] = {}
        self.used: set[str] = set()

    # --- where a key stands ---

    def path(self, key: str) -> tuple[Any, ...]:
        """The keys that lead to one: `optimizer.lr` is inside `optimizer`, but for a mapping with a key so called."""
        path, tree, rest = self.prefix, self.tree, key
        while rest:
            name = rest if isinstance(tree, dict) and rest in tree else rest.partition(".")[0]
            path, rest = (*path, name), rest[len(name) + 1 :]
            tree = tree.get(name) if isinstance(tree, dict) else None
        return path

    def line(self, key: str) -> int | None:
        """The line of a key in the file; None for what is not there, or was given by --set."""
        path = self.path(key)
        return None if path in self.changed or not self.has(key, null=True) else self.document.line(path)

    def where(self, key: str) -> str:
        """The file, with the line of a key where it has one."""
        line = self.line(key)
        return self.document.name if line is None else f"{self.document.name} line {line}"

    def origin(self, key: str) -> str:
        return SET if self.path(key) in self.changed else FILE

    # --- asking ---

    def get(self, key: str) -> Any:
        """What stands under a key; None where nothing does. It is not noted that it was asked for."""
        tree = self.tree
        for name in self.path(key)[len(self.prefix) :]:
            tree = tree.get(name) if isinstance(tree, dict) else None
        return tree

    def has(self, key: str, null: bool = False) -> bool:
        """Whether a key has a value; one of null counts where that is asked for."""
        *before, last = self.path(key)[len(self.prefix) :]
        tree = self.tree
        for name in before:
            tree = tree.get(name) if isinstance(tree, dict) else None
        return isinstance(tree, dict) and last in tree and (null or tree[last] is not None)

    def section(self, key: str) -> Settings:
        """The settings inside of a key; empty ones where it has none. What is asked of them is noted here."""
        inside = self.get(key)
        if inside is not None and not isinstance(inside, dict):
            self.refuse(key, f"{key} is a section, not {inside!r:.40}")
        section = Settings(self.document, inside or {}, self.program, self.facts, self.beside)
        section.prefix, section.changed, section.entries = self.path(key), self.changed, self.entries
        section.remarks, section.missing, section.used = self.remarks, self.missing, self.used
        return section

    def value(self, key: str, default: Any = None, means: str = "") -> Any:
        """What stands under a key, else the program's default. It is noted as a key that mattered."""
        if self.has(key):
            found = self.get(key)
            self.note_key(key, found, means)
            return found
        self.note_default(key, default, means)
        return default

    def number(self, key: str, default: Any = None, means: str = "", **bounds: float) -> Any:
        """A number; a text that is one counts as it. `bounds` are above, least, below, most."""
        found = self.value(key, default, means)
        if found is None:
            return None
        return self.as_number(key, found, **bounds)

    def as_number(self, key: str, found: Any, **bounds: float) -> float:
        """What was found under a key as a number, int or float as it was written."""
        if isinstance(found, str) and is_number(found):
            found = float(found) if set(found) & set(".eE") else int(found)
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            self.refuse(key, f"{key} is a number, not {found!r:.40}")
        for name, bound in bounds.items():
            test, words = BOUNDS[name]
            if not test(found, bound):
                self.refuse(key, f"{key} is {found:.15g}: {words} {bound:.15g} is allowed")
        return found

    def rate(self, key: str, default: Any = None, means: str = "") -> Any:
        """A learning rate: a number of 0 or more."""
        found = self.number(key, default, means, least=0)
        return None if found is None else float(found)

    def whole(self, key: str, default: Any = None, means: str = "", **bounds: float) -> Any:
        """A whole number; 10.0 counts as 10."""
        found = self.number(key, default, means, **bounds)
        if found is not None and found != int(found):
            self.refuse(key, f"{key} is a whole number, not {found!r:.40}")
        return None if found is None else int(found)

    def switch(self, key: str, default: bool = False, means: str = "") -> bool:
        """Yes or no."""
        found = self.value(key, default, means)
        if isinstance(found, str) and found.lower() in ("true", "false", "yes", "no", "1", "0"):
            found = found.lower() in ("true", "yes", "1")
        if found in (0, 1) and not isinstance(found, bool):
            found = bool(found)
        if not isinstance(found, bool):
            self.refuse(key, f"{key} is true or false, not {found!r:.40}")
        return found

    def word(self, key: str, default: str | None = None, means: str = "", among: Collection[str] = ()) -> Any:
        """A text; one of some, where those are told."""
        found = self.value(key, default, means)
        if found is None:
            return None
        if not isinstance(found, str):
            self.refuse(key, f"{key} is a text, not {found!r:.40}")
        if among and found not in among:
            self.refuse(key, f"{self.program} has no {key} {found!r}{meant(found, among)}; it has {', '.join(among)}")
        return found

    # --- what the run's flags tell ---

    def fact(self, name: str, means: str = "") -> Any:
        """What a flag of the run tells; None where it was not given."""
        value = getattr(self.facts, name)
        if value is not None:
            self.used.add(name)
            self.entries[FLAG, flag_of(name)] = Entry(flag_of(name), shown(value), means, FLAG, None)
        return value

    def overridden(self, key: str, fact: str, default: Any = None, means: str = "", **bounds: float) -> Any:
        """A whole number that a flag of the run may give instead of the file, which is told where they differ."""
        told = self.fact(fact, means)
        if told is None:
            return self.whole(key, default, means, **bounds)
        if self.has(key) and self.get(key) != told:
            text = f"{self.where(key)} has {key} {shown(self.get(key))}: {flag_of(fact)} {shown(told)} goes before it"
            self.remark("config-overridden", text, INPUT, key)
        return told

    def want(self, *facts: str, instead: str = "") -> None:
        """Notes facts that are missing; `instead` is what would do as well."""
        for fact in facts:
            self.missing.setdefault(fact, instead)

    def ask(self) -> None:
        """ConfigError for all the facts that are missing, in one line."""
        if not self.missing:
            return
        flags = [flag_of(fact) for fact in self.missing]
        instead = list(dict.fromkeys(filter(None, self.missing.values())))
        listed = " and ".join(flags)
        raise ConfigError(
            f"{self.document.name} does not tell {told(self.missing)}: give {', or '.join([listed, *instead])}"
        )

    # --- what there is to say ---

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
        self.remarks.append(Remark(code, level, FAMILY, key, text, mend))

    def warn(self, code: str, key: str, text: str, mend: str = "") -> None:
        """Something that can hardly be meant; `key` is the one at fault, `mend` what mends it."""
        self.remark(code, f"{self.where(key)}: {text}", WARNING, key, mend)

    def tell(self, code: str, key: str, text: str) -> None:
        """Something that may surprise and is no fault."""
        self.remark(code, f"{self.where(key)}: {text}", INPUT, key)

    def note(self, code: str, text: str) -> None:
        """Something that explain says."""
        self.remark(code, text, NOTE)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """ConfigError at a key."""
        raise ConfigError(f"{self.where(key)}: {reason}")

    def refuse_unknown(self, known: Collection[str], keys: Iterable[str] | None = None, what: str = "") -> None:
        """ConfigError for the first key that the program does not know, as it refuses it."""
        for key in self.tree if keys is None else keys:
            if key not in known:
                named = what or f"{self.program} has no key"
                raise ConfigError(f"{self.where(str(key))}: {named} {key}{meant(str(key), known)}")

    def warn_near(self, matter: Collection[str], known: Collection[str] = ()) -> None:
        """Warns of keys that the program ignores in silence and that are nearly one that matters."""
        for key in self.tree:
            if key in matter or key in known or not isinstance(key, str):
                continue
            near = nearest(key, matter)
            if near and not (near in self.tree and key in known):
                self.ignored(key, f"{self.program} does not read it")
                text = f"{self.program} does not read {key}, and takes {near} as if it were not there"
                self.warn("config-near-miss", key, f"{text}: did you mean {near}?", f"write {near}")

    # --- making schedules ---

    def made(self, family: str, key: str = "", **arguments: Any) -> Schedule:
        """A schedule of a family; what it refuses is refused at a key of the configuration."""
        kind = find(family)
        if kind is None:
            self.refuse(key, f"{self.program} has no scheduler {family}")
        try:
            return kind(**arguments)
        except FieldError as error:
            self.refuse(key, f"{error}")


def keys(text: str) -> frozenset[str]:
    """The keys that a text lists."""
    return frozenset(text.split())


def shown(value: Any) -> str:
    """A value as text, in one line, a long one cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "null" if value is None else value if isinstance(value, str) else f"{value!r}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name of which another one is probably a slip."""
    close = difflib.get_close_matches(name.lower(), {each.lower() for each in known}, 1, NEAR)
    return next((each for each in known if close and each.lower() == close[0]), None)


def meant(name: str, known: Iterable[str]) -> str:
    """`: did you mean ...?` where a name is nearly one of those that are known."""
    near = nearest(name, known)
    return f": did you mean {near}?" if near else ""


TELLS = {
    "samples": "the samples of the training set",
    "devices": "the devices",
    "batch_size": "the batch size",
    "steps": "the number of steps",
    "epochs": "the number of epochs",
    "steps_per_epoch": "the steps of an epoch",
    "seq_len": "the tokens of a sample",
    "classes": "the number of classes",
    "lr": "the learning rate",
}


def told(missing: Iterable[str]) -> str:
    """What the missing facts are, in words."""
    return " and ".join(TELLS.get(fact, fact) for fact in missing)
