"""Paddle's schedulers against Paddle itself: random arguments, legal and not, and every step."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its import has some
    real = pytest.importorskip("paddle.optimizer.lr")

pytestmark = pytest.mark.live

TICKS = 120
ERRORS = (ArithmeticError, ValueError, AssertionError, TypeError)


class Real:
    """Stands for the name `paddle` in a text: builds the real schedulers."""

    def __getattr__(self, name):
        def build(metrics=None, **given):
            for key in ("lr_lambda", "scale_fn"):
                if given.get(key) is not None:
                    given[key] = function(given[key])
            made = getattr(real, name)(**given)
            made.metrics = metrics
            return made

        return build


def function(text):
    """A function of one variable, as Paddle takes it."""
    return eval(f"lambda t: {text}", {"math": math})


def recorded(text, count):
    """Rates that Paddle gives, and the error that ends them."""
    rates = []
    try:
        scheduler = eval(text, {"paddle": Real(), "nan": math.nan, "inf": math.inf})
        for tick in range(count):
            rates.append(scheduler())
            scheduler.step(*([] if scheduler.metrics is None else [scheduler.metrics[tick]]))
    except ERRORS as error:
        return rates, error
    return rates, None


def agrees(text, count=TICKS):
    rates, error = recorded(text, count)
    run = Run(steps=count)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text).on(run)(0)
        return
    placed = parse(text).on(run)
    if error is not None:
        assert placed.limit() == len(rates), error
        with pytest.raises(ValueError, match=type(error).__name__) as refusal:
            placed(len(rates))
        told = str(refusal.value)
        assert str(error)[:25] in told or "Error in " in told  # one in a function of the user's is told by its place
    else:
        assert (placed.limit() or count) >= count
    ticks = np.arange(len(rates))
    assert placed(ticks) == pytest.approx(rates, abs=1e-12 * max(map(abs, rates)), rel=0)
    assert placed(ticks[::7]).tolist() == placed(ticks)[::7].tolist()


few = st.integers(1, 60)
gammas = st.sampled_from([0.1, 0.5, 0.9, 0.99, 1.0, 1.02, 0.0, -0.5]) | st.floats(0.05, 1.05)
shares = st.floats(0.01, 1) | st.sampled_from([0.0, 0.1, 0.5, 1.0, 1.5])
rates = st.sampled_from([0.0, 1e-4, 0.01, 0.05, 0.2, 1.0])
texts = st.sampled_from(["0.95 ** t", "1 / (t - 50)", "0.5 if t % 20 == 0 else 1.0", "1 - 1 / (t + 2)", "1 / t", "0"])
metrics = st.lists(
    st.sampled_from([0.25, 0.5, 0.5, 0.75, 1.0, 3.0, -1.0, math.nan, math.inf]), min_size=TICKS, max_size=TICKS
)
epochs = st.integers(-1, 90)
LR = {"learning_rate": rates}
OPTIONS = {
    "NoamDecay": {
        "d_model": st.sampled_from([0.01, 64, 512, 0]),
        "warmup_steps": st.integers(-1, 60),
        "_learning_rate": rates,
    },
    "PiecewiseDecay": {
        "boundaries": st.lists(st.integers(-3, 100) | st.just(10.5), max_size=4),
        "values": st.lists(rates, max_size=6),
    },
    "NaturalExpDecay": {**LR, "gamma": gammas},
    "InverseTimeDecay": {**LR, "gamma": gammas | st.sampled_from([-0.1, -0.05, -0.03])},
    "PolynomialDecay": {
        **LR,
        "decay_steps": st.integers(0, 60) | st.just(2.5),
        "_end_lr": rates,
        "_power": st.sampled_from([0.5, 0.9, 1.0, 2.0, 0.0]),
        "_cycle": st.booleans(),
    },
    "ExponentialDecay": {**LR, "gamma": gammas},
    "MultiStepDecay": {
        **LR,
        "milestones": st.lists(st.integers(-2, 100), max_size=4).map(sorted) | st.just([3, 2]) | st.just([1.5, 20]),
        "_gamma": gammas,
    },
    "StepDecay": {**LR, "step_size": st.integers(0, 60) | st.just(2.5), "_gamma": gammas},
    "LambdaDecay": {**LR, "lr_lambda": texts},
    "MultiplicativeDecay": {**LR, "lr_lambda": texts},
    "CosineAnnealingDecay": {**LR, "T_max": st.integers(0, 60) | st.just(2.5), "_eta_min": rates},
    "CosineAnnealingWarmRestarts": {
        **LR,
        "T_0": st.integers(0, 40) | st.just(2.5),
        "_T_mult": st.integers(0, 4) | st.just(1.0),
        "_eta_min": rates,
    },
    "OneCycleLR": {
        "max_learning_rate": rates,
        "total_steps": st.integers(0, 130) | st.just(10.0),
        "_divide_factor": st.sampled_from([10.0, 25.0, 0, -2]),
        "_end_learning_rate": rates,
        "_phase_pct": st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.45, 0.5, 1.0, 1]),
        "_anneal_strategy": st.sampled_from(["cos", "linear"]),
        "_three_phase": st.booleans(),
    },
    "CyclicLR": {
        "base_learning_rate": rates,
        "max_learning_rate": rates,
        "step_size_up": st.integers(0, 40) | st.just(2.5),
        "_step_size_down": st.integers(0, 40) | st.none(),
        "_mode": st.sampled_from(["triangular", "triangular2", "exp_range", "none"]),
        "_exp_gamma": st.sampled_from([0.9, 0.99, 1.0, 1.1, 1e9, 1]),
        "_scale_fn": st.sampled_from(["1 / (5 * t)", "0.9 ** t", "1 / (t - 3)"]),
        "_scale_mode": st.sampled_from(["cycle", "iterations"]),
    },
    "LinearLR": {
        **LR,
        "total_steps": st.integers(0, 60) | st.just(2.5),
        "_start_factor": shares,
        "_end_factor": shares,
    },
    "ReduceOnPlateau": {
        **LR,
        "metrics": metrics,
        "_mode": st.sampled_from(["min", "max", "MIN"]),
        "_factor": st.sampled_from([0.1, 0.5, 0.9, 1.0]),
        "_patience": st.integers(-1, 4),
        "_threshold": st.sampled_from([0.0, 1e-4, 0.3]),
        "_threshold_mode": st.sampled_from(["rel", "abs"]),
        "_cooldown": st.integers(0, 4),
        "_min_lr": st.sampled_from([0.0, 0.01]),
        "_epsilon": st.sampled_from([1e-8, 0.01]),
    },
}


@st.composite
def calls(draw, names=(*OPTIONS,)):
    """A call of a scheduler, perhaps from another epoch on."""
    name = draw(st.sampled_from(names))
    options = OPTIONS[name]
    if name != "ReduceOnPlateau" and draw(st.integers(0, 3)) == 0:
        options = {**options, "last_epoch": epochs}
    words = {
        key.lstrip("_"): draw(values)
        for key, values in options.items()
        if not key.startswith("_") or draw(st.booleans())
    }
    return f"paddle.{name}({', '.join(f'{key}={value!r}' for key, value in words.items())})"


@st.composite
def warmups(draw, inner):
    """A call of a warm-up before a rate or around a scheduler."""
    after = draw(rates.map(repr) | inner | inner)
    words = {"warmup_steps": draw(st.integers(0, 60)), "start_lr": draw(rates), "end_lr": draw(rates | st.just(2.0))}
    if draw(st.integers(0, 3)) == 0:
        words["last_epoch"] = draw(epochs)
    named = ", ".join(f"{key}={value!r}" for key, value in words.items())
    return f"paddle.LinearWarmup(learning_rate={after}, {named})"


@pytest.mark.parametrize("name", OPTIONS)
@settings(max_examples=36, deadline=None)
@given(data=st.data())
def test_alone(name, data):
    agrees(data.draw(calls([name])))


@settings(max_examples=144, deadline=None)
@given(text=warmups(calls() | warmups(calls())))
def test_in_a_warmup(text):
    agrees(text)


@pytest.mark.parametrize("name", OPTIONS)
@settings(max_examples=14, deadline=None)
@given(data=st.data())
def test_each_in_a_warmup(name, data):
    agrees(data.draw(warmups(calls([name]))))


def test_restarts_that_are_told_the_epoch():
    """The logarithm that tells the cycle is too small at some of the restarts."""
    for first, growth in ((2, 3), (1, 5), (7, 3), (3, 10)):
        inner = f"paddle.CosineAnnealingWarmRestarts(learning_rate=0.1, T_0={first}, T_mult={growth}, eta_min=0.001)"
        agrees(f"paddle.LinearWarmup(learning_rate={inner}, warmup_steps=1, start_lr=0.0, end_lr=0.1)", 5000)
        agrees(inner, 5000)


def test_each_is_tried():
    assert {kind.family for kind in schedulers("paddle")} == {
        "paddle.LinearWarmup",
        *(f"paddle.{name}" for name in OPTIONS),
    }
