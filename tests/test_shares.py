"""The shares of a cycle that float32 computes: what is told of very many steps is what all of them have."""

import numpy as np
import pytest
from arcs_laws import assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis import added
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit.float32 import compiled
from lrcli.frameworks.keras import shares
from lrcli.frameworks.keras.shares import arcs_of_shares
from lrcli.schedules.remainders import floor_sums, least

LENGTHS = [1000, 100, 41, 777.7, 64, 3, 5000, 123_456, 1e6, 0.3]
WINDOWS = [(70_000_000, 200_000), (2**24 - 5000, 100_000), (2**25 - 70_000, 150_001), (2**27 - 999, 50_000)]
WINDOWS += [(10**9 - 100_000, 100_000), (2**30 - 3, 70_000)]


def arcs_in_windows(length):
    for begin, count in [*WINDOWS, (int(64 * length) + 2, 60_000)]:
        yield from arcs_of_shares(length, begin, begin + count)


def quickened(arc, pace):
    """The rule of an arc on a clock that passes so many steps at each tick, and its steps at these ticks."""
    rule, steps = arc.rule.later(arc.begin + 3).faster(pace), np.arange(arc.begin + 3, arc.end, pace)
    return (rule, steps) if rule.is_quick(len(steps)) else (rule, steps[:0])


def shares_behind(length, steps):
    quotients = compiled(np.asarray(steps, dtype=np.float64), length)
    return quotients - np.floor(quotients)


def histogram(length, steps, counts):
    parts, places = np.unique(shares_behind(length, steps), return_inverse=True)
    return dict(zip(parts.tolist(), np.bincount(places, counts).tolist(), strict=True))


@pytest.mark.parametrize("length", LENGTHS)
def test_shares_are_counted_as_often_as_they_come(monkeypatch, length):
    monkeypatch.setattr(shares, "FEW", 0)
    for arc in arcs_in_windows(length):
        steps, counts = arc.rule.counted(arc.begin, arc.end)
        assert ((arc.begin <= steps) & (steps < arc.end)).all()
        assert counts.min() > 0
        every = np.arange(arc.begin, arc.end)
        assert histogram(length, steps, counts) == histogram(length, every, np.ones(len(every)))


@pytest.mark.parametrize("pace", [2, 3, 10, 64, 1000])
@pytest.mark.parametrize("length", [1000, 41, 777.7, 64, 5000, 0.3])
def test_shares_are_those_of_the_steps_that_a_fast_clock_comes_to(monkeypatch, length, pace):
    monkeypatch.setattr(shares, "FEW", 0)
    random = np.random.default_rng(0)
    for arc in arcs_in_windows(length):
        rule, steps = quickened(arc, pace)
        if not len(steps):
            continue
        ticks, counts = rule.counted(0, len(steps))
        assert histogram(length, steps[ticks], counts) == histogram(length, steps, np.ones(len(steps)))
        begins = random.integers(0, len(steps), 30)
        ends = np.minimum(begins + random.choice([1, 2, 30, 1000, 10**6], 30), len(steps))
        numbers, ticks = rule.telling(begins, ends, None)
        told = shares_behind(length, steps[ticks])
        for number, (low, high) in enumerate(zip(begins, ends, strict=True)):
            every, own = shares_behind(length, steps[low:high]), told[numbers == number]
            assert (own.min(), own.max()) == (every.min(), every.max())


@pytest.mark.parametrize("length", LENGTHS)
def test_the_lowest_and_the_highest_share_are_those_of_all_steps(length):
    random = np.random.default_rng(0)
    for arc in arcs_in_windows(length):
        begins = random.integers(arc.begin, arc.end, 30)
        ends = np.minimum(begins + random.choice([1, 2, 30, 1000, 10**6], 30), arc.end)
        numbers, ticks = arc.rule.telling(begins, ends, None)
        assert numbers.tolist() == np.repeat(np.arange(30), 2).tolist()
        told = ticks.reshape(30, 2)
        assert ((begins <= told.T) & (ends > told.T)).all()
        every = [shares_behind(length, np.arange(*each)) for each in zip(begins, ends, strict=True)]
        assert shares_behind(length, told).tolist() == [[each.min(), each.max()] for each in every]


def test_the_least_remainder_is_that_of_all():
    random = np.random.default_rng(0)
    for modulus in [*range(1, 130), *random.integers(100, 5000, 300).tolist()]:
        step = int(random.integers(-modulus, 2 * modulus))
        firsts, counts = random.integers(-3 * modulus, 3 * modulus, 9), random.integers(1, 400, 9)
        places, values = least(firsts, counts, step, modulus)
        every = [(first + step * np.arange(count)) % modulus for first, count in zip(firsts, counts, strict=True)]
        assert values.tolist() == [each.min() for each in every]
        assert values.tolist() == [each[place] for each, place in zip(every, places, strict=True)]


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
    monkeypatch.setattr(shares, "FEW", 0)
    monkeypatch.setattr(added, "MOST_ADDED", 2**20)
    whole = float(column.gapped(np.arange(rows)).sum())
    assert added.total(closed(column, rows)) == pytest.approx(whole, rel=1e-13, abs=0)


QUICK = [
    "stepped(keras.CosineDecayRestarts(0.1, first_decay_steps=7, t_mul=1.0), 3)",
    "stepped(keras.CosineDecayRestarts(0.1, first_decay_steps=100, t_mul=1.0, alpha=0.1), 1000)",
    "linear(0, 0.1, 100) >> stepped(stepped(keras.CosineDecayRestarts(0.1, 33, t_mul=1.0), 30)[5:], 20)",
]


@pytest.mark.parametrize("text", QUICK)
def test_a_clock_that_passes_steps_has_other_shares(monkeypatch, text):
    assert assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], Run(steps=30_011)))
