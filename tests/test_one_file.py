"""Adding is one file. Each test puts one into a copy of the package, edits nothing, and looks for it everywhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


class Copy:
    """A copy of the package in a folder of its own, and of what tests need."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(HERE.parent / "lrcli", folder / "lrcli")

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

    def out(self, *words):
        """What a command prints that must succeed."""
        done = self.python("-m", "lrcli", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

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

    def laws(self, name, *files):
        """How many tests of these files pass whose names hold a name; none of them may fail."""
        shutil.copytree(
            HERE, self.folder / "tests", dirs_exist_ok=True, ignore=lambda folder, names: {"live"} & {*names}
        )
        files = [f"tests/{file}" for file in files]
        done = self.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", name, *files)
        assert done.returncode == 0, done.stdout
        return int(re.search(r"(\d+) passed", done.stdout)[1])


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_a_family(copy):
    copy.add("lrcli/schedules/families/sawtooth.py", FAMILY)
    assert "sawtooth\tsaw\tFalls in a straight line to 0, again and again\n" in copy.out("list")
    assert "wsd, knee, sawtooth, plateau" in " ".join(copy.out("--help").split())
    text = copy.out("csv", "saw", "--help")
    assert "--high" in text
    assert "lr(t) = high * (1 - (t mod P) / P)" in text
    assert copy.out("csv", "saw", "--lr", "0.4", "--every", "2", "--epochs", "3") == "epoch,lr\n0,0.4\n1,0.2\n2,0.4\n"
    assert copy.out("value", "2*sawtooth(0.5, every=4)[:8]>>cosine", "--at", "1") == "0.75\n"
    assert "did you mean sawtooth?" in copy.python("-m", "lrcli", "csv", "sawtoth").stderr
    assert copy.python("-c", "from lrcli import saw; print(saw(0.4, every=4)(3))").stdout == "0.1\n"
    copy.out("csv", "sawtooth", "--epochs", "8", "-o", "saw.csv")
    assert (copy.folder / "saw.csv").read_text().startswith("epoch,lr\n0,0.1\n1,0.05\n2,0.1\n")
    for shell in SHELLS:
        assert {"sawtooth", "saw", "--high"} <= set(re.findall(r"[\w-]+", copy.out("completions", shell))), shell
    assert "numpy" not in copy.loaded("csv", "saw", "--help")
    copy.add("tests/values/sawtooth.txt", VALUES)
    assert copy.laws("sawtooth", "test_laws.py", "test_values.py") >= 15


def test_a_framework(copy):
    copy.add("lrcli/frameworks/tiny.py", FRAMEWORK)
    assert "tiny\t1.2.3\t1 schedulers: lrcli list tiny\n" in copy.out("list")
    assert copy.out("list", "tiny").startswith("tiny.Halve\t")
    assert "Frameworks: keras, optax, timm, tiny, torch, transformers;" in " ".join(copy.out("--help").split())
    assert copy.out("csv", "tiny.Halve(lr=0.1, n=2)", "--steps", "3") == "step,lr\n0,0.1\n1,0.1\n2,0.05\n"
    assert copy.out("value", "tiny.Halve", "--lr", "0.1", "--n", "1", "--at", "1", "--scale", "2") == "0.1\n"
    assert "did you mean tiny.Halve?" in copy.python("-m", "lrcli", "csv", "tiny.Halv").stderr
    for shell in SHELLS:
        assert "tiny.Halve" in copy.out("completions", shell), shell
    assert not [name for name in copy.loaded("value", "cosine") if name.startswith("lrcli.frameworks.")]
    others = {"keras", "optax", "timm", "torch", "transformers"}
    loaded = {
        name.split(".")[2] for name in copy.loaded("value", "tiny.Halve(lr=1)") if name.startswith("lrcli.frameworks.")
    }
    assert "tiny" in loaded
    assert not others & loaded
    copy.add("tests/golden/tiny.jsonl", GOLDEN)
    assert copy.laws("tiny", "test_framework_laws.py", "test_golden.py") >= 10


def test_a_verb(copy):
    copy.add("lrcli/cli/verbs/area.py", VERB)
    assert re.search(r"completions .*\n.*\barea +Print the sum of the LR\.", copy.out("--help"))
    assert "--whole" in copy.out("area", "cosine", "--help")
    assert copy.out("area", "linear", "--lr", "1", "--epochs", "4") == "2.5\n"
    assert copy.out("--epochs", "3", "area", "linear(1)", "--whole") == "2\n"
    assert "did you mean area?" in copy.python("-m", "lrcli", "aera", "cosine").stderr
    copy.out("area", "linear(1)", "--epochs", "4", "-o", "area.txt")
    assert (copy.folder / "area.txt").read_text() == "2.5\n"
    for shell in SHELLS:
        assert {"area", "--whole"} <= set(re.findall(r"[\w-]+", copy.out("completions", shell))), shell
    verbs = "lrcli.cli.verbs."
    assert [name for name in copy.loaded("area", "cosine") if name.startswith(verbs)] == [f"{verbs}area"]
    assert f"{verbs}area" not in copy.loaded("value", "cosine")
    assert copy.laws("one_flag_name or names_are_told", "test_laws.py") == 2


def test_a_format(copy):
    copy.add("lrcli/render/formats/long.py", FORMAT)
    copy.out("csv", "linear(1)", "--epochs", "2", "-o", "lr.long")
    assert (copy.folder / "lr.long").read_text() == "lr 0 1.0\nlr 1 0.5\n"
    copy.out("csv", "linear(1)", "--epochs", "1", "-o", "gap.long", "--gap", ";")
    assert (copy.folder / "gap.long").read_text() == "lr;0;1.0\n"
    assert "a .long is what lrcli csv writes" in copy.python("-m", "lrcli", "json", "cosine", "-o", "lr.long").stderr
    text = copy.out("csv", "--help")
    assert "--gap" in text
    assert "one line for each value" in " ".join(text.split())
    for shell in SHELLS:
        assert "--gap" in re.findall(r"[\w-]+", copy.out("completions", shell)), shell
    formats = "lrcli.render.formats."
    assert f"{formats}long" not in copy.loaded("value", "cosine")
    assert not {"matplotlib", "rich"} & copy.loaded("csv", "cosine", "-o", "x.long")


def test_what_begins_with_an_underscore_or_lies_deeper_declares_nothing(copy):
    for folder in ("schedules/families", "sources", "frameworks", "cli/verbs"):
        copy.add(f"lrcli/{folder}/_helper.py", "raise ValueError")
        (copy.folder / f"lrcli/{folder}/empty").mkdir()
        (copy.folder / f"lrcli/{folder}/.hidden.py").write_text("raise ValueError")
        (copy.folder / f"lrcli/{folder}/notes.py.orig").write_text("raise ValueError")
    copy.add("lrcli/sources/logs/__init__.py", "raise ValueError")
    before = subprocess.run(
        [sys.executable, "-m", "lrcli", "list"], cwd=HERE.parent, capture_output=True, text=True, check=True
    )
    assert copy.out("list") == before.stdout
