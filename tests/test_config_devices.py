"""Devices of a configuration: told by --devices, by the file or by what launches its program, else asked for."""

import pytest

from lrcli.sources.config import Config

HF = "output_dir: o\nlearning_rate: 1.0e-4\nper_device_train_batch_size: 1\nnum_train_epochs: 1\n"
ARGUMENTS = "train.py --output_dir o --learning_rate 1e-4 --per_device_train_batch_size 1 --num_train_epochs 1"
LIGHTNING = """trainer: {max_epochs: 2, devices: DEVICES}
data: {batch_size: 1}
optimizer: {class_path: torch.optim.SGD, init_args: {lr: 0.1}}
lr_scheduler: {class_path: torch.optim.lr_scheduler.ExponentialLR, init_args: {gamma: 0.5}}
"""
KOHYA = "learning_rate = 1e-4\nmax_train_steps = 10\ntrain_batch_size = 1\n"
TIMM = "sched: cosine\nlr: 0.1\nepochs: 4\nwarmup_epochs: 0\nbatch_size: 1\n"
MMENGINE = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
train_cfg = dict(by_epoch=True, max_epochs=2)
train_dataloader = dict(batch_size=1)
"""


def run(text, **given):
    understood = Config(text=text, **given).understood()
    return understood.plan.run, {remark.code for remark in understood.remarks}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (HF, {}),
        (HF, {"format": "trl"}),
        (HF, {"format": "llamafactory"}),
        ("base_model: m\nmicro_batch_size: 1\nlearning_rate: 1.0e-4\n", {}),
        (LIGHTNING.replace("DEVICES", "auto"), {}),
        (KOHYA.replace("max_train_steps", "max_train_epochs"), {}),
        (KOHYA + "lr_scheduler = 'linear'\nlr_warmup_steps = 2\n", {}),
        (TIMM + "sched_on_updates: true\n", {}),
        (MMENGINE, {}),
        ("lr0: 0.1\nlrf: 0.1\noptimizer: SGD\n", {}),
        ("accelerate launch train_text_to_image.py --num_train_epochs 1", {}),
        ("accelerate launch train_text_to_image.py --max_train_steps 9 --scale_lr", {}),
        (f"torchrun --nproc_per_node $N {ARGUMENTS}", {}),
        (f"torchrun --nproc_per_node 2 --nnodes 1:4 {ARGUMENTS}", {}),
    ],
)
def test_devices_are_never_guessed(text, given):
    with pytest.raises(ValueError, match="does not tell the devices: give --devices"):
        run(text, samples=12, **given)
    assert run(text, samples=12, devices=2, **given)[0].rows


@pytest.mark.parametrize(
    ("text", "updates"),
    [
        (f"torchrun --nproc_per_node 2 --nnodes=3 {ARGUMENTS}", 2),
        (f"python -m torch.distributed.launch --nproc-per-node=4 {ARGUMENTS}", 3),
        (f"accelerate launch --multi_gpu --num_processes 6 {ARGUMENTS}", 2),
        (f"deepspeed --num_gpus 2 --num_nodes 2 {ARGUMENTS}", 3),
        (f"deepspeed --include=a:0,1@b:0,1 {ARGUMENTS}", 3),
        (LIGHTNING.replace("DEVICES", "[0, 1]"), 12),
        ("lr0: 0.1\nlrf: 0.1\noptimizer: SGD\ndevice: 0,1\nepochs: 1\nwarmup_epochs: 0\nnbs: 1\nbatch: 2\n", 6),
    ],
)
def test_devices_that_the_file_tells(text, updates):
    assert run(text, samples=12)[0].rows == updates


def test_the_flag_goes_before_the_launcher():
    made, codes = run(f"torchrun --nproc_per_node 2 {ARGUMENTS}", samples=12, devices=3)
    assert made.rows == 4
    assert "config-overridden" in codes


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (HF + "max_steps: 7\n", 7),
        (KOHYA + "lr_scheduler = 'cosine'\n", 10),
        (TIMM, 4),
        ("accelerate launch train_text_to_image.py --max_train_steps 9 --lr_scheduler linear", 9),
    ],
)
def test_devices_that_change_nothing_are_not_asked_for(text, rows):
    made, codes = run(text, samples=12)
    assert (made.rows, made.steps_per_epoch) == (rows, None)
    assert "config-no-epochs" in codes


@pytest.mark.parametrize("text", [HF + "lr_scheduler_type: cosin\n", KOHYA + "lr_scheduler = 'cosin'\n"])
@pytest.mark.parametrize("given", [{}, {"samples": 12}])
def test_a_refusal_comes_before_what_is_asked_for(text, given):
    with pytest.raises(ValueError, match="did you mean cosine"):
        run(text, **given)
