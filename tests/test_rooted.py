"""Sums of Keras' polynomials with cycles whose power is below 1: those of all rows."""

import math

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked, late, told

from lrcli import Run, parse
from lrcli.analysis import added, searched
from lrcli.analysis import closed as closed_module
from lrcli.analysis.curves import Curves
from lrcli.frameworks.keras import polynomial, rooted
from lrcli.frameworks.keras.alike import ONE, alike_between
from lrcli.frameworks.keras.counted_roots import steps_with, sums_of_roots
from lrcli.frameworks.keras.polynomial import PolynomialDecay
from lrcli.frameworks.keras.recurring import Stretch
from lrcli.frameworks.keras.roots_by_step import raised
from lrcli.frameworks.keras.shares import edges

LENGTHS = [1000, 7, 33.25, 1.5, 4097]
POWERS = [0.1, 0.5, 0.7, 0.84]
WINDOWS = [(2**22, 80_000), (2**24 - 30_000, 100_000), (2**25 - 70_000, 150_001), (10**9 - 300_000, 299_999)]


def cycling(length, power=0.5):
    return PolynomialDecay(0.1, length, 0.0, power=power, cycle=True)


def steps_of(begin, end):
    return np.arange(begin, end, dtype=np.float64)


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("length", LENGTHS)
def test_steps_are_counted(length, window):
    schedule, low = cycling(length), window[0]
    for begin, end in zip(
        *(edges(length, low, sum(window))[side] for side in (slice(-1), slice(1, None))), strict=True
    ):
        stretch = Stretch.between(length, begin, end, ends_seen=True)
        first, last = schedule.number(np.array([begin, end - 1.0])).astype(np.int64).tolist()
        cycles = alike_between(schedule, stretch, first + 1, last)
        steps = steps_of(begin, end)
        within = np.isin(schedule.number(steps), np.arange(first + 1, last))
        left = np.rint(schedule.left(steps[within]) * ONE)
        assert not len(left) or len(cycles.counts)
        for k in (1, 2, 3, 10, 101, 4000):
            counts = steps_with(schedule, stretch, cycles, np.full(len(cycles.counts), k))
            assert counts.sum() == np.count_nonzero(left >= k), (begin, k)


def assert_sums(length, power, window, near):
    schedule, (begin, count) = cycling(length, power), window
    rates = [
        schedule.formula(steps_of(first, min(first + 2**17, begin + count)))
        for first in range(begin, begin + count, 2**17)
    ]
    whole, rates = rooted.RootCycles(schedule).later(9), np.concatenate(rates)
    some = np.arange(begin, begin + 5000)
    assert whole.rates(some - 9).tolist() == rates[:5000].tolist()
    apart = whole.total(begin - 9, begin + count - 9) - math.fsum(rates.tolist())
    assert abs(apart) <= near * math.fsum(rates.tolist()), apart


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("length", LENGTHS)
def test_sums_by_step_are_those_of_all_rows(length, power, window, monkeypatch):
    monkeypatch.setattr(rooted, "BESIDE", 2**40)
    assert_sums(length, power, window, 1e-9)


@pytest.mark.parametrize("power", [0.05, 0.3, 0.5])
@pytest.mark.parametrize("length", [2500, 9001, 20_000])
@pytest.mark.parametrize("window", [(2**22, 2 * 10**6), (2**26, 4 * 10**6)], ids=str)
def test_counted_sums_are_near_those_of_all_rows(length, power, window):
    """Leaps even out over very many steps, less so over these."""
    assert_sums(length, power, window, 1e-7)


def test_sums_of_roots_and_of_their_reciprocals():
    for power in POWERS:
        counts = np.array([0, 1, 5, 12, 13, 5000])
        for highest in (4999.25, 6000.0):
            terms = [sum((highest - i) ** power for i in range(count)) for count in counts.tolist()]
            assert sums_of_roots(np.full(6, highest), counts, power) == pytest.approx(terms, rel=1e-11)
        sums = raised(np.array([300.0, 5000.0]), power)
        assert sums[1] - sums[0] == pytest.approx(sum(i**-power for i in range(300, 5000)), rel=1e-11)


SPECS = [
    "keras.PolynomialDecay(0.1,1000,cycle=True,power=0.5)",
    "keras.PolynomialDecay(0.1,7,0,cycle=True,power=0.5)",
    "keras.PolynomialDecay(0.1,33.25,0.2,cycle=True,power=0.3)",
    "0.5*keras.PolynomialDecay(0.1,120.5,cycle=True,power=0.7)",
    "linear(0,0.1,777) >> keras.PolynomialDecay(0.1,333,0,cycle=True,power=0.6)[41:]",
    "floor(keras.PolynomialDecay(0.1,12,0,cycle=True,power=0.5),0.01)",
]


@pytest.mark.parametrize("text", SPECS)
def test_what_is_told_is_what_all_rows_tell(text, monkeypatch):
    """But for what is drawn, which may be off by what float32 makes of a rate where that is not seen."""
    rows = 30_013
    monkeypatch.setattr(polynomial, "FEW", 20)
    curves = Curves([("", parse(text))], Run(steps=rows))
    assert_arcs(curves.curves[0], rows)
    after = late(curves)
    walked, sums = told(curves, after)
    monkeypatch.setattr(closed_module, "WALKED", 0)
    for each in (closed_module, added, searched):
        monkeypatch.setattr(each, "LEAF", 256)
    assert closed_module.closed(curves.columns[0], rows)
    seen, told_sums = told(curves, after)
    for one, other in zip(seen.pop("drawn"), walked.pop("drawn"), strict=True):
        assert np.allclose(one, other, rtol=0, atol=2.2e-7)
    assert seen == walked
    assert told_sums == pytest.approx(sums, rel=1e-8)


@pytest.mark.parametrize("given", ["7,0,power=0.5", "1000,power=0.5", "1000,power=0.9", "1000,power=0.8"])
def test_very_long_runs_are_not_walked(given):
    curves = Curves([("", parse(f"keras.PolynomialDecay(0.1,{given},cycle=True)"))], Run(steps=10**9))
    assert added.total(closed_module.closed(curves.columns[0], 10**9)) > 0


def test_powers_that_do_not_even_out_are_told_where_each_step_is_added_up():
    assert rooted.is_told(cycling(20_000), 10**9)
    assert rooted.is_told(cycling(1501, 0.7), 10**9)
    assert not rooted.is_told(cycling(20_000, 0.7), 10**9)
    assert not rooted.is_told(cycling(1000.1), 10**9)


def test_where_nothing_is_left_the_end_is_held(monkeypatch):
    """From 2**20 cycles on float32 has as much for a step as for the end of its cycle."""
    curves = Curves([("", parse("keras.PolynomialDecay(0.1, 1, 0.001, power=0.5, cycle=True)"))], Run(steps=2**21))
    *_, last = curves.curves[0].arcs(2**21)
    assert (last.begin, last.period, last.form) == (2**20, 0, "")
    assert_arcs(curves.curves[0], 2**21)
    assert assert_seen_as_walked(monkeypatch, curves)
