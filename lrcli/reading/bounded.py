"""Reading whole what may have no end: a device, a pipe, a file that does not fit into memory."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

MOST_OF_DATA = 500_000_000
"""Bytes of a table: more than ten million rows."""
MOST_OF_TEXT = 10_000_000
"""Bytes of schedules or of a program."""
PIECE = 1 << 20


def read_whole(file: BinaryIO, most: int) -> bytearray:
    """All bytes that a file has left. OSError when there are more than `most`."""
    content = bytearray()
    while piece := file.read(PIECE):
        content += piece
        if len(content) > most:
            raise OSError(errno.EFBIG, f"it has more than {most} bytes, which is the limit")
    return content
