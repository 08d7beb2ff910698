"""The Python interface."""

import json
from pathlib import Path

import numpy as np
import pytest

import lrcli
from lrcli import NotationError, Run, cosine, linear, parse, piecewise, step

SEEDS = [json.loads(line) for line in (Path(__file__).parent / "golden" / "seed.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("case", SEEDS, ids=lambda case: case["case"])
def test_the_four_functions_it_grew_from(case):
    got = parse(case["spec"]).on(Run(steps=case["n"]))(np.arange(case["n"]))
    if case["case"] == "seed/exponential":  # exp differs in the last digits between processors
        assert got == pytest.approx(case["lr"], rel=1e-15, abs=0)
    else:
        assert got.tolist() == case["lr"]


def test_the_example_of_the_module():
    schedule = parse("linear(0, 0.1, 5) >> cosine(0.1)")
    assert schedule == linear(0, 0.1, 5) >> cosine(0.1)
    schedule = schedule.on(Run(epochs=90))
    assert isinstance(schedule(30), float)
    assert schedule(5) == 0.1
    assert schedule(range(90)).shape == (90,)


def test_shapes_and_types():
    schedule = step(0.1)
    assert type(schedule(0)) is float
    assert type(schedule(np.int64(0))) is float
    assert schedule(np.arange(6).reshape(2, 3)).shape == (2, 3)
    assert schedule(np.array([], dtype=int)).shape == (0,)
    assert schedule(np.arange(3.0)).dtype == np.float64
    assert schedule([0, 100, 200]).tolist() == [0.1, 0.1 * 0.1, 0.1 * 0.1**2]


def test_without_a_run_durations_are_ticks():
    assert step(0.1, every=3)(3) == 0.1 * 0.1
    assert cosine(0.1, length=10)(10) == 0
    with pytest.raises(ValueError, match="no end"):
        cosine(0.1)(3)
    with pytest.raises(ValueError, match="length is not known"):
        lrcli.multistep(0.1)(3)


def test_far_ticks():
    assert step(0.1, every=10**11).on(Run(steps=10**12))(10**12 - 1) == 0.1 * 0.1**9
    assert linear(1, 0).on(Run(steps=10**12))(10**12) == 0
    assert piecewise([1, 2], [10**12])([10**12, 10**12 + 1]).tolist() == [1, 2]


def test_names():
    assert lrcli.cosine is cosine
    assert "cosine" in dir(lrcli)
    assert issubclass(NotationError, ValueError)
    with pytest.raises(AttributeError, match="no attribute 'cosin'"):
        _ = lrcli.cosin


def test_a_huge_factor_overflows_to_infinity_without_a_word():
    assert step(1, rate=10, every=1)(400) == float("inf")


def test_numbers_of_numpys_are_numbers():
    assert cosine(np.float32(0.5), length=np.int64(5)) == cosine(0.5, length=5)
    assert Run(epochs=np.int64(90)) == Run(epochs=90)
    assert piecewise(np.array([0.1, 0.2]), np.array([5])) == piecewise([0.1, 0.2], [5])
    for wrong in (np.True_, np.array([0.1])):
        with pytest.raises(ValueError, match="not a number"):
            cosine(wrong)


@pytest.mark.parametrize("tick", [float("inf"), [1, float("inf")], 2.0**60])
def test_ticks_are_counted_exactly(tick):
    with pytest.raises(ValueError, match="up to 2"):
        cosine(0.1).on(Run(epochs=90))(tick)


def test_a_long_cosine_keeps_its_digits():
    """Against (1 + cos) / 2 in fifty digits: pi**2 / 4e20 and less."""
    assert cosine(0.1).on(Run(steps=10**8))(10**8 - 1) == pytest.approx(2.4674011002723396e-17, rel=1e-14, abs=0)
