"""Rows that are asked for, the long form, digits, headings, and what is said beside them: the same in every verb."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_streams import on_a_terminal

from lrcli import Run, parse
from lrcli.analysis.curves import CHUNK, Curves
from lrcli.cli import verbs
from lrcli.cli.flags import EVERYWHERE, QUIET
from lrcli.cli.selection import ROW_FLAGS
from lrcli.render.choice import Spread, in_chunks, listed_rows
from lrcli.render.formats._rows import ROWS
from lrcli.render.writers import Sheet, writer_named

WRITERS = ("table", "csv", "json")


def epochs(called, verb, *words):
    """The epochs that a verb shows."""
    done = called(verb, *words)
    assert done.returncode == 0, done.stderr
    if verb == "json":
        return [row["epoch"] for row in json.loads(done.stdout)["rows"]]
    return [int(line.replace("\t", ",").split(",")[0]) for line in done.stdout.splitlines()[1:]]


def test_every_verb_of_rows_has_the_same_flags():
    for name in WRITERS:
        flags = verbs.load(name).flags
        assert set(ROW_FLAGS) <= set(flags)
        assert {option.name for option in ROWS} <= {flag.name for flag in flags}
    for verb in map(verbs.load, verbs.NAMES):
        assert not {flag.name for flag in verb.flags} & {flag.name for flag in EVERYWHERE}


# --- which rows ---


@pytest.mark.parametrize("verb", WRITERS)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 10, 49, 50, 51, 1000])
@pytest.mark.parametrize("spec", ["cosine", "step(0.1, every=7)"])
def test_so_many_rows(called, verb, count, spec):
    found = epochs(called, verb, spec, "--epochs", "50", "--rows", count)
    assert len(found) == min(count, 50)
    assert found[0] == 0
    assert found[-1] == (0 if count == 1 else 49)
    assert len(set(np.diff(found).tolist())) <= 2  # evenly
    assert found == sorted(set(found))


@given(st.integers(1, 10**6), st.integers(1, 10**12))
def test_spread_rows(count, total):
    rows = Spread(count, total)
    shown = min(count, total)
    assert len(rows) == shown
    assert rows[0:1].tolist() == [0]
    assert rows[shown - 1 : shown].tolist() == [total - 1 if shown > 1 else 0]
    some = rows[max(shown // 2 - 50, 0) : shown // 2 + 50]
    steps = np.diff(some)
    assert not steps.size or steps.min() >= max(1, (total - 1) // max(shown - 1, 1)) >= steps.max() - 1


def test_most_rows_are_exact():
    rows = Spread(10**9, 10**12)
    for index in (1, 10**9 // 3, 10**9 - 2):
        assert rows[index : index + 1].tolist() == [index * (10**12 - 1) // (10**9 - 1)]


@pytest.mark.parametrize("rows", [Spread(200_000, 10**9), range(5, 10**6, 3), np.array([9, 2, 2])], ids=type)
def test_chunks_are_all_rows(rows):
    whole = listed_rows(rows)
    assert len(whole) == len(rows)
    assert (np.concatenate([*in_chunks(rows)]) == whole).all()
    assert max(map(len, in_chunks(rows))) <= 65_536


@pytest.mark.parametrize("verb", WRITERS)
def test_strides_and_positions(called, verb):
    assert epochs(called, verb, "cosine", "--epochs", "10", "--stride", "4") == [0, 4, 8]
    assert epochs(called, verb, "cosine", "--epochs", "10", "--stride", "1k") == [0]
    assert epochs(called, verb, "cosine", "--epochs", "10", "--at", "last,50%,0") == [9, 5, 0]
    assert epochs(called, verb, "cosine", "--epochs", "10", "--at", "end") == [10]
    for words in (("--rows", "3", "--at", "1"), ("--stride", "3", "--rows", "1")):
        assert called(verb, "cosine", *words).stderr.endswith("both say which rows: choose one\n")
    for words in (("--rows", "0"), ("--rows", "2.5"), ("--stride", "-1"), ("--rows", "x")):
        done = called(verb, "cosine", *words)
        assert (done.returncode, done.stdout) == (2, "")
    assert "past the run" in called(verb, "cosine", "--at", "100").stderr


def test_rows_of_long_runs_are_found_without_the_others(called):
    assert called(*"csv cosine --steps 1e12 --rows 2".split()).stdout.startswith("step,lr\n0,0.1\n999999999999,")
    assert called(*"json cosine --steps 1e12 --stride 4e11 --lines".split()).stdout.count("\n") == 3
    done = called(*"json cosine --steps 1e9 --stride 10".split())
    assert (done.returncode, "at most 1000000" in done.stderr) == (2, True)


# --- digits and headings ---


@pytest.mark.parametrize("verb", WRITERS)
def test_digits(called, verb):
    for digits in (1, 4, 17):
        done = called(verb, "cosine", "b=exponential(0.3, rate=2)", "--epochs", "9", "--digits", digits)
        exact = called("csv", "cosine", "b=exponential(0.3, rate=2)", "--epochs", "9").stdout
        wanted = [float(f"{float(cell):.{digits}g}") for line in exact.splitlines()[1:] for cell in line.split(",")]
        if verb == "json":
            found = [number for row in json.loads(done.stdout)["rows"] for number in row.values()]
        else:
            found = [
                float(cell) for line in done.stdout.splitlines()[1:] for cell in line.replace("\t", ",").split(",")
            ]
        assert found == wanted
    assert called("value", "cosine", "--at", "7", "--digits", "3").stdout == "0.0988\n"
    assert "from 1 to 17" in called(verb, "cosine", "--digits", "18").stderr


def test_no_header(called):
    assert called("csv", "cosine", "--epochs", "1", "--no-header").stdout == "0,0.1\n"
    assert called("table", "cosine", "--epochs", "1", "--no-header").stdout == "0\t0.1\n"
    assert called("csv", "cosine", "--epochs", "1", "--no-header", "--long").stdout == "cosine(0.1),0,0.1\n"
    for words in (("--format", "md"), ("--json",)):
        assert "--no-header is for the format csv" in called("table", "cosine", "--no-header", *words).stderr


# --- the long form ---


def test_a_line_for_each_schedule_and_row(called):
    label = "torch.OneCycleLR(max_lr=0.1, total_steps=4)"
    words = "torch.OneCycleLR(0.1,total_steps=4) --steps-per-epoch 2 --momentum --long --at 0st,2st,3st".split()
    heads, *lines = csv.reader(called("csv", *words).stdout.splitlines())
    assert heads == ["label", "step", "epoch", "lr", "momentum"]
    assert [line[:3] for line in lines] == [[label, "0", "0"], [label, "2", "1"], [label, "3", "1"]]
    wide = [*csv.reader(called("csv", *words[:-3], *words[-2:]).stdout.splitlines())][1:]
    assert [line[1:] for line in lines] == wide
    rows = json.loads(called("json", *words).stdout)["rows"]
    assert [list(row) for row in rows] == [heads] * 3
    assert [[float(cell) for cell in line[1:]] for line in lines] == [[*row.values()][1:] for row in rows]
    assert called("table", *words).stdout.replace("\t", ",").count("\n") == 4


@pytest.mark.parametrize("run", ["--epochs 7", "--epochs 3 --steps-per-epoch 4", "--steps 9"])
def test_the_long_form_holds_what_the_wide_has(called, run):
    words = ["cosine", "step(0.1)", 'x,"y"=linear(1)', *run.split()]
    wide = [*csv.DictReader(called("csv", *words).stdout.splitlines())]
    long = [*csv.DictReader(called("csv", *words, "--long").stdout.splitlines())]
    index = [name for name in wide[0] if name in ("step", "epoch")]
    assert list(long[0]) == ["label", *index, "lr"]
    wanted = [{"label": name, **{each: row[each] for each in index}, "lr": row[name]}
              for name in list(wide[0])[len(index):] for row in wide]  # fmt: skip
    assert long == wanted
    lines = [json.loads(line) for line in called("json", *words, "--long", "--lines").stdout.splitlines()]
    assert [{name: str(cell) for name, cell in line.items() if name != "lr"} for line in lines] == [
        {name: cell for name, cell in row.items() if name != "lr"} for row in wanted
    ]
    assert [line["lr"] for line in lines] == [float(row["lr"]) for row in wanted]


def test_schedules_on_runs_of_their_own_have_their_own_rows(called):
    told = called(*"csv linear(1) --sweep epochs=1,2 --long".split()).stdout
    assert told == "label,epoch,lr\nepochs=1,0,1.0\nepochs=2,0,1.0\nepochs=2,1,0.5\n"
    told = called(*"csv linear(1) --epochs 1 --sweep steps-per-epoch=1,2 --long".split()).stdout
    assert (
        told == "label,step,epoch,lr\nsteps-per-epoch=1,0,0,1.0\nsteps-per-epoch=2,0,0,1.0\nsteps-per-epoch=2,1,0,0.5\n"
    )


def test_what_is_not_known_is_empty():
    known, unknown = Run(steps=2, steps_per_epoch=2), Run(steps=1)
    both = Curves([("a", parse("constant(1)")), ("b", parse("torch.OneCycleLR(0.1, total_steps=4)"))], [unknown, known])
    written = b"".join(
        writer_named("csv").write(both, Sheet(asked={"long": "yes", "digits": "1"}, beside=("momentum",)))
    )
    assert written.decode().splitlines()[:3] == [
        "label,step,epoch,lr,momentum",
        "a,0,,1.0,",
        "b,0,0,0.004,0.9" if "b,0,0,0.004,0.9" in written.decode() else "b,0,0,0.004,1.0",
    ]
    rows = [json.loads(line) for line in b"".join(
        writer_named("jsonl").write(both, Sheet(asked={"long": "yes"}, beside=("momentum",)))
    ).splitlines()]  # fmt: skip
    assert rows[0] == {"label": "a", "step": 0, "epoch": None, "lr": 1.0, "momentum": None}


def test_the_long_form_for_people(called):
    told = called(*"table a=constant(1) b|c=constant(2) --epochs 2 --long --format md".split()).stdout
    assert told.splitlines()[2:] == ["| a | 0 | 1 |", "| a | 1 | 1 |", "| b\\|c | 0 | 2 |", "| b\\|c | 1 | 2 |"]
    code, text = on_a_terminal(
        "table",
        "a=constant(1)",
        "cosine(0.1, final=0.001, length=30)",
        "--epochs",
        "2",
        "--long",
        size=(40, 40),
        env={"NO_COLOR": "1"},
    )
    assert code == 0
    assert max(map(len, text.splitlines())) <= 40
    assert [word for word in text.split() if word in ("label", "epoch", "lr")] == ["label", "epoch", "lr"]


def test_memory_and_speed_do_not_come_from_the_long_form():
    """All rows of each are evaluated in chunks."""
    both = Curves([("a", parse("cosine")), ("b", parse("linear"))], Run(steps=200_000))
    parts = [*writer_named("csv").write(both, Sheet(asked={"long": "yes"}))]
    assert max(part.count(b"\n") for part in parts) <= CHUNK + 1
    assert b"".join(parts).count(b"\n") == 400_001


# --- what is said ---

SAID = [
    "csv linear(0.01,0.1,5)>>constant(1) --epochs 9",
    "json linear(0.01,0.1,5)>>constant(1) --epochs 9",
    "value linear(0.01,0.1,5)>>constant(1)",
    "table linear(0.01,0.1,5)>>constant(1) --epochs 9",
    "plot linear(0.01,0.1,5)>>constant(1) --epochs 9",
    "when constant --below 0.001",
    "lint cosine",
    "diff torch.CosineAnnealingLR(lr=0.1,T_max=100) cosine",
    "explain linear(0,0.1,5)>>cosine",
    "budget --samples 4000 --batch-size 10 --devices 4 --epochs 3 --stepper accelerate",
    "list torch",
    "completions bash",
]


@pytest.mark.parametrize("call", SAID)
@pytest.mark.parametrize("quiet", QUIET.spellings)
def test_quiet_leaves_out_what_is_said_and_nothing_else(called, call, quiet):
    loud, still = called(*call.split()), called(*call.split(), quiet)
    assert (still.returncode, still.stdout, still.stderr) == (loud.returncode, loud.stdout, "")


def test_quiet_files_and_errors(called, tmp_path):
    done = called("csv", "cosine", "-q", "-o", tmp_path / "lr.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "lr.csv").exists()
    for words, code in ((("csv", "cosin"), 2), (("csv", "cosine", "--foo", "1"), 2), (("csv", "@/no/file"), 3)):
        done = called(*words, "-q")
        assert (done.returncode, done.stderr) == (code, called(*words).stderr)


def test_every_verb_can_be_quiet(called):
    for name in verbs.NAMES:
        assert "--quiet" in called(name, "--help").stdout


def test_names(called):
    names = called("list", "--names").stdout.splitlines()
    assert names[:2] == ["constant", "step"]
    assert [json.loads(called("list", name, "--json").stdout)["schedules"] for name in names[:3]]
    assert called("list", "torch", "--names").stdout.splitlines()[0].startswith("torch.")
    assert called("list", "--names", "--json").returncode == 2
