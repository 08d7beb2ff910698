"""Rates that are none: not finite, or negative. They are noticed wherever rates are computed to be shown."""

from __future__ import annotations

import contextlib
import math
from contextvars import ContextVar
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.schedule import Placed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.curve import Curve

LOOKED_AT = 1_000_000
"""Rows before one that was shown in which the first such rate is looked for."""
CHUNK = 65_536


class Odd(NamedTuple):
    """A row in which a curve has no rate that a training could use, and what stands there."""

    row: int
    lr: float
    curve: Placed
    label: str


_noticed: ContextVar[dict[int, Odd] | None] = ContextVar("noticed", default=None)
"""The first row that was noticed of each curve, while somebody asks for them."""


@contextlib.contextmanager
def noticing() -> Iterator[dict[int, Odd]]:
    """Within it such rates are noticed."""
    found: dict[int, Odd] = {}
    token = _noticed.set(found)
    try:
        yield found
    finally:
        _noticed.reset(token)


def notice(curve: Curve, label: str, rows: Array | Ints, values: Array) -> None:
    """Notice the first of some rates of a curve that is none; gaps after its end are no rates."""
    found = _noticed.get()
    if found is None or not values.size or not isinstance(curve, Placed):
        return
    if values.min() >= 0 and values.max() < math.inf:
        return
    row = first_odd(curve, rows, values)
    if row is not None and (id(curve) not in found or row < found[id(curve)].row):
        found[id(curve)] = Odd(row, float(values[np.flatnonzero(rows == row)[0]]), curve, label)


def first_odd(curve: Curve, rows: Array | Ints, values: Array) -> int | None:
    """The first row with a rate that is none."""
    limit = curve.limit()
    odd = ~(np.isfinite(values) & (values >= 0)) & (rows < (math.inf if limit is None else limit))
    return int(rows[odd].min()) if odd.any() else None


def earliest(found: dict[int, Odd]) -> Odd | None:
    """The earliest of them, with the first such row of its curve, as far as that is looked for."""
    first = min(found.values(), key=lambda each: each.row, default=None)
    if first is None:
        return None
    for begin in range(0, min(first.row, LOOKED_AT), CHUNK):
        rows = np.arange(begin, min(begin + CHUNK, first.row), dtype=np.int64)
        values = first.curve.gapped(rows)
        row = first_odd(first.curve, rows, values)
        if row is not None:
            return first._replace(row=row, lr=float(values[row - begin]))
    return first
