"""Configurations come to what the programs' own code gave for them: rates, length, refusals, questions, warnings.

Each file is read from a folder that does not say its format, as `lrcli csv FILE` with what the file does not tell.
"""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).with_name("configs")
CASES = [json.loads(line) for line in (HERE / "cases.jsonl").read_text().splitlines()]
FLAGS = {
    "samples": "--samples",
    "devices": "--devices",
    "batch_size": "--batch-size",
    "batch": "--batch-size",
    "steps": "--steps",
    "epochs": "--epochs",
    "updates_per_epoch": "--steps-per-epoch",
}
NAMED = {
    "rate:step (A1111)": "rate:step",
    "step_rules (diffusers)": "step_rules",
    "darknet [net]": "darknet",
    "torchvision references flags": "torchvision",
    **{name: name for name in ("trl", "axolotl", "llamafactory", "diffusers", "flax")},
}
"""Formats that have to be named."""


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """The folders of the files, under numbers."""
    made = {}
    for number, folder in enumerate(sorted((HERE / "files").iterdir())):
        made[folder.name] = tmp_path_factory.mktemp(f"c{number}") / "c"
        shutil.copytree(folder, made[folder.name])
    return made


def words(case, files):
    """The command line of a case."""

    def place(name):
        folder, _, rest = name.partition("/")
        return json.dumps(str(files[folder] / rest))

    given = case["given"]
    fields = [place(case["file"])]
    fields += [f"format={json.dumps(NAMED[case['format']])}"] if case["format"] in NAMED else []
    fields += [f"beside={place(case['beside'])}"] if "beside" in case else []
    typed = given.get("overrides") or given.get("argv")
    fields += [f"set={json.dumps(typed)}"] if typed else []
    fields += [f"{name}={given[name]!r}" for name in ("lr", "classes") if name in given]
    flags = [
        word
        for name, flag in FLAGS.items()
        if name in given and not (name == "updates_per_epoch" and "samples" in given)
        for word in (flag, given[name])
    ]
    return ["csv", f"lr=config({', '.join(fields)})", *flags]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_configuration_gives_what_its_program_does(called, files, case):
    done = called(*words(case, files))
    if case["expect"] in ("refuse", "ask"):
        assert (done.returncode, done.stdout) == (2, "")
        assert any(word.lower() in done.stderr.lower() for word in case.get("says", [""])), done.stderr
        return
    assert done.returncode == 0, done.stderr
    assert ("lrcli: warning:" in done.stderr) >= (case["expect"] == "lr+warning"), done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    if case["per"] == "epoch" and "step" in rows[0]:
        rows = list({row["epoch"]: row for row in reversed(rows)}.values())[::-1]
    assert len(rows) == (case["n"] or len(rows))
    tolerance = (2e-6 if case.get("dtype") == "float32" else 1e-12) * (case["peak"] or 1)
    for tick, rate in case["rates"]:
        assert float(rows[tick]["lr"]) == pytest.approx(rate, rel=0, abs=tolerance), tick
