"""when: the first row beyond a rate, against looking at every row, and the command."""

import json
import tracemalloc

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from strategies import compositions
from test_streams import on_a_terminal

from lrcli import Run, parse
from lrcli.analysis.curves import CHUNK, Curves
from lrcli.analysis.measures import Bound, crossings
from lrcli.schedules.marks import Stop
from lrcli.schedules.schedule import Schedule

TABLE = [  # typed, exit code, what is shown
    ("when linear --lr 10 --epochs 10 --below 5", 0, "6\n"),
    ("when linear --lr 10 --epochs 10 --below 10", 0, "1\n"),
    ("when linear --lr 10 --epochs 10 --above 9", 0, "0\n"),
    ("when linear --lr 10 --epochs 10 --above 10", 1, "never\n"),
    ("when linear --lr 10 --epochs 10 --below 1", 1, "never\n"),
    ("when linear --lr 10 --epochs 10 --below 3,7 --below 5", 0, "8\n4\n6\n"),
    ("when linear --lr 10 --epochs 10 --above 1 --below 3", 0, "8\n0\n"),
    ("when linear --lr 10 --epochs 10 --below 1/3,9", 1, "never\n2\n"),
    ("when linear(10) linear(0,10) --epochs 10 --below 5 --above 5", 0, "6\t0\n0\t6\n"),
    ("when linear(10) constant(7) --epochs 10 --below 5", 1, "6\tnever\n"),
    ("when linear --lr 10 --epochs 10 --steps-per-epoch 4 --below 5", 0, "21st\n"),
    ("when linear --lr 10 --epochs 10 --steps-per-epoch 4 --update epoch --below 5", 0, "24st\n"),
    ("when linear(10) constant(7) --epochs 10 --steps-per-epoch 4 --below 5", 1, "21st\tnever\n"),
    ("when linear --lr 10 --steps 10 --below 5", 0, "6\n"),
    ("when constant --below -1,1", 1, "never\n0\n"),
    ("when linear --lr 10 --epochs 10 --below 50%,95%", 0, "6\n1\n"),
    ("when linear --lr 10 --epochs 10 --above 90% --below 1", 1, "never\n0\n"),
    ("when linear(10) linear(1) --epochs 10 --below 50%", 0, "6\t6\n"),
    ("when linear --lr 3 --epochs 10 --below 10%", 1, "never\n"),
    ("when linear --lr 10 --epochs 10 --above 5 --after 3", 0, "3\n"),
    ("when linear --lr 10 --epochs 10 --above 5 --after 50%", 1, "never\n"),
    ("when linear --lr 10 --epochs 10 --below 5 --after 3", 0, "6\n"),
    ("when linear --lr 10 --epochs 10 --steps-per-epoch 4 --below 5 --after 24st", 0, "24st\n"),
    ("when restarts --lr 8 --epochs 16 --period 4 --below 50%", 0, "3\n"),
    ("when restarts --lr 8 --epochs 16 --period 4 --below 50% --last", 0, "15\n"),
    ("when restarts --lr 8 --epochs 16 --period 4 --below 50% --all", 0, "3\n7\n11\n15\n"),
    ("when restarts --lr 8 --epochs 16 --period 4 --below 50% --all --after 7", 0, "7\n11\n15\n"),
    ("when restarts --lr 8 --epochs 16 --period 4 --above 50%,90% --last", 0, "12\n12\n"),
    ("when restarts(8,period=8) linear(8) --epochs 16 --below 4 --all", 0, "5\t9\n13\t\n"),
    ("when restarts(8,period=8) linear(8) --epochs 16 --below 4,1 --all", 0, "5\t9\n13\t\n\n7\t15\n15\t\n"),
    ("when restarts(8,period=8) constant(8) --epochs 16 --below 4 --all", 1, "5\tnever\n13\t\n"),
    ("when cosine", 2, "--below LR or --above LR"),
    ("when cosine --below", 2, "--below"),
    ("when cosine --below x", 2, "--below: 'x' is not a number"),
    ("when cosine --below x%", 2, "--below: 'x%' is neither a number nor a percentage"),
    ("when cosine --below nan%", 2, "--below: nan is not a finite number"),
    ("when cosine --below 1 --last --all", 2, "--last and --all exclude one another"),
    ("when cosine --below nan", 2, "--below: 'nan' is not a number"),
    ("when cosine --above ,", 2, "--above: needs at least 1 value"),
    ("when cosine --steps 1e10 --below 1", 2, "at most 1e+09"),
    ("when --below 1", 2, "name a schedule"),
]


@pytest.mark.parametrize(("typed", "code", "shows"), TABLE, ids=[row[0] for row in TABLE])
def test_typed(called, typed, code, shows):
    done = called(*typed.split())
    assert done.returncode == code, done.stderr
    if code == 2:
        assert shows in done.stderr
        assert len(done.stderr.splitlines()) == 1
    else:
        assert done.stdout == shows
        assert bool(done.stderr) == ("never" in shows)


def test_never_tells_how_far_it_goes(called):
    done = called("when", "linear(1)", "constant(3)", "--epochs", "4", "--below", "0.1", "--above", "2")
    assert done.stderr == "".join(
        f"lrcli: {label} goes from {low} to {high} on 4 epochs\n"
        for label, low, high in [("linear(1)", 0.25, 1), ("constant(3)", 3, 3)]
    )


AGAIN = [  # typed, what is printed, what is said
    (
        "wsd --warmup 2000 --steps 10000 --below 1e-4",
        "0\n",
        "starts below 0.0001, and falls below it again later: --last",
    ),
    (
        "wsd --warmup 2000 --steps 10000 --below 10% --after 50",
        "50\n",
        "is below 10% of the peak, 0.01 at step 50, and",
    ),
    ("wsd --warmup 2000 --steps 10000 --below 1e-4 --after 2000", "9999\n", ""),
    ("wsd --warmup 2000 --steps 10000 --below 1e-4 --last", "9999\n", ""),
    ("linear --lr 10 --epochs 10 --above 9", "0\n", ""),
    ("constant --above 0", "0\n", ""),
    ("triangular --epochs 40 --below 0.05", "0\n", "starts below 0.05, and falls below it again later"),
    ("restarts --epochs 40 --above 50%", "0\n", "starts above 50% of the peak, 0.05, and rises above it again later"),
    ("restarts --epochs 40 --below 50%", "6\n", ""),
]


@pytest.mark.parametrize(("typed", "prints", "said"), AGAIN, ids=[row[0] for row in AGAIN])
def test_a_start_that_comes_again_is_told(called, typed, prints, said):
    """The first row is the answer all the same."""
    done = called("when", *typed.split())
    assert (done.returncode, done.stdout) == (0, prints)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == bool(said)


def test_a_short_spell_in_a_long_run_is_seen_at_a_seam(called):
    done = called("when", "cosine(0.1)[:3000000]>>constant(1)[:1]>>constant(0.1)", "--steps", "5M", "--below", "0.2")
    assert done.stdout == "0\n"
    assert "again later" in done.stderr


def test_json(called):
    done = called(*"when cosine(0.1) x=constant(1) --epochs 2 --steps-per-epoch 2 --below 50% --json".split())
    assert done.returncode == 1
    both = {"spec": "cosine(0.1)", "side": "below", "share": "50%", "again": False}
    first, second = json.loads(done.stdout)
    point = {"at": "3st", "row": 3, "lr": 0.014644660940672627, "step": 3, "epoch": 1.5}
    assert first == {"label": "cosine(0.1)", **both, "bound": 0.05, "found": [point]}
    assert second == {"label": "x", **both, "spec": "constant(1)", "bound": 0.5, "found": []}


def test_never_after_a_row_tells_of_what_was_looked_at(called):
    done = called(*"when linear(10) --epochs 10 --above 9 --after 5".split())
    assert done.stderr == "lrcli: linear(10) goes from 1 to 5 in epoch 5 and later\n"


@pytest.mark.parametrize(
    ("after", "shows", "says"),
    [
        ("0", "3st\t5st\n", ""),
        ("2", "4st\t6st\n", "--after 2 is epoch 2 of each run; 2st is a step"),
        ("75%", "6st\t9st\n", ""),
        ("3ep", "6st\t9st\n", ""),
        ("9st", "never\t9st\n", "steps-per-epoch=2 is over before step 9 (epoch 4.5)"),
    ],
)
def test_each_run_is_searched_in_its_own_unit(called, after, shows, says):
    """What is printed is what --at reads on the run of each."""
    done = called(*f"when linear --epochs 4 --sweep steps-per-epoch=2,3 --below 0.065 --after {after}".split())
    assert (done.stdout, done.stderr) == (shows, f"lrcli: {says}\n" if says else "")


def test_a_position_that_no_run_has(called):
    for after, says in [("12st", "step 12 is past the run"), ("end", "there is no step after the last, 11st")]:
        done = called(*f"when linear --epochs 4 --sweep steps-per-epoch=2,3 --below 1 --after {after}".split())
        assert (done.returncode, done.stdout) == (2, "")
        assert says in done.stderr


def test_never_after_the_run_of_a_curve_is_over(called):
    done = called(*"when linear --sweep epochs=2,4 --below 50% --after 3".split())
    assert (done.returncode, done.stdout) == (1, "never\t3\n")
    assert done.stderr == "lrcli: epochs=2 is over before epoch 3\n"
    done = called("when", "torch.OneCycleLR(0.1, total_steps=10)", *"--below 50% --after 12 --epochs 20".split())
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("has no learning rate from epoch 11 on\n")


def test_more_crossings_than_are_told(called):
    done = called("when", "repeat(linear(1)[:2])", "--steps", "1M", "--below", "0.7", "--all")
    assert done.returncode == 2
    assert "more crossings than are told, 100000" in done.stderr
    assert called("when", "repeat(linear(1)[:2])", "--steps", "1M", "--below", "0.7", "--last").stdout == "999999\n"


def test_on_a_terminal_several_lines_say_what_they_are():
    assert on_a_terminal("when", "linear(1)", "--steps", "10", "--below", "0.5") == (0, "6\n")
    done = on_a_terminal(*"when a=linear(1) b=linear(2) --epochs 2 --steps-per-epoch 4 --below 1.2,0.5".split())
    assert done[1].splitlines() == [
        "a below 1.2: step 0 (epoch 0)",
        "b below 1.2: step 4 (epoch 1)",
        "a below 0.5: step 5 (epoch 1.25)",
        "b below 0.5: step 7 (epoch 1.75)",
    ]
    done = on_a_terminal(*"when restarts(1,period=4) constant --epochs 8 --below 60% --all".split())
    assert done[1].splitlines()[:3] == [
        "restarts(1, period=4) below 60% of the peak, 0.6: epoch 2",
        "restarts(1, period=4) below 60% of the peak, 0.6: epoch 6",
        "constant(0.01) below 60% of the peak, 0.006: never",
    ]


def test_it_is_the_inverse_of_value(out):
    row = int(out(*"when cosine --lr 0.1 --below 0.03".split()))
    before, after = out("value", "cosine", "--lr", "0.1", "--at", f"{row - 1},{row}").split()
    assert float(after) < 0.03 <= float(before)


def test_a_file(called, tmp_path):
    done = called("when", "constant", "--below", "1", "-o", tmp_path / "row.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "row.txt").read_text() == "0\n"


@settings(deadline=None)
@given(
    st.lists(compositions(), min_size=1, max_size=3),
    st.lists(st.tuples(st.floats(0, 2) | st.sampled_from([0.0, 0.01, 0.05, 0.1]), st.booleans()), max_size=4),
)
def test_it_finds_what_looking_at_every_row_finds(schedules, bounds):
    run = Run(epochs=150, steps_per_epoch=2)
    try:
        curves = Curves([("", schedule) for schedule in schedules], run)
    except ValueError:
        return
    rates = curves.at(range(run.rows)).T.tolist()
    expected = [
        [next((t for t, rate in enumerate(column) if (rate < lr if below else rate > lr)), None) for column in rates]
        for lr, below in bounds
    ]
    assert crossings(curves, [Bound(*bound) for bound in bounds]) == expected


def test_a_row_in_a_later_chunk():
    curves = Curves([("", parse("linear(0, 1)"))], Run(steps=3 * CHUNK))
    rates = curves.curves[0](np.arange(curves.rows))
    for row in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 2):
        assert crossings(curves, [Bound(float(rates[row]), below=False)]) == [[row + 1]]


def test_it_stops_when_all_is_found():
    curves = Curves([("", parse("linear(1)")), ("", parse("constant(0.1)"))], Run(steps=10**9))
    seen = []
    curves.watch = lambda done, total: seen.append((done, total))
    assert crossings(curves, [Bound(0.99999, below=True), Bound(0.01, below=False)]) == [[10_001, 0], [0, 0]]
    assert seen == [(10**9, 10**9)]


def test_memory_stays_flat():
    curves = Curves([("", parse("cosine"))], Run(steps=5_000_000))
    tracemalloc.start()
    assert crossings(curves, [Bound(-1.0, below=True)]) == [[None]]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_up_to_the_tick_at_which_a_scheduler_raises():
    class Stopped(Schedule, family="some.Stopped", abstract=True):
        def stop(self):
            return Stop(50, "tried to step too often")

        def formula(self, t):
            return 1 - t / 100

    curves = Curves([("", Stopped())], Run(epochs=100))
    assert crossings(curves, [Bound(0.9, below=True), Bound(0.4, below=True)]) == [[11], [None]]
