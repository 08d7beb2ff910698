"""Keras' schedules against Keras itself: random legal arguments, in both precisions; and its callback.

On TensorFlow, the one backend that computes in float64 throughout when it is asked to.
"""

import math
import os
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

os.environ["KERAS_BACKEND"] = "tensorflow"
tf = pytest.importorskip("tensorflow")
keras = pytest.importorskip("keras")
pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

TICKS = np.array([*range(40), *range(40, 131, 7)])
ERRORS = (ArithmeticError, ValueError, IndexError)


def made(name, arguments, kind=float):
    """Keras' schedule, its numbers of the type that it is to compute in."""
    given = {key: kind(value) if isinstance(value, float) else value for key, value in arguments.items()}
    if "values" in given:
        given["values"] = [kind(value) for value in given["values"]]
    if name == "PolynomialDecay":
        given.setdefault("end_learning_rate", kind(1e-4))
    return getattr(keras.optimizers.schedules, name)(**given)


def by_hand(schedule):
    """What a schedule gives for every tick when it is called."""
    return np.array([float(schedule(int(t))) for t in TICKS])


def in_training(schedule, ticks=TICKS):
    """What it gives inside a compiled graph, where training steps are, for a counter of steps."""
    step = tf.Variable(0, dtype=tf.int64)
    compiled = tf.function(lambda: schedule(step))
    found = []
    for t in ticks:
        step.assign(int(t))
        found.append(float(compiled()))
    return np.array(found)


def agrees(name, arguments):
    """With training to 2e-6; and with float64 to 1e-12 wherever float32 makes no difference that can be seen."""
    text = f"keras.{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
    try:
        wide, narrow = by_hand(made(name, arguments, np.float64)), in_training(made(name, arguments))
    except ERRORS as error:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text)
        return
    schedule = parse(text)
    limit = TICKS[-1] + 1 if schedule.on(Run()).limit() is None else schedule.on(Run()).limit()
    assert np.isfinite(narrow[limit > TICKS]).all()
    assert not np.isfinite(narrow[limit == TICKS]).any()
    told = limit > TICKS
    ticks, wide, narrow = TICKS[told], wide[told], narrow[told]
    scale = max([*np.abs(narrow), arguments.get("initial_learning_rate", 0), arguments.get("end_learning_rate", 0)])
    assert schedule(ticks) == pytest.approx(narrow, abs=2e-6 * scale, rel=0)
    same = np.abs(wide - narrow) < 5e-7 * scale
    assert schedule(ticks[same]) == pytest.approx(wide[same], abs=1e-12 * scale, rel=0)
    assert schedule(ticks[::-7]).tolist() == schedule(ticks)[::-7].tolist()
    assert parse(repr(schedule)) == schedule


rates = st.sampled_from([0.0, 1e-4, 0.01, 0.05, 0.1, 0.3, 1.0]) | st.floats(1e-4, 1).map(lambda x: round(x, 6))
steps = st.integers(-1, 60) | st.sampled_from([7.5, 12.25])
fractions = st.sampled_from([0.0, 0.01, 0.1, 0.5, 1.0, 2.0])
times = st.integers(0, 120) | st.sampled_from([-0.5, 10.5, 30.9])


def some(required, **optional):
    """Arguments: all of the required and some of the others."""
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def pieces(draw):
    dates = draw(st.lists(times, max_size=5))
    dates = sorted(dates) if draw(st.integers(0, 3)) else dates
    count = len(dates) + draw(st.sampled_from([1, 1, 1, 1, 0, 2]))
    return {"boundaries": dates, "values": draw(st.lists(rates, min_size=count, max_size=count))}


SINGLE = {
    "ExponentialDecay": some(
        {
            "initial_learning_rate": rates,
            "decay_steps": steps,
            "decay_rate": st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.96, 1.0, 1.02, -0.5]),
        },
        staircase=st.booleans(),
    ),
    "PiecewiseConstantDecay": pieces(),
    "PolynomialDecay": some(
        {"initial_learning_rate": rates, "decay_steps": steps},
        end_learning_rate=rates,
        power=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5]),
        cycle=st.booleans(),
    ),
    "InverseTimeDecay": some(
        {
            "initial_learning_rate": rates,
            "decay_steps": steps,
            "decay_rate": st.sampled_from([0.0, 0.05, 0.5, 1.0, 3.0]),
        },
        staircase=st.booleans(),
    ),
    "CosineDecay": some(
        {"initial_learning_rate": rates, "decay_steps": steps},
        alpha=fractions,
        warmup_target=rates,
        warmup_steps=st.integers(-2, 40) | st.just(7.5),
    ),
    "CosineDecayRestarts": some(
        {"initial_learning_rate": rates, "first_decay_steps": st.integers(-1, 60)},
        t_mul=st.sampled_from([0.0, 0.5, 1.0, 1.25, 1.5, 2.0, 3.0]),
        m_mul=st.sampled_from([0.5, 0.9, 1.0, 1.5]),
        alpha=fractions,
    ),
}
often = settings(max_examples=14, deadline=None)


@pytest.mark.parametrize("name", SINGLE)
@often
@given(data=st.data())
def test_alone(name, data):
    agrees(name, data.draw(SINGLE[name]))


@often
@given(
    power=st.sampled_from([-0.5, -1.0, -2.0]),
    length=st.integers(1, 60) | st.sampled_from([2.5, 7.3]),
    cycle=st.booleans(),
)
def test_a_negative_power_ends_in_infinity(power, length, cycle):
    """Where the share that is left is exactly 0 in float32."""
    arguments = {"initial_learning_rate": 0.1, "decay_steps": length, "power": power, "cycle": cycle}
    ticks = np.unique([math.floor(length * turn) + near for turn in (1, 2, 3, 10) for near in (-1, 0, 1)])
    rates = in_training(made("PolynomialDecay", arguments), ticks)
    endless = ticks[~np.isfinite(rates)]
    schedule = parse(f"keras.PolynomialDecay(0.1, {length}, power={power}, cycle={cycle})")
    assert schedule.on(Run()).limit() == (endless[0] if endless.size else None)
    told = ticks < (endless[0] if endless.size else math.inf)
    assert schedule(ticks[told]) == pytest.approx(rates[told], rel=1e-5)


@often
@given(size=st.integers(1, 400), growth=st.sampled_from([1.05, 1.1, 1.2, 1.3, 1.4, 1.7, 2.0, 2.5, 5.0, 10.0]))
def test_the_tick_of_a_restart(size, growth):
    """Logarithms in float32 decide it: whether the restart comes in time, a step early or a step late."""
    schedule = keras.optimizers.schedules.CosineDecayRestarts(1.0, size, growth)
    starts = np.cumsum(size * growth ** np.arange(8))
    ticks = sorted({math.floor(start) + near for start in starts if start < 1e6 for near in (-1, 0, 1, 2)} - {-1})
    ours = parse(f"keras.CosineDecayRestarts(1.0, {size}, {growth})")(np.array(ticks))
    assert ours == pytest.approx(in_training(schedule, ticks), abs=2e-5, rel=0)


def metric():
    return st.floats(0.1, 2) | st.sampled_from([1.0, 1.0, 0.5, 0.9999, -1.0, math.nan, math.inf, -math.inf])


near = st.integers(-3, 3).map(lambda ulps: float(np.float32(0.9999) + ulps * np.spacing(np.float32(0.9999))))


@settings(max_examples=36, deadline=None)
@given(
    values=st.lists(metric(), max_size=60) | st.lists(st.just(1.0) | near, min_size=20, max_size=60),
    lr=st.sampled_from([0.1, 0.01, 1e-6]),
    given=some(
        {},
        monitor=st.sampled_from(["loss", "val_loss", "val_accuracy"]),
        factor=st.sampled_from([0.0, 0.1, 0.5, 0.9, -0.5, 1.0]),
        patience=st.integers(-1, 5),
        mode=st.sampled_from(["auto", "min", "max", "other"]),
        min_delta=st.sampled_from([0.0, 1e-4, 0.05, -0.05]),
        cooldown=st.integers(-1, 5),
        min_lr=st.sampled_from([0.0, 1e-3, 0.01, 0.2]),
    ),
)
@pytest.mark.filterwarnings("ignore:.*is unknown, fallback to auto mode")
def test_plateau(values, lr, given):
    words = ", ".join(f"{name}={value!r}" for name, value in {**given, "lr": lr, "metrics": values}.items())
    text = f"keras.ReduceLROnPlateau({words})"
    if given.get("monitor") == "val_accuracy" and given.get("mode") not in ("min", "max"):
        given = {**given, "mode": "max"}  # what Keras finds in a model that is compiled with it
    try:
        callback = keras.callbacks.ReduceLROnPlateau(**given)
    except ValueError:
        with pytest.raises(ValueError, match="factor >= 1.0"):
            parse(text)
        return
    optimizer = keras.optimizers.SGD(lr)
    callback.set_model(types.SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    found = []
    for epoch, value in enumerate([*values, None]):
        found.append(float(optimizer.learning_rate))
        if value is not None:
            callback.on_epoch_end(epoch, {callback.monitor: value})
    schedule = parse(text)
    assert schedule(np.arange(len(found))) == pytest.approx(found, abs=1e-7 * lr, rel=0)
    assert schedule(len(found) + 5) == schedule(len(found) - 1)


@pytest.mark.parametrize("text", ["lambda epoch, lr: lr * 0.9", "lambda epoch: 0.1 * 0.5 ** epoch"])
@pytest.mark.parametrize("lr", [0.1, 3.7])
def test_a_function_of_ones_own(text, lr):
    callback = keras.callbacks.LearningRateScheduler(eval(text))
    optimizer = keras.optimizers.SGD(lr)
    callback.set_model(types.SimpleNamespace(optimizer=optimizer))
    found = []
    for epoch in range(50):
        callback.on_epoch_begin(epoch)
        found.append(float(optimizer.learning_rate))
    assert parse(f"keras.LearningRateScheduler({text!r}, lr={lr})")(np.arange(50)).tolist() == found


def test_an_int_is_refused_for_what_keras_makes_of_it():
    assert float(keras.optimizers.schedules.ExponentialDecay(1, 50, 0.5)(50)) == 0
    with pytest.raises(ValueError, match="whole numbers: write 1.0"):
        parse("keras.ExponentialDecay(1, 50, 0.5)")


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("keras.") for kind in schedulers("keras")}
    assert names == {*SINGLE, "ReduceLROnPlateau", "LearningRateScheduler"}
