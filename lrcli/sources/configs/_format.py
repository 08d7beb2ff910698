"""What a format of configurations is, and which there are."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.catalogue import modules
from lrcli.reading.documents import PYTHON
from lrcli.reading.shell_text import Untold
from lrcli.sources.configs._calls import call_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.reading.documents import Document
    from lrcli.sources.configs._calls import Found
    from lrcli.sources.configs._flags import Flags
    from lrcli.sources.configs._notes import Started
    from lrcli.sources.configs._settings import Plan, Settings

PACKAGE = "sources.configs"
ELSE = 99
"""The order of the format that any mapping is taken for."""
HANDED = re.compile(r"[\w./-]+\.(?:ya?ml|toml|json)\b")
"""The name of a configuration, as a script hands it to a program."""


class Format(NamedTuple):
    """A format of configurations.

    name     as `format=` takes it
    program  whose it is, as messages call it
    order    when it is asked whether it fits: the lowest first
    fits     whether a document is one, by its content alone; never, for one that has to be named
    read     what it makes of the settings; ConfigError where the program refuses them
    tree     the mapping of a document whose tree is none: of a text, of the flags of a script; None where it has none
    words    what the words of `set` are laid over the tree as; by default as `key=value`, dots going inside
    once     whether the program refuses a key that is there twice, as OmegaConf does; the last counts for any other
    starts   how many devices a command trains on that no launcher starts, and what tells it; None where it does not
             tell. Without it nothing tells
    calls    what Python calls to make one: its keys are the arguments, and these may stand without their names
    """

    name: str
    program: str
    order: int
    fits: Callable[[Document], bool]
    read: Callable[[Settings], Plan]
    tree: Callable[[Document], dict[str, Any]] | None = None
    words: Callable[[dict[str, Any], tuple[str, ...]], set[tuple[Any, ...]]] | None = None
    once: bool = False
    starts: Callable[[Flags], Started | None] | None = None
    calls: dict[str, tuple[str, ...]] = {}


@cache
def formats() -> dict[str, Format]:
    """The formats by their names, in the order in which they are asked."""
    found = [import_module(f"lrcli.{PACKAGE}.{name}").FORMAT for name in modules(PACKAGE)]
    return {each.name: each for each in sorted(found, key=lambda each: each.order)}


def format_of(document: Document) -> Format | None:
    """The format whose call a program makes, else the first that a document fits."""
    call = call_of(document)
    if call is not None:
        return next(each for each in formats().values() if call.name in each.calls)
    if document.kind == PYTHON and isinstance(document.tree, dict):  # what a name stands for in a program tells nothing
        told = {key: value for key, value in document.tree.items() if not isinstance(value, Untold)}
        document = document._replace(tree=told)
    return next((each for each in formats().values() if each.fits(document)), None)


def call_of(document: Document) -> Found | None:
    """The call in a program that makes a configuration; None without one. ConfigError where it is not sure which."""
    return call_in(document, frozenset(name for each in formats().values() for name in each.calls))


def never(_: Document) -> bool:
    """Of a format that has to be named: no document tells that it is one."""
    return False


def has(document: Document, *keys: str) -> bool:
    """Whether a document is a mapping with all of some keys; `a.b` is inside of a."""
    return all(inside(document.tree, key) is not None for key in keys)


def inside(tree: Any, key: str) -> Any:
    """What a mapping has under `a.b`; None where there is nothing."""
    for name in key.split("."):
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree
