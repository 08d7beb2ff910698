"""Arcs of cosines that go on for very many waves, and of what is computed step by step until it comes to rest."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.analysis.measures import figures
from lrcli.frameworks._kit import cosines
from lrcli.frameworks.ultralytics import trainer
from lrcli.schedules import arcs

WAVES = [
    "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=100)",
    "2 * transformers.cosine(lr=0.1, num_warmup_steps=0, num_training_steps=90, num_cycles=0.7)",
    "transformers.cosine(lr=0.1, num_warmup_steps=100, num_training_steps=100)",
    "transformers.cosine_with_min_lr(lr=0.1, num_warmup_steps=3, num_training_steps=80, num_cycles=1.75, min_lr=0.01)",
    "transformers.cosine_warmup_with_min_lr(lr=0.1, num_warmup_steps=1, num_training_steps=30, min_lr_rate=0.1)",
    "axolotl.get_cosine_schedule_with_quadratic_warmup(lr=0.1, num_warmup_steps=5, num_training_steps=43)",
    "torchtitan.build_lr_schedulers(lr=0.1, warmup_steps=20, decay_ratio=0.25, decay_type='cosine', training_steps=161)",
    "torch.CosineAnnealingLR(lr=0.1, T_max=20.3)",
    "detectron2.WarmupCosineLR(base_lr=0.05, max_iter=50, base_lr_end=0.0005, warmup_iters=7, rescale_interval=True)",
    "detectron2.WarmupCosineLR(base_lr=0.05, max_iter=57, warmup_iters=7, warmup_factor=0.01)",
    "linear(0, 0.1, 7) >> torchtune.get_cosine_schedule_with_warmup(lr=0.2, num_warmup_steps=5, num_training_steps=30)",
    "stepped(diffusers.cosine(lr=0.1, num_warmup_steps=5, num_training_steps=40, num_cycles=3), 3)",
    "floor(transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=25), 0.03)",
    "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=25, num_cycles=1)[5000:]",
    "ultralytics.BaseTrainer(epochs=20, batches=10, batch=64, cos_lr=True, lrf=0.1, group='bias')",
    "ultralytics.BaseTrainer(epochs=7, batches=13, batch=10, cos_lr=True, lrf=1.5)",
]
"""Cosines whose argument grows, so that rounding moves the rates of one wave from those of another."""
UNRELATED = [
    "transformers.cosine(lr=0.1, num_warmup_steps=0.9999, num_training_steps=100)",
    "transformers.cosine(lr=0.1, num_warmup_steps=0, num_training_steps=1000000, num_cycles=7777.7)",
    "axolotl.get_cosine_schedule_with_quadratic_warmup(lr=0.1, num_warmup_steps=7, num_training_steps=99, num_cycles=9.99371)",
    "torch.CosineAnnealingLR(lr=0.1, T_max=7.77777, eta_min=0.09)",
]
"""Waves that come to no whole number of ticks."""
RESTING = [
    "torch.ChainedScheduler(lr=0.1, schedulers=[torch.LinearLR(0.1, total_iters=20), torch.ExponentialLR(gamma=0.9)])",
    "torch.ChainedScheduler(lr=0.1, schedulers=[torch.StepLR(7), torch.CosineAnnealingWarmRestarts(T_0=40)])",
    "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(), torch.StepLR(3, 0.5)], milestones=[7.5])",
    "paddle.MultiplicativeDecay(learning_rate=0.1, lr_lambda='0.5 if t % 5 == 0 else 1.0')",
    "paddle.LinearLR(0.1, 30.5, last_epoch=12)",
    "deepspeed.OneCycle(0.001, 0.1, cycle_first_step_size=30, lr=0.01, last_batch_iteration=9)",
    "deepspeed.OneCycle(0.001, 0.1, 0.1, 30, decay_step_size=1000, lr=0.01, last_batch_iteration=99)",
    "deepspeed.OneCycle(0.001, 0.1, -0.1, 30, decay_step_size=10000)",
    "torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=6.5, mode='exp_range', gamma=0.999)",
    "deepspeed.WarmupCosineLR(lr=0.1, total_num_steps=10000, warmup_num_steps=100, last_batch_iteration=4)",
    "fairseq.step(lr=0.1, warmup_updates=1000, lr_deacy_period=2.5, lr_decay=0.9999)",
    "transformers.warmup_stable_decay(lr=0.1, num_warmup_steps=100, num_decay_steps=3000, num_training_steps=2500, num_cycles=3, min_lr_ratio=0.1)",
    "paddle.CosineAnnealingWarmRestarts(learning_rate=0.1, T_0=10, last_epoch=46)",
    "paddle.CosineAnnealingWarmRestarts(learning_rate=0.1, T_0=10, T_mult=3, last_epoch=46)",
]
"""Schedules that are resumed, chained, or held for half ticks."""
SHORT = [
    "floor(transformers.cosine(lr=0.1, num_warmup_steps=20, num_training_steps=20), 0.03)",
    "transformers.cosine_warmup_with_min_lr(lr=0.1, num_warmup_steps=1, num_training_steps=15, min_lr_rate=0.1)",
    "detectron2.WarmupCosineLR(base_lr=0.1, max_iter=9, base_lr_end=0.001, warmup_iters=3)",
    "ultralytics.BaseTrainer(epochs=20, batches=10, batch=64, cos_lr=True)",
    "torch.ChainedScheduler(lr=0.1, schedulers=[torch.LinearLR(), torch.ExponentialLR(gamma=0.9)])",
    "torch.SequentialLR(lr=0.1, schedulers=[torch.ConstantLR(), torch.ExponentialLR(gamma=0.9)], milestones=[2.5])",
    "paddle.CosineAnnealingWarmRestarts(learning_rate=0.1, T_0=20, last_epoch=4)",
]
"""Waves of a few steps, of which 10^9 steps have very many, and what has come to rest long before."""


@pytest.mark.parametrize("text", sample("waves", WAVES), ids=lambda text: text[:80])
def test_what_very_many_waves_tell_is_what_all_rows_tell(monkeypatch, text):
    monkeypatch.setattr(cosines, "MOST_ONCE", 20)
    monkeypatch.setattr(cosines, "MOST_ARCS", 10)
    monkeypatch.setattr(arcs, "MOST_ARCS", 10)
    monkeypatch.setattr(trainer, "MOST_STAIRS", 20)
    curves = Curves([("", parse(text))], Run(steps=30_011))
    told = curves.curves[0].arcs(30_011)
    assert any(arc.period for arc in told)
    assert_arcs(curves.curves[0], 30_011)
    noise = 0.2 * max(arc.noise for arc in told)
    assert assert_seen_as_walked(monkeypatch, curves, drawn=noise)


@pytest.mark.parametrize("text", sample("unrelated", UNRELATED), ids=lambda text: text[:80])
def test_what_waves_of_any_length_tell_is_what_all_rows_tell(monkeypatch, text):
    monkeypatch.setattr(cosines, "MOST_ONCE", 20)
    monkeypatch.setattr(cosines, "MOST_TOLD", 0)
    curves = Curves([("", parse(text))], Run(steps=60_011))
    assert any(arc.rule for arc in curves.curves[0].arcs(60_011))
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", sample("resting", RESTING), ids=lambda text: text[:80])
def test_what_is_resumed_or_comes_to_rest_is_what_all_rows_tell(monkeypatch, text):
    assert assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], Run(steps=60_011)))


@pytest.mark.parametrize("text", sample("short", SHORT), ids=lambda text: text[:80])
def test_the_peak_of_very_many_waves_is_found_at_once(text):
    """And that of what has come to rest; a run of some waves has the same rows."""
    few, many = (Curves([("", parse(text))], Run(steps=steps)) for steps in (20_000, 10**9))
    assert closed(many.columns[0], many.ends[0])
    (short,), (long,) = figures(few), figures(many)
    assert (short.peak, short.low) == (long.peak, long.low)
