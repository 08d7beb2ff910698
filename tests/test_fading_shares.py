"""The shares of a cycle that float32 computes, in cycles that fall or rise: what is told is what all steps have."""

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.frameworks.keras import arcs
from lrcli.frameworks.keras.cosines import CosineDecayRestarts
from lrcli.frameworks.keras.fading_shares import arcs_of_fading

WINDOWS = [(70_000_000, 200_000), (2**24 - 5000, 100_000), (2**25 - 70_000, 150_001), (10**9 - 100_000, 100_000)]


@pytest.mark.parametrize("length", [1000, 100, 41, 7, 64, 3, 123.4, 204.8, 682.6666, 4097, 0.3])
def test_the_lowest_and_the_highest_rate_are_those_of_all_steps(length):
    random = np.random.default_rng(0)
    for begin, count in [*WINDOWS, (int(64 * length) + 2, 60_000)]:
        for m_mul in (0.99999, 0.9, 1 - 1e-9, 1.000001):
            schedule = CosineDecayRestarts(0.1, length, t_mul=1.0, m_mul=m_mul, alpha=0.01)
            for arc in arcs_of_fading(schedule, begin, begin + count):
                pace = int(random.choice([1, 3, 10, 64, 100]))
                rates = schedule.formula(np.arange(arc.begin, arc.end, pace, dtype=np.float64))
                begins = random.integers(0, len(rates), 30)
                ends = np.minimum(begins + random.choice([1, 2, 30, 1000, 10**6], 30), len(rates))
                numbers, ticks = arc.rule.later(arc.begin).faster(pace).telling(begins, ends, None)
                for number, (low, high) in enumerate(zip(begins, ends, strict=True)):
                    told = rates[ticks[numbers == number]]
                    assert (told.min(), told.max()) == (rates[low:high].min(), rates[low:high].max())


FADING = [
    "keras.CosineDecayRestarts(0.1, first_decay_steps=7, t_mul=1.0, m_mul=0.999)",
    "linear(0, 0.1, 100) >> 2 * keras.CosineDecayRestarts(0.1, 12.8, t_mul=1.0, m_mul=1.0001, alpha=0.1)[777:]",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=10.5, t_mul=1.0, m_mul=0.9)",
    "floor(keras.CosineDecayRestarts(0.1, first_decay_steps=1, t_mul=1.0, m_mul=0.9999), 0.01)",
    "stepped(keras.CosineDecayRestarts(0.1, first_decay_steps=41, t_mul=1.0, m_mul=0.9999), 3)",
]


@pytest.mark.parametrize("text", FADING)
def test_what_fading_shares_tell_is_what_all_rows_tell(monkeypatch, text):
    monkeypatch.setattr(arcs, "MANY_CYCLES", 200)
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.ends[0])
    assert_seen_as_walked(monkeypatch, curves)
