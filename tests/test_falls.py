"""Keras' polynomials with cycles whose power hides what float32 makes of a step: their sums are those of all rows."""

import math

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks.keras.falls import Falls, is_told
from lrcli.frameworks.keras.polynomial import LEAST_UNSEEN, PolynomialDecay

STEPS = [(100, 99), (1234.3, 40_000), (777, 20_003), (65_537, 150_000)]


def assert_same(told, rates):
    assert told == pytest.approx(math.fsum(rates.tolist()), rel=1e-11)


@pytest.mark.parametrize("power", [0.9, 1.0, 2.0, 7.0])
@pytest.mark.parametrize(("length", "count"), STEPS)
@pytest.mark.parametrize("begin", [0, 2**24 - 5000, 10**9 - 300_000])
def test_a_sum_is_that_of_all_steps(power, length, count, begin):
    schedule = PolynomialDecay(0.1, length, 0.01, power=power, cycle=True)
    assert is_told(schedule, 10**6) == (length >= 64 * power)
    ticks = np.arange(count)
    cycles = Falls(schedule).later(begin).later(-50)
    rates = cycles.rates(50 + ticks)
    assert rates.tolist() == schedule.formula((begin + ticks).astype(np.float64)).tolist()
    if is_told(schedule, 10**6):
        assert_same(cycles.total(50, 50 + count), rates)


@pytest.mark.parametrize(
    "text",
    [
        "keras.PolynomialDecay(0.1, 1234.3, 0.0, power=1.0, cycle=True)",
        "keras.PolynomialDecay(0.1, 777, 0.0001, power=2.0, cycle=True)",
        "linear(0, 0.1, 100) >> 2 * keras.PolynomialDecay(0.1, 500.5, power=0.9, cycle=True)[1000:]",
        "floor(keras.PolynomialDecay(0.1, 300.3, 0.0, power=3.0, cycle=True), 0.0001)",
        "stepped(keras.PolynomialDecay(0.1, 300.3, 0.0, power=3.0, cycle=True), 3)",
        "repeat(keras.PolynomialDecay(0.1, 100, cycle=True)[:250_000])",
    ],
)
def test_the_sum_of_a_long_run_is_that_of_all_rows(text):
    rows = 2**20 + 777
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    assert_same(total(closed(column, rows)), column.gapped(np.arange(rows)))


def test_neither_very_many_cycles_nor_very_short_ones_are_added_up_one_by_one():
    assert not is_told(PolynomialDecay(0.1, 99.9, cycle=True), 10**9)
    assert not is_told(PolynomialDecay(0.1, 100, power=2.0, cycle=True), 10**6)


@pytest.mark.parametrize("length", [100, 1234.3, 777.7, 65_537, 123_456.7, 10.3])
@pytest.mark.parametrize("begin", [2**24, 2**26 + 1, 2**29, 2**30, 10**9])
def test_the_least_power_that_hides_float32_hides_it(length, begin):
    schedule = PolynomialDecay(0.1, length, 0.0, power=LEAST_UNSEEN, cycle=True)
    ends = np.floor(length * (schedule.number(np.array([float(begin)])) + np.arange(1000)))
    t = (ends[:, None] - np.arange(-3, 300)).ravel()
    exact = 1 - np.minimum(t / (length * schedule.number(t)), 1)
    assert schedule.height(t).tolist() == np.power(exact, LEAST_UNSEEN).tolist()
