"""Curves as a picture, by matplotlib: PNG, SVG and PDF, or a window.

The rate of a tick holds until the next one, and so it is drawn: a level line as wide as the tick, from 0 to the end of
the run, so that a drop is a drop and not a slope. Where a run is longer than a few ticks and the rate changes a little
at each of them, the line goes straight from tick to tick: stairs too small to be told apart would only look rough.
"""

from __future__ import annotations

import math
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from lrcli._lazy import np
from lrcli.analysis.curves import unique

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves

FORMATS = ("png", "svg", "pdf")

BUCKETS_PER_PIXEL = 2  # an edge is then never further than half a pixel from where it belongs
FEW_ROWS = 60  # up to here each tick gets a marker and its own stair: there is one rate per tick and none between
LEAP = 3  # times the changes beside it: a larger change is drawn upright in runs of any length
FONT = 10.0  # points
SMALL_FONT = 9.0
LEGEND_ROWS = 3  # more than these make the picture higher, so that the axes keep their place
LONGEST_TEXT = 500  # characters that could ever fit
LARGEST = 1e300  # above it, and below 1 / it on a log axis, matplotlib's own arithmetic overflows
POINTS = 4  # corners of a curve for each bucket
BELOW_HEIGHT = 1.7  # inches that what stands below the rates adds to a picture
NO_WINDOW = "no window can be opened (save the picture with -o FILE instead)"


class Style(NamedTuple):
    """Colours: of the ground, of text and axes, of the grid, and of the curves in turn."""

    ground: str
    ink: str
    grid: str
    curves: tuple[str, ...]


# Okabe and Ito, "Color Universal Design", 2008, but for the one of the eight that can't be seen on each ground
STYLES = {
    "light": Style(
        "#ffffff",
        "#1a1a1a",
        "#e4e4e4",
        ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"),
    ),
    "dark": Style(
        "#15181c",
        "#e6e6e6",
        "#2d3238",
        ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
    ),
}

# on and off in line widths; five, so that with seven colours no pair comes back before the 36th curve
DASHES: tuple[Any, ...] = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.4, 1.2)),
    (0, (6, 1.5, 1.4, 1.5)),
    (0, (4, 1.4, 1.2, 1.4, 1.2, 1.4)),
)


class Drawing:
    """Curves to be drawn, thinned to what can be seen; of any length, in constant memory.

    log     a logarithmic axis of rates: rates that are not above 0 are gaps
    title   above the picture; by default the text of the schedule when there is one, "" for none
    style   one of STYLES
    size    width and height in inches; a legend of more than a few rows adds to the height
    dpi     pixels per inch of a PNG, and how finely lines are thinned in every format

    A single schedule that reacts to a metric has it in a panel below, which adds to the height, and dotted lines where
    it was lowered. `gaps` are the labels of the curves with rates that the axis has no place for: not above 0 on a log
    axis, NaN, inf.
    ValueError when there is nothing to draw, or a value is not one of the above.
    """

    def __init__(
        self,
        curves: Curves,
        *,
        log: bool = False,
        title: str | None = None,
        style: str = "light",
        size: tuple[float, float] = (8.0, 4.5),
        dpi: int = 150,
    ) -> None:
        if style not in STYLES:
            raise ValueError(f"style {style!r} is not one of {', '.join(STYLES)}")
        self.curves = curves
        self.log = log
        self.title = plain_text((curves.specs[0] if len(curves.specs) == 1 else "") if title is None else title)
        self.style = STYLES[style]
        self.size = size
        self.dpi = dpi
        found = curves.envelope(math.ceil(size[0] * dpi * BUCKETS_PER_PIXEL))
        self.starts = found.starts
        low = found.positive if log else found.low
        self.first, self.low, self.high, self.last = map(self._drawable, (found.first, low, found.high, found.last))
        if np.isnan(self.low).all():
            raise ValueError("a log axis shows rates above 0, and there are none" if log else "no rate can be drawn")
        self.extremes = float(np.nanmin(self.low)), float(np.nanmax(self.high))
        told = np.stack([found.first, found.low, found.high, found.last], axis=-1)
        left_out = np.isnan(self._drawable(told)) & ~np.isnan(told)
        self.gaps = [label for label, rows in zip(curves.labels, left_out.swapaxes(0, 1), strict=True) if rows.any()]
        self.other = Drawing(curves.below, size=size, dpi=dpi, style=style) if curves.below else None

    def _drawable(self, rates: Array) -> Array:
        """The rates, NaN for those that the axis has no place for."""
        return np.where((np.abs(rates) < LARGEST) & (rates > 1 / LARGEST if self.log else True), rates, np.nan)

    def image(self, kind: str) -> bytes:
        """The content of a file of the given format: the same for the same curves, whenever and wherever it is made."""
        if kind not in FORMATS:
            raise ValueError(f"an image is one of {', '.join(FORMATS)}, not {kind!r}")
        from matplotlib.figure import Figure

        undated: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
        content = BytesIO()
        with self.settings(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # a label in letters that the font does not have
            self.draw(Figure()).savefig(content, format=kind, metadata=undated.get(kind))
        return content.getvalue()

    def show(self) -> None:
        """Open a window and wait until it is closed. ValueError when there can be none.

        The choice of a toolkit, and the windows whose closing ends its main loop, are pyplot's own: nothing public
        does this without it. It is used here alone.
        """
        with self.settings():
            try:
                from matplotlib import pyplot as plt

                figure = plt.figure(num="lrcli")
            except Exception as error:  # each toolkit fails in its own way
                raise ValueError(f"{NO_WINDOW}: {str(error).splitlines()[0]}") from None
            if not figure.canvas.required_interactive_framework:
                plt.close(figure)
                raise ValueError(f"{NO_WINDOW}: there is no display, or no toolkit such as tkinter or PyQt")
            self.draw(figure)
            plt.show(block=True)

    def settings(self) -> AbstractContextManager[None]:
        """Matplotlib with its own defaults and this style, whatever the user's matplotlibrc says."""
        import matplotlib as mpl

        ground, ink, grid, _ = self.style
        # a backend is not a matter of looks, and is chosen once
        defaults: dict[str, Any] = {
            key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
        }
        ours: dict[str, Any] = {
            "figure.figsize": self.size,
            "figure.dpi": self.dpi,
            "figure.constrained_layout.use": True,
            "figure.facecolor": ground,
            "axes.facecolor": ground,
            "axes.edgecolor": ink,
            "axes.labelcolor": ink,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.grid": True,
            "axes.titlesize": FONT,
            "axes.titlepad": 9.0,
            "grid.color": grid,
            "text.color": ink,
            "xtick.color": ink,
            "ytick.color": ink,
            "font.size": FONT,
            "xtick.labelsize": SMALL_FONT,
            "ytick.labelsize": SMALL_FONT,
            "legend.fontsize": SMALL_FONT,
            "legend.frameon": False,
            "legend.handlelength": 3.0,
            "lines.linewidth": 1.6,
            "lines.markersize": 3.5,
            "pdf.fonttype": 42,  # letters that can be searched; journals refuse the default
            "svg.fonttype": "none",  # text stays text
            "svg.hashsalt": "lrcli",  # ids that are not random
        }
        looks: Any = {**defaults, **ours}
        return mpl.rc_context(looks)

    def draw(self, figure: Figure) -> Figure:
        """Put the curves on an empty figure, which is returned."""
        axes, below = self._panels(figure)
        run = self.curves.run
        per_unit = run.steps_per_epoch or 1
        lines = self._lines(axes)
        axes.set_ylabel("learning rate")
        bottom = axes
        if self.other and below:
            bottom = below
            axes.tick_params(labelbottom=False)
            self.other._lines(below)
            below.set_ylabel(shortened(", ".join(self.other.curves.labels), 72 * BELOW_HEIGHT, FONT))
            lowered = np.array([joint.at * run.hold for joint in self.curves.schedules[0].reductions]) / per_unit
            for panel in (axes, below):
                whole = panel.get_xaxis_transform()  # from the bottom of the panel to its top
                panel.vlines(lowered, 0, 1, colors=self.style.ink, linestyles=":", linewidths=0.8, transform=whole)
        bottom.set_xlabel("epoch" if run.steps_per_epoch else run.tick)
        if run.steps_per_epoch:
            axes.spines.top.set_visible(True)
            steps = axes.secondary_xaxis(
                "top", functions=(lambda x: np.multiply(x, per_unit), lambda x: np.divide(x, per_unit))
            )
            steps.set_xlabel("step")
            count_axis(steps.xaxis, self.curves.rows)
        if self.title:
            room = 72 * max(self.size[0] - 1, 1)
            axes.set_title("\n".join(wrapped(self.title, room, FONT)), parse_math=False)
        if self.curves.columns != ["lr"]:
            legend(figure, lines, self.curves.labels)
        return figure

    def _panels(self, figure: Figure) -> tuple[Axes, Axes | None]:
        """The axes of the rates, and below them those of the metric when there is one."""
        if self.other is None:
            return figure.add_subplot(), None
        height = figure.get_figheight()
        figure.set_figheight(height + BELOW_HEIGHT)
        axes, below = figure.subplots(2, sharex=True, height_ratios=(height, BELOW_HEIGHT))
        figure.align_ylabels()
        return axes, below

    def _lines(self, axes: Axes) -> list[Any]:
        """The curves as lines on axes that fit them."""
        starts = self.starts / (self.curves.run.steps_per_epoch or 1)
        axes.set_xlim(0, starts[-1])
        count_axis(axes.xaxis, starts[-1])
        self._rate_axis(axes)
        lines: list[Any] = []
        for column in range(len(self.curves.labels)):
            lines += axes.plot(
                *self._path(starts, column),
                color=self.style.curves[column % len(self.style.curves)],
                linestyle=DASHES[column % len(DASHES)],
                marker="o" if self.curves.rows <= FEW_ROWS else "",
                markevery=POINTS,
                clip_on=False,  # a rate of 0, and that of tick 0, in their full width
                zorder=3,
            )
        return lines

    def _path(self, starts: Array, column: int) -> tuple[Array, Array]:
        """The corners of one curve, POINTS for each bucket.

        In a bucket of one row they are the two ends of its level line, or of the straight line to the next. In one of
        many, less than a pixel wide, they are first, lowest, highest and last, each where it was as far as that is
        known.
        """
        first, low, high, last = (values[:, column] for values in (self.first, self.low, self.high, self.last))
        begin, end = starts[:-1], starts[1:]
        middle = (begin + end) / 2
        falls = last < first
        one, two = np.where(falls, high, low), np.where(falls, low, high)
        gap = np.isnan(first) | np.isnan(last)  # then a line must not shrink to a point, which would not be drawn
        x_one = np.where(gap | (one == first), begin, middle)
        x_two = np.where(gap | (two == last), end, middle)
        if FEW_ROWS < self.curves.rows == len(first):
            slopes = self._slopes(first)
            x_two = np.where(slopes, begin, x_two)
            last = np.where(slopes, np.append(first[1:], np.nan), last)
        return np.stack([begin, x_one, x_two, end], axis=-1).ravel(), np.stack([first, one, two, last], axis=-1).ravel()

    def _slopes(self, rates: Array) -> npt.NDArray[np.bool_]:
        """At which ticks a curve is on its way to the next: as at a neighbour, and not in a leap."""
        place = np.log(rates) if self.log else rates
        change = np.abs(np.diff(place, prepend=np.nan, append=np.nan))
        near = np.fmax(change[:-1], np.append(change[2:], np.nan))  # the changes before and after each
        moves: npt.NDArray[np.bool_] = (change[1:] > 0) & (change[1:] <= LEAP * near)
        return moves

    def _rate_axis(self, axes: Axes) -> None:
        """Limits, ticks and numbers of the axis of rates."""
        from matplotlib.ticker import FuncFormatter, ScalarFormatter

        class Plain(ScalarFormatter):
            def __call__(self, value: float, pos: int | None = None) -> str:
                return super().__call__(value, pos) if value else "0"  # not 0.0000

        bottom, top = limits(*self.extremes, self.log)
        if self.log:
            axes.set_yscale("log")
        elif 0.01 <= max(abs(bottom), abs(top)) < 1e5:
            plain = Plain(useOffset=False)
            plain.set_scientific(False)
            axes.yaxis.set_major_formatter(plain)
        else:
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: exponent_text(value)))
        axes.set_ylim(bottom, top)


def limits(low: float, high: float, log: bool) -> tuple[float, float]:
    """Where an axis of rates from `low` to `high` begins and ends: at 0 when they come near it."""
    if log:
        margin = 0.05 * (math.log(high) - math.log(low)) or 1.0
        return math.exp(math.log(low) - margin), math.exp(math.log(high) + margin)
    if high - low <= 1e-12 * abs(high):
        return (min(2 * high, 0), max(2 * high, 0)) if high else (0, 1)
    if 0 <= low < high / 3:
        return 0, 1.04 * high
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def count_axis(axis: Axis, end: float) -> None:
    """Whole numbers of epochs or steps, 200k for 200000."""
    from matplotlib.ticker import EngFormatter, FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=end >= 2))
    axis.set_major_formatter(EngFormatter(sep="") if end >= 1e5 else FuncFormatter(lambda value, _: f"{value:.10g}"))


def exponent_text(value: float) -> str:
    """A number as one types it: 3e-4."""
    digits, exponent = f"{value:.9e}".split("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}e{int(exponent)}" if value else "0"


def legend(figure: Figure, lines: list[Any], labels: list[str]) -> None:
    """Which line is which, below the axes where it covers no curve; in columns if they fit side by side."""
    room = 72 * figure.get_figwidth()
    beside = 6.5 * SMALL_FONT  # a line's sample and the space around it
    names = [plain_text(label) for label in labels]
    fit = max(int(room // (max(text_width(name, SMALL_FONT) for name in names) + beside)), 1)
    rows = math.ceil(len(names) / fit)
    columns = math.ceil(len(names) / rows)
    figure.set_figheight(figure.get_figheight() + max(rows - LEGEND_ROWS, 0) * 1.5 * SMALL_FONT / 72)
    names = unique([shortened(name, room / columns - beside, SMALL_FONT) for name in names])
    drawn = figure.legend(lines, [" "] * len(names), loc="outside lower center", ncols=columns)
    for text, name in zip(drawn.get_texts(), names, strict=True):
        text.set_parse_math(False)
        text.set_text(name)  # as a label of matplotlib's own it could not begin with _


def plain_text(text: str) -> str:
    """A text on one line, of characters that can be printed (an SVG must not hold others)."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def text_width(text: str, points: float) -> float:
    """The width of a text in points, in the font of pictures."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=points), False)
    return float(width)


def shortened(text: str, room: float, points: float) -> str:
    """The text, its middle left out where it is wider than `room` points."""
    if len(text) <= LONGEST_TEXT and text_width(text, points) <= room:
        return text
    fits, fails = 0, min(len(text), LONGEST_TEXT)
    while fails - fits > 1:
        kept = (fits + fails) // 2
        if text_width(_ends(text, kept), points) <= room:
            fits = kept
        else:
            fails = kept
    return _ends(text, fits)


def _ends(text: str, kept: int) -> str:
    """The first and the last characters of a text, `kept` in all."""
    return text[: kept - kept // 2] + "…" + text[len(text) - kept // 2 :]


def wrapped(text: str, room: float, points: float, most: int = 2) -> list[str]:
    """The text in at most `most` lines of `room` points, broken at spaces; its middle left out if need be."""
    budget = most * room
    while True:
        lines: list[str] = []
        for word in shortened(text, budget, points).split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and text_width(longer, points) <= room:
                lines[-1] = longer
            else:
                lines.append(shortened(word, room, points))
        if len(lines) <= most:
            return lines
        budget *= 0.95
