"""Sweeps, layers, another batch, accelerate and the length of a run, from Python; test_budget types them."""

from functools import partial

import pytest

from lrcli import Run, constant, cosine, noam, parse, piecewise, step
from lrcli.analysis.length import brings, natural_run, run_for, shortest_run, together
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
    assert shortest_run([step(), piecewise(), cosine()]) == shortest_run([piecewise()]) == piecewise().natural_run().run
    assert shortest_run([step(), noam()]) == shortest_run([cosine()]) == Run(epochs=100)
    assert run_for([step()]) == natural_run([step()])
    assert run_for([noam()]) == natural_run([noam()])
    assert run_for([step()], steps_per_epoch=7, update="epoch") == Run(epochs=300, steps_per_epoch=7, update="epoch")
    assert run_for([step()], epochs="2.5", steps_per_epoch=2) == Run(epochs=2.5, steps_per_epoch=2)
    assert run_for([step()], steps=9) == Run(steps=9)
    with pytest.raises(ValueError, match="choose one"):
        run_for([step()], epochs=1, steps=1)


@pytest.mark.parametrize(
    ("text", "alone", "proper"),
    [
        ("torch.CosineAnnealingLR(lr=1, T_max=50)", Run(epochs=51), Run(epochs=50)),
        ("torch.PolynomialLR(lr=1, total_iters=200)", Run(epochs=201), Run(epochs=200)),
        ("torch.OneCycleLR(max_lr=1, total_steps=50)", Run(steps=50), Run(steps=50)),
        ("torch.CosineAnnealingWarmRestarts(lr=1, T_0=20)", Run(epochs=60), Run(epochs=60)),
        (
            "torch.SequentialLR(lr=1, schedulers=[torch.ConstantLR(), torch.CosineAnnealingLR(T_max=95)], milestones=[5])",
            Run(epochs=101),
            Run(epochs=100),
        ),
        (
            "torch.ChainedScheduler(lr=1, schedulers=[torch.CosineAnnealingLR(T_max=9), torch.ConstantLR()])",
            Run(epochs=10),
            Run(epochs=9),
        ),
        ("timm.CosineLRScheduler(lr=1, t_initial=70)", Run(epochs=71), Run(epochs=70)),
        ("optax.cosine_decay_schedule(1.0, 80)", Run(steps=81), Run(steps=80)),
        ("optax.join_schedules([optax.constant_schedule(1.0), optax.linear_schedule(1.0, 0.0, 30)], [20])", Run(steps=51), Run(steps=50)),
        ("keras.PolynomialDecay(1.0, 40)", Run(steps=41), Run(steps=40)),
        ("transformers.linear(lr=1, num_warmup_steps=0, num_training_steps=60)", Run(steps=60), Run(steps=60)),
        ("step(0.1)", Run(epochs=300), Run(epochs=300)),
    ],
)  # fmt: skip
def test_a_schedule_among_others_is_not_shown_one_tick_longer(text, alone, proper):
    schedule = parse(text)
    other = constant(0.1)
    assert natural_run([schedule]) == natural_run([schedule, schedule]) == alone
    assert natural_run([schedule, other]) == natural_run([other, 2 * schedule]) == proper
    assert shortest_run([schedule, other]) == proper
    assert brings(schedule, alone)
    assert brings(2 * schedule, proper)
    assert not brings(other, alone)


def test_the_run_that_numbers_the_rows_of_several():
    ten, twenty = Run(epochs=10), Run(epochs=20)
    assert together([ten, twenty, ten]) == twenty
    by_step = Run(epochs=10, steps_per_epoch=3)
    assert together([by_step, Run(epochs=9, steps_per_epoch=3, update="epoch")]) == by_step
    assert together([by_step, Run(epochs=9, steps_per_epoch=5)]) == Run(steps=45)
    assert together([by_step, Run(steps=7)]) == Run(steps=30)
    with pytest.raises(ValueError, match="some of these runs count epochs and others steps"):
        together([ten, by_step])
