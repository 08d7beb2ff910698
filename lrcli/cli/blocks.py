"""Text for people, laid out for a width: paragraphs, lists of terms, commands. Names and values are never cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDEST = 100
"""Longer lines are hard to read."""
NARROWEST = 40
INDENT = "  "
SHARE = 0.38
"""Of the width, for terms; a longer term has lines of its own."""
WORD = r"""(?:'[^']*'|"[^"]*"|[^\s'"])+"""
"""A word of a command, what is in quotes in one piece."""


class Heading(str):
    """A line that is bold where that can be seen."""

    __slots__ = ()


def paragraph(text: str, width: int, indent: str = "", hang: str | None = None) -> list[str]:
    """A text in lines; `hang` is what all but the first begin with."""
    import textwrap  # for people alone

    later = indent if hang is None else hang
    wrapped = textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
    return wrapped or [""]


def terms(entries: Sequence[tuple[str, str]], width: int) -> list[list[str]]:
    """Each term with what it means, as the lines that it takes."""
    column = column_of([term for term, _ in entries], width)
    return [entry(term, text, column, width) for term, text in entries]


def column_of(names: Iterable[str], width: int) -> int:
    """Where the meanings of terms begin."""
    most = int(width * SHARE)
    fitting = [length for name in names if (length := len(INDENT + name) + 2) <= most]
    return max(fitting, default=min(most, 16))


def entry(term: str, text: str, column: int, width: int) -> list[str]:
    """One term, and what it means from a column on."""
    head = f"{INDENT}{term}"
    told = paragraph(text, width, " " * column) if text else []
    if told and len(head) + 2 <= column:
        return [head + told[0][len(head) :], *told[1:]]
    return [*broken(term, width, INDENT), *told]


def broken(text: str, width: int, indent: str) -> list[str]:
    """A text in lines that end after a blank, a comma, or the bar between two choices."""
    lines = [indent]
    for part in re.split(r"(?<=[|, ])", text):
        if len(lines[-1]) + len(part.rstrip()) > width and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append(indent + 2 * INDENT)
        lines[-1] += part
    return lines


def command(text: str, width: int, indent: str = INDENT) -> list[str]:
    """A command, in lines that a shell joins where it is too long for one. A flag stays with its value."""
    if len(indent + text) <= width:
        return [indent + text]
    lines = [indent]
    for word in re.findall(rf"-[\w-]+ (?!-){WORD}|{WORD}", text):
        if len(f"{lines[-1]}{word} \\") > width and lines[-1].strip():
            lines[-1] += "\\"
            lines.append(indent + 2 * INDENT)
        lines[-1] += f"{word} "
    return [line.rstrip() for line in lines]


def finished(lines: Iterable[str], bold: bool) -> str:
    """Lines as one text, headings bold if that can be seen."""
    return "".join(f"\x1b[1m{line}\x1b[0m\n" if bold and isinstance(line, Heading) else f"{line}\n" for line in lines)
