"""Every scheduler that reacts to a metric takes it as a list, or from a file, through the one reader."""

from pathlib import Path

import pytest

from lrcli import Run, parse
from lrcli.catalogue import frameworks, schedulers

REACTING = [kind for name in frameworks() for kind in schedulers(name) if "metrics" in kind.fields]
LOSSES = [1.0, 0.9, 0.8, float("nan"), 0.9, 0.9, 0.95, 0.91, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
every_one = pytest.mark.parametrize("kind", REACTING, ids=lambda kind: kind.family)


def impatient(kind):
    """An example that reacts to the losses after one of them, where less is better."""
    patience = next(name for name, field in kind.fields.items() if field.role == "patience")
    chosen = {"sched": "plateau", "cooldown_epochs": 0, "warmup_epochs": 0} if "sched" in kind.fields else {}
    return parse(kind.example_text()).replace(**{patience: 1}, metrics=LOSSES, **chosen)


def written(folder):
    rows = "".join(f"{row},0,{loss}\n" for row, loss in enumerate(LOSSES))
    Path(folder, "m.csv").write_text(f"epoch,acc,loss\n{rows}", encoding="utf-8")


def test_there_are_such_schedulers_in_every_framework_that_has_one():
    told = {kind.family.split(".")[0] for kind in REACTING}
    assert told >= {"torch", "keras", "optax", "timm", "transformers"}


@every_one
def test_a_file_is_what_its_values_are(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    listed = impatient(kind)
    filed = listed.replace(metrics="m.csv", column="loss")
    assert parse(repr(filed)) == filed
    run = Run(epochs=len(LOSSES) + 1)
    one, other = listed.on(run), filed.on(run)
    assert one(range(15)).tolist() == other(range(15)).tolist()
    assert one.joints(15) == other.joints(15)
    assert one.reductions(15)


@every_one
def test_what_does_not_tell_the_metric_is_refused(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    run = Run(epochs=5)
    with pytest.raises(ValueError, match="has several columns, acc, loss"):
        impatient(kind).replace(metrics="m.csv").on(run)
    with pytest.raises(ValueError, match="names a column of a file"):
        impatient(kind).replace(column="loss").on(run)
    with pytest.raises(OSError, match="cannot read no"):
        impatient(kind).replace(metrics="no.csv").on(run)


@every_one
def test_the_command_reads_a_file_and_a_pipe(kind, called, lrcli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    text = repr(impatient(kind).replace(metrics="m.csv", column="loss"))
    from_file = called("csv", text, "--epochs", "12")
    assert from_file.returncode == 0, from_file.stderr
    piped = lrcli("csv", text.replace("m.csv", "-"), "--epochs", "12", stdin=Path("m.csv").read_text(encoding="utf-8"))
    assert piped.stdout == from_file.stdout
    assert "Reductions" in called("explain", text, "--epochs", "12").stdout
