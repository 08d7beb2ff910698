"""What is held of a fork instead of a start: both say the same, end alike and leave the same files behind."""

import os
import subprocess

import pytest
from conftest import COMMAND, INSTALLED, clean_environment, run
from test_streams import on_a_terminal

CALLS = [
    ("value cosine --at 3", ""),
    ("json - --epochs 3", "cosine\nstep\n"),
    ("plot cosine step --width 60", ""),
    ("plot cosine -o lr.png", ""),
    ("csv cosine -h", ""),
    ("csv nothing", ""),
]


@pytest.mark.parametrize(("typed", "stdin"), CALLS)
def test_a_call(tmp_path, typed, stdin):
    ended = []
    for command in (COMMAND, INSTALLED):
        folder = tmp_path / command.parent.name
        folder.mkdir()
        done = run(*typed.split(), stdin=stdin, command=command, cwd=folder)
        ended.append(
            (done.returncode, done.stdout, done.stderr, {each.name: each.read_bytes() for each in folder.iterdir()})
        )
    assert ended[0] == ended[1]


LINES = [
    "lrcli csv cosine --steps 1e8 | head -2",
    "lrcli value cosine > /dev/full; echo $?",
    "lrcli csv cosine --epochs 2 >> lr.csv; cat lr.csv",
    "lrcli csv cosine --epochs 1 -o >(cat; echo end) | cat",
    "umask 027; lrcli csv cosine -o lr.csv; stat -c %a lr.csv",
    "lrcli list | lrcli csv - --epochs 2; echo $?",
    "cd /; COLUMNS=40 lrcli plot cosine",
    "LC_ALL=C lrcli plot cosine",
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_shell(tmp_path, line):
    ended = []
    for command in (COMMAND, INSTALLED):
        script = line.replace("lrcli", str(command))
        folder = tmp_path / command.parent.name
        folder.mkdir()
        done = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=clean_environment(), capture_output=True, check=False
        )
        ended.append((done.returncode, done.stdout, done.stderr, os.listdir(folder)))
    assert ended[0] == ended[1]


@pytest.mark.parametrize("words", ["plot cosine step", "table wsd --epochs 30"])
def test_on_a_terminal(words):
    forked, started = (on_a_terminal(*words.split(), command=command) for command in (COMMAND, INSTALLED))
    assert forked == started
