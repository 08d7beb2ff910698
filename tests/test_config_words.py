"""The words of a program's command line, laid over its configuration."""

import pytest

from lrcli.sources.config import Config
from lrcli.sources.configs._settings import ConfigError

MMENGINE = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = [dict(type='MultiStepLR', milestones=[30, 60], by_epoch=False)]
train_cfg = dict(by_epoch=False, max_iters=100)
"""
NEMO = "trainer: {max_steps: 50}\nmodel: {optim: {lr: 1, sched: {name: CosineAnnealing, warmup_steps: 3}}}\n"
LIGHTNING = (
    "trainer: {max_epochs: 5}\nmodel: {class_path: a.B}\noptimizer: {class_path: SGD, init_args: {lr: 0.1}}\n"
    "lr_scheduler: {class_path: StepLR, init_args: {step_size: 2}}\n"
)


def understood(folder, text, words):
    path = folder / "c.txt"
    path.write_text(text)
    return Config(path=str(path), set=words, steps_per_epoch=1).understood()


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (MMENGINE, ("--cfg-options", "param_scheduler.0.milestones=20,40"), "milestones=[20, 40]"),
        (MMENGINE, ("--cfg-options", "param_scheduler.0.milestones=[20,40]", "train_cfg.max_iters=50"), "end=50"),
        (MMENGINE, ("param_scheduler.0.gamma=0.5",), "gamma=0.5"),
        (NEMO, ("~model.optim.sched",), "constant(1)"),
        (NEMO, ("~model.optim.sched.warmup_steps", "++model.optim.lr=2"), "nemo.CosineAnnealing(lr=2, max_steps=50)"),
        (
            LIGHTNING,
            ("--lr_scheduler", "CosineAnnealingLR", "--lr_scheduler.T_max", "5"),
            "torch.CosineAnnealingLR(lr=0.1, T_max=5)",
        ),
        (LIGHTNING, ("--lr_scheduler=StepLR", "--optimizer=Adam"), "torch.StepLR(lr=0.1, step_size=2)"),
    ],
)
def test_words_go_into_lists_and_take_out(tmp_path, text, words, said):
    assert said in repr(understood(tmp_path, text, words).plan.schedule)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (MMENGINE, ("param_scheduler.1.gamma=0.5",), "1 is no place in a list of 1"),
        (MMENGINE, ("param_scheduler.x.gamma=0.5",), "x is no place in a list of 1"),
        (NEMO, ("~model.optim.shed",), "there is no model.optim.shed to take out"),
    ],
)
def test_words_for_what_is_not_there_are_refused(tmp_path, text, words, said):
    with pytest.raises(ConfigError, match=said):
        understood(tmp_path, text, words)
