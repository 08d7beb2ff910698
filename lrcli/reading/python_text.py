"""Python's assignments as plain values, read from the syntax tree; nothing is executed."""

from __future__ import annotations

from typing import Any

from lrcli._tuples import NamedTuple


class PythonText(NamedTuple):
    """What a Python file assigns: the values of its names, and the line of each key."""

    tree: dict[str, Any]
    lines: dict[tuple[Any, ...], int]


def read_python(text: str) -> PythonText | None:
    """What a Python file assigns; None for a text that is no Python, or assigns nothing."""
    return None
