"""What is said about each schedule alone: phases, seams, joints, reductions, stop and peak are where its rates are.

Over natives and every framework's schedulers as they were recorded. Of what is made of them: test_marks_of_compositions.py.
"""

import json
import re
import signal
from contextlib import contextmanager

import numpy as np
import pytest
from grouped import each, framework
from marks_laws import (
    END,
    METRIC,
    PLACED,
    RUN,
    assert_joints,
    assert_levels,
    assert_phases,
    assert_reductions,
    assert_stop,
    every_schedule,
    falls,
    joints,
    last_row,
    on_a_run,
    phases,
    rates,
    reductions,
    remarks,
    stop,
)

from lrcli import parse


@every_schedule
def test_phases_are_in_order_and_levels_hold(text):
    placed = on_a_run(text)
    assert_phases(placed)
    if "noise_range_t" not in text:
        assert_levels(placed)


ONE_WAY = re.compile("warm-up|stable|hold|cooldown|rise( [0-9]+)?")


@each("text", [text for text in PLACED if "noise_range_t" not in text], framework)
def test_the_rate_goes_one_way_in_a_phase_whose_name_says_so(text):
    placed = on_a_run(text)
    found, lr = phases(placed, END), rates(placed, np.arange(END))
    for (start, name), following in zip(found, [*(start for start, _ in found[1:]), last_row(placed)], strict=True):
        steps = np.diff(lr[start:following])
        if ONE_WAY.fullmatch(name):
            assert (steps >= 0).all() or (steps <= 0).all(), (name, start, following)
        if name == "hold" or (name == "stable" and "stable_fn" not in text and "rsqrt" not in text):
            assert not steps.any(), (name, start, following)
        if name == "warm-up" and following < END:
            assert lr[start] != lr[following], (name, start, following)


@each("text", [text for text in PLACED if "noise_range_t" not in text], framework)
def test_a_joint_is_what_the_rates_do_there(text):
    assert_joints(on_a_run(text))


@every_schedule
def test_it_refuses_from_its_stop_on_and_not_before(text):
    assert_stop(on_a_run(text))


@pytest.mark.parametrize(
    "text",
    [text for text in METRIC if "noise_range_t" not in text and falls(on_a_run(text))],
    ids=lambda text: text[:80],
)
def test_a_reduction_is_told_wherever_the_rate_falls_and_nowhere_else(text):
    placed = on_a_run(text)
    assert [reduction.at for reduction in reductions(placed, END - 1)] == falls(placed)
    assert_reductions(placed)


# --- remarks ---

RISES = "torch.CosineAnnealingLR(lr=0.1, T_max=50)"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (RISES, 1),
        (f"{RISES}[:50]", 0),
        (f"{RISES}[:70]", 1),
        (f"0.5 * floor({RISES}, 0.01)[:50]", 0),
        (f"repeat({RISES}[:50])", 0),
        (f"repeat({RISES}[:50], 2) >> constant(0.1)", 0),
        (f"warmup({RISES}, 70)", 0),
        (f"warmup({RISES}, 60)", 1),
        (f"constant(0.1)[:70] >> {RISES}", 0),
        (f"{RISES}[:70] >> constant(0.1)", 1),
    ],
)
def test_a_remark_is_made_where_it_is_true(text, count):
    """It says that it rises again where it does so within the run."""
    told = remarks(parse(text).on(RUN), END)
    assert sum("rises again" in remark for remark in told) == count, told


# --- the command ---


COMPOSITE = re.compile("torch.SequentialLR|torch.ChainedScheduler|optax.join_schedules")


@each("text", [*PLACED[::12], *filter(COMPOSITE.match, PLACED[::7])], framework)
def test_explain_says_what_csv_shows(called, text):
    run = ["--epochs", "30", "--steps-per-epoch", "4", *(["--update", "epoch"] if len(text) % 2 else [])]
    shown = called("csv", text, *run)
    rows = [float(line.rpartition(",")[2]) for line in shown.stdout.splitlines()[1:]]
    (said,) = json.loads(called("explain", text, *run, "--json").stdout)
    if not rows:  # it ends before the run does, which csv refuses
        assert "no learning rate from" in shown.stderr
        assert "no learning rate from" in said["notes"][0]
        return
    points = {name: (point["step"], point["lr"]) for name, point in said["values"].items() if isinstance(point, dict)}
    assert points["peak"] == (rows.index(max(rows)), max(rows))
    assert points["low"] == (rows.index(min(rows)), min(rows))
    assert (points["first"], points["last"]) == ((0, rows[0]), (len(rows) - 1, rows[-1]))
    assert said["values"]["mean"] == pytest.approx(sum(rows) / len(rows), rel=1e-12, abs=0)
    assert [phase["from"] for phase in said["phases"]] == [0, *(phase["to"] for phase in said["phases"][:-1])]
    for phase in said["phases"]:
        assert (phase["first"], phase["last"]) == (rows[phase["from"]], rows[phase["to"] - 1])
    for seam in said["seams"]:
        assert seam["at"] == len(rows) or seam["after"] == rows[seam["at"]]


# --- without end ---


@contextmanager
def within(seconds):
    """AssertionError when it takes longer than so many seconds of the processor."""

    def late(*_):
        raise AssertionError(f"not done after {seconds} seconds")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_endless_repetitions_in_one_another_are_answered_at_once():
    placed = parse("repeat(repeat(repeat(cosine(0.1)[:2])[:4])[:8])").on(RUN)
    with within(0.5):
        assert stop(placed) is None
        assert placed(END) == 0.1
        assert [joint.at for joint in joints(placed, 8)] == [2, 4, 6, 8]
