"""Durations, runs and the rounding of both."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrcli import Run, constant, cosine, linear, parse, step
from lrcli.clock import Duration, Ticks, half_up
from lrcli.positions import row_at


@pytest.mark.parametrize(
    ("text", "run", "ticks"),
    [
        ("5", Run(epochs=90), 5),
        ("5ep", Run(epochs=90, steps_per_epoch=391), 1955),
        ("500st", Run(epochs=90, steps_per_epoch=391), 500),
        ("500 st", Run(steps=1000), 500),
        ("10%", Run(epochs=90, steps_per_epoch=391), 3519),
        ("10%", Run(steps=35190), 3519),
        ("33%", Run(epochs=100), 33),
        ("29%", Run(epochs=100), 29),
        ("3", Run(epochs=7, steps_per_epoch=11), 33),
        ("100k", Run(steps="1M"), 100_000),
        ("0.5G", Run(steps="1G"), 500_000_000),
        ("1e5", Run(steps=10**6), 100_000),
        (2.5, Run(epochs=90, steps_per_epoch=10), 25),
        ("0.5ep", Run(epochs=90, steps_per_epoch=10), 5),
        ("2.5ep", Run(epochs=90), 3),  # halves round up
        ("0.001ep", Run(epochs=90), 1),  # a phase that is not empty has a tick
        ("10ep", Run(steps=1000, steps_per_epoch=20), 200),
        ("40st", Run(epochs=90, steps_per_epoch=20, update="epoch"), 2),
    ],
)
def test_a_duration_is_turned_into_ticks(text, run, ticks):
    exact = linear(0.1, length=text).on(run).exact
    assert exact.length == ticks
    assert isinstance(exact.length, Ticks)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.3, "30 %? 0.3ep?"),
        ("0.1", "10 %? 0.1ep?"),
        (-5, "negative"),
        ("-5ep", "negative"),
        ("5 weeks", "5ep"),
        ("", "not a duration"),
        (True, "not a duration"),
        (None, "not a duration"),
        ("120%", "at most 100%"),
        ("1e300", "longer than"),
        (float("nan"), "not a duration"),
        (float("inf"), "not a duration"),
    ],
)
def test_what_is_no_duration_is_refused(value, told):
    with pytest.raises(ValueError, match=told.replace("?", r"\?")):
        Duration(value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"epochs": 10, "steps": 10}, "choose one"),
        ({"epochs": 0}, "at least 1"),
        ({"epochs": -3}, "must be a number"),
        ({"epochs": "many"}, "must be a number"),
        ({"epochs": 2.5}, "--steps-per-epoch"),
        ({"steps": 2.5}, "whole"),
        ({"epochs": 2, "steps_per_epoch": 1.5}, "whole"),
        ({"steps": 10, "update": "epoch"}, "--steps-per-epoch"),
        ({"epochs": 10, "update": "day"}, "step nor epoch"),
        ({"epochs": "10%"}, "plain number"),
        ({"steps": "1e18"}, "steps must be at least 1 and at most 1e.15, not 1e18"),
        ({"epochs": 10**16}, "epochs must be at least 1 and at most 1e.15"),
        ({"steps_per_epoch": "1e18"}, "steps per epoch must be at least 1 and at most 1e.15"),
        ({"epochs": 10**12, "steps_per_epoch": 10**4}, "a run of 10000000000000000 steps: at most 1e.15"),
        ({"steps": "10ep"}, "plain number"),
    ],
)
def test_wrong_runs_are_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        Run(**arguments)


@pytest.mark.parametrize(
    ("run", "unit", "tick", "rows"),
    [
        (Run(epochs=90), "epoch", "epoch", 90),
        (Run(steps=5000), "step", "step", 5000),
        (Run(epochs=90, steps_per_epoch=391), "epoch", "step", 35190),
        (Run(steps=5000, steps_per_epoch=391), "step", "step", 5000),
        (Run(epochs=2.5, steps_per_epoch=3), "epoch", "step", 8),  # rounded up
        (Run(epochs="1e2"), "epoch", "epoch", 100),
        (Run(), "epoch", "epoch", None),
    ],
)
def test_what_a_run_counts(run, unit, tick, rows):
    assert (run.unit, run.tick, run.rows) == (unit, tick, rows)


def test_the_longest_run():
    assert Run(steps=10**15).rows == Run(epochs=10**12, steps_per_epoch=1000).rows == 10**15


def test_steps_in_a_run_of_epochs_need_steps_per_epoch():
    with pytest.raises(ValueError, match="500st counts steps in a run of epochs: it needs --steps-per-epoch"):
        linear(0.1, length="500st").on(Run(epochs=90))
    with pytest.raises(ValueError, match="5ep counts epochs in a run of steps: it needs --steps-per-epoch"):
        linear(0.1, length="5ep").on(Run(steps=90))


def test_an_lr_can_be_held_within_each_epoch():
    run = Run(epochs=3, steps_per_epoch=4, update="epoch")
    lr = linear(0.3).on(run)(np.arange(12))
    assert lr.tolist() == np.repeat(linear(0.3).on(Run(epochs=3))(np.arange(3)), 4).tolist()


@pytest.mark.parametrize(
    ("where", "run", "row"),
    [
        ("30", Run(epochs=90), 30),
        ("30", Run(epochs=90, steps_per_epoch=10), 300),
        ("30st", Run(epochs=90, steps_per_epoch=10), 30),
        ("50%", Run(epochs=90), 45),
        ("33%", Run(epochs=90), 30),  # 29.7
        ("50%", Run(epochs=91), 46),
        ("first", Run(epochs=90), 0),
        ("last", Run(epochs=90), 89),
        ("end", Run(epochs=90), 90),
        ("100%", Run(epochs=90), 90),
        ("3", Run(epochs=9, steps_per_epoch=5, update="epoch"), 15),
        ("15st", Run(epochs=9, steps_per_epoch=5, update="epoch"), 15),
    ],
)
def test_positions(where, run, row):
    assert row_at(run, where) == row


@given(st.fractions(0, 10**6))
def test_halves_round_up(number):
    assert half_up(number) == (number + Fraction(1, 2)).__floor__()


LENGTHS = st.lists(
    st.one_of(st.integers(1, 9).map(str), st.integers(1, 15).map("{}%".format), st.integers(1, 60).map("{}st".format)),
    min_size=1,
    max_size=5,
)


def starts(chain):
    """Where the pieces of a chain on a run begin."""
    return [slot.begin for slot in chain.slots()]


@given(LENGTHS, st.integers(0, 5), st.integers(100, 1000), st.integers(1, 13))
def test_the_lengths_of_a_chain_add_up_to_the_run(lengths, place, epochs, per_epoch):
    """With one open piece anywhere every tick belongs to one piece, and none is left over."""
    pieces = [constant(0.1)[:length] for length in lengths]
    pieces.insert(min(place, len(pieces)), cosine(0.1))
    chain = pieces[0]
    for piece in pieces[1:]:
        chain = chain >> piece
    run = Run(epochs=epochs, steps_per_epoch=per_epoch)
    assume(sum(max(half_up(Duration(length).ticks(run, run.rows)), 1) + 1 for length in lengths) < run.rows)
    resolved = chain.on(run)
    sizes = [int(piece.length) for piece in resolved.exact.pieces]
    assert sum(sizes) == run.rows
    assert min(sizes) >= 1
    assert starts(resolved) == [sum(sizes[:index]) for index in range(len(sizes))]


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(100, 5000))
def test_boundaries_are_rounded_from_exact_sums(percents, steps):
    """Each boundary is the exact sum of what came before, rounded half up: errors do not pile up."""
    while sum(percents) > 95:
        percents.pop()
    if len(percents) < 2:
        return
    chain = step(0.1)[: f"{percents[0]}%"]
    for percent in percents[1:]:
        chain = chain >> step(0.1)[: f"{percent}%"]
    resolved = (chain >> constant(0.1)).on(Run(steps=steps))
    expected, end = [], 0
    for index in range(len(percents)):
        exact = Fraction(sum(percents[: index + 1]) * steps, 100)
        end = max(half_up(exact), end + 1)
        expected.append(end)
    assert starts(resolved)[1:] == expected


def test_percentages_are_of_the_enclosing_slot():
    chain = parse('(linear(0, 0.1, "10%") >> cosine(0.1))[:50] >> constant(0.01)').on(Run(epochs=200))
    assert starts(chain) == [0, 50]
    (cut,) = next(iter(chain.slots())).body.slots()
    assert starts(cut.body) == [0, 5]
    assert parse('linear(0, 0.1, "10%") >> cosine(0.1)').on(Run(epochs=200)).exact.pieces[0].length == 20


def test_values_of_time_are_values():
    assert Duration("5ep") == Duration("5 epochs")
    assert Duration("5ep") != Duration(5)
    assert len({Duration(5), Duration("5"), Duration(5.0)}) == 1
    assert Run(epochs=3) == Run(epochs="3")
    assert len({Run(epochs=3), Run(steps=3)}) == 2
    assert repr(Run(epochs=3, steps_per_epoch=4, update="epoch")) == "Run(epochs=3, steps_per_epoch=4, update='epoch')"
    with pytest.raises(AttributeError):
        Run(epochs=3).epochs = 4
    with pytest.raises(AttributeError):
        Duration(3).number = 4
