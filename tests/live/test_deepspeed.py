"""DeepSpeed's schedulers against DeepSpeed itself: random arguments, legal and not, a real optimizer, every step."""

import inspect
import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers
from lrcli.schedules.declare import REQUIRED

torch = pytest.importorskip("torch")
deepspeed = pytest.importorskip("deepspeed.runtime.lr_schedules")
logging.getLogger("DeepSpeed").setLevel(logging.CRITICAL)
pytestmark = pytest.mark.live

TICKS = 130
ERRORS = (ArithmeticError, ValueError, TypeError)


def made(name, arguments, lrs=(0.1,), optimizer="Adam"):
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in lrs]
    return getattr(deepspeed, name)(getattr(torch.optim, optimizer)(groups, lr=0.1), **arguments)


def recorded(name, arguments, optimizer="Adam"):
    """The rates and momenta that DeepSpeed sets, and the error that ends them."""
    rates, momenta = [], []
    try:
        scheduler = made(name, arguments, optimizer=optimizer)
        group = scheduler.optimizer.param_groups[0]
        for _ in range(TICKS):
            rates.append(group["lr"])
            momenta.append(group.get("betas", (None,))[0])
            scheduler.step()
    except ERRORS as error:
        return rates, momenta, error
    return rates, momenta, None


def agrees(name, arguments, optimizer="Adam"):
    rates, momenta, error = recorded(name, arguments, optimizer)
    own = {"optimizer": optimizer.lower()} if name == "OneCycle" else {}
    words = ", ".join(f"{key}={value!r}" for key, value in {"lr": 0.1, **arguments, **own}.items())
    text = f"deepspeed.{name}({words})"
    if not rates:
        with pytest.raises(ValueError, match=r"raises? \w+Error|\(\w+Error: "):
            parse(text)(0)
        return
    schedule = parse(text)
    assert min(schedule.on(Run()).limit() or TICKS, TICKS) == len(rates), error
    if error is not None:
        with pytest.raises(ValueError, match=type(error).__name__):
            schedule(len(rates))
    ticks = np.arange(len(rates))
    assert schedule(ticks) == pytest.approx(rates, abs=1e-12 * max(map(abs, rates)), rel=0)
    if schedule.on(Run()).tells("momentum"):
        momenta[0] = schedule.momentum(0) if arguments.get("last_batch_iteration", -1) != -1 else momenta[0]
        assert schedule.momentum(ticks) == pytest.approx(
            momenta, abs=1e-12 * max(map(abs, momenta)), rel=0, nan_ok=True
        )
    else:
        assert len(set(momenta)) == 1
    assert parse(repr(schedule)) == schedule
    assert schedule.on(Run()).phases(TICKS)[0].start == 0


def some(required, **optional):
    """Arguments: all of the required and some of the others."""
    return st.fixed_dictionaries(required, optional=optional)


rates = st.sampled_from([0, 0.0, 1e-5, 1e-3, 0.02, 0.1, 0.3, -0.01])
sizes = st.integers(1, 60) | st.sampled_from([1, 2, 7, 21, 0, -3, 2.5, 0.7, 12.0, None])
last = st.sampled_from([-1] * 6 + [0, 5, 40, -2])
stairs = st.integers(0, 12) | st.sampled_from([0, 0, 2.5, -1])
rising = {
    "warmup_min_lr": rates,
    "warmup_num_steps": sizes,
    "warmup_type": st.sampled_from(["log", "linear", "other"]),
    "last_batch_iteration": last,
}
total = st.integers(0, 120) | st.sampled_from([-5, 10.5, 1, 100])
KINDS = {
    "LRRangeTest": some(
        {},
        lr_range_test_min_lr=rates,
        lr_range_test_step_size=sizes,
        lr_range_test_step_rate=st.sampled_from([1.0, 5, 1e-5, 0, -0.3, 1e3]),
        lr_range_test_staircase=st.booleans(),
        last_batch_iteration=last,
    ),
    "OneCycle": some(
        {"cycle_min_lr": rates, "cycle_max_lr": rates},
        cycle_first_step_size=sizes,
        cycle_second_step_size=sizes,
        cycle_first_stair_count=stairs,
        cycle_second_stair_count=stairs,
        decay_step_size=st.integers(0, 30) | st.sampled_from([0.0, 2.5, -4]),
        decay_lr_rate=st.sampled_from([0.0, 0, 0.5, 1e-3, -0.1, -0.5, 3]),
        cycle_momentum=st.booleans(),
        cycle_min_mom=st.sampled_from([0.8, 0.5, 0.0, 0.9]),
        cycle_max_mom=st.sampled_from([0.9, 0.95, 0.7]),
        decay_mom_rate=st.sampled_from([0.0, 0.1, -0.2]),
        last_batch_iteration=last,
    ),
    "WarmupLR": some({}, warmup_max_lr=rates | st.none(), **rising),
    "WarmupDecayLR": some({"total_num_steps": total}, warmup_max_lr=rates | st.none(), **rising),
    "WarmupCosineLR": some(
        {"total_num_steps": total},
        warmup_min_ratio=st.sampled_from([0.0, 0.2, 1.0, 1.5, -0.1]),
        cos_min_ratio=st.sampled_from([0.0, 0.1, 1.0, 2, -0.3]),
        **{key: value for key, value in rising.items() if key != "warmup_min_lr"},
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_random_arguments(name):
    @settings(max_examples=108, deadline=None)
    @given(KINDS[name])
    def check(arguments):
        agrees(name, arguments)

    check()


def test_every_scheduler_is_tried():
    assert {kind.family for kind in schedulers("deepspeed")} == {f"deepspeed.{name}" for name in KINDS}
    assert set(KINDS) == set(deepspeed.VALID_LR_SCHEDULES)


@pytest.mark.parametrize("kind", schedulers("deepspeed"), ids=lambda kind: kind.family)
def test_the_signature(kind):
    real = inspect.signature(getattr(deepspeed, kind.family.partition(".")[2]))
    assert list(kind.order) == list(real.parameters)
    for name, parameter in list(real.parameters.items())[1:]:
        default = kind.fields[name].default
        if parameter.default is not inspect.Parameter.empty:
            assert default == parameter.default, name
        else:
            assert default is REQUIRED or kind.fields[name].filled, name


@pytest.mark.parametrize("optimizer", ["Adam", "AdamW", "SGD", "RMSprop", "NAdam"])
def test_an_optimizer_without_betas_keeps_its_momentum(optimizer):
    agrees("OneCycle", {"cycle_min_lr": 0.01, "cycle_max_lr": 0.1, "cycle_first_step_size": 20}, optimizer)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("OneCycle", {"cycle_min_lr": [0.001, 0.002], "cycle_max_lr": 0.1, "cycle_first_step_size": 5}),
        (
            "OneCycle",
            {"cycle_min_lr": 0, "cycle_max_lr": 1, "cycle_min_mom": [0.8, 0.85], "cycle_max_mom": [0.9, 0.95]},
        ),
        ("OneCycle", {"cycle_min_lr": 0, "cycle_max_lr": 1, "cycle_max_mom": [0.9, 0.95, 0.99]}),
        ("OneCycle", {"cycle_min_lr": [1, 2, 3], "cycle_max_lr": [4, 5]}),
        ("LRRangeTest", {"lr_range_test_min_lr": [0.001, 0.002]}),
        ("LRRangeTest", {"lr_range_test_min_lr": [0.001, 0.002, 0.003]}),
        ("WarmupLR", {"warmup_num_steps": 7}),
        ("WarmupLR", {"warmup_max_lr": [0.1, 0.4, 0.2]}),
        ("WarmupDecayLR", {"total_num_steps": 50, "warmup_min_lr": [0.1, 0.2], "warmup_num_steps": 9}),
        ("WarmupDecayLR", {"total_num_steps": 50, "warmup_max_lr": None, "warmup_num_steps": 9}),
        ("WarmupCosineLR", {"total_num_steps": 50, "warmup_num_steps": 9}),
    ],
)
def test_two_parameter_groups(name, arguments):
    words = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    text = f"deepspeed.{name}(lr=[0.1, 0.2], {words})"
    try:
        scheduler = made(name, arguments, lrs=(0.1, 0.2))
    except ValueError as error:
        with pytest.raises(ValueError, match=f"raises ValueError: {error}"):
            parse(text).on(Run())
        return
    curves = [curve for _, curve in parse(text).on(Run()).groups()]
    for tick in range(70):
        for group, curve in zip(scheduler.optimizer.param_groups, curves, strict=True):
            assert curve(tick) == pytest.approx(group["lr"], abs=1e-13)
            if name == "OneCycle":
                assert curve.momentum(tick) == pytest.approx(group["betas"][0], abs=1e-13)
        scheduler.step()
