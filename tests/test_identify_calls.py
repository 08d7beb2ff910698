"""Logs that no native schedule can be are told as a framework's own call; what comes to 0 is still a decay."""

from pathlib import Path

import pytest
from on_a_run import on

from lrcli import Run, parse
from lrcli.analysis.identify.calls import growth
from lrcli.analysis.identify.logged import FOUND, identify
from lrcli.reading.logs import read_log

CALLS = [
    ("torch.OneCycleLR(max_lr=0.1, total_steps=77, pct_start=0.4, three_phase=True)", 77, "{!r}"),
    ("torch.OneCycleLR(max_lr=0.001, total_steps=101, pct_start=0.137)", 101, "{!r}"),
    (
        "keras.CosineDecayRestarts(initial_learning_rate=0.1, first_decay_steps=17, t_mul=1.5, m_mul=0.9)",
        150,
        "{!r}",
    ),
    ("optax.cosine_decay_schedule(init_value=0.1, decay_steps=60, exponent=0.5)", 100, "{!r}"),
    ("timm.CosineLRScheduler(lr=0.1, t_initial=60, k_decay=0.5)", 60, "{!r}"),
    ("exponential(0.1, gamma=0.1)", 400, "{!r}"),
]


@pytest.mark.parametrize(("text", "rows", "written"), CALLS, ids=[text.partition("(")[0] for text, _, _ in CALLS])
def test_a_call_is_found_in_its_log(tmp_path: Path, text: str, rows: int, written: str) -> None:
    rates = parse(text).on(Run(steps=rows))(range(rows)).tolist()
    lines = [f"{tick},{written.format(rate)}\n" for tick, rate in enumerate(rates)]
    (tmp_path / "log.csv").write_text("step,lr\n" + "".join(lines))
    found = identify(read_log(str(tmp_path / "log.csv")))
    assert (found.verdict, found.spec) == (FOUND, text)
    assert found.phases
    assert found.spec is not None
    assert on(found.spec, steps=rows)(range(rows)).tolist() == pytest.approx(rates, rel=1e-5, abs=1e-12)


def test_the_growth_of_cycles_is_the_shortest_number() -> None:
    assert growth([(0.9, 1.0), (2.4, 2.6), (4.7, 4.8)]) == 1.5
    assert growth([(0.9, 1.0), (2.2, 2.3)]) == 1.3  # a cycle that ends at a row
    assert growth([(0.9, 1.0), (2.4, 2.6), (9.0, 9.1)]) is None
