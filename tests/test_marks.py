"""Laws on what is said about a schedule: phases, seams, joints, reductions, stop, momentum and peak are where its rates are.

Over natives, every framework's schedulers as they were recorded, and random compositions of both.
"""

import json
import re
import signal
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import SPECS, example, mixtures, plateaus, special

from lrcli import Run, constant, floor, parse, repeat, warmup
from lrcli.catalogue import natives
from lrcli.clock import Duration
from lrcli.schedules.around import Stepped
from lrcli.schedules.marks import MOST_PHASES

# --- what a schedule on a run is asked, in rows ---


def rates(placed, rows):
    """Its rates, NaN where it has none."""
    return placed.gapped(rows)


def momentum(placed, rows):
    return placed.momentum(rows)


def phases(placed, end):
    return [tuple(phase) for phase in placed.phases(end)]


def joints(placed, end):
    """Where pieces meet and where a metric changed the rate, up to row `end`."""
    return placed.joints(end)


def reductions(placed, end):
    return placed.reductions(end)


def seams(placed, end):
    return placed.seams(end)


def remarks(placed, end):
    return [remark.text for remark in placed.remarks(end)]


def stop(placed):
    """The first row without a rate, None if all have one."""
    return placed.limit()


# --- schedules ---

END = 120
RUN = Run(steps=END, steps_per_epoch=1)  # no unit of a duration is unknown
NATIVES = [repr(example(kind)) for kind in natives()]
PLACED = [*NATIVES, *SPECS]
every_schedule = pytest.mark.parametrize("text", PLACED, ids=lambda text: text[:80])
MOMENTUM, METRIC, _ = special()
thorough = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def on(schedule, run=RUN):
    """A schedule on a run; what does not fit is left out of a law."""
    try:
        return schedule.on(run)
    except ValueError:
        assume(False)


def short_run(steps):
    return Run(steps=steps, steps_per_epoch=1)


def has_percents(schedule):
    """Whether a duration in it is a share of something."""
    given = [getattr(part, name) for part in parts(schedule) for name in part.fields]
    items = [item for value in given for item in (value if isinstance(value, tuple) else (value,))]
    return any(isinstance(item, Duration) and item.unit == "%" for item in items)


def parts(schedule):
    """A schedule and all that is inside it."""
    return [schedule, *(part for inner in schedule.inner() for part in parts(inner))]


def last_row(placed, end=END):
    """The row after the last that has a rate."""
    ends = stop(placed)
    return end if ends is None else min(ends, end)


# --- each schedule alone ---


@every_schedule
def test_phases_are_in_order_and_levels_hold(text):
    placed = on_a_run(text)
    assert_phases(placed)
    if "noise_range_t" not in text:
        assert_levels(placed)


def on_a_run(text):
    """A schedule of the list on the run, which has room for each of them."""
    return parse(text).on(RUN)


def assert_phases(placed, end=END):
    """The first begins at 0, each before the next and all before the end; seams are where the others begin."""
    starts = [start for start, _ in phases(placed, end)]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert starts[-1] < end
    assert seams(placed, end) == starts[1:]


def assert_levels(placed, end=END):
    """Where a phase is named by a rate, that is the rate of all its rows."""
    found, lr, last = phases(placed, end), rates(placed, np.arange(end)), last_row(placed, end)
    for (start, name), following in zip(found, [*(start for start, _ in found[1:]), end], strict=True):
        if name.startswith("LR "):
            assert {f"LR {rate:.6g}" for rate in lr[start : min(following, last)]} <= {name}, (start, following)


ONE_WAY = re.compile("warm-up|stable|hold|cooldown|rise( [0-9]+)?")


@pytest.mark.parametrize("text", [text for text in PLACED if "noise_range_t" not in text], ids=lambda text: text[:80])
def test_the_rate_goes_one_way_in_a_phase_whose_name_says_so(text):
    placed = on_a_run(text)
    found, lr = phases(placed, END), rates(placed, np.arange(END))
    for (start, name), following in zip(found, [*(start for start, _ in found[1:]), last_row(placed)], strict=True):
        steps = np.diff(lr[start:following])
        if ONE_WAY.fullmatch(name):
            assert (steps >= 0).all() or (steps <= 0).all(), (name, start, following)
        if name == "hold" or (name == "stable" and "stable_fn" not in text):
            assert not steps.any(), (name, start, following)
        if name == "warm-up" and following < END:
            assert lr[start] != lr[following], (name, start, following)


@pytest.mark.parametrize("text", [text for text in PLACED if "noise_range_t" not in text], ids=lambda text: text[:80])
def test_a_joint_is_what_the_rates_do_there(text):
    assert_joints(on_a_run(text))


def assert_joints(placed, end=END):
    """They are in order, and the rate at a joint's row is the `after` of the last one there."""
    found = joints(placed, end)
    assert [joint.at for joint in found] == sorted(joint.at for joint in found)
    assert len({joint.at for joint in found if joint.best is None}) == len([one for one in found if one.best is None])
    last = {joint.at: joint.after for joint in found if 0 < joint.at < last_row(placed, end + 1)}
    assert {row: rates(placed, [row]).tolist() for row in last} == {row: [after] for row, after in last.items()}


@every_schedule
def test_it_refuses_from_its_stop_on_and_not_before(text):
    assert_stop(on_a_run(text))


def assert_stop(placed, end=END):
    ends = stop(placed)
    rows = np.arange(end if ends is None else min(ends, end))
    assert np.isfinite(placed(rows)).all()
    assert placed(rows).tolist() == rates(placed, rows).tolist()
    for row in [] if ends is None else [ends, ends + 1, ends + 100]:
        assert np.isnan(rates(placed, [row])).all()
        with pytest.raises(ValueError, match=f"no learning rate from tick {ends} on: "):
            placed(row)
    if ends is None:
        assert np.isfinite(placed(end + 1000))


# --- reductions ---

RISING = ("transformers.greedy", "timm.PlateauLRScheduler(")
"""They rise as well: where a metric improves, in a warm-up, by noise."""


def falls(placed, end=END):
    return [int(row) + 1 for row in np.flatnonzero(np.diff(rates(placed, np.arange(end))) < 0)]


@pytest.mark.parametrize(
    "text",
    [text for text in METRIC if "noise_range_t" not in text and falls(parse(text).on(RUN))],
    ids=lambda text: text[:80],
)
def test_a_reduction_is_told_wherever_the_rate_falls_and_nowhere_else(text):
    placed = on_a_run(text)
    assert [reduction.at for reduction in reductions(placed, END - 1)] == falls(placed)
    assert_reductions(placed)


def assert_reductions(placed, end=END):
    """At each of their rows the rate changes from `before` to `after`; several may fall into one row."""
    last = last_row(placed, end)
    found = [reduction for reduction in reductions(placed, end) if reduction.at < last]
    for row in {reduction.at for reduction in found}:
        here = [reduction for reduction in found if reduction.at == row]
        assert rates(placed, [row - 1, row]).tolist() == [here[0].before, here[-1].after]
        assert [one.after for one in here[:-1]] == [one.before for one in here[1:]]


REACTING = st.builds(
    parse,
    st.sampled_from([text for text in METRIC if not text.startswith(RISING)]),
)
"""Schedules that react to a metric and do nothing else."""


@thorough
@given(plateaus() | REACTING, st.integers(1, 60), st.integers(2, 3))
def test_reductions_of_a_modified_schedule_are_where_its_rates_fall(body, length, times):
    for schedule in (
        0.3 * body,
        floor(body, 0.03),
        body[:length],
        constant(2.0)[:length] >> body,
        Stepped(body, times),
    ):
        placed = on(schedule)
        assert_reductions(placed)
        told = {one.at for one in joints(placed, END - 1)} | ({length} if "[:" in repr(schedule) else set())
        assert set(falls(placed)) <= told


@thorough
@given(plateaus() | REACTING, st.integers(2, 60), st.integers(2, 4))
def test_a_repeated_schedule_reduces_in_every_round(body, length, times):
    alone = [one for one in reductions(body[:length].on(RUN), END) if one.at < length]
    placed = on(repeat(body[:length], times))
    expected = [one._replace(at=number * length + one.at) for number in range(times) for one in alone]
    assert reductions(placed, END) == [one for one in expected if one.at <= END]
    assert_reductions(placed)


# --- compositions ---


@thorough
@given(mixtures())
def test_phases_of_compositions_are_in_order(schedule):
    assert_phases(on(schedule))


def test_phases_of_a_stepped_schedule_are_in_order():
    assert_phases(on_a_run("stepped(multistep(0.1, milestones=[5, 6]), 2)"))


@thorough
@given(mixtures())
def test_joints_of_compositions_are_what_the_rates_do_there(schedule):
    assert_joints(on(schedule))


@thorough
@given(mixtures())
def test_compositions_refuse_from_their_stop_on_and_not_before(schedule):
    assert_stop(on(schedule))


def has_levels(text):
    """Those of a made-up metric depend on the length of the run."""
    return (
        text != "plateau(0.1)" and "noise_range_t" not in text and phases(on_a_run(text), END)[0][1].startswith("LR ")
    )


LEVELS = st.sampled_from(["multistep(0.1, milestones=[10, 30, 31, 90])", *filter(has_levels, PLACED)])
LEVELS = LEVELS.map(parse).filter(lambda schedule: not has_percents(schedule))
"""Schedules whose phases are named by a rate."""


def changed(schedule):
    """Those whose rates are as high as the schedule's own, at other times; none is held from just where it changes."""
    within = st.integers(1, 60).filter(lambda n: n not in seams(schedule.on(RUN), END))
    return st.one_of(
        within.map(lambda n: schedule[:n]),
        st.integers(1, 60).map(lambda n: schedule[:n] >> constant(0.5)),
        st.integers(1, 60).map(lambda n: constant(0.5)[:n] >> schedule),
        st.tuples(within, st.integers(1, 3)).map(lambda pair: repeat(schedule[: pair[0]], pair[1])),
        st.integers(0, 30).map(lambda n: warmup(schedule, n, place="over")),
        st.integers(0, 30).map(lambda n: warmup(schedule, n, place="before")),
        st.integers(1, 3).map(lambda times: Stepped(schedule, times)),
    )


@thorough
@given(LEVELS.flatmap(changed))
def test_levels_of_compositions_hold(schedule):
    assert_levels(on(schedule))


@pytest.mark.parametrize("text", ["2 * multistep(1, milestones=[30, 60])", "floor(multistep(1, milestones=[30]), 0.5)"])
def test_levels_of_scaled_schedules_hold(text):
    assert_levels(on_a_run(text))


@pytest.mark.parametrize("text", ["step(0.1, every=5)[:5]", "repeat(step(0.1, every=5)[:5], 2)"])
def test_a_level_that_is_held_is_told(text):
    assert_levels(on_a_run(text))


def test_a_reduction_from_which_a_cut_is_held_is_told():
    placed = on_a_run("plateau(0.1, patience=1, metrics=[1, 1, 1, 1])[:3]")
    assert [one.at for one in reductions(placed, END)] == falls(placed) == [3]


@thorough
@given(mixtures(), st.integers(1, 60), mixtures())
def test_a_chain_is_its_pieces_and_says_where_they_meet(first, length, second):
    """Each piece as it is alone on the ticks that it gets."""
    assume(not has_percents(second))  # they are shares of the whole run
    whole, before = on(first[:length] >> second), on(first[:length])
    after = on(second, short_run(END - length))
    assume(stop(before) is None or stop(before) > length)
    t = np.arange(END)
    expected = np.concatenate([rates(before, t[:length]), rates(after, t[: END - length])])
    assert np.array_equal(rates(whole, t), expected, equal_nan=True)
    assert seams(whole, END) == sorted(
        {*seams(before, length), length, *(length + seam for seam in seams(after, END - length))}
    )
    (meeting,) = [joint for joint in joints(whole, END) if joint.at == length]
    assert (meeting.before, meeting.after, meeting.best) == (before(length), after(0), None)
    ends = stop(after)
    assert stop(whole) == (None if ends is None else length + ends)


@thorough
@given(mixtures(), st.integers(1, 60))
def test_a_cut_says_nothing_of_what_comes_after(schedule, length):
    cut = on(schedule[:length])
    assert all(start <= length for start, _ in phases(cut, END))
    assert all(joint.at <= length for joint in joints(cut, END))
    assert stop(cut) is None or stop(cut) <= length


@thorough
@given(mixtures(), st.integers(1, 40), st.integers(2, 4))
def test_a_repetition_says_in_every_round_what_it_says_in_the_first(schedule, length, times):
    placed = on(repeat(schedule[:length], times))
    found = [(start, re.sub(r"round \d+", "round", name)) for start, name in phases(placed, END)]
    first = [(start, name) for start, name in found if start < length]
    rounds = [(number * length + start, name) for number in range(times) for start, name in first]
    end = min(times * length, END)
    assert [one for one in found if one[0] < end] == [one for one in rounds if one[0] < end][:MOST_PHASES]
    told = [joint for joint in joints(placed, END) if joint.at % length]
    again = [joint._replace(at=joint.at % length) for joint in told if joint.at < end // length * length]
    assert again == [joint for joint in told if joint.at < length] * (end // length)


def test_nothing_is_said_of_what_comes_after_a_stop():
    placed = on_a_run("torch.OneCycleLR(max_lr=0.1, total_steps=10)[:20] >> constant(0.1)")
    assert stop(placed) == 11
    assert all(joint.at < 11 for joint in joints(placed, END))
    assert all(start < 11 for start, _ in phases(placed, END))


# --- momentum ---

DRIVING = st.builds(parse, st.sampled_from(MOMENTUM))
ROWS = np.arange(END)


def test_momentum_is_drawn_at_least_every_tenth_time():
    count = {True: 0, False: 0}

    @settings(max_examples=100, derandomize=True, deadline=None, database=None)
    @given(mixtures())
    def draw(schedule):
        count[any(part.family in DRIVES for part in parts(schedule))] += 1

    draw()
    assert count[True] >= (count[True] + count[False]) / 10


DRIVES = {parse(text).family for text in MOMENTUM}


@thorough
@given(DRIVING, st.integers(1, 60), st.integers(2, 3))
def test_momentum_of_a_modified_schedule_is_its_own_in_its_own_time(body, length, times):
    rows = ROWS[: last_row(on(body))]
    own = momentum(on(body), rows).tolist()
    for same in (0.3 * body, 3 * floor(body, 0.05)):
        assert momentum(on(same), rows).tolist() == own
    inside = min(length, len(rows) - 1)
    assert momentum(on(body[:inside]), ROWS).tolist() == [*own[:inside], *[own[inside]] * (END - inside)]
    assert momentum(on(repeat(body[:inside])), ROWS).tolist() == [own[row % inside] for row in ROWS]
    stepped = on(Stepped(body, times))
    assert momentum(stepped, ROWS).tolist() == [own[min(times * row, len(own) - 1)] for row in ROWS[: END // times]] + (
        momentum(stepped, ROWS[END // times :]).tolist()
    )
    over = on(warmup(body, length, start=0.001, place="over"))
    assert momentum(over, rows).tolist() == own
    before = on(warmup(body, length, start=0.001, place="before"))
    assert momentum(before, ROWS[:length]).tolist() == [own[0]] * length
    assert momentum(before, rows[: END - length] + length).tolist() == own[: END - length]


def test_where_a_piece_drives_no_momentum_it_is_the_last_value_set():
    drives = parse("torch.CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=5)")
    own = momentum(on(drives), ROWS)
    chain = on(constant(0.1)[:10] >> drives[:7] >> constant(0.1))
    assert momentum(chain, ROWS).tolist() == [own[0]] * 10 + own[:7].tolist() + [own[6]] * (END - 17)


@pytest.mark.parametrize("text", NATIVES)
def test_natives_drive_no_momentum(text):
    assert not on_a_run(text).tells("momentum")


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


@pytest.mark.parametrize("text", [*PLACED[::12], *filter(COMPOSITE.match, PLACED[::7])], ids=lambda text: text[:80])
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
