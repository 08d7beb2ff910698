"""Drawings of a call: their format, how large they are, and what is said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.formats import asked, endings, promised, refuse_other_format
from lrcli.cli.output import lines_told, save, say
from lrcli.cli.terminal import WIDTH, terminal
from lrcli.render.writers import LOOKED_THROUGH, Sheet, writer_for, writer_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Writer


def picture_format(path: str, named: str | None = None) -> Writer:
    """The format that is named or that the file's name promises; without either a chart of characters.

    UsageFault where the two contradict one another.
    """
    if named and path != "-":
        refuse_other_format(path, named)
    writer = writer_for(named) if named else writer_named("chart") if path == "-" else promised(path, "plot")
    if writer is None:
        names = ", ".join(f".{ending}" for ending in endings("plot"))
        raise UsageFault(f"{path}: a picture's name ends in {names}; or give --format")
    return writer


def save_picture(curves: Curves, path: str, writer: Writer, call: Call) -> None:
    """Save a picture; a chart of characters in a file is as in a pipe."""
    save(path, picture_of(curves, path, writer, call), drawn=True)


def picture_of(curves: Curves, path: str, writer: Writer, call: Call) -> Iterator[bytes]:
    """The content of a picture."""
    bounded(curves)
    sheet = look(call, writer)
    if path != "-":
        sheet = sheet._replace(width=WIDTH, height=None, color=call.text("color") == "always")
    return writer.write(curves, sheet)


def look(call: Call, *formats: Writer) -> Sheet:
    """What the terminal shows, and what the flags ask of formats."""
    screen = terminal(call.text("color") or "auto")
    return Sheet(
        asked=asked(call, *formats),
        width=screen.width,
        height=screen.height - lines_told() - 1 if screen.live else None,  # and a line for the prompt
        color=screen.color,
        colors=screen.colors,
        unicode=screen.unicode,
        say=lambda text: say(f"lrcli: {text}"),
    )


def text_chart(curves: Curves, sheet: Sheet) -> str:
    """The chart of characters, to be put among other text."""
    from lrcli.render.chart import chart, look_for

    bounded(curves)
    return chart(curves, look_for(sheet))


def bounded(curves: Curves) -> None:
    """UsageFault for more rows than are looked through."""
    if curves.rows > LOOKED_THROUGH:
        limit = f"at most {LOOKED_THROUGH:.0e} are looked through; lrcli csv streams any number"
        raise UsageFault(f"{curves.rows} {curves.run.tick}s: {limit}")


def tell_ends(curves: Curves) -> None:
    """Say of curves that end before the run does why they do."""
    for column, label in enumerate(curves.labels):
        if reason := curves.why_ended(column):
            say(f"lrcli: {label} is drawn up to its end: {reason}")
