"""The text of a topic as lines: the little of Markdown that topics are written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.cli.blocks import INDENT, Heading, command, paragraph, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAIR = re.compile(r" +(\S.*?) {2,}(\S.*)")
"""A term and what it means, on a line of its own."""
FAR = 2 * INDENT


def prose(text: str, width: int, known: Callable[[str], Sequence[tuple[str, str]]]) -> list[str]:
    """A text laid out for a width. `known` gives the terms that a line {name} stands for.

    Headings lose their #. Commands and what is in a fence stay as they are, lists and terms are filled, and so are the
    other lines; those with an indent where they do not fit. A line below a term, further in, goes on with its meaning.
    """
    first, *rest = text.strip().splitlines()
    lines: list[str] = [Heading(first.lstrip("# "))]
    filled: list[str] = []
    pairs: list[tuple[str, str]] = []
    inset: list[str] = []
    fenced = False
    for line in (*rest, ""):
        kind = kind_of(line, fenced)
        if kind == "inset" and pairs:
            term, meaning = pairs.pop()
            pairs.append((term, f"{meaning} {line.strip()}"))
            continue
        if kind != "inset" and inset:
            lines += fitted(inset, width)
            inset.clear()
        if kind != "text" and filled:
            lines += paragraph(" ".join(filled), width, hang=INDENT if filled[0].startswith("- ") else None)
            filled.clear()
        if kind != "pair" and pairs:
            lines += [each for term in terms(pairs, width) for each in term]
            pairs.clear()
        if kind == "fence":
            fenced = not fenced
        elif kind == "pair":
            term, meaning = PAIR.fullmatch(line).groups()  # type: ignore[union-attr]  # it is one
            pairs.append((term, meaning))
        elif kind == "command":
            lines += command(line.strip(), width, FAR)
        elif kind == "known":
            told = known(line.strip("{} "))
            filled += [term for term, meaning in told if not meaning]  # a sentence of its own
            pairs += [each for each in told if each[1]]
        elif kind == "inset":
            inset.append(line)
        elif kind == "heading":
            lines.append(Heading(line.lstrip("# ")))
        elif kind in ("text", "item"):
            filled.append(line.strip())
        elif kind == "as it is":
            lines.append(FAR + line if fenced else line)
        else:
            lines.append("")
    while not lines[-1]:
        lines.pop()
    return lines


def fitted(lines: Sequence[str], width: int) -> list[str]:
    """Lines with an indent: as they are where they fit, else filled."""
    if max(map(len, lines)) <= width:
        return list(lines)
    indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
    return paragraph(" ".join(line.strip() for line in lines), width, indent)


def kind_of(line: str, fenced: bool) -> str:
    """What a line of a topic is."""
    if line.startswith("```"):
        return "fence"
    if not line.strip():
        return "as it is" if fenced else "empty"
    if is_command(line) and (fenced or line.startswith(" ")):
        return "command"
    if fenced or line.startswith("|"):
        return "as it is"
    if line.startswith(" "):
        return "pair" if PAIR.fullmatch(line) else "inset"
    if re.fullmatch(r"\{[\w-]+\}", line):
        return "known"
    if line.startswith("#"):
        return "heading"
    return "item" if line.startswith("- ") else "text"


def is_command(line: str) -> bool:
    """Whether a line of a topic is something to type."""
    return line.split()[:1] == ["lrcli"]
