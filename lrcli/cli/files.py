"""A word that is a file: a log, a configuration, or schedules one a line, told apart by content."""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from lrcli.catalogue import find
from lrcli.cli.errors import StreamFault, UsageFault
from lrcli.language.notation import parse, split_label
from lrcli.reading.bounded import STANDARD_INPUT
from lrcli.schedules.kinds import quoted

if TYPE_CHECKING:
    from lrcli.language.given import Given
    from lrcli.schedules.schedule import Schedule

ENDINGS = (
    *("yaml", "yml", "json", "jsonl", "ndjson", "toml", "py", "sh", "cfg", "ini"),
    *("csv", "tsv", "log", "txt", "keras", "gz"),
)
"""What names of files end with that are a configuration or a log; no schedule has such a name."""
FROM_FILE = "@"
"""In front of the name of a file with schedules."""
PLAIN = re.compile(r"[^\s()\[\]{}<>*\"',;=:|]+")
"""A word that is no expression."""


def is_file(text: str) -> bool:
    """Whether a word is the name of a file, and none of the catalogue. StreamFault for such a name without a file.

    The catalogue, which loads every framework for a name that it does not know, is asked where the name may be in it.
    """
    named = bool(PLAIN.fullmatch(text)) and ("/" in text or text.rpartition(".")[2].lower() in ENDINGS)
    if os.path.exists(text):
        return named or find(text) is None
    if named:
        raise StreamFault(f"cannot read {text}: there is no such file")
    return False


def is_there(text: str) -> bool:
    """Whether a word is a file that there is: its name, `-` or `@FILE`."""
    return is_read(text) or (os.path.exists(text) and is_file(text))


def is_read(text: str) -> bool:
    """Whether a word is `-` or `@FILE`: a log, a configuration, or schedules one a line."""
    return text == STANDARD_INPUT or (text.startswith(FROM_FILE) and os.path.exists(text[1:]))


def file_meant(text: str) -> str | None:
    """The file with a log or a configuration that a word means, `-` for standard input; None for any other word.

    StreamFault for the name of a file that there is not.
    """
    if is_read(text):
        path = text.removeprefix(FROM_FILE)
        return path if family_in(path, lines=True) else None
    return text if not text.startswith(FROM_FILE) and is_file(text) else None


def log_kind(text: str) -> type[Schedule] | None:
    """The family that reads a word which is a log, so that flags are its fields; None for any other word."""
    if not is_there(text):
        return None
    from lrcli.sources._content import LOG  # for files alone

    try:
        return find(LOG) if family_in(text.removeprefix(FROM_FILE), lines=is_read(text)) == LOG else None
    except OSError:
        return None  # whoever reads it says so


def of_file(path: str, given: Given) -> Schedule:
    """The schedule of a file: of what was logged, of what a configuration makes, of the scheduler of a program.

    For a program that makes none the notation says what to do.
    """
    name = family_in(path, lines=path == STANDARD_INPUT)
    if name:
        return parse(f"{name}({quoted(path)})", given)
    return of_program(path, given) or parse(path, given)


def of_program(path: str, given: Given) -> Schedule | None:
    """The scheduler that a program makes; None where it makes none."""
    from lrcli.language.pasted import scheduler_in  # for programs alone
    from lrcli.reading.documents import read_document

    found = scheduler_in(read_document(path).text)
    return None if found is None else parse(split_label(found)[1], given)


def refuse_two_inputs(words: list[str]) -> None:
    """UsageFault where standard input is named more than once."""
    if sum(split_label(word)[1] == STANDARD_INPUT for word in words) > 1:
        raise UsageFault("- is standard input, and there is one: name it once, and the others by their files")


def family_in(path: str, lines: bool) -> str:
    """The family that reads a file, `-` for standard input; empty where none does. `lines`: it may be schedules."""
    status = None if path == STANDARD_INPUT else os.stat(path)
    return _family(path, lines, *((sys.stdin,) if status is None else (status.st_mtime_ns, status.st_ino)))


@lru_cache(maxsize=64)
def _family(path: str, lines: bool, *_stamp: object) -> str:
    from lrcli.sources._content import family_of, family_of_lines  # for files alone

    return family_of_lines(path) if lines else family_of(path)


def lines_of_input() -> list[str]:
    """The lines of standard input."""
    from lrcli.reading.bounded import MOST_OF_TEXT, standard_input  # for files alone

    return _lines(standard_input(MOST_OF_TEXT), "standard input")


def lines_of_file(path: str) -> list[str]:
    """The lines of a file."""
    from lrcli.reading.bounded import MOST_OF_TEXT, content_of  # for files alone

    try:
        return _lines(content_of(path, MOST_OF_TEXT), path)
    except OSError as error:
        raise StreamFault(f"cannot read {path}: {error.strerror}") from None


def _lines(content: bytearray, name: str) -> list[str]:
    from lrcli.reading.notebooks import START  # for files alone

    if START.match(content):
        from lrcli.reading.documents import lines_of_notebook

        return lines_of_notebook(name, content)
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise StreamFault(f"cannot read {name}: it is not UTF-8 text") from None
