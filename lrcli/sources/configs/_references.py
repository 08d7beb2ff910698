"""References from one key of a configuration to another, `${a.b}`, as OmegaConf reads them.

A reference is from the root of the file, or from where it stands where it begins with dots. A text that is one
reference is what stands there, of any kind; among other text it is put in as text. What a file cannot tell, such as
`${oc.env:LR}`, and what has to be given, `???`, stays untold: it is asked for when a key that matters has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.reading.shell_text import Untold
from lrcli.sources.configs._notes import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.sources.configs._settings import Settings

REFERENCE = re.compile(r"\$\{([^${}]*)\}")
PART = re.compile(r"[^.\[\]]+")
MISSING = "???"
MOST_IN_A_ROW = 40
"""References that lead to another, at most."""
LONGEST = 10_000
"""Characters of a text that references make, at most."""


class Place(NamedTuple):
    """A mapping or a list, and those that it stands in, the file's own first."""

    inside: Any
    around: tuple[Any, ...]

    def at(self, key: Any) -> Place:
        return Place(self.inside[key], (*self.around, self.inside))


class UnknownReference(LookupError):
    """A reference to what the file does not tell."""


def follow(settings: Settings) -> None:
    """Put what references stand for into the tree of the settings. ConfigError for those that go round in a circle."""
    References(settings).everywhere()


class References:
    """The references of a tree.

    open  the texts that are being read, by their mapping or list and their key there
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.root = settings, Place(settings.tree, ())
        self.open: dict[tuple[int, Any], str] = {}

    def everywhere(self) -> None:
        """Read all of them; a mapping that stands in several places is gone through once."""
        todo, seen = [self.root], set[int]()
        while todo:
            place = todo.pop()
            if id(place.inside) in seen:
                continue
            seen.add(id(place.inside))
            keys = [key for key in keys_of(place.inside) if isinstance(self.value(place, key), dict | list)]
            todo.extend(map(place.at, keys))

    def value(self, place: Place, key: Any) -> Any:
        """What stands under a key of a mapping or list."""
        found = place.inside[key]
        if not isinstance(found, str) or isinstance(found, Untold) or not ("${" in found or found == MISSING):
            return found
        mark = id(place.inside), key
        if mark in self.open or len(self.open) > MOST_IN_A_ROW:
            name, chain = self.settings.document.name, " and ".join([*self.open.values()][:3])
            what = "goes round in a circle" if mark in self.open else f"leads to more than {MOST_IN_A_ROW} others"
            raise ConfigError(f"{name}: the reference {chain or found:.80} {what}")
        self.open[mark] = found
        try:
            place.inside[key] = value = self.read(place, found)
        finally:
            del self.open[mark]
        return value

    def read(self, place: Place, text: str) -> Any:
        """What a text with references comes to."""
        if text == MISSING:
            return Untold(text)
        made = text
        for _ in range(MOST_IN_A_ROW):
            match = REFERENCE.search(made)
            if match is None:
                return made
            try:
                value = self.named(place, match[1].strip())
            except UnknownReference:
                break
            if match[0] == made:
                return value
            if isinstance(value, Untold | dict | list):
                break
            made = f"{made[: match.start()]}{value}{made[match.end() :]}"
            if len(made) > LONGEST:
                break
        return Untold(text)

    def named(self, place: Place, name: str) -> Any:
        """What a reference names. UnknownReference where it names nothing in the file."""
        if not name or ":" in name:
            raise UnknownReference(name)
        dots = len(name) - len(name.lstrip("."))
        chain = [*place.around, place.inside]
        if dots > len(chain):
            raise UnknownReference(name)
        depth = len(chain) - dots if dots else 0
        at = Place(chain[depth], tuple(chain[:depth]))
        parts = PART.findall(name)
        for index, part in enumerate(parts):
            key = next((key for key in keys_of(at.inside) if str(key) == part), None)
            if key is None:
                raise UnknownReference(name)
            value = self.value(at, key)
            if index == len(parts) - 1:
                return value
            at = Place(value, (*at.around, at.inside))
        raise UnknownReference(name)


def keys_of(inside: Any) -> Iterator[Any]:
    """The keys of a mapping, the numbers of a list; nothing of anything else."""
    if isinstance(inside, dict):
        yield from list(inside)
    elif isinstance(inside, list):
        yield from range(len(inside))
