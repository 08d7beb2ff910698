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


PACKED = b"\x1f\x8b"
"""How gzip begins."""


def unpacked(name: str, content: bytes | bytearray) -> bytes | bytearray:
    """A content, unpacked where it is gzip's. ValueError where that is broken, OSError where it is too large."""
    if content[:2] != PACKED:
        return content
    import gzip  # for such files alone
    import io
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return read_whole(file, MOST_OF_DATA)  # type: ignore[arg-type]
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ValueError(f"{name} is packed with gzip and breaks off, or is broken") from None
