"""Files that a configuration builds on: `_base_` of MMEngine, `_BASE_` of Detectron2.

They are named by a path from the file that names them. Nothing of them is executed, and nothing is fetched.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lrcli.reading.documents import read_document
from lrcli.sources.configs._notes import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.reading.documents import Document

MOST_DEEP = 20
MOST_FILES = 100


def bases(document: Document, names: Any, seen: tuple[str, ...] = ()) -> list[tuple[Document, tuple[str, ...]]]:
    """The documents that one names, each with the files on the way to it. ConfigError for what is not read."""
    found = []
    for name in [names] if isinstance(names, str) else names if isinstance(names, list) else [names]:
        if not isinstance(name, str) or not name.strip():
            raise ConfigError(f"{document.name}: {name!r:.40} is no file to build on")
        if os.path.isabs(name) or name.startswith("~") or "://" in name or "::" in name:
            raise ConfigError(f"{document.name} builds on {name}: only files by a path from its own folder are read")
        path = os.path.normpath(os.path.join(os.path.dirname(document.path), name))
        if path in seen or len(seen) > MOST_DEEP:
            raise ConfigError(f"{document.name} builds on {name}, which goes round in a circle, or too deep")
        found.append((read_document(path), (*seen, path)))
    return found


def built(
    document: Document,
    key: str,
    merge: Callable[[dict[Any, Any], dict[Any, Any]], dict[Any, Any]],
    resolve: Callable[[dict[Any, Any], dict[Any, Any]], dict[Any, Any]] | None = None,
    apart: str = "",
    seen: tuple[str, ...] = (),
) -> dict[Any, Any]:
    """The tree of a document laid over those that it names under `key`.

    `merge` lays the second over the first; `resolve` puts what the first has into references of the second. `apart`
    names the program where it refuses a key that two of them have.
    """
    tree = deepcopy(document.tree) if isinstance(document.tree, dict) else {}
    names = tree.pop(key, None)
    below: dict[Any, Any] = {}
    for base, way in bases(document, names, seen) if names is not None else []:
        if len(way) > MOST_FILES:
            raise ConfigError(f"{document.name} builds on more than {MOST_FILES} files")
        found = built(base, key, merge, resolve, apart, way)
        twice = [name for name in found if name in below and not str(name).startswith("__")] if apart else []
        if twice:
            told = ", ".join(map(str, twice[:5]))
            raise ConfigError(f"{document.name} builds on several files that have {told}, and {apart} refuses that")
        below = merge(below, found)
    return merge(below, resolve(below, tree) if resolve else tree)
