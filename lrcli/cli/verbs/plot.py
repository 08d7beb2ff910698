"""lrcli plot"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, Flag
from lrcli.cli.output import encoded, save, say
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.render.chart import Look, chart, gaps

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.image import Drawing

TEXT = "txt"
BINARY = ("png", "pdf")
LONGEST = 10**9
"""Rows that are looked through for a drawing or a report: about a minute of work."""


def run(call: Call) -> None:
    path = call.text("output") or "-"
    kind = picture_kind(call, path)
    if kind in BINARY and path == "-" and terminal().live:
        raise UsageFault(f"a {kind} is not for a terminal: save it with -o FILE.{kind}, or send it into a pipe")
    found = curves(call)
    tell_ends(found)
    if call.on("show"):
        drawing(found, call).show()
        if path == "-":
            return
    draw(found, path, call)


def picture_kind(call: Call, path: str) -> str:
    """The format that --format or the file's name asks for; without either a chart of characters."""
    from lrcli.render.image import FORMATS

    known = (TEXT, *FORMATS)
    asked = call.text("format")
    if asked is not None or path == "-":
        return asked or TEXT
    kind = path.rpartition(".")[2].lower() if "." in path else ""
    if kind not in known:
        raise UsageFault(
            f"{path}: a picture's name ends in {', '.join(f'.{name}' for name in known)}; or give --format"
        )
    return kind


def text_chart(found: Curves, screen: Look) -> str:
    """The chart of characters; what a log axis leaves out is said once."""
    bounded(found)
    text = chart(found, screen)
    if screen.log:
        tell_gaps(gaps(found))
    return text


def look(call: Call) -> Look:
    """The chart's size and signs: what the flags say, else what the terminal shows."""
    screen = terminal(call.text("color") or "auto")
    return Look(
        width=size(call, "width", screen.width, 20),
        height=size(call, "height", max(8, min(18, screen.height - 8)), 4),
        color=screen.color,
        unicode=screen.unicode and not call.on("ascii"),
        log=call.on("log"),
    )


def size(call: Call, name: str, default: int, least: int) -> int:
    """A flag's number of characters."""
    text = call.text(name)
    if text is None:
        return default
    if not text.isdecimal() or not least <= int(text) <= 1000:
        raise UsageFault(f"--{name} {text}: give a number of characters from {least} to 1000")
    return int(text)


def draw(found: Curves, path: str, call: Call) -> None:
    """Save a picture in the format that the file's name asks for."""
    kind = picture_kind(call, path)
    content = encoded(text_chart(found, look(call))) if kind == TEXT else drawing(found, call).image(kind)
    save(path, [content])


def drawing(found: Curves, call: Call) -> Drawing:
    """The picture that the flags ask for."""
    from lrcli.render.image import Drawing

    bounded(found)
    made = Drawing(found, log=call.on("log"), title=call.text("title"), style=call.text("style") or "light")
    tell_gaps(made.gaps)
    return made


def bounded(found: Curves) -> None:
    if found.rows > LONGEST:
        limit = f"at most {LONGEST:.0e} are looked through; lrcli csv streams any number"
        raise UsageFault(f"{found.rows} {found.run.tick}s: {limit}")


def tell_ends(found: Curves) -> None:
    """Say of curves that end before the run does why they do."""
    for column, label in enumerate(found.labels):
        if told := found.why_ended(column):
            say(f"lrcli: {label} is drawn up to its end: {told}")


def tell_gaps(labels: list[str]) -> None:
    """Say once that a log axis leaves something out."""
    if labels:
        say(f"lrcli: a log axis has no place for the zeros of {', '.join(labels)}: they are gaps")


VERB = Verb(
    name="plot",
    summary="Draw schedules, in the terminal or as a picture.",
    examples=(
        ("lrcli plot exponential --initial 0.1", "a chart in the terminal"),
        ("lrcli plot 'step(0.1)' cosine best='0.5 * cosine(0.3)'", "several, one of them named"),
        ("lrcli plot cosine --warmup 5 --epochs 90 -o lr.png", "a picture"),
    ),
    run=run,
    flags=(
        Flag(
            "output",
            "Save a picture: FILE.png, .svg, .pdf, or .txt for the chart; - is standard output.",
            metavar="FILE",
            short="o",
            synonyms=("save",),
            files=True,
        ),
        Flag(
            "format",
            "Format, where the name of the file does not tell.",
            metavar="txt|png|svg|pdf",
            choices=("txt", "png", "svg", "pdf"),
        ),
        MOMENTUM,
        Flag("log", "A logarithmic axis for the LR; zeros are gaps.", switch=True),
        Flag("ascii", "Draw with plain characters.", switch=True),
        Flag("title", "Title of the picture.  [default: the schedule, when there is one]", metavar="TEXT"),
        Flag("style", "Colours of the picture.  [default: light]", metavar="light|dark", choices=("light", "dark")),
        Flag("show", "Open the picture in a window.", switch=True),
        Flag("width", "Width of the chart in characters.  [default: the terminal's, 80 in a pipe]", metavar="N"),
        Flag("height", "Height of the chart in lines.", metavar="N"),
    ),
)
