"""Curves as a picture, by matplotlib: the content of a file, or a window."""

from __future__ import annotations

import math
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lrcli.analysis.curves import quantities
from lrcli.render.axes import counted_on, tell_gaps
from lrcli.render.design import DPI, SIZE, Design, design_for
from lrcli.render.legend import draw_legend, draw_ramp, looks_below, looks_of
from lrcli.render.lettering import is_mathematics, plain_text, without_glyph, wrapped
from lrcli.render.panel import draw_lines, mark_moments, mark_reductions, name_axis, name_panel, number_steps
from lrcli.render.plain_matplotlib import plainly_imported
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
FEW_LETTERS = 8  # that are told
NO_WINDOW = "no window can be opened (save the picture with -o FILE instead)"


def drawing(curves: Curves, sheet: Sheet, pixels: int = DPI, own_letters: bool = True) -> Drawing:
    """The picture that is asked for; what a log axis leaves out is said, and which letters the font does not have.

    Without letters of its own the picture names the font alone, and whoever shows it has others.
    """
    picture = Drawing(curves, **design_for(curves, sheet, pixels)._asdict())
    tell_gaps(picture.gaps, sheet)
    if own_letters and (missing := picture.missing_letters()):
        sheet.say(f"the font has no {' '.join(missing)}: boxes stand in their place; --font names another font")
    view, above = picture.design.view, picture.above
    bottom, lowest = (above.bottom(), above.extremes[0]) if above.log else (0.0, 0.0)
    if lowest < bottom and not (view and view.bottom):
        sheet.say(f"the log axis begins at {bottom:.2g}, below which few ticks are; --ylim {lowest:.2g}, shows them")
    return picture


class Drawing:
    """Curves to be drawn, thinned to what can be seen; of any length, in constant memory.

    `asked` are the fields of a Design. What the curves have below, such as a metric, is in a panel of its own, with
    dotted lines where a metric lowered the rate. `gaps` are those whose rates the axis has no place for.
    ValueError when there is nothing to draw, or a value is not one of a Design's.
    """

    def __init__(self, curves: Curves, **asked: Any) -> None:
        plainly_imported()
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
        self.below = [Thinned(below, buckets, log=False, view=design.view) for below in curves.below]
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

    def missing_letters(self) -> list[str]:
        """The first letters of its words that the font does not have."""
        words = [*self.curves.labels, self.title, self.design.xlabel or "", self.design.ylabel or ""]
        with self.settings():
            return without_glyph(plain_text("".join(words)))[:FEW_LETTERS]

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
        axes, *lower = self._panels(figure)
        marked = all(thinned.marked for thinned in (self.above, *self.below))
        draw_lines(axes, self.above, looks.curves, design.view, marked)
        name_panel(axes, "learning rate", self._room(), design, design.ylabel)
        for panel, thinned in zip(lower, self.below, strict=True):
            own = looks_below(self.curves.columns, looks.curves, thinned.curves.columns, self.style)
            draw_lines(panel, thinned, own, design.view and design.view.of_rows(), marked)
            name_panel(panel, ", ".join(dict.fromkeys(quantities(thinned.curves))), self._room(), design)
            mark_reductions([axes, panel], thinned.curves, self.style.ink)
        mark_moments([axes, *lower], self.curves, self.style.ink, self._room(), 0.9 * design.font_size)
        if lower:
            for panel in (axes, *lower[:-1]):
                panel.tick_params(labelbottom=False)
            figure.align_ylabels()
        counted = counted_on(run)
        if counted.unit != run.tick:
            number_steps(axes, counted)
        name_axis((axes, *lower)[-1], "tokens" if counted.flow else counted.unit, self._room(), design)
        if self.title:
            title = "\n".join(wrapped(self.title, self._room(), design.font_size))
            axes.set_title(title, parse_math=design.title is not None and is_mathematics(title))
        if design.legend != "none":
            if looks.ordered:
                draw_ramp(figure, [axes, *lower], looks.ordered, design)
            if looks.entries and (self.curves.names != ["lr"] or design.legend):
                draw_legend(figure, looks.entries, design)
        return figure

    def _panels(self, figure: Figure) -> list[Axes]:
        """The axes of the rates, and below them those of what stands there."""
        count = len(self.below)
        if count and self.design.size is None:
            figure.set_figheight(SIZE[1] + BELOW_HEIGHT * count)
        heights = (SIZE[1], *(BELOW_HEIGHT for _ in range(count)))
        return list(figure.subplots(len(heights), sharex=True, squeeze=False, height_ratios=heights)[:, 0])

    def _room(self) -> float:
        """Points from the left of the axes to their right, about."""
        width = (self.design.size or SIZE)[0]
        return 72 * max(width - 1, 0.7 * width)
