import os
import re
import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from lrcli.analysis.curves import Curves
from lrcli.analysis.envelope import SMALL_CHUNK, envelope
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.axes import exponent_text, limits
from lrcli.render.image import Drawing
from lrcli.render.lettering import shortened, text_width, wrapped
from lrcli.render.style import DASHES, STYLES
from lrcli.render.writers import Sheet, writer_named, writers
from lrcli.schedules.schedule import Schedule

MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF-"}
KINDS = [writer.name for writer in writers("plot") if writer.name != "chart"]
EPOCHS = Run(epochs=100)
TWO = ("linear(0, 0.1, 5) >> cosine(0.1)", "step(0.1, every=30)")


def curves(*specs, run=EPOCHS, labels=None):
    return Curves([(label, parse(spec)) for label, spec in zip(labels or [""] * len(specs), specs, strict=True)], run)


def written(kind, found, **asked):
    """The content of a file."""
    return b"".join(writer_named(kind).write(found, Sheet(asked=asked)))


def figure(drawing):
    with drawing.settings():
        made = drawing.draw(Figure())
        FigureCanvasAgg(made).draw()
    return made


def pixels(made):
    canvas = FigureCanvasAgg(made)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(float).mean(axis=-1) / 255


def texts(svg):
    root = ET.fromstring(svg)
    return ["".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_of_its_format_and_the_same_each_time(kind):
    found = curves(*TWO)
    content = written(kind, found)
    assert content.startswith(MAGIC[kind])
    assert content == written(kind, found) == written(kind, curves(*TWO))


MATPLOTLIBRC = """
font.family: serif
font.size: 20
lines.linewidth: 5
savefig.dpi: 40
savefig.transparent: True
figure.autolayout: True
axes.formatter.use_locale: True
svg.fonttype: path
pdf.compression: 0
path.sketch: 1, 100, 2
"""


def test_content_does_not_depend_on_the_user(tmp_path):
    (tmp_path / "matplotlibrc").write_text(MATPLOTLIBRC)
    script = (
        "import hashlib; from lrcli.render.writers import *; from lrcli.analysis.curves import Curves; from lrcli import *;"
        f"curves = Curves([('', parse(spec)) for spec in {TWO!r}], Run(epochs=100));"
        f"contents = [b''.join(writer_named(kind).write(curves, Sheet())) for kind in {KINDS!r}];"
        "print([hashlib.sha256(content).hexdigest() for content in contents])"
    )
    told = set()
    for number, user in enumerate(
        (
            {"LC_ALL": "C"},
            {"LC_ALL": "C.UTF-8", "MATPLOTLIBRC": str(tmp_path), "SOURCE_DATE_EPOCH": "0", "TZ": "Asia/Tokyo"},
        )
    ):
        env = {**os.environ, "PYTHONHASHSEED": str(number), **user}
        told.add(subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True).stdout)
    assert len(told) == 1


def test_settings_of_the_user_are_left_as_they_were():
    with mpl.rc_context({"lines.linewidth": 7.0}):
        Drawing(curves("cosine")).image("svg")
        assert mpl.rcParams["lines.linewidth"] == 7.0


def test_no_dates():
    assert b"dc:date" not in written("svg", curves("cosine"))
    assert not re.search(rb"/(Creation|Mod)Date", written("pdf", curves("cosine")))
    assert b"tIME" not in written("png", curves("cosine"))


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="'xyz' is not supported"):
        Drawing(curves("cosine")).image("xyz")
    with pytest.raises(ValueError, match="'blue' is not one of light, dark"):
        Drawing(curves("cosine"), style="blue")


MILLION = 10**6
INK = np.mean(colors.to_rgb(STYLES["light"].curves[0]))


class _Spiky(Schedule):
    """A slow curve with spikes of one tick, an edge, a stretch that swings at every tick, and a hole of one tick."""

    def formula(self, t):
        rate = 0.5 + 0.2 * np.cos(t / 2e5)
        rate = np.where(t % 62_503 == 17, 1.0, rate)
        rate = np.where(t % 71_993 == 5, 0.05, rate)
        rate = np.where((t > 400_000) & (t < 400_900), 0.5 + 0.3 * (t % 2), rate)
        rate = np.where(t > 812_345, rate - 0.25, rate)
        return np.where(t == MILLION - 1, 0.95, rate)


@pytest.mark.parametrize("log", [False, True])
def test_thinned_lines_show_what_every_point_shows(log):
    """No ink is missing, and none is invented, against a line through all corners of all million stairs.

    An edge may be half a pixel off (two buckets a pixel), and matplotlib joins points that lie within 1/9 of a pixel.
    So the ink of each pixel, from 0 to 1, must be reached by one of its neighbours in the other picture, less 1/9 and
    the rounding to 8 bits.
    """
    found = Curves([("", _Spiky())], Run(steps=MILLION))
    made = figure(Drawing(found, log=log))
    line = made.axes[0].lines[0]
    assert len(line.get_xdata()) < 10_000
    made.set_layout_engine("none")
    made.axes[0].set_axis_off()
    thinned = pixels(made)
    values = np.concatenate([values for _, values in found.chunks()])[:, 0]
    with mpl.rc_context({"path.simplify": False}):
        line.set_data(
            np.repeat(np.arange(MILLION + 1), 2)[1:-1], np.repeat(np.where(log & (values <= 0), np.nan, values), 2)
        )
        every = pixels(made)
    line.set_visible(False)
    empty = pixels(made)

    ground = empty.max() - INK
    full, thin = (empty - every) / ground, (empty - thinned) / ground
    tolerance = 1 / 9 + 2 / 255
    assert full.max() > 0.9
    assert (full <= spread(thin) + tolerance).all()
    assert (thin <= spread(full) + tolerance).all()


def spread(ink):
    """The most ink among each pixel and its eight neighbours."""
    padded = np.pad(ink, 1)
    height, width = ink.shape
    return np.max([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)


@pytest.mark.parametrize("rows", [1, 5, 60])
def test_short_runs_are_stairs_with_a_marker_for_each_tick(rows):
    line = figure(Drawing(curves("cosine", run=Run(epochs=rows)))).axes[0].lines[0]
    x, y = line.get_data()
    expected = parse("cosine").on(Run(epochs=rows))(range(rows))
    assert (x.reshape(rows, 4)[:, 0] == np.arange(rows)).all()
    assert (x.reshape(rows, 4)[:, 3] == np.arange(rows) + 1).all()
    assert (y.reshape(rows, 4) == expected[:, None]).all()
    assert line.get_marker() == "o"
    assert line.get_markevery() == 4


def test_longer_runs_are_straight_lines_between_ticks_but_upright_where_rates_are_held_or_leap():
    found = curves("cosine", "step(0.1, rate=0.9, every=10)", "cosine(0.1, length=50) >> cosine(0.1)")
    smooth, held, leaping = figure(Drawing(found)).axes[0].lines
    rates = parse("cosine").on(EPOCHS)(range(100))
    assert np.interp(30.5, *smooth.get_data()) == pytest.approx((rates[30] + rates[31]) / 2)
    assert held.get_ydata()[39] == held.get_ydata()[36] == 0.1
    corners = leaping.get_ydata().reshape(100, 4)
    assert corners[49, 3] == corners[49, 0] < 0.001
    assert corners[50, 0] == 0.1


def test_the_axis_runs_from_the_first_tick_to_the_end_of_the_last():
    for run, end in ((EPOCHS, 100), (Run(steps=700), 700), (Run(epochs=3, steps_per_epoch=10), 3)):
        axes = figure(Drawing(curves("cosine", run=run))).axes[0]
        assert axes.get_xlim() == (0, end)
        assert axes.lines[0].get_xdata()[-1] == end


def test_two_axes_where_epochs_and_steps_are_known():
    svg = Drawing(curves("cosine", run=Run(epochs=90, steps_per_epoch=391))).image("svg")
    assert {"epoch", "step", "learning rate", "80", "35000"} <= set(texts(svg))
    only = texts(Drawing(curves("cosine", run=Run(steps=10**6))).image("svg"))
    assert "epoch" not in only
    assert {"step", "200k", "1M"} <= set(only)
    assert "step" not in texts(Drawing(curves("cosine")).image("svg"))


@pytest.mark.parametrize("run", [EPOCHS, Run(epochs=100, steps_per_epoch=7)])
def test_a_metric_has_a_panel_below_with_the_reductions_marked(run):
    values = [5.0, 4.0, 3.0] + 97 * [3.0]
    spec = f"2 * plateau(0.1, patience=9, metrics={values})"
    made = curves(spec, run=run)
    rates, metric = figure(Drawing(made)).axes
    assert metric.get_ylabel() == "metric"
    assert (rates.get_xlabel(), metric.get_xlabel()) == ("", "epoch")
    assert rates.get_xlim() == metric.get_xlim() == (0, 100)
    x, y = metric.lines[0].get_data()
    assert [y[np.abs(x - date).argmin()] for date in (0.5, 1.5, 2.5)] == [5, 4, 3]
    lowered = [joint.at / (run.steps_per_epoch or 1) for joint in made.curves[0].reductions(run.rows)]
    assert lowered[:3] == [13, 23, 33]
    for axes in (rates, metric):
        (marks,) = axes.collections
        assert [line[0][0] for line in marks.get_segments()] == pytest.approx(lowered)
    alone = Drawing(curves("cosine(0.1)", run=run))
    assert figure(Drawing(made)).get_figheight() > figure(alone).get_figheight()
    assert len(figure(alone).axes) == 1
    assert len(figure(Drawing(curves("plateau(metrics=[nan, nan])"))).axes) == 1  # nothing to draw of it
    assert figure(Drawing(curves("plateau"))).axes[1].get_ylabel() == "metric (made up)"
    assert len(figure(Drawing(curves("plateau", "cosine"))).axes) == 1  # whose would it be?


def test_zeros_are_gaps_on_a_log_axis_and_told():
    found = curves("linear(0, 0.1, 5) >> cosine(0.1)", "exponential", labels=["warm", ""])
    assert Drawing(found).gaps == []
    drawing = Drawing(found, log=True)
    assert drawing.gaps == ["warm"]
    first = figure(drawing).axes[0].lines[0].get_ydata()
    assert np.isnan(first[:4]).all()
    assert not np.isnan(first[4:]).any()


class _Blinking(Schedule):
    """Every other tick at 0, the others not all alike."""

    def formula(self, t):
        return np.where(t % 2 == 1, np.where(t % 7 == 0, 1e-3, 0.1), 0)


def test_a_log_axis_loses_no_rate_that_stands_between_zeros():
    drawing = Drawing(Curves([("", _Blinking())], Run(steps=10**5)), log=True)
    line = figure(drawing).axes[0].lines[0]
    corners = line.get_ydata().reshape(-1, 4)
    assert drawing.gaps
    assert (np.nanmin(corners, axis=1) == 1e-3).all()
    assert (np.nanmax(corners, axis=1) == 0.1).all()


def test_a_log_axis_without_a_rate_above_zero_is_refused():
    with pytest.raises(ValueError, match="rates above 0"):
        Drawing(curves("constant(0)"), log=True)


class _Broken(Schedule):
    def formula(self, t):
        return np.select([t == 3, t == 4, t == 5], [np.nan, np.inf, 1e308], 0.1 + t / 1000)


@pytest.mark.parametrize("log", [False, True])
def test_what_is_no_number_or_too_large_is_a_gap(log):
    drawing = Drawing(Curves([("", _Broken())], EPOCHS), log=log)
    rates = figure(drawing).axes[0].lines[0].get_ydata().reshape(100, 4)
    assert drawing.gaps
    assert np.isnan(rates[3:6]).all()
    assert np.isfinite(rates[[*range(3), *range(6, 100)]]).all()
    assert drawing.image("png")


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


@pytest.mark.parametrize("style", STYLES)
def test_the_ground_is_the_styles_to_the_last_pixel(style):
    content = imread(BytesIO(Drawing(curves("cosine"), style=style).image("png")))
    assert tuple(content[0, 0, :3]) == pytest.approx(colors.to_rgb(STYLES[style].ground), abs=1 / 255)
    assert content.shape[:2] == (675, 1200)


def test_matplotlib_is_imported_for_a_picture_alone():
    script = "import sys, lrcli.render.image; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"False False\n"


def test_a_window_without_a_display_is_one_line_that_says_what_to_do():
    script = (
        "from lrcli.render.image import Drawing; from lrcli.analysis.curves import Curves; from lrcli import *\n"
        "try: Drawing(Curves([('', parse('cosine'))], Run(epochs=9))).show()\n"
        "except ValueError as error: print(error)"
    )
    headless = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for backend in ({}, {"MPLBACKEND": "agg"}, {"MPLBACKEND": "tkagg"}):
        env = {**headless, **backend}
        told = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True, text=True)
        assert told.stdout.count("\n") == 1
        assert told.stdout.startswith("no window can be opened (save the picture with -o FILE instead): ")
        assert told.stderr == ""


@pytest.mark.parametrize("rows", [1, 7, 100, SMALL_CHUNK, SMALL_CHUNK + 1, 50_000])
@pytest.mark.parametrize("buckets", [1, 3, 64, 20_000])
def test_the_envelope_against_every_row(rows, buckets):
    found = Curves([("", _Spiky()), ("", _Broken()), ("", _Blinking())], Run(steps=rows))
    extremes = envelope(found, buckets)
    values = found.at(np.arange(rows))
    parts = np.split(values, extremes.starts[1:-1])
    assert len(parts) == min(buckets, rows)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1

    def extreme(choose, keep):
        return [[choose(part[keep(part[:, c]), c], initial=np.nan) for c in range(3)] for part in parts]

    np.testing.assert_array_equal(extremes.first, [part[0] for part in parts])
    np.testing.assert_array_equal(extremes.last, [part[-1] for part in parts])
    np.testing.assert_array_equal(extremes.low, extreme(np.fmin.reduce, np.isfinite))
    np.testing.assert_array_equal(extremes.high, extreme(np.fmax.reduce, np.isfinite))
    above = extreme(np.fmin.reduce, lambda column: np.isfinite(column) & (column > 0))
    np.testing.assert_array_equal(extremes.positive, above)
