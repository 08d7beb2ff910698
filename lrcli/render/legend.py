"""Which line is which: the looks of curves, their legend, and the colour bar of those that have an order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import unique
from lrcli.render.lettering import is_mathematics, plain_text, shortened, text_width
from lrcli.render.style import DASHES, SMALLER, ramp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lrcli.analysis.curves import Column
    from lrcli.render.design import Design
    from lrcli.render.style import Style

LEGEND_ROWS = 3  # more than these below make the picture higher, so that the axes keep their place
SPACING = 1.5  # a row of the legend, in sizes of its letters
BESIDE = 6.5  # a line's sample and the space around it, in the same
SHARE = 0.45  # of a picture of a given size that a legend may take
NARROWEST = 5.0  # a name, in sizes of its letters
OTHERS = "all others"  # of a set, where one has no name


class Look(NamedTuple):
    """How a curve is drawn."""

    color: Any
    dashes: Any


class Entry(NamedTuple):
    """A line of the legend. `spec` is the text that a label which was not given has."""

    look: Look
    label: str
    spec: str


class Ordered(NamedTuple):
    """Curves that have an order: what they go over, the values of all, and their colours."""

    of: str
    values: list[str]
    colors: list[Any]


class Looks(NamedTuple):
    """The looks of curves, one for each; what the legend shows of them, and what the colour bar does."""

    curves: list[Look]
    entries: list[Entry]
    ordered: Ordered | None


def looks_of(columns: Sequence[Column], style: Style) -> Looks:
    """Colours in an order for curves that have one, dashes for several such sets; else colours that differ."""
    members = [column.member for column in columns if column.member]
    values = list(dict.fromkeys(member.value for member in members))
    sets = list(dict.fromkeys(member.series for member in members))
    if len(values) < 2:
        looks = [Look(style.curves[n % len(style.curves)], DASHES[n % len(DASHES)]) for n in range(len(columns))]
        return Looks(looks, entries(columns, looks), None)
    if len(sets) > len(DASHES):
        colors = ramp(style, len(columns))
        looks = [Look(color, DASHES[0]) for color in colors]
        return Looks(looks, [], Ordered("", [column.label for column in columns], colors))
    colors = ramp(style, len(values))
    rank, dash = {value: n for n, value in enumerate(values)}, {name: n for n, name in enumerate(sets)}
    looks = []
    others: list[tuple[Column, Look]] = []
    for column in columns:
        if member := column.member:
            looks.append(Look(colors[rank[member.value]], DASHES[dash[member.series]]))
        else:
            looks.append(Look(style.ink, DASHES[(len(sets) + len(others)) % len(DASHES)]))
            others.append((column, looks[-1]))
    shown = [Entry(Look(style.ink, DASHES[dash[name]]), name, name) for name in sets if len(sets) > 1 or others]
    shown = [entry._replace(label=entry.label or OTHERS) for entry in shown]
    shown += entries(*zip(*others, strict=True)) if others else []
    return Looks(looks, shown, Ordered(members[0].of, [value or OTHERS for value in values], colors))


def looks_below(columns: Sequence[Column], looks: Sequence[Look], below: Sequence[Column], style: Style) -> list[Look]:
    """The looks of what is below curves: those of the curves that it belongs to; colours of its own where of none."""
    own = {id(column.curve): look for column, look in zip(columns, looks, strict=True)}
    colors = style.curves
    return [
        own.get(id(column.curve)) or Look(colors[(len(looks) + place) % len(colors)], DASHES[0])
        for place, column in enumerate(below)
    ]


def entries(columns: Sequence[Column], looks: Sequence[Look]) -> list[Entry]:
    """A line of the legend for each curve."""
    return [Entry(look, column.label, column.spec) for column, look in zip(columns, looks, strict=True)]


def draw_legend(figure: Figure, shown: Sequence[Entry], design: Design) -> None:
    """Which line is which, where it covers no curve: below the axes in columns, or beside them.

    A $ in a label that was given may be mathematics, and one in a spec never is. What is too wide is shown as it is
    typed, shortened. ValueError where a picture of a given size has no room for it.
    """
    from matplotlib.lines import Line2D

    small = SMALLER * design.font_size
    beside, row = BESIDE * small, SPACING * small
    names = [plain_text(entry.label) for entry in shown]
    mathematics = [entry.spec not in name and is_mathematics(name) for name, entry in zip(names, shown, strict=True)]
    widths = [text_width(name, small, is_math) for name, is_math in zip(names, mathematics, strict=True)]
    room, height = 72 * figure.get_figwidth(), 72 * figure.get_figheight()
    if design.legend == "right":
        columns, each = 1, SHARE * room - beside
        more = len(names) * row - height
        fits = design.size is None or more <= 0
    else:
        fit = max(int(room // (max(widths) + beside)), 1)
        if design.size:
            fit = max(fit, math.ceil(len(names) / max(SHARE * height // row, 1)))
        rows = math.ceil(len(names) / fit)
        columns = math.ceil(len(names) / rows)
        each = room / columns - beside
        more = (rows - LEGEND_ROWS) * row
        fits = design.size is None or each >= NARROWEST * small
    if not fits:
        told = f"{len(names)} names do not fit into a picture of this size"
        raise ValueError(f"{told}: give a larger --size, a smaller --font-size or --legend none")
    if design.size is None:
        figure.set_figheight(figure.get_figheight() + max(more, 0) / 72)
    mathematics = [is_math and width <= each for is_math, width in zip(mathematics, widths, strict=True)]
    names = unique(
        [name if is_math else shortened(name, each, small) for name, is_math in zip(names, mathematics, strict=True)]
    )
    place: Any = "outside right upper" if design.legend == "right" else "outside lower center"
    lines = [Line2D([], [], color=entry.look.color, linestyle=entry.look.dashes) for entry in shown]
    legend = figure.legend(lines, [" "] * len(names), loc=place, ncols=columns)
    for text, name, is_math in zip(legend.get_texts(), names, mathematics, strict=True):
        text.set_parse_math(is_math)
        text.set_text(name)  # as a label of matplotlib's own it could not begin with _


def draw_ramp(figure: Figure, panels: list[Axes], ordered: Ordered, design: Design) -> None:
    """A bar with the colour of each curve of a set, beside the panels or below them, with as many values as fit."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, Normalize

    count = len(ordered.values)
    scale = ScalarMappable(Normalize(-0.5, count - 0.5), ListedColormap(ordered.colors))
    below = design.legend == "below"
    small = SMALLER * design.font_size
    width = 72 * figure.get_figwidth()
    names = [shortened(plain_text(value), (0.5 if below else 0.25) * width, small) for value in ordered.values]
    length = 0.6 * (width if below else 72 * figure.get_figheight())
    each = max(text_width(name, small) for name in names) + small if below else SPACING * small
    every = max(math.ceil(count * each / length), 1)
    places = sorted({*range(0, count - every, every), count - 1})
    bar = figure.colorbar(scale, ax=panels, location="bottom" if below else "right", aspect=25 if below else 18)
    bar.set_ticks(places, labels=[names[place] for place in places])
    axis = bar.ax.xaxis if below else bar.ax.yaxis
    axis.set_tick_params(which="both", length=0)
    for text in axis.get_ticklabels():
        text.set_parse_math(False)
    bar.minorticks_off()
    bar.outline.set_visible(False)
    bar.ax.grid(False)
    bar.set_label(ordered.of.replace("_", " ").replace("-", " "), parse_math=False)
