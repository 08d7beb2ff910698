"""Text in the cells of a terminal: with nothing in it that a terminal obeys, measured, cut, padded and wrapped.

A Chinese character and most emoji take two cells, a combining accent takes none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NARROW = re.compile("[ -~\u00a0-\u02ff\u2026\u2500-\u259f\u2800-\u28ff]*")
"""One cell each: Latin, the ellipsis, and what boxes, bars and charts are drawn of. Other texts need rich's tables."""
OBEYED = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Control and format characters, halves of characters, ends of lines: by their category in Unicode."""
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
RULE = 60
EXCERPT = 78
"""Characters of an excerpt, the blanks before it included."""


class Heading(str):
    """A line that stands out where colours do."""

    __slots__ = ()


def visible(text: str) -> str:
    r"""The text with control and format characters (escapes, bidi, NUL, line separators) as `\x1b`.

    This is the one place where it is done. What is done to it a second time stays as it is.
    """
    if text.isprintable():
        return text
    from unicodedata import category  # such texts are rare

    return "".join(
        char.encode("unicode_escape").decode() if not char.isprintable() and category(char) in OBEYED else char
        for char in text
    )


def one_line(text: str) -> str:
    """The same for a text that may have been written in several lines: any blanks between its words are one."""
    return visible(re.sub("[ \t\r\n]+", " ", text).strip(" "))


def cells(text: str) -> int:
    """How many cells a text takes."""
    if NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len  # for other alphabets alone

    return cell_len(text)


def clusters(text: str) -> list[str]:
    """The characters, each with those that take no cell of their own behind it."""
    if NARROW.fullmatch(text):
        return list(text)
    parts: list[str] = []
    for char in text:
        if parts and not cells(char):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def split_at(text: str, width: int) -> tuple[str, str]:
    """The beginning that fits a width, and the rest."""
    if NARROW.fullmatch(text):
        return text[:width], text[width:]
    used, size = 0, 0
    for cluster in clusters(text):
        used += cells(cluster)
        if used > width:
            break
        size += len(cluster)
    return text[:size], text[size:]


def ending(text: str, width: int) -> str:
    """The end of a text that fits a width."""
    kept = ""
    for cluster in reversed(clusters(text)):
        if cells(cluster + kept) > width:
            break
        kept = cluster + kept
    return kept


def cut(text: str, width: int, dots: str = "…") -> str:
    """A text that fits a width, its middle left out where it must be."""
    if cells(text) <= width:
        return text
    keep = max(width - len(dots), 2)
    return split_at(text, keep - keep // 3)[0] + dots + ending(text, keep // 3)


def fitted(text: str, width: int, unicode: bool) -> str:
    """Any text on one line that fits a width, in ASCII where nothing else can be shown."""
    text = one_line(text)
    if not unicode:
        text = text.encode("ascii", "backslashreplace").decode()
    return cut(text, width, "…" if unicode else "...")


def padded(text: str, width: int, right: bool = False) -> str:
    """A text filled with blanks to a width; `right` puts them before it."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """The lines of a text, broken between words; a word is cut where it is wider than a line.

    The first line begins with the blanks that the text begins with, the others with `indent`. No width, one line.
    """
    text = visible(text)
    if width is None or cells(text) <= width:
        return [text]
    width = max(width, 8)
    indent = indent[: width // 2]
    lines: list[str] = []
    line = ""
    for piece in re.findall(" *[^ ]+", text):  # a word, and the blanks before it
        if cells(line + piece) <= width:
            line += piece
            continue
        if line:
            lines.append(line)
        line = indent + piece.lstrip(" ") if line else piece
        while cells(line) > width:
            head, rest = split_at(line, width)
            lines.append(head)
            line = indent + rest
    return [*lines, line]


def pointed(before: str, marked: str, after: str, width: int = EXCERPT) -> list[str]:
    """A text and a line of carets below what is marked in it, cut around the mark where it is wider than that."""
    before, marked, after = (visible(part.replace("\t", " ")) for part in (before, marked, after))
    room = max(width - 8, 12)  # without two blanks, and dots at both ends
    kept = ending(before, 4 * room // 7)
    left = "..." if kept != before else ""
    shown, rest = split_at(kept + marked + after, room)
    line = left + shown + ("..." if rest else "")
    at = cells(left + kept)
    carets = max(1, min(cells(marked), cells(line) - at))
    return [f"  {line}", f"  {' ' * at}{'^' * carets}"]


def message(text: str, width: int | None = None) -> str:
    """What is said, for a width: broken between words, but for what begins with two blanks.

    That is an excerpt and the carets below it: it is cut around them instead. Other ends of lines came from what was
    typed, and are shown.
    """
    first, *excerpt = re.split("\n(?=  )", text)
    lines = wrapped(first, width, "  ")
    if width and len(excerpt) == 2 and set(excerpt[1]) == {" ", "^"} and cells(excerpt[0]) > width:
        before, rest = split_at(excerpt[0][2:], excerpt[1].index("^") - 2)
        excerpt = pointed(before, *split_at(rest, excerpt[1].count("^")), width)
    return "\n".join([*lines, *map(visible, excerpt)])


def blocks(parts: Iterable[Iterable[str]], width: int | None) -> Iterator[str]:
    """The lines of several reports, with a rule between one and the next."""
    for index, part in enumerate(parts):
        if index:
            yield from ("", "-" * min(RULE, width or RULE))
        yield from part


def page(lines: Iterable[str], width: int | None = None, bold: bool = False) -> str:
    """A report as text for people: nothing in it that a terminal obeys, and no line wider than the terminal.

    Without a width, as for a pipe, lines are as long as they are.
    """
    text = []
    for line in lines:
        shown = wrapped(line, width, " " * (len(line) - len(line.lstrip(" ")) + 4))
        text += [f"{BOLD}{part}{PLAIN}" for part in shown] if bold and isinstance(line, Heading) else shown
    return "".join(f"{line}\n" for line in text)
