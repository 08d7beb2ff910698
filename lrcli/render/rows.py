"""Rows of numbers as text: the one notation of every writer, at the speed of the fastest.

Floats are written by orjson: the shortest digits that read back to the same float64, `0.00001` down to 1e-5 and `1e-6`
below. The values of a chunk come from one call as one text, and the row numbers from a table of digits; both are
brought together by copying fixed-size records to each row's place in order, so that a record's surplus bytes are
overwritten by the next row. This does about half the work of splitting and joining.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np, orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.curves import Curves

    Bytes = npt.NDArray[np.uint8]

WIDEST = 25  # characters of the longest float64, and a separator


def chunks(curves: Curves, rows: Ints | None) -> Iterator[tuple[Ints, Array]]:
    """The rows that are asked for, or all of them, and their values. ValueError before the first if one has none."""
    if rows is None:
        curves.complete()
        yield from curves.chunks()
    elif rows.size:
        yield rows, curves.at(rows)


def objects(curves: Curves, rows: Ints, values: Array) -> Iterator[dict[str, int | float]]:
    """Rows as JSON has them: numbers by their headings. NaN, as that of rows past a curve's run, becomes null."""
    names = [*curves.index, *curves.headings]
    columns = [*(column.tolist() for column in curves.numbers(rows)), *values.T.tolist()]
    for line in zip(*columns, strict=True):
        yield dict(zip(names, line, strict=True))


def number_text(value: float) -> str:
    """One number, as in every row."""
    return str(value) if not math.isfinite(value) else orjson.dumps(value).decode()


def rows_bytes(
    index: Sequence[Ints],
    values: Array,
    separator: bytes = b",",
    decimal: bytes = b".",
    blank: Bools | None = None,
) -> bytes:
    """Lines of row numbers and values, each ended by a newline; `decimal` is the mark before the decimals.

    index: one or two columns of whole numbers; values: one line per row, one column per curve; blank: which cells are
    empty.
    """
    if (
        not (np.isfinite(values) if blank is None else np.isfinite(values) | blank).all()
        or (np.diff(index[0]) < 0).any()
    ):
        return _plain(index, values, separator, decimal, blank)
    if blank is not None:
        values = np.where(blank, np.nan, values)
    parts, begin = [], 0
    for end in _same_width(index):
        numbers = [column[begin:end] for column in index]
        parts.append(_merge(_prefix(numbers, separator), values[begin:end], separator, decimal))
        begin = end
    return b"".join(parts)


def _plain(index: Sequence[Ints], values: Array, separator: bytes, decimal: bytes, blank: Bools | None = None) -> bytes:
    """The same lines one by one, for values that JSON has no numbers for and rows in no order."""
    sep, mark = separator.decode(), decimal.decode()
    empty = np.zeros(values.shape, dtype=np.bool_) if blank is None else blank
    numbers = zip(*(column.tolist() for column in index), strict=True)
    return "".join(
        sep.join([*map(str, number), *cell_texts(line, none, mark)]) + "\n"
        for number, line, none in zip(numbers, values.tolist(), empty.tolist(), strict=True)
    ).encode()


def cell_texts(values: Sequence[float], empty: Sequence[bool], decimal: str = ".") -> list[str]:
    """One line's numbers; nothing in the cells that are empty."""
    return ["" if none else number_text(value).replace(".", decimal) for value, none in zip(values, empty, strict=True)]


def _same_width(index: Sequence[Ints]) -> list[int]:
    """Where to cut so that in each part every index column has numbers of one width."""
    cuts = {len(index[0])}
    for column in index:
        low, high = int(column[0]), int(column[-1])
        cuts.update(int(np.searchsorted(column, 10**k)) for k in range(len(str(low)), len(str(high))))
    return sorted(cuts - {0})


@cache
def _four_digits() -> Any:
    """The texts 0000 to 9999, four bytes each as one number."""
    return np.array([list(b"%04d" % n) for n in range(10000)], dtype=np.uint8).view(np.uint32).ravel()


def _digits(column: Ints) -> Bytes:
    """Numbers of one width as a matrix of digits."""
    width = len(str(int(column[-1])))
    groups = -(-width // 4)
    text = np.empty((len(column), groups), dtype=np.uint32)
    left = column
    for group in range(groups - 1, 0, -1):
        higher = left // 10000
        text[:, group] = _four_digits()[left - higher * 10000]
        left = higher
    text[:, 0] = _four_digits()[left]
    return text.view(np.uint8).reshape(len(column), 4 * groups)[:, 4 * groups - width :]


def _prefix(index: Sequence[Ints], separator: bytes) -> Bytes:
    """What stands before the values of each row, all of one width."""
    pieces = []
    for column in index:
        pieces += [_digits(column), np.full((len(column), 1), separator[0], dtype=np.uint8)]
    return np.concatenate(pieces, axis=1)


def _merge(prefix: Bytes, values: Array, separator: bytes, decimal: bytes) -> bytes:
    """Prefix and values of each row, in one text."""
    count, curves = values.shape
    width, reach = prefix.shape[1], WIDEST * curves
    # [a,b,c] for one curve, which orjson writes twice as fast as [[a],[b],[c]]; else [[a,b],[c,d]]
    lead, gap, stop = (1, 1, b",") if curves == 1 else (2, 3, b"]")
    dumped = orjson.dumps(
        np.ascontiguousarray(values.T[0] if curves == 1 else values), option=orjson.OPT_SERIALIZE_NUMPY
    )
    text = np.frombuffer(dumped, dtype=np.uint8)
    if np.isnan(values).any():  # nothing is left of a null, which shares no letter with a number
        text = text[~np.isin(text, np.frombuffer(b"nul", dtype=np.uint8))]
    source = np.empty(len(text) + reach, dtype=np.uint8)
    source[: len(text)] = text
    source[len(text) - 1] = ord(stop)
    stops = np.flatnonzero(source[: len(text)] == ord(stop))[:count]  # the byte after each row's values
    starts = np.empty_like(stops)
    starts[0] = lead
    starts[1:] = stops[:-1] + gap
    if separator != b"," and curves > 1:
        source[source == ord(",")] = separator[0]
    if decimal != b".":
        source[source == ord(".")] = decimal[0]
    source[stops] = ord("\n")
    sizes = stops - starts + (width + 1)
    places = np.cumsum(sizes)
    total = int(places[-1])
    places -= sizes

    records = np.empty((count, width + reach), dtype=np.uint8)
    records[:, :width] = prefix
    records[:, width:] = _windows(source, reach)[starts].view(np.uint8).reshape(count, reach)
    target = np.empty(total + width + reach, dtype=np.uint8)
    _windows(target, width + reach)[places] = records.reshape(-1).view(f"V{width + reach}")
    return target[:total].tobytes()


def _windows(buffer: Bytes, size: int) -> Any:
    """Every run of `size` bytes of a buffer, overlapping, as records."""
    whole = len(buffer) - size + 1
    return np.lib.stride_tricks.as_strided(buffer[:size].view(f"V{size}"), (whole,), (1,))
