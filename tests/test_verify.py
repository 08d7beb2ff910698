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


TOTALS = (
    ("torch.CosineAnnealingLR(lr=0.1, T_max={})", 200, 320),
    ("torch.OneCycleLR(max_lr=0.1, total_steps={})", 200, 450),
    ("torch.PolynomialLR(lr=0.1, total_iters={}, power=2.0)", 200, 137),
    ("torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(), torch.CosineAnnealingLR(T_max={})], milestones=[5])", 195, 333),
    ("transformers.linear(lr=0.1, num_warmup_steps=20, num_training_steps={})", 200, 777),
    ("transformers.warmup_stable_decay(lr=0.1, num_warmup_steps=20, num_decay_steps=40, num_training_steps={})", 200, 160),
    ("keras.CosineDecay(initial_learning_rate=0.1, decay_steps={})", 200, 1000),
    ("keras.PolynomialDecay(initial_learning_rate=0.1, decay_steps={})", 200, 150),
    ("optax.warmup_cosine_decay_schedule(init_value=0.0, peak_value=0.1, warmup_steps=20, decay_steps={})", 200, 230),
    ("optax.linear_schedule(init_value=0.1, end_value=0.0, transition_steps={})", 200, 512),
    ("linear(0, 0.1, 20) >> cosine(0.1, length={})", 180, 400),
)  # fmt: skip


@pytest.mark.parametrize(("spec", "right", "wrong"), TOTALS)
def test_a_length_that_a_field_holds_is_a_total(spec, right, wrong, tmp_path):
    ticks = np.arange(0, min(TOTAL, wrong), 2)
    path = logged(tmp_path, ticks, curve(spec.format(wrong), max(TOTAL, wrong))(ticks), "float32")
    record = told(spec.format(right), path)
    assert "total" in (record.fault, *record.alternatives), record
    assert record.detail.get("total", wrong) == wrong


def test_a_warm_up_moves_what_begins_at_its_end(tmp_path):
    spec = "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1, total_iters={0}), "
    spec += "torch.CosineAnnealingLR(T_max={1})], milestones=[{0}])"
    ticks = np.arange(0, TOTAL)
    record = told(spec.format(20, 180), logged(tmp_path, ticks, curve(spec.format(33, 167))(ticks)))
    assert (record.fault, record.detail["warmup"]) == ("warmup", 33)


def test_another_family_may_end_at_another_rate(tmp_path):
    ticks = np.arange(0, TOTAL)
    record = told("cosine(0.1)", logged(tmp_path, ticks, curve("linear(0.1, final=0.02)")(ticks)))
    assert (record.fault, record.detail) == ("family", {"family": "linear", "final": 0.02})


def test_what_looks_the_same_is_told_together(tmp_path):
    """A rate that decays by a factor is ahead when it is less; an epoch index is a rate that is held."""
    ticks = np.arange(0, TOTAL - 5)
    record = told(
        "exponential(0.1, gamma=0.99)", logged(tmp_path, ticks, curve("exponential(0.1, gamma=0.99)")(ticks + 3))
    )
    assert {record.fault, *record.alternatives} >= {"scaled", "shift"}
    rare = np.arange(9, TOTAL, 10)
    record = told("cosine(0.1)", logged(tmp_path, rare, curve("cosine(0.1)")(rare - 9)))
    assert {record.fault, *record.alternatives} >= {"held", "shift"}


def test_epochs_that_were_logged_twice_are_taken_once(tmp_path):
    ticks = np.concatenate([np.arange(25), np.arange(20, 40)])
    rates = curve("cosine(0.1)", 40)(ticks)
    path = tmp_path / "lr.csv"
    path.write_text(
        "epoch,lr\n" + "".join(f"{t},{float(r)!r}\n" for t, r in zip(ticks, rates, strict=True)), encoding="utf-8"
    )
    run = Run(epochs=40)
    schedule = parse("cosine(0.1)")
    record = verify(schedule, run, schedule.on(run), read_log(str(path))).record
    assert (record.verdict, record.rows) == ("ok", 40)


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
    drawn = capsys.readouterr().out
    assert "logged - meant" in drawn
    assert drawn.count("differs from step 0 on") == 3  # the sentence, and in both panels beside the line


def test_a_cause_that_others_share_is_told_as_if(tmp_path, capsys):
    ticks = np.arange(0, TOTAL)
    path = str(logged(tmp_path, ticks, 0 * ticks + 0.1))
    assert run(["verify", "cosine(0.1)", path]) == 1
    assert ", as if the scheduler was never stepped: the rate stayed at 0.1" in capsys.readouterr().out


def test_the_picture_is_marked_where_the_difference_begins(tmp_path, capsys):
    ticks = np.arange(0, TOTAL)
    path = str(logged(tmp_path, ticks, FAULTS["restart"](curve("cosine(0.1)"), ticks)))
    picture = tmp_path / "lr.svg"
    assert run(["verify", "cosine(0.1)", path, "--plot", "-o", str(picture)]) == 1
    assert picture.read_text(encoding="utf-8").count("differs from step 80 on") >= 2
    assert run(["verify", "cosine(0.1)", path, "-o", str(picture)]) == 2
    assert "with --plot verify draws both" in capsys.readouterr().err


COMPOSER = 'composer.CosineAnnealingScheduler(lr=0.1, t_max="200ba")'
WARMED = "linear(0, 0.1, 20) >> cosine(0.1)"


def anew(at, begun):
    return lambda whole, t: whole(np.where(t < at, t, np.where(t < 120, t - begun, t - 120)))


@pytest.mark.parametrize(
    ("spec", "held", "fault", "detail"),
    [
        (COMPOSER, lambda _, t: curve(COMPOSER.replace("200", "400"))(t), "total", {"total": 400, "right": 200}),
        (WARMED, anew(60, 60), "restart", {"restarted_at": 60, "again": [120]}),
        (
            WARMED,
            lambda whole, t: whole(t) * np.where(t < 60, 1, np.where(t < 120, 0.1, 0.02)),
            "changed",
            {"at": 60, "factor": 0.1, "again": [[120, 0.02]]},
        ),
        (WARMED, lambda _, t: 2 * curve(WARMED.replace("20)", "40)"))(t), "scaled", {"factor": 2.0}),
        (
            WARMED,
            lambda _, t: curve(WARMED.replace("20)", "40)"))(t) * np.where(t < 120, 1, 0.1),
            "warmup",
            {"warmup": 40, "right": 20},
        ),
        (
            "linear(0, 2e-05, 10) >> linear(2e-05, final=2e-07)",
            lambda _, t: curve("linear(0, 2e-05, 10) >> linear(2e-05)")(t),
            "parameter",
            {"final": 0.0},
        ),
    ],
)
def test_two_faults_and_times_in_batches(tmp_path, spec, held, fault, detail):
    ticks = np.arange(TOTAL)
    record = told(spec, logged(tmp_path, ticks, held(curve(spec), ticks)))
    assert record.fault == fault
    assert detail.items() <= record.detail.items()


def test_a_configuration_is_looked_into(tmp_path, capsys):
    given = {"learning_rate": 0.1, "lr_scheduler_type": "cosine", "warmup_steps": 20, "max_steps": TOTAL}
    (tmp_path / "args.json").write_text(json.dumps(given | {"per_device_train_batch_size": 8}), encoding="utf-8")
    ticks = np.arange(TOTAL)
    path = logged(tmp_path, ticks, curve(WARMED.replace("20)", "40)"))(ticks))
    assert run(["verify", str(tmp_path / "args.json"), str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["fault"], found["detail"]["warmup"]) == ("warmup", 40)


def test_a_scheduler_of_a_framework_may_have_any_method(tmp_path):
    """One that is called body is no piece of it."""
    ticks = np.arange(0, TOTAL)
    path = logged(tmp_path, ticks, 0.1 - ticks / 4000)
    assert told(f"timm.TanhLRScheduler(lr=0.1, t_initial={TOTAL})", path).verdict == "differs"
