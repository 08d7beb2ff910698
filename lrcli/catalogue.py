"""The catalogue: which families there are and where each is declared. The only list in the program.

Native families are loaded together; a framework's module when the first of its dotted names is used.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from lrcli.schedules.schedule import FAMILIES, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOMS = (
    "schedules.families.flat",
    "schedules.families.decay",
    "schedules.families.anneal",
    "schedules.families.cyclic",
    "schedules.families.phased",
    "sources.plateau",
    "sources.formula",
    "sources.python",
    "sources.recorded",
    "schedules.chain",
    "schedules.around",
    "schedules.warmup",
)
"""The modules that declare native families, in the order in which `list` shows them."""


def closest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like a word that was typed; None when none is."""
    from difflib import get_close_matches  # only mistakes need it

    return next(iter(get_close_matches(word, list(names), n=1, cutoff=cutoff)), None)


class UnknownName(ValueError):
    """No family has this name."""


@cache
def _loaded() -> dict[str, type[Schedule]]:
    for room in ROOMS:
        import_module(f"lrcli.{room}")
    return {name: kind for room in ROOMS for name, kind in FAMILIES.items() if kind.__module__ == f"lrcli.{room}"}


def natives() -> list[type[Schedule]]:
    """The native families, in order."""
    return [kind for kind in _loaded().values() if not kind.combines]


def combinators() -> list[type[Schedule]]:
    """What combines schedules and is written as a call: repeat, floor, stepped, warmup."""
    return [kind for kind in _loaded().values() if kind.combines and not kind.operator]


@cache
def _by_word() -> dict[str, type[Schedule]]:
    kinds = [*natives(), *combinators()]
    return {word: kind for kind in kinds for word in (kind.family, *kind.aliases)}


@cache
def frameworks() -> tuple[str, ...]:
    """The frameworks whose schedulers are known, by the first part of their dotted names. Imports none of them."""
    from pkgutil import iter_modules

    package = import_module("lrcli.frameworks")
    return tuple(sorted(module.name for module in iter_modules(package.__path__) if not module.name.startswith("_")))


def schedulers(framework: str) -> list[type[Schedule]]:
    """The schedulers of one framework."""
    import_module(f"lrcli.frameworks.{framework}")
    return [kind for name, kind in FAMILIES.items() if name.startswith(f"{framework}.")]


def version(framework: str) -> str:
    """The version of a framework whose behaviour its schedulers have here."""
    found: str = import_module(f"lrcli.frameworks.{framework}").VERSION
    return found


def find(word: str) -> type[Schedule] | None:
    """The family that a word names: a name or an alias; None when there is none."""
    framework, dot, _ = word.partition(".")
    if dot:
        known = schedulers(framework) if framework in frameworks() else []
        return next((kind for kind in known if word in (kind.family, *kind.aliases)), None)
    return _by_word().get(word)


def family(word: str) -> type[Schedule]:
    """The family that a word names. UnknownName, with the nearest names, when there is none."""
    found = find(word)
    if found is None:
        raise UnknownName(f"no schedule is called {word}{nearest(word)}")
    return found


def nearest(word: str) -> str:
    """The hint that follows an unknown name."""
    framework, dot, _ = word.partition(".")
    if dot and framework in frameworks():
        names = [kind.family for kind in schedulers(framework)]
        close = closest(word, names, cutoff=0.5)
        return f"; did you mean {close}?" if close else f"; lrcli list {framework} shows what there is"
    if dot and frameworks():
        return f"; the frameworks are {', '.join(frameworks())}"
    close = closest(word.lower(), _by_word())
    return f"; did you mean {close}?" if close else "; lrcli list shows what there is"
