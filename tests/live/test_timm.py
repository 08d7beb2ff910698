"""timm's schedulers against timm itself: random arguments, legal and not, a real optimizer, every call."""

import inspect
import logging
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_timm import schedulers_of_timm

from lrcli import Run, parse
from lrcli.catalogue import schedulers
from lrcli.schedules.declare import REQUIRED

torch = pytest.importorskip("torch")
timm = schedulers_of_timm()
logging.getLogger("timm").setLevel(logging.ERROR)
pytestmark = pytest.mark.live

TICKS = 130
ERRORS = (ArithmeticError, ValueError, AssertionError, LookupError, TypeError)


def recorded(name, lr, given, updates=True):
    """Rates that timm gives, and the error that ends them. It is told of epochs, and of as many updates if so."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    metrics = given.get("metrics", [None] * TICKS)
    given = {key: value for key, value in given.items() if key != "metrics"}
    rates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = getattr(timm, name)(optimizer, **given)
            for tick in range(TICKS):
                rate = optimizer.param_groups[0]["lr"]
                if isinstance(rate, complex):
                    return rates, RuntimeError("a complex number")
                rates.append(rate)
                if updates:
                    scheduler.step_update(tick + 1)
                scheduler.step(tick + 1, metrics[tick])
        except ERRORS as error:
            return rates, error
    return rates, None


def text_of(name, lr, given):
    return f"timm.{name}({', '.join(f'{key}={value!r}' for key, value in {'lr': lr, **given}.items())})"


def agrees(name, lr, given):
    rates, error = recorded(name, lr, given)
    text = text_of(name, lr, given)
    if not rates:
        with pytest.raises(ValueError, match=r"raises? \w+Error|\(\w+Error: "):
            parse(text)(0)
        return
    schedule = parse(text)
    if error is None:
        assert (schedule.on(Run()).limit() or TICKS) >= TICKS
    else:
        assert schedule.on(Run()).limit() == len(rates), error
        with pytest.raises(ValueError, match=type(error).__name__):
            schedule(len(rates))
    ticks = np.arange(len(rates))
    scale = max([*map(abs, rates), given.get("lr_min", 0.0), lr])
    assert schedule(ticks) == pytest.approx(rates, abs=1e-12 * scale, rel=0)
    assert schedule(ticks[::7]).tolist() == schedule(ticks)[::7].tolist()
    assert parse(repr(schedule)) == schedule
    assert schedule.on(Run()).phases(TICKS)[0].start == 0


def some(required, **optional):
    """Arguments: all of the required and some of the others."""
    return st.fixed_dictionaries(required, optional=optional)


rates = st.sampled_from([0.0, 1e-5, 1e-3, 0.02, 0.1, 0.3])
bad_rates = rates | st.just(-0.01)
lengths = st.integers(1, 60) | st.sampled_from([0, -3, 7.5, 0.7, 12.25])
factors = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0, 1.5, 1e3, -0.5])
noise = {
    "noise_range_t": st.integers(0, 100) | st.tuples(st.integers(0, 60), st.integers(0, 130)).map(list) | st.none(),
    "noise_pct": st.sampled_from([0.67, 0.1, 2.0]),
    "noise_std": st.sampled_from([1.0, 0.3, 0.0, -1.0]),
    "noise_seed": st.integers(-100, 2**34),
}
common = {
    "warmup_t": st.integers(0, 20) | st.sampled_from([0, 5, 2.5, 0.5, -4]),
    "warmup_lr_init": rates,
    "initialize": st.sampled_from([True, True, True, True, True, False]),
    **noise,
}
timed = {**common, "t_in_epochs": st.booleans()}
cycles = {
    "lr_min": rates | st.sampled_from([-0.01]),
    "cycle_mul": st.sampled_from([1.0, 1.0, 2.0, 3.0, 1.5, 1.1, 10.0, 0.5, 0.9, 0.0, -1.0]) | st.floats(0.3, 4),
    "cycle_decay": factors,
    "cycle_limit": st.integers(-1, 30),
    "warmup_prefix": st.booleans(),
    **timed,
}
delayed = {**cycles, "k_decay": st.sampled_from([1.0, 0.5, 2.0, 1.7, 0.0, -1.0, -0.5, 400.0])}
drops = {"decay_rate": factors, "warmup_prefix": st.booleans(), **timed}
dates = st.lists(st.integers(-5, 120) | st.sampled_from([10.5, 60.25]), max_size=5)
KINDS = {
    "CosineLRScheduler": some({"t_initial": lengths}, **delayed),
    "PolyLRScheduler": some({"t_initial": lengths}, power=st.sampled_from([0.5, 1.0, 2.0, 0.0, -1.0, 3.3]), **delayed),
    "TanhLRScheduler": some(
        {"t_initial": lengths}, lb=st.sampled_from([-7.0, -3, 4]), ub=st.sampled_from([3.0, 1, 5]), **cycles
    ),
    "StepLRScheduler": some({"decay_t": lengths}, **drops),
    "MultiStepLRScheduler": some({"decay_t": dates.map(sorted) | dates}, **drops),
    "WSDLRScheduler": some(
        {"t_initial": st.integers(20, 90) | lengths, "decay_t": st.integers(1, 20) | lengths},
        lr_min=bad_rates,
        stable_fn=st.sampled_from(["constant", "rsqrt", "power", "other"]),
        stable_timescale=st.sampled_from([None, 10, 2.5, 0]),
        stable_power=st.sampled_from([0.3, 1.0, 2.0, 0.0]),
        decay_fn=st.sampled_from(["linear", "1-sqrt", "cosine", "power", "exp", "other"]),
        decay_power=st.sampled_from([0.5, 2.0, -1.0]),
        decay_ratio=st.sampled_from([0.1, 0.01, 0.9, 1.0]),
        **timed,
    ),
    "PlateauLRScheduler": some(
        {
            "metrics": st.lists(
                st.floats(0.1, 2) | st.sampled_from([1.0, 0.5, -1.0, math.nan, math.inf, -math.inf]),
                min_size=TICKS,
                max_size=TICKS,
            )
        },
        decay_rate=st.sampled_from([0.0, 0.1, 0.5, 0.9, -0.5, 1.0]),
        patience_t=st.integers(0, 5),
        threshold=st.sampled_from([0.0, 1e-4, 0.05]),
        cooldown_t=st.integers(0, 5),
        lr_min=rates,
        mode=st.sampled_from(["min", "max", "max", "other"]),
        noise_type=st.sampled_from(["normal", "uniform"]),
        **common,
    ),
}
FACTORY = some(
    {
        "sched": st.sampled_from(
            ["cosine", "tanh", "step", "constant", "multistep", "plateau", "poly", "wsd", "rsqrt", "none"]
        ),
        "num_epochs": st.integers(1, 60) | st.sampled_from([0, 7.5]),
    },
    decay_epochs=st.integers(1, 40) | st.sampled_from([None, 0.2, 0.5, 2.4, 0, 1.0]),
    decay_milestones=dates.map(sorted),
    cooldown_epochs=st.integers(0, 20),
    patience_epochs=st.integers(0, 5),
    decay_rate=factors,
    min_lr=rates,
    warmup_lr=rates,
    warmup_epochs=st.integers(0, 20) | st.sampled_from([2.5, -4]),
    warmup_prefix=st.booleans(),
    noise=st.floats(0, 1) | st.lists(st.floats(0, 1.2), min_size=1, max_size=2) | st.none(),
    noise_pct=st.sampled_from([0.67, 0.1, 2.0]),
    noise_std=st.sampled_from([1.0, 0.3, 0.0]),
    noise_seed=st.integers(-100, 2**34),
    cycle_mul=st.sampled_from([1.0, 1.0, 2.0, 1.5, 3.0, 0.5, 10.0, 0.0]),
    cycle_decay=factors,
    cycle_limit=st.integers(-1, 8) | st.just(400),
    k_decay=st.sampled_from([1.0, 0.5, 2.0, 0.0]),
    decay_fn=st.sampled_from([None, "linear", "1-sqrt", "cosine", "power", "exp"]),
    stable_timescale=st.sampled_from([None, 10, 2.5, 0]),
    plateau_mode=st.sampled_from(["min", "max"]),
    step_on_epochs=st.sampled_from([True, True, False]),
    updates_per_epoch=st.integers(-1, 7),
)
"""Arguments of create_scheduler_v2."""
base_rates = st.sampled_from([0.1, 0.02, 1.0])
often = settings(max_examples=108, deadline=None)


@pytest.mark.parametrize("name", KINDS)
@often
@given(data=st.data(), lr=base_rates)
def test_every_scheduler(name, data, lr):
    agrees(name, lr, data.draw(KINDS[name]))


def made(lr, given, metrics):
    """Rates of what the factory makes, the length that it returns, and the error that ends them."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    rates, length = [], None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler, length = timm.create_scheduler_v2(optimizer, **given)
            for tick in range(TICKS):
                rate = optimizer.param_groups[0]["lr"]
                if isinstance(rate, complex):
                    return rates, length, RuntimeError("a complex number")
                rates.append(rate)
                if scheduler is not None:
                    scheduler.step_update(tick + 1)
                    scheduler.step(tick + 1, metrics[tick])
        except ERRORS as error:
            return rates, length, error
    return rates, length, None


@often
@given(data=st.data(), lr=base_rates)
def test_the_factory(data, lr):
    arguments = data.draw(FACTORY)
    plateau = arguments["sched"] == "plateau"
    metrics = data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=TICKS, max_size=TICKS)) if plateau else []
    rates, length, error = made(lr, arguments, metrics or [None] * TICKS)
    text = text_of("create_scheduler_v2", lr, {**arguments, **({"metrics": metrics} if plateau else {})})
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text)(0)
        return
    schedule = parse(text)
    updates = 1 if arguments.get("step_on_epochs", True) else arguments["updates_per_epoch"]
    if length < 1e6:  # 400 cycles that grow are cut
        assert schedule.returned() == length
        assert schedule.natural_run().run.rows == max(math.ceil(length), 1) * updates
    limit = schedule.on(Run()).limit()
    assert (limit or TICKS) >= TICKS if error is None else limit == len(rates)
    ticks = np.arange(len(rates))
    assert schedule(ticks) == pytest.approx(rates, abs=1e-12 * max([*map(abs, rates), lr]), rel=0)
    assert parse(repr(schedule)) == schedule
    if limit is None:
        assert schedule.on(Run()).phases(TICKS) == schedule.made.on(Run()).phases(TICKS)


@settings(max_examples=36, deadline=None)
@given(
    name=st.sampled_from(["CosineLRScheduler", "PolyLRScheduler", "TanhLRScheduler"]),
    size=st.integers(1, 40),
    growth=st.sampled_from([1.05, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.5, 3.0, 5.0, 7.0, 10.0]),
)
def test_the_call_of_a_restart(name, size, growth):
    """Two-argument logarithms decide it: whether the restart comes in time or a call late."""
    real = getattr(timm, name)(torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0), size, cycle_mul=growth)
    real.cycle_limit = 10**6
    schedule = parse(f"timm.{name}(lr=1.0, t_initial={size}, cycle_mul={growth}, cycle_limit=1000000)")
    starts = size * (growth ** np.arange(1, 40) - 1) / (growth - 1)
    calls = sorted({int(start) + near for start in starts if start < 1e7 for near in (-1, 0, 1) if start + near >= 1})
    for call in calls:
        (rate,) = real._get_lr(call)
        if isinstance(rate, complex):
            assert schedule.on(Run()).limit() == call
            return
        assert schedule(call) == pytest.approx(rate, abs=1e-9), call
    assert (schedule.on(Run()).limit() or 10**9) > calls[-1]


@often
@given(data=st.data())
def test_told_of_epochs_alone(data):
    name = data.draw(st.sampled_from([name for name in KINDS if name != "PlateauLRScheduler"]))
    arguments = {**data.draw(KINDS[name]), "t_in_epochs": False}
    rates, error = recorded(name, 0.1, arguments, updates=False)
    text = text_of(name, 0.1, arguments)
    if error is not None:
        with pytest.raises(ValueError, match="Error"):
            parse(text)
        return
    schedule = parse(text).on(Run(epochs=TICKS))
    assert schedule(np.arange(TICKS)).tolist() == rates
    assert schedule.limit() is None
    assert any(remark.code == "never-moves" for remark in schedule.remarks(100))


TANH, WSD = {"t_initial": 10}, {"t_initial": 10, "decay_t": 5}
FAULTS = [
    ("CosineLRScheduler", {"t_initial": 0}),
    ("PolyLRScheduler", {"t_initial": 10, "lr_min": -1.0}),
    ("StepLRScheduler", {"decay_t": 10, "initialize": False}),
    *(("TanhLRScheduler", {**TANH, **wrong}) for wrong in ({"lb": 3.0}, {"cycle_limit": -1}, {"warmup_t": -1})),
    ("TanhLRScheduler", {**TANH, "warmup_lr_init": -1.0}),
    ("TanhLRScheduler", {**TANH, "warmup_t": 5, "cycle_mul": -1.0}),
    ("TanhLRScheduler", {**TANH, "warmup_t": 25, "cycle_mul": 0.5}),
    ("WSDLRScheduler", {"t_initial": 0, "decay_t": 0}),
    *(("WSDLRScheduler", {"t_initial": 10, "decay_t": wrong}) for wrong in (0, 11)),
    ("WSDLRScheduler", {**WSD, "lr_min": -1.0}),
    *(("WSDLRScheduler", {**WSD, name: "other"}) for name in ("stable_fn", "decay_fn")),
    *(("WSDLRScheduler", {**WSD, "decay_ratio": wrong}) for wrong in (0, 1)),
    *(("WSDLRScheduler", {**WSD, name: 0}) for name in ("decay_power", "stable_power")),
    ("WSDLRScheduler", {**WSD, "stable_fn": "rsqrt"}),
    ("PlateauLRScheduler", {"metrics": [1.0] * TICKS, "decay_rate": 1}),
    ("PlateauLRScheduler", {"metrics": [1.0] * TICKS, "mode": "other"}),
]


@pytest.mark.parametrize(("name", "wrong"), FAULTS)
def test_a_refusal_has_the_words_of_timm(name, wrong):
    rates, error = recorded(name, 0.1, wrong)
    assert not rates
    with pytest.raises(ValueError, match=type(error).__name__) as refusal:
        parse(text_of(name, 0.1, wrong))
    assert str(error.args[0] if error.args else "") in str(refusal.value)


def test_noise_in_a_list_of_one_is_refused_before_the_first_call():
    _, error = recorded("StepLRScheduler", 0.1, {"decay_t": 10, "noise_range_t": [5]})
    assert isinstance(error, IndexError)
    with pytest.raises(ValueError, match="IndexError"):
        parse("timm.StepLRScheduler(lr=0.1, decay_t=10, noise_range_t=[5])")


@pytest.mark.parametrize("name", [*KINDS, "create_scheduler_v2"])
def test_the_arguments_are_those_of_timm(name):
    """Names, order and defaults; metrics come from the training loop."""
    fields = {
        field: REQUIRED if parsed.filled else parsed.default
        for field, parsed in kind_of(name).fields.items()
        if field not in ("lr", "metrics", "column")
    }
    signature = inspect.signature(getattr(timm, name)).parameters
    known = {key: REQUIRED if each.default is each.empty else each.default for key, each in signature.items()}
    known.pop("optimizer")
    assert list(fields.items()) == list(known.items())


def kind_of(name):
    return next(kind for kind in schedulers("timm") if kind.family == f"timm.{name}")


def test_every_scheduler_is_here():
    assert {kind.family.removeprefix("timm.") for kind in schedulers("timm")} == {*KINDS, "create_scheduler_v2"}
    assert set(KINDS) == {name for name in vars(timm) if name.endswith("LRScheduler")}
