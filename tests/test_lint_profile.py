"""One pass over a curve: its sections, extremes and lows are what a look at every row tells."""

import hypothesis.strategies as st
import numpy as np
import pytest
from grouped import examples
from hypothesis import given, settings
from strategies import compositions
from test_lint import annealing, rules_that_warn

from lrcli import Run, parse
from lrcli.analysis.lint import profile
from lrcli.analysis.lint.case import Case
from lrcli.analysis.lint.profile import MOST_SECTIONS, section_edges


@given(st.integers(1, 300_000), st.none() | st.integers(1, 40_000))
def test_parts_are_whole_epochs_or_shares_of_one(rows, epoch):
    edges = section_edges(rows, epoch)
    assert (edges[0], edges[-1]) == (0, rows)
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= 2 * MOST_SECTIONS
    if epoch and rows <= MOST_SECTIONS * epoch:
        assert set(range(0, rows, epoch)) <= set(edges.tolist())


@settings(deadline=None, max_examples=examples(50))
@given(compositions(), st.sampled_from([1, 3, 200]))
def test_one_pass_tells_what_looking_at_every_row_tells(schedule, per_epoch):
    run = Run(epochs=160, steps_per_epoch=per_epoch)
    try:
        case = Case(schedule.on(run), run)
    except ValueError:
        return
    lr = case.rates(0, case.rows)
    if not np.isfinite(lr).all():
        return
    assert case.peak == lr.max()
    away = np.flatnonzero(np.abs(lr - lr[-1]) > 1e-12 * lr[-1])
    assert case.settled == (away[-1] + 1 if away.size else 0)
    for index in (0, len(case.sections.low) // 2, -1):
        edges = case.sections.edges
        part = lr[edges[:-1][index] : edges[1:][index]]
        assert (case.sections.low[index], case.sections.high[index]) == (part.min(), part.max())
    dead = (lr.reshape(-1, per_epoch) == 0).all(axis=1)
    names = rules_that_warn(schedule, run)
    if not {"ends-early", "horizon", "tiny"} & set(names):
        assert ("zero-epoch" in names) == dead.any()


@pytest.mark.parametrize("most", [5, 7, 100, 999, 5000])
@pytest.mark.parametrize("low", [90, 1000, 3333, 30_000])
@pytest.mark.parametrize("run", [Run(steps=35_190), Run(steps=100_000)], ids=repr)
def test_the_low_is_found_to_the_row_whatever_the_sections(monkeypatch, run, low, most):
    monkeypatch.setattr(profile, "MOST_SECTIONS", most)
    sections = profile.section_edges(run.rows, None, most)
    case = Case(parse(annealing(low)).on(run), run)
    if 4 * np.diff(sections).max() < low:
        assert case.low_before_rise(0, 2 * low) == low


@pytest.mark.parametrize("run", [Run(epochs=100), Run(steps=100_000), Run(epochs=100, steps_per_epoch=3001)], ids=repr)
def test_the_low_is_found_to_the_row(run):
    per = run.rows // 100
    case = Case(parse(annealing(40 * per)).on(run), run)
    assert case.low_before_rise(0, run.rows) == case.turning_row == 40 * per
    assert case.low_before_rise(0, 40 * per) is None
    assert case.low_before_rise(50 * per, run.rows) is None
