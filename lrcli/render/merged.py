"""Rows of numbers as text at the speed of memory: what stands before each number, and the numbers.

The numbers of a block are written by one call of orjson, the row numbers from a table of digits. Both are copied to
their places as records of one size, in order, so that the surplus bytes of each are overwritten by what follows. No row
is an object of Python's.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np, orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Bools, Ints

    Bytes = npt.NDArray[np.uint8]

WIDEST = 24
"""Characters of the longest float64."""
BLOCK = 10_000
"""Rows that are merged at once: their records stay in the cache, and mostly share all digits but four."""
LARGEST = 1 << 20
"""Bytes that are merged at once, where a row has many."""


def merged(lead: Lead, follow: Sequence[bytes], values: Array, decimal: bytes, empty: Bools | None = None) -> Bytes:
    """Rows one after another: each value behind its lead, written so that it reads back to the same float64.

    lead     what stands before the first value of each row
    follow   what stands before each of the others
    values   a line for each row, a column for each curve; what is not finite is `null`
    decimal  the mark before the decimals
    empty    which values are left out; None for none
    """
    columns = 1 + len(follow)
    whole = empty is None and len(set(follow)) < 2 and all(len(each) == 1 and each != decimal for each in follow)
    mark = follow[0] if whole and follow else b"," if decimal == b"." else b";"
    text = orjson.dumps(np.ascontiguousarray(values).ravel(), option=orjson.OPT_SERIALIZE_NUMPY)
    if mark + decimal != b",.":
        text = text.translate(bytes.maketrans(b",.", mark + decimal))
    found = np.frombuffer(text, dtype=np.uint8) == ord(mark)
    found[0] = True  # the bracket
    marks = found.nonzero()[0]
    if whole:  # what stands between the values of a row is there
        return _placed(lead, [], text, marks[::columns], (WIDEST + 1) * columns)
    return _placed(lead, follow, text, marks, WIDEST, empty)


def _placed(
    lead: Lead, follow: Sequence[bytes], text: bytes, marks: Ints, longest: int, empty: Bools | None = None
) -> Bytes:
    """Parts of a text, each behind its lead. Each has one character before it, and the last has one after it."""
    columns, widths = 1 + len(follow), np.array([len(lead.text), *map(len, follow)])
    gains, most = widths - 1, int(widths.max())
    places = marks + (np.arange(len(marks) // columns)[:, None] * gains.sum() + (gains.cumsum() - gains)).ravel()
    end = len(text) - 1 + len(marks) // columns * int(gains.sum())
    if empty is not None:
        lost = np.where(empty.ravel(), np.diff(marks, append=len(text) - 1) - 1, 0).cumsum()
        places[1:] -= lost[:-1]
        end -= int(lost[-1])
    size = most + longest
    source = np.frombuffer(b"".join([bytes(most), text, bytes(size)]), dtype=np.uint8)
    starts = (marks.reshape(-1, columns) + (most - widths)).ravel() if follow else marks
    records = windows(source[1:], size)[starts]
    lead.write(records[::columns])
    for column, each in enumerate(follow, 1):
        field(records[column::columns], f"V{len(each)}", 0)[:] = np.void(each)
    target = np.empty(end + size, dtype=np.uint8)
    windows(target, size)[places] = records
    return target[:end]


class Lead:
    """What stands before the first value of each row: texts, and ascending numbers of one width between them."""

    def __init__(self, texts: Sequence[bytes], index: Sequence[Ints]) -> None:
        self.text = texts[0]
        """As in each row, but for the digits that vary."""
        self._varying: list[tuple[int, Any]] = []
        for numbers, text in zip(index, texts[1:], strict=True):
            self._add(numbers)
            self.text += text

    def _add(self, numbers: Ints) -> None:
        """The digits that all rows share, and those that vary: four at a time, the first ones one by one."""
        low, high, left = int(numbers[0]), int(numbers[-1]), numbers
        start, end = len(self.text), len(self.text) + len(str(high))
        place = end
        while low != high:
            low, high, place = low // 10000, high // 10000, place - 4
            higher: Any = low if low == high else left // 10000
            digits, left = four_digits()[left - higher * 10000], higher
            if place >= start:
                self._varying.append((place, digits))
            else:
                self._varying += [(at, field(digits, "u1", at - place)) for at in range(start, place + 4)]
        self.text += (b"%d" % high if place > start else b"").ljust(end - start, b"0")

    def write(self, records: Any) -> None:
        """Write it where each record begins."""
        field(records, f"V{len(self.text)}", 0)[:] = np.void(self.text)
        for place, digits in self._varying:
            field(records, digits.dtype.str, place)[:] = digits


def rows_of_a_block(size: int) -> int:
    """How many rows are merged at once, where each has so many bytes at most."""
    return max(1, min(BLOCK, LARGEST // size))


def blocks(index: Sequence[Ints], size: int) -> Iterator[slice]:
    """Parts of rows in order, in each of which every column of row numbers has numbers of one width.

    size  bytes that a row has at most
    """
    count, most = len(index[0]), rows_of_a_block(size)
    low, high = int(index[0][0]), int(index[0][-1])
    dense = high - low < 2 * count  # then most blocks share all digits but four
    cuts = {*np.searchsorted(index[0], range(low + most - low % most, high, most)).tolist()} if dense else set()
    for column in index:
        low, high = int(column[0]), int(column[-1])
        cuts.update(int(np.searchsorted(column, 10**k)) for k in range(len(str(low)), len(str(high))))
    begin = 0
    for cut in sorted({*cuts, count} - {0}):
        for first in range(begin, cut, most):
            yield slice(first, min(first + most, cut))
        begin = cut


@cache
def four_digits() -> Any:
    """The texts 0000 to 9999, four bytes each as one number."""
    return np.array([list(b"%04d" % n) for n in range(10000)], dtype=np.uint8).view(np.uint32).ravel()


def field(records: Any, kind: str, place: int) -> Any:
    """Some bytes of each record."""
    return records.view(_one_field(kind, place, records.dtype.itemsize))["bytes"]


@lru_cache(maxsize=64)
def _one_field(kind: str, place: int, size: int) -> Any:
    return np.dtype({"names": ["bytes"], "formats": [kind], "offsets": [place], "itemsize": size})


def windows(buffer: Bytes, size: int) -> Any:
    """Every run of `size` bytes of a buffer, overlapping, as records."""
    return np.ndarray(len(buffer) - size + 1, f"V{size}", buffer, 0, (1,))
