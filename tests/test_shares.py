"""How many steps have each share of a cycle that float32 computes: what is counted is what all steps have."""

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis import added
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit.float32 import compiled
from lrcli.frameworks.keras import shares
from lrcli.frameworks.keras.shares import alike, floor_sums

LENGTHS = [1000, 100, 41, 777.7, 64, 3, 5000, 123_456, 1e6]
WINDOWS = [(70_000_000, 200_000), (2**24 - 5000, 100_000), (2**25 - 70_000, 150_001), (2**27 - 999, 50_000)]
WINDOWS += [(10**9 - 100_000, 100_000), (2**30 - 3, 70_000)]


def histogram(length, steps, counts):
    quotients = compiled(steps.astype(np.float64), length)
    parts, places = np.unique(quotients - np.floor(quotients), return_inverse=True)
    return dict(zip(parts.tolist(), np.bincount(places, counts).tolist(), strict=True))


@pytest.mark.parametrize("length", LENGTHS)
def test_shares_are_counted_as_often_as_they_come(monkeypatch, length):
    monkeypatch.setattr(shares, "WALKED", 0)
    for begin, count in [*WINDOWS, (int(64 * length) + 2, 60_000)]:
        found = alike(length, begin, begin + count)
        assert found is not None
        steps, counts = found
        assert ((begin <= steps) & (steps < begin + count)).all()
        assert counts.min() > 0
        every = np.arange(begin, begin + count)
        assert histogram(length, steps, counts) == histogram(length, every, np.ones(count))


def test_sums_of_quotients_are_those_of_each():
    for many, modulus, step, first in (
        (0, 7, 3, 2),
        (1, 5, 9, 4),
        (1000, 977, 12_345, 6),
        (12_345, 2**20, 999_983, 17),
    ):
        whole = sum((step * i + first) // modulus for i in range(many))
        assert floor_sums(np.array([many]), modulus, step, np.array([first])).tolist() == [whole]


@pytest.mark.parametrize("begin", ["", "linear(0, 0.1, 100) >> ", "constant(0.1)[:7] >> 2 * "])
def test_the_sum_of_restarts_in_float32_is_that_of_all_rows(monkeypatch, begin):
    rows = 2**22 + 12_345
    text = f"{begin}keras.CosineDecayRestarts(0.1, first_decay_steps=777, t_mul=1.0, alpha=0.1)"
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    monkeypatch.setattr(shares, "WALKED", 2**18)
    monkeypatch.setattr(added, "MOST_SEEN", 2**18)
    monkeypatch.setattr(added, "MOST_ADDED", 2**20)
    whole = float(column.gapped(np.arange(rows)).sum())
    assert added.total(closed(column, rows)) == pytest.approx(whole, rel=1e-13, abs=0)
