"""Cycles that fall or rise from one to the next and come to no whole number of ticks: a few ticks tell of all."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_rows_told, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis import added, fading_sums, uneven_sums
from lrcli.analysis import closed as module
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.analysis.panels import sum_of_many
from lrcli.frameworks._kit import even_cycles
from lrcli.frameworks._kit.even_cycles import same_times
from lrcli.language.turns import formula_arcs, waves
from lrcli.schedules import arcs, phased, uneven
from lrcli.schedules.arcs import FALLS
from lrcli.schedules.fading import Fading, about_top
from lrcli.schedules.families import cyclic
from lrcli.schedules.remainders import least
from lrcli.schedules.uneven import Uneven

ROWS, MANY = 60_013, 6_000_017
FADING = [
    "timm.CosineLRScheduler(lr=0.1, t_initial=10.1237731, cycle_limit=100000000, cycle_decay=0.9999)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=10.1237731, cycle_limit=100000000, cycle_decay=0.9996, lr_min=0.01)",
    "timm.CosineLRScheduler(lr=0.01, t_initial=4.6237731, cycle_limit=100000000, cycle_decay=1.00001, lr_min=0.1)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=17.17237, cycle_limit=100000000, cycle_decay=0.99999, lr_min=0.001)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=33.1237731, power=1.5, cycle_limit=100000000, cycle_decay=0.9995)",
    "fairseq.cosine(lr=0.1, lr_period_updates=12.17237, lr_shrink=0.99999, warmup_updates=33.5, min_lr=0.002)",
    "0.5 * timm.PolyLRScheduler(lr=0.1, t_initial=8.61237731, power=1, cycle_limit=100000000, cycle_decay=0.99998)",
    "stepped(fairseq.cosine(lr=0.1, lr_period_updates=12.17237, lr_shrink=0.99999, warmup_updates=10), 2)",
    "linear(0, 0.1, 1000) >> fairseq.cosine(lr=0.1, lr_period_updates=12.17237, lr_shrink=0.9999, warmup_updates=9)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=50.0001, cycle_limit=100000000, cycle_decay=0.9999)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=7.500017, cycle_limit=100000000, cycle_decay=0.9999, lr_min=0.001)",
    'formula("0.1*0.99999**t*(1+cos(t/3))")',
    'formula("0.1*(1-t/20000000)*(2+cos(t/5.3))**3")',
    'formula("0.1*exp(-t/1e6)*abs(sin(t/5))")',
    'formula("0.02*(1+sin(t/10))+0.05/(1+t/1000)")[777:]',
    'floor(formula("0.1*0.99999**t*(1+cos(t/3))"), 0.001)',
]
COMING_AGAIN = [
    'formula("0.1*(1+t/1000000)*(1+0.5*sin(2*pi*t/37))")',
    'formula("0.1*0.99999**t*(2+cos(2*pi*t/43.5))")',
]
"""Waves of which several come to a whole number of ticks."""
TOGETHER = [
    "timm.CosineLRScheduler(lr=0.1, t_initial=22.2, cycle_limit=100000000, cycle_decay=0.999)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=6.9, cycle_limit=100000000, cycle_decay=0.9996, lr_min=0.001)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=3.7, cycle_limit=100000000, cycle_decay=0.999, k_decay=2)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=8.2, cycle_limit=100000000, cycle_decay=0.9995, lr_min=0.001)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=10.01, power=1.5, cycle_limit=100000000, cycle_decay=0.9995)",
    "0.5 * fairseq.cosine(lr=0.1, lr_period_updates=18.7, lr_shrink=0.9999, warmup_updates=33, min_lr=0.002)",
    "stepped(fairseq.cosine(lr=0.1, lr_period_updates=18.71, lr_shrink=0.999, warmup_updates=10), 2)",
    "floor(timm.CosineLRScheduler(lr=0.1, t_initial=22.2, cycle_limit=100000000, cycle_decay=0.9999), 0.01)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=22.2, cycle_limit=100000000, cycle_decay=0.999)[777:]",
    "linear(0, 0.1, 1000) >> timm.TanhLRScheduler(lr=0.1, t_initial=6.9, cycle_limit=100000000, cycle_decay=0.999)",
]
"""Cycles that come to a whole number of ticks, and fall by more than rounding moves a rate until then."""
FAST = [
    'formula("0.1*exp(-t/20000)*(2+cos(t/300))")',
    'formula("0.02*(1+sin(t/433))+0.05*exp(-t/5000)")',
    'formula("0.1*(1+sin(t/150))/sqrt(1+t)")',
]
"""Within a cycle what falls may take a rate farther than the wave does next to a turn."""
UNEVEN = [
    "restarts(0.1, 0, 10.1234567, decay=0.99999)",
    "restarts(0.1, 0.02, 7.777, decay=0.9993)",
    "restarts(0.01, 0.1, 33.1234567, decay=0.9999)",
    "triangular(0.1, 0.001, 7.7777777, mode=exponential, gamma=0.9999999)",
    "triangular(0.1, 0, 4.1, 11.37, mode=exponential, gamma=0.999999)",
    "0.5 * restarts(0.1, 0, 10.1234567, decay=0.99999)[555:]",
    "linear(0, 0.1, 1000) >> restarts(0.1, 0.001, 12.34567, decay=0.9999)",
    "floor(restarts(0.1, 0, 10.1234567, decay=0.99999), 0.01)",
]


@pytest.fixture
def few(monkeypatch):
    """As if a curve had too many turns to be told one by one."""
    for each, name in [
        (formula_arcs, "MOST_TURNS"),
        (waves, "FEW"),
        (even_cycles, "MOST_ARCS"),
        (even_cycles, "MOST_TURNS"),
        (even_cycles, "FEW_FADING"),
        (cyclic, "FEW_FALLING"),
        (uneven, "MOST_TURNS"),
    ]:
        monkeypatch.setattr(each, name, 10)


@pytest.mark.parametrize("text", sample("fading", FADING + COMING_AGAIN + FAST + UNEVEN), ids=lambda text: text[:80])
def test_a_few_ticks_tell_what_all_rows_tell(few, monkeypatch, text):
    assert_rows_told(monkeypatch, Curves([("", parse(text))], Run(steps=ROWS)), ROWS)


@pytest.fixture
def together(few, monkeypatch):
    """As if cycles that come to a whole number of ticks were too many to be told one by one."""
    monkeypatch.setattr(even_cycles, "FEW_FADING", math.inf)
    monkeypatch.setattr(arcs, "MOST_ARCS", 100)


@pytest.mark.parametrize("most", [0, 250])
@pytest.mark.parametrize("text", TOGETHER)
def test_what_falls_more_than_rounding_moves_it_is_not_noise(together, monkeypatch, text, most):
    monkeypatch.setattr(even_cycles, "FEW_TURNS", most)
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    assert any(arc.form == FALLS for arc in curves.curves[0].arcs(ROWS))
    assert_rows_told(monkeypatch, curves, ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "timm.TanhLRScheduler(lr=0.1, t_initial=8.2, cycle_limit=100000000, cycle_decay=0.999, lr_min=0.001)",
        "timm.TanhLRScheduler(lr=0.1, t_initial=18.7, cycle_limit=100000000, cycle_decay=0.99999999)",
        "timm.PolyLRScheduler(lr=0.1, t_initial=7.04, power=2, cycle_limit=100000000, cycle_decay=0.9, lr_min=0.001)",
        "timm.CosineLRScheduler(lr=0.1, t_initial=6.9, cycle_limit=100000000, cycle_decay=0.9, lr_min=0.001)",
        "fairseq.cosine(lr=0.1, lr_period_updates=9.7, lr_shrink=1.00001, warmup_updates=100)",
        "fairseq.cosine(lr=0.1, lr_period_updates=7.3, lr_shrink=1, warmup_updates=150, min_lr=0.01)",
        "timm.PolyLRScheduler(lr=0.1, t_initial=7.1, power=2, cycle_limit=100003, k_decay=3)",
        "timm.TanhLRScheduler(lr=0.1, t_initial=11.12, cycle_limit=100003)",
    ],
)
def test_few_cycles_that_come_to_a_whole_number_of_ticks_are_cut_where_rounding_changes(together, monkeypatch, text):
    monkeypatch.setattr(phased, "MOST_IN_ALL", 0)
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    periods = [arc for arc in curves.curves[0].arcs(ROWS) if arc.period]
    assert periods
    assert all(arc.form == FALLS or not arc.noise for arc in periods)
    assert_rows_told(monkeypatch, curves, ROWS)


@pytest.fixture
def nearly(together, monkeypatch):
    """As if cycles that nearly come to a whole number of ticks were too many to be told by their phases."""
    for each, name, value in ((phased, "MOST_IN_ALL", 0), (arcs, "MOST_ARCS", 10)):
        monkeypatch.setattr(each, name, value)


@pytest.mark.parametrize(
    "text",
    [
        "timm.CosineLRScheduler(lr=0.1, t_initial=33.3333333333, cycle_limit=100000000, cycle_decay=0.9999)",
        "timm.CosineLRScheduler(lr=0.1, t_initial=14.28571428571, cycle_limit=100000000, cycle_decay=0.9999)",
        "timm.TanhLRScheduler(lr=0.1, t_initial=33.3333333334, cycle_limit=100000000, cycle_decay=0.9999)",
        "timm.PolyLRScheduler(lr=0.1, t_initial=66.6666666666, power=1.5, cycle_limit=100000000, cycle_decay=0.999)",
        "fairseq.cosine(lr=0.1, lr_period_updates=19.9999999999, lr_shrink=0.999, min_lr=0.01)",
    ],
)
def test_cycles_that_nearly_come_to_a_whole_number_of_ticks_fall_too(nearly, monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    assert any(arc.form == FALLS for arc in curves.curves[0].arcs(ROWS))
    assert_rows_told(monkeypatch, curves, ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "timm.CosineLRScheduler(lr=0.1, t_initial=33.3333333334, cycle_limit=100000000, cycle_decay=0.9999)",
        "timm.CosineLRScheduler(lr=0.1, t_initial=33.3333333333, cycle_limit=100000000)",
        "timm.PolyLRScheduler(lr=0.1, t_initial=33.3333333334, power=1, cycle_limit=100000000, cycle_decay=0.999)",
        "timm.CosineLRScheduler(lr=0.1, t_initial=33.3333333334, cycle_limit=100000000, cycle_decay=0.99, lr_min=0.01)",
    ],
)
def test_they_drift_by_little_where_they_do_not_fall(nearly, monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    assert any(arc.noise and not arc.form for arc in curves.curves[0].arcs(ROWS))
    assert_arcs(curves.curves[0], ROWS)
    assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-9, near=5e-8)


@pytest.mark.parametrize("length", [8.2, 18.7, 7.04])
@pytest.mark.parametrize("begin", [2**24 - 999, 3 * 10**8, 10**9 - 10**6])
def test_a_tick_of_them_is_rounded_to_the_same_time_up_to_where_it_is_told(length, begin):
    size, many = Fraction(str(length)).as_integer_ratio()
    low, high = begin // size, (begin + 10**6) // size
    for first, last in pairwise([*same_times(length, size, many, low, high), high]):
        t = np.arange(float(first * size), float(last * size))
        times = (t - length * (t // length)).reshape(-1, size)
        assert (times == times[0]).all()


@pytest.mark.parametrize("text", TOGETHER)
def test_their_sums_have_eight_digits(together, text):
    curves = Curves([("", parse(text))], Run(steps=MANY // 3))
    curve = closed(curves.columns[0], MANY // 3)
    assert any(arc.form == FALLS for arc in curve.arcs)
    assert total(curve) == pytest.approx(float(curve.rates(np.arange(curve.rows)).sum()), rel=6e-8)


@pytest.mark.parametrize("text", sample("faded", FADING[:-1] + UNEVEN[:-1]), ids=lambda text: text[:80])
def test_sums_have_eight_digits(few, monkeypatch, text):
    monkeypatch.setattr(uneven_sums, "ONE_BY_ONE", 2**15)
    for each in (added, fading_sums):
        monkeypatch.setattr(each, "MOST_ROWS", 2**20)
    curves = Curves([("", parse(text))], Run(steps=MANY))
    curve = closed(curves.columns[0], MANY)
    assert any(isinstance(arc.rule, Fading | Uneven) for arc in curve.arcs)
    whole = sum(float(curve.rates(np.arange(*part)).sum()) for part in module.blocks(0, MANY))
    assert total(curve) == pytest.approx(whole, rel=6e-8)


@pytest.mark.parametrize(
    "text",
    [
        '0.5 * floor(formula("0.1*0.9999999**t*(1+cos(t/3))"), 0.05)',
        'formula("max(0.1*0.9999999**t*(1+cos(t/3)), 0.05)")',
    ],
)
def test_rates_that_are_no_line_of_what_they_should_follow_have_no_such_sum(few, monkeypatch, text):
    for each in (added, fading_sums):
        monkeypatch.setattr(each, "MOST_ROWS", 2**20)
    curves = Curves([("", parse(text))], Run(steps=MANY))
    assert total(closed(curves.columns[0], MANY)) is None


@pytest.mark.parametrize(
    "text", [FADING[0].replace("0.9999", "0.9999999"), 'formula("0.1*0.99999999**t*(1+cos(t/3))")', UNEVEN[0]]
)
def test_long_runs_are_not_walked(text):
    curves = Curves([("", parse(text))], Run(steps=10**9))
    curve = closed(curves.columns[0], 10**9)
    assert isinstance(curve.arcs[0].rule or curve.arcs[1].rule, Fading | Uneven)
    assert total(curve) > 0


@pytest.mark.parametrize("text", ["0.1*exp(-t/1e4)*(1+cos(t/3))", "0.1*(1+1/(1+t*t))*(1+cos(t/3))"])
def test_what_no_longer_falls(few, monkeypatch, text):
    """What is 0 from some tick on, or as good as a number: the sum is that of all rates, or there is none."""
    for each in (added, fading_sums):
        monkeypatch.setattr(each, "MOST_ROWS", 2**20)
    curves = Curves([("", parse(f'formula("{text}")'))], Run(steps=MANY))
    if curve := closed(curves.columns[0], MANY):
        whole = float(curve.rates(np.arange(MANY)).sum())
        assert total(curve) in (None, pytest.approx(whole, rel=6e-8))


@pytest.mark.parametrize(("length", "decay"), [(22.2, 0.9998), (18.71, 0.99998), (72.688, 0.99998), (50.0001, 0.9999)])
def test_cycles_that_come_to_about_a_whole_number_of_ticks_are_not_walked(length, decay):
    text = f"timm.CosineLRScheduler(lr=0.1, t_initial={length}, cycle_limit=100000000, cycle_decay={decay})"
    curve = closed(Curves([("", parse(text))], Run(steps=10**9)).columns[0], 10**9)
    assert total(curve) == pytest.approx(0.05 * length / (1 - decay), rel=1e-2)


def test_runs_are_the_numbers_that_are_lower_than_all_before_them():
    random = np.random.default_rng(0)
    for modulus in (*random.integers(2, 5000, 100).tolist(), 2**20, 10**6 + 3):
        step, firsts = int(random.integers(0, modulus)), random.integers(0, modulus, 5)
        counts, runs = random.integers(1, 600, 5), []
        least(firsts, counts, step, modulus, runs)
        for row, (first, count) in enumerate(zip(firsts.tolist(), counts.tolist(), strict=True)):
            numbers = (first + step * np.arange(count)) % modulus
            lower = np.flatnonzero(np.diff(np.minimum.accumulate(numbers), prepend=modulus) < 0)
            found = {0}
            for run in runs:
                for place, gap, times in zip(*(each[run.rows == row] for each in run[1:]), strict=True):
                    found |= {int(place + gap * number) for number in range(times + 1)}
            assert sorted(found) == lower.tolist()


def test_the_top_of_rows_that_turn_once():
    tops, lasts = np.array([0, 3, 70, 4000, 9999]), np.array([50, 9, 70, 10_000, 10_000])
    low, high = about_top(lambda numbers, rows: 1 - ((numbers - tops[rows]) / 1e5) ** 2, lasts)
    assert ((low <= tops) & (tops <= high)).all()
    assert (high - low < 70).all()


def test_rises_and_falls_that_are_as_long_are_not_alike():
    """Some falls are as long as most rises: their sums were taken for those of rises."""
    curves = Curves(
        [("", parse("triangular(0.1,0,53.7942955,52.059278,mode=exponential,gamma=0.9999999)"))], Run(steps=MANY)
    )
    rates = curves.columns[0].gapped(np.arange(MANY))
    turns = Uneven(0, 105.8535735, (0.0, 53.7942955)).turns_between(0, MANY)
    begins = turns[turns < MANY]
    found = sum_of_many(lambda ticks: rates[ticks], begins, np.append(begins[1:], MANY))
    assert found == pytest.approx(rates.sum(), rel=1e-13)
