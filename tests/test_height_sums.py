"""The sum of periods that differ by their height alone is that of all rows; of others it is not told so."""

import math

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis import height_sums
from lrcli.analysis.curves import Curves
from lrcli.analysis.height_sums import SURE, sum_of_heights, sum_of_steady
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
    assert told.sum == pytest.approx(math.fsum(rates.tolist()), rel=1e-12)
    assert not told.off


@pytest.mark.parametrize("text", OTHERS)
def test_other_periods_are_told_apart(text):
    told, _ = told_of(text)
    assert told is None


@pytest.mark.parametrize("moves", [0.0, 1e-13, 1e-10, 1e-9, 1e-7])
@pytest.mark.parametrize("seed", range(5))
def test_periods_that_rounding_alone_moves_are_as_many_times_their_mean(moves, seed):
    noise = np.random.default_rng(seed).uniform(-1, 1, (5000, 1))
    values = np.abs(np.sin(np.arange(100)))[None, :] * (1 + moves * noise)
    told = sum_of_steady(values.ravel().__getitem__, Arc(0, values.size, 100, (0,)), 5000)
    assert (told is None) == (moves > 1e-8)
    assert told is None or told.sum == pytest.approx(values.sum(), rel=1e-9)


def test_periods_that_change_are_told_apart():
    values = np.abs(np.sin(np.arange(100)))[None, :] * (1 - 1e-7 * np.arange(5000)[:, None])
    assert sum_of_steady(values.ravel().__getitem__, Arc(0, values.size, 100, (0,)), 5000) is None


@pytest.mark.parametrize("fall", [1.0, 0.9999, 0.999999])
@pytest.mark.parametrize("floor", [0.0, 0.01])
@pytest.mark.parametrize("seed", range(3))
def test_rounding_evens_out(fall, floor, seed):
    noise = 1e-10 * np.random.default_rng(seed).uniform(-1, 1, (20_000, 100))
    wave = 1 + np.cos(np.arange(100) / 16)
    values = (floor + wave * fall ** np.arange(20_000.0)[:, None]) * (1 + noise)
    arc = Arc(0, values.size, 100, (0,), noise=1e-10)
    told = sum_of_heights(values.ravel().__getitem__, arc, 20_000) or sum_of_steady(
        values.ravel().__getitem__, arc, 20_000
    )
    assert told.sum == pytest.approx(values.sum(), rel=SURE)


@pytest.mark.parametrize("kink", [0.001, 0.1, 0.9])
def test_what_is_no_rounding_is_told_apart(kink):
    wave = 1 + np.cos(np.arange(100) / 16)
    values = np.maximum(wave * 0.9999 ** np.arange(20_000.0)[:, None], kink) * (1 + 0 * wave)
    arc = Arc(0, values.size, 100, (0,), noise=1e-8)
    assert sum_of_heights(values.ravel().__getitem__, arc, 20_000) is None
    assert sum_of_steady(values.ravel().__getitem__, arc, 20_000) is None
