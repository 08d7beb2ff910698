"""Cycles that come again but for some steps that float32 puts into another: what is told of them is what all have."""

import math
from itertools import pairwise

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks.keras import polynomial
from lrcli.frameworks.keras.recurring import arcs_of_cycles

LONG = 10**9
LENGTHS = [1, 2, 7, 41, 100, 255, 477, 1001, 7630, 100.5, 0.5, 0.75, 33.25]
CYCLES = [
    "keras.PolynomialDecay(0.1, decay_steps=7, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=41, end_learning_rate=0.0, power=1.5, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=300, end_learning_rate=0.0, power=1.1, cycle=True)",
    "keras.PolynomialDecay(0.001, decay_steps=55, end_learning_rate=0.1, power=2.0, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=1, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=100.5, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=33.25, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=33.3, power=0.0, cycle=True)",
    "linear(0, 0.1, 1000) >> keras.PolynomialDecay(0.1, decay_steps=47, end_learning_rate=0.0, cycle=True)[900:]",
    "stepped(keras.PolynomialDecay(0.1, decay_steps=47, end_learning_rate=0.0, cycle=True), 3)",
]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(polynomial, "FEW", 2)


def numbers(length):
    return parse(f"keras.PolynomialDecay(0.1, decay_steps={length}, cycle=True)").number


@pytest.mark.parametrize("text", CYCLES)
def test_what_is_told_of_cycles_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=100_003))
    assert_arcs(curves.curves[0], curves.rows)
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("length", LENGTHS)
def test_steps_at_the_same_place_are_whole_periods_apart(length):
    """All in the arcs' first periods, and random ones."""
    number, random = numbers(length), np.random.default_rng(0)
    arcs = arcs_of_cycles(number, float(length), LONG)
    for arc in (arc for arc in arcs if arc.period):
        first = np.arange(arc.begin, min(arc.begin + arc.period, arc.begin + 2**18, arc.end))
        turns = np.flatnonzero(np.diff(number(first.astype(np.float64)))) + 1
        assert [0, *turns.tolist()] == [turn for turn in arc.turns if turn < len(first)]
        steps = np.concatenate(
            [random.integers(arc.begin, arc.end, 1000), np.arange(max(arc.end - 300, arc.begin), arc.end)]
        )
        periods, places = np.divmod(steps - arc.begin, arc.period)
        later = number(steps.astype(np.float64)) - number((arc.begin + places).astype(np.float64))
        assert later.tolist() == (periods * (arc.period / length)).tolist()


@pytest.mark.parametrize("length", [7.3, 1e-40, 5e-324, 1 / 128, 131_073.0])
def test_cycles_that_come_again_late_or_never_are_not_told(length):
    assert arcs_of_cycles(numbers(length), length, LONG) is None


@pytest.mark.parametrize("length", LENGTHS)
def test_arcs_of_a_series_differ_where_it_is_told(length):
    number, seen = numbers(length), 0
    arcs = arcs_of_cycles(number, float(length), LONG)
    for before, arc in pairwise(arcs):
        whole = arc.begin - arc.period
        if 0 < arc.changed < arc.period and whole >= before.begin:
            steps = np.arange(arc.begin, min(arc.begin + arc.period, arc.begin + 2**18, arc.end), dtype=np.float64)
            others = np.flatnonzero(number(steps) - number(steps - arc.period) != arc.period / length)
            assert others.max() < arc.changed
            seen += 1
    assert seen or length in (0.5, 0.75, 1, 2)


@pytest.mark.parametrize("length", [7, 255, 1001])
def test_sums_where_float32_skips_steps(length):
    text = f"keras.PolynomialDecay(0.1, decay_steps={length}, end_learning_rate=0.0, power=1.5, cycle=True)"
    curves = Curves([("", parse(text))], Run(steps=2**24 + 2**21 + 11))
    column, rows = curves.columns[0], curves.rows
    every = math.fsum(
        column.gapped(np.arange(first, min(first + 2**18, rows))).sum() for first in range(0, rows, 2**18)
    )
    assert math.isclose(total(closed(column, rows)), every, rel_tol=1e-12)


def test_a_sum_takes_few_rates(monkeypatch):
    text = "keras.PolynomialDecay(0.1, decay_steps=255, end_learning_rate=0.0, cycle=True)"
    curve = closed(Curves([("", parse(text))], Run(steps=LONG)).columns[0], LONG)
    count, real = 0, curve.rates

    def rates(rows):
        nonlocal count
        count += np.size(rows)
        return real(rows)

    curve.rates = rates
    assert total(curve) > 0
    assert count < 0.01 * LONG
