"""lrcli verify"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.batches import has_length
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import JSON, LOG_FLAGS, OUTPUT, Flag
from lrcli.cli.formats import endings, option_flags
from lrcli.cli.logs import first_number, log_of
from lrcli.cli.output import paged, save_json, save_text, say
from lrcli.cli.pictures import beside, look, refuse_drawn_json, save_picture, text_chart
from lrcli.cli.verb import Verb
from lrcli.cli.verbs.diff import picture_asked
from lrcli.cli.words import silent_curves, tell
from lrcli.clock import Run
from lrcli.render.writers import writer_named
from lrcli.schedules.marks import INPUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.analysis.verify.search import Searched
    from lrcli.cli.verb import Call
    from lrcli.reading.logs import Log
    from lrcli.render.writers import Writer
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule


def run(call: Call) -> int:
    from lrcli.analysis.verify.search import OK, verify  # the help of all commands does without

    refuse_drawn_json(call)
    if len(call.words) != 2:
        raise UsageFault("verify takes a schedule and a log: lrcli verify SCHEDULE LOG")
    picture = picture_asked(call, "verify")
    if not picture:
        call.output()  # a wrong name is told before the work
    log = log_of(call, call.words[1])

    def choose(schedules: Iterable[Schedule]) -> Run:
        return run_of(log, list(schedules))

    placed = silent_curves(call._replace(words=call.words[:1]), choose)
    tell(placed, INPUT)
    if len(placed.columns) != 1:
        raise UsageFault(f"verify compares one schedule with a log, and {len(placed.columns)} are given")
    (column,) = placed.columns
    curve = column.curve
    given = curve.given if hasattr(curve, "given") else None
    if given is None:
        raise UsageFault("verify compares a schedule with a log")
    own = column.run or placed.run
    if not has_length(call):
        say(f"lrcli: compared on a run of {own.rows} {own.tick}s")
    try:
        searched = verify(given, own, curve, log, first_number(call))
    except ValueError as error:
        raise UsageFault(str(error)) from None
    if call.as_json():
        save_json(call, searched.record)
    else:
        show(call, searched, curve, own, picture)
    return DONE if searched.record.verdict == OK else SAID_NO


def show(call: Call, searched: Searched, curve: Curve, own: Run, picture: Writer | None) -> None:
    """The answer in words, and the picture where that is asked for."""
    from lrcli.analysis.verify.drawn import drawn  # the help of all commands does without
    from lrcli.render.records.verify import beginning, report

    told = beside(call, picture)
    text = "".join(paged(told, report(searched.record)))
    if picture:
        save_picture(
            drawn(searched, curve, own, beginning(searched.record)), call.output(*endings("plot")), picture, call
        )
    elif call.on("plot"):
        both = drawn(searched, curve, own, beginning(searched.record))
        (below,) = both.below
        both.below = []
        screen = look(call, writer_named("chart"))
        screen = screen._replace(height=screen.height and screen.height // 2)
        plain = {name: value for name, value in screen.asked.items() if name not in ("log", "ylim")}
        text += f"\n{text_chart(both, screen)}\n{text_chart(below, screen._replace(asked=plain))}"
    save_text(told, text)


def run_of(log: Log, schedules: list[Schedule]) -> Run:
    """The run where no length is given: the schedule's own, else what the log tells, else up to its last row."""
    for schedule in schedules:
        natural = schedule.natural_run()
        if natural and natural.binding:
            return natural.run
    if log.run is not None:
        return log.run
    unit, places = next(iter(log.places.items()))
    count = max(int(places.max()) + 1 - log.counts_from(unit), 1)
    return Run(steps=count) if unit == "st" else Run(epochs=count)


VERB = Verb(
    name="verify",
    summary="Check a log of rates against the schedule that was meant.",
    examples=(
        ("lrcli verify 'linear(0, 0.1, 5) >> cosine(0.1)' lr.csv", "ok, or the first row that differs and why"),
        (
            "lrcli verify 'linear(0, 0.1, 5) >> cosine(0.1)' lr.csv --column lr --plot",
            "both, and below them the difference",
        ),
        ("lrcli verify 'linear(0, 0.1, 5) >> cosine(0.1)' lr.csv --json", "the same as JSON"),
    ),
    says_no="they differ",
    run=run,
    flags=(
        *LOG_FLAGS,
        JSON,
        Flag("plot", "Draw what was meant and logged, and below them the difference.", switch=True),
        *option_flags("plot"),
        OUTPUT,
    ),
    words=("SCHEDULE LOG", "A schedule, and a log: a file, or a folder of event files."),
)
