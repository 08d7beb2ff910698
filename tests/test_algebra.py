"""What combines schedules, tick by tick."""

import numpy as np
import pytest

from lrcli import NotationError, Run, constant, cosine, floor, linear, multistep, parse, repeat, step, warmup

RUN = Run(epochs=10)


def values(text, n=None, run=RUN):
    return parse(text).on(run)(np.arange(n or run.rows)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("constant(1)[:2] >> constant(2)[:3] >> constant(3)", [1, 1, 2, 2, 2, 3, 3, 3, 3, 3]),
        ("constant(1) >> constant(2)[:3]", [1, 1, 1, 1, 1, 1, 1, 2, 2, 2]),  # the open piece anywhere
        ('constant(1)[:"1%"] >> constant(2)[:"1%"] >> constant(3)', [1, 2, 3, 3, 3, 3, 3, 3, 3, 3]),  # a tick at least
        ("constant(1)[:2] >> constant(2) >> constant(3)[:3]", [1, 1, 2, 2, 2, 2, 2, 3, 3, 3]),
        ("linear(0, 4, 4) >> constant(4)", [0, 1, 2, 3, 4, 4, 4, 4, 4, 4]),  # meets without a double tick
        ("linear(4, 0, 4) >> linear(2, 0, 2)", [4, 3, 2, 1, 2, 1, 0, 0, 0, 0]),  # the last piece holds its end
        ("2 * linear(5, 0)", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ("linear(4, 0)[:4]", [4, 3, 2, 1, 0, 0, 0, 0, 0, 0]),  # an open body fills the piece
        ("linear(8, 0, 8)[:4]", [8, 7, 6, 5, 4, 4, 4, 4, 4, 4]),  # one with a length is cut
        ("floor(linear(10, 0), 4)", [10, 9, 8, 7, 6, 5, 4, 4, 4, 4]),
        ("repeat(linear(3, 0, 3))", [3, 2, 1, 3, 2, 1, 3, 2, 1, 3]),
        ("repeat(linear(3, 0, 3), 2)", [3, 2, 1, 3, 2, 1, 0, 0, 0, 0]),
        ("repeat(linear(2, 0, 2), times=2) >> constant(9)", [2, 1, 2, 1, 9, 9, 9, 9, 9, 9]),
        ('repeat(linear(6, 0, "25%"), 2) >> constant(9)', [6, 4, 2, 6, 4, 2, 9, 9, 9, 9]),  # rounds of whole ticks
        ("repeat(constant(1)[:1] >> constant(2)[:2])", [1, 2, 2, 1, 2, 2, 1, 2, 2, 1]),
        ("warmup(constant(4), 4)", [0, 1, 2, 3, 4, 4, 4, 4, 4, 4]),
        ("warmup(linear(6, 0), 4)", [0, 1.5, 3, 4.5, 6, 5, 4, 3, 2, 1]),  # before: the body fills the rest
        ("warmup(multistep(4, 0.5, [6]), 4)", [0, 1, 2, 3, 4, 4, 2, 2, 2, 2]),  # over: the dates stay
        ("warmup(multistep(4, 0.5, [2]), 4)", [0, 0.5, 1, 1.5, 2, 2, 2, 2, 2, 2]),  # and it meets the body at W
        ('warmup(multistep(4, 0.5, [4]), 4, place="before")', [0, 1, 2, 3, 4, 4, 4, 4, 2, 2]),
        ("warmup(constant(4), 4, start=2)", [2, 2.5, 3, 3.5, 4, 4, 4, 4, 4, 4]),
        ("warmup(constant(4), 4, start=1, shape=constant)", [1, 1, 1, 1, 4, 4, 4, 4, 4, 4]),
        ("warmup(constant(16), 4, start=1, shape=exponential)", [1, 2, 4, 8, 16, 16, 16, 16, 16, 16]),
        ("warmup(constant(4), 0)", [4] * 10),
        ("stepped(linear(10, 0), 4)", [10, 6, 2, 0, 0, 0, 0, 0, 0, 0]),
        ("stepped(linear(8, 0, 8), 2) >> constant(9)", [8, 6, 4, 2, 9, 9, 9, 9, 9, 9]),
        ("stepped(warmup(constant(4), 4), 2)", [0, 2, 4, 4, 4, 4, 4, 4, 4, 4]),
    ],
)
def test_tick_by_tick(text, expected):
    assert values(text) == pytest.approx(expected, rel=1e-15, abs=1e-15)


def test_a_cosine_warmup_rises_like_half_a_cosine():
    assert values("warmup(constant(2), 4, shape=cosine)", 5) == pytest.approx(
        [0, 0.29289321881345254, 1, 1.7071067811865475, 2], rel=1e-15, abs=0
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("constant(.1) >> cosine(.1)", "both pieces are open: constant(0.1) and cosine(0.1)"),
        ("constant >> cosine >> linear", "these pieces are open"),
        ("linear(0, 1, 10) >> cosine", "nothing is left for the open piece"),
        ("linear(0, 1, 12) >> cosine", "others take 12 of 10 epochs"),
        ("warmup(cosine, 10)", "does not fit"),
        ("warmup(step, 12)", "does not fit"),
        ("warmup(linear(0, 1), 3)", "starts at 0"),
        ("repeat(cosine)", "is open"),
        ('linear(0, 1, "5st") >> cosine', "--steps-per-epoch"),
    ],
)
def test_what_does_not_fit_is_refused(text, told):
    with pytest.raises(ValueError, match="^[^\n]*$") as caught:
        parse(text).on(RUN)
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["warmup(cosine, 3, shape=exponential)", "warmup(cosine, 3, shape=constant)"])
def test_some_warmups_need_a_start(text):
    with pytest.raises(NotationError, match="needs a start above 0"):
        parse(text)


def test_chains_are_flat_however_they_are_built():
    a, b, c = linear(0, 0.1, 2), cosine(0.1, length=3), constant(0.01)
    assert (a >> b) >> c == a >> (b >> c)
    assert repr(a >> b >> c) == "linear(0, final=0.1, length=2) >> cosine(0.1, length=3) >> constant(0.01)"


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (0.5 * cosine(0.1), "0.5 * cosine(0.1)"),
        (2 * (linear(0, 1, 2) >> cosine(0.1)), "2 * (linear(0, final=1, length=2) >> cosine(0.1))"),
        ((2 * cosine(0.1))[:5], "(2 * cosine(0.1))[:5]"),
        (2 * cosine(0.1)[:5], "2 * cosine(0.1)[:5]"),
        (cosine(0.1)[:"10%"], 'cosine(0.1)[:"10%"]'),
        (warmup(floor(step(0.1), 0.01), 3), "warmup(floor(step(0.1), low=0.01), length=3)"),
        (repeat(cosine(0.1)[:4], 3), "repeat(cosine(0.1)[:4], times=3)"),
    ],
)
def test_they_print_as_they_are_written(schedule, text):
    assert repr(schedule) == text
    assert parse(text) == schedule


def test_a_piece_is_written_one_way():
    for wrong in (slice(1, 5, 1), slice(None, 5, 2), slice(None), 3):
        with pytest.raises(ValueError, match=r"a\[:n\]"):
            cosine(0.1)[wrong]


def test_seams():
    chain = parse("linear(0, 0.1, 3) >> multistep(0.1, milestones=[2, 4])").on(RUN)
    assert chain.seams(10) == [3, 5, 7]
    assert warmup(cosine(0.1), 4).on(RUN).seams(10) == [4]
    assert warmup(multistep(0.1, milestones=[2, 6]), 4).on(RUN).seams(10) == [4, 6]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("stepped(linear(0, 4, 4) >> constant(3), 2)", 2),
        ("stepped(linear(0, 5, 5) >> constant(3), 2)", 3),  # at 2 it is still in the first piece
        ("stepped(linear(0, 5, 5) >> constant(3), 4)", 2),
    ],
)
def test_pieces_that_meet_between_two_ticks_are_joined_at_the_next(text, at):
    there = parse(text).on(RUN)
    (joint,) = there.joints(10)
    assert joint.at == at
    assert there.seams(10) == [at]
    assert there(at) == 3 != there(at - 1)


ENDING = "torch.OneCycleLR(max_lr=1, total_steps=6)"  # ticks 0 to 6 have a rate


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        (ENDING, 7),
        (f"{ENDING}[:6]", None),
        (f"{ENDING}[:7]", 7),  # from 7 on it would be held at the rate of tick 7
        (f"{ENDING}[:8]", 7),
        (f"repeat({ENDING}[:6], 2)", None),
        (f"repeat({ENDING}[:7])", None),  # each round begins anew just before it stops
        (f"repeat({ENDING}[:7], 2)", 14),  # after them it is held at the end of a round
        (f"repeat({ENDING}[:8], 2)", 7),
        (f"{ENDING}[:7] >> constant(1)", None),
        (f"{ENDING}[:8] >> constant(1)", 7),
        (f"constant(1)[:3] >> {ENDING}", 10),
        (f"warmup({ENDING}, 2, start=1, place='over')", 7),
        (f"warmup({ENDING}, 2, start=1, place='before')", 9),
        (f"stepped({ENDING}, 2)", None),  # held, as accelerate does
    ],
)
def test_where_a_composition_stops(text, stop):
    there = parse(text).on(Run(steps=30))
    assert there.limit() == stop
    last = 29 if stop is None else stop - 1
    assert np.isfinite(there(np.arange(last + 1))).all()
    if stop is not None:
        with pytest.raises(ValueError, match=f"no learning rate from tick {stop} on"):
            there(stop)


def test_an_epoch_at_zero_is_noted():
    (remark,) = warmup(cosine(0.1), 3).on(RUN).remarks(10)
    assert (remark.code, remark.level, remark.part, remark.field) == ("starts-at-0", "warning", "warmup", "start")
    assert remark.text.startswith("epoch 0 trains at an LR of 0")
    assert not [*warmup(cosine(0.1), 3, start=0.01).on(RUN).remarks(10)]
    assert not [*warmup(cosine(0.1), 3).on(Run(epochs=10, steps_per_epoch=5)).remarks(50)]


def test_a_modified_schedule_keeps_what_the_body_is():
    assert warmup(step(0.1), 3).natural_run().run == Run(epochs=300)
    assert (2 * multistep(0.1)).is_dated()
    assert not floor(cosine(0.1), 0.01).is_dated()
