"""Sweeps, layers, another batch, accelerate and the length of a run, from Python; test_budget types them."""

from functools import partial

import pytest

from lrcli import Run, constant, cosine, noam, parse, piecewise, step
from lrcli.analysis.length import natural_run, run_for
from lrcli.analysis.variants import accelerate_steps, accelerated, for_batch, layered, swept
from lrcli.batch import scaling


def labels(named):
    return [label for label, _ in named]


def schedules(named):
    return [schedule for _, schedule in named]


def test_a_sweep_of_a_family_and_of_a_schedule():
    named = swept("", cosine, {"initial": [0.1, 0.2], "final": [0, 0.01]})
    assert labels(named) == [f"initial={a}, final={b}" for a in (0.1, 0.2) for b in (0, 0.01)]
    assert schedules(named) == [cosine(a, final=b) for a in (0.1, 0.2) for b in (0, 0.01)]
    base = step(0.1, every=30)
    assert swept("a", base.replace, {"rate": [0.5]}) == [("a rate=0.5", step(0.1, every=30, rate=0.5))]
    assert schedules(swept("", partial(cosine, final=0.01), {"initial": [1]})) == [cosine(1, final=0.01)]
    assert swept("a", cosine, {}) == [("a", cosine())]
    with pytest.raises(ValueError, match=r"^axes: makes 42 schedules: at most 36$"):
        swept("", cosine, {"final": range(6), "initial": range(7)})


def test_layers():
    one, two = cosine(0.1), parse("0.1 * constant(1) >> step")
    assert layered([("", one)], 0.5, 3) == [("layer 1", 0.25 * one), ("layer 2", 0.5 * one), ("layer 3", one)]
    assert labels(layered([("a", one), ("", two)], 1, 1)) == ["a layer 1", f"{two!r} layer 1"]
    for decay in (0, -1, 1.5, "x", float("nan")):
        with pytest.raises(ValueError, match=r"^decay: give a factor above 0 and at most 1$"):
            layered([("", one)], decay, 3)
    for layers, reason in ((0, "give 1 or more"), (101, "at most 200 columns"), (10**30, "at most 200 columns")):
        with pytest.raises(ValueError, match=f"^layers: {reason}$"):
            layered([("", one), ("", two)], 0.5, layers)


def test_another_batch():
    named = [("a", constant(0.1)), ("", cosine(0.2))]
    assert for_batch(named, 1024, 256) == [("a", 4 * constant(0.1)), ("", 4 * cosine(0.2))]
    assert for_batch(named, 1024, 256, "sqrt") == [("a", 2 * constant(0.1)), ("", 2 * cosine(0.2))]
    assert for_batch(named, 256, 256) == named
    with pytest.raises(ValueError, match="'cube' is not a rule for the batch: give one of linear, sqrt"):
        scaling(1, 1, "cube")


def test_accelerate():
    assert (accelerate_steps(4), accelerate_steps(4, split_batches=True)) == (4, 1)
    named = [("", parse("linear(8)"))]
    assert accelerated(named, 1) == named
    [(label, schedule)] = accelerated(named, 4)
    assert (label, schedule.on(Run(steps=8))(range(4)).tolist()) == ("", [8, 4, 0, 0])


def test_the_run_that_shows_schedules_best():
    assert natural_run([]) == natural_run([cosine(0.1)]) == Run(epochs=100)
    longest = max(step().natural_run().run.rows, piecewise().natural_run().run.rows)
    assert natural_run([step(), piecewise(), cosine()]) == natural_run([piecewise(), step()]) == Run(epochs=longest)
    assert natural_run([step(), noam()]) == Run(epochs=100), "epochs and steps: neither"
    assert natural_run([noam()]).unit == "step"
    assert run_for([step()]) == natural_run([step()])
    assert run_for([noam()]) == natural_run([noam()])
    assert run_for([step()], steps_per_epoch=7, update="epoch") == Run(epochs=300, steps_per_epoch=7, update="epoch")
    assert run_for([step()], epochs="2.5", steps_per_epoch=2) == Run(epochs=2.5, steps_per_epoch=2)
    assert run_for([step()], steps=9) == Run(steps=9)
    with pytest.raises(ValueError, match="choose one"):
        run_for([step()], epochs=1, steps=1)
