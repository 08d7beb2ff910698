"""Arcs of rates that are held between dates, of more dates than are told one by one."""

import random

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.schedules.arcs import HELD, MOST_ARCS
from lrcli.schedules.marks import MOST_PHASES

ROWS = 30_011
RANDOM = random.Random(0)
DATES = sorted(RANDOM.sample(range(1, 20_000), MOST_ARCS + 500))
FRACTIONS = [date + RANDOM.choice([0, 0.25, 0.5]) for date in DATES]
RATES = [RANDOM.randint(1, 1000) / 10_000 for _ in range(len(DATES) + 1)]
BATCHES = [f"{date}ba" for date in DATES]
RULES = ",".join(f"{rate}:{date}" for date, rate in zip(DATES, RATES, strict=False)) + ",0.1"

TEXTS = [
    f"multistep(0.1, milestones={DATES}, rate=0.999)",
    f"piecewise({RATES}, {DATES})",
    f"piecewise({RATES}, {DATES}, false)",
    f"torch.MultiStepLR(lr=0.1, milestones={DATES}, gamma=0.999)",
    f"torch.MultiStepLR(lr=0.1, milestones={DATES}, gamma=-0.999)",
    f"torch.SequentialLR(lr=0.1, milestones=[99], schedulers=[torch.LinearLR(), torch.MultiStepLR({DATES}, 0.999)])",
    f"paddle.MultiStepDecay(0.1, milestones={DATES}, gamma=0.999)",
    f"paddle.PiecewiseDecay({FRACTIONS}, {RATES}, last_epoch=99)",
    f"paddle.PiecewiseDecay({DATES[::-1]}, {RATES})",
    f"paddle.LinearWarmup(paddle.PiecewiseDecay({DATES}, {RATES}), 99, 0.0, 0.1)",
    f"mmengine.MultiStepLR(lr=0.1, milestones={DATES}, gamma=0.999)",
    f"mmengine.MultiStepLR(lr=0.1, milestones={DATES}, gamma=0.999, begin=99, end=9999)",
    f"mmengine.schedulers(lr=0.1, schedulers=[mmengine.PolyLR(end=9999), mmengine.MultiStepLR(milestones={DATES})])",
    f"timm.MultiStepLRScheduler(lr=0.1, decay_t={FRACTIONS}, decay_rate=0.999, warmup_t=99.5)",
    f"fvcore.MultiStepParamScheduler({RATES}, 20000, {DATES})",
    f"detectron2.WarmupMultiStepLR(base_lr=0.1, max_iter=20000, steps={DATES}, gamma=0.999, warmup_iters=99)",
    "detectron2.WarmupStepWithFixedGammaLR(0.1, gamma=0.999, warmup_iters=99, num_decays=2500, rescale_interval=True)",
    f"keras.PiecewiseConstantDecay({FRACTIONS}, {RATES})",
    f"keras.PiecewiseConstantDecay({[5, 3, 8, 8, 20, 4]}, {RATES[:7]})",
    f"optax.piecewise_constant_schedule(0.1, {dict.fromkeys(FRACTIONS, 0.999)})",
    f"composer.MultiStepScheduler(lr=0.1, milestones={BATCHES}, gamma=0.999)",
    f"composer.MultiStepWithWarmupScheduler(lr=0.1, t_warmup='99ba', milestones={BATCHES}, gamma=0.999)",
    f"darknet.get_current_rate(0.1, 'steps', burn_in=99, steps={DATES}, scales={[0.999] * len(DATES)})",
    f"diffusers.piecewise_constant(lr=0.1, step_rules='{RULES}')",
    f"stepped(multistep(0.1, milestones={DATES}, rate=0.999), 3)[100:]",
    "mmengine.CosineAnnealingLR(lr=0.1, T_max=3.77, begin=99, end=29000)",
]
"""The last has no dates, but turns after a begin."""


@pytest.mark.parametrize("text", sample("dates", TEXTS), ids=lambda text: text[:60])
def test_what_dates_tell_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=ROWS))
    assert_arcs(curves.curves[0], curves.rows)
    assert assert_seen_as_walked(monkeypatch, curves)


def test_many_dates_are_one_arc_and_few_are_told_as_phases():
    curve = parse(TEXTS[0]).on(Run(steps=10**9))
    (arc,) = curve.arcs(10**9)
    assert (arc.form, arc.turns.tolist()) == (HELD, DATES)
    assert len(curve.phases(10**9)) == MOST_PHASES
