"""The rooms: who may import whom, and what a start may load."""

import ast
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from grouped import each

from lrcli.cli import verbs

ROOT = Path(__file__).parent.parent / "lrcli"

RANKS = (  # a file imports from rooms of a lower rank, and from its own room
    ("_lazy", "_tuples", "_version", "cells", "progress"),
    ("batch", "clock", "positions"),
    ("schedules",),
    ("catalogue",),
    ("language", "reading"),
    ("frameworks", "sources"),
    ("analysis",),
    ("render", "export"),
    ("explore",),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {room: rank for rank, rooms in enumerate(RANKS) for room in rooms}
EXTRA = {("clock", "batch"), ("positions", "clock")}
"""Arrows within a rank."""
FILES = sorted(ROOT.rglob("*.py"))
every_file = each("path", FILES, lambda path: str(path.parent.relative_to(ROOT)), share=1)


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path):
    return list(ast.walk(tree(path)))


def module_of(path):
    parts = ("lrcli", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


MODULES = {module_of(path): path for path in FILES}


def room(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path):
    """The files that a file imports anywhere: at its top, for its types alone, in a function."""
    found = set()
    for node in nodes(path):
        names = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "lrcli":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.append(inner if inner in MODULES else node.module if node.module != "lrcli" else "lrcli.__init__")
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.partition(".")[0] == "lrcli"]
        found |= {MODULES[name] for name in names}
    return found - {path}


@every_file
def test_arrows_go_down(path):
    own = room(path)
    for other in imports(path):
        name = room(other)
        assert name == own or RANK[name] < RANK[own] or (own, name) in EXTRA, f"{own} may not import {name}"
        if own == "render":
            assert name != "schedules", "render knows only curves"


def test_no_circle_between_files():
    arrows = {path: imports(path) for path in FILES}
    done, open_ = set(), []

    def visit(path):
        assert path not in open_, " -> ".join(str(each.relative_to(ROOT)) for each in [*open_, path])
        if path in done:
            return
        open_.append(path)
        for other in sorted(arrows[path]):
            visit(other)
        open_.pop()
        done.add(path)

    for path in FILES:
        visit(path)


@every_file
def test_no_file_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def own_lines(node, source):
    """Lines of a class without its docstring and the declarations of its fields."""
    left = set(range(node.lineno, node.end_lineno + 1))
    for part in node.body:
        text = isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
        if text or (isinstance(part, ast.AnnAssign) and isinstance(part.value, ast.Call)):
            left -= set(range(part.lineno, part.end_lineno + 1))
    return len([number for number in left if source[number - 1].strip()])


@every_file
def test_no_class_is_long(path):
    source = path.read_text(encoding="utf-8").splitlines()
    for node in nodes(path):
        if isinstance(node, ast.ClassDef):
            assert own_lines(node, source) <= 100, f"{node.name} has {own_lines(node, source)} lines"


@every_file
def test_no_family_is_named_outside_its_room(path):
    """A schedule's name in cli/ or render/ is a fault, but for the examples of the help and the facts' key `formula`."""
    from lrcli.catalogue import natives

    if room(path) not in ("cli", "render"):
        return
    names = {kind.family for kind in natives()} - {"linear", "cosine", "constant", "step", "formula"}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in names, f"{node.value} in line {node.lineno}"


def loaded(*args):
    code = f"import sys; sys.argv = ['lrcli', *{args!r}]\ntry:\n    from lrcli.__main__ import main; main()\nexcept SystemExit: pass\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["csv", "--help"], ["plot", "cosine", "--help"], ["list"], ["--version"]])
def test_help_loads_no_numbers(args):
    assert not {"numpy", "matplotlib", "orjson", "pydantic"} & loaded(*args)


@pytest.mark.parametrize("verb", ["csv", "json", "value", "table", "plot"])
def test_values_load_neither_matplotlib_nor_rich(verb):
    modules = loaded(verb, "cosine")
    assert "numpy" in modules
    assert not {"matplotlib", "rich", "rich.console", "pydantic"} & modules


@pytest.mark.exhaustive
def test_no_verb_loads_pydantic(tmp_path):
    """Typer would load it for values, which are texts here: 60 ms."""
    examples = [line for verb in map(verbs.load, verbs.NAMES) for line, _ in verb.examples]
    lines = [shlex.split(line.partition("|")[0])[1:] for line in examples]
    code = f"import sys\nfrom lrcli.cli.main import run\nfor line in {lines}: run(line), 'pydantic' in sys.modules and sys.exit(str(line))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr


@every_file
def test_named_tuples_are_ours(path):
    """Those of typing take three times as long to declare: 20 ms of a start."""
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module == "typing" and path.name != "_tuples.py":
            assert "NamedTuple" not in [alias.name for alias in node.names], "import it from lrcli._tuples"


def test_a_picture_loads_no_pyplot(tmp_path):
    modules = loaded("plot", "cosine", "-o", str(tmp_path / "x.png"))
    assert "matplotlib" in modules
    assert "matplotlib.pyplot" not in modules


def test_the_package_itself_loads_nothing():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import lrcli, sys; print(*[m for m in sys.modules if m.startswith('lrcli.') or m == 'numpy'])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


@every_file
def test_what_was_given_is_told_in_all_its_digits(path):
    assert not re.search(r":g\}", path.read_text(encoding="utf-8")), "six digits may be too few: write :.12g"
