"""The lines of a picture: every rate is where it belongs, however many there are."""

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pictures import EPOCHS, curves, figure

from lrcli.analysis.curves import Curves
from lrcli.analysis.envelope import SMALL_CHUNK, envelope
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.image import Drawing
from lrcli.render.style import STYLES
from lrcli.render.thinned import slopes_of
from lrcli.schedules.schedule import Schedule

MILLION = 10**6
INK = np.mean(colors.to_rgb(STYLES["light"].curves[0]))


def pixels(made):
    canvas = FigureCanvasAgg(made)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(float).mean(axis=-1) / 255


class _Spiky(Schedule):
    """A slow curve with spikes of one tick, an edge, a stretch that swings at every tick, and a hole of one tick."""

    def formula(self, t):
        rate = 0.5 + 0.2 * np.cos(t / 2e5)
        rate = np.where(t % 62_503 == 17, 1.0, rate)
        rate = np.where(t % 71_993 == 5, 0.05, rate)
        rate = np.where((t > 400_000) & (t < 400_900), 0.5 + 0.3 * (t % 2), rate)
        rate = np.where(t > 812_345, rate - 0.25, rate)
        return np.where(t == MILLION - 1, 0.95, rate)


@pytest.mark.exhaustive
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


def whole(parts):
    """A line that is drawn in parts, each of which begins where the one before ends."""
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def test_a_line_that_goes_up_and_down_again_and_again_is_drawn_in_parts_that_meet():
    drawn = Drawing(Curves([("", parse("restarts(0.1, period=10)"))], Run(steps=20_000)))
    lines = [line.get_xydata() for line in figure(drawn).axes[0].lines]
    assert 1 < len(lines) < 100
    assert all((one[-1] == other[0]).all() for one, other in pairwise(lines))
    assert whole(lines).tolist() == np.stack(drawn.above.path(drawn.above.starts, 0), axis=-1).tolist()


@pytest.mark.parametrize("rows", [3, 5, 60, 100])
def test_a_rate_that_moves_at_each_tick_is_a_straight_line_between_them_that_ends_at_the_last(rows):
    line = figure(Drawing(curves("cosine", run=Run(epochs=rows)))).axes[0].lines[0]
    x, y = (values.reshape(rows, 4) for values in line.get_data())
    expected = parse("cosine").on(Run(epochs=rows))(range(rows))
    assert (x[:, 0] == np.arange(rows)).all()
    assert (y[:, 0] == expected).all()
    assert (x[:-1, 3] == np.arange(1, rows)).all()
    assert (y[:-1, 3] == expected[1:]).all()
    assert (x[-1] == rows - 1).all()
    assert (y[-1] == expected[-1]).all()
    assert line.get_marker() == ("o" if rows <= 60 else "")
    assert line.get_markevery() == 4


@pytest.mark.parametrize(
    ("spec", "rows"),
    [("step(0.1, every=2)", 12), ("piecewise([1, 0.5, 0.25], [3, 7])", 11), ("constant", 1), ("cosine", 2)],
)
def test_a_rate_that_is_held_is_stairs_as_wide_as_its_ticks(spec, rows):
    x, y = (
        values.reshape(rows, 4)
        for values in figure(Drawing(curves(spec, run=Run(epochs=rows)))).axes[0].lines[0].get_data()
    )
    expected = parse(spec).on(Run(epochs=rows))(range(rows))
    assert (x[:, 0] == np.arange(rows)).all()
    assert (x[:, 3] == np.arange(rows) + 1).all()
    assert (y == np.reshape(expected, (-1, 1))).all()


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("spec", ["wsd", "exponential", "linear(0.1, final=1e-3)", "torch.OneCycleLR(max_lr=0.1)"])
def test_no_level_piece_after_the_last_row(spec, log):
    x, y = figure(Drawing(curves(spec), log=log)).axes[0].lines[0].get_data()
    assert x[-1] == 99
    moving = np.flatnonzero((x[1:] > x[:-1]) & (x[1:] > 98))
    assert (y[moving + 1] != y[moving]).all()


def test_a_rate_that_changes_by_a_factor_at_each_tick_is_no_stairs():
    assert slopes_of(0.1 ** np.arange(5.0)).tolist() == [True] * 4 + [False]
    assert slopes_of(np.array([5.0, 4, 3, 2, 1, 5, 4, 3])).tolist() == [True] * 4 + [False, True, True, False]
    assert slopes_of(np.array([0.0, 1, 2, 3, 3, 3, 0, 0])).tolist() == [True] * 3 + [False] * 5


def test_longer_runs_are_straight_lines_between_ticks_but_upright_where_rates_are_held_or_leap():
    found = curves("cosine", "step(0.1, rate=0.9, every=10)", "cosine(0.1, length=50) >> cosine(0.1)")
    smooth, held, leaping = figure(Drawing(found)).axes[0].lines
    rates = parse("cosine").on(EPOCHS)(range(100))
    assert np.interp(30.5, *smooth.get_data()) == pytest.approx((rates[30] + rates[31]) / 2)
    assert held.get_ydata()[39] == held.get_ydata()[36] == 0.1
    corners = leaping.get_ydata().reshape(100, 4)
    assert corners[49, 3] == corners[49, 0] < 0.001
    assert corners[50, 0] == 0.1


@pytest.mark.parametrize("run", [EPOCHS, Run(epochs=100, steps_per_epoch=7)])
def test_a_metric_has_a_panel_below_with_the_reductions_marked(run):
    values = [5.0, 4.0, 3.0] + 97 * [3.0]
    spec = f"2 * plateau(0.1, patience=9, metrics={values})"
    made = curves(spec, run=run)
    shown = figure(Drawing(made))
    rates, metric = shown.axes
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
    alone = figure(Drawing(curves("cosine(0.1)", run=run)))
    assert shown.get_figheight() > alone.get_figheight()
    assert len(alone.axes) == 1


@pytest.mark.parametrize(("above", "marked"), [(["cosine"], True), (["cosine", "wsd"], False)])
def test_ticks_are_marked_in_all_panels_or_in_none(above, marked):
    made = curves(*above, run=Run(epochs=50))
    made.below = [curves("linear", run=Run(epochs=50))]
    marks = {line.get_marker() for axes in figure(Drawing(made)).axes for line in axes.lines}
    assert marks == {"o" if marked else ""}


def test_which_metrics_have_a_panel():
    assert len(figure(Drawing(curves("plateau(metrics=[nan, nan])"))).axes) == 1  # nothing to draw of it
    assert figure(Drawing(curves("plateau"))).axes[1].get_ylabel() == "metric (made up)"
    assert len(figure(Drawing(curves("plateau", "cosine"))).axes) == 1  # whose would it be?


def test_zeros_are_gaps_on_a_log_axis_and_told():
    found = curves("linear(0, 0.1, 5) >> cosine(0.1)", "exponential", labels=["warm", ""])
    assert Drawing(found).gaps == ([], [])
    drawing = Drawing(found, log=True)
    assert drawing.gaps == (["warm"], [])
    first = figure(drawing).axes[0].lines[0].get_ydata()
    assert np.isnan(first[:4]).all()
    assert not np.isnan(first[4:]).any()


@pytest.mark.filterwarnings("ignore:overflow encountered in power")  # matplotlib's, of ticks beyond the axis
@pytest.mark.parametrize("log", [False, True])
def test_rates_too_large_for_an_axis_are_left_out_and_told(log):
    found = curves("torch.ExponentialLR(lr=0.1, gamma=1e30)", "cosine", labels=["", ""])
    drawing = Drawing(found, log=log)
    assert drawing.gaps.large == found.labels[:1]
    drawn = figure(drawing)
    pixels(drawn)
    assert drawn.axes[0].get_ylim()[1] <= 1.05e300
    assert np.nanmax(drawn.axes[0].lines[0].get_ydata()) <= 1e300


class _Blinking(Schedule):
    """Every other tick at 0, the others not all alike."""

    def formula(self, t):
        return np.where(t % 2 == 1, np.where(t % 7 == 0, 1e-3, 0.1), 0)


def test_a_log_axis_loses_no_rate_that_stands_between_zeros():
    drawing = Drawing(Curves([("", _Blinking())], Run(steps=10**5)), log=True)
    corners = whole([line.get_ydata() for line in figure(drawing).axes[0].lines]).reshape(-1, 4)
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
