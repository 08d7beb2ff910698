"""What the programs do that few expect, and that a file shows: each is warned of, and lint has it with a mend."""

import re

import pytest

from lrcli.schedules.marks import WARNING
from lrcli.sources.config import Config
from lrcli.sources.configs._settings import ConfigError

KERAS = '{{"class_name": "{0}", "config": {1}}}'
MMENGINE = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1){more})
param_scheduler = [{listed}]
train_cfg = dict(by_epoch={by}, max_{unit}={length})
"""
YOLO = "task: detect\nmode: train\noptimizer: SGD\nepochs: 200\nlr0: 0.01\n"
FOUNDRY = "optimizer: {lr: 1e-4}\nmax_duration: 100ba\n"
NET = "[net]\nlearning_rate=0.1\nmax_batches=100\npolicy=steps\n"
T5 = "{name: T5InverseSquareRootAnnealing, constant_steps: 9}"
TIMM = "lr: 0.1\nepochs: 20\n"


def mmengine(listed, length=10, by=True, more=""):
    unit = "epochs" if by else "iters"
    return MMENGINE.format(listed=listed, by=by, unit=unit, length=length, more=more)


TRAPS = {
    "config-late-dates": [
        (KERAS.format("PiecewiseConstantDecay", '{"boundaries": [5, 50], "values": [0.3, 0.2, 0.1]}'), {"steps": 20}),
        (f"{TIMM}sched: multistep\nwarmup_epochs: 0\n", {}),
        (mmengine("dict(type='MultiStepLR', milestones=[8, 11])"), {"steps_per_epoch": 4}),
        (f"{NET}steps=40,200\nscales=.1,.1\n", {}),
        ("1:10,0.1:200,0.5", {"format": "step_rules", "lr": 0.1, "steps": 100}),
    ],
    "config-ends-early": [
        (KERAS.format("CosineDecay", '{"initial_learning_rate": 0.1, "decay_steps": 10}'), {"steps": 20}),
        (mmengine("dict(type='CosineAnnealingLR', T_max=5, end=5)"), {"steps_per_epoch": 4}),
        ("max_iters = 500\nlr_decay_iters = 100\nwarmup_iters = 5\n", {}),
    ],
    "config-cut": [
        (mmengine("dict(type='CosineAnnealingLR', T_max=20)"), {"steps_per_epoch": 4}),
        (f"{FOUNDRY}scheduler: {{name: cosine_with_warmup, t_warmup: 5ba, t_max: 300ba}}\n", {}),
    ],
    "config-warmup-too-long": [
        (
            KERAS.format(
                "CosineDecay",
                '{"initial_learning_rate": 0.0, "decay_steps": 9, "warmup_target": 0.1, "warmup_steps": 50}',
            ),
            {"steps": 20},
        ),
        (mmengine("dict(type='LinearLR', start_factor=0.1, end=500, by_epoch=False)", 50, False), {}),
        (f"{FOUNDRY}scheduler: {{name: constant_with_warmup, t_warmup: 200ba}}\n", {}),
    ],
    "config-default-warmup": [
        (f"{TIMM}sched: cosine\n", {}),
        ("learning_rate = 1e-3\nmax_iters = 5000\nlr_decay_iters = 5000\n", {}),
    ],
    "config-early-drop": [(f"{TIMM}sched: multistep\nwarmup_epochs: 0\ndecay_milestones: [5, 9]\n", {})],
    "config-default-lr": [("sched: cosine\nepochs: 20\nwarmup_epochs: 0\n", {"devices": 1})],
    "config-default-decay": [
        ("[optimizer]\nlr = 1e-3\n[lr_scheduler]\nwarmup_steps = 5\n[training]\nsteps = 50\n", {})
    ],
    "config-cut-epochs": [
        (
            mmengine("dict(type='LinearLR', start_factor=0.1, end=0.6, convert_to_iter_based=True)"),
            {"steps_per_epoch": 4},
        )
    ],
    "config-noise": [(f"{TIMM}sched: cosine\nwarmup_epochs: 0\nlr_noise: [0.5, 0.9]\n", {})],
    "config-version": [
        (f"{TIMM}sched: wsd\nwarmup_epochs: 0\n", {}),
        (f"{NET}steps=-1,50\nscales=.1,10\n", {}),
        (f"{YOLO}lrf: 0.01\n", {"samples": 64, "devices": 1}),
    ],
    "config-counts-batches": [
        (mmengine("dict(type='ExponentialLR', gamma=0.9, by_epoch=False)", 50, False, ", accumulative_counts=4"), {})
    ],
    "config-factor-not-rate": [
        (f"{YOLO}lrf: 1e-5\n", {"samples": 64, "devices": 1}),
        (f"{FOUNDRY}scheduler: {{name: cosine_with_warmup, t_warmup: 5ba, alpha_f: 1e-5}}\n", {}),
    ],
    "config-not-read": [
        (f"{FOUNDRY}scale_schedule_ratio: 0.5\nscheduler: {{name: cosine_with_warmup, t_warmup: 5ba}}\n", {}),
        (f"{NET}steps=40\nscales=.1,.1\n", {}),
    ],
    "config-rates-or-factors": [
        ("1:10, 0.1:20, 0.005", {"format": "rate:step", "steps": 100}),
        ("5e-5:10,5e-6:20,1e-6", {"format": "step_rules", "lr": 0.1, "steps": 100}),
    ],
    "config-not-ascending": [("1:50,0.5:10,0.1", {"format": "step_rules", "lr": 0.1, "steps": 100})],
    "config-number-cut": [(f"{NET}steps=40,50 # drops\nscales=.1,.1\n", {})],
    "config-twice": [(f"{NET}steps=40\nscales=.1\nlearning_rate=5\n", {})],
    "config-lr-not-read": [(f"trainer: {{max_steps: 50}}\nmodel: {{optim: {{lr: 1, sched: {T5}}}}}\n", {})],
    "config-near-miss": [
        (f"{FOUNDRY}max_duratio: 9ba\nscheduler: {{name: constant_with_warmup, t_warmup: 5ba}}\n", {}),
        (f"{TIMM}sched: cosine\nwarmup_epochs: 0\nlr_min: 1e-5\n", {}),
        (mmengine("").replace("param_scheduler", "param_schedulers"), {"steps_per_epoch": 4}),
    ],
}


def warnings(folder, text, given):
    """What is warned of, by its codes."""
    name = "c.json" if text.startswith("{") else "c.py" if text.startswith("optim_wrapper") else "c.txt"
    (folder / name).write_text(text)
    remarks = Config(path=str(folder / name), **given).understood().remarks
    return {remark.code: remark for remark in remarks if remark.level == WARNING}


@pytest.mark.parametrize(("code", "text", "given"), [(code, *each) for code, all_ in TRAPS.items() for each in all_])
def test_a_trap_is_warned_of_with_a_mend(tmp_path, code, text, given):
    found = warnings(tmp_path, text, given)[code]
    assert found.mend
    assert re.match(r"\S*c\.\w+( line \d+)?: ", found.text)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (KERAS.format("CosineDecay", '{"initial_learning_rate": 0.1, "decay_steps": 20}'), {"steps": 20}),
        ('{"class_name": "SGD", "config": {"learning_rate": 0.1}}', {"steps": 20}),
        (f"{TIMM}sched: multistep\nwarmup_epochs: 2\ndecay_milestones: [30]\n", {"epochs": 40}),
        (f"{TIMM}sched: cosine\nwarmup_epochs: 2\n", {}),
        (
            mmengine(
                "dict(type='LinearLR', start_factor=0.1, end=20, by_epoch=False), "
                "dict(type='MultiStepLR', milestones=[6, 8], end=10)"
            ),
            {"steps_per_epoch": 4},
        ),
        (f"{YOLO}lrf: 0.01\n", {"samples": 640, "devices": 1}),
        (f"{FOUNDRY}scheduler: {{name: cosine_with_warmup, t_warmup: 5ba, alpha_f: 0.1}}\n", {}),
        (f"{NET}burn_in=10\nsteps=40,50\nscales=.1,.1\n", {}),
        ("max_iters = 500\nlr_decay_iters = 500\nwarmup_iters = 5\n", {}),
        ("1:10,0.1:20,0.005", {"format": "step_rules", "lr": 0.1, "steps": 100}),
    ],
)
def test_what_is_as_meant_is_not_warned_of(tmp_path, text, given):
    assert set(warnings(tmp_path, text, given)) <= {"config-early-drop"}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("trainer: {max_step: 50}\nmodel: {optim: {lr: 1}}\n", "max_steps"),
        ("trainer: {max_steps: 50}\nmodel: {optim: {lr: 1, shed: {name: CosineAnnealing}}}\n", "sched"),
        ("trainer: {max_epochs: 5}\nmodel: {}\noptimizer: {class_path: SGD}\nlr_schedule: {}\n", "lr_scheduler"),
        ("[optimiser]\nlr = 1\n[training]\nsteps = 9\n", r"\[optimizer\]"),
    ],
)
def test_a_slip_that_the_program_refuses_is_refused(tmp_path, text, near):
    path = tmp_path / "c.txt"
    path.write_text(text)
    with pytest.raises(ConfigError, match=f"did you mean {near}"):
        Config(path=str(path)).understood()


def test_keras_wants_all_arguments(tmp_path):
    path = tmp_path / "c.json"
    path.write_text(KERAS.format("CosineDecay", '{"initial_learning_rate": 0.1}'))
    with pytest.raises(ConfigError, match="has no decay_steps"):
        Config(path=str(path), steps=9).understood()
