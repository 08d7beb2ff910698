"""Streams and files: data to stdout, words to stderr, files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, Any

from lrcli.cells import message, page, visible
from lrcli.cli.bounded import bounded
from lrcli.cli.errors import PipeClosed, StreamFault, UsageFault
from lrcli.cli.terminal import is_live, size, terminal
from lrcli.render.records.json import json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from lrcli.cli.verb import Call

GZIP_LEVEL = 1
"""Of two million rows level 6 makes a file that is 5 % smaller, in six times the time."""

_unfinished: set[str] = set()
"""Temporary files to be removed when a signal ends us."""


_said: list[set[str]] = []
"""What was said, while nothing is to be said twice."""
_hushed: list[bool] = []
"""Whether nothing is to be said, by each caller that knows."""


@contextlib.contextmanager
def said_once() -> Iterator[None]:
    """Within it nothing is said a second time: one call may stand for several."""
    _said.append(set())
    try:
        yield
    finally:
        _said.pop()


@contextlib.contextmanager
def hushed(quiet: bool) -> Iterator[None]:
    """Within it nothing is said, where that was asked for. An error ends it, and is told after."""
    _hushed.append(quiet)
    try:
        yield
    finally:
        _hushed.pop()


_told: list[str] = []
"""What is on the terminal above what is written next."""


def say(text: str) -> None:
    """A line on stderr, wrapped where that is a terminal; lost when there is none."""
    if any(_hushed):
        return
    text = bounded(text)
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
            descriptor = descriptor_of(sys.stdout)
            for chunk in chunks:
                shown = harmless(chunk) if plain else chunk
                if descriptor is None:
                    sys.stdout.buffer.write(shown)
                else:
                    _write(descriptor, shown)
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


def descriptor_of(stream: TextIO) -> int | None:
    """What the system knows a stream by; None for one that is not the system's, as where Python calls the command."""
    try:
        return stream.fileno()
    except OSError:
        return None


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise PipeClosed from None
    except OSError as error:
        raise StreamFault(error.strerror or str(error)) from None


def save(path: str, chunks: Iterable[bytes], drawn: bool = False) -> None:
    """Write a file whole or not at all, and say so on stderr; `-` is stdout, to which `drawn` matters."""
    save_all([(path, chunks)], drawn)


def save_all(files: Iterable[tuple[str, Iterable[bytes]]], drawn: bool = False) -> None:
    """Write files whole or none of them, and say so on stderr; `-` is stdout, which comes last.

    The content goes to temporary files in the same folders that take the names when all are whole. An existing file
    keeps its owner and permissions, and its content if anything fails; a symbolic link stays one, and other hard links
    of it keep what they had; what is no regular file is written to. The content of FILE.gz is compressed.
    """
    ready: list[tuple[str, str, str]] = []
    others: list[tuple[str, Iterable[bytes]]] = []
    try:
        for path, chunks in files:
            content = gzipped(chunks) if path.lower().endswith(".gz") else chunks
            with _naming(path):
                if path == "-" or is_special(path):
                    others.append((path, content))
                else:
                    target = os.path.realpath(path)
                    ready.append((path, _temporary(target, content), target))
        for path, temporary, target in ready:
            with _naming(path):
                os.replace(temporary, target)
                _unfinished.discard(temporary)
            say(f"wrote {path}")
    finally:
        for _, temporary, _ in ready:
            _remove(temporary)
    for path, content in sorted(others, key=lambda each: each[0] == "-"):
        if path == "-":
            emit(content, drawn)
        else:
            with _naming(path):
                _fill(os.open(path, os.O_WRONLY), content)
            say(f"wrote {path}")


def save_json(call: Call, data: Any) -> None:
    """Write records as JSON, where -o says: with indents on a terminal, else on one line."""
    if call.given.get("color"):
        raise UsageFault("--color has no effect on JSON; it belongs to what is shown on a terminal")
    path = call.output()
    save(path, [json(data, indent=path == "-" and terminal().live)])


def refuse_same(outputs: dict[str, str]) -> None:
    """UsageFault where two of the outputs of a call, by the flags that they come from, are one file."""
    known: dict[Any, str] = {}
    for told, path in outputs.items():
        file = identity(path)
        if file is not None and (other := known.setdefault(file, told)) != told:
            raise UsageFault(f"{other} and {told} are one file: give each a name of its own")


def identity(path: str) -> Any:
    """What is the same for all names of a file, links among them; None for where nothing is kept."""
    try:
        found = os.fstat(sys.stdout.fileno()) if path == "-" and sys.stdout else os.stat(path)
    except (OSError, ValueError):
        return os.path.realpath(path)  # it is not there yet
    return None if os.path.exists(os.devnull) and os.path.samestat(found, os.stat(os.devnull)) else found[1:3]


def is_special(path: str) -> bool:
    """Whether a path is no regular file: a device, a pipe. StreamFault for what can't be a file."""
    if not path:
        raise StreamFault("it has no name")
    if os.path.isdir(path):
        raise StreamFault("it is a folder")
    return os.path.exists(path) and not os.path.isfile(path)


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes compressed, the same each time: no name and no date are kept."""
    import zlib  # for compressed files alone

    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Faults with the name of the file that can't be written."""
    try:
        with _errors():
            yield
    except StreamFault as fault:
        raise StreamFault(f"cannot write {path or 'a file'}: {fault}") from None


def _temporary(target: str, chunks: Iterable[bytes]) -> str:
    """The content in a temporary file beside its target, with the target's permissions."""
    if os.path.islink(target):  # what links were followed to is none, but where they lead in a circle
        raise StreamFault(os.strerror(errno.ELOOP))
    there = os.stat(target) if os.path.exists(target) else None
    if there is not None and not os.access(target, os.W_OK):
        raise StreamFault("permission denied")
    temporary = os.path.join(os.path.dirname(target), f".lrcli.{os.urandom(8).hex()}.tmp")
    _unfinished.add(temporary)  # before it is there: a signal may come in between
    try:
        _fill(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), chunks, there)
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _fill(descriptor: int, chunks: Iterable[bytes], there: os.stat_result | None = None) -> None:
    """Write to an open file, which is to replace one that is there, and close it."""
    try:
        for chunk in chunks:
            _write(descriptor, chunk)
        if there is not None:
            _as_before(descriptor, there)
    finally:
        os.close(descriptor)


def _remove(temporary: str) -> None:
    """Remove a temporary file that did not take its name."""
    if temporary in _unfinished:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
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
