"""Formats: a law for all of them. That a new one is one file is in test_one_file.py."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.cli import verbs
from lrcli.cli.errors import UsageFault
from lrcli.cli.formats import asked, option_flags
from lrcli.cli.pictures import picture_format
from lrcli.cli.verb import Call
from lrcli.render import formats
from lrcli.render.writers import KNOWN, Sheet, ending_of, writer_for, writer_named, writers

FILES = [path.stem for path in Path(formats.__file__).parent.glob("*.py") if not path.stem.startswith("_")]
every_writer = pytest.mark.parametrize("writer", writers(), ids=lambda writer: writer.name)


def curves(*specs, run=None):
    return Curves([("", parse(spec)) for spec in specs], run or Run(epochs=10))


def written(name, found, **sheet):
    return b"".join(writer_named(name).write(found, Sheet(**sheet)))


# --- laws ---


def test_every_file_is_a_format_in_the_known_order():
    assert [writer.name for writer in writers()] == [*KNOWN, *sorted(set(FILES) - set(KNOWN))]
    assert set(KNOWN) <= set(FILES)


def test_no_two_formats_have_the_same_ending():
    endings = [ending for writer in writers() for ending in writer.endings]
    assert len(set(endings)) == len(endings)


@every_writer
def test_a_format_bears_the_name_of_its_file(writer):
    assert writer_named(writer.name) is writer
    assert KNOWN.get(writer.name, writer.verb) == writer.verb
    assert writer in writers(writer.verb)


@every_writer
def test_a_format_is_of_a_verb_and_its_options_are_flags_there(writer):
    flags = {flag.name: flag for flag in verbs.load(writer.verb).flags}
    for option in writer.options:
        flag = flags[option.name]
        assert (flag.help, flag.choices, flag.switch) == (option.help, option.choices, option.switch)
        assert flag.metavar == (option.metavar or "TEXT")


@pytest.mark.parametrize("verb", verbs.NAMES)
def test_formats_bring_no_flag_that_a_verb_has_already(verb):
    names = [flag.name for flag in verbs.load(verb).flags]
    assert len(set(names)) == len(names)
    assert {flag.name for flag in option_flags(verb)} <= set(names)


@every_writer
def test_options_of_one_name_are_one_flag(writer):
    for other in writers(writer.verb):
        for option in writer.options:
            assert option in other.options or option.name not in {each.name for each in other.options}


@every_writer
def test_an_ending_is_plain_and_leads_back_to_its_format(writer):
    for ending in writer.endings:
        assert ending.isalnum()
        assert ending == ending.lower()
        assert writer_for(ending) is writer
        assert ending_of(f"some.folder/lr.{ending.upper()}") == ending


@every_writer
def test_a_format_writes_bytes_the_same_each_time(writer):
    content = written(writer.name, curves("cosine", "step(0.1)"))
    assert content
    assert content == written(writer.name, curves("cosine", "step(0.1)"))
    if not writer.binary:
        assert content.decode().endswith("\n")


@every_writer
def test_the_output_flag_of_its_verb_alone_takes_a_format(writer):
    for ending in set(writer.endings) - {"txt"}:  # any text may be called so
        call = Call([], {"output": f"lr.{ending}"}, [])
        assert call.output(*writer.endings) == f"lr.{ending}"
        with pytest.raises(UsageFault, match=f"-o lr.{ending}: a .{ending} is what lrcli {writer.verb} writes"):
            call.output()


@every_writer
def test_what_is_asked_of_a_format_is_told_by_its_flags(writer):
    given = {option.name.replace("-", "_"): True if option.switch else "x" for option in writer.options}
    names = {option.name for option in writer.options}
    assert asked(Call([], {**given, "scale": "2", "output": "x"}, []), writer).keys() == names
    assert asked(Call([], dict.fromkeys(given), []), writer) == {}


@every_writer
def test_a_curve_that_ends_early_is_refused_before_anything_is_written(writer):
    ends = curves("torch.CosineAnnealingLR(lr=0.1, T_max=4)", "torch.OneCycleLR(max_lr=0.1, total_steps=4)")
    if writer.verb == "plot":  # a drawing goes up to the end
        assert written(writer.name, ends)
        return
    with pytest.raises(ValueError, match="4"):
        next(writer.write(ends, Sheet()))


@every_writer
@pytest.mark.parametrize("rows", [[3], [9, 0, 5], []])
def test_rows_that_are_asked_for(writer, rows):
    if writer.verb == "plot" or (not rows and writer.name == "table"):
        return
    content = written(writer.name, curves("linear(0, 1, 10)"), rows=np.array(rows, dtype=np.int64)).decode()
    if writer.name == "json":
        assert [row["epoch"] for row in json.loads(content)["rows"]] == rows
    elif writer.name == "jsonl":
        assert [json.loads(line)["epoch"] for line in content.splitlines()] == rows
    else:
        cells = [line.replace("|", " ").replace("│", " ").replace(",", " ").split() for line in content.splitlines()]
        assert [int(line[0]) for line in cells if line and line[0].isdecimal()] == rows


# --- endings ---


def test_names_that_promise_nothing():
    for path in (
        "lr",
        "lr.",
        "lr.dat",
        "lr.py",
        "lr._options",
        "lr.__init__",
        "a.csv/lr",
        "lr.gz",
        "lr.png.gz",
        "lr.chart",
    ):
        assert writer_for(ending_of(path)) is None, path


def test_a_name_that_promises_no_picture_is_refused():
    with pytest.raises(UsageFault, match=r"lr.bmp: a picture's name ends in .txt, .png, .svg, .pdf"):
        picture_format("lr.bmp")
    for name, format in (
        ("lr.bmp", "png"),
        ("lr.png", "svg"),
        ("lr.txt", "png"),
        ("lr.svg.gz", "svg"),
        ("a.pdf", "txt"),
    ):
        with pytest.raises(UsageFault, match=f"-o {name}: --format {format} writes .{format}"):
            picture_format(name, format)
    assert picture_format("lr", "png").name == picture_format("lr.png", "png").name == "png"
    assert picture_format("lr.PNG").name == "png"
    assert picture_format("-").name == "chart"


@pytest.mark.parametrize(
    ("name", "asks", "fault"),
    [
        ("csv", {"sep": "ab"}, "one character"),
        ("csv", {"decimal": ";"}, "a point or a comma"),
        ("csv", {"decimal": ","}, "needs another separator"),
        ("chart", {"width": "19"}, "from 20 to 1000"),
        ("chart", {"height": "x"}, "from 4 to 1000"),
        ("table", {"digits": "0"}, "from 1 to 17"),
        ("markdown", {"digits": "18"}, "from 1 to 17"),
        ("png", {"style": "blue"}, "light, dark"),
    ],
)
def test_what_makes_no_sense_is_refused(name, asks, fault):
    with pytest.raises(ValueError, match=fault):
        written(name, curves("cosine"), asked=asks)


def test_a_tsv_has_tabs_unless_a_separator_is_asked_for():
    assert written("csv", curves("cosine", run=Run(epochs=1)), ending="tsv") == b"epoch\tlr\n0\t0.1\n"
    assert written("csv", curves("cosine", run=Run(epochs=1)), ending="tsv", asked={"sep": ";"}) == (
        b"epoch;lr\n0;0.1\n"
    )


def test_what_a_log_axis_leaves_out_is_said():
    for name in ("chart", "svg"):
        said = []
        written(name, curves("linear(0, 1)", "cosine"), asked={"log": "yes"}, say=said.append)
        assert len(said) == 1
        assert "no place for the zeros of linear(0, final=1)" in said[0]
        many = [f"linear(0, {n})" for n in range(1, 10)]
        written(name, curves(*many), asked={"log": "yes"}, say=said.append)
        assert "of linear(0, final=1), linear(0, final=2) and 7 more: they are gaps" in said[1]


@pytest.mark.parametrize(
    ("words", "not_loaded"),
    [
        (["csv", "cosine", "-o", "lr.tsv"], ["png", "chart", "json", "table"]),
        (["json", "cosine"], ["png", "chart", "csv"]),
        (["plot", "cosine"], ["csv", "json"]),
        (["value", "cosine"], ["csv", "png"]),
    ],
)
def test_a_format_of_another_verb_is_not_loaded(words, not_loaded, tmp_path):
    code = (
        f"import sys; sys.argv = ['lrcli', *{words!r}]\n"
        "try:\n    from lrcli.__main__ import main; main()\nexcept SystemExit: pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    modules = set(done.stderr.split())
    assert not {f"lrcli.render.formats.{name}" for name in not_loaded} & modules
    assert "lrcli.render.image" not in modules
