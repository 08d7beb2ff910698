"""lrcli lint: what it prints, its JSON, its exit codes."""

import json

PAGE = """\
cosine(0.1, length=30): it changes for the last time at epoch 30, 30% of the way (at least 90% is usual) [ends-early]
    the other 70 epochs train at an LR of 0. Mend: leave its length out, so that it fills the run, or a run of 30 epochs
steep: rate=10 of step is a factor above 1 [factor]
    it makes the LR larger; 1 is the highest of the run. Mend: rate=0.1
"""


def test_the_command(lrcli, tmp_path):
    words = ["lint", "cosine(0.1, length=30)", "steep=step(0.1, 10, 50)", "--epochs", "100"]
    done = lrcli(*words)
    assert (done.returncode, done.stdout, done.stderr) == (1, PAGE, "")
    done = lrcli(*words, "-o", tmp_path / "lint.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "lint.txt").read_text() == PAGE
    early, steep = json.loads(lrcli(*words, "--json").stdout)
    assert (early["label"], early["rule"]) == ("cosine(0.1, length=30)", "ends-early")
    assert early["mend"] == "leave its length out, so that it fills the run, or a run of 30 epochs"
    assert steep == {
        "label": "steep",
        "spec": "step(0.1, rate=10, every=50)",
        "rule": "factor",
        "saw": "rate=10 of step is a factor above 1",
        "effect": "it makes the LR larger; 1 is the highest of the run",
        "mend": "rate=0.1",
    }


def test_the_command_finds_nothing(lrcli):
    done = lrcli("lint", "cosine", "--warmup", "5", "--epochs", "90", "--steps-per-epoch", "391")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "lrcli: nothing to warn of on 35190 steps\n"
    done = lrcli("lint", "cosine", "--json")
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_wrong_words(lrcli):
    for words in (["lint"], ["lint", "cosine(0.1)", "--steps", "1e10"], ["lint", "cosine", "--tol", "1"]):
        done = lrcli(*words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
