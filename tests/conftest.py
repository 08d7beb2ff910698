"""What tests share: the installed command, and the catalogue."""

import io
import os
import subprocess
from types import SimpleNamespace

import grouped
import pytest
from forks import COMMAND, INSTALLED, forks, usual_command
from hypothesis import settings

pytest.register_assert_rewrite("marks_laws")
settings.register_profile("same", derandomize=True)  # the same arguments each time: a change answers for itself alone
settings.register_profile("search", print_blob=True)  # others each time: --hypothesis-profile=search, and tests/fuzz.py

__all__ = ["COMMAND", "INSTALLED"]


def pytest_addoption(parser):
    parser.addoption("--exhaustive", action="store_true", help="try every case of every law, not a sample of them")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Before a test is read, for it may ask for its cases at once; --hypothesis-profile still chooses another."""
    grouped.exhaustive = config.getoption("exhaustive")
    usual = settings.get_profile("same")
    settings.register_profile("same", usual, max_examples=grouped.examples(usual.max_examples))
    settings.load_profile("same")


def pytest_collection_modifyitems(config, items):
    if not grouped.exhaustive:
        kept = grouped.quick(items)
        config.hook.pytest_deselected(items=list(set(items) - set(kept)))
        items[:] = kept


def clean_environment(**changes):
    screen = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLORTERM", "TERM"}
    dropped = {*screen, "LRCLI_DEBUG", "LC_ALL", "LC_CTYPE", "LANG", "PYTHONIOENCODING"}
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "LANG": "C.UTF-8", **changes}


@pytest.fixture(scope="session", autouse=True)
def forking():
    """Where the command is started, it is from here: see forks.py."""
    with forks(clean_environment()):
        yield


def run(*args, stdin="", env=None, text=True, command=None, **options):
    """Run the command to its end, in a process of its own."""
    return subprocess.run(
        [command or usual_command(), *map(str, args)],
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
    """The command in a process of its own, where streams, its environment, its start or its end are what matters."""
    return run


@pytest.fixture
def out(lrcli, called):
    """Standard output of a call that must succeed; in a process of its own where that is given something."""
    return lambda *args, **options: succeeded(lrcli if options else called, *args, **options)


def succeeded(call, *args, **options):
    done = call(*args, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def called(capfd, monkeypatch):
    """The same in this process, where only what is said matters: a process of its own takes a quarter of a second."""
    from lrcli.cli.main import run as call

    kept = clean_environment()
    for name in os.environ.keys() - kept.keys():
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", kept["LANG"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))

    def typed(*words):
        capfd.readouterr()
        code = call([str(word) for word in words])
        told = capfd.readouterr()
        return SimpleNamespace(returncode=code, stdout=told.out, stderr=told.err)

    return typed


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A function that writes files into the folder where the test runs."""
    monkeypatch.chdir(tmp_path)

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content, encoding="utf-8")
        return name

    return write


@pytest.fixture
def said(called):
    """How a call ends, and what it shows."""

    def call(*args):
        done = called(*args)
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return call
