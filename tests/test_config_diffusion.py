"""Configurations of DeepSpeed, sd-scripts and the examples of Diffusers: rules that the recorded cases do not show."""

import json

import pytest
from test_config_trainers import codes, spec, understood

WSD = 'learning_rate = 1e-4\nlr_scheduler = "warmup_stable_decay"\nmax_train_steps = 100\n'


def block(type_, lr=1e-4, **params):
    return {
        "optimizer": {"type": "AdamW", "params": {"lr": lr}},
        "scheduler": {"type": type_, "params": params},
    }


def test_deepspeed_takes_the_rate_of_the_optimizer_where_it_needs_it():
    assert spec(block("WarmupLR", warmup_num_steps=5), steps=10) == "deepspeed.WarmupLR(lr=0.0001, warmup_num_steps=5)"
    assert "lr=" not in spec(block("WarmupLR", warmup_max_lr=2e-4), steps=10).replace("max_lr=", "")
    assert spec(block("StepLR", step_size=3), steps=10) == "torch.StepLR(lr=0.0001, step_size=3)"


@pytest.mark.parametrize(
    ("made", "steps", "code"),
    [
        (block("WarmupLR", warmup_max_lr=2e-4, warmup_num_steps=3), 10, "config-unused-rate"),
        (block("WarmupLR", warmup_num_steps=3), 10, "config-never-decays"),
        (block("WarmupLR"), 10, "config-warmup-too-long"),
        (block("WarmupDecayLR", total_num_steps=20, warmup_num_steps=3), 10, "config-ends"),
        (block("WarmupDecayLR", total_num_steps=20, warmup_num_steps=3), 30, "config-ends"),
        ({"optimizer": {"type": "AdamW", "params": {"lr": 1e-4}}}, 10, "config-no-scheduler"),
    ],
)
def test_what_is_told_of_deepspeed(made, steps, code):
    assert code in codes(made, steps=steps)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (block("WarmupDecayLR", warmup_num_steps=3), "total_num_steps"),
        (block("WarmupDecayLR", total_num_steps="auto"), "TrainingArguments"),
        (block("WarmupLR", lr="auto"), "TrainingArguments"),
        (block("WarmupLR", warmup_steps=3), "did you mean warmup_num_steps"),
        (block("WarmupLinearLR"), "WarmupLinearLR"),
        (block("LambdaLR", lr_lambda="x"), "function"),
        (block("ReduceLROnPlateau"), "metric"),
    ],
)
def test_what_deepspeed_refuses(made, said):
    with pytest.raises(ValueError, match=said):
        understood(made, steps=10)


def test_the_block_is_read_from_either_file(tmp_path):
    autos = block("WarmupDecayLR", "auto", warmup_max_lr="auto", warmup_num_steps="auto", total_num_steps="auto")
    files = {"ds.json": autos, "args.json": {"learning_rate": 2e-5, "max_steps": 40, "warmup_ratio": 0.1}}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    made = "deepspeed.WarmupDecayLR(total_num_steps=40, warmup_max_lr=2e-05, warmup_num_steps=4)"
    assert spec(autos, beside=str(tmp_path / "args.json")) == made
    assert spec(files["args.json"], beside=str(tmp_path / "ds.json")) == made
    assert spec({**files["args.json"], "deepspeed": autos}) == made


@pytest.mark.parametrize(
    ("more", "devices", "made"),
    [
        ("lr_warmup_steps = 10\nlr_decay_steps = 0.2", 1, "num_decay_steps=20, num_stable_steps=70"),
        ("lr_warmup_steps = 0.1\nlr_decay_steps = 30", 1, "num_warmup_steps=10, num_decay_steps=30"),
        ("lr_warmup_steps = 10", 2, "num_warmup_steps=10, num_decay_steps=0, num_stable_steps=190"),
    ],
)
def test_kohya_counts_shares_and_steps_of_all_processes(more, devices, made):
    found = spec(WSD + more, devices=devices)
    assert made in found
    assert found.startswith("stepped(") == (devices > 1)


def test_kohya_has_a_curve_for_each_part():
    text = "learning_rate = 1e-4\nunet_lr = 5e-5\ntext_encoder_lr = [1e-5, 2e-5]\nmax_train_steps = 9\n"
    plan = understood(text).plan
    assert repr(plan.schedule) == "transformers.constant(lr=5e-05)"
    assert [name for name, _ in plan.others] == ["text_encoder_1", "text_encoder_2"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('lr_scheduler = "constant"\nlr_warmup_steps = 5', "warm-up"),
        ('lr_scheduler = "cosine_with_min_lr"', "lr_scheduler_min_lr_ratio"),
        ('lr_scheduler = "adafactor:1e-4"', "Adafactor"),
        ('optimizer_type = "AdaFactor"', "relative_step"),
        ('lr_scheduler = "cosine_warmup_with_min_lr"', "does not take"),
        ('lr_scheduler_type = "mine.StepLR"', "class of mine"),
        ('lr_scheduler_type = "StepLR"\nlr_scheduler_args = ["step_size=open(1)"]', "literal"),
        ('lr_scheduler_type = "StepLR"\nlr_scheduler_args = ["step_size=3"]\nlr_warmup_steps = 2', "warm-up"),
        ("max_train_epochs = 3", "--samples and --devices"),
    ],
)
def test_what_kohya_refuses(more, said):
    with pytest.raises(ValueError, match=said):
        understood(f"learning_rate = 1e-4\n{more}\n", format="kohya")


def test_kohya_warns_of_a_share_above_1_and_of_a_slip():
    assert "config-share" in codes(WSD + "lr_warmup_steps = 50.0", devices=1)
    assert "config-near-miss" in codes(WSD + "lr_warmup_step = 50", devices=1)


@pytest.mark.parametrize(
    ("script", "flags", "facts", "made", "rows"),
    [
        ("train_text_to_image.py", "--max_train_steps 40 --lr_warmup_steps 4", {}, (4, 40), 40),
        ("train_dreambooth_sd3.py", "--num_train_epochs 4 --lr_warmup_steps 4", {"samples": 80}, (8, 160), 40),
        ("train_dreambooth.py", "--num_train_epochs 4 --lr_warmup_steps 4", {"samples": 80}, (8, 80), 40),
        ("train_unconditional.py", "--num_epochs 2 --gradient_accumulation_steps 4", {"samples": 640}, (2000, 80), 10),
        ("train_text_to_image_sdxl.py", "--max_train_steps 40 --gradient_acc 4", {}, (2000, 160), 40),
        (
            "train_text_to_image_sdxl.py",
            "--max_train_steps 40 --gradient_accumulation_steps 4",
            {},
            (2000, 160),
            40,
        ),
        ("train_t2i_adapter_sdxl.py", "--max_train_steps 40", {}, (500, 40), 40),
    ],
)
def test_each_example_of_diffusers_has_its_own_rule(script, flags, facts, made, rows):
    facts = {"devices": 2 if "samples" in facts or "t2i" in script else 1, **facts}
    plan = understood(f"accelerate launch {script} --lr_scheduler linear {flags}", **facts).plan
    inner = getattr(plan.schedule, "body", plan.schedule)
    assert (inner.num_warmup_steps, inner.num_training_steps) == made
    assert plan.run.rows == rows
