"""Lists of MMEngine's schedulers that multiply one rate: where it rises and falls, in short runs and in very long ones."""

import random
import time

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked, is_flat

from lrcli import Run, parse
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.analysis.measures import figures
from lrcli.frameworks.mmengine import products
from lrcli.schedules import arcs

LONG = 10**9


def on(members, steps, per=None):
    text = f"mmengine.schedulers(lr=0.1, schedulers=[{', '.join(f'mmengine.{member}' for member in members)}])"
    return Curves([("", parse(text))], Run(steps=steps, steps_per_epoch=per))


def a_member(rng, steps, per):
    """One of those that multiply, by epoch or by iteration, over all of a run or over some of it."""
    by_epoch = bool(per) and rng.random() < 0.5
    calls = max(steps // per, 2) if by_epoch else steps
    begin = rng.choice([0, 0, 0, rng.randrange(calls)])
    end = rng.choice([calls, begin + rng.randint(1, calls), begin + rng.randint(1, 2 * calls)])
    length = max(end - begin, 2)
    step, rate = rng.choice([1, 2, 3, 1 + rng.randrange(length)]), rng.uniform(-3, 1) / length
    own = rng.choice(
        [
            f"LinearLR(start_factor={rng.choice([0.001, 0.1, 0.5])}",
            f"LinearLR(start_factor={rng.choice([0.001, 0.1, 1.0])}, end_factor={rng.choice([0.0, 0.05])}",
            f"PolyLR(power={rng.choice([0.1, 0.9, 1.0, 2.0])}",
            f"ExponentialLR(gamma={np.exp(rate)}",
            f"ConstantLR(factor={rng.choice([0.1, 0.5])}",
            f"StepLR(step_size={step}, gamma={rng.choice([0.1, 0.5, np.exp(step * rate)])}",
            f"MultiStepLR(milestones={[rng.randrange(length) for _ in range(3)]}, gamma={rng.choice([0.5, 2.0])}",
        ]
    )
    return f"{own}, begin={begin}, end={max(end, begin + 1)}, by_epoch={by_epoch})"


@pytest.mark.parametrize("seed", range(8))
def test_a_product_goes_one_way_in_its_arcs(monkeypatch, seed):
    rng = random.Random(seed)
    few = rng.choice([10, 100, 2000])
    for module in (products, arcs):
        monkeypatch.setattr(module, "MOST_ARCS", few)
        monkeypatch.setattr(module, "MOST_STAIRS", few)
    steps, per = rng.choice([60, 300, 600]), rng.choice([None, 1, 7, 30])
    curves = on([a_member(rng, steps, per) for _ in range(rng.randint(2, 4))], steps, per)
    assert_arcs(curves.columns[0].curve, curves.rows)
    if not is_flat(curves.columns[0].curve, curves.rows):
        assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize(
    ("members", "per", "formula"),
    [
        (
            ["LinearLR(0.001, 1, end=100, by_epoch=False)", "PolyLR(end=700, by_epoch=False)"],
            None,
            "warm(t, 99) * fall(t)",
        ),
        (
            ["LinearLR(0.001, 1, end=700, by_epoch=False)", "PolyLR(end=700, by_epoch=False)"],
            None,
            "warm(t, 699) * fall(t)",
        ),
        (["LinearLR(0.001, 1, end=100)", "ExponentialLR(0.95)"], 7, "warm(t // 7, 99) * 0.95 ** (t // 7)"),
        (["LinearLR(0.001, 1, end=400, by_epoch=False)", "ExponentialLR(0.9)"], 30, "warm(t, 399) * 0.9 ** (t // 30)"),
        (["LinearLR(0.001, 1, end=400, by_epoch=False)", "StepLR(9)"], 30, "warm(t, 399) * 0.1 ** (t // 270)"),
        (["ConstantLR(0.1, end=400, by_epoch=False)", "PolyLR(end=700, by_epoch=False)"], None, "(t >= 399) * fall(t)"),
    ],
)
def test_the_highest_rate_of_a_product(monkeypatch, members, per, formula):
    curves = on(members, 700, per)
    assert assert_seen_as_walked(monkeypatch, curves)
    names = {
        "t": np.arange(700),
        "fall": lambda t: 1 - t / 699,
        "warm": lambda t, calls: np.minimum(0.001 + 0.999 * t / calls, 1),
    }
    assert figures(curves)[0].peak.row == np.argmax(eval(formula, names))


@pytest.mark.parametrize(
    ("members", "per"),
    [
        (["LinearLR(start_factor=0.001, by_epoch=False)", "PolyLR(power=0.9, by_epoch=False)"], None),
        (
            ["LinearLR(start_factor=0.001, end=10**8, by_epoch=False)", "ExponentialLR(0.99999998, by_epoch=False)"],
            None,
        ),
        (["LinearLR(start_factor=0.001, end=10**8, by_epoch=False)", "StepLR(1000, 0.9999, by_epoch=False)"], None),
        (["StepLR(1000, 0.99999, by_epoch=False)", "ExponentialLR(1.000000001, by_epoch=False)"], None),
        (["LinearLR(start_factor=0.001, end=10**8, by_epoch=False)", "MultiStepLR([60000, 90000])"], 1000),
        (["LinearLR(start_factor=0.001, end=10**8, by_epoch=False)", "PolyLR(end=10**6)"], 1000),
        (["LinearLR(start_factor=0.001, end=10**5)", "PolyLR(end=10**6)"], 1000),
        (["LinearLR(start_factor=0.001, end=10**5)", "StepLR(1250, 0.99)"], 10_000),
    ],
)
def test_few_rows_of_a_long_product_are_looked_at(members, per):
    curves = on(members, LONG, per)
    begun = time.process_time()
    (found,) = figures(curves)
    assert time.process_time() - begun < 5  # every row takes a minute
    curve = closed(curves.columns[0], LONG)
    for row, most in ((found.peak.row, True), (found.low.row, False)):
        around = np.unique(np.clip(row + np.arange(-2500, 2500), 0, LONG - 1))
        rates = curve.rates(around)
        assert around[np.argmax(rates) if most else np.argmin(rates)] == row
        some = curve.rates(np.sort(np.random.default_rng(0).integers(0, LONG, 10_000)))
        assert (some <= found.peak.lr).all()
        assert (some >= found.low.lr).all()


@pytest.mark.parametrize(
    "members",
    [
        ["LinearLR(0.01, 1, end=200, by_epoch=False)", "CosineAnnealingLR(T_max=500, by_epoch=False)"],
        ["LinearLR(0.01, 1, end=200, by_epoch=False)", "CosineAnnealingLR(T_max=60, eta_min=0.001)"],
        ["LinearLR(0.01, 1, end=700, by_epoch=False)", "PolyLR(eta_min=0.01, end=500, by_epoch=False)"],
        ["CosineRestartLR([99, 200], [1, 0.5], eta_min=0.0, by_epoch=False)", "StepLR(50, end=600, by_epoch=False)"],
    ],
)
def test_what_is_walked_turns_as_its_rates_do(monkeypatch, members):
    curves = on(members, 700, 10)
    assert all(arc.known for arc in curves.columns[0].curve.arcs(700))
    assert_arcs(curves.columns[0].curve, 700)
    assert assert_seen_as_walked(monkeypatch, curves)


def test_a_log_axis_knows_the_least_positive_rate_of_periods(monkeypatch):
    for module in (products, arcs):
        monkeypatch.setattr(module, "MOST_ARCS", 10)
    members = ["PolyLR(power=2.0, end=12000, by_epoch=False)", "PolyLR(power=3.0, end=400)"]
    assert assert_seen_as_walked(monkeypatch, on(members, 12_000, 30))


def test_ticks_of_an_epoch_are_stairs_of_few_arcs():
    curve = on(["StepLR(1250, 0.99)", "LinearLR(end=900_000)"], LONG, 1000).columns[0].curve
    assert len(curve.arcs(LONG)) < 1000
