"""Cycles that come to no whole number of ticks: their phases tell what all rows tell."""

from itertools import islice

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_rows_told, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis import closed as module
from lrcli.analysis import phase_sums
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.analysis.positive import least_positives
from lrcli.frameworks._kit import even_cycles, triangles
from lrcli.language.turns import formula_arcs
from lrcli.schedules import uneven
from lrcli.schedules.phased import MODULUS, Phased, beyond
from lrcli.schedules.remainders import widest_gap

ROWS = 60_013
WAVES = [
    'formula("0.1*(1+cos(t/10))")',
    'formula("0.1*abs(sin(t/100))")',
    'formula("max(0.1*(1+cos(t/7)), 0.05)")',
    'formula("min(0.1, 0.05*(1+cos(t/3)))")',
    'formula("0.1*exp(sin(t*0.3)*3)")',
    'formula("0.1*(1+0.5*sin(t))")',
    'formula("0.1*(2+cos(t*2.5)**3)")',
    'formula("0.1/(1.1+cos(2*t+1))")',
    'floor(formula("0.1*(1+cos(t/10))"), 0.01)',
    '0.5 * formula("0.1*(1+cos(t/10))")',
    'linear(0, 0.1, 1000) >> formula("0.1*(1+cos(t/10))")',
    'formula("0.1*(1+cos(t/10))")[777:]',
    "torch.CyclicLR(lr=0.1, base_lr=0.01, max_lr=0.1, step_size_up=3.8777777)",
    "torch.CyclicLR(lr=0.1, base_lr=0, max_lr=0.1, step_size_up=2.1234567, step_size_down=9.7)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=10.1237731, cycle_limit=100000000)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=0.4237731, cycle_limit=100000000, lr_min=0.003)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=10.12377, cycle_limit=100000000, lr_min=0.001)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=17.123, cycle_limit=100000000, warmup_t=33.5, warmup_prefix=True)",
    "fairseq.cosine(lr=0.1, lr_period_updates=12.1234567, lr_shrink=1, warmup_updates=10.7, min_lr=0.002)",
    "stepped(restarts(0.1, 0.001, 33.7237731)[33:], 7)",
    "stepped(restarts(0.1, 0, 8.397165), 3)",
    "stepped(triangular(0.1, 0, 17.7277731, 5.5), 4)",
]


@pytest.fixture
def few(monkeypatch):
    """As if a curve had too many turns to be told one by one."""
    monkeypatch.setattr(formula_arcs, "MOST_TURNS", 10)
    monkeypatch.setattr(triangles, "MOST_TURNS", 10)
    monkeypatch.setattr(even_cycles, "MOST_ARCS", 10)
    monkeypatch.setattr(uneven, "MOST_TURNS", 10)


@pytest.mark.parametrize("text", sample("phased", WAVES), ids=lambda text: text[:80])
def test_phases_tell_what_all_rows_tell(few, monkeypatch, text):
    assert_rows_told(monkeypatch, Curves([("", parse(text))], Run(steps=ROWS)), ROWS)


@pytest.mark.parametrize("text", WAVES, ids=lambda text: text[:80])
def test_sums_have_eight_digits(few, monkeypatch, text):
    monkeypatch.setattr(phase_sums, "MOST_ROWS", 2**20)
    curves = Curves([("", parse(text))], Run(steps=6_000_017))
    whole = float(curves.columns[0].gapped(np.arange(6_000_017)).sum())
    assert total(closed_of(curves)) == pytest.approx(whole, rel=3e-8)


@pytest.mark.parametrize("text", [text for text in WAVES if "floor" not in text], ids=lambda text: text[:80])
def test_the_lowest_rate_above_0(few, text):
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    rates = curves.columns[0].gapped(np.arange(ROWS))
    stretch = (np.array([tick]) for tick in (0, ROWS))
    assert least_positives(closed_of(curves), *stretch, np.array([True])) == [rates[rates > 0].min()]


def closed_of(curves):
    """The curve out of its arcs, however short it is."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "WALKED", 0)
        return closed(curves.columns[0], curves.rows)


@pytest.mark.parametrize("text", WAVES[:12], ids=lambda text: text[:80])
def test_long_runs_are_not_walked(text):
    curves = Curves([("", parse(text))], Run(steps=10**9))
    curve = closed(curves.columns[0], 10**9)
    assert isinstance(curve.arcs[-1].rule, Phased)
    assert total(curve) > 0


def test_the_ticks_next_to_a_turn_are_those_of_all():
    random = np.random.default_rng(0)
    for far in (1, MODULUS // 1000, MODULUS // 10):
        step, first, *turns = (int(each) for each in random.integers(0, MODULUS, 5))
        rule = Phased(step, first, tuple(sorted(turns)), 0)
        begins = random.integers(0, 5000, 8)
        ends = begins + random.integers(1, 900, 8)
        numbers, ticks = rule.beside(begins, ends, far)
        for number, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
            expected = set()
            for turn in turns:
                for way in (1, -1):
                    apart = [way * (first + tick * step - turn) % MODULUS for tick in range(begin, end)]
                    expected |= {begin + i for i, each in enumerate(apart) if each <= min(apart) + far}
            assert set(ticks[numbers == number].tolist()) == expected


def test_the_tick_with_the_phase_of_another():
    rule = Phased(int(0.618 * MODULUS), 5, (0,), 0)
    phases = rule.phases(np.arange(1000))
    apart = np.minimum(
        (phases - rule.phases(np.array([12345]))) % MODULUS, (rule.phases(np.array([12345])) - phases) % MODULUS
    )
    assert rule.nearest(rule.phases(np.array([12345])), 100, 1000) == 100 + int(np.argmin(apart[100:]))


@pytest.mark.parametrize(("step", "ticks"), [(1 / np.pi, [1, 3, 22, 333, 355]), (0.25, [1, 4]), (0.3, [1, 3, 7, 10])])
def test_ticks_after_which_a_phase_nearly_returns(step, ticks):
    returns = list(islice(Phased(int(step * MODULUS), 0, (0,), 0).returns(), len(ticks)))
    assert [each for each, _ in returns] == ticks
    assert [apart / MODULUS for _, apart in returns] == pytest.approx(
        [abs(each * step - round(each * step)) for each in ticks], abs=1e-12
    )


PERIODS = [
    'formula("0.1*(1+cos(2*pi*t/100))")',
    'formula("0.1*(1+cos(2*pi*t/20))")',
    'formula("0.1*(1+sin(2*pi*t/77.7))")',
    'formula("0.1*(1+cos(2*pi*t/100+1))")',
    'formula("0.1*abs(cos(pi*t/7))")',
    'formula("exp(3*sin(2*pi*t/33.3+5))")',
    'formula("max(0.1*(1+cos(2*pi*t/10.5)), 0.05)")',
]


@pytest.mark.parametrize("text", PERIODS, ids=lambda text: text[:80])
def test_phases_that_come_again_are_periods(few, monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=120_017))
    assert_arcs(curves.curves[0], curves.rows)
    assert any(arc.period for arc in curves.curves[0].arcs(curves.rows))
    assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-9)


def test_the_widest_gap_between_phases():
    random = np.random.default_rng(0)
    for near in (0, 1e-3, 1e-6):
        for ticks in random.integers(1, 3000, 20).tolist():
            step = int(MODULUS * (random.random() if not near else 1 / (random.integers(2, 40) + near)))
            rule = Phased(step, 0, (0,), 0)
            phases = np.sort(rule.phases(np.arange(ticks)))
            widest = int(np.diff(np.append(phases, phases[0] + MODULUS)).max())
            assert widest <= widest_gap(ticks, step, MODULUS) <= 2 * widest


def test_how_far_ticks_are_beyond_a_phase():
    rule = Phased(int(0.618 * MODULUS), 5, (0,), 0)
    shares = (rule.phases(np.arange(7, 1000)) - MODULUS // 3) % MODULUS / MODULUS
    parts = [(shares[:400] - 0.5).sum(), (shares[400:] - 0.5).sum()]
    assert beyond(rule, MODULUS // 3, 7, np.array([407, 1000])) == pytest.approx(parts, rel=1e-9)


def test_phases_that_nearly_come_again_are_not_told_one_after_another(few):
    """Very many ticks have nearly the same phase next to a turn: to look at every tick is quicker."""
    curves = Curves([("", parse('formula("0.1*(1+cos(2*pi*t/20.00000000001))")'))], Run(steps=10**8))
    assert closed(curves.columns[0], 10**8) is None


def test_what_goes_on_from_a_later_tick():
    rule = Phased(MODULUS // 7 + 3, 5, (0,), 0)
    ticks = np.arange(100)
    assert (rule.later(31).phases(ticks) == rule.phases(ticks + 31)).all()
