"""The log that a word names, read as the flags of logs say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.catalogue import family
from lrcli.cli.errors import StreamFault, UsageFault
from lrcli.cli.files import FROM_FILE, family_in, is_read
from lrcli.language.flags import read_field
from lrcli.reading.bounded import STANDARD_INPUT

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.reading.logs import Log


def log_of(call: Call, word: str) -> Log:
    """The log that a word names. StreamFault where it cannot be read."""
    from lrcli.reading.logs import read_log  # for files alone

    path = word.removeprefix(FROM_FILE) if is_read(word) and word != STANDARD_INPUT else word
    column, run, position, first = how(call)
    try:
        return read_log(path, column, run, position, first)
    except OSError as error:
        raise StreamFault(error.strerror or str(error)) from None
    except ValueError:
        from lrcli.sources._content import CONFIG, is_known_config  # where something is wrong

        if family_in(path, lines=False) == CONFIG and is_known_config(path):
            name = "standard input" if path == STANDARD_INPUT else path
            told = f"{name} is a configuration, not a log: lrcli explain {path} shows what it makes of the LR"
            raise UsageFault(told) from None
        raise


def stages(call: Call, log: Log) -> list[Log]:
    """The stages of a log whose numbers begin again, each a log."""
    from lrcli.reading.logs import log_in  # for files alone

    column, _, position, first = how(call)
    return [log_in(log.table, column, str(each), position, first) for each in range(1, len(log.again) + 2)]


def how(call: Call) -> tuple[str | None, str | None, str | None, int | None]:
    """What the flags say of a log: its column, its run, what places its rows, and the number of tick 0."""
    return call.text("column"), call.text("run"), call.text("position"), first_number(call)


def first_number(call: Call) -> int | None:
    """The number of the first tick that --first gives, read as the family of logs reads it."""
    from lrcli.sources._content import LOG  # for files alone

    text = call.text("first")
    try:
        return None if text is None else read_field(family(LOG).fields["first"], text)
    except ValueError as error:
        raise UsageFault(f"--first: {error}") from None
