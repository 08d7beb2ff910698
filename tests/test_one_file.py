"""Adding is one file. Each is put into a copy of the package where nothing is edited, and looked for everywhere.

All share one copy, and what is typed in a test shares one process: they are told apart by their names.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lrcli.catalogue import frameworks

HERE = Path(__file__).parent
SHELLS = ("bash", "zsh", "fish", "powershell")

FAMILY = '''
"""A saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.schedules.declare import lr, period
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Ticks


class Sawtooth(Schedule, aliases=("saw",)):
    """Falls in a straight line to 0, again and again.

        lr(t) = high * (1 - (t mod P) / P)

    P is `every`.

    Source: a saw, 2026.
    """

    high: float = lr(0.1, "LR at the start of each tooth", positive=True, role="peak")
    every: Ticks = period("25%", "length of a tooth")

    def formula(self, t: Array) -> Array:
        return self.high * (1 - t % self.every / self.every)
'''
VALUES = """
sawtooth(0.4, every=4)
    0   0.4
    1   0.3
    4   0.4
    7   0.1
"""
FRAMEWORK = '''
"""A framework with one scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import count, rate
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array

VERSION = "1.2.3"


class Halve(Scheduler, family="tiny.Halve"):
    """Halved every n steps.

        lr(t) = lr * 0.5 ** floor(t / n)

    Source: tiny 1.2.3, tiny.schedulers.Halve.
    """

    example = "n=30"
    lr: float = rate(REQUIRED, "LR", role="base")
    n: int = count(10, "steps from one fall to the next", role="period", least=1)

    def formula(self, t: Array) -> Array:
        return self.lr * 0.5 ** (t // self.n)
'''
GOLDEN = '{"case": "tiny/1", "spec": "tiny.Halve(lr=0.1, n=2)", "dtype": "float64", "run": null, "n": 4, "lr": [0.1, 0.1, 0.05, 0.05]}'
VERB = '''
"""lrcli area"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    total = sum(float(values.sum()) for _, values in columns(call).chunks())
    save(call.output(), [f"{round(total) if call.on('whole') else total}\\n".encode()])


VERB = Verb(
    name="area",
    summary="Print the sum of the LR.",
    examples=(("lrcli area cosine", "one number"),),
    run=run,
    flags=(Flag("whole", "As a whole number.", switch=True), OUTPUT),
)
'''
FORMAT = '''
"""One line for each value: label, row, LR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.render.writers import Option, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet


def write(curves: Curves, sheet: Sheet) -> Iterator[bytes]:
    gap = sheet.asked.get("gap") or " "
    for rows, values in curves.chunks():
        for row, line in zip(rows.tolist(), values.tolist(), strict=True):
            for label, value in zip(curves.headings, line, strict=True):
                yield f"{label}{gap}{row}{gap}{value}\\n".encode()


WRITER = Writer(
    name="long",
    endings=("long",),
    verb="csv",
    summary="one line for each value",
    write=write,
    options=(Option("gap", "What stands between label, row and LR.", "TEXT"),),
)
'''


FIRST = '''
"""The first LR of each."""

from lrcli.render.writers import Option, Writer


def write(curves, sheet):
    mark = sheet.asked.get("of-{verb}-mark", "=")
    yield "".join(f"{{label}}{{mark}}{{rate}}\\n" for label, rate in zip(curves.labels, curves.at([0])[0])).encode()


WRITER = Writer(
    name="of_{verb}",
    endings=("of{verb}",),
    verb="{verb}",
    summary="the first LR of each",
    write=write,
    options=(Option("of-{verb}-mark", "What stands between.", "CHAR"),),
)
'''
VERBS_OF_FORMATS = ("csv", "json", "table", "plot")
ADDED = {
    "lrcli/schedules/families/sawtooth.py": FAMILY,
    "tests/values/sawtooth.txt": VALUES,
    "lrcli/frameworks/tiny.py": FRAMEWORK,
    "tests/golden/tiny.jsonl": GOLDEN,
    "lrcli/cli/verbs/area.py": VERB,
    "lrcli/render/formats/long.py": FORMAT,
    **{f"lrcli/render/formats/of_{verb}.py": FIRST.format(verb=verb) for verb in VERBS_OF_FORMATS},
}

TYPED = """import json, sys, tempfile
from lrcli.cli.main import run
said, told = [], sys.stdout
for words in json.loads(sys.argv[1]):
    sys.stdout, sys.stderr = (tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2))
    code = run(words)
    for stream in (sys.stdout, sys.stderr):
        stream.seek(0)
    said.append([code, sys.stdout.read(), sys.stderr.read()])
print(json.dumps(said), file=told)"""


class Copy:
    """A copy of the package in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(HERE.parent / "lrcli", folder / "lrcli")  # with what Python compiled of it

    def add(self, path, text):
        target = self.folder / path
        assert not target.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.lstrip())

    def python(self, *args):
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "200", "LANG": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, *args],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )

    def typed(self, *commands):
        """What commands say, by the command: on standard output, or on standard error where one is refused."""
        done = self.python("-c", TYPED, json.dumps([shlex.split(command) for command in commands]))
        assert done.returncode == 0, done.stderr
        said = {}
        for command, (code, out, errors) in zip(commands, json.loads(done.stdout), strict=True):
            assert code in (0, 2), errors
            said[command] = errors if code else out
        return said

    def loaded(self, *words):
        """The modules of lrcli and others that a command loads."""
        code = f"""import sys
from lrcli.cli.main import run
code = run({list(words)})
print(*sys.modules, file=sys.stderr)
sys.exit(code)"""
        done = self.python("-c", code)
        assert done.returncode == 0, done.stderr
        return set(done.stderr.split())


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy to which everything was added."""
    made = Copy(tmp_path_factory.mktemp("added"))
    for path, text in ADDED.items():
        made.add(path, text)
    return made


def test_nothing_else_is_edited(copy):
    written = {path.relative_to(copy.folder) for path in copy.folder.rglob("*.py")}
    assert {path for path in written if path.parts[0] == "lrcli"} > {Path(name) for name in ADDED if "lrcli/" in name}
    for path in written - {Path(name) for name in ADDED}:
        if path.parts[0] == "lrcli":
            assert (copy.folder / path).read_bytes() == (HERE.parent / path).read_bytes()


def test_a_family(copy):
    said = copy.typed(
        "list",
        "--help",
        "csv saw --help",
        "csv saw --lr 0.4 --every 2 --epochs 3",
        "value '2*sawtooth(0.5, every=4)[:8]>>cosine' --at 1",
        "csv sawtoth",
        "csv sawtooth --epochs 8 -o saw.csv",
    )
    assert "sawtooth\tsaw\tFalls in a straight line to 0, again and again\n" in said["list"]
    assert "wsd, knee, sawtooth, plateau" in " ".join(said["--help"].split())
    assert "--high" in said["csv saw --help"]
    assert "lr(t) = high * (1 - (t mod P) / P)" in said["csv saw --help"]
    assert said["csv saw --lr 0.4 --every 2 --epochs 3"] == "epoch,lr\n0,0.4\n1,0.2\n2,0.4\n"
    assert said["value '2*sawtooth(0.5, every=4)[:8]>>cosine' --at 1"] == "0.75\n"
    assert "did you mean sawtooth?" in said["csv sawtoth"]
    assert (copy.folder / "saw.csv").read_text().startswith("epoch,lr\n0,0.1\n1,0.05\n2,0.1\n")
    assert copy.python("-c", "from lrcli import saw; print(saw(0.4, every=4)(3))").stdout == "0.1\n"
    assert "numpy" not in copy.loaded("csv", "saw", "--help")


@pytest.mark.exhaustive
def test_a_framework(copy):
    said = copy.typed(
        "list",
        "list tiny",
        "--help",
        "csv 'tiny.Halve(lr=0.1, n=2)' --steps 3",
        "value tiny.Halve --lr 0.1 --n 1 --at 1 --scale 2",
        "csv tiny.Halv",
    )
    assert "tiny\t1.2.3\t1 schedulers: lrcli list tiny\n" in said["list"]
    assert said["list tiny"].startswith("tiny.Halve\t")
    every = ", ".join(sorted([*frameworks(), "tiny"]))
    assert f"Frameworks: {every};" in " ".join(said["--help"].split())
    assert said["csv 'tiny.Halve(lr=0.1, n=2)' --steps 3"] == "step,lr\n0,0.1\n1,0.1\n2,0.05\n"
    assert said["value tiny.Halve --lr 0.1 --n 1 --at 1 --scale 2"] == "0.1\n"
    assert "did you mean tiny.Halve?" in said["csv tiny.Halv"]
    assert not [name for name in copy.loaded("value", "cosine") if name.startswith("lrcli.frameworks.")]
    others = {"keras", "optax", "timm", "torch", "transformers"}
    loaded = {
        name.split(".")[2] for name in copy.loaded("value", "tiny.Halve(lr=1)") if name.startswith("lrcli.frameworks.")
    }
    assert "tiny" in loaded
    assert not others & loaded


@pytest.mark.exhaustive
def test_a_verb(copy):
    said = copy.typed(
        "--help",
        "area cosine --help",
        "area linear --lr 1 --epochs 4",
        "--epochs 3 area 'linear(1)' --whole",
        "aera cosine",
        "area 'linear(1)' --epochs 4 -o area.txt",
    )
    assert re.search(r"completions .*\n.*\barea +Print the sum of the LR\.", said["--help"])
    assert "--whole" in said["area cosine --help"]
    assert said["area linear --lr 1 --epochs 4"] == "2.5\n"
    assert said["--epochs 3 area 'linear(1)' --whole"] == "2\n"
    assert "did you mean area?" in said["aera cosine"]
    assert (copy.folder / "area.txt").read_text() == "2.5\n"
    verbs = "lrcli.cli.verbs."
    assert [name for name in copy.loaded("area", "cosine") if name.startswith(verbs)] == [f"{verbs}area"]
    assert f"{verbs}area" not in copy.loaded("value", "cosine")


@pytest.mark.exhaustive
def test_a_format(copy):
    said = copy.typed(
        "csv 'linear(1)' --epochs 2 -o lr.long",
        "csv 'linear(1)' --epochs 1 -o gap.long --gap ';'",
        "json cosine -o lr.long",
        "csv --help",
    )
    assert (copy.folder / "lr.long").read_text() == "lr 0 1.0\nlr 1 0.5\n"
    assert (copy.folder / "gap.long").read_text() == "lr;0;1.0\n"
    assert "a .long is what lrcli csv writes" in said["json cosine -o lr.long"]
    assert "--gap" in said["csv --help"]
    assert "one line for each value" in " ".join(said["csv --help"].split())
    formats = "lrcli.render.formats."
    assert f"{formats}long" not in copy.loaded("value", "cosine")
    assert not {"matplotlib", "rich"} & copy.loaded("csv", "cosine", "-o", "x.long")


def test_a_format_of_each_verb(copy):
    said = copy.typed(
        *(f"{verb} cosine -o lr.of{verb} --of-{verb}-mark :" for verb in VERBS_OF_FORMATS),
        *(f"value cosine -o lr.of{verb}" for verb in VERBS_OF_FORMATS),
        *(f"{verb} --help" for verb in VERBS_OF_FORMATS),
        "table cosine --format oftable",
        "plot cosine --format ofplot",
    )
    for verb in VERBS_OF_FORMATS:
        assert (copy.folder / f"lr.of{verb}").read_text() == "cosine(0.1):0.1\n"
        refused = said[f"value cosine -o lr.of{verb}"]
        assert refused == f"lrcli: -o lr.of{verb}: a .of{verb} is what lrcli {verb} writes\n"
        assert f"--of-{verb}-mark" in said[f"{verb} --help"]
    assert "FILE.ofcsv: the first LR of each." in said["csv --help"]
    assert "FILE.ofjson: the first LR of each." in said["json --help"]
    assert "auto|tsv|md|oftable" in said["table --help"]
    assert "txt|png|svg|pdf|eps|jpg|webp|ofplot" in said["plot --help"]
    assert said["table cosine --format oftable"] == said["plot cosine --format ofplot"] == "cosine(0.1)=0.1\n"


@pytest.mark.exhaustive
def test_completions_have_all_of_them(copy):
    said = copy.typed(*(f"completions {shell}" for shell in SHELLS))
    marks = {f"--of-{verb}-mark" for verb in VERBS_OF_FORMATS}
    for command, script in said.items():
        words = set(re.findall(r"[\w-]+", script))
        assert {"sawtooth", "saw", "--high", "area", "--whole", "--gap", *marks} <= words, command
        assert "tiny.Halve" in script, command
    assert "webp|ofplot" in said["completions bash"]
    assert "md|oftable" in said["completions bash"]


@pytest.mark.exhaustive
def test_the_laws_are_proved_of_all_of_them(copy):
    """The tests that pass in the copy, and of which each added thing gains some; none of them may fail."""
    shutil.copytree(HERE, copy.folder / "tests", dirs_exist_ok=True, ignore=lambda *_: {"live", "__pycache__"})
    files = [f"tests/test_{name}.py" for name in ("laws", "values", "framework_laws", "golden")]
    added = "sawtooth or tiny or one_flag_name or names_are_told"
    options = ("-o", "addopts=", "-v", "-p", "no:cacheprovider", "-p", "no:xdist", "--exhaustive", "-k", added)
    done = copy.python("-m", "pytest", *options, *files)
    assert done.returncode == 0, done.stdout
    passed = re.findall(r"^tests/test_(\w+)\.py::(.*) PASSED", done.stdout, re.MULTILINE)

    def count(name, *where):
        return sum(file in where and name in test for file, test in passed)

    assert count("sawtooth", "laws", "values") >= 14
    assert count("tiny", "framework_laws", "golden") >= 10
    assert count("one_flag_name", "laws") == count("names_are_told", "laws") == 1
