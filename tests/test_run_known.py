"""Lengths that the run knows: left out they are the slot in calls of step(), and None is not left out."""

import json
import re

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.catalogue import frameworks, schedulers

UNORDERED = "TypeError: '{}' not supported between instances of 'NoneType' and 'int'"
LEFT_OUT = [
    (
        "torch.CosineAnnealingLR(lr=0.1)",
        "T_max",
        "TypeError: unsupported operand type(s) for -: 'int' and 'NoneType', at the first step()",
    ),
    (
        "torch.OneCycleLR(max_lr=0.1)",
        "total_steps",
        "ValueError: You must define either total_steps OR (epochs AND steps_per_epoch)",
    ),
    (
        "transformers.linear(lr=0.1, num_warmup_steps=3)",
        "num_training_steps",
        "ValueError: SchedulerType.LINEAR requires `num_training_steps`",
    ),
    (
        "transformers.warmup_stable_decay(lr=0.1, num_warmup_steps=3, num_decay_steps=5)",
        "num_training_steps",
        "ValueError: Either num_training_steps or num_stable_steps must be specified.",
    ),
    ("keras.CosineDecay(0.1)", "decay_steps", UNORDERED.format("<=")),
    ("keras.PolynomialDecay(0.1)", "decay_steps", UNORDERED.format("<=")),
    ("optax.cosine_decay_schedule(0.1)", "decay_steps", UNORDERED.format(">")),
    (
        "optax.warmup_cosine_decay_schedule(0.0, 0.1, 3)",
        "decay_steps",
        "TypeError: unsupported operand type(s) for -: 'NoneType' and 'int'",
    ),
    ("timm.CosineLRScheduler(lr=0.1)", "t_initial", UNORDERED.format(">")),
    ("timm.WSDLRScheduler(lr=0.1, decay_t=5)", "t_initial", UNORDERED.format("<=")),
]


@pytest.mark.parametrize(("spec", "name", "none"), LEFT_OUT)
def test_what_is_left_out_is_the_length_of_the_slot(spec, name, none):
    schedule, ticks = parse(spec), np.arange(60.0)
    assert name not in repr(schedule)
    assert schedule.natural_run() is None or spec.startswith("timm")
    placed = schedule.on(Run(epochs=60))
    assert getattr(placed.exact, name) == 60
    assert parse(repr(placed)).on(Run(epochs=60)) == placed
    told = [remark.text for remark in placed.remarks(60) if remark.code == "length-of-run"]
    assert told == [f"{schedule.family}: {name} is not given: 60, the length of the run"]
    late = parse(f"linear(0, 0.1, 10) >> {spec}").on(Run(epochs=70))
    assert (late(ticks + 10) == placed(ticks)).all()
    with pytest.raises(ValueError, match=f"{name}: it is not given, and the run, which would tell it, has no end"):
        schedule(0)
    with pytest.raises(ValueError, match=re.escape(f"{name}=None raises {none}")):
        parse(f"{spec[:-1]}, {name}=None)")


@pytest.mark.parametrize(
    ("spec", "lengths"),
    [
        ("torch.SequentialLR(lr=1, schedulers=[LinearLR(), CosineAnnealingLR()], milestones=[5])", [95]),
        ("torch.SequentialLR(lr=1, schedulers=[CosineAnnealingLR(), CosineAnnealingLR()], milestones=[30])", [30, 70]),
        ("torch.ChainedScheduler(lr=1, schedulers=[LinearLR(), CosineAnnealingLR()])", [100]),
        ("optax.join_schedules([optax.constant_schedule(1), optax.cosine_decay_schedule(1)], [40])", [60]),
        ("linear(0, 1, 5) >> torch.CosineAnnealingLR(lr=1)", [95]),
        ("stepped(torch.CosineAnnealingLR(lr=1), 2)", [100]),
    ],
)
def test_inside_others_it_is_their_part(spec, lengths):
    placed = parse(spec).on(Run(epochs=100))
    told = [remark.text for remark in placed.remarks(100) if remark.code == "length-of-run"]
    assert [int(text.split(": ")[2].split(",")[0]) for text in told] == lengths


@pytest.mark.parametrize(("share", "total", "steps"), [("5%", 1290, 65), ("7%", 100, 8), ("10%", 100, 10)])
def test_a_share_of_the_warmup_is_rounded_up_in_floats(called, share, total, steps):
    spec = f"transformers.linear(lr=1, num_warmup_steps={share})"
    assert parse(spec).on(Run(steps=total)).exact.num_warmup_steps == steps
    assert parse(f"{spec[:-1]}, num_training_steps={total})").on(Run(steps=3)).exact.num_warmup_steps == steps
    flag = called("json", "transformers.linear", "--lr", "1", "--num-warmup-steps", share, "--steps", str(total))
    ratio = f"0.{int(share[:-1]):02}"
    other = called("json", "transformers.linear", "--lr", "1", "--warmup-ratio", ratio, "--steps", str(total))
    assert json.loads(flag.stdout)["rows"] == json.loads(other.stdout)["rows"]


def test_accelerate_holds_what_counts_its_steps_and_nothing_else(called):
    one = "torch.OneCycleLR(max_lr=0.1, total_steps=6)"
    held = called("value", one, "--steps", "10", "--stepper", "accelerate", "--at", "6,7,9").stdout.split()
    assert held == ["0.013347753018883055"] * 3  # what accelerate 1.15.0 gives
    for spec, more in (
        (one, ["--split-batches"]),
        (f"torch.ChainedScheduler(lr=0.1, schedulers=[{one}])", ["--devices", "2"]),
    ):
        done = called("csv", spec, "--steps", "10", "--stepper", "accelerate", *more)
        assert done.returncode == 2
        assert "raises ValueError: Tried to step 7 times" in done.stderr


@pytest.mark.parametrize(
    ("monitor", "way"), [("val_accuracy", "max"), ("auc_1", "max"), ("val_mae", "min"), ("MSE", "min"), ("loss", "min")]
)
def test_keras_metrics_know_which_way_is_better(monitor, way):
    more = "patience=1, lr=1.0, metrics=[1, 2, 3, 1, 1]"
    auto = parse(f"keras.ReduceLROnPlateau(monitor='{monitor}', {more})")
    told = parse(f"keras.ReduceLROnPlateau(monitor='{monitor}', mode='{way}', {more})")
    assert (auto.on(Run(epochs=6))(np.arange(6.0)) == told.on(Run(epochs=6))(np.arange(6.0))).all()
    with pytest.raises(ValueError, match='give mode="max" if more is better'):
        parse(f"keras.ReduceLROnPlateau(monitor='val_mine', {more})")


def test_cycles_shrink_to_a_tick():
    placed = parse("restarts(1, period=10, growth=0.5, decay=0.5)").on(Run(steps=10**12))
    assert [phase.start for phase in placed.phases(23)] == [0, 10, 15, 18, 19, 20, 21, 22]
    assert placed([0, 10, 15, 18, 19, 20]).tolist() == [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]
    assert placed(10**12 - 1) == 0


def test_budget_of_a_run_in_steps(called):
    assert called(*"budget --steps 1290 --warmup 5%".split()).stdout == "total updates\t1290\nwarm-up updates\t65\n"
    told = json.loads(called(*"budget --steps 1290 --steps-per-epoch 430 --warmup 10% --json".split()).stdout)
    assert (told["epochs"], told["warm-up updates"], told["warm-up epochs"]) == (3, 129, 0.3)


KINDS = [kind for framework in frameworks() for kind in schedulers(framework)]
KNOWN = [(kind, name) for kind in KINDS for name, each in kind.fields.items() if each.filled]


@pytest.mark.parametrize(("kind", "name"), KNOWN, ids=lambda each: getattr(each, "family", each))
def test_every_length_that_the_run_knows_says_what_none_raises(kind, name):
    if name not in getattr(kind, "needs", [name]):
        return  # the framework takes None, and does not look at it
    spec = re.sub(rf", {name}=[^,)]+", "", kind.example_text())
    with pytest.raises(ValueError, match=f"{name}=None raises [A-Z][a-zA-Z]+Error: "):
        parse(f"{spec[:-1]}, {name}=None)")
