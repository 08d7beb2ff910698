"""A word that is a file: a log, or a configuration, told apart by content."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lrcli.catalogue import find
from lrcli.cli.errors import StreamFault
from lrcli.language.notation import parse
from lrcli.schedules.kinds import quoted

if TYPE_CHECKING:
    from lrcli.language.given import Given
    from lrcli.schedules.schedule import Schedule

ENDINGS = (
    *("yaml", "yml", "json", "jsonl", "ndjson", "toml", "py", "sh", "cfg", "ini"),
    *("csv", "tsv", "log", "txt", "keras", "gz"),
)
"""What names of files end with that are a configuration or a log; no schedule has such a name."""
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


@lru_cache(maxsize=64)
def log_kind(text: str) -> type[Schedule] | None:
    """The family that reads a word which is a log, so that flags are its fields; None for any other word."""
    if not os.path.exists(text) or not is_file(text):
        return None
    from lrcli.sources._content import LOG, family_of  # for files alone

    try:
        return find(LOG) if family_of(text) == LOG else None
    except OSError:
        return None  # whoever reads it says so


def of_file(path: str, given: Given) -> Schedule:
    """The schedule of a file: of what was logged, or of what a configuration makes.

    A program is neither: for a word that is one the notation says what to do.
    """
    from lrcli.sources._content import family_of  # for files alone

    family = family_of(path)
    return parse(f"{family}({quoted(path)})" if family else path, given)
