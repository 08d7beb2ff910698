"""Arcs of cycles that are not all of one whole length: what they tell is what all rows tell."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit import even_cycles, triangles
from lrcli.schedules import arcs, phased, slots, uneven

CYCLES = [
    "timm.CosineLRScheduler(lr=0.1, t_initial=10, cycle_mul=1.0001, cycle_limit=100000)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=15, cycle_mul=0.9999, cycle_limit=2500, warmup_t=33, lr_min=0.01)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=3.7, cycle_limit=5000, cycle_decay=0.9999, warmup_t=3.3, warmup_prefix=True)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=0.37, cycle_mul=1.0001, cycle_limit=40000)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=10, cycle_mul=1.000000001, cycle_limit=2000, cycle_decay=0.9999, power=2)",
    "fairseq.cosine(lr=0.1, t_mult=1.0001, lr_period_updates=10, warmup_updates=10)",
    "fairseq.cosine(lr=0.1, t_mult=0.9999, lr_period_updates=5, warmup_updates=10, lr_shrink=1)",
    "fairseq.cosine(lr=0.1, lr_period_updates=10.3, warmup_updates=10.7, min_lr=0.01, lr_shrink=0.9999)",
    "fairseq.cosine(lr=0.1, lr_period_updates=0.3, warmup_updates=10.7, lr_shrink=1)",
    "stepped(restarts(0.1, period=10.1234567), 3)",
    "stepped(restarts(0.1, period=10007)[5:], 8)",
    "stepped(restarts(0.1, period=10.7), 7)",
    "restarts(0.1, 0.01, period=100.333, decay=0.99)",
    "restarts(0.1, period=7.7777777, decay=0.5)",
    "triangular(0.1, 0.01, 2.77777, mode='halving')",
    "triangular(0.1, 0.01, 2.77777, mode='exponential', gamma=0.95)",
    "fairseq.cosine(lr=0.1, lr_period_updates=7.7, warmup_updates=10, min_lr=0.01, lr_shrink=0.5)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=7.7, cycle_limit=5000, cycle_decay=0.5)",
    "torch.CyclicLR(lr=0.1, base_lr=0.01, max_lr=0.1, step_size_up=3.85, mode='exp_range', gamma=0.95)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=7, cycle_limit=3000, warmup_t=25000)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=7, cycle_limit=100000, warmup_t=29.7, warmup_prefix=True)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=7.25, cycle_limit=3000, warmup_t=29, warmup_prefix=True, lr_min=0.01)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=1, cycle_limit=3000, cycle_decay=0.9)",
    "fairseq.cosine(lr=0.1, lr_period_updates=7, warmup_updates=10.7, min_lr=0.01, lr_shrink=1)",
    "fairseq.cosine(lr=0.1, lr_period_updates=7.75, warmup_updates=10, lr_shrink=1.001)",
    "fairseq.cosine(lr=0.1, lr_period_updates=7, warmup_updates=40000)",
    "repeat(cosine(0.1)[:90] >> stepped(restarts(0.1, period=39), 4)[:300])",
    "darknet.get_current_rate(learning_rate=0.1, policy='step', step=7, scale=0.999, burn_in=100)",
    "transformers.cosine_with_restarts(lr=0.1, num_warmup_steps=10, num_training_steps=29000, num_cycles=2000)",
    "linear(0, 0.1, 777) >> stepped(triangular(0.1, 0.01, 10.7777, 33.33333), 7)",
]


LONG = [
    "torch.CyclicLR(lr=0.1, base_lr=0.001, max_lr=0.1, step_size_up=77.7)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=100, cycle_mul=1.0001, cycle_limit=1000000)",
    "fairseq.cosine(lr=0.1, t_mult=1.0001, lr_period_updates=100, warmup_updates=10)",
    "stepped(restarts(0.1, period=100), 8)",
    "stepped(restarts(0.1, period=100.5), 10)",
    "stepped(restarts(0.1, period=10007), 8)",
    "restarts(0.1, 0.01, period=1000.333, decay=0.9999)",
    "restarts(0.1, 0.01, period=77.7777777, decay=0.9)",
    "triangular(0.1, 0.01, 77.7777777, mode='halving')",
    "triangular(0.1, 0.01, 77.7777777, mode='exponential', gamma=0.99999)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=77.7, cycle_limit=100000000)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=100.1234567, cycle_limit=100000000)",
    "timm.PolyLRScheduler(lr=0.1, t_initial=1000.1234567, cycle_limit=100000000)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=100.123, cycle_limit=100000000, lr_min=0.01)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=77.7, cycle_limit=100000000, lr_min=1e-5, cycle_decay=0.99999)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=100.1234567, cycle_limit=100000000, lr_min=0.001, cycle_decay=0.5)",
    "fairseq.cosine(lr=0.1, lr_period_updates=77.7, lr_shrink=0.99999, warmup_updates=1000)",
    "fairseq.cosine(lr=0.1, lr_period_updates=100.12345, lr_shrink=1, warmup_updates=10.7)",
    "stepped(restarts(0.1, period=100.1234567), 10)",
    "stepped(triangular(0.1, 0.01, 1234.1234567), 77)",
    "stepped(restarts(0.1, period=10000.1234567), 10)",
    "stepped(restarts(0.1, period=100000.3), 10)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=77.7, cycle_limit=1000000, lr_min=0.01, cycle_decay=0.9)",
    "fairseq.cosine(lr=0.1, lr_period_updates=77.7, lr_shrink=1, warmup_updates=1000)",
    "fairseq.cosine(lr=0.1, lr_period_updates=77.7, warmup_updates=1000)",
    "torch.CyclicLR(lr=0.1, base_lr=0.01, max_lr=0.1, step_size_up=77.7, mode='exp_range', gamma=0.9999999)",
    "darknet.get_current_rate(learning_rate=0.1, policy='step', step=9999, scale=0.999)",
    "transformers.cosine(lr=0.1, num_warmup_steps=20, num_training_steps=1e9, num_cycles=20000.1234567)",
    "transformers.cosine_with_restarts(lr=0.1, num_warmup_steps=20, num_training_steps=1e9, num_cycles=30000)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.001)",
    "2 * keras.CosineDecayRestarts(0.1, first_decay_steps=123.4, t_mul=1.0001, m_mul=0.9999)",
    "linear(0, 0.1, 100) >> keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.0, m_mul=0.99999)[50:]",
]
"""Schedules of 10^9 steps that are told out of their arcs, their sums as well."""


@pytest.mark.parametrize("text", sample("cycles", CYCLES), ids=lambda text: text[:80])
def test_what_cycles_tell_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert assert_seen_as_walked(monkeypatch, curves)


def torch_cyclic(down, **settings):
    return parse("torch.CyclicLR(lr=0.1, base_lr=0.001, max_lr=0.1, step_size_up=7.7)").replace(
        step_size_down=down, **settings
    )


TOGETHER = [
    *(torch_cyclic(down) for down in (7.7, 3.35, 0.5, 1.0)),
    *(torch_cyclic(down, mode="exp_range", gamma=gamma) for down in (7.7, 0.5) for gamma in (0.99, 0.99999, 1.00001)),
    *map(
        parse,
        [
            "timm.CosineLRScheduler(lr=0.1, t_initial=7.7, cycle_limit=100000)",
            "timm.CosineLRScheduler(lr=0.1, t_initial=2.03, cycle_limit=40000, lr_min=0.01, warmup_t=150)",
            "timm.CosineLRScheduler(lr=0.1, t_initial=7.3, cycle_limit=10000, warmup_t=33, warmup_prefix=True, lr_min=0.01)",
            "timm.CosineLRScheduler(lr=0.1, t_initial=0.7, cycle_limit=100003, cycle_decay=0.9999, lr_min=0.01)",
            "timm.PolyLRScheduler(lr=0.1, t_initial=7.3, cycle_limit=100003, power=3, k_decay=0.5, warmup_t=8)",
            "timm.CosineLRScheduler(lr=0.1, t_initial=7.7, cycle_limit=100003, cycle_decay=0.99, lr_min=0.01)",
            "timm.TanhLRScheduler(lr=0.1, t_initial=7.7, cycle_limit=100003, cycle_decay=0.9, lr_min=0.01)",
            "timm.TanhLRScheduler(lr=0.1, t_initial=11.11, cycle_limit=10000)",
            "timm.PolyLRScheduler(lr=0.1, t_initial=1.7, cycle_limit=100003, power=2)",
            "timm.PolyLRScheduler(lr=0.1, t_initial=7.1, cycle_limit=100003, power=2, k_decay=3)",
            "fairseq.cosine(lr=0.1, lr_period_updates=7.7, lr_shrink=1)",
            "fairseq.cosine(lr=0.1, lr_period_updates=7.3, lr_shrink=1, min_lr=0.01, warmup_updates=150)",
            "fairseq.cosine(lr=0.1, lr_period_updates=0.7, lr_shrink=1, warmup_updates=15)",
        ],
    ),
]


@pytest.mark.parametrize("schedule", TOGETHER, ids=str)
def test_cycles_that_come_to_a_whole_number_of_ticks_together(monkeypatch, schedule):
    for name, most in (("MOST_TURNS", 10), ("MOST_ARCS", 10), ("FEW_TOGETHER", 0)):
        monkeypatch.setattr(even_cycles, name, most)
    monkeypatch.setattr(triangles, "MOST_TURNS", 10)
    monkeypatch.setattr(phased, "MOST_IN_ALL", 0)
    curves = Curves([("", schedule)], Run(steps=60_003))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert any(arc.period and arc.noise for arc in curves.curves[0].arcs(curves.ends[0]))
    assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-10)


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:80])
def test_long_runs_are_not_walked(text):
    curves = Curves([("", parse(text))], Run(steps=10**9))
    assert total(closed(curves.columns[0], 10**9)) > 0


@pytest.mark.parametrize(
    "text",
    [
        "torch.CosineAnnealingLR(lr=0.1, T_max=7)[:900] >> triangular(0.3, 0, 9)[:600] >> restarts(0.2, period=11)",
        "restarts(0.1, period=100)[:4000] >> torch.CosineAnnealingLR(lr=0.1, T_max=20.3)[:5000] >> linear(final=0)",
        "warmup(step(0.1, every=90, rate=0.9)[:3000] >> cosine(0.1, length=1000)[:2000] >> restarts(0.2, period=70), 500)",
    ],
    ids=lambda text: text[:40],
)
def test_what_comes_after_very_many_arcs_is_told(monkeypatch, text):
    monkeypatch.setattr(slots, "MOST_OF_PIECES", 10)
    curves = Curves([("", parse(text))], Run(steps=20_011))
    assert all(arc.known for arc in curves.curves[0].arcs(20_011))
    assert_arcs(curves.curves[0], 20_011)
    assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-10)


@pytest.mark.parametrize(
    "text",
    [
        "repeat(keras.PolynomialDecay(0.1, 7, 0.001, power=0.5, cycle=True)[:100])",
        "repeat(linear(0, 0.1, 12) >> repeat(wsd(0.1)[:41.2])[:700], 20)",
        "repeat(stepped(restarts(0.1, 0.01, 7.1234567, decay=0.99), 3)[:100] >> step(0.1, every=5)[:33.3])",
        "repeat(formula('0.1 * (2 + cos(t * t))')[:90])[7:]",
        "repeat(keras.CosineDecayRestarts(0.1, 10, t_mul=1.0, m_mul=0.9)[:200], 40) >> cosine(0.1)",
    ],
    ids=lambda text: text[:40],
)
def test_rounds_turn_where_their_rates_do(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=20_011))
    monkeypatch.setattr(arcs, "MOST_ARCS", 100)
    told = curves.curves[0].arcs(20_011)
    assert all(arc.known and not arc.noise for arc in told)
    assert any(arc.period for arc in told)
    assert_arcs(curves.curves[0], 20_011)
    assert assert_seen_as_walked(monkeypatch, curves)


def test_rounds_of_rounds_tell_the_first_of_their_joints_and_phases():
    few, many = (
        parse("repeat(repeat(cosine(0.1)[:10], 10) >> repeat(linear(0.1)[:3], 30))").on(Run(steps=steps))
        for steps in (5000, 10**9)
    )
    phases, joints = few.phases(5000), few.joints(5000)
    assert many.phases(10**9)[:900] == phases[:900]
    assert many.joints(10**9)[:900] == joints[:900]
    assert len(many.joints(10**9)) < 1100


def test_uneven_cycles_within_epochs(monkeypatch):
    for text in ("restarts(0.1, period=3.1234567)", "triangular(0.1, 0.01, 3.1234567, 4)"):
        run = Run(epochs=10_000, steps_per_epoch=3, update="epoch")
        assert assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], run))


def test_too_many_cycles_are_not_told(monkeypatch):
    monkeypatch.setattr(uneven, "MOST_TURNS", 1000)
    for text in ("stepped(restarts(0.1, period=10.1234567), 3)", "restarts(0.1, period=3.1234567)"):
        run = Run(epochs=10_000, steps_per_epoch=3, update="epoch")
        placed = parse(text).on(run)
        assert not any(arc.known for arc in placed.arcs(30_000))


PASSED = [
    "stepped(restarts(0.1, 0.01, period=100.31234), 7)",
    "stepped(restarts(0.1, 0, period=33.71234), 100)",
    "stepped(triangular(0.1, 0, up=50.71234, down=9.37), 12)[7:20000]",
    "linear(0, 0.1, 103) >> stepped(stepped(triangular(0.1, 0, up=27.1234567), 3)[33:], 5)",
]


@pytest.mark.parametrize("text", PASSED)
def test_uneven_cycles_that_are_passed_fast(monkeypatch, text):
    monkeypatch.setattr(uneven, "FEW_TURNS", 10)
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert any(isinstance(arc.rule, uneven.Passed) for arc in curves.curves[0].arcs(curves.ends[0]))
    assert assert_seen_as_walked(monkeypatch, curves)
