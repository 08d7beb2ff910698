"""What the formats of console logs share: lines to records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.reading.json_text import ObjectTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)"
"""A number as a program prints it."""
MARKUP = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""What colours a terminal."""
TYPED = re.compile(r"\b(?:np\.float\d+|tensor)\(([^(),]*)[^()]*\)")
"""A number with its type, as Python shows those of numpy and PyTorch."""


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, without colours."""
    if "\x1b" in text:
        text = MARKUP.sub("", text)
    if "np.float" in text or "tensor(" in text:
        text = TYPED.sub(r"\1", text)
    yield from enumerate(text.split("\n"), 1)


def records(name: str, found: list[tuple[int, dict[str, Any]]]) -> ObjectTable:
    """A table of records, each with the number of its line."""
    numbers = [number for number, _ in found]
    return ObjectTable(name, [row for _, row in found], lambda record: f"line {numbers[record]}")


def table_of_lines(name: str, text: str, read: Callable[[str], dict[str, Any] | None]) -> ObjectTable | None:
    """The table of the lines that `read` makes a record of; None where there is none."""
    found = [(number, row) for number, line in lines_of(text) if (row := read(line)) is not None]
    return records(name, found) if found else None
