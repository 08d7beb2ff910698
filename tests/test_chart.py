"""The chart in the terminal, as text."""

import itertools
import math
import re

import numpy as np
import pytest
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.envelope import envelope
from lrcli.cells import fitted
from lrcli.render.axes import decades, round_numbers, scale, short, short_count
from lrcli.render.chart import LEAST, Look, chart


def drawn(*specs, run=None, **look):
    named = [
        (spec.partition("=")[0], parse(spec.partition("=")[2])) if "=" in spec.split("(")[0] else ("", parse(spec))
        for spec in specs
    ]
    return chart(Curves(named, run or Run(epochs=100)), Look(**{"width": 60, "height": 8, **look}))


def numbers(text):
    """The numbers at the y axis, from the top."""
    return [line.split("┤")[0].strip() for line in text.splitlines() if "┤" in line]


PLAIN = """\
learning rate: linear(0, final=0.1, length=20) >>
    cosine(0.1)
       0.1 +         ********
           |        **      ******
           |      **              ****
      0.05 +     **                  *****
           |    *                        ****
           |  **                             ****
           | **                                 ******
         0 +*                                         ******
           `+--------^---------+--------+---------+--------+
            0       20        40       60        80      100
              epochs, 100 in all; ^ a phase begins or ends
"""


def test_plain_characters():
    assert drawn("linear(0, 0.1, 20) >> cosine(0.1)", unicode=False) == PLAIN


def test_height_and_ends():
    lines = drawn("step(0.1, every=50)", height=6).splitlines()
    assert lines[1].startswith("       0.1 ┤⠉⠉")
    assert lines[6].startswith("         0 ┤")
    assert lines[6].rstrip().endswith("⠒")
    assert {len(line) for line in lines[1:7]} <= set(range(13, 61))


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("count", [1, 2, 6])
@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("color", [True, False])
def test_it_fits_whatever_is_asked(width, count, unicode, color):
    specs = [
        "cosine(0.1)",
        "step(0.1, every=30)",
        "linear(0, 0.05)",
        "constant(0.07)",
        "exponential(0.1, rate=3)",
        "a=multistep(0.1, milestones=[45])",
    ]
    text = drawn(*specs[:count], width=width, unicode=unicode, color=color)
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= width
    assert plain.isascii() != unicode
    assert ("\x1b" in text) == color
    if count > 1:
        assert "multistep" in plain or count < 6
        assert plain.count("\n") == 8 + 4 + count + (width == 40), (
            "at 40 the marks are explained on a line of their own"
        )
    if count > 1 and not color:
        marks = "abcdef"[:count] if unicode else "*o+x#@"[:count]
        body = "".join(line[12:] for line in plain.splitlines()[1:9])
        assert all(mark in body for mark in marks), "each curve can be told apart"


def test_no_spike_is_lost():
    spec = "constant(0.001) >> constant(1)[:1] >> constant(0.001)[:400000]"
    lines = drawn(spec, run=Run(steps=10**6), width=80).splitlines()
    column = lines[1].index("⢸") if "⢸" in lines[1] else lines[1].index("⡇")
    assert all(line[column] in "⢸⡇⣸⣇⡏⢹⡗⢺⣷⣾⣿" for line in lines[1:8]), "\n".join(lines)


def test_a_value_is_drawn_for_the_whole_of_its_tick():
    lines = drawn("linear(4, 0)", run=Run(epochs=4), height=4, unicode=False, width=52).splitlines()
    assert lines[1][9:] == "***********"
    assert lines[4][9:] == ""
    assert lines[3][9:] == f"{' ' * 33}**********"


def test_flat_and_tiny_data():
    assert numbers(drawn("constant(0.1)")) == ["0.2", "0.1", "0"]
    assert "⣀⣀" in next(line for line in drawn("constant(0.1)").splitlines() if " 0.1 ┤" in line)
    assert numbers(drawn("constant(0)")) == ["1", "0"]
    ends = numbers(drawn("linear(5e-8, 2.5e-8)"))
    assert (ends[0], ends[-1]) == ("5e-8", "2.5e-8")


def test_zeros_are_gaps_on_a_log_axis():
    text = drawn("linear(0, 0.1, 50) >> constant(0.1)", log=True)
    assert "(log)" in text.splitlines()[0]
    assert "     0.002 ┤" in text
    with pytest.raises(ValueError, match="there are none"):
        drawn("constant(0)", log=True)


@pytest.mark.parametrize("log", [False, True])
def test_rates_too_large_for_an_axis_leave_it_at_the_top(log):
    text = drawn("torch.ExponentialLR(lr=0.1, gamma=1e30)", log=log)
    ends = numbers(text)
    assert float(ends[0]) <= 1e300
    assert max(map(len, text.splitlines()[1:-3])) < 20  # nothing is drawn after its tenth epoch


def test_the_axis_tells_epochs_and_steps():
    text = drawn("cosine", run=Run(epochs=90, steps_per_epoch=391))
    assert "epochs, 90 in all; 391 steps each, 35.19k in all" in text
    assert "steps, 5000 in all" in drawn("cosine", run=Run(steps=5000))
    assert "0 1000 2000 3000 4000 5000".split() == drawn("cosine", run=Run(steps=5000)).splitlines()[-2].split()
    assert "0 5k 10k 15k 20k".split() == drawn("cosine", run=Run(steps=20_000)).splitlines()[-2].split()


def test_numbers_of_an_axis():
    assert round_numbers(0, 100, 6) == [0, 20, 40, 60, 80, 100]
    assert round_numbers(0.013, 0.1, 4) == [0.05, 0.1]
    assert round_numbers(1, 1, 5) == []
    assert decades(1e-5, 0.1, 10) == pytest.approx([1e-5, 1e-4, 1e-3, 1e-2, 1e-1], rel=1e-14)
    counts = (375_300, 10**7, 35_190, 12_345, 1_234_567, 9_999, 10_000)
    assert list(map(short_count, counts)) == ["375.3k", "10M", "35.19k", "12345", "1234567", "9999", "10k"]
    assert [short_count(n) for n in (0, 200, 2000, 50_000, 1_500_000, 10**12)] == [
        "0",
        "200",
        "2000",
        "50k",
        "1.5M",
        "1T",
    ]
    assert short(0.1 + 0.2) == "0.3"
    assert short(1.23456789e-7) == "1.23457e-07"


def test_long_texts_lose_their_middle():
    assert fitted("abcdefghij", 7, True) == "abcd…ij"
    assert fitted("abcdefghij", 7, False) == "abc...j"
    assert fitted("ä", 5, False) == "\\xe4"


@pytest.mark.parametrize("buckets", [1, 7, 100, 997, 5000])
def test_the_envelope_holds_what_all_rows_hold(buckets):
    curves = Curves(
        [("", parse("exponential(0.1, rate=5)")), ("", parse("step(0.1, every=13, rate=0.9)"))],
        Run(epochs=997, steps_per_epoch=97),
    )
    found = envelope(curves, buckets)
    every = curves.at(np.arange(curves.rows))
    for bucket in range(len(found.starts) - 1):
        part = every[found.starts[bucket] : found.starts[bucket + 1]]
        assert (found.first[bucket] == part[0]).all()
        assert (found.last[bucket] == part[-1]).all()
        assert (found.low[bucket] == part.min(axis=0)).all()
        assert (found.high[bucket] == part.max(axis=0)).all()


RANGES = [
    (0, 0.1),
    (1.8e-10, 0.1),
    (0.099999, 0.1),
    (2.5e-8, 5e-8),
    (0, 0.137),
    (-0.02, 0.07),
    (0.1, 0.1 + 1e-11),
    (0, 1e7),
    (3, 3),
    (-2, -2),
    (0, 0),
    (1e-300, 3e300),
]


@pytest.mark.parametrize(("low", "high"), RANGES)
@pytest.mark.parametrize("most", [2, 3, 5, 8, 14])
@pytest.mark.parametrize("log", [False, True])
def test_an_axis_ends_at_round_numbers_that_differ(low, high, most, log):
    if log and low <= 0:
        return
    axis = scale(low, high, log, most)
    names = axis.names()
    assert len(set(names)) == len(names) >= 2
    assert [float(name) for name in names] == list(axis.ticks)
    assert list(axis.ticks) == sorted(axis.ticks)
    assert (axis.ticks[0], axis.ticks[-1]) == (axis.low, axis.high)
    assert axis.low <= low * (1 + 1e-9 * math.copysign(1, low)) + 1e-300
    assert axis.high >= high * (1 - 1e-9 * math.copysign(1, high))
    if not log and low < high:
        assert len(names) <= most + 1
        assert axis.high - axis.low <= 4.1 * (high - low), "little is left empty"
        digits = {name.partition("e")[0].strip("-").replace(".", "").strip("0") for name in names}
        assert high - low < 1e-3 * high or max(map(len, digits)) <= 3


@pytest.mark.parametrize("text", ["linear(0.099999, 0.1)", "cosine", "step", "constant(0.07)", "wsd(3e-4)"])
@pytest.mark.parametrize("height", [4, 5, 8, 18, 30])
def test_numbers_at_the_y_axis_differ_and_stand_apart(text, height):
    lines = drawn(text, height=height).splitlines()
    shown = numbers("\n".join(lines))
    assert len(set(shown)) == len(shown) >= 2
    places = [place for place, line in enumerate(lines) if "┤" in line]
    assert all(after - before > 1 for before, after in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("run", "last"),
    [
        (Run(epochs=100), "100"),
        (Run(epochs=7), "7"),
        (Run(epochs=1), "1"),
        (Run(steps=375_300), "375.3k"),
        (Run(steps=10**7), "10M"),
        (Run(steps=1_234_567), "1234567"),
        (Run(epochs=90, steps_per_epoch=391), "90"),
        (Run(steps=1000, steps_per_epoch=300), "3.333"),
    ],
)
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_the_last_number_of_the_x_axis_is_always_there(run, last, width):
    lines = drawn("cosine", run=run, width=width).splitlines()
    axis, names = next((line, lines[place + 1]) for place, line in enumerate(lines) if "└" in line)
    assert names.split()[-1] == last
    assert len(names) == len(axis) <= max(width, 20)
    assert axis[-1] in "┬┼"


def test_marks_are_explained_and_do_not_fill_the_axis():
    few = drawn("wsd", width=80)
    assert "┴ ┼ a phase begins or ends" in few
    many = drawn("restarts(0.1, period=2)", width=80)
    assert "49 phases begin or end" in many
    assert not set("┴┼") & set(many)
    assert "phase" not in drawn("cosine")
    most = drawn("restarts(0.1, period=2)", run=Run(steps=10**6), width=80)
    assert "more than 999 phases begin or end" in most


SETS = {
    "one": ["cosine"],
    "six": ["cosine", "step", "linear", "wsd", "exponential", "restarts"],
    "24": [f"layer {n}=0.{n:02} * cosine(0.1)" for n in range(1, 25)],
    "70": [f"0.{n:02} * cosine(0.1)" for n in range(1, 71)],
    "long": [f"linear(0, 0.1, 5) >> cosine(0.{n}) >> constant(0.01)[:20]" for n in range(1, 5)],
    "momentum": [
        "torch.OneCycleLR(max_lr=0.1, total_steps=100)",
        "cosine",
        "a=torch.OneCycleLR(max_lr=1, total_steps=100)",
    ],
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("width", "screen"), sample("screen", [(80, 23), (60, 19), (120, 39), (30, 14), (200, 60)]))
@pytest.mark.parametrize("color", [True, False])
def test_it_fits_the_screen_with_title_and_legend(name, width, screen, color):
    named = [
        (spec.partition("=")[0], parse(spec.partition("=")[2])) if "=" in spec.split("(")[0] else ("", parse(spec))
        for spec in SETS[name]
    ]
    curves = Curves(named, Run(steps=100))
    if name == "momentum":
        curves.below = [curves.driven("momentum")]
        assert len(curves.below[0].columns) == 2, "cosine has none, and is left out"
    text = re.sub(r"\x1b\[[\d;]*m", "", chart(curves, Look(width=width, screen=screen, color=color)))
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) <= max(screen, 2 * LEAST + 12 if name == "momentum" else LEAST + 9)
    assert lines[0].startswith("learning rate")
    assert text.count("100") >= (2 if name == "momentum" else 1), "numbers below each"
    if name == "24":
        assert "layer 24" in text or "more" in text
    if name == "70" and screen < 30:
        assert "more" in text
    if name == "momentum":
        assert any(line.startswith("momentum of torch") for line in lines)


def test_a_long_legend_stands_side_by_side_where_nothing_is_lost():
    curves = Curves([("", parse(spec)) for spec in SETS["six"]], Run(steps=100))
    key = chart(curves, Look(width=80, screen=23)).splitlines()[-2:]
    assert [line.count("(0.1)") for line in key] == [3, 3]
    named = Curves([(f"name {n}", parse(spec)) for n, spec in enumerate(SETS["six"])], Run(steps=100))
    assert chart(named, Look(width=80, screen=40)).count(" = ") == 6


def test_letters_tell_curves_apart():
    colored = drawn("cosine", "step", color=True)
    assert not re.search("[ab]", "".join(colored.splitlines()[1:8]))
    lettered = drawn("cosine", "step", color=True, letters=True)
    body = "".join(re.sub(r"\x1b\[[\d;]*m", "", line)[12:] for line in lettered.splitlines()[1:9])
    assert {"a", "b"} <= set(body)
    assert re.search(r"\x1b\[38;5;33ma\x1b\[0m cosine", lettered), "and they are in the legend"
    many = drawn(*(f"0.{n:02} * cosine(0.1)" for n in range(1, 25)), color=True, width=80, height=18)
    body = "".join(re.sub(r"\x1b\[[\d;]*m", "", line)[12:] for line in many.splitlines()[1:19])
    assert set("abcdefghijklmnopqrstuvwx") <= set(body), "more curves than colours have letters"
    plain = drawn("cosine", "step", unicode=False, letters=True)
    assert re.search("a+", "".join(plain.splitlines()[1:8]))
    assert "*" not in plain
    assert drawn("cosine", letters=True) == drawn("cosine"), "one curve needs none"


def test_a_title_stands_above():
    lines = drawn("cosine", title="Fine-tuning").splitlines()
    assert lines[:2] == ["Fine-tuning", "learning rate"]


def test_wide_characters_keep_their_columns():
    lines = drawn("日本=cosine", "e\u0301=step", "👍🏽=linear", height=4, width=40).splitlines()[-3:]
    assert lines == ["  a 日本 = cosine(0.1)", "  b e\u0301 = step(0.1)", "  c 👍🏽 = linear(0.1)"]
    assert "\\u202e" in drawn("\u202ea=cosine", "step")
