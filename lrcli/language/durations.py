"""What Python's syntax does not know without quotes: durations, `warmup=10%`, `[:30ep]`, `2k`, and `my.py:decay`.

Before a text is parsed, each of them becomes a name of as many characters. So every place in the tree is the place in
the text as it was typed. Afterwards the name in the tree is given what was typed, which no name of Python's can be.
Comments and the ends of lines become blanks. Nothing in quotes or in a lambda is changed.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from lrcli.clock import WRITTEN, Duration, plain_decimal
from lrcli.language.errors import NotationError
from lrcli.language.pasted import as_names
from lrcli.language.syntax import NOTATION, Limits, Source, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKENS = re.compile(
    r"""
    (?P<text>  \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<blank>  [ \t]+ )
  | (?P<gap>  \#[^\n]* | \s | \\(?=\s) )
  | (?P<name>  [^\W\d][\w.]* )
  | (?P<number>  \.?\d(?:[eE][+-]?(?=\d)|[\w.])* )
  | (?P<mark>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OF_PYTHON = re.compile(r"0[xXoObB]\w+|(?:\d[\d_]*\.?[\d_]*|\.[\d_]+)(?:[eE][+-]?[\d_]+)?[jJ]?")
_FOLLOWS_PERCENT = re.compile(r"\s*(?:[,)\]:}*/>=#]|$)")  # no value begins so: this % is no modulo
_FOLLOWS_UNIT = re.compile(r"(?![\w.(\"'])")  # as any name ends
_FUNCTION = re.compile(r"(?:~?/|\.{1,2}/)?(?:[\w.-]{1,100}/){0,20}[\w.-]{1,100}\.py:[^\W\d]\w*")
_SIGN = re.compile(r"[+-][ \t]*(?=[\d.])")


class DurationSource(Source):
    """A text in which durations and functions of files may stand without quotes, and its tree: they are names there."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.unquoted: dict[int, str] = {}
        """Where each of them begins, and its text."""
        super().__init__(text, limits)
        for node in ast.walk(self.tree) if self.unquoted else ():
            if isinstance(node, ast.Name) and not node.id.strip("_"):
                node.id = self.unquoted.get(self.place(node)[0], node.id)

    def python(self, text: str) -> str:
        pieces = []
        end = 0
        for start, stop, kept in _changes(text):
            if kept:
                self.unquoted[start] = text[start:stop]
            pieces += [text[end:start], ("_" if kept else " ") * (stop - start)]
            end = stop
        return "".join([*pieces, text[end:]])


def is_duration(name: str) -> bool:
    """Whether a name in a tree is a duration."""
    return name[:1] in "+-.0123456789" and not is_function(name)


def is_function(name: str) -> bool:
    """Whether a name in a tree is a function of a file, such as `my.py:decay`."""
    return ":" in name


def no_number(value: Any, needed: str, before: str = "", after: str = "") -> str:
    """Why a duration is not the number that is needed, and what to write; empty for what is no duration."""
    try:
        duration = Duration(value)
    except ValueError:
        return ""
    what, number = {
        "": ("a count", plain_decimal(duration.number)),
        "%": ("a share", plain_decimal(duration.number / 100)),
    }.get(duration.unit, ("a duration", ""))
    return f"{value} is {what}, and {needed} is a plain number" + (f": write {before}{number}{after}" if number else "")


def _changes(text: str) -> Iterator[tuple[int, int, bool]]:
    """What is not Python's: where it begins and ends, and whether it is kept; comments and ends of lines are not.

    Unreadable for letters after a number that are no unit.
    """
    at, depth, before = 0, 0, ""
    files = ".py:" in text
    outside, body = -1, False  # of a lambda: the brackets around it, and whether its colon was passed
    while at < len(text):
        token = _TOKENS.match(text, at)
        if token is None:
            return
        kind, found, at = token.lastgroup, token[0], token.end()
        if kind == "gap":
            yield token.start(), at, False
        if kind in ("gap", "blank"):
            continue
        if kind == "mark":
            depth += (found in "([{") - (found in ")]}")
            body = body or found == ":"
            if outside > depth or (outside == depth and body and found == ","):
                outside = -1
        if kind == "name" and found == "lambda" and outside < 0:
            outside, body = depth, False
        if files and outside < 0 and (function := _FUNCTION.match(text, token.start())):
            at = function.end()
            yield token.start(), at, True
        signed = _SIGN.match(text, token.start()) if before in ("", *"([{,:=") else None
        alone = not before or (before.isascii() and not before[-1].isalnum() and before[-1] not in "_.")
        if outside < 0 and alone and (signed or kind == "number"):
            stop = _end_of_duration(text, signed.end() if signed else token.start())
            if stop:
                yield token.start(), stop, True
                at = stop
        before = found


def _end_of_duration(text: str, start: int) -> int | None:
    """Where the duration ends that begins with the number at `start`; None for a number alone."""
    written, number = WRITTEN.match(text, start), _TOKENS.match(text, start)
    if written is None or number is None or number.lastgroup != "number":
        return None
    _, scale, unit = written.groups(default="")
    end = written.end(3 if unit else 2) if scale or unit else start
    follows = _FOLLOWS_PERCENT if unit == "%" else _FOLLOWS_UNIT
    whole = start < end >= number.end() and "\n" not in text[start:end]
    if whole and follows.match(text, end):
        return end
    if not whole and not _OF_PYTHON.fullmatch(number[0]):
        meant = f"; {number[0]}tok?" if WRITTEN.fullmatch(f"{number[0]}tok") else ""
        reason = f"{number[0]} is neither a number nor a duration such as 5ep, 500st, 10% or 2k{meant}"
        raise Unreadable("grammar", reason, start, number.end())
    return None


def notation_source(text: str) -> DurationSource:
    """A text of the notation with its tree."""
    text = re.sub(r"\A(?:\s+|#[^\n]*(?:\n|$))+", "", re.sub(r"\r\n?", "\n", text)).rstrip()
    text = text if "#" in text else text.replace("\n", " ")  # a comment ends with its line
    text = re.sub(r"\Areturn\s+", "", text)
    text = as_names(re.sub(r"[\s,;]+$", "", text))
    if not text:
        raise NotationError("an empty text is no schedule")
    try:
        return DurationSource(text, NOTATION)
    except Unreadable as error:
        if error.cause == "grammar":
            raise NotationError(f"not a schedule: {error.reason}", text, error.start, error.end) from None
        raise NotationError(f"the text {error.reason}") from None
