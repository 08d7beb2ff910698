"""What is said about random compositions of natives and frameworks' schedulers is where their rates are."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from marks_laws import (
    END,
    METRIC,
    PLACED,
    RISING,
    RUN,
    assert_joints,
    assert_levels,
    assert_phases,
    assert_reductions,
    assert_stop,
    falls,
    has_percents,
    joints,
    on,
    on_a_run,
    phases,
    rates,
    reductions,
    seams,
    short_run,
    stop,
    thorough,
)
from strategies import mixtures, plateaus

from lrcli import constant, floor, parse, repeat, warmup
from lrcli.schedules.around import Stepped
from lrcli.schedules.marks import MOST_PHASES

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


@thorough
@given(mixtures())
def test_phases_of_compositions_are_in_order(schedule):
    assert_phases(on(schedule))


def test_phases_of_a_stepped_schedule_are_in_order():
    assert_phases(on_a_run("stepped(multistep(0.1, milestones=[5, 6]), 2)"))


def test_several_meetings_in_one_row_are_one():
    """From what the first arrives at to what the last goes on from."""
    placed = on_a_run("stepped(constant(1)[:1] >> constant(2)[:1] >> constant(3), 2)")
    assert [(joint.at, joint.before, joint.after) for joint in joints(placed, END)] == [(1, 1, 3)]


@thorough
@given(mixtures())
def test_joints_of_compositions_are_what_the_rates_do_there(schedule):
    assume("noise_range_t" not in repr(schedule))  # it is laid over the rates that a metric changes
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


LEVELS = st.deferred(
    lambda: st.sampled_from(["multistep(0.1, milestones=[10, 30, 31, 90])", *filter(has_levels, PLACED)])
).map(parse)
LEVELS = LEVELS.filter(lambda schedule: not has_percents(schedule))
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
    """Each piece as it is alone on the ticks that it gets, where its rate is written: else it goes on from the first."""
    second = parse(repr(second))
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
    ends = stop(placed)  # a scheduler may raise in its first round
    end = min(times * length, END if ends is None else ends)
    assert [one for one in found if one[0] < end] == [one for one in rounds if one[0] < end][:MOST_PHASES]
    told = [joint for joint in joints(placed, END) if joint.at % length]
    again = [joint._replace(at=joint.at % length) for joint in told if joint.at < end // length * length]
    assert again == [joint for joint in told if joint.at < length] * (end // length)


def test_nothing_is_said_of_what_comes_after_a_stop():
    placed = on_a_run("torch.OneCycleLR(max_lr=0.1, total_steps=10)[:20] >> constant(0.1)")
    assert stop(placed) == 11
    assert all(joint.at < 11 for joint in joints(placed, END))
    assert all(start < 11 for start, _ in phases(placed, END))
