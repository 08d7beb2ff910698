"""Sums of curves with very many turns, out of few of their rates: those of all rows."""

import math

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis import added
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.analysis.even_sums import SAMPLES, even_sum
from lrcli.frameworks._kit import compiled
from lrcli.frameworks.keras import polynomial

ALIKE = [
    "restarts(0.1, 0.01, period=400.1234567, decay=0.9999)",
    "2 * restarts(0.1, period=400, growth=1.00001)",
    "restarts(0.1, 0.01, period=400.1234567, growth=1.00001, decay=0.9)",
    "linear(0, 0.1, 100) >> restarts(0.1, period=400.1234567)",
    "keras.PolynomialDecay(0.1, decay_steps=300, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=300.7, end_learning_rate=0.0, cycle=True)",
    "2 * keras.PolynomialDecay(0.1, decay_steps=299, end_learning_rate=0.0, power=2.0, cycle=True)",
    "keras.PolynomialDecay(0.0, decay_steps=300, end_learning_rate=0.1, power=3.0, cycle=True)",
]


@pytest.mark.parametrize("text", ALIKE, ids=lambda text: text[:80])
def test_the_sum_of_very_many_pieces_is_that_of_all_rows(monkeypatch, text):
    monkeypatch.setattr(added, "MANY", 1000)
    rows = 2**20 + 12_345
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    curve = closed(column, rows)
    monkeypatch.setattr(added, "MOST_ADDED", rows // 2)
    whole = math.fsum(column.gapped(np.arange(rows)).tolist())
    assert added.total(curve) == pytest.approx(whole, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    "text",
    [
        "keras.ExponentialDecay(0.1, decay_steps=5000, decay_rate=0.999)",
        "keras.ExponentialDecay(0.1, decay_steps=20000, decay_rate=1.06)",
        "2 * optax.exponential_decay(0.1, transition_steps=3000, decay_rate=0.9999)",
        "keras.CosineDecayRestarts(0.1, first_decay_steps=9000, t_mul=1.0, m_mul=0.99)",
        "linear(0, 0.1, 100) >> keras.CosineDecayRestarts(0.1, first_decay_steps=900, t_mul=1.01, alpha=0.01)",
        "keras.PolynomialDecay(0.1, decay_steps=9000, power=0.5, cycle=True)",
    ],
)
def test_a_sum_of_rates_that_leap_has_the_digits_that_are_told(monkeypatch, text):
    rows = 2**21
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    curve = closed(column, rows)
    whole = math.fsum(column.gapped(np.arange(rows)).tolist())
    assert added.total(curve) == pytest.approx(whole, rel=1e-12, abs=0)
    monkeypatch.setattr(added, "MOST_SEEN", 2**18)
    found = added.total(curve)
    assert found == float(f"{found:.8g}")
    last_digit = 10.0 ** (math.floor(math.log10(whole)) - 7)
    assert abs(found - whole) <= 0.55 * last_digit


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("keras.InverseTimeDecay(0.1, decay_steps=300, decay_rate=0.5, staircase=True)", True),
        ("keras.InverseTimeDecay(0.1, decay_steps=3.3, decay_rate=5, staircase=True)", False),
        ("2 * keras.ExponentialDecay(0.1, decay_steps=10, decay_rate=0.9999, staircase=True)", True),
        ("keras.InverseTimeDecay(0.1, decay_steps=1, decay_rate=0.01, staircase=True)", False),
    ],
)
def test_a_sum_of_stairs_is_that_of_its_runs_or_has_the_digits_that_are_told(monkeypatch, text, exact):
    rows = 2**21 + 777
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    monkeypatch.setattr(compiled, "MOST_STAIRS", 10)
    for name, few in {"MOST_SEEN": 2**18, "LONGEST": 2**16, "MOST_RUNS": 2**18}.items():
        monkeypatch.setattr(added, name, few)
    monkeypatch.setattr(added, "SURE", 1e-7)
    whole, found = math.fsum(column.gapped(np.arange(rows)).tolist()), added.total(closed(column, rows))
    room = 1e-12 * whole if exact else 0.6 * 10.0 ** (math.floor(math.log10(whole)) - 7)
    assert abs(found - whole) <= room


def test_ends_that_float32_moves_are_summed(monkeypatch):
    """From 2**24 steps on restarts are early, or late by some ticks in which the end is held."""
    monkeypatch.setattr(polynomial, "FEW", 2**20)
    begin, rows = 2**26, 2**26 + 2**20
    text = "keras.PolynomialDecay(0.1, decay_steps=1000, end_learning_rate=0.0, cycle=True)"
    placed = parse(text).on(Run(steps=rows))
    (arc,) = placed.arcs(rows)
    begins = np.sort(np.append(arc.begins(), arc.kinks))
    late = begins[begins > begin]
    assert len(set((late % 1000).tolist())) > 2
    found = added.sum_of_many(placed, late[:-1], late[1:])
    rates = placed(np.arange(late[0], late[-1]))
    assert found == pytest.approx(math.fsum(rates.tolist()), rel=1e-11, abs=0)


def test_one_piece_far_from_all_others_of_its_size():
    sizes = np.full(300_000, 77)
    sizes[[0, *range(220_000, 222_700, 4)]] = 78
    ends = np.cumsum(sizes)
    begins = ends - sizes
    found = added.sum_of_many(lambda t: 1.0 * t - begins[np.searchsorted(ends, t, side="right")], begins, ends)
    assert found == pytest.approx(float((sizes * (sizes - 1) // 2).sum()), rel=1e-13, abs=0)


@pytest.mark.parametrize(
    "text",
    [
        "restarts(0.1, 0, 37.7777777, decay=0.999)",
        "restarts(0.1, 0.001, 37.7777777, decay=0.9999)[99:]",
        "triangular(0.1, 0.001, 37.7777777, mode=exponential, gamma=0.9999)",
        "triangular(0.1, 0.001, 37.7777777, 22.2222222, mode=exponential, gamma=0.99999)",
        "timm.PolyLRScheduler(lr=0.1, t_initial=37.7777777, cycle_decay=0.99, cycle_limit=100000000, power=0.5)",
    ],
)
def test_sums_of_what_declines_take_few_values(monkeypatch, text):
    """Also where nothing is left of it after a part of the pieces; out of these, not of what is spread evenly."""
    monkeypatch.setattr(added, "MANY", 256)
    monkeypatch.setattr(added, "even_sum", lambda *_: None)
    (column,) = Curves([("", parse(text))], Run(steps=2**21)).columns
    curve, seen, real = closed(column, 2**21), [], added.sum_of_many

    def sum_of_many(values, begins, ends, noise):
        found = real(lambda rows: (seen.append(rows.size), values(rows))[1], begins, ends, noise)
        rates = curve.rates(np.arange(begins[0], ends[-1]))
        assert found == pytest.approx(math.fsum(rates.tolist()), rel=1e-9 if noise > 1e-9 else 2e-13, abs=0)
        return found

    monkeypatch.setattr(added, "sum_of_many", sum_of_many)
    added.total(curve)
    assert 0 < sum(seen) < 2**19


@pytest.mark.parametrize(
    "text",
    [
        "0.1*(2+sin(t/1000)+sin(t/3e4))",
        "0.1*exp(sin(t/100))*exp(-t/3e5)",
        "0.1*(2+sin(t/100)+sin(t/161.8))",
        "0.1*(1+cos(t/37))/sqrt(1+t)",
        "0.1*(1+cos(t**2/1e10))",
    ],
)
def test_the_sum_of_what_turns_again_and_again_out_of_ticks_that_are_spread_evenly(text):
    rows = 2**22 + 12_345
    (column,) = Curves([("", parse(f"formula('{text}')"))], Run(steps=rows)).columns
    seen = []
    found = even_sum(lambda ticks: (seen.append(ticks.size), column.gapped(ticks))[1], 0, rows, 1e-12)
    assert found == pytest.approx(math.fsum(column.gapped(np.arange(rows)).tolist()), rel=1e-12, abs=0)
    assert sum(seen) < rows / 3


def test_no_sum_is_told_out_of_ticks_that_do_not_tell_it():
    """Jumps, and a peak that few of them see."""
    for at in (lambda ticks: ticks * 0.377 % 1, lambda ticks: np.exp(-(((ticks - 2.5e7) / 99) ** 2))):
        assert even_sum(at, 0, 5 * 10**7, 1e-9, SAMPLES) is None
