"""Rows whose texts are merged, against the plain way of writing them: any separators, gaps and objects."""

import math

import numpy as np
import orjson
import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli.render.merged import BLOCK
from lrcli.render.rows import Form, row_texts

FLOATS = st.floats() | st.sampled_from(
    [0.0, -0.0, 1.0, 1e-5, 1e-6, 0.1, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, 1e16, 1e17]
)
TEXTS = st.sampled_from(
    [b",", b"\t", b'{"step":', b',"a long name of a schedule, longer than any number":', b"\xc3\xa9"]
)


def written(*rows):
    return b"".join(row_texts(*rows))


def plainly(index, values, form, blank):
    lines = []
    for row in range(len(values)):
        numbers = [str(int(column[row])).encode() for column in index]
        for value, gap in zip(values[row].tolist(), blank[row], strict=True):
            if form.null and not math.isfinite(value):
                numbers.append(form.null)
            elif gap and not form.null:
                numbers.append(b"")
            else:
                text = orjson.dumps(value) if math.isfinite(value) else str(value).encode()
                numbers.append(text.replace(b".", form.decimal))
        lines.append(b"".join(map(b"".join, zip(form.before, numbers, strict=True))) + form.end)
    return b"".join(lines)


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_any_rows_are_written_as_one_by_one(data):
    count, columns = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 4))
    start = data.draw(st.sampled_from([0, 8, 95, 99_990, 10**12 - 3]))
    steps = np.arange(start, start + count, dtype=np.int64)
    index = [steps, steps // 7] if data.draw(st.booleans()) else [steps]
    floats = data.draw(st.lists(FLOATS, min_size=count * columns, max_size=count * columns))
    values = np.array(floats).reshape(count, columns)
    gaps = data.draw(st.lists(st.booleans(), min_size=count * columns, max_size=count * columns))
    blank = np.array(gaps).reshape(count, columns)
    if data.draw(st.booleans()):
        values = np.nan_to_num(values, posinf=1.0, neginf=-1.0)  # what is copied as records
    null = data.draw(st.sampled_from([b"", b"null"]))
    before = [data.draw(TEXTS | st.just(b"")), *(data.draw(TEXTS) for _ in range(len(index) + columns - 1))]
    form = Form(
        before, data.draw(st.sampled_from([b"\n", b"}\n", b"},\n"])), data.draw(st.sampled_from([b".", b","])), null
    )
    assert written(index, values, form, blank) == plainly(index, values, form, blank)
    none = np.zeros_like(blank)
    assert written(index, values, form) == plainly(index, values, form, none)


@pytest.mark.parametrize("count", [BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_blocks_meet(count):
    values = np.random.default_rng(count).random((count, 2)) * 10.0 ** np.arange(-3, 5)[np.arange(count) % 8, None]
    form = Form([b'{"step":', b',"a":', b',"b":'], b"}\n", null=b"null")
    text = written([np.arange(count)], values, form)
    assert [orjson.loads(line) for line in text.splitlines()] == [
        {"step": step, "a": a, "b": b} for step, (a, b) in enumerate(values.tolist())
    ]
