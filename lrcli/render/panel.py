"""Thinned curves as lines on matplotlib's axes, and the numbers beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.render.axes import counted_on, exponent_text, limits, rounded_count
from lrcli.render.lettering import LONGEST_TEXT, is_mathematics, plain_text, shortened, text_width
from lrcli.render.thinned import CORNERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from lrcli._lazy import Array
    from lrcli.analysis.curves import Curves
    from lrcli.render.axes import Counted
    from lrcli.render.design import Design
    from lrcli.render.legend import Look
    from lrcli.render.thinned import Thinned
    from lrcli.render.view import View

ROUND = [1, 2, 5, 10]
"""Steps between the numbers of an axis, times powers of ten."""
BEYOND = 1.35  # of the height of a panel that its name may have
DENSE = 50  # heights of a panel that a line goes up and down
PART = 500  # corners of a part of such a line
MOST_LINES = 3  # of a name that is longer
LONG_COUNTS = 1e5
"""Counts from here on are written 200k."""
HEIGHTS = (0.92, 0.08, 0.75, 0.25, 0.58, 0.42)
"""Where words may stand in a panel, as shares of its height."""


def draw_lines(axes: Axes, thinned: Thinned, looks: Sequence[Look], view: View | None, marked: bool) -> list[Any]:
    """The curves as lines, a look for each, on axes that fit them or show what a view asks for.

    `marked` puts a dot at each tick.
    """
    counted = counted_on(thinned.curves.run)
    starts = counted.of(thinned.starts)
    left, right = (counted.of(view.low), counted.of(view.high)) if view else (0, starts[-1])
    axes.set_xlim(left, right)
    number_counts(axes.xaxis, left, right, counted.flow is not None)
    low, high = limits(thinned.bottom() if thinned.log else thinned.extremes[0], thinned.extremes[1], thinned.log)
    bottom, top = view.between(low, high, thinned.extremes[1]) if view else (low, high)
    number_rates(axes, bottom, top, thinned.log)
    cut = view is not None or bottom > thinned.extremes[0]
    lines: list[Any] = []
    for column, look in enumerate(looks):
        for part in parts_of(*thinned.path(starts, column), (bottom, top), thinned.log):
            lines += axes.plot(
                *part,
                color=look.color,
                linestyle=look.dashes,
                marker="o" if marked else "",
                markevery=CORNERS,
                clip_on=cut,  # a rate of 0, and that of tick 0, in their full width
                zorder=3,
            )
    return lines


def parts_of(x: Array, y: Array, ends: tuple[float, float], log: bool) -> list[tuple[Array, Array]]:
    """A line whole, or where it goes up and down again and again in parts: each pixel takes time for all it passes."""
    with np.errstate(all="ignore"):
        heights, (bottom, top) = (np.log(values) if log else np.asarray(values) for values in (y, ends))
        times = np.nansum(np.abs(np.diff(heights))) / (top - bottom)
    if not times > DENSE:
        return [(x, y)]
    return [(x[first : first + PART + 1], y[first : first + PART + 1]) for first in range(0, len(x) - 1, PART)]


def number_rates(axes: Axes, bottom: float, top: float, log: bool) -> None:
    """Limits, ticks and numbers of the axis of rates."""
    from matplotlib.ticker import FuncFormatter, LogFormatter, MaxNLocator, ScalarFormatter

    class Plain(ScalarFormatter):
        def __call__(self, value: float, pos: int | None = None) -> str:
            return super().__call__(value, pos) if value else "0"  # not 0.0000

    class Powers(LogFormatter):
        """Numbers as one types them, where matplotlib would write any."""

        def __call__(self, value: float, pos: int | None = None) -> str:
            return typed(value) if math.isfinite(value) and super().__call__(value, pos) else ""

    if log:
        axes.set_yscale("log")
        axes.set_ylim(bottom, top)
        axes.yaxis.set_major_formatter(Powers(labelOnlyBase=False))
        axes.yaxis.set_minor_formatter(Powers(labelOnlyBase=False, minor_thresholds=(1, 0.4)))
        return
    axes.yaxis.set_major_locator(MaxNLocator("auto", steps=ROUND))
    if 0.01 <= max(abs(bottom), abs(top)) < LONG_COUNTS:
        plain = Plain(useOffset=False)
        plain.set_scientific(False)
        axes.yaxis.set_major_formatter(plain)
    else:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: exponent_text(value)))
    axes.set_ylim(bottom, top)


def typed(value: float) -> str:
    """A rate as one types it: 0.01, 3e-4."""
    return f"{value:.10g}" if 0.01 <= abs(value) < LONG_COUNTS else exponent_text(value)


def number_counts(axis: Axis, low: float, high: float, tokens: bool = False) -> None:
    """Whole numbers of epochs or steps, 200k for 200000; of tokens, 2B for 2 * 10 ** 9."""
    from matplotlib.ticker import EngFormatter, FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator("auto", steps=ROUND, integer=high - low >= 2))
    if tokens:
        axis.set_major_formatter(FuncFormatter(lambda value, _: rounded_count(int(value))))
        return
    long = high >= LONG_COUNTS and high - low >= LONG_COUNTS / 10
    axis.set_major_formatter(EngFormatter(sep="") if long else FuncFormatter(lambda value, _: f"{value:.10g}"))


def number_steps(axes: Axes, counted: Counted) -> None:
    """An axis of steps above that of epochs or tokens."""
    axes.spines.top.set_visible(True)
    steps = axes.secondary_xaxis("top", functions=(counted.rows, counted.of))
    steps.set_xlabel("step")
    low, high = axes.get_xlim()
    number_counts(steps.xaxis, float(counted.rows(low)), float(counted.rows(high)))


def name_axis(axes: Axes, unit: str, room: float, design: Design) -> None:
    """What the axis of epochs or steps counts, or what is asked for in its place."""
    name = unit if design.xlabel is None else plain_text(design.xlabel)
    mathematics = design.xlabel is not None and is_mathematics(name)
    axes.set_xlabel(name if mathematics else shortened(name, room, design.font_size), parse_math=mathematics)


def name_panel(panel: Axes, quantity: str, room: float, design: Design, asked: str | None = None) -> None:
    """What a panel shows, or what is asked for in its place: beside it, or above it where that is too long."""
    name, size = plain_text(quantity if asked is None else asked), design.font_size
    mathematics = asked is not None and is_mathematics(name)
    figure: Any = panel.figure
    place: Any = panel.get_subplotspec()
    height = 72 * figure.get_figheight() * place.get_position(figure).height
    if text_width(name, size, mathematics) <= BEYOND * height:
        panel.set_ylabel(name, parse_math=mathematics)
        return
    lines: list[str] = [""]
    for mark in name[:LONGEST_TEXT]:
        if text_width(lines[-1] + mark, size) > room:
            lines.append("")
        lines[-1] += mark
    panel.set_title("\n".join(lines[:MOST_LINES]), loc="left", parse_math=False)


def mark_moments(panels: Sequence[Axes], shown: Curves, ink: str, room: float, size: float) -> None:
    """Dashed lines at the moments of curves, each with its words where the fewest lines are; `room` as for names."""
    counted = counted_on(shown.run)
    for moment, panel in ((moment, panel) for moment in shown.moments for panel in panels):
        at, words = float(counted.of(moment.row)), plain_text(moment.text)
        left, right = panel.get_xlim()
        if not left <= at <= right:
            continue
        place, width = (at - left) / (right - left), text_width(words, size) / room
        side, height = quietest(panel, place, width)
        panel.axvline(at, color=ink, linestyle=(0, (4, 3)), linewidth=0.9, zorder=2.5)
        panel.annotate(
            words,
            (at, height),
            xycoords=panel.get_xaxis_transform(),  # from the bottom of the panel to its top
            xytext=(4 * side, 0),
            textcoords="offset points",
            horizontalalignment="left" if side > 0 else "right",
            verticalalignment="center",
            fontsize=size,
            color=ink,
            zorder=4,
            parse_math=False,
        )


def quietest(panel: Axes, place: float, width: float) -> tuple[int, float]:
    """The side of a line at `place`, and the height, where words of a width meet the fewest lines; shares of a panel.

    The side is 1 for the right and -1 for the left.
    """
    lines = [panel.transLimits.transform(panel.transScale.transform(line.get_xydata())) for line in panel.lines]
    across = np.linspace(0, 1, 200)
    heights = [np.interp(across, points[:, 0], points[:, 1], left=-1, right=-1) for points in lines if len(points)]

    def met(side: int, height: float) -> float:
        low, high = sorted((place, place + side * width))
        inside = (across >= low) & (across <= high)
        near = [np.abs(each[inside] - height) < 0.5 / len(HEIGHTS) for each in heights]
        return float(np.sum(near)) + (1000 if low < 0 or high > 1 else 0)

    sides = (1, -1) if place <= 0.5 else (-1, 1)
    return min(((side, height) for side in sides for height in HEIGHTS), key=lambda each: met(*each))


def mark_reductions(panels: Sequence[Axes], shown: Curves, ink: str) -> None:
    """Dotted lines where a metric that is shown lowered the rate."""
    metrics = [column.curve for column in shown.columns if column.of == "metric"]
    joints = [joint.at for curve in metrics for joint in curve.reductions(shown.rows)]
    lowered = counted_on(shown.run).of(np.array(joints))
    for panel in panels if metrics else ():
        whole = panel.get_xaxis_transform()  # from the bottom of the panel to its top
        panel.vlines(lowered, 0, 1, colors=ink, linestyles=":", linewidths=0.8, transform=whole)
