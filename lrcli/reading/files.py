"""From a file to its table.

A file is read once; whoever asks again gets the same table while the file has not changed.
"""

from __future__ import annotations

import os
import stat
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from lrcli.reading.bounded import MOST_OF_DATA, STANDARD_INPUT, content_of, standard_input, unpacked
from lrcli.reading.forms import Content, table_in

if TYPE_CHECKING:
    from typing import TextIO

    from lrcli.reading.tables import Table


def read_table(path: str) -> Table:
    """The table in a file; `-` is standard input. OSError when it can't be read, ValueError when it is no table."""
    if path == STANDARD_INPUT:
        return _input(sys.stdin)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return table_in(Content(path, None, path))  # its files may have changed while its own time has not
        regular = stat.S_ISREG(status.st_mode)  # a pipe can be read once, and its times mean nothing
        return _file(path, *((status.st_mtime_ns, status.st_size, status.st_ino) if regular else ()))
    except OSError as error:
        raise OSError(error.errno, f"cannot read {path}: {error.strerror}") from None


@lru_cache(maxsize=4)
def _file(path: str, *_stamp: int) -> Table:
    return table_of(path, content_of(path, MOST_OF_DATA))


@lru_cache(maxsize=1)
def _input(_: TextIO | None) -> Table:
    return table_of("standard input", standard_input(MOST_OF_DATA))


def table_of(name: str, content: bytes | bytearray) -> Table:
    """The table in a content, whatever its form and its line ends."""
    made = Content(name, unpacked(name, content))
    del content
    return table_in(made)
