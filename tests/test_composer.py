"""Composer's times, read against runs of every kind."""

import numpy as np
import pytest

from lrcli import Run, parse

TOKENS = Run(tokens=4096, samples_per_step=16, tokens_per_step=128)  # 32 batches
LENGTHS = {"tok": TOKENS, "ba": Run(steps=32, samples_per_step=16, tokens_per_step=128)}
LENGTHS["ep"] = Run(epochs=4, steps_per_epoch=8, samples_per_step=16, tokens_per_step=128)


def rates(text, run, count=40):
    return parse(text).on(run)(np.arange(count)).tolist()


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("end", ["32ba", "512sp", "4096tok", "4ep", "1dur", "1e0dur", "3.2e1ba"])
def test_the_same_time_in_every_unit(length, end):
    run = LENGTHS[length].but(steps_per_epoch=8)
    wanted = rates("composer.CosineAnnealingScheduler(lr=0.1, t_max='32ba', alpha_f=0.1)", run)
    assert rates(f"composer.CosineAnnealingScheduler(lr=0.1, t_max='{end}', alpha_f=0.1)", run) == wanted


def test_a_share_is_a_whole_number_of_the_unit_of_the_run():
    """0.06 of 32 batches are 1, of 4096 tokens 245, which are reached in batch 2."""
    text = "composer.ConstantWithWarmupScheduler(lr=1, t_warmup='0.06dur')"
    assert rates(text, LENGTHS["ba"], 3) == [0, 1, 1]
    assert rates(text, TOKENS, 3) == pytest.approx([0, 128 / 245, 1], abs=1e-15)
    assert rates(text, LENGTHS["ep"], 3) == [0, 1, 1]


def test_a_batch_that_grows():
    from lrcli.batch import ramped

    flow = ramped(2, 4, 1, 8)  # 2, 2, 3, 3, then 4 samples in a step
    run = Run(steps=20, samples_per_step=flow, tokens_per_step=flow.times(10))
    taken = np.array([flow.before(step) for step in range(21)], dtype=float)
    assert rates("composer.LinearScheduler(lr=1, alpha_i=0, alpha_f=1, t_max='40sp')", run, 20) == pytest.approx(
        np.minimum(taken[:20] / 40, 1), abs=1e-15
    )
    stepped = parse("composer.StepScheduler(lr=1, step_size='100tok', gamma=0.5)").on(run)
    assert stepped(np.arange(20)).tolist() == (0.5 ** np.floor(taken[:20] / 10)).tolist()
    begun = parse("constant(1)[:3] >> composer.LinearScheduler(lr=1, alpha_i=0, alpha_f=1, t_max='40sp')").on(run)
    assert begun(np.arange(3, 12)) == pytest.approx(np.minimum((taken[3:12] - taken[3]) / 40, 1), abs=1e-15)


def test_what_a_slot_is_made_of():
    """A share is one of the slot; the clock begins with it."""
    chained = parse("constant(1)[:8] >> composer.CosineAnnealingScheduler(lr=1)").on(Run(steps=24))
    alone = parse("composer.CosineAnnealingScheduler(lr=1)").on(Run(steps=16))
    assert chained(np.arange(8, 24)).tolist() == alone(np.arange(16)).tolist()


@pytest.mark.parametrize(
    ("text", "run", "told"),
    [
        ("StepScheduler(lr=1, step_size=20)", {}, "AttributeError: 'int' object has no attribute 'unit'"),
        ("StepScheduler(lr=1, step_size='20st')", {}, "ValueError: Invalid time string: 20st"),
        ("StepScheduler(lr=1, step_size='2.5ba')", {}, "TypeError: value 2.5 is not an integer"),
        ("StepScheduler(lr=1, step_size='10m')", {}, "ValueError: Wall clock time not an allowed time unit"),
        ("StepScheduler(lr=1, step_size='0ba')", {"steps": 9}, "ZeroDivisionError: division by zero"),
        (
            "StepScheduler(lr=1, step_size='1ep')",
            {"steps": 9},
            "RuntimeError: Cannot convert time, as state.dataloader",
        ),
        ("StepScheduler(lr=1, step_size='10ba')", {"epochs": 9}, "--steps-per-epoch tells how many an epoch has"),
        ("StepScheduler(lr=1, step_size='10tok')", {"steps": 9}, "give --seq-len and --batch-size"),
        ("LinearScheduler(lr=1)", {}, "a share of the run, whose length is not known"),
        (
            "LinearWithWarmupScheduler(lr=1, t_warmup='5ba', t_max='50ba')",
            {"steps": 60},
            "ValueError: t_max 50ba must be greater than or equal to max_duration 60ba",
        ),
        (
            "ConstantWithWarmupScheduler(lr=1, t_warmup='5ba', t_max='2ep')",
            {"epochs": 3, "steps_per_epoch": 10},
            "ValueError: t_max 20ba must be greater than or equal to max_duration 3ep",
        ),
        (
            "PolynomialWithWarmupScheduler(lr=1, t_warmup='5sp', t_max='50ba')",
            {"steps": 9, "samples_per_step": 2},
            "Cannot use warmup scheduler with t_max 50ba with units TimeUnit.BATCH and t_warmup 5sp with units",
        ),
        ("CosineAnnealingWarmRestartsScheduler(lr=1, t_0='0ba')", {"steps": 9}, "has decayed to 0"),
    ],
)
def test_what_is_refused(text, run, told):
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        parse(f"composer.{text}").on(Run(**run))


def test_restarts_that_come_to_nothing_end():
    placed = parse("composer.CosineAnnealingWarmRestartsScheduler(lr=1, t_0='4ba', t_mult=0.5)").on(Run(steps=30))
    assert placed.limit() == 7  # 4, 2, 1
    with pytest.raises(ValueError, match="ValueError: Interval between restarts"):
        placed(7)


def test_what_lint_sees_of_its_times(called):
    done = called(*"lint composer.CosineAnnealingWithWarmupScheduler --lr 0.1 --t-warmup 900ba --steps 1000".split())
    assert done.returncode == 1
    assert "warm-up is 900 steps long" in done.stdout
    assert "t_warmup=" in done.stdout
