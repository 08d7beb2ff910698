"""Transformers' schedulers against Transformers itself: random arguments, legal and illegal, and a real optimizer."""

import math
import os
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytestmark = pytest.mark.live

TICKS = 130
ERRORS = (ArithmeticError, ValueError, TypeError, KeyError)


def recorded(name, lr, arguments):
    """The rates that Transformers gives, and the error that ends them."""
    given = dict(arguments)
    metrics = given.pop("metrics", None)
    both = {key: given.pop(key, None) for key in ("num_warmup_steps", "num_training_steps")}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    rates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = transformers.get_scheduler(name, optimizer, **both, scheduler_specific_kwargs=given)
            for tick in range(TICKS):
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                if metrics is None:
                    scheduler.step()
                elif tick < len(metrics):
                    scheduler.step(metrics[tick])
        except ERRORS as error:
            return rates, error
    return rates, None


def agrees(name, lr, arguments):
    words = ", ".join(f"{key}={value!r}" for key, value in {"lr": lr, **arguments}.items())
    text = f"transformers.{name}({words})"
    rates, error = recorded(name, lr, arguments)
    if lacks_length(error, arguments):
        as_long_as_the_run(name, lr, arguments, text)
        return
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text)
        return
    schedule = parse(text)
    assert schedule.on(Run()).limit() == (len(rates) if error else None), error
    if error:
        with pytest.raises(ValueError, match=type(error).__name__):
            schedule(len(rates))
    ticks = np.arange(len(rates))
    assert schedule(ticks) == pytest.approx(rates, abs=1e-12 * max(lr, *map(abs, rates)), rel=0)
    assert schedule(ticks[::-7]).tolist() == schedule(ticks)[::-7].tolist()
    assert parse(repr(schedule)) == schedule
    placed = schedule.on(Run(steps=TICKS))
    phases = placed.phases(TICKS)
    assert phases[0].start == 0
    assert [phase.start for phase in phases] == sorted({phase.start for phase in phases})
    if name in ("cosine", "cosine_with_min_lr", "cosine_warmup_with_min_lr"):
        end = math.ceil(max(arguments["num_training_steps"], arguments["num_warmup_steps"], 1))
        rise = max(np.diff(rates[end - 1 :]), default=0) / max(lr, 1e-9)
        if abs(rise) > 1e-9:
            assert any(remark.code == "rises-again" for remark in placed.remarks(placed.run.rows)) == (rise > 0)


def lacks_length(error, arguments):
    """Whether Transformers asks for nothing but the number of steps, which is the run's here."""
    return "num_training_steps" in str(error) and "num_training_steps" not in arguments


def as_long_as_the_run(name, lr, arguments, text):
    known = {**arguments, "num_training_steps": TICKS}
    agrees(name, lr, known)
    words = ", ".join(f"{key}={value!r}" for key, value in {"lr": lr, **known}.items())
    try:
        told = parse(f"transformers.{name}({words})").on(Run(steps=TICKS))
    except ValueError:
        with pytest.raises(ValueError, match=f"transformers.{name}"):
            parse(text).on(Run(steps=TICKS))
        return
    ticks = np.arange(told.limit() or TICKS)
    assert np.array_equal(parse(text).on(Run(steps=TICKS))(ticks), told(ticks))


def some(required=None, /, **optional):
    """Arguments: all of the required and some of the others."""
    return st.fixed_dictionaries(required or {}, optional=optional)


positive = st.sampled_from([5e-5, 0.001, 0.05, 0.2, 1.0])
optimizers = positive | st.just(0.0)
shares = st.sampled_from([-0.2, 0.0, 0.05, 0.1, 0.5, 1.0, 1.5]) | st.floats(0, 1)
rates = st.sampled_from([-0.001, 0.0, 1e-7, 1e-5, 0.001, 0.01, 0.2]) | st.floats(0, 0.1)
waves = st.sampled_from([-0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 3, 7.3]) | st.floats(-3, 20)
curves = st.sampled_from(["linear", "cosine", "1-sqrt", "exponential"])
whole = st.integers(-3, 60) | st.integers(0, 20)
lengths = whole | st.sampled_from([None, 0.5, 7.5, 12.25])


@st.composite
def both(draw):
    """The two numbers of steps, mostly as they should be."""
    warmup, rest = draw(lengths), draw(lengths | st.integers(40, 110))
    total = rest if draw(st.integers(0, 4)) == 0 or None in (warmup, rest) else warmup + rest
    return {
        key: value for key, value in (("num_warmup_steps", warmup), ("num_training_steps", total)) if value is not None
    }


begin = {"last_epoch": st.sampled_from([-1, -1, -1, -1, 0, 5])}
lowest = {"num_cycles": waves, "min_lr": rates, "min_lr_rate": shares, **begin}
KWARGS = {
    "constant": some(),
    "constant_with_warmup": some(),
    "linear": some(**begin),
    "cosine": some(num_cycles=waves, **begin),
    "cosine_with_restarts": some(num_cycles=waves, **begin),
    "polynomial": some(
        lr_end=rates, power=st.sampled_from([-400.0, -1.5, -1.0, 0.0, 0.5, 1.0, 2.0, 3, 1000.0]), **begin
    ),
    "inverse_sqrt": some(timescale=st.integers(-40, 100) | st.sampled_from([0, 2.5]), **begin),
    "cosine_with_min_lr": some(**lowest),
    "cosine_warmup_with_min_lr": some(warmup_lr_rate=shares, **lowest),
    "warmup_stable_decay": some(
        {"num_decay_steps": whole},
        num_stable_steps=whole,
        warmup_type=curves,
        decay_type=curves,
        min_lr_ratio=shares,
        num_cycles=waves,
        **begin,
    ),
}
metric = st.floats(0.1, 2) | st.sampled_from([1.0, 1.0, 0.5, -1.0, math.nan, math.inf, -math.inf])
falling = st.integers(1, 100).map(lambda n: [2 * 0.95**t for t in range(n)])
metrics = st.lists(metric, max_size=TICKS) | st.lists(st.sampled_from([1.0, 1.0, 1.0, 0.9]), max_size=TICKS) | falling
shared = {
    "mode": st.sampled_from(["min", "max", "auto"]),
    "factor": st.sampled_from([-0.5, 0.0, 0.1, 0.5, 0.9, 1.0]),
    "patience": st.integers(-2, 5),
    "threshold": st.sampled_from([0.0, 1e-4, 0.05, 0.5, 1.0, -0.1]),
    "threshold_mode": st.sampled_from(["rel", "abs", "other"]),
    "cooldown": st.integers(-1, 5),
    "min_lr": st.sampled_from([0.0, 1e-3, 0.04, 0.5]),
    "eps": st.sampled_from([0.0, 1e-8, 1e-2]),
}
REACTIVE = {
    "reduce_lr_on_plateau": some({"metrics": metrics}, **shared),
    "greedy": some(
        {"metrics": metrics},
        warmup=st.integers(-1, 5),
        max_lr=st.sampled_from([0.01, 0.3, 1.0]),
        verbose=st.just(False),
        smooth=st.booleans(),
        window_size=st.integers(-1, 8),
        reset_start=st.integers(-1, 6),
        **shared,
    ),
}


@pytest.mark.parametrize("name", KWARGS)
@settings(max_examples=72, deadline=None)
@given(data=st.data())
def test_a_factor_on_the_rate(name, data):
    agrees(name, data.draw(optimizers), {**data.draw(both()), **data.draw(KWARGS[name])})


@pytest.mark.parametrize("name", REACTIVE)
@settings(max_examples=180, deadline=None)
@given(data=st.data())
def test_a_reaction_to_a_metric(name, data):
    agrees(name, data.draw(positive), data.draw(REACTIVE[name]))


@pytest.mark.parametrize("arguments", [{}, {"num_warmup_steps": 3}, {"num_warmup_steps": 3, "num_decay_steps": 3}])
@pytest.mark.parametrize("name", KWARGS)
def test_what_is_not_given(name, arguments):
    if "num_decay_steps" in arguments and name != "warmup_stable_decay":
        return
    agrees(name, 0.1, arguments)
    error = recorded(name, 0.1, arguments)[1]
    if error is not None and not lacks_length(error, arguments):
        with pytest.raises(ValueError, match="needs") as refusal:
            parse(f"transformers.{name}(lr=0.1, {', '.join(f'{key}=3' for key in arguments)})")
        assert f"{type(error).__name__}: {error}" in str(refusal.value)


@pytest.mark.parametrize("name", ["cosine", "cosine_with_min_lr"])
def test_long_past_the_end(name):
    """The order of multiplications tells there."""
    least = {"min_lr_rate": 0.1} if name == "cosine_with_min_lr" else {}
    given = {"num_warmup_steps": 3, "num_training_steps": 10, "num_cycles": 0.7, **least}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    both = {key: given[key] for key in ("num_warmup_steps", "num_training_steps")}
    specific = {key: value for key, value in given.items() if key not in both}
    scheduler = transformers.get_scheduler(name, optimizer, **both, scheduler_specific_kwargs=specific)
    ticks = [10**4 + 1, 10**5 + 1, 10**6 + 1]
    found = [0.1 * scheduler.lr_lambdas[0](tick) for tick in ticks]
    words = ", ".join(f"{key}={value}" for key, value in given.items())
    assert parse(f"transformers.{name}(lr=0.1, {words})")(ticks) == pytest.approx(found, abs=1e-13, rel=0)


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("transformers.") for kind in schedulers("transformers")}
    assert names == {*KWARGS, *REACTIVE} == {kind.value for kind in transformers.SchedulerType}
