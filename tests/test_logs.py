"""Rates that were written down: logs and tables."""

import csv
import io

import numpy as np
import pytest
from counted import lines_run
from on_a_run import on, refused, remarks

from lrcli import Run, recorded
from lrcli.reading.csv_text import plain_cells
from lrcli.reading.logs import read_log
from lrcli.reading.metrics import metrics_of
from lrcli.reading.tables import most_digits

LOGS = {
    "lr": "epoch,lr\n0,0.3\n2,0.1\n",
    "learning rate": "Epoch,Learning Rate\n0,0.3\n2,0.1\n",
    "lightning": "epoch,lr-Adam,step,train_loss\n,0.3,0,\n0,,1,0.5\n,0.1,2,\n1,,2,0.25\n",
    "ultralytics": "   epoch,  train/box_loss,  lr/pg0,  lr/pg1\n 0, 3, 0.3, 0.3\n 2, 1, 0.1, 0.1\n",
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


UNDERSTOOD = (
    "log.csv is a table: 3 rates in lr, by step, counted from 0 (it does not tell: first=1 if they count from 1), "
    "as exact as float64"
)


def test_what_a_log_does_not_tell_is_told(here):
    here("log.csv", "step,lr,other/lr\n10,0.3,1\n20,0.1,1\n20,0.2,1\n")
    assert remarks(on('recorded("log.csv")', steps=30)) == [
        UNDERSTOOD,
        "log.csv: 1 row gives a step another LR than the row before: the last counts",
        "log.csv tells 2 of 30 steps: the LR is held between them and before the first (step 10) and after the last (step 20)",
    ]
    assert remarks(on('recorded("log.csv", gaps="interpolate")', steps=21))[-1] == (
        "log.csv tells 2 of 21 steps: the LR is interpolated between them, held before the first (step 10)"
    )
    here("groups.csv", "epoch,lr/pg0,lr/pg1\n0,0.1,0.1\n")
    assert "groups.csv: the LR is taken from column lr/pg0; lr/pg1 hold the same" in remarks(
        on('recorded("groups.csv")')
    )


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
    ("step,lr\n0,0.1\n-3,0.1\n", "log.csv line 3, column step: -3 is none to place the row by"),
    ("step,lr\n0,0.1\ninf,0.1\n", "log.csv line 3, column step: inf is none to place the row by"),
    ("step,lr,lr\n0,0.1,0.2\n", "log.csv has 2 columns lr: rename the one that counts, or all others"),
    ("step,step,lr\n0,5,0.1\n", "log.csv has 2 columns step"),
    ("step,lr\n0,0,1\n1,0,05\n", "log.csv line 2 has 3 cells, the header 2: decimal commas?"),
    ("step;lr\n0;0,1\n1;0,05;x\n", "log.csv line 3 has 3 cells, the header 2"),
    ('step,lr,note\n0,0.1,"a\nb"\n1,0,05,"c"\n', "log.csv line 4 has 4 cells, the header 3: decimal commas?"),
    ('step,lr,note\n0,0.1,"a\n1,0.2,b\n2,0.3,c\n', "log.csv line 2 has a quote that is not closed"),
    ("step,lr\n0,1_0\n1,2\n", "log.csv line 2, column lr: '1_0' is no number"),
    ("step,lr\n0,\u0661\n1,2\n", "log.csv line 2, column lr: '\u0661' is no number"),
    ('{"lr": true}\n{"lr": 0.5}\n', "log.csv line 1, column lr: true is no number"),
    ('[{"lr": 1}, {"lr": false}]', "log.csv entry 2 of the list, column lr: false is no number"),
    ('{"lr":1,"x":1}\n{"lr":,"x":2}\n', "log.csv line 2 is no JSON"),
    ('{"lr":1,"x":1}\n{"lr":2,"x":}\n', "log.csv line 2 is no JSON"),
    ('{"lr":1}\n{"lr":}\n', "log.csv line 2 is no JSON"),
    ('{"lr":null}\n{"lr":null 1}\n', "log.csv line 2 is no JSON"),
    ('{"lr":1}\n{"lr":2null}\n', "log.csv line 2 is no JSON"),
    ('{"step":1,"lr":3}\n1{"step":,"lr":2}\n', "log.csv line 2 is no JSON"),
    ('{"step":1,"lr":3}\n{"step":2,"lr":2}, \n', "log.csv line 2 is no JSON"),
    ('{"a":1,"lr":0.2},{"a":3,"lr":4}\n', "log.csv line 1 is no JSON"),
    ('{"lr":1\n"b":2},{"lr":3}\n', "log.csv line 1 is no JSON"),
    ('{"lr":"}\n{","lr":1},{"lr":2}\n', "log.csv line 1 is no JSON"),
    ('{"lr":[{}\n{}]},{"lr":2}\n', "log.csv line 1 is no JSON"),
    ('{"loss": [1, 2, 3], "lr": [0.1, 0.05]}', "log.csv has 3 values of loss and 2 of lr"),
    ("step,lr\n0,0.1\nx,0.1\n1,1\n", "log.csv line 3, column step: 'x' is no number"),
    ("step,lr\n0,\n1,\n", "no numbers in column lr"),
    (
        "run,step,lr\na,0,0.1\nb,0,0.2\na,1,0.1\n",
        'log.csv holds 2 runs in column run: a, b; choose one, such as run="a" (--run a)',
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
    assert (log.name, log.count, log.column, log.precision) == ("log.csv", 5, "lr", 1)
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
    assert read_log("quoted.csv", "lr").precision == 4
    with pytest.raises(ValueError, match=r"several learning rates: lr, learning_rate; choose one, such as column="):
        read_log("quoted.csv")
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


READ = {
    "surplus cells that are empty": "step,lr\n0,0.3,\n2,0.1,, \n",
    "carriage returns alone": "step,lr\r0,0.3\r2,0.1\r",
    "a header with a line end": 'step,"my\nnote",lr\n0,a,0.3\n2,b,0.1\n',
    "a separator in a header's quotes": '"my;own;note",step,lr\na,0,0.3\nb,2,0.1\n',
    "a long cell": f'step,lr,note\n0,0.3,"{"x" * 200_000}"\n2,0.1,\n',
    "a long header": f'step,lr,"{"x" * 200_000}"\n0,0.3,\n2,0.1,\n',
    "keys in another order": '{"step":0,"a":5,"lr":0.3}\n{"step":2,"lr":0.1,"a":7}\n',
    "null": '{"step": 0, "lr": 0.3}\n{"step": 1, "lr": null}\n{"step": 2, "lr": 0.1}\n',
    "nothing but null in a column": '{"a":null,"step":0,"lr":0.3}\n{"a":null,"step":2,"lr":0.1}\n',
    "an open quote in the last line": 'step,lr,note\n0,0.3,a\n2,0.1,b\n3,0.1,"c',
}


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_odd_files_that_are_read(here, content):
    here("log", content)
    assert on('recorded("log")')(range(3)).tolist() == [0.3, 0.3, 0.1]


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


@pytest.mark.exhaustive
def test_many_rows(here):
    """As arrays: no more lines of Python are run for a row than a rule that sees each metric needs."""
    count = 200_000
    ticks = np.arange(count)
    lr = (0.1 * 0.999999**ticks).tolist()
    here("plain.csv", "step,lr,loss\n" + "".join(f"{t},{r!r},{r!r}\n" for t, r in enumerate(lr)))
    here(
        "gaps.csv", "step,lr,loss\n" + "".join(f"{t},{r!r},\n" if t % 2 == 0 else f"{t},,1\n" for t, r in enumerate(lr))
    )
    for name, stride in (("plain", 1), ("gaps", 2)):
        there, lines = lines_run(on, f'recorded("{name}.csv")', steps=count)
        assert lines < 4 * count
        assert there(ticks[::stride]).tolist() == lr[::stride]
    reduced, lines = lines_run(on, 'plateau(metrics="plain.csv", column="loss")')
    assert lines < 12 * count  # its rule sees each
    assert reduced.run == Run(epochs=count)
