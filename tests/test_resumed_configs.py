"""A configuration that is resumed with another length: what its program makes of it."""

import pytest

from lrcli.clock import Ticks, lasting
from lrcli.schedules.lengthened import lengthened, reread
from lrcli.schedules.scope import Scope
from lrcli.sources.config import Config

HF = "learning_rate: 3.0e-4\nlr_scheduler_type: cosine\nwarmup_ratio: 0.1\nper_device_train_batch_size: 8\n"
TIMM = "model: resnet50\nlr: 0.1\nsched: cosine\nepochs: 10\nwarmup_epochs: 2\ncooldown_epochs: 1\nsched_on_updates: true\n"
MEGATRON = (
    "torchrun pretrain_gpt.py --train-iters 100 --global-batch-size 8 --micro-batch-size 8 --lr 1e-3 --min-lr 1e-4 "
    "--lr-decay-style cosine --lr-warmup-fraction 0.1{}\n"
)
MMENGINE = (
    "train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=10)\n"
    "optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))\n"
    "param_scheduler = [dict(type='LinearLR', start_factor=0.1, by_epoch=False, end=20), "
    "dict(type='CosineAnnealingLR', T_max=8, begin=2, end=10)]\n"
)
COMPOSER = (
    "max_duration: {}\nglobal_train_batch_size: 8\noptimizer:\n  name: decoupled_adamw\n  lr: 1.0e-3\n"
    "scheduler:\n  name: cosine_with_warmup\n  t_warmup: 10ba\n  t_max: {}\n"
)
CASES = [  # the configuration, facts, ticks, what it is for three times as many
    (HF + "max_steps: 100\n", {}, 100, "transformers.cosine(lr=0.0003, num_warmup_steps=30, num_training_steps=300)"),
    (
        HF + "num_train_epochs: 2\n",
        {"samples": 400, "devices": 1},
        100,
        "transformers.cosine(lr=0.0003, num_warmup_steps=30, num_training_steps=300)",
    ),
    (MEGATRON.format(""), {}, 100, "lr_warmup_steps=240, lr_decay_steps=2400"),
    (MEGATRON.format(" --lr-decay-iters 100"), {}, 100, "lr_warmup_steps=80, lr_decay_steps=2400"),
    (MEGATRON.format(" --lr-decay-iters 60"), {}, 100, "lr_warmup_steps=48, lr_decay_steps=480"),
    (MMENGINE, {"samples": 80, "batch_size": 8, "devices": 1}, 100, "T_max=28, begin=2, end=30"),
    (COMPOSER.format("100ba", "1dur"), {}, 100, 't_warmup="10ba"'),
    (COMPOSER.format("100ba", "100ba"), {}, 100, 't_max="300ba"'),
]


@pytest.mark.parametrize(("text", "facts", "ticks", "made"), CASES, ids=[made for *_, made in CASES])
def test_made_for_another_length(text, facts, ticks, made):
    config = Config(text=text, **facts)
    run = config.understood().plan.run
    assert run.ticks == ticks
    longer = lasting(run, Ticks(3 * ticks, run.suffix))
    old, new = Scope(longer, ticks, ticks), Scope(longer, 3 * ticks, 3 * ticks)
    read = lengthened(config, old, new)
    assert made in repr(read.meant())
    assert reread(config, old) is config
    assert longer.ticks == 3 * ticks


@pytest.mark.parametrize("total", [200, 133])
def test_verify_says_that_a_configuration_was_resumed_with_another_total(called, tmp_path, total):
    config, log = tmp_path / "train.yaml", tmp_path / "log.csv"
    config.write_text(HF + "max_steps: 100\n")
    rates = called("csv", f"resumed(config('{config}'), at=50, total={total}, how=transformers)", "-q").stdout
    log.write_text(rates)
    done = called("verify", config, log)
    assert done.returncode == 1
    assert f"the run was resumed there with a total of {total} instead of 100" in done.stdout
