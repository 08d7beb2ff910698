"""Rows of numbers as text, against the plain way of writing them."""

import io
import math
from csv import reader as csv_reader

import numpy as np
import orjson
import pytest
from grouped import examples, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.render.formats.csv import write as csv
from lrcli.render.rows import Form, number_text, row_texts
from lrcli.render.writers import Sheet


def form(columns, separator=","):
    return Form([b"", *[separator.encode()] * (columns - 1)], b"\n")


def plainly(index, values, separator):
    lines = zip(*(column.tolist() for column in index), *values.T.tolist(), strict=True)
    text = [
        [str(v) if isinstance(v, int) else orjson.dumps(v).decode() if math.isfinite(v) else str(v) for v in line]
        for line in lines
    ]
    return "".join(separator.join(line) + "\n" for line in text).encode()


def written(*rows):
    return b"".join(row_texts(*rows))


FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, 1.0, 1e-5, 1e-6, 0.1, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 1e16, 1e17]
)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.integers(1, 3).flatmap(lambda k: st.lists(st.lists(FLOATS, min_size=k, max_size=k), min_size=1, max_size=40)),
    st.integers(0, 10**12) | st.sampled_from([0, 8, 95, 99_990, 10**11 - 3]),
    st.none() | st.integers(1, 50),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_numbers_are_written_as_one_by_one(rows, start, per_epoch, separator):
    values = np.array(rows)
    steps = np.arange(start, start + len(rows), dtype=np.int64)
    index = [steps] if per_epoch is None else [steps, steps // per_epoch]
    assert written(index, values, form(len(index) + values.shape[1], separator)) == plainly(index, values, separator)


def test_numbers_that_json_has_not():
    values = np.array([[0.1], [np.nan], [np.inf], [-np.inf]])
    assert written([np.arange(4)], values, form(2)) == b"0,0.1\n1,nan\n2,inf\n3,-inf\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_headings_are_read_back_whatever_stands_in_them(separator):
    labels = ["plain", "a,b;c\td", 'linear(0, length="5ep")', '"', "two\nlines", "a\rb", "\r\n"]
    written = b"".join(
        csv(Curves([(label, parse("constant(1)")) for label in labels], Run(epochs=1)), Sheet(asked={"sep": separator}))
    )
    rows = list(csv_reader(io.StringIO(written.decode(), newline=""), delimiter=separator))
    assert rows == [["epoch", *labels], ["0", *["1.0"] * len(labels)]]


def test_rows_in_any_order():
    assert written([np.array([12, 3])], np.array([[0.5], [1.0]]), form(2)) == b"12,0.5\n3,1.0\n"


@settings(max_examples=examples(100))
@given(FLOATS)
def test_numbers_read_back(value):
    assert float(number_text(value)) == value


@pytest.mark.parametrize(
    "specs", sample("chunks", [["cosine"], ["cosine", "step(0.1)"], ["exponential(rate=5)", "linear", "constant"]])
)
@pytest.mark.parametrize("run", [Run(epochs=1234), Run(epochs=123, steps_per_epoch=11), Run(steps=100_003)])
def test_the_chunk_size_changes_nothing(specs, run, monkeypatch):
    curves = Curves([("", parse(spec)) for spec in specs], run)
    whole = b"".join(csv(curves, Sheet()))
    chunks = Curves.chunks
    for size in (7, 100, 4096):
        monkeypatch.setattr(Curves, "chunks", lambda self, size=size: chunks(self, size))
        if run.rows / size < 2_000:  # chunks of 7 rows prove nothing more of a long run
            assert b"".join(csv(curves, Sheet())) == whole


def test_what_is_written_reads_back_to_the_same_numbers():
    curves = Curves(
        [("", parse("exponential(rate=3)")), ("b", parse("cosine(3e-4)"))], Run(epochs=500, steps_per_epoch=7)
    )
    lines = b"".join(csv(curves, Sheet())).decode().splitlines()[1:]
    read = np.array([[float(cell) for cell in line.split(",")] for line in lines])
    rows = np.arange(3500)
    assert (read[:, 0] == rows).all()
    assert (read[:, 1] == rows // 7).all()
    assert (read[:, 2:] == curves.at(rows)).all()
