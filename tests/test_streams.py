"""Streams, files and signals, as the installed command meets them."""

import os
import pty
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
from conftest import COMMAND, INSTALLED, clean_environment, succeeded


@pytest.fixture
def out(lrcli):
    """Standard output of a call that must succeed, always in a process of its own."""
    return partial(succeeded, lrcli)


def shell(script, cwd=None, command=COMMAND, **env):
    """What a shell sees: output, errors, exit code."""
    return subprocess.run(
        ["bash", "-c", script.replace("lrcli", str(command))],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=clean_environment(**env),
        timeout=60,
        check=False,
    )


def on_a_terminal(*args, size=(30, 80), env=None, stdin=None, command=COMMAND):
    """Output of a call whose stdout and stderr are a terminal."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    child = subprocess.Popen(
        [command, *args],
        stdin=stdin or slave,
        stdout=slave,
        stderr=slave,
        env=clean_environment(**{"TERM": "xterm-256color", **(env or {})}),
    )
    os.close(slave)
    text = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    os.close(master)
    return child.wait(60), text.decode().replace("\r\n", "\n")


def hearing():
    """In a child: signals as in a shell's foreground, though this run may be in some background that ignores them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def test_a_closed_pipe_is_no_error():
    done = shell("set -o pipefail; lrcli csv cosine --steps 100000000 | head -1")
    assert done.stdout == "step,lr\n"
    assert done.stderr == ""
    assert done.returncode in (0, 141)
    done = shell("lrcli plot cosine | true; echo ${PIPESTATUS[0]}")
    assert done.stderr == ""
    assert done.stdout.strip() in ("0", "141")


@pytest.mark.parametrize("words", ["--help", "csv --help", "plot cosine --help", ""])
def test_help_into_a_closed_pipe(words):
    done = shell(f"lrcli {words} | true; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.strip() in ("0", "141")
    assert done.stderr == ""


def test_help_in_plain_characters_where_the_locale_is_plain():
    assert shell("lrcli --help", LC_ALL="C").stdout.isascii()
    assert shell("lrcli explain wsd", LC_ALL="C").stdout.isascii()


@pytest.mark.parametrize("width", [24, 30, 50, 80])
@pytest.mark.parametrize(
    "words",
    [
        "table wsd --epochs 3",
        "table cosine --steps-per-epoch 391 --epochs 90 --rows 3",
        "table cosine linear wsd --rows 3",
    ],
)
def test_a_table_shows_its_numbers_whole_or_says_what_has_no_room(called, width, words):
    code, text = on_a_terminal(*words.split(), size=(40, width), env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= width
    piped = called(*words.split()).stdout.splitlines()
    last = [f"{float(cell):.6g}" for cell in piped[-1].split("\t")]
    shown = [cell for cell in last if f" {cell} " in text]
    assert shown[:1] == last[:1]
    assert len(shown) > 1
    if "linear" in words and len(shown) < len(last):
        assert "no room here" in " ".join(text.split())


@pytest.mark.parametrize("verb", ["csv", "json", "value", "table", "plot", "list"])
def test_a_closed_stdout_is_told(verb):
    done = shell(f"lrcli {verb} {'' if verb == 'list' else 'cosine'} >&-")
    assert done.returncode == 3
    assert done.stderr == "lrcli: cannot write to standard output: it is closed\n"


@pytest.mark.parametrize(
    "words", ["csv cosine", "json cosine", "value cosine", "table cosine", "plot cosine", "list", "--version"]
)
def test_a_full_disk_is_told(words):
    done = shell(f"lrcli {words} > /dev/full")
    assert (done.returncode, done.stderr) == (3, "lrcli: cannot write to standard output: No space left on device\n")


def test_a_full_disk_is_told_for_a_file_too():
    done = shell("lrcli csv cosine -o /dev/full")
    assert (done.returncode, done.stderr) == (3, "lrcli: cannot write /dev/full: No space left on device\n")


@pytest.mark.parametrize("path", ["/no/such/x.csv", "/", "x" * 300 + ".csv"])
def test_a_path_that_cannot_be_written(path, tmp_path):
    done = shell(f"lrcli csv cosine -o {path}", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("lrcli: cannot write ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.exhaustive
def test_help_to_a_full_disk_and_a_closed_stdout():
    for words in ("--help", "csv --help", ""):
        assert shell(f"lrcli {words} > /dev/full").returncode == 3
        assert shell(f"lrcli {words} >&-").returncode == 3
        assert "Traceback" not in shell(f"lrcli {words} >&-").stderr


def test_a_file_survives_a_failed_write(tmp_path):
    (tmp_path / "lr.csv").write_text("precious\n")
    done = shell("ulimit -f 64; lrcli csv cosine --steps 1000000 -o lr.csv", cwd=tmp_path, command=INSTALLED)
    assert done.returncode == 3
    assert done.stderr == "lrcli: cannot write lr.csv: File too large\n"
    assert (tmp_path / "lr.csv").read_text() == "precious\n"
    assert os.listdir(tmp_path) == ["lr.csv"]


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_gets_the_umask(tmp_path):
    (tmp_path / "old.csv").write_text("")
    (tmp_path / "old.csv").chmod(0o600)
    shell("umask 027; lrcli csv cosine -o old.csv; lrcli csv cosine -o new.csv", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "old.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640
    shell("umask 022; lrcli csv cosine -o newer.csv", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "newer.csv").stat().st_mode) == 0o644


def test_a_file_that_may_not_be_written_is_left_as_it_is(called, tmp_path, monkeypatch):
    (tmp_path / "lr.csv").write_text("precious\n")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write everything
    done = called("csv", "cosine", "-o", tmp_path / "lr.csv")
    assert (done.returncode, done.stderr) == (3, f"lrcli: cannot write {tmp_path / 'lr.csv'}: permission denied\n")
    assert (tmp_path / "lr.csv").read_text() == "precious\n"
    assert os.listdir(tmp_path) == ["lr.csv"]


def test_a_link_stays_one(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "lr.csv").symlink_to("folder/real.csv")
    shell("lrcli csv cosine --epochs 1 -o lr.csv", cwd=tmp_path)
    assert (tmp_path / "lr.csv").is_symlink()
    assert (tmp_path / "folder" / "real.csv").read_text() == "epoch,lr\n0,0.1\n"


def test_a_pipe_with_a_name_is_written_to():
    assert shell("lrcli csv cosine --epochs 1 -o >(cat; echo end) | cat").stdout == "epoch,lr\n0,0.1\nend\n"
    assert shell("lrcli csv cosine --epochs 1 -o - 2>&1").stdout == "epoch,lr\n0,0.1\n"


def test_data_on_stdout_words_on_stderr(tmp_path):
    done = shell("lrcli table cosine --epochs 2 --csv x.csv --warmup 1", cwd=tmp_path)
    assert done.stdout.startswith("epoch\tlr\n0\t0")
    assert "wrote x.csv\n" in done.stderr
    assert "epoch 0 trains at an LR of 0" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_leaves_nothing(number, tmp_path):
    child = subprocess.Popen(
        [INSTALLED, "csv", "cosine", "--steps", "1e12", "-o", "lr.csv"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        preexec_fn=hearing,
    )
    for _ in range(400):
        if any(path.stat().st_size for path in tmp_path.iterdir()):
            break
        time.sleep(0.02)
    else:
        pytest.fail("nothing was written")
    child.send_signal(number)
    with child:
        assert child.stderr.read() == b""
    assert child.wait(10) == 128 + number
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("module", ["typer", "numpy", "lrcli.cli.command", "orjson"])
def test_ctrl_c_while_it_starts(module):
    """Python tells on stderr what it imports; Ctrl-C comes just as it is at `module`."""
    child = subprocess.Popen(
        [sys.executable, "-v", "-m", "lrcli", "csv", "cosine", "--steps", "1e12"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        preexec_fn=hearing,
    )
    killer = threading.Timer(30, child.kill)
    killer.start()
    told = b""
    for line in child.stderr:
        told += line
        if (
            f"import '{module}'".encode() in line
            or f"import {module} ".encode() in line
            or (b"code object from '" in line and f"/{module.replace('.', '/')}".encode() in line)
        ):
            child.send_signal(signal.SIGINT)
            break
    with child:
        told += child.stderr.read()
    killer.cancel()
    assert child.wait(10) == 130
    assert b"Traceback" not in told
    assert b"KeyboardInterrupt" not in told


@pytest.mark.exhaustive
def test_memory_does_not_grow_with_the_length():
    def peak(steps):
        script = f"import resource, subprocess; subprocess.run([{str(INSTALLED)!r}, 'csv', 'cosine', '--steps', '{steps}', '-o', '/dev/null'], stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        return int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)

    long = peak(3_000_000)
    assert long < 1.1 * peak(300_000)
    assert long < 150_000


# --- terminals ---

ESCAPE = "\x1b["


def test_colours_on_a_terminal_alone(out):
    assert ESCAPE in on_a_terminal("plot", "cosine", "step")[1]
    assert ESCAPE in on_a_terminal("table", "cosine", "--epochs", "3")[1]
    for words in (("plot", "cosine", "step"), ("table", "cosine"), ("list",), ("--help",)):
        assert ESCAPE not in out(*words)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("words", [("plot", "cosine", "step"), ("table", "cosine", "--epochs", "3"), ("--help",)])
def test_colours_are_refused(env, words):
    code, text = on_a_terminal(*words, env=env)
    assert code == 0
    assert not re.search(r"\x1b\[\d*;?(3|4|9)\d?m", text)


def test_colour_flag(out):
    assert ESCAPE in out("plot", "cosine", "step", "--color", "always")
    assert ESCAPE not in on_a_terminal("plot", "cosine", "step", "--color", "never")[1]


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    "words", [("plot", "cosine"), ("plot", "cosine", "step", "linear"), ("table", "cosine", "--epochs", "5")]
)
def test_the_width_of_the_terminal(columns, words):
    code, text = on_a_terminal(*words, size=(40, columns), env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns
    if words[0] == "plot":
        assert max(map(len, text.splitlines())) > columns * 0.9


def test_columns_is_honoured(out):
    assert max(map(len, out("plot", "cosine", env={"COLUMNS": "50"}).splitlines())) <= 50
    assert max(map(len, out("plot", "cosine").splitlines())) <= 80


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LANG": "POSIX"}, {"PYTHONIOENCODING": "ascii"}])
def test_plain_characters_where_the_encoding_is_not_utf8(env, lrcli):
    for words in (("plot", "cosine", "step"), ("plot", "é=cosine", "b=step")):
        done = lrcli(*words, env={**env, "PYTHONUTF8": "0"} if "PYTHONIOENCODING" in env else env, command=INSTALLED)
        assert done.returncode == 0
        assert done.stdout.isascii()
    code, text = on_a_terminal("table", "cosine", "--epochs", "3", env=env, command=INSTALLED)
    assert code == 0
    assert text.isascii()


def test_a_table_on_a_terminal():
    code, text = on_a_terminal("table", "cosine", "--epochs", "1000", env={"NO_COLOR": "1"})
    assert code == 0
    assert "lrcli: " in text
    assert "of 1000 rows are not shown" in text
    assert "6.16848e-08" not in text
    assert "0.0000 " not in text
    assert "2.4674e-07" in text
    assert text.count("\n") < 210


def test_a_long_table_on_a_terminal_is_refused():
    code, text = on_a_terminal("table", "cosine", "--steps", "1000000", "--all")
    assert code == 2
    assert "1000000 rows on a terminal: at most 100000" in text


def test_binary_is_refused_on_a_terminal():
    for kind in ("png", "pdf"):
        code, text = on_a_terminal("plot", "cosine", "--format", kind)
        assert code == 2
        said = f"lrcli: a {kind} is not for a terminal: save it with -o FILE.{kind}, or send it into a pipe"
        assert " ".join(text.split()) == said


def test_a_terminal_as_stdin_is_no_hang():
    code, text = on_a_terminal("csv", "-")
    assert code == 2
    assert "standard input, which is a terminal" in " ".join(text.split())


@pytest.mark.exhaustive
def test_a_progress_bar_for_long_work(tmp_path):
    code, text = on_a_terminal("csv", "cosine", "--steps", "20000000", "-o", str(tmp_path / "x.csv"))
    assert code == 0
    assert re.search(r"\r#+\.+ +\d+%", text)
    assert "".join(text.split()).endswith(f"wrote{tmp_path}/x.csv")  # wrapped where the path is long


def test_a_fault_of_ours_is_one_line(tmp_path):
    breaker = "import lrcli.cli.words, sys; lrcli.cli.words.run = None; from lrcli.cli.main import run; sys.exit(run(['csv', 'cosine']))"
    done = subprocess.run(
        [sys.executable, "-c", breaker], capture_output=True, text=True, env=clean_environment(), check=False
    )
    assert done.returncode == 70
    assert len(done.stderr.splitlines()) == 1
    assert "please report it" in done.stderr
    done = subprocess.run(
        [sys.executable, "-c", breaker],
        capture_output=True,
        text=True,
        env=clean_environment(LRCLI_DEBUG="1"),
        check=False,
    )
    assert "Traceback" in done.stderr


def test_the_same_bytes_each_time(out, tmp_path):
    assert out("csv", "cosine") == out("csv", "cosine", env={"LC_ALL": "C"})
    assert out("plot", "cosine") == out("plot", "cosine")
