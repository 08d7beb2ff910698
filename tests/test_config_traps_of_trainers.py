"""Traps of configurations that a file can show: each is warned of, with what mends it, and refused by --strict."""

import json

import pytest

from lrcli.schedules.marks import WARNING
from lrcli.sources.config import Config

HF = {"output_dir": "o", "learning_rate": 1e-4, "lr_scheduler_type": "cosine", "max_steps": 20}
WSD = {**HF, "lr_scheduler_type": "warmup_stable_decay", "warmup_steps": 3}
AUTO = {"warmup_min_lr": "auto", "warmup_max_lr": "auto", "warmup_num_steps": "auto", "total_num_steps": "auto"}
BLOCK = {"scheduler": {"type": "WarmupDecayLR", "params": AUTO}}
LLAMA = "finetuning_type: lora\nlearning_rate: 1.0e-4\nmax_steps: 5\n"
AXOLOTL = {"base_model": "m", "micro_batch_size": 1, "learning_rate": 1e-4, "max_steps": 20, "warmup_steps": 2}
KOHYA = "learning_rate = 1e-4\nmax_train_steps = 100\n"
COSINE = KOHYA + "lr_scheduler = 'cosine'\n"
FLAX = {"learning_rate": 0.1, "warmup_epochs": 5.0, "num_epochs": 10.0, "batch_size": 16}
TUNE = "optimizer: {_component_: torch.optim.AdamW, lr: 2e-5}\nepochs: 1\nbatch_size: 2\n"
TUNED = (
    TUNE
    + "lr_scheduler: {_component_: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup, "
    + "num_warmup_steps: 3}\n"
)
SCRIPT = "accelerate launch train_text_to_image_lora.py --max_train_steps 100 "
ONE = {"devices": 1}
RUN = {"samples": 40, "devices": 1}


def deepspeed(name, rate=3e-4, **params):
    """DeepSpeed's file with a scheduler."""
    optimizer = {"type": "AdamW", "params": {"lr": rate}}
    return {"optimizer": optimizer, "scheduler": {"type": name, "params": params}}


CYCLE = {"cycle_min_lr": 1e-5, "cycle_max_lr": 3e-4}


def warnings(text, **given):
    """The warnings of a configuration, by their codes."""
    written = text if isinstance(text, str) else json.dumps(text)
    remarks = Config(text=written, **given).understood().remarks
    return {remark.code: remark for remark in remarks if remark.level == WARNING}


@pytest.mark.parametrize(
    ("text", "given", "code"),
    [
        ({**WSD, "lr_scheduler_kwargs": {"num_decay_steps": 5, "min_lr_ratio": 0.1}}, {}, "config-lifted-start"),
        ({**HF, "deepspeed": BLOCK}, {}, "config-dead-scheduler"),
        ({**HF, "deepspeed": BLOCK}, {"format": "trl"}, "config-dead-scheduler"),
        (LLAMA + f"lr_scheduler_type: cosine\ndeepspeed: {json.dumps(BLOCK)}\n", {}, "config-dead-scheduler"),
        (
            "output_dir: o\nmax_steps: 5\nlr_scheduler_type: cosine\nlr_scheduler_kwargs: {num_cycles: 1, num_cycles: 2}\n",
            {},
            "config-twice",
        ),
        ('{"output_dir": "o", "max_steps": 5, "max_steps": 6}', {}, "config-twice"),
        ({**AXOLOTL, "warmup_steps": 30}, {}, "config-warmup-too-long"),
        ({**AXOLOTL, "lr_scheduler": "linear", "cosine_min_lr_ratio": 0.1}, {}, "config-ignored"),
        ({**AXOLOTL, "lr_sheduler": "linear"}, {}, "config-near-miss"),
        (deepspeed("WarmupLR", warmup_num_steps=5), {"steps": 9}, "config-never-decays"),
        (deepspeed("WarmupLR"), {"steps": 9}, "config-warmup-too-long"),
        (deepspeed("WarmupDecayLR", total_num_steps=9, warmup_num_steps=2), {}, "config-unused-rate"),
        (deepspeed("WarmupCosineLR", total_num_steps=9, warmup_num_steps=2), {"steps": 12}, "config-ends"),
        (deepspeed("WarmupCosineLR", "3e-4", total_num_steps=9, warmup_num_steps=2), {}, "config-text-number"),
        (deepspeed("OneCycle", 1e-3, **CYCLE, cycle_first_step_size=3), {"steps": 6}, "config-unused-rate"),
        (deepspeed("OneCycle", **CYCLE, cycle_first_step_size=30), {"steps": 9}, "config-cut"),
        (deepspeed("OneCycle", **CYCLE, cycle_first_step_size=3), {"steps": 9}, "config-ends-early"),
        (deepspeed("OneCycleLR", max_lr=1e-3, total_steps=9), {"steps": 9}, "config-unused-rate"),
        (deepspeed("CosineAnnealingLR", T_max=5), {"steps": 9}, "config-ends-early"),
        (deepspeed("CosineAnnealingLR", T_max=50), {"steps": 9}, "config-cut"),
        (deepspeed("MultiStepLR", milestones=[3, 50]), {"steps": 9}, "config-late-dates"),
        ({"fp16": {"enabled": True}, "optimizer": {"type": "Adam"}}, {"steps": 9}, "config-no-scheduler"),
        (SCRIPT + "--lr_scheduler cosine", {}, "config-warmup-too-long"),
        (SCRIPT + "--lr_scheduler cosine --lr_warmup_steps 0 --lr_power 2", {}, "config-ignored"),
        ({**FLAX, "num_train_steps": 30}, {"format": "flax", "samples": 160}, "config-cut"),
        ({**FLAX, "num_train_steps": 300}, {"format": "flax", "samples": 160}, "config-ends-early"),
        (KOHYA + "unet_lr = 2e-4\n", ONE, "config-rate-of-part"),
        (KOHYA + "[a]\nx = 1\n[a.b]\nlr_warmup_steps = 5\n", ONE, "config-nested"),
        ("[a]\nlearning_rate = 1e-4\nmax_train_steps = 9\n[b]\nlearning_rate = 1e-3\n", ONE, "config-twice"),
        (COSINE + "lr_warmup_steps = 500\n", ONE, "config-warmup-too-long"),
        (
            KOHYA + 'lr_scheduler_type = "CosineAnnealingLR"\nlr_scheduler_args = ["T_max=10"]\n',
            ONE,
            "config-ends-early",
        ),
        (TUNE, RUN, "config-constant"),
        (TUNED, {**RUN, "steps": 10}, "config-cut"),
        (TUNED, {**RUN, "steps": 30}, "config-ends-early"),
    ],
)
def test_a_trap_is_warned_of(text, given, code):
    found = warnings(text, **given)
    assert code in found
    assert found[code].mend


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LLAMA + "max_steps: 6\n", "max_steps is there twice, and LLaMA-Factory refuses that"),
        (TUNED + "epochs: 2\n", "epochs is there twice, and torchtune refuses that"),
        ("[a]\nlearning_rate = 1e-4\nlearning_rate = 1e-3\n", "no TOML: a key is there twice, at line 3"),
    ],
)
def test_a_key_that_is_there_twice_is_refused_where_the_program_does(text, said):
    with pytest.raises(ValueError, match=said):
        Config(text=text, devices=1, samples=40).understood()


def test_two_bases_of_mmengine_share_no_key(tmp_path):
    (tmp_path / "a.py").write_text("train_cfg = dict(by_epoch=False, max_iters=5)\n")
    (tmp_path / "b.py").write_text("train_cfg = dict(by_epoch=False, max_iters=6)\n")
    top = tmp_path / "top.py"
    top.write_text("_base_ = ['a.py', 'b.py']\noptim_wrapper = dict(optimizer=dict(lr=0.1))\n")
    with pytest.raises(ValueError, match="several files that have train_cfg, and MMEngine refuses that"):
        Config(path=str(top)).understood()


def test_a_file_of_deepspeed_below_the_arguments_is_read(tmp_path):
    (tmp_path / "ds.json").write_text(json.dumps(BLOCK))
    arguments = tmp_path / "args.json"
    for name, family in (("ds.json", "deepspeed.WarmupDecayLR"), ("../ds.json", "transformers.cosine")):
        arguments.write_text(json.dumps({**HF, "deepspeed": name}))
        assert Config(path=str(arguments)).understood().plan.schedule.family == family


def test_what_deepspeed_and_the_arguments_tell_otherwise_is_refused(tmp_path):
    (tmp_path / "args.json").write_text(json.dumps(HF))
    text = json.dumps({**BLOCK, "gradient_clipping": 0.5})
    with pytest.raises(ValueError, match="gradient_clipping 0.5 is not max_grad_norm 1.0"):
        Config(text=text, beside=str(tmp_path / "args.json")).understood()


def test_references_of_llamafactory_are_followed():
    text = LLAMA.replace("1.0e-4", "${base.lr}") + "base: {lr: 3e-4}\n"
    assert Config(text=text).understood().plan.schedule.lr == 3e-4


@pytest.mark.parametrize(
    ("script", "lr"),
    [
        ("trl sft --output_dir o --max_steps 5", 2e-5),
        ("accelerate launch -m trl.scripts.dpo --output_dir o --max_steps 5", 1e-6),
        ("accelerate launch sft.py --output_dir o --max_steps 5", 5e-5),
    ],
)
def test_a_script_tells_that_trl_reads_it(script, lr):
    assert Config(text=script).understood().plan.schedule.lr == lr


def test_a_piecewise_constant_is_stepped_by_every_process():
    rules = "lr_scheduler = 'piecewise_constant'\nlr_scheduler_args = [\"step_rules='1:10,0.1'\"]\n"
    assert Config(text=KOHYA + rules, devices=2).understood().plan.schedule.family == "stepped"
