"""Optax's schedules against Optax itself: random legal arguments, every count, in both precisions."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")
pytestmark = pytest.mark.live

jnp = jax.numpy
TICKS = np.array([*range(40), *range(40, 131, 3)])
NAMES = {"optax": optax, "nan": math.nan, "inf": math.inf}
ERRORS = (ArithmeticError, ValueError, TypeError, IndexError)


def by_hand(text):
    """What Optax gives for every tick in float64."""
    with jax.enable_x64(True):
        schedule = eval(text, NAMES)
        counts = jnp.asarray(TICKS, jnp.float64)
        if re.search(r"staircase=True|power=0\.5|exponent'?[=:] ?0\.5", text):  # not compiled for many either
            return np.asarray([float(schedule(count)) for count in counts])
        return np.asarray(jax.vmap(lambda count: jnp.asarray(schedule(count)))(counts), dtype=float)


def in_training(schedule, ticks=TICKS):
    """What a schedule gives in a step that is compiled, which counts updates."""
    compiled = jax.jit(lambda count: jnp.asarray(schedule(count)))
    return np.array([float(compiled(jnp.int32(tick))) for tick in ticks])


def agrees(text, alone=True):
    """With training to 2e-6; and with float64 to 1e-12 wherever float32 makes no difference that can be seen."""
    try:
        wide, narrow = by_hand(text), in_training(eval(text, NAMES))
    except ERRORS as error:
        with pytest.raises(ValueError, match=type(error).__name__ if alone else r"\wError"):  # two faults: either
            parse(text)
        return
    schedule = parse(text)
    limit = TICKS[-1] + 1 if schedule.on(Run()).limit() is None else schedule.on(Run()).limit()
    told = limit > TICKS
    assert np.isfinite(wide[told]).all()
    if not flat(text):
        assert not np.isfinite(wide[limit == TICKS]).any()
    ticks, wide, narrow = TICKS[told], wide[told], narrow[told]
    broken = np.isnan(narrow)
    if broken.any():
        codes = {remark.code for remark in schedule.on(Run(steps=500)).remarks(500)}
        assert "nan-compiled" in codes
    levels = map(float, re.findall(r"_value=([\d.e-]+)", text))
    scale = max([*np.abs(wide), *levels])
    near = 2e-6 if limit > TICKS[-1] else 1e-3  # beside a pole float32 is that far off
    assert schedule(ticks[~broken]) == pytest.approx(narrow[~broken], abs=near * scale, rel=0)
    same = broken | (np.abs(wide - narrow) < 5e-7 * scale)
    assert schedule(ticks[same]) == pytest.approx(wide[same], abs=1e-12 * scale, rel=0)
    assert schedule(ticks[::-7]).tolist() == schedule(ticks)[::-7].tolist()
    assert parse(repr(schedule)) == schedule


def flat(text):
    """Whether a height of 0 is multiplied by infinity: nan, but 0 where XLA simplifies the product first."""
    ends = re.findall(r"init_value=([\d.e-]+), end_value=\1, power=-", text)
    return bool(ends) or (("exponent=-" in text or "power=-" in text) and re.search(r"_value=0\.0|alpha=1\.0", text))


def call(name, **arguments):
    """Texts of calls with all of the required arguments and some of the others, which begin with an underscore."""

    @st.composite
    def drawn(draw):
        words = [
            f"{key.lstrip('_')}={draw(values)!r}"
            for key, values in arguments.items()
            if not key.startswith("_") or draw(st.booleans())
        ]
        return f"optax.{name}({', '.join(words)})"

    return drawn()


rates = st.sampled_from([0.0, 1e-4, 0.01, 0.05, 0.1, 0.3, 1.0]) | st.floats(1e-4, 1).map(lambda x: round(x, 6))
steps = st.integers(-3, 60)
decay_rates = st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.96, 1.0, 1.02, -0.5])
powers = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5, -1.0])
scales = st.dictionaries(st.integers(0, 120), st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, -0.1]), max_size=4)
cosine_kwargs = st.fixed_dictionaries(
    {"init_value": rates, "peak_value": rates, "warmup_steps": st.integers(-1, 10), "decay_steps": st.integers(8, 50)},
    optional={"end_value": rates, "exponent": st.sampled_from([0.5, 1.0, 2.0])},
)
SINGLE = {
    "constant_schedule": call("constant_schedule", value=rates),
    "polynomial_schedule": call(
        "polynomial_schedule",
        init_value=rates,
        end_value=rates,
        power=powers,
        transition_steps=steps,
        _transition_begin=steps,
    ),
    "linear_schedule": call(
        "linear_schedule", init_value=rates, end_value=rates, transition_steps=steps, _transition_begin=steps
    ),
    "piecewise_constant_schedule": call("piecewise_constant_schedule", init_value=rates, _boundaries_and_scales=scales),
    "piecewise_interpolate_schedule": call(
        "piecewise_interpolate_schedule",
        interpolate_type=st.sampled_from(["linear", "cosine", "cubic"]),
        init_value=rates,
        _boundaries_and_scales=scales,
    ),
    "exponential_decay": call(
        "exponential_decay",
        init_value=rates,
        transition_steps=steps,
        decay_rate=decay_rates,
        _transition_begin=steps,
        _staircase=st.booleans(),
        _end_value=rates,
    ),
    "cosine_decay_schedule": call(
        "cosine_decay_schedule",
        init_value=rates,
        decay_steps=steps,
        _alpha=st.sampled_from([0.0, 0.01, 0.1, 1.5]),
        _exponent=powers,
    ),
    "linear_onecycle_schedule": call(
        "linear_onecycle_schedule",
        transition_steps=st.integers(-1, 110),
        peak_value=rates,
        _pct_start=st.floats(0, 1),
        _pct_final=st.floats(0, 1),
        _div_factor=st.sampled_from([1.0, 10.0, 25.0, -1.0]),
        _final_div_factor=st.sampled_from([0.5, 1.0, 100.0, 0.0]),
    ),
    "cosine_onecycle_schedule": call(
        "cosine_onecycle_schedule",
        transition_steps=st.integers(-1, 110),
        peak_value=rates,
        _pct_start=st.floats(0, 1),
        _div_factor=st.sampled_from([1.0, 10.0, 25.0, 0.0]),
        _final_div_factor=st.sampled_from([0.5, 1.0, 100.0, -2.0]),
    ),
    "warmup_constant_schedule": call(
        "warmup_constant_schedule", init_value=rates, peak_value=rates, warmup_steps=steps
    ),
    "warmup_cosine_decay_schedule": call(
        "warmup_cosine_decay_schedule",
        init_value=rates,
        peak_value=rates,
        warmup_steps=st.integers(-3, 30),
        decay_steps=st.integers(0, 110),
        _end_value=rates,
        _exponent=powers,
    ),
    "warmup_exponential_decay_schedule": call(
        "warmup_exponential_decay_schedule",
        init_value=rates,
        peak_value=rates,
        warmup_steps=st.integers(-3, 30),
        transition_steps=steps,
        decay_rate=decay_rates,
        _transition_begin=steps,
        _staircase=st.booleans(),
        _end_value=rates,
    ),
    "sgdr_schedule": st.lists(cosine_kwargs, min_size=1, max_size=4).map(
        lambda cycles: f"optax.sgdr_schedule({cycles!r})"
    ),
}


def joined(members):
    """Texts of joined schedules, now and then with a boundary too few or too many, or out of order."""

    @st.composite
    def drawn(draw):
        inside = draw(st.lists(members, min_size=1, max_size=4))
        count = max(len(inside) - 1 + draw(st.sampled_from([0, 0, 0, -1, 1])), 0)
        dates = draw(st.lists(st.integers(-2, 100), min_size=count, max_size=count))
        dates = sorted(dates) if draw(st.integers(0, 4)) else dates
        return f"optax.join_schedules(schedules=[{', '.join(inside)}], boundaries={dates})"

    return drawn()


simple = st.one_of(*SINGLE.values())
often = settings(max_examples=21, deadline=None)


@pytest.mark.parametrize("name", SINGLE)
@often
@given(data=st.data())
def test_alone(name, data):
    agrees(data.draw(SINGLE[name]))


@often
@given(text=joined(simple | joined(simple)))
def test_one_after_another(text):
    agrees(text, alone=False)


metric = st.floats(0.1, 2) | st.sampled_from([1.0, 1.0, 0.5, 0.9999, -1.0, math.nan, math.inf, -math.inf])
near = st.integers(-3, 3).map(lambda ulps: float(np.float32(0.9999) + ulps * np.spacing(np.float32(0.9999))))


@settings(max_examples=54, deadline=None)
@given(
    values=st.lists(metric, max_size=80) | st.lists(st.just(1.0) | near, min_size=20, max_size=80),
    given=st.fixed_dictionaries(
        {},
        optional={
            "factor": st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]),
            "patience": st.integers(-1, 5),
            "rtol": st.sampled_from([0.0, 1e-4, 0.05, 1.0, -0.1, 1.5]),
            "atol": st.sampled_from([0.0, 1e-4, 0.05, 0.3, -0.1]),
            "cooldown": st.integers(-1, 5),
            "accumulation_size": st.integers(0, 5),
            "min_scale": st.sampled_from([0.0, 0.01, 0.5, 2.0]),
        },
    ),
)
def test_plateau(values, given):
    words = ", ".join(f"{name}={value!r}" for name, value in given.items())
    text = f"optax.contrib.reduce_on_plateau({words}{', ' if words else ''}lr=0.1, metrics={values!r})"
    try:
        transform = optax.contrib.reduce_on_plateau(**given)
    except ValueError:
        with pytest.raises(ValueError, match="ValueError"):
            parse(text)
        return
    params = jnp.zeros(())
    state = transform.init(params)
    step = jax.jit(lambda state, value: transform.update(jnp.asarray(0.1), state, value=value))
    found = []
    for value in values:
        update, state = step(state, value)
        found.append(float(update))
    schedule = parse(text)
    assert schedule(np.arange(len(values))) == pytest.approx(found, abs=2e-7 * max([0.1, *found]), rel=0)
    assert schedule(len(values) + 5) == (schedule(len(values) - 1) if values else 0.1)


def test_no_cycle_at_all():
    with pytest.raises(IndexError, match="list index out of range"):
        optax.sgdr_schedule([])(0)
    with pytest.raises(ValueError, match="IndexError: list index out of range"):
        parse("optax.sgdr_schedule([])")


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("optax.") for kind in schedulers("optax")}
    assert names == {*SINGLE, "join_schedules", "contrib.reduce_on_plateau"}


AFFECTED = [
    *(f"optax.exponential_decay(1.0, {n}, 0.5, staircase=True)" for n in (7, 40, 41, 47, 55, 61, 82, 83, 7.5)),
    "optax.exponential_decay(1.0, 41, 0.5, transition_begin=7, staircase=True, end_value=0.2)",
    "optax.warmup_exponential_decay_schedule(0.0, 1.0, 10, 47, 0.5, staircase=True)",
    "optax.join_schedules([optax.constant_schedule(1.0), optax.exponential_decay(1.0, 41, 0.5, 0, True)], [10])",
    "optax.sgdr_schedule([{'init_value': 0.0, 'peak_value': 1.0, 'warmup_steps': 7, 'decay_steps': 41}] * 3)",
    "optax.polynomial_schedule(1.0, 0.0, 0.5, 41)",
    "optax.cosine_decay_schedule(1.0, 41, 0.1, 0.5)",
    "optax.exponential_decay(1.0, 1, 0.9999)",
]


@pytest.mark.parametrize("text", AFFECTED)
def test_what_a_training_step_applies(text):
    """Periods of which a float32 reciprocal makes stairs come at another update, and others; and where they differ."""
    steps = 200
    schedule = eval(text, NAMES)
    optimizer = optax.sgd(schedule)
    step = jax.jit(lambda state: optimizer.update(-jnp.ones(()), state))
    state, rates = optimizer.init(jnp.zeros(())), []
    for _ in range(steps):
        update, state = step(state)
        rates.append(float(update))
    curve = parse(repeated(text)).on(Run(steps=steps))
    assert curve(np.arange(steps)) == pytest.approx(rates, abs=2e-6, rel=0)
    told = [remark.text for remark in curve.remarks(steps) if remark.code == "compiled"]
    ticks = [int(tick) for tick in re.findall(r"\d+", told[0].partition("another LR at")[2])] if told else []
    differ = [tick for tick in range(steps) if abs(float(schedule(tick)) - rates[tick]) > 1e-3]
    assert ticks == differ


def repeated(text):
    """A text with a list that is written once and repeated."""
    return re.sub(r"\[(.*)\] \* 3", r"[\1, \1, \1]", text)
