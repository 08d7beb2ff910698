"""Sums of Keras' cosines with restarts whose waves come in leaps: those of all rows."""

import math

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis import added
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit.float32 import first_steps, in_places, places_of, rounded
from lrcli.frameworks.keras.arcs import beyond, clear_until, everywhere_from
from lrcli.frameworks.keras.cosines import CosineDecayRestarts
from lrcli.frameworks.keras.leaps import Leaping
from lrcli.schedules.arcs import first_ticks

WINDOWS = [(2**24 - 5000, 100_000), (2**25 - 70_000, 150_001), (10**9 - 300_000, 300_000), (2**30 - 30_000, 70_000)]
ALIKE = {"m_mul": 0.99999}, {"m_mul": 1.0000001, "alpha": 0.1}, {"m_mul": 0.999, "alpha": 0.5}, {"m_mul": 1 - 1e-9}
LONGER = {"t_mul": 1.001}, {"t_mul": 1.0001, "m_mul": 0.9999, "alpha": 0.1}, {"t_mul": 1.015, "alpha": 0.01}


def starts_of(schedule, begin, end):
    """The ticks in a stretch at which cycles begin."""
    first, last = schedule.number(np.array([begin, end - 1.0]))
    numbers = np.arange(first + 1, last + 1)
    return first_ticks(schedule.number, numbers, schedule.expected(numbers), end)


def assert_sums(schedule, near):
    """The sums over stretches are those of all ticks; `near` is the share of the highest rate by which they may be off."""
    first = int(everywhere_from(schedule))
    for low, count in [*WINDOWS, (first, 60_000)]:
        begin, end = max(low, first), max(low, first) + count
        for pace in (1, 12):
            leaping, ticks = Leaping(schedule, starts_of(schedule, begin, end)), np.arange((count - 1) // pace + 1)
            leaping = leaping.later(begin - 9 * pace).faster(pace)
            rates = schedule.formula(begin + pace * ticks.astype(np.float64))
            assert leaping.rates(ticks + 9).tolist() == rates.tolist()
            apart = leaping.total(9, 9 + len(ticks)) - math.fsum(rates.tolist())
            assert abs(apart) <= near * len(ticks) * rates.max(), (schedule, begin, pace)


@pytest.mark.parametrize("length", [1000, 41, 7, 64, 4097, 4095, 204.8, 777.7, 123_456, 1e6, 0.3])
@pytest.mark.parametrize("given", ALIKE, ids=str)
def test_sums_of_cycles_of_one_length(length, given):
    assert_sums(CosineDecayRestarts(0.1, length, t_mul=1.0, **given), 1e-13)


@pytest.mark.parametrize("length", [1000, 7, 64, 4097, 204.8, 0.3])
@pytest.mark.parametrize("given", LONGER, ids=str)
def test_sums_of_cycles_that_are_longer_and_longer(length, given):
    assert_sums(CosineDecayRestarts(0.1, length, **given), 1e-8)


LONG = [
    "keras.CosineDecayRestarts(0.1, first_decay_steps=700, t_mul=1.001)",
    "2 * keras.CosineDecayRestarts(0.1, first_decay_steps=500, t_mul=1.0, m_mul=0.9999)",
    "linear(0, 0.1, 100) >> keras.CosineDecayRestarts(0.1, first_decay_steps=123.4, t_mul=1.0, m_mul=1.0001)[777:]",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=0.9998, alpha=0.01)",
]


@pytest.mark.parametrize("text", LONG)
def test_the_sum_of_a_long_run_has_the_digits_that_are_told(monkeypatch, text):
    rows = 2**22 + 777
    monkeypatch.setattr(added, "MOST_SEEN", 2**18)
    monkeypatch.setattr(added, "SURE", 1e-6)
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    whole = math.fsum(column.gapped(np.arange(rows)).tolist())
    assert abs(added.total(closed(column, rows)) - whole) <= 0.51 * 10.0 ** (math.floor(math.log10(whole)) - 7)


@pytest.mark.parametrize("length", [1000, 41, 204.8, 0.3])
@pytest.mark.parametrize("t_mul", [0.99, 0.9999, 1.000001, 1.0001, 1.01, 1.7])
def test_shares_are_below_0_and_above_1_up_to_the_ticks_that_are_told(length, t_mul):
    schedule = CosineDecayRestarts(0.1, length, t_mul=t_mul)
    end = min(int(schedule.expected(np.array([300.0]))[0]), 10**6)
    ticks = np.arange(float(end))
    numbers = schedule.number(ticks)
    shares, restarts = schedule.share(ticks, numbers), schedule.firsts(int(numbers[-1]), end)
    told = beyond(schedule, restarts, end).reshape(2, -1)
    for low, high, above, over in zip([0, *restarts], [*restarts, end], *told, strict=True):
        assert above == low + np.count_nonzero(shares[low:high] < 0)
        assert over == low + np.count_nonzero(shares[low:high] <= 1)


@pytest.mark.parametrize("length", [1000, 41, 204.8, 0.3])
@pytest.mark.parametrize("t_mul", [0.9, 0.9999, 1.0, 1.000001, 1.01, 1.7])
def test_cycles_begin_where_their_numbers_change(length, t_mul):
    schedule = CosineDecayRestarts(0.1, length, t_mul=t_mul)
    for begin in (0, 2**24, 10**9):
        end = min(begin + 20_000, clear_until(schedule, 2**40))
        first, last = schedule.number(np.array([float(begin), end - 1.0]))
        if begin >= end or last > 10**6:
            continue
        steps = np.arange(begin, end)
        found = steps[np.diff(schedule.number(steps.astype(np.float64)), prepend=first) > 0]
        assert np.unique(schedule.firsts(int(last), end)[int(first) :]).tolist() == found.tolist()


def test_steps_that_are_rounded_to_one_number_of_float32_have_one_place():
    for low in (0, 2**24 - 100, 2**25 - 100, 10**9, 2**30 - 1000):
        steps = np.arange(low, low + 1000.0)
        places = places_of(steps)
        assert in_places(places).tolist() == rounded(steps).tolist()
        assert set(np.diff(places)) <= {0.0, 1.0}
        own = rounded(steps)
        assert first_steps(rounded, own, own, 2**31).tolist() == first_ticks(rounded, own, own, 2**31).tolist()
