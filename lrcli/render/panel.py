"""Thinned curves as lines on matplotlib's axes, the numbers beside them, and the legend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli.analysis.curves import unique
from lrcli.render.axes import exponent_text, limits
from lrcli.render.lettering import is_mathematics, plain_text, shortened, text_width
from lrcli.render.style import DASHES, SMALL_FONT
from lrcli.render.thinned import CORNERS, FEW_ROWS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from lrcli.render.style import Style
    from lrcli.render.thinned import Thinned

LEGEND_ROWS = 3  # more than these make the picture higher, so that the axes keep their place


def draw_lines(axes: Axes, thinned: Thinned, style: Style) -> list[Any]:
    """The curves as lines on axes that fit them."""
    starts = thinned.starts / (thinned.curves.run.steps_per_epoch or 1)
    axes.set_xlim(0, starts[-1])
    number_counts(axes.xaxis, starts[-1])
    number_rates(axes, *thinned.extremes, thinned.log)
    lines: list[Any] = []
    for column in range(len(thinned.curves.labels)):
        lines += axes.plot(
            *thinned.path(starts, column),
            color=style.curves[column % len(style.curves)],
            linestyle=DASHES[column % len(DASHES)],
            marker="o" if thinned.curves.rows <= FEW_ROWS else "",
            markevery=CORNERS,
            clip_on=False,  # a rate of 0, and that of tick 0, in their full width
            zorder=3,
        )
    return lines


def number_rates(axes: Axes, low: float, high: float, log: bool) -> None:
    """Limits, ticks and numbers of the axis of rates."""
    from matplotlib.ticker import FuncFormatter, ScalarFormatter

    class Plain(ScalarFormatter):
        def __call__(self, value: float, pos: int | None = None) -> str:
            return super().__call__(value, pos) if value else "0"  # not 0.0000

    bottom, top = limits(low, high, log)
    if log:
        axes.set_yscale("log")
    elif 0.01 <= max(abs(bottom), abs(top)) < 1e5:
        plain = Plain(useOffset=False)
        plain.set_scientific(False)
        axes.yaxis.set_major_formatter(plain)
    else:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: exponent_text(value)))
    axes.set_ylim(bottom, top)


def number_counts(axis: Axis, end: float) -> None:
    """Whole numbers of epochs or steps, 200k for 200000."""
    from matplotlib.ticker import EngFormatter, FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=end >= 2))
    axis.set_major_formatter(EngFormatter(sep="") if end >= 1e5 else FuncFormatter(lambda value, _: f"{value:.10g}"))


def draw_legend(figure: Figure, lines: list[Any], labels: list[str], specs: list[str]) -> None:
    """Which line is which, below the axes where it covers no curve; in columns if they fit side by side.

    A $ in a label that was given may be mathematics, and one in a spec never is. What is too wide is shown as it is
    typed, shortened.
    """
    room = 72 * figure.get_figwidth()
    beside = 6.5 * SMALL_FONT  # a line's sample and the space around it
    names = [plain_text(label) for label in labels]
    mathematics = [spec not in name and is_mathematics(name) for name, spec in zip(names, specs, strict=True)]
    widths = [text_width(name, SMALL_FONT, is_math) for name, is_math in zip(names, mathematics, strict=True)]
    fit = max(int(room // (max(widths) + beside)), 1)
    rows = math.ceil(len(names) / fit)
    columns = math.ceil(len(names) / rows)
    figure.set_figheight(figure.get_figheight() + max(rows - LEGEND_ROWS, 0) * 1.5 * SMALL_FONT / 72)
    each = room / columns - beside
    mathematics = [is_math and width <= each for is_math, width in zip(mathematics, widths, strict=True)]
    names = unique(
        [
            name if is_math else shortened(name, each, SMALL_FONT)
            for name, is_math in zip(names, mathematics, strict=True)
        ]
    )
    legend = figure.legend(lines, [" "] * len(names), loc="outside lower center", ncols=columns)
    for text, name, is_math in zip(legend.get_texts(), names, mathematics, strict=True):
        text.set_parse_math(is_math)
        text.set_text(name)  # as a label of matplotlib's own it could not begin with _
