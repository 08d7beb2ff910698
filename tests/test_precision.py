"""Where frameworks compute in float32, or an ulp decides, what they get is what is shown.

The expected values are computed here, step by step as the framework does it.
"""

import math

import numpy as np
import pytest

from lrcli import Run, _lazy, parse

STEPS = Run(steps=200)


def stairs(tick, steps, rounding=np.floor):
    """Which stair or cycle a tick is on: by a float32 reciprocal, by a division in float32, and by one in float64."""
    tick32, steps32 = np.float32(tick), np.float32(steps)
    return tuple(int(rounding(x)) for x in (tick32 * (np.float32(1) / steps32), tick32 / steps32, tick / steps))


STAIRS = [
    ("keras.ExponentialDecay(0.1, {0}, 0.5, staircase=True)", lambda n: 0.1 * 0.5**n),
    ("keras.InverseTimeDecay(0.1, {0}, 0.5, staircase=True)", lambda n: 0.1 / (1 + 0.5 * n)),
    ("optax.exponential_decay(0.1, {0}, 0.5, staircase=True)", lambda n: 0.1 * 0.5**n),
    ("optax.exponential_decay(0.1, {0}, 0.5, transition_begin=-3, staircase=True)", lambda n: 0.1 * 0.5**n),
    ("optax.warmup_exponential_decay_schedule(0.1, 0.1, 0, {0}, 0.5, staircase=True)", lambda n: 0.1 * 0.5**n),
    ("optax.join_schedules([optax.exponential_decay(0.1, {0}, 0.5, staircase=True)], [])", lambda n: 0.1 * 0.5**n),
]


@pytest.mark.parametrize(("spec", "rate"), STAIRS)
@pytest.mark.parametrize(
    ("tick", "steps", "found"),
    [(41, 41, (0, 1, 1)), (94, 47, (1, 2, 2)), (40, 40, (1, 1, 1)), (55, 2.2, (25, 25, 24))],
)
def test_stairs_are_those_of_a_compiled_step(spec, rate, tick, steps, found):
    """41 * float32(1 / 41) is a little less than 1; 55 / 2.2 is 25 in float32, and a little less in float64."""
    assert stairs(tick, steps) == found
    there = parse(spec.format(steps)).on(STEPS)
    assert there(tick) == pytest.approx(rate(found[0]), rel=1e-12, abs=0)
    assert there(tick + 1) == pytest.approx(rate(stairs(tick + 1, steps)[0]), rel=1e-12, abs=0)


@pytest.mark.parametrize(("tick", "steps", "found"), [(21, 0.7, (30, 30, 31)), (21, 7, (4, 3, 3)), (20, 10, (2, 2, 2))])
def test_cycles_are_those_of_a_compiled_step(tick, steps, found):
    """21 * float32(1 / 7) is a little more than 3: the next cycle begins a step early."""
    assert stairs(tick, steps, np.ceil) == found
    there = parse(f"keras.PolynomialDecay(0.1, {steps}, end_learning_rate=0.001, cycle=True)").on(STEPS)
    left = 1 - min(tick / (steps * found[0]), 1)
    assert there(tick) == pytest.approx(0.001 + 0.099 * left, rel=1e-12, abs=0)
    if steps > 1:  # else one begins with every tick
        assert (tick in there.seams(200)) is (found[0] > found[1])


@pytest.mark.parametrize(
    ("steps", "t_mul", "tick", "late"), [(41, 1.0, 41, True), (40, 1.0, 40, False), (61, 2.0, 183, True)]
)
def test_restarts_are_those_of_a_compiled_step(steps, t_mul, tick, late):
    there = parse(f"keras.CosineDecayRestarts(0.1, {steps}, t_mul={t_mul})").on(STEPS)
    assert there(tick) == pytest.approx(0 if late else 0.1, abs=1e-9)
    assert min(seam for seam in there.seams(200) if seam >= tick) == tick + late


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("keras.ExponentialDecay(0.1, 41, 0.5, staircase=True)", "model.fit applies: {} at steps 41, 82 and 164"),
        ("keras.ExponentialDecay(0.1, 40, 0.5, staircase=True)", ""),
        ("keras.ExponentialDecay(0.1, 41, 0.5)", ""),
        (
            "optax.exponential_decay(1.0, 41, 0.5, 7, staircase=True, end_value=0.2)",
            "a step under jax.jit applies: {} at steps 48 and 89",
        ),
        ("keras.PolynomialDecay(0.1, 7, cycle=True)", "model.fit applies: {} at steps 21, 42, 49, 77, 84, 91 and more"),
        ("keras.CosineDecayRestarts(0.1, 61)", "model.fit applies: {} at step 183"),
        (
            "optax.exponential_decay(0.1, 97, 0.5, staircase=True)",
            "a step under jax.jit applies: {} at steps 97 and 194",
        ),
        (
            "optax.join_schedules([optax.constant_schedule(0.1), optax.exponential_decay(0.1, 97, 0.5, 0, True)], [10])",
            "a step under jax.jit applies: {} at step 107",
        ),
        (
            "constant(0.1)[:10] >> optax.warmup_exponential_decay_schedule(0.0, 0.1, 5, 97, 0.5, staircase=True)",
            "a step under jax.jit applies: {} at step 112",
        ),
    ],
)
def test_a_remark_names_the_ticks_at_which_a_call_by_hand_differs(spec, told):
    texts = [remark.text for remark in parse(spec).on(STEPS).remarks(200) if remark.code == "compiled"]
    assert bool(texts) is bool(told)
    if told:
        assert texts[0].endswith(told.format("called by hand it has another LR"))


def test_a_root_of_nothing_is_not_nothing_in_training():
    """1 - 41 * float32(1 / 41) is 6e-8, and its root 2.4e-4. Under jax.jit the product is not rounded: 3.7e-8."""
    assert parse("keras.PolynomialDecay(1.0, 41, 0.0, power=0.5)").on(STEPS)(41) == pytest.approx(2.44140625e-4)
    assert parse("optax.polynomial_schedule(1.0, 0.0, 0.5, 41)").on(STEPS)(41) == pytest.approx(1.93010113e-4)
    assert parse("keras.PolynomialDecay(1.0, 40, 0.0, power=0.5)").on(STEPS)(40) == 0


def test_nan_under_jit_is_told():
    """1 - 80 * float32(1 / 80), the product not rounded, is a little less than 0: it has no root."""
    texts = {
        length: [
            remark.text
            for remark in parse(f"optax.polynomial_schedule(0.1, 0.0, {power}, {length}, 20)").on(STEPS).remarks(200)
            if remark.code == "nan-compiled"
        ]
        for length, power in ((80, 0.5), (64, 0.5), (41, 1.5), (60, 2.0))
    }
    assert [length for length, found in texts.items() if found] == [80]
    assert "gives nan from step 100 on" in texts[80][0]


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
