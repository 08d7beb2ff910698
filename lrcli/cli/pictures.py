"""Drawings of a call: their format, how large they are, and what is said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.curves import quantities
from lrcli.cli.errors import UsageFault
from lrcli.cli.formats import asked, endings, promised, refuse_other_format
from lrcli.cli.output import lines_told, save, say
from lrcli.cli.terminal import WIDTH, terminal
from lrcli.language.errors import few_of, listed
from lrcli.render.writers import LOOKED_THROUGH, Sheet, writer_for, writer_named, writers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.cli.flags import Flag
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Option, Writer

SAID_BY = {
    "width": "a picture has --size, such as 3.3x2in",
    "height": "a picture has --size, such as 3.3x2in",
    "color": "a picture has --style",
}
"""What a picture has in place of flags for the terminal."""


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


def refuse_without_effect(call: Call, writer: Writer, *others: Writer) -> None:
    """UsageFault for an option that changes nothing in what is written, with what it belongs to."""
    kept = {option.name for each in (writer, *others) for option in each.options}
    every = writers("plot")
    for option in (option for each in every for option in each.options if option.name not in kept):
        given = call.given.get(option.name.replace("-", "_"))
        if given is None:
            continue
        owners = [each for each in every if option in each.options]
        flag = f"--no-{option.name}" if given is False else f"--{option.name}"
        own, endings = f".{writer.endings[0]}", listed([f".{each.endings[0]}" for each in owners])
        if writer_named("chart") in owners:
            raise UsageFault(f"{flag} belongs to the chart of characters, not to a {own}{instead(option)}")
        if writer.name == "chart":
            raise UsageFault(f"{flag} belongs to a picture: save one with -o FILE, which ends in {endings}")
        raise UsageFault(f"{flag} belongs to {endings}, not to a {own}")
    if writer.name != "chart" and not others and call.text("color"):
        raise UsageFault(f"--color belongs to the terminal, not to a .{writer.endings[0]}; {SAID_BY['color']}")


def instead(option: Option) -> str:
    """What a picture has in place of an option of the chart."""
    return f"; {SAID_BY[option.name]}" if option.name in SAID_BY else ""


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
    return chart(curves, look_for(sheet, curves.run))


def bounded(curves: Curves) -> None:
    """UsageFault for more rows than are looked through."""
    if curves.rows > LOOKED_THROUGH:
        limit = f"at most {LOOKED_THROUGH:.0e} are looked through; lrcli csv streams any number"
        raise UsageFault(f"{curves.rows} {curves.run.tick}s: {limit}")


def tell_left_out(curves: Curves) -> None:
    """Say which curves have nothing in the panel below, where that is of several."""
    for others in curves.below:
        shown = {id(each.curve) for each in others.columns}
        missing = [column.label for column in curves.columns if id(column.curve) not in shown]
        if missing:
            say(f"lrcli: {quantities(others)[0]} is shown of those that drive it, not of {few_of(missing)}")


def tell_ends(curves: Curves) -> None:
    """Say of curves that end before the run does why they do."""
    for column, label in enumerate(curves.labels):
        ends_early = curves.ends[column] < curves.lengths[column]
        if ends_early and (reason := curves.why_ended(column)):
            say(f"lrcli: {label} is drawn up to its end: {reason}")


def refuse_drawn_json(call: Call) -> None:
    """UsageFault where a report is asked for as JSON and with a drawing below it."""
    if call.as_json() and call.on("plot"):
        raise UsageFault("--json and --plot exclude one another: choose one")


def refuse_undrawn(call: Call, options: Iterable[Flag]) -> None:
    """UsageFault for what is asked of a drawing where there is none."""
    given = next((flag for flag in options if call.given.get(flag.key) is not None), None)
    if given is not None:
        raise UsageFault(f"--{given.name} belongs to the drawing: say --plot too")


def beside(call: Call, picture: Writer | None) -> Call:
    """The call as its report is written: to stdout where -o names the picture."""
    return call._replace(given={**call.given, "output": None}) if picture else call
