"""The installed command: what is typed, what it shows, how it ends."""

import json
import shlex
import subprocess
from importlib import import_module

import pytest
from conftest import COMMAND, clean_environment
from grouped import sample

from lrcli.catalogue import frameworks, schedulers
from lrcli.cli import verbs

TABLE = [  # typed, exit code, what is shown
    ("csv step --every 1 --epochs 3", 0, "epoch,lr\n0,0.1\n1,0.010000000000000002\n2,0.0010000000000000002\n"),
    ("csv a=constant(0.5) b=step(0.1) --epochs 1", 0, "epoch,a,b\n0,0.5,0.1\n"),
    ("csv constant --epochs 1 --steps-per-epoch 2", 0, "step,epoch,lr\n0,0,0.01\n1,0,0.01\n"),
    ("value linear --lr 0.1 --at 50%", 0, "0.05\n"),
    ("value linear(0,0.1,5)>>cosine(0.1) --epochs 20 --at 5", 0, "0.1\n"),
    ("value constant --lr 1 --epochs 3", 0, "1.0\n"),
    ("value cosine step(0.1) --at 0,50%,last --epochs 2", 0, "0.1\t0.1\n0.05\t0.1\n0.05\t0.1\n"),
    ("csv cosin", 2, "did you mean cosine?"),
    ("csv cosine(0.1,lenght=3)", 2, "did you mean length?\n  cosine(0.1,lenght=3)\n             ^^^^^^\n"),
    ("csv constant(.1)>>cosine(.1) --epochs 9", 2, "both pieces are open: constant(0.1) and cosine(0.1)"),
    ("csv cosine --epochs 10 --steps 10", 2, "choose one"),
    ("csv cosine --warmup 0.1", 2, "10 %? 0.1ep?"),
    ("csv cosine --warmup 500st --epochs 90", 2, "needs --steps-per-epoch"),
    ("csv exponential --gamma 0.9 --rate 0.1", 2, "choose one"),
    ("cosine", 2, "say what to do with it, as in: lrcli plot cosine"),
    ("cosine(0.1)", 2, "lrcli plot 'cosine(0.1)'"),
    ("table plateau(0.1) --metrics a.csv", 2, 'write it inside the parentheses, as in: plateau(0.1, metrics="a.csv")'),
    ("table plateau(0.1) --metrics 1,2", 2, "write it inside the parentheses, as in: plateau(0.1, metrics=[1,2])"),
    ("table plateau(metrics=a.csv)", 2, 'the name of a file is written in quotes: "a.csv"'),
    ("table step(0.1) --rate 0.5", 2, "write it inside the parentheses, as in: step(0.1, rate=0.5)"),
    (
        "csv cosine -o /no/such/folder/x.csv",
        3,
        "lrcli: cannot write /no/such/folder/x.csv: No such file or directory\n",
    ),
    ("csv cosine --rate 0.5", 2, "cosine has no --rate; it is a field of"),
    ("csv cosine --finale 0.5", 2, "did you mean --final?"),
    ("csv", 2, "name a schedule"),
    ("plto cosine", 2, "did you mean plot?"),
    ("--epochs 3", 2, "a command is missing"),
    ("csv cosine --epochs", 2, "--epochs"),
    ("csv cosine --epochs 0", 2, "at least 1"),
    ("csv cosine --epochs nan", 2, "epochs must be a number"),
    ("csv cosine --initial nan", 2, "--initial: 'nan' is not a number"),
    ("csv cosine --initial -1", 2, "--initial: -1 is out of range: at least 0"),
    ("csv cosine --warmup 100", 2, "does not fit"),
    ("csv cosine --warmup-from 0.1", 2, "--warmup-from needs --warmup"),
    ("csv cosine --warmup-over", 2, "--warmup-over needs --warmup"),
    ("csv cosine --warmup 3 --warmup-over --warmup-before", 2, "choose one"),
    ("csv piecewise --values 1,2 --boundaries 5,6", 2, "one value more than boundaries"),
    ("csv piecewise --lr 0.1", 2, "--lr sets nothing: piecewise has no single rate; --scale"),
    ("csv @/no/such/file", 3, "cannot read /no/such/file: No such file or directory"),
    ("csv cosine --sep ab", 2, "one character"),
    ("csv cosine --update day", 2, "give one of step, epoch"),
    ("value cosine --at x", 2, "--at x"),
    ("table cosine --rows 5 --stride 2", 2, "choose one"),
    ("table cosine --digits 0", 2, "from 1 to 17"),
    ("plot cosine --width 2", 2, "from 20 to 1000"),
    ("plot cosine -o lr.bmp", 2, ".txt, .png, .svg, .pdf"),
    ("plot cosine --format bmp", 2, "txt, png, svg, pdf"),
    ("plot cosine --style blue", 2, "light, dark"),
    ("plot cosine --steps 1e10", 2, "at most 1e+09"),
    ("explain cosine --steps 1e10", 2, "at most 1e+09"),
    ("csv cosine --decimal ,", 2, "needs another separator"),
    ("table cosine --format html", 2, "auto, tsv, md"),
    ("plot cosine(0,0) --log", 2, "there are none"),
    ("json cosine --steps 1e7", 2, "with --lines"),
    ("list xyz", 2, "nothing has xyz in its name"),
    ("list a b", 2, "one pattern"),
    ("csv noam --epochs 5", 2, "needs --steps-per-epoch"),
]


@pytest.mark.parametrize(("typed", "code", "shows"), TABLE, ids=[row[0] for row in TABLE])
def test_typed(called, typed, code, shows):
    done = called(*typed.split())
    assert done.returncode == code, done.stderr
    if code == 0:
        assert done.stdout == shows
        assert done.stderr == ""
    else:
        assert shows in done.stderr
        assert done.stdout == ""
        assert done.stderr.startswith("lrcli: ")
        assert len(done.stderr.splitlines()) == (3 if "^" in done.stderr else 1)
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", [0, 2, 3])
def test_a_process_ends_with_the_code(lrcli, called, code):
    """The first of the table that has the code: what is said is the same in a process of its own."""
    typed = next(row[0] for row in TABLE if row[1] == code).split()
    done, same = lrcli(*typed), called(*typed)
    assert done.returncode == code
    assert (done.stdout, done.stderr) == (same.stdout, same.stderr)


def test_flags_stand_anywhere(out):
    expected = out("csv", "cosine", "--lr", "0.2", "--epochs", "3")
    for words in (
        "--epochs 3 csv cosine --lr 0.2",
        "csv --lr 0.2 --epochs 3 cosine",
        "--lr 0.2 csv --epochs=3 cosine",
        "csv --initial=0.2 cosine --epochs 3",
        "csv x=cosine --lr 0.2 --epochs 3",
        "csv --epochs 3 -- cosine(0.2)",
    ):
        assert out(*words.split()).split("\n")[1:] == expected.split("\n")[1:], words


def test_underscores_are_as_good_as_dashes(out):
    assert out(*"csv cosine --epochs 2 --steps_per_epoch 3".split()) == out(
        *"csv cosine --epochs 2 --steps-per-epoch=3".split()
    )
    assert out(*"value exponential --half_life 50 --at 50".split()) == "0.05\n"


def test_underscores_after_the_flags_stay(called):
    done = called("csv", "--epochs", "1", "--", "--my_run")
    assert "lrcli: no schedule is called my_run" in done.stderr
    assert "\n  --my_run\n" in done.stderr
    assert called("csv", "--epochs", "1", "--", "my_run=cosine").stdout.startswith("epoch,my_run\n")


def test_field_flags_are_read_by_their_type(out):
    assert out(*"value cosine --lr 0.1 --final 10% --at end".split()) == "0.01\n"
    assert out(*"value linear --initial 1/25 --at 0".split()) == "0.04\n"
    assert out(*"csv piecewise --values 3,2,1 --boundaries 1,2 --no-inclusive --epochs 3".split()).endswith(
        "0,3.0\n1,2.0\n2,1.0\n"
    )
    assert out(*"value multistep --milestones 30%,60% --gamma 0.5 --lr 1 --at 30".split()) == "0.5\n"
    assert out(*"value exponential --staircase --every 10 --rate 1 --lr 1 --at 9".split()) == "1.0\n"


def test_natural_runs(out):
    assert out("csv", "step").count("\n") == 301
    assert out("csv", "piecewise").count("\n") == 251
    assert out("csv", "cosine").count("\n") == 101
    assert out("csv", "cosine", "step").count("\n") == 301
    assert out("csv", "step", "piecewise").count("\n") == 301
    assert out("csv", "piecewise", "step").count("\n") == 301
    assert out("csv", "step(0.1)", "--warmup", "3").count("\n") == 301


def test_modifiers_apply_in_order(out):
    told = out(*"csv linear --lr 1 --epochs 4 --scale 2 --floor 1 --warmup-from 0.5 --warmup 2".split())
    assert [line.split(",")[1] for line in told.splitlines()[1:]] == ["0.5", "1.25", "2.0", "1.0"]


def test_a_warmup_at_zero_for_a_whole_epoch_is_told(called):
    assert "epoch 0 trains at an LR of 0" in called(*"csv cosine --warmup 5".split()).stderr
    assert called(*"csv cosine --warmup 5 --steps-per-epoch 10".split()).stderr == ""


def test_fields_set_every_bare_family(called):
    done = called(*"csv cosine linear --lr 0.5 --epochs 1".split())
    assert done.stdout.splitlines()[1] == "0,0.5,0.5"
    assert done.stderr == ""


def test_specs_from_lines(out, tmp_path):
    specs = "# two\n\nfast=cosine(0.3)\nstep(0.1)  # slow\n"
    (tmp_path / "specs.txt").write_text(specs)
    expected = out("csv", "fast=cosine(0.3)", "step(0.1)", "--epochs", "2")
    assert out("csv", "-", "--epochs", "2", stdin=specs) == expected
    assert out("csv", f"@{tmp_path / 'specs.txt'}", "--epochs", "2") == expected


def test_errors_in_lines_name_the_line(lrcli):
    done = lrcli("csv", "-", stdin="cosine\nsteep(3)\n")
    assert done.returncode == 2
    assert "standard input line 2: no schedule is called steep; did you mean step?" in done.stderr


def test_labels(out):
    assert (
        out(*"csv cosine cosine cosine(0.1) --epochs 1".split())
        == "epoch,cosine(0.1),cosine(0.1) (2),cosine(0.1) (3)\n0,0.1,0.1,0.1\n"
    )
    assert out("csv", "linear(0, 1)", "constant", "--epochs", "1").startswith(
        'epoch,"linear(0, final=1)",constant(0.01)\n'
    )
    assert out("csv", "best=cosine", "--epochs", "1") == "epoch,best\n0,0.1\n"
    assert out("csv", "epoch=cosine", "--epochs", "1") == "epoch,epoch (lr)\n0,0.1\n"
    (row,) = json.loads(out("json", "step=cosine", "epoch=constant", "--steps", "1", "--steps-per-epoch", "2"))["rows"]
    assert row == {"step": 0, "epoch": 0, "step (lr)": 0.1, "epoch (lr)": 0.01}
    assert out("csv", "cosine", "step", "--sep", ";", "--epochs", "1") == "epoch;cosine(0.1);step(0.1)\n0;0.1;0.1\n"


def test_json(out):
    told = json.loads(out(*"json cosine best=step(0.1) --epochs 2 --steps-per-epoch 2".split()))
    assert told["unit"] == "step"
    assert told["schedules"] == [
        {"label": "cosine(0.1)", "spec": "cosine(0.1)"},
        {"label": "best", "spec": "step(0.1)"},
    ]
    assert told["rows"][2] == {"step": 2, "epoch": 1, "cosine(0.1)": 0.05, "best": 0.1}
    lines = out(*"json cosine --epochs 2 --lines".split()).splitlines()
    assert [json.loads(line) for line in lines] == [{"epoch": 0, "lr": 0.1}, {"epoch": 1, "lr": 0.05}]


def test_json_and_csv_agree(out):
    rows = json.loads(out(*"json cosine step --epochs 50".split()))["rows"]
    lines = [line.split(",") for line in out(*"csv cosine step --epochs 50".split()).splitlines()[1:]]
    assert [[float(v) for v in line] for line in lines] == [list(map(float, row.values())) for row in rows]


def test_table_in_a_pipe_is_full_precision(out):
    assert (
        out(*"table cosine --epochs 3".split()) == "epoch\tlr\n0\t0.1\n1\t0.07500000000000001\n2\t0.02499999999999999\n"
    )
    assert out(*"table cosine --epochs 9 --at last,0".split()).splitlines()[2] == "0\t0.1"
    assert len(out(*"table cosine --epochs 1000".split()).splitlines()) == 1001
    assert len(out(*"table cosine --epochs 1000 --stride 100".split()).splitlines()) == 11
    assert len(out(*"table cosine --epochs 1000 --rows 7".split()).splitlines()) <= 8


def test_table_writes_files_in_the_same_call(called, tmp_path):
    done = called("table", "cosine", "--csv", tmp_path / "lr.csv", "--plot", tmp_path / "lr.png", "--epochs", "3")
    assert done.returncode == 0
    assert done.stderr == f"wrote {tmp_path}/lr.csv\nwrote {tmp_path}/lr.png\n"
    assert (tmp_path / "lr.csv").read_text().startswith("epoch,lr\n0,0.1\n")
    assert (tmp_path / "lr.png").read_bytes().startswith(b"\x89PNG")


def test_a_curve_that_cannot_be_is_not_told_to_have_an_end(called):
    done = called("plot", 'formula("exp(t*30)")', "--epochs", "40")
    assert (done.returncode, done.stderr.count("lrcli: ")) == (2, 1)
    assert "at epoch 24 is inf" in done.stderr


def test_plot_saves_a_picture(called, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = "plot --epochs 50 exponential cosine(0.1) --initial 0.2 -o".split()
    done = called(*words, "x.png")
    assert done.returncode == 0
    assert done.stderr == "wrote x.png\n"
    assert done.stdout == ""
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert called("plot", "cosine", "--save", "y.png").stderr == "wrote y.png\n"


def test_formats_follow_the_name_of_the_file(called, tmp_path):
    begins = {
        "csv a.tsv": "epoch\tlr\n0\t0.1",
        "csv a.csv": "epoch,lr\n0,0.1",
        "json a.jsonl": '{"epoch":0,"lr":0.1}\n',
        "json a.json": '{"unit":"epoch",',
        "table a.md": "| epoch | lr |\n| --: | --: |\n| 0 | 0.1 |",
        "table a.csv": "epoch,lr\n0,0.1",
        "plot a.txt": "learning rate: cosine(0.1)\n",
        "plot a.svg": "<?xml",
        "plot a.pdf": "%PDF",
        "explain a.txt": "cosine(0.1)\non 3 epochs",
    }
    for words, begin in begins.items():
        verb, name = words.split()
        assert called(verb, "cosine", "--epochs", "3", "-o", tmp_path / name).stderr == f"wrote {tmp_path / name}\n"
        assert (tmp_path / name).read_bytes().startswith(begin.encode()), words


def test_a_picture_can_go_into_a_pipe(lrcli):
    assert lrcli("plot", "cosine", "--format", "png", text=False).stdout.startswith(b"\x89PNG")


def test_list(out):
    lines = out("list").splitlines()
    assert [line.split("\t")[0] for line in lines][:4] == ["constant", "step", "piecewise", "multistep"]
    assert out("list", "COS").splitlines()[0].startswith("cosine\t")
    assert "torch.CosineAnnealingLR\t" in out("list", "cos")
    last = [line.split("\t") for line in lines[-len(frameworks()) :]]
    assert [(name, version, int(told.split()[0])) for name, version, told in last] == [
        (name, import_module(f"lrcli.frameworks.{name}").VERSION, len(schedulers(name))) for name in frameworks()
    ]


@pytest.mark.parametrize("framework", frameworks())
def test_list_of_a_framework(framework, out):
    rows = [line.split("\t") for line in out("list", framework).splitlines()]
    assert [name for name, _, _ in rows] == [kind.family for kind in schedulers(framework)]
    assert all(len(told) > 10 for _, _, told in rows)
    drawn = [shape for _, shape, _ in rows]
    assert {len(shape) for shape in drawn} == {16}
    assert set("".join(drawn)) <= set("▁▂▃▄▅▆▇█")
    assert len(set(drawn)) > len(drawn) / 2
    ascii = out("list", framework, env={"LC_ALL": "C"})
    assert ascii.isascii()


def test_help_everywhere(out, called):
    short = called()
    assert short.returncode == 0
    assert "lrcli plot exponential --initial 0.1" in short.stdout
    for words in ("-h", "--help", "-h plot", "plot -h", "plot cosine -h", "csv --help cosine", "list -h"):
        assert "Usage: lrcli" in out(*words.split()), words
    told = out("plot", "cosine", "-h")
    assert told.index("Examples") < told.index("lr(t) =") < told.index("--final")
    assert "default: 0.1" in told
    assert "Usage: lrcli plot" in out(*"-h plot".split())
    assert out("--version").startswith("lrcli 0.")


def in_a_shell(command):
    """What a line does that is more than the command."""
    line = command.replace("lrcli ", f"{shlex.quote(str(COMMAND))} ")
    environment = clean_environment()
    return subprocess.run(
        ["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_verb_has_a_help_with_examples_that_run(called, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for verb in map(verbs.load, sample("help", verbs.NAMES)):
        told = called(verb.name, "--help").stdout
        for command, _ in verb.examples:
            assert command in told
            done = in_a_shell(command) if "|" in command else called(*shlex.split(command)[1:])
            assert done.returncode == 0, (command, done.stderr)
            assert done.stdout + done.stderr, command
