"""What the other end of a stream can show: colours, width, characters."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from typing import TextIO

WIDTH, HEIGHT = 80, 24
"""Of a terminal that does not tell its own."""
LEAST_WIDTH = 20
NO = ("", "0", "false", "no")


class Terminal(NamedTuple):
    """What standard output is connected to.

    colors   how many colours can be told apart there; it has none where `color` is off
    """

    live: bool  # a terminal, not a pipe or a file
    color: bool
    unicode: bool
    width: int
    height: int
    colors: int = 256

    @property
    def wraps(self) -> int | None:
        """The width at which text is wrapped; None in a pipe."""
        return self.width if self.live else None


def terminal(color: str = "auto") -> Terminal:
    """What standard output can show; `color` is what --color said."""
    live = is_live(sys.stdout)
    width, height = size(sys.stdout)
    wanted = {"always": True, "never": False}.get(color)
    return Terminal(
        live=live,
        color=colored(live) if wanted is None else wanted,
        unicode=_unicode(),
        width=width,
        height=height,
        colors=_colors(),
    )


def is_live(stream: TextIO | None) -> bool:
    """Whether a stream goes to a terminal."""
    return stream is not None and stream.isatty()


def colored(live: bool) -> bool:
    """Whether there are colours where --color does not say: as the user's variables have it, else on a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "").lower() not in NO for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return live and os.environ.get("TERM") != "dumb"


def size(stream: TextIO | None) -> tuple[int, int]:
    """The columns and lines that a stream shows. What is not told, or told to be 0, is as on the usual terminal."""
    width, height = 0, 0
    if stream is not None and stream.isatty():
        with contextlib.suppress(OSError):
            width, height = os.get_terminal_size(stream.fileno())
    width, height = _told("COLUMNS") or width or WIDTH, _told("LINES") or height or HEIGHT
    return max(width, LEAST_WIDTH), height


def _told(name: str) -> int:
    """A size that a variable tells; 0 where it tells none."""
    text = os.environ.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _colors() -> int:
    """How many colours there are, as far as the terminal's name tells."""
    kind = os.environ.get("TERM", "")
    return 256 if "256color" in kind or "direct" in kind or os.environ.get("COLORTERM") else 16


def _unicode() -> bool:
    """UTF-8 output, in a locale that was not set to plain C: Python itself speaks UTF-8 in one."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    named = [os.environ.get(key, "") for key in ("LC_ALL", "LC_CTYPE", "LANG")]
    if named[1] == "C.UTF-8" and named[2] in ("C", "POSIX"):
        named[1] = ""  # Python set it, in place of the C that the user has
    return encoding == "utf8" and next(filter(None, named), "") not in ("C", "POSIX")
