"""lrcli resume"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.length import planned_run
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import JSON, OUTPUT, Flag, help_of
from lrcli.cli.formats import endings, option_flags, promised
from lrcli.cli.output import paged, save_json, save_text, say, width_for
from lrcli.cli.pictures import (
    beside,
    bounded,
    look,
    refuse_drawn_json,
    refuse_undrawn,
    refuse_without_effect,
    save_picture,
    text_chart,
)
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.clock import NewLength, lasting
from lrcli.language.flags import read_field
from lrcli.render.writers import writer_named
from lrcli.schedules.declare import Field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Number
from lrcli.schedules.resumed import WAYS, Resumed
from lrcli.schedules.schedule import Placed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.resumption import Resuming, Resumption
    from lrcli.cli.verb import Call
    from lrcli.clock import Run
    from lrcli.render.writers import Writer

PICTURE = option_flags("plot")
FACTOR = Field(Number(above=1), None, "factor")
SMALL = 10
"""Lines of the chart that stands under a report on a terminal."""
WIDEST = 100
"""Longer lines are hard to read."""


def run(call: Call) -> int:
    from lrcli.analysis.resumption import resumption  # the help of all commands does without
    from lrcli.cells import blocks
    from lrcli.render.records.resume import report

    refuse_drawn_json(call)
    limit = limit_given(call)
    picture = picture_asked(call)
    if not picture:
        call.output()  # a wrong name is told before the work
    if missing := [f"--{name}" for name in ("at", "total") if call.text(name) is None]:
        such = "lrcli resume cosine --steps 10000 --at 5000 --total 20000"
        raise UsageFault(f"resume needs {' and '.join(missing)}: the updates done, and the new length, as in {such}")
    every = list(resumed(call))
    records = [resumption(each) for each in every]
    if call.as_json():
        save_json(call, records[0] if len(records) == 1 else records)
        return exit_code(records, limit)
    told = beside(call, picture)
    width = width_for(told, WIDEST)
    text = paged(told, blocks((report(each, WAYS, width) for each in records), width), WIDEST)
    if picture:
        save_pictures(call, picture, every, records)
    elif call.on("plot") or (terminal().live and call.text("how") and told.output() == "-"):
        text += "".join(charts(call, every, records))
    save_text(told, text)
    return exit_code(records, limit)


def resumed(call: Call) -> Iterator[Resuming]:
    """The schedules of a call, each resumed in the way that was asked for, or in all."""
    from lrcli.analysis.curves import Curves
    from lrcli.analysis.resumption import resuming

    planned = curves(call, planned_run)
    hows = [how] if (how := call.text("how")) else list(WAYS)
    if call.text("rewarm") and "rewarm" not in hows:
        raise UsageFault("--rewarm belongs to --how rewarm")
    for column in planned.columns:
        if not isinstance(column.curve, Placed):
            raise UsageFault(f"{column.label} is no schedule that could be resumed")
        given, length = column.curve.given, column.run or planned.run
        times = (call.text("at") or "", call.text("total") or "")
        try:
            length = length if (was := call.text("was")) is None else with_length(length, was, "was")
            with_length(length, times[1], "total")  # says what is wrong
            found = resuming(column.label, given, length, times, hows, call.text("rewarm"))
        except FieldError as error:
            own = error.field in Resumed.fields and error.family == Resumed.family
            raise UsageFault(f"--{error.field}: {error.of_field}" if own else str(error)) from None
        longest = found.ways[0][1]
        bounded(Curves([("", longest)], longest.run))
        tell_ends(found)
        yield found


def tell_ends(found: Resuming) -> None:
    """Say of ways that have no rate to the end why."""
    ends: dict[str, list[str]] = {}
    for schedule, placed in found.ways:
        stop = placed.stop()
        if stop is not None and stop.tick < (placed.run.rows or 0):
            ends.setdefault(f"no LR from {placed.run.tick} {stop.tick} on: {stop.error}", []).append(schedule.how)
    for reason, hows in ends.items():
        say(f"lrcli: {', '.join(hows)}: {reason}")


def with_length(run: Run, text: str, name: str) -> Run:
    """A run with the length that a flag gives."""
    try:
        length = NewLength(text)
        length.ticks(run, run.ticks)  # says what is missing
        return lasting(run, length)
    except ValueError as error:
        raise UsageFault(f"--{name}: {error}") from None


def limit_given(call: Call) -> float | None:
    """The factor by which a jump may go up or down; None where none is asked for."""
    text = call.text("fail_on_jump")
    if text is None:
        return None
    if call.text("how") is None:
        raise UsageFault(f"--fail-on-jump {text} needs --how: which of the ways is to be checked")
    try:
        return float(FACTOR.check(read_field(FACTOR, text)))
    except ValueError as error:
        raise UsageFault(f"--fail-on-jump {text}: {error}; give a factor, such as 1.5") from None


def exit_code(records: list[Resumption], limit: float | None) -> int:
    """Whether a jump is larger than the limit, which is said."""
    from lrcli.render.records.resume import jump_text

    if limit is None:
        return DONE
    jumps = [(record, way.jump) for record in records for way in record.ways if way.jump and way.jump.size > limit]
    for record, jump in jumps:
        name = f"{record.label}: " if len(records) > 1 else ""
        say(f"lrcli: {name}{jump_text(jump, record.unit)}: more than {limit:.12g} times")
    return SAID_NO if jumps else DONE


def picture_asked(call: Call) -> Writer | None:
    """The format of the picture that -o names; None for a report.

    UsageFault for what is asked of a picture where there is none.
    """
    writer = promised(call.text("output") or "-", "plot")
    if writer and writer.name != "chart":
        if call.on("json"):
            raise UsageFault(f"-o {call.text('output')}: --json writes .json")
        refuse_without_effect(call, writer)
        return writer
    if call.on("plot") or call.text("how"):
        refuse_without_effect(call, writer_named("chart"))
    else:
        refuse_undrawn(call, PICTURE)
    return None


def save_pictures(call: Call, writer: Writer, every: list[Resuming], records: list[Resumption]) -> None:
    """Save the picture of the only schedule."""
    from lrcli.analysis.resumption import pictured

    path = call.output(*endings("plot"))
    if len(every) > 1:
        raise UsageFault(f"-o {path}: a picture shows one schedule, and {len(every)} are given")
    save_picture(pictured(every[0], records[0]), path, writer, call)


def charts(call: Call, every: list[Resuming], records: list[Resumption]) -> Iterator[str]:
    """A chart for each schedule: the old plan, and what becomes of it."""
    from lrcli.analysis.resumption import pictured

    for each, record in zip(every, records, strict=True):
        screen = look(call, writer_named("chart"))
        if "height" not in screen.asked and not call.on("plot"):
            screen = screen._replace(asked={**screen.asked, "height": str(SMALL)})
        yield f"\n{text_chart(pictured(each, record), screen)}"


def time_flag(name: str, help: str) -> Flag:
    """The flag of a time."""
    return Flag(name, help, metavar=Resumed.fields[name].kind.metavar)


VERB = Verb(
    name="resume",
    summary="Tell what becomes of the LR when a run is made longer.",
    examples=(
        ("lrcli resume cosine --lr 0.1 --steps 10000 --at 5000 --total 20000", "a line for each way"),
        ("lrcli resume cosine --steps 10k --at 5k --total 20k --how transformers --plot", "one of them, drawn"),
        ("lrcli resume cosine --at 50 --total 200 --how torch-cosine -o resumed.png", "a picture: 50 of 100 epochs"),
        ("lrcli resume cosine --at 50 --total 200 --how keras --fail-on-jump 2", "exit code 1 where it jumps by more"),
    ),
    typed=(
        ("lrcli resume {} --at 50% --total 200%", "a line for each way to resume it"),
        ("lrcli resume {} --at 50% --total 200% --how keep --plot", "the old plan and one way, drawn"),
    ),
    says_no="a jump is larger than --fail-on-jump",
    run=run,
    flags=(
        time_flag(
            "at", "Updates done before the resume: 5000 (the run's unit), 50ep, 5000st, 50% (of what was planned)."
        ),
        time_flag("total", "Length of the run after the resume; the run's flags tell the one that was planned."),
        time_flag("was", "Length that was planned.  [default: that of the run]"),
        Flag(
            "how",
            "One way: what is done with the rate, or the framework that resumes.  [default: all]",
            metavar="|".join(WAYS),
            choices=tuple(WAYS),
        ),
        time_flag("rewarm", help_of(Resumed.fields["rewarm"])),
        Flag(
            "fail-on-jump",
            "Exit code 1 when the LR jumps by more than this factor, up or down; needs --how.",
            metavar="FACTOR",
        ),
        JSON,
        Flag("plot", "Draw the old plan and the new; -o FILE.png saves it as a picture.", switch=True),
        *PICTURE,
        OUTPUT,
    ),
)
