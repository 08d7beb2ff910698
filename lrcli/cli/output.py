"""Streams and files: data to stdout, words to stderr, files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, Any

from lrcli.cli.bounded import bounded
from lrcli.cli.errors import PipeClosed, StreamFault
from lrcli.render.records.json import json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli.cli.verb import Call

_unfinished: set[str] = set()
"""Temporary files to be removed when a signal ends us."""


_said: list[set[str]] = []
"""What was said, while nothing is to be said twice."""


@contextlib.contextmanager
def said_once() -> Iterator[None]:
    """Within it nothing is said a second time: one call may stand for several."""
    _said.append(set())
    try:
        yield
    finally:
        _said.pop()


def say(text: str) -> None:
    """A line on stderr; lost when there is none."""
    text = bounded(text)
    if _said:
        if text in _said[-1]:
            return
        _said[-1].add(text)
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


def emit(chunks: Iterable[bytes] | bytes | str) -> None:
    """Write to stdout. PipeClosed when its reader is gone, StreamFault when it can't be written for other reasons."""
    if isinstance(chunks, str):
        chunks = encoded(chunks)
    if isinstance(chunks, bytes):
        chunks = (chunks,)
    if sys.stdout is None:
        raise StreamFault("cannot write to standard output: it is closed")
    try:
        with _errors():
            sys.stdout.flush()
            for chunk in chunks:
                _write(sys.stdout.fileno(), chunk)
    except StreamFault as fault:
        raise StreamFault(f"cannot write to standard output: {fault}") from None


def encoded(text: str) -> bytes:
    """Text in the encoding of standard output."""
    return text.encode((sys.stdout and sys.stdout.encoding) or "utf-8", errors="replace")


def _write(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:  # whoever opened it does not wait for its reader: we do
            import select

            select.select([], [descriptor], [])


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise PipeClosed from None
    except OSError as error:
        raise StreamFault(error.strerror or str(error)) from None


def save(path: str, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all, and say so on stderr; `-` is stdout.

    The content goes to a temporary file in the same folder that then takes the name. An existing file keeps its
    permissions, and its content if anything fails; a symbolic link stays one, and other hard links of it keep what they
    had; what is no regular file is written to.
    """
    if path == "-":
        emit(chunks)
        return
    if not path:
        raise StreamFault("cannot write a file without a name")
    try:
        with _errors():
            if os.path.isdir(path):
                raise StreamFault("it is a folder")
            if os.path.exists(path) and not os.path.isfile(path):
                descriptor = os.open(path, os.O_WRONLY)
                try:
                    for chunk in chunks:
                        _write(descriptor, chunk)
                finally:
                    os.close(descriptor)
            else:
                _replace(os.path.realpath(path), chunks)
    except StreamFault as fault:
        raise StreamFault(f"cannot write {path}: {fault}") from None
    say(f"wrote {path}")


def save_json(call: Call, data: Any) -> None:
    """Write records as JSON, where -o says."""
    save(call.output("json"), [json(data)])


def _replace(target: str, chunks: Iterable[bytes]) -> None:
    if os.path.islink(target):  # what links were followed to is none, but where they lead in a circle
        raise StreamFault(os.strerror(errno.ELOOP))
    there = os.stat(target) if os.path.exists(target) else None
    if there is not None and not os.access(target, os.W_OK):
        raise StreamFault("permission denied")
    folder, _name = os.path.split(target)
    temporary = os.path.join(folder, f".lrcli.{os.urandom(8).hex()}.tmp")
    _unfinished.add(temporary)  # before it is there: a signal may come in between
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            for chunk in chunks:
                _write(descriptor, chunk)
            if there is not None:
                _as_before(descriptor, there)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    finally:
        _unfinished.discard(temporary)


def _as_before(descriptor: int, there: os.stat_result) -> None:
    """Give a new file the owner, as far as we may, and the permissions of the one that it replaces."""
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):
            os.fchown(descriptor, there.st_uid, there.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(there.st_mode))


def remove_unfinished() -> None:
    """Leave nothing temporary behind. Called when a signal ends us."""
    for path in list(_unfinished):
        with contextlib.suppress(OSError):
            os.unlink(path)
