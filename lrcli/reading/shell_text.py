"""The commands of a shell script, with their flags; nothing is executed."""

from __future__ import annotations

from typing import Any

from lrcli._tuples import NamedTuple


class Command(NamedTuple):
    """A command: the words before its first flag, its flags, and the line of each."""

    words: list[str]
    flags: dict[str, Any]
    lines: dict[tuple[Any, ...], int]


def read_shell(text: str) -> list[Command] | None:
    """The commands of a script that have flags; None for a text that is no script."""
    return None
