"""Rows of numbers as text at the speed of memory: what stands before each number, and the numbers.

The numbers of a block are written by one call of orjson, the row numbers from a table of digits. Both are copied to
their places as records of one size: first all numbers in order, so that the surplus bytes of each are overwritten by
what follows, then what stands before them, exactly. No row is an object of Python's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np, orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Bools, Ints

    Bytes = npt.NDArray[np.uint8]

WIDEST = 24
"""Characters of the longest float64."""
BLOCK = 8192
"""Rows that are merged at once: their records stay in the cache, and no memory is asked of the system for them."""


def merged(leads: Sequence[Any], values: Array, decimal: bytes = b".", empty: Bools | None = None) -> bytes:
    """Rows one after another: each value behind its lead, written so that it reads back to the same float64.

    leads    for each column what stands before its values: a record for each row, or one for all (`lead`)
    values   a line for each row, a column for each curve; what is not finite is `null`
    decimal  the mark before the decimals
    empty    which values are left out; None for none
    """
    text = orjson.dumps(np.ascontiguousarray(values).ravel(), option=orjson.OPT_SERIALIZE_NUMPY)
    stops = np.append(np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(",")), len(text) - 1)
    starts = np.concatenate([[1], stops[:-1] + 1])
    sizes = stops - starts
    if empty is not None:
        sizes[empty.ravel()] = 0
    columns = len(leads)
    ends = sizes.copy()
    for column, each in enumerate(leads):
        ends[column::columns] += each.dtype.itemsize
    np.cumsum(ends, out=ends)
    places = ends - sizes
    source = np.frombuffer((text if decimal == b"." else text.replace(b".", decimal)) + bytes(WIDEST), dtype=np.uint8)
    target = np.empty(int(ends[-1]) + WIDEST, dtype=np.uint8)
    windows(target, WIDEST)[places] = windows(source, WIDEST)[starts]
    for column, each in enumerate(leads):
        width = each.dtype.itemsize
        windows(target, width)[places[column::columns] - width] = each
    return target[: ends[-1]].tobytes()


def lead(*parts: bytes | Ints) -> Any:
    """What stands before the values of a column: texts, and numbers that are of one width in all rows."""
    pieces = [part if isinstance(part, bytes) else digits(part) for part in parts]
    widths = [len(piece) if isinstance(piece, bytes) else piece.shape[1] for piece in pieces]
    template = np.void(
        b"".join(part if isinstance(part, bytes) else bytes(n) for part, n in zip(pieces, widths, strict=True))
    )
    columns = [piece for piece in pieces if not isinstance(piece, bytes)]
    if not columns:
        return template
    records = np.empty(len(columns[0]), dtype=template.dtype)
    records[:] = template
    matrix = records.view(np.uint8).reshape(len(records), sum(widths))
    begin = 0
    for piece, width in zip(pieces, widths, strict=True):
        if not isinstance(piece, bytes):
            matrix[:, begin : begin + width] = piece
        begin += width
    return records


def blocks(index: Sequence[Ints]) -> Iterator[slice]:
    """Parts of rows in order, in each of which every column of row numbers has numbers of one width."""
    count = len(index[0])
    cuts = {*range(BLOCK, count, BLOCK), count}
    for column in index:
        low, high = int(column[0]), int(column[-1])
        cuts.update(int(np.searchsorted(column, 10**k)) for k in range(len(str(low)), len(str(high))))
    begin = 0
    for end in sorted(cuts - {0}):
        yield slice(begin, end)
        begin = end


@cache
def four_digits() -> Any:
    """The texts 0000 to 9999, four bytes each as one number."""
    return np.array([list(b"%04d" % n) for n in range(10000)], dtype=np.uint8).view(np.uint32).ravel()


def digits(column: Ints) -> Bytes:
    """Numbers of one width as a matrix of digits."""
    width = len(str(int(column[-1])))
    groups = -(-width // 4)
    text = np.empty((len(column), groups), dtype=np.uint32)
    left = column
    for group in range(groups - 1, 0, -1):
        higher = left // 10000
        text[:, group] = four_digits()[left - higher * 10000]
        left = higher
    text[:, 0] = four_digits()[left]
    return text.view(np.uint8).reshape(len(column), 4 * groups)[:, 4 * groups - width :]


def windows(buffer: Bytes, size: int) -> Any:
    """Every run of `size` bytes of a buffer, overlapping, as records."""
    whole = len(buffer) - size + 1
    return np.lib.stride_tricks.as_strided(buffer[:size].view(f"V{size}"), (whole,), (1,))
