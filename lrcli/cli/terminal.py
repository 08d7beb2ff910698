"""What the other end of a stream can show: colours, width, characters."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NamedTuple


class Terminal(NamedTuple):
    """What standard output is connected to."""

    live: bool  # a terminal, not a pipe or a file
    color: bool
    unicode: bool
    width: int
    height: int


def terminal(color: str = "auto") -> Terminal:
    """What standard output can show; `color` is what --color said."""
    live = sys.stdout is not None and sys.stdout.isatty()
    dumb = os.environ.get("TERM") == "dumb"
    wanted = live and not dumb and not os.environ.get("NO_COLOR")
    width, height = 80, 24
    if live:
        with contextlib.suppress(OSError):
            width, height = os.get_terminal_size(sys.stdout.fileno())
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and 0 < int(columns) < 10_000:
        width = int(columns)
    return Terminal(
        live=live,
        color={"always": True, "never": False}.get(color, wanted),
        unicode=_unicode(),
        width=max(width, 20),
        height=height,
    )


def _unicode() -> bool:
    """UTF-8 output, in a locale that was not set to plain C: Python itself speaks UTF-8 in one."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    named = [os.environ.get(key, "") for key in ("LC_ALL", "LC_CTYPE", "LANG")]
    if named[1] == "C.UTF-8" and named[2] in ("C", "POSIX"):
        named[1] = ""  # Python set it, in place of the C that the user has
    return encoding == "utf8" and next(filter(None, named), "") not in ("C", "POSIX")
