"""Flags of fields and of the main rate: whom they reach, and what is said of what is missing."""

import re
import shlex

import pytest
from grouped import each, of_framework

from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.cli.flags import RUN_NAMES
from lrcli.cli.rates import flag_text
from lrcli.clock import Run
from lrcli.language.errors import NotationError
from lrcli.language.given import Given
from lrcli.language.missing import call_text, example_arguments
from lrcli.language.notation import parse
from lrcli.language.rates import MainRate

SCHEDULERS = [kind for framework in frameworks() for kind in schedulers(framework)]
EVERY = [*natives(), *SCHEDULERS]
RATED = [kind for kind in EVERY if kind.rate_field()]
SEQUENCE = "torch.SequentialLR(schedulers=[torch.LinearLR(start_factor=0.1, total_iters=5), torch.CosineAnnealingLR(T_max=95)], milestones=[5])"  # fmt: skip


def value(called, *words):
    told = called("value", *words)
    assert told.returncode == 0, told.stderr
    return told.stdout.rstrip("\n").replace("\t", " ").replace("\n", " ")


def refused(called, *words):
    told = called(*words)
    assert (told.returncode, told.stdout) == (2, "")
    return told.stderr


@each("kind", RATED, of_framework, share=1)
def test_a_call_without_a_rate_takes_it(kind):
    arguments = example_arguments(kind)
    field = kind.rate_field(arguments)
    without = {name: text for name, text in arguments.items() if name not in (field, "lr")}
    rate = MainRate(0.05)
    schedule = parse(call_text(kind, without), Given(rate=rate))
    assert getattr(schedule, field) == 0.05
    assert rate.reached
    written = parse(call_text(kind, {**without, field: "0.07"}), Given(rate=MainRate(0.05)))
    assert getattr(written, field) == 0.07


@each("kind", RATED, of_framework)
def test_lr_is_the_main_rate_of_a_bare_family(called, here, kind):
    here("my_lr.py", "def decay(epoch, lr):\n    return lr\n")
    given = {name: text for name, text in example_arguments(kind).items() if name != "lr"}
    field = kind.rate_field(given)
    flags = [
        word
        for name, text in given.items()
        if name != field and name not in RUN_NAMES
        for word in (f"--{name.replace('_', '-')}", flag_text(kind, name, text))
    ]
    by_field = ["--lr", "0.05"] if field == "lr" else [f"--{field.replace('_', '-')}", "0.05"]
    assert value(called, kind.family, *flags, "--lr", "0.05") == value(called, kind.family, *flags, *by_field)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["cosine", "linear", "--lr", "0.3", "--at", "0"], "0.3 0.3"),
        (["wsd", "cosine", "--peak", "0.2", "--warmup", "0", "--at", "0"], "0.2 0.2"),
        (["cosine(final=0)", "--lr", "0.3", "--at", "0"], "0.3"),
        (["cosine(0.1)", "linear", "--lr", "0.3", "--at", "0"], "0.1 0.3"),
        (["linear(0, length=5) >> cosine", "--lr", "0.1", "--at", "5"], "0.1"),
        (["0.5 * cosine", "repeat(linear[:5])", "warmup(step, 5)", "--lr", "0.2", "--at", "5"], "0.09993147673772869 0.2 0.2"),
        ([SEQUENCE, "--lr", "0.1", "--at", "5"], "0.1"),
        ([SEQUENCE.replace("(s", "(lr=0.2, s", 1), "linear", "--lr", "0.1", "--at", "5"], "0.2 0.095"),
        (["torch.CyclicLR(base_lr=0.01, step_size_up=5)", "torch.StepLR(step_size=9)", "--max-lr", "0.1", "--at", "5"], "0.1 0.1"),
        (["torch.CyclicLR", "cosine", "linear(final=0)", "--base-lr", "0.01", "--max-lr", "0.2", "--at", "0"], "0.01 0.2 0.2"),
        (["triangular", "cosine(final=0)", "--base-lr", "0.01", "--lr", "0.2", "--at", "0"], "0.01 0.2"),
        (["torch.CyclicLR", "cosine", "--base-lr", "0.01", "--max-lr", "0.3", "--lr", "0.3", "--at", "0"], "0.01 0.3"),
        (["torch.CyclicLR", "cosine", "--base-lr", "0.01", "--sweep", "max-lr=0.2,0.3", "--at", "0"], "0.01 0.01 0.2 0.3"),
        (["keras.CosineDecay(0.0, 50, warmup_steps=5)", "--lr", "0.1", "--at", "5"], "0.1"),
        (["cosine", "torch.StepLR", "--step-size", "9", "--lr", "0.1", "--at", "10"], "0.09755282581475769 0.010000000000000002"),
        (["cosine", "step", "--final", "0.01", "--every", "5", "--epochs", "10", "--at", "end"], "0.01 0.0010000000000000002"),
        (["wsd", "cosine", "--warmup", "20", "--at", "10"], "0.05 0.05"),
        (["wsd", "cosine(0.1)", "--warmup", "20", "--at", "10"], "0.05 0.05"),
        (["linear(0.1, length=2) >> step(0.1)", "step", "--every", "3", "--at", "4", "--epochs", "9"], "0.1 0.010000000000000002"),
        (["cosine", "--lr", "0.3", "--lr", "3e-1", "--at", "0"], "0.3"),
        (["cosine", "--epochs", "5", "--epochs", "9", "--at", "last"], "0.0030153689607045806"),
    ],
    ids=lambda words: " ".join(words)[:60] if isinstance(words, list) else "",
)  # fmt: skip
def test_whom_flags_reach(called, words, expected):
    assert value(called, *words) == expected


def test_lines_take_the_rate(lrcli):
    done = lrcli("value", "-", "--lr", "0.3", "--at", "0", stdin="cosine(final=0)\nlinear\nstep(0.2)\n")
    assert (done.stdout, done.stderr) == ("0.3\t0.3\t0.2\n", "")


def test_what_has_no_single_rate_is_told_once(called):
    told = called("value", "piecewise", "noam[:9] >> cosine", "--lr", "0.3", "--at", "0", "--steps", "90")
    assert told.returncode == 0
    assert told.stderr.splitlines()[0] == (
        "lrcli: --lr leaves piecewise and noam alone, without a single rate; --scale multiplies every schedule"
    )
    assert called("value", "cosine", "--lr", "0.3").stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        ["piecewise", "--lr", "0.1"],
        ["noam", "--peak", "0.1", "--steps", "9"],
        ["cosine(0.1)", "--lr", "0.1"],
        ['formula("0.1")', "--learning-rate", "0.1"],
        ["cosine(0.1) >> linear(0.1, length=3)", "--lr", "0.1"],
    ],
)
def test_where_nothing_takes_it_scale_is_named(called, words):
    assert "--scale" in refused(called, "value", *words)


@pytest.mark.parametrize(
    "words",
    [
        "cosine --lr 0.3 linear --lr 0.2",
        "cosine --initial 0.3 --lr 0.2",
        "wsd --peak 0.3 --learning-rate 0.2",
        "cosine(final=0) --initial 0.3 --lr 0.2",
        "step --every 3 --every 4",
        "step --rate 0.5 --gamma 0.1",
        "exponential --staircase --no-staircase",
        "cosine --scale 2 --scale 3",
    ],
)
def test_two_values_are_refused(called, words):
    assert "set the same: give one" in refused(called, "value", *words.split())


def test_no_value(called):
    assert "--lr needs a value" in refused(called, "value", "cosine", "--lr")
    assert "--final needs a value" in refused(called, "value", "cosine", "--final", "--lr", "0.1")
    assert "--staircase takes no value" in refused(called, "value", "exponential", "--staircase=3")
    assert "--log takes no value" in refused(called, "plot", "cosine", "--log=3")


@pytest.fixture
def folder(here):
    here("my_lr.py", "def decay(epoch):\n    return 0.1 * 0.9 ** epoch\n")
    here("lr.csv", "epoch,lr\n0,0.1\n1,0.05\n")
    here("train.yaml", "max_steps: 100\n")


@each("kind", EVERY, of_framework)
@pytest.mark.usefixtures("folder")
def test_all_that_is_missing_is_told_with_a_line_that_works(called, kind):
    told = called("value", kind.family, "--at", "0")
    if not kind.wanted(()):
        assert told.returncode == 0
        return
    assert told.returncode == 2
    line = told.stderr.strip().partition(", as in: lrcli ")[2]
    assert line.startswith(f"value {kind.family} --at 0 --")
    assert told.stderr.startswith(f"lrcli: {kind.family} needs --")
    assert all(f"--{name.replace('_', '-')}" in told.stderr for name in kind.wanted(()))
    works = called(*shlex.split(line))
    assert works.returncode == 0, works.stderr


@each("kind", [*EVERY, *combinators()], of_framework, share=1)
@pytest.mark.usefixtures("folder")
def test_the_same_in_the_notation(kind):
    if not kind.required():
        return
    with pytest.raises(NotationError) as caught:
        parse(f"{kind.family}()")
    works = caught.value.reason.partition(", as in: ")[2]
    assert re.match(rf"{re.escape(kind.family)}\(", works)
    schedule, run = parse(works), Run(steps=100, steps_per_epoch=10)
    natural = schedule.natural_run()
    schedule.on(natural.run if natural and (natural.run.rows or 0) > run.rows else run)


@each("kind", EVERY, of_framework)
@pytest.mark.usefixtures("folder")
def test_the_line_works_beside_a_rate(called, kind):
    told = called("value", kind.family, "--lr=0.2", "--at", "0,20%")
    if ", as in: lrcli " not in told.stderr:  # the rate was all that it lacked, or what it has not
        return
    works = called(*shlex.split(told.stderr.strip().partition(", as in: lrcli ")[2]))
    assert works.returncode == 0, works.stderr
    assert any(float(rate) for rate in works.stdout.split())
    assert kind.main is None or "(or --lr)" not in told.stderr


def test_a_warm_up_that_is_not_given_is_not_in_the_line(called):
    told = refused(called, "value", "keras.CosineDecay")
    assert told.endswith("lrcli value keras.CosineDecay --initial-learning-rate 0.1\n")


def test_what_was_given_is_kept(called):
    assert refused(called, "value", "torch.OneCycleLR", "--pct-start", "0.4") == (
        "lrcli: torch.OneCycleLR needs --max-lr (or --lr), as in: "
        "lrcli value torch.OneCycleLR --pct-start 0.4 --max-lr 0.1\n"
    )
    assert "needs --step-size, as in: lrcli plot torch.StepLR --lr 0.3 --step-size 30\n" in refused(
        called, "plot", "torch.StepLR", "--lr", "0.3"
    )
    assert "as in: lrcli plot 'torch.StepLR(step_size=3)' --lr 0.1\n" in refused(
        called, "plot", "torch.StepLR(step_size=3)"
    )
    assert refused(called, *"value keras.CosineDecay --decay-steps 50 --warmup-steps 5 --lr 0.1".split()) == (
        "lrcli: keras.CosineDecay needs --initial-learning-rate, as in: lrcli value keras.CosineDecay "
        "--decay-steps 50 --warmup-steps 5 --lr 0.1 --initial-learning-rate 0.0\n"
    )
    with pytest.raises(NotationError, match=r"torch.StepLR needs step_size, as in: torch.StepLR\(step_size=30\)"):
        parse("torch.SequentialLR(lr=0.1, schedulers=[torch.StepLR()], milestones=[])")
    assert value(called, *"torch.OneCycleLR --lr 0.1 --epochs 10 --steps-per-epoch 10 --at 29st".split()) == "0.1"
