"""Values that a calculator confirms: one file of them for every family, in `values/`.

A line that is not indented is a schedule, perhaps with ` @ ` and the run's arguments; without them the run is the
family's natural one, else 100 epochs. An indented line below it is a tick and what its rate is.
"""

import ast
import math
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from grouped import each

from lrcli import Run, parse, restarts, triangular
from lrcli.catalogue import natives
from lrcli.clock import half_up
from lrcli.schedules.marks import MOST_PHASES

HERE = Path(__file__).with_name("values")
NAMES = {name: value for name, value in vars(math).items() if not name.startswith("_")}


def cases(family):
    """The schedules of a file, each with its run's arguments and its ticks and expressions."""
    found = []
    for line in (HERE / f"{family}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0].isspace():
            tick, expression = line.split(maxsplit=1)
            found[-1][2].append((int(tick), expression))
        else:
            spec, _, run = line.partition(" @ ")
            found.append((spec, run, []))
    return found


@pytest.fixture(autouse=True)
def beside_the_files(monkeypatch):
    """Schedules from files name those that lie with the values."""
    monkeypatch.chdir(HERE)


def run_of(schedule, text):
    if not text:
        natural = schedule.natural_run()
        return natural.run if natural else Run(epochs=100)
    call = ast.parse(f"Run({text})", mode="eval").body
    return Run(**{word.arg: ast.literal_eval(word.value) for word in call.keywords})


ALL = [(family, *case) for family in sorted(file.stem for file in HERE.glob("*.txt")) for case in cases(family)]


@pytest.mark.parametrize(("family", "spec", "run", "rows"), ALL, ids=[f"{row[1]} @ {row[2]}" for row in ALL])
def test_values(family, spec, run, rows):
    schedule = parse(spec)
    assert schedule.family == family
    there = schedule.on(run_of(schedule, run))
    for tick, expression in rows:
        expected = eval(expression, {"__builtins__": {}}, NAMES)
        assert there(tick) == pytest.approx(expected, rel=1e-13, abs=0), f"tick {tick}: {expression}"


def test_every_family_has_values():
    assert {kind.family for kind in natives()} == {file.stem for file in HERE.glob("*.txt")}
    for kind in natives():
        assert all(rows for _, _, rows in cases(kind.family))


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
def test_every_field_of_a_family_is_set_in_its_values(kind):
    set_somewhere = {
        name
        for spec, _, _ in cases(kind.family)
        for name, field in kind.fields.items()
        if getattr(parse(spec), name) != field.default
    }
    assert set_somewhere >= set(kind.fields) - {"initial", "peak", "high"}


ENDS = [
    ("linear(0.3, final=0.007)", 0.3, 0.007),
    ("cosine(0.3, final=0.007)", 0.3, 0.007),
    ("polynomial(0.3, final=0.007, power=0.9)", 0.3, 0.007),
    ("exponential(0.3, final=0.007)", 0.3, 0.007),
    ("rex(0.3, final=0.007)", 0.3, 0.007),
    ("one_minus_sqrt(0.3, final=0.007)", 0.3, 0.007),
    ("wsd(0.3, start=0.013, final=0.007)", 0.013, 0.007),
    ("wsd(0.3, start=0.013, final=0.007, shape='cosine')", 0.013, 0.007),
    ("wsd(0.3, start=0.013, final=0.007, shape='one_minus_sqrt')", 0.013, 0.007),
    ("wsd(0.3, start=0.013, final=0.007, shape='exponential')", 0.013, 0.007),
    ("knee(0.3, final=0.007)", 0.3, 0.007),
    ("one_cycle(0.3, start_factor=0.1, end_factor=0.3)", 0.3 * 0.1, 0.3 * 0.1 * 0.3),
    ("one_cycle(0.3, start_factor=0.1, end_factor=0.3, shape='linear')", 0.3 * 0.1, 0.3 * 0.1 * 0.3),
]


@pytest.mark.parametrize("ticks", [2, 7, 97, 1000, 34567])
@pytest.mark.parametrize(("spec", "first", "end"), ENDS, ids=[row[0] for row in ENDS])
def test_ends_are_exact(spec, first, end, ticks):
    there = parse(spec).on(Run(epochs=ticks))
    assert there(0) == first
    assert there([ticks, ticks + 1, 10 * ticks]).tolist() == [end] * 3


@pytest.mark.parametrize("ticks", [7, 97, 1000, 34567])
@pytest.mark.parametrize("family", ["wsd", "one_cycle", "knee", "restarts", "triangular", "inverse_sqrt"])
def test_the_peak_is_exact_and_on_a_tick(family, ticks):
    there = parse(f"{family}(0.3)").on(Run(epochs=ticks))
    lr = there(np.arange(ticks + 1))
    assert lr.max() == 0.3
    assert any(lr[phase.start] == 0.3 for phase in there.phases(ticks))


PHASES = [
    ("wsd(0.1)", [(0, "warm-up"), (5, "stable"), (80, "cooldown")]),
    ("wsd(0.1, warmup=0)", [(0, "stable"), (80, "cooldown")]),
    ("wsd(0.1, warmup='80%')", [(0, "warm-up"), (80, "cooldown")]),
    ("wsd(0.1, cooldown=0)", [(0, "warm-up"), (5, "stable")]),
    ("wsd(0.1, length=200)", [(0, "warm-up"), (10, "stable")]),
    ("one_cycle(0.1)", [(0, "warm-up"), (30, "decay")]),
    ("knee(0.1)", [(0, "hold"), (50, "decay")]),
    ("knee(0.1, warmup=10)", [(0, "warm-up"), (10, "hold"), (60, "decay")]),
    ("inverse_sqrt(0.1)", [(0, "warm-up"), (10, "decay")]),
    ("inverse_sqrt(0.1, warmup=100)", [(0, "warm-up")]),
    ("restarts(0.1, period=10, growth=2)", [(0, "cycle 1"), (10, "cycle 2"), (30, "cycle 3"), (70, "cycle 4")]),
    ("triangular(0.1, up=50, down=20)", [(0, "rise 1"), (50, "fall 1"), (70, "rise 2")]),
]


@pytest.mark.parametrize(("spec", "phases"), PHASES, ids=[row[0] for row in PHASES])
def test_phases(spec, phases):
    assert parse(spec).on(Run(epochs=100)).phases(100) == phases


def test_the_decay_of_noam_begins_at_its_peak():
    there = parse("noam(warmup='400st')").on(Run(steps=2000))
    assert there.phases(2000) == [(0, "warm-up"), (int(np.argmax(there(np.arange(2000)))), "decay")]
    assert there.seams(2000) == [399]


def test_the_phases_of_the_longest_runs_are_the_first_ones():
    for spec in ("restarts(period=2)", "triangular(up=1)", "restarts(period=1, growth=1.0001)"):
        phases = parse(spec).on(Run(steps=10**12)).phases(10**12)
        assert len(phases) == MOST_PHASES
        assert phases[0].start == 0
    assert len(parse("restarts(growth=100)").on(Run(steps=10**12)).phases(10**12)) == 2


def test_the_jump_of_tanh():
    (jump,) = parse("tanh(0.1, length=40)").on(Run(epochs=100)).joints(100)
    assert jump[:4] == (40, pytest.approx(0.05 * (1 - math.tanh(3)), rel=1e-13, abs=0), 0, None)


def near(values, expected, rel, least):
    """What pytest.approx asks, of whole arrays at once."""
    return bool((abs(values - expected) <= np.maximum(rel * abs(expected), least)).all())


CYCLES = list(
    product(["1", "7", "12.5%", "33.33%", "99%"], ["1", "1.5", "1.7", "2", "1.1", "1.001"], [3, 90, 391, 35190])
)
"""The first period, its growth, and the length of the run."""


@each("cycles", CYCLES, lambda cycles: f"period={cycles[0]}")
def test_restarts_begin_where_exact_fractions_say(cycles):
    period, growth, length = cycles
    percent = period.endswith("%")
    first = Fraction(period.rstrip("%")) * (Fraction(length, 100) if percent else 1)
    there = restarts(1.0, period=period, growth=float(growth)).on(Run(epochs=length))
    starts, exact, size = [0], Fraction(0), max(first, Fraction(1))
    while starts[-1] <= length and len(starts) < 200:
        exact, size = exact + size, size * Fraction(growth)
        starts.append(half_up(exact))
    t = np.arange(min(length, starts[-1] - 1) + 1)
    cycle = np.searchsorted(starts, t, side="right") - 1
    begin, end = np.array(starts)[cycle], np.array(starts)[cycle + 1]
    assert near(there(t), np.cos(np.pi / 2 * (t - begin) / (end - begin)) ** 2, rel=1e-9, least=1e-15)
    assert (there(np.unique(begin)) == 1).all()


@pytest.mark.parametrize("length", [1, 25, 391, 35190])
@pytest.mark.parametrize(("up", "down"), [("10%", "10%"), ("3.3%", "12.5%"), ("1", "0.1%"), ("50%", "33.33%")])
def test_tops_and_valleys_are_where_exact_fractions_say(up, down, length):
    rise, fall = (
        max(Fraction(text.rstrip("%")) * (Fraction(length, 100) if "%" in text else 1), Fraction(1))
        for text in (up, down)
    )
    there = triangular(1.0, low=0, up=up, down=down).on(Run(epochs=length))
    knots = [
        (half_up(i * (rise + fall)), half_up(i * (rise + fall) + rise)) for i in range(int(length / (rise + fall)) + 2)
    ]
    flat = [tick for pair in knots for tick in pair]
    t = np.arange(length + 1)
    assert near(there(t), np.interp(t, flat, [0.0, 1.0] * len(knots)), rel=1e-12, least=1e-12)


def test_cycles_of_the_longest_runs():
    """No memory per cycle, and the last tick of the longest run is in the right one."""
    there = restarts(1.0, period="0.1%", decay=0.5).on(Run(steps=10**12))
    assert there([0, 10**9 - 1, 10**9, 2 * 10**9]) == pytest.approx([1, 0, 0.5, 0.25], rel=1e-15, abs=1e-15)
    assert there(999 * 10**9) == 0.5**999
    doubling = restarts(1.0, period=1, growth=2).on(Run(steps=10**12))
    assert doubling([2**39 - 2, 2**39 - 1]) == pytest.approx([0, 1], rel=1e-15, abs=1e-15)
