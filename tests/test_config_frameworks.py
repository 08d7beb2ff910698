"""Configurations of Lightning, timm, Keras, Detectron2 and Ultralytics: rules that the recorded files do not show."""

import numpy as np
import pytest

from lrcli.schedules.marks import WARNING
from lrcli.sources.config import Config
from lrcli.sources.configs._settings import ConfigError


def write(folder, text, name="c.txt"):
    path = folder / name
    path.write_text(text)
    return str(path)


def understood(folder, text, **given):
    """The rates of a configuration, and the codes of what is warned of."""
    made = Config(path=write(folder, text), **given).understood()
    run = made.plan.run
    codes = {remark.code for remark in made.remarks if remark.level == WARNING}
    return made.plan.schedule.on(run)(np.arange(run.rows)), codes


def refusal(folder, text, **given):
    """What is said of a configuration that is refused, or that asks."""
    with pytest.raises(ConfigError) as raised:
        Config(path=write(folder, text), **given).understood()
    assert "\n" not in str(raised.value)
    return str(raised.value)


# --- Lightning ---

LIGHTNING = """trainer: {{{trainer}}}
model: {{class_path: a.B}}
data: {{class_path: a.D, init_args: {{batch_size: 4}}}}
optimizer: {optimizer}
lr_scheduler: {scheduler}
"""


def lightning(trainer="max_epochs: 4", optimizer="Adam", scheduler="{class_path: StepLR, init_args: {step_size: 2}}"):
    return LIGHTNING.format(trainer=trainer, optimizer=optimizer, scheduler=scheduler)


@pytest.mark.parametrize(
    ("trainer", "count"),
    [
        ("max_epochs: 4", 40),
        ("max_epochs: 4, max_steps: 23", 23),
        ("max_epochs: 2, max_steps: 23", 20),
        ("max_epochs: 4, devices: 2", 20),
        ("max_epochs: 4, devices: [0, 1], num_nodes: 2", 12),
        ("max_epochs: 4, accumulate_grad_batches: 3", 16),
        ("max_epochs: 4, limit_train_batches: 3", 12),
        ("max_epochs: 4, limit_train_batches: 0.25", 8),
        ("max_epochs: 4, overfit_batches: 2", 8),
        ("max_epochs: 4, fast_dev_run: true", 1),
    ],
)
def test_the_run_of_lightning(tmp_path, trainer, count):
    rates, _ = understood(tmp_path, lightning(trainer), samples=40, devices=None if "devices" in trainer else 1)
    assert len(rates) == count
    assert rates[0] == 1e-3  # of PyTorch's Adam


def test_the_scheduler_of_lightning_counts_epochs(tmp_path):
    rates, codes = understood(tmp_path, lightning(), samples=40, devices=1)
    assert rates[[0, 19, 20, 39]] == pytest.approx([1e-3, 1e-3, 1e-4, 1e-4])
    assert codes == set()
    long = lightning(scheduler="{class_path: CosineAnnealingLR, init_args: {T_max: 40}}")
    assert understood(tmp_path, long, samples=40, devices=1)[1] == {"config-epochs-not-steps"}


def test_words_of_lightning(tmp_path):
    words = ("--optimizer=SGD", "--optimizer.lr=0.5", "--lr_scheduler.step_size", "1", "--trainer.max_epochs", "3")
    rates, _ = understood(tmp_path, lightning(), samples=4, devices=1, set=words)
    assert rates == pytest.approx([0.5, 0.05, 0.005])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (lightning("max_epochs: 4, gpus: 1"), "no argument gpus"),
        (lightning(scheduler="{class_path: StepLR, init_args: {step: 2}}"), "takes no step"),
        (lightning(scheduler="{class_path: my.Warmup}"), "my.Warmup"),
        (lightning(scheduler="{class_path: StepLR, init_args: {step_size: $EVERY}}"), "EVERY"),
        (lightning(scheduler="{class_path: torch.optim.lr_scheduler.ReduceLROnPlateau}"), "metric"),
        (lightning(scheduler="{class_path: LambdaLR}"), "function"),
        (lightning("max_epochs: -1"), "no end"),
        ("trainer: {max_epochs: 3}\nmodel: {class_path: a.B}\n", "configure_optimizers"),
    ],
)
def test_lightning_refuses(tmp_path, text, says):
    assert says in refusal(tmp_path, text, samples=40)


def test_lightning_asks_for_samples(tmp_path):
    assert "--samples" in refusal(tmp_path, lightning())


# --- timm ---


@pytest.mark.parametrize(
    ("text", "peak"),
    [
        ("opt: adamw", 0.1 * 2),
        ("opt: lamb\nlr_base_scale: linear", 0.1 * 4),
        ("opt: sgd\ngrad_accum_steps: 2", 0.1 * 8),
        ("lr: 0\nopt: sgd", 0.1 * 4),
        ("lr: 0.3", 0.3),
    ],
)
def test_the_rate_of_timm(tmp_path, text, peak):
    rates, _ = understood(tmp_path, f"sched: constant\nepochs: 10\nwarmup_epochs: 0\n{text}\n", devices=8)
    assert rates == pytest.approx([peak] * 10)


def test_defaults_of_timm_are_those_of_its_script(tmp_path):
    rates, codes = understood(tmp_path, "sched: cosine\nlr: 0.1\nepochs: 3\n")
    assert rates == pytest.approx([1e-5 + t * (0.1 - 1e-5) / 5 for t in range(3)])
    assert codes == {"config-warmup-too-long", "config-default-warmup"}


def test_words_of_timm(tmp_path):
    words = ("--sched", "multistep", "--decay-milestones", "2", "4", "--epochs", "6", "--warmup-epochs", "0")
    rates, _ = understood(tmp_path, "sched: cosine\nlr: 0.1\n", set=words)
    assert rates == pytest.approx([0.1, 0.01, 0.01, 0.001, 0.001, 0.001])  # one epoch early


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sched: cosin\nlr: 0.1\n", "did you mean cosine"),
        ("sched: plateau\nlr: 0.1\n", "metric"),
        ("sched: cosine\n", "--devices"),
        ("sched: cosine\nlr: 0.1\nsched_on_updates: true\n", "--samples"),
        ("sched: cosine\nlr: 0.1\nepochs: [1]\n", "epochs is a number"),
    ],
)
def test_timm_refuses(tmp_path, text, says):
    assert says in refusal(tmp_path, text)


def test_a_near_miss_of_timm_is_warned_of(tmp_path):
    assert "config-near-miss" in understood(tmp_path, "sched: cosine\nlr: 0.1\nwarmup_epoch: 3\n")[1]


# --- Keras ---


def test_a_rate_of_keras_may_be_a_number(tmp_path):
    text = '{"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": 0.05}}'
    rates, _ = understood(tmp_path, text, epochs=3.0, samples=100, batch_size=8)
    assert rates == pytest.approx([0.05] * 39, rel=2e-6)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"compile_config": null, "class_name": "Sequential", "config": {"layers": []}}', "without an optimizer"),
        ('{"boundaries": [1], "values": [0.1, 0.2]}', "class"),
        ('{"class_name": "CosineDecay"}', "no config"),
        ('{"class_name": "CosineDecays", "config": {}}', "did you mean CosineDecay"),
        ('{"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 9}}', "--steps"),
    ],
)
def test_keras_refuses(tmp_path, text, says):
    assert says in refusal(tmp_path, text)


# --- Detectron2 ---

SOLVER = "SOLVER:\n  BASE_LR: 0.1\n  MAX_ITER: 100\n  STEPS: (60,)\n  WARMUP_ITERS: 10\n"


def test_files_below_detectron2(tmp_path):
    write(tmp_path, SOLVER, "base.yaml")
    write(tmp_path, "_BASE_: base.yaml\nSOLVER:\n  GAMMA: 0.5\n", "middle.yaml")
    rates, _ = understood(tmp_path, "_BASE_: middle.yaml\nSOLVER:\n  STEPS: (80,)\n")
    assert rates[[10, 79, 80]] == pytest.approx([0.1, 0.1, 0.05])
    assert len(rates) == 100


def test_the_workers_of_detectron2(tmp_path):
    text = f"{SOLVER}  REFERENCE_WORLD_SIZE: 8\n"
    assert "--devices" in refusal(tmp_path, text)
    rates, _ = understood(tmp_path, text, devices=3)
    assert len(rates) == round(100 / (3 / 8))
    assert max(rates) == pytest.approx(0.1 * 3 / 8)


def test_the_biases_of_detectron2(tmp_path):
    plan = Config(path=write(tmp_path, f"{SOLVER}  BIAS_LR_FACTOR: 2.0\n")).understood().plan
    ((name, bias),) = plan.others
    assert name == "bias"
    assert bias.on(plan.run)(50) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("  GAMMA: 1\n", "type mismatch"),
        ("  STEP: 3\n", "STEP"),
        ("  WARMUP_METHOD: cubic\n", "Unknown warmup method"),
        ("  LR_SCHEDULER_NAME: WarmupPolyLR\n", "WarmupPolyLR"),
        ("SOLVR: {}\n", "did you mean SOLVER"),
        ("  REFERENCE_WORLD_SIZE: 3\n", "REFERENCE_WORLD_SIZE"),
    ],
)
def test_detectron2_refuses(tmp_path, more, says):
    assert says in refusal(tmp_path, SOLVER + more, devices=2)


def test_what_does_not_fit_the_run_of_detectron2(tmp_path):
    text = SOLVER.replace("WARMUP_ITERS: 10", "WARMUP_ITERS: 1000").replace("(60,)", "(60, 200)")
    assert understood(tmp_path, text)[1] >= {"config-warmup-too-long", "config-dates-too-late"}


# --- Ultralytics ---

YOLO = "task: detect\nmode: train\nepochs: 10\nbatch: 16\n"


def test_auto_of_ultralytics(tmp_path):
    rates, codes = understood(tmp_path, f"{YOLO}lr0: 0.5\n", samples=320, devices=1, classes=80)
    assert max(rates) == pytest.approx(round(0.002 * 5 / 84, 6) * (1 - 0.3 * 0.99), rel=0.2)
    assert codes == {"config-optimizer-auto", "config-version"}  # a warm-up of 60 batches
    assert "classes" in refusal(tmp_path, YOLO, samples=320)
    assert len(understood(tmp_path, f"{YOLO}single_cls: true\n", samples=320, devices=1)[0]) == len(rates)


def test_the_batches_of_ultralytics(tmp_path):
    rest = "optimizer: SGD\nnbs: 16\n"
    assert len(understood(tmp_path, f"{YOLO}{rest}", samples=320, devices=1)[0]) == 200
    assert len(understood(tmp_path, f"{YOLO}{rest}fraction: 0.5\n", samples=320, devices=1)[0]) == 100
    assert len(understood(tmp_path, f"{YOLO}{rest}device: [0, 1]\n", samples=321)[0]) == 210


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("lr_f: 0.1\n", "did you mean lrf"),
        ("lr0: 1.5\n", "at most 1"),
        ("optimizer: SGDX\n", "did you mean SGD"),
        ("batch: -1\noptimizer: SGD\n", "--batch-size"),
    ],
)
def test_ultralytics_refuses(tmp_path, more, says):
    text = YOLO.replace("batch: 16\n", "") if "batch" in more else YOLO
    assert says in refusal(tmp_path, text + more, samples=320)
