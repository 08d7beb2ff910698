"""Configurations as public repositories have them: what is read, for whose it is taken, and what is refused."""

import json

import numpy as np
import pytest

from lrcli.sources._content import family_of
from lrcli.sources.config import Config

ARGUMENTS = "--learning_rate 1e-4 --num_train_epochs 1 --per_device_train_batch_size 1"
TUNED = f"--stage sft --finetuning_type lora {ARGUMENTS}"
ONE_CYCLE = 'lr_scheduler_type="OneCycleLR"\nlr_scheduler_args=["max_lr=1", "total_steps=TOTAL"]\nmax_train_steps=12\n'
XTUNER = """from xtuner.engine.runner import TrainLoop
from mmengine.optim import CosineAnnealingLR
optim_wrapper = dict(optimizer=dict(lr=0.1))
train_dataloader = dict(batch_size=2)
param_scheduler = [dict(type=CosineAnnealingLR, begin=0, end=3, by_epoch=True, convert_to_iter_based=True)]
"""
COMPOSITE = """
optimization: {lr: [0.5], max_update: 100}
optimizer:
  _name: composite
  groups:
    decoder: {lr: [0.2], optimizer: {_name: adam}, lr_scheduler: {_name: fixed, warmup_updates: 0}}
    default: {lr_float: 0.1, lr: [0.3], optimizer: {_name: adam}, lr_scheduler: {_name: cosine, warmup_updates: 10}}
lr_scheduler: pass_through
"""


def understood(text, **given):
    return Config(text=text, **given).understood()


def codes(text, **given):
    return [remark.code for remark in understood(text, **given).remarks]


@pytest.mark.parametrize(
    ("line", "devices"),
    [
        (f"CUDA_VISIBLE_DEVICES=0,1 python run_clm.py {ARGUMENTS}", 2),
        (f"export CUDA_VISIBLE_DEVICES=4,5,6\nenv nohup python3 -u -m a.run_clm {ARGUMENTS}", 3),
        (f"CUDA_VISIBLE_DEVICES= python run_clm.py {ARGUMENTS}", 1),
        (f"CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc_per_node 4 run_clm.py {ARGUMENTS}", 4),
        (f"CUDA_VISIBLE_DEVICES=2,3 deepspeed run_clm.py {ARGUMENTS}", 2),
        (f"CUDA_VISIBLE_DEVICES=2,3 deepspeed --num_gpus 1 run_clm.py {ARGUMENTS}", 1),
        (f"CUDA_VISIBLE_DEVICES=0,1 llamafactory-cli train {TUNED}", 2),
        (f"FORCE_TORCHRUN=1 NNODES=2 NPROC_PER_NODE=4 llamafactory-cli train {TUNED}", 8),
    ],
)
def test_devices_that_a_line_tells(line, devices):
    assert understood(line, samples=24).plan.run.steps == 24 // devices
    assert "config-launcher" in codes(line, samples=24)
    assert "config-overridden" in codes(line, samples=24, devices=12)


@pytest.mark.parametrize(
    "line",
    [
        f"CUDA_VISIBLE_DEVICES=0,1\npython run_clm.py {ARGUMENTS}",  # not handed on
        f"CUDA_VISIBLE_DEVICES=$1 python run_clm.py {ARGUMENTS}",
        f"CUDA_VISIBLE_DEVICES=0,0 python run_clm.py {ARGUMENTS}",
        f"CUDA_VISIBLE_DEVICES=0,1 torchrun run_clm.py {ARGUMENTS}",
        f"CUDA_VISIBLE_DEVICES=0,1 accelerate launch run_clm.py {ARGUMENTS}",
        f"CUDA_VISIBLE_DEVICES=0,1 srun python run_clm.py {ARGUMENTS}",
        f"CUDA_VISIBLE_DEVICES=0,1 python run_clm.py {ARGUMENTS} --deepspeed ds.json",
        f"CUDA_VISIBLE_DEVICES=0,1 python src/train.py {TUNED}",
        f"CUDA_VISIBLE_DEVICES=0,1 USE_RAY=1 llamafactory-cli train {TUNED}",
        f"FORCE_TORCHRUN=1 llamafactory-cli train {TUNED}",
    ],
)
def test_devices_that_a_line_does_not_tell(line):
    with pytest.raises(ValueError, match="give --devices"):
        understood(line, samples=24)


def rates(text, rows, **given):
    plan = understood(text, **given).plan
    return plan.schedule.on(plan.run)(np.arange(rows)).tolist()


@pytest.mark.parametrize(("devices", "last"), [(1, 8), (2, 8)])
def test_a_one_cycle_past_its_end_is_held_as_accelerate_holds_it(devices, last):
    made = rates(ONE_CYCLE.replace("TOTAL", "8"), 12, devices=devices)
    longer = rates(ONE_CYCLE.replace("TOTAL", "8").replace("=12", "=9"), 9, devices=1)
    assert made == [longer[min(row * devices, last)] for row in range(12)]
    assert "config-ends-early" in codes(ONE_CYCLE.replace("TOTAL", "8"), devices=devices)
    assert codes(ONE_CYCLE.replace("TOTAL", "12"), devices=1) == ["config-read"]


@pytest.mark.parametrize(
    "text",
    [
        "output_dir: out\nseed: 1\ndebug: false\n",
        "learning_rate: 0.1\nbatch_size: 8\nepochs: 3\n",
        "python generate.py --seed 1 --output_dir out",
        f"accelerate launch own.py --train_batch_size 4 --lr_scheduler cosine {ARGUMENTS}",
    ],
)
def test_what_has_no_sign_of_the_trainer_is_not_taken_for_its_arguments(text):
    with pytest.raises(ValueError, match="no configuration that is known"):
        understood(text, samples=24, devices=1)


def test_the_configuration_of_accelerate_is_named():
    with pytest.raises(ValueError, match=r"accelerate launch, which sets no LR; its num_processes is --devices 8"):
        understood("compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\nnum_processes: 8\ndebug: false\n")


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("accelerate launch sdxl_train_network.py --learning_rate 1e-4 --max_train_steps 9", "kohya"),
        ("accelerate launch own.py --network_module=networks.lora --learning_rate 1e-4", "kohya"),
        ("accelerate launch examples/scripts/orpo.py --num_train_epochs 1 --max_steps 9", "trl"),
        ("accelerate launch trl/scripts/sft.py --max_steps 9", "trl"),
        ("model: m\ntrain_dataset: d\nmicro_batch_size: 1\nmax_steps: 9\nlearning_rate: 1e-4\n", "llamafactory"),
    ],
)
def test_programs_are_told(line, program):
    assert understood(line, devices=1).format.name == program


def test_defaults_of_the_programs():
    assert "lr=1e-06" in repr(understood("python examples/scripts/orpo.py --max_steps 9").plan.schedule)
    new = understood("model: m\ntrain_dataset: d\nsample_backend: hf\nmax_steps: 9\n").plan.schedule
    assert repr(new) == "constant(0.0001)"


def test_the_epochs_of_xtuners_loop_are_iterations():
    text = XTUNER + "train_cfg = dict(type=TrainLoop, max_epochs=3)\n"
    assert understood(text, samples=20, devices=2).plan.run.steps == 15
    with pytest.raises(ValueError, match="neither max_epochs nor max_iters"):
        understood(XTUNER + "train_cfg = dict(type=TrainLoop)\n", samples=20, devices=2)


def test_each_group_of_fairseqs_composite_optimizer_has_its_rate():
    plan = understood(COMPOSITE).plan
    assert repr(plan.schedule) == "fairseq.cosine(lr=0.1, warmup_updates=10, max_update=100)"
    assert [(name, repr(each)) for name, each in plan.others] == [("decoder", "fairseq.fixed(lr=0.2)")]
    with pytest.raises(ValueError, match="has no lr_scheduler, which pass_through needs"):
        understood(COMPOSITE.replace("lr_scheduler: {_name: fixed, warmup_updates: 0}", "lr_scheduler: null"))


def test_batches_of_nemos_speech_synthesis():
    model = {"optim": {"lr": 0.1, "sched": {"name": "CosineAnnealing"}}}
    model["train_ds"] = {"dataloader_params": {"batch_size": 4}}
    text = json.dumps({"trainer": {"max_epochs": 2, "devices": 1}, "model": model})
    assert understood(text, samples=40).plan.run.steps == 20


def test_a_file_of_darknet_with_layers_is_no_log(tmp_path):
    path = tmp_path / "yolo.cfg"
    path.write_text("[net]\nbatch=1\nbatch=64\nlearning_rate=0.1\npolicy=constant\nmax_batches=9\n[a]\nx=1\n[a]\nx=1\n")
    assert family_of(str(path)) == "config"
    assert Config(path=str(path)).understood().plan.run.steps == 9


def test_set_takes_a_switch_of_another_program(called, tmp_path):
    path = tmp_path / "c.py"
    path.write_text(
        "optim_wrapper = dict(optimizer=dict(lr=0.1))\ntrain_cfg = dict(by_epoch=False, max_iters=9)\n"
        "train_dataloader = dict(batch_size=8)\nauto_scale_lr = dict(enable=False, base_batch_size=16)\n"
    )
    words = ("value", str(path), "--at", "0", "--devices", "1", "--quiet")
    assert called(*words).stdout == "0.1\n"
    assert called(*words, "--set", "--auto-scale-lr").stdout == "0.05\n"
    assert called(*words, "--set=--auto-scale-lr").stdout == "0.05\n"
    assert "--set needs a value" in called(*words, "--set", "--steps", "5").stderr
    assert (
        "--set --auto-scale-lr: nothing here asks for it" in called("value", "cosine", "--set=--auto-scale-lr").stderr
    )


@pytest.mark.parametrize(
    "script",
    [
        "CUDA_VISIBLE_DEVICES=0,1 llamafactory-cli train lora.yaml",
        "#!/bin/bash\naxolotl train lora.yaml\n",
        "accelerate launch --num_processes 4 train.py --config lora.yaml",
        "torchrun --nproc_per_node 8 train.py \\\n  --config-file lora.yaml\n",
    ],
)
def test_a_script_that_hands_over_a_configuration_names_it(called, tmp_path, script):
    (tmp_path / "run").write_text(script)
    result = called("value", tmp_path / "run", "--steps", "10")
    assert result.returncode == 2
    assert "sets no LR; it hands lora.yaml to its program: give that file" in result.stderr
