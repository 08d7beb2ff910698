"""Work in several processes, and what it gives in order."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Made = tuple[bytes, bytes]

HEAD = struct.Struct("<?qq")
"""What a worker sends first: whether it failed, and the sizes of the note and the text that follow."""
PIPE = 1 << 20
"""Bytes that a pipe should hold, where the system lets it: a worker goes on while others are read."""
HAS_FORK = sys.platform.startswith("linux")
"""Elsewhere a copy of a process that has threads is not safe."""
AT_MOST = 4
"""Workers where nobody says how many: each has 20 MB of its own."""


class WorkerLost(OSError):
    """A worker ended before its work was done."""


def usual_jobs() -> int:
    """How many workers are of use: one for each processor that this process may use. 1 where there is no fork."""
    return 1 if not HAS_FORK else min(len(os.sched_getaffinity(0)), AT_MOST)


def in_order(make: Callable[[int], Made], count: int, jobs: int) -> Iterator[Made]:
    """What `make` gives for 0 to `count` - 1, in order: a note and a text.

    With several jobs there is a process for each, which makes every jobs-th. It starts with what this process has in
    memory, and ends when it is done, or when nobody reads what it made. What `make` raises is raised here, in its
    place. WorkerLost where a process was ended by others.
    """
    if jobs < 2 or not HAS_FORK:
        yield from map(make, range(count))
        return
    pipes: list[int] = []
    workers: list[int] = []
    try:
        for first in range(min(jobs, count)):
            reader, writer = os.pipe()
            pipes.append(reader)
            child = os.fork()
            if not child:
                _work(make, range(first, count, jobs), writer, pipes)
            workers.append(child)
            os.close(writer)
        for number in range(count):
            yield _received(pipes[number % jobs])
    finally:
        for reader in pipes:
            os.close(reader)
        for child in workers:
            _ended(child)


def _ended(child: int) -> None:
    """End a worker that may still be at work."""
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except OSError:  # it has ended, and was waited for by others
        pass


def _received(reader: int) -> Made:
    """The next that a worker has made."""
    failed, note, text = HEAD.unpack(_exactly(reader, HEAD.size))
    made = bytes(_exactly(reader, note)), bytes(_exactly(reader, text))
    if failed:
        raise pickle.loads(made[1])  # noqa: S301  # it was made by this program, in a copy of this process
    return made


def _exactly(reader: int, size: int) -> bytearray:
    """So many bytes. WorkerLost where there are no more."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        got = os.readv(reader, [view])
        if not got:
            raise WorkerLost(0, "a worker process was ended")
        view = view[got:]
    return data


def _work(make: Callable[[int], Made], numbers: range, writer: int, others: list[int]) -> NoReturn:
    """What a worker does: it makes its share, sends it, and ends at once, with nothing of its parent's undone."""
    code = 1
    try:
        for each in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(each, signal.SIG_DFL)  # whoever started it removes what is not finished
        for reader in others:  # else nobody would notice that the parent reads no more
            os.close(reader)
        _enlarged(writer)
        for number in numbers:
            try:
                _send(writer, False, *make(number))
            except Exception as error:
                _send(writer, True, b"", pickle.dumps(error))
                break
        code = 0
    finally:
        os._exit(code)


def _enlarged(writer: int) -> None:
    import fcntl  # Linux alone gets here

    try:
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE)
    except OSError:  # the user has too much in pipes
        pass


def _send(writer: int, failed: bool, note: bytes, text: bytes) -> None:
    for part in (HEAD.pack(failed, len(note), len(text)), note, text):
        view = memoryview(part)
        while view:
            view = view[os.write(writer, view) :]
