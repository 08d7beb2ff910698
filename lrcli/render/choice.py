"""Rows that were chosen: some in any order, every nth, or so many of a run; given out in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Ints


class Spread:
    """So many rows of a run, spread evenly, the first and the last among them; of fewer rows all."""

    def __init__(self, count: int, total: int) -> None:
        self.count, self.last = min(count, total), total - 1

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, part: slice) -> Ints:
        numbers = np.arange(*part.indices(self.count), dtype=np.int64)
        if self.count == 1:
            return numbers
        whole, rest = divmod(self.last, self.count - 1)  # no product is larger than the square of the count
        return numbers * whole + numbers * rest // (self.count - 1)


if TYPE_CHECKING:
    Rows = Ints | range | Spread
    """Chosen rows: in any order, or in order and as many as one likes."""


def in_chunks(rows: Rows) -> Iterator[Ints]:
    """Chosen rows, as many at a time as are evaluated at once."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        yield np.arange(part.start, part.stop, part.step, dtype=np.int64) if isinstance(part, range) else part


def listed_rows(rows: Rows) -> Ints:
    """Chosen rows in one array."""
    return np.concatenate([np.empty(0, dtype=np.int64), *in_chunks(rows)])


def last_of(rows: Rows) -> int:
    """The highest of chosen rows; those that are not in an array are in order."""
    return int(rows.max()) if isinstance(rows, np.ndarray) else int(listed_rows(rows[len(rows) - 1 :])[0])
