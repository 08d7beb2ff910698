"""The log that a word names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.batches import whole_number
from lrcli.cli.errors import StreamFault

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.reading.logs import Log


def read_named(call: Call, path: str, run: str | None = None) -> Log:
    """The log at a path, as the flags say it is read; of several runs the one that is given, or flagged.

    StreamFault where it cannot be read.
    """
    from lrcli.reading.logs import read_log  # the help of all commands does without

    chosen = run or call.text("run")
    try:
        return read_log(path, call.text("column"), chosen, call.text("position"), whole_number(call, "first"))
    except OSError as error:
        raise StreamFault(f"{path}: {error.strerror}" if error.strerror else str(error)) from None
