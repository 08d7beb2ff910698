"""How a run of the command can end. The only place that knows exit codes."""

from __future__ import annotations

DONE = 0
SAID_NO = 1
USAGE = 2
STREAM = 3
FAULT = 70
INTERRUPTED = 130
PIPE_CLOSED = 141
MEANINGS = {
    DONE: "done",
    SAID_NO: "a check said no",
    USAGE: "wrong usage or a wrong schedule",
    STREAM: "a file or stream failed",
    FAULT: "a fault of lrcli: please report it",
    INTERRUPTED: "interrupted with Ctrl-C",
    PIPE_CLOSED: "whoever reads the output has had enough, as head does",
}
"""What each of them says."""


class UsageFault(Exception):
    """What was typed is wrong: one line, and for a schedule the text with a caret."""


class StreamFault(Exception):
    """A file or stream cannot be read or written."""


class PipeClosed(Exception):
    """Whoever read our output has had enough. Not an error."""
