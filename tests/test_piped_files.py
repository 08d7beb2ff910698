"""`-` and `@FILE`: schedules one a line, or a whole log or configuration, told apart by content."""

import gzip
import io
import os

import pytest

from lrcli.reading.bounded import content_of

LOG = "step,lr,loss\n0,0.1,3\n1,0.05,2\n"
CONSOLE = "step 0 | loss 3.0 | lr 1.0e-01\nstep 1 | loss 2.0 | lr 5.0e-02\n"
STATE = '{"log_history": [{"step": 0, "learning_rate": 0.1}, {"step": 1, "learning_rate": 0.05}], "max_steps": 2}'
CONFIG = "learning_rate: 0.1\nlr_scheduler_type: linear\nmax_steps: 2\nper_device_train_batch_size: 8\n"
READ = {
    "a table": LOG,
    "a table with a byte order mark": "\ufeff" + LOG,
    "a table of a spreadsheet": "step;lr\r\n0;0,1\r\n1;0,05\r\n",
    "a table in UTF-16": LOG.encode("utf-16"),
    "what is packed": gzip.compress(LOG.encode()),
    "JSON lines": '{"step": 0, "lr": 0.1}\n{"step": 1, "lr": 0.05}\n',
    "a state": STATE,
    "a state over several lines": STATE.replace(", ", ",\n  "),
    "what is printed": CONSOLE,
    "a dict of Python": "{'learning_rate': 0.1, 'epoch': 1.0}\n{'learning_rate': 0.05, 'epoch': 2.0}\n",
    "numbers alone": "0.1\n0.05\n",
    "a configuration": CONFIG,
    "a configuration in JSON": '{"learning_rate": 0.1, "lr_scheduler_type": "linear", "max_steps": 2}',
    "schedules": "# halves\nexponential(0.1, gamma=0.5)\n",
    "a schedule with a label": "half = exponential(0.1, gamma=0.5)",
    "a schedule over two lines": "exponential(0.1,\n  gamma=0.5)\n",
}


@pytest.fixture
def piped(called, monkeypatch):
    """A call with something on standard input."""

    def call(content, *words):
        data = content if isinstance(content, bytes) else content.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return called(*words)

    return call


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_what_a_pipe_and_a_file_hold_is_told_by_content(here, piped, content):
    here("log", content)
    for done in (piped(content, "value", "-", "--at", "0,1"), piped("", "value", "@log", "--at", "0,1")):
        assert (done.returncode, done.stdout) == (0, "0.1\n0.05\n"), done.stderr


def test_the_flags_of_a_log_go_with_a_pipe(piped):
    done = piped(LOG, "csv", "-", "--column", "loss", "--first", "1", "exponential(3, gamma=0.5)")
    assert done.stdout == 'step,standard input,"exponential(3, gamma=0.5)"\n0,2.0,3.0\n'
    assert piped(LOG, "value", "-", "--column", "loss", "--at", "0").stdout == "3.0\n"
    assert piped(LOG, "csv", "a=-", "--also", "loss").stdout == "step,a,loss\n0,0.1,3.0\n1,0.05,2.0\n"
    assert piped(LOG, "csv", "-", "--sweep", "first=0,1").returncode == 0


def test_verbs_that_take_a_log_take_a_pipe(here, piped):
    here("lr.csv", LOG)
    half = "exponential(0.1, gamma=0.5)"
    assert piped(LOG, "verify", half, "-").returncode == 0
    assert piped(half, "verify", "-", "lr.csv").returncode == 0
    assert piped("", "verify", half, "@lr.csv").returncode == 0
    assert piped(LOG, "identify", "-", "--first", "0").returncode == 0
    assert piped(LOG, "lint", "-").returncode == 0
    assert piped(LOG, "value", "plateau", "--metrics", "-", "--column", "loss", "--at", "0").returncode == 0


@pytest.mark.parametrize("content", [LOG, CONFIG], ids=["log", "configuration"])
def test_a_pipe_with_a_name_is_read_once(called, content):
    """As a shell makes one of <(...)."""
    out, into = os.pipe()
    os.write(into, content.encode())
    os.close(into)
    try:
        assert called("value", f"/dev/fd/{out}", "--at", "0,1").stdout == "0.1\n0.05\n"
    finally:
        os.close(out)


def test_a_pipe_is_closed_at_its_end():
    out, into = os.pipe()
    os.write(into, LOG.encode())
    os.close(into)
    path, before = f"/dev/fd/{out}", os.listdir("/dev/fd")
    try:
        assert [content_of(path, 100) for _ in range(2)] == [LOG.encode()] * 2
        assert os.listdir("/dev/fd") == before
    finally:
        os.close(out)


REFUSED = {
    "two of them": ((LOG, "verify", "-", "-"), "- is standard input, and there is one"),
    "two with labels": ((LOG, "csv", "a=-", "b=-"), "- is standard input, and there is one"),
    "a wrong name": (("cosin(0.1)\n", "csv", "-"), "standard input line 1: no schedule is called cosin; did you mean"),
    "a wrong name with a label": (
        ("a = cosin(0.1)\n", "csv", "-"),
        "standard input line 1: no schedule is called cosin",
    ),
    "a wrong field": (("cosine(0.1, lenght=3)\n", "csv", "-"), "standard input line 1: cosine: no argument lenght"),
    "nothing": (("", "csv", "-"), "there is no schedule in what was read"),
    "an unknown configuration": (("a: 3\nb: 4\n", "csv", "-"), "standard input is no configuration that is known"),
    "no rates": (("step,loss\n0,1\n1,2\n", "csv", "-"), "standard input has no column called lr or learning_rate"),
    "a configuration for a log": ((CONFIG, "identify", "-"), "standard input is a configuration, not a log: "),
    "an object for a log": (('{"lr": 0.1}', "identify", "-"), "standard input is one JSON object without a step"),
    "the same in verify": ((CONFIG, "verify", "cosine", "-"), "standard input is a configuration, not a log: "),
    "broken JSON": (('{"lr": 1\n', "csv", "-"), "standard input line 1 is no JSON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_pipe_cannot_be(piped, name):
    words, told = REFUSED[name]
    done = piped(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_help_reads_nothing(called, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert called("plot", "-", "--help").stdout.startswith("Usage: lrcli plot")
    assert called("csv", "-").stderr == "lrcli: cannot read standard input: it is closed\n"
