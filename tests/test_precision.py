"""Where frameworks compute in float32, or an ulp decides, what they get is what is shown.

The expected values are computed here, step by step as the framework does it.
"""

import math

import numpy as np
import pytest

from lrcli import Run, _lazy, parse

STEPS = Run(steps=200)


def stairs(tick, steps, rounding=np.floor):
    """Which stair or cycle a tick is on, from a division in float32, and in float64."""
    return int(rounding(np.float32(tick) / np.float32(steps))), int(rounding(tick / steps))


@pytest.mark.parametrize(
    ("spec", "rate"),
    [
        ("keras.ExponentialDecay(0.1, 1.1, 0.5, staircase=True)", lambda n: 0.1 * 0.5**n),
        ("keras.InverseTimeDecay(0.1, 1.1, 0.5, staircase=True)", lambda n: 0.1 / (1 + 0.5 * n)),
        (
            "keras.CosineDecayRestarts(0.1, 1.1, t_mul=1.0, m_mul=0.9)",
            lambda n: 0.1 * 0.9**n * (1 + math.cos(math.pi * (33 / 1.1 - n))) / 2,
        ),
        ("optax.exponential_decay(0.1, 1.1, 0.5, staircase=True)", lambda n: 0.1 * 0.5**n),
    ],
)
def test_stairs_are_those_of_float32(spec, rate):
    """33 / 1.1 is 30 in float32, and a little less in float64."""
    single, double = stairs(33, 1.1)
    assert (single, double) == (30, 29)
    there = parse(spec).on(STEPS)
    assert there(33) == pytest.approx(rate(single), rel=1e-12, abs=0)
    assert abs(rate(single) - rate(double)) > 0.01 * rate(single)


def test_cycles_are_those_of_float32():
    """21 / 0.7 is a little more than 30 in float64, and 30 in float32: the 30th cycle is not over."""
    single, double = stairs(21, 0.7, np.ceil)
    assert (single, double) == (30, 31)
    there = parse("keras.PolynomialDecay(0.1, 0.7, end_learning_rate=0.001, cycle=True)").on(STEPS)
    left = 1 - min(21 / (0.7 * single), 1)
    assert there(21) == pytest.approx(0.001 + 0.099 * left, rel=1e-12, abs=0)
    assert 1 - 21 / (0.7 * double) > 0.03


def test_the_mean_of_a_window_is_summed_as_optax_does_it():
    """Two windows of the same metrics: the mean of the second is an ulp below that of the first, by the order alone.

    It is better therefore, and the rate stays. Summed in any other way it would not be, and the rate would fall.
    """
    first, second = [0.65, 0.73, 0.24, 0.6], [0.65, 0.6, 0.73, 0.24]

    def mean(metrics):
        result = np.float32(0)
        for count, metric in enumerate(metrics):
            result = (np.float32(count) * result + np.float32(metric)) / np.float32(count + 1)
        return result

    assert mean(second) < mean(first)
    assert np.mean(np.float32(second)) >= np.mean(np.float32(first))
    given = f"lr=0.1, factor=0.5, patience=1, rtol=0.0, atol=1e-30, accumulation_size=4, metrics={first + second}"
    assert parse(f"optax.contrib.reduce_on_plateau({given})").on(STEPS)(7) == 0.1
    given = given.replace(str(second)[1:], str(first)[1:])
    assert parse(f"optax.contrib.reduce_on_plateau({given})").on(STEPS)(7) == 0.05


@pytest.mark.parametrize("to", [-math.inf, math.inf])
def test_cycles_begin_where_the_logarithm_that_timm_takes_says(to, monkeypatch):
    """That is Python's. That of numpy may be an ulp off, as here, and then a cycle would begin a call late or early."""
    spec = "timm.CosineLRScheduler(lr=0.1, t_initial=10, cycle_mul=2.0, cycle_limit=4)"
    starts = [10, 30, 70]  # 10, and 20 and 40 later
    expected = parse(spec).on(STEPS)(np.arange(150)).tolist()
    assert [expected[start] for start in starts] == [0.1] * 3
    assert max(expected[start - 1] for start in starts) < 0.01
    log = np.log
    monkeypatch.setattr(_lazy.np, "log", lambda x: np.nextafter(log(x), to))
    assert parse(spec).on(STEPS)(np.arange(150)).tolist() == expected
