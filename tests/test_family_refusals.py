"""What families refuse, and what a reader is told; and the other names that things go by."""

import pytest

from lrcli import NotationError, Run, parse
from lrcli.schedules.errors import FieldError

BUILT = [
    # no schedule at all
    ("constant(-0.1)", "initial: -0.1 is out of range: at least 0"),
    ("step(rate=0)", "rate: 0 is out of range: above 0"),
    ("step(every=0)", "every: a duration of 0"),
    ("piecewise([1, 2], boundaries=[1, 2])", "2 values and 2 boundaries"),
    ("piecewise([1, 2, 3], boundaries=[5, 5])", "5 does not come after 5"),
    ("multistep(milestones=[60, 30])", "30 does not come after 60"),
    ("exponential(gamma=0.9, half_life=3)", "gamma and half_life exclude one another"),
    ("exponential(final=0)", "final: 0 is out of range"),
    ("exponential(length=10)", "it needs final"),
    ("inverse(rate=-1)", "rate: -1 is out of range: at least 0"),
    ("inverse(power=0)", "power: 0 is out of range: above 0"),
    ("inverse(every=0)", "every: a duration of 0"),
    ("inverse_sqrt(warmup=0)", "warmup: a duration of 0"),
    ("inverse_sqrt(peak=-1)", "peak: -1 is out of range"),
    ("noam(0)", "d_model: 0 is out of range: at least 1"),
    ("noam(1.5)", "d_model: 1.5 is not a whole number"),
    ("noam(warmup=0)", "warmup: a duration of 0"),
    ("noam(lr=0.1)", "no argument lr"),
    ("polynomial(power=-1)", "power: -1 is out of range"),
    ("linear(length=0)", "length: a duration of 0"),
    ("cosine(0.1, length=0.5)", "0.5 of what? 50 %? 0.5ep?"),
    ("tanh(lower=3)", "upper: 3 is not above lower, 3"),
    ("tanh(upper=-7)", "upper: -7 is not above lower, -6"),
    ("tanh(upper=1e9)", "out of range: at least -1000, at most 1000"),
    ("rex(final=-1)", "final: -1 is out of range"),
    ("one_minus_sqrt(shape='cosine')", "no argument shape"),
    ("restarts(growth=0)", "growth: 0 is out of range: above 0, at most 100"),
    ("restarts(decay=0)", "decay: 0 is out of range: above 0, at most 1"),
    ("restarts(decay=1.5)", "decay: 1.5 is out of range: above 0, at most 1"),
    ("restarts(period=0)", "period: a duration of 0"),
    ("triangular(low=0.2)", "low: 0.2 is above high, 0.1"),
    ("triangular(gamma=0.9)", "gamma: the plain mode has none"),
    ("triangular(mode='halving', gamma=0.9)", "gamma: the halving mode has none"),
    ("triangular(every=2)", "every: the plain mode has none"),
    ("triangular(mode='exponential')", "needs gamma"),
    ("triangular(mode='exponential', gamma=1)", "gamma: 1 is out of range: above 0, below 1"),
    ("triangular(mode='square')", "'square' is not one of plain, halving, exponential"),
    ("triangular(up=0)", "up: a duration of 0"),
    ("triangular(down=0)", "down: a duration of 0"),
    ("one_cycle(start_factor=2)", "start_factor: 2 is out of range: at least 0, at most 1"),
    ("one_cycle(end_factor=-1)", "end_factor: -1 is out of range"),
    ("one_cycle(shape='exponential')", "'exponential' is not one of cosine, linear"),
    ("one_cycle(warmup='101%')", "warmup: 101% is more than the whole"),
    ("wsd(shape='exponential')", "a final LR above 0"),
    ("wsd(0, final=0.1, shape='exponential')", "needs a peak"),
    ("wsd(shape='sqrt')", "'sqrt' is not one of linear, cosine, one_minus_sqrt, exponential"),
    ("wsd(shape=['linear'])", "['linear'] is not one of linear"),
    ("wsd(start=-1)", "start: -1 is out of range"),
    ("wsd(cooldown=-5)", "cooldown: -5 is negative"),
    ("knee(hold='half')", "hold: half is not a duration"),
]

ON_A_RUN = [
    # a schedule, but not on this run
    ("wsd(warmup='60%', cooldown='60%')", Run(epochs=100), "cooldown", "120 epochs do not fit in a length of 100"),
    ("wsd(warmup=30, cooldown=30)", Run(epochs=50), "cooldown", "warmup 30 and cooldown 30: 60 epochs do not fit"),
    ("wsd(cooldown=5, length=4)", Run(epochs=50), "cooldown", "in a length of 4"),
    ("wsd()", Run(epochs=1), "cooldown", "2 epochs do not fit in a length of 1"),
    ("one_cycle(warmup=31)", Run(epochs=30), "warmup", "31 epochs do not fit in a length of 30"),
    ("knee(warmup='60%', hold='50%')", Run(steps=1000), "hold", "1100 steps do not fit in a length of 1000"),
    ("linear(0, 0.1, 40) >> knee(hold=20)", Run(epochs=50), "hold", "20 epochs do not fit in a length of 10"),
    ("noam()", Run(epochs=5), "warmup", "4000st counts steps in a run of epochs: it needs --steps-per-epoch"),
    ("noam(warmup=2)", Run(epochs=5), "every", "1st counts steps in a run of epochs: it needs --steps-per-epoch"),
    ("wsd()", Run(), "warmup", "whose length is not known"),
    ("restarts()", Run(), "period", "whose length is not known"),
    ("inverse()", Run(), "every", "whose length is not known"),
    ("knee(hold=5)", Run(), "length", "the rest of the run, which has no end"),
]


@pytest.mark.parametrize(("text", "told"), BUILT, ids=[row[0] for row in BUILT])
def test_refused_when_built(text, told):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert told in caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize(("text", "run", "field", "told"), ON_A_RUN, ids=[f"{row[0]} {row[1]}" for row in ON_A_RUN])
def test_refused_on_a_run(text, run, field, told):
    schedule = parse(text)
    with pytest.raises(FieldError) as caught:
        schedule.on(run)
    assert told in str(caught.value)
    assert caught.value.field == field
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("htd(0.1, lower=-4)", "tanh(0.1, lower=-4)"),
        ("minus_sqrt(0.3)", "one_minus_sqrt(0.3)"),
        ("sgdr(0.1, period=10)", "restarts(0.1, period=10)"),
        ("clr(0.1)", "triangular(0.1)"),
        ("trapezoid(0.1)", "wsd(0.1)"),
        ("decay(0.1, gamma=0.5)", "step(0.1, rate=0.5)"),
        ("poly(0.1)", "polynomial(0.1)"),
        ("triangular(lr=0.2)", "triangular(high=0.2)"),
        ("wsd(lr=0.2)", "wsd(peak=0.2)"),
        ("restarts(lr=0.2)", "restarts(initial=0.2)"),
        ("triangular(0.1, mode='triangular')", "triangular(0.1)"),
        ("triangular(0.1, mode='triangular2')", "triangular(0.1, mode='halving')"),
        ("triangular(0.1, mode='exp_range', gamma=0.9)", "triangular(0.1, mode='exponential', gamma=0.9)"),
        ("wsd(0.1, shape='1-sqrt')", "wsd(0.1, shape='one_minus_sqrt')"),
        ("wsd(0.1, shape='minus_sqrt')", "wsd(0.1, shape='one_minus_sqrt')"),
        ("wsd(0.1, shape=cosine)", "wsd(0.1, shape='cosine')"),
        ("wsd(0.2, final='10%')", "wsd(0.2, final=0.02)"),
        ("triangular(0.2, low='1%')", "triangular(0.2, low=0.002)"),
        ("one_cycle(0.1, start_factor=1/25)", "one_cycle(0.1)"),
    ],
)
def test_names_for_the_same(one, other):
    assert parse(one) == parse(other)
    assert repr(parse(one)) == repr(parse(other))
