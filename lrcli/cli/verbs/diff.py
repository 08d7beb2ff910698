"""lrcli diff"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.length import brings, shortest_run
from lrcli.analysis.several import by_schedule, group_by_group, on_one_run
from lrcli.cli.batches import has_length
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import JSON, OUTPUT, Flag
from lrcli.cli.formats import endings, option_flags, promised
from lrcli.cli.output import paged, save_json, save_text, say
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
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.flags import read_field
from lrcli.render.writers import ending_of, writer_named
from lrcli.schedules.around import Around
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Number
from lrcli.schedules.schedule import Placed

if TYPE_CHECKING:
    from lrcli.analysis.compared import Compared
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Writer
    from lrcli.schedules.schedule import Schedule

RULE = f"\n{'-' * 60}\n"
"""What is between the reports of two parameter groups."""
PICTURE = option_flags("plot")
TOLERANCE = Field(Number(least=0), None, "learning rate")


def run(call: Call) -> int:
    from lrcli.analysis.compared import compared  # the help of all commands does without
    from lrcli.render.records.diff import report

    refuse_drawn_json(call)
    tolerance = tolerance_given(call)
    picture = picture_asked(call, "diff")
    if not picture:
        call.output()  # a wrong name is told before the work
    both = curves(call, shortest_run)
    count = len(by_schedule(both))
    if count != 2:
        raise UsageFault(f"diff compares two schedules, and {count} {'is' if count == 1 else 'are'} given")
    try:
        pairs = group_by_group(both)
    except ValueError as error:
        raise UsageFault(f"diff compares group by group: {error}") from None
    bounded(both)
    tell_run(call, pairs[0])
    records = [compared(pair, tolerance) for pair in pairs]
    if call.as_json():
        save_json(call, records[0] if len(records) == 1 else records)
        return exit_code(records)
    told = beside(call, picture)
    texts = [paged(told, report(record, chosen=tolerance is not None)) for record in records]
    drawn = [""] * len(pairs)
    if picture:
        save_picture(with_differences(both, pairs), call.output(*endings("plot")), picture, call)
    elif call.on("plot"):
        drawn = [charts(pair, call) for pair in pairs]
    save_text(told, RULE.join(map("".join, zip(texts, drawn, strict=True))))
    return exit_code(records)


def exit_code(records: list[Compared]) -> int:
    """Whether any pair differs."""
    return SAID_NO if any(record.differ for record in records) else DONE


def picture_asked(call: Call, verb: str) -> Writer | None:
    """The format of the picture that --plot of a verb draws into the file that -o names; None for charts of characters.

    UsageFault for a picture without --plot, and for what is asked of a picture where there is none.
    """
    path = call.text("output") or "-"
    writer = promised(path, "plot")
    if writer and writer.name != "chart" and call.on("plot"):
        refuse_without_effect(call, writer)
        return writer
    if writer and writer.name != "chart":
        told = f"a .{ending_of(path)} is what lrcli plot writes"
        raise UsageFault(f"-o {path}: {told}; with --plot {verb} draws both and their difference into it")
    if call.on("plot"):
        refuse_without_effect(call, writer_named("chart"))
    else:
        refuse_undrawn(call, PICTURE)
    return None


def tell_run(call: Call, both: Curves) -> None:
    """Say where the run comes from, when it was a schedule's."""
    if has_length(call) or not on_one_run(both):
        return
    curves = zip("AB", both.curves, strict=True)
    placed = [(mark, curve.given) for mark, curve in curves if isinstance(curve, Placed) and curve.given.natural_run()]
    brought = [(mark, family_of(schedule)) for mark, schedule in placed if brings(schedule, both.run)]
    if brought:
        counted = f"{both.run.ticks} {both.run.moves}{'' if both.run.ticks == 1 else 's'}"
        names = " and ".join(dict.fromkeys(family for _, family in brought))
        if len(brought) < len(placed):
            names = f"{brought[0][0]} ({names}), the shorter of the two"
        say(f"lrcli: compared on {counted}, the length of {names}")


def family_of(schedule: Schedule) -> str:
    """The family whose length a schedule has: what is around it leaves that as it is."""
    while schedule.operator or isinstance(schedule, Around):
        schedule = schedule.inner()[0]
    return schedule.family


def tolerance_given(call: Call) -> float | None:
    text = call.text("tol")
    try:
        value = None if text is None else read_field(TOLERANCE, text)
        return None if value is None else TOLERANCE.check(value)
    except ValueError as error:
        raise UsageFault(f"--tol: {error}; give a learning rate, such as 1e-6") from None


def with_differences(both: Curves, pairs: list[Curves]) -> Curves:
    """The curves of both, named A and B, with the differences below."""
    from lrcli.analysis.compared import difference_curve
    from lrcli.analysis.curves import Curves

    columns = by_schedule(both)
    own = [
        column._replace(label=f"{mark}: {column.label}", run=column.run or both.run, member=None)
        for mark, each in zip("AB", columns, strict=True)
        for column in each
    ]
    drawn = Curves(own, [column.run or both.run for column in own])
    names = [column.group for column in columns[0]]
    labels = [f"B - A {name}".strip() if len(pairs) > 1 else "B - A" for name in names]
    differences = [(label, difference_curve(pair)) for label, pair in zip(labels, pairs, strict=True)]
    drawn.below = [Curves(differences, drawn.run)]
    drawn.watch = both.watch
    return drawn


def charts(both: Curves, call: Call) -> str:
    """A chart of both, and below it one of their difference."""
    from lrcli.analysis.compared import difference_curve
    from lrcli.analysis.curves import Curves

    difference = Curves([("", difference_curve(both))], both.run)
    screen = look(call, writer_named("chart"))
    screen = screen._replace(height=screen.height and screen.height // 2)
    own = {name: text for name, text in screen.asked.items() if name not in ("log", "ylim")}
    return f"\n{text_chart(both, screen)}\n{text_chart(difference, screen._replace(asked=own))}"


VERB = Verb(
    name="diff",
    summary="Compare two schedules: where and by how much they differ.",
    examples=(
        ("lrcli diff 'cosine(0.1)' '0.5 * cosine(0.2)'", "the same but for rounding: exit code 0"),
        ("lrcli diff 'cosine(0.1)' 'linear(0.1)' --tol 0.02 --plot", "close enough; both, and their difference"),
        ("lrcli diff 'cosine(0.1)' 'linear(0.1)' --tol 0.02 --plot -o diff.png", "the same as a picture"),
        ("lrcli diff 'linear(0, 0.1, 5) >> cosine(0.1)' 'warmup(cosine, 5)' --json", "the same facts as JSON"),
    ),
    typed=(
        ("lrcli diff {}", "where they differ first, and most"),
        ("lrcli diff {} --plot", "both, and their difference"),
        ("lrcli diff {} --tol 1e-3", "whether they are the same to 0.001"),
    ),
    pair="'linear(0.1)'",
    says_no="they differ",
    run=run,
    flags=(
        Flag(
            "tol",
            "LR by which they may differ.  [default: 1e-12 of the peak, so that rounding is no difference]",
            metavar="LR",
        ),
        JSON,
        Flag("plot", "Draw both, and below them their difference; with -o FILE.png as a picture.", switch=True),
        *PICTURE,
        OUTPUT,
    ),
    words=("[NAME=]SCHEDULE", "Two: families by name, or schedules in the notation; - and @FILE read lines."),
)
