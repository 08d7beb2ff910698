"""The rooms: who may import whom, and what a start may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "lrcli"

ALLOWED = {  # room: the rooms it may use; every room may use _lazy
    "_lazy": set(),
    "progress": set(),
    "clock": set(),
    "schedules": {"clock"},
    "sources": {"expression", "clock", "schedules", "progress"},
    "expression": {"schedules"},
    "frameworks": {"clock", "schedules", "expression"},
    "budget": set(),
    "catalogue": {"schedules", "sources", "frameworks"},
    "curves": {"clock", "schedules"},
    "notation": {"clock", "schedules", "catalogue"},
    "export": {"clock", "schedules", "catalogue", "notation"},
    "measures": {"curves"},
    "equations": set(),
    "elsewhere": {"equations", "clock", "schedules", "catalogue"},
    "facts": {"clock", "elsewhere", "schedules", "curves", "measures"},
    "lint": {"clock", "schedules", "curves", "measures"},
    "render": {"curves", "measures", "schedules"},  # of schedules the types alone
    "cli": {
        "budget",
        "clock",
        "schedules",
        "catalogue",
        "notation",
        "curves",
        "measures",
        "facts",
        "lint",
        "render",
        "export",
        "progress",
        "__init__",
    },
    "__init__": {"clock", "schedules", "notation", "catalogue"},
    "__main__": {"cli"},
}


def room(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path):
    """Rooms that a file imports when it runs, and those that it imports for its types alone."""
    tree = ast.parse(path.read_text())
    typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lrcli"):
            inner = node.module.partition(".")[2]
            names = (
                [inner.split(".")[0]]
                if inner
                else [
                    alias.name if (ROOT / f"{alias.name}.py").exists() or (ROOT / alias.name).is_dir() else "__init__"
                    for alias in node.names
                ]
            )
        if isinstance(node, ast.Import):
            names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("lrcli.")]
        for name in names:
            yield name, id(node) in typed


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows(path):
    for name, typed in imports(path):
        own = room(path)
        assert name in {own, "_lazy"} | ALLOWED[own] or typed, f"{own} may not import {name}"
        if own == "render" and name == "schedules":
            assert typed, "render knows only curves"
        if own in ("render", "curves", "schedules"):
            assert name != "cli"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_family_is_named_outside_its_room(path):
    """A schedule's name in cli/ or render/ is a fault, but for the examples of the help and the facts' key `formula`."""
    from lrcli.catalogue import natives

    if room(path) not in ("cli", "render"):
        return
    tree = ast.parse(path.read_text())
    names = {kind.family for kind in natives()} - {"linear", "cosine", "constant", "step", "formula"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in names, f"{node.value} in line {node.lineno}"


def loaded(*args):
    code = f"import sys; sys.argv = ['lrcli', *{args!r}]\ntry:\n    from lrcli.__main__ import main; main()\nexcept SystemExit: pass\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["csv", "--help"], ["plot", "cosine", "--help"], ["list"], ["--version"]])
def test_help_loads_no_numbers(args):
    assert not {"numpy", "matplotlib", "orjson"} & loaded(*args)


@pytest.mark.parametrize("verb", ["csv", "json", "value", "table", "plot"])
def test_values_load_neither_matplotlib_nor_rich(verb):
    modules = loaded(verb, "cosine")
    assert "numpy" in modules
    assert not {"matplotlib", "rich", "rich.console"} & modules


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
