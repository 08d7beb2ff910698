"""Metrics, and the schedules that react to them."""

import ast
import json
import math
import operator
from pathlib import Path

import numpy as np
import pytest
from on_a_run import metrics_shown, on, reductions, refused, remarks

from lrcli import Run, parse, plateau
from lrcli.analysis.curves import Curves
from lrcli.analysis.facts import facts
from lrcli.cells import page
from lrcli.render.chart import Look, chart
from lrcli.render.records.explain import report
from lrcli.render.records.json import json as as_json
from lrcli.schedules.reactive import Rule, improves, reduce_on_plateau

GOLDEN = [json.loads(line) for line in (Path(__file__).parent / "golden" / "plateau.jsonl").read_text().splitlines()]


def single(value):
    return float(np.float32(value))


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
    assert Curves([("", parse("plateau(metrics=[4, 3, 2])"))], half).below[0].at(range(5))[:, 0].tolist() == [
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
    assert [each[:4] for each in reductions(there)] == [(4, 1.0, 0.1, 2.0)]


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
    ('"epoch\n",val_loss\n', "no rows"),
    ("1\n1,5\n0,9\n", "losses.csv line 2 has 2 cells, the first row 1: decimal commas?"),
    ("loss\n1\n1,5\n0,9\n", "losses.csv line 3 has 2 cells, the header 1: decimal commas?"),
    ("epoch,val_loss\n0,1\n1\n2,1\n", "losses.csv line 3 has 1 columns: it ends before column val_loss"),
    ("epoch,val_loss\n0,\n1,\n", "no numbers in column val_loss"),
    ('{"val_loss": 1}\n{"val_loss": ["a"]}\n{"val_loss": 1}\n', "line 2, column val_loss: \"['a']\" is no number"),
    ('{"val_loss": [1, 2]}\n{"val_loss": 1}\n', "line 2: val_loss is one number there, and a list elsewhere"),
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
    assert [each[:4] for each in reductions(there)] == [(5, 2.0, 0.2, 5.0), (7, 0.2, 0.1, 5.0)]
    over = on(f"warmup(plateau(1, patience=1, metrics={metrics}), 2)", epochs=6)
    assert reductions(over)[0][:4] == (3, 1.0, 0.1, 5.0)
    assert metrics_shown(over)[0] == [0, 5]
    before = on(f"warmup(plateau(1, patience=1, metrics={metrics}), 2, place='before')", epochs=8)
    assert reductions(before)[0][:4] == (5, 1.0, 0.1, 5.0)
    assert metrics_shown(before)[0] == [2, 5]


CHART = """\
learning rate: plateau(1, factor=0.5, patience=1,
    metrics=[2, 1, 1, 1, 1, 2, 2])
         1 +************************
           |                        *
      0.75 +                        *
           |                        *
           |                        *
       0.5 +                        ************
           |                                    *
      0.25 +                                    ************
           `+-----------+-----------^-----------^----------+
            0           2           4           6          8
metric
         2 +******                        ************
           |      *                       *
           |      *                       *
         1 +      ************************
           `+-----------+-----------^-----------^----------+
            0           2           4           6          8
               epochs, 8 in all; ^ a phase begins or ends
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
    assert "\nReductions\n  epoch 4: 1 to 0.1, best metric so far 2\n  epoch 6: 0.1 to 0.01, best" in page(
        report(record)
    )


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
