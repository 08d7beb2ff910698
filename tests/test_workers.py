"""Worker processes: the same bytes in the same order, and none left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_streams import hearing

from lrcli.render.workers import HAS_FORK, SLOT, WorkerLost, in_order

pytestmark = pytest.mark.skipif(not HAS_FORK, reason="no workers here")
LRCLI = [sys.executable, "-m", "lrcli"]


def made(number):
    note = b"" if number % 3 else str(number).encode()
    return note, [b"%d," % number * size for size in (1000 * (number % 7), SLOT // 2 * (number % 2), 1)]


def gathered(pieces):
    """Notes and texts by their numbers."""
    found = {}
    for number, note, text in pieces:
        before = found.get(number, (b"", b""))
        found[number] = (before[0] + note, before[1] + text)
    return list(found.items())


def expected(numbers):
    return [(number, (note, b"".join(texts))) for number in numbers for note, texts in [made(number)]]


def children(parent=None):
    """The processes that one has started, and that are not gone."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == (parent or os.getpid()):
                found.append(int(folder.name))
    return sorted(found)


@pytest.mark.parametrize("jobs", [1, 2, 3, 5, 40])
@pytest.mark.parametrize("count", [0, 1, 2, 23])
def test_order_is_kept(jobs, count):
    before = children()
    assert gathered(in_order(made, count, jobs)) == expected(range(count))
    assert children() == before


def test_what_is_raised_is_raised_in_its_place():
    def failing(number):
        if number == 5:
            raise ValueError(f"no {number}")
        return made(number)

    before, rows, found = children(), in_order(failing, 9, 3), []
    with pytest.raises(ValueError, match="no 5"):
        found.extend(rows)
    assert gathered(found) == expected(range(5))
    assert children() == before


def test_who_stops_reading_ends_them():
    before, rows = children(), in_order(lambda _: (b"", [bytes(10**7)]), 100, 2)
    next(rows)
    assert len(children()) == len(before) + 2
    rows.close()
    assert children() == before


def test_a_worker_that_was_ended_is_told():
    def ended(number):
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return made(number)

    with pytest.raises(WorkerLost):
        list(in_order(ended, 9, 2))


@pytest.mark.parametrize("words", [("csv", "cosine", "b=0.5 * wsd"), ("json", "--lines", "restarts(0.1, period=7000)")])
def test_the_bytes_are_the_same_with_any_number(words, tmp_path):
    files = [tmp_path / f"{jobs}.out" for jobs in (1, 2, 3)]
    for jobs, file in zip((1, 2, 3), files, strict=True):
        with file.open("wb") as out:
            subprocess.run([*LRCLI, *words, "--steps", "1000001", "--jobs", str(jobs)], stdout=out, check=True)
    first, *others = [file.read_bytes() for file in files]
    assert first.count(b"\n") in (1_000_001, 1_000_002)
    assert all(other == first for other in others)


@pytest.mark.exhaustive
def test_a_rate_that_is_none_is_told_once_whoever_finds_it():
    words = ["csv", "torch.ExponentialLR(lr=0.1, gamma=1.001)", "--steps", "1e6", "--jobs", "2"]
    done = subprocess.run([*LRCLI, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr == "lrcli: the LR is inf in step 712442, the first step without a finite LR of at least 0\n"


def gone(pids):
    """Whether processes end within some seconds."""
    for _ in range(100):
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def started(tmp_path):
    """A long call that writes a file, and its workers."""
    words = [*LRCLI, "csv", "cosine", "--steps", "1e9", "--jobs", "2", "-o", str(tmp_path / "lr.csv")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, preexec_fn=hearing) as process:
        for _ in range(400):
            if len(workers := children(process.pid)) == 2:
                break
            time.sleep(0.05)
        try:
            assert len(workers) == 2
            yield process, workers
        finally:
            process.kill()  # if it has not ended


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_leaves_nothing(tmp_path, number, code):
    with started(tmp_path) as (process, workers):
        process.send_signal(number)
        assert process.wait(20) == code
        assert process.stderr.read() == ""
    assert gone(workers)
    assert os.listdir(tmp_path) == []


def test_a_killed_worker_is_an_error_and_leaves_nothing(tmp_path):
    with started(tmp_path) as (process, workers):
        os.kill(workers[0], signal.SIGTERM)
        assert process.wait(20) == 3
        assert process.stderr.read().endswith("lr.csv: a worker process was ended\n")
    assert gone(workers)
    assert os.listdir(tmp_path) == []


def test_a_reader_that_has_enough_ends_them():
    command = f"{' '.join(LRCLI)} csv cosine --steps 1e9 --jobs 2 | head -2"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "step,lr\n0,0.1\n"
    assert done.stderr == ""
    assert gone([pid for pid in everybody() if b"1e9\0--jobs" in command_of(pid)])


def everybody():
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]


def command_of(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
