"""Logs of schedules with faults that were made on purpose: each is found, and nothing else."""

import json
import random

import numpy as np
import pytest

from lrcli import parse
from lrcli.analysis.verify.search import verify
from lrcli.cli.main import run
from lrcli.clock import Run
from lrcli.reading.logs import read_log

SPECS = (
    "cosine(0.1)",
    "linear(0, 3e-4, 20) >> cosine(3e-4)",
    "linear(0, 1e-3, 10) >> linear(1e-3, final=1e-5)",
    "polynomial(0.05, power=2)",
    "linear(0, 0.02, 20) >> exponential(0.02, gamma=0.99)",
    "step(0.1, rate=0.5, every=40)",
    "multistep(0.1, rate=0.1, milestones=[100, 150])",
    "inverse_sqrt(5e-4, warmup=20)",
    "wsd(3e-4, warmup=20, cooldown=60)",
)
PRINTED = ("{!r}", "float32", "{:.4e}", "{:.2e}", "{:.6f}")
TOTAL = 200


def logged(folder, ticks, rates, printed="{!r}", first=0):
    """A log in a file, its numbers from `first`."""
    shown = np.asarray(rates, dtype=np.float32) if printed == "float32" else rates
    form = "{!r}" if printed == "float32" else printed
    lines = [f"{int(t) + first},{form.format(float(rate))}" for t, rate in zip(ticks, shown, strict=True)]
    path = folder / "lr.csv"
    path.write_text("step,lr\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def told(spec, path, steps=TOTAL):
    schedule, run = parse(spec), Run(steps=steps)
    return verify(schedule, run, schedule.on(run), read_log(str(path))).record


def curve(spec, steps=TOTAL):
    placed = parse(spec).on(Run(steps=steps))
    return lambda ticks: placed(np.minimum(ticks, steps).astype(int))


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("first", [0, 1])
def test_a_clean_log_is_ok(spec, first, tmp_path):
    for every in (1, 5, 10):
        for printed in PRINTED:
            ticks = np.arange(0, TOTAL, every)
            path = logged(tmp_path, ticks, curve(spec)(ticks), printed, first)
            assert told(spec, path).verdict == "ok", (every, printed)


FAULTS = {
    "shift": lambda f, t: f(t + 1),
    "stepped-times": lambda f, t: f(2 * t),
    "not-stepped": lambda f, t: f(0 * t),
    "scaled": lambda f, t: 0.5 * f(t),
    "restart": lambda f, t: np.where(t < 80, f(t), f(np.maximum(t - 80, 0))),
    "changed": lambda f, t: np.where(t < 70, f(t), 0.1 * f(t)),
    "held": lambda f, t: f(10 * (t // 10)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault, tmp_path):
    chance = random.Random(fault)
    for spec in SPECS:
        printed, every = chance.choice(PRINTED[:3]), chance.choice([1, 5])
        ticks = np.arange(0, TOTAL, every)
        rates, meant = FAULTS[fault](curve(spec), ticks), curve(spec)(ticks)
        if np.allclose(rates, meant, rtol=1e-3):
            continue
        record = told(spec, logged(tmp_path, ticks, rates, printed))
        assert record.verdict == "differs"
        assert fault in (record.fault, *record.alternatives), (spec, printed, every, record)


def test_another_total_and_another_warm_up(tmp_path):
    ticks = np.arange(0, TOTAL, 5)
    spec = "linear(0, 3e-4, 20) >> cosine(3e-4)"
    record = told(spec, logged(tmp_path, ticks, curve(spec, 313)(ticks)))
    assert (record.fault, record.detail["total"]) == ("total", 313)
    record = told(spec, logged(tmp_path, ticks, curve("linear(0, 3e-4, 33) >> cosine(3e-4)")(ticks)))
    assert (record.fault, record.detail["warmup"]) == ("warmup", 33)


def test_a_decay_counted_without_its_warm_up(tmp_path):
    ticks = np.arange(0, TOTAL)
    spec = "linear(0, 3e-4, 20) >> cosine(3e-4)"
    record = told(spec, logged(tmp_path, ticks, curve(spec, TOTAL - 20)(ticks)))
    assert "total" in (record.fault, *record.alternatives)
    assert record.detail["without_warmup"] == 20


def test_a_lag_that_grows(tmp_path):
    ticks = np.arange(0, TOTAL)
    lag = np.searchsorted([3, 40, 90, 150], ticks, side="right")
    record = told("cosine(0.1)", logged(tmp_path, ticks, curve("cosine(0.1)")(ticks - lag)))
    assert (record.fault, record.detail["grows"], record.detail["shift"]) == ("shift", True, 4)


def test_steps_that_begin_again_are_stages(tmp_path):
    ticks = np.concatenate([np.arange(100), np.arange(60)])
    record = told("cosine(0.1)", logged(tmp_path, ticks, np.linspace(0.1, 0.01, 160)))
    assert (record.fault, record.detail["rows"]) == ("stages", [100, 60])


def test_the_command(tmp_path, capsys):
    ticks = np.arange(0, TOTAL)
    path = str(logged(tmp_path, ticks, 0.5 * curve("cosine(0.1)")(ticks)))
    assert run(["verify", "cosine(0.05)", path]) == 0
    assert capsys.readouterr().out.startswith("ok: all 200 logged rates are as cosine(0.05) has them")
    assert run(["verify", "cosine(0.1)", path]) == 1
    assert capsys.readouterr().out.startswith(
        "differs from step 0 on by 50 % (0.05 where 0.1 was meant): every rate was 0.5 times what was meant"
    )
    assert run(["verify", "cosine(0.1)", path, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["fault"], answer["rows"]) == ("differs", "scaled", 200)
    assert run(["verify", "cosine(0.1)", path, "--plot"]) == 1
    assert "logged - meant" in capsys.readouterr().out
