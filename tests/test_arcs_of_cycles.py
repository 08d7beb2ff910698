"""Arcs of cycles that are not all of one whole length: what they tell is what all rows tell."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
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
    "linear(0, 0.1, 777) >> stepped(triangular(0.1, 0.01, 10.7777, 33.33333), 7)",
]


@pytest.mark.parametrize("text", sample("cycles", CYCLES), ids=lambda text: text[:80])
def test_what_cycles_tell_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert assert_seen_as_walked(monkeypatch, curves)


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
