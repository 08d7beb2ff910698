"""The README: its tour runs and shows what it says, its reference is fresh, its commands are those that CI runs.

And DESIGN.md: it names the rooms and the files that there are.
"""

import re
import shlex

import pytest
from reference import CONSOLE, README, ROOT, fresh
from test_structure import RANKS

DESIGN = ROOT / "lrcli" / "DESIGN.md"


def test_fresh(called):
    """Stale? python tests/reference.py"""
    text = README.read_text()
    assert fresh(text, called) == text


def test_two_commands_set_up_and_run():
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    assert "lrcli plot exponential --initial 0.1" in blocks[0]
    assert "pytest" in blocks[1]
    assert all("pip install" in block for block in blocks)


def test_the_set_up_ends_with_a_picture(called):
    """The command that a stranger sees first draws something: the LR moves by more than half."""
    line = re.search(r"lrcli (plot .*)", README.read_text())[1]
    assert called(*shlex.split(line)).returncode == 0
    first, last = called("value", *shlex.split(line)[1:], "--at", "first,last").stdout.split()
    assert float(last) < float(first) / 2


def test_commands_in_sentences_run(called, here):
    here("my.py", "def scheduler(epoch, lr):\n    return lr * 0.9\n")
    here("train.py", "scheduler = ExponentialLR(SGD(net.parameters(), lr=0.1), gamma=0.9)\n")
    head = re.sub(r"```.*?```", "", README.read_text().partition("\n## Reference\n")[0], flags=re.DOTALL)
    typed = re.findall(r"`(?:\w+=\$\()?(lrcli(?: [^`]*?)?)\)?`", head)
    assert len(typed) > 8
    for line in typed:
        assert called(*shlex.split(line)[1:]).returncode == 0, line


def test_the_tour_has_commands():
    commands = [
        line for block in CONSOLE.findall(README.read_text()) for line in block.splitlines() if line.startswith("$ ")
    ]
    assert len(commands) >= 8


def test_the_python_example_runs():
    code = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)[1]
    namespace = {}
    exec(compile(code, "README", "exec"), namespace)
    schedule = namespace["schedule"]
    assert (schedule(0), schedule(1955)) == (0.0, 0.1)


def test_the_design_lists_the_rooms():
    rows = re.findall(r"^\| (\d+) \| (`.*?`) \|", DESIGN.read_text(), re.MULTILINE)
    listed = [(int(rank), room) for rank, rooms in rows for room in re.findall(r"\w+", rooms)]
    assert sorted(listed) == sorted((rank, room) for rank, rooms in enumerate(RANKS) for room in rooms)


@pytest.mark.parametrize("document", [README, DESIGN], ids=lambda path: path.name)
def test_files_that_are_named_are_there(document):
    """A name in capitals stands for any name."""
    head = document.read_text().partition("\n## Reference\n")[0]
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.(?:py|txt|jsonl|md))?)`", head))
    assert named
    for name in sorted(named):
        pattern = re.sub(r"\b[A-Z]+\b", "*", name)
        assert any(next(folder.glob(pattern), None) for folder in (ROOT, ROOT / "lrcli", ROOT / "lrcli/frameworks")), (
            name
        )
