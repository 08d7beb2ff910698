"""Curves as a picture, by matplotlib: the content of a file, or a window."""

from __future__ import annotations

import math
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.render.axes import tell_gaps
from lrcli.render.design import DPI, SIZE, Design, design_for
from lrcli.render.legend import Look, draw_legend, draw_ramp, looks_of
from lrcli.render.lettering import is_mathematics, plain_text, shortened, text_width, wrapped
from lrcli.render.panel import draw_lines, number_counts
from lrcli.render.style import STYLES, settings
from lrcli.render.thinned import Thinned

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

BUCKETS_PER_PIXEL = 2  # an edge is then never further than half a pixel from where it belongs
BELOW_HEIGHT = 1.7  # inches that what stands below the rates adds to a picture
BEYOND = 1.35  # of the height of a panel that its name may have
NO_WINDOW = "no window can be opened (save the picture with -o FILE instead)"


def drawing(curves: Curves, sheet: Sheet, pixels: int = DPI) -> Drawing:
    """The picture that is asked for; what a log axis leaves out is said."""
    picture = Drawing(curves, **design_for(curves, sheet, pixels)._asdict())
    tell_gaps(picture.gaps, sheet)
    view, above = picture.design.view, picture.above
    bottom, lowest = (above.bottom(), above.extremes[0]) if above.log else (0.0, 0.0)
    if lowest < bottom and not (view and view.bottom):
        sheet.say(f"the log axis begins at {bottom:.2g}, below which few ticks are; --ylim {lowest:.2g}, shows them")
    return picture


class Drawing:
    """Curves to be drawn, thinned to what can be seen; of any length, in constant memory.

    `asked` are the fields of a Design. What the curves have below, such as a metric, is in a panel of its own, with
    dotted lines where a metric lowered the rate. `gaps` are the labels of the curves with rates that the axis has no
    place for: not above 0 on a log axis, NaN, inf.
    ValueError when there is nothing to draw, or a value is not one of a Design's.
    """

    def __init__(self, curves: Curves, **asked: Any) -> None:
        self.design = design = Design(**asked)
        if design.style not in STYLES:
            raise ValueError(f"style {design.style!r} is not one of {', '.join(STYLES)}")
        self.curves = curves
        self.title = plain_text(
            (curves.specs[0] if len(curves.specs) == 1 else "") if design.title is None else design.title
        )
        self.style = STYLES[design.style]
        buckets = math.ceil((design.size or SIZE)[0] * design.dpi * BUCKETS_PER_PIXEL)
        self.above = Thinned(curves, buckets, design.log, design.view)
        self.below = Thinned(curves.below, buckets, log=False, view=design.view) if curves.below else None
        self.gaps = self.above.gaps

    def image(self, kind: str, metadata: dict[str, Any] | None = None, **pixels: Any) -> bytes:
        """The content of a file of a format that matplotlib knows, such as png; `pixels` are what Pillow is told.

        It is the same for the same curves, whenever and wherever it is made, if the metadata leave out its date.
        ValueError where the words leave no room for the axes.
        """
        from matplotlib.figure import Figure

        content = BytesIO()
        with self.settings(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # a label in letters that the font does not have
            warnings.filterwarnings("error", "constrained_layout not applied")
            try:
                told: dict[str, Any] = {"pil_kwargs": pixels} if pixels else {}
                self.draw(Figure()).savefig(content, format=kind, metadata=metadata, **told)
            except UserWarning:
                reason = "a picture of this size has no room for axes beside its words"
                raise ValueError(f"{reason}: give a larger --size or a smaller --font-size") from None
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
        """Matplotlib as this picture needs it, whatever the user's matplotlibrc says."""
        return settings(self.style, self.design)

    def draw(self, figure: Figure) -> Figure:
        """Put the curves on an empty figure, which is returned."""
        design, run = self.design, self.curves.run
        looks = looks_of(self.curves.columns, self.style)
        axes, below = self._panels(figure)
        draw_lines(axes, self.above, looks.curves, design.view)
        self._name(axes, "learning rate" if design.ylabel is None else design.ylabel, figure)
        bottom = axes
        if self.below and below:
            bottom = below
            axes.tick_params(labelbottom=False)
            self._draw_below(below, self.below, looks.curves)
            self._name(below, ", ".join(dict.fromkeys(self.below.curves.quantities)), figure)
            self._mark_reductions(self.below.curves, axes, below)
            figure.align_ylabels()
        if run.steps_per_epoch:
            self._number_steps(axes, run.steps_per_epoch)
        unit = "epoch" if run.steps_per_epoch else run.tick
        name = unit if design.xlabel is None else plain_text(design.xlabel)
        bottom.set_xlabel(shortened(name, self._room(), design.font_size), parse_math=self._is_mathematics(name))
        if self.title:
            title = "\n".join(wrapped(self.title, self._room(), design.font_size))
            axes.set_title(title, parse_math=design.title is not None and is_mathematics(title))
        if design.legend != "none":
            if looks.ordered:
                draw_ramp(figure, [axes, *([below] if below else [])], looks.ordered, design)
            if looks.entries and (self.curves.names != ["lr"] or design.legend):
                draw_legend(figure, looks.entries, design)
        return figure

    def _panels(self, figure: Figure) -> tuple[Axes, Axes | None]:
        """The axes of the rates, and below them those of what stands there, if anything does."""
        if self.below is None:
            return figure.add_subplot(), None
        if self.design.size is None:
            figure.set_figheight(SIZE[1] + BELOW_HEIGHT)
        axes, below = figure.subplots(2, sharex=True, height_ratios=(SIZE[1], BELOW_HEIGHT))
        return axes, below

    def _draw_below(self, panel: Axes, thinned: Thinned, looks: list[Look]) -> None:
        """What stands below, each in the look of the curve that it belongs to."""
        own = {id(column.curve): look for column, look in zip(self.curves.columns, looks, strict=True)}
        colors = self.style.curves
        chosen = [
            own.get(id(column.curve)) or Look(colors[(len(looks) + place) % len(colors)], "solid")
            for place, column in enumerate(thinned.curves.columns)
        ]
        view = self.design.view
        draw_lines(panel, thinned, chosen, view and view.of_rows())

    def _mark_reductions(self, shown: Curves, *panels: Axes) -> None:
        """Dotted lines where a metric that is shown lowered the rate."""
        metrics = [column.curve for column in shown.columns if column.of == "metric"]
        joints = [joint.at for curve in metrics for joint in curve.reductions(self.curves.rows)]
        lowered = np.array(joints) / (self.curves.run.steps_per_epoch or 1)
        for panel in panels if metrics else ():
            whole = panel.get_xaxis_transform()  # from the bottom of the panel to its top
            panel.vlines(lowered, 0, 1, colors=self.style.ink, linestyles=":", linewidths=0.8, transform=whole)

    def _number_steps(self, axes: Axes, per_epoch: int) -> None:
        """An axis of steps above that of epochs."""
        axes.spines.top.set_visible(True)
        functions = (lambda x: np.multiply(x, per_epoch), lambda x: np.divide(x, per_epoch))
        steps = axes.secondary_xaxis("top", functions=functions)
        steps.set_xlabel("step")
        low, high = axes.get_xlim()
        number_counts(steps.xaxis, low * per_epoch, high * per_epoch)

    def _name(self, panel: Axes, text: str, figure: Figure) -> None:
        """What a panel shows: beside it, or above it where that is too long."""
        name, size = plain_text(text), self.design.font_size
        share = panel.get_subplotspec().get_position(figure).height  # type: ignore[union-attr]  # it has one
        if text_width(name, size) <= BEYOND * 72 * figure.get_figheight() * share:
            panel.set_ylabel(name, parse_math=self._is_mathematics(name))
        else:
            panel.set_title(shortened(name, self._room(), size), loc="left", parse_math=False)

    def _room(self) -> float:
        """Points from the left of the axes to their right, about."""
        width = (self.design.size or SIZE)[0]
        return 72 * max(width - 1, 0.7 * width)

    def _is_mathematics(self, name: str) -> bool:
        """Whether a label that was given is mathematics."""
        return name in (self.design.xlabel, self.design.ylabel) and is_mathematics(name)
