"""Formulas that come again and again: what is told of them at once is what all their rows tell."""

import random

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import examples, sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.language.turns import formula_arcs

PERIODS = [
    "0.05 * (1 + cos(2 * pi * (t % 100) / 100))",
    "0.1 * max(0.0, 1 - abs((t % 400) / 200 - 1))",
    "0.1 * t / 100 if t < 100 else 0.01 * (1 + cos(pi * ((t - 100) % 50) / 50))",
    "0.1 * 0.99 ** (t // 100) * (1 + cos(pi * (t % 100) / 100)) / 2",
    "0.1 * exp(-np.mod(t, 10) / 10) * 0.9999 ** t",
    "0.1 if t % 100 < 50 else 0.01",
    "0.1 if (t // 100) % 2 else 0.01",
    "0.1 * 0.99 ** int(t / 30)",
    "0.1 * 0.5 ** (floor(1 + t / 30) % 4)",
    "0.1 * (1 + ((t + 3) // 7 - 2) % 3) / (1 + (1 + t) % 12)",
    "lambda s: 0.1 * (s % 7 + 1)",
    "0.1 * (t % (T // 100) + 1)",
    "0.01 * (t % 60 == 20) + 0.001",
    "0.001 + 0.005 * max(0, 1 - abs(t / 200 - 2 * floor(1 + t / 400) + 1))",
    "0.001 + 0.005 * max(0, 1 - abs(t / 30 - 2 * floor(1 + t / 60) + 1)) * 0.9999 ** t",
    "0.001 + 0.005 * max(0, 1 - abs(t / 30 - 2 * floor(1 + t / 60) + 1)) / 2 ** (floor(1 + t / 60) - 1)",
    "0.01 * abs(t / 70 % 2 - 1)",
    "0.01 * (1 + cos(pi * (t - 90 * floor(t / 90)) / 90))",
    "0.01 * (1 - (t / 300 - floor(t / 300)) ** 2) + 0.001",
    "0.01 * (0.5 if t / 200 % 1 < 0.3 else 1)",
    "0.1 * (t % 100) * 0.9999 ** t",
]
WAVES = [
    "0.05 * (1 + cos(pi * t / 100))",
    "0.1 * abs(sin(t / 30))",
    "0.1 + 0.05 * sin(t / 77.7 + 1) ** 2",
    "0.1 * exp(np.cos(0.05 * t))",
    "0.1 * max(0.2, cos(3 + t / 20)) + 0.01 * cos(3 + t / 20)",
    "0.1 * (2 + sin(t / 20) ** 3)",
    "0.1 * (2 + cos(t / 20)) * (1 + sin(t / 20 + pi / 2))",
    "0.1 * exp(-t / 9000) * (1 + cos(t / 50))",
    "0.1 * (1 + sin(t / 50)) * (1 - t / 40000)",
    "0.1 + 0.01 * sin(t / 50) + 0.01 * cos(t / 50)",
    "0.1 * (2 + cos(t / 50) * cos(t / 150 + 1))",
    "0.1 if sin(t / 40) > 0.3 else 0.2",
    "0.1 if cos(pi * t / 50) > 0 else 0.2",
    "max(0.001, 0.1 * (2 + sin(t / 60)) / (1 + t / 2000))",
]
OF_EPOCHS = ["0.1 * 0.9 ** (epoch % 4)", "0.1 * (1 + epoch % 3) / (1 + step % 50)", "0.1 * 0.9 ** (epoch // 5)"]
OF_EPOCHS += ["0.1 * (1 - abs(epoch / 5 - 2 * floor(1 + epoch / 10) + 1))"]
OF_HELD = [
    "0.1 if epoch / 7 % 1 < 0.5 else 0.2",
    "0.1 * ((step // 7) / 3 % 1)",
    "0.1 * (epoch / 3 % 2 + 1)",
    "0.1 * (1 + t % 1)",
]
"""What is left of a quotient of what is held for some steps."""
BOTH_WAYS = [
    "0.1 + 0.01 * sin(t / 50) + 0.01 * cos(t / 77)",
    "0.1 * (1 + cos(pi * (t % 100) / 100)) * (2 + sin(t / 3000))",
    "0.1 * (1 + cos(t / 50)) * (1 + cos(pi * t / T))",
    "0.1 * (1 + t % 90) / (1 + t % 70)",
]
"""Nothing is told of them at once, or not everywhere; what is told is so."""


@pytest.mark.parametrize("text", sample("again", [*PERIODS, *WAVES]))
def test_a_formula_that_comes_again_is_told_of_at_once(monkeypatch, text):
    monkeypatch.setattr(formula_arcs, "LEAF", 64)
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    curves = Curves([("", parse(f"formula('{text}')"))], Run(steps=15_011))
    assert_arcs(curves.curves[0], 15_011)
    arcs = curves.curves[0].arcs(15_011)
    assert sum(arc.end - arc.begin for arc in arcs if not arc.known) < 1000
    assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", sample("both ways", BOTH_WAYS))
def test_what_goes_both_ways_is_told_as_it_is(monkeypatch, text):
    monkeypatch.setattr(formula_arcs, "LEAF", 64)
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    curves = Curves([("", parse(f"formula('{text}')"))], Run(steps=20_000))
    assert_arcs(curves.curves[0], 20_000)
    assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", OF_EPOCHS)
def test_epochs_come_again_after_their_steps(monkeypatch, text):
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    curves = Curves([("", parse(f"formula('{text}')"))], Run(epochs=90, steps_per_epoch=300))
    assert_arcs(curves.curves[0], 27_000)
    assert all(arc.known for arc in curves.curves[0].arcs(27_000))
    assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", OF_HELD)
def test_what_is_held_for_some_steps_is_told_as_it_is(monkeypatch, text):
    monkeypatch.setattr(formula_arcs, "LEAF", 64)
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    assert_arcs(Curves([("", parse(f"formula('{text}')"))], Run(epochs=900, steps_per_epoch=7)).curves[0], 6_300)


def factor(rng):
    """A random factor that may come again."""
    length, other = rng.choice([2, 3, 7, 10, 60, 128, 999]), rng.choice([2, 3, 5, 30])
    ahead = rng.choice(["t", "t", f"(t - {other})", f"({other} + t)"])
    left, over, pace = f"({ahead} % {length})", f"({ahead} // {length})", rng.choice([3, 10, 77.7, 500])
    parts = [f"(1 + cos(pi * {left} / {length}))", f"(1 - {left} / {length})", f"(2 - abs({left} / {length} - 0.5))"]
    parts += [f"(1 if {left} < {other} else 0.5)", f"(1 + {over} % {other})", f"0.9999 ** {over}", f"1 / (99 + {over})"]
    parts += [f"0.999 ** floor(t / {length})", f"(1 + int({other} + t / {length}) % 3)", "0.99999 ** t"]
    parts += [f"(1 - abs(t / {length} - 2 * floor(1 + t / {2 * length}) + 1))", f"abs(t / {length} % 2 - 1)"]
    parts += [f"({ahead} - {length} * floor({ahead} / {length}))", f"(1 if t / {length} % 1 < 0.3 else 2)"]
    parts += ["exp(-t / 1000)", "(1 - t / T)", "sqrt(1 + t)", f"(2 + cos(t / {pace}) * sin(2 * t / {pace} + 1))"]
    parts += [f"(1 + sin(t / {pace} + {other}))", f"abs(cos(t / {pace}))", f"(1 if sin(t / {pace}) > 0 else 2)"]
    return rng.choice(parts)


def test_random_formulas_that_come_again():
    rng, told = random.Random(3), 0
    for _ in range(examples(40)):
        text = " * ".join(factor(rng) for _ in range(rng.choice([1, 1, 2, 3])))
        if rng.random() < 0.2:
            text = f"{factor(rng)} if t < {rng.choice([100, 2000])} else {text}"
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(formula_arcs, "LEAF", 64)
            patched.setattr(formula_arcs, "WORTH", 1)
            curve = Curves([("", parse(f"formula('0.01 * ({text})')"))], Run(steps=12_000)).curves[0]
            assert_arcs(curve, 12_000)
            told += any(arc.period or len(arc.turns) for arc in curve.arcs(12_000))
    assert 6 * told > examples(40)
