"""What `model.fit` applies: the weight is 0 before each batch and read after it, so that it is the rate itself.

The periods are those of which a float32 reciprocal makes stairs, cycles and restarts come at another step, and others.
"""

import os
import re

import numpy as np
import pytest

from lrcli import Run, parse

os.environ["KERAS_BACKEND"] = "tensorflow"
pytest.importorskip("tensorflow")
keras = pytest.importorskip("keras")
pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]


class OneBatch(keras.callbacks.Callback):
    """Sets the weight to 0 before each batch and keeps what it is after it."""

    def __init__(self):
        super().__init__()
        self.rates = []

    def on_train_batch_begin(self, batch, logs=None):
        self.model.layers[0].kernel.assign([[0.0]])

    def on_train_batch_end(self, batch, logs=None):
        self.rates.append(float(self.model.layers[0].kernel.numpy()[0, 0]))


def applied(schedule, steps, **compiling):
    """The rate that model.fit applies in each step: the gradient is -1."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    optimizer = keras.optimizers.SGD(schedule)
    model.compile(optimizer=optimizer, loss=lambda wanted, given: -keras.ops.sum(given), **compiling)
    seen, ones = OneBatch(), np.ones((steps, 1), dtype="float32")
    model.fit(ones, ones, batch_size=1, verbose=0, shuffle=False, callbacks=[seen])
    return np.array(seen.rates)


def named(curve, steps):
    """The ticks that the remark names, and whether these are all."""
    texts = [remark.text for remark in curve.remarks(steps) if remark.code == "compiled"]
    listed = texts[0].partition("another LR at step")[2] if texts else ""
    return [int(tick) for tick in re.findall(r"\d+", listed)], not listed.endswith("more")


SPECS = [
    *(f"keras.ExponentialDecay(1.0, {n}, 0.5, staircase=True)" for n in (7, 40, 41, 47, 55, 82, 7.3)),
    *(f"keras.InverseTimeDecay(0.1, {n}, 0.5, staircase=True)" for n in (47, 50, 94)),
    *(
        f"keras.PolynomialDecay(0.1, {n}, cycle=True, power={p})"
        for n, p in ((7, 1.0), (7, 0.5), (41, 2.0), (2.5, 1.0))
    ),
    *(f"keras.PolynomialDecay(0.1, {n}, end_learning_rate=0.0, power=0.5)" for n in (40, 41)),
    *(f"keras.CosineDecayRestarts(0.1, {n}, t_mul=1.0)" for n in (3, 40, 41, 7.3)),
    *(f"keras.CosineDecayRestarts(0.1, {n})" for n in (1, 20, 61)),
    *(f"keras.CosineDecayRestarts(0.1, 17, t_mul={growth}, m_mul=0.9, alpha=0.1)" for growth in (1.05, 1.3, 3.0)),
    "keras.CosineDecay(0.0, 150, warmup_target=0.1, warmup_steps=41)",
    "keras.PiecewiseConstantDecay([41, 82], [0.1, 0.01, 0.001])",
]
STEPS = 190


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_applied(spec):
    curve = parse(spec).on(Run(steps=STEPS))
    schedule = eval(spec, {"keras": keras.optimizers.schedules})
    rates = applied(schedule, STEPS)
    assert curve(np.arange(STEPS)) == pytest.approx(rates, abs=2e-6 * rates.max(), rel=0)
    ticks, all_of_them = named(curve, STEPS)
    jumps = np.flatnonzero(np.abs(np.diff(rates)) > 0.02 * rates.max())[:40]
    tried = sorted({*ticks, *jumps.tolist(), *(jumps + 1).tolist()})
    differ = [step for step in tried if abs(float(schedule(step)) - rates[step]) > 1e-3 * rates.max()]
    assert ticks == (differ if all_of_them else differ[: len(ticks)])


def test_without_a_graph_it_is_what_a_call_by_hand_gives():
    rates = applied(keras.optimizers.schedules.ExponentialDecay(1.0, 41, 0.5, staircase=True), 100, run_eagerly=True)
    assert np.flatnonzero(np.diff(rates)).tolist() == [40, 81]


def test_xla_compiles_the_same_stairs():
    schedule = keras.optimizers.schedules.ExponentialDecay(1.0, 41, 0.5, staircase=True)
    assert np.flatnonzero(np.diff(applied(schedule, 100, jit_compile=True))).tolist() == [41, 82]
