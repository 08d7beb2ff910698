"""What a configuration says: asked for key by key, so that it is known which keys mattered, and what they came to."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, NoReturn

from lrcli._tuples import NamedTuple
from lrcli.catalogue import find
from lrcli.reading.documents import is_number
from lrcli.reading.shell_text import Untold
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import INPUT
from lrcli.sources.configs._names import keys, meant, nearest
from lrcli.sources.configs._notes import (
    DEFAULT,
    FAMILY,
    FILE,
    FLAG,
    IGNORED,
    SET,
    ConfigError,
    Entry,
    MissingError,
    Noted,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from lrcli.clock import Run
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._flags import Flags
    from lrcli.sources.configs._notes import Started

__all__ = [
    "DEFAULT",
    "FAMILY",
    "FILE",
    "FLAG",
    "IGNORED",
    "SET",
    "ConfigError",
    "Entry",
    "Facts",
    "MissingError",
    "Plan",
    "Settings",
    "keys",
    "meant",
    "nearest",
    "shown",
]

MOST = 1e300
"""No number of a configuration is as large."""
BOUNDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "above": (operator.gt, "above"),
    "least": (operator.ge, "at least"),
    "below": (operator.lt, "below"),
    "most": (operator.le, "at most"),
}


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


class Asked(Noted):
    """The keys of a configuration, asked for one by one as what they have to be.

    program   whose configuration it is, as messages call it
    """

    def __init__(self, document: Document, tree: dict[Any, Any], program: str) -> None:
        super().__init__(document, tree)
        self.program = program

    def value(self, key: str, default: Any = None, means: str = "") -> Any:
        """What stands under a key, else the program's default. It is noted as a key that mattered."""
        if self.has(key):
            found = self.get(key)
            if isinstance(found, Untold):
                self.refuse_untold(key, found)
            self.note_key(key, found, means)
            return found
        self.note_default(key, default, means)
        return default

    def refuse_untold(self, key: str, found: Untold) -> NoReturn:
        """ConfigError for what a file leaves to others: a variable of the shell, a reference to nothing in it."""
        full = ".".join(map(str, self.path(key)))
        names = " and ".join(found.names)
        what = f"the file does not tell {names}" if names else "the file leaves it to others"
        self.refuse(key, f"{full} is {found:.60}, and {what}: give it with --set {full}=VALUE")

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
        if isinstance(found, bool) or not isinstance(found, int | float) or not -MOST < found < MOST:
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


class Settings(Asked):
    """A configuration, or a section of one, with what the run's flags tell beside it.

    facts     what the flags tell
    beside    the configuration that was given beside it, or None
    missing   the facts that are asked for, and what would do as well
    used      the facts that were looked at
    starts    how the program tells the devices of a command, as its format has it
    """

    starts: Callable[[Flags], Started | None] | None = None

    def __init__(
        self, document: Document, tree: dict[Any, Any], program: str, facts: Facts, beside: Document | None = None
    ) -> None:
        super().__init__(document, tree, program)
        self.facts, self.beside = facts, beside
        self.missing: dict[str, str] = {}
        self.used: set[str] = set()

    def section(self, key: str) -> Settings:
        """The settings inside of a key; empty ones where it has none. What is asked of them is noted here."""
        inside = self.get(key)
        if isinstance(inside, Untold):
            self.refuse_untold(key, inside)
        if inside is not None and not isinstance(inside, dict):
            self.refuse(key, f"{key} is a section, not {inside!r:.40}")
        section = self.with_tree(inside or {})
        section.prefix = self.path(key)
        return section

    def with_tree(self, tree: dict[Any, Any]) -> Settings:
        """The settings of another tree of the same document. What is asked of them is noted here."""
        other = Settings(self.document, tree, self.program, self.facts, self.beside)
        other.prefix, other.changed, other.entries = self.prefix, self.changed, self.entries
        other.remarks, other.missing, other.used = self.remarks, self.missing, self.used
        return other

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
        if self.has(key) and self.get(key) != told and not isinstance(self.get(key), Untold):
            text = f"{self.where(key)} has {key} {shown(self.get(key))}: {flag_of(fact)} {shown(told)} goes before it"
            self.remark("config-overridden", text, INPUT, key)
        return told

    def overridden_number(self, key: str, fact: str, default: Any = None, means: str = "", **bounds: float) -> Any:
        """As `overridden`, of any number."""
        if getattr(self.facts, fact) is None:
            return self.number(key, default, means, **bounds)
        return self.overridden(key, fact, default, means, **bounds)

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
        raise MissingError(
            f"{self.document.name} does not tell {told(self.missing)}: give {', or '.join([listed, *instead])}"
        )

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
                absent = "" if near in self.tree else f", and {near} is not there"
                text = f"{self.program} does not read {key}{absent}: did you mean {near}?"
                self.warn("config-near-miss", key, text, f"write {near}")

    def made(self, family: str, key: str = "", **arguments: Any) -> Schedule:
        """A schedule of a family; what it refuses is refused at a key of the configuration."""
        kind = find(family)
        if kind is None:
            self.refuse(key, f"{self.program} has no scheduler {family}")
        for name, value in arguments.items():
            if isinstance(value, Untold):
                self.refuse_untold(key, value)
            if isinstance(value, str) and is_number(value):
                arguments[name] = self.as_number(name, value)
        try:
            return kind(**arguments)
        except FieldError as error:
            self.refuse(key, f"{error}")


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
