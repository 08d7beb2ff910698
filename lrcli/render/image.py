"""Curves as a picture, by matplotlib: the content of a file, or a window."""

from __future__ import annotations

import math
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.render.axes import tell_gaps
from lrcli.render.lettering import is_mathematics, plain_text, shortened, wrapped
from lrcli.render.panel import draw_legend, draw_lines, number_counts
from lrcli.render.plain_matplotlib import plainly_imported
from lrcli.render.style import FONT, STYLES, settings
from lrcli.render.thinned import Thinned

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lrcli.analysis.curves import Curves
    from lrcli.render.writers import Sheet

BUCKETS_PER_PIXEL = 2  # an edge is then never further than half a pixel from where it belongs
BELOW_HEIGHT = 1.7  # inches that what stands below the rates adds to a picture
NO_WINDOW = "no window can be opened (save the picture with -o FILE instead)"


def drawing(curves: Curves, sheet: Sheet) -> Drawing:
    """The picture that is asked for; what a log axis leaves out is said."""
    asked = sheet.asked
    picture = Drawing(curves, log="log" in asked, title=asked.get("title"), style=asked.get("style", "light"))
    tell_gaps(picture.gaps, sheet)
    return picture


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
        plainly_imported()
        if style not in STYLES:
            raise ValueError(f"style {style!r} is not one of {', '.join(STYLES)}")
        self.curves = curves
        self.title = plain_text((curves.specs[0] if len(curves.specs) == 1 else "") if title is None else title)
        self.titled = title is not None
        self.style = STYLES[style]
        self.size = size
        self.dpi = dpi
        buckets = math.ceil(size[0] * dpi * BUCKETS_PER_PIXEL)
        self.above = Thinned(curves, buckets, log)
        self.below = Thinned(curves.below, buckets, log=False) if curves.below else None
        self.gaps = self.above.gaps

    def image(self, kind: str, metadata: dict[str, Any] | None = None) -> bytes:
        """The content of a file of a format that matplotlib knows, such as png.

        It is the same for the same curves, whenever and wherever it is made, if the metadata leave out its date.
        """
        from matplotlib.figure import Figure

        content = BytesIO()
        with self.settings(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # a label in letters that the font does not have
            self.draw(Figure()).savefig(content, format=kind, metadata=metadata)
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
        return settings(self.style, self.size, self.dpi)

    def draw(self, figure: Figure) -> Figure:
        """Put the curves on an empty figure, which is returned."""
        axes, below = self._panels(figure)
        run = self.curves.run
        per_unit = run.steps_per_epoch or 1
        lines = draw_lines(axes, self.above, self.style)
        axes.set_ylabel("learning rate")
        bottom = axes
        if self.below and below:
            bottom = below
            axes.tick_params(labelbottom=False)
            draw_lines(below, self.below, self.style)
            name = plain_text(", ".join(self.below.curves.labels))
            below.set_ylabel(shortened(name, 72 * BELOW_HEIGHT, FONT), parse_math=False)
            lowered = np.array([joint.at for joint in self.curves.curves[0].reductions(self.curves.rows)]) / per_unit
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
            number_counts(steps.xaxis, self.curves.rows)
        if self.title:
            room = 72 * max(self.size[0] - 1, 1)
            title = "\n".join(wrapped(self.title, room, FONT))
            axes.set_title(title, parse_math=self.titled and is_mathematics(title))
        if self.curves.names != ["lr"]:
            draw_legend(figure, lines, self.curves.labels, self.curves.specs)
        return figure

    def _panels(self, figure: Figure) -> tuple[Axes, Axes | None]:
        """The axes of the rates, and below them those of the metric when there is one."""
        if self.below is None:
            return figure.add_subplot(), None
        height = figure.get_figheight()
        figure.set_figheight(height + BELOW_HEIGHT)
        axes, below = figure.subplots(2, sharex=True, height_ratios=(height, BELOW_HEIGHT))
        figure.align_ylabels()
        return axes, below
