"""Positions: how they are written, read and refused, and that what `when` prints is what `--at` reads."""

import hypothesis.strategies as st
import numpy as np
import pytest
from grouped import sample
from hypothesis import given, settings
from strategies import compositions, mixtures

from lrcli import Run
from lrcli.analysis.crossed import ALL, FIRST, LAST, Sought, crossed
from lrcli.analysis.curves import Curves
from lrcli.positions import position_text, read_position, row_at

STEPS = "--epochs 10 --steps-per-epoch 100"  # 1000 steps, in which a bare number counts epochs
SAMPLES = "--epochs 10 --samples 6400 --batch-size 64"

READ = [  # typed, the rate, what is said on stderr
    (f"value formula('step') {STEPS} --at 5", "500.0", "--at 5 is epoch 5, step 500; 5st is a step"),
    (f"value formula('step') {SAMPLES} --at 5", "500.0", "--at 5 is epoch 5, step 500; 5st is a step"),
    (f"value formula('step') {STEPS} --update epoch --at 5", "500.0", "--at 5 is epoch 5, step 500; 5st is a step"),
    (f"value formula('step') {STEPS} --at 2.5", "250.0", "--at 2.5 is epoch 2.5, step 250"),
    (
        f"value formula('step') {STEPS} --at 500st,5,7",
        "500.0 500.0 700.0",
        "--at 5 is epoch 5, step 500; 5st is a step",
    ),
    ("value formula('step') --epochs 9 --steps-per-epoch 2 --at 8,0", "16.0 0.0", "--at 8 is epoch 8, step 16; 8st is"),
    ("value formula('step') --epochs 30 --steps-per-epoch 1 --at 20", "20.0", "--at 20 is epoch 20, step 20; 20st"),
    (f"value formula('step') {STEPS} --at 0,500st,5ep,50%,first,last", "0.0 500.0 500.0 500.0 0.0 999.0", ""),
    ("value formula('step') --steps 1000 --steps-per-epoch 100 --at 500,5ep", "500.0 500.0", ""),
    ("value formula('step') --steps 1k --at 1e2,LAST,.5%", "100.0 999.0 5.0", ""),
    ("value linear(10) --epochs 10 --at end,100%,99.9%", "0.0 0.0 1.0", ""),
    ("value linear(10) --epochs 10 --at 3 --at 4", "7.0 6.0", ""),
]
WRONG = [  # typed, what is said
    (
        f"value cosine {STEPS} --at 500",
        "epoch 500 (--at 500 counts epochs here; 500st is a step) is past the run, 10 epochs, 1000 steps",
    ),
    (f"table cosine {STEPS} --at 10", "epoch 10 (--at 10 counts epochs here; 10st is a step) is past the run, 10"),
    (f"value cosine {SAMPLES} --at 500", "epoch 500 (--at 500 counts epochs here; 500st is a step) is past the run"),
    (f"value cosine {STEPS} --at 5000", "epoch 5000 (--at 5000 counts epochs here) is past the run, 10 epochs"),
    (f"value cosine {STEPS} --at 10ep", "--at 10ep: epoch 10 is past the run, 10 epochs, 1000 steps"),
    (f"value cosine {STEPS} --at 1000st", "--at 1000st: step 1000 is past the run, 10 epochs, 1000 steps; the last"),
    (f"value cosine {STEPS} --at 1000st", "the last step is 999st, end is just after it"),
    (f"value cosine {STEPS} --at 11,5,12,13st,14ep", "1000 steps, and so are 12, 14ep; the last step is 999st"),
    ("value cosine --epochs 10 --at 10", "--at 10: epoch 10 is past the run, 10 epochs; the last epoch is 9"),
    ("value cosine --epochs 10 --at 10.5", "--at 10.5: epoch 10.5 is past the run, 10 epochs"),
    ("value cosine --steps 1000 --at 1000", "--at 1000: step 1000 is past the run, 1000 steps; the last step is 999"),
    (
        "value cosine --steps 50 --steps-per-epoch 20 --at 3ep",
        "--at 3ep: epoch 3 is past the run, 50 steps, 2.5 epochs",
    ),
    ("value cosine --epochs 2.5 --steps-per-epoch 3 --at 9st", "step 9 is past the run, 2.5 epochs, 8 steps"),
    ("value cosine --epochs 1 --at 1", "epoch 1 is past the run, 1 epoch;"),
    ("value cosine --epochs 100 --at 30.5", "--at 30.5: it lies between epochs 30 and 31: write 30 or 31"),
    ("value cosine --epochs 100 --at 99.5ep", "--at 99.5ep: it lies between epochs 99 and 100: write 99 or end"),
    ("value cosine --epochs 9 --steps-per-epoch 7 --at 1.5", "it lies between steps 10 and 11: write 10st or 11st"),
    ("value cosine --epochs 9 --steps-per-epoch 7 --at 1.5st", "it lies between steps 1 and 2: write 1st or 2st"),
    ("value cosine --at -1", "--at -1: positions count from the start, 0 and up; last is the last epoch"),
    ("value cosine --at -5%", "--at -5%: positions count from the start"),
    ("value cosine --at 0.3", "0.3 of what? 30 %? 0.3ep?"),
    ("value cosine --at middle", "--at middle: not a position such as 30, 30ep, 500st, 50%, first, last or end"),
    ("value cosine --at never", "--at never: not a position"),
    ("value cosine --at 3,,x", "--at '', x: not a position"),
    ("value cosine --at 120%", "at most 100%"),
    ("value cosine --epochs 10 --at 30st", "30st counts steps in a run of epochs: it needs --steps-per-epoch"),
    ("value cosine --steps 10 --at 3ep", "3ep counts epochs in a run of steps: it needs --steps-per-epoch"),
    ("value cosine --at 2Btok", "counts tokens in a run that does not tell how many a step has"),
    (
        "when cosine --below 0.05 --after 100",
        "--after 100: epoch 100 is past the run, 100 epochs; the last epoch is 99",
    ),
    ("when cosine --below 0.05 --after end", "--after end: there is no epoch after the last, 99"),
    ("when cosine --below 0.05 --after 3,4", "--after 3,4: give one position"),
    ("when cosine --below 0.05 --after x", "--after x: not a position"),
    (f"when cosine {STEPS} --below 0.05 --after 500", "epoch 500 (--after 500 counts epochs here; 500st is a step)"),
]


@pytest.mark.parametrize(("typed", "rates", "said"), READ, ids=[row[0] for row in READ])
def test_read(called, typed, rates, said):
    done = called(*typed.split())
    assert (done.returncode, done.stdout.split()) == (0, rates.split()), done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == bool(said)


@pytest.mark.parametrize(("typed", "told"), WRONG, ids=[f"{typed} > {told}" for typed, told in WRONG])
def test_refused(called, typed, told):
    done = called(*typed.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_all_wrong_ones_are_told_at_once(called):
    done = called(*"value cosine --epochs 10 --steps-per-epoch 3 --at 500,x,0.5,1.1ep,-1,3,y".split())
    assert done.returncode == 2
    assert done.stderr == (
        "lrcli: --at x, y: not a position such as 30, 30ep, 500st, 50%, first, last or end; "
        "--at 0.5: 0.5 of what? 50 %? 0.5ep?; "
        "--at 1.1ep: it lies between steps 3 and 4: write 3st or 4st; "
        "--at -1: positions count from the start, 0 and up; last is the last step, end is just after it; "
        "epoch 500 (--at 500 counts epochs here) is past the run, 10 epochs, 30 steps; "
        "the last step is 29st, end is just after it\n"
    )


def test_many_past_the_run_are_counted(called):
    done = called("value", "cosine", "--epochs", "10", "--at", ",".join(map(str, range(5, 30))))
    assert "--at 10: epoch 10 is past the run, 10 epochs, and so are 11, 12, 13, 14, 15, 14 more;" in done.stderr


def test_table_says_it_too(called):
    done = called(*f"table cosine {STEPS} --at 5".split())
    assert done.stdout.splitlines()[1].startswith("500\t5\t")
    assert done.stderr == "lrcli: --at 5 is epoch 5, step 500; 5st is a step\n"


def test_samples_and_tokens_are_within_a_step():
    run = Run(epochs=10, steps_per_epoch=100, samples_per_step=64, tokens_per_step=64_000)
    assert [row_at(run, text) for text in ("64sp", "1ksp", "1Mtok", "63.9ksp")] == [1, 15, 15, 998]
    assert [read_position(run, text).within for text in ("64sp", "1ksp", "1Mtok", "64Mtok")] == [
        False,
        True,
        True,
        False,
    ]
    held = Run(epochs=10, steps_per_epoch=100, samples_per_step=64, update="epoch")
    assert row_at(held, "1ksp") == 15
    with pytest.raises(ValueError, match="64ksp is past the run, which has 1000 steps"):
        row_at(run, "64ksp")


RUNS = st.builds(
    lambda epochs, per, update: Run(epochs=epochs, steps_per_epoch=per, update=update if per else "step"),
    st.integers(1, 40),
    st.none() | st.integers(1, 7),
    st.sampled_from(["step", "epoch"]),
) | st.builds(
    lambda steps, per, update: Run(steps=steps, steps_per_epoch=per, update=update if per else "step"),
    st.integers(1, 200),
    st.none() | st.integers(1, 7),
    st.sampled_from(["step", "epoch"]),
)


@given(RUNS, st.data())
def test_a_row_is_read_as_it_is_written(run, data):
    row = data.draw(st.integers(0, run.rows))
    assert row_at(run, position_text(run, row)) == row
    assert row_at(run, "last") == run.rows - 1
    assert row_at(run, "end") == row_at(run, "100%") == run.rows
    share = data.draw(st.decimals(0, "99.999", places=3))
    assert 0 <= row_at(run, f"{share}%") < run.rows


@settings(deadline=None)
@given(
    st.lists(compositions() | mixtures(), min_size=1, max_size=2),
    RUNS,
    st.lists(
        st.tuples(st.floats(0, 2) | st.sampled_from([0.0, 0.01, 0.05, "10%", "50%", "100%"]), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    st.data(),
)
def test_every_crossing_against_every_row(schedules, run, drawn, data):
    try:
        curves = Curves([("", schedule) for schedule in schedules], run)
        rates = curves.gapped(np.arange(run.rows))
    except ValueError:
        return
    bounds = [Sought(*each) for each in drawn]
    after = data.draw(st.integers(0, run.rows - 1))
    every = crossed(curves, bounds, after, ALL)
    for which, place in ((FIRST, 0), (LAST, -1)):
        for records, others in zip(crossed(curves, bounds, after, which), every, strict=True):
            assert [each.found for each in records] == [each.found[place:][:1] for each in others]
    for records, bound in zip(every, bounds, strict=True):
        for record, lr in zip(records, rates.T, strict=True):
            limit = bound.lr
            if isinstance(limit, str):
                limit = int(limit[:-1]) / 100 * np.nanmax(lr)
                assert record.bound == pytest.approx(limit, rel=1e-15, abs=0)
                limit = record.bound
            beyond = lr < limit if bound.below else lr > limit
            expected = [t for t in range(after, run.rows) if beyond[t] and (t == after or not beyond[t - 1])]
            assert [row_at(run, passage.at) for passage in record.found] == expected
            assert [passage.point.lr for passage in record.found] == lr[expected].tolist()


TRIED = [
    "wsd --warmup 10%",
    "restarts --lr 0.3",
    "triangular",
    "cosine --warmup 5% --update epoch",
    "linear(0,0.1,2)>>step(0.1,every=3)",
    "knee --warmup 20% --floor 0.001",
    "repeat(cosine(0.1)[:4],3)",
    "plateau --factor 0.5",
    "torch.CosineAnnealingLR(lr=0.1,T_max=7)",
    "torch.CyclicLR(lr=0.1,base_lr=0.01,max_lr=0.1,step_size_up=4)",
    "torch.OneCycleLR(max_lr=0.1,total_steps=50)",
    "keras.CosineDecayRestarts(0.1,6)",
    "timm.CosineLRScheduler(lr=0.1,t_initial=5,cycle_limit=3)",
    "transformers.cosine_with_restarts(lr=0.1,num_warmup_steps=3,num_training_steps=40,num_cycles=3)",
]
ON = ["--epochs 24", "--epochs 12 --steps-per-epoch 4", "--steps 48", "--steps 48 --steps-per-epoch 5"]
ON += ["--epochs 12 --samples 100 --batch-size 8 --devices 2 --accumulate 2"]


@pytest.mark.parametrize("run", sample("when", ON))
@pytest.mark.parametrize("schedule", TRIED)
def test_what_when_prints_at_reads(called, schedule, run):
    """Each position has the property, and the one before has not."""
    if "--update" in schedule and "--steps-per-epoch" not in run and "--samples" not in run:
        run += " --steps-per-epoch 4" if "--epochs" in run else " --steps-per-epoch 6"
    for side, bound in (("below", "50%"), ("above", "0.03")):
        found = called("when", *schedule.split(), *run.split(), f"--{side}", bound, "--all")
        assert found.returncode in (0, 1), found.stderr
        if found.returncode:
            assert found.stdout == "never\n"
            continue
        done = called("value", *schedule.split(), *run.split(), "--at", found.stdout)
        assert done.returncode == 0, done.stderr
        assert "--at" not in done.stderr, "a number with its unit needs no remark"
        peak = 1.0
        if bound.endswith("%"):
            rows = called("csv", *schedule.split(), *run.split()).stdout.split()[1:]
            peak = max(float(row.split(",")[-1]) for row in rows)
        limit = float(bound.rstrip("%")) / (100 if "%" in bound else 1) * peak
        holds = (lambda lr, limit=limit: lr < limit) if side == "below" else (lambda lr, limit=limit: lr > limit)
        assert all(holds(float(lr)) for lr in done.stdout.split())
        assert len(done.stdout.split()) == len(found.stdout.split())
        before = [text for text in found.stdout.split() if text.rstrip("st") != "0"]
        if before:
            earlier = ",".join(f"{int(text.rstrip('st')) - 1}{'st' if text.endswith('st') else ''}" for text in before)
            done = called("value", *schedule.split(), *run.split(), "--at", earlier)
            assert not any(holds(float(lr)) for lr in done.stdout.split())


def test_one_command_in_another(out):
    run = (*"cosine --epochs 10 --steps-per-epoch 100".split(),)
    assert out("when", *run, "--below", "0.05") == "501st\n"
    assert out("value", *run, "--at", "501st") == out("value", *run, "--at", out("when", *run, "--below", "0.05"))


def test_a_table_of_what_several_schedules_pass_is_read(called):
    found = called(*"when restarts(0.1) cosine(0.1) --epochs 40 --below 0.05 --all".split())
    assert found.stdout == "6\t21\n16\t\n26\t\n36\t\n"
    done = called("value", "formula('t')", "--epochs", "40", "--at", found.stdout)
    assert done.stdout.split() == ["6.0", "21.0", "16.0", "26.0", "36.0"]


def test_lint_holds_a_scheduler_in_the_unit_of_its_rows(called):
    scheduler = "torch.CosineAnnealingLR(lr=0.1,T_max=50)"
    done = called("lint", scheduler, *"--epochs 10 --steps-per-epoch 10".split())
    assert 'hold it there: (...)[:"50st"]' in done.stdout
    held = called("value", f'({scheduler})[:"50st"]', *"--epochs 10 --steps-per-epoch 10 --at 50st,last".split())
    assert held.stdout == "0.0\n0.0\n"
