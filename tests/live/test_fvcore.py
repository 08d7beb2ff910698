"""fvcore's schedulers against fvcore itself: random arguments, legal and illegal, on runs of any length."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

fvcore = pytest.importorskip("fvcore.common.param_scheduler")
pytestmark = pytest.mark.live

ERRORS = (ArithmeticError, ValueError, TypeError, RuntimeError, LookupError)


def recorded(text, count, ticks):
    """The values of a scheduler at ticks of a run, and the error that ends them."""
    values = []
    try:
        scheduler = eval(text, {"fvcore": fvcore})
        for tick in ticks:
            value = scheduler(tick / count)
            if isinstance(value, complex):
                raise RuntimeError("complex")  # the optimizer's
            values.append(value)
    except ERRORS as error:
        return values, error
    return values, None


def agrees(text, count):
    ticks = range(count + count // 3 + 3)
    wanted, error = recorded(text, count, ticks)
    if not wanted:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text).on(Run(steps=count))(0)
        return
    schedule = parse(text).on(Run(steps=count))
    limit = schedule.limit()
    assert (None if limit is None or limit > ticks[-1] else limit) == (len(wanted) if error else None), error
    if error:
        with pytest.raises(ValueError, match=type(error).__name__):
            schedule(len(wanted))
    got = schedule(np.arange(len(wanted)))
    inside = wanted[: count + 1]  # past it a power may be as high as you please
    assert got[: count + 1] == pytest.approx(inside, abs=1e-12 * max(map(abs, inside)), rel=0)
    assert got == pytest.approx(wanted, abs=1e-12 * max(map(abs, wanted)), rel=0)
    assert schedule(np.arange(len(wanted))[::-7]).tolist() == got[::-7].tolist()
    assert parse(repr(schedule)).on(Run(steps=count)) == schedule
    phases = schedule.phases(count)
    assert [phase.start for phase in phases] == sorted({0, *(phase.start for phase in phases)})
    for phase, following in zip(phases, [*phases[1:], None], strict=True):
        if level := re.fullmatch(r"LR (\S+)", phase.name):
            held = wanted[phase.start : following.start if following else min(count, len(wanted))]
            assert {f"{value:.6g}" for value in held} <= {level[1]}


rates = st.sampled_from([0.0, 1e-4, 0.1, 0.3, 1, 1.0]) | st.floats(1e-4, 1).map(lambda x: round(x, 6))
positive = st.sampled_from([0.1, 0.5, 1, 2.0, 0.0, -0.1])
levels = st.lists(rates, max_size=6)
updates = st.sampled_from([-1, 0, 1, 2, 3, 12, 90, 100, 7.5])
powers = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 0.9, 1, 1.0, 2, 2.0, 3.0])
counts = st.integers(1, 150)


@st.composite
def multi_step(draw):
    """Values, and milestones that are mostly as they should be."""
    values = draw(levels)
    number = draw(st.none() | updates)
    fitting = max(len(values) - (number is not None), 0)
    size = fitting if draw(st.integers(0, 4)) else draw(st.integers(0, 4))
    dates = sorted(draw(st.lists(st.integers(0, 110) | st.just(2.5), min_size=size, max_size=size)))
    milestones = None if draw(st.integers(0, 3)) == 0 else dates
    return f"fvcore.MultiStepParamScheduler(values={values}, num_updates={number}, milestones={milestones})"


SIMPLE = {
    "ConstantParamScheduler": st.builds("fvcore.ConstantParamScheduler({!r})".format, rates),
    "CosineParamScheduler": st.builds("fvcore.CosineParamScheduler({!r}, {!r})".format, rates, rates),
    "LinearParamScheduler": st.builds("fvcore.LinearParamScheduler({!r}, {!r})".format, rates, rates),
    "ExponentialParamScheduler": st.builds(
        "fvcore.ExponentialParamScheduler({!r}, {!r})".format, rates, st.sampled_from([0.0, 0.02, 0.5, 1.0, 2.0, -0.5])
    ),
    "PolynomialDecayParamScheduler": st.builds(
        "fvcore.PolynomialDecayParamScheduler({!r}, {!r})".format, rates, powers
    ),
    "StepParamScheduler": st.builds("fvcore.StepParamScheduler({!r}, {!r})".format, updates, levels),
    "StepWithFixedGammaParamScheduler": st.builds(
        "fvcore.StepWithFixedGammaParamScheduler({!r}, {!r}, {!r}, {!r})".format,
        positive,
        st.integers(0, 5),
        positive,
        st.sampled_from([-1, 0, 1, 12, 90]),
    ),
    "MultiStepParamScheduler": multi_step(),
}


@st.composite
def composite(draw, depth=2):
    """Schedulers one after another, with lengths that mostly come to 1."""
    inner = st.one_of(*SIMPLE.values(), *([composite(depth=depth - 1)] if depth > 1 else []))
    members = draw(st.lists(inner, min_size=1, max_size=4))
    weights = draw(st.lists(st.integers(0, 9), min_size=len(members), max_size=len(members)))
    whole = sum(weights) or 1
    lengths = [weight / whole for weight in weights]
    fault = draw(st.integers(0, 19))
    if fault == 0:
        lengths = lengths[:-1]
    elif fault == 1:
        lengths[-1] += draw(st.sampled_from([0.0005, -0.0005, 0.1, -0.1]))
    scaling = [draw(st.sampled_from(["rescaled", "rescaled", "fixed"])) for _ in members]
    scaling = scaling[:-1] if fault == 2 else ["other", *scaling[1:]] if fault == 3 else scaling
    return f"fvcore.CompositeParamScheduler([{', '.join(members)}], {lengths}, {scaling})"


@pytest.mark.parametrize("name", SIMPLE)
@settings(max_examples=72, deadline=None)
@given(data=st.data())
def test_alone(name, data):
    agrees(data.draw(SIMPLE[name]), data.draw(counts))


@settings(max_examples=288, deadline=None)
@given(composite(), counts)
def test_one_after_another(text, count):
    agrees(text, count)


LONG = [
    "fvcore.StepParamScheduler(9, [0.1, 0.2, 0.3])",
    "fvcore.MultiStepParamScheduler([0.1, 0.2, 0.3], 90, [30, 60])",
    (
        "fvcore.CompositeParamScheduler([fvcore.LinearParamScheduler(0, 0.1), fvcore.CosineParamScheduler(0.1, 0)], "
        "[0.1, 0.9], ['rescaled', 'rescaled'])"
    ),
    (
        "fvcore.CompositeParamScheduler([fvcore.ConstantParamScheduler(0.1), "
        "fvcore.StepParamScheduler(9, [0.2, 0.3])], [0.0003, 0.9997], ['rescaled', 'rescaled'])"
    ),
]


@pytest.mark.parametrize("count", [10**6, 1234567, 5 * 10**6, 10**9])
@pytest.mark.parametrize("text", LONG)
def test_where_the_slack_is_ticks(text, count):
    """The millionth that fvcore adds is a tick and more here."""
    schedule, scheduler = parse(text).on(Run(steps=count)), eval(text, {"fvcore": fvcore})
    edges = [0.0003, 0.1, 1 / 3, 0.50015, 2 / 3, 1.0]
    ticks = sorted({int(edge * count) + near for edge in edges for near in (*range(-12, 5), -int(count * 1e-6))})
    for tick in ticks:
        try:
            wanted = scheduler(tick / count)
        except ERRORS:
            assert schedule.limit() <= tick
            with pytest.raises(ValueError, match=f"tick {schedule.limit()} on"):
                schedule(tick)
            continue
        assert schedule(tick) == pytest.approx(wanted, abs=1e-13, rel=0)
    limit = schedule.limit()
    if limit is not None:
        assert math.isfinite(scheduler((limit - 1) / count))
        with pytest.raises(ERRORS):
            scheduler(limit / count)
    for seam in schedule.seams(count):
        assert abs(scheduler(seam / count) - scheduler((seam - 1) / count)) > 1e-8 or "Linear" in text


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("fvcore.") for kind in schedulers("fvcore")}
    assert names == {*SIMPLE, "CompositeParamScheduler"} == {*fvcore.__all__} - {"ParamScheduler"}
