"""Megatron-Core's scheduler against Megatron-Core itself: random arguments, every step, the weight decay too."""

import inspect
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.batch import ramped
from lrcli.catalogue import schedulers
from lrcli.schedules.declare import REQUIRED

pytest.importorskip("torch")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    megatron = pytest.importorskip("megatron.core.optimizer_param_scheduler")
pytestmark = pytest.mark.live

TICKS = 130


def recorded(arguments, increments):
    """The rates and weight decays that Megatron sets, and the error that ends them."""
    optimizer = SimpleNamespace(param_groups=[{}])
    rates, decays = [], []
    try:
        scheduler = megatron.OptimizerParamScheduler(optimizer, **arguments)
        for increment in increments:
            rates.append(optimizer.param_groups[0]["lr"])
            decays.append(optimizer.param_groups[0]["weight_decay"])
            scheduler.step(increment)
    except Exception as error:  # Megatron raises it
        return rates, decays, error
    return rates, decays, None


def agrees(arguments, run, increments):
    words = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    text = f"megatron.OptimizerParamScheduler({words})"
    own = {key: value for key, value in arguments.items() if key != "increment"}
    rates, decays, error = recorded(own, increments)
    if not rates:
        with pytest.raises(ValueError, match=r"(Error|Exception)\b"):
            parse(text).on(run)
        return
    placed = parse(text).on(run)
    assert min(placed.limit() or TICKS, TICKS) == len(rates), error
    if error is not None:
        with pytest.raises(ValueError, match=type(error).__name__):
            placed(len(rates))
    ticks = np.arange(len(rates))
    assert placed(ticks) == pytest.approx(rates, abs=1e-12 * max(map(abs, rates)), rel=0)
    assert placed.weight_decay(ticks) == pytest.approx(decays, abs=1e-12 * max(map(abs, decays)), rel=0)
    assert parse(repr(placed)).on(run) == placed
    phases = placed.phases(len(rates))
    for begin, end in zip(phases, [*(each.start for each in phases[1:]), len(rates)], strict=True):
        steps = np.diff(placed(np.arange(begin.start, end)))
        assert (steps >= -1e-15).all() or (steps <= 1e-15).all(), "one way in each phase"


rates = st.sampled_from([0.0, 0, 1e-5, 1e-4, 1e-3, -0.1])
decays = st.sampled_from([0.0, 0.01, 0.1, 0.1, -0.1])
steps = st.integers(0, 150) | st.sampled_from([0, 1, 10, 2.5, -3])
ARGUMENTS = st.fixed_dictionaries(
    {
        "init_lr": rates,
        "max_lr": st.sampled_from([1e-3, 3e-4, 1e-5]),
        "min_lr": rates,
        "lr_warmup_steps": st.integers(0, 40) | steps,
        "lr_decay_steps": st.integers(41, 150) | steps,
        "lr_decay_style": st.sampled_from(["constant", "linear", "cosine", "inverse-square-root", "WSD", "WSD", "exp"]),
        "start_wd": decays,
        "end_wd": decays,
        "wd_incr_steps": steps,
        "wd_incr_style": st.sampled_from(["constant", "linear", "linear", "cosine", "other"]),
    },
    optional={
        "wsd_decay_steps": st.integers(0, 60) | steps,
        "lr_wsd_decay_style": st.sampled_from(["linear", "cosine", "exponential", "minus_sqrt", "other"]),
        "override_opt_param_scheduler": st.booleans(),
        "use_checkpoint_opt_param_scheduler": st.booleans(),
    },
)


@settings(max_examples=540, deadline=None)
@given(ARGUMENTS)
def test_random_arguments(arguments):
    agrees({**arguments, "increment": 1}, Run(steps=TICKS), [1] * TICKS)


def scaled(arguments, factor):
    """The same in samples, of which a step has so many."""
    counted = ("lr_warmup_steps", "lr_decay_steps", "wd_incr_steps", "wsd_decay_steps")
    return {key: value * factor + factor // 3 if key in counted else value for key, value in arguments.items()}


@settings(max_examples=108, deadline=None)
@given(ARGUMENTS, st.sampled_from([2, 7, 64]), st.booleans())
def test_samples_in_a_step(arguments, size, written):
    """Where a step leaps over all that has no rate nothing is raised."""
    more = {"increment": size} if written else {}
    agrees(
        {**scaled(arguments, size), **more}, Run(steps=TICKS, samples_per_step=1 if written else size), [size] * TICKS
    )


@settings(max_examples=108, deadline=None)
@given(ARGUMENTS, st.sampled_from([(2, 8, 2, 100), (1, 3, 1, 7), (4, 16, 4, 333)]))
def test_a_batch_that_grows(arguments, ramp):
    flow = ramped(*ramp)
    taken = [int(flow.before(step)) for step in range(TICKS + 1)]
    agrees(scaled(arguments, 3), Run(steps=TICKS, samples_per_step=flow), np.diff(taken).tolist())


def test_the_signature():
    (kind,) = schedulers("megatron")
    real = inspect.signature(megatron.OptimizerParamScheduler)
    assert list(kind.order) == list(real.parameters)
    for name, parameter in list(real.parameters.items())[1:]:
        field = kind.fields[name]
        if parameter.default is inspect.Parameter.empty:
            assert field.default is REQUIRED or field.filled, name
        else:
            assert field.default == parameter.default, name
