"""What formulas reach, and which way they go: whatever is said of a stretch is so at each of its numbers."""

import random

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import examples, sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.language.expression import BINARY, COMPARED, FUNCTIONS, UNARY, expression
from lrcli.language.turns import formula_arcs
from lrcli.language.turns.formula_arcs import arcs_of_formula
from lrcli.language.turns.movements import Counted
from lrcli.language.turns.one_way import reach_of
from lrcli.language.turns.reaches import REACHES, Reach, rising

NUMBERS = ("0", "1", "2", "0.5", "3", "10", "1000", "-1", "0.95", "1e-3", "pi", "7.3")
OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!=")


def random_formula(rng, depth):
    """A formula in t, of some depth."""
    if not depth or rng.random() < 0.15:
        return rng.choice(["t", "t", rng.choice(NUMBERS)])
    part = lambda: random_formula(rng, depth - 1)  # noqa: E731
    kind = rng.random()
    if kind < 0.55:
        return f"({part()} {rng.choice(OPERATORS)} {part()})"
    if kind < 0.65:
        return f"({part()} if {part()} else {part()})"
    if kind < 0.7:
        return f"({part()} {rng.choice(['and', 'or'])} {part()})"
    if kind < 0.75:
        return f"({rng.choice(['-', 'not '])}{part()})"
    name = rng.choice(sorted(FUNCTIONS))
    return f"{name}({', '.join(part() for _ in range(FUNCTIONS[name][1]))})"


def assert_reaches(text, first, last):
    """What is said of a formula from one number to another is so. How much was said: nothing, its range, its way."""
    formula = expression(text, ("t",))
    t = np.arange(first, last + 1.0)
    said = reach_of(formula.tree, {"t": rising(first, last)})
    if said.may_be_nan:
        return 0
    values = formula({"t": t}, len(t))
    room = 1e-9 * max(abs(said.low), abs(said.high)) + 1e-15
    assert (values >= said.low - room).all(), (text, first, last, said)
    assert (values <= said.high + room).all(), (text, first, last, said)
    if said.way is None:
        return 1
    steps = said.way * np.diff(values)
    digits = 1e-14 * np.abs(values).max()
    assert (steps >= -digits).all() if said.way else (values == values[0]).all(), (text, first, last, said)
    return 2


def test_what_is_said_of_random_formulas_is_so():
    rng, counts, count = random.Random(1), [0, 0, 0], examples(6_000)
    for _ in range(count):
        text, first = random_formula(rng, rng.randint(1, 4)), rng.choice([0, 1, 5, 29, 60, 999, 10**6])
        try:
            expression(text, ("t",))
        except ValueError:
            continue
        counts[assert_reaches(text, first, first + rng.choice([1, 2, 9, 40, 300]))] += 1
    assert min(counts) > count / 20


def test_what_is_said_of_numbers_that_are_not_known_is_so():
    rng, told, count = random.Random(2), 0, examples(3_000)
    for _ in range(count):
        text = random_formula(rng, rng.randint(1, 4)).replace("10", "c").replace("7.3", "c")
        first, low = rng.choice([0, 1, 60, 999]), rng.choice([0, 1, 5.5])
        try:
            formula = expression(text, ("t", "c"))
        except ValueError:
            continue
        t, last = np.arange(first, first + 41.0), first + 40
        said = reach_of(formula.tree, {"t": rising(first, last), "c": Reach(low, low + 3, 0)})
        if said.may_be_nan or "c" not in formula.used:
            continue
        digits = 1e-14 * max(abs(said.low), abs(said.high)) + 1e-15
        for c in (low, low + 0.3, low + 1, low + 3):
            values = formula({"t": t, "c": np.full(len(t), c)}, len(t))
            assert ((values >= said.low - 1e5 * digits) & (values <= said.high + 1e5 * digits)).all(), (text, c, said)
            steps = np.diff(values) * (said.way or 1)
            assert said.way is None or (steps >= -digits).all(), (text, c, said)
            assert said.way != 0 or (values == values[0]).all(), (text, c, said)
        told += said.way is not None
    assert told > count / 50


def test_each_function_is_one_that_formulas_have():
    names = {name for name, _, _ in FUNCTIONS.values()} | {*BINARY.values(), *UNARY.values(), *COMPARED.values()}
    assert set(REACHES) <= names
    assert {*BINARY.values(), *UNARY.values(), *COMPARED.values(), "where"} <= set(REACHES)


ONE_WAY = [
    ("0.1 * 0.95 ** t", 1),
    ("t / 1000 if t < 1000 else 0.5 * (1 + cos(pi * (t - 1000) / 9000))", 3),
    ("min(t / 1000, (1000 / (t + 1)) ** 0.5)", 3),
    ("(1 - t / 10000) ** 0.9", 2),
    ("max(0.1, 1 - t / 5000)", 2),
    ("0.5 ** (t // 2500)", 5),
    ("1 + sin(t / 3000)", 4),
    ("0.1 if t % 5000 < 2500 else 0.2", 4),
]


@pytest.mark.parametrize(("text", "parts"), ONE_WAY)
def test_a_formula_is_known_but_for_where_it_turns(monkeypatch, text, parts):
    monkeypatch.setattr(formula_arcs, "LEAF", 16)
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    formula = expression(text, ("t",))
    counted = Counted(formula.tree, lambda first, last: {"t": rising(first, last)}, {"t": 1})
    arcs = arcs_of_formula(counted, 10_000)
    assert sum(arc.end - arc.begin for arc in arcs if not arc.known) <= 32 * parts


FORMULAS = [
    *(f"formula('0.1 * ({text})')[:9_999]" for text, _ in ONE_WAY),
    "formula('0.1 * exp(-t / 1000) * (t + 1)')",
    "formula('0.1 / (1 + t // 30)')",
    "formula('lambda s: 0.1 * 0.9 ** int(s / 700)')",
    "formula('0.1 * (1 - t / T) ** 2')[:9000] >> cosine(0.1)",
    "formula('0.1 + 0 * tan(t)')",
    "torch.LambdaLR(lr=0.1, lr_lambda='1 / (1 + 0.05 * t)')",
    "torch.LambdaLR(lr=0.1, lr_lambda='lambda e: 0.97 ** (e // 100)')",
    "paddle.LambdaDecay(0.1, lr_lambda='0.999 ** t', last_epoch=40)",
]


@pytest.mark.parametrize("text", sample("tells", FORMULAS))
def test_what_a_formula_tells_is_what_all_rows_tell(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(formula_arcs, "LEAF", 64)
        patched.setattr(formula_arcs, "WORTH", 1)
        curves = Curves([("", parse(text))], Run(steps=9_999))
        assert_arcs(curves.curves[0], 9_999)
        assert_seen_as_walked(patched, curves)


def test_a_formula_that_fails_late_is_found():
    for text, tick in (("1 / (20000 - t)", 20_000), ("1 / (1 + t)", None), ("sqrt(30000 - t)", 30_001)):
        stop = parse(f"torch.LambdaLR(lr=0.1, lr_lambda='{text}')").on(Run(steps=10**6)).stop()
        assert (stop and stop.tick) == tick


def test_epochs_leap_in_steps(monkeypatch):
    monkeypatch.setattr(formula_arcs, "LEAF", 64)
    monkeypatch.setattr(formula_arcs, "WORTH", 1)
    for text in ("0.1 * 0.9 ** epoch", "0.1 * 0.9 ** (step / 100)", "0.1 * (1 - epoch / 20)"):
        curves = Curves([("", parse(f"formula('{text}')"))], Run(epochs=20, steps_per_epoch=700))
        assert_arcs(curves.curves[0], 14_000)
        assert_seen_as_walked(monkeypatch, curves)
