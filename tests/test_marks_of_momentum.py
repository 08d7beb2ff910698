"""The momentum of a modified, cut or chained schedule is that of its parts, each in its own time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marks_laws import END, MOMENTUM, NATIVES, last_row, momentum, on, on_a_run, parts, thorough
from strategies import mixtures

from lrcli import constant, floor, parse, repeat, warmup
from lrcli.schedules.around import Stepped

DRIVING = st.builds(parse, st.sampled_from(MOMENTUM))
ROWS = np.arange(END)


@pytest.mark.exhaustive
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
