"""Diffusers' schedulers against Diffusers itself: random arguments, legal and illegal, and a real optimizer."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

torch = pytest.importorskip("torch")
optimization = pytest.importorskip("diffusers.optimization")
pytestmark = pytest.mark.live

TICKS = 130
ERRORS = (ArithmeticError, ValueError, TypeError, KeyError)


def made(name, optimizer, arguments):
    """The scheduler, by get_scheduler or by the function of that name."""
    if name.startswith("get_"):
        return getattr(optimization, name)(optimizer, **arguments)
    return optimization.get_scheduler(name, optimizer, **arguments)


def recorded(name, lr, arguments):
    """The rates that Diffusers gives, and the error that ends them."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    rates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = made(name, optimizer, arguments)
            for _ in range(TICKS):
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                scheduler.step()
        except ERRORS as error:
            return rates, error
    return rates, None


def agrees(name, lr, arguments):
    words = ", ".join(f"{key}={value!r}" for key, value in {"lr": lr, **arguments}.items())
    text = f"diffusers.{name}({words})"
    rates, error = recorded(name, lr, arguments)
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
    phases = schedule.on(Run(steps=TICKS)).phases(TICKS)
    assert [phase.start for phase in phases] == sorted({0, *(phase.start for phase in phases)})


positive = st.sampled_from([5e-5, 0.001, 0.05, 0.2, 1.0])
optimizers = positive | st.sampled_from([0.0, 1e-7, 5e-8])
waves = st.sampled_from([-0.5, 0.0, 0.25, 0.5, 0.75, 1, 1.5, 3, 7.3]) | st.floats(-3, 20)
powers = st.sampled_from([-400.0, -1.5, -1.0, 0.0, 0.5, 1.0, 2.0, 3, 1000.0])
shares = st.sampled_from([-0.2, 0.0, 0.05, 0.1, 0.5, 1.0, 1.5]) | st.floats(0, 1)
lengths = st.integers(-3, 60) | st.sampled_from([0.5, 7.5, 12.25])
begin = {"last_epoch": st.sampled_from([-1, -1, -1, -1, 0, 5])}


@st.composite
def both(draw):
    """The two numbers of steps, mostly as they should be."""
    warmup, rest = draw(lengths), draw(lengths | st.integers(40, 110))
    return {"num_warmup_steps": warmup, "num_training_steps": rest if draw(st.integers(0, 4)) == 0 else warmup + rest}


@st.composite
def rules(draw):
    """A text of rules, mostly one that is legal."""
    factors = st.sampled_from(["1", "0.1", "0.01", "1e-3", " 0.5 ", "0", "-0.2", "2", "a", ""])
    steps = st.sampled_from(["5", "10", " 20", "40", "40", "-3", "0", "99", "1_0", "7.5", "x"])
    pairs = draw(st.lists(st.tuples(factors, steps), max_size=4))
    joint = draw(st.sampled_from([":", ":", ":", ":", "=", "::"]))
    return ",".join([*(f"{factor}{joint}{step}" for factor, step in pairs), draw(factors)])


chosen = st.fixed_dictionaries({}, optional={"num_cycles": waves, "power": powers, **begin})
KWARGS = {
    "constant": chosen,
    "constant_with_warmup": chosen,
    "linear": chosen,
    "cosine": chosen,
    "cosine_with_restarts": chosen,
    "polynomial": chosen,
    "get_linear_schedule_with_warmup": st.fixed_dictionaries({}, optional={"f_min": shares, "f_max": shares, **begin}),
    "get_cosine_schedule_with_warmup": st.fixed_dictionaries({}, optional={"num_cycles": waves, **begin}),
    "get_polynomial_decay_schedule_with_warmup": st.fixed_dictionaries(
        {}, optional={"lr_end": st.sampled_from([-0.001, 0.0, 1e-7, 0.01, 0.2]), "power": powers, **begin}
    ),
}


@pytest.mark.parametrize("name", KWARGS)
@settings(max_examples=21, deadline=None)
@given(data=st.data())
def test_a_factor_on_the_rate(name, data):
    agrees(name, data.draw(optimizers), {**data.draw(both()), **data.draw(KWARGS[name])})


@settings(max_examples=72, deadline=None)
@given(optimizers, rules(), st.fixed_dictionaries({}, optional=begin))
def test_rules(lr, text, arguments):
    agrees("piecewise_constant", lr, {"step_rules": text, **arguments})


@pytest.mark.parametrize("name", [name for name in KWARGS if name != "constant"])
def test_what_is_not_given(name):
    error = recorded(name, 0.1, {"num_training_steps": 9} if name.startswith("get_") else {})[1]
    with pytest.raises(ValueError, match="needs") as refusal:
        parse(f"diffusers.{name}(lr=0.1)")
    assert f"{type(error).__name__}: {error}" in str(refusal.value)


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("diffusers.") for kind in schedulers("diffusers")}
    assert names == {*KWARGS, "piecewise_constant"}
    assert {kind.value for kind in optimization.SchedulerType} == {name for name in names if "get_" not in name}
    functions = {name for name in vars(optimization) if name.startswith("get_") and "schedule_" in f"{name}_"}
    known = {word.partition(".")[2] for kind in schedulers("diffusers") for word in (kind.family, *kind.aliases)}
    assert functions <= known
