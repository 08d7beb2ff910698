"""when: the first row beyond a rate, against looking at every row, and the command."""

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
    ("when linear --lr 10 --epochs 10 --steps-per-epoch 4 --below 5", 0, "21\t5\n"),
    ("when linear --lr 10 --epochs 10 --steps-per-epoch 4 --update epoch --below 5", 0, "24\t6\n"),
    ("when linear(10) constant(7) --epochs 10 --steps-per-epoch 4 --below 5", 1, "21\t5\tnever\tnever\n"),
    ("when linear --lr 10 --steps 10 --below 5", 0, "6\n"),
    ("when constant --below -1,1", 1, "never\n0\n"),
    ("when cosine", 2, "--below LR or --above LR"),
    ("when cosine --below", 2, "--below"),
    ("when cosine --below x", 2, "--below: 'x' is not a number"),
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


def test_on_a_terminal_several_lines_say_what_they_are():
    assert on_a_terminal("when", "linear(1)", "--steps", "10", "--below", "0.5") == (0, "6\n")
    done = on_a_terminal(*"when a=linear(1) b=linear(2) --epochs 2 --steps-per-epoch 4 --below 1.2,0.5".split())
    assert done[1].splitlines() == [
        "a below 1.2: step 0 (epoch 0)",
        "b below 1.2: step 4 (epoch 1)",
        "a below 0.5: step 5 (epoch 1.25)",
        "b below 0.5: step 7 (epoch 1.75)",
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
