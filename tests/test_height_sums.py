"""The sum of periods that differ by their height alone is that of all rows; of others it is not told so."""

import math

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis import height_sums
from lrcli.analysis.curves import Curves
from lrcli.analysis.height_sums import sum_of_heights
from lrcli.schedules.arcs import Arc

ALIKE = [
    'formula("(1 - (t % 10) / 10) * 0.5 ** (t // 1000)")',
    'formula("0.01 + (1 + cos(pi * (t % 50) / 50)) * 1.001 ** (t // 1000)")',
    'formula("(t % 8) * (1 - t // 1000 / 128)")',
    "repeat(restarts(0.1, 0.01, 20, decay=0.9)[:1000])",
    "2 * restarts(0.1, 0.001, 1000, decay=0.97)",
]
OTHERS = [
    'formula("max((1 - (t % 10) / 10) * 0.5 ** (t // 1000), 1e-20)")',
    'formula("(1 - (t % 10) / 10) * 0.5 ** (t // 1000) + 0.00001 * (t // 1000) * (t % 2)")',
    "floor(restarts(0.1, 0, 1000, decay=0.97), 0.005)",
    "floor(restarts(0.1, 0, 1000, decay=0.97), 1e-6)",
    'formula("0.1 * (t % 1000) * 0.99999 ** t + 0.001 * 0.999 ** (t // 1000)")',
    "repeat(restarts(0.1, 0.01, 20, decay=0.9)[:999])",
]
PERIOD, COUNT = 1000, 97


def told_of(text):
    """The sum that is told of some periods of a curve, and their rates."""
    (column,) = Curves([("", parse(text))], Run(steps=PERIOD * COUNT)).columns
    arc = Arc(0, PERIOD * COUNT, PERIOD, (0,))
    return sum_of_heights(column.gapped, arc, COUNT), column.gapped(np.arange(arc.end))


@pytest.fixture(autouse=True)
def _all_periods_have_many_turns(monkeypatch):
    monkeypatch.setattr(height_sums, "MANY", 2**20)


@pytest.mark.parametrize("text", ALIKE)
def test_heights_tell_the_sum(text):
    told, rates = told_of(text)
    assert told == pytest.approx(math.fsum(rates.tolist()), rel=1e-12)


@pytest.mark.parametrize("text", OTHERS)
def test_other_periods_are_told_apart(text):
    told, _ = told_of(text)
    assert told is None
