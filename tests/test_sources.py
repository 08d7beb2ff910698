"""Schedules from outside: metrics, formulas, the user's own functions, logs."""

import ast
import csv
import io
import json
import math
import operator
import re
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import NotationError, Run, formula, parse, plateau, python, recorded
from lrcli.analysis.curves import Curves
from lrcli.analysis.facts import facts
from lrcli.language.expression import FUNCTIONS
from lrcli.language.syntax import FORMULA
from lrcli.reading.csv_text import plain_cells
from lrcli.reading.json_text import json_lines, plain_lines
from lrcli.reading.logs import read_log
from lrcli.reading.metrics import metrics_of
from lrcli.reading.tables import most_digits
from lrcli.render.chart import Look, chart
from lrcli.render.records.explain import report
from lrcli.render.records.json import json as as_json
from lrcli.schedules.errors import FieldError
from lrcli.schedules.reactive import Rule, improves, reduce_on_plateau

GOLDEN = [json.loads(line) for line in (Path(__file__).parent / "golden" / "plateau.jsonl").read_text().splitlines()]


def single(value):
    return float(np.float32(value))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A function that writes files into the folder where the test runs."""
    monkeypatch.chdir(tmp_path)

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content, encoding="utf-8")
        return name

    return write


def on(text, **run):
    schedule = parse(text)
    natural = schedule.natural_run()
    by_default = Run(epochs=100) if natural is None else natural.run
    return schedule.on(Run(**run) if run else by_default)


def metrics_shown(curve):
    """The metrics on the run of a curve, each with its row; one row after the run is looked at as well."""
    values = curve(np.arange(curve.run.rows + 1), "metric").tolist()
    return [[row, value] for row, value in enumerate(values) if not math.isnan(value)]


def reductions(curve):
    """Those on the run of a curve and just after it."""
    return curve.reductions(curve.run.rows)


def remarks(curve):
    """The sentences of what a curve has to say of its run."""
    return [remark.text for remark in curve.remarks(curve.run.rows)]


def refused(text, **run):
    """The one line that a schedule is refused with, built or on its run."""
    with pytest.raises((FieldError, ValueError)) as caught:
        on(text, **run)(np.arange(5))
    error = caught.value
    reason = error.reason if isinstance(error, NotationError) else str(error)
    assert "\n" not in reason
    return reason


# metrics


@pytest.mark.parametrize(
    "row", [row for row in GOLDEN if row["spec"].startswith("plateau")], ids=lambda row: row["case"]
)
def test_as_pytorch_does_to_the_last_bit(row):
    there = on(row["spec"], epochs=len(row["lr"]))
    assert there(np.arange(len(row["lr"]))).tolist() == row["lr"]


RULES = {  # programs that differ from PyTorch, as their golden cases were called
    "keras": lambda given: Rule(
        factor=given["factor"],
        min_lr=given.get("min_lr", 0),
        eps=0,
        patience=given["patience"],
        due=lambda bad, patience: bad >= max(patience, 1),
        better=lambda metric, best: single(metric + 1e-4) < single(best),
        best=None,
        cooldown=given.get("cooldown", 0),
        resting="short",
        rounded=single,
    ),
    "paddle": lambda given: Rule(
        factor=given["factor"],
        patience=given["patience"],
        better=improves(
            given.get("mode", "min"), given.get("threshold", 1e-4), given.get("threshold_mode", "rel") == "rel"
        ),
        best=None,
        resting="ignored",
    ),
    "optax": lambda given: Rule(
        factor=given["factor"],
        eps=0,
        patience=given["patience"],
        due=operator.eq,
        cooldown=given.get("cooldown", 0),
        rounded=single,
    ),
    "mmengine": lambda given: Rule(
        factor=given["factor"],
        patience=given["patience"],
        better=improves("min", given["threshold"], relative=False),
        best=1e9,
        cooldown=given["cooldown"],
        min_lr=given["min_value"],
    ),
}


@pytest.mark.parametrize(
    "row", [row for row in GOLDEN if not row["spec"].startswith("plateau")], ids=lambda row: row["case"]
)
def test_the_rules_of_other_programs(row):
    program = row["case"].partition("/")[0]
    call = ast.parse(row["spec"], mode="eval").body
    names = {"nan": math.nan, "__builtins__": {}}
    given = {word.arg: eval(ast.unparse(word.value), names) for word in call.keywords}
    initial = given.get("lr", given.get("learning_rate"))
    lowered = reduce_on_plateau(given["metrics"], initial, RULES[program](given))
    delay = 0 if program == "optax" else 1  # there a metric acts in its own step
    dates = [found.metric + delay for found in lowered]
    rates = np.array([initial, *(found.after for found in lowered)])
    lr = rates[np.searchsorted(dates, np.arange(len(row["lr"])), side="right")]
    assert lr == pytest.approx(row["lr"], rel=0, abs=1e-7 * initial)
    assert lowered


@pytest.mark.parametrize(
    ("resting", "dates"), [("judged", [1, 5, 9, 13]), ("ignored", [1, 5, 9, 13]), ("short", [1, 4, 7, 10, 13])]
)
def test_what_a_cooldown_is(resting, dates):
    """Of a metric that stays the same: the first is better than none, the second asks for a reduction."""
    lowered = reduce_on_plateau([1.0] * 14, 1.0, Rule(patience=0, cooldown=3, resting=resting))
    assert [found.metric for found in lowered][: len(dates)] == dates


def test_a_reduction_is_made_if_it_is_by_more_than_eps():
    """0.5 to 0.25 is a reduction by 0.25."""
    for eps, rate in ((0.25, 0.5), (0.2499, 0.25)):
        there = on(f"plateau(0.5, factor=0.5, patience=0, eps={eps}, metrics=[1, 1, 1])", epochs=3)
        assert there(2) == rate
        assert [reduction.after for reduction in reductions(there)][:1] == ([] if rate == 0.5 else [0.25])


def test_the_metric_of_an_epoch_that_is_cut_is_shown():
    half = Run(epochs=2.5, steps_per_epoch=2)
    assert Curves([("", parse("plateau(metrics=[4, 3, 2])"))], half).below.at(range(5))[:, 0].tolist() == [
        4,
        4,
        3,
        3,
        2,
    ]


def test_a_metric_that_acts_at_once_acts_just_after_the_run_too():
    """PyTorch's acts a tick later: its last one that counts is that of the last tick."""
    falling = "factor=0.5, patience=1, metrics=[1, 1, 1, 1, 1]"
    assert on(f"optax.contrib.reduce_on_plateau(lr=1, {falling})", steps=2)(range(4)).tolist() == [1, 0.5, 0.25, 0.25]
    assert on(f"plateau(1, {falling.replace('=1, m', '=0, m')})", steps=2)(range(4)).tolist() == [1, 1, 0.5, 0.5]


@pytest.mark.parametrize(
    "scheduler",
    ["plateau(1, patience=0", "torch.ReduceLROnPlateau(lr=1, patience=0", "timm.PlateauLRScheduler(lr=1, patience_t=0"],
)
def test_all_metrics_count_where_a_schedule_goes_twice_as_fast(scheduler):
    factor = "decay_rate" if "timm" in scheduler else "factor"
    there = on(f"stepped({scheduler}, {factor}=0.5, metrics=[1, 1, 1, 1, 1, 1, 1, 1]), 2)", epochs=4)
    assert there(range(4)).tolist() == [1, 0.5, 0.125, 0.03125]
    assert [reduction.after for reduction in there.reductions(3)][-1] == 0.03125
    assert metrics_shown(there) == [[row, 1] for row in range(4)]


def test_a_metric_in_a_cooldown_can_be_the_best_one():
    metrics = [3.0, 3.0, 1.0, 2.0, 2.0, 2.0]
    judged, ignored = (
        reduce_on_plateau(metrics, 1.0, Rule(patience=0, cooldown=1, resting=resting))
        for resting in ("judged", "ignored")
    )
    assert [(found.metric, found.best) for found in judged] == [(1, 3.0), (3, 1.0), (5, 1.0)]
    assert [(found.metric, found.best) for found in ignored] == [(1, 3.0), (4, 2.0)]


def test_nan_and_inf():
    assert on("plateau(1, patience=0, metrics=[nan, nan])", epochs=3)([0, 1, 2]).tolist() == [1, 0.1, 0.1 * 0.1]
    assert on("plateau(1, patience=0, metrics=[inf, 1, -inf, -inf, 0])", epochs=6)(range(6)).tolist()[:3] == [
        1,
        0.1,
        0.1,
    ]
    assert on("plateau(1, patience=0, metrics=[-1, -1, -1])", epochs=3)(range(3)).tolist() == [1, 1, 1]
    assert repr(parse("plateau(metrics=[nan, inf, -inf, 1])")) == "plateau(0.1, metrics=[nan, inf, -inf, 1])"
    assert parse("plateau(metrics=[nan])") == plateau(metrics=[float("nan")]) == plateau(metrics=np.array([np.nan]))


METRICS = {
    "numbers": "3\n2\n2.5\n2.5\n",
    "a column": "val_loss\n3\n2\n2.5\n2.5\n",
    "beside epochs": "epoch,val_loss\n0,3\n1,2\n2,2.5\n3,2.5\n",
    "windows": "epoch;val_loss\r\n0;3\r\n1;2\r\n2;2,5\r\n3;2,5",
    "tabs and quotes": 'epoch\t"val_loss"\n0\t"3"\n1\t2\n2\t2.5\n3\t2.5\n',
    "byte order mark": "\ufeffval_loss\n3\n2\n2.5\n2.5\n",
    "utf-16": "3\n2\n2.5\n2.5\n".encode("utf-16"),
    "gaps": "step,val_loss\n0,\n1,3\n2,\n3,2\n4,\n5,2.5\n6,2.5\n",
    "json lines": '{"epoch": 0, "val_loss": 3}\n{"epoch": 1, "val_loss": 2}\n{"epoch": 1.5}\n'
    '{"epoch": 2, "val_loss": 2.5}\n\n{"epoch": 3, "val_loss": 2.5}',
    "a json list": "[3, 2, 2.5, 2.5]",
    "a trainer's state": '{"log_history": [{"step": 1, "val_loss": 3}, {"step": 1, "val_loss": 2}, {"step": 2},'
    '{"step": 2, "val_loss": 2.5}, {"step": 3, "val_loss": 2.5}]}',
}


@pytest.mark.parametrize("content", METRICS.values(), ids=METRICS)
def test_metrics_from_files(here, content):
    here("losses", content)
    there = on('plateau(1, patience=1, metrics="losses")')
    assert there.run == Run(epochs=4)
    assert metrics_shown(there) == [[0, 3], [1, 2], [2, 2.5], [3, 2.5]]
    assert there([0, 3, 4]).tolist() == [1, 1, 0.1]
    assert reductions(there) == [(4, 1.0, 0.1, 2.0)]


BAD_METRICS = [
    ("", "losses.csv is empty"),
    (" \n\n", "losses.csv is empty"),
    ("epoch,val_loss\n", "losses.csv has a header and no rows"),
    (
        "epoch,loss,val_loss\n0,1,1\n",
        'several columns, loss, val_loss: choose one, such as column="val_loss" (--column val_loss)',
    ),
    ("val_loss\n1\n\n2\nabc\n3\n", "losses.csv line 5, column val_loss: 'abc' is no number"),
    ("val_loss\n1\nabc\n", "losses.csv line 3, column val_loss: 'abc' is no number"),
    ("1\nabc\n3\n", "losses.csv line 2, column 1: 'abc' is no number"),
    ('"a\nb",val_loss\n', "no rows"),
    ("epoch,val_loss\n0,1\n1\n2,1\n", "losses.csv line 3 has 1 columns: it ends before column val_loss"),
    ("epoch,val_loss\n0,\n1,\n", "no numbers in column val_loss"),
    ('{"val_loss": 1}\n{"val_loss": [1]}\n{"val_loss": 1}\n', "line 2, column val_loss: '[1]' is no number"),
    ('{"val_loss": 1}\noops\n{"val_loss": 1}\n', "line 2 is no JSON"),
    ('{"val_loss": 1}\n3\n', "losses.csv line 2 is of another kind"),
    ("[]", "holds an empty list"),
    ("[" * 100_000, "no JSON"),
    ('[{"val_loss": 1' + "0" * 400 + "}]", "is no number"),
    (b"\xff\xfa\xfb", "losses.csv is not UTF-8 text"),
    (b"val_loss\n1\n\x00\n", "is no number"),
]


@pytest.mark.parametrize(("content", "told"), BAD_METRICS, ids=[row[1] for row in BAD_METRICS])
def test_bad_metrics(here, content, told):
    here("losses.csv", content)
    reason = refused('plateau(metrics="losses.csv")')
    assert told in reason
    assert reason.startswith("plateau: metrics: ")
    assert len(reason) < 300


def test_a_column_that_is_not_there(here):
    here("losses.csv", "epoch,loss,val_loss\n0,1,1\n")
    told = refused('plateau(metrics="losses.csv", column="val")')
    assert told == "plateau: metrics: losses.csv has no column 'val'; its columns are epoch, loss, val_loss"
    assert "a file of metrics" in refused('plateau(column="x")')
    assert "a file of metrics" in refused('plateau(metrics=[1], column="x")')
    assert "there are metrics" in refused('plateau(metrics=[1], metrics_shape="flat")')


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("epoch,val_loss\n0,3\n1,2\n2", 4),
        ("epoch,val_loss\n0,3\n1,2\n2,1e", 4),
        ("3\n2\n-", 3),
        ('{"val_loss": 3}\n{"val_loss": 2}\n{"val', 3),
    ],
)
def test_a_file_that_breaks_off(here, content, line):
    here("losses.csv", content)
    there = on('plateau(metrics="losses.csv")')
    assert metrics_shown(there) == [[0, 3], [1, 2]]
    assert remarks(there) == [f"losses.csv line {line} breaks off: it is passed over"]


def test_metrics_that_are_passed_over_or_too_few_are_told(here):
    here("losses.csv", "val_loss,other\n1,1\n,1\n1,1\n")
    there = on('plateau(metrics="losses.csv", column="val_loss", patience=0)', epochs=5, steps_per_epoch=2)
    assert remarks(there) == [
        "1 of 3 rows of losses.csv have no val_loss: they are passed over",
        "the metric has 2 values, enough for 4 of 10 steps: then the LR is held",
    ]
    assert there(range(10)).tolist() == [0.1] * 4 + [0.1 * 0.1] * 6
    assert remarks(on("plateau(metrics=[1, 2, 3])", epochs=2)) == []


def test_metrics_stay_with_their_schedule_in_compositions():
    metrics = "[5, 5, 5, 5, 5, 5]"
    there = on(f"linear(0, 1, 2) >> 2 * floor(plateau(1, patience=1, metrics={metrics}), 0.05)", epochs=8)
    assert metrics_shown(there) == [[tick, 5] for tick in range(2, 8)]
    assert reductions(there) == [(5, 2.0, 0.2, 5.0), (7, 0.2, 0.1, 5.0)]
    over = on(f"warmup(plateau(1, patience=1, metrics={metrics}), 2)", epochs=6)
    assert reductions(over)[0] == (3, 1.0, 0.1, 5.0)
    assert metrics_shown(over)[0] == [0, 5]
    before = on(f"warmup(plateau(1, patience=1, metrics={metrics}), 2, place='before')", epochs=8)
    assert reductions(before)[0] == (5, 1.0, 0.1, 5.0)
    assert metrics_shown(before)[0] == [2, 5]


CHART = """\
learning rate: plateau(1, factor=0.5, ... 1, 1, 1, 1, 2, 2])
         1 +************************
           |                        *
           |                        *
           |                        *
           |                        *
       0.5 +                        ************
           |                                    *
      0.25 +                                    ************
           `+-----------+-----------^-----------^----------+
            0           2           4           6          8
                            epochs, 8 in all
metric
         2 +******                        ************
           |      *                       *
           |      *                       *
         1 +      ************************
           `+-----------+-----------^-----------^----------+
"""


def drawn(*specs, rows, unicode=False):
    return chart(Curves([("", parse(spec)) for spec in specs], Run(epochs=rows)), Look(60, 12, unicode=unicode))


def test_the_chart_shows_the_metric_under_the_rate():
    spec = "plateau(1, factor=0.5, patience=1, metrics=[2, 1, 1, 1, 1, 2, 2])"
    assert drawn(spec, rows=8) == CHART
    assert "metric\n" in drawn(f"2 * {spec}", rows=8, unicode=True)
    assert "metric\n" not in drawn(spec, "cosine", rows=8)
    assert "metric\n" not in drawn("plateau(metrics=[nan, inf, nan])", rows=3)


def test_explain_lists_the_reductions():
    schedule = parse("plateau(1, patience=1, metrics=[3, 2, 2, 2, 2, 2, nan])")
    (record,) = facts(Curves([("", schedule)], Run(epochs=8)))
    shown = json.loads(as_json(record))
    assert shown["reductions"] == [
        {"at": 4, "from": 1.0, "to": 0.1, "best": 2.0},
        {"at": 6, "from": 0.1, "to": 0.1 * 0.1, "best": 2.0},
    ]
    assert shown["seams"] == []
    assert "\nReductions\n  epoch 4: 1 to 0.1, best metric so far 2\n  epoch 6: 0.1 to 0.01, best" in report(record)


def test_a_made_up_metric_is_told_and_is_the_same_each_time():
    for shape in ("decaying", "flat", "noisy", "diverging"):
        for mode in ("min", "max"):
            there = on(f'plateau(mode="{mode}", metrics_shape="{shape}")', epochs=100)
            again = on(f'plateau(mode="{mode}", metrics_shape="{shape}")', epochs=100)
            assert metrics_shown(there) == metrics_shown(again)
            assert reductions(there), (shape, mode)
            assert f"made up ({shape})" in remarks(there)[0]
    assert "at most 1000000 values" in refused("plateau", steps=10**7)
    assert on("plateau", steps=100)(99) < 0.1


def test_a_long_list_of_metrics_belongs_into_a_file():
    assert "a file holds any number" in refused(f"plateau(metrics=[{'1,' * 4001}])")
    with pytest.raises(ValueError, match="a file holds any number"):
        plateau(metrics=np.ones(10**5))


# formulas

ESCAPES = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "t.__class__",
    "t.real",
    "np.exp",
    "os.exp(t)",
    "np.linalg.norm(t)",
    "math.__dict__",
    "lambda t: t",
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


@settings(max_examples=400, deadline=2000)
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


# functions

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
        ("two", "python: my_lr.py: two(0): TypeError: two() missing 1 required positional argument: 'lr'"),
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
    assert refused('python("two.py:f")').endswith("argument: 'lr' (it is called with one number)")
    assert refused('python("two.py:h")') == "python: two.py has no function h; it has f, g"


# logs

LOGS = {
    "lr": "epoch,lr\n0,0.3\n2,0.1\n",
    "learning rate": "Epoch,Learning Rate\n0,0.3\n2,0.1\n",
    "lightning": "epoch,lr-Adam,step,train_loss\n,0.3,0,\n0,,1,0.5\n,0.1,2,\n1,,2,0.25\n",
    "ultralytics": "   epoch,  train/box_loss,  lr/pg0,  lr/pg1\n 0, 3, 0.3, 0.5\n 2, 1, 0.1, 0.5\n",
    "wandb": "_step,train/learning_rate,train/loss\n0,0.3,1\n2,0.1,1\n",
    "a run's column": "Step,run-7 - lr,run-7 - lr__MIN,run-7 - lr__MAX\n0,0.3,0,1\n2,0.1,0,1\n",
    "tensorboard": "Wall time,Step,Value\n1.5,0,0.3\n2.5,2,0.1\n",
    "unordered": "step,lr\n2,0.1\n0,0.3\n",
    "duplicated": "step,lr\n0,0.3\n0,0.3\n2,0.1\n2,0.1\n",
    "json lines": '{"step": 0, "lr": 0.3}\n{"loss": 1}\n{"step": 2, "lr": 0.1}\n',
    "trainer": '{"best_metric": null, "log_history": [{"epoch": 0.0, "learning_rate": 0.3, "loss": NaN, "step": 0},'
    ' {"eval_loss": 1, "step": 1}, {"epoch": 0.9, "learning_rate": 0.1, "step": 2}], "max_steps": 3}',
    "spreadsheet": "step;lr\n0;0,3\n2;0,1\n",
    "words beside numbers": "phase,step,lr\ntrain,0,0.3\ntrain,2,0.1\n",
    "quoted": '"step","lr"\n"0","0.3"\n"2","0.1"\n',
    "a Keras history": '{"loss": [3, 2], "epoch": [0, 2], "lr": [0.3, 0.1]}',
}


@pytest.mark.parametrize("content", LOGS.values(), ids=LOGS)
def test_logs_as_programs_write_them(here, content):
    here("log", content)
    there = on('recorded("log")')
    assert there.run.rows == 3
    assert there(range(3)).tolist() == [0.3, 0.3, 0.1]
    assert any("tells 2 of 3" in note and note.endswith("held between them") for note in remarks(there))
    assert on('recorded("log", gaps="interpolate")')(range(4)).tolist() == pytest.approx([0.3, 0.2, 0.1, 0.1])


def test_values_that_were_written_come_back(here, out):
    for words in (["--epochs", "30"], ["--epochs", "3", "--steps-per-epoch", "10"], ["--steps", "30"]):
        text = out("csv", "cosine(0.1)", *words)
        here("log.csv", text)
        assert out("csv", 'recorded("log.csv")', *words) == text
    here("log.jsonl", out("json", "cosine(0.1)", "--epochs", "30", "--lines"))
    assert out("csv", 'recorded("log.jsonl")') == out("csv", "cosine(0.1)", "--epochs", "30")


def test_a_log_of_epochs_on_a_run_of_steps_and_the_other_way_round(here):
    here("epochs.csv", "epoch,lr\n0,0.3\n1,0.1\n")
    here("steps.csv", "step,lr\n0,0.3\n4,0.1\n")
    here("both.csv", "step,epoch,lr\n0,0,0.3\n4,1,0.1\n")
    here("rows.csv", "lr\n0.3\n0.1\n")
    fine = {"epochs": 2, "steps_per_epoch": 4}
    for name in ("epochs", "steps", "both", "rows"):
        assert on(f'recorded("{name}.csv")', **fine)(range(8)).tolist() == [0.3] * 4 + [0.1] * 4
        if name != "steps":
            assert on(f'recorded("{name}.csv")', epochs=2)(range(2)).tolist() == [0.3, 0.1]
    assert "counts steps in a run of epochs: it needs --steps-per-epoch" in refused('recorded("steps.csv")', epochs=2)
    assert "counts epochs in a run of steps" in refused('recorded("epochs.csv")', steps=2)
    assert on('recorded("steps.csv")', **fine, update="epoch")(range(8)).tolist() == [0.3] * 4 + [0.1] * 4


def test_what_a_log_does_not_tell_is_told(here):
    here("log.csv", "step,lr,other/lr\n10,0.3,1\n20,0.1,1\n20,0.2,1\n")
    assert remarks(on('recorded("log.csv")', steps=30)) == [
        "log.csv: 1 rows give a step another LR than the row before: the last counts",
        "log.csv tells 2 of 30 steps: the LR is held between them and before the first (step 10) and after the last (step 20)",
    ]
    assert remarks(on('recorded("log.csv", gaps="interpolate")', steps=21))[-1] == (
        "log.csv tells 2 of 21 steps: the LR is interpolated between them, held before the first (step 10)"
    )
    here("groups.csv", "epoch,lr/pg0,lr/pg1\n0,0.1,0.2\n")
    assert remarks(on('recorded("groups.csv")')) == ["groups.csv: the LR is taken from column lr/pg0, not from lr/pg1"]
    here("twice.csv", "epoch,lr,lr\n0,0.1,0.2\n")
    assert remarks(on('recorded("twice.csv")')) == ["twice.csv: the LR is taken from the first of 2 columns lr"]


BAD_LOGS = [
    ("", "log.csv is empty"),
    (
        "step,loss\n0,1\n",
        'no column called lr or learning_rate: its columns are step, loss; name one with column="NAME"',
    ),
    ("step,lr\n0,0.1\n1,x\n2,0.1\n", "log.csv line 3, column lr: 'x' is no number"),
    ("step,lr\n0,0.1\n1,nan\n", "log.csv line 3, column lr: nan is no learning rate"),
    ("step,lr\n0,0.1\n1,-0.1\n", "log.csv line 3, column lr: -0.1 is no learning rate"),
    ("step,lr\n0,0.1\n,0.1\n", "log.csv line 3, column step: there is no step to place the row by"),
    ("step,lr\n0,0.1\n-3,0.1\n", "log.csv line 3, column step"),
    ("step,lr\n0,0.1\nx,0.1\n1,1\n", "log.csv line 3, column step: 'x' is no number"),
    ("step,lr\n0,\n1,\n", "no numbers in column lr"),
    (
        "run,step,lr\na,0,0.1\nb,0,0.2\na,1,0.1\n",
        'log.csv holds 2 runs in column run: a, b; choose one, such as only="a" (--only a)',
    ),
    (
        "Step,a - lr,b - lr\n0,0.1,0.2\n",
        "log.csv holds several runs: a - lr, b - lr; choose one, such as column=\"a - lr\" (--column 'a - lr')",
    ),
    (",".join(f"c{n}" for n in range(30)) + "\n" + "1," * 29 + "1\n", "c19 and 10 more"),
]


@pytest.mark.parametrize(("content", "told"), BAD_LOGS, ids=[row[1] for row in BAD_LOGS])
def test_bad_logs(here, content, told):
    here("log.csv", content)
    reason = refused('recorded("log.csv")', steps=9)
    assert told in reason
    assert reason.startswith("recorded: ")


def test_one_of_several_runs(here):
    here("log.csv", "run,step,lr\na,0,0.1\nb,0,0.2\na,1,0.3\n")
    assert on('recorded("log.csv", only="a")')(range(2)).tolist() == [0.1, 0.3]
    assert on('recorded("log.csv", only="b")')(0) == 0.2
    assert "has no run 'c': column run has a, b" in refused('recorded("log.csv", only="c")')
    here("wide.csv", "Step,a - lr,b - lr\n0,0.1,0.2\n")
    assert on('recorded("wide.csv", column="b - lr")')(0) == 0.2
    assert "no column that tells runs apart" in refused('recorded("wide.csv", column="b - lr", only="a")')


@pytest.mark.parametrize("run", [None, "a"])
def test_a_last_row_that_breaks_off_before_the_name_of_its_run(here, run):
    """It was taken without a name, and with one it was an error of numpy."""
    here("cut.csv", "step,lr,run\n0,0.1,a\n1,0.2,a\n2,0.3")
    log = read_log("cut.csv", run=run)
    assert log.rates.tolist() == [0.1, 0.2]
    assert log.remarks == ["cut.csv line 4 breaks off: it is passed over"]


def test_a_log_without_a_schedule(here):
    here(
        "log.csv",
        "epoch,step,lr,decay,loss\n0,0,0.001,1e-5,2.5\n0,10,0.002,1.25e-05,\n,15,,,2.25\n1,20,,0,2\n1,30,0.003,,1\n",
    )
    log = read_log("log.csv")
    assert (log.name, log.rows, log.column, log.precision) == ("log.csv", 5, "lr", 1)
    assert log.rates.tolist() == [0.001, 0.002, 0.003]
    assert {unit: places.tolist() for unit, places in log.places.items()} == {"st": [0, 10, 30], "ep": [0, 0, 1]}
    assert log.remarks == []
    other = read_log("log.csv", "decay")
    assert (other.precision, other.places["st"].tolist()) == (3, [0, 10, 20])
    assert list(other.places) == ["st", "ep"]
    assert read_log("log.csv", "loss").places.keys() == {"st"}  # one of its rows has no epoch

    here("bare.csv", "0.001\n1e-5\n")
    bare = read_log("bare.csv")
    assert (bare.precision, bare.places[""].tolist()) == (1, [0, 1])
    here("quoted.csv", 'lr;learning_rate\n"0,1000";1\n0;2\n')
    quoted = read_log("quoted.csv")
    assert quoted.precision == 4
    assert quoted.remarks == ["quoted.csv: the LR is taken from column lr, not from learning_rate"]
    for name, text in (("log.jsonl", '{"lr": 0.1}\n{"lr": 0.2}\n'), ("log.json", '[{"lr": 0.1, "a": "x"}]')):
        here(name, text)
        assert read_log(name).precision is None  # floats, not texts
    here("text.json", '[{"lr": "0.10"}, {"lr": 0.25}]')
    assert read_log("text.json").precision == 2


@pytest.mark.parametrize(
    ("texts", "digits"),
    [
        (["0.001"], 1),
        (["1e-5"], 1),
        (["1.5E+10", "2e-100"], 2),
        (["0.100", "7"], 3),
        (["100", ""], 3),
        (["-0,0125", "1"], 3),
        ([" 0.12 ", "+3"], 2),
        (["0", "0.000", "", "nan"], None),
        ([], None),
        ([repr(1 / 3), repr(0.1 + 0.2)], 17),
        (["0.12345678901234567890", "1.2"], 17),
    ],
)
def test_significant_digits_that_are_written(texts, digits):
    assert most_digits("\n".join(texts).encode()) == digits
    assert most_digits("\n".join(reversed(texts)).encode()) == digits


def test_a_metric_without_a_schedule(here):
    here("losses.csv", "epoch,loss\n0,2.5\n1,\n2,1.5\n")
    metric = metrics_of("losses.csv")
    assert metric.values.tolist() == [2.5, 1.5]
    assert metric.remarks == ["1 of 3 rows of losses.csv have no loss: they are passed over"]
    with pytest.raises(ValueError, match=r"losses\.csv has no column 'acc'; its columns are epoch, loss"):
        metrics_of("losses.csv", "acc")


def test_a_file_that_has_changed_is_read_again(here):
    here("log.csv", "epoch,lr\n0,0.3\n")
    schedule = recorded("log.csv")
    before = schedule.on(Run(epochs=1))
    here("log.csv", "epoch,lr\n0,0.125\n")
    assert (before(0), schedule.on(Run(epochs=1))(0)) == (0.3, 0.125)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("places", [[0], [2, 0], [1, 1], [0, 1, 2]])
def test_cells_are_those_that_the_csv_module_gives(separator, places):
    rng = np.random.default_rng(len(places))
    words = ["", "1", "-2.5", "3e-4", "nan", "a b", "é", " 7", "+1", "1.", "."]
    for some in (words, words[:4], ["0.1"]):
        rows = rng.choice(some, (50, 3)).tolist()
        text = "\n".join(separator.join(row) for row in rows) + "\n"
        cells = plain_cells(text, 3, separator, places)
        for place, column in zip(places, cells, strict=True):
            expected = [row[place] for row in csv.reader(io.StringIO(text), delimiter=separator)]
            if isinstance(column, np.ndarray):
                np.testing.assert_array_equal(column, [float(cell or "nan") for cell in expected])
            else:
                assert column == expected
    for odd in ('1,"2",3\n', "1,2\n", "1,2,3\n\n4,5,6\n", "1,2,3,4\n5,6\n"):
        assert plain_cells(odd.replace(",", separator), 3, separator, places) is None


def test_a_million_rows(here):
    ticks = np.arange(10**6)
    lr = (0.1 * 0.999999**ticks).tolist()
    here("plain.csv", "step,lr,loss\n" + "".join(f"{t},{r!r},{r!r}\n" for t, r in enumerate(lr)))
    here(
        "gaps.csv", "step,lr,loss\n" + "".join(f"{t},{r!r},\n" if t % 2 == 0 else f"{t},,1\n" for t, r in enumerate(lr))
    )
    for name, stride in (("plain", 1), ("gaps", 2)):
        begun = time.process_time()
        there = on(f'recorded("{name}.csv")', steps=10**6)
        assert time.process_time() - begun < 2
        assert there(ticks[::stride]).tolist() == lr[::stride]
    begun = time.process_time()
    assert on('plateau(metrics="plain.csv", column="loss")').run == Run(epochs=10**6)
    assert time.process_time() - begun < 2


# the command


def test_the_command(lrcli, here, out):
    here("losses.csv", "epoch,loss,val_loss\n" + "".join(f"{n},1,{max(10 - n, 5)}\n" for n in range(20)))
    words = "plateau --initial 0.1 --patience 5 --metrics losses.csv --column val_loss".split()
    done = lrcli("plot", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nval_loss\n" in done.stdout
    assert "best metric so far 5" in out("explain", *words)
    assert json.loads(out("explain", *words, "--json"))[0]["reductions"][0]["at"] == 12
    assert out("value", *words, "--at", "0,last") == out(
        "value", 'plateau(patience=5, metrics="losses.csv", column="val_loss")', "--at", "0,last"
    )
    assert "made up" in lrcli("plot", "plateau").stderr
    here("my_lr.py", FILE)
    here("helper.py", "rate = 0.25\n")
    done = lrcli("table", 'python("my_lr.py:loud")', "--epochs", "2")
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
        (['recorded(".")'], 3, "lrcli: cannot read .: Is a directory\n"),
        (["plateau", "--metrics", "-"], 2, "lrcli: plateau: metrics: standard input is empty\n"),
        (
            ["plateau", "--column", "x"],
            2,
            'lrcli: --column: it names a column of a file of metrics: give metrics="FILE" (--metrics FILE)\n',
        ),
        (["plateau", "--factor", "1"], 2, "lrcli: --factor: 1 is out of range: below 1, at least 0\n"),
        (["formula"], 2, "lrcli: formula needs --expression: formula, such as"),
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


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8),
    style=st.sampled_from([(", ", ": "), (",", ":"), (" ,  ", " : ")]),
    end=st.sampled_from(["\n", "\r\n", ""]),
)
def test_lines_of_plain_numbers_are_read_as_objects_are(rows, style, end):
    text = (end or "\n").join(json.dumps({"step": a, "train/lr": b}, separators=style) for a, b in rows) + end
    fast, slow = plain_lines("x", text), json_lines("x", text)
    assert fast is not None
    for name in ("step", "train/lr"):
        (quick,), (sure,) = fast.series([name]), slow.series([name])
        assert quick.given.tolist() == sure.given.tolist()
        assert quick.values[quick.given].tolist() == sure.values[sure.given].tolist()
    assert fast.place(1, "step") == slow.place(1, "step") == "x line 2, column step"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "b": 2}\n{"b": 2, "a": 1}\n',
        '{"a": 1}\n{"a": 1, "b": 2}\n',
        '{"a": 1, "b": 2}\n{"a": 1}\n',
        '{"a": "1"}\n{"a": "2"}\n',
        '{"a": [1, 2]}\n{"a": [3, 4]}\n',
        '{"a": {"b": 1}}\n{"a": {"b": 2}}\n',
        '{"a": 1, "a": 2}\n{"a": 1, "a": 2}\n',
        '{"a": NaN}\n{"a": 1}\n',
        '{"a": true}\n{"a": 1}\n',
        '{"a": 1}\n\n{"a": 2}\n',
        '{"a": 1}\n{"a": 2',
        '{"a": 1}{"a": 2}\n',
        "{}\n{}\n",
        "1\n2\n",
    ],
)
def test_other_lines_are_read_one_by_one(text):
    assert plain_lines("x", text) is None
