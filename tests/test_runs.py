"""Several runs in one call: each curve on its own, side by side over the rows of the longest; and sweeps."""

import json
from decimal import Decimal
from io import BytesIO

import numpy as np
import pytest

from lrcli import Run, cosine, linear, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.facts import facts
from lrcli.analysis.length import natural_run
from lrcli.analysis.measures import figures
from lrcli.analysis.several import by_run, in_common
from lrcli.cli.batches import own_run
from lrcli.cli.verb import Call
from lrcli.language.ranges import spread
from lrcli.render.chart import Look, chart
from lrcli.render.formats.csv import write as csv
from lrcli.render.image import Drawing
from lrcli.render.writers import Sheet, writer_named
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.schedule import Schedule

SHORT, LONG = Run(epochs=2), Run(epochs=4)


def two(first=SHORT, second=LONG):
    return Curves([("a", cosine(0.1)), ("b", linear(0.1))], [first, second])


def written(name, curves, **sheet):
    return b"".join(writer_named(name).write(curves, Sheet(**sheet))).decode()


def test_each_curve_is_on_its_own_run():
    curves = two()
    assert (curves.run, curves.rows, curves.lengths, curves.index) == (LONG, 4, [2, 4], ("epoch",))
    alone = [curve.on(run)(np.arange(run.rows)) for curve, run in ((cosine(0.1), SHORT), (linear(0.1), LONG))]
    values = curves.at(range(4))
    assert values[:2, 0].tolist() == alone[0].tolist()
    assert np.isnan(values[2:, 0]).all()
    assert values[:, 1].tolist() == alone[1].tolist()
    assert [part.run for part in by_run(curves)] == [SHORT, LONG]
    assert [part.labels for part in by_run(curves)] == [["a"], ["b"]]
    assert in_common(curves).at(range(2)).tolist() == values[:2].tolist()
    assert in_common(curves).rows == 2


def test_on_one_run_nothing_is_different():
    plain, listed = Curves([("", cosine(0.1)), ("", linear(0.1))], LONG), two(LONG, LONG)
    assert by_run(plain) == [plain]
    assert in_common(plain) is plain
    assert [column.run for column in listed.columns] == [None, None]
    assert listed.at(range(4)).tolist() == plain.at(range(4)).tolist()


CSV = """\
epoch,a,b
0,0.1,0.1
1,0.05,0.07500000000000001
2,,0.05
3,,0.025
"""
JSON = """\
{"unit":"epoch","schedules":[{"label":"a","spec":"cosine(0.1)"},{"label":"b","spec":"linear(0.1)"}],"rows":[
{"epoch":0,"a":0.1,"b":0.1},
{"epoch":1,"a":0.05,"b":0.07500000000000001},
{"epoch":2,"a":null,"b":0.05},
{"epoch":3,"a":null,"b":0.025}
]}
"""
TABLE = """\
+----------------------+
| epoch |    a |     b |
|-------+------+-------|
|     0 |  0.1 |   0.1 |
|     1 | 0.05 | 0.075 |
|     2 |      |  0.05 |
|     3 |      | 0.025 |
+----------------------+
"""
MARKDOWN = """\
| epoch | a | b |
| --: | --: | --: |
| 0 | 0.1 | 0.1 |
| 1 | 0.05 | 0.075 |
| 2 |  | 0.05 |
| 3 |  | 0.025 |
"""


def test_past_its_run_a_curve_has_no_value_in_any_format():
    assert written("csv", two()) == CSV
    assert written("csv", two(), ending="tsv") == CSV.replace(",", "\t")
    assert written("csv", two(), asked={"sep": ";", "decimal": ","}) == CSV.replace(",", ";").replace(".", ",")
    assert written("json", two()) == JSON
    assert [json.loads(line) for line in written("jsonl", two()).splitlines()] == json.loads(JSON)["rows"]
    assert written("markdown", two()) == MARKDOWN
    assert written("table", two(), unicode=False) == TABLE


def test_a_rate_that_is_no_number_is_not_an_empty_cell():
    class Lost(Schedule, family="some.Lost", abstract=True):
        def formula(self, t):
            return np.where(t == 1, np.nan, 0.5)

    curves = Curves([("a", Lost()), ("b", linear(0.1))], [Run(epochs=3), LONG])
    cells = [line.split(",")[1] for line in b"".join(csv(curves, Sheet())).decode().splitlines()[1:]]
    assert cells == ["0.5", "nan", "0.5", ""]


def test_steps_where_they_are_known():
    curves = two(Run(epochs=2, steps_per_epoch=2), Run(epochs=2, steps_per_epoch=3))
    assert (curves.index, curves.rows, curves.lengths) == (("step",), 6, [4, 6])
    same = two(Run(epochs=1, steps_per_epoch=2), Run(epochs=2, steps_per_epoch=2, update="epoch"))
    assert same.index == ("step", "epoch")
    assert same.at(range(4))[:, 1].tolist() == [0.1, 0.1, 0.05, 0.05]
    with pytest.raises(ValueError, match="--steps-per-epoch brings them together"):
        two(Run(epochs=2), Run(steps=2))


def test_what_is_told_of_a_curve_is_of_its_own_run():
    for curves in (two(), two(LONG, SHORT)):
        for part, figure, record in zip(by_run(curves), figures(curves), facts(curves), strict=True):
            assert figure == figures(part)[0]
            assert (record.run.rows, record.values.last.row) == (part.rows, part.rows - 1)
            assert record == facts(part)[0]


def test_drawings_end_where_the_run_does():
    curves = two(Run(epochs=50), Run(epochs=100))
    drawn = Drawing(curves)
    x, y = drawn.above.path(drawn.above.starts, 0)
    assert x[np.isfinite(y)].max() == 49  # it moves at each tick: the line ends at the last
    x, y = drawn.above.path(drawn.above.starts, 1)
    assert x[np.isfinite(y)].max() == 99
    assert drawn.gaps == ([], [])
    from matplotlib.image import imread

    assert imread(BytesIO(drawn.image("png"))).shape[1] == 1200
    lines = chart(
        Curves([("", linear(0.1)), ("", parse("constant(0.05)"))], [Run(epochs=50), Run(epochs=100)]), Look(92, 9)
    ).splitlines()
    top, bottom = lines[1], lines[9]
    assert top.rstrip().endswith(top.strip()[-1])
    assert len(bottom) <= 12 + 41, "the falling line ends at the middle"
    assert any(len(line) > 12 + 75 for line in lines[2:9]), "the level one at the end"


class Configured(Schedule, family="some.Run", abstract=True):
    """Brings its run."""

    rows = 3

    def natural_run(self):
        return NaturalRun(Run(epochs=self.rows), binding=True)

    def formula(self, t):
        return 0 * t + 1


class Longer(Configured, family="some.Longer", abstract=True):
    rows = 5


def test_what_has_no_run_of_its_own_takes_the_longest():
    assert natural_run([cosine(), Configured(), parse("step")]) == Run(epochs=3)
    assert natural_run([Configured(), Longer(), cosine()]) == Run(epochs=5)
    shared = Run(epochs=5)
    assert own_run(Call([], {}, []), Configured(), shared) == Run(epochs=3)
    assert own_run(Call([], {}, []), cosine(), shared) == shared
    assert own_run(Call([], {"epochs": "5"}, []), Configured(), shared) == shared, "a length that is typed is for all"


@pytest.mark.parametrize("cut", ["", "[:50]"])
@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("--steps 1000", "1000 steps"),
        ("--epochs 20 --steps-per-epoch 10", "200 steps, 10 steps an epoch (20 epochs)"),
        ("--samples 6400 --batch-size 64 --epochs 3", "300 steps, 100 steps an epoch (3 epochs)"),
        ("--epochs 70", "70 epochs"),
    ],
)
def test_a_configuration_among_pieces_is_on_the_run_that_is_asked_for(called, words, rows, cut):
    """What tells the run is what the configuration takes as well; the whole has no run of its own."""
    told = called("explain", f"linear(0, 0.1, 2%) >> config('tests/values/train.yaml'){cut}", *words.split())
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[1] == f"on {rows}"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.1:0.3:0.1", "0.1 0.2 0.3"),
        ("0.3:0.1:-0.1", "0.3 0.2 0.1"),
        ("0.1:0.35:0.1", "0.1 0.2 0.3"),
        ("-6:-2:2", "-6 -4 -2"),
        ("5%:15%:5%", "5% 10% 15%"),
        ("5:15%:5", "5% 10% 15%"),
        ("10ep:30ep:10ep", "10ep 20ep 30ep"),
        ("10k:30k:10k", "10k 20k 30k"),
        ("50:150:50", "50 100 150"),
        ("1k:2k:500", "1000 1500 2000"),
        ("0:2k:1k", "0k 1k 2k"),
        ("1k:4k:x2", "1k 2k 4k"),
        ("500k:1M:250K", "500000 750000 1000000"),
        ("1kst:2kst:500st", "1000st 1500st 2000st"),
        ("500Mtok:1Btok:500Mtok", "500000000tok 1000000000tok"),
        ("2k:1k:-500", "2000 1500 1000"),
        ("1e-5:3e-5:1e-5", "1e-5 2e-5 3e-5"),
        ("1e-4:0.1:x10", "1e-4 0.001 0.01 0.1"),
        ("1:8:*2", "1 2 4 8"),
        ("0.1:0.001:x0.1", "0.1 0.01 0.001"),
        ("0.1:0.1:0.1", "0.1"),
        ("0.3", "0.3"),
        ("a.py:f", "a.py:f"),
        ("1/25", "1/25"),
    ],
)
def test_ranges(text, values):
    assert spread(text, 36) == values.split()


def test_ranges_are_exact():
    got = spread("0.01:0.36:0.01", 36)
    assert [Decimal(value) for value in got] == [Decimal(k) / 100 for k in range(1, 37)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.1:0.3", "write FROM:TO:BY"),
        ("0.1:0.3:-0.1", "-0.1 does not lead from 0.1 to 0.3"),
        ("0.3:0.1:0.1", "0.1 does not lead from 0.3 to 0.1"),
        ("0.1:0.3:0", "0 does not lead"),
        ("0.1:0.3:x1", "x1 does not lead"),
        ("0:1:x2", "x2 does not lead"),
        ("1:0:x0.5", "more than 36 values"),
        ("0:1:0.001", "more than 36 values"),
        ("5%:20ep:5", "one unit"),
        ("5:15k:5", "more than 36 values"),
        ("1%:4%:x2%", "one unit"),
    ],
)
def test_ranges_that_lead_nowhere(text, told):
    with pytest.raises(ValueError, match=told):
        spread(text, 36)


@pytest.mark.parametrize(
    ("typed", "table"),
    [
        ("cosine --sweep epochs=1,2", "epoch,epochs=1,epochs=2\n0,0.1,0.1\n1,,0.05\n"),
        ("cosine(0.1) --sweep steps=2,1", "step,steps=2,steps=1\n0,0.1,0.1\n1,0.05,\n"),
        ("cosine --epochs 1 --sweep steps-per-epoch=1,2", "step,steps-per-epoch=1,steps-per-epoch=2\n0,0.1,0.1\n1,,0.05\n"),
        ("cosine --epochs 1 --sweep batch_size=2,4 --samples 4", "step,batch_size=2,batch_size=4\n0,0.1,0.1\n1,0.05,\n"),
        ("constant(1) --epochs 1 --batch-size 4 --sweep scale-from-batch=4,2", "epoch,scale-from-batch=4,scale-from-batch=2\n0,1.0,2.0\n"),
        ("cosine --steps-per-epoch 2 --epochs 1 --sweep update=step,epoch", "step,epoch,update=step,update=epoch\n0,0,0.1,0.1\n1,0,0.05,0.1\n"),
        ("linear(1) --epochs 4 --sweep warmup=0,50%", "epoch,warmup=0,warmup=50%\n0,1.0,0.0\n1,0.75,0.5\n2,0.5,1.0\n3,0.25,0.5\n"),
        ("linear(1) --epochs 2 --sweep warmup=0,1 --warmup-from 0.5 --warmup-shape linear", "epoch,warmup=0,warmup=1\n0,1.0,0.5\n1,0.5,1.0\n"),
        ("constant(1) --epochs 2 --warmup 1 --sweep warmup-from=0.1:0.3:0.1", "epoch,warmup-from=0.1,warmup-from=0.2,warmup-from=0.3\n0,0.1,0.2,0.3\n1,1.0,1.0,1.0\n"),
        ("linear(1) --epochs 2 --sweep floor=0,0.6 --sweep scale=1,2", 'epoch,"floor=0, scale=1","floor=0, scale=2","floor=0.6, scale=1","floor=0.6, scale=2"\n0,1.0,2.0,1.0,2.0\n1,0.5,1.0,0.6,1.0\n'),
        ("wsd --epochs 2 --sweep lr=1 --sweep warmup=0,1", 'epoch,"lr=1, warmup=0","lr=1, warmup=1"\n0,1.0,0.0\n1,1.0,1.0\n'),
        ("linear --epochs 4 --sweep length=25%:50%:25%", "epoch,length=25%,length=50%\n0,0.1,0.1\n1,0.0,0.05\n2,0.0,0.0\n3,0.0,0.0\n"),
        ("linear --steps 4 --sweep warmup-ratio=0:0.5:0.25", "step,warmup-ratio=0,warmup-ratio=0.25,warmup-ratio=0.5\n0,0.1,0.0,0.0\n1,0.07500000000000001,0.1,0.05\n2,0.05,0.06666666666666667,0.1\n3,0.025,0.03333333333333333,0.05\n"),
        ("linear --steps 2 --sweep warmup_pct=0,50", "step,warmup_pct=0,warmup_pct=50\n0,0.1,0.0\n1,0.05,0.1\n"),
        ("cosine constant(1) --epochs 1 --sweep final=0,0.1", "epoch,final=0,final=0.1,constant(1)\n0,0.1,0.1,1.0\n"),
        ("a=constant(1) constant(2) --sweep epochs=1,1", "epoch,a,constant(2)\n0,1.0,2.0\n"),
        ("a=constant(1) constant(2) --epochs 1 --sweep scale=1,3", "epoch,a scale=1,a scale=3,constant(2) scale=1,constant(2) scale=3\n0,1.0,3.0,2.0,6.0\n"),
        ("constant(1) --epochs 1 --sweep scale=1,2 --layers 2 --layer-decay 0.5", "epoch,scale=1 layer 1,scale=1 layer 2,scale=2 layer 1,scale=2 layer 2\n0,0.5,1.0,1.0,2.0\n"),
        ("exponential --half-life 1 --epochs 2 --sweep staircase=yes,no --lr 1 --every 2", "epoch,staircase=yes,staircase=no\n0,1.0,1.0\n1,1.0,0.5\n"),
        ("piecewise --values 1,2 --boundaries 1 --epochs 2 --sweep inclusive=no,yes", "epoch,inclusive=no,inclusive=yes\n0,1.0,1.0\n1,2.0,1.0\n"),
        ("torch.StepLR --step-size 1 --epochs 1 --sweep lr=1,2", "epoch,lr=1,lr=2\n0,1.0,2.0\n"),
    ],
)  # fmt: skip
def test_sweeps(called, typed, table):
    done = called("csv", *typed.split())
    assert (done.stdout, done.returncode) == (table, 0), done.stderr


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("csv cosine --sweep speed=1,2", "--sweep speed=1,2: write NAME=A,B,... or NAME=FROM:TO:BY; cosine has initial, final, length, and every call has epochs"),
        ("csv cosine(0.1) --sweep lr=1,2", "--lr sets nothing: cosine(0.1) has its own rate"),
        ("csv cosine(0.1) --sweep final=1,2", "a family named by itself its fields: lrcli plot cosine --sweep lr=0.1,0.2"),
        ("csv cosine --sweep warmup=5,x", "--sweep warmup=x: x is not a duration"),
        ("csv cosine --sweep epochs=5,x", "--sweep epochs=x: give a number such as 90"),
        ("csv cosine --sweep epochs=5,0", "--sweep epochs=0: give a number"),
        ("csv cosine --sweep epochs=5,5ep", "--sweep epochs=5ep: give a number"),
        ("csv cosine --sweep update=step,never", "--sweep update=never: give one of step, epoch"),
        ("csv cosine --sweep floor=0,-1", "--sweep floor=-1: -1 is out of range"),
        ("csv cosine --sweep epochs=1,2 --epochs 3", "--sweep epochs and --epochs both set epochs: choose one"),
        ("csv cosine --sweep warmup=1,2 --warmup 3", "--sweep warmup and --warmup both set warmup: choose one"),
        ("csv cosine --sweep lr=1,2 --initial 3", "--sweep lr and --initial both set initial: choose one"),
        ("csv cosine --sweep epochs=1,2 --steps 3", "choose one of --epochs and --steps"),
        ("csv cosine --sweep epochs=60,20 --warmup 50", "with epochs=20: --warmup: a warm-up of 50 epochs does not fit"),
        ("csv cosine --sweep epochs=1,2.5", "with epochs=2.5: 2.5 epochs: a fraction of an epoch needs --steps-per-epoch"),
        ("csv cosine --sweep lr=0.1:0.3", "--sweep lr=0.1:0.3: write FROM:TO:BY"),
        ("csv cosine --sweep lr=1:40:1", "--sweep lr=1:40:1: it has more than 36 values"),
        ("csv cosine --sweep layers=1,2", "--sweep layers=1,2: write NAME=A,B"),
        ("csv exponential --sweep staircase=yes,maybe", "--staircase takes no value but yes and no"),
        ("csv exponential --staircase --sweep staircase=yes,no", "both set staircase: choose one"),
        ("csv cosine --sweep staircase=yes,no", "cosine has initial, final, length, and every call"),
        ("csv cosine --sweep accelerate=yes,no", "--sweep accelerate=yes,no: write NAME=A,B"),
        ("csv cosine --sweep drop-last=yes,no", "--sweep drop-last=yes,no: write NAME=A,B"),
    ],
)  # fmt: skip
def test_sweeps_that_are_refused(called, typed, told):
    done = called(*typed.split())
    assert told in done.stderr
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_what_every_combination_would_say_is_said_once(called):
    done = called(
        *"csv cosine linear --warmup 1 --epochs 3 --batch-size 4 --scale-from-batch 4 --sweep floor=0,1".split()
    )
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == len(set(done.stderr.splitlines()))
    assert "LR times 1" in done.stderr


def test_standard_input_is_read_once_for_all(lrcli):
    done = lrcli("csv", "-", "--sweep", "epochs=1,2", stdin="cosine(0.1)\nb=linear(0.2)\n")
    head, *rows = done.stdout.splitlines()
    assert head == "epoch,cosine(0.1) epochs=1,cosine(0.1) epochs=2,b epochs=1,b epochs=2"
    assert rows == ["0,0.1,0.1,0.2,0.2", "1,,0.05,,0.1"]


def test_the_end_of_each_run_in_a_table(called, tmp_path):
    both = [*"table cosine --sweep epochs=2,4 --at 1,end --csv".split(), tmp_path / "all.csv"]
    assert called(*both).stdout == "epoch\tepochs=2\tepochs=4\n1\t0.05\t0.08535533905932738\n2\t0.0\t0.05\n4\t\t0.0\n"
    assert (tmp_path / "all.csv").read_text().splitlines()[3] == "2,,0.05"
    assert called(*"table cosine --sweep epochs=2,4 --at 2".split()).stdout.splitlines()[1:] == ["2\t\t0.05"]


@pytest.mark.parametrize("verb", ["value", "table"])
def test_how_a_position_was_read_is_said_once(called, verb):
    typed = f"{verb} linear --epochs 4 --sweep steps-per-epoch=2,3"
    assert called(*typed.split(), "--at", "1,2").stderr == "lrcli: --at 1 is epoch 1 of each run; 1st is a step\n"
    assert called(*typed.split(), "--at", "1ep,2st,50%,end").stderr == ""
    assert called(*typed.split(), "--at", "1.5").returncode == 0  # on one of the runs
    one = called(verb, *"linear --epochs 4 --steps-per-epoch 2 --at 1,2".split()).stderr
    assert one == "lrcli: --at 1 is epoch 1, step 2; 1st is a step\n"


def test_positions_are_of_each_run(called):
    done = called(*"value cosine --sweep epochs=50,100 --at first,last,50%,60,end".split())
    short, long = ([cosine(0.1).on(Run(epochs=n))(k) for k in (0, n - 1, n // 2)] for n in (50, 100))
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [[float(cell) for cell in row] for row in rows[:3]] == [list(pair) for pair in zip(short, long, strict=True)]
    assert rows[3] == ["", str(cosine(0.1).on(Run(epochs=100))(60))]
    assert rows[4] == ["0.0", "0.0"]
    by_epoch = called(*"value cosine --epochs 40 --sweep steps-per-epoch=10,20 --at 30".split()).stdout
    assert len(set(by_epoch.split())) == 1, "epoch 30 of each"
    table = called(*"table cosine --sweep epochs=50,100 --at last".split()).stdout
    assert [line.split("\t")[0] for line in table.splitlines()] == ["epoch", "49", "99"]
    wrong = called(*"value cosine --sweep epochs=50,100 --at soon".split())
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--at soon" in wrong.stderr


def test_verbs_take_each_curve_on_its_own_run(called):
    told = called(*"explain cosine --sweep epochs=50,100 --json".split()).stdout
    assert [record["run"]["rows"] for record in json.loads(told)] == [50, 100]
    lint = called(*"lint torch.CosineAnnealingLR --lr 0.1 --T-max 50 --sweep epochs=50,200".split())
    assert lint.returncode == 1
    assert "epochs=200: " in lint.stdout
    assert "epochs=50: " not in lint.stdout
    when = called(*"when linear --sweep epochs=10,100 --below 0.05".split())
    assert when.stdout.split() == ["6", "51"]
    never = called(*"when linear --sweep epochs=5,100 --below 0.01".split())
    assert never.stdout.split() == ["never", "91"]
    assert "on 5 epochs" in never.stderr
    assert "no learning rate" not in never.stderr
    assert json.loads(called(*"json cosine --sweep steps=1,2".split()).stdout)["unit"] == "step"
