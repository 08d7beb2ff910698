"""JSON lines in columns: read in pieces of which the numbers alone are kept, so that a long log takes little memory."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.reading.tables import NOTHING, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.reading.tables import Cells

    Part = Cells | None

NUMBERS = {int, float, NOTHING}


class LinesTable(Table):
    """Objects, one a line, with a key for each column."""

    def __init__(self, name: str, pieces: Iterable[list[dict[str, Any]]]) -> None:
        super().__init__(name, [])
        parts: dict[str, list[Part]] = {}
        sizes: list[int] = []
        for rows in pieces:
            for key in dict.fromkeys(chain.from_iterable(rows)):
                own = parts.setdefault(key, [])
                own += [None] * (len(sizes) - len(own))
                own.append(packed([row.get(key) for row in rows]))
            sizes.append(len(rows))
        self.columns = list(parts)
        self._cells = [joined(parts.pop(key), sizes) for key in self.columns]

    def where(self, record: int) -> str:
        return f"line {record + 1}"

    def pick(self, places: list[int]) -> Sequence[Cells]:
        return [self._cells[place] for place in places]


def packed(cells: list[Any]) -> Cells:
    """Cells as an array, of whole numbers or of others with nan for null; as they are where there is anything else."""
    kinds = set(map(type, cells))
    try:
        if kinds == {int}:
            return np.array(cells, dtype=np.int64)
        return np.array(cells, dtype=np.float64) if float in kinds and kinds <= NUMBERS else cells
    except OverflowError:
        return cells


def joined(parts: list[Part], sizes: list[int]) -> Cells:
    """The cells of a column, from what it has in each piece: None where it is not there."""
    parts += [None] * (len(sizes) - len(parts))
    kinds = {part.dtype.kind if isinstance(part, np.ndarray) else type(part) for part in parts}
    if kinds == {"i"} or ("f" in kinds and kinds <= {"i", "f", NOTHING}):
        full = [np.full(size, np.nan) if part is None else part for part, size in zip(parts, sizes, strict=True)]
        return np.concatenate(full)
    cells = list[Any]()
    for part, size in zip(parts, sizes, strict=True):
        cells += [None] * size if part is None else unpacked_cells(part)
    return cells


def unpacked_cells(part: Cells) -> list[Any]:
    """The cells of a piece, each by itself."""
    if not isinstance(part, np.ndarray):
        return list(part)
    return [None if math.isnan(cell) else cell for cell in part.tolist()]
