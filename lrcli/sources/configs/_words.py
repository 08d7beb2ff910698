"""The words that a program takes on its command line, laid over its configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.reading.yaml_text import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator

NEGATIVE = re.compile(r"-[.\d]")


def pairs(words: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """Keys and values: `key=value`, `--key=value`, `--key value`, `KEY value`; None for a switch."""
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1 : index + 2]
        index += 1
        name, equals, value = word.partition("=")
        if equals:
            yield name.lstrip("-+"), value
        elif following and (not following[0].startswith("-") or NEGATIVE.match(following[0])):
            if word.startswith("-") and "=" in following[0]:
                yield name.lstrip("-+"), None  # a switch, and a word of its own
                continue
            yield name.lstrip("-+"), following[0]
            index += 1
        else:
            yield name.lstrip("-+"), None


def laid_over(tree: dict[str, Any], words: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay words over a mapping: `a.b=1` goes inside of a. The keys that were given."""
    changed: set[tuple[Any, ...]] = set()
    for name, value in pairs(words):
        place, path = tree, tuple(name.split(".")) if name not in tree else (name,)
        if not isinstance(tree.get(path[0]), dict) and len(path) > 1 and path[0] in tree:
            raise ValueError(f"{name}: {path[0]} is {tree[path[0]]!r:.40}, and no section")
        for key in path[:-1]:
            inner = place.get(key)
            place[key] = place = dict(inner) if isinstance(inner, dict) else {}
        place[path[-1]] = True if value is None else plain_value(value)
        changed.add(path)
    return changed


def flat(tree: dict[str, Any], words: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay the words of a flat command line over a mapping: dashes in names count as underscores."""
    changed: set[tuple[Any, ...]] = set()
    for name, value in pairs(words):
        key = name if name in tree else name.replace("-", "_")
        tree[key] = True if value is None else plain_value(value)
        changed.add((key,))
    return changed
