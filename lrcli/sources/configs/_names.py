"""Names of keys: those of a list, and which of them another one is probably a slip for."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR = 0.8
"""How alike two names are of which one is a slip for the other."""


def keys(text: str) -> frozenset[str]:
    """The keys that a text lists."""
    return frozenset(text.split())


def nearest(name: Any, known: Iterable[str]) -> str | None:
    """The name of which another one is probably a slip."""
    if not isinstance(name, str):  # a key of YAML may be of any kind
        return None
    close = difflib.get_close_matches(name.lower(), {each.lower() for each in known}, 1, NEAR)
    return next((each for each in known if close and each.lower() == close[0]), None)


def meant(name: str, known: Iterable[str]) -> str:
    """`: did you mean ...?` where a name is nearly one of those that are known."""
    near = nearest(name, known)
    return f": did you mean {near}?" if near else ""
