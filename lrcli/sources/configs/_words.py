"""The words that a program takes on its command line, laid over its configuration."""

from __future__ import annotations

import re
from copy import copy
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
        elif (
            not word.startswith("~")
            and following
            and (not following[0].startswith("-") or NEGATIVE.match(following[0]))
        ):
            if word.startswith("-") and "=" in following[0]:
                yield name.lstrip("-+"), None  # a switch, and a word of its own
                continue
            yield name.lstrip("-+"), following[0]
            index += 1
        else:
            yield name.lstrip("-+"), None


def laid_over(tree: dict[str, Any], words: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay words over a mapping: `a.b=1` goes inside of a, `a.0=1` into a list, `~a.b` takes out. The keys given."""
    changed: set[tuple[Any, ...]] = set()
    for word, value in pairs(words):
        name = word.removeprefix("~")
        place: Any = tree
        path = (name,) if name in tree else tuple(name.split("."))
        if not isinstance(tree.get(path[0]), dict | list) and len(path) > 1 and path[0] in tree:
            raise ValueError(f"{name}: {path[0]} is {tree[path[0]]!r:.40}, and no section")
        for each in path[:-1]:
            key = key_in(place, each, name)
            inner = place[key] if isinstance(place, list) else place.get(key)
            place[key] = place = copy(inner) if isinstance(inner, dict | list) else {}
        last = key_in(place, path[-1], name)
        if word == name:
            place[last] = True if value is None else plain_value(value)
        elif isinstance(place, list) or last in place:
            del place[last]
        else:
            raise ValueError(f"{word}: there is no {name} to take out")
        changed.add(path)
    return changed


def key_in(place: Any, key: str, name: str) -> Any:
    """A key of a mapping, or a place in a list. ValueError for a place that a list does not have."""
    if not isinstance(place, list):
        return key
    if not (key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(place)):
        raise ValueError(f"{name}: {key:.20} is no place in a list of {len(place)}: they are counted from 0")
    return int(key)


def flat(tree: dict[str, Any], words: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay the words of a flat command line over a mapping: dashes in names count as underscores."""
    changed: set[tuple[Any, ...]] = set()
    for name, value in pairs(words):
        key = name if name in tree else name.replace("-", "_")
        tree[key] = True if value is None else plain_value(value)
        changed.add((key,))
    return changed
