"""Reading whole what may have no end: a device, a pipe, a file that does not fit into memory."""

from __future__ import annotations

import errno
import os
import stat
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

MOST_OF_DATA = 500_000_000
"""Bytes of a table: more than ten million rows."""
MOST_OF_TEXT = 10_000_000
"""Bytes of schedules or of a program."""
PIECE = 1 << 20
STANDARD_INPUT = "-"
"""What stands for it where a file is named."""


def read_whole(file: BinaryIO, most: int) -> bytearray:
    """All bytes that a file has left. OSError when there are more than `most`."""
    content = bytearray()
    while piece := file.read(PIECE):
        content += piece
        if len(content) > most:
            raise too_large(most)
    return content


def too_large(most: int) -> OSError:
    """What is wrong with a content that has more than `most` bytes."""
    return OSError(errno.EFBIG, f"it has more than {most} bytes, which is the limit")


def standard_input(most: int) -> bytearray:
    """All that standard input holds, however often it is asked for. OSError when there are more than `most` bytes."""
    content = beginning_of_input(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"cannot read standard input: {too_large(most).strerror}")
    return content


def beginning_of_input(count: int) -> bytearray:
    """What standard input begins with: at least `count` bytes, or all. OSError when it can't be read.

    ValueError for a terminal, where there is nobody to wait for.
    """
    if sys.stdin is None:
        raise OSError(errno.EBADF, "cannot read standard input: it is closed")
    if sys.stdin.isatty():
        raise ValueError("- is standard input, which is a terminal here: give it a file or a pipe")
    try:
        return _at_least(count, *_taken(sys.stdin))
    except OSError as error:
        raise OSError(error.errno, f"cannot read standard input: {error.strerror}") from None


@lru_cache(maxsize=1)
def _taken(stream: TextIO) -> tuple[BinaryIO, bytearray]:
    """A stream, and what was read of it so far."""
    return stream.buffer, bytearray()


def content_of(path: str, most: int) -> bytearray:
    """All that a file holds; a pipe with a name, such as <(...) of a shell, may be asked for often, too."""
    if stat.S_ISREG(os.stat(path).st_mode):
        with open(path, "rb") as file:
            return read_whole(file, most)
    content = beginning_of_pipe(path, most + 1)
    if len(content) > most:
        _pipe_at(path)[0].close()  # what is left is for nobody
        raise too_large(most)
    return content


def beginning_of_pipe(path: str, count: int) -> bytearray:
    """What a pipe or a device begins with: at least `count` bytes, or all."""
    file, content = _pipe_at(path)
    if not file.closed and len(_at_least(count, file, content)) < count:
        file.close()  # it has ended
    return content


def _pipe_at(path: str) -> tuple[BinaryIO, bytearray]:
    """The pipe that a path leads to now, and what was read of it so far."""
    status = os.stat(path)
    return _pipe(path, status.st_dev, status.st_ino)


@lru_cache(maxsize=8)
def _pipe(path: str, *_place: int) -> tuple[BinaryIO, bytearray]:
    """A pipe, and what was read of it so far."""
    return open(path, "rb"), bytearray()


def _at_least(count: int, file: BinaryIO, content: bytearray) -> bytearray:
    """The content that was read of a file, once it has as many bytes as are asked for, or all."""
    while len(content) < count and (piece := file.read(PIECE)):
        content += piece
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
