"""Streams and files: data to stdout, words to stderr, files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, Any

from lrcli.cells import message, page, visible
from lrcli.cli.errors import PipeClosed, StreamFault
from lrcli.cli.terminal import is_live, size, terminal
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


_told: list[str] = []
"""What is on the terminal above what is written next."""


def say(text: str) -> None:
    """A line on stderr, wrapped where that is a terminal; lost when there is none."""
    if _said:
        if text in _said[-1]:
            return
        _said[-1].add(text)
    if sys.stderr is not None:
        shown = message(text, size(sys.stderr)[0] if is_live(sys.stderr) else None)
        _told.append(shown)
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{shown}\n")
            sys.stderr.flush()


def lines_told() -> int:
    """How many lines were said so far."""
    return sum(shown.count("\n") + 1 for shown in _told) if is_live(sys.stderr) else 0


def width_for(call: Call, most: int | None = None) -> int | None:
    """The width at which a report is wrapped, at `most` at most; None in a pipe or a file."""
    width = terminal().wraps if call.output() == "-" else None
    return width and min(width, most or width)


def paged(call: Call, lines: Iterable[str], most: int | None = None) -> str:
    """The lines of a report as text for people: wrapped, and with headings that stand out where colours do.

    What a terminal obeys is shown, in pipes and files, too.
    """
    bold = terminal(call.text("color") or "auto").color and call.output() == "-"
    return page(lines, width_for(call, most), bold)


def save_text(call: Call, text: str) -> None:
    """Write a text for people where -o says."""
    path = call.output()
    save(path, [encoded(text) if path == "-" else text.encode()], drawn=True)


SEEN = re.compile(rb"[\t\n -~]*")
"""Data that a terminal shows as it is."""


def harmless(chunk: bytes) -> bytes:
    """Data for a terminal: what it would obey is shown."""
    if SEEN.fullmatch(chunk):
        return chunk
    lines = chunk.decode(errors="replace").split("\n")
    return encoded("\n".join("\t".join(map(visible, line.split("\t"))) for line in lines))


def emit(chunks: Iterable[bytes] | bytes | str, drawn: bool = False) -> None:
    """Write to stdout. PipeClosed when its reader is gone, StreamFault when it can't be written for other reasons.

    What is `drawn` was made for a terminal, with colours; of data it sees nothing that it would obey.
    """
    if isinstance(chunks, str):
        chunks = encoded(chunks)
    if isinstance(chunks, bytes):
        chunks = (chunks,)
    if sys.stdout is None:
        raise StreamFault("cannot write to standard output: it is closed")
    try:
        with _errors():
            sys.stdout.flush()
            plain = is_live(sys.stdout) and not drawn
            for chunk in chunks:
                _write(sys.stdout.fileno(), harmless(chunk) if plain else chunk)
    except StreamFault as fault:
        raise StreamFault(f"cannot write to standard output: {fault}") from None


def encoded(text: str) -> bytes:
    """Text in the encoding of standard output."""
    return text.encode((sys.stdout and sys.stdout.encoding) or "utf-8", errors="replace")


def _write(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise PipeClosed from None
    except OSError as error:
        raise StreamFault(error.strerror or str(error)) from None


def save(path: str, chunks: Iterable[bytes], drawn: bool = False) -> None:
    """Write a file whole or not at all, and say so on stderr; `-` is stdout, to which `drawn` matters.

    The content goes to a temporary file in the same folder that then takes the name. An existing file keeps its
    permissions, and its content if anything fails; a symbolic link stays one; what is no regular file is written to.
    """
    if path == "-":
        emit(chunks, drawn)
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
    mode = stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else None
    if mode is not None and not os.access(target, os.W_OK):
        raise StreamFault("permission denied")
    folder, _name = os.path.split(target)
    temporary = os.path.join(folder, f".lrcli.{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    _unfinished.add(temporary)
    try:
        try:
            for chunk in chunks:
                _write(descriptor, chunk)
            if mode is not None:
                os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    finally:
        _unfinished.discard(temporary)


def remove_unfinished() -> None:
    """Leave nothing temporary behind. Called when a signal ends us."""
    for path in list(_unfinished):
        with contextlib.suppress(OSError):
            os.unlink(path)
