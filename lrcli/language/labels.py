"""Lines and words around a schedule: where its label may end, and where a comment begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = re.compile("[\"'$([{)\\]}]")
"""What may begin or end a stretch whose characters do not count."""


def label_ends(word: str) -> list[int]:
    """Where `=` may end a label: outside of brackets and quotes, and no part of == <= >= !=."""
    return [
        place
        for place in _outside(word)
        if word[place] == "="
        and word[place + 1 : place + 2] != "="
        and word[place - 1 : place] not in ("=", "<", ">", "!")
    ]


def without_comment(line: str) -> str:
    """A line without its comment, which begins at a # outside of brackets and quotes: the first, or after a blank."""
    begins = (place for place in _outside(line) if line[place] == "#" and (place == 0 or line[place - 1].isspace()))
    return line[: next(begins, len(line))]


def _outside(text: str) -> Iterator[int]:
    """The places of the characters outside of brackets and quotes, for which the $ around mathematics count too.

    A quote that follows a letter or a digit is an apostrophe, and one that is never closed is no quote either.
    """
    depth = place = 0
    while place < len(text):
        mark = text[place]
        if mark in "\"'$" and not (place and text[place - 1].isalnum()):
            place = _closing(text, place) or place
        elif mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth = max(depth - 1, 0)
        elif not depth:
            yield place
        place += 1
        if depth:
            found = MARK.search(text, place)
            place = found.start() if found else len(text)


def _closing(text: str, place: int) -> int | None:
    """Where the quote at a place is closed."""
    end = place + 1
    while end < len(text) and text[end] != text[place]:
        end += 2 if text[end] == "\\" else 1
    return end if end < len(text) else None
