"""The user's own functions, from a file of Python."""

from pathlib import Path

import numpy as np
import pytest
from on_a_run import on, refused

from lrcli import NotationError, Run, parse

FILE = """\
import math
import sys
import helper

print("hello from the file")
calls = []

def halve(epoch):
    calls.append(epoch)
    return 0.1 * math.pow(0.5, epoch // 10)

def typed(epoch: int) -> float:
    assert type(epoch) is int
    return helper.rate

def broken(epoch):
    if epoch < 12:
        return 0.1
    return 1 / (epoch - 12)

def negative(epoch):
    return 0.03 - 0.01 * epoch

def nothing(epoch):
    pass

def worded(epoch):
    return "0.1"

def listed(epoch):
    return [0.1]

def leaves(epoch):
    sys.exit(3)

def loud(epoch):
    print("epoch", epoch)
    return 0.1

def two(epoch, lr):
    return lr

def counting(epoch):
    calls.append(epoch)
    return len(calls) * 1.0

not_a_function = 3
"""


@pytest.fixture
def my_lr(here):
    here("helper.py", "rate = 0.25\n")
    return here("my_lr.py", FILE)


def test_a_function_of_the_epoch(my_lr):
    assert on('python("my_lr.py:halve")')([0, 9, 10, 35]).tolist() == [0.1, 0.1, 0.05, 0.0125]
    assert on('python("my_lr.py:typed")')(3) == 0.25
    assert on('python("my_lr.py:counting")', epochs=5)(range(5)).tolist() == [1, 2, 3, 4, 5], "once each, in order"
    assert on('python("my_lr.py:counting")', epochs=4, steps_per_epoch=2)(range(8)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("broken", "python: my_lr.py line 19: broken(12): ZeroDivisionError: division by zero"),
        ("negative", "python: my_lr.py: negative(4) is -0.01: a learning rate is finite and at least 0"),
        ("nothing", "python: my_lr.py: nothing(0) is None: not a number"),
        ("worded", "python: my_lr.py: worded(0) is '0.1': not a number"),
        ("listed", "python: my_lr.py: listed(0) is [0.1]: not a number"),
        ("leaves", "python: my_lr.py line 34: leaves(0): SystemExit: 3"),
        ("two", "python: needs lr: the running rate at first, for f(epoch, lr)"),
        ("not_a_function", "python: my_lr.py has no function not_a_function; it has halve, typed,"),
        ("hlave", "python: my_lr.py has no function hlave; it has halve, typed,"),
    ],
)
def test_what_is_wrong_with_it_is_told_as_theirs(my_lr, name, told):
    assert refused(f'python("my_lr.py:{name}")').startswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("def f(t):\n    return (\n", "python: my_lr.py line 2: SyntaxError: '(' was never closed"),
        ("\nimport not_there_at_all\n", "python: my_lr.py line 2: ModuleNotFoundError: No module named"),
        ("raise RuntimeError('one\\ntwo')\n", "python: my_lr.py line 1: RuntimeError: one two"),
        ("quit()\n", "python: my_lr.py line 1: SystemExit"),
        (b"\xff\xfe\x00", "python: my_lr.py"),
    ],
)
def test_a_file_that_does_not_run(here, content, told):
    here("my_lr.py", content)
    assert refused('python("my_lr.py:f")').startswith(told)


def test_a_file_is_run_only_where_its_values_are_asked_for(here):
    here("my_lr.py", "open('ran', 'w').close()\ndef f(epoch): return 0.1\n")
    schedule = parse('python("my_lr.py:f") >> 2 * python("my_lr.py:f")[:3]')
    assert parse(repr(schedule)) == schedule
    assert schedule.natural_run() is None
    assert not Path("ran").exists()
    schedule.on(Run(epochs=9))
    assert Path("ran").exists()


@pytest.mark.parametrize("text", ["my_lr.py", "f", ":f", "my_lr.py:", "my_lr.py:f()", "my_lr.py:a.b", ""])
def test_a_function_is_named_with_its_file(text):
    with pytest.raises(NotationError):
        parse(f"python({text!r})")


ARRAYS = """\
import math
import numpy as np
asked = []

def smooth(step):
    asked.append(type(step).__name__)
    return 0.1 / (1 + step / 1000)

def by_branch(step):
    return 0.1 if step < 1000 else 0.01

def by_math(step):
    return 0.1 * math.exp(-step / 1e4)

def of_the_largest(step):
    return 0.1 * step / np.max(step) if np.max(step) else 0.1

def overflows(step):
    return 1 / (1 + abs(step ** 6))

def sliced(step):
    return np.zeros(3) if np.ndim(step) else 0.1

def bent(step):
    return 0.05 if np.ndim(step) == 0 and 5000 <= step < 6000 else 0.1 + 0 * step
"""


@pytest.mark.parametrize("name", ["smooth", "by_branch", "by_math", "of_the_largest", "overflows", "sliced", "bent"])
def test_a_long_run_gives_what_the_function_gives_one_by_one(here, name):
    here("arrays.py", ARRAYS)
    there = on(f'python("arrays.py:{name}")', steps=20_000)
    namespace = {}
    exec(ARRAYS, namespace)
    ticks = np.arange(0, 20_000, 37)
    assert there(ticks).tolist() == [namespace[name](int(tick)) for tick in ticks]
    assert there(np.arange(20_000))[ticks].tolist() == there(ticks).tolist()
    assert there(20_000) == namespace[name](20_000)


def test_arrays_are_used_where_they_can_be(here):
    here("arrays.py", ARRAYS)
    on('python("arrays.py:smooth")', steps=10**12)(np.arange(1000))
    assert "at most 1e+07; one that takes numpy arrays has no limit" in refused(
        'python("arrays.py:by_math")', steps=10**8
    )


def test_what_a_function_remembers_from_call_to_call_is_not_disturbed(here):
    here("counts.py", "calls = 0\ndef f(step):\n    global calls\n    calls += 1\n    return 1 / calls\n")
    assert on('python("counts.py:f")', steps=20_000)([0, 19_999]).tolist() == [1, 1 / 20_000]


def test_a_file_of_a_package_imports_from_it(here):
    Path("shop/lib").mkdir(parents=True)
    for name in ("shop/__init__.py", "shop/lib/__init__.py"):
        here(name, "")
    here("shop/base.py", "LR = 0.3\n")
    here("shop/lib/rates.py", "from ..base import LR\ndef f(epoch): return LR\n")
    assert on('python("shop/lib/rates.py:f")')(0) == 0.3
    here("alone.py", "from .base import LR\n")
    assert "ImportError: attempted relative import" in refused('python("alone.py:f")')


def test_the_file_is_compiled_as_it_is(here):
    here("plain.py", "def f(epoch: int): return float(f.__annotations__['epoch'] is int)\n")
    assert on('python("plain.py:f")')(0) == 1


def test_functions_that_are_asked_too_little_or_are_not_there(here):
    here("two.py", "from math import exp\ndef f(epoch, lr): return lr\ndef g(epoch): return 1\n")
    assert refused('python("two.py:f")') == "python: needs lr: the running rate at first, for f(epoch, lr)"
    here("more.py", "def f(epoch, lr, more): return lr\n")
    told = "argument: 'more' (it is called with the epoch and the running rate)"
    assert refused('python("more.py:f", lr=1)').endswith(told)
    assert refused('python("two.py:h")') == "python: two.py has no function h; it has f, g"
