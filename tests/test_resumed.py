"""A resume with another length: against what the frameworks did, its laws, and the command."""

import json
from pathlib import Path

import numpy as np
import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.measures import figures
from lrcli.clock import Duration, lasting
from lrcli.schedules.errors import FieldError
from lrcli.schedules.lengthened import lengthened
from lrcli.schedules.resumed import WAYS
from lrcli.schedules.scope import Scope

GOLDEN = Path(__file__).parent / "golden" / "resumes.jsonl"
RECORDED = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
"""What the frameworks did: rates from tick `first` on."""
PLAN = "linear(0, 3e-4, 10) >> cosine(3e-4)"
every_way = pytest.mark.parametrize("how", WAYS)


def resumed(how, body=PLAN, at=50, was=100, total=200):
    return parse(f'resumed({body}, at={at}, was={was}, total={total}, how="{how}")')


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case['by']}: {case['spec']}")
def test_what_frameworks_did(case):
    schedule = parse(case["spec"])
    ticks = np.arange(len(case["lr"])) + case["first"]
    rates = schedule.on(Run(steps=int(schedule.total.number)))(ticks)
    np.testing.assert_allclose(rates, case["lr"], rtol=0, atol=1e-12 * max(case["lr"]))


@every_way
def test_up_to_the_seam_it_is_the_plan(how):
    ticks = np.arange(50)
    assert resumed(how).on(Run(steps=200))(ticks).tolist() == parse(PLAN).on(Run(steps=100))(ticks).tolist()


@every_way
def test_on_epochs_held_and_in_steps(how):
    by_epoch = resumed(how, at=5, was=10, total=20, body="cosine(0.1)")
    held = by_epoch.on(Run(epochs=20, steps_per_epoch=7, update="epoch"))(np.arange(140))
    assert held.tolist() == np.repeat(by_epoch.on(Run(epochs=20))(np.arange(20)), 7).tolist()
    moving = by_epoch.on(Run(epochs=20, steps_per_epoch=7))(np.arange(140))
    in_steps = resumed(how, at=35, was=70, total=140, body="cosine(0.1)").on(Run(steps=140))(np.arange(140))
    assert moving.tolist() == in_steps.tolist()


@every_way
def test_ten_to_the_nine_ticks_at_once(how):
    long = resumed(how, at=4 * 10**8, was=6 * 10**8, total=10**9).on(Run(steps=10**9))
    whole = figures(Curves([("", long)], Run(steps=10**9)))[0]
    assert np.isfinite(whole.sum)
    low, high = whole.low.lr, whole.peak.lr
    some = long(np.linspace(0, 10**9 - 1, 9999).astype(int))
    assert low <= some.min() <= some.max() <= high


def test_the_ways():
    new, old = (parse(PLAN).on(Run(steps=steps)) for steps in (200, 100))

    def rates(how, *ticks):
        return resumed(how).on(Run(steps=200))(list(ticks)).tolist()

    for how in ("recompute", "keras", "optax", "megatron"):
        assert rates(how, 50, 51, 199) == new([50, 51, 199]).tolist()
    for how in ("transformers", "deepspeed"):
        assert rates(how, 50, 51, 199) == [old(50), new(51), new(199)]
    assert rates("torch-lambda", 50, 51, 199) == [new(0), new(51), new(199)]
    assert rates("keep", 50, 100, 199) == [old(50), 0, 0]
    assert rates("torch-cosine", 50, 100, 101, 190) == [old(50), 0, old(99), old(10)]
    assert rates("hold", 50, 199) == [old(50)] * 2
    again = parse(PLAN).on(Run(steps=150))
    assert rates("restart", 50, 51, 199) == again([0, 1, 149]).tolist()
    assert rates("rewarm", 50, 51, 52, 199) == [0, new(52) / 2, new(52), new(199)]
    longer = parse(f"resumed({PLAN}, at=50, was=100, total=200, how=rewarm, rewarm=10)").on(Run(steps=200))
    assert longer([50, 60, 61]).tolist() == [0, *new([60, 61]).tolist()]


SEQUENCE = (
    "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1, total_iters=5), "
    "torch.CosineAnnealingLR(T_max={})], milestones=[5])"
)
MEGATRON = (
    "megatron.OptimizerParamScheduler(init_lr=0.0, max_lr=0.1, min_lr=0.0, lr_warmup_steps=10, lr_decay_steps={}, "
    "lr_decay_style=cosine, start_wd=0.1, end_wd=0.1, wd_incr_style=constant)"
)
HALVES = (
    "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(total_iters=50), torch.CosineAnnealingLR(T_max={})], "
    "milestones=[50])"
)
LENGTHENED = [  # made for 100 ticks, and what it is made for 200
    ("cosine(0.1)", "cosine(0.1)"),
    ("cosine(0.1, length=100)", "cosine(0.1)"),
    ("cosine(0.1, length=60)", "cosine(0.1, length=60)"),
    ("linear(0, 0.1, 10) >> cosine(0.1, length=90)", "linear(0, 0.1, 10) >> cosine(0.1)"),
    ("linear(0, 0.1, 10) >> cosine(0.1)[:90]", "linear(0, 0.1, 10) >> cosine(0.1)"),
    ("0.5 * cosine(0.1, length=100)", "0.5 * cosine(0.1)"),
    ("0.5 * torch.PolynomialLR(lr=0.1, total_iters=100)", "0.5 * torch.PolynomialLR(lr=0.1, total_iters=200)"),
    (
        "warmup(torch.CosineAnnealingLR(lr=0.1, T_max=90), length=10%, place=before)",
        "warmup(torch.CosineAnnealingLR(lr=0.1, T_max=180), length=10%, place=before)",
    ),
    (
        "torch.CosineAnnealingLR(lr=0.1, T_max=110)[10:]",
        "torch.CosineAnnealingLR(lr=0.1, T_max=210)[10:]",
    ),
    (
        "stepped(transformers.linear(lr=0.1, num_warmup_steps=0, num_training_steps=400), times=4)",
        "stepped(transformers.linear(lr=0.1, num_warmup_steps=0, num_training_steps=800), times=4)",
    ),
    ("transformers.linear(lr=0.1, num_warmup_steps=10, num_training_steps=90)",) * 2,
    ("torch.CosineAnnealingLR(lr=0.1, T_max=99)", "torch.CosineAnnealingLR(lr=0.1, T_max=199)"),
    (
        "torch.OneCycleLR(lr=0.1, max_lr=0.1, epochs=10, steps_per_epoch=10)",
        "torch.OneCycleLR(lr=0.1, max_lr=0.1, epochs=20, steps_per_epoch=10)",
    ),
    (HALVES.format(50), HALVES.format(150)),
    ('composer.LinearScheduler(lr=0.1, t_max="100ba")', 'composer.LinearScheduler(lr=0.1, t_max="200ba")'),
    ('composer.LinearScheduler(lr=0.1, t_max="50ba")',) * 2,
    (
        "mmengine.CosineAnnealingLR(lr=0.1, T_max=80, begin=20, end=100)",
        "mmengine.CosineAnnealingLR(lr=0.1, T_max=180, begin=20, end=200)",
    ),
    (
        "timm.WSDLRScheduler(lr=0.1, t_initial=90, decay_t=10, warmup_t=10)",
        "timm.WSDLRScheduler(lr=0.1, t_initial=190, decay_t=10, warmup_t=10)",
    ),
    (
        "fairseq.tri_stage(lr=0.1, warmup_steps=10, hold_steps=40, decay_steps=50)",
        "fairseq.tri_stage(lr=0.1, warmup_steps=10, hold_steps=140, decay_steps=50)",
    ),
    ("warmup(cosine(0.1, length=95), length=5)", "warmup(cosine(0.1), length=5)"),
    ("repeat(cosine(0.1)[:50], times=2)", "repeat(cosine(0.1)[:50], times=2)"),
    ("torch.CosineAnnealingLR(lr=0.1, T_max=100)", "torch.CosineAnnealingLR(lr=0.1, T_max=200)"),
    ("torch.CosineAnnealingLR(lr=0.1, T_max=30)", "torch.CosineAnnealingLR(lr=0.1, T_max=30)"),
    ("torch.OneCycleLR(max_lr=0.1, total_steps=100)", "torch.OneCycleLR(max_lr=0.1, total_steps=200)"),
    (
        "linear(0, 0.1, 10) >> torch.CosineAnnealingLR(lr=0.1, T_max=90)",
        "linear(0, 0.1, 10) >> torch.CosineAnnealingLR(lr=0.1, T_max=190)",
    ),
    (SEQUENCE.format(95), SEQUENCE.format(195)),
    (
        "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=100)",
        "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=200)",
    ),
    (
        "keras.CosineDecay(initial_learning_rate=0.0, decay_steps=90, warmup_target=0.1, warmup_steps=10)",
        "keras.CosineDecay(initial_learning_rate=0.0, decay_steps=190, warmup_target=0.1, warmup_steps=10)",
    ),
    (
        "optax.warmup_cosine_decay_schedule(init_value=0, peak_value=0.1, warmup_steps=10, decay_steps=100)",
        "optax.warmup_cosine_decay_schedule(init_value=0, peak_value=0.1, warmup_steps=10, decay_steps=200)",
    ),
    (MEGATRON.format(100), MEGATRON.format(200)),
]


@pytest.mark.parametrize(("body", "longer"), LENGTHENED, ids=[body for body, _ in LENGTHENED])
def test_what_ends_with_the_old_run_ends_with_the_new(body, longer):
    old, new = (Scope(Run(steps=steps), steps, steps) for steps in (100, 200))
    assert lengthened(parse(body), old, new).on(Run(steps=200)) == parse(longer).on(Run(steps=200))


def test_what_is_refused():
    for at, was, total, why in (
        (101, 100, 200, "101 are done, but only 100 were planned"),
        (50, 100, 50, "50 are done: a new length of 50 leaves nothing"),
    ):
        with pytest.raises(ValueError, match=why):
            resumed("keep", at=at, was=was, total=total)
    with pytest.raises(FieldError, match="60 are done, but only 50 were planned"):
        resumed("keep", at=60, was='"50%"', total=200).on(Run(steps=100))
    with pytest.raises(FieldError, match="a warm-up of 150 steps does not fit: 150 steps are left"):
        parse(f"resumed({PLAN}, at=50, was=100, total=200, how=rewarm, rewarm=150)").on(Run(steps=200))


@settings(max_examples=examples(50), deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 5000))
def test_a_length_in_steps_of_a_run_of_epochs_is_exact(steps, per):
    run = lasting(Run(epochs=1, steps_per_epoch=per), Duration(f"{steps}st"))
    assert (run.rows, run.unit) == (steps, "epoch")


TABLE = [  # typed, what is shown
    (
        'value "resumed(cosine(0.1), at=50, was=100, total=200)" --at 50,last',
        "0.08535533905932738\n6.168375916970068e-6\n",
    ),
    ('value "resumed(cosine(0.1), at=50, total=200)" --at 50', "0.08535533905932738\n"),  # 100 epochs were planned
    ('value "resumed(cosine(0.1), at=500, total=2000)" --steps 1000 --at 500', "0.08535533905932738\n"),
    ('value "resumed(cosine(0.1), at=50%, total=200%)" --steps 1000 --at 500', "0.08535533905932738\n"),  # of was
    ("value \"resumed(cosine(0.1), at=50%, was=1000, total='200%')\" --steps 3000 --at 500", "0.08535533905932738\n"),
    ('value "linear(0, 0.1, 10) >> resumed(cosine(0.1), at=50, was=100, total=200)" --at 60', "0.08535533905932738\n"),
    ('value "linear(0, 0.1, 10) >> resumed(cosine(0.1), at=50, total=200)" --at 60', "0.08535533905932738\n"),
    ('value "resumed(torch.CosineAnnealingLR(lr=0.1, T_max=100), at=50, total=200)" --at 50', "0.08535533905932738\n"),
]


@pytest.mark.parametrize(("typed", "shown"), TABLE, ids=[typed for typed, _ in TABLE])
def test_as_a_schedule(out, typed, shown):
    import shlex

    assert out(*shlex.split(typed)) == shown


def told(out, *more, body=PLAN):
    return json.loads(out("resume", body, "--steps", 100, "--at", 50, "--total", 200, "--json", *more))


def test_every_way_has_a_line(out):
    record = told(out)
    assert [way["how"] for way in record["ways"]] == list(WAYS)
    assert (record["spec"], record["unit"], record["row"], record["was"], record["total"]) == (
        "linear(0, final=0.0003, length=10) >> cosine(0.0003)",
        *("step", 50, 100, 200),
    )
    old = parse(PLAN).on(Run(steps=100))
    np.testing.assert_allclose(record["area"], old(np.arange(50, 100)).sum(), rtol=1e-12)
    for way in record["ways"]:
        curve = parse(way["spec"]).on(Run(steps=200))
        assert (way["before"], way["at"]) == ({"row": 49, "lr": curve(49)}, {"row": 50, "lr": curve(50)})
        assert way["after"] == {"row": 51, "lr": curve(51)}
        np.testing.assert_allclose(way["area"], curve(np.arange(50, 200)).sum(), rtol=1e-12)
        np.testing.assert_allclose(way["ratio"], way["area"] / record["area"], rtol=1e-12)
    lines = out("resume", PLAN, "--steps", 100, "--at", 50, "--total", 200).splitlines()
    assert max(map(len, lines)) <= 120
    assert all(any(line.startswith(f"  {how} ") for line in lines) for how in WAYS)


def test_the_schedule_for_the_new_length_is_told(out):
    assert told(out)["made"] is None
    assert told(out, body="0.5 * torch.CosineAnnealingLR(lr=0.1, T_max=100)")["made"] == (
        "0.5 * torch.CosineAnnealingLR(lr=0.1, T_max=200)"
    )
    told_in_words = out(
        "resume", "torch.CosineAnnealingLR(lr=0.1, T_max=99)", *"--at 50% --total 200% --how keras".split()
    )
    assert "the schedule for 198 epochs is torch.CosineAnnealingLR(lr=0.1, T_max=198)" in told_in_words


def test_a_small_jump_is_no_jump_by_1(out):
    assert "up 1.0" in out("resume", "cosine", *"--at 1 --total 100.01ep --steps-per-epoch 100 --how keras".split())


def test_where_it_jumps(out):
    ways = {way["how"]: way["jump"] for way in told(out)["ways"]}
    assert [how for how, jump in ways.items() if jump is None] == ["keep", "hold", "torch-cosine"]
    assert {jump["row"] for how, jump in ways.items() if jump and how in ("transformers", "deepspeed")} == {51}
    assert {jump["row"] for how, jump in ways.items() if jump and how not in ("transformers", "deepspeed")} == {50}
    assert ways["restart"]["factor"] == 0
    jump = ways["transformers"]
    assert jump["factor"] == jump["lr"] / jump["planned"]


@pytest.mark.parametrize(
    ("how", "factor", "code"),
    [
        ("transformers", 1.5, 1),
        ("transformers", 1.7, 0),
        ("keep", 1.01, 0),
        ("torch-lambda", 1000, 1),
        ("hold", 1.01, 0),
    ],
)
def test_a_jump_that_is_too_large(called, how, factor, code):
    done = called("resume", PLAN, *"--at 50 --total 200 --fail-on-jump".split(), factor, "--how", how)
    assert done.returncode == code
    assert ("more than" in done.stderr) == bool(code)


def test_the_last_run_is_over(out):
    [way] = json.loads(out("resume", PLAN, *"--at 100 --total 200 --how transformers --json".split()))["ways"]
    assert (way["at"]["lr"], way["jump"]["planned"], way["jump"]["factor"], way["ratio"]) == (0, 0, None, None)
    assert "up from 0 at epoch 101" in out("resume", PLAN, *"--at 100 --total 200 --how transformers".split())


def test_drawn(out, called, tmp_path):
    text = out("resume", "cosine", *"--at 50 --total 200 --how restart --plot --ascii".split())
    assert "planned = cosine(0.1)" in text
    assert "restart = resumed(" in text
    picture = tmp_path / "resumed.png"
    done = called("resume", "cosine", "--at", 50, "--total", 200, "-o", picture)
    assert done.returncode == 0
    assert "transformers, deepspeed" not in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


WRONG = [
    ("cosine --at 50", "resume needs --total"),
    ("cosine --at 150 --total 200", "--at: 150 are done, but only 100 were planned"),
    ("cosine --at 50 --total 50", "--at: 50 are done: a new length of 50 leaves nothing"),
    ("cosine --at 50 --total 20000st", "--total: 20000st counts steps in a run of epochs: it needs --steps-per-epoch"),
    ("cosine --at 50 --total 200 --fail-on-jump 1.5", "--fail-on-jump 1.5 needs --how"),
    ("cosine --at 50 --total 200 --how keep --fail-on-jump 1", "--fail-on-jump 1: 1 is out of range: above 1"),
    ("cosine --at 50 --total 200 --how keep --rewarm 5", "--rewarm belongs to --how rewarm"),
    ("cosine --at 50 --total 200 --how kept", "--how kept: give one of recompute, keep"),
    ("cosine --at 50 --total 200 --log", "--log belongs to the drawing: say --plot too"),
    ("cosine --at 50 --total 200 --json --plot", "--json and --plot exclude one another"),
    ("cosine --at 50 --total 200 -o x.csv", "a .csv is what lrcli csv writes"),
]


@pytest.mark.parametrize(("typed", "why"), WRONG, ids=[typed for typed, _ in WRONG])
def test_wrong_usage(called, typed, why):
    done = called("resume", *typed.split())
    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
