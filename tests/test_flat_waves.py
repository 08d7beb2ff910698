"""Keras' cosines with restarts: where a wave is so flat that float32 is not seen, and where all steps have it."""

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.frameworks._kit.float32 import compiled
from lrcli.frameworks.keras import arcs as module
from lrcli.schedules.arcs import BLURRED, LEAPS
from lrcli.schedules.shapes import raised_cosine

SEEN = [
    "keras.CosineDecayRestarts(0.1, first_decay_steps=30, t_mul=1.2, m_mul=0.9, alpha=0.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=30, t_mul=1.1, m_mul=0.5, alpha=0.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.3)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=700.5, t_mul=1.0)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=333, t_mul=1.02, m_mul=1.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=33, t_mul=1.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=7, t_mul=1.002, m_mul=0.99)",
    "linear(0, 0.1, 100) >> keras.CosineDecayRestarts(0.1, first_decay_steps=300, t_mul=1.005)[50:]",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=10000, t_mul=0.9)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=7777.7, t_mul=0.925, alpha=0.1)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=10, t_mul=0.9999, m_mul=0.99, alpha=0.01)",
    "2 * keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=0.99, m_mul=1.01)[777:]",
]
LENGTHS = [
    (1e7, 0.99),
    (123_456, 0.9999),
    (1000, 1.3),
    (20_000, 1.015),
    (1e6, 1.001),
    (123_456, 1.0),
    (2500.5, 1.25),
    (55, 1.01),
]


@pytest.fixture(autouse=True)
def _short_cycles_are_long(monkeypatch):
    monkeypatch.setattr(module, "LONG", 500)


@pytest.mark.parametrize("text", SEEN)
def test_what_is_told_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=100_003))
    assert_arcs(curves.curves[0], curves.rows)
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize(("length", "growth"), LENGTHS)
def test_float32_is_seen_in_no_step_or_in_all(length, growth):
    schedule, random = parse(f"keras.CosineDecayRestarts(1.0, {length}, t_mul={growth})"), np.random.default_rng(0)
    arcs = schedule.on(Run(steps=10**9)).arcs(10**9)
    assert BLURRED in [arc.form for arc in arcs]
    for arc in (arc for arc in arcs if arc.known and not arc.rule and arc.form != BLURRED):
        ends = np.arange(300)
        ticks = np.concatenate([random.integers(arc.begin, arc.end, 2000), arc.begin + ends, arc.end - 1 - ends])
        t = ticks[(ticks >= arc.begin) & (ticks < arc.end)].astype(np.float64)
        n = schedule.counted(t, compiled)
        begin, size = (n, 1.0) if growth == 1 else schedule.cycles(n)
        share = schedule.share(t, n) if arc.form == LEAPS else (t / length - begin) / size
        assert schedule.formula(t).tolist() == raised_cosine(share).tolist()
