"""The log that a word names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.batches import whole_number
from lrcli.cli.errors import StreamFault

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.reading.logs import Log


def read_named(call: Call, path: str) -> Log:
    """The log at a path, as the flags say it is read. StreamFault where it cannot be read."""
    from lrcli.reading.logs import read_log  # the help of all commands does without

    column, run, position, first = how(call)
    try:
        return read_log(path, column, run, position, first)
    except OSError as error:
        raise StreamFault(error.strerror or str(error)) from None


def stages(call: Call, log: Log) -> list[Log]:
    """The stages of a log whose numbers begin again, each a log."""
    from lrcli.reading.logs import log_in  # the help of all commands does without

    column, _, position, first = how(call)
    return [log_in(log.table, column, str(each), position, first) for each in range(1, len(log.again) + 2)]


def how(call: Call) -> tuple[str | None, str | None, str | None, int | None]:
    """What the flags say of a log: its column, its run, what places its rows, and the number of tick 0."""
    return call.text("column"), call.text("run"), call.text("position"), whole_number(call, "first")
