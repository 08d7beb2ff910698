"""How a run of the command can end. The only place that knows exit codes."""

from __future__ import annotations

DONE = 0
SAID_NO = 1  # a check found what it was asked to look for
USAGE = 2  # wrong words, flags or schedule
STREAM = 3  # a file or stream that can't be read or written
FAULT = 70  # ours
INTERRUPTED = 130
PIPE_CLOSED = 141


class UsageFault(Exception):
    """What was typed is wrong: one line, and for a schedule the text with a caret."""


class StreamFault(Exception):
    """A file or stream cannot be read or written."""


class PipeClosed(Exception):
    """Whoever read our output has had enough. Not an error."""
