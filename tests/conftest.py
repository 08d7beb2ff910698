"""What tests share: the installed command, and the catalogue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("lrcli")


def clean_environment(**changes):
    dropped = {"COLUMNS", "NO_COLOR", "TERM", "LRCLI_DEBUG", "LC_ALL", "LC_CTYPE", "LANG", "PYTHONIOENCODING"}
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "LANG": "C.UTF-8", **changes}


def run(*args, stdin="", env=None, text=True, **options):
    """Run the installed command to its end."""
    return subprocess.run(
        [COMMAND, *map(str, args)],
        input=stdin if text else None,
        capture_output=True,
        text=text,
        env=clean_environment(**(env or {})),
        timeout=60,
        check=False,
        **options,
    )


@pytest.fixture
def lrcli():
    return run


@pytest.fixture
def out(lrcli):
    """Standard output of a call that must succeed."""

    def call(*args, **options):
        done = lrcli(*args, **options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call
