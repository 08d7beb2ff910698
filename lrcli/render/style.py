"""How pictures look: their colours, dashes and fonts, as settings of matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FONT = 10.0  # points
SMALL_FONT = 9.0


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


def settings(style: Style, size: tuple[float, float], dpi: int) -> AbstractContextManager[None]:
    """Matplotlib with its own defaults and this style, whatever the user's matplotlibrc says."""
    import logging  # matplotlib has loaded it

    import matplotlib as mpl

    ground, ink, grid, _ = style
    # a backend is not a matter of looks, and is chosen once
    defaults: dict[str, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    ours: dict[str, Any] = {
        "figure.figsize": size,
        "figure.dpi": dpi,
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
    logging.getLogger("matplotlib.mathtext").setLevel(logging.ERROR)  # it tells letters that the font does not have
    looks: Any = {**defaults, **ours}
    return mpl.rc_context(looks)
