"""What could end the command in another way than it says: signals, endless files, absurd numbers, odd surroundings."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fuzz
import pytest
from conftest import INSTALLED, clean_environment
from counted import lines_run
from grouped import sample

from lrcli import Run, parse
from lrcli.cli.bounded import WHOLE, WORD, bounded
from lrcli.reading import bounded as reading
from lrcli.reading import functions

ROOT = Path(__file__).parent.parent


# --- signals ---


@pytest.mark.parametrize("name", sample("signals", ["INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "ALRM", "XCPU"]))
def test_a_signal_leaves_nothing_behind(tmp_path, name):
    target = tmp_path / "lr.csv"
    target.write_text("before")
    process = subprocess.Popen(
        [INSTALLED, "csv", "cosine", "--steps", "1e9", "-o", target],
        stderr=subprocess.PIPE,
        env=clean_environment(),
        preexec_fn=fuzz.with_all_signals,
    )
    begun = time.monotonic()
    while len(os.listdir(tmp_path)) == 1 and time.monotonic() - begun < 30:
        time.sleep(0.01)
    assert len(os.listdir(tmp_path)) == 2
    number = getattr(signal, f"SIG{name}")
    process.send_signal(number)
    assert process.communicate(timeout=30)[1] == b""
    assert process.returncode == 128 + number
    assert os.listdir(tmp_path) == ["lr.csv"]
    assert target.read_text() == "before"


def test_signals_are_handled_before_anything_is_imported():
    code = "import sys; before = set(sys.modules); import lrcli.__main__; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"lrcli", "lrcli.__main__"}


@pytest.mark.exhaustive
def test_a_signal_that_is_ignored_stays_so(tmp_path):
    process = subprocess.Popen(
        ["sh", "-c", f"trap '' USR1; exec {INSTALLED} csv cosine --steps 1e9 -o {tmp_path / 'x.csv'}"],
        env=clean_environment(),
    )
    time.sleep(1)
    process.send_signal(signal.SIGUSR1)
    time.sleep(0.1)
    assert process.poll() is None
    process.terminate()
    assert process.wait(30) == 143


# --- what is read has bounds ---


@pytest.mark.parametrize(
    ("args", "most"),
    [
        (["csv", "recorded", "--path", "/dev/zero"], 1000),
        (["value", "plateau", "--metrics", "/dev/zero"], 1000),
        (["csv", "@/dev/zero"], 100),
        (["csv", "python('/dev/zero:f')"], 100),
    ],
)
def test_a_device_without_an_end(said, monkeypatch, args, most):
    monkeypatch.setattr(reading, "PIECE", 64)
    monkeypatch.setattr("lrcli.reading.files.MOST_OF_DATA", 1000)
    monkeypatch.setattr(reading, "MOST_OF_TEXT", 100)
    monkeypatch.setattr(functions, "MOST_OF_TEXT", 100)
    told = f"lrcli: cannot read /dev/zero: it has more than {most} bytes, which is the limit"
    assert said(*args) == (3, "", told)


def test_too_little_memory_is_told(said, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr("lrcli.reading.files.content_of", full)
    code, shown, told = said("csv", "recorded", "--path", os.devnull)
    assert (code, shown, told) == (3, "", "lrcli: there is not enough memory for that")


# --- nothing grows with a number in a text ---

ABSURD = [
    "torch.OneCycleLR(max_lr=0.1, total_steps=100000000)",
    "optax.contrib.reduce_on_plateau(lr=0.1, metrics=[1, 1], accumulation_size=1000000000000)",
    "keras.CosineDecayRestarts(0.1, 1e-300)",
    "repeat(cosine[:1], times=1e15)",
    "restarts(0.1, 1, 1)",
    "torch.SequentialLR(lr=1, schedulers=[torch.LinearLR(total_iters=0), torch.CosineAnnealingLR(T_max=0)], milestones=[1])",
]


@pytest.mark.parametrize("text", ABSURD)
def test_absurd_numbers_cost_nothing(text):
    def work():
        there = parse(text).on(Run(steps=1e12))
        list(there.remarks(10**12))
        there.gapped([0, 99, 10**12 - 1])

    _, lines = lines_run(work)
    assert lines < 200_000


REFUSED = [
    ("torch.OneCycleLR(max_lr=1, total_steps=10**30)", "1e+30 is out of range: whole numbers go up to 1e+18"),
    ("torch.StepLR(lr=0.1, step_size=10**17)", "1e+17 is longer than 1e+15 calls"),
    ("optax.cosine_onecycle_schedule(1e300, 0.1, 1e300)", "1e+300 is longer than 1e+15 updates"),
    ("torch.MultiStepLR(lr=0.1, milestones=[5, 10**16])", "1e+16 is longer than 1e+15 calls"),
    ("repeat(cosine[:5], times=1e300)", "1e+300 is out of range"),
    ("optax.cosine_onecycle_schedule(1e10, 0.1, 1e300)", "too large or too small to compute with"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_absurd_numbers_are_told(said, text, told):
    code, shown, reason = said("csv", text, "--steps", "10")
    assert (code, shown) == (2, "")
    assert told in reason


def test_the_peak_of_one_cycle_is_the_highest_of_all_rates():
    for text in (
        "torch.OneCycleLR(max_lr=0.1, total_steps=37)",
        "torch.OneCycleLR(max_lr=0.1, total_steps=37, three_phase=True)",
        "torch.OneCycleLR(max_lr=0.1, total_steps=10, div_factor=0.5)",
        "torch.OneCycleLR(max_lr=0.1, total_steps=9, pct_start=0.7, anneal_strategy='linear', three_phase=True)",
    ):
        schedule = parse(text)
        for end in (1, 2, 5, 9):
            highest = schedule.cycle.missed(end, *schedule.levels) or schedule.max_lr
            assert highest == pytest.approx(max(schedule.on(Run(steps=end))(range(end))), rel=1e-12), text


# --- rates that are none ---


@pytest.mark.parametrize("verb", ["csv", "json", "table", "plot", "explain", "value"])
@pytest.mark.parametrize(
    ("text", "rate", "epoch"),
    [
        ("step(0, 1e300)", "nan", 200),
        ("exponential(5e-324, final=10)", "inf", 1),
        ("torch.LambdaLR('1 - t', lr=0.1)", "-0.1", 2),
    ],
)
def test_a_rate_that_is_none_is_told_once(said, verb, text, rate, epoch):
    code, shown, told = said(verb, text)
    assert code == 0
    assert shown
    where = f"epoch {epoch}, the first epoch without a finite LR of at least 0"
    assert told.splitlines().count(f"lrcli: the LR is {rate} in {where}") == 1
    assert "Warning" not in told


def test_of_several_schedules_the_earliest_is_told(said):
    told = said("csv", "a=step(0, 1e300)", "cosine", "b=exponential(5e-324, final=10)")[2]
    assert (
        told
        == "lrcli: b: the LR is inf in epoch 1, the first epoch without a finite LR of at least 0; 1 more schedule too"
    )
    assert said("csv", "cosine")[2] == said("value", "step(0, 1e300)", "--at", "3")[2] == ""


# --- what is said is bounded ---


def test_a_message_is_bounded():
    assert bounded("a short one") == "a short one"
    assert bounded("wrote \udcff.csv") == "wrote \\xff.csv"
    assert len(bounded("x" * 10**6)) < WORD
    assert len(bounded("word " * 10**5)) < WHOLE + 10


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["csv", "cosine", "--length", "x" * 3000], "is not a duration"),
        (["csv", "cosine(0.1, length=5e-324)"], "5e-324 of what? 5.00e-322 %? 5e-324ep?"),
        (["plot", "cosine", "--width", "1" * 5000], "give a number of characters from 20 to 1000"),
        (["table", "cosine", "--digits", "1" * 5000], "give a whole number from 1 to 17"),
        (["csv", f"cosine({'1' * 5000})"], "numbers go up to 1e+300"),
        (["diff", "cosine", "step", "--tol", "5%"], "--tol: '5%' is not a number; give a learning rate, such as 1e-6"),
    ],
)
def test_long_and_odd_values_are_told_in_our_words(said, args, told):
    code, shown, reason = said(*args)
    assert (code, shown) == (2, "")
    assert told in reason
    assert len(reason) < 1000


# --- functions of one's own ---

FUNCTIONS = """
class Stop(BaseException): pass
def gone(e): raise GeneratorExit
def base(e): raise Stop("enough")
def key(e): raise KeyboardInterrupt
def leave(e): raise SystemExit(5)
async def waits(e): return 0.1
def yields(e): yield 0.1
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone", "my.py line 3: gone(0): GeneratorExit"),
        ("base", "my.py line 4: base(0): Stop: enough"),
        ("key", "my.py line 5: key(0): KeyboardInterrupt"),
        ("leave", "my.py line 6: leave(0): SystemExit: 5"),
        ("waits", "my.py: waits(0) is <coroutine object waits>: not a number"),
        ("yields", "my.py: yields(0) is <generator object yields>: not a number"),
    ],
)
def test_whatever_a_function_raises_is_told(here, said, name, told):
    here("my.py", FUNCTIONS)
    assert said("value", f"my.py:{name}") == (2, "", f"lrcli: python: {told}")


# --- surroundings ---


TOLD = (
    ["list"],
    ["--help"],
    ["plot", "cosine", "--help"],
    ["explain", "cosine", "--json"],
    ["explain", "torch.StepLR(3, lr=0.1)"],
    ["completions", "zsh"],
)


@pytest.mark.exhaustive
def test_without_docstrings_all_is_the_same():
    code = f"from lrcli.cli.main import run\nfor words in {TOLD}: print(words, run(words), flush=True)"

    def shown(*options):
        words = [sys.executable, *options, "-c", code]
        done = subprocess.run(words, capture_output=True, check=True, env=clean_environment(PYTHONPATH=str(ROOT)))
        return done.stdout.splitlines(), done.stderr

    assert shown("-OO") == shown()


@pytest.mark.exhaustive
def test_a_picture_needs_no_backend_and_no_matplotlibrc(here, lrcli, tmp_path):
    assert lrcli("plot", "cosine", "-o", "a.png").returncode == 0
    here("matplotlibrc", b"\xff\xfe\x00backend: bad\n")
    done = lrcli("plot", "cosine", "-o", "b.png", env={"MPLBACKEND": "bad"})
    assert (done.returncode, done.stderr) == (0, "wrote b.png\n")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_links_in_a_circle_are_told(here, said, tmp_path):
    os.symlink("b", tmp_path / "a")
    os.symlink("a", tmp_path / "b")
    code, _, told = said("csv", "cosine", "-o", "a")
    assert code == 3
    assert told == f"lrcli: cannot write a: {os.strerror(40)}"
    assert os.path.islink(tmp_path / "a")


def test_other_hard_links_keep_what_they_had(here, said, tmp_path):
    here("a.csv", "before")
    os.link(tmp_path / "a.csv", tmp_path / "b.csv")
    assert said("csv", "cosine", "-o", "a.csv")[0] == 0
    assert (tmp_path / "b.csv").read_text() == "before"
    assert (tmp_path / "a.csv").read_text().startswith("epoch,lr\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root can give a file away")
def test_a_file_keeps_its_owner(here, said, tmp_path):
    here("a.csv", "before")
    os.chown(tmp_path / "a.csv", 12345, 12346)
    assert said("csv", "cosine", "-o", "a.csv")[0] == 0
    there = os.stat(tmp_path / "a.csv")
    assert (there.st_uid, there.st_gid) == (12345, 12346)


@pytest.mark.exhaustive
def test_a_pipe_that_does_not_wait_is_waited_for():
    read, write = os.pipe()
    os.set_blocking(write, False)
    process = subprocess.Popen([INSTALLED, "csv", "cosine", "--steps", "30000"], stdout=write, env=clean_environment())
    os.close(write)
    time.sleep(1)  # the pipe is full by then
    with os.fdopen(read, "rb") as stream:
        assert len(stream.read().splitlines()) == 30_001
    assert process.wait(30) == 0
