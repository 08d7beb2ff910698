"""Arcs of cycles that are not all of one whole length: what they tell is what all rows tell."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit import triangles
from lrcli.schedules import arcs

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
    "stepped(restarts(0.1, period=10007), 8)",
    "restarts(0.1, 0.01, period=1000.333, decay=0.9999)",
    "darknet.get_current_rate(learning_rate=0.1, policy='step', step=9999, scale=0.999)",
    "transformers.cosine(lr=0.1, num_warmup_steps=20, num_training_steps=1e9, num_cycles=20000.1234567)",
    "transformers.cosine_with_restarts(lr=0.1, num_warmup_steps=20, num_training_steps=1e9, num_cycles=30000)",
]
"""Schedules of 10^9 steps that are told out of their arcs, their sums as well."""


@pytest.mark.parametrize("text", sample("cycles", CYCLES), ids=lambda text: text[:80])
def test_what_cycles_tell_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("down", [7.7, 3.35, 0.5, 1.0])
@pytest.mark.parametrize("mode", ["triangular", "triangular2"])
def test_cycles_that_come_to_a_whole_number_of_ticks_together(monkeypatch, down, mode):
    monkeypatch.setattr(triangles, "MOST_TURNS", 10)
    text = f"torch.CyclicLR(lr=0.1, base_lr=0.001, max_lr=0.1, step_size_up=7.7, step_size_down={down}, mode='{mode}')"
    curves = Curves([("", parse(text))], Run(steps=100_003))
    assert_arcs(curves.curves[0], curves.rows)
    assert curves.curves[0].arcs(curves.rows)[-1].period
    if mode == "triangular":
        assert assert_seen_as_walked(monkeypatch, curves, drawn=1e-10)


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:80])
def test_long_runs_are_not_walked(text):
    curves = Curves([("", parse(text))], Run(steps=10**9))
    assert total(closed(curves.columns[0], 10**9)) > 0


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
    monkeypatch.setattr(arcs, "MOST_TURNS", 1000)
    for text in ("stepped(restarts(0.1, period=10.1234567), 3)", "restarts(0.1, period=3.1234567)"):
        run = Run(epochs=10_000, steps_per_epoch=3, update="epoch")
        placed = parse(text).on(run)
        assert not any(arc.known for arc in placed.arcs(30_000))
