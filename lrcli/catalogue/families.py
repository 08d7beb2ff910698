"""Which families, schedulers and frameworks there are. They are found in their folders, not listed.

Native families are loaded together; a framework's module when the first of its dotted names is used. To add one: its
file. A file whose name begins with `_` declares nothing, nor does a folder, but for a framework's.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from lrcli.schedules.schedule import FAMILIES, Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDERS = {
    "schedules.families": ("flat", "decay", "anneal", "cyclic", "phased"),
    "sources": ("plateau", "formula", "python", "recorded"),
}
"""Where native families are declared, and the order in which `list` shows the known files; others follow by name."""
COMBINATORS = ("schedules.chain", "schedules.around", "schedules.warmup", "schedules.resumed")
"""The modules that declare what combines schedules."""


def modules(package: str, known: Sequence[str] = (), folders: bool = True) -> tuple[str, ...]:
    """The names of what lies in a package of lrcli: the known ones in their order, then the others. Imports none.

    `pkgutil` would do the same, and add 3 ms to every start.
    """
    names = []
    for path in import_module(f"lrcli.{package}").__path__:
        for entry in os.scandir(path):
            name, dot, ending = entry.name.partition(".")
            if name.startswith("_") or not name.isidentifier():
                continue
            if ending == "py" or (folders and not dot and os.path.exists(os.path.join(entry.path, "__init__.py"))):
                names.append(name)
    return (*(name for name in known if name in names), *sorted(set(names) - set(known)))


@cache
def _loaded() -> dict[str, type[Schedule]]:
    files = [f"{folder}.{name}" for folder, known in FOLDERS.items() for name in modules(folder, known, folders=False)]
    homes = [f"lrcli.{name}" for name in (*files, *COMBINATORS)]
    for home in homes:
        import_module(home)
    return {name: kind for home in homes for name, kind in FAMILIES.items() if kind.__module__ == home}


def names(kind: type[Schedule]) -> tuple[str, ...]:
    """All names of a family, its own first."""
    return (kind.family, *kind.aliases)


def summary(kind: type[Schedule]) -> str:
    """What a family is, in one line: the first of its docstring."""
    return (kind.__doc__ or "").partition("\n")[0].rstrip(".")


def natives() -> list[type[Schedule]]:
    """The native families, in order."""
    return [kind for kind in _loaded().values() if not kind.combines]


def combinators() -> list[type[Schedule]]:
    """What combines schedules and is written as a call: repeat, floor, stepped, warmup."""
    return [kind for kind in _loaded().values() if kind.combines and not kind.operator]


@lru_cache(maxsize=256)
def reader_of(text: str) -> type[Schedule] | None:
    """The family whose `text` may be a text of a program, such as `TrainingArguments()`; None where there is none."""
    return next((kind for kind in natives() if kind.reads is not None and kind.reads(text)), None)


@cache
def by_word() -> dict[str, type[Schedule]]:
    """The native families and what combines them by each of their names."""
    kinds = [*natives(), *combinators()]
    return {word: kind for kind in kinds for word in names(kind)}


@cache
def frameworks() -> tuple[str, ...]:
    """The frameworks whose schedulers are known, by the first part of their dotted names. Imports none of them."""
    return modules("frameworks")


def schedulers(framework: str) -> list[type[Schedule]]:
    """The schedulers of one framework."""
    import_module(f"lrcli.frameworks.{framework}")
    return [kind for name, kind in FAMILIES.items() if name.startswith(f"{framework}.")]


def version(framework: str) -> str:
    """The version of a framework whose behaviour its schedulers have here."""
    text: str = import_module(f"lrcli.frameworks.{framework}").VERSION
    return text


def module_words(framework: str) -> tuple[str, ...]:
    """The names of modules that people import a framework's schedulers from, beside its own."""
    words: tuple[str, ...] = getattr(import_module(f"lrcli.frameworks.{framework}"), "MODULES", ())
    return words


def choosers(framework: str) -> dict[str, tuple[str, ...]]:
    """The functions of a framework that make a scheduler of the name that they are given, and their arguments."""
    known: dict[str, tuple[str, ...]] = getattr(import_module(f"lrcli.frameworks.{framework}"), "CHOOSERS", {})
    return known
