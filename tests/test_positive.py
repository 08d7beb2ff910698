"""The lowest rate above 0 in buckets of a long curve, for a log axis: what arcs tell is what all rows tell."""

import numpy as np
import pytest
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis import closed, searched
from lrcli.analysis.curves import Curves
from lrcli.analysis.envelope import envelope, walk
from lrcli.language.turns import formula_arcs

DOWN_TO_0 = [
    "cosine(0.1)",
    "restarts(0.1, 0, 100)",
    "restarts(0.1, 0, 100.1234567)",
    "restarts(0.1, 0, 50, 1.1)",
    "triangular(0.1, 0, 77)",
    "repeat(linear(0.1)[:30] >> constant(0)[:3])",
    "torch.CosineAnnealingLR(lr=0.1, T_max=77)",
    "transformers.cosine(lr=0.1, num_warmup_steps=100, num_training_steps=1000)",
    "torchtune.get_cosine_schedule_with_warmup(lr=0.1, num_warmup_steps=10, num_training_steps=777)",
    "keras.CosineDecayRestarts(0.1, 100)",
    "keras.CosineDecayRestarts(0.1, 100, m_mul=0.5)",
    "formula('0.1 * abs(sin(t / 40))')",
    "formula('0.1 * (t % 100) * 0.9 ** t')",
    "formula('0.1 * max(0, cos(t / 100))')",
    "formula('max(0.0, 0.05 * (1 - t % 60 / 50)) * 0.98 ** (t // 60)')",
    "formula('max(0.0, 0.05 * (1 - t % 60 / 50) - t / 900000)')",
]


@pytest.mark.parametrize("text", sample("down to 0", DOWN_TO_0, 3))
@pytest.mark.parametrize("buckets", [3, 37, 500])
def test_the_lowest_rates_above_0_are_those_of_all_rows(monkeypatch, text, buckets):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    for module, name, value in (
        (closed, "WALKED", 0),
        (closed, "LEAF", 128),
        (searched, "LEAF", 128),
        (formula_arcs, "LEAF", 64),
        (formula_arcs, "WORTH", 1),
    ):
        monkeypatch.setattr(module, name, value)
    assert closed.closed(curves.columns[0], curves.ends[0])
    told = envelope(curves, buckets)
    walked = walk(curves, told.starts)
    assert np.isfinite(told.positive).any()
    np.testing.assert_array_equal(told.positive, walked.positive)
