"""Files: names that are written, compressed files, several in one call, and flags that do nothing for them."""

import gzip
import os
import subprocess
import tracemalloc
from random import Random

import pytest
from conftest import COMMAND, clean_environment

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.cli import output, verbs
from lrcli.cli.flags import OUTPUT
from lrcli.render.writers import Sheet, ending_of, writer_for, writer_named, writers

# --- names ---

ENDINGS = [  # a name, and what it ends in
    ("lr.csv", "csv"),
    ("a.b/lr", ""),
    ("a.b/LR.CSV.GZ", "csv.gz"),
    ("lr.v2.csv", "csv"),
    ("lr.gz", "gz"),
    ("lr.", ""),
    (".csv", "csv"),
    (".csv.gz", "csv.gz"),
    ("/dev/stdout", ""),
    ("-", ""),
]


@pytest.mark.parametrize(("name", "ending"), ENDINGS)
def test_what_a_name_ends_in(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize("verb", [name for name in verbs.NAMES if name != "completions"])
@pytest.mark.parametrize("ending", ["xlsx", "parquet", "dat", "gz", "csv.xz", "png.gz", "txt.gz", "csvv"])
def test_an_ending_that_is_not_written_is_refused(called, tmp_path, verb, ending):
    words = {"budget": ["--steps", "9"], "list": [], "when": ["cosine", "--below", "1"], "diff": ["cosine", "step"]}
    words |= {"verify": ["cosine", "lr.csv"], "resume": ["cosine", "--at", "5", "--total", "200"]}
    if "output" not in {flag.name for flag in verbs.load(verb).flags}:
        return
    path = tmp_path / f"lr.{ending}"
    done = called(verb, *words.get(verb, ["cosine"]), "-o", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert not path.exists()
    own = [f".{each}" for writer in writers(verb) for each in writer.suffixes] or [".txt"]
    assert all(each in done.stderr for each in own), done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_rule_says_what_is_written(said):
    told = "lrcli csv writes .csv, .tsv, .csv.gz, .tsv.gz and .txt"
    assert said("csv", "cosine", "-o", "x.xlsx") == (2, "", f"lrcli: -o x.xlsx: {told}")
    assert said("csv", "cosine", "-o", "x.json.gz")[2] == "lrcli: -o x.json.gz: a .json.gz is what lrcli json writes"


CONTRADICTIONS = [
    "table cosine --format md -o x.csv",
    "table cosine --format tsv -o x.md",
    "table cosine --format tsv -o x.csv",
    "table cosine --format csv -o x.tsv.gz",
    "table cosine --format json -o x.csv",
    "table cosine --json -o x.md",
    "table cosine --json --format csv",
    "table cosine --csv x.md",
    "table cosine --md x.csv",
    "table cosine --plot x.csv",
    "json cosine --lines -o x.json",
    "json cosine --lines -o x.json.gz",
    "plot cosine --format svg -o x.png",
    "plot cosine --format png -o x.txt",
    "plot cosine --format txt -o x.svg",
    "explain cosine --json -o x.txt",
    "lint cosine --json -o x.csv",
    "completions bash -o x.fish",
    "completions fish -o x.json",
]


@pytest.mark.parametrize("words", CONTRADICTIONS)
def test_what_contradicts_the_name_is_refused(called, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    done = called(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        "table cosine --format tsv -o x.tsv",
        "table cosine --format tsv -o x.tsv.gz",
        "table cosine --format csv -o x",
        "table cosine --format md -o x.txt",
        "table cosine --format auto -o x.csv",
        "table cosine --json -o x.json",
        "plot cosine --format svg -o x.SVG",
        "json cosine --lines -o x.jsonl.gz",
        "completions bash -o lrcli.bash-completion",
        "completions zsh -o _lrcli",
    ],
)
def test_what_agrees_is_written(called, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert called(*words.split()).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [words.split()[-1]]


# --- flags that do nothing ---

IDLE = [
    ("plot cosine -o x.png --height 9", "--height belongs to the chart of characters, not to a .png"),
    ("plot cosine -o x.svg --ascii", "--ascii belongs to the chart of characters, not to a .svg"),
    ("plot cosine -o x.svg --color always", "--color belongs to the terminal, not to a .svg"),
    ("csv cosine --color never", "--color is for charts and tables, not for csv"),
    ("json cosine --color auto", "--color is for charts and tables, not for json"),
    ("explain cosine --json --color always", "--color has no effect on JSON"),
    ("table cosine --color always", "--color is for the format table, not for csv"),
    ("table cosine --no-header --format md", "--no-header is for the format csv, not for markdown"),
    ("plot cosine --show --format svg", "--format is for -o FILE"),
    ("plot cosine --show --height 9", "--height belongs to the chart of characters, not to a .png"),
]


@pytest.mark.parametrize(("words", "says"), IDLE)
def test_a_flag_that_does_nothing_is_refused(called, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    done = called(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not list(tmp_path.iterdir())


# --- compressed files ---


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("csv cosine step", "lr.csv.gz"),
        ("csv cosine", "lr.tsv.gz"),
        ("json cosine --long", "lr.jsonl.gz"),
        ("json cosine", "lr.ndjson.gz"),
        ("json cosine", "lr.json.gz"),
        ("table cosine step --stride 7", "lr.csv.gz"),
        ("table cosine", "lr.tsv.gz"),
    ],
)
def test_compressed_is_the_same_compressed(called, tmp_path, words, name):
    packed, plain = tmp_path / name, tmp_path / name.removesuffix(".gz")
    assert called(*words.split(), "-o", packed).stderr == f"wrote {packed}\n"
    called(*words.split(), "-o", plain)
    content = packed.read_bytes()
    assert gzip.decompress(content) == plain.read_bytes()
    assert content[:4] == b"\x1f\x8b\x08\x00"  # no name and no remark
    assert content[4:8] == bytes(4)  # no date
    called(*words.split(), "-o", packed)
    assert packed.read_bytes() == content


def test_compressed_beside_a_table(called, tmp_path):
    path = tmp_path / "lr.csv.gz"
    assert called("table", "cosine", "--csv", path).returncode == 0
    assert gzip.decompress(path.read_bytes()).decode() == called("csv", "cosine").stdout


def test_the_chunks_do_not_change_what_is_compressed():
    text = b"".join(writer_named("csv").write(Curves([("", parse("cosine"))], Run(epochs=9000)), Sheet()))
    whole = b"".join(output.gzipped([text]))
    for size in (1, 77, 4096):
        assert b"".join(output.gzipped(text[at : at + size] for at in range(0, len(text), size))) == whole


def test_what_is_compressed_is_not_kept():
    random = Random(0)
    tracemalloc.start()
    sizes = [len(chunk) for chunk in output.gzipped(random.randbytes(10_000) for _ in range(500))]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sizes) > 50
    assert peak < 2_000_000


def test_a_format_that_is_not_compressed_has_no_such_name():
    for writer in writers():
        for ending in writer.endings:
            assert (writer_for(f"{ending}.gz") is writer) == writer.packs


def test_the_old_file_stays_where_compressing_fails(tmp_path):
    path = tmp_path / "lr.csv.gz"
    path.write_bytes(b"old")

    def fails():
        yield b"some"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        output.save(str(path), fails())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


# --- several files ---


def test_all_files_of_a_call(called, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = "table cosine --epochs 3 --csv a.csv --md a.md --plot a.svg -o a.json"
    done = called(*words.split())
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "wrote a.csv\nwrote a.md\nwrote a.svg\nwrote a.json\n"
    assert (tmp_path / "a.md").read_text() == called(*"table cosine --epochs 3 --format md".split()).stdout
    assert (tmp_path / "a.json").read_text() == called(*"table cosine --epochs 3 --json".split()).stdout
    assert called(*"table cosine --epochs 3 --json --csv a.csv -q".split()).stdout == (tmp_path / "a.json").read_text()


def test_the_csv_beside_is_that_of_csv(called, tmp_path):
    """Whatever the table shows: all rows and all digits, in the long form where that is asked for."""
    for words in ("linear(1) --sweep epochs=1,2", "cosine a=step --epochs 300", "cosine step --long --epochs 4"):
        own = called("csv", *words.split()).stdout
        for more in ("--at end", "--rows 1 --digits 2", "--format md", "--json"):
            assert called("table", *words.split(), *more.split(), "--csv", tmp_path / "a.csv").returncode == 0
            assert (tmp_path / "a.csv").read_text() == own, (words, more)


FAILING = [
    "table cosine --csv a.csv --plot no/such/a.png",
    "table cosine --csv no/such/a.csv --plot a.png",
    "table cosine --csv a.csv --md a.md -o folder",
    "table cosine --csv a.csv --plot a.bmp",
    "table cosine --csv a.csv --md a.txt2",
    "table cosine --csv a.csv --plot a.png --rows x",
    "table torch.OneCycleLR(max_lr=0.1,total_steps=4) --md a.md --csv a.csv --epochs 20",
]


@pytest.mark.parametrize("words", FAILING)
def test_none_of_the_files_is_written_where_one_fails(called, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.md").write_text("old")
    done = called(*words.split())
    assert done.returncode in (2, 3)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert (tmp_path / "a.md").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "folder"]


@pytest.mark.parametrize(
    "words",
    [
        "--csv a.txt --plot a.txt",
        "--csv a.txt --plot ./a.txt",
        "--csv a.txt --md folder/../a.txt",
        "--csv old.txt --plot hard.txt",
        "--csv old.txt --plot soft.txt",
        "--csv soft.txt -o hard.txt",
        "--csv new.txt --md dangling.txt",
        "--md - --csv a.csv",
        "--csv /dev/stdout",
        "--csv - --md - -o a.txt",
    ],
)
def test_one_file_under_two_names(called, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.txt").write_text("old")
    os.link("old.txt", "hard.txt")
    os.symlink("old.txt", "soft.txt")
    os.symlink("new.txt", "dangling.txt")
    done = called("table", "cosine", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert "are one file: give each a name of its own" in done.stderr
    assert (tmp_path / "old.txt").read_text() == "old"
    assert not [path for path in tmp_path.iterdir() if path.name[0] in "an"]


def test_standard_output_may_be_one_of_them(tmp_path):
    path = tmp_path / "lr.csv"
    with path.open("w") as file:
        done = subprocess.run(
            [COMMAND, "table", "cosine", "--csv", path], stdout=file, stderr=subprocess.PIPE, env=clean_environment(), check=False
        )  # fmt: skip
    assert done.returncode == 2
    assert b"are one file" in done.stderr
    assert path.read_text() == ""


def test_nothing_is_kept_twice_where_nothing_is_kept(called):
    assert called("table", "cosine", "--csv", "/dev/null", "-o", "/dev/null").returncode == 0


def test_every_verb_writes_to_a_file():
    for verb in map(verbs.load, verbs.NAMES):
        assert OUTPUT.name in {flag.name for flag in verb.flags} or verb.name == "help"
