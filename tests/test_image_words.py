"""The axes, words and looks of a picture."""

import re

import numpy as np
import pytest
from matplotlib import colors
from pictures import EPOCHS, KINDS, MAGIC, TWO, curves, figure, texts, written

from lrcli.clock import Run
from lrcli.render.axes import exponent_text, limits
from lrcli.render.image import Drawing
from lrcli.render.lettering import shortened, text_width, wrapped
from lrcli.render.style import DASHES, STYLES


def test_the_axis_runs_from_the_first_tick_to_the_end_of_the_last():
    for run, end in ((EPOCHS, 100), (Run(steps=700), 700), (Run(epochs=3, steps_per_epoch=10), 3)):
        axes = figure(Drawing(curves("cosine", run=run))).axes[0]
        assert axes.get_xlim() == (0, end)
        assert axes.lines[0].get_xdata()[-1] == pytest.approx(end - 1 / (run.steps_per_epoch or 1))
        held = figure(Drawing(curves("step", run=run))).axes[0]
        assert held.lines[0].get_xdata()[-1] == end


def test_two_axes_where_epochs_and_steps_are_known():
    svg = Drawing(curves("cosine", run=Run(epochs=90, steps_per_epoch=391))).image("svg")
    assert {"epoch", "step", "learning rate", "80", "35000"} <= set(texts(svg))
    only = texts(Drawing(curves("cosine", run=Run(steps=10**6))).image("svg"))
    assert "epoch" not in only
    assert {"step", "200k", "1M"} <= set(only)
    assert "step" not in texts(Drawing(curves("cosine")).image("svg"))


@pytest.mark.parametrize(
    ("low", "high", "log", "expected"),
    [
        (0, 0.1, False, (0, 0.104)),
        (0.03, 0.1, False, (0, 0.104)),
        (0.05, 0.1, False, (0.0475, 0.1025)),
        (-0.1, 0.1, False, (-0.11, 0.11)),
        (0.01, 0.01, False, (0, 0.02)),
        (0, 0, False, (0, 1)),
        (1e-4, 1e-2, True, (1e-4 / 10**0.1, 1e-2 * 10**0.1)),
    ],
)
def test_limits_of_the_axis_of_rates(low, high, log, expected):
    assert limits(low, high, log) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3e-4, "3e-4"), (0.00015000000000000001, "1.5e-4"), (-2e-7, "-2e-7"), (1e6, "1e6")]
)
def test_small_and_large_rates_are_written_as_one_types_them(value, text):
    assert exponent_text(value) == text


@pytest.mark.parametrize("initial", ["1e-7", "3e-4", "0.01", "0.1", "2", "1e7"])
def test_no_two_numbers_of_an_axis_are_alike(initial):
    axes = figure(Drawing(curves(f"cosine({initial})"))).axes[0]
    told = [text.get_text().replace("\N{MINUS SIGN}", "-") for text in axes.get_yticklabels()]
    assert len(set(told)) == len(told) >= 4
    assert [float(text) for text in told] == pytest.approx(list(axes.get_yticks()))
    assert "0.000" not in told


def test_one_curve_has_its_text_as_title_and_no_legend():
    assert "cosine(0.1)" in texts(Drawing(curves("cosine")).image("svg"))
    made = figure(Drawing(curves("cosine")))
    assert made.axes[0].get_title() == "cosine(0.1)"
    assert not made.legends
    assert figure(Drawing(curves("cosine"), title="")).axes[0].get_title() == ""


def test_a_label_or_several_curves_have_a_legend():
    assert {"best", "cosine(0.1)"} <= set(texts(Drawing(curves("cosine", labels=["best"])).image("svg")))
    found = texts(Drawing(curves(*TWO), title="A and B").image("svg"))
    assert {"linear(0, final=0.1, length=5) >> cosine(0.1)", "step(0.1, every=30)", "A and B"} <= set(found)


STRANGE = ["$x_1$ & <b>", "_hidden", "$", "$\\frac$", "a\x00b\nc\udcff", "漢字", "x" * 300, "many words " * 60, "100 %"]


@pytest.mark.parametrize("kind", KINDS)
def test_labels_are_shown_as_they_are(kind):
    content = written(kind, curves(*["cosine"] * len(STRANGE), labels=STRANGE), title=" ".join(STRANGE))
    assert content.startswith(MAGIC[kind])
    if kind == "svg":
        assert "$x_1$ & <b>" not in texts(content)  # it is mathematics
        assert {"_hidden", "$", "$\\frac$", "a b c", "漢字", "100 %"} <= set(texts(content))


@pytest.mark.parametrize("size", [(8, 4.5), (3.5, 2.5)])
def test_words_stay_within_the_picture(size):
    found = curves(*["cosine"] * len(STRANGE), labels=STRANGE)
    with np.errstate(all="raise"), pytest.warns(UserWarning, match="Glyph"):
        made = figure(Drawing(found, title="W" * 150 + " " + " ".join(STRANGE), size=size))
    box = made.bbox
    told = [*made.legends[0].get_texts(), made.axes[0].title, made.axes[0].xaxis.label, made.axes[0].yaxis.label]
    for text in told:
        extent = text.get_window_extent()
        assert extent.x0 >= box.x0 - 1
        assert extent.x1 <= box.x1 + 1
        assert extent.y0 >= box.y0 - 1
        assert extent.y1 <= box.y1 + 1


def test_texts_are_shortened_in_the_middle_and_wrapped():
    assert shortened("cosine(0.1)", 100, 10) == "cosine(0.1)"
    short = shortened("abcdefghij" * 20, 100, 10)
    assert re.fullmatch("abc.*….*hij", short)
    assert 85 < text_width(short, 10) <= 100
    assert wrapped("one two three", 1000, 10) == ["one two three"]
    lines = wrapped("one two three four five six", 80, 10)
    assert len(lines) == 2
    assert " ".join(lines).startswith("one two")
    assert all(text_width(line, 10) <= 80 for line in lines)
    assert wrapped("one " * 10_000 + "two", 200, 10)[-1].endswith("two")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [1, 2, 6, 12])
def test_any_number_of_curves_in_either_style(count, style):
    found = curves(*(f"cosine({(n + 1) / 100})" for n in range(count)))
    made = figure(Drawing(found, style=style))
    lines = made.axes[0].lines
    assert len(lines) == count
    looks = {(line.get_color(), str(DASHES[n % len(DASHES)])) for n, line in enumerate(lines)}
    assert len(looks) == count
    assert made.get_facecolor() == colors.to_rgba(STYLES[style].ground)
    axes = made.axes[0].get_window_extent()
    assert axes.height > 0.5 * 4.5 * 150
    assert len(made.legends) == (count > 1)
    if count > 1:
        assert made.legends[0].get_window_extent().y1 < axes.y0


def test_looks_come_back_after_more_curves_than_colours():
    styles = [(n % len(STYLES["light"].curves), n % len(DASHES)) for n in range(35)]
    assert len(set(styles)) == 35


def contrast(one, other):
    """The contrast of two colours by the Web Content Accessibility Guidelines, from 1 to 21."""

    def luminance(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colors.to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_everything_can_be_told_from_the_ground(style):
    assert contrast(style.ink, style.ground) > 12
    assert all(contrast(colour, style.ground) > 2 for colour in style.curves)
    assert all(contrast(colour, style.ground) > 3 for colour in style.curves[:5])
    assert contrast(style.grid, style.ground) < 2
