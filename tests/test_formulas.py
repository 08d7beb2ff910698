"""Formulas: arithmetic of the ticks, and nothing else."""

import math
import re
import time
from types import SimpleNamespace

import numpy as np
import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from on_a_run import on, refused

from lrcli import NotationError, Run, formula, parse
from lrcli.language.expression import FUNCTIONS
from lrcli.language.syntax import FORMULA

ESCAPES = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "t.__class__",
    "t.real",
    "np.exp",
    "os.exp(t)",
    "np.linalg.norm(t)",
    "math.__dict__",
    "lambda t, n: t",
    "exp.__globals__",
    "[t for t in range(9)][0]",
    "(lambda: 1)()",
    "(lambda t: t)(t)",
    "(t := 3)",
    "f'{t}'",
    "'a' * 9",
    "b'a'",
    "{1: 2}",
    "{t}",
    "[t]",
    "(t, t)",
    "t[0]",
    "...",
    "None",
    "True",
    "1j",
    "eval('1')",
    "exec('1')",
    "open('x')",
    "print(t)",
    "getattr(t, 'x')",
    "exp(*[t])",
    "exp(x=t)",
    "exp(t, out=t)",
    "exp(exp)",
    "exp",
    "where(t)",
    "min(t)",
    "max(" + "t," * 10 + "t)",
    "t @ t",
    "t << 99",
    "t >> 1",
    "t & 1",
    "t | 1",
    "~t",
    "t is t",
    "t in t",
    "await t",
    "yield t",
    "import os",
    "t; t",
    "t = 3",
    "e",
    "self",
    "__builtins__",
    "lrcli",
    "t if t",
    "",
    "# nothing",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_a_formula_is_arithmetic_and_nothing_else(text, monkeypatch):
    monkeypatch.setattr("os.system", None)
    with pytest.raises(NotationError) as caught:
        parse(f"formula({text!r})")
    assert "\n" not in caught.value.reason


BOMBS = [
    "9 ** 9 ** 9 ** 9 ** 9",
    "2 ** 2 ** 99999",
    "t ** t ** t ** t",
    "1e300 ** 1e300",
    "9" * 1900,
    "1e999",
    "(" * 900 + "t" + ")" * 900,
    "-" * 1900 + "t",
    "not " * 400 + "t",
    "t" + " + t" * 400,
    "t" + " ** t" * 300,
    "t" + " < t" * 400,
    "t" + " and t" * 300,
    "t" + " if t else t" * 150,
    "exp(" * 400 + "t" + ")" * 400,
    "t" * (FORMULA.characters + 1),
    "t + " * 10**5 + "t",
]


@pytest.mark.parametrize("text", BOMBS, ids=[text[:20] for text in BOMBS])
def test_no_formula_eats_the_machine(text):
    begun = time.monotonic()
    try:
        formula(text).on(Run(steps=10**6))(np.arange(50_000))
    except ValueError as error:
        assert "\n" not in getattr(error, "reason", str(error))
    assert time.monotonic() - begun < 5


def test_every_function_is_in_the_help():
    assert set(FUNCTIONS) <= set(re.findall(r"\w+", formula.__doc__))


def test_every_function_and_operator_is_numpys():
    t = np.arange(50)
    for name, (its, least, _) in FUNCTIONS.items():
        arguments = ", ".join(["t / 49", "t % 4 + 1", "t / 4 + 3"][:least])
        there = formula(f"abs({name}({arguments})) if t > 0 else 0").on(Run(epochs=50))
        values = [t / 49, t % 4 + 1.0, t / 4 + 3][:least]
        with np.errstate(all="ignore"):
            expected = np.abs(getattr(np, its)(*values))
        assert there(t)[1:] == pytest.approx(expected[1:]), name
    for text in (
        "t // 7 + t % 7 + t / 7",
        "1 + -t + +t",
        "(t < 5) + (t <= 5) + (t > 5) + (t >= 5) + (t == 5) + (t != 5)",
        "(3 < t <= 9) * 0.1",
        "(t > 3 and t < 9 or t == 20) + (not t)",
        "2 ** -t",
        "math.cos(np.pi * t) + 2 + np.log(math.e + t, 3)",
    ):
        expected = [
            float(eval(text, {"t": float(tick), "math": math, "np": SimpleNamespace(pi=math.pi, log=math.log)}))
            for tick in t
        ]
        assert formula(text).on(Run(epochs=50))(t) == pytest.approx(expected), text


def test_the_time_of_a_formula():
    fine = Run(epochs=3, steps_per_epoch=4)
    assert formula("t").on(fine)(range(5)).tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert formula("T").on(fine)(0) == 3
    assert formula("step + 100 * epoch").on(fine)(range(6)).tolist() == [0, 1, 2, 3, 104, 105]
    held = Run(epochs=3, steps_per_epoch=391, update="epoch")
    assert formula("step").on(held)([0, 390, 391, 800]).tolist() == [0, 0, 391, 782]
    steps = Run(steps=10, steps_per_epoch=5)
    assert formula("t + 100 * epoch + 1000 * T").on(steps)(7) == 10107
    assert on("linear(0, 1, 4) >> formula('t / T')", epochs=8)(range(8)).tolist() == [
        0,
        0.25,
        0.5,
        0.75,
        0,
        0.25,
        0.5,
        0.75,
    ]
    assert "step counts steps in a run of epochs: it needs --steps-per-epoch" in refused('formula("step")')
    assert "epoch counts epochs in a run of steps" in refused('formula("epoch")', steps=9)
    assert "has no end" in refused('formula("1 / T")', steps_per_epoch=3)
    assert formula("t")(7) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.1 - 0.03 * t", "0.1 - 0.03 * t at epoch 4 is -0.02: a learning rate is finite and at least 0"),
        ("1 / (3 - t)", "at epoch 3 is inf"),
        ("log(t - 1)", "at epoch 0 is nan"),
        ("(t - 2) ** 0.5", "at epoch 0 is nan"),
    ],
)
def test_rates_that_are_none(text, told):
    assert told in refused(f'formula("{text}")')


@pytest.mark.parametrize("schedule", ["formula('0.1 * 0.97 ** t * (1 + sin(t) ** 2) / (1 + exp(-t / 9))')", "plateau"])
def test_an_array_is_its_ticks_one_by_one(schedule):
    there = on(schedule, epochs=3000)
    assert there(np.arange(3000)).tolist() == [there(tick) for tick in range(3000)]


PIECES = [
    "t",
    "T",
    "step",
    "epoch",
    "pi",
    "1",
    "0.5",
    "1e9",
    "(",
    ")",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<",
    "==",
    ",",
]
PIECES += [
    " and ",
    " or ",
    "not ",
    " if ",
    " else ",
    "where(",
    "exp(",
    "log(",
    "max(",
    ".",
    "'",
    "[",
    "__",
    "\n",
    "#",
    "é",
]


@settings(max_examples=examples(200), deadline=2000)  # the hostile texts that one can think of are listed above
@given(text=st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_a_formula_or_a_line_that_says_why_not(text):
    try:
        lr = parse(f"formula({text!r})").on(Run(epochs=5, steps_per_epoch=3))(np.arange(15))
    except (NotationError, ValueError) as error:
        assert "\n" not in getattr(error, "reason", str(error))
        return
    assert lr.shape == (15,)
    assert np.isfinite(lr).all()
    assert (lr >= 0).all()
