"""Figures for papers: their size, font and axes, where the names stand, sets with an order, and both sides of a diff."""

import io
import re
from itertools import pairwise, product

import numpy as np
import pytest
from matplotlib import colors
from matplotlib.image import imread
from pictures import EPOCHS, curves, figure, texts, written
from PIL import Image

from lrcli.analysis.curves import Column, Curves, Member
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.design import Design, design_for, size_of
from lrcli.render.image import Drawing
from lrcli.render.style import DASHES, STYLES, ramp
from lrcli.render.writers import Sheet, writer_named

SIZES = [
    ("3.3x2in", 150, (3.3, 2)),
    ("3.3x2", 150, (3.3, 2)),
    ("3.3 x 2 IN", 150, (3.3, 2)),
    ("8x5cm", 150, (8 / 2.54, 5 / 2.54)),
    ("80mmx50mm", 150, (8 / 2.54, 5 / 2.54)),
    ("80x50mm", 150, (8 / 2.54, 5 / 2.54)),
    ("1200x675px", 150, (8, 4.5)),
    ("1200x675px", 300, (4, 2.25)),
    ("(4, 3)", 150, (4, 3)),
    (".9x.7", 150, (0.9, 0.7)),
    ("10cmx2in", 150, (10 / 2.54, 2)),
]


@pytest.mark.parametrize(("text", "pixels", "inches"), SIZES)
def test_sizes(text, pixels, inches):
    assert size_of(text, pixels) == pytest.approx(inches)


@pytest.mark.parametrize(
    "text", ["3.3", "x", "3x", "axb", "3x2ft", "-3x2", "0x2", "1e3x2", "nanxnan", "3x2x1", "300x200"]
)
def test_what_is_no_size(text):
    with pytest.raises(ValueError, match=f"^--size {re.escape(text)}: "):
        size_of(text, 150)


def pixels_of(content):
    return Image.open(io.BytesIO(content)).size


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_the_file_has_the_size_that_is_asked_for(kind):
    found = curves("cosine", "step", "wsd", "linear", "constant")  # a legend adds nothing to it
    assert pixels_of(written(kind, found, size="3.3x2in")) == (495, 300)
    assert pixels_of(written(kind, found, size="3.3x2in", dpi="300")) == (990, 600)
    assert pixels_of(written(kind, found, size="700x450px")) == (700, 450)
    assert pixels_of(written(kind, found, size="700x450px", dpi="100")) == (700, 450)


@pytest.mark.parametrize(
    ("kind", "size", "told"),
    [
        ("pdf", "3.3x2in", b"/MediaBox [ 0 0 237.6 144 ]"),
        ("eps", "8x5cm", b"%%HiResBoundingBox: 0.000000 0.000000 226.771654 141.732283"),
        ("svg", "3.3x2in", b'width="237.6pt" height="144pt"'),
        ("svg", "960x480px", b'width="720pt" height="360pt"'),  # 96 in an inch, as on a web page
    ],
)
def test_so_have_pictures_of_lines(kind, size, told):
    assert told in written(kind, curves("cosine"), size=size)


def heights(**asked):
    """The sizes of text in a picture, in points, and of its axes as shares of it."""
    drawing = Drawing(curves("cosine", "step"), **asked)
    made = figure(drawing)
    axes = made.axes[0]
    told = [axes.xaxis.label, axes.yaxis.label, axes.get_xticklabels()[0], made.legends[0].get_texts()[0]]
    points = [text.get_window_extent().height * 72 / drawing.design.dpi for text in told]
    return [text.get_size() for text in told], points


def test_text_keeps_its_size_at_any_size_and_dpi():
    sizes, points = heights()
    assert sizes == pytest.approx([9, 9, 8.1, 8.1])
    for asked in ({"size": (3.3, 2)}, {"dpi": 300}, {"size": (3.3, 2), "dpi": 600}, {"size": (20, 10)}):
        others, more = heights(**asked)
        assert others == sizes
        assert more == pytest.approx(points, rel=0.12)  # letters are drawn on whole pixels
    assert heights(font_size=7)[0] == pytest.approx([7, 7, 6.3, 6.3])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"dpi": "0"}, "--dpi 0: give a whole number from 10 to 2400"),
        ({"dpi": "1.5"}, "--dpi 1.5: give a whole number"),
        ({"dpi": "2400"}, "19200 x 10800 pixels; at most 60 million"),
        ({"font-size": "big"}, "--font-size big: give points from 4 to 72"),
        ({"font-size": "nan"}, "--font-size nan: give points"),
        ({"font": "Helvetika Nova"}, "--font Helvetika Nova: no such font is installed; there are sans-serif, serif,"),
        ({"font": "dejavu  sns"}, "did you mean DejaVu Sans?"),
        ({"size": "0.6x0.5"}, "no room for axes beside its words: give a larger --size or a smaller --font-size"),
    ],
)
def test_what_makes_no_picture_is_refused(asked, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        written("png", curves("cosine"), **asked)


def test_fonts():
    svg = written("svg", curves("cosine"), font="dejavu serif")
    assert b"'DejaVu Serif'" in svg
    assert b"serif" in written("svg", curves("cosine"), font="serif")
    assert written("svg", curves("cosine"), font="monospace") != svg
    labelled = written("png", curves("cosine", labels=["漢字 $x_1$"]), font="serif")
    assert imread(io.BytesIO(labelled)).shape[1] == 1200


@pytest.mark.parametrize(
    ("kind", "label", "said"),
    [
        ("png", "学習=cosine", ["the font has no 学 習: boxes stand in their place; --font names another font"]),
        ("eps", "é=cosine", []),
        ("svg", "学習=cosine", []),  # whoever shows it has the letters
    ],
)
def test_letters_that_the_font_does_not_have_are_told(kind, label, said):
    told = []
    b"".join(writer_named(kind).write(curves("cosine", labels=[label]), Sheet(say=told.append)))
    assert told == said


def test_a_font_is_looked_for_in_silence(capfd):
    written("png", curves("cosine"), font="serif", ylabel=r"$\eta$ $\mathcal{L}$")
    assert capfd.readouterr().err == ""


VIEWS = [  # --xlim, --ylim, the run, and the limits of the axes
    ("0,2k", None, Run(steps=500_000), (0, 2000), None),
    ("10%,50%", None, EPOCHS, (10, 50), None),
    ("5ep,20ep", None, EPOCHS, (5, 20), None),
    (",2kst", None, Run(epochs=90, steps_per_epoch=400), (0, 5), None),
    ("1,", None, Run(epochs=3, steps_per_epoch=7), (1, 3), None),
    ("0.5,1.5", None, Run(epochs=3, steps_per_epoch=7), (0.5, 1.5), None),
    ("10%,end", "0,1e-3", EPOCHS, (10, 100), (0, 1e-3)),
    (None, "0.02,", EPOCHS, (0, 100), (0.02, 0.104)),
    (None, "10%,50%", EPOCHS, (0, 100), (0.01, 0.05)),
    (None, "-1,1/4", EPOCHS, (0, 100), (-1, 0.25)),
]


@pytest.mark.parametrize(("xlim", "ylim", "run", "x", "y"), VIEWS)
def test_parts_of_the_axes(xlim, ylim, run, x, y):
    asked = {name: text for name, text in (("xlim", xlim), ("ylim", ylim)) if text}
    found = curves("cosine", run=run)
    axes = figure(Drawing(found, **design_for(found, Sheet(asked=asked), 150)._asdict())).axes[0]
    assert axes.get_xlim() == pytest.approx(x)
    assert y is None or axes.get_ylim() == pytest.approx(y)
    assert all(line.get_clip_on() for line in axes.lines)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"xlim": "0,200"}, "--xlim 0,200: epoch 200 is past the run of 100 epochs"),
        ({"xlim": "50,50"}, "--xlim 50,50: the axis must end after it begins"),
        ({"xlim": "-1,5"}, "--xlim -1,5: -1 is no place in the run"),
        ({"xlim": "5"}, "give where the axis begins and ends, such as --xlim 0,2k"),
        ({"xlim": ","}, "give where the axis begins and ends"),
        ({"xlim": "0,500st"}, "--xlim 0,500st: 500st counts steps"),
        ({"ylim": "1,0"}, "--ylim 1,0: the axis must end above where it begins"),
        ({"ylim": "0,nan"}, "--ylim 0,nan: nan is no rate"),
        ({"ylim": "5,"}, "it would go from 5 to 0.104"),
        ({"ylim": "0,1", "log": "True"}, "a log axis has no place for 0 and below"),
    ],
)
@pytest.mark.parametrize("kind", ["svg", "chart"])
def test_what_is_no_part_of_an_axis(kind, asked, told):
    if kind == "chart":
        told = told.replace("0.104", "0.1")
    with pytest.raises(ValueError, match=re.escape(told)):
        written(kind, curves("cosine"), **asked)


def test_a_number_that_was_meant_in_steps_is_told():
    with pytest.raises(ValueError, match="epoch 2000 is past the run of 4500 steps, 9 epochs; 2kst counts steps"):
        written("svg", curves("cosine", run=Run(epochs=9, steps_per_epoch=500)), xlim="0,2k")


def test_what_is_seen_is_as_fine_as_if_it_were_all():
    """2000 of 10**6 steps: each of them is there, and nothing else is evaluated."""
    found = curves("cosine(0.1) >> step(0.1, every=3)[:400]", run=Run(steps=10**6))
    asked = design_for(found, Sheet(asked={"xlim": "999500,end"}), 150)._asdict()
    x, y = figure(Drawing(found, **asked)).axes[0].lines[0].get_data()
    corners = dict(zip(x[::4], y[::4], strict=True))
    rows = np.arange(999_500, 10**6)
    assert [corners[row] for row in rows] == found.at(rows)[:, 0].tolist()
    assert len(corners) < 510


def test_the_chart_of_characters_shows_the_same_part(out):
    lines = out("plot", "cosine", "--warmup", "2k", "--steps", "500k", "--xlim", "0,4k", "--height", "9").splitlines()
    assert [word for line in lines for word in re.findall(r"\b[123]000\b", line)] == ["2000", "1000", "2000", "3000"]
    peak, first = lines[1], lines[9]
    assert peak.split("┤")[1].startswith(" " * 25)
    assert first.split("┤")[1].strip()
    above = out("plot", "cosine", "--ylim", "0.05,0.2", "--height", "8").splitlines()
    assert [line.split()[0] for line in above if "┤" in line][::2] == ["0.2", "0.05"]
    drawn = [line.split("┤")[-1].split("│")[-1] for line in above[1:9]]
    assert not drawn[0].strip()  # nothing is up there
    assert drawn[7].strip()
    assert len(drawn[7].rstrip()) < 45  # what is below the axis is not shown


def test_labels_of_axes_and_no_grid():
    shown = texts(written("svg", curves("cosine"), xlabel="updates", ylabel="$\\eta$ & more"))
    assert "updates" in shown
    assert not {"epoch", "learning rate"} & set(shown)
    plain = figure(Drawing(curves("cosine"), grid=False))
    assert not any(line.get_visible() for line in plain.axes[0].get_xgridlines())
    assert all(line.get_visible() for line in figure(Drawing(curves("cosine"))).axes[0].get_xgridlines())
    assert "xlabel" in Design._fields


def test_where_the_names_stand():
    found = curves("cosine", "step(0.1, every=30)")
    below, right, none = (figure(Drawing(found, legend=place)) for place in ("below", "right", "none"))
    assert below.legends[0].get_window_extent().y1 < below.axes[0].get_window_extent().y0
    assert right.legends[0].get_window_extent().x0 > right.axes[0].get_window_extent().x1
    assert not none.legends
    assert len(figure(Drawing(curves("cosine"), legend="right")).legends) == 1
    with pytest.raises(ValueError, match="names do not fit into a picture of this size: give a larger --size"):
        written("svg", curves(*["cosine"] * 40), size="3x2", legend="right")


def test_many_names_leave_room_for_the_curves_in_a_small_picture():
    found = curves(*(f"cosine({n / 10})" for n in range(1, 13)))
    made = figure(Drawing(found, size=(3.3, 2.4)))
    assert made.axes[0].get_window_extent().height > 0.25 * made.bbox.height
    assert made.legends[0].get_window_extent().x0 >= 0


def a_set(count, style="light", series=("",), **asked):
    columns = [
        Column(f"{name} {n}", "", parse(f"cosine({n})").on(EPOCHS), member=Member("layer", str(n), name))
        for name in series
        for n in range(1, count + 1)
    ]
    return Drawing(Curves(columns, EPOCHS), style=style, **asked)


ORDERED = list(product([2, 6, 24, 150], [None, (3.3, 2)], [None, "right", "below"]))
"""How many curves of a set, the size of the picture, where the names stand."""


@pytest.mark.parametrize("given", ORDERED, ids=str)
def test_curves_with_an_order_have_colours_in_an_order_and_a_bar(given):
    count, size, place = given
    made = figure(a_set(count, size=size, legend=place))
    axes, bar = made.axes
    assert [line.get_color() for line in axes.lines] == ramp(STYLES["light"], count)
    assert {line.get_linestyle() for line in axes.lines} == {"-"}
    assert not made.legends
    low, extent = axes.get_window_extent(), bar.get_window_extent()
    assert extent.y1 < low.y0 if place == "below" else extent.x0 > low.x1
    named = bar.xaxis if place == "below" else bar.yaxis
    told = [text.get_text() for text in named.get_ticklabels() if text.get_text()]
    assert told[0] == "1"
    assert told[-1] == str(count)
    assert named.get_label().get_text() == "layer"
    boxes = [text.get_window_extent() for text in named.get_ticklabels() if text.get_text()]
    assert not any(one.overlaps(two) for one, two in pairwise(boxes))


def test_several_sets_have_dashes_and_a_legend_of_them():
    made = figure(a_set(3, series=("a", "b")))
    assert [text.get_text() for text in made.legends[0].get_texts()] == ["a", "b"]
    lines = made.axes[0].lines
    assert [line.get_color() for line in lines[:3]] == [line.get_color() for line in lines[3:]]
    assert [line.is_dashed() for line in lines] == [False] * 3 + [True] * 3
    many = figure(a_set(2, series="abcdefgh"))  # more than there are dashes: one order of all
    assert len({line.get_color() for line in many.axes[0].lines}) == 16
    assert len(DASHES) < 8


def test_a_group_without_a_name_is_all_others():
    found = curves("cosine", "0.1 * cosine")
    found.columns = [
        column._replace(member=Member("group", name, ""))
        for column, name in zip(found.columns, ("", "bias"), strict=True)
    ]
    bar = figure(Drawing(found)).axes[-1]
    assert [label.get_text() for label in bar.get_yticklabels()] == ["all others", "bias"]


def test_no_bar_where_no_names_are_wanted():
    assert len(figure(a_set(6, legend="none")).axes) == 1


@pytest.mark.parametrize("style", STYLES)
def test_colours_in_an_order_can_be_told_from_the_ground(style):
    def luminance(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colors.to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    found = [luminance(colour) for colour in ramp(STYLES[style], 9)]
    ground = luminance(STYLES[style].ground)
    assert all((max(light, ground) + 0.05) / (min(light, ground) + 0.05) > 2.4 for light in found)
    assert found == sorted(found)


def test_a_log_axis_leaves_no_empty_decades_for_a_few_ticks():
    said = []
    found = curves("cosine(3e-4)", run=Run(steps=10_000))
    content = b"".join(writer_named("svg").write(found, Sheet(asked={"log": "yes"}, say=said.append)))
    assert {"1e-4", "1e-5", "1e-6"} <= set(texts(content))
    assert "1e-8" not in texts(content)
    assert [re.match("the log axis begins at .*--ylim 7.4e-12, shows them", text) is not None for text in said] == [
        True
    ]
    falls = figure(Drawing(curves("step(0.1, every=10)"), log=True)).axes[0]
    assert falls.get_ylim()[0] < 1e-10  # it stays there for ten of a hundred ticks
