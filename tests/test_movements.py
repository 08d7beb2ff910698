"""What formulas reach, how fast they move and how far rounding takes them: what is said is so at every tick."""

import random

import numpy as np
import pytest
from grouped import examples
from test_one_way import random_formula

from lrcli.language.expression import expression
from lrcli.language.turns.movements import Counted, movement_of
from lrcli.language.turns.periods import Steps, noise_across, repeated_in
from lrcli.language.turns.reaches import rising
from lrcli.language.turns.slopes import ANY, LOST, NONE, SLOPES, Span, both, either, plus, share, times
from lrcli.language.turns.waves import Wave


def counted(text):
    """A formula of ticks."""
    formula = expression(text, ("t",))
    return formula, Counted(formula.tree, lambda first, last: {"t": rising(first, last)}, {"t": 1})


def assert_moves(text, first, last):
    """What is said of a formula between two ticks is so. How much was said: nothing, its errors, its slope, its way."""
    formula, ticks = counted(text)
    said = movement_of(formula.tree, ticks.moving(first, last, last), {})
    if said.reach.may_be_nan:
        return 0
    t = np.arange(first, last + 1.0)
    values, exact = formula({"t": t}, len(t)), formula({"t": t.astype(np.longdouble)}, len(t))
    digits = 1e-15 * np.abs(values).max() + LOST
    if said.reach.is_number:  # that of its floating point
        assert (values == said.reach.low).all(), (text, first, last, said)
        return 3
    if said.error < np.inf:
        assert (np.abs(values - exact) <= said.error + LOST).all(), (text, first, last, said)
        assert (
            (exact >= said.reach.low - said.error - digits) & (exact <= said.reach.high + said.error + digits)
        ).all()
    if said.off < np.inf:
        assert (np.abs(values - exact) <= said.off * np.abs(exact) + LOST).all(), (text, first, last, said)
    if said.slope.known:
        steps = np.diff(exact)
        assert ((steps >= said.slope.low - digits) & (steps <= said.slope.high + digits)).all(), (
            text,
            first,
            last,
            said,
        )
    if said.growth.known and (np.abs(exact) > LOST).all() and (np.sign(exact) == np.sign(exact[0])).all():
        grown = np.diff(np.log(np.abs(exact)))
        assert ((grown >= said.growth.low - 1e-12) & (grown <= said.growth.high + 1e-12)).all(), (text, first, said)
    if said.reach.way is None:
        return 2 if said.slope.known else 1
    steps = said.reach.way * np.diff(values)
    assert (steps >= -digits).all() if said.reach.way else (values == values[0]).all(), (text, first, last, said)
    return 3


def test_what_is_said_of_random_formulas_is_so():
    rng, counts, count = random.Random(5), [0, 0, 0, 0], examples(6_000)
    for _ in range(count):
        text, first = random_formula(rng, rng.randint(1, 4)), rng.choice([0, 1, 5, 29, 60, 999, 10**6])
        try:
            counts[assert_moves(text, first, first + rng.choice([1, 2, 9, 40, 300]))] += 1
        except ValueError:
            continue
    assert min(counts) > count / 200


SMOOTH = [
    "exp(-t / 300) * (1 + t)",
    "0.1 * t * 0.99 ** t",
    "(1 - t / 2000) ** 0.9 * sqrt(1 + t)",
    "(3 + cos(t / 500)) * exp(-t / 1000)",
    "log(5 + t) / (5 + t)",
    "1 / (1 + (t - 300) ** 2 / 1e4)",
    "2 + tanh(t / 100) - t / 1000",
]


@pytest.mark.parametrize("text", SMOOTH)
def test_a_smooth_formula_is_known_but_beside_its_turns(text):
    formula, ticks = counted(text)
    parts = [(first, first + 5) for first in range(0, 1_000, 5)]
    ways = [movement_of(formula.tree, ticks.moving(first, last, last), {}).reach.way for first, last in parts]
    assert ways.count(None) <= 4
    for first, last in parts:
        assert_moves(text, first, last)


CANCELLED = [
    ("t - 7 * floor(t / 7)", True),
    ("abs(t / 20 - 2 * floor(1 + t / 40) + 1)", False),
    ("t / 30 - floor(t / 30)", False),
    ("t / 7 % 3", False),
    ("(t / 50 % 2 - 1) ** 2 * 0.999999 ** t", False),
]


@pytest.mark.parametrize(("text", "exact"), CANCELLED)
def test_what_cancels_in_each_period_is_the_same_but_for_rounding(text, exact):
    formula, ticks = counted(text)
    repeated = list(repeated_in(ticks))
    period = max(each.period for each in repeated)
    first, count = 10**6, 50
    noise = noise_across(ticks, repeated, first, first + count * period, period)
    assert noise == 0 if exact else 0 < noise < 1e-9
    t = np.arange(first, first + count * period, dtype=float)
    values = formula({"t": t}, len(t)).reshape(count, period)
    steps = np.diff(values, axis=0)
    room = noise * np.abs(values).max()
    assert ((steps <= room).all(axis=0) | (steps >= -room).all(axis=0)).all()


def test_a_comparison_of_what_rounding_moves_is_not_the_same_in_all_periods():
    _, ticks = counted("1 if t / 2000 % 1 < 0.3 else 2")
    assert noise_across(ticks, list(repeated_in(ticks)), 0, 10**6, 2000) == np.inf


@pytest.mark.parametrize("number", range(-5, 9))
def test_a_wave_is_as_told_in_each_quarter_of_its_turn(number):
    wave = Wave(None, 0.001, 0.3)
    begin, end = (np.pi / 2 * (number + share_of_it) for share_of_it in (0.2, 0.7))
    told = wave.moving(begin, end, 10**6)
    at = np.linspace(begin, end, 1001)
    assert told.reach.low <= np.cos(at).min()
    assert told.reach.high >= np.cos(at).max()
    assert told.reach.way * np.diff(np.cos(at)).min() >= 0 or told.reach.way < 0
    assert (np.sign(np.diff(np.cos(at))) == told.reach.way).all()
    slopes = -0.001 * np.sin(at)
    assert told.slope.low <= slopes.min()
    assert told.slope.high >= slopes.max()


def test_bounds_by_hand():
    assert times(Span(-1, 2), Span(3, 4)) == Span(-4, 8)
    assert times(Span(0, np.inf), Span(0, 5)) == Span(0, np.inf)
    assert times(ANY, NONE) is ANY
    assert plus(Span(1, 2), Span(3, 4)).low == pytest.approx(4, rel=1e-14)
    assert either(Span(0, 1), Span(5, 6)) == Span(0, 6)
    assert both(Span(0, 5), Span(3, 9)) == Span(3, 5)
    assert both(ANY, Span(3, 9)) == Span(3, 9)
    assert share(Span(1, 2), Span(4, 8)) == Span(1 / 8, 1 / 2)
    assert share(Span(-1, 2), Span(0, 8)) == Span(-np.inf, np.inf)
    assert share(Span(1, 2), Span(-8, -4)) == Span(-1 / 2, -1 / 8)
    assert not share(Span(1, 2), Span(-1, 1)).known
    assert Steps(4, 2).at(5) == 1


def test_each_function_with_a_slope_has_a_reach():
    from lrcli.language.turns.reaches import REACHES

    assert set(SLOPES) <= set(REACHES)
