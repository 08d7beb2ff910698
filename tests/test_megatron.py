"""Megatron's scheduler counts samples: what a run tells of them, and what a step is told."""

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.batch import ramped

WORDS = "init_lr=0, max_lr=0.001, min_lr=0.0001, start_wd=0, end_wd=0.1, wd_incr_style='cosine', "
TEXT = f"megatron.OptimizerParamScheduler({WORDS}lr_decay_style='{{}}', {{}})"
COUNTS = "lr_warmup_steps={}, lr_decay_steps={}, wd_incr_steps={}"


def rates(text, run, of="lr", count=50):
    return parse(text).on(run)(np.arange(count), of)


@pytest.mark.parametrize("style", ["linear", "cosine", "constant", "inverse-square-root"])
def test_samples_are_those_of_the_run(style):
    steps = TEXT.format(style, COUNTS.format(10, 40, 40))
    samples = TEXT.format(style, COUNTS.format(640, 2560, 2560))
    wanted = rates(steps, Run(steps=50))
    if style == "inverse-square-root":  # begins with the root of one sample
        wanted = rates(samples.replace("0.0001", "0.0001, increment=64"), Run(steps=50))
    assert rates(samples, Run(steps=50, samples_per_step=64)) == pytest.approx(wanted, abs=1e-15)
    assert rates(samples[:-1] + ", increment=64)", Run(steps=50)) == pytest.approx(wanted, abs=1e-15)
    assert rates(samples[:-1] + ", increment=64)", Run(steps=50, samples_per_step=7)) == pytest.approx(
        wanted, abs=1e-15
    )


def test_a_batch_that_grows():
    flow = ramped(16, 64, 16, 640)
    run = Run(steps=50, samples_per_step=flow)
    taken = np.array([float(flow.before(step)) for step in range(50)])
    text = TEXT.format("linear", COUNTS.format(320, 1600, 1600))
    wanted = np.where(taken <= 320, 0.001 * taken / 320, 0.0001 + 0.0009 * np.clip((1600 - taken) / 1280, 0, 1))
    assert rates(text, run) == pytest.approx(wanted, abs=1e-15)
    grown = 0.1 * (1 + np.cos(np.pi * (1 - np.minimum(taken / 1600, 1)))) / 2
    assert rates(text, run, "weight_decay") == pytest.approx(grown, abs=1e-15)
    assert [name for _, name in parse(text).on(run).phases(50)] == ["warm-up", "decay", "past the end"]
    later = parse(f"constant(1)[:5] >> {text}").on(run)
    since = taken[5:] - taken[5]
    wanted = np.where(since <= 320, 0.001 * since / 320, 0.0001 + 0.0009 * np.clip((1600 - since) / 1280, 0, 1))
    assert later(np.arange(5, 50)) == pytest.approx(wanted, abs=1e-15)


def test_the_length_of_the_run_in_samples():
    text = TEXT.format("cosine", "lr_warmup_steps=640")
    placed = parse(text).on(Run(steps=40, samples_per_step=64))
    assert (placed.exact.lr_decay_steps, placed.exact.wd_incr_steps) == (2560, 2560)
    told = [remark.text for remark in placed.remarks(40) if remark.level == "input"]
    assert told == [
        "megatron.OptimizerParamScheduler: lr_decay_steps is not given: 2560, the samples of the run",
        "megatron.OptimizerParamScheduler: wd_incr_steps is not given: 2560, the samples of the run",
        "megatron.OptimizerParamScheduler: increment is not given: 64, the samples in a step of the run",
    ]
    with pytest.raises(ValueError, match="the run, which would tell it, has no end"):
        parse(text)(0)


def test_what_the_constructor_refuses():
    for words, told in (
        (
            "lr_warmup_steps=10, lr_decay_steps=10, wd_incr_steps=9",
            "AssertionError: self.lr_warmup_steps < self.lr_dec",
        ),
        ("lr_warmup_steps=0, lr_decay_steps=9, wd_incr_steps=0", "ZeroDivisionError: float division by zero"),
    ):
        with pytest.raises(ValueError, match=told):
            parse(TEXT.format("cosine", words))
    with pytest.raises(ValueError, match="Exception: exp decay style is not supported"):
        parse(TEXT.format("exp", COUNTS.format(0, 9, 9)))
    with pytest.raises(ValueError, match="AssertionError: self.wsd_decay_steps is not None"):
        parse(TEXT.format("WSD", COUNTS.format(0, 9, 9)))


def test_a_style_without_a_rate_ends_it_unless_a_step_leaps_over_it():
    text = TEXT.format("WSD", COUNTS.format(2, 30, 30) + ", wsd_decay_steps=4")
    assert parse(text).on(Run(steps=40)).limit() == 27
    assert parse(text[:-1] + ", increment=7)").on(Run(steps=40)).limit() == 4  # at 28
    assert parse(text[:-1] + ", increment=13)").on(Run(steps=40)).limit() is None  # 26, 39


def test_lint_counts_samples(called):
    words = ["--init-lr", "0", "--max-lr", "1e-3", "--min-lr", "1e-5", "--lr-warmup-steps", "90k"]
    words += ["--lr-decay-style", "cosine", "--start-wd", "0", "--end-wd", "0", "--wd-incr-style", "constant"]
    done = called("lint", "megatron.OptimizerParamScheduler", *words, "--steps", "1000", "--batch-size", "100")
    assert "its warm-up is 90000 samples long, and there is room for 100000" in done.stdout
    assert "lr_warmup_steps=5000" in done.stdout
