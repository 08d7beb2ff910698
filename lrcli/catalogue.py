"""The catalogue: which families, schedulers and frameworks there are. They are found in their folders, not listed.

Native families are loaded together; a framework's module when the first of its dotted names is used. To add one: its
file. A file whose name begins with `_` declares nothing, nor does a folder, but for a framework's.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from lrcli.schedules.schedule import FAMILIES, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDERS = {
    "schedules.families": ("flat", "decay", "anneal", "cyclic", "phased"),
    "sources": ("plateau", "formula", "python", "recorded"),
}
"""Where native families are declared, and the order in which `list` shows the known files; others follow by name."""
COMBINATORS = ("schedules.chain", "schedules.around", "schedules.warmup")
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


def closest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like a word that was typed; None when none is."""
    from difflib import get_close_matches  # only mistakes need it

    return next(iter(get_close_matches(word, list(words), n=1, cutoff=cutoff)), None)


class UnknownName(ValueError):
    """No family has this name."""


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


@cache
def _by_word() -> dict[str, type[Schedule]]:
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


def find(word: str) -> type[Schedule] | None:
    """The family that a word names: a name or an alias; None when there is none."""
    framework, dot, _ = word.partition(".")
    if dot:
        known = schedulers(framework) if framework in frameworks() else []
        return next((kind for kind in known if word in names(kind)), None)
    return _by_word().get(word)


def family(word: str) -> type[Schedule]:
    """The family that a word names. UnknownName, with the nearest names, when there is none."""
    kind = find(word)
    if kind is None:
        raise UnknownName(f"no schedule is called {word}{nearest(word)}")
    return kind


def nearest(word: str) -> str:
    """The hint that follows an unknown name."""
    framework, dot, _ = word.partition(".")
    if dot and framework in frameworks():
        close = closest(word, [kind.family for kind in schedulers(framework)], cutoff=0.5)
        return f"; did you mean {close}?" if close else f"; lrcli list {framework} shows what there is"
    if dot and frameworks():
        return f"; the frameworks are {', '.join(frameworks())}"
    close = closest(word.lower(), _by_word())
    return f"; did you mean {close}?" if close else "; lrcli list shows what there is"
