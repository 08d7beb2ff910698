"""diff: what differs, against looking at every row, and the command."""

import json
from itertools import combinations

import numpy as np
import pytest
from grouped import sample
from hypothesis import given, settings
from strategies import compositions

from lrcli import Run, parse
from lrcli.analysis import closed, two
from lrcli.analysis.compared import difference_curve
from lrcli.analysis.curves import CHUNK, Curves
from lrcli.analysis.differing import Gap, difference, seen_difference, walked_difference
from lrcli.analysis.envelope import envelope
from lrcli.schedules.marks import Stop
from lrcli.schedules.schedule import Schedule


def compared(a, b, run=None, tolerance=None):
    pair = [("", parse(text) if isinstance(text, str) else text) for text in (a, b)]
    return difference(Curves(pair, run or Run(epochs=100)), tolerance)


TABLE = [  # two schedules, flags, exit code, what is shown
    ("cosine(0.1) cosine(0.1)", "", 0, "A  cosine(0.1)\nB  cosine(0.1)\non 100 epochs\n\nThey are equal, to the last digit.\n"),
    ("cosine(0.1) 0.3*cosine(1/3)", "", 0, "Nowhere do they differ by more than 1e-13 (1e-12 of the peak; less is rounding)"),
    ("constant(0.1) 3*constant(0.1)[:5]", "--tol 1", 0, "Nowhere"),
    ("constant(0.1) constant(0.2)", "--tol 0.05", 1, "They differ by more than 0.05."),
    ("constant(0.25) constant(0.5)", "--tol 0.25", 0, "Nowhere do they differ by more than 0.25."),
    ("constant(0.25) constant(0.5)", "--tol 0.2499", 1, "largest   A 0.25         B 0.5          B - A 0.25 at epoch 0"),
    ("constant(0.25) constant(0.5)", "", 1, "relative  A 0.25         B 0.5          50% of the higher at epoch 0"),
    ("constant(0.25) constant(0.5)", "", 1, "sum       A 25           B 50           B / A 2\n"),
    ("constant(0) constant(1)", "", 1, "sum       A 0            B 100\n"),
    ("constant(0) constant(0)", "--tol 0", 0, "They are equal, to the last digit."),
    ("multistep(1,.1,[5]) multistep(1,.1,[6])", "", 1, "Shifted by one epoch they agree: B is A one epoch later, as far as the run goes.\n"),
    ("multistep(1,.1,[6]) multistep(1,.1,[5])", "", 1, "they agree: B is A one epoch earlier, as far as the run goes.\n"),
    ("a=constant(1) b=constant(1)", "", 0, "A  a = constant(1)\nB  b = constant(1)\non 100 epochs\n"),
    ("constant(1) constant(2)", "--epochs 1", 1, "on 1 epoch\n"),
    ("cosine linear(.1)", "--epochs 90 --steps-per-epoch 10", 1, " at step 1 (epoch 0.1)\n"),
    ("cosine", "", 2, "diff compares two schedules, and 1 is given"),
    ("cosine linear step", "", 2, "diff compares two schedules, and 3 are given"),
    ("cosine linear", "--tol -1", 2, "--tol: -1 is out of range: at least 0"),
    ("cosine linear", "--tol x", 2, "--tol: 'x' is not a number"),
    ("cosine linear", "--json --plot", 2, "choose one"),
    ("cosine linear", "--steps 1e10", 2, "at most 1e+09"),
    ("cosine linear", "-o x.png", 2, "a .png is what lrcli plot writes"),
    ("cosine linear(.1)", "--epochs 90 --steps-per-epoch 391", 1, "at step 35189 (epoch 89.9974)\n"),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "flags", "code", "shows"), TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_typed(called, pair, flags, code, shows):
    done = called("diff", *pair.split(), *flags.split())
    assert done.returncode == code, done.stderr
    if code == 2:
        assert shows in done.stderr
        assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    else:
        assert shows in done.stdout
        assert done.stderr == ""


PAGE = """\
A  linear(1)
B  linear(0, final=1)
on 4 epochs

They differ by more than 1e-12 (1e-12 of the peak; less is rounding).

  first     A 1            B 0            B - A -1 at epoch 0
  largest   A 1            B 0            B - A -1 at epoch 0
  relative  A 1            B 0            100% of the higher at epoch 0
  sum       A 2.5          B 1.5          B / A 0.6
"""


def test_the_page(called, tmp_path):
    words = ["diff", "linear(1)", "linear(0, 1)", "--epochs", "4"]
    assert called(*words).stdout == PAGE
    assert called(*words, "-o", tmp_path / "page.txt").returncode == 1
    assert (tmp_path / "page.txt").read_text() == PAGE


def test_json_has_the_same_facts(called):
    done = called("diff", "low=linear(1)", "linear(0, 1)", "--epochs", "2", "--steps-per-epoch", "2", "--json")
    assert done.returncode == 1
    first = {"step": 0, "epoch": 0.0, "a": 1.0, "b": 0.0, "difference": -1.0, "relative": 1.0}
    assert json.loads(done.stdout) == {
        "a": {"label": "low", "spec": "linear(1)"},
        "b": {"label": "linear(0, final=1)", "spec": "linear(0, final=1)"},
        "run": {"rows": 4, "row": "step", "unit": "epoch", "steps_per_epoch": 2, "update": "step", "tokens": None},
        "tolerance": 1e-12,
        "differ": True,
        "first": first,
        "largest": first,
        "largest_relative": first,
        "alone": None,
        "shifts": [],
        "sums": {"a": 2.5, "b": 1.5, "ratio": 0.6},
    }
    assert json.loads(called("diff", "constant(0)", "constant", "--json").stdout)["sums"]["ratio"] is None


def test_the_charts(called):
    done = called("diff", "linear(0, 1)", "linear(1)", "--plot")
    page, both, apart = done.stdout.partition("\nlearning rate\n")[0], *done.stdout.split("learning rate")[1:]
    assert page == called("diff", "linear(0, 1)", "linear(1)").stdout
    assert both.startswith("\n")
    assert "a linear(0, final=1)\n  b linear(1)\n" in both
    ends = [line.split()[0] for line in apart.splitlines()[1:] if "┤" in line]
    assert apart.startswith(": B - A\n")
    assert (ends[0], ends[-1]) == ("1", "-1")
    assert "\x1b" not in done.stdout


@settings(deadline=None)
@given(compositions(), compositions())
def test_it_is_what_looking_at_every_row_tells_and_symmetric(a, b):
    run = Run(epochs=150, steps_per_epoch=2)
    try:
        there, back = (difference(Curves([("", x), ("", y)], run)) for x, y in ((a, b), (b, a)))
        left, right = (schedule.on(run)(np.arange(run.rows)) for schedule in (a, b))
    except ValueError:
        return
    if not (np.isfinite(left) & np.isfinite(right)).all():
        return
    apart = np.abs(left - right)
    assert there.tolerance == 1e-12 * max(left.max(), right.max())
    assert there.largest.size == apart.max()
    assert there.largest.row == np.argmax(apart)
    beyond = np.flatnonzero(apart > there.tolerance)
    assert (there.first and there.first.row) == (int(beyond[0]) if beyond.size else None)
    assert there.differ == bool(beyond.size)
    assert there.relative.share == max(
        (abs(x - y) / max(x, y) for x, y in zip(left.tolist(), right.tolist(), strict=True) if x != y), default=0
    )
    assert there.sums == pytest.approx((left.sum(), right.sum()), rel=1e-12)
    for way, (early, late) in {1: (left, right), -1: (right, left)}.items():
        agrees = bool((np.abs(early[:-1] - late[1:]) <= there.tolerance).all())
        assert (way in there.shifts) == (agrees and there.differ)

    def turned(gap):
        return gap and Gap(gap.row, gap.b, gap.a)

    assert (turned(back.first), turned(back.largest), turned(back.relative)) == there[1:4]
    assert back.sums == there.sums[::-1]
    assert set(back.shifts) == {-way for way in there.shifts}


def test_a_schedule_does_not_differ_from_itself():
    for text in ("cosine", "step", "noam", "restarts"):
        assert not compared(text, text, Run(steps=1000), 0.0).differ


def test_over_chunks():
    late = compared("constant(1)", f"constant(1)[:{CHUNK + 5}] >> constant(3)", Run(steps=3 * CHUNK), 0.5)
    assert late.first == late.largest == Gap(CHUNK + 5, 1.0, 3.0)
    moved = compared(f"multistep(1, 0.5, [{CHUNK - 1}])", f"multistep(1, 0.5, [{CHUNK}])", Run(steps=3 * CHUNK))
    assert (moved.first.row, moved.shifts) == (CHUNK - 1, (1,))


def test_the_last_row_counts_for_a_shift():
    run = Run(epochs=10)
    assert compared("multistep(1, 0.5, [5])", "multistep(1, 0.5, [6])", run).shifts == (1,)
    assert compared("multistep(1, 0.5, [5])", "multistep(1, 0.5, [6, 9])", run).shifts == ()
    assert compared("multistep(1, 0.5, [5])", "multistep(1, 0.5, [4, 8])", run).shifts == ()
    assert compared("multistep(1, 0.5, [5, 9])", "multistep(1, 0.5, [4, 8])", run).shifts == (-1,)


def test_a_tick_is_an_epoch_where_the_rate_is_held():
    held = Run(epochs=10, steps_per_epoch=7, update="epoch")
    assert compared("multistep(1, 0.5, [5])", "multistep(1, 0.5, [6])", held).shifts == (1,)
    assert compared("multistep(1, 0.5, [5])", "multistep(1, 0.5, [7])", held).shifts == ()


def test_where_only_one_has_a_rate():
    class Broken(Schedule, family="some.Broken", abstract=True):
        def formula(self, t):
            return np.where(t < 50, 0.5, np.nan)

    class Stopped(Broken, family="some.Stopped", abstract=True):
        def stop(self):
            return Stop(40, "an error")

    told = compared(Stopped(), "constant(0.5)")
    assert (told.first, told.shifts, told.sums) == (None, (), (20, 20))
    assert (told.alone.row, told.alone.b, told.differ) == (40, 0.5, True)
    assert compared("constant(0.5)", Broken()).alone.row == 50
    assert not compared(Broken(), Broken()).differ


@pytest.mark.parametrize(
    ("pair", "code", "rows", "told"),
    [
        ("torch.CosineAnnealingLR(lr=0.1,T_max=100) cosine(0.1)", 0, "100 epochs", "the length of torch.CosineAnnealingLR"),
        ("cosine(0.1) torch.CosineAnnealingLR(lr=0.1,T_max=7)", 0, "7 epochs", "the length of torch.CosineAnnealingLR"),
        ("polynomial(0.1,power=1) torch.PolynomialLR(lr=0.1,total_iters=120)", 0, "120 epochs", "the length of torch.PolynomialLR"),
        ("transformers.linear(lr=1,num_warmup_steps=0,num_training_steps=60) linear(1)", 0, "60 steps", "the length of transformers.linear"),
        ("optax.cosine_decay_schedule(1.0,80) cosine(1)", 0, "80 steps", "the length of optax.cosine_decay_schedule"),
        ("2*warmup(step,5) x=cosine(0.1)", 1, "300 epochs", "the length of step"),
        ("step piecewise", 1, "250 epochs", "the length of B (piecewise), the shorter of the two"),
        ("step step(0.2)", 1, "300 epochs", "the length of step"),
        ("torch.CosineAnnealingLR(lr=1,T_max=9) torch.CosineAnnealingLR(lr=1,T_max=9,eta_min=0.1)", 1, "10 epochs", "the length of torch.CosineAnnealingLR"),
    ],
)  # fmt: skip
def test_the_run_is_the_shorter_of_those_that_schedules_bring(called, pair, code, rows, told):
    done = called("diff", *pair.split())
    assert done.returncode == code
    assert done.stdout.splitlines()[2] == f"on {rows}"
    assert f"lrcli: compared on {rows}, {told}" in done.stderr.splitlines()
    asked = called("diff", *pair.split(), "--epochs", "9", "--steps-per-epoch", "4")
    assert "compared on" not in asked.stderr
    assert asked.stdout.splitlines()[2] == "on 36 steps"


def test_nothing_is_said_of_a_run_that_no_schedule_brings(called):
    assert called("diff", "cosine", "linear").stderr == ""
    assert called("diff", "torch.OneCycleLR(max_lr=1,total_steps=9)", "step").stderr == "", "steps and epochs"


LENGTHS = """\
A  epochs=2 = constant(1)
B  epochs=4 = constant(1)
Their lengths differ: A has 2 epochs, B has 4 epochs.
on 2 epochs, which both have

They are equal, to the last digit.

  sum       A 2            B 2            B / A 1
"""


def test_runs_of_their_own(called):
    done = called(*"diff constant(1) --sweep epochs=2,4".split())
    assert (done.returncode, done.stdout, done.stderr) == (1, LENGTHS, "")
    told = json.loads(called(*"diff constant(1) --sweep epochs=2,4 --json".split()).stdout)
    assert (told["a"]["run"]["rows"], told["b"]["run"]["rows"], told["run"]["rows"], told["differ"]) == (2, 4, 2, True)
    steps = called(*"diff constant(1) --epochs 1 --sweep steps-per-epoch=2,1".split())
    assert "Their lengths differ: A has 2 steps (1 epoch), B has 1 step (1 epoch)." in steps.stdout
    held = called(*"diff linear(1) --epochs 2 --steps-per-epoch 2 --sweep update=step,epoch".split())
    assert "lengths" not in held.stdout
    assert "first     A 0.75         B 1" in held.stdout
    drawn = called(*"diff cosine --sweep epochs=50,100 --plot".split())
    assert drawn.returncode == 1
    assert drawn.stdout.count("epochs, 100 in all") == 2, "the difference has the axis of both"


# --- out of the arcs of both ---

APART = [
    "cosine(0.1)",
    "linear(0.1)",
    "restarts(0.1, period=7)",
    "step(0.1, every=30)",
    "linear(0, 0.2, 100) >> cosine(0.2)",
    "wsd(0.1)",
    "torch.OneCycleLR(max_lr=0.1, total_steps=15000)",
    "keras.ExponentialDecay(0.1, decay_steps=41, decay_rate=0.96, staircase=True)",
    "exponential(0.1, gamma=0.999)",
]


@pytest.fixture
def as_long(monkeypatch):
    """A run of 20,011 steps is a long one."""
    for module in (closed, two):
        monkeypatch.setattr(module, "WALKED", 1000)


@pytest.mark.parametrize(("a", "b"), sample("arcs", combinations(APART, 2)))
def test_what_arcs_tell_is_what_all_rows_tell(monkeypatch, as_long, a, b):
    curves = Curves([("", parse(a)), ("", parse(b))], Run(steps=20_011))
    apart = Curves([("", difference_curve(curves))], curves.run)
    seen, drawn = seen_difference(curves, 1e-13), envelope(apart, 37)
    assert seen is not None
    walked = walked_difference(curves, 1e-13)
    assert seen[1:4] == walked[1:4]
    assert repr(seen.alone) == repr(walked.alone)  # a nan is not equal to itself
    assert seen.shifts == walked.shifts
    assert seen.sums == pytest.approx(walked.sums, rel=1e-12, abs=0)
    monkeypatch.setattr(two, "WALKED", 10**6)
    every = envelope(apart, 37)
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(drawn[:5], every[:5], strict=True))


def test_the_same_twice_needs_no_look_at_every_row():
    curves = Curves([("", parse("cosine(0.1)")), ("", parse("cosine(0.1)"))], Run(steps=10**9))
    found = difference(curves)
    assert (found.first, found.largest, found.alone, found.shifts) == (None, Gap(0, 0.1, 0.1), None, ())


def test_what_arcs_do_not_tell_is_walked(as_long):
    for a, b in (
        ("cosine(0.1)", "0.5 * cosine(0.2)"),
        ("step(0.1, every=30)", "step(0.1, 0.1, 1)[:1] >> step(0.1, every=30)"),
    ):
        curves = Curves([("", parse(a)), ("", parse(b))], Run(steps=20_011))
        assert difference(curves)[1:6] == walked_difference(curves, difference(curves).tolerance)[1:6]


def test_a_long_comparison_in_the_command(called):
    done = called("diff", "cosine(0.1)", "restarts(0.1, period=7)", "--steps", "1e9")
    assert done.returncode == 1
    assert "B - A 0.1 at step 999999994" in done.stdout
