"""MLX's schedules against MLX itself: random arguments, legal and illegal, every update, and an optimizer."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

mx = pytest.importorskip("mlx.core")
optimizers = pytest.importorskip("mlx.optimizers")
pytestmark = pytest.mark.live

TICKS = np.array([*range(140), *range(140, 2000, 61), 10**4, 10**5, 10**6 + 1])
ERRORS = (ArithmeticError, ValueError, TypeError, IndexError)


def given_by_mlx(text):
    """What MLX gives for the counts, as its optimizers count."""
    with mx.stream(mx.cpu):
        schedule = eval(text, {"mlx": optimizers})
        values = schedule(mx.array(TICKS, mx.uint64))
        return np.broadcast_to(np.array(values, dtype=np.float64), TICKS.shape)


def agrees(text):
    """To 2e-6 of the highest rate that it has, or names."""
    try:
        wanted = given_by_mlx(text)
    except ERRORS as error:
        with pytest.raises(ValueError, match=f"{type(error).__name__}: {re.escape(str(error))}"):
            parse(text)
        return
    schedule = parse(text)
    assert schedule.on(Run()).limit() is None
    levels = [float(word) for word in re.findall(r"(?:init|end)=(-?[\d.e-]+)", text)]
    finite = np.isfinite(wanted)  # a power that float32 has no room for is infinite
    scale = max(map(abs, [*levels, *wanted[finite]]))
    got = schedule(TICKS)
    assert np.array_equal(got[~finite], wanted[~finite], equal_nan=True)
    assert got[finite] == pytest.approx(wanted[finite], abs=2e-6 * scale, rel=0)
    assert np.array_equal(schedule(TICKS[::-7]), got[::-7], equal_nan=True)
    assert parse(repr(schedule)) == schedule
    phases = schedule.on(Run(steps=200)).phases(200)
    assert [phase.start for phase in phases] == sorted({0, *(phase.start for phase in phases)})


rates = st.sampled_from([0.0, 1e-5, 0.01, 0.1, 0.3, 1.0, 1]) | st.floats(1e-4, 1).map(lambda x: round(x, 6))
lengths = st.integers(-2, 120) | st.sampled_from([0.5, 1.0, 1.1, 2.5, 10.5, 33.3, 7.7])
factors = st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.96, 0.999, 0.99999, 1.0, 1.0001, -0.5]) | st.floats(0.5, 1)
dates = st.integers(-2, 120) | st.sampled_from([2.5, 10.5, -1.5])
SINGLE = {
    "exponential_decay": st.builds("mlx.exponential_decay(init={!r}, decay_rate={!r})".format, rates, factors),
    "step_decay": st.builds(
        "mlx.step_decay(init={!r}, decay_rate={!r}, step_size={!r})".format, rates, factors, lengths
    ),
    "cosine_decay": st.builds("mlx.cosine_decay(init={!r}, decay_steps={!r}, end={!r})".format, rates, lengths, rates),
    "linear_schedule": st.builds("mlx.linear_schedule(init={!r}, end={!r}, steps={!r})".format, rates, rates, lengths),
}


@st.composite
def joined(draw, depth=2):
    """Schedules one after another, mostly with as many boundaries as there should be."""
    functions = st.sampled_from(["lambda _: 3", "lambda step: 0.1 / (step + 1)"])
    inner = st.one_of(*SINGLE.values(), functions, *([joined(depth=depth - 1)] if depth > 1 else []))
    members = draw(st.lists(inner, max_size=4))
    wrong = draw(st.integers(0, 9)) == 0
    count = draw(st.integers(0, 3)) if wrong else max(len(members) - 1, 0)
    return f"mlx.join_schedules([{', '.join(members)}], {draw(st.lists(dates, min_size=count, max_size=count))})"


@pytest.mark.parametrize("name", SINGLE)
@settings(max_examples=54, deadline=None)
@given(data=st.data())
def test_alone(name, data):
    agrees(data.draw(SINGLE[name]))


@settings(max_examples=72, deadline=None)
@given(joined())
def test_one_after_another(text):
    if "decay_rate=-" in text and re.search(r"\.5[,\]]", text):
        return  # a fractional power of a negative number
    agrees(text)


@pytest.mark.parametrize(
    "call", ["exponential_decay(0.1, 0.9)", "cosine_decay(0.1, 8, 0.05)", "step_decay(0.1, 0.5, 3)"]
)
def test_as_an_optimizer_has_it(call):
    """The rate during an update is that of the number of updates before it."""
    optimizer = optimizers.SGD(learning_rate=eval(f"mlx.{call}", {"mlx": optimizers}))
    rates = []
    for _ in range(12):
        optimizer.update({}, {})
        rates.append(optimizer.learning_rate.item())
    assert parse(f"mlx.{call}")(np.arange(12)) == pytest.approx(rates, abs=2e-7, rel=0)


def test_every_schedule_is_here():
    known = {kind.family.removeprefix("mlx.") for kind in schedulers("mlx")}
    assert known == {*SINGLE, "join_schedules"}
    assert known == {
        name
        for name, value in vars(optimizers.schedulers).items()
        if callable(value) and name[0].islower() and name != "mx"
    }
