"""What `lrcli help TOPIC` tells: a text for each topic. To add one: its file, NAME.txt or NAME.md.

The first line says what the topic is about. What is indented, or in a fence of ```, stays as it is; other lines are
filled to the width. A line {name} stands for what the program knows itself (`cli/known.py`).
"""

from __future__ import annotations

import os
from functools import cache

ENDINGS = (".txt", ".md")
FIRST = ("notation", "durations", "output", "formats", "exit-codes", "frameworks", "logs", "configs")
"""The order in which topics are named; others follow."""


@cache
def _files() -> dict[str, str]:
    """The files of the topics by their names."""
    found = {}
    for entry in os.scandir(os.path.dirname(__file__)):
        stem, ending = os.path.splitext(entry.name)
        if ending in ENDINGS and stem[0] != "_":
            found[stem] = entry.path
    names = [*(name for name in FIRST if name in found), *sorted(found.keys() - set(FIRST))]
    return {name: found[name] for name in names}


def names() -> tuple[str, ...]:
    """The topics there are."""
    return tuple(_files())


def text(name: str) -> str:
    """The text of a topic."""
    with open(_files()[name], encoding="utf-8") as file:
        return file.read()


def about(name: str) -> str:
    """What a topic is about, in one line."""
    with open(_files()[name], encoding="utf-8") as file:
        return file.readline().lstrip("# ").rstrip(".\n")
