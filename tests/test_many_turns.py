"""Formulas that turn often, but not at the same pace: their turns are found in all stretches at once."""

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis import added
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.language.turns import formula_arcs, waves
from lrcli.language.turns.bounds import FUNCTIONS, Bounds, Span, number

ROWS = 60_013
TURNING = [
    "0.1*(1+sin(sqrt(t)))",
    "0.1*(1+sin(log(1+t)*9))",
    "0.1*(1+cos(t**2/1e7))",
    "0.1*(1+cos(t**1.5/1e5))*exp(-t/1e5)",
    "0.1*(1+sin(t/1e3)*sin(t/1e4))",
    "0.1*(1+0.5*sin(t/1000)+0.1*sin(t/370))",
    "0.1*(2+sin(t/100)+sin(t/1e4))",
    "max(0.05,0.1*(1+sin(sqrt(t))))*exp(-t/1e6)",
    "0.1*(1+sin(sqrt(t)))/(1+t/1e4) if t>1000 else 0.1*t/1000",
    "0.1*abs((t/1000.7)%2-1)*0.99999**t",
    "0.1*min(1,1.2+sin(sqrt(t)))",
    "0.1*(2+tanh(9*sin(sqrt(t))))**0.5/(2-cos(t/999)**2)",
    "0.1+abs(0.02*sin(t/700)+0.03*cos(t/1234))+0.01*arctan(t/1e4-5)",
    "0.1*2**(sin(t/5000)*log1p(t/1e4))",
    "0.1*(3+sin(sqrt(t))+(t//30000)-2*(t>=50000))",
]


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(formula_arcs, "MOST_UNKNOWN", 2**10)
    monkeypatch.setattr(formula_arcs, "MOST_ASKED", 1)


@pytest.mark.parametrize("text", sample("turning", TURNING))
def test_turns_are_told_as_all_rows_tell_them(many, monkeypatch, text):
    curves = Curves([("", parse(f"formula('{text}')"))], Run(steps=ROWS))
    (arc,) = curves.curves[0].arcs(ROWS)
    assert arc.known
    assert len(arc.turns) < ROWS / 10
    assert_arcs(curves.curves[0], ROWS)
    assert assert_seen_as_walked(monkeypatch, curves)


def test_what_turns_too_often_is_not_told_so(many):
    for text in ("0.2+0.1*sin(t*t)", "0.1*(2+sin(t)+sin(1.4142*t))", "0.1+0.01*sign(sin(sqrt(t)))"):
        curve = parse(f"formula('{text}')").on(Run(steps=ROWS))
        assert not any(arc.known for arc in curve.arcs(ROWS))


@pytest.mark.parametrize(
    "text",
    [
        "0.1*tanh(3*sin(t/100)+3.1)",
        "0.1*exp(sin(t/100))*exp(-t/1e7)",
        "max(0.01,0.1*(1+cos(t/100))/2*0.999999**t)",
        "min(0.08,0.1*(1+cos(t/100))*exp(-t/1e7))",
        "min(0.08,0.05+0.05*sin(t/100))*exp(-t/1e7)",
        "clip(0.1*(1.1+sin(t/100)),0.02,0.18)*0.9999999**t",
    ],
)
def test_the_sum_of_waves_with_parts_or_ends_of_their_own(monkeypatch, text):
    rows = 2**22
    monkeypatch.setattr(added, "MANY", 1000)
    (column,) = Curves([("", parse(f"formula('{text}')"))], Run(steps=rows)).columns
    monkeypatch.setattr(added, "MOST_ADDED", rows)
    whole = sum(float(column.gapped(np.arange(first, first + 2**18)).sum()) for first in range(0, rows, 2**18))
    assert total(closed(column, rows)) == pytest.approx(whole, rel=6e-8)


MOVING_KINKS = [
    "floor(restarts(0.1, 0, 100, decay=0.999), 0.001)",
    "floor(restarts(0.1, 0.01, 77.5, decay=0.9999), 0.03)",
    "formula('max(0.02,0.1*(1-(t%100)/100)*0.9999**(t//100))')",
    "formula('max(0.01,0.1*(1+cos(2*pi*t/100))/2*(1-t/5e6))')",
    "formula('0.1*(1.1+cos(2*pi*t/100))/2*exp(-t/2e5)')",
    "formula('0.1*(1+cos(pi*t/100))*0.99**(t/100)')",
    "formula('min(0.2,0.1*(1.5+cos(2*pi*t/30)))*exp(-t/2e4)')",
]


@pytest.mark.parametrize("text", sample("kinks", MOVING_KINKS))
def test_periods_whose_kinks_move_are_told_as_all_rows_tell_them(monkeypatch, text):
    """Also where a wave falls to next to nothing, so that few rates may be the lowest."""
    monkeypatch.setattr(waves, "FEW", 100)
    curves = Curves([("", parse(text))], Run(steps=60_013))
    assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-9)
    rows = 2**20 + 12_345
    (column,) = Curves([("", parse(text))], Run(steps=rows)).columns
    monkeypatch.setattr(added, "MOST_ADDED", rows // 2)
    curve = closed(column, rows)
    assert any(arc.period for arc in curve.arcs)
    assert total(curve) == pytest.approx(float(column.gapped(np.arange(rows)).sum()), rel=1e-11)


HELD_AT_ONCE = [
    "max(0.02,min(0.08,0.05+0.05*sin(t/31)))*exp(-t/1e6)",
    "(0.1+max(0.3,abs(sin(t/31))))*(1+t)**-0.1",
    "clip(0.1*(1.1+sin(t/7.7)),0.02,0.18)*1.0000001**t",
]


@pytest.mark.parametrize("text", sample("held at once", HELD_AT_ONCE))
def test_what_a_wave_holds_at_once_moves_with_time(monkeypatch, text):
    """So it turns where it begins to be held, and where that is over."""
    monkeypatch.setattr(waves, "FEW", 100)
    monkeypatch.setattr(formula_arcs, "WORTH", 100)
    curve = parse(f"formula('{text}')").on(Run(steps=300_013))
    assert any(arc.rule for arc in curve.arcs(300_013))
    assert_arcs(curve, 300_013)


def spread(low, high):
    """What is known of the numbers from one to another, as they rise by 1 with each tick."""
    low, high, none = np.array([low]), np.array([high]), np.zeros(1)
    return Bounds(Span(low, high), Span(none + 1, none + 1), Span(none, none), none)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_bounds_hold_the_values_and_slopes_of_each_function(name):
    """In stretches about 0 and beside it, of one argument or with a number as the other one."""
    for low, high in ((0.2, 0.9), (1.5, 4.25), (-2.5, -0.5), (-0.75, 1.25), (3, 3)):
        for other in (None, 2.0, 0.5, 3.0, -1.0):
            args = [spread(low, high), *([] if other is None else [number(other)])]
            at = np.linspace(low, high, 1001)
            try:
                with np.errstate(all="ignore"):
                    found = FUNCTIONS[name](*args)
                    values = getattr(np, name)(at, *([] if other is None else [other])).astype(np.float64)
            except Exception:
                continue
            assert (
                np.isnan(values).any()
                or ((found.value.low <= values + 1e-12) & (values - 1e-12 <= found.value.high)).all()
            )
            if low < high and np.isfinite(values).all():
                slopes = np.diff(values) / np.diff(at)
                assert ((found.slope.low <= slopes + 1e-6) & (slopes - 1e-6 <= found.slope.high)).all(), (
                    name,
                    low,
                    other,
                )
                bends = np.diff(slopes) / np.diff(at)[:-1]
                assert ((found.bend.low <= bends + 1e-3) & (bends - 1e-3 <= found.bend.high)).all(), (name, low, other)
