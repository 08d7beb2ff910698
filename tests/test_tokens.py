"""Runs in samples and tokens, with a batch that stays or grows."""

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import texts

from lrcli import Run, parse
from lrcli.batch import Flow, ramped
from lrcli.clock import Duration

RUN = ("--tokens", "30B", "--seq-len", "4096", "--batch-size", "1024")
RAMP = ("--tokens", "30B", "--seq-len", "4096", "--batch-ramp", "256:1024:256:10Btok")


def megatron_sizes(start, end, by, over, steps):
    """The batch of each step, one after the other, as Megatron's calculator counts."""
    sizes, taken, jumps = [], 0, (end - start) // by
    for _ in range(steps):
        size = end if taken > over else start + int(taken / (over / jumps)) * by
        sizes.append(size)
        taken += size
    return sizes


@given(st.integers(1, 64), st.integers(1, 32), st.integers(1, 12), st.integers(1, 5000))
def test_a_ramp_is_megatrons(start, by, jumps, over):
    end = start + by * jumps
    flow, sizes = ramped(start, end, by, Fraction(over)), megatron_sizes(start, end, by, over, 300)
    taken = np.cumsum([0, *sizes[:-1]])
    assert flow.befores(np.arange(300)).tolist() == taken.tolist()
    assert [flow.before(step) for step in range(300)] == taken.tolist()
    assert [flow.step(Fraction(int(each))) for each in taken] == list(range(300))
    assert np.allclose(flow.steps(flow.befores(np.arange(300.0))), np.arange(300), rtol=1e-12)


def test_a_ramp_of_many_sizes_is_refused():
    with pytest.raises(ValueError, match="at most 10000"):
        ramped(1, 10**9, 1, Fraction(10))
    with pytest.raises(ValueError, match="no whole number of jumps of 7"):
        ramped(1, 10, 7, Fraction(10))


@pytest.mark.parametrize(
    ("tokens", "each", "rows"),
    [("300B", 1024 * 4096, 71526), (4096, 4096, 1), (4097, 4096, 2), ("1e6", 1000, 1000), ("8192tok", 4096, 2)],
)
def test_a_part_of_a_step_rounds_up(tokens, each, rows):
    run = Run(tokens=tokens, tokens_per_step=each)
    assert (run.rows, run.unit, run.tick) == (rows, "step", "step")
    assert eval(repr(run)) == run == pickle.loads(pickle.dumps(run))
    assert run.but(update="step") == run


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({"tokens": "1B"}, "how many does a step take"),
        ({"tokens": "1B", "steps": 3, "tokens_per_step": 10}, "choose one of --steps and --tokens"),
        ({"tokens": "x", "tokens_per_step": 10}, "such as 300B"),
        ({"steps": 9, "steps_per_epoch": 3, "samples_per_step": ramped(1, 2, 1, Fraction(4))}, "where the batch grows"),
    ],
)
def test_runs_that_are_refused(arguments, wrong):
    with pytest.raises(ValueError, match=wrong):
        Run(**arguments)


GROWING = ramped(256, 1024, 256, Fraction(10 * 10**9, 4096))
GROWN = Run(tokens="12B", samples_per_step=GROWING, tokens_per_step=GROWING.times(4096))


def seen(text, run=GROWN):
    """The tokens before each seam of a schedule, in millions."""
    placed = parse(text).on(run)
    return [round(float(run.flow.before(seam)) / 1e6) for seam in placed.seams(run.rows)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("linear(0, 0.1, 2Btok) >> constant(0.1)", [2000]),
        ("linear(0, 0.1, 2Btok) >> linear(0.1, 0, 4Btok) >> constant(0.1)", [2000, 6001]),
        ("constant(0.1) >> linear(0.1, 0, 8Btok)", [4002]),  # counted from the end
        ("wsd(0.1, warmup=2Btok, cooldown=8Btok)", [2000, 4002]),
        ("constant(0.1) >> linear(0.1, 0, 4Btok) >> linear(0, 0.1, 4Btok)", [4002, 8002]),
        ("multistep(0.1, milestones=[1Btok, 4Btok])", [1000, 3999]),
        ("warmup(constant(0.1), 3Btok)", [3000]),
        ("constant(0.1)[:5Btok] >> constant(0.2)", [4999]),
    ],
)
def test_durations_in_tokens_are_counted_from_where_they_begin(text, tokens):
    step = 1024 * 4096 / 1e6
    assert seen(text) == pytest.approx(tokens, abs=step)


@pytest.mark.parametrize(
    "text",
    [
        "step(0.1, every=1Btok)",
        "exponential(0.1, every=1Btok)",
        "restarts(0.1, period=1Btok)",
        "triangular(0.1, up=1Btok)",
        "repeat(linear(0, 0.1, 1Btok))",
    ],
)
def test_what_comes_again_has_no_fixed_length_where_the_batch_grows(text):
    with pytest.raises(ValueError, match="no fixed number of steps where the batch grows"):
        parse(text).on(GROWN)
    parse(text).on(Run(tokens="12B", tokens_per_step=4096 * 1024))


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_batch_that_stays_needs_no_place(number, each, begin):
    run = Run(steps=10, tokens_per_step=Flow.constant(each))
    duration = Duration(f"{number}tok")
    assert duration.ticks(run, 10) == duration.ticks(run, 10, begin) == duration.ticks(run, 10, begin, True)


def test_durations_are_written_short():
    texts = ["2Btok", "2500Mtok", "4096tok", "500ksp", "1Ttok", "0sp", "1.5tok"]
    assert [str(Duration(text)) for text in texts] == texts
    assert all(Duration(str(Duration(text))) == Duration(text) for text in texts)


def test_rows_have_the_tokens_before_them(called):
    lines = called("csv", "cosine", *RUN, "--at", "0,1,last", "-q").stdout.splitlines()
    assert [line.split(",")[:2] for line in lines] == [
        ["step", "tokens"],
        ["0", "0"],
        ["1", "4194304"],
        ["7152", "29997662208"],
    ]
    lines = called("csv", "cosine", *RAMP, "-q").stdout.splitlines()[1:]
    tokens = [int(line.split(",")[1]) for line in lines]
    sizes = megatron_sizes(256, 1024, 256, 10 * 10**9 / 4096, len(lines))
    assert tokens == (np.cumsum([0, *sizes[:-1]]) * 4096).tolist()
    assert tokens[-1] < 30e9 <= tokens[-1] + sizes[-1] * 4096


def test_the_long_form_has_them_where_they_are_known(called):
    rows = [
        json.loads(line)
        for line in called("json", "--lines", "--long", "cosine", *RUN, "--at", "1", "-q").stdout.splitlines()
    ]
    assert [(row["step"], row["tokens"]) for row in rows] == [(1, 4194304)]
    words = ("cosine", "--seq-len", "4096", "--batch-size", "1024", "--sweep", "tokens=1B,2B")
    lines = called("csv", *words, "--long", "-q").stdout.splitlines()
    assert lines[0] == "label,step,tokens,lr"
    assert lines[-1].startswith("tokens=2B,476,1996488704,")


def test_epochs_and_tokens_together(called):
    words = ("cosine", "--tokens", "1M", "--seq-len", "100", "--batch-size", "50", "--samples", "1000", "--at", "25")
    assert called("csv", *words).stdout.splitlines()[0] == "step,epoch,tokens,lr"
    assert called("csv", *words).stdout.splitlines()[1].startswith("25,1,125000,")


@pytest.mark.parametrize("run", [RUN, RAMP])
def test_what_is_told_of_a_part_of_a_step(called, run):
    assert "tokens at" in (said := called("csv", "cosine", *run).stderr)
    assert said.endswith("steps, the last of them in part\n")
    whole = ("--tokens", "4096k", "--seq-len", "4k", "--batch-size", "1024")
    assert called("csv", "cosine", *whole).stderr == ""


def test_budget_answers_in_tokens(called):
    done = called("budget", "--tokens", "300B", "--seq-len", "4096", "--batch-size", "1024", "--warmup", "2Btok")
    assert done.stderr == "lrcli: 300B tokens at 4.19M a step are 71526 steps\n"
    assert dict(line.split("\t") for line in done.stdout.splitlines()) == {
        "samples per update": "1024",
        "total updates": "71526",
        "tokens per update": "4194304",
        "total tokens": "300001787904",
        "warm-up updates": "477",
    }


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("--tokens 1B", "--tokens needs --seq-len and --batch-size"),
        ("--tokens 1B --seq-len 10", "--tokens needs --batch-size"),
        ("--tokens 1B --batch-size 10", "--tokens needs --seq-len"),
        ("--tokens 1B --steps 5 --seq-len 1 --batch-size 1", "choose one of --steps and --tokens"),
        ("--seq-len 5", "--seq-len needs --batch-size"),
        ("--steps 10 --batch-ramp 1:2:3", "write FROM:TO:BY:OVER"),
        ("--steps 10 --batch-ramp 1:2:1:5", "write 5sp or 5tok"),
        ("--steps 10 --batch-ramp 1:2:1:5tok", "--seq-len tells how many"),
        ("--steps 10 --batch-ramp 1:4:2:5sp", "no whole number of jumps"),
        ("--epochs 10 --batch-ramp 1:4:1:5sp", "--batch-ramp and --epochs"),
        ("--steps 10 --batch-ramp 1:4:1:5sp --batch-size 9", "does not end at 9 samples a step"),
        ("--steps 10 --accumulate 2", "--accumulate needs --batch-size"),
        ("--warmup 2B --steps 10", "2B of what? 2Btok?"),
        ("--warmup 2Btok --steps 10", "give --seq-len and --batch-size"),
    ],
)
def test_what_is_missing_or_does_not_fit(called, words, wrong):
    done = called("csv", "cosine", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert wrong in done.stderr
    assert done.stderr.count("\n") == 1


def test_charts_and_pictures_count_tokens(called, tmp_path):
    chart = called("plot", "cosine", *RAMP, "-q").stdout
    assert "tokens, 30B in all; 10597 steps" in chart
    assert "30B" in chart.splitlines()[-2]
    called("plot", "cosine", *RAMP, "-q", "-o", tmp_path / "x.svg")
    assert {"tokens", "step", "30B", "10000"} <= set(texts((tmp_path / "x.svg").read_bytes()))
