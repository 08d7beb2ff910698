"""Event files of TensorBoard: records of protocol buffers, each between two checksums.

Records are read by their layout: one record of a layout is parsed, and all that differ from it in nothing but the time,
the step and the value are taken from their bytes at once. So a million take about a second.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Numbers = npt.NDArray[Any]

HEAD = 12
"""Bytes before a record: its length, and the checksum of that."""
FRAME = 16
FIRST = b"brain.Event:"
"""What the first record has in it."""
FLOAT, DOUBLE = 1, 2
"""Types of tensors."""
START = 1
"""The state of a session that begins: what was logged from its step on is void."""
MOST_LAYOUTS = 64
"""Layouts of one length; what has more is parsed record by record."""


class Broken(ValueError):
    """A record that is none."""


class Scalar(NamedTuple):
    """A value in a record: its tag, where its bytes are, and their type."""

    tag: bytes
    begin: int
    end: int

    @property
    def kind(self) -> str:
        return "<f4" if self.end - self.begin == 4 else "<f8"


class Event(NamedTuple):
    """A record: its step and where that is, its scalars, where the time is, and whether a session begins."""

    step: int
    step_at: tuple[int, int]
    time_at: tuple[int, int]
    scalars: tuple[Scalar, ...]
    starts: bool


class Events(NamedTuple):
    """The scalars of a file, in its order, and where it breaks off.

    steps, tags, values  for each scalar; a tag by its number among `names`
    single               for each scalar whether it was written as float32
    records              for each scalar the record that it stands in
    starts               the records at which a session begins, with its step
    cut                  the number of the record that breaks off; None where none does
    """

    steps: Numbers
    tags: Numbers
    values: Numbers
    single: Numbers
    records: Numbers
    names: list[str]
    starts: list[tuple[int, int]]
    cut: int | None


def is_events(data: bytes | bytearray) -> bool:
    """Whether a content is an event file."""
    if len(data) < HEAD:
        return False
    (length, check) = struct.unpack_from("<QI", data)
    return bool(
        length < 4096 and check == masked(crc(np.frombuffer(data, np.uint8, 8)[None]))[0] and FIRST in data[:4096]
    )


def read_events(data: bytes | bytearray) -> Events:
    """The scalars of an event file. Broken where a record is none, with the byte at which it begins."""
    begins, lengths, cut = frames(data)
    flat = np.frombuffer(data, dtype=np.uint8)
    names: dict[bytes, int] = {}
    parts: list[tuple[Numbers, Numbers, Numbers, Numbers, Numbers]] = []
    starts: list[tuple[int, int]] = []
    order = np.argsort(lengths, kind="stable")
    edges = np.flatnonzero(np.diff(lengths[order])) + 1
    for numbers in np.split(order, edges):
        if len(numbers):
            length = int(lengths[numbers[0]])
            for piece in range(0, len(numbers), max(1, 10**8 // (length + 1))):
                some = numbers[piece : piece + max(1, 10**8 // (length + 1))]
                read_alike(data, flat, begins, some, length, names, parts, starts)
    if not parts:
        empty = np.zeros(0)
        return Events(empty, empty, empty, empty, empty, [], sorted(starts), cut)
    steps, tags, values, single, records = (np.concatenate(column) for column in zip(*parts, strict=True))
    by_record = np.argsort(records, kind="stable")
    shown = [name.decode("utf-8", "replace") for name in names]
    return Events(
        *(steps[by_record], tags[by_record], values[by_record], single[by_record], records[by_record], shown),
        *(sorted(starts), cut),
    )


def frames(data: bytes | bytearray) -> tuple[Numbers, Numbers, int | None]:
    """Where the records begin, how long they are, which one breaks off. Broken for a wrong checksum."""
    unpack, size, at = struct.Struct("<Q").unpack_from, len(data), 0
    begins: list[int] = []
    lengths: list[int] = []
    while at + HEAD <= size:
        (length,) = unpack(data, at)
        begins.append(at)
        lengths.append(length)
        at += FRAME + length
    starts = np.array(begins, dtype=np.int64)
    flat = np.frombuffer(data, dtype=np.uint8)
    heads = flat[starts[:, None] + np.arange(HEAD)]
    told = np.ascontiguousarray(heads[:, 8:]).view("<u4")[:, 0]
    wrong = masked(crc(heads[:, :8])) != told
    if wrong.any():
        raise Broken(f"record {int(np.argmax(wrong)) + 1}, at byte {begins[int(np.argmax(wrong))]}, is broken")
    whole = len(begins) - (at > size)
    return starts[:whole], np.array(lengths[:whole], dtype=np.int64), None if at == size else whole


@cache
def table() -> Numbers:
    """The remainders of crc32c, for each byte."""
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, (values >> np.uint32(1)) ^ np.uint32(0x82F63B78), values >> np.uint32(1))
    return values.astype(np.uint32)


def crc(rows: Numbers) -> Numbers:
    """crc32c of each row of bytes."""
    found = np.full(len(rows), 0xFFFFFFFF, dtype=np.uint32)
    for column in range(rows.shape[1]):
        found = table()[(found ^ rows[:, column]) & np.uint32(0xFF)] ^ (found >> np.uint32(8))
    return found ^ np.uint32(0xFFFFFFFF)


def masked(found: Numbers) -> Numbers:
    """A checksum as TensorFlow stores it."""
    turned = (found >> np.uint32(15)) | (found << np.uint32(17))
    return np.asarray((turned.astype(np.uint64) + np.uint64(0xA282EAD8)).astype(np.uint32))


def read_alike(
    data: bytes | bytearray,
    flat: Numbers,
    begins: Numbers,
    numbers: Numbers,
    length: int,
    names: dict[bytes, int],
    parts: list[tuple[Numbers, Numbers, Numbers, Numbers, Numbers]],
    starts: list[tuple[int, int]],
) -> None:
    """Read the records of one length."""
    left = numbers
    for layout in range(len(numbers)):
        if not len(left):
            return
        begin = int(begins[left[0]]) + HEAD
        event = parsed(data, begin, length, int(left[0]))
        if event.starts:
            starts.append((int(left[0]), event.step))
        if len(event.scalars) != 1 or len(left) == 1 or layout > MOST_LAYOUTS:
            parts += one_by_one(data, event, begin, int(left[0]), names)
            left = left[1:]
            continue
        rows = flat[(begins[left] + HEAD)[:, None] + np.arange(length)]
        scalar = event.scalars[0]
        fixed = np.full(length, 0xFF, dtype=np.uint8)
        fixed[slice(*event.time_at)] = 0
        fixed[slice(*event.step_at)] = 0x80
        fixed[scalar.begin : scalar.end] = 0
        alike = ((rows ^ rows[0]) & fixed == 0).all(axis=1)
        mine, same = rows[alike], left[alike]
        steps = np.zeros(len(mine), dtype=np.uint64)
        for shift, place in enumerate(range(*event.step_at)):
            steps |= (mine[:, place] & np.uint8(0x7F)).astype(np.uint64) << np.uint64(7 * shift)
        values = np.ascontiguousarray(mine[:, scalar.begin : scalar.end]).view(scalar.kind)[:, 0].astype(np.float64)
        tag = names.setdefault(scalar.tag, len(names))
        count = len(mine)
        single = np.full(count, scalar.kind == "<f4")
        parts.append((steps.astype(np.int64).astype(np.float64), np.full(count, tag), values, single, same))
        left = left[~alike]


def one_by_one(
    data: bytes | bytearray, event: Event, begin: int, number: int, names: dict[bytes, int]
) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers, Numbers]]:
    """The scalars of one record."""
    for scalar in event.scalars:
        value = np.frombuffer(data, dtype=scalar.kind, count=1, offset=begin + scalar.begin)[0]
        tag = names.setdefault(scalar.tag, len(names))
        single = scalar.kind == "<f4"
        yield (
            *(np.array([float(event.step)]), np.array([tag]), np.array([float(value)])),
            *(np.array([single]), np.array([number])),
        )


def parsed(data: bytes | bytearray, begin: int, length: int, number: int) -> Event:
    """What a record holds. Broken where it is none."""
    record = bytes(data[begin : begin + length])
    try:
        step, step_at, time_at, starts = 0, (0, 0), (0, 0), False
        scalars: list[Scalar] = []
        for field, at, end, value in fields(record, 0, length):
            if field == 1:
                time_at = (at, end)
            elif field == 2:
                step, step_at = value if value < 1 << 63 else value - (1 << 64), (at, end)
            elif field == 5:
                inner = fields(record, at, end)
                scalars += [scalar for sub, a, b, _ in inner if sub == 1 and (scalar := scalar_in(record, a, b))]
            elif field == 7:
                starts = any(sub == 1 and state == START for sub, _, _, state in fields(record, at, end))
    except (IndexError, Broken):
        raise Broken(f"record {number + 1}, at byte {begin - HEAD}, is broken") from None
    return Event(step, step_at, time_at, tuple(scalars), starts)


def scalar_in(record: bytes, begin: int, end: int) -> Scalar | None:
    """The scalar of a value in a summary; None for anything else."""
    tag, found = b"", (0, 0)
    for field, at, stop, _ in fields(record, begin, end):
        if field == 1:
            tag = record[at:stop]
        elif field == 2 and stop - at == 4:
            found = (at, stop)
        elif field == 8:
            found = number_of(record, at, stop) or found
    return Scalar(tag, *found) if tag and found[1] else None


def number_of(record: bytes, begin: int, end: int) -> tuple[int, int] | None:
    """Where the number is in a tensor of one float."""
    size, found = 0, None
    for field, at, stop, value in fields(record, begin, end):
        if field == 1:
            size = {FLOAT: 4, DOUBLE: 8}.get(value, 0)
        elif field in (4, 5, 6):  # its content, float_val, double_val
            found = (at, stop)
    return found if found and size and found[1] - found[0] == size else None


def fields(record: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """The fields of a message: number, where the value begins and ends, and the value of a varint."""
    while at < end:
        key, at = varint(record, at)
        kind, value = key & 7, 0
        begin = at
        if kind == 0:
            value, at = varint(record, at)
        elif kind == 1:
            at += 8
        elif kind == 2:
            size, begin = varint(record, at)
            at = begin + size
        elif kind == 5:
            at += 4
        else:
            raise Broken
        if at > end:
            raise Broken
        yield key >> 3, begin, at, value


def varint(record: bytes, at: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte = record[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise Broken
