"""timm's factory gives way to the scheduler that it makes; what it says names its own arguments."""

import numpy as np
import pytest
from test_golden import CASES

from lrcli import Run, parse
from lrcli.analysis.lint import findings_of
from lrcli.analysis.lint.case import Case
from lrcli.frameworks.timm.factory import KINDS

RECORDED = [case for case in CASES if "create_scheduler_v2" in case["case"]]
FACTORY = "timm.create_scheduler_v2(lr=0.1, {})"


def made(arguments):
    return parse(FACTORY.format(arguments))


def test_every_name_is_recorded():
    assert {parse(case["spec"]).sched for case in RECORDED} == set(KINDS)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["case"])
def test_its_run_is_as_long_as_timm_trains(case):
    schedule = parse(case["spec"])
    run = schedule.natural_run().run
    assert (schedule.returned(), run.epochs) == (case["returned"], case["returned"])
    assert run.steps_per_epoch == (schedule.updates_per_epoch or None)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["case"])
def test_it_is_what_it_makes(case):
    schedule = parse(case["spec"])
    for run in (Run(epochs=50), Run(epochs=50, steps_per_epoch=5), Run(epochs=50, steps_per_epoch=5, update="epoch")):
        curve, alone = schedule.on(run), schedule.made.on(run)
        rows = np.arange(run.rows)
        assert curve(rows).tolist() == alone(rows).tolist()
        assert curve.phases(run.rows) == alone.phases(run.rows)
        assert curve.joints(run.rows) == alone.joints(run.rows)
        assert {each.code for each in alone.remarks(run.rows)} - {each.code for each in curve.remarks(run.rows)} <= {
            "never-drops",
            "counts-calls",
        }
        assert parse(repr(curve)).on(run) == curve


def test_it_says_what_it_makes_and_returns():
    texts = [remark.text for remark in made("num_epochs=30, cooldown_epochs=5").on(Run(epochs=35)).remarks(35)]
    assert "timm.create_scheduler_v2 makes timm.CosineLRScheduler(lr=0.1, t_initial=30, cycle_decay=0.1, " in texts[0]
    assert texts[1] == "timm.create_scheduler_v2 returns 35 epochs, the length to train"
    other = made("step_on_epochs=no, updates_per_epoch=10").on(Run(epochs=300, steps_per_epoch=20))
    assert [remark.text for remark in other.remarks(10) if remark.code == "other-epochs"] == [
        "timm.create_scheduler_v2 has updates_per_epoch=10, and an epoch of the run 20 steps"
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("num_epochs=0", "num_epochs: 0 is out of range: above 0 (AssertionError: assert t_initial > 0)"),
        ("min_lr=-1", "min_lr: -1 is out of range: at least 0 (AssertionError: assert lr_min >= 0)"),
        ("sched=tanh, warmup_epochs=-1", "warmup_epochs: -1 is out of range"),
        (
            "sched=wsd, decay_epochs=301",
            "decay_epochs=301 raises ValueError: wsd schedule requires 0 < decay_epochs <=",
        ),
        ("sched=rsqrt", "stable_timescale=0 raises ValueError: stable_fn=rsqrt requires a positive"),
        ("step_on_epochs=no", "updates_per_epoch=0 raises AssertionError: updates_per_epoch must be set"),
        (
            "sched=plateau, step_on_epochs=no, updates_per_epoch=5",
            "raises AssertionError: Plateau LR only supports step per epoch.",
        ),
        ("sched=plateau", "plateau needs the metric at the end of each epoch, as in: metrics=[0.71, 0.74, 0.74]"),
        ("sched=plateau, metrics=[1, 1], decay_rate=1", "decay_rate: 1 is out of range: below 1 (ValueError: Factor"),
        ("sched=sgdr", "(ValueError: Unknown scheduler 'sgdr'.)"),
        ("cycle_mul=10, cycle_limit=400", "cycle_mul=10 raises OverflowError"),
    ],
)
def test_errors_name_its_own_arguments(arguments, said):
    with pytest.raises(ValueError, match="create_scheduler_v2") as caught:
        made(arguments)
    assert said in str(caught.value)


def found(arguments, epochs):
    run = Run(epochs=epochs)
    return {each.rule: [mend.text for mend in each.mends] for each in findings_of(Case(made(arguments).on(run), run))}


def test_lint_names_its_own_arguments():
    assert found("num_epochs=30", 30) == {}
    assert found("num_epochs=30, cooldown_epochs=10", 40) == {}
    assert found("num_epochs=30", 60)["ends-early"][0] == "num_epochs=60"
    assert found("num_epochs=30, sched=wsd, warmup_epochs=5", 20)["cut"][0] == "num_epochs=20"


def test_the_call_of_a_script_is_read(called):
    line = "create_scheduler_v2(optimizer, 'step', 100, 30, lr=0.1)"
    assert called("value", line, "--at", "29,30").stdout == "0.1\n0.010000000000000002\n"
    path = called("value", f"timm.scheduler.{line}", "--at", "30")
    assert path.stdout == "0.010000000000000002\n"
    assert "timm.create_scheduler_v2" in called("value", "create_scheduler(args, optimizer)").stderr
