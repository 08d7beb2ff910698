"""Sources on the command line, and what they read fast."""

import json
import subprocess
import sys

import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from test_functions import FILE

from lrcli import Run, parse, python
from lrcli.reading.json_text import ObjectTable, json_lines


def test_the_command(called, here, out):
    here("losses.csv", "epoch,loss,val_loss\n" + "".join(f"{n},1,{max(10 - n, 5)}\n" for n in range(20)))
    words = "plateau --initial 0.1 --patience 5 --metrics losses.csv --column val_loss".split()
    done = called("plot", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nval_loss\n" in done.stdout
    assert "best metric so far 5" in out("explain", *words)
    assert json.loads(out("explain", *words, "--json"))[0]["reductions"][0]["at"] == 12
    assert out("value", *words, "--at", "0,last") == out(
        "value", 'plateau(patience=5, metrics="losses.csv", column="val_loss")', "--at", "0,last"
    )
    assert "made up" in called("plot", "plateau").stderr
    here("my_lr.py", FILE)
    here("helper.py", "rate = 0.25\n")
    done = called("table", 'python("my_lr.py:loud")', "--epochs", "2")
    assert done.stdout == "epoch\tlr\n0\t0.1\n1\t0.1\n"
    assert done.stderr == "hello from the file\nepoch 0\nepoch 1\n"
    assert out("value", "formula", "--expression", "0.1 * 0.95 ** t", "--at", "1") == "0.095\n"
    assert out("value", "python", "--function", "my_lr.py:halve", "--at", "10") == "0.05\n"
    here("log.csv", "epoch,lr\n0,0.3\n4,0.1\n")
    assert out("csv", 'recorded("log.csv")', "cosine(0.1)").count("\n") == 6
    assert "--gaps" in out("plot", "recorded", "--help")


def test_metrics_from_a_pipe(lrcli):
    for text in ("1\n1\n1\n1\n", "epoch,loss\n0,1\n1,1\n2,1\n3,1\n", '{"loss": 1}\n' * 4):
        done = lrcli("csv", *"plateau --patience 1 --metrics - --lr 1".split(), stdin=text)
        assert done.stdout == "epoch,lr\n0,1.0\n1,1.0\n2,1.0\n3,0.1\n"
        assert done.stderr == ""
    assert lrcli("csv", *"plateau --metrics 1,nan,1 --patience 0 --lr 1".split()).stdout.endswith("2,0.1\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["plateau", "--metrics", "gone.csv"], 3, "lrcli: cannot read gone.csv: No such file or directory\n"),
        (['recorded("gone.csv")'], 3, "lrcli: cannot read gone.csv: No such file or directory\n"),
        (['python("gone.py:f")'], 3, "lrcli: cannot read gone.py: No such file or directory\n"),
        (['recorded(".")'], 3, "lrcli: cannot read .: it is a folder without event files of TensorBoard\n"),
        (["plateau", "--metrics", "-"], 2, "lrcli: plateau: metrics: standard input is empty\n"),
        (
            ["plateau", "--column", "x"],
            2,
            'lrcli: --column: it names a column of a file of metrics: give metrics="FILE" (--metrics FILE)\n',
        ),
        (["plateau", "--factor", "1"], 2, "lrcli: --factor: 1 is out of range: below 1, at least 0\n"),
        (["formula"], 2, "lrcli: formula needs --expression, as in: lrcli csv formula --expression"),
        (["formula", "--expression", "t.x"], 2, "lrcli: --expression: t.x: only arithmetic is read here"),
        (
            ['formula("0.1 - t")'],
            2,
            "lrcli: formula: 0.1 - t at epoch 99 is -98.9: a learning rate is finite and at least 0\n",
        ),
    ],
)
def test_the_command_refuses(called, here, words, code, told):
    done = called("csv", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(told)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.exhaustive
def test_a_long_row_of_calls_shows_that_it_is_being_made(here):
    """On a terminal, and there alone."""
    pty = pytest.importorskip("pty")
    here("slow.py", "import time\ndef f(epoch):\n    time.sleep(0.01)\n    return 0.1\n")
    code = "from lrcli import Run, python; print(python('slow.py:f').on(Run(epochs=150))(3))"
    master, slave = pty.openpty()
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=slave, text=True, check=True)
    import os

    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert done.stdout == "0.1\n"
    assert "%" in shown
    assert shown.endswith("\r")
    quiet = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert quiet.stderr == ""


def test_python_sources_are_frozen_values(here):
    here("my_lr.py", "def f(epoch):\n    return 0.1\n")
    assert python("my_lr.py:f") == parse('python("my_lr.py:f")')
    assert python("my_lr.py:f").on(Run(epochs=3)) == python("my_lr.py:f").on(Run(epochs=3))
    assert len({python("my_lr.py:f"), python("my_lr.py:f", arg="step")}) == 2


numbers = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False) | st.none()


@settings(max_examples=examples(60), deadline=None)
@given(
    rows=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8),
    style=st.sampled_from([(", ", ": "), (",", ":"), (" ,  ", " : ")]),
    end=st.sampled_from(["\n", "\r\n", ""]),
)
def test_lines_of_plain_numbers_are_read_as_objects_are(rows, style, end):
    text = (end or "\n").join(json.dumps({"step": a, "train/lr": b}, separators=style) for a, b in rows) + end
    fast = json_lines("x", text)
    slow = ObjectTable("x", list(map(json.loads, text.splitlines())), lambda record: f"line {record + 1}")
    for name in ("step", "train/lr"):
        (quick,), (sure,) = fast.series([name]), slow.series([name])
        assert quick.given.tolist() == sure.given.tolist()
        assert quick.values[quick.given].tolist() == sure.values[sure.given].tolist()
    assert fast.place(1, "step") == slow.place(1, "step") == "x line 2, column step"
