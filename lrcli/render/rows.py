"""Rows of numbers as text: which of them there are, and the one notation of every writer.

Floats are written by orjson: the shortest digits that read back to the same float64, `0.00001` down to 1e-5 and `1e-6`
below.
"""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING

from lrcli._lazy import np, orjson
from lrcli._tuples import NamedTuple
from lrcli.render.choice import in_chunks, last_of
from lrcli.render.merged import WIDEST, Lead, blocks, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Curves
    from lrcli.render.choice import Rows
    from lrcli.render.writers import Sheet


def chunks(curves: Curves, rows: Rows | None) -> Iterator[tuple[Ints, Array]]:
    """The rows that are asked for, or all of them, and their values. ValueError before the first if one has none."""
    if rows is None:
        curves.complete()
        yield from curves.chunks()
    elif len(rows):
        curves.at([last_of(rows)])
        yield from chosen_chunks(curves, rows)


def chosen_chunks(curves: Curves, rows: Rows) -> Iterator[tuple[Ints, Array]]:
    """Chosen rows and their values."""
    done = 0
    for part in in_chunks(rows):
        yield part, curves.at(part)
        done += len(part)
        if curves.watch:
            curves.watch(done, len(rows))


def sheet_chunks(curves: Curves, sheet: Sheet, digits: int | None = None) -> Iterator[tuple[Ints, Array]]:
    """The rows of a sheet and their rounded values."""
    for rows, values in chunks(curves, sheet.rows):
        yield rows, to_digits(values, digits)


def to_digits(values: Array, digits: int | None) -> Array:
    """Values with so many significant digits; as they are without a number."""
    if digits is None:
        return values
    texts = [f"{value:.{digits}g}" for value in values.ravel().tolist()]
    return np.array([float(text) for text in texts], dtype=np.float64).reshape(values.shape)


def objects(curves: Curves, rows: Ints, values: Array) -> Iterator[dict[str, int | float]]:
    """Rows as JSON has them: numbers by their headings. NaN, as that of rows past a curve's run, becomes null."""
    names = [*curves.index, *curves.headings]
    columns = [*(column.tolist() for column in curves.numbers(rows)), *values.T.tolist()]
    for line in zip(*columns, strict=True):
        yield dict(zip(names, line, strict=True))


def number_text(value: float) -> str:
    """One number, as in every row."""
    return str(value) if not math.isfinite(value) else orjson.dumps(value).decode()


class Form(NamedTuple):
    """How a row is written.

    before   what stands before each number: the numbers of the row first, then its values; only the first may be empty
    end      what ends a row
    decimal  the mark before the decimals
    null     what stands for nan and inf, as JSON has no numbers for them; empty where they are written so
    """

    before: Sequence[bytes]
    end: bytes
    decimal: bytes = b"."
    null: bytes = b""


def row_texts(index: Sequence[Ints], values: Array, form: Form, blank: Bools | None = None) -> Iterator[bytes]:
    """Rows of numbers, one after another, some at a time.

    index   one or two columns of whole numbers
    values  a line for each row, a column for each curve
    blank   which values there are not: nothing is written for them, or `null`; None for none
    """
    blank = None if form.null else blank
    known = np.isfinite(values) if blank is None else np.isfinite(values) | blank
    if (not form.null and not known.all()) or (index[0][1:] < index[0][:-1]).any():
        yield _line_by_line(index, values, form, blank)
        return
    split = len(index)
    texts, follow = [form.end + form.before[0], *form.before[1 : split + 1]], form.before[split + 1 :]
    size = sum(map(len, form.before)) + len(form.end) + WIDEST * len(form.before)
    for block in blocks(index, size):
        lead, empty = Lead(texts, [column[block] for column in index]), None if blank is None else blank[block]
        text = merged(lead, follow, values[block], form.decimal, empty)
        yield b"".join([text[len(form.end) :].data, form.end])  # it stands before each row, and belongs behind it


def _line_by_line(index: Sequence[Ints], values: Array, form: Form, blank: Bools | None) -> bytes:
    """The same without the copying, for rows in no order and values that JSON has no numbers for."""
    texts = [[b"%d" % number for number in column.tolist()] for column in index]
    none = np.zeros(values.shape, dtype=bool) if blank is None else blank
    for column, empty in zip(values.T.tolist(), none.T.tolist(), strict=True):
        texts.append([b"" if gap else _written(value, form) for value, gap in zip(column, empty, strict=True)])
    return b"".join(
        b"".join(chain.from_iterable(zip(form.before, line, strict=True))) + form.end
        for line in zip(*texts, strict=True)
    )


def _written(value: float, form: Form) -> bytes:
    if form.null and not math.isfinite(value):
        return form.null
    return number_text(value).encode().replace(b".", form.decimal)
