"""What people run, over natives and all frameworks: what lint must say of it, all of it, and what mends it."""

import ast
import re
from fractions import Fraction

import pytest
from test_lint import findings

from lrcli import Run, parse
from lrcli.analysis.lint.case import Case
from lrcli.analysis.lint.findings import IN_EPOCHS
from lrcli.render.records.lint import mend
from lrcli.schedules.around import Floor, Scale, Stepped
from lrcli.schedules.schedule import Schedule

WARMED = (
    "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1, total_iters={}), {}], milestones=[{}])"
)
NOT_IMPROVED = "metrics=[1, .9, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .7, .6, .5, .5]"
CYCLE = "{'init_value': 0, 'peak_value': 0.1, 'warmup_steps': 100, 'decay_steps': 5000}"

FINE = """\
90ep              cosine(0.1, final="10%")
90ep x 391        warmup(cosine(0.1, final="10%"), 5)
100000st          wsd(3e-4, warmup=2000, cooldown="10%")
90ep              multistep(0.1, 0.1, [30, 60, 80])
90ep              step(0.1, 0.1, 30)
30ep x 100        one_cycle(0.1)
150ep             restarts(0.1, period=10, growth=2)
100ep             repeat(cosine(0.1, length=10))
100000st          inverse_sqrt(0.001, warmup=4000)
100000st          noam
100ep             exponential(0.1, gamma=0.97)
40000st           polynomial(0.01, power=0.9)
100ep             triangular(0.1, 0.001, 5)
1000st            exponential(1e-7, final=1)
1000st            linear(1e-6, final=1)
100ep x 100       knee(0.1, warmup=5)
20ep              plateau(0.1, {NOT_IMPROVED})
20ep              constant(0.01)
100ep x 100       linear(0, 0.1, 5) >> constant(0.1)
100ep             cosine(0.1, final=0.05)[:75] >> constant(0.05)
90ep              torch.StepLR(lr=0.1, step_size=30)
90ep              torch.MultiStepLR(lr=0.1, milestones=[30, 60, 80])
90ep              torch.CosineAnnealingLR(lr=0.1, T_max=90)
90ep x 391        torch.CosineAnnealingLR(lr=0.1, T_max=35190)
90ep x 391 by ep  torch.CosineAnnealingLR(lr=0.1, T_max=90)
150ep             torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10, T_mult=2)
100ep             torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10)
3000st            torch.OneCycleLR(max_lr=0.1, total_steps=3000)
3000st            torch.OneCycleLR(lr=0.1, max_lr=0.1, total_steps=3000)
100ep             torch.CyclicLR(lr=0.1, base_lr=0.001, max_lr=0.1, step_size_up=5)
1000st            torch.CyclicLR(base_lr=1e-5, max_lr=1.0, step_size_up=1000)
100ep             torch.ExponentialLR(lr=0.1, gamma=0.95)
100ep             torch.PolynomialLR(lr=0.01, total_iters=100, power=0.9)
100ep             torch.LambdaLR(lr=0.1, lr_lambda="0.95 ** t")
20ep              torch.ReduceLROnPlateau(lr=0.1, patience=3, {NOT_IMPROVED})
100ep             torch.LinearLR(lr=0.1, start_factor=1.0, end_factor=0.01, total_iters=100)
100ep             {WARMED_COSINE}
100ep             torch.ChainedScheduler(schedulers=[torch.LinearLR(start_factor=0.1), torch.ExponentialLR(gamma=0.97)], lr=0.1)
100ep             torch.SequentialLR(lr=0.1, schedulers=[torch.CosineAnnealingLR(T_max=75), torch.SWALR(swa_lr=0.05, anneal_epochs=5)], milestones=[75])
1000000st         keras.ExponentialDecay(0.1, 100000, 0.96)
100000st          keras.ExponentialDecay(0.1, 10000, 0.9, staircase=True)
10000st           keras.CosineDecay(0.0, 9000, warmup_target=0.001, warmup_steps=1000)
64000st           keras.PiecewiseConstantDecay([32000, 48000], [0.1, 0.01, 0.001])
10000st           keras.PolynomialDecay(0.01, 10000, 0.0001, power=0.5)
100000st          keras.InverseTimeDecay(0.1, 1000, 0.5)
7000st            keras.CosineDecayRestarts(0.1, 1000)
10000st           optax.warmup_cosine_decay_schedule(0.0, 1e-3, 1000, 10000, 1e-5)
100000st          optax.warmup_constant_schedule(0.0, 1e-4, 4000)
20000st           optax.exponential_decay(0.1, 1000, 0.9)
90000st           optax.piecewise_constant_schedule(0.1, {{30000: 0.1, 60000: 0.1}})
1000st            optax.cosine_onecycle_schedule(1000, 0.1)
10000st           optax.join_schedules([optax.linear_schedule(0.0, 0.1, 500), optax.cosine_decay_schedule(0.1, 9500)], [500])
3ep x 1000        transformers.linear(lr=5e-5, num_warmup_steps=300, num_training_steps=3000)
1000st            transformers.cosine(lr=1e-4, num_warmup_steps=100, num_training_steps=1000)
1000st            transformers.cosine_with_restarts(lr=1e-4, num_warmup_steps=100, num_training_steps=1000, num_cycles=3)
1000st            transformers.polynomial(lr=1e-4, num_warmup_steps=100, num_training_steps=1000)
10ep x 200        transformers.constant_with_warmup(lr=1e-4, num_warmup_steps=40)
10ep x 200        transformers.constant_with_warmup(lr=1e-4, num_warmup_steps=40, num_training_steps=500)
100000st          transformers.inverse_sqrt(lr=1e-4, num_warmup_steps=4000)
1000st            transformers.cosine_with_min_lr(lr=1e-4, num_warmup_steps=100, num_training_steps=1000, min_lr_rate=0.1)
1000st            transformers.warmup_stable_decay(lr=1e-4, num_warmup_steps=100, num_training_steps=1000, num_decay_steps=200)
310ep             timm.CosineLRScheduler(lr=5e-4, t_initial=300, warmup_t=5, warmup_lr_init=1e-6, lr_min=1e-5)
310ep x 100       timm.CosineLRScheduler(lr=5e-4, t_initial=300, warmup_t=5, warmup_lr_init=1e-6, lr_min=1e-5)
90ep              timm.StepLRScheduler(lr=0.1, decay_t=30, decay_rate=0.1)
90ep              timm.MultiStepLRScheduler(lr=0.1, decay_t=[30, 60, 80], decay_rate=0.1)
100ep             timm.WSDLRScheduler(lr=1e-3, t_initial=95, decay_t=20, warmup_t=5, warmup_lr_init=1e-6)
1000st            optax.polynomial_schedule(0.1, 0.001, 2.0, 800, 200)
1000st            optax.piecewise_interpolate_schedule("cosine", 0.01, {{300: 10, 1000: 0.001}})
10000st           optax.sgdr_schedule([{CYCLE}, {CYCLE}])
100ep             timm.CosineLRScheduler(lr=0.1, t_initial=20, cycle_limit=5, cycle_decay=0.5)
10ep x 100        torch.OneCycleLR(max_lr=0.1, epochs=10, steps_per_epoch=100, three_phase=True)
75ep              {WARMED_RESTARTS}
1000st            transformers.cosine(lr=1e-4, num_warmup_steps=0, num_training_steps=1000, num_cycles=1.5)
8ep               transformers.greedy(lr=1e-2, metrics=[1, .9, .8, .7, .6, .5, .4, .3])
3ep x 10          optax.contrib.reduce_on_plateau(lr=0.1, patience=20, metrics=[1, .9, .8, .7, .6, .5, .4, .3, .2, .1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
100ep             stepped(timm.PolyLRScheduler(lr=0.1, t_initial=200, power=0.9), 2)
12ep              torch.MultiStepLR(lr=0.02, milestones=[8, 11])
1000st            formula("0.1 * 0.5 * (1 + cos(pi * t / 1000))")
1000st            formula("0.1 * 0.5 * (1 + cos(pi * t / 100))")
100st             formula("0.001 * 10 ** (t / 50)")
14ep              torch.StepLR(lr=0.001, step_size=1, gamma=0.7)
450ep x 100       timm.StepLRScheduler(lr=0.016, decay_t=2.4, decay_rate=0.97, warmup_t=3, warmup_lr_init=1e-6)
50000st           optax.warmup_exponential_decay_schedule(0.0, 1e-3, 1000, 5000, 0.9)
500st             stepped(transformers.cosine_with_min_lr(lr=1e-4, num_warmup_steps=100, num_training_steps=4000, min_lr_rate=0.1), 8)
3000st            stepped(transformers.linear(lr=5e-5, num_warmup_steps=600, num_training_steps=6000), 2)
3000st            stepped(transformers.constant_with_warmup(lr=5e-5, num_warmup_steps=600), 4)
"""

RUINED = """\
ends-early         1000st      transformers.linear(lr=1e-4, num_warmup_steps=0, num_training_steps=600)
ends-early         1000st      transformers.polynomial(lr=1e-4, num_warmup_steps=100, num_training_steps=600)
ends-early         1000st      transformers.cosine_with_restarts(lr=1e-4, num_warmup_steps=0, num_training_steps=600)
ends-early         1000st      transformers.warmup_stable_decay(lr=1e-4, num_warmup_steps=10, num_training_steps=600, num_decay_steps=100)
ends-early         1000st      transformers.warmup_stable_decay(lr=1e-4, num_warmup_steps=10, num_stable_steps=400, num_decay_steps=100)
ends-early         1000st      stepped(transformers.linear(lr=1e-4, num_warmup_steps=0, num_training_steps=1000), 2)
ends-early         1000st      stepped(transformers.linear(lr=1e-4, num_warmup_steps=0, num_training_steps=1000), 4)
ends-early         1000st      stepped(transformers.polynomial(lr=1e-4, num_warmup_steps=0, num_training_steps=1000), 2)
ends-early         1000st      stepped(optax.cosine_decay_schedule(0.1, 1000), 4)
ends-early         100ep       stepped(torch.OneCycleLR(max_lr=0.1, total_steps=100), 2)
ends-early         10ep x 100  stepped(torch.OneCycleLR(max_lr=0.1, epochs=10, steps_per_epoch=100), 4)
ends-early         100ep       stepped(cosine(0.1), 2)
ends-early         1000st      stepped(multistep, 4)
ends-early         1000st      optax.polynomial_schedule(0.1, 0.001, 2.0, 500, 200)
ends-early         100ep       repeat(cosine(0.1, length=10), 5)
ends-early         90ep        0.5 * timm.TanhLRScheduler(lr=0.1, t_initial=60)
rises-again        1000st      stepped(transformers.cosine(lr=1e-4, num_warmup_steps=0, num_training_steps=1000), 2)
rises-again        1000st      stepped(transformers.cosine(lr=1e-4, num_warmup_steps=100, num_training_steps=1000), 4)
rises-again        100ep       stepped(torch.CosineAnnealingLR(lr=0.1, T_max=100), 2)
rises-again        750st       transformers.cosine(lr=1e-4, num_warmup_steps=0, num_training_steps=375)
rises-again        1000st      transformers.cosine_with_min_lr(lr=1e-4, num_warmup_steps=0, num_training_steps=600, min_lr_rate=0.1)
rises-again        1000st      transformers.cosine(lr=1e-4, num_warmup_steps=100, num_training_steps=1000, num_cycles=1)
rises-again        100ep       torch.CosineAnnealingLR(lr=0.1, T_max=67)
rises-again        100ep       torch.CosineAnnealingLR(lr=0.1, T_max=100)[30:]
rises-again        100ep       {WARMED_SHORT}
rises-again jump   100ep       torch.CosineAnnealingLR(lr=0.1, T_max=50)[:80] >> constant(0.01)
rises-again        100ep       torch.ChainedScheduler(schedulers=[torch.LinearLR(start_factor=0.1), torch.CosineAnnealingLR(T_max=50)], lr=0.1)
ends-early         100ep       torch.PolynomialLR(lr=0.1, total_iters=60)
ends-early         100ep       torch.LinearLR(lr=0.1, start_factor=1.0, end_factor=0.0, total_iters=60)
ends-early         1000st      keras.PolynomialDecay(0.1, 600)
ends-early         1000st      optax.cosine_onecycle_schedule(600, 0.1)
ends-early         1000st      optax.warmup_cosine_decay_schedule(0.0, 0.1, 100, 600)
ends-early         10000st     optax.join_schedules([optax.linear_schedule(0.0, 0.1, 500), optax.cosine_decay_schedule(0.1, 5000)], [500])
ends-early         100ep       timm.CosineLRScheduler(lr=0.1, t_initial=60)
ends-early         100ep       timm.CosineLRScheduler(lr=0.1, t_initial=20, cycle_limit=3)
ends-early         100ep       floor(cosine(0.1, length=60), 0.001)
ends-early         1000st      cosine(0.1, length=300) >> constant(0)
ends-early         100ep       formula("0.1 * max(0, 1 - t / 60)")
ends-early         100ep       torch.LambdaLR(lr=0.1, lr_lambda="max(0, 1 - t / 60)")
ends-early         90ep x 391  optax.piecewise_constant_schedule(0.1, {{30: 0.1, 60: 0.1}})
cut                1000st      transformers.cosine_with_restarts(lr=1e-4, num_warmup_steps=0, num_training_steps=2000)
cut                1000st      keras.CosineDecayRestarts(0.1, 2000)
cut                100ep       torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=200)
cut                100ep       restarts(0.1, period=200)
cut                160ep       torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10, T_mult=2)
cut                101ep       repeat(cosine(0.1, length=10))
cut                100ep x 50  timm.WSDLRScheduler(lr=1e-3, t_initial=200, warmup_t=10, warmup_lr_init=1e-6, decay_t=20)
cut                90ep        torch.CosineAnnealingLR(lr=0.1, T_max=35190)
cut                1000st      optax.warmup_cosine_decay_schedule(0.0, 0.1, 100, 2000)
cut                100ep       {WARMED_LONG}
cut                100ep       linear(0.01, 0.1, 5) >> torch.CosineAnnealingLR(lr=0.1, T_max=200)
cut                1000st      transformers.warmup_stable_decay(lr=1e-4, num_warmup_steps=10, num_stable_steps=1400, num_decay_steps=100)
cut                100ep       {WARMED_LATE}
cut                80ep        {WARMED_RESTARTS}
cut                100ep       torch.ConstantLR(lr=0.1, factor=0.1, total_iters=500)
cut                6000st      optax.sgdr_schedule([{CYCLE}, {CYCLE}])
cut                85ep        timm.CosineLRScheduler(lr=0.1, t_initial=20, cycle_limit=5)
cut                780st       transformers.cosine_with_restarts(lr=1e-4, num_warmup_steps=0, num_training_steps=1000, num_cycles=4)
raises             10ep x 100  torch.OneCycleLR(max_lr=0.1, epochs=5, steps_per_epoch=100)
cut                40000st     keras.PiecewiseConstantDecay([32000, 48000], [0.1, 0.01, 0.001])
cut                90ep x 391  timm.MultiStepLRScheduler(lr=0.1, decay_t=[30, 60, 100], decay_rate=0.1)
warm-up            1000st      transformers.constant_with_warmup(lr=1e-4, num_warmup_steps=2000)
warm-up            1000st      transformers.linear(lr=1e-4, num_warmup_steps=700, num_training_steps=1000)
warm-up            100ep       timm.CosineLRScheduler(lr=0.1, t_initial=100, warmup_t=4000, warmup_lr_init=1e-6)
warm-up            100ep       warmup(cosine(0.1), 60, start=0.001)
warm-up            100ep       one_cycle(0.1, warmup="60%")
warm-up            100ep       torch.OneCycleLR(max_lr=0.1, total_steps=100, pct_start=0.7)
warm-up            100ep x 10  linear(0, 0.1, 70) >> cosine(0.1)
percent            1000st      keras.CosineDecay(0.1, 900, warmup_target=0.01, warmup_steps=100)
percent            1000st      optax.warmup_cosine_decay_schedule(0.1, 0.01, 100, 1000)
percent            100ep       timm.CosineLRScheduler(lr=0.1, t_initial=100, warmup_t=5, warmup_lr_init=0.5)
percent            100ep       wsd(0.1, start=0.2)
percent factor     1000st      transformers.cosine_warmup_with_min_lr(lr=1e-4, num_warmup_steps=100, num_training_steps=1000, min_lr_rate=0.1, warmup_lr_rate=2.0)
percent            1000st      keras.PolynomialDecay(1e-5, 1000)
percent            1000st      optax.warmup_cosine_decay_schedule(0.0, 1e-4, 100, 1000, 1e-3)
percent            100ep       torch.CosineAnnealingLR(lr=0.001, T_max=100, eta_min=0.01)
percent noted      8ep         transformers.greedy(lr=1e-4, metrics=[1, .9, .8, .7, .6, .5, .4, .3])
high               90ep        torch.StepLR(lr=500, step_size=30)
noted              100ep       cosine(10)
horizon            90ep x 391  torch.CosineAnnealingLR(lr=0.1, T_max=90)
horizon            90ep x 391  keras.CosineDecay(0.1, 90)
tiny               90ep x 391  torch.StepLR(lr=0.1, step_size=30)
tiny               90ep x 391  keras.ExponentialDecay(0.1, 30, 0.1)
tiny               100ep       torch.ExponentialLR(lr=0.1, gamma=0.5)
rises-again        1000st      torch.LambdaLR(lr=0.1, lr_lambda="0.5 * (1 + cos(pi * t / 500))")
rises-again        1000st      0.5 * formula("0.1 * 0.5 * (1 + cos(pi * t / 600))")
tiny               14ep        torch.StepLR(lr=0.001, step_size=1, gamma=0.1)
rises-again        60ep x 200  torch.CosineAnnealingLR(lr=2e-4, T_max=10000, eta_min=1e-6)
horizon            3ep x 500   transformers.linear(lr=2e-5, num_warmup_steps=0, num_training_steps=3)
rises-again        500st       stepped(transformers.cosine_with_min_lr(lr=1e-4, num_warmup_steps=100, num_training_steps=500, min_lr_rate=0.1), 8)
"""

LONG_ONES = {
    "NOT_IMPROVED": NOT_IMPROVED,
    "CYCLE": CYCLE,
    "WARMED_RESTARTS": WARMED.format(5, "torch.CosineAnnealingWarmRestarts(T_0=10, T_mult=2)", 5),
    "WARMED_COSINE": WARMED.format(5, "torch.CosineAnnealingLR(T_max=95)", 5),
    "WARMED_SHORT": WARMED.format(5, "torch.CosineAnnealingLR(T_max=50)", 5),
    "WARMED_LONG": WARMED.format(5, "torch.CosineAnnealingLR(T_max=200)", 5),
    "WARMED_LATE": WARMED.format(5, "torch.CosineAnnealingLR(T_max=95)", 200),
}


def setups(table):
    """The lines of a table: the words before the run, the run, the schedule."""
    for line in table.format(**LONG_ONES).splitlines():
        left, schedule = (part.strip() for part in line.rsplit("  ", 1))
        *codes, run = (word.strip() for word in left.split("  ") if word.strip())
        yield tuple(" ".join(codes).split()), schedule, run_of(run)


def run_of(words):
    """90ep, 90ep x 391, 90ep x 391 by ep, 1000st."""
    length, *more = words.split()
    per = int(more[1]) if more else None
    update = "epoch" if more[2:] else "step"
    name = {"ep": "epochs", "st": "steps"}[length[-2:]]
    return Run(**{name: length[:-2]}, steps_per_epoch=per, update=update)


ALL = [*setups(FINE), *setups(RUINED)]


def name(setup):
    return f"{setup[1]} {setup[2]!r}"


@pytest.mark.parametrize(("codes", "schedule", "run"), ALL, ids=map(name, ALL))
def test_it_says_this_and_nothing_else(codes, schedule, run):
    assert tuple(finding.rule for finding in findings(schedule, run)) == codes


def test_half_of_them_are_fine_and_every_framework_has_both():
    fine, ruined = (
        {name: [schedule for _, schedule, _ in setups(table) if f"{name}." in schedule] for name in FRAMEWORKS}
        for table in (FINE, RUINED)
    )
    assert all(fine.values())
    assert all(ruined.values())
    assert len(ALL) >= 60
    assert abs(len(list(setups(FINE))) / len(ALL) - 0.5) < 0.1


FRAMEWORKS = ("keras", "optax", "timm", "torch", "transformers")


def mended(schedule, run, finding, way):
    """The schedule and the run after a mend; None for one that leaves its value to the user, or depends on more."""
    if way.sets(IN_EPOCHS) and way.text != IN_EPOCHS.text:  # if its numbers count epochs
        return None
    if way.flag == "split-batches":
        return schedule.body if isinstance(schedule, Stepped) else None, run
    if not way.value:
        return None
    per = run.steps_per_epoch
    match way.flag:
        case "":
            return with_field(schedule, finding.part, way.field, way.value), run
        case "epochs" | "steps":
            return schedule, Run(**{way.flag: way.value}, steps_per_epoch=per, update=run.update)
        case "update":
            return schedule, Run(epochs=run.epochs or Fraction(run.rows, per), steps_per_epoch=per, update=way.value)
        case "scale":
            return Scale(float(way.value), schedule), run
        case "floor":
            return Floor(schedule, float(way.value)), run
        case "warmup" | "warmup-from" | "warmup-shape":
            field = {"warmup": "length", "warmup-from": "start", "warmup-shape": "shape"}[way.flag]
            return with_field(schedule, "warmup", field, way.value), run
    raise AssertionError(way)


def with_field(schedule, part, field, value):
    """A schedule in which a field has another value, in each part of a family, or in all that have the field."""
    changes = {}
    for name, old in ((name, getattr(schedule, name)) for name in schedule.fields):
        if isinstance(old, Schedule):
            changes[name] = with_field(old, part, field, value)
        elif isinstance(old, tuple) and any(isinstance(each, Schedule) for each in old):
            changes[name] = tuple(with_field(each, part, field, value) for each in old)
    if field in schedule.fields and part in ("", schedule.family):
        changes[field] = value_of(value)
    return schedule.replace(**changes)


def value_of(text):
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text


@pytest.mark.parametrize(("codes", "schedule", "run"), list(setups(RUINED)), ids=map(name, setups(RUINED)))
def test_what_mends_it_mends_it(codes, schedule, run):
    schedule = parse(schedule)
    for finding in findings(schedule, run):
        for way in finding.mends:
            changed = mended(schedule, run, finding, way)
            if changed is not None and changed[0] is not None:
                after = [each.rule for each in findings(*changed)]
                assert finding.rule not in after, (way, changed, after)


NO_LENGTH = """\
10ep x 200   transformers.constant_with_warmup(lr=1e-4, num_warmup_steps=40)
10ep x 200   transformers.constant_with_warmup(lr=1e-4, num_warmup_steps=40, num_training_steps=9000)
10ep x 200   transformers.inverse_sqrt(lr=1e-4, num_warmup_steps=40, num_training_steps=9000)
1ep x 200    optax.warmup_constant_schedule(0, 1e-4, 150)
1000st       keras.ExponentialDecay(0.1, 100000, 0.96)
1000st       keras.InverseTimeDecay(0.1, 100000, 0.5)
1000st       optax.exponential_decay(0.1, 100000, 0.96)
1000st       optax.warmup_exponential_decay_schedule(0.0, 0.1, 10, 100000, 0.9)
40ep         timm.StepLRScheduler(lr=0.1, decay_t=30, decay_rate=0.1)
40ep         timm.MultiStepLRScheduler(lr=0.1, decay_t=[10, 35], decay_rate=0.1)
10ep         torch.ReduceLROnPlateau(lr=0.1, metrics=[1, .9, .8, .7, .6, .5, .4, .3, .2, .1, .1, .1, .1, .1, .1])
10ep         torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=5)
"""


@pytest.mark.parametrize(("codes", "schedule", "run"), list(setups(NO_LENGTH)), ids=map(name, setups(NO_LENGTH)))
def test_what_states_no_length_has_none(codes, schedule, run):
    assert Case(parse(schedule).on(run), run).length is None
    assert findings(schedule, run) == ()


def test_the_argument_at_fault_is_named():
    (long,) = findings(f"{WSD}, t_initial=200)", Run(epochs=100))
    assert long.part == "timm.WSDLRScheduler"
    assert long.saw == "its t_initial is 200, which makes it 210 epochs long, and the run has 100 epochs"
    assert long.mends[0].text == "t_initial=90"
    (late,) = findings(f"{TIMM}, warmup_t=4000)", Run(epochs=100, steps_per_epoch=50))
    assert late.saw == "its warm-up is 4000 epochs long, and the run has 100 epochs"
    assert late.mends[1].text == "a shorter warm-up: warmup_t=5"
    (both,) = findings(WARMED.format(5, "torch.CosineAnnealingLR(T_max=200)", 5), Run(epochs=100))
    assert both.saw == "its T_max is 200, and there is room for 95"
    (chained,) = findings(
        "torch.ChainedScheduler(schedulers=[torch.LinearLR(), torch.CosineAnnealingLR(T_max=50)], lr=0.1)",
        Run(epochs=100),
    )
    assert chained.mends[0].text == "T_max=100"
    (twice,) = findings(
        "stepped(transformers.linear(lr=1, num_warmup_steps=0, num_training_steps=1000), 2)", Run(steps=1000)
    )
    assert twice.mends[0].text == "make it 2 times as long: num_training_steps=2000"
    (falling,) = findings("optax.warmup_cosine_decay_schedule(0.1, 0.01, 100, 1000)", Run(steps=1000))
    assert (falling.saw, falling.mends[0].field) == ("its warm-up starts at 0.1 and leads to 0.01", "init_value")
    (wave,) = findings(
        "transformers.cosine(lr=1, num_warmup_steps=0, num_training_steps=1000, num_cycles=1)", Run(steps=1000)
    )
    assert wave.mends[0].text == "num_cycles=0.5"


WSD = "timm.WSDLRScheduler(lr=0.001, warmup_t=10, warmup_lr_init=1e-6, decay_t=20"
TIMM = "timm.CosineLRScheduler(lr=0.1, t_initial=100, warmup_lr_init=1e-6"


@pytest.mark.parametrize("run", [Run(epochs=90, steps_per_epoch=10), Run(steps=900, steps_per_epoch=10)], ids=repr)
def test_it_is_held_where_a_mend_says(run):
    text = "torch.CosineAnnealingLR(lr=0.1, T_max=300)"
    (rising,) = findings(text, run)
    (piece,) = re.findall(r"\[.*\]", rising.mends[1].text)
    assert [finding.rule for finding in findings(f"({text}){piece}", run)] == ["ends-early"]


def test_texts_are_short():
    for _, schedule, run in setups(RUINED):
        for finding in findings(schedule, run):
            for text in (finding.saw, finding.effect, mend(finding)):
                assert len(text) < 150
                assert "\n" not in text
