"""Ultralytics' updates: the batches that they come with are those that a walk through all batches finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.lint import lint
from lrcli.frameworks.ultralytics.updates import updates_of


def walked(warm, behind):
    """The batches of the updates of a warm-up, as the trainer finds them."""
    found, last = [], -1
    for batch in range(warm + 1):
        needed = max(1, int(np.interp(batch, [0, max(warm, 1)], [1, behind]).round()))
        if batch - last >= needed:
            found.append(batch)
            last = batch
    return found, last


def assert_walked(warm, behind):
    between = max(round(behind), 1)
    found, last = walked(warm, behind)
    first = max(last + between, warm + 1)
    found += range(first, first + 5 * between, between)
    updates, batches = updates_of(warm, behind, between), np.arange(found[-1] + 1)
    assert updates.batch_of(np.arange(len(found))).tolist() == found
    assert updates.from_batch(batches).tolist() == np.searchsorted(found, batches).tolist()
    assert updates.firsts[-1] == len(found) - 5


@given(st.integers(-1, 2000), st.floats(0.01, 70) | st.integers(1, 140).map(lambda halves: halves / 2))
def test_updates_are_those_of_all_batches(warm, behind):
    assert_walked(warm, behind)


@given(st.integers(0, 500), st.integers(-4, 4))
def test_updates_of_a_warm_up_that_needs_about_all_its_batches(warm, halves):
    assert_walked(warm, max(warm + halves / 2, 0.5))


def test_a_warm_up_of_very_many_batches_is_told_at_once():
    """After it an update comes with every fourth batch."""
    trainer = parse("ultralytics.BaseTrainer(epochs=3e6, batches=1000, warmup_epochs=1e6)")
    assert trainer.natural_run().run.steps == trainer.updates.firsts[-1] + 500_000_000
    assert lint(Curves([("", trainer)], Run(steps=10**9)))


def test_more_batches_than_a_run_can_have_are_refused():
    with pytest.raises(ValueError, match=r"at most 1e\+15 in all"):
        parse("ultralytics.BaseTrainer(epochs=2e6, batches=1e9)")
    lint(Curves([("", parse("ultralytics.BaseTrainer(epochs=100, batches=1e7)"))], Run(steps=10**9)))
