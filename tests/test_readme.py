"""The README: its tour runs and shows what it says, its reference is fresh, its commands are those that CI runs."""

import re

from reference import CONSOLE, README, fresh


def test_fresh():
    """Stale? python tests/reference.py"""
    text = README.read_text()
    assert fresh(text) == text


def test_two_commands_set_up_and_run():
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    assert "lrcli plot exponential --initial 0.1" in blocks[0]
    assert "pytest" in blocks[1]
    assert all("pip install" in block for block in blocks)


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
