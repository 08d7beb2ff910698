"""What DeepSpeed's schedulers do at their edges: a decay that divides by zero, a run that goes on, groups, None."""

import numpy as np
import pytest

from lrcli import Run, parse

CYCLE = "deepspeed.OneCycle(cycle_min_lr=0.01, cycle_max_lr=0.1, cycle_first_step_size=4, "


def test_a_decay_that_divides_by_zero_ends_there():
    placed = parse(f"{CYCLE}decay_step_size=4, decay_lr_rate=-0.5)").on(Run(steps=30))
    assert placed.limit() == 16  # 1 - 0.5 * (16 - 8) / 4 is 0
    assert placed(15) == pytest.approx(0.01 / (1 - 0.5 * 7 / 4))
    with pytest.raises(ValueError, match="ZeroDivisionError: float division by zero"):
        placed(16)
    assert parse(f"{CYCLE}decay_step_size=3, decay_lr_rate=-0.4)").on(Run(steps=99)).limit() is None  # 0 is between two


def test_a_run_that_goes_on_keeps_the_optimizers_rate_for_one_update():
    for text, resumed in (
        (f"{CYCLE}", "last_batch_iteration=2, lr=0.5)"),
        ("deepspeed.WarmupLR(lr=0.5, warmup_num_steps=9, ", "last_batch_iteration=2)"),
        ("deepspeed.WarmupCosineLR(lr=0.5, total_num_steps=30, warmup_num_steps=9, ", "last_batch_iteration=2)"),
    ):
        whole, later = parse(f"{text.rstrip(', ')})"), parse(text + resumed)
        assert later(0) == 0.5
        assert later(np.arange(1, 40)).tolist() == whole(np.arange(4, 43)).tolist()
    with pytest.raises(ValueError, match="needs lr"):
        parse(f"{CYCLE}last_batch_iteration=2)")(0)


def test_a_momentum_is_driven_where_the_optimizer_has_betas():
    assert parse(f"{CYCLE}cycle_max_mom=0.95)").momentum([0, 1, 4, 8, 9]) == pytest.approx(
        [0.8, 0.9125, 0.8, 0.95, 0.95]
    )
    grown = parse(f"{CYCLE}decay_step_size=4, decay_mom_rate=0.5)")
    assert grown.momentum([8, 12, 16]) == pytest.approx([0.9, 0.9 * 1.5, 0.9 * 2])
    for without in ('optimizer="sgd")', "cycle_momentum=False)"):
        with pytest.raises(ValueError, match="drives no momentum"):
            parse(CYCLE + without).momentum(0)


def test_none_is_the_optimizers_rate():
    text = "deepspeed.WarmupDecayLR(lr=0.2, total_num_steps=100, warmup_num_steps=10, warmup_max_lr=None)"
    assert repr(parse(text)) == (
        "deepspeed.WarmupDecayLR(lr=0.2, total_num_steps=100, warmup_max_lr=0.2, warmup_num_steps=10)"
    )
    with pytest.raises(
        ValueError, match="warmup_num_steps=None raises ValueError: warmup_num_steps must be a positive"
    ):
        parse("deepspeed.WarmupLR(lr=0.1, warmup_num_steps=None)")


def test_each_parameter_group_has_its_own():
    placed = parse("deepspeed.WarmupLR(lr=[0.1, 0.2], warmup_num_steps=10)").on(Run())
    assert [curve(11) for _, curve in placed.groups()] == [0.1, 0.2]
    with pytest.raises(ValueError, match="raises ValueError: expected 3 value for cycle_max_lr, got 2"):
        parse("deepspeed.OneCycle(cycle_min_lr=[1, 2, 3], cycle_max_lr=[4, 5])")


def test_what_lr_sets():
    """The rates that a scheduler has of its own go before the optimizer's."""
    kinds = ("LRRangeTest", "OneCycle", "WarmupLR", "WarmupDecayLR", "WarmupCosineLR")
    fields = [
        type(parse(f"deepspeed.{kind}({args})")).rate_field()
        for kind, args in zip(kinds, ("", "cycle_min_lr=0, cycle_max_lr=1", "", "", ""), strict=True)
    ]
    assert fields == ["lr_range_test_min_lr", "cycle_max_lr", "lr", "warmup_max_lr", "lr"]
