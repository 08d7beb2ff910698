"""A warm-up that moves every step over a schedule that is held within each epoch, and the other way round."""

import copy
import pickle
from itertools import product

import numpy as np
import pytest
from grouped import each
from hypothesis import assume, given
from hypothesis import strategies as st
from marks_laws import assert_joints, assert_phases, assert_stop, has_percents, rates, thorough
from strategies import bodies, mixtures

from lrcli import Run, parse, warmup
from lrcli.schedules.errors import FieldError

K, EPOCHS = 7, 20
RUN = Run(epochs=EPOCHS, steps_per_epoch=K, update="epoch")
ROWS = np.arange(K * EPOCHS)
places = st.sampled_from(["auto", "before", "over"])
shapes = st.sampled_from(["linear", "cosine", "exponential", "constant"])


def on(schedule, run=RUN):
    try:
        return schedule.on(run)
    except FieldError:
        assume(False)


@thorough
@given(bodies(), st.integers(1, EPOCHS - 1), places, shapes)
def test_after_whole_epochs_the_schedule_is_what_it_was(body, epochs, place, shape):
    """Where the warm-up takes whole epochs, what comes after is as without --warmup-update."""
    given = {"body": body, "length": f"{epochs}ep", "place": place, "shape": shape, "start": 1e-7}
    held, moving = on(warmup(**given)), on(warmup(**given, update="step"))
    later = ROWS[epochs * K :]
    assert moving(later).tolist() == held(later).tolist()


@thorough
@given(bodies(), st.integers(1, EPOCHS * K - K), places)
def test_the_warm_up_moves_every_step_and_the_schedule_every_epoch(body, steps, place):
    placed = on(warmup(body, f"{steps}st", place=place, start=1e-7, update="step"))
    lr, target = placed(ROWS), placed(steps)
    rise = 1e-7 + (target - 1e-7) * ROWS[:steps] / steps
    assert lr[:steps] == pytest.approx(rise, rel=1e-12, abs=0)
    moves = np.flatnonzero(np.diff(lr[steps:])) + steps + 1
    assert not (moves % K).any()


@thorough
@given(bodies().filter(lambda body: not has_percents(body)), st.integers(1, EPOCHS * K - K))
def test_the_schedule_counts_the_epochs_from_the_warm_up_on(body, steps):
    """Before a schedule: its epoch 0 is what is left of the epoch in which the warm-up ends. Over it: the run's."""
    gone = steps // K
    after = on(body, Run(epochs=EPOCHS - gone))
    before = on(warmup(body, f"{steps}st", place="before", start=1e-7, update="step"))
    assert before(ROWS[steps:]).tolist() == after(ROWS[steps:] // K - gone).tolist()
    over = on(warmup(body, f"{steps}st", place="over", start=1e-7, update="step"))
    assert over(ROWS[steps:]).tolist() == on(body)(ROWS[steps:]).tolist()


FORMS = [
    "{}",
    "0.5 * {}",
    "floor({}, 0.01)",
    "{}[:9] >> linear(0.05)",
    "constant(0.1)[:3] >> {}",
    "constant(0.1)[:10st] >> {}",
    "warmup({}, 5, start=0.001)",
    "{}[3:]",
    "repeat({}[:6ep], 3)",
]
"""What may stand around a warm-up that moves every step."""
BODIES = [
    "cosine(0.1)",
    "step(0.1, every=4)",
    "cosine(0.1, length=9)",
    "torch.StepLR(lr=0.1, step_size=3)",
    "torch.OneCycleLR(max_lr=0.1, total_steps=9)",
    "timm.StepLRScheduler(lr=0.1, decay_t=3, decay_rate=0.5)",
    "plateau(0.1, patience=0, metrics=[1, 1, 1, 0.5, 1, 1])",
    "cosine(0.1)[:5] >> constant(0.02)",
]
LENGTHS = ["2", "3ep", "10st", "25%"]
every_form = each("parts", list(product(FORMS, BODIES, LENGTHS)), lambda parts: parts[0])


def placed_in(form, body, length):
    """A form with such a warm-up on the run; None where it does not fit."""
    text = form.format(f"warmup({body}, {length}, start=0.001, update=step)")
    try:
        return parse(text).on(RUN)
    except FieldError:
        return None


@every_form
def test_what_is_said_is_where_the_rates_are(parts):
    placed = placed_in(*parts)
    if placed is None:
        return
    assert_phases(placed, len(ROWS))
    assert_joints(placed, len(ROWS))
    assert_stop(placed, len(ROWS))


@every_form
def test_it_is_a_schedule_like_any_other(parts):
    placed = placed_in(*parts)
    if placed is None:
        return
    assert placed.on(RUN) is placed
    assert pickle.loads(pickle.dumps(placed)) == copy.copy(placed) == placed
    again = parse(repr(placed)).on(RUN)
    assert again == placed
    assert np.array_equal(rates(again, ROWS), rates(placed, ROWS), equal_nan=True)
    assert parse(repr(placed.given)) == placed.given


@thorough
@given(mixtures(), st.integers(1, 40))
def test_compositions_say_where_their_rates_are(body, steps):
    assume("noise_range_t" not in repr(body))
    placed = on(warmup(body, f"{steps}st", start=1e-7, update="step"))
    assert_phases(placed, len(ROWS))
    assert_joints(placed, len(ROWS))
    assert_stop(placed, len(ROWS))


def test_momentum_goes_on_under_it():
    text = "warmup(torch.OneCycleLR(max_lr=0.1, total_steps=20), 10st, place=over, update=step)"
    placed, alone = parse(text).on(RUN), parse("torch.OneCycleLR(max_lr=0.1, total_steps=20)").on(RUN)
    assert placed.momentum(ROWS).tolist() == alone.momentum(ROWS).tolist()


def test_a_warm_up_may_be_held_under_steps():
    run = Run(epochs=4, steps_per_epoch=3)
    held = parse("warmup(cosine(0.1), 2, update=epoch)").on(run)
    moving = parse("warmup(cosine(0.1), 2)").on(run)
    assert held(np.arange(6)).tolist() == [0, 0, 0, 0.05, 0.05, 0.05]
    assert held(np.arange(6, 12)).tolist() == moving(np.arange(6, 12)).tolist()
    assert [remark.code for remark in held.remarks(12)] == ["starts-at-0"]


def test_where_all_moves_every_step_it_changes_nothing():
    run = Run(epochs=4, steps_per_epoch=3)
    one, other = (parse(f"warmup(cosine(0.1), 2{text})").on(run) for text in ("", ", update=step"))
    assert one(np.arange(12)).tolist() == other(np.arange(12)).tolist()
    assert [remark.code for remark in other.remarks(12)] == ["all-moves"]


@pytest.mark.parametrize("run", [Run(epochs=10), Run(epochs=10, update="epoch"), Run()])
def test_it_needs_the_steps_of_an_epoch(run):
    with pytest.raises(FieldError, match="update: step needs --steps-per-epoch"):
        parse("warmup(cosine(0.1, length=5), 2, update=step)").on(run)


COMMAND = ["csv", "cosine", "--epochs", "2", "--warmup", "1", "--warmup-update", "step"]
STEPS = ["--steps-per-epoch", "2"]


def test_the_command(called):
    done = called(*COMMAND, *STEPS, "--update", "epoch")
    assert done.stdout == "step,epoch,lr\n0,0,0.0\n1,0,0.05\n2,1,0.1\n3,1,0.1\n"
    assert (
        called(*COMMAND).stderr == "lrcli: --warmup-update: step needs --steps-per-epoch: how many steps an epoch has\n"
    )
    assert "--update epoch holds" in called(*COMMAND, *STEPS).stderr
    own = called("csv", "wsd", *COMMAND[2:], *STEPS, "--update", "epoch")
    assert own.returncode == 2
    said = "'warmup(wsd, 5, place=over, update=step)'"
    assert said in own.stderr
    written = called("csv", said.strip("'"), "--epochs", "20", *STEPS, "--update", "epoch")
    assert written.returncode == 0
