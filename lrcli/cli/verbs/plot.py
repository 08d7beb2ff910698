"""lrcli plot"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import DRIVEN_FLAGS, Flag
from lrcli.cli.formats import option_flags
from lrcli.cli.pictures import (
    bounded,
    look,
    picture_format,
    refuse_without_effect,
    save_picture,
    tell_ends,
    tell_left_out,
)
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.render.writers import writers

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Writer

ENDINGS = [writer.endings[0] for writer in writers("plot")]
FLAGS = option_flags("plot")
SIZES = ("width", "height")
"""These stand last in the help."""


def run(call: Call) -> None:
    path = call.text("output") or "-"
    writer = picture_format(path, call.text("format"))
    if writer.binary and path == "-" and terminal().live:
        kind = writer.endings[0]
        raise UsageFault(f"a {kind} is not for a terminal: save it with -o FILE.{kind}, or send it into a pipe")
    windowed = call.on("show")
    if windowed and path == "-":
        refuse_without_effect(call, window())
        if call.text("format"):
            raise UsageFault("--format is for -o FILE, not for the window that --show opens")
    else:
        refuse_without_effect(call, writer, *([window()] if windowed else []))
    drawn = curves(call)
    tell_ends(drawn)
    tell_left_out(drawn)
    if windowed:
        from lrcli.render.image import drawing

        bounded(drawn)
        drawing(drawn, look(call, *writers("plot"))).show()
        if path == "-":
            return
    save_picture(drawn, path, writer, call)


def window() -> Writer:
    """What a window can be asked for: the options of a picture of pixels."""
    return max((writer for writer in writers("plot") if writer.binary), key=lambda writer: len(writer.options))


VERB = Verb(
    name="plot",
    summary="Draw schedules, in the terminal or as a picture.",
    examples=(
        ("lrcli plot exponential --initial 0.1 --half-life 20", "a chart in the terminal"),
        ("lrcli plot 'step(0.1, every=30)' cosine best='0.5 * cosine(0.3)'", "several, one of them named"),
        ("lrcli plot wsd --lr 3e-4 --steps 10k -o lr.png", "a picture"),
    ),
    typed=(
        ("lrcli plot {}", "a chart in the terminal"),
        ("lrcli plot {} -o lr.png", "a picture"),
        ("lrcli plot {} --sweep scale=1,0.5,0.25", "a line for each value"),
    ),
    run=run,
    flags=(
        Flag(
            "output",
            f"Save a picture: FILE.{', .'.join(ENDINGS[1:])}, or .{ENDINGS[0]} for the chart; - is standard output.",
            metavar="FILE",
            short="o",
            synonyms=("save",),
            files=True,
        ),
        Flag(
            "format",
            "Format, where the name of the file does not tell.",
            metavar="|".join(ENDINGS),
            choices=tuple(ENDINGS),
        ),
        *DRIVEN_FLAGS,
        *(flag for flag in FLAGS if flag.name not in SIZES),
        Flag("show", "Open the picture in a window.", switch=True),
        *(flag for flag in FLAGS if flag.name in SIZES),
    ),
)
