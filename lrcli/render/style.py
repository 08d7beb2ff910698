"""How pictures look: their colours, dashes and fonts, as settings of matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.render.design import SIZE

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from lrcli.render.design import Design

SMALLER = 0.9  # numbers and the legend, beside the text
GENERIC = ("sans-serif", "serif", "monospace")
"""Families that there always are: those of DejaVu."""
FONTS_SHOWN = 8
SERIF, SANS = "DejaVu Serif", "DejaVu Sans"


class Style(NamedTuple):
    """Colours: of the ground, of text and axes, of the grid, of the curves in turn.

    ramp  for curves that have an order: a colour map of matplotlib's, and the part of it that can be seen on the ground
    """

    ground: str
    ink: str
    grid: str
    curves: tuple[str, ...]
    ramp: tuple[str, float, float]


# Okabe and Ito, "Color Universal Design", 2008, but for the one of the eight that can't be seen on each ground
STYLES = {
    "light": Style(
        "#ffffff",
        "#1a1a1a",
        "#e4e4e4",
        ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"),
        ("plasma", 0.0, 0.68),
    ),
    "dark": Style(
        "#15181c",
        "#e6e6e6",
        "#2d3238",
        ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
        ("plasma", 0.4, 1.0),
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


def ramp(style: Style, count: int) -> list[Any]:
    """Colours in an order, from the first to the last of `count`."""
    import matplotlib as mpl

    name, low, high = style.ramp
    shares = [low + (high - low) * rank / max(count - 1, 1) for rank in range(count)]
    return [mpl.colormaps[name](share)[:3] for share in shares]


def checked_font(name: str) -> str:
    """The family of letters that a name means. ValueError where there is none of that name."""
    import difflib

    from matplotlib.font_manager import fontManager

    families = (*GENERIC, *sorted({font.name for font in fontManager.ttflist}))
    folded = {family.lower(): family for family in families}
    if found := folded.get(name.strip().lower()):
        return found
    near = difflib.get_close_matches(name.lower(), list(folded), n=1, cutoff=0.7)
    shown = ", ".join(families[:FONTS_SHOWN])
    hint = f"did you mean {folded[near[0]]}?" if near else f"there are {shown} and {len(families) - FONTS_SHOWN} more"
    raise ValueError(f"--font {name}: no such font is installed; {hint}")


def settings(style: Style, design: Design) -> AbstractContextManager[None]:
    """Matplotlib with its own defaults and this style, whatever the user's matplotlibrc says."""
    import logging  # matplotlib has loaded it

    import matplotlib as mpl

    font, small = design.font_size, SMALLER * design.font_size
    # a backend is not a matter of looks, and is chosen once
    defaults: dict[str, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    ours: dict[str, Any] = {
        "figure.figsize": design.size or SIZE,
        "figure.dpi": design.dpi,
        "figure.constrained_layout.use": True,
        "figure.facecolor": style.ground,
        "axes.facecolor": style.ground,
        "axes.edgecolor": style.ink,
        "axes.labelcolor": style.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": design.grid,
        "axes.titlesize": font,
        "axes.labelsize": font,
        "axes.titlepad": font,
        "grid.color": style.grid,
        "text.color": style.ink,
        "xtick.color": style.ink,
        "ytick.color": style.ink,
        "font.size": font,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "legend.fontsize": small,
        "legend.frameon": False,
        "legend.handlelength": 3.0,
        "lines.linewidth": 1.6,
        "lines.markersize": 3.5,
        "pdf.fonttype": 42,  # letters that can be searched; journals refuse the default
        "ps.fonttype": 42,
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": "lrcli",  # ids that are not random
    }
    if design.font:
        family = checked_font(design.font)
        ours["font.family"] = [family, SERIF if family == GENERIC[1] else SANS]  # for letters that it lacks
        ours |= {"mathtext.fontset": "custom", "mathtext.fallback": "cm"}
        looks_of_letters = (("rm", ""), ("it", ":italic"), ("bf", ":bold"), ("cal", ":italic"))
        ours |= {f"mathtext.{key}": f"{family}{look}" for key, look in looks_of_letters}
    for teller in ("mathtext", "font_manager"):  # they tell letters and fonts that there are not
        logging.getLogger(f"matplotlib.{teller}").setLevel(logging.ERROR)
    looks: Any = {**defaults, **ours}
    return mpl.rc_context(looks)
