"""Rows as text, a chunk at a time, from worker processes where many are asked for."""

from __future__ import annotations

import contextlib
import pickle
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import CHUNK
from lrcli.analysis.odd import notice, noticing
from lrcli.render.rows import sheet_chunks, to_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def streamed(
    curves: Curves, sheet: Sheet, digits: int | None, write: Callable[[Ints, Array], Iterable[bytes]]
) -> Iterator[bytes]:
    """What `write` makes of the rows of a sheet and their rounded values, in order. Jobs change nothing in it."""
    if sheet.rows is not None or sheet.jobs < 2:
        for rows, values in sheet_chunks(curves, sheet, digits):
            yield from write(rows, values)
        return
    from lrcli.render.workers import in_order  # for long runs alone

    def make(number: int) -> tuple[bytes, Iterable[bytes]]:
        rows = np.arange(number * CHUNK, min((number + 1) * CHUNK, curves.rows), dtype=np.int64)
        with noted(curves) as odd:
            values = curves.at(rows)
        return pickle.dumps(odd) if odd else b"", write(rows, to_digits(values, digits))

    curves.complete()
    for number, odd, text in in_order(make, -(-curves.rows // CHUNK), sheet.jobs):
        if odd:
            note_again(curves, pickle.loads(odd))  # noqa: S301  # from a copy of this process
        else:
            yield text
        if curves.watch:
            curves.watch(min((number + 1) * CHUNK, curves.rows), curves.rows)


@contextlib.contextmanager
def noted(curves: Curves) -> Iterator[list[tuple[int, int, float]]]:
    """What is noticed within it, for another process: which curve, which row, and what stands there."""
    told: list[tuple[int, int, float]] = []
    with noticing() as found:
        yield told
    places = {id(curve): place for place, curve in enumerate(curves.curves)}
    told += [(places[key], odd.row, odd.lr) for key, odd in found.items()]


def note_again(curves: Curves, told: list[tuple[int, int, float]]) -> None:
    """Notice what another process did."""
    for place, row, lr in told:
        notice(curves.curves[place], curves.labels[place], np.array([row]), np.array([lr]))
