"""--momentum: what a scheduler drives along with the rate, as a column and on an axis of its own."""

import json

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis.curves import Curves

ONE = "torch.OneCycleLR(max_lr=0.1, total_steps=20)"
CYCLIC = "c=torch.CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=5)"


def test_columns(called):
    schedule = parse(ONE).on(Run(steps=20))
    lines = called("csv", ONE, "--momentum").stdout.splitlines()
    assert lines[0] == "step,lr,momentum"
    rows = np.array([[float(cell) for cell in line.split(",")] for line in lines[1:]])
    assert rows[:, 1].tolist() == schedule(range(20)).tolist()
    assert rows[:, 2].tolist() == schedule.momentum(range(20)).tolist()
    assert called("value", ONE, "--momentum", "--at", "0,5").stdout == "0.0040000000000000036\t0.95\n0.1\t0.85\n"
    (first, *_) = called("json", ONE, "--momentum", "--lines").stdout.splitlines()
    assert json.loads(first) == {"step": 0, "lr": schedule(0), "momentum": 0.95}
    told = called("table", ONE, CYCLIC, "--momentum").stdout.splitlines()
    assert told[0].split("\t") == ["step", ONE, f"{ONE} momentum", "c", "c momentum"]


def test_without_the_flag_there_is_none(called):
    assert called("csv", ONE).stdout.startswith("step,lr\n")
    assert "momentum" not in called("plot", "torch.OneCycleLR", "--max-lr", "0.1", "--total-steps", "20").stdout


def test_an_axis_of_its_own(called, tmp_path):
    chart = called("plot", ONE, "--momentum", "--ascii").stdout
    upper, below = chart.split("momentum\n")
    assert " 0.1 +" in upper
    assert " 0.95 +" in below
    assert " 0.85 +" in below
    picture = tmp_path / "p.svg"
    both = called("table", ONE, "--momentum", "--plot", picture)
    assert both.stderr.startswith(f"wrote {picture}\n")
    assert ">momentum<" in picture.read_text()


def test_of_several_each_has_its_own():
    found = Curves([("a", parse(CYCLIC.removeprefix("c="))), ("b", parse(ONE))], Run(steps=20))
    assert found.driven("momentum").labels == ["a momentum", "b momentum"]
    assert found.beside([found.driven("momentum")]).labels == ["a", "a momentum", "b", "b momentum"]


@pytest.mark.parametrize("words", [["cosine"], [ONE, "cosine(0.1)"]])
def test_what_drives_none_is_told(called, words):
    done = called("csv", *words, "--momentum")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "lrcli: cosine drives no momentum\n")


def test_held_within_an_epoch():
    held = parse(ONE).on(Run(epochs=20, steps_per_epoch=3, update="epoch"))
    momenta = Curves([("", held)], held.run).driven("momentum")
    assert (
        momenta.at(range(60))[:, 0].tolist() == np.repeat(parse(ONE).on(Run(steps=20)).momentum(range(20)), 3).tolist()
    )


def test_columns_names_what_is_driven(called):
    one = "torch.OneCycleLR(max_lr=0.1, total_steps=10)"
    asked = called("csv", one, "--columns", "lr, Momentum").stdout
    assert (
        asked
        == called("csv", one, "--momentum").stdout
        == called("csv", one, "--momentum", "--columns", "momentum").stdout
    )
    assert asked.splitlines()[0] == "step,lr,momentum"
    refused = called("csv", one, "--columns", "beta2")
    assert (refused.returncode, refused.stderr) == (
        2,
        "lrcli: --columns beta2: give momentum or weight_decay, or both with a comma\n",
    )
    assert "drives no weight decay" in called("csv", one, "--columns", "weight-decay").stderr


def test_the_optimizers_weight_decay_is_not_asked_for(called):
    said = called("plot", "cosine", "--weight-decay", "0.01").stderr
    assert "does not depend on the optimizer's weight decay, and none is needed" in said
