"""Functions in the user's own file: as words, with the running rate, for frameworks."""

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.language.own import first_that_runs, tree_of

FILE = '''"""Rates."""
import math
try:
    import numpy as np
except ImportError:
    np = None
BASE: float = float("0.1")

def scheduler(epoch, lr):
    return lr if epoch < 10 else lr * math.exp(-0.1)

def halved(epoch):
    return BASE * 0.5 ** epoch

def kept(epoch, rate=0.05):
    return rate

small = lambda epoch: 0.001

def whole(epoch, lr):
    return 1

if __name__ == "__main__":
    open("ran", "w")
'''


def running(n, lr=0.1):
    rates = []
    for epoch in range(n):
        lr = lr if epoch < 10 else lr * np.exp(-0.1)
        rates.append(lr)
    return rates


@pytest.fixture
def own(here):
    return here("my.py", FILE)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("word", ["my.py:scheduler", "./my.py:scheduler", "mine=my.py:scheduler"])
def test_a_function_of_the_running_rate(called, word):
    done = called("csv", word, "--lr", "0.1", "--epochs", "30")
    rates = [float(line.split(",")[1]) for line in done.stdout.splitlines()[1:]]
    assert done.stderr == ""
    assert rates == pytest.approx(running(30), rel=1e-15)


@pytest.mark.usefixtures("own")
def test_any_order_gives_the_same():
    curve = parse('python("my.py:scheduler", lr=0.1)').on(Run(epochs=40))
    backwards = [curve(row) for row in reversed(range(60))]  # past the end of the run as well
    assert backwards[::-1] == parse('python("my.py:scheduler", lr=0.1)').on(Run(epochs=40))(np.arange(60)).tolist()
    assert backwards[::-1] == pytest.approx(running(60), rel=1e-15)
    held = parse('python("my.py:scheduler", lr=0.1)').on(Run(epochs=20, steps_per_epoch=3))
    assert held(np.arange(60)).tolist() == np.repeat(curve(np.arange(20)), 3).tolist()
    by_step = parse('python("my.py:scheduler", lr=0.1, arg="step")').on(
        Run(epochs=20, steps_per_epoch=3, update="epoch")
    )
    assert by_step(30) == curve(30)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["my.py:scheduler"], 2, "scheduler(epoch, lr) needs --lr, the running rate at first, as in: my.py:scheduler --lr 0.1"),
        (["python", "--function", "my.py:scheduler"], 2, "python needs --lr"),
        (["my.py:nope"], 2, "my.py has no function nope; it has scheduler, halved, kept, small, whole"),
        (["my.py"], 2, "my.py is a file: name a function in it, as in my.py:scheduler"),
        (["none.py:f"], 3, "cannot read none.py"),
        (["there/none.py:f"], 3, "cannot read there/none.py"),
        (["my.py:halved", "--lr", "0.1"], 2, "--lr sets nothing: my.py:halved has no single rate"),
        (["my.py:kept"], 0, "rate of kept keeps its default, 0.05"),
        (["my.py:halved", "my.py:small"], 0, ""),
        (['python("my.py:halved", lr=0.3)'], 0, "halved takes no running rate: lr=0.3 changes nothing"),
        (["keras.LearningRateScheduler(lr=0.1, schedule='my.py:whole')"], 2, "should be a float. Got: 1"),
    ],
)  # fmt: skip
def test_what_is_said(called, words, code, told, tmp_path):
    done = called("value", *words)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert bool(done.stderr) is bool(told)
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("own")
def test_lines_of_a_file(called, here):
    here("specs.txt", "mine = my.py:scheduler  # my own\nmy.py:halved\n")
    assert called("value", "@specs.txt", "--lr", "0.1", "--at", "0,1").stdout == "0.1\t0.1\n0.1\t0.05\n"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2 * my.py:halved", '2 * python("my.py:halved")'),
        ("my.py:halved / 2", 'python("my.py:halved") / 2'),
        ("my.py:halved >> cosine", 'python("my.py:halved") >> cosine'),
        ("cosine(0.1)[:5] >> ./my.py:halved", 'cosine(0.1)[:5] >> python("./my.py:halved")'),
        ("warmup(my.py:halved, 5)", 'warmup(python("my.py:halved"), 5)'),
        ("my.py:halved[:5]", 'python("my.py:halved")[:5]'),
        ("torch.LambdaLR(lr=0.1, lr_lambda=my.py:halved)", 'torch.LambdaLR(lr=0.1, lr_lambda="my.py:halved")'),
        ("python(my.py:halved)", 'python("my.py:halved")'),
    ],
)
def test_a_function_inside_of_others(text, written):
    assert parse(text) == parse(written)


def test_a_function_inside_of_others_is_looked_at_too(called, here):
    here("it.py", "print(1)\ndef sched(epoch):\n    return 0.1\n")
    done = called("value", "2 * it.py:sched")
    assert (done.returncode, done.stdout) == (2, "")
    assert "it.py line 1 does more than define things" in done.stderr
    assert called("value", "2 * none.py:sched").stderr == "lrcli: cannot read none.py: No such file or directory\n"


PLAIN = {
    "import os\nx = 1\nx += 1\n": None,
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\nelse:\n    os = None\n": None,
    "import numpy as np\nrng = np.random.default_rng(0)\n": None,
    "import tensorflow as tf\n@tf.function\ndef f(e): return 1\n": None,
    "class A:\n    x = 1\n    def f(self): return 1\n": None,
    'if "__main__" == __name__:\n    train()\n': None,
    "print(1)\n": 1,
    "x = 1\nfor i in range(3):\n    x += i\n": 2,
    "def train(): pass\ntrain()\n": 2,
    "def make(k): return lambda e: k\nhalf = make(0.5)\n": None,
    "text = 'a b'\nnames = text.split()\n": None,
    "import sys\nsys.path.insert(0, '.')\n": 2,
    "try:\n    import a\nexcept ImportError:\n    print(1)\n": 1,
    "with open('x') as f:\n    pass\n": 1,
    "class A:\n    print(1)\n": 1,
    "raise SystemExit\n": 1,
}


@pytest.mark.parametrize("source", PLAIN)
def test_what_a_word_does_not_run(called, here, tmp_path, source):
    here("it.py", source)
    assert first_that_runs(tree_of("it.py")) == PLAIN[source]
    here("it.py", f"{source}\ndef sched(epoch):\n    return 0.1\n")
    if PLAIN[source]:
        done = called("value", "it.py:sched")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"it.py line {PLAIN[source]} does more than define things" in done.stderr
        assert 'it would run it.py; python("it.py:sched") does' in done.stderr


@pytest.mark.usefixtures("own")
def test_frameworks_take_them(called):
    torch = "torch.LambdaLR(lr=2, lr_lambda='my.py:halved')"
    assert called("value", torch, "--at", "0,2").stdout == "0.2\n0.05\n"
    product = "torch.MultiplicativeLR(lr=2, lr_lambda='my.py:halved')"
    assert float(called("value", product, "--at", "2").stdout) == pytest.approx(2 * 0.05 * 0.025)
    keras = "keras.LearningRateScheduler(lr=0.1, schedule='my.py:scheduler')"
    rate, expected = np.float32(0.1), []
    for epoch in range(20):
        rate = np.float32(float(rate) if epoch < 10 else float(rate) * np.exp(-0.1))
        expected.append(float(rate))
    assert parse(keras).on(Run(epochs=20))(np.arange(20)).tolist() == expected
    assert parse("keras.LearningRateScheduler(lambda epoch, lr: lr * 0.5, lr=1)")(np.arange(3)).tolist() == [
        0.5,
        0.25,
        0.125,
    ]
    assert parse("keras.LearningRateScheduler(lambda epoch: 0.5 ** epoch, lr=1)")(np.arange(3)).tolist() == [
        1,
        0.5,
        0.25,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("formula(lambda epoch: round(0.1 * 0.9 ** epoch, 2))", [0.1, 0.09, 0.08]),
        ("formula(lambda n: 0.1 * n)", [0.0, 0.1, 0.2]),
        ("formula('round(2.675 + 0 * t, 2)')", [2.67] * 3),  # as Python does it
        ("formula('np.round(2.675 + 0 * t, 2)')", [2.68] * 3),  # as numpy does it
        ("formula('round(125 + 0 * t, -1)')", [120.0] * 3),
        ("formula('round(1.5 + t)')", [2.0, 2.0, 4.0]),
    ],
)
def test_formulas_round_and_take_lambdas(text, expected):
    assert parse(text).on(Run(epochs=3))(np.arange(3)).tolist() == expected
