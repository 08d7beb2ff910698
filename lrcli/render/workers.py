"""Work in several processes, and what it gives in order."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from mmap import mmap
from typing import TYPE_CHECKING, NoReturn

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Make = Callable[[int], tuple[bytes, Iterable[bytes]]]

HEAD = struct.Struct("<cq")
"""What a worker sends first: what follows, and its size."""
NOTE, TEXT, DONE, FAILED = b"n", b"t", b"d", b"f"
"""What follows: in the pipe a note or an error, in the shared memory a piece of a text, at last nothing."""
SLOT, SLOTS = 1 << 20, 8
"""Bytes of the longest piece, and how many pieces a worker goes ahead of its reader. What is unused is no memory."""
HAS_FORK = sys.platform.startswith("linux")
"""Elsewhere a copy of a process that has threads is not safe."""
AT_MOST = 4
"""Workers where nobody says how many: each has 20 MB of its own."""


class WorkerLost(OSError):
    """A worker ended before its work was done."""


class Made(NamedTuple):
    """A part of what was made for a number: its note, where it has one, then its text in pieces."""

    number: int
    note: bytes
    text: bytes


class Worker(NamedTuple):
    """A process.

    pid     its number
    reader  the pipe in which it tells what it has made
    free    the pipe in which it is told that a piece was read, one byte for each
    memory  where the texts are, in turn in each of its slots
    """

    pid: int
    reader: int
    free: int
    memory: mmap


def usual_jobs() -> int:
    """How many workers are of use: one for each processor that this process may use. 1 where there is no fork."""
    return 1 if not HAS_FORK else min(len(os.sched_getaffinity(0)), AT_MOST)


def in_order(make: Make, count: int, jobs: int) -> Iterator[Made]:
    """What `make` gives for 0 to `count` - 1, in order: for each a note, and a text in pieces.

    With several jobs there is a process for each, which makes every jobs-th. It starts with what this process has in
    memory, and ends when it is done, or when nobody reads what it made. What `make` raises is raised here, in its
    place. WorkerLost where a process was ended by others.
    """
    if jobs < 2 or not HAS_FORK:
        for number in range(count):
            note, texts = make(number)
            if note:
                yield Made(number, note, b"")
            for text in texts:
                yield Made(number, b"", text)
        return
    workers: list[Worker] = []
    used = [0] * jobs
    try:
        for first in range(min(jobs, count)):
            workers.append(_started(make, range(first, count, jobs), workers))
        for number in range(count):
            turn = number % jobs
            worker = workers[turn]
            while (message := _received(worker.reader))[0] != DONE:
                kind, size, content = message
                if kind == NOTE:
                    yield Made(number, content, b"")
                    continue
                place = used[turn] % SLOTS * SLOT
                text = worker.memory[place : place + size]
                used[turn] += 1
                _told_free(worker)
                yield Made(number, b"", text)
    finally:
        for worker in workers:
            os.close(worker.reader)
            os.close(worker.free)
            worker.memory.close()
            _ended(worker.pid)


def _started(make: Make, numbers: range, others: list[Worker]) -> Worker:
    """A process that makes its share."""
    memory = mmap(-1, SLOT * SLOTS)
    reader, writer = os.pipe()
    needed, free = os.pipe()
    pid = os.fork()
    if not pid:
        _work(make, numbers, (memory, writer, needed), [reader, free, *(pipe for each in others for pipe in each[1:3])])
    os.close(writer)
    os.close(needed)
    return Worker(pid, reader, free, memory)


def _ended(pid: int) -> None:
    """End a worker that may still be at work."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except OSError:  # it has ended, and was waited for by others
        pass


def _told_free(worker: Worker) -> None:
    try:
        os.write(worker.free, b".")
    except BrokenPipeError:  # it is done
        pass


def _received(reader: int) -> tuple[bytes, int, bytes]:
    """What comes next from a worker: its kind, its size, and what is in the pipe."""
    kind, size = HEAD.unpack(_exactly(reader, HEAD.size))
    content = bytes(_exactly(reader, size)) if kind in (NOTE, FAILED) else b""
    if kind == FAILED:
        raise pickle.loads(content)  # noqa: S301  # it was made by this program, in a copy of this process
    return kind, size, content


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


def _work(make: Make, numbers: range, ends: tuple[mmap, int, int], others: list[int]) -> NoReturn:
    """What a worker does: it makes its share, sends it, and ends at once, with nothing of its parent's undone."""
    code = 1
    try:
        for each in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(each, signal.SIG_DFL)  # whoever started it removes what is not finished
        for pipe in others:  # else nobody would notice that the parent reads no more
            os.close(pipe)
        _send_all(make, numbers, *ends)
        code = 0
    finally:
        os._exit(code)


def _send_all(make: Make, numbers: range, memory: mmap, writer: int, needed: int) -> None:
    used = 0
    for number in numbers:
        try:
            note, texts = make(number)
            if note:
                _send(writer, NOTE, note)
            for text in texts:
                for begin in range(0, len(text), SLOT):
                    piece = text[begin : begin + SLOT]
                    if used >= SLOTS and not os.read(needed, 1):
                        return
                    place = used % SLOTS * SLOT
                    memory[place : place + len(piece)] = piece
                    _send(writer, TEXT, b"", len(piece))
                    used += 1
            _send(writer, DONE, b"")
        except Exception as error:
            _send(writer, FAILED, pickle.dumps(error))
            return


def _send(writer: int, kind: bytes, content: bytes, size: int = 0) -> None:
    view = memoryview(HEAD.pack(kind, size or len(content)) + content)
    while view:
        view = view[os.write(writer, view) :]
