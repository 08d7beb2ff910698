"""The chart in the terminal, as text."""

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.envelope import envelope
from lrcli.render.axes import decades, round_numbers, short, short_count
from lrcli.render.chart import Look, chart, fitted


def drawn(*specs, run=None, **look):
    named = [
        (spec.partition("=")[0], parse(spec.partition("=")[2])) if "=" in spec.split("(")[0] else ("", parse(spec))
        for spec in specs
    ]
    return chart(Curves(named, run or Run(epochs=100)), Look(**{"width": 60, "height": 8, **look}))


PLAIN = """\
learning rate: linear(0, final=0.1, le...=20) >> cosine(0.1)
       0.1 +         ********
           |        **      ******
           |      **              ****
           |     **                  *****
           |    *                        ****
           |  **                             ****
           | **                                 ******
         0 +*                                         ******
           `+--------^---------+--------+---------+---------
            0       20        40       60        80
                           epochs, 100 in all
"""


def test_plain_characters():
    assert drawn("linear(0, 0.1, 20) >> cosine(0.1)", unicode=False) == PLAIN


def test_height_and_ends():
    lines = drawn("step(0.1, every=50)", height=6).splitlines()
    assert lines[1].startswith("       0.1 ┤⠉⠉")
    assert lines[6].startswith("      0.01 ┤")
    assert lines[6].rstrip().endswith("⣀")
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
    plain = text
    for code in range(31, 37):
        plain = plain.replace(f"\x1b[{code}m", "")
    plain = plain.replace("\x1b[0m", "")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= width
    assert plain.isascii() != unicode
    assert ("\x1b" in text) == color
    if count > 1:
        assert "multistep" in plain or count < 6
        assert plain.count("\n") == 8 + 4 + count
    if count > 1 and not color:
        marks = "abcdef"[:count] if unicode else "*o+x#@"[:count]
        body = "".join(line[12:] for line in plain.splitlines()[1:9])
        assert all(mark in body for mark in marks), "each curve can be told apart"


def test_no_spike_is_lost():
    lines = drawn("constant(0.001) >> constant(1)[:1] >> constant(0.001)[:400000]", run=Run(steps=10**6)).splitlines()
    column = lines[1].index("⢸") if "⢸" in lines[1] else lines[1].index("⡇")
    assert all(line[column] in "⢸⡇⣸⣇⡏⢹⡗⢺⣷⣾⣿" for line in lines[1:8]), "\n".join(lines)


def test_a_value_is_drawn_for_the_whole_of_its_tick():
    lines = drawn("linear(4, 0)", run=Run(epochs=4), height=4, unicode=False, width=52).splitlines()
    assert lines[1][12:] == "**********"
    assert lines[4][12:].strip("* ") == ""
    assert lines[4][12:].count("*") >= 10


def test_flat_and_tiny_data():
    lines = drawn("constant(0.1)").splitlines()
    assert sum("┤" in line for line in lines) == 1
    assert "0.1 ┤" in "\n".join(lines)
    assert "2.525e-08 ┤" in drawn("linear(5e-8, 2.5e-8)")


def test_zeros_are_gaps_on_a_log_axis():
    text = drawn("linear(0, 0.1, 50) >> constant(0.1)", log=True)
    assert "(log)" in text.splitlines()[0]
    assert "     0.002 ┤" in text
    with pytest.raises(ValueError, match="there are none"):
        drawn("constant(0)", log=True)


def test_the_axis_tells_epochs_and_steps():
    text = drawn("cosine", run=Run(epochs=90, steps_per_epoch=391))
    assert "epochs, 90 in all; 391 steps each, 35190 in all" in text
    assert "steps, 5000 in all" in drawn("cosine", run=Run(steps=5000))


def test_numbers_of_an_axis():
    assert round_numbers(0, 100, 6) == [0, 20, 40, 60, 80, 100]
    assert round_numbers(0.013, 0.1, 4) == [0.05, 0.1]
    assert round_numbers(1, 1, 5) == []
    assert decades(1e-5, 0.1, 10) == pytest.approx([1e-5, 1e-4, 1e-3, 1e-2, 1e-1], rel=1e-14)
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
