"""Configurations of Hugging Face's Trainer and of the programs around it: rules that the recorded cases do not show."""

import json

import pytest

from lrcli.sources.config import Config


def understood(text, **more):
    """What a configuration comes to: a text, or a mapping that is written as JSON."""
    return Config(text=text if isinstance(text, str) else json.dumps(text), **more).understood()


def spec(text, **more):
    return repr(understood(text, **more).plan.schedule)


def codes(text, **more):
    return {remark.code for remark in understood(text, **more).remarks}


HF = {"output_dir": "out", "learning_rate": 1e-4, "lr_scheduler_type": "cosine"}


@pytest.mark.parametrize(
    ("more", "facts", "total"),
    [
        ({}, {"samples": 100, "devices": 1}, 39),  # ceil(100 / 8) * 3
        ({}, {"samples": 100, "devices": 2}, 21),  # ceil(13 / 2) * 3
        ({"dataloader_drop_last": True}, {"samples": 100, "devices": 2}, 18),  # floor(12 / 2) * 3
        ({"gradient_accumulation_steps": 16}, {"samples": 100, "devices": 1}, 3),
        ({"gradient_accumulation_steps": 100}, {"samples": 5, "devices": 1}, 3),  # at least one an epoch
        ({"num_train_epochs": 1.1, "per_device_train_batch_size": 1}, {"samples": 30, "devices": 1}, 33),
        ({"num_train_epochs": 2.2, "per_device_train_batch_size": 1}, {"samples": 5, "devices": 1}, 11),
        (
            {"num_train_epochs": 1.1, "per_device_train_batch_size": 1},
            {"samples": 50, "devices": 1},
            56,
        ),  # 1.1 * 50 is above 55
        ({"per_gpu_train_batch_size": 4}, {"samples": 100, "devices": 1}, 75),
        ({"max_steps": 60}, {"samples": 100}, 60),
        ({"max_steps": 60}, {"steps": 80}, 80),
        ({}, {"samples": 100, "devices": 1, "batch_size": 4, "accumulate": 5, "epochs": 2}, 10),
    ],
)
def test_the_total(more, facts, total):
    plan = understood({**HF, **more}, **facts).plan
    assert plan.run.rows == total
    assert plan.schedule.num_training_steps == total


@pytest.mark.parametrize(
    ("more", "warmup"),
    [
        ({"warmup_steps": 7}, 7),
        ({"warmup_steps": 7.9}, 7),
        ({"warmup_steps": 0.1}, 5),
        ({"warmup_ratio": 0.1}, 5),
        ({"warmup_ratio": 0.101}, 6),  # rounded up
        ({"warmup_ratio": 0.1, "warmup_steps": 3}, 3),
        ({"warmup_steps": 0, "warmup_ratio": 0.0}, 0),
    ],
)
def test_the_warmup(more, warmup):
    assert understood({**HF, **more}, steps=50).plan.schedule.num_warmup_steps == warmup


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"warmup_ratio": 0.1}, "config-version"),
        ({"warmup_steps": 0.1}, "config-version"),
        ({"warmup_ratio": 0.1, "warmup_steps": 3}, "config-two-warmups"),
        ({"warmup_steps": 60}, "config-warmup-too-long"),
        ({"learning_rate": "1e-4"}, "config-text-number"),
        ({"lr_scheduler_type": "constant", "warmup_steps": 3}, "config-no-warmup"),
        ({"lr_scheduler_type": "constant", "lr_scheduler_kwargs": {"a": 1}}, "config-ignored"),
        ({"deepspeed": "ds.json"}, "config-deepspeed"),
        ({"max_steps": 60}, "config-overridden"),
    ],
)
def test_what_is_told(more, code):
    assert code in codes({**HF, **more}, steps=50)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"max_steps": 0}, "max_steps is 0"),
        ({"warmup_ratio": 0.1, "warmup_steps": 0.1}, "Transformers 5 alone"),
        ({"lr_scheduler_typ": "linear"}, "did you mean lr_scheduler_type"),
        ({"lr": 1e-3}, "did you mean learning_rate"),
        ({"lr_scheduler_type": "cosine_with_min_lr"}, "min_lr"),
        ({"lr_scheduler_type": "warmup_stable_decay"}, "num_decay_steps"),
        ({"lr_scheduler_type": "greedy"}, "reacts to a metric"),
        ({"lr_scheduler_kwargs": {"num_training_steps": 5}}, "num_training_steps"),
        ({"lr_scheduler_kwargs": {"num_cycle": 1}}, "did you mean num_cycles"),
        ({"lr_scheduler_kwargs": "{"}, "JSON"),
        ({"lr_scheduler_kwargs": [1]}, "mapping"),
        ({"learning_rate": -1}, "at least 0"),
        ({"warmup_ratio": 1.5}, "at most 1"),
    ],
)
def test_what_is_refused(more, said):
    with pytest.raises(ValueError, match=said):
        understood({**HF, **more}, samples=100)


def test_all_that_is_missing_is_asked_for_at_once():
    with pytest.raises(ValueError, match="--samples and --devices, or --steps"):
        understood(HF)


def test_arguments_of_a_scheduler_may_be_a_text_of_json():
    text = '{"min_lr": "1e-5"}'
    more = {"lr_scheduler_type": "cosine_with_min_lr", "lr_scheduler_kwargs": text}
    assert "min_lr=1e-05" in spec({**HF, **more}, steps=10)


SCRIPT = """#!/bin/bash
LR=${LR:-2e-5}  # the rate
ARGS=(
    --output_dir out --bf16
    --max_steps $((4 * 25))
    --lr_scheduler_type 'cosine'
)
if [ "$1" = big ]; then WARMUP=10; else WARMUP=5; fi
torchrun --nproc_per_node 8 train.py "${ARGS[@]}" --learning_rate=$LR \\
    --warmup_steps WARMUP $MORE > log.txt 2>&1
"""


def test_the_flags_of_a_script():
    text = SCRIPT.replace("WARMUP $", "4 $")
    assert spec(text) == "transformers.cosine(lr=2e-05, num_warmup_steps=4, num_training_steps=100)"


def test_a_variable_that_the_script_sets_in_branches_is_asked_for():
    with pytest.raises(ValueError, match=r"line 10: warmup_steps is \$\{WARMUP\}.* --set warmup_steps=VALUE"):
        understood(SCRIPT.replace("WARMUP $", "$WARMUP $"))
    assert "num_warmup_steps=7" in spec(SCRIPT.replace("WARMUP $", "$WARMUP $"), set=["warmup_steps=7"])


def test_flags_after_a_comment_in_a_command_are_lost():
    script = "python train.py --max_steps 10 \\\n  # --warmup_steps 3 \\\n  --learning_rate 1e-3\n"
    assert spec(script).startswith("transformers.linear(lr=5e-05, num_warmup_steps=0")
    assert "config-lost-flags" in codes(script)


TRL = {"output_dir": "out", "max_steps": 10}


@pytest.mark.parametrize(
    ("more", "lr"),
    [({}, 2e-5), ({"beta": 0.1}, 1e-6), ({"num_generations": 8}, 1e-6), ({"center_rewards_coefficient": 0.1}, 1e-4)],
)
def test_the_default_rates_of_trl(more, lr):
    assert understood({**TRL, **more}, format="trl").plan.schedule.lr == lr


LLAMA = {"finetuning_type": "lora", "stage": "sft", "learning_rate": 1e-4, "max_steps": 100}


def test_llamafactory_fills_the_arguments_of_wsd():
    made = spec({**LLAMA, "lr_scheduler_type": "warmup_stable_decay", "warmup_steps": 10})
    assert "num_decay_steps=60, num_stable_steps=30" in made


def test_llamafactory_streams_only_with_max_steps():
    with pytest.raises(ValueError, match="max_steps"):
        understood({**LLAMA, "max_steps": -1, "streaming": True}, samples=10)


AXOLOTL = {"base_model": "m", "micro_batch_size": 2, "gradient_accumulation_steps": 4, "learning_rate": 1e-4}
RUN = {"samples": 1000, "devices": 1}


@pytest.mark.parametrize(
    ("more", "facts", "warmup", "total"),
    [
        ({}, RUN, 3, 125),  # int(0.03 * 125)
        ({"num_epochs": 100}, RUN, 100, 12500),
        ({"warmup_ratio": 0.109}, RUN, 13, 125),  # cut
        ({"warmup_ratio": 0.01}, RUN, 2, 125),  # 1 becomes 2
        ({"warmup_steps": 1}, RUN, 2, 125),
        ({"warmup_steps": 0}, RUN, 0, 125),
        ({}, {"samples": 1001, "devices": 1}, 3, 126),
        ({"num_epochs": 2}, {"samples": 1002, "devices": 1}, 7, 251),  # rounded once
        ({"max_steps": 500, "warmup_ratio": 0.1}, RUN, 12, 500),  # the warm-up is of what the data makes
        ({"max_steps": 50, "warmup_ratio": 0.1}, RUN, 5, 50),
        ({"max_steps": 50, "warmup_ratio": 0.1, "rl": "dpo"}, RUN, 12, 50),
    ],
)
def test_axolotl_counts_in_its_own_way(more, facts, warmup, total):
    schedule = understood({**AXOLOTL, **more}, **facts).plan.schedule
    assert (schedule.num_warmup_steps, schedule.num_training_steps) == (warmup, total)


@pytest.mark.parametrize(
    ("more", "family"),
    [
        ({}, "transformers.cosine"),
        ({"lr_scheduler": "rex"}, "axolotl.RexLR"),
        ({"lr_scheduler": "one_cycle"}, "torch.OneCycleLR"),
        (
            {"lr_quadratic_warmup": True, "cosine_min_lr_ratio": 0.1},
            "axolotl.get_cosine_schedule_with_quadratic_warmup",
        ),
        ({"cosine_min_lr_ratio": 0.1}, "transformers.cosine_with_min_lr"),
        (
            {"cosine_min_lr_ratio": 0.1, "cosine_constant_lr_ratio": 0.8},
            "axolotl.get_cosine_schedule_with_warmup_decay_constant",
        ),
        ({"lr_scheduler": "linear", "cosine_min_lr_ratio": 0.1}, "transformers.linear"),
        ({"cosine_constant_lr_ratio": 0.8}, "transformers.cosine"),
    ],
)
def test_the_schedulers_of_axolotl(more, family):
    assert understood({**AXOLOTL, **more}, **RUN).plan.schedule.family == family


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"warmup_steps": 3, "warmup_ratio": 0.1}, "warmup_steps and warmup_ratio"),
        ({"warmup_steps": 0.5}, "whole number"),
        ({"sample_packing": True}, "sample_packing"),
        ({"rl": "grpo"}, "--steps"),
        ({"batch_size": 8}, "batch_size"),
        ({"jagged_restart_steps": 8}, "jagged_restart_steps"),
        ({"lr_scheduler": "coisne"}, "did you mean cosine"),
    ],
)
def test_what_axolotl_refuses(more, said):
    with pytest.raises(ValueError, match=said):
        understood({**AXOLOTL, **more}, **RUN)
